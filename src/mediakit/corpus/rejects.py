"""What `ingest` put aside, as a table."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import pandas as pd

from .store import REJECTED, is_store, read_manifest

_COLUMNS: Final = ("source", "place", "reason")
_PARTICULAR: Final = re.compile(r"'[^']*'|\"[^\"]*\"|\b\d[\d,.]*\b|\((?:[^()]|\([^()]*\))*\)")


def list_rejects(path: str | Path) -> pd.DataFrame:
    r"""
    Give what was put aside while a store was made, with the reasons.

    Parameters
    ----------
    path : str or Path
        A store that `ingest` wrote, its ``rejected.jsonl``, or another corpus: of that nothing is put aside, because
        `load_corpus` refuses what it cannot read.

    Returns
    -------
    rejects : DataFrame of n_rejects rows
        ``source``; ``place`` in it; ``reason``, a sentence; ``kind``, its beginning without what is particular to the
        place, by which rejects can be counted. No rows where nothing was put aside.

    Raises
    ------
    FileNotFoundError
        If there is nothing at `path`.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from mediakit import ingest
    >>> with TemporaryDirectory() as folder:
    ...     source = Path(folder, "export.csv")
    ...     _ = source.write_text("titre,texte,date\nLe pacte,Le pacte tient.,03/04/2024\n")
    ...     _ = ingest(source, Path(folder, "store"))
    ...     rejects = list_rejects(Path(folder, "store"))
    >>> rejects[["place", "kind"]].to_dict("records")
    [{'place': 'line 2', 'kind': 'The date … has two meanings, day first or month first'}]

    """
    path = Path(path)
    if not path.exists():
        msg = f"{path}: no such file or folder. Name a store, or the rejected.jsonl of one."
        raise FileNotFoundError(msg)
    listed, size = path, -1
    if is_store(path):
        listed, size = path / REJECTED, read_manifest(path)["rejected"]["n_bytes"]
    if listed.name != REJECTED or not listed.exists():
        return _to_table(b"")
    with listed.open("rb") as stream:
        return _to_table(stream.read(size))


def _to_table(lines: bytes) -> pd.DataFrame:
    """Table of the lines of a list of rejects."""
    rows = [json.loads(line) for line in lines.splitlines() if line.strip()]
    table = pd.DataFrame(rows, columns=list(_COLUMNS), dtype="str")
    return table.assign(kind=table["reason"].map(_generalise).astype("str"))


def _generalise(reason: str) -> str:
    """Beginning of a reason, without names and numbers."""
    first = re.split(r"(?<=\w)[.;:] |\.$", _PARTICULAR.sub("…", reason), maxsplit=1)[0]
    return re.sub(r"(?:… ?){2,}", "… ", first).strip()
