"""
A store of articles: Parquet files by month, with a manifest that says which of them count.

Files are written beside their places and renamed; a new manifest is what makes them part of the store. Whatever stops
the process, the store is as one of its manifests says, and what no manifest names is removed by the next writer.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from .durable import SUFFIX, append_at, write_whole
from .known import CONTENTS, LARGEST_RUN, KnownArticles, sort_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .articles import Article

MANIFEST: Final = "manifest.json"
REJECTED: Final = "rejected.jsonl"
UNDATED: Final = "undated"
KEYS: Final = "_keys"
FORMAT: Final = 1
WHOLE_PART: Final = 50_000  # articles; a larger file is not merged any more
MOST_SMALL: Final = 16  # files of a month
ROW_GROUP: Final = 8192
N_WRITERS: Final = 2  # files that are packed at the same time
TEXT_COLUMNS: Final = ("doc_id", "text", "title", "outlet", "lang", "url", "author", "other", "source", "place")
_OURS: Final = re.compile(r"(?:\d{4}-\d\d|undated)/\d{8}\.parquet|_keys/\d{8}\.npy")


def is_store(path: str | Path) -> bool:
    """Tell whether a folder is a store that `ingest` wrote."""
    return (Path(path) / MANIFEST).is_file()


def read_manifest(store: Path) -> dict[str, Any]:
    """
    Read what a store holds.

    Raises
    ------
    ValueError
        If the manifest is damaged or of a later version.

    """
    path = store / MANIFEST
    if not path.exists():
        return {
            "format": FORMAT, "n_written": 0, "sources": [], "parts": [], "keys": [],
            "rejected": {"n_lines": 0, "n_bytes": 0},
        }  # fmt: skip
    try:
        manifest: dict[str, Any] = json.loads(path.read_bytes())
        version = manifest["format"]
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{path}: this is no manifest of a store ({error}). Restore it, or ingest into a new folder."
        raise ValueError(msg) from None
    if version != FORMAT:
        msg = f"{path}: the store has format {version}; this mediakit reads {FORMAT}. Use the one that wrote it."
        raise ValueError(msg)
    return manifest


def list_parts(store: str | Path) -> list[Path]:
    """List the Parquet files of a store, by month."""
    store = Path(store)
    return [store / part["file"] for part in sorted(read_manifest(store)["parts"], key=lambda part: part["file"])]


@dataclasses.dataclass
class Batch:
    """
    Articles and rejects that are not written yet.

    Attributes
    ----------
    articles : list of Article
        Articles to add.
    sources : list of int
        The number of the source of each.
    names : list of str
        And its name.
    detected : list of bool
        Whether the language of each is detected and not given.
    rejects : list of bytes
        Lines of what was put aside.
    entries : list of dict
        What the manifest says of the sources once the batch is written.

    """

    articles: list[Article] = dataclasses.field(default_factory=list)
    sources: list[int] = dataclasses.field(default_factory=list)
    names: list[str] = dataclasses.field(default_factory=list)
    detected: list[bool] = dataclasses.field(default_factory=list)
    rejects: list[bytes] = dataclasses.field(default_factory=list)
    entries: list[dict[str, Any]] = dataclasses.field(default_factory=list)


class Store:
    """
    A store that is open for writing; hold its lock.

    Parameters
    ----------
    folder : Path
        Where it is.

    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = read_manifest(folder)
        self._remove_strays()
        self.known = self._open_keys()
        self._merge(MOST_SMALL)

    def write(self, batch: Batch) -> None:
        """Make a batch, and what the manifest says of its sources, part of the store."""
        old: list[Path] = []
        self.manifest["sources"] = batch.entries
        if batch.articles:
            months = _group_by_month(batch)
            self._add_parts([(month, partial(_make_tables, batch, rows)) for month, rows in months.items()])
            old = self._add_keys(batch)
        rejected = self.manifest["rejected"]
        if batch.rejects:
            lines = b"".join(batch.rejects)
            append_at(self.folder / REJECTED, rejected["n_bytes"], lines)
            rejected["n_lines"] += len(batch.rejects)
            rejected["n_bytes"] += len(lines)
        self._record(old)
        self.known = self._open_keys()
        self._merge(MOST_SMALL)

    def finish(self) -> None:
        """Merge what is left in small files."""
        self._merge(2)

    def _record(self, old: Iterable[Path]) -> None:
        """Write the manifest; then remove files that it names no more."""
        text = json.dumps(self.manifest, ensure_ascii=False, indent=1)
        content = text.encode("utf-8", errors="backslashreplace")
        write_whole(self.folder / MANIFEST, lambda stream: stream.write(content))
        for path in old:
            path.unlink(missing_ok=True)

    def _name_next(self, folder: str, suffix: str) -> str:
        self.manifest["n_written"] += 1
        return f"{folder}/{self.manifest['n_written']:08}{suffix}"

    def _add_parts(self, wanted: list[tuple[str, Callable[[], Iterable[Any]]]]) -> None:
        """Write a file for each month and what makes its tables; the manifest has them in this order."""
        files = [self._name_next(month, ".parquet") for month, _ in wanted]
        with ThreadPoolExecutor(N_WRITERS) as pool:
            self.manifest["parts"] += pool.map(self._write_part, files, [make for _, make in wanted])

    def _write_part(self, file: str, make_tables: Callable[[], Iterable[Any]]) -> dict[str, Any]:
        """Write a file of articles, and give what the manifest says of it."""
        from pyarrow.parquet import ParquetWriter  # noqa: PLC0415 - loads on first use

        n_docs = 0

        def write(stream: Any) -> None:
            nonlocal n_docs
            with ParquetWriter(stream, _schema(), compression="zstd") as writer:
                for table in make_tables():
                    writer.write_table(table, row_group_size=ROW_GROUP)
                    n_docs += table.num_rows

        write_whole(self.folder / file, write)
        with (self.folder / file).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return {"file": file, "n_docs": n_docs, "sha256": digest}

    def _add_keys(self, batch: Batch) -> list[Path]:
        """Write the keys of a batch, merged with files of keys that are not much larger; give those."""
        keys = [(a.id_key, a.text_key, source, a.content_key) for a, source in zip(batch.articles, batch.sources)]  # noqa: B905
        merged = np.array(keys, np.uint64).T
        old: list[Path] = []
        while (runs := self.manifest["keys"]) and runs[-1]["n"] <= min(2 * merged.shape[1], LARGEST_RUN):
            old.append(self.folder / runs.pop()["file"])
            merged = np.hstack([np.load(old[-1]), merged])
        buffer = io.BytesIO()
        np.save(buffer, sort_keys(merged))
        file = self._name_next(KEYS, ".npy")
        write_whole(self.folder / file, lambda stream: stream.write(buffer.getbuffer()))
        self.manifest["keys"].append({"file": file, "n": merged.shape[CONTENTS - 2]})
        return old

    def _open_keys(self) -> KnownArticles:
        return KnownArticles([self.folder / run["file"] for run in self.manifest["keys"]])

    def _merge(self, least: int) -> None:
        """Merge the small files of each month that has at least so many of them."""
        small: dict[str, list[dict[str, Any]]] = {}
        for part in self.manifest["parts"]:
            if part["n_docs"] < WHOLE_PART:
                small.setdefault(part["file"].partition("/")[0], []).append(part)
        groups = [
            (month, [self.folder / part["file"] for part in group])
            for month, parts in sorted(small.items())
            if len(parts) >= least
            for group in _cut(parts)
        ]
        if groups:
            self._add_parts([(month, partial(_read_tables, paths)) for month, paths in groups])
            old = [path for _, paths in groups for path in paths]
            gone = {path.relative_to(self.folder).as_posix() for path in old}
            self.manifest["parts"] = [part for part in self.manifest["parts"] if part["file"] not in gone]
            self._record(old)

    def _remove_strays(self) -> None:
        """Remove files of a writer that was stopped."""
        named = {part["file"] for kind in ("parts", "keys") for part in self.manifest[kind]}
        for path in self.folder.glob("*/*"):
            inner = path.relative_to(self.folder).as_posix()
            is_stray = _OURS.fullmatch(inner) is not None and inner not in named
            hidden = inner.replace("/.", "/").removesuffix(SUFFIX)
            if is_stray or (path.name.startswith(".") and path.name.endswith(SUFFIX) and _OURS.fullmatch(hidden)):
                path.unlink()
        (self.folder / f".{MANIFEST}{SUFFIX}").unlink(missing_ok=True)
        for folder in self.folder.iterdir():
            if folder.is_dir() and re.fullmatch(r"\d{4}-\d\d|undated|_keys", folder.name) and not any(folder.iterdir()):
                folder.rmdir()
        if (rejected := self.folder / REJECTED).exists():
            if self.manifest["rejected"]["n_bytes"]:
                append_at(rejected, self.manifest["rejected"]["n_bytes"], b"")
            else:
                rejected.unlink()


