"""A notebook run again from top to bottom, in a kernel that is watched."""

from __future__ import annotations

import ast
import asyncio
import copy
import dataclasses
import json
import os
from typing import TYPE_CHECKING, Any, Final

from .notebook_calls import find_calls, find_modules, read_trees
from .notebook_rules import Finding
from .notebooks import CELL_SECONDS, INLINE, QUIET
from .watching import ask_kernel, start_watching

if TYPE_CHECKING:
    from pathlib import Path

ASK: Final = """
print(__import__("json").dumps(__import__("sys").modules["_mediakit_kernel_watch"].watch.report(
    *__import__("json").loads({arguments!r})
)))
"""


@dataclasses.dataclass(frozen=True)
class Rerun:
    """
    A notebook after it was run again.

    Attributes
    ----------
    node : NotebookNode
        Its cells with the new outputs; figures carry their digest.
    used : dict
        What `kernel_watch` saw: ``inputs``, ``versions``, ``unseeded``; empty if the run failed.
    failures : list of Finding
        The cell that failed, if one did.

    """

    node: Any
    used: dict[str, Any]
    failures: list[Finding]


def rerun_notebook(file: str, path: Path, node: Any) -> Rerun:
    """
    Run a notebook from top to bottom in a new kernel, in its own folder.

    Parameters
    ----------
    file : str
        Name of the notebook in the findings.
    path : Path
        Where it lies.
    node : NotebookNode
        What it holds; it is not changed.

    Returns
    -------
    rerun : Rerun
        The new outputs and what was used for them.

    """
    from nbclient import NotebookClient  # noqa: PLC0415

    node = copy.deepcopy(node)
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        node,
        timeout=CELL_SECONDS,
        kernel_name=_choose_kernel(node),
        allow_errors=True,
        extra_arguments=QUIET,
        resources={"metadata": {"path": str(path.parent)}},
    )
    used, failures = asyncio.run(_run_watched(client, node, file, path.parent))
    return Rerun(node, used, failures)


def find_root(folder: Path) -> Path:
    """
    Folder of the project that a notebook belongs to.

    Parameters
    ----------
    folder : Path
        Folder of the notebook.

    Returns
    -------
    root : Path
        The nearest folder above that holds ``.git`` or ``pyproject.toml``; else `folder`.

    """
    folder = folder.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists() or (candidate / "pyproject.toml").is_file():
            return candidate
    return folder


def _choose_kernel(node: Any) -> str:
    """Kernel that the notebook names, if it is installed."""
    from jupyter_client.kernelspec import KernelSpecManager  # noqa: PLC0415

    name = str(node.metadata.get("kernelspec", {}).get("name", "python3"))
    return name if name in KernelSpecManager().find_kernel_specs() else "python3"


async def _run_watched(client: Any, node: Any, file: str, folder: Path) -> tuple[dict[str, Any], list[Finding]]:
    """Run every cell; give what was used, and the cell that failed."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError  # noqa: PLC0415

    async with client.async_setup_kernel(env={**os.environ, "MPLBACKEND": INLINE}, cwd=str(folder)):
        await ask_kernel(client, node, start_watching())
        n_run = 0
        for number, cell in enumerate(node.cells, 1):
            tags = cell.metadata.get("tags", [])
            if cell.cell_type != "code" or not cell.source.strip() or "nbval-skip" in tags:
                continue
            n_run += 1
            try:
                await client.async_execute_cell(cell, number - 1, execution_count=n_run)
            except (CellTimeoutError, DeadKernelError) as fault:
                return {}, [Finding(file, number, f"did not end ({type(fault).__name__})", "Make it need less")]
            cell.metadata.pop("execution", None)  # moments of the run
            error = next((output for output in cell.outputs if output.output_type == "error"), None)
            if error is not None and "raises-exception" not in tags:
                what = f"fails in a new run ({error.ename}: {error.evalue[:120]})"
                return {}, [Finding(file, number, what, "Correct the cell, or what it needs")]
        arguments = [
            str(find_root(folder)),
            find_modules(node.cells),
            _find_texts(node.cells),
            find_calls(node.cells),
        ]
        return json.loads(await ask_kernel(client, node, ASK.format(arguments=json.dumps(arguments)))), []


def _find_texts(cells: list[Any]) -> list[str]:
    """Texts in the code that may name a file or folder: all parameters, elsewhere those with a point or a slash."""
    texts = set()
    for number, tree in read_trees(cells)[0].items():
        is_parameter = "parameters" in cells[number - 1].metadata.get("tags", [])
        constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        texts |= {
            text
            for text in constants
            if isinstance(text, str) and (is_parameter or "." in text.strip(".") or "/" in text)
        }
    return sorted(text for text in texts if 0 < len(text) < 250 and text.strip("./\\ ") and "\0" not in text)
