"""Codebooks as a spreadsheet saves them: rows of text, checked one by one, so that each mistake has a place."""

from __future__ import annotations

import csv
import io
import math
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from mediakit.text.patterns import NO_WORD, find_fault, fold_patterns

from .conditions import SEPARATOR, find_fault_of_list

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

COLUMNS: Final = ("category", "phrase", "weight", "lang", "near", "without", "kind")
NEEDED: Final = ("category", "phrase")
LANGUAGES: Final = ("en", "fr", "ar", "")
PHRASE: Final = "phrase"
TEXT_KINDS: Final = ("definition", "example", "counter-example")
SEPARATORS: Final = (",", ";", "\t")


def read_entries(name_or_path: str | Path) -> pd.DataFrame:
    """
    Read and check every row of a codebook.

    Parameters
    ----------
    name_or_path : str or Path
        As `load_codebook` takes it.

    Returns
    -------
    entries : DataFrame of n_rows rows, in the order of the file
        ``row``, its number in the spreadsheet, and the columns of `COLUMNS`, empty where the file leaves them out;
        ``weight`` is a float, ``kind`` "phrase" or one of `TEXT_KINDS`.

    Raises
    ------
    FileNotFoundError
        If there is no file of that path.
    ValueError
        If the file or a row of it breaks a rule that `load_codebook` describes.

    """
    source = _find_file(name_or_path)
    rows, separator = _read_rows(source)
    places = _find_columns(source, rows)
    entries = []
    for number, cells in rows[1:]:
        given = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
        entry = dict.fromkeys(COLUMNS, "") | given
        entries.append({"row": number, **_check_entry(f"{source}, row {number}", entry, separator)})
    table = pd.DataFrame(entries, columns=["row", *COLUMNS]).astype({"weight": float})
    if not (table["kind"] == PHRASE).any():
        msg = f"{source} has headings but no rows below them that hold a phrase. Add a row for each phrase."
        raise ValueError(msg)
    _refuse_repeats(source, table)
    _refuse_strays(source, table)
    return table


def _find_file(name_or_path: str | Path) -> Traversable:
    """Find the file behind a name or path."""
    shipped = {
        file.name.removesuffix(".csv"): file
        for file in (resources.files("mediakit.framing") / "codebooks").iterdir()
        if file.name.endswith(".csv")
    }
    if isinstance(name_or_path, str) and name_or_path in shipped:
        return shipped[name_or_path]
    path = Path(name_or_path)
    if path.is_file():
        return path
    known = f"Codebooks that ship with the package: {sorted(shipped)}. The path of a CSV file works too."
    if isinstance(name_or_path, str) and not path.suffix and len(path.parts) == 1:
        msg = f"There is no codebook named {name_or_path!r}. {known}"
        raise ValueError(msg)
    msg = f"There is no file {str(name_or_path)!r}. {known}"
    raise FileNotFoundError(msg)


def _read_rows(source: Traversable) -> tuple[list[tuple[int, list[str]]], str]:
    """Rows that are not blank, each with its number in the spreadsheet, and the separator of their cells."""
    try:
        text = source.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{source} is not in UTF-8 (byte {error.start}). Save it from the spreadsheet as 'CSV UTF-8'."
        raise ValueError(msg) from error
    heading = next((line for line in text.splitlines() if line.strip(" ,;\t")), "")
    separator = max(SEPARATORS, key=heading.count)
    numbered = enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1)
    return [(number, cells) for number, cells in numbered if any(cell.strip() for cell in cells)], separator


def _find_columns(source: Traversable, rows: list[tuple[int, list[str]]]) -> dict[str, int]:
    """Place of each column of a codebook in the rows."""
    names = [cell.strip().casefold() for cell in rows[0][1]] if rows else []
    missing = [name for name in NEEDED if name not in names]
    if missing:
        msg = (
            f"{source} has no column {missing}: its first row holds {names}. Allowed are {list(COLUMNS)}, of which "
            f"{list(NEEDED)} must be there."
        )
        raise ValueError(msg)
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if twice:
        msg = f"{source} has more than one column {twice}: its first row holds {names}. Keep one of each."
        raise ValueError(msg)
    return {name: names.index(name) for name in COLUMNS if name in names}


