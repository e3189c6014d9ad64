"""Spreadsheets for coders: written with drop-down codes, read back with every wrong cell named."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from .cells import SEPARATOR, check_rows, define_codes, make_fit
from .workbooks import read_workbook, write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONTEXT: Final = ("title", "outlet", "date", "lang", "before", "text", "after")
STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t")
SUFFIXES: Final = (".xlsx", ".csv")
ADVICE: Final = (
    "Code each row by itself, in the order of the sheet, without looking at the codes of others.",
    "Choose the code from the list of its cell. Leave it empty where you cannot decide, and say why under note.",
    "Do not change doc_id and coder. Sorting rows and widening columns does no harm.",
)


def write_sheet(
    sample: pd.DataFrame,
    path: str | Path,
    *,
    codes: Sequence[str] | Mapping[str, str],
    coder: str | None = None,
    n_codes: int = 1,
    instructions: str | None = None,
) -> Path:
    """
    Write a spreadsheet in which a coder codes the units of a sample.

    Texts are written as text, whatever they begin with, so that none is run as a formula: in xlsx as cells of type
    text, in csv with an apostrophe before ``=``, ``+``, ``-``, ``@`` or a tab. Control characters, which xlsx cannot
    hold, become spaces; a text longer than a cell (32,767 characters) is cut, and says so at its end.

    Parameters
    ----------
    sample : DataFrame of n rows
        From `draw_coding_sample`, or any table with a unique index. Of its columns the coder sees ``title outlet date
        lang before text after`` where present, never strata or predicted codes; drop a column to hide it (the outlet,
        say).
    path : str or Path
        File to write, ``.xlsx`` or ``.csv``; an earlier one is replaced.
    codes : sequence of str, or mapping of str to str
        The allowed codes, or each with its definition, which stands under the instructions.
    coder : str, optional
        For whom; only their units are written. May be left out if the sample has one coder.
    n_codes : int, default 1
        Codes that a unit may get, each in its own column.
    instructions : str, optional
        What the coder reads first; a few general rules by default.

    Returns
    -------
    path : Path
        The file: tabs ``instructions``, ``coding`` and ``codes`` in xlsx, the table alone in csv.

    Raises
    ------
    ValueError
        If the suffix is another, a code is empty, too long, or stands twice, `coder` has no unit or is needed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> sample = pd.DataFrame({"text": ["Talks began."]}, index=pd.Index(["a1"], name="doc_id"))
    >>> with TemporaryDirectory() as folder:
    ...     path = write_sheet(sample, Path(folder, "ana.xlsx"), codes=["threat", "other"], coder="Ana")
    ...     read_sheet(path, codes=["threat", "other"])
      doc_id coder code
    0     a1   Ana  NaN

    """
    path = Path(path)
    _check_suffix(path)
    definitions = define_codes(codes)
    if not 1 <= n_codes <= len(definitions):
        msg = f"`n_codes` is {n_codes}, but must lie between 1 and the number of codes, {len(definitions)}."
        raise ValueError(msg)
    table = _lay_out(sample, coder, n_codes)
    if path.suffix.lower() == ".csv":
        rows = [[_guard(value) for value in row] for row in table.to_numpy(object)]
        pd.DataFrame(rows, columns=table.columns).to_csv(path, index=False, encoding="utf-8-sig")
    else:
        write_workbook(path, table, definitions, instructions or "\n".join(ADVICE))
    return path


def read_sheet(
    path: str | Path, *, codes: Sequence[str] | Mapping[str, str], sample: pd.DataFrame | None = None
) -> pd.DataFrame:
    r"""
    Read the codes of a sheet back, or name each cell that is wrong.

    Parameters
    ----------
    path : str or Path
        A sheet of `write_sheet`, filled in and saved as xlsx or csv (separated by commas, semicolons or tabs).
    codes : sequence of str, or mapping of str to str
        The allowed codes. Spaces around a code and capitals make no difference. Several codes in one cell are
        separated by ``;``.
    sample : DataFrame, optional
        The sample; then a ``doc_id`` that is not in its index is wrong.

    Returns
    -------
    codings : DataFrame
        ``doc_id coder code`` in the order of the sheet: a row for each code, and one with a missing code for each unit
        without any. `measure_agreement` takes it as it is; join those of several coders with ``pd.concat``.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file cannot be read, has no columns ``doc_id``, ``coder`` and ``code``, or a cell is wrong. The message
        names the tab, each cell (such as D17), what stands there and what is allowed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "ana.csv")
    ...     _ = path.write_text("doc_id,coder,code\na1,Ana,threat\na2,Ana,treat\n")
    ...     read_sheet(path, codes=["threat", "other"])
    Traceback (most recent call last):
    ValueError: ana.csv: 1 cell is wrong. C3 holds 'treat'; ...

    """
    path = Path(path)
    _check_suffix(path)
    place, rows = (path.name, read_csv_rows(path)) if path.suffix.lower() == ".csv" else read_workbook(path)
    known = None if sample is None else set(sample.index.astype("str"))
    return check_rows(place, rows, list(define_codes(codes)), known)


def _check_suffix(path: Path) -> None:
    """Refuse other files than xlsx and csv."""
    if path.suffix.lower() not in SUFFIXES:
        msg = f"{path.name}: a sheet ends in one of {SUFFIXES}, not in {path.suffix!r}. Name it so."
        raise ValueError(msg)


def _lay_out(sample: pd.DataFrame, coder: str | None, n_codes: int) -> pd.DataFrame:
    """Columns of the sheet in their order, as texts that a cell can hold."""
    mine, name = _choose_rows(sample, coder)
    doc_ids = pd.Series([make_fit(str(doc_id)) for doc_id in mine.index], index=mine.index)
    blank = dict.fromkeys([*(f"code {number}" for number in range(2, n_codes + 1)), "note"], "")
    table = pd.DataFrame({"doc_id": doc_ids, "coder": name, "code": "", **blank})
    for column in CONTEXT:
        if column in mine.columns:
            values = mine[column]
            if pd.api.types.is_datetime64_any_dtype(values):
                values = values.dt.strftime("%Y-%m-%d")
            table[column] = [make_fit(str(value)) for value in values.astype(object).where(values.notna(), "")]
    return table


def _choose_rows(sample: pd.DataFrame, coder: str | None) -> tuple[pd.DataFrame, str]:
    """Units of one coder, and their name."""
    if sample.index.has_duplicates:
        msg = (
            f"{sample.index.duplicated().sum()} identifiers of the sample stand more than once. Give each row its own."
        )
        raise ValueError(msg)
    if "coder" not in sample.columns:
        mine, name = sample, coder or "A"
    else:
        teams = sample["coder"].astype("str").str.split(SEPARATOR)
        names = sorted({name for team in teams for name in team})
        if coder is None and len(names) != 1:
            msg = f"The sample is shared out between the coders {names}. Write a sheet for each: coder={names[0]!r}."
            raise ValueError(msg)
        name = coder or names[0]
        mine = sample[[name in team for team in teams]]
        if mine.empty:
            msg = f"`coder` is {coder!r}, but the sample is shared out between {names}. Name one of these."
            raise ValueError(msg)
    return mine, name


def _guard(value: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(STARTS_FORMULA) else value


def _unguard(value: str) -> str:
    """Text as it was before `_guard`."""
    return value[1:] if value.startswith("'") and value[1:].startswith(STARTS_FORMULA) else value


def read_csv_rows(path: Path) -> list[list[str]]:
    """
    Read the rows of a csv file, separated by what its first line holds most of: comma, semicolon or tab.

    Parameters
    ----------
    path : Path
        A file in UTF-8.

    Returns
    -------
    rows : list of list of str
        Cells, without the apostrophe that `write_sheet` put before signs of a formula.

    Raises
    ------
    ValueError
        If the file is not in UTF-8.

    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{path.name}: byte {error.start} is not UTF-8. Save it again as CSV UTF-8."
        raise ValueError(msg) from None
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [[_unguard(value) for value in row] for row in rows]
