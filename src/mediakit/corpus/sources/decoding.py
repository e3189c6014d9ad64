"""
Bytes of a page to text, where what the page says of its encoding may be wrong.

Pages of French and Arabic outlets, archived ones above all, declare UTF-8 and are windows-1252 or windows-1256, or the
other way round. What the bytes can be counts more than what the page says they are: bytes that are valid UTF-8 and not
plain ASCII are UTF-8.
"""

from __future__ import annotations

import codecs
import itertools
import re
from typing import Final

from .extras import load_extra

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED: Final = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.-]{2,40})""")
_HEAD: Final = 4096  # bytes in which a page must declare its encoding
_JUDGED: Final = 1 << 18  # bytes that are looked at to tell an encoding
_TAG: Final = re.compile(rb"<[^<>]{0,2000}>")
_LATIN: Final = {"ascii", "iso8859-1", "iso8859-15", "cp1252"}
_RUNNING: Final = ["cp1256", "iso8859_6", "cp1251", "koi8_r", "iso8859_5", "cp1253", "iso8859_7", "cp1255", "iso8859_8"]
_NOT_LATIN: Final = {codecs.lookup(name).name for name in _RUNNING}
# Where half of the high bytes follow another, whole words are written in them: no Latin script.
_RUNNING_SHARE: Final = 0.45
_BROKEN_SHARE: Final = 0.3  # of the characters that are not plain ASCII; bytes of an old encoding are nearly all broken


def decode_page(raw: bytes, *, charset: str | None = None) -> str:
    """
    Decode a page: by its byte order mark, as UTF-8, as it says, or as its bytes look.

    Parameters
    ----------
    raw : bytes
        The page.
    charset : str, optional
        Encoding that the server named in the header ``Content-Type``.

    Returns
    -------
    text : str
        Without byte order mark and null characters; what cannot be decoded is U+FFFD.

    Examples
    --------
    >>> decode_page("Élus à l'Assemblée".encode("cp1252"), charset="utf-8")
    "Élus à l'Assemblée"

    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _clear(raw.decode(encoding, errors="replace"))
    declared = _python_name(charset) or _declared_in(raw)
    if declared.startswith(("utf-16", "utf-32", "iso2022", "hz")):  # written in plain ASCII, or in pairs of bytes
        text = raw.decode(declared, errors="replace")
        if text.count("\ufffd") <= 0.1 * len(text):
            return _clear(text)
    try:
        return _clear(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return _clear(_decode_old(raw, declared))


def find_charset(content_type: str | None) -> str | None:
    """
    Take the encoding out of a header ``Content-Type``.

    Examples
    --------
    >>> find_charset("text/html; charset=Windows-1256"), find_charset("text/html")
    ('Windows-1256', None)

    """
    found = _DECLARED.search((content_type or "").encode("latin-1", errors="replace"))
    return found[1].decode("ascii") if found else None


def _decode_old(raw: bytes, declared: str) -> str:
    """Text of bytes that are not valid UTF-8."""
    judged = _TAG.sub(b" ", raw[:_JUDGED])
    as_utf8 = judged.decode("utf-8", errors="replace")
    n_high = sum(character > "\x7f" for character in as_utf8)
    if as_utf8.count("\ufffd") <= _BROKEN_SHARE * n_high:  # UTF-8 that was cut or damaged in places
        return raw.decode("utf-8", errors="replace")
    high = [place for place, byte in enumerate(judged) if byte > 0x7F]
    n_after_another = sum(second - first == 1 for first, second in itertools.pairwise(high))
    is_running = n_after_another > _RUNNING_SHARE * len(high)
    if is_running and declared in {"", "utf-8", *_LATIN}:
        declared = _look(judged)
    elif declared in {"", "utf-8", *_LATIN} or (declared in _NOT_LATIN and not is_running):
        declared = "cp1252"  # also for Latin-1, as browsers do: quotation marks stand where it has control characters
    return raw.decode(declared, errors="replace")


def _look(judged: bytes) -> str:
    """Name of the encoding of a text that is not written in Latin letters."""
    normalizer = load_extra("charset_normalizer", purpose="Telling the encoding of a page")
    best = normalizer.from_bytes(judged, cp_isolation=_RUNNING).best()
    return str(best.encoding) if best else "cp1256"


def _declared_in(raw: bytes) -> str:
    """Encoding that the page itself declares; empty where it declares none that is known."""
    found = _DECLARED.search(raw[:_HEAD])
    return _python_name(found[1].decode("ascii")) if found else ""


def _python_name(charset: str | None) -> str:
    """Name by which Python knows a text encoding; empty where it does not."""
    try:
        name = codecs.lookup((charset or "").strip().strip("\"'")).name
        b"a".decode(name, errors="replace")
    except (LookupError, ValueError):  # not known, or no encoding of text, such as base64
        return ""
    return name


def _clear(text: str) -> str:
    """The text without byte order mark and null characters."""
    return text.removeprefix("\ufeff").replace("\x00", "")
