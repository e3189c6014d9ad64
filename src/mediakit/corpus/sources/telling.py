"""The format of a source, told by its content; a name decides only between a table and a text."""

from __future__ import annotations

import json
import re
import zipfile
from typing import TYPE_CHECKING, Final

from mediakit.corpus.columns import name_columns

from .archives import read_wacz, read_warc
from .europresse import is_europresse, read_europresse
from .factiva import is_factiva, read_factiva_html, read_factiva_rtf
from .feeds import read_feed
from .gdelt import is_gdelt, read_gdelt
from .lines import open_text, read_bounded_lines, read_json, read_json_lines, tell_encoding
from .media_cloud import is_media_cloud, read_media_cloud
from .nexis import is_nexis, may_be_nexis, read_nexis_docx, read_nexis_html, read_nexis_rtf
from .opening import GZIP_START, ZSTD_START
from .pages import read_page_source
from .parquet import read_parquet
from .records import Reject
from .rich_text import read_rich_text
from .tables import read_csv, read_xlsx, split_heading
from .texts import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .opening import Source
    from .records import Items

_FEED: Final = re.compile(
    r"^(?:<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>|\s)*<(?:\w+:)?(?:rss|feed|rdf)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP: Final = re.compile(
    r"^\s*<(?:!doctype|!--|\?xml|html|head|body|article|div|meta|table|p|h1|section|main)\b", re.IGNORECASE
)
_TAG: Final = re.compile(r"<[^<>]*>")
_TABLE_NAMES: Final = (".csv", ".tsv", ".tab")
_CONTROL: Final = re.compile(r"[\x01-\x08\x0e-\x1a]")


def read_source(source: Source, columns: Mapping[str, str]) -> Items:
    """
    Read a source whatever its format.

    Parameters
    ----------
    source : Source
        A file, or what a server sent.
    columns : mapping of str to str
        Those that the caller named, by which a table is told from a text.

    Yields
    ------
    item : Record or Reject
        The articles, and reasons for those that could not be read.

    """
    head = source.read_head()
    if not head.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        yield Reject("", _describe_empty(source))
        return
    yield from _choose(source, head, columns)(source)


def _describe_empty(source: Source) -> str:
    with source.open_raw() as stream:
        start = stream.read(4)
    is_packed = start.startswith((GZIP_START, ZSTD_START))
    return "Nothing of the file can be unpacked. Copy or compress it again." if is_packed else "The file is empty."


def _choose(  # noqa: PLR0911 - one line a format
    source: Source, head: bytes, columns: Mapping[str, str]
) -> Callable[[Source], Items]:
    """The reader of a source, the most particular first."""
    if head.startswith(b"PAR1"):
        return read_parquet
    if head.startswith(b"WARC/"):
        return _read_warc
    if head.startswith(b"PK\x03\x04"):
        return _choose_zip(source)
    if head.lstrip().startswith(b"{\\rtf"):
        return _read_rtf
    text = head.decode(tell_encoding(head), errors="replace").lstrip("\ufeff\x00")
    if _CONTROL.search(text[:4096]) and not _is_mostly_text(text[:4096]):
        return _refuse_unknown
    if text.lstrip()[:1] in {"{", "["}:
        return _choose_json(text)
    if text.lstrip().startswith("<"):
        return _choose_markup(source, text)
    return _choose_lines(source, text, columns)


def _is_mostly_text(text: str) -> bool:
    return len(_CONTROL.findall(text)) < 0.01 * len(text)


def _choose_json(text: str) -> Callable[[Source], Items]:
    """JSON Lines where the first line is a whole object, or is longer than what was read of it."""
    first, _, others = text.lstrip().partition("\n")
    if first.startswith("["):
        return read_json
    try:
        json.loads(first)
    except ValueError:
        is_one = others.lstrip()[:1] in {'"', "}"}  # an object over several lines goes on with a name or ends
        return read_json if is_one else read_json_lines
    return read_json_lines if others.strip() or not _holds_articles(first) else read_json


