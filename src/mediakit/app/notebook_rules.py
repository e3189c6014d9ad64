"""What can be seen of a notebook without running it: its order, its outputs, and code that nobody can repeat."""

from __future__ import annotations

import ast
import dataclasses
import re
from typing import TYPE_CHECKING, Any, Final

from .notebook_calls import SEEDS, find_global_draws, find_moments, find_unseeded, name_call, read_trees, walk_calls
from .notebook_names import NameReader, read_code

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOTS: Final = "home Users mnt media data tmp var opt srv root usr etc scratch work Volumes private content kaggle"
ABSOLUTE: Final = re.compile(
    rf"~\w*[/\\].*|[A-Za-z]:[\\/].*|\\\\\w.*|file:///.*|/(?:{ROOTS.replace(' ', '|')})(?:/.*)?|(?:/[\w.@+-]+){{2,}}/?",
    re.DOTALL,
)
ADDRESS: Final = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")
MAGIC_CALLS: Final = ("run_line_magic", "system", "getoutput")
SHOWING: Final = ("print", "display", "show")


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    """
    Something that keeps others from getting the same notebook again.

    Attributes
    ----------
    file : str
        The notebook.
    cell : int
        Number of the cell from 1, of all cells; 0 for the whole file.
    what : str
        What is wrong, with the value found.
    way_out : str
        What to do.

    """

    file: str
    cell: int
    what: str
    way_out: str

    def __str__(self) -> str:
        place = f"{self.file}: cell {self.cell}: " if self.cell else f"{self.file}: "
        return f"{place}{self.what}. {self.way_out}."


def check_source(file: str, cells: list[Any]) -> list[Finding]:
    """
    Look for code that cannot give the same again.

    Parameters
    ----------
    file : str
        Name of the notebook in the findings.
    cells : list of NotebookNode
        Its cells.

    Returns
    -------
    findings : list of Finding
        Hidden state, absolute paths, randomness without a seed, values of the moment, and what the cell of parameters
        lacks.

    """
    trees, wrong = read_trees(cells)
    findings = [Finding(file, number, f"is no Python ({why})", "Correct the cell") for number, why in wrong.items()]
    findings += _check_names(file, trees)
    for number, tree in trees.items():
        for what, way_out in (*_find_paths(tree), *find_moments(tree), *find_unseeded(tree)):
            findings.append(Finding(file, number, what, way_out))
    findings += [Finding(file, number, *fault) for number, fault in find_global_draws(trees)]
    return list(dict.fromkeys(findings + _check_parameters(file, cells, trees)))


def check_outputs(file: str, cells: list[Any]) -> list[Finding]:
    """
    Look at whether the outputs are there and come from one clean run.

    Parameters
    ----------
    file : str
        Name of the notebook in the findings.
    cells : list of NotebookNode
        Its cells.

    Returns
    -------
    findings : list of Finding
        A wrong order of execution, missing outputs, errors, text on stderr, and addresses in memory.

    """
    code = [(number, cell) for number, cell in enumerate(cells, 1) if cell.cell_type == "code" and cell.source.strip()]
    rerun = "Run all cells from top to bottom in a new kernel, or use --stamp"
    findings = []
    for expected, (number, cell) in enumerate(code, 1):
        if cell.execution_count != expected:
            found = "was never run" if cell.execution_count is None else f"was run as number {cell.execution_count}"
            findings.append(Finding(file, number, f"{found}, but stands at place {expected}", rerun))
            break
    for number, cell in code:
        tags = cell.metadata.get("tags", [])
        if not cell.outputs and _surely_shows(cell.source) and "nbval-skip" not in tags:
            findings.append(Finding(file, number, f"has no output ({_last_line(cell.source)!r})", rerun))
        for what, way_out in _find_bad_outputs(cell, tags):
            findings.append(Finding(file, number, what, way_out))
    return findings


