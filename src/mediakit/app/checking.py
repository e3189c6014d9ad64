"""``mediakit check``: whether notebooks and reports give the same again."""

from __future__ import annotations

import copy
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from .notebook_rules import Finding

CLEAN, FOUND = 0, 1


def add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """
    Add the subcommand ``check``.

    Parameters
    ----------
    commands : subparsers
        Of the command.

    """
    parser = commands.add_parser("check", help="say whether notebooks, or a report, give the same again")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="notebooks, folders of them, or a report")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--stamp", action="store_true", help="run the notebooks and store outputs, digests and versions")
    how.add_argument("--no-run", action="store_true", help="only look at what can be seen without running")
    parser.add_argument("--corpus", help="where the corpus of a report lies now")
    parser.set_defaults(run=run_check)


def run_check(options: argparse.Namespace) -> int:
    """
    Check each path and print one finding a line.

    Parameters
    ----------
    options : Namespace
        ``paths``, ``stamp``, ``no_run`` and ``corpus``.

    Returns
    -------
    status : int
        0 if nothing was found, 1 otherwise.

    Raises
    ------
    ValueError
        If a path holds neither notebooks nor a report, or a notebook cannot be read.

    """
    from .repeating import check_report, is_report  # noqa: PLC0415 - pandas loads on first use

    lines: list[str] = []
    notebooks: list[Path] = []
    for path in options.paths:
        if is_report(path):
            lines += check_report(path, corpus=options.corpus)
        else:
            notebooks += find_notebooks(path)
    act = stamp_file if options.stamp else check_static if options.no_run else check_file
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for findings in pool.map(act, notebooks):
            lines += map(str, findings)
    sys.stdout.write("".join(f"{line}\n" for line in lines) or _conclude(len(notebooks), options))
    return FOUND if lines else CLEAN


def find_notebooks(path: Path) -> list[Path]:
    """
    Notebooks of a folder.

    Parameters
    ----------
    path : Path
        A notebook, or a folder; hidden folders are left out.

    Returns
    -------
    notebooks : list of Path
        Sorted.

    Raises
    ------
    FileNotFoundError
        If there is nothing.
    ValueError
        If it holds no notebook.

    """
    if not path.exists():
        msg = f"{path}: no such file or folder. Name a folder of notebooks or a report."
        raise FileNotFoundError(msg)
    if path.is_file():
        found = [path] if path.suffix == ".ipynb" else []
    else:
        inside = [file for file in path.rglob("*.ipynb") if file.is_file()]
        found = [file for file in inside if not any(part.startswith(".") for part in file.relative_to(path).parts)]
    if not found:
        msg = f"{path}: holds no notebook (.ipynb) and is no report of mediakit. Name a folder that does."
        raise ValueError(msg)
    return sorted(found)


def check_file(path: Path) -> list[Finding]:
    """
    Check a notebook; it is run again only if what can be seen without that is right.

    Parameters
    ----------
    path : Path
        The notebook.

    Returns
    -------
    findings : list of Finding
        Sorted by cell.

    Raises
    ------
    ValueError
        If the file is no notebook.

    """
    from .outputs import compare_outputs  # noqa: PLC0415
    from .rerun import rerun_notebook  # noqa: PLC0415
    from .stamps import check_versions  # noqa: PLC0415

    findings = check_static(path)
    if findings:
        return findings
    node = read_notebook(path)
    rerun = rerun_notebook(str(path), path, node)
    if rerun.failures:
        return rerun.failures
    differences = compare_outputs(str(path), node.cells, rerun.node.cells)
    return sorted(check_versions(str(path), node, rerun) + differences)


def check_static(path: Path) -> list[Finding]:
    """
    Check what can be seen of a notebook without running it.

    Parameters
    ----------
    path : Path
        The notebook.

    Returns
    -------
    findings : list of Finding
        Sorted by cell.

    Raises
    ------
    ValueError
        If the file is no notebook.

    """
    from .notebook_rules import check_outputs, check_source  # noqa: PLC0415
    from .stamps import check_stamp  # noqa: PLC0415

    node, file = read_notebook(path), str(path)
    findings = check_source(file, node.cells) + check_outputs(file, node.cells)
    return sorted(findings + check_stamp(file, node, path.parent))


def stamp_file(path: Path) -> list[Finding]:
    """
    Run a notebook, and store its outputs, the digests of its figures and what they were made with.

    Parameters
    ----------
    path : Path
        The notebook; it is written only if its code can be repeated and the run ends well.

    Returns
    -------
    findings : list of Finding
        Why it was not stamped; empty if it was.

    Raises
    ------
    ValueError
        If the file is no notebook.

    """
    import nbformat  # noqa: PLC0415

    from .notebook_rules import check_outputs, check_source  # noqa: PLC0415
    from .rerun import rerun_notebook  # noqa: PLC0415
    from .stamps import find_open_seeds, stamp_notebook  # noqa: PLC0415

    node, file = read_notebook(path), str(path)
    findings = check_source(file, node.cells)
    if findings:
        return sorted(findings)
    rerun = rerun_notebook(file, path, node)
    findings = rerun.failures or [*find_open_seeds(file, rerun), *check_outputs(file, rerun.node.cells)]
    if findings:
        return sorted(findings)
    stamped = stamp_notebook(file, copy.deepcopy(node), rerun)
    beside = path.with_name(f".{path.name}.part")
    nbformat.write(stamped, beside)
    beside.replace(path)
    return []


def read_notebook(path: Path) -> Any:
    """
    Read a notebook.

    Parameters
    ----------
    path : Path
        The notebook.

    Returns
    -------
    node : NotebookNode
        In version 4 of the format.

    Raises
    ------
    ValueError
        If the file is none, or in another language than Python.

    """
    import nbformat  # noqa: PLC0415

    try:
        node = nbformat.read(path, as_version=4)
    except (ValueError, AttributeError, KeyError, nbformat.ValidationError) as error:
        msg = f"{path}: is no notebook ({str(error).splitlines()[0][:80]}). Save it again from Jupyter."
        raise ValueError(msg) from error
    language = node.metadata.get("kernelspec", {}).get("language", "python")
    if language != "python":
        msg = f"{path}: is in the language {language!r}. Only notebooks in Python can be checked."
        raise ValueError(msg)
    return node


def _conclude(n_notebooks: int, options: argparse.Namespace) -> str:
    """What is said where nothing was found."""
    plural = "notebook" if n_notebooks == 1 else "notebooks"
    if options.stamp:
        return f"{n_notebooks} {plural} stamped.\n"
    what = f"{n_notebooks} {plural}" if n_notebooks else "the report"
    return f"{what}: nothing to find without running.\n" if options.no_run else f"{what}: the same again.\n"