def _check_entry(place: str, entry: dict[str, str], separator: str) -> dict[str, str | float]:
    """One entry with its weight as a number; `place` names file and row."""
    for column in NEEDED:
        if not entry[column]:
            msg = f"{place}, column {column!r} is empty: each phrase needs a category. Fill it in or clear the row."
            raise ValueError(msg)
    lang = entry["lang"].lower()
    if lang not in LANGUAGES:
        msg = f"{place}, column 'lang' holds {entry['lang']!r}. Allowed are 'en', 'fr', 'ar', or nothing for all."
        raise ValueError(msg)
    kind = entry["kind"].lower().replace("_", "-") or PHRASE
    if kind not in (PHRASE, *TEXT_KINDS):
        allowed = f"{PHRASE!r} or nothing for a phrase, {', '.join(map(repr, TEXT_KINDS))} for a text"
        msg = f"{place}, column 'kind' holds {entry['kind']!r}. Allowed are {allowed}."
        raise ValueError(msg)
    weight = _read_weight(place, entry["weight"], separator)
    if kind == PHRASE:
        _check_words(place, entry)
    return {**entry, "weight": weight, "lang": lang, "kind": kind}


def _read_weight(place: str, written: str, separator: str) -> float:
    """Weight as a number, 1 where nothing is written."""
    try:
        weight = float((written or "1") if separator == "," else (written or "1").replace(",", "."))
    except ValueError:
        weight = math.nan
    if not math.isfinite(weight):
        msg = f"{place}, column 'weight' holds {written!r}. Allowed is a number such as 1 or 0.5, or nothing for 1."
        raise ValueError(msg)
    return weight


def _check_words(place: str, entry: dict[str, str]) -> None:
    """Raise if the phrase, or what must or must not stand near it, cannot be read."""
    fault = find_fault(entry["phrase"])
    if fault == NO_WORD:
        msg = (
            f"{place}, column 'phrase' holds {entry['phrase']!r}, which has no word. Allowed are words with blanks "
            "between them, each perhaps with a * for any letters, and ... for a gap."
        )
        raise ValueError(msg)
    if fault:
        msg = f"{place}, column 'phrase' holds {entry['phrase']!r}: {fault}."
        raise ValueError(msg)
    for column in ("near", "without"):
        if fault := find_fault_of_list(entry[column]):
            msg = (
                f"{place}, column {column!r} holds {entry[column]!r}: {fault}. Allowed are words or phrases with "
                f"{SEPARATOR} between them, or nothing."
            )
            raise ValueError(msg)


def _refuse_repeats(source: Traversable, table: pd.DataFrame) -> None:
    """Raise if a category holds one phrase, or two texts of one kind, of one language twice."""
    is_phrase = table["kind"] == PHRASE
    keys = table[["category", "lang", "kind"]].assign(phrase="")
    keys.loc[is_phrase, "phrase"] = fold_patterns(table.loc[is_phrase, "phrase"].tolist())
    is_repeat = keys.duplicated()
    if is_repeat.any():
        later = table[is_repeat].iloc[0]
        first = table[(keys == keys[is_repeat].iloc[0]).all(axis=1)].iloc[0]
        column, what = ("phrase", "which stands") if later["kind"] == PHRASE else ("kind", "of which one stands")
        msg = (
            f"{source}, row {later['row']}, column {column!r} holds {later[column]!r}, {what} already in row "
            f"{first['row']} ({first['phrase']!r}) for category {later['category']!r}. Remove one of them."
        )
        raise ValueError(msg)


def _refuse_strays(source: Traversable, table: pd.DataFrame) -> None:
    """Raise if a text describes a category that has no phrase, which is most often a slip of the pen."""
    known = table.loc[table["kind"] == PHRASE, "category"].unique().tolist()
    stray = table[~table["category"].isin(known)]
    if len(stray):
        row = stray.iloc[0]
        msg = (
            f"{source}, row {row['row']}, column 'category' holds {row['category']!r}, of which there is a "
            f"{row['kind']} but no phrase. Categories with phrases are {known}."
        )
        raise ValueError(msg)
