"""
Web archives: pages out of WARC files and out of WACZ, which is a zip of them.

A record is read where it is the answer 200 to a request and holds HTML. Everything else is either no page (requests,
images, style sheets) and passed over in silence, or a page that could not be read, and told. Nothing is written to
disk, so that no name inside an archive can lead anywhere.
"""

from __future__ import annotations

import http.client
import io
import re
import zipfile
import zlib
from email.message import Message
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from .decoding import find_charset
from .extras import load_extra
from .pages import LARGEST_PAGE, read_page_source
from .payloads import expand_body, join_chunks
from .records import Record, Reject

if TYPE_CHECKING:
    from .records import Items

LARGEST_EXPANDED: Final = 64 << 30  # bytes that the archives of one WACZ may expand to
MOST_MEMBERS: Final = 100_000  # files in one WACZ
_PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
_WARC_NAMES: Final = (".warc", ".warc.gz", ".warc.zst")
_STATUS: Final = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})\b")
_SCANNED: Final = 1 << 20  # bytes that are searched at a time for the next record
_FIRST_READ: Final = 1 << 16  # bytes of an answer, its headers among them, by which it is known whether it is a page
_JUDGED: Final = 256  # bytes by which a record that begins there is told
_GZIP_START: Final = b"\x1f\x8b\x08"
_RECORD_START: Final = re.compile(rb"\x1f\x8b\x08|WARC/1\.[01]\r\n")


def read_warc(stream: BinaryIO) -> Items:
    """
    Read the pages of a WARC file, compressed by gzip, zstandard or not at all.

    Parameters
    ----------
    stream : binary file
        Opened for reading; it is read once, from its start to its end.

    Yields
    ------
    item : Record or Reject
        The articles, and a reason for each page that gave none; records that say that a page had not changed since an
        earlier visit are told together at the end. Where the file is damaged, reading goes on at the next whole record.

    """
    yield from _read_records(stream, prefix="")


def read_wacz(stream: BinaryIO) -> Items:
    """
    Read the pages of the archives in a WACZ file.

    Parameters
    ----------
    stream : binary file
        Opened for reading, and such that it can be sought in.

    Yields
    ------
    item : Record or Reject
        As of `read_warc`; an archive in it that is damaged is told, and the next one is read.

    """
    try:
        zipped = zipfile.ZipFile(stream)
    except zipfile.BadZipFile as error:
        yield Reject("", f"The file is no whole zip, as a WACZ must be: {error}. Save the archive again.")
        return
    with zipped:
        members = [member for member in zipped.infolist() if member.filename.lower().endswith(_WARC_NAMES)]
        n_bytes = sum(member.file_size for member in members)
        if len(members) > MOST_MEMBERS or n_bytes > LARGEST_EXPANDED:
            yield Reject(
                "",
                f"The archive expands to {n_bytes:,} bytes in {len(members):,} files; at most {LARGEST_EXPANDED:,} in "
                f"{MOST_MEMBERS:,} are read. Split it.",
            )
            return
        if not members:
            yield Reject("", "There is no WARC file in the archive.")
        for member in members:
            name = member.filename.rsplit("/", 1)[-1]
            try:
                with zipped.open(member) as opened:
                    yield from _read_records(opened, prefix=f"{name}, ")
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
                yield Reject(name, f"The archive in it cannot be unpacked: {error}.")


def _read_records(stream: Any, *, prefix: str) -> Items:
    """Items of the records of one WARC; where it is damaged, reading goes on at the next record that is whole."""
    n_read = n_same = 0
    n_told = -1
    start: int | None = 0
    while start is not None:
        last, reason = start, ""
        try:
            for record in _iterate(stream, start):
                last = max(last, start + record.stream_pos)
                if record.headers.get("Content-Length") is None:
                    reason = "a record breaks off"
                elif (kind := _find_kind(record)) in {"response", "revisit"}:
                    n_read += 1
                    n_same += kind == "revisit"
                    yield from _read_record(record, f"{prefix}record {n_read}")
        except (OSError, ValueError, EOFError) as error:
            reason = str(error)[:200].rstrip(".") or type(error).__name__
        start = _find_record(stream, last + 1)
        if start is not None:  # something begins there that was not read as a record
            reason = reason or "a record breaks off"
        if reason and n_told < n_read:
            yield Reject(f"{prefix}after record {n_read}", f"The archive is damaged here: {reason}.")
            n_told = n_read
    if not n_read:
        yield Reject(prefix.rstrip(", "), "There is no answer of a server in the archive.")
    if n_same:
        reason = f"{n_same} pages were the same as at an earlier visit, and stand in the archive of that visit."
        yield Reject(prefix.rstrip(", "), reason)


