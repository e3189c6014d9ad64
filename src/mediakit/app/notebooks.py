"""A notebook run on a corpus: its cells executed one by one, section by section."""

from __future__ import annotations

import ast
import asyncio
import dataclasses
import os
from typing import TYPE_CHECKING, Any, Final

from mediakit.corpus.shortage import ShortCorpusError

from .watching import ask_kernel, start_watching

if TYPE_CHECKING:
    from pathlib import Path

CELL_SECONDS: Final = 900
INLINE: Final = "module://matplotlib_inline.backend_inline"  # figures in the page, whatever backend the caller set
QUIET: Final = ["--log-level=ERROR"]  # of the kernel, whose warnings would end up among ours
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


def run_notebook(path: Path, parameters: dict[str, object], *, is_sample: bool) -> RunNotebook:
    """
    Run a notebook with other parameters.

    Cells tagged ``sample`` speak of the sample corpus and are left out on any other. Where a cell raises
    `ShortCorpusError`, the rest of its section (up to the next heading) is left out and its message kept; so is every
    later section that uses what those cells would have made.

    Parameters
    ----------
    path : Path
        The notebook; one cell is tagged ``parameters``.
    parameters : dict of str to object
        Values to set after that cell, of those names that it sets.
    is_sample : bool
        Whether the corpus is the sample.

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
    client = NotebookClient(node, timeout=CELL_SECONDS, kernel_name="python3", allow_errors=True, extra_arguments=QUIET)
    put_aside = asyncio.run(_run_sections(client, node, path))
    node.cells = [cell for cell in node.cells if not cell.metadata.get("left_out", False)]
    return RunNotebook(path.stem, _find_title(node, path.stem), node, tuple(put_aside))


def _set_parameters(node: Any, parameters: dict[str, object], path: Path) -> None:
    """Add to the parameters cell the values that replace its own; names that it does not set are other notebooks'."""
    tagged = [cell for cell in node.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        msg = f"{path}: {len(tagged)} cells are tagged 'parameters', but one must be."
        raise NotebookError(msg)
    own = _find_names(tagged[0].source)[1]
    values = "\n".join(f"{name} = {value!r}" for name, value in parameters.items() if name in own)
    tagged[0].source = f"{tagged[0].source}\n{values}"


async def _run_sections(client: Any, node: Any, path: Path) -> list[tuple[str, str]]:
    """Execute every cell; give the sections that were put aside and why."""
    put_aside: list[tuple[str, str]] = []
    absent: set[str] = set()  # names that only cells that were left out would have made
    async with client.async_setup_kernel(env={**os.environ, "MPLBACKEND": INLINE}):
        await ask_kernel(client, node, start_watching())
        for heading, cells in _split_sections(node.cells):
            is_skipping = False
            for number, cell in enumerate(cells):
                if cell.cell_type == "code":
                    uses, makes = _find_names(cell.source)
                    is_skipping = is_skipping or bool(uses & absent)
                    error = None if is_skipping else await _execute(client, cell, node.cells.index(cell), path, heading)
                    if error is not None:
                        put_aside.append((heading, error))
                        _replace_by_note(cell, error)
                    absent = absent | makes if is_skipping or error else absent - makes
                    if is_skipping and not any(other.outputs for other in cells[:number] if other.cell_type == "code"):
                        _leave_out(cells)
                    is_skipping = is_skipping or error is not None
                if is_skipping and "put-aside" not in cell.metadata.get("tags", []):
                    _leave_out([cell])
    return put_aside


def _split_sections(cells: list[Any]) -> list[tuple[str, list[Any]]]:
    """Cells under each heading."""
    sections: list[tuple[str, list[Any]]] = []
    for cell in cells:
        if not sections or (cell.cell_type == "markdown" and cell.source.startswith("#")):
            sections.append((cell.source.partition("\n")[0].lstrip("# "), []))
        sections[-1][1].append(cell)
    return sections


def _find_names(source: str) -> tuple[set[str], set[str]]:
    """Names that a cell uses before it makes them, and names that it makes."""
    uses: set[str] = set()
    makes: set[str] = set()
    for statement in ast.parse(source).body:
        names = [child for child in ast.walk(statement) if isinstance(child, ast.Name)]
        uses |= {name.id for name in names if isinstance(name.ctx, ast.Load)} - makes
        makes |= {name.id for name in names if isinstance(name.ctx, ast.Store)}
    return uses, makes


async def _execute(client: Any, cell: Any, number: int, path: Path, heading: str) -> str | None:
    """Run a cell; give what a step would need if the corpus is too short for it."""
    await client.async_execute_cell(cell, number)
    error = next((output for output in cell.outputs if output.output_type == "error"), None)
    if error is None:
        return None
    if error.ename != SHORTAGE:
        msg = f"{path.name}: cell {number + 1} ({heading}) failed with {error.ename}: {error.evalue}"
        raise NotebookError(msg)
    return str(error.evalue)


def _leave_out(cells: list[Any]) -> None:
    """Mark cells that the page does not show."""
    for cell in cells:
        cell.metadata["left_out"] = True


def _replace_by_note(cell: Any, message: str) -> None:
    """Turn a cell that found the corpus short into the note that the page shows."""
    from nbformat.v4 import new_output  # noqa: PLC0415

    cell.outputs = [new_output("stream", name="stdout", text=f"Put aside. {message}\n")]
    cell.metadata["tags"] = [*cell.metadata.get("tags", []), "put-aside"]


def _find_title(node: Any, default: str) -> str:
    """First heading of a notebook."""
    first = next((cell.source for cell in node.cells if cell.cell_type == "markdown"), default)
    return str(first).partition("\n")[0].lstrip("# ").strip()
