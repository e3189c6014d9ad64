"""Coding sheets as Excel workbooks."""

from __future__ import annotations

import datetime as dt
import math
import warnings
import zipfile
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

TAB, GUIDE, LIST = "coding", "instructions", "codes"
WIDTHS: Final = {"doc_id": 24, "note": 24, "title": 40, "text": 110, "before": 50, "after": 50}
NARROW: Final = 14
LINE_HEIGHT, ROW_HEIGHT = 15, 409  # in points; the second is the most that Excel shows
N_BYTES: Final = 300_000_000  # unpacked


def write_workbook(path: Path, table: pd.DataFrame, definitions: dict[str, str], instructions: str) -> None:
    """
    Write a table with a drop-down list in each column of codes.

    Parameters
    ----------
    path : Path
        File to write.
    table : DataFrame
        Texts that fit into cells.
    definitions : dict of str to str
        Codes and their definitions.
    instructions : str
        Text of the first tab.

    """
    from openpyxl import Workbook  # noqa: PLC0415 - loads on first use

    book = Workbook()
    guide = book.active
    guide.title = GUIDE
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 30, 90
    lines = [(line, "") for line in instructions.splitlines()]
    for number, (name, meaning) in enumerate([*lines, ("", ""), ("Codes", ""), *definitions.items()], start=1):
        _put(guide, number, 1, name, is_wrapped=bool(meaning))
        _put(guide, number, 2, meaning)
    _write_table(book.create_sheet(TAB), table)
    codes = book.create_sheet(LIST)
    for number, code in enumerate(definitions, start=1):
        _put(codes, number, 1, code)
    _add_lists(book[TAB], table, len(definitions))
    book.save(path)


def read_workbook(path: Path) -> tuple[str, list[list[str]]]:
    """
    Read the table of codes.

    Parameters
    ----------
    path : Path
        A workbook with a tab ``coding``, or a single tab.

    Returns
    -------
    place : str
        File and tab, for errors.
    rows : list of list of str
        Cells as texts.

    Raises
    ------
    ValueError
        If the file is no workbook, unpacks to more than 300 MB, or has no tab ``coding``.

    """
    from openpyxl import load_workbook  # noqa: PLC0415 - loads on first use

    _check_archive(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and lists that reading does not need
            book = load_workbook(path, read_only=True)
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        msg = f"{path.name}: this is no workbook that can be read ({error}). Save it again as xlsx, or as csv."
        raise ValueError(msg) from error
    tabs = book.sheetnames
    name = TAB if TAB in tabs else tabs[0]
    if name != TAB and len(tabs) > 1:
        book.close()
        msg = f"{path.name}: it has the tabs {tabs}, but none named {TAB!r}. Give the tab with the codes its name back."
        raise ValueError(msg)
    book[name].reset_dimensions()  # which some programs write wrongly
    rows = [[_as_text(value) for value in row] for row in book[name].iter_rows(values_only=True)]
    book.close()
    return f"{path.name}, tab {name!r}", rows


def _check_archive(path: Path) -> None:
    """Refuse what is no archive, or unpacks to far more than a sheet of texts."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        msg = f"{path.name}: this is no workbook that can be read ({error}). Save it again as xlsx, or as csv."
        raise ValueError(msg) from error
    if size > N_BYTES:
        msg = f"{path.name}: it unpacks to {size:,} bytes, but a coding sheet to {N_BYTES:,} at most. Save it as csv."
        raise ValueError(msg)


def _as_text(value: Any) -> str:
    """Value of a cell as its reader sees it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


def _put(sheet: Any, row: int, column: int, text: str, *, is_wrapped: bool = True) -> None:
    """Write a text that stays a text."""
    from openpyxl.styles import Alignment  # noqa: PLC0415

    if not text:
        return
    cell = sheet.cell(row, column, text)
    if cell.data_type != "s":
        cell.data_type = "s"  # not a formula, number or error, whatever it begins with
    cell.quotePrefix = text[0] in "=+-@"  # nor after someone edits the cell
    cell.alignment = Alignment(wrap_text=is_wrapped, vertical="top")


def _write_table(sheet: Any, table: pd.DataFrame) -> None:
    """Write headings and rows, the headings and the columns up to the codes frozen."""
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    widths = [WIDTHS.get(name, NARROW if not name.startswith("code") else 24) for name in table.columns]
    for column, (name, width) in enumerate(zip(table.columns, widths, strict=True), start=1):
        _put(sheet, 1, column, name)
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(table.itertuples(index=False), start=2):
        for column, text in enumerate(row, start=1):
            _put(sheet, number, column, text)
        n_lines = max(
            sum(math.ceil(max(1, len(line)) / width) for line in text.split("\n"))
            for text, width in zip(row, widths, strict=True)
        )
        sheet.row_dimensions[number].height = min(ROW_HEIGHT, LINE_HEIGHT * n_lines)
    sheet.freeze_panes = sheet.cell(2, list(table.columns).index("note") + 1)


def _add_lists(sheet: Any, table: pd.DataFrame, n_codes: int) -> None:
    """Give the cells of the code columns their drop-down list."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    allowed = DataValidation(
        type="list",
        formula1=f"{LIST}!$A$1:$A${n_codes}",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="Not a code",
        error=f"Choose a code from the list. All are explained in the tab {GUIDE}.",
    )
    sheet.add_data_validation(allowed)
    for column, name in enumerate(table.columns, start=1):
        if name == "code" or name.startswith("code "):
            letter = get_column_letter(column)
            allowed.add(f"{letter}2:{letter}{len(table) + 1}")
