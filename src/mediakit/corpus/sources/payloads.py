"""Bodies of the answers of servers, with their encodings undone and within a limit."""

from __future__ import annotations

import io
import zlib
from typing import Final

from .extras import load_extra

_GZIP_OR_ZLIB: Final = 47  # what zlib calls the choice between the two by their first bytes
_GZIP_MAGIC: Final = b"\x1f\x8b"


def expand_body(body: bytes, *, codings: str, largest: int) -> bytes:
    """
    Undo the encodings of a body that the header ``Content-Encoding`` lists.

    A body that is not compressed, although its header says so, is given as it is: archives often hold bodies that were
    expanded already, beside the headers as they were sent.

    Parameters
    ----------
    body : bytes
        As it was sent.
    codings : str
        The header; ``""`` where there is none.
    largest : int
        Bytes that the body may have in the end.

    Returns
    -------
    body : bytes
        Expanded.

    Raises
    ------
    ValueError
        If the body is damaged, larger than `largest`, or compressed in a way that is not known. The message is a
        clause without a capital and a full stop.

    Examples
    --------
    >>> import gzip
    >>> expand_body(gzip.compress(b"The pact holds."), codings="gzip", largest=100)
    b'The pact holds.'
    >>> expand_body(gzip.compress(bytes(1000)), codings="gzip", largest=100)
    Traceback (most recent call last):
    ValueError: it expands to more than 100 bytes

    """
    for coding in reversed([coding.strip().lower() for coding in codings.split(",") if coding.strip()]):
        if coding in {"gzip", "x-gzip"}:
            body = _inflate(body, _GZIP_OR_ZLIB, largest) if body.startswith(_GZIP_MAGIC) else body
        elif coding == "deflate":
            body = _inflate(body, _GZIP_OR_ZLIB if body[:1] == b"\x78" else -zlib.MAX_WBITS, largest)
        elif coding in {"br", "zstd"}:
            body = _read_stream(body, "BrotliReader" if coding == "br" else "ZstdReader", largest)
        elif coding not in {"identity", "none", "utf-8"}:  # the last two are mistakes that servers make
            msg = f"its encoding {coding[:40]!r} is not known"
            raise ValueError(msg)
    if len(body) > largest:
        msg = f"it expands to more than {largest:,} bytes"
        raise ValueError(msg)
    return body


def join_chunks(body: bytes) -> bytes:
    r"""
    Undo the transfer encoding ``chunked``; a body that is not written so is given as it is.

    Examples
    --------
    >>> join_chunks(b"4\r\npact\r\n6\r\n holds\r\n0\r\n\r\n"), join_chunks(b"<html>")
    (b'pact holds', b'<html>')

    """
    joined: list[bytes] = []
    place = 0
    while place < len(body):
        end = body.find(b"\r\n", place, place + 200)
        try:
            size = int(body[place:end].partition(b";")[0], 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            if not joined:
                return body
            msg = "a chunk of it is damaged"
            raise ValueError(msg)
        if size == 0:
            break
        joined.append(body[end + 2 : end + 2 + size])
        place = end + 2 + size + 2
    return b"".join(joined)


def _inflate(body: bytes, window: int, largest: int) -> bytes:
    """Expand gzip or zlib, member after member."""
    expanded = b""
    while body:
        inflating = zlib.decompressobj(window)
        try:
            expanded += inflating.decompress(body, largest + 1 - len(expanded))
        except zlib.error as error:
            msg = f"its compression is damaged ({error})"
            raise ValueError(msg) from None
        if len(expanded) > largest:
            msg = f"it expands to more than {largest:,} bytes"
            raise ValueError(msg)
        if not inflating.eof:
            msg = "it was cut before its end"
            raise ValueError(msg)
        body = inflating.unused_data if inflating.unused_data.startswith(_GZIP_MAGIC) else b""
    return expanded


def _read_stream(body: bytes, reader: str, largest: int) -> bytes:
    """Expand by a reader of fastwarc."""
    readers = load_extra("fastwarc.stream_io", purpose="Expanding br and zstd")
    try:
        return bytes(getattr(readers, reader)(io.BytesIO(body)).read(largest + 1))
    except (OSError, ValueError, EOFError) as error:
        msg = f"its compression is damaged ({error})"
        raise ValueError(msg) from None
