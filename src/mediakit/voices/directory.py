"""The directory of security institutions, states and alliances: a table that a researcher edits, made fit to search."""

from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from .names import is_arabic, name_key
from .scanning import FOLDS, split_words

COLUMNS: Final = ("actor", "alias", "lang", "type", "country", "use")
USES: Final = ("", "capital", "adjective", "common", "bound")
_LANGS: Final = ("", "en", "fr", "ar")
_REQUIRED: Final = ("actor", "alias", "type")


class Entry(NamedTuple):
    """One alias: the words after its first, its actor, type, country, use and how it must be written."""

    rest: tuple[str, ...]
    actor: str
    type: str
    country: str
    use: str
    lang: str
    case: str


@dataclass
class Directory:
    """Aliases by the first word, and persons by the key of their name and by their last word."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    persons: dict[str, tuple[str, str]] = field(default_factory=dict)
    keys: dict[tuple[str, ...], str] = field(default_factory=dict)
    surnames: dict[str, str] = field(default_factory=dict)
    adjectives: dict[str, str] = field(default_factory=dict)


def load_directory(*, path: str | Path | None = None) -> pd.DataFrame:
    """
    Load the directory of actors: security institutions, states, alliances, armed groups, media and some persons.

    Parameters
    ----------
    path : str, Path or None
        A CSV file of your own with the same columns; None, the default, gives the directory of the package.

    Returns
    -------
    directory : DataFrame of shape (n_aliases, 6)
        One row an alias. ``actor``, the name that the tables show; ``alias``, as it stands in a text; ``lang``
        (``en``, ``fr``, ``ar``, or empty: looked for in all texts); ``type`` (``person``, ``state``, ``ministry``,
        ``intelligence`` ...); ``country``; ``use``: empty where the alias names the actor wherever it stands,
        ``capital`` where it does so only beside a reporting verb or another capital ("Rabat said"), ``adjective``
        where it never does but tells whose a ministry is ("Moroccan"), ``common`` for a name that many states have
        ("Ministry of Interior"), ``bound`` for one that counts only with its state ("Moroccan government").

    Raises
    ------
    ValueError
        If a column is missing, or a row has an empty cell or an unknown word where one of a few is allowed.

    Examples
    --------
    >>> directory = load_directory()
    >>> directory.loc[directory["alias"] == "DGST", ["actor", "type", "country"]].to_dict("split")["data"]
    [['General Directorate for Territorial Surveillance', 'intelligence', 'Morocco']]

    """
    if path is None:
        return _load_own().copy()
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return check_directory(table, str(path))


@cache
def _load_own() -> pd.DataFrame:
    """Read the table of the package."""
    with resources.as_file(resources.files(__package__).joinpath("directory", "security.csv")) as path:
        return check_directory(pd.read_csv(path, dtype=str, keep_default_na=False), path.name)


def check_directory(table: pd.DataFrame, name: str = "actors") -> pd.DataFrame:
    """Give a table of actors with all columns as clean text, or say which row is wrong and why."""
    missing = [column for column in _REQUIRED if column not in table.columns]
    if missing:
        msg = f"{name} lacks the columns {missing}; it has {table.columns.tolist()}, and needs {list(_REQUIRED)}."
        raise ValueError(msg)
    clean = pd.DataFrame(
        {c: table[c].fillna("").astype(str).str.strip() if c in table.columns else "" for c in COLUMNS}
    ).reset_index(drop=True)
    for column in _REQUIRED:
        _refuse(clean, clean[column].eq(""), name, f"have no {column}; fill the cell or remove the row")
    _refuse(clean, ~clean["lang"].isin(_LANGS), name, f"have a lang other than {list(_LANGS)}")
    _refuse(clean, ~clean["use"].isin(USES), name, f"have a use other than {list(USES)}")
    short = clean["alias"].str.replace(r"[\W_]", "", regex=True).str.len() < 2
    _refuse(clean, short, name, "have an alias of fewer than two letters, which would be found everywhere")
    return clean


def _refuse(table: pd.DataFrame, wrong: "pd.Series[bool]", name: str, why: str) -> None:
    """Raise, naming the rows as a spreadsheet numbers them."""
    if wrong.any():
        rows = (table.index[wrong][:3] + 2).tolist()
        cells = table.loc[wrong, "alias"].head(3).tolist()
        msg = f"{int(wrong.sum())} of {len(table)} rows of {name} {why}: row {rows} of the sheet, alias {cells}."
        raise ValueError(msg)


def compile_directory(own: pd.DataFrame | None) -> Directory:
    """Make the directory, with the researcher's own rows first, fit to search."""
    if own is None:
        return _compile_own()
    return _compile(pd.concat([check_directory(own), _load_own()], ignore_index=True))


@cache
def _compile_own() -> Directory:
    """Compile the directory of the package once."""
    return _compile(_load_own())


def _compile(table: pd.DataFrame) -> Directory:
    """Index a checked table by the first word of its aliases, the longest alias first."""
    d = Directory()
    taken: dict[str, set[str]] = {}
    columns = [table[c].tolist() for c in COLUMNS]
    for actor, alias, lang, kind, country, use in zip(*columns, strict=True):
        words = split_words(alias)
        plain = [FOLDS[word] for word in words]
        if use == "adjective":
            d.adjectives.setdefault(" ".join(plain), country or actor)
            continue
        entry = Entry(tuple(plain[1:]), actor, kind, country, use, lang, _case(words))
        d.entries.setdefault(plain[0], []).append(entry)
        if kind == "person":
            d.persons.setdefault(actor, (kind, country))
            if len(words) > 1:
                d.keys.setdefault(name_key(tuple(words)), actor)
                taken.setdefault(plain[-1], set()).add(actor)
    for entries in d.entries.values():
        entries.sort(key=lambda e: -len(e.rest))
    d.surnames = {last: next(iter(who)) for last, who in taken.items() if len(who) == 1 and len(last) > 3}
    return d


def _case(words: list[str]) -> str:
    """Say how an alias must be written to count: as capitals, with a capital, or in any way."""
    if is_arabic(words[0]) or (words[0][0].islower() and len(words) == 1):
        return "any"
    letters = words[0].replace(".", "")
    if len(words) == 1:
        return "upper" if letters.isupper() and len(letters) < 8 else "title"
    return "some" if any(w[0].isupper() for w in words) else "any"
