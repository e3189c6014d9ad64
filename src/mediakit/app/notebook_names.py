"""Names that a cell uses and names that it makes, so that hidden state is seen without running anything."""

from __future__ import annotations

import ast
import builtins
import re
import symtable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

KNOWN: Final = frozenset(dir(builtins)) | set(
    {
        *("_", "__", "___", "_i", "_ii", "_iii", "_dh", "_oh"),
        *("In", "Out", "exit", "quit", "get_ipython", "display"),
    }
)
HISTORY: Final = re.compile(r"_i?\d+")
PYTHON_MAGICS: Final = ("capture", "prun", "time", "timeit")
OPAQUE_MAGICS: Final = ("run", "load_ext", "pylab", "store", "load", "reload_ext")  # make names that no reader sees
EAGER: Final = ("listcomp", "setcomp", "dictcomp", "genexpr")
HEADS: Final = ("test", "iter", "subject", "items", "type", "guard", "context_expr")


def read_code(source: str) -> ast.Module | None:
    """
    Syntax tree of a cell.

    Parameters
    ----------
    source : str
        Code of a cell; commands of IPython may stand in it.

    Returns
    -------
    tree : Module or None
        None where the cell is in another language, such as ``%%bash``.

    Raises
    ------
    SyntaxError
        If it is no Python.

    """
    first, _, rest = source.lstrip().partition("\n")
    made = ""
    if first.startswith("%%"):
        name, _, arguments = first[2:].partition(" ")
        if name not in PYTHON_MAGICS:
            return None
        made = f"{arguments.split()[-1]} = None\n" if name == "capture" and arguments.strip() else ""
        source = rest
    if re.search(r"^\s*[%!?]|[?]\s*$|=\s*[%!]", source, re.MULTILINE):
        from IPython.core.inputtransformer2 import TransformerManager  # noqa: PLC0415

        source = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
    tree = compile(made + source, "cell", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    return tree if isinstance(tree, ast.Module) else None


class NameReader:
    """
    Read the names of a notebook cell by cell.

    Attributes
    ----------
    made : set of str
        Names that the cells so far have made.
    missing : list of str
        Names that the last cell used before any had made them.
    later : list of str
        Names that its functions need when they are called.
    is_opaque : bool
        Whether a star import or a command made names that cannot be known.

    """

    def __init__(self) -> None:
        self.made: set[str] = set()
        self.missing: list[str] = []
        self.later: list[str] = []
        self.is_opaque = False

    def read(self, tree: ast.Module) -> None:
        """
        Read the next cell.

        Parameters
        ----------
        tree : Module
            Its syntax tree.

        """
        self.missing, self.later = [], []
        self._read_block(tree.body)

    def _read_block(self, statements: list[ast.stmt]) -> None:
        """Read statements in their order."""
        for statement in statements:
            if any(hasattr(statement, field) for field in ("body", "cases")) and not isinstance(
                statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
            ):
                self._read_compound(statement)
            else:
                self._read_simple(statement)

    def _read_compound(self, statement: ast.AST) -> None:
        """Read the head of a loop, a choice or a block, then what it holds."""
        if isinstance(statement, ast.match_case):
            self.made |= {found for node in ast.walk(statement.pattern) if (found := _find_captured(node))}
        for name in HEADS:
            value = getattr(statement, name, None)
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, ast.withitem):
                    self._use(part.context_expr)
                elif part is not None:
                    self._use(part)
        self.made |= {*_find_stored(statement)} | ({statement.name} if getattr(statement, "name", None) else set())  # type: ignore[attr-defined]
        self._read_block(getattr(statement, "body", []))
        for part in (*getattr(statement, "handlers", []), *getattr(statement, "cases", [])):
            self._read_compound(part)
        self._read_block(getattr(statement, "orelse", []))
        self._read_block(getattr(statement, "finalbody", []))

    def _read_simple(self, statement: ast.stmt) -> None:
        """Read a statement that holds no others, or a definition."""
        if isinstance(statement, ast.Delete):
            gone = {target.id for target in statement.targets if isinstance(target, ast.Name)}
            self._miss(gone - self.made)
            self.made -= gone
            return
        self._use(statement)
        self.is_opaque = self.is_opaque or _is_opaque(statement)

    def _use(self, node: ast.AST) -> None:
        """Note what a statement or an expression uses, then what it makes."""
        table = symtable.symtable(ast.unparse(node), "cell", "exec")
        inside = {name.id for child in ast.walk(node) if isinstance(child, ast.NamedExpr) for name in [child.target]}
        used = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
        now, later, made = _split_scopes(table, is_now=True)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            used -= {node.name}
            now -= {node.name} if isinstance(node, ast.ClassDef) else set()
        self._miss((used | now) - inside - self.made)
        stored = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
        self.made |= stored | made
        self.later += sorted(name for name in later if not _is_known(name))

    def _miss(self, names: set[str]) -> None:
        """Note names that nothing has made."""
        if not self.is_opaque:
            self.missing += sorted(name for name in names if not _is_known(name) and name not in self.missing)


def _split_scopes(table: symtable.SymbolTable, *, is_now: bool) -> tuple[set[str], set[str], set[str]]:
    """Outer names that the scopes inside use at once and when called, and those that they make with ``global``."""
    now: set[str] = set()
    later: set[str] = set()
    made: set[str] = set()
    for child in table.get_children():
        eager = is_now and (child.get_name() in EAGER or child.get_type() == "class")
        symbols = child.get_symbols()
        outer = {s.get_name() for s in symbols if s.is_global() and s.is_referenced()}
        made |= {s.get_name() for s in symbols if s.is_declared_global() and s.is_assigned()}
        (now if eager else later).update(outer)
        deeper = _split_scopes(child, is_now=eager)
        now, later, made = now | deeper[0], later | deeper[1], made | deeper[2]
    return now, later, made


def _find_stored(statement: ast.AST) -> Iterator[str]:
    """Names that the head of a loop or of a ``with`` binds."""
    heads = [getattr(statement, "target", None), *(item.optional_vars for item in getattr(statement, "items", []))]
    for head in heads:
        yield from (node.id for node in ast.walk(head) if isinstance(node, ast.Name)) if head is not None else ()


def _find_captured(node: ast.AST) -> str | None:
    """Name that a part of a pattern binds."""
    return getattr(node, "rest", None) if isinstance(node, ast.MatchMapping) else getattr(node, "name", None)


def _is_known(name: str) -> bool:
    """Whether Python or IPython makes a name."""
    return name in KNOWN or HISTORY.fullmatch(name) is not None or (name.startswith("__") and name.endswith("__"))


def _is_opaque(statement: ast.stmt) -> bool:
    """Whether a statement makes names that its text does not show."""
    if isinstance(statement, ast.ImportFrom):
        return any(alias.name == "*" for alias in statement.names)
    calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
    return any(
        (isinstance(call.func, ast.Name) and call.func.id == "exec")
        or (
            isinstance(call.func, ast.Attribute)
            and call.func.attr == "run_line_magic"
            and isinstance(call.args[0], ast.Constant)
            and call.args[0].value in OPAQUE_MAGICS
        )
        for call in calls
    )