def _holds_articles(line: str) -> bool:
    """Whether an object holds a list of objects."""
    value = json.loads(line)
    return isinstance(value, dict) and any(
        isinstance(part, list) and part and isinstance(part[0], dict) for part in value.values()
    )


def _choose_markup(source: Source, text: str) -> Callable[[Source], Items]:
    if _FEED.match(text):
        return _read_feed
    if is_europresse(text):
        return _whole(read_europresse)
    if is_factiva(text):
        return _whole(read_factiva_html)
    if may_be_nexis(_TAG.sub("\n", text)):
        whole = source.read_whole().decode("utf-8", errors="replace")
        if is_nexis(_TAG.sub("\n", whole)):
            return _whole(read_nexis_html)
    is_page = _MARKUP.match(text) or "</" in text
    return _read_page if is_page else read_text


def _choose_lines(source: Source, text: str, columns: Mapping[str, str]) -> Callable[[Source], Items]:
    heading = next((line for line in text.splitlines() if line.strip()), "")
    if is_gdelt(heading):
        return _by_line(read_gdelt)
    if is_media_cloud(heading):
        return _by_line(read_media_cloud)
    names, _ = split_heading(heading) if len(heading) < 4096 else ([], "")
    named = name_columns(names, columns).values()
    plain = source.name.lower().removesuffix(".gz").removesuffix(".zst")
    is_table = len(names) > 1 and ("text" in named or len(set(named) & {"title", "date", "url", "outlet"}) > 1)
    return read_csv if is_table or plain.endswith(_TABLE_NAMES) else read_text


def _choose_zip(source: Source) -> Callable[[Source], Items]:
    try:
        with source.open_raw() as stream, zipfile.ZipFile(stream) as parts:
            names = parts.namelist()
    except (zipfile.BadZipFile, NotImplementedError) as error:
        reason = f"The file begins as a zip and cannot be opened ({error}). Copy it again."
        return lambda _: iter([Reject("", reason)])
    if "xl/workbook.xml" in names:
        return read_xlsx
    if "word/document.xml" in names:
        return _whole(read_nexis_docx)
    if any(name.endswith((".warc", ".warc.gz", ".warc.zst")) for name in names):
        return _read_wacz
    return _refuse_zip


def _whole(read: Callable[[bytes], Items]) -> Callable[[Source], Items]:
    return lambda source: read(source.read_whole())


def _by_line(read: Callable[[Iterator[str]], Items]) -> Callable[[Source], Items]:
    def read_lines(source: Source) -> Items:
        with source.open() as stream, open_text(stream, source.read_head()) as text:
            yield from read(line or "" for _, line in read_bounded_lines(text))

    return read_lines


def _read_page(source: Source) -> Items:
    return read_page_source(source.read_whole(), url=source.url, charset=source.charset)


def _read_feed(source: Source) -> Items:
    return read_feed(source.read_whole(), url=source.url)


def _read_warc(source: Source) -> Items:
    with source.open_raw() as stream:
        yield from read_warc(stream)


def _read_wacz(source: Source) -> Items:
    with source.open_raw() as stream:
        yield from read_wacz(stream)


def _read_rtf(source: Source) -> Items:
    raw = source.read_whole()
    try:
        text = read_rich_text(raw)
    except ValueError as error:
        return iter([Reject("", str(error))])
    if is_nexis(text):
        return read_nexis_rtf(raw)
    if is_factiva(text):
        return read_factiva_rtf(raw)
    return iter([Reject("", "The rtf is no export of Nexis Uni or Factiva. Save other texts as txt.")])


def _refuse_unknown(source: Source) -> Items:
    yield Reject("", f"The format is not known: the file begins with {source.read_head()[:16]!r}.")


def _refuse_zip(_: Source) -> Items:
    yield Reject("", "The zip is no xlsx, docx or WACZ. Unpack it and name the folder.")