def _cut(parts: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Groups of files that give one of a good size."""
    groups: list[list[dict[str, Any]]] = [[]]
    for part in parts:
        if sum(other["n_docs"] for other in groups[-1]) >= WHOLE_PART:
            groups.append([])
        groups[-1].append(part)
    return [group for group in groups if len(group) > 1]


def _group_by_month(batch: Batch) -> dict[str, list[int]]:
    """Rows of each month, in their order."""
    months: dict[str, list[int]] = {}
    for row, article in enumerate(batch.articles):
        months.setdefault(f"{article.date:%Y-%m}" if article.date else UNDATED, []).append(row)
    return dict(sorted(months.items()))


def _schema() -> Any:
    import pyarrow as pa  # noqa: PLC0415 - loads on first use

    texts = {name: pa.string() for name in TEXT_COLUMNS}
    return pa.schema(texts | {"date": pa.timestamp("us"), "lang_detected": pa.bool_()})


def _make_tables(batch: Batch, rows: list[int]) -> Iterable[Any]:
    """Some articles of a batch as one Arrow table."""
    import pyarrow as pa  # noqa: PLC0415 - loads on first use

    articles = [batch.articles[row] for row in rows]
    columns: dict[str, list[Any]] = {name: [article.fields.get(name) for article in articles] for name in TEXT_COLUMNS}
    columns["source"] = [batch.names[row] for row in rows]
    columns["place"] = [article.place for article in articles]
    columns["date"] = [article.date for article in articles]
    columns["lang_detected"] = [batch.detected[row] for row in rows]
    yield pa.table(columns, schema=_schema())


def _read_tables(paths: list[Path]) -> Iterable[Any]:
    """Articles of some files, some thousand at a time."""
    import pyarrow as pa  # noqa: PLC0415 - loads on first use
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415

    for path in paths:
        with ParquetFile(path) as stored:
            for batch in stored.iter_batches(ROW_GROUP):
                yield pa.Table.from_batches([batch])
