"""A kernel that is watched: the digest of what it draws, the files that it reads; its notebook knows nothing of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

SOURCES: Final = {name: Path(__file__).with_name(f"{name}.py") for name in ("figure_digest", "kernel_watch")}
START: Final = """
def _mediakit_start(sources):
    import sys, types
    for name, source in sources.items():
        module = sys.modules["_mediakit_" + name] = types.ModuleType("_mediakit_" + name)
        try:
            exec(compile(source, name, "exec"), module.__dict__)
        except ImportError:  # without numpy there is no figure either
            continue
        if name == "figure_digest":
            module.watch_figures(get_ipython())
        else:
            module.watch = module.Watch()
_mediakit_start({sources!r}); del _mediakit_start
"""


def start_watching() -> str:
    """
    Code that makes a kernel watch what is drawn and read, and leaves no name behind.

    Returns
    -------
    code : str
        For a cell that is run first and not kept.

    """
    return START.format(sources={name: path.read_text(encoding="utf-8") for name, path in SOURCES.items()})


async def ask_kernel(client: Any, node: Any, code: str) -> str:
    """
    Run code that is no cell of the notebook.

    Parameters
    ----------
    client : NotebookClient
        With a kernel.
    node : NotebookNode
        Its notebook, which is left as it was.
    code : str
        What to run.

    Returns
    -------
    printed : str
        What it prints.

    Raises
    ------
    RuntimeError
        If it fails.

    """
    from nbformat.v4 import new_code_cell  # noqa: PLC0415

    cell = new_code_cell(code)
    node.cells.append(cell)
    await client.async_execute_cell(cell, len(node.cells) - 1, store_history=False)
    node.cells.pop()
    error = next((output for output in cell.outputs if output.output_type == "error"), None)
    if error is not None:
        msg = f"The kernel cannot be watched ({error.ename}: {error.evalue}). Install ipykernel and mediakit anew."
        raise RuntimeError(msg)
    return "".join(output.text for output in cell.outputs if output.get("name") == "stdout")
