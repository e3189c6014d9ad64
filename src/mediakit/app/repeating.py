"""A report made again from its manifest, and what differs."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mediakit.trust.provenance import compare_runs

from .manifest import FILE, SAMPLE
from .report import write_report

if TYPE_CHECKING:
    from collections.abc import Mapping

ADVICE: Final = {
    "corpus": "Use the corpus that the report was made from, or make the report again",
    "versions": "Install the stored version, or make the report again",
    "commit": "Check out the stored commit, or make the report again",
}


def is_report(path: Path) -> bool:
    """
    Whether a folder is a report with a manifest.

    Parameters
    ----------
    path : Path
        Any path.

    Returns
    -------
    answer : bool
        True if so.

    """
    return (path / FILE).is_file() and (path / "index.html").is_file()


def check_report(path: Path, *, corpus: str | None = None) -> list[str]:
    """
    Make a report again and say what differs.

    Parameters
    ----------
    path : Path
        Folder of the report.
    corpus : str, optional
        Where its corpus lies now; where it lay when the report was made by default.

    Returns
    -------
    lines : list of str
        One a difference.

    Raises
    ------
    ValueError
        If the manifest cannot be read, or the corpus is not where it was.

    """
    stored = _read_manifest(path / FILE)
    lines = list(_check_pages(path, stored.pop("pages")))
    source = corpus or stored["source"]
    if corpus is None and source != SAMPLE:
        source = os.path.normpath(path / source)
        if not Path(source).exists():
            msg = f"{path / FILE}: the corpus {source!r} is not there. Say where it lies with --corpus."
            raise FileNotFoundError(msg)
    with tempfile.TemporaryDirectory(prefix="mediakit-") as scratch:
        again = Path(scratch, "report")
        write_report(source, again, columns=stored["columns"] or None)
        found = _read_manifest(again / FILE)
    found.pop("pages")
    found["source"] = stored["source"]
    for row in compare_runs(stored, found).itertuples():
        advice = ADVICE.get(str(row.what).partition(".")[0], "Make the report again")
        lines.append(f"{path / FILE}: {row.what}: {row.found} found, {row.stored} stored. {advice}.")
    return lines


def _read_manifest(path: Path) -> dict[str, Any]:
    """Manifest from its file."""
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        kinds = {"source": str, "columns": dict, "pages": dict}
        if not all(isinstance(manifest[key], kind) for key, kind in kinds.items()):
            raise KeyError(*kinds)  # noqa: TRY301 - becomes the message below
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{path}: is no manifest of mediakit ({str(error)[:80]}). Make the report again."
        raise ValueError(msg) from error
    return manifest  # type: ignore[no-any-return]


def _check_pages(path: Path, pages: Mapping[str, str]) -> list[str]:
    """Pages that are not as they were written."""
    lines = []
    for name, known in pages.items():
        page = path / Path(name).name
        if not page.is_file():
            lines.append(f"{page}: is missing. Make the report again.")
        elif hashlib.sha256(page.read_bytes()).hexdigest() != known:
            lines.append(f"{page}: was changed after it was written. Make the report again.")
    return lines