def _iterate(stream: Any, start: int) -> Any:
    """Records from a place of a stream on, their blocks unread."""
    warc = load_extra("fastwarc.warc", purpose="Reading web archives")
    if start:
        stream.seek(start)
    return warc.ArchiveIterator(stream, parse_http=False)


def _find_record(stream: Any, start: int) -> int | None:
    """Place at or after `start` where a record begins, compressed or not; None where there is none."""
    if not stream.seekable():
        return None
    stream.seek(start)
    window = b""
    is_end = False
    while not is_end:
        read = stream.read(_SCANNED)
        is_end = len(read) < _SCANNED
        window += read
        for found in _RECORD_START.finditer(window, 0, len(window) if is_end else len(window) - _JUDGED):
            if found[0] != _GZIP_START or _begins_warc(window[found.start() : found.start() + _JUDGED], is_end=is_end):
                return int(start + found.start())
        start += len(window) - _JUDGED
        window = window[-_JUDGED:]
    return None


def _begins_warc(compressed: bytes, *, is_end: bool) -> bool:
    """Whether the compressed bytes are the beginning of a record, or as much of it as the end of the file left."""
    try:
        beginning = zlib.decompressobj(31).decompress(compressed, 5)
    except zlib.error:
        return False
    return beginning == b"WARC/" or (is_end and len(compressed) < _JUDGED and b"WARC/".startswith(beginning))


def _find_kind(record: Any) -> str:
    return str(record.headers.get("WARC-Type")).lower()


def _read_record(record: Any, place: str) -> Items:
    """The article of one answer of a server, or why there is none; nothing where it is no page."""
    if _find_kind(record) != "response":
        return
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ") or None
    block = record.reader.read(_FIRST_READ)
    status, headers, body = _parse_answer(block)
    if headers.get("Content-Type", "").partition(";")[0].strip().lower() in _PAGE_TYPES:
        rest = record.reader.read(LARGEST_PAGE + 1 - len(block))
        block, body = block + rest, body + rest
    elif len(block) >= min(record.content_length, _FIRST_READ):
        return  # an image, say
    if len(block) < min(record.content_length, LARGEST_PAGE):
        yield Reject(place, f"The archive ends within the answer for {url}.")
        return
    cut = record.headers.get("WARC-Truncated")
    if status != 200:
        yield Reject(place, f"The server answered {status} and not 200 for {url}.")
    elif cut:
        yield Reject(place, f"The page {url} was cut when it was archived (WARC-Truncated: {cut}).")
    elif len(block) > LARGEST_PAGE:
        yield Reject(place, f"The page {url} has more than {LARGEST_PAGE:,} bytes.")
    else:
        yield from _read_answer(record, headers, body, place)


def _parse_answer(block: bytes) -> tuple[int, Message, bytes]:
    """Status, headers and body of an answer; status 0 where the block does not begin as one."""
    lines = io.BytesIO(block)
    status = _STATUS.match(lines.readline(200))
    try:
        headers = http.client.parse_headers(lines) if status else Message()
    except http.client.HTTPException:
        return 0, Message(), b""
    return int(status[1]) if status else 0, headers, lines.read()


def _read_answer(record: Any, headers: Message, body: bytes, place: str) -> Items:
    """The article of an answer 200 whose block is whole."""
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ") or None
    try:
        if headers.get("Transfer-Encoding", "").strip().lower() == "chunked":
            body = join_chunks(body)
        page = expand_body(body, codings=headers.get("Content-Encoding", ""), largest=LARGEST_PAGE)
    except ValueError as error:
        yield Reject(place, f"The page {url} cannot be read: {error}.")
        return
    for item in read_page_source(page, url=url, charset=find_charset(headers.get("Content-Type")), place=place):
        if isinstance(item, Record) and (visited := record.headers.get("WARC-Date")):
            item.fields["visited"] = visited
        yield item
