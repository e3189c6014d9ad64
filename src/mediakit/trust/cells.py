"""What may stand in the cells of a coding sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SEPARATOR: Final = ";"
NEEDED: Final = ("doc_id", "coder", "code")
N_SHOWN: Final = 20
N_CHARACTERS: Final = 32_767  # of a cell, in units of UTF-16
CUT: Final = " [cut here: the text has {:,} characters, more than a cell holds]"
LINE_END: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
NOT_IN_XML: Final = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def define_codes(codes: Sequence[str] | Mapping[str, str]) -> dict[str, str]:
    """
    Give the allowed codes with their definitions.

    Parameters
    ----------
    codes : sequence of str, or mapping of str to str
        Codes, or each with its definition.

    Returns
    -------
    definitions : dict of str to str
        An empty definition where there is none.

    Raises
    ------
    ValueError
        If there is no code, or one is empty, holds ``;``, or is another's but for capitals.
    TypeError
        If `codes` is one text.

    """
    if isinstance(codes, str):
        msg = f"`codes` is the text {codes!r}. Give a list of codes, such as [{codes!r}, 'other']."
        raise TypeError(msg)
    definitions = codes if hasattr(codes, "items") else dict.fromkeys(codes, "")
    cleaned = {str(code).strip(): str(meaning) for code, meaning in definitions.items()}
    is_wrong = any(not code or SEPARATOR in code for code in cleaned)
    if is_wrong or len({code.casefold() for code in cleaned}) < len(codes) or not cleaned:
        msg = (
            f"`codes` are {list(codes)}, but must be at least one, none empty, none with ';', and differ by more than "
            "capitals and spaces."
        )
        raise ValueError(msg)
    return cleaned


def make_fit(text: str) -> str:
    """
    Make a text fit for a cell.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    text : str
        With one kind of line end, spaces for characters that XML has no place for, and at most 32,767 units of UTF-16,
        the last of which say that it was cut.

    """
    fit = NOT_IN_XML.sub(" ", LINE_END.sub("\n", text))
    units = fit.encode("utf-16-le")
    if len(units) <= 2 * N_CHARACTERS:
        return fit
    mark = CUT.format(len(text))
    return units[: 2 * (N_CHARACTERS - len(mark))].decode("utf-16-le", "ignore") + mark


def check_rows(place: str, rows: list[list[str]], allowed: list[str], known: set[str] | None) -> pd.DataFrame:
    """
    Turn the rows of a sheet into codes, or name every cell that is wrong.

    Parameters
    ----------
    place : str
        File and tab, for the error.
    rows : list of list of str
        The first holds the headings.
    allowed : list of str
        Codes.
    known : set of str, optional
        Identifiers of the sample.

    Returns
    -------
    codings : DataFrame
        ``doc_id coder code``.

    Raises
    ------
    ValueError
        If a column is missing or a cell is wrong.

    """
    headings = _read_headings(place, rows)
    at = {name: headings.index(name) for name in NEEDED}
    code_columns = [column for column, name in enumerate(headings) if re.fullmatch(r"code( \d+)?", name)]
    folded = {code.casefold(): code for code in allowed}
    found: list[tuple[str, str, str | float]] = []
    wrong: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows[1:], start=2):
        cells = [*row, *[""] * (len(headings) - len(row))]
        doc_id, coder = cells[at["doc_id"]].strip(), cells[at["coder"]].strip()
        given = [(column, part) for column in code_columns for part in _split(cells[column])]
        if not (doc_id or given):
            continue
        wrong += _check_identity(doc_id, coder, known, seen, {name: _address(at[name], number) for name in NEEDED})
        seen.setdefault((doc_id, coder), number)
        wrong += _check_codes(given, folded, number)
        found += [(doc_id, coder, folded.get(part.casefold(), part)) for _, part in given] or [(doc_id, coder, np.nan)]
    if wrong:
        _refuse(place, wrong, allowed)
    return pd.DataFrame(found, columns=["doc_id", "coder", "code"])


def _read_headings(place: str, rows: list[list[str]]) -> list[str]:
    """Headings of the columns; refuse a sheet that lacks one that is needed."""
    headings = [str(heading).strip().casefold() for heading in (rows[0] if rows else [])]
    missing = [name for name in NEEDED if headings.count(name) != 1]
    if missing:
        msg = (
            f"{place}: row 1 must name the columns {list(NEEDED)} once each, but not so {missing}; it has {headings}. "
            "Restore the headings of the sheet."
        )
        raise ValueError(msg)
    return headings


def _check_identity(
    doc_id: str, coder: str, known: set[str] | None, seen: dict[tuple[str, str], int], addresses: dict[str, str]
) -> list[str]:
    """What is wrong with the unit and the coder of a row."""
    wrong = []
    if not doc_id:
        wrong.append(f"{addresses['doc_id']} is empty, but needs the doc_id")
    elif known is not None and doc_id not in known:
        wrong.append(f"{addresses['doc_id']} holds {doc_id!r}, which is not in the sample")
    elif (doc_id, coder) in seen:
        wrong.append(f"{addresses['doc_id']} holds {doc_id!r}, which stands already in row {seen[doc_id, coder]}")
    if not coder:
        wrong.append(f"{addresses['coder']} is empty, but needs the name of the coder")
    return wrong


def _check_codes(given: list[tuple[int, str]], folded: dict[str, str], number: int) -> list[str]:
    """What is wrong with the codes of a row."""
    wrong = []
    before: set[str] = set()
    for column, part in given:
        if part.casefold() not in folded:
            wrong.append(f"{_address(column, number)} holds {part[:60]!r}, which is not a code")
        elif part.casefold() in before:
            wrong.append(f"{_address(column, number)} holds {part!r}, which the unit has already")
        before.add(part.casefold())
    return wrong


def _refuse(place: str, wrong: list[str], allowed: list[str]) -> None:
    """Raise the error that names the cells."""
    more = f"; and {len(wrong) - N_SHOWN} more" if len(wrong) > N_SHOWN else ""
    count = "1 cell is" if len(wrong) == 1 else f"{len(wrong)} cells are"
    msg = f"{place}: {count} wrong: {'; '.join(wrong[:N_SHOWN])}{more}. Allowed codes are {allowed}. Correct the sheet."
    raise ValueError(msg)


def _split(cell: str) -> list[str]:
    """Codes of a cell."""
    return [part.strip() for part in cell.split(SEPARATOR) if part.strip()]


def _address(column: int, number: int) -> str:
    """Address of a cell, such as D17, from a column that counts from 0 and a row that counts from 1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{number}"
