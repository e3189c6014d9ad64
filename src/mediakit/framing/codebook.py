"""Codebooks: tables of phrases that stand for a frame, which a domain expert edits in a spreadsheet."""

from __future__ import annotations

import csv
import io
import math
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from mediakit.text.matching import fold_phrases

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

COLUMNS: Final = ("category", "phrase", "weight", "lang")
NEEDED: Final = ("category", "phrase")
LANGUAGES: Final = ("en", "fr", "ar", "")
SEPARATORS: Final = (",", ";", "\t")


def load_codebook(name_or_path: str | Path) -> pd.DataFrame:
    """
    Load a codebook: one phrase in each row, with the frame that it stands for.

    ``"security"`` ships with the package: nine frames of the coverage of security and intelligence (threat,
    intelligence cooperation, diplomacy and prestige, sovereignty, civil liberties, accountability, law enforcement,
    human cost, cost and economy), each with phrases in English, French and Arabic. To make it yours, save it with
    ``load_codebook("security").to_csv("mine.csv", index=False)``, edit it, and load ``"mine.csv"``.

    Parameters
    ----------
    name_or_path : str or Path
        The name of a codebook that ships with the package, or the path of a CSV file as a spreadsheet saves it:
        separated by commas, semicolons or tabs, in UTF-8 with or without a byte order mark, headings in any case, blank
        rows anywhere. It needs the columns ``category`` and ``phrase``; ``weight`` (a number, 1 where empty) and
        ``lang`` ("en", "fr", "ar", or empty for all) may be left out; other columns, for notes say, are ignored. A
        ``*`` at the end of a word stands for any ending. A lexicon for `score_valence` has the same form.

    Returns
    -------
    codebook : DataFrame of shape (n_phrases, 4)
        ``category``, ``phrase``, ``weight`` (float) and ``lang``, in the order of the file.

    Raises
    ------
    FileNotFoundError
        If there is no file of that path.
    ValueError
        If no codebook ships under that name, if a heading is missing, or if a row is incomplete, holds a weight that is
        no number, an unknown language, a phrase without a word, or the same phrase of the same category and language as
        another row. The message names file, row and column.

    Examples
    --------
    >>> codebook = load_codebook("security")
    >>> codebook["category"].unique()[:3].tolist()
    ['threat', 'intelligence cooperation', 'diplomacy and prestige']

    """
    source = _find_file(name_or_path)
    rows, separator = _read_rows(source)
    places = _find_columns(source, rows)
    entries = []
    for number, cells in rows[1:]:
        entry = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
        entries.append({"row": number, **_check_entry(f"{source}, row {number}", entry, separator)})
    if not entries:
        msg = f"{source} has headings but no rows below them. Add a row for each phrase."
        raise ValueError(msg)
    table = pd.DataFrame(entries)
    _refuse_wordless(source, table)
    _refuse_repeats(source, table)
    return table[list(COLUMNS)].astype({"weight": float})


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
    return {name: names.index(name) for name in COLUMNS if name in names}


def _check_entry(place: str, entry: dict[str, str], separator: str) -> dict[str, str | float]:
    """One entry with its weight as a number; `place` names file and row."""
    for column in NEEDED:
        if not entry[column]:
            msg = f"{place}, column {column!r} is empty: each phrase needs a category. Fill it in or clear the row."
            raise ValueError(msg)
    lang = entry.get("lang", "").lower()
    if lang not in LANGUAGES:
        msg = f"{place}, column 'lang' holds {entry['lang']!r}. Allowed are 'en', 'fr', 'ar', or nothing for all."
        raise ValueError(msg)
    written = entry.get("weight", "") or "1"
    try:
        weight = float(written if separator == "," else written.replace(",", "."))
    except ValueError:
        weight = math.nan
    if not math.isfinite(weight):
        msg = f"{place}, column 'weight' holds {written!r}. Allowed is a number such as 1 or 0.5, or nothing for 1."
        raise ValueError(msg)
    return {"category": entry["category"], "phrase": entry["phrase"], "weight": weight, "lang": lang}


def _refuse_wordless(source: Traversable, table: pd.DataFrame) -> None:
    """Raise if a phrase holds no letter or digit."""
    is_wordless = ~table["phrase"].str.contains(r"\w")
    if is_wordless.any():
        row = table[is_wordless].iloc[0]
        msg = (
            f"{source}, row {row['row']}, column 'phrase' holds {row['phrase']!r}, which has no word. Allowed are "
            f"words with blanks between them, each perhaps with a * at its end."
        )
        raise ValueError(msg)


def _refuse_repeats(source: Traversable, table: pd.DataFrame) -> None:
    """Raise if a category holds one phrase of one language twice."""
    keys = table[["category", "lang"]].assign(phrase=fold_phrases(table["phrase"].tolist()))
    is_repeat = keys.duplicated()
    if is_repeat.any():
        later = table[is_repeat].iloc[0]
        first = table[(keys == keys[is_repeat].iloc[0]).all(axis=1)].iloc[0]
        msg = (
            f"{source}, row {later['row']}, column 'phrase' holds {later['phrase']!r}, which stands already in row "
            f"{first['row']} ({first['phrase']!r}) for category {later['category']!r}. Remove one of them."
        )
        raise ValueError(msg)
