"""
One reader a file format: a path in, a table of strings out, and an error that names the file and the row.

Rows are numbered as an editor shows them: a CSV's heading is row 1, the first line of JSON Lines is row 1.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LARGEST_EXPANDED: Final = 8 << 30  # bytes that a compressed file may expand to
LARGEST_FIELD: Final = 64 << 20  # characters of one CSV field
LONGEST_TITLE: Final = 200  # characters of a first line that can be a headline

_QUOTED: Final = re.compile(r'"[^"]*"')
_HALF_CHARACTER: Final = re.compile(r"\\u[dD][89a-fA-F]")  # a surrogate; two of them write a character such as an emoji


def _decode(path: Path, raw: bytes) -> str:
    """Text of a file, which must be UTF-8 (a byte order mark is left out)."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        position = error.start + len(raw) - len(error.object)  # which lacks the byte order mark
        row = raw.count(b"\n", 0, position) + 1
        msg = (
            f"{path}: row {row} is not UTF-8 (byte 0x{raw[position]:02x} at position {position}). "
            "Save the file as UTF-8 and try again."
        )
        raise ValueError(msg) from None


def _read_csv(path: Path) -> pd.DataFrame:
    """Table of a CSV whose first row names the columns; commas, semicolons or tabs."""
    text = _decode(path, path.read_bytes())
    heading = _QUOTED.sub("", text.lstrip("\r\n").partition("\n")[0])
    delimiter = max(",;\t", key=heading.count)
    csv.field_size_limit(LARGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    numbers: list[int] = []
    number = 1
    try:
        columns = next(filter(None, reader), [])
        while True:
            number = reader.line_num + 1
            row = next(reader, None)
            if row is None:
                break
            if not row:
                continue
            if len(row) != len(columns):
                msg = (
                    f"{path}: row {number} has {len(row)} fields, but the heading names {len(columns)}. "
                    "Put fields that hold a delimiter, a quote or a line end between double quotes."
                )
                raise ValueError(msg)
            rows.append(row)
            numbers.append(number)
    except csv.Error as error:
        msg = f"{path}: row {number} is not valid CSV ({error}). Mend its quotation marks and try again."
        raise ValueError(msg) from None
    return pd.DataFrame(rows, columns=[name.strip() for name in columns], index=numbers, dtype="str")


def _read_jsonl(path: Path) -> pd.DataFrame:
    """Table of JSON Lines: one object a line."""
    return _from_lines(path, path.read_bytes())


def _read_jsonl_gz(path: Path) -> pd.DataFrame:
    """Table of gzipped JSON Lines."""
    try:
        with gzip.open(path) as stream:
            raw = stream.read(LARGEST_EXPANDED + 1)
    except (OSError, EOFError, zlib.error) as error:
        msg = f"{path}: cannot be unpacked as gzip ({error}). Copy or compress the file again."
        raise ValueError(msg) from None
    if len(raw) > LARGEST_EXPANDED:
        msg = f"{path}: expands to more than {LARGEST_EXPANDED >> 30} GiB. Split it into smaller files."
        raise ValueError(msg)
    return _from_lines(path, raw)


def _from_lines(path: Path, raw: bytes) -> pd.DataFrame:
    """Table of the objects in JSON Lines."""
    records: dict[int, dict[str, Any]] = {}
    for number, line in enumerate(_decode(path, raw).split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if _HALF_CHARACTER.search(line):
                json.dumps(record, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            half = ascii(error.object[error.start])
            msg = f"{path}: row {number} holds half a character ({half}). Write both halves of it or none."
            raise ValueError(msg) from None
        except (ValueError, RecursionError) as error:
            msg = f"{path}: row {number} is not valid JSON ({error}). Write one object on each line."
            raise ValueError(msg) from None
        if not isinstance(record, dict):
            msg = f"{path}: row {number} holds a {type(record).__name__}, not an object. Write one object on each line."
            raise ValueError(msg)  # noqa: TRY004 - a fault of the file, not of a type in the caller's code
        records[number] = record
    return pd.DataFrame(list(records.values()), index=list(records), dtype=object)


def _read_parquet(path: Path) -> pd.DataFrame:
    """Table of a Parquet file; its index comes back as columns."""
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    try:
        stored = parquet.read_table(path)
        stored.validate(full=True)
        table: pd.DataFrame = stored.to_pandas()
    except (OSError, ValueError, TypeError, KeyError, pa.ArrowException) as error:
        reason = str(error).partition("\n")[0]
        msg = f"{path}: cannot be read as Parquet ({reason}). Write it again with DataFrame.to_parquet."
        raise ValueError(msg) from None
    twice = [name for name in table.index.names if name in table.columns]
    if twice:
        msg = f"{path}: the index and the columns both hold {twice}. Remove one of each and write the file again."
        raise ValueError(msg)
    if not isinstance(table.index, pd.RangeIndex):
        table = table.reset_index()
    return table.set_axis(range(1, len(table) + 1), axis="index")


def _read_folder(path: Path) -> pd.DataFrame:
    """Table of a folder of .txt files, one article each; a first line that stands alone is the title."""
    files = list(_find_texts(path))
    if not files:
        msg = f"{path}: the folder holds no .txt file. Name a folder of .txt files, or a csv, jsonl or parquet file."
        raise ValueError(msg)
    records = [{"doc_id": inner.with_suffix("").as_posix(), **_read_text(path / inner)} for inner in files]
    return pd.DataFrame(records, index=[inner.as_posix() for inner in files], dtype="str")


def _find_texts(path: Path) -> Iterator[Path]:
    """Path of each .txt below a folder, from there, in order of their names; hidden files are left out."""
    for file in sorted(path.rglob("*")):
        inner = file.relative_to(path)
        if inner.suffix.lower() != ".txt" or not file.is_file() or any(part.startswith(".") for part in inner.parts):
            continue
        try:
            str(inner).encode()
        except UnicodeEncodeError:
            msg = f"{path}: the file name {str(inner)!a} is not UTF-8. Rename the file and try again."
            raise ValueError(msg) from None
        yield inner


def _read_text(path: Path) -> dict[str, str]:
    """Title and text of one file."""
    text = _decode(path, path.read_bytes()).replace("\r\n", "\n")
    first, _, rest = text.lstrip("\n").partition("\n")
    is_title = 0 < len(first.strip()) <= LONGEST_TITLE and rest.startswith("\n") and rest.strip() != ""
    return {"title": first.strip() if is_title else "", "text": text}


READERS: Final[dict[str, Callable[[Path], pd.DataFrame]]] = {
    ".csv": _read_csv,
    ".jsonl": _read_jsonl,
    ".jsonl.gz": _read_jsonl_gz,
    ".parquet": _read_parquet,
}


def read_table(path: Path) -> pd.DataFrame:
    """
    Read a file or folder of articles as it stands.

    Parameters
    ----------
    path : Path
        A .csv, .jsonl, .jsonl.gz or .parquet file, or a folder of .txt files.

    Returns
    -------
    table : DataFrame of n_docs rows
        The columns of the source; the index says where in the source each row stands.

    Raises
    ------
    FileNotFoundError
        If there is nothing at `path`.
    ValueError
        If the format is unknown, the file is empty, or a row cannot be read.

    """
    if not path.exists():
        msg = f"{path}: no such file or folder. Check the path (the working folder is where the command was started)."
        raise FileNotFoundError(msg)
    if path.is_dir():
        return _read_folder(path)
    name = path.name.lower()
    ending = next((ending for ending in READERS if name.endswith(ending)), None)
    if ending is None:
        msg = f"{path}: unknown format {path.suffix!r}. Allowed are {', '.join(READERS)} and a folder of .txt files."
        raise ValueError(msg)
    table = READERS[ending](path) if path.stat().st_size else pd.DataFrame()
    if table.empty:
        msg = f"{path}: the file holds no articles. Give a file with at least one row below its heading."
        raise ValueError(msg)
    return table