def _check_names(file: str, trees: dict[int, ast.Module]) -> list[Finding]:
    """Names that no earlier cell makes."""
    reader = NameReader()
    findings = []
    later: list[tuple[int, str]] = []
    for number, tree in trees.items():
        reader.read(tree)
        later += [(number, name) for name in reader.later]
        findings += [
            Finding(file, number, f"uses {name!r}, which no earlier cell makes", "Make it in this cell or above")
            for name in reader.missing
        ]
    if reader.is_opaque:
        return findings
    return findings + [
        Finding(file, number, f"holds a function that uses {name!r}, which no cell makes", "Make it in a cell")
        for number, name in dict.fromkeys(later)
        if name not in reader.made
    ]


def _find_paths(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Paths that exist on one machine only."""
    way_out = "Name the path from the folder of the notebook, in the cell of parameters"
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if ABSOLUTE.fullmatch(text) and "\n" not in text:
            yield f"names an absolute path ({text!r})", way_out
    for call in walk_calls(tree):
        if name_call(call) is None and isinstance(call.func, ast.Attribute) and call.func.attr in MAGIC_CALLS:
            words = [word for part in call.args if isinstance(part, ast.Constant) for word in str(part.value).split()]
            yield from ((f"names an absolute path ({word!r})", way_out) for word in words if ABSOLUTE.fullmatch(word))


def _check_parameters(file: str, cells: list[Any], trees: dict[int, ast.Module]) -> list[Finding]:
    """Whether one cell holds the parameters, each with a value that is written there."""
    tagged = [number for number, cell in enumerate(cells, 1) if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        what = f"{len(tagged)} cells are tagged 'parameters'; one must be"
        return [Finding(file, 0, what, "Put what a reader may change into one cell and give it the tag 'parameters'")]
    findings = []
    for statement in trees.get(tagged[0], ast.Module([], [])).body:
        value = getattr(statement, "value", None)
        if not isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Expr)) or value is None or not _is_pinned(value):
            what = f"holds a parameter without a written value ({ast.unparse(statement)[:60]!r})"
            findings.append(Finding(file, tagged[0], what, "Write a number, a text or a list; compute in a later cell"))
        names = [target.id for target in getattr(statement, "targets", []) if isinstance(target, ast.Name)]
        if isinstance(value, ast.Constant) and value.value is None:
            findings += [
                Finding(file, tagged[0], f"leaves the seed open ({name} = None)", "Write a number")
                for name in names
                if any(seed in name for seed in SEEDS)
            ]
    return findings


def _is_pinned(value: ast.expr) -> bool:
    """Whether an expression is made of written values alone, such as ``Path("articles.csv")`` or ``12 * 30``."""
    for node in ast.walk(value):
        if isinstance(node, ast.Call) and not (node.args or node.keywords):
            return False
        if isinstance(node, ast.Name) and not any(
            isinstance(call, ast.Call) and any(part is node for part in ast.walk(call.func)) for call in ast.walk(value)
        ):
            return False
    return True


def _find_bad_outputs(cell: Any, tags: list[str]) -> Iterator[tuple[str, str]]:
    """Outputs that a reader cannot use or that no second run gives."""
    for output in cell.outputs:
        if output.output_type == "error" and "raises-exception" not in tags:
            yield f"ends in an error ({output.ename}: {output.evalue[:80]})", "Correct the cell and run it again"
        if output.get("name") == "stderr":
            yield f"writes to stderr ({output.text.strip()[:60]!r})", "Deal with the cause of the warning"
        text = output.get("text", "") or output.get("data", {}).get("text/plain", "")
        address = ADDRESS.search(text)
        if address and "nbval-ignore-output" not in tags:
            yield f"shows an address in memory ({address[0]!r})", "End the line with ; or show something else"


def _surely_shows(source: str) -> bool:
    """Whether a cell ends in a value or a call that shows something, whatever it computes."""
    try:
        tree = read_code(source)
    except SyntaxError:
        return False
    if tree is None or not tree.body or not isinstance(tree.body[-1], ast.Expr) or source.rstrip().endswith(";"):
        return False
    value = tree.body[-1].value
    if isinstance(value, ast.Call):
        return (name_call(value) or "").rpartition(".")[2] in SHOWING
    return isinstance(value, (ast.Name, ast.Attribute, ast.Subscript, ast.BinOp, ast.Compare, ast.JoinedStr))


def _last_line(source: str) -> str:
    """Last line of a cell, cut short."""
    return source.rstrip().splitlines()[-1][:60]
