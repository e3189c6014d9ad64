"""One run of ingest: what is new in each source is added in batches, each of which can be the last."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from .articles import Article, Checking
from .evident import tell_evident_language
from .judging import Judging
from .languages import detect_language
from .sources.fetching import FetchError
from .sources.following import follow_addresses
from .sources.opening import Source
from .sources.records import Record, Reject
from .sources.telling import read_source
from .store import Batch, Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Self

    from .sources.fetching import Fetcher
    from .sources.records import Items

LARGEST_BATCH: Final = 32 << 20  # characters between two writes
CHUNK_ITEMS: Final = 512  # looked up together
CHUNK_SIZE: Final = 4 << 20  # characters
ITEM_SIZE: Final = 500  # characters that an item counts for besides its text
FETCHED_SIZE: Final = LARGEST_BATCH // 100  # a hundred fetched pages are written at a time, since fetching is slow
COUNTS: Final = ("n_read", "n_kept", "n_rejected", "n_duplicates")

_log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class Settings:
    """
    What decides how sources are read: a source that was read with others is read again.

    Attributes
    ----------
    columns : dict of str to str
        Names of the sources and what they are here.
    undated : str
        ``"keep"`` or ``"reject"``.
    dayfirst : bool or None
        The order of dates such as ``03/04/2024``.
    fetch_pages : bool
        Whether pages are fetched of which a source has only the address or a summary.
    outlet_names : Path or None
        The caller's table of outlets; an article keeps the name that it was added under.

    """

    columns: dict[str, str]
    undated: str
    dayfirst: bool | None
    fetch_pages: bool
    outlet_names: Path | None = None

    def digest(self) -> str:
        """Give a text that differs where the settings do by which an article is read or put aside."""
        settings = dataclasses.asdict(self)
        del settings["outlet_names"]
        text = json.dumps(settings, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class Run:
    """
    One run of `ingest`: while a batch is written, the next is read.

    Parameters
    ----------
    folder : Path
        The store, whose lock is held.
    settings : Settings
        How sources are read.
    fetcher : Fetcher
        What fetches addresses.

    """

    def __init__(self, folder: Path, settings: Settings, fetcher: Fetcher) -> None:
        self._store = Store(folder)
        self._columns = settings.columns
        self._checking = Checking(
            settings.columns,
            is_undated_kept=settings.undated == "keep",
            dayfirst=settings.dayfirst,
            outlet_names=settings.outlet_names,
        )
        self._judging = Judging(self._store)
        self._fetcher = fetcher
        self._fetch_pages = settings.fetch_pages
        self._settings = settings.digest()
        self._entries: list[dict[str, Any]] = [dict(entry) for entry in self._store.manifest["sources"]]
        self._numbers = {
            (entry["name"], entry["sha256"], entry["settings"]): number for number, entry in enumerate(self._entries)
        }
        self._writer = ThreadPoolExecutor(1)
        self._writing: Future[None] | None = None
        self._batch, self._size = Batch(), 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.shutdown()

    def take(self, source: Source) -> dict[str, Any]:
        """Read a source and give its row of the table."""
        source, fault = self._get(source)
        try:
            digest = hashlib.sha256(fault.encode()).hexdigest() if fault else source.digest()
        except OSError as error:
            fault = f"The file cannot be read: {error.strerror or error}."
            digest = hashlib.sha256(fault.encode()).hexdigest()
        number, is_done = self._enter(source.name, digest)
        entry = self._entries[number]
        if is_done:
            again = {"n_kept": 0, "n_duplicates": entry["n_kept"] + entry["n_duplicates"]}
            return {"source": source.name, **{name: entry[name] for name in COUNTS}, **again}
        self._read(source, number, iter([Reject("", fault)]) if fault else None)
        entry["done"] = True
        return {"source": source.name, **{name: entry[name] for name in COUNTS}}

    def _enter(self, name: str, digest: str) -> tuple[int, bool]:
        """Number of a source, and whether it was read to its end."""
        key = (name, digest, self._settings)
        if key not in self._numbers:
            self._numbers[key] = len(self._entries)
            names = dict(zip(("name", "sha256", "settings"), key, strict=True))
            self._entries.append({**names, **dict.fromkeys(COUNTS, 0), "done": False})
        number = self._numbers[key]
        return number, self._entries[number]["done"]

    def finish(self) -> None:
        """Write what is left."""
        self._write()
        self._wait()
        self._store.finish()

    def _get(self, source: Source) -> tuple[Source, str]:
        """The source with what its server sent, or why there is nothing."""
        if source.path is not None:
            return source, ""
        self._size += FETCHED_SIZE
        try:
            answer = self._fetcher.fetch(source.name)
        except FetchError as error:
            return source, str(error)
        return Source(source.name, body=answer.body, url=answer.url, charset=answer.charset), ""

    def _read(self, source: Source, number: int, items: Items | None) -> None:
        """Read what of a source was not read before."""
        entry = self._entries[number]
        items = self._open(source) if items is None else items
        for n_passed in range(entry["n_read"]):
            if next(items, None) is None:
                _log.warning("%s: only %s of %s items are left", source.name, n_passed, entry["n_read"])
                break
        for chunk in _cut_chunks(items):
            self._add(chunk, source.name, number)
            if self._size >= LARGEST_BATCH:
                self._write()
        if self._size >= LARGEST_BATCH:
            self._write()

    def _open(self, source: Source) -> Items:
        """Items of a source; where reading it fails, the last one says so."""
        n_items = 0
        try:
            named = (self._checking.name(item) for item in read_source(source, self._columns))
            for item in _follow(named, self._fetcher if self._fetch_pages else None):
                n_items += 1
                yield item
            if not n_items:
                yield Reject("", "There is no article in the source.")
        except (ImportError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a damaged source raises, the others must be read
            what = "".join(str(error).partition("\n")[0][:300]).rstrip(".") or type(error).__name__
            yield Reject(f"after item {n_items}" if n_items else "", f"The source cannot be read further: {what}.")

    def _add(self, chunk: list[Record | Reject], name: str, number: int) -> None:
        """Sort some items into the batch."""
        checked = [item if isinstance(item, Reject) else self._checking.check(item) for item in chunk]
        verdicts = iter(self._judging.judge([item for item in checked if isinstance(item, Article)], number))
        judged = [item if isinstance(item, Reject) else next(verdicts) for item in checked]
        kept = [item for item in judged if isinstance(item, Article)]
        rejects = [item for item in judged if isinstance(item, Reject)]
        entry = self._entries[number]
        n_known = len(judged) - len(kept) - len(rejects)
        for count, n in zip(COUNTS, (len(judged), len(kept), len(rejects), n_known), strict=True):
            entry[count] += n
        self._size += ITEM_SIZE * len(judged)
        for reject in rejects:
            self._reject(name, reject)
        self._keep(kept, name, number)

    def _keep(self, articles: list[Article], name: str, number: int) -> None:
        """Add articles to the batch, with their languages."""
        batch = self._batch
        batch.detected += _tell_languages(articles)
        batch.articles += articles
        batch.sources += [number] * len(articles)
        batch.names += [name] * len(articles)
        self._size += sum(len(article.fields["text"] or "") for article in articles)
        self._size += FETCHED_SIZE * len(articles) if self._fetch_pages else 0

    def _reject(self, name: str, reject: Reject) -> None:
        """Put a place of a source aside."""
        line = json.dumps({"source": name, "place": reject.place, "reason": reject.reason}, ensure_ascii=False) + "\n"
        self._batch.rejects.append(line.encode("utf-8", errors="backslashreplace"))
        self._size += len(line)

    def _write(self) -> None:
        """Have the batch written as soon as the one before it is, and begin the next."""
        self._wait()
        if self._entries != self._store.manifest["sources"]:
            self._batch.entries = [dict(entry) for entry in self._entries]
            self._writing = self._writer.submit(self._store.write, self._batch)
        self._batch, self._size = Batch(), 0
        self._judging.start_batch()

    def _wait(self) -> None:
        """Wait until the batch that is being written is part of the store; raise what kept it from that."""
        if self._writing is not None:
            self._writing.result()


def _follow(items: Items, fetcher: Fetcher | None) -> Items:
    """Articles with the pages of those that have an address and no text; others are judged later."""
    for item in items:
        fields = item.fields if isinstance(item, Record) else {}
        is_short = not fields.get("text") or fields.get("extent") == "summary"
        yield from follow_addresses([item], fetcher) if is_short and fields.get("url") else [item]


def _tell_languages(articles: list[Article]) -> list[bool]:
    """Give each article without a language its own; True where that was done."""
    is_unknown = [not article.fields["lang"] for article in articles]
    unclear: list[Article] = []
    for article, is_asked in zip(articles, is_unknown, strict=True):
        if is_asked:
            article.fields["lang"] = tell_evident_language(article.fields["text"] or "")
            if article.fields["lang"] is None:
                unclear.append(article)
    if unclear:
        texts = pd.Series([f"{of.fields['title'] or ''} {of.fields['text']}" for of in unclear])
        for article, lang in zip(unclear, detect_language(texts).tolist(), strict=True):
            article.fields["lang"] = lang
    return is_unknown


def _cut_chunks(items: Items) -> Iterator[list[Record | Reject]]:
    """Some items at a time."""
    chunk: list[Record | Reject] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += 0 if isinstance(item, Reject) else sum(map(len, item.fields.values()))
        if len(chunk) >= CHUNK_ITEMS or size >= CHUNK_SIZE:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
