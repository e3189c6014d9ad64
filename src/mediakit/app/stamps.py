"""What a notebook's outputs were made with, kept in its metadata, and whether that still holds."""

from __future__ import annotations

import ast
import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from .notebook_calls import read_trees
from .notebook_rules import Finding
from .outputs import KEY, compare_outputs, list_outputs

if TYPE_CHECKING:
    from pathlib import Path

    from .rerun import Rerun

FORMAT: Final = 1
PARTS: Final = {"code", "outputs", "versions", "inputs"}
FIGURE: Final = "<Figure size"  # how matplotlib's figures call themselves
STAMP_IT: Final = "Run: mediakit check --stamp"


def check_stamp(file: str, node: Any, folder: Path) -> list[Finding]:
    """
    Whether the code, the outputs and the files of a notebook are those of its last stamp.

    Parameters
    ----------
    file : str
        Name of the notebook in the findings.
    node : NotebookNode
        What it holds.
    folder : Path
        Where it lies; the files that it read are named from there.

    Returns
    -------
    findings : list of Finding
        No stamp, changed code, changed outputs, changed or missing files.

    """
    stamp = node.metadata.get(KEY)
    if not isinstance(stamp, dict) or stamp.get("format") != FORMAT or not stamp.keys() >= PARTS:
        return [Finding(file, 0, "has no stamp, so that its figures and versions cannot be compared", STAMP_IT)]
    findings = []
    numbers = [number for number, cell in enumerate(node.cells, 1) if cell.cell_type == "code"]
    code = hash_code(node.cells)
    if len(code) != len(stamp["code"]):
        what = f"has {len(code)} cells of code, but {len(stamp['code'])} when its outputs were made"
        findings.append(Finding(file, 0, what, STAMP_IT))
    changed = [number for number, *pair in zip(numbers, code, stamp["code"], strict=False) if pair[0] != pair[1]]
    if changed:
        listed = f"; so do cells {', '.join(map(str, changed[1:6]))}" if changed[1:] else ""
        what = f"holds other code than when the outputs were made{listed}"
        findings.append(Finding(file, changed[0], what, STAMP_IT))
    findings += _check_stored(file, node.cells, stamp)
    for name, known in stamp["inputs"].items():
        path = folder / name
        if not path.is_file():
            what = f"was made with {name!r}, which is not there"
            findings.append(Finding(file, 0, what, "Put it back, or run: mediakit check --stamp"))
        elif (found := hashlib.sha256(path.read_bytes()).hexdigest()) != known:
            what = f"was made with another {name!r} (SHA-256 {found[:12]}, stored {known[:12]})"
            findings.append(Finding(file, 0, what, "Put the earlier file back, or run: mediakit check --stamp"))
    return findings


def check_versions(file: str, node: Any, rerun: Rerun) -> list[Finding]:
    """
    Whether the libraries are those that the outputs were made with, and every draw has a seed.

    Parameters
    ----------
    file : str
        Name of the notebook in the findings.
    node : NotebookNode
        What it holds.
    rerun : Rerun
        Its new run.

    Returns
    -------
    findings : list of Finding
        Other versions, files that the stamp does not know, and calls without a seed.

    """
    stamp = node.metadata.get(KEY, {})
    stored, found = stamp.get("versions", {}), rerun.used.get("versions", {})
    findings = [
        Finding(
            file,
            0,
            f"was made with {name} {stored.get(name, 'absent')}, but {found.get(name, 'none')} is installed",
            "Install that version, or run: mediakit check --stamp",
        )
        for name in sorted({*stored, *found})
        if stored.get(name) != found.get(name)
    ]
    new = sorted(rerun.used.get("inputs", {}).keys() - stamp.get("inputs", {}).keys())
    findings += [Finding(file, 0, f"reads {name!r}, which its stamp does not know", STAMP_IT) for name in new]
    return findings + find_open_seeds(file, rerun)


def find_open_seeds(file: str, rerun: Rerun) -> list[Finding]:
    """
    Calls that leave a seed open, as the signatures in the kernel show.

    Parameters
    ----------
    file : str
        Name of the notebook in the findings.
    rerun : Rerun
        Its new run.

    Returns
    -------
    findings : list of Finding
        One a call.

    """
    return [
        Finding(file, cell, f"leaves the seed of {name}() open", f"Give {seed} a number")
        for cell, name, seed in rerun.used.get("unseeded", [])
    ]


def stamp_notebook(file: str, node: Any, rerun: Rerun) -> Any:
    """
    Notebook with the outputs of a run and what they were made with.

    Parameters
    ----------
    file : str
        Name of the notebook.
    node : NotebookNode
        What it held.
    rerun : Rerun
        Its new run.

    Returns
    -------
    stamped : NotebookNode
        The new outputs; cells whose outputs say the same keep the stored ones, so that a file changes only where a
        reader sees it.

    """
    stamped = rerun.node
    for before, after in zip(node.cells, stamped.cells, strict=True):
        if before.cell_type == "code" and before.outputs and not compare_outputs(file, [before], [after]):
            after.outputs = before.outputs
            for output in after.outputs:
                if "execution_count" in output:
                    output.execution_count = after.execution_count
    stamped.metadata[KEY] = {
        "format": FORMAT,
        "code": hash_code(stamped.cells),
        "outputs": _hash_outputs(stamped.cells),
        "versions": rerun.used["versions"],
        "inputs": rerun.used["inputs"],
    }
    return stamped


def hash_code(cells: list[Any]) -> list[str]:
    """
    Digest of each cell of code; comments and line breaks do not matter.

    Parameters
    ----------
    cells : list of NotebookNode
        Cells of a notebook.

    Returns
    -------
    digests : list of str
        12 hexadecimal digits each, in the order of the cells.

    """
    trees = read_trees(cells)[0]
    texts = [
        ast.unparse(trees[number]) if number in trees else cell.source
        for number, cell in enumerate(cells, 1)
        if cell.cell_type == "code"
    ]
    return [hashlib.sha256(text.encode()).hexdigest()[:12] for text in texts]


def _hash_outputs(cells: list[Any]) -> list[str]:
    """Digest of the outputs of each cell of code, 12 digits; none where they are not compared."""
    texts = [
        ""
        if "nbval-ignore-output" in cell.metadata.get("tags", [])
        else json.dumps(list_outputs(cell.outputs), sort_keys=True)
        for cell in cells
        if cell.cell_type == "code"
    ]
    return [hashlib.sha256(text.encode()).hexdigest()[:12] for text in texts]


def _check_stored(file: str, cells: list[Any], stamp: Any) -> list[Finding]:
    """Outputs that were edited, or made outside of a stamp."""
    code = [(number, cell) for number, cell in enumerate(cells, 1) if cell.cell_type == "code"]
    findings = []
    for (number, cell), found, known in zip(code, _hash_outputs(cells), stamp["outputs"], strict=False):
        figures = [
            output for output in cell.outputs if str(output.get("data", {}).get("text/plain")).startswith(FIGURE)
        ]
        if any(KEY not in output.metadata for output in figures):
            findings.append(Finding(file, number, "shows a figure without a digest of what it draws", STAMP_IT))
        elif found != known:
            findings.append(Finding(file, number, "holds other outputs than those that were stamped", STAMP_IT))
    return findings
