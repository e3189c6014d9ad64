"""Articles of all sources into one store: tolerant of what is broken, and resumable at any moment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from .batches import COUNTS, Run, Settings
from .gathering import gather_sources
from .locking import lock_store
from .outlets import name_outlet
from .sources.fetching import Fetcher
from .store import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def ingest(  # noqa: PLR0913 - options of which none decides another
    sources: str | Path | Sequence[str | Path],
    store: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    undated: Literal["keep", "reject"] = "keep",
    dayfirst: bool | None = None,
    fetch_pages: bool = False,
    allow_local: bool = False,
    outlet_names: str | Path | None = None,
) -> pd.DataFrame:
    r"""
    Read articles of any format into a store; what cannot be read is put aside with its reason.

    Stopped at any moment and run again, it goes on where it was, and the store is the same as without the stop. A
    source that was read before is not read again; of one that changed, the articles that are new are added.

    Parameters
    ----------
    sources : str, Path or sequence of them
        Files, folders, patterns such as ``"exports/*.csv"``, and addresses of feeds and pages.
    store : str or Path
        Folder of the store; made where there is none.
    columns : mapping of str to str, optional
        Names of the sources and what they are here, such as ``{"body": "text"}``; usual names in English, French and
        Arabic are known.
    undated : {"keep", "reject"}, default "keep"
        What becomes of an article whose source gives no date. One with a date that cannot be read without guessing is
        always put aside.
    dayfirst : bool, optional
        The order of dates such as ``03/04/2024``, which are put aside without it.
    fetch_pages : bool, default False
        Whether pages are fetched of which a source has only the address or a summary.
    allow_local : bool, default False
        Whether addresses of this machine and its network may be fetched.
    outlet_names : str or Path, optional
        Own table of outlets, a csv with ``domain outlet`` and where known ``country lang also``, whose rows come before
        those of the library. An article without an outlet gets that of its address; one whose outlet the tables know
        under another name gets theirs, and keeps its own as ``outlet_given``.

    Returns
    -------
    table : DataFrame of n_sources rows
        ``source``; ``n_read``, what was found in it; ``n_kept``, articles that were added; ``n_rejected``, those in
        ``rejected.jsonl`` of the store with their reason; ``n_duplicates``, articles that the store held already.

    Raises
    ------
    FileNotFoundError
        If there is nothing at a path, or no file `outlet_names`.
    BlockingIOError
        If another process writes to the store.
    ValueError
        If `store` is a folder of something else, or an option cannot be used.
    OSError
        If the disk is full; the store keeps what it holds, and the next run goes on from there.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     source = Path(folder, "export.csv")
    ...     _ = source.write_text("titre,texte,date\nLe pacte,Le pacte tient.,2024-03-04\nVide,,2024-03-05\n")
    ...     table = ingest(source, Path(folder, "store"))
    >>> table.drop(columns="source")
       n_read  n_kept  n_rejected  n_duplicates
    0       2       1           1             0

    """
    columns = dict(columns or {})
    _refuse_options(columns, undated)
    given = [sources] if isinstance(sources, str | Path) else list(sources)
    folder = Path(store)
    found = gather_sources(given, folder)
    names = None if outlet_names is None else Path(outlet_names)
    name_outlet(None, names=names)  # raises where the table cannot be used
    _prepare(folder)
    fetcher = Fetcher(allow_local=allow_local)
    settings = Settings(columns, undated, dayfirst, fetch_pages, names)
    with lock_store(folder), Run(folder, settings, fetcher) as run:
        rows = [run.take(source) for source in found]
        run.finish()
    return pd.DataFrame(rows, columns=["source", *COUNTS])


def _refuse_options(columns: Mapping[str, str], undated: str) -> None:
    if undated not in {"keep", "reject"}:
        msg = f"undated must be 'keep' or 'reject'; got {undated!r}."
        raise ValueError(msg)
    values = list(columns.values())
    if len(set(values)) < len(values):
        msg = f"columns gives two columns the same name: {columns}. Name each once."
        raise ValueError(msg)


def _prepare(folder: Path) -> None:
    """Make the folder of a store; refuse one that holds something else."""
    if folder.exists() and not folder.is_dir():
        msg = f"{folder} is a file. Name a folder for the store."
        raise ValueError(msg)
    if folder.is_dir() and not (folder / MANIFEST).exists():
        others = [path.name for path in folder.iterdir() if not path.name.startswith((".", "_"))]
        ours = [name for name in others if name in {"undated", "rejected.jsonl"} or name[:4].isdecimal()]
        if len(ours) < len(others):
            msg = f"{folder} holds {sorted(set(others) - set(ours))[:3]} and is no store. Name a new folder."
            raise ValueError(msg)
    folder.mkdir(parents=True, exist_ok=True)
