"""Tables with a heading: csv and tsv, which are mended where a quotation mark is lost, and xlsx."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from collections import deque
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from .lines import LARGEST_RECORD, open_text, read_bounded_lines, tell_long
from .records import Record, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .opening import Source
    from .records import Items

Line: TypeAlias = tuple[int, str | None]
DELIMITERS: Final = (",", ";", "\t", "|")
LARGEST_ROW: Final = 4 << 20  # characters of a row of several lines
PIECE: Final = 1 << 20
_DOCTYPES: Final = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
LARGEST_SHEET: Final = 1 << 30  # bytes that the parts of an xlsx may expand to


def split_heading(line: str) -> tuple[list[str], str]:
    """
    Give the names of a heading and what divides them.

    Examples
    --------
    >>> split_heading('titre;"texte, complet";date')
    (['titre', 'texte, complet', 'date'], ';')

    """
    outside = "".join(line.split('"')[::2])
    delimiter = max(DELIMITERS, key=outside.count)
    names = next(csv.reader([line.strip("\r\n").lstrip("\ufeff")], delimiter=delimiter), [])
    return [name.strip() for name in names], delimiter


def read_csv(source: Source) -> Items:
    """
    Read the rows of a csv.

    A row ends where its quotation marks are even in number. Where that gives a wrong number of fields, only its first
    line is put aside and reading goes on at the second: a lost quotation mark costs one row, not the file.
    """
    csv.field_size_limit(LARGEST_RECORD)
    with source.open() as stream, open_text(stream, source.read_head()) as text:
        lines = read_bounded_lines(text)
        heading = next((line for _, line in lines if line and line.strip()), "")
        names, delimiter = split_heading(heading)
        yield from _read_rows(lines, names, delimiter)


def _read_rows(lines: Iterator[Line], names: list[str], delimiter: str) -> Items:
    """Rows below a heading."""
    waiting: deque[Line] = deque()
    while held := _take_row(waiting, lines):
        number, first = held[0]
        joined = "".join(line or "" for _, line in held)
        if first is None:
            item: Record | Reject | None = tell_long(number)
        elif joined.count('"') % 2:
            item = Reject(f"line {number}", "A quotation mark of this row is not closed.")
        else:
            item = _read_row(joined, names, delimiter, number)
        if isinstance(item, Reject):
            waiting.extendleft(reversed(held[1:]))
        if item is not None:
            yield item


def _take_row(waiting: deque[Line], lines: Iterator[Line]) -> list[Line]:
    """Lines of one row: until its quotation marks are even in number, or it is too long to be one."""
    held: list[Line] = []
    n_marks = n_characters = 0
    while n_characters <= LARGEST_ROW and (line := waiting.popleft() if waiting else next(lines, None)):
        if line[1] is None and held:
            waiting.appendleft(line)
            break
        held.append(line)
        n_marks += (line[1] or "").count('"')
        n_characters += len(line[1] or "")
        if n_marks % 2 == 0:
            break
    return held


def _read_row(text: str, names: list[str], delimiter: str, number: int) -> Record | Reject | None:
    """The article of one row; None for an empty one."""
    place = f"line {number}"
    if not text.strip():
        return None
    try:
        rows = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error as error:
        return Reject(place, f"The row cannot be read ({error}).")
    if len(rows) != 1 or len(rows[0]) != len(names):
        return Reject(place, f"The row has {len(rows[0])} fields, but the heading names {len(names)}.")
    return Record({name: value for name, value in zip(names, rows[0], strict=True) if name}, place)


def read_xlsx(source: Source) -> Items:
    """Read the rows of the first sheet of a workbook that has a heading."""
    import openpyxl  # noqa: PLC0415 - loads on first use

    with source.open_raw() as stream:
        with zipfile.ZipFile(stream) as parts:
            fault = _find_fault(parts)
        if fault:
            yield Reject("", fault)
            return
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        try:
            rows = book.worksheets[0].iter_rows(values_only=True)
            names = [str(name).strip() if name is not None else "" for name in next(rows, ())]
            for number, row in enumerate(rows, 2):
                fields = {name: _to_text(value) for name, value in zip(names, row, strict=False) if name}
                if any(fields.values()):
                    yield Record({name: value for name, value in fields.items() if value}, f"row {number}")
        finally:
            book.close()


def _find_fault(parts: zipfile.ZipFile) -> str:
    """Why a workbook is not read; empty where it is."""
    n_bytes = sum(part.file_size for part in parts.infolist())
    if n_bytes > LARGEST_SHEET:
        return f"The workbook expands to {n_bytes:,} bytes; at most {LARGEST_SHEET:,} are read."
    for part in parts.infolist():
        if part.filename.endswith((".xml", ".rels")):
            with parts.open(part) as stream:
                last = b""
                while piece := stream.read(PIECE):
                    if any(mark in last + piece for mark in _DOCTYPES):
                        return "The workbook defines entities, which no spreadsheet writes. Save it anew from one."
                    last = piece[-32:]
    return ""


def _to_text(value: Any) -> str:
    """What a cell holds, as text."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
