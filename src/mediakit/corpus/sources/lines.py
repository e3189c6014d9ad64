r"""
JSON and JSON Lines, of any size: a line is never longer in memory than `LARGEST_RECORD`.

A byte that is not of the file's encoding becomes a surrogate, by which the article that holds it is put aside later.
"""

from __future__ import annotations

import codecs
import io
import itertools
import json
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from .records import Record, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .opening import Source
    from .records import Items

LARGEST_RECORD: Final = 16 << 20  # characters of one article with all that belongs to it
JUDGED: Final = 1 << 20  # bytes by which an encoding is told
BROKEN_SHARE: Final = 0.3  # of the characters that are not plain ASCII; nearly all are broken in an old encoding
RUNNING_SHARE: Final = 0.45  # of the high bytes follow another where whole words are written in them: no French
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_PIECE: Final = 1 << 20


def tell_encoding(sample: bytes) -> str:
    """
    Tell the encoding of a text file: by its mark, as UTF-8, or as an old one where nearly all is wrong as UTF-8.

    Examples
    --------
    >>> tell_encoding("Élus à l'Assemblée".encode("cp1252")), tell_encoding("الميثاق قائم".encode("cp1256"))
    ('cp1252', 'cp1256')

    """
    marked = next((encoding for mark, encoding in _MARKS if sample.startswith(mark)), None)
    if marked or sample.isascii():
        return marked or "utf-8"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        damaged = sample.decode("utf-8", errors="replace")
        n_high = sum(character > "\x7f" for character in damaged)
        high = [place for place, byte in enumerate(sample) if byte > 0x7F]
        n_running = sum(second - first == 1 for first, second in itertools.pairwise(high))
        if damaged.count("\ufffd") <= BROKEN_SHARE * n_high:
            return "utf-8"  # that was damaged in places
        return "cp1256" if n_running > RUNNING_SHARE * len(high) else "cp1252"
    return "utf-8"


def open_text(stream: BinaryIO, sample: bytes) -> io.TextIOWrapper:
    """Open a binary stream as text, in the encoding of a sample of it; line ends stay as they are."""
    return io.TextIOWrapper(stream, encoding=tell_encoding(sample), errors="surrogateescape", newline="")


def read_bounded_lines(text: io.TextIOWrapper) -> Iterator[tuple[int, str | None]]:
    r"""
    Read the lines of a text with their numbers, from 1; None instead of one that is too long, which is never held.

    Examples
    --------
    >>> list(read_bounded_lines(io.TextIOWrapper(io.BytesIO(b"a\nb"), newline="")))
    [(1, 'a\n'), (2, 'b')]

    """
    number = 0
    while line := text.readline(LARGEST_RECORD):
        number += 1
        is_long = len(line) == LARGEST_RECORD and not line.endswith("\n")
        if is_long:
            while line and not line.endswith("\n"):
                line = text.readline(_PIECE)
        yield number, None if is_long else line


def tell_long(number: int) -> Reject:
    """Put a line aside that is too long."""
    return Reject(f"line {number}", f"The line has more than {LARGEST_RECORD:,} characters. Split it.")


def read_json_lines(source: Source) -> Items:
    """Read one object a line."""
    with source.open() as stream, open_text(stream, source.read_head()) as text:
        for number, line in read_bounded_lines(text):
            if line is None:
                yield tell_long(number)
            elif line.strip("\r\n\t \ufeff\x00\x1e"):
                yield _read_object(line.strip("\ufeff\x1e\x00"), f"line {number}")


def _read_object(line: str, place: str) -> Record | Reject:
    """The article of one object of JSON."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Reject(place, f"This is not valid JSON ({str(error)[:200]}).")
    return to_record(value, place)


def to_record(value: Any, place: str) -> Record | Reject:
    """
    Make a record of an object: values that are no text are written as text, lists of texts with commas.

    Examples
    --------
    >>> to_record({"text": "Talks.", "id": 7, "author": ["A. Sol", "B. Lune"], "tag": None}, "line 1").fields
    {'text': 'Talks.', 'id': '7', 'author': 'A. Sol, B. Lune'}

    """
    if not isinstance(value, dict):
        return Reject(place, f"This is no object with named fields but {type(value).__name__}.")
    return Record({name: _to_text(field) for name, field in value.items() if field is not None}, place)


def _to_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def read_json(source: Source) -> Items:
    """Read a list of objects, an object that holds such a list, or a single one."""
    with source.open() as stream, open_text(stream, source.read_head()) as text:
        reading = _JsonReading(text)
        if reading.peek() == "[":
            reading.skip(1)
            yield from _read_list(reading)
            return
        whole, place = reading.take(), "item 1"
        lists = [value for value in whole.values() if isinstance(value, list)] if isinstance(whole, dict) else []
        objects = [value for values in lists for value in values if isinstance(value, dict)]
        if len(lists) == 1 and objects:
            for number, value in enumerate(lists[0], 1):
                yield to_record(value, f"item {number}")
        else:
            yield to_record(whole, place)


def _read_list(reading: _JsonReading) -> Items:
    """Objects of a list, one after the other."""
    number = 0
    while (mark := reading.peek()) not in {"]", ""}:
        if mark == ",":
            reading.skip(1)
            continue
        number += 1
        try:
            value = reading.take()
        except (ValueError, RecursionError) as error:
            yield Reject(f"item {number}", f"The list breaks off or is not valid JSON ({str(error)[:200]}).")
            return
        yield to_record(value, f"item {number}")
    if mark != "]":
        yield Reject(f"item {number}", "The list breaks off after this item.")


class _JsonReading:
    """A text of JSON of which one value at a time is in memory."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._held = ""
        self._place = 0
        self._decoder = json.JSONDecoder()

    def peek(self) -> str:
        """Give the next character that is no space; empty at the end."""
        while True:
            while self._place < len(self._held):
                if self._held[self._place] not in " \t\r\n\ufeff":
                    return self._held[self._place]
                self._place += 1
            if not self._more():
                return ""

    def skip(self, n: int) -> None:
        self._place += n

    def take(self) -> Any:
        """Give the next value."""
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._held, self._place)
            except ValueError:
                # Twice as much each time, so that a long value is not read again and again.
                if len(self._held) - self._place > LARGEST_RECORD or not self._more():
                    raise
            else:
                self._place = end
                return value

    def _more(self) -> bool:
        left = self._held[self._place :]
        piece = self._text.read(max(_PIECE, len(left)))
        self._held, self._place = left + piece, 0
        return bool(piece)
