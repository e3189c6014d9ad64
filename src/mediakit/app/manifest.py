"""The manifest of a report: what it was made from, beside its pages, and whether it comes out the same again."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mediakit.corpus.sample import find_shipped
from mediakit.trust.provenance import describe_run

from .outputs import list_outputs
from .pages import render_table
from .stamps import hash_code

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .notebooks import RunNotebook

FILE: Final = "manifest.json"
SAMPLE: Final = "sample"
SEEDS: Final = ("random_state", "seed")
PATHS: Final = ("corpus_path", "rejects_path")


def make_manifest(
    corpus: pd.DataFrame, runs: list[RunNotebook], *, source: str, out: Path, columns: Mapping[str, str]
) -> dict[str, Any]:
    """
    Describe what a report is made from, and what came out.

    Parameters
    ----------
    corpus : DataFrame of n_docs rows
        Articles as they were read, with the columns that the notebooks use.
    runs : list of RunNotebook
        The notebooks after their run.
    source : str
        ``"sample"``, or the path of the corpus.
    out : Path
        Folder of the report.
    columns : mapping of str to str
        Columns that were renamed.

    Returns
    -------
    manifest : dict
        That of `describe_run` with ``source`` (from the folder of the report), ``columns``, ``code`` and ``results``
        (digests by notebook: of its cells, and of its tables and figures).

    """
    parameters = {run.name: _read_parameters(run) for run in runs}
    seeds = {
        name: {key: value for key, value in values.items() if any(seed in key for seed in SEEDS)}
        for name, values in parameters.items()
    }
    described = describe_run(
        corpus,
        parameters=parameters,
        random_states={name: values for name, values in seeds.items() if values},
        commit=find_commit(find_shipped("notebooks")),
    )
    return {
        "source": source if source == SAMPLE else os.path.relpath(source, out).replace(os.sep, "/"),
        "columns": dict(columns),
        **described,
        "code": {run.name: _hash(hash_code([cell for cell in run.node.cells if not _is_set(cell)])) for run in runs},
        "results": {
            run.name: _hash([list_outputs(cell.get("outputs", [])) for cell in run.node.cells]) for run in runs
        },
    }


def write_manifest(manifest: dict[str, Any], folder: Path) -> None:
    """
    Write the manifest beside the pages, with their digests.

    Parameters
    ----------
    manifest : dict
        That of `make_manifest`.
    folder : Path
        Folder with the pages.

    """
    pages = {page.name: hashlib.sha256(page.read_bytes()).hexdigest() for page in sorted(folder.glob("*.html"))}
    text = json.dumps({**manifest, "pages": pages}, indent=2, ensure_ascii=False, default=str)
    (folder / FILE).write_text(f"{text}\n", encoding="utf-8")


def render_manifest(manifest: dict[str, Any]) -> str:
    """
    Show a manifest on the page.

    Parameters
    ----------
    manifest : dict
        That of `make_manifest`.

    Returns
    -------
    html : str
        With every value escaped.

    """
    facts = [
        ("corpus, SHA-256", manifest["corpus"]["sha256"]),
        ("rows", f"{manifest['corpus']['n_rows']:,}"),
        ("versions", ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())),
        ("commit of the code", manifest["commit"]),
        ("encoder", manifest["encoder"]),
        *((f"parameters of {name}", _list_values(values)) for name, values in manifest["parameters"].items()),
        *((f"random states of {name}", _list_values(values)) for name, values in manifest["random_states"].items()),
        *((f"results of {name}", digest) for name, digest in manifest["results"].items()),
    ]
    table = render_table(pd.DataFrame(facts, columns=["what", "value"]))
    how = f"<p><code>mediakit check</code> and the path of this folder make the report again from <code>{FILE}</code> "
    return f"<h2>How to get these numbers again</h2>{how}and say what differs.</p>{table}"


def find_commit(folder: Path) -> str | None:
    """
    Commit that a folder of code is at.

    Parameters
    ----------
    folder : Path
        Folder of code.

    Returns
    -------
    commit : str or None
        40 hexadecimal digits, with ``" with changes"`` where files of the folder differ from it; None where the
        folder is not under version control.

    """
    git = shutil.which("git")
    if git is None or not _ask_git(git, folder, "ls-files", "."):
        return None
    commit = _ask_git(git, folder, "rev-parse", "HEAD")
    return f"{commit} with changes" if commit and _ask_git(git, folder, "status", "--porcelain", ".") else commit


def _ask_git(git: str, folder: Path, *arguments: str) -> str | None:
    """What git answers, None if nothing."""
    answer = subprocess.run(  # noqa: S603 - fixed arguments
        [git, "-C", str(folder), *arguments], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip() or None if answer.returncode == 0 else None


def _read_parameters(run: RunNotebook) -> dict[str, Any]:
    """Values in the cell of parameters; where the corpus and its rejects lie is said elsewhere, or of no import."""
    values: dict[str, Any] = {}
    for cell in run.node.cells:
        if _is_set(cell):
            for statement in ast.parse(cell.source).body:
                if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                    values[statement.targets[0].id] = _read_value(statement.value)
    return {name: value for name, value in values.items() if name not in PATHS}


def _read_value(value: ast.expr) -> Any:
    """Value that is written, or its text."""
    try:
        return ast.literal_eval(value)
    except ValueError:
        return ast.unparse(value)


def _is_set(cell: Any) -> bool:
    """Whether a cell is that of the parameters."""
    return "parameters" in cell.metadata.get("tags", [])


def _hash(value: Any) -> str:
    """Digest of anything that JSON can hold."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def _list_values(values: Mapping[str, Any]) -> str:
    """Names with their values."""
    return ", ".join(f"{name} = {value!r}" for name, value in values.items()) or "none"
