"""A notebook run on a corpus: its cells executed one by one, section by section."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final

from mediakit.corpus.shortage import ShortCorpusError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CELL_SECONDS: Final = 900
SHORTAGE: Final = ShortCorpusError.__name__


class NotebookError(RuntimeError):
    """A notebook failed for another reason than a short corpus."""


@dataclasses.dataclass(frozen=True)
class RunNotebook:
    """
    A notebook after its run.

    Attributes
    ----------
    name : str
        Stem of its file.
    title : str
        Its first heading.
    node : NotebookNode
        Its cells with their outputs.
    put_aside : tuple of (str, str)
        Heading of each section that the corpus was too short for, and what it would need.

    """

    name: str
    title: str
    node: Any
    put_aside: tuple[tuple[str, str], ...]


def run_notebook(
    path: Path, parameters: dict[str, object], *, is_sample: bool, on_cell: Callable[[], None] = lambda: None
) -> RunNotebook:
    """
    Run a notebook with other parameters.

    Cells tagged ``sample`` speak of the sample corpus and are left out on any other. Where a cell raises
    `ShortCorpusError`, the rest of its section (up to the next heading) is left out and its message kept.

    Parameters
    ----------
    path : Path
        The notebook; one cell is tagged ``parameters``.
    parameters : dict of str to object
        Values to set after that cell.
    is_sample : bool
        Whether the corpus is the sample.
    on_cell : callable, optional
        Called after each cell.

    Returns
    -------
    run : RunNotebook
        The notebook with its outputs.

    Raises
    ------
    NotebookError
        If a cell fails.

    """
    import nbformat  # noqa: PLC0415
    from nbclient import NotebookClient  # noqa: PLC0415

    node = nbformat.read(path, as_version=4)
    node.cells = [cell for cell in node.cells if is_sample or "sample" not in cell.metadata.get("tags", [])]
    _set_parameters(node, parameters, path)
    client = NotebookClient(node, timeout=CELL_SECONDS, kernel_name="python3", allow_errors=True)
    with client.setup_kernel():
        put_aside = _run_sections(client, node, path, on_cell)
    node.cells = [cell for cell in node.cells if not cell.metadata.get("left_out", False)]
    return RunNotebook(path.stem, _find_title(node, path.stem), node, tuple(put_aside))


def _set_parameters(node: Any, parameters: dict[str, object], path: Path) -> None:  # noqa: ANN401
    """Add to the parameters cell the values that replace its own."""
    tagged = [cell for cell in node.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        msg = f"{path}: {len(tagged)} cells are tagged 'parameters', but one must be."
        raise NotebookError(msg)
    values = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    tagged[0].source = f"{tagged[0].source}\n{values}"


def _run_sections(client: Any, node: Any, path: Path, on_cell: Callable[[], None]) -> list[tuple[str, str]]:  # noqa: ANN401
    """Execute every cell; give the sections that were put aside and why."""
    put_aside: list[tuple[str, str]] = []
    heading, is_skipping = "", False
    for number, cell in enumerate(node.cells):
        if cell.cell_type == "markdown" and cell.source.startswith("#"):
            heading, is_skipping = cell.source.partition("\n")[0].lstrip("# "), False
        elif is_skipping:
            cell.metadata["left_out"] = True
        elif cell.cell_type == "code":
            client.execute_cell(cell, number)
            error = next((output for output in cell.outputs if output.output_type == "error"), None)
            if error is not None and error.ename != SHORTAGE:
                msg = f"{path.name}: cell {number + 1} ({heading}) failed with {error.ename}: {error.evalue}"
                raise NotebookError(msg)
            if error is not None:
                put_aside.append((heading, error.evalue))
                _replace_by_note(cell, error.evalue)
                is_skipping = True
        on_cell()
    return put_aside


def _replace_by_note(cell: Any, message: str) -> None:  # noqa: ANN401
    """Turn a cell that found the corpus short into the note that the page shows."""
    from nbformat.v4 import new_output  # noqa: PLC0415

    cell.outputs = [new_output("stream", name="stdout", text=f"Put aside. {message}\n")]
    cell.metadata["tags"] = [*cell.metadata.get("tags", []), "put-aside"]


def _find_title(node: Any, default: str) -> str:  # noqa: ANN401
    """First heading of a notebook."""
    first = next((cell.source for cell in node.cells if cell.cell_type == "markdown"), default)
    return str(first).partition("\n")[0].lstrip("# ").strip()
