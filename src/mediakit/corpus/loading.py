"""A corpus from a file or folder: strict, so that what is loaded can be trusted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from .readers import read_table
from .store import is_store
from .stored import Selection, load_store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KNOWN: Final = ("text", "title", "outlet", "date", "lang", "url", "author")
USUAL_NAMES: Final = ("body", "content", "article", "article_text", "full_text", "fulltext", "maintext")
N_SHOWN: Final = 3

_NUMERIC_DATE: Final = r"[12]\d{3}([-/. ]?)\d{1,2}\1\d{1,2}(?:[T ].*)?"  # year, month, day
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_WORDED_DATE: Final = re.compile(
    r"(?:(?:mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?"
    rf"(?:{_DAY}[\s-]{_MONTH},?[\s-]|{_MONTH}\s+{_DAY},?\s+)[12]\d{{3}}"
    r"(?:,?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]m)?(?:\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2}))?)?",
    re.IGNORECASE,
)


def load_corpus(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    skip_empty: bool = False,
    dates: tuple[str, str] | None = None,
    outlets: Sequence[str] | None = None,
    langs: Sequence[str] | None = None,
) -> pd.DataFrame:
    r"""
    Load articles from a file or folder; whatever is wrong with them is an error that names the rows.

    Parameters
    ----------
    path : str or Path
        A ``.csv`` (comma, semicolon or tab), ``.jsonl``, ``.jsonl.gz`` or ``.parquet`` file with a column ``text``
        and, where known, ``doc_id title outlet date lang url author``; or a folder of ``.txt`` files, whose names
        become the ``doc_id`` and whose first line, if a blank line follows, the title. Files are UTF-8. Or a store
        that `ingest` wrote.
    columns : mapping of str to str, optional
        Names of the source and what they are here, such as ``{"body": "text", "source": "outlet"}``.
    skip_empty : bool, default False
        Whether rows with an empty text are left out; they are an error otherwise.
    dates : pair of str, optional
        First and last day, such as ``("2024-01-01", "2024-06-30")``; articles without a date are left out.
    outlets : sequence of str, optional
        Only articles of these outlets.
    langs : sequence of str, optional
        Only articles in these languages. Of a store only what is asked for is read from the disk.

    Returns
    -------
    corpus : DataFrame of n_docs rows
        Indexed by ``doc_id`` (str; the row's number where the source has none), the columns above first and all
        others after them. ``text`` is as the source has it; ``date`` is a datetime without time zone, in UTC; where
        the source has a blank instead of a title, outlet, date, language, address or author, the value is missing.

    Raises
    ------
    FileNotFoundError
        If there is nothing at `path`.
    ValueError
        If the file cannot be read, has no column ``text``, or holds an empty text, a ``doc_id`` twice or a date that
        is not unambiguous.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     source = Path(folder, "articles.csv")
    ...     _ = source.write_text("doc_id,body,date\na1,Talks began.,2024-05-27\n")
    ...     corpus = load_corpus(source, columns={"body": "text"})
    >>> corpus
                    text       date
    doc_id
    a1      Talks began. 2024-05-27

    """
    kept = Selection.of(dates=dates, outlets=outlets, langs=langs)
    if is_store(path):
        return load_store(path, kept, columns=columns)
    corpus, empty = load_parts(path, columns=columns)
    corpus = kept.select(corpus) if kept.is_any else corpus
    if not skip_empty or corpus.empty:
        refuse_empty(path, empty, len(corpus) + len(empty))
    return corpus


def load_parts(path: str | Path, *, columns: Mapping[str, str] | None = None) -> tuple[pd.DataFrame, pd.Index]:
    """
    Load articles as `load_corpus` does, but put rows with an empty text aside.

    Parameters
    ----------
    path : str or Path
        A file or folder of articles.
    columns : mapping of str to str, optional
        Names of the source and what they are here.

    Returns
    -------
    corpus : DataFrame of n_docs rows
        The articles with a text.
    empty : Index
        Where in the source the others stand.

    """
    path = Path(path)
    if is_store(path):
        return load_store(path, Selection(), columns=columns), pd.Index([])
    table = _rename(path, read_table(path), columns or {})
    is_empty = _find_empty(path, table)
    empty, table = table.index[is_empty], table[~is_empty]
    doc_ids = _identify(path, table)
    known = {name: table[name].astype("str") for name in KNOWN if name in table.columns}
    known = {name: values.mask(values.str.strip().eq("")) for name, values in known.items()}
    if "date" in known:
        known["date"] = _parse_dates(path, table["date"])
    others = {name: table[name].infer_objects() for name in table.columns if name not in (*KNOWN, "doc_id")}
    return pd.DataFrame({**known, **others}).set_index(doc_ids), empty


def _rename(path: Path, table: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Table with the names that the caller gave."""
    missing = [name for name in columns if name not in table.columns]
    if missing:
        msg = f"{path}: `columns` names {missing}, but the columns are {list(table.columns)}. Name some of these."
        raise ValueError(msg)
    renamed = table.rename(columns=dict(columns))
    twice = renamed.columns[renamed.columns.duplicated()].unique().tolist()
    if twice:
        msg = f"{path}: the columns {twice} occur more than once. Rename or remove one of each."
        raise ValueError(msg)
    if "text" not in renamed.columns:
        found = [name for name in renamed.columns if str(name).lower() in ("text", *USUAL_NAMES)]
        example = found[0] if found else "body"
        msg = (
            f"{path}: row 1 names no column 'text'; the columns are {list(renamed.columns)}. Rename one, or say which "
            f'it is: columns={{"{example}": "text"}} (in the command: --columns {example}=text).'
        )
        raise ValueError(msg)
    return renamed


def _name_rows(rows: pd.Index, total: int) -> str:
    """Such as ``row 3`` or ``rows 3, 5, 9 and 4 more (7 of 200)``."""
    shown = ", ".join(map(str, rows[:N_SHOWN]))
    if len(rows) == 1:
        return f"row {shown} (1 of {total})"
    more = f" and {len(rows) - N_SHOWN} more" if len(rows) > N_SHOWN else ""
    return f"rows {shown}{more} ({len(rows)} of {total})"


def _find_empty(path: Path, table: pd.DataFrame) -> pd.Series[bool]:
    """Which rows have no text; refuse those in which it is something else."""
    text = table["text"].astype(object)
    is_text = text.map(lambda value: isinstance(value, str))
    is_wrong = ~is_text & text.notna()
    if is_wrong.any():
        value = text[is_wrong].iloc[0]
        msg = (
            f"{path}: {_name_rows(table.index[is_wrong], len(table))}: `text` is no text but {type(value).__name__} "
            f"{str(value)[:40]!r}. Write it as a string."
        )
        raise ValueError(msg)
    return ~is_text | text.where(is_text, "").astype("str").str.strip().eq("")


def refuse_empty(path: str | Path, empty: pd.Index, total: int) -> None:
    """
    Raise an error that names the rows without text, if there are any.

    Parameters
    ----------
    path : str or Path
        Their source.
    empty : Index
        Where in the source they stand.
    total : int
        Rows of the source.

    Raises
    ------
    ValueError
        If there is such a row.

    """
    if len(empty):
        msg = (
            f"{path}: {_name_rows(empty, total)}: `text` is empty. Remove these rows first, or leave them out with "
            "skip_empty=True."
        )
        raise ValueError(msg)


def _identify(path: Path, table: pd.DataFrame) -> pd.Index[str]:
    """Give the identifiers of the rows, which must be there and differ."""
    if "doc_id" not in table.columns:
        return pd.Index(list(map(str, table.index)), name="doc_id", dtype="str")
    doc_ids = table["doc_id"]
    is_empty = doc_ids.isna() | doc_ids.astype("str").str.strip().eq("")
    if is_empty.any():
        msg = f"{path}: {_name_rows(table.index[is_empty], len(table))}: `doc_id` is empty. Give each row its own."
        raise ValueError(msg)
    doc_ids = doc_ids.astype("str")
    is_twice = doc_ids.duplicated()
    if is_twice.any():
        msg = (
            f"{path}: {_name_rows(table.index[is_twice], len(table))}: the doc_id {doc_ids[is_twice].iloc[0]!r} was "
            "used before. Give each row its own."
        )
        raise ValueError(msg)
    return pd.Index(doc_ids, name="doc_id")


def _parse_dates(path: Path, dates: pd.Series) -> pd.Series:
    """Dates in UTC without time zone; ISO 8601, or with the month as a word."""
    if pd.api.types.is_datetime64_any_dtype(dates):
        parsed = pd.to_datetime(dates, utc=True)
    else:
        given = dates.astype("str").str.strip().mask(dates.isna())
        given = given.mask(given.eq(""))
        is_numeric = given.str.fullmatch(_NUMERIC_DATE, na=False)
        parsed = pd.to_datetime(given.where(is_numeric), format="ISO8601", utc=True, errors="coerce")
        in_words = given[given.str.fullmatch(_WORDED_DATE, na=False)].map(_parse_date_in_words)
        parsed = parsed.fillna(pd.to_datetime(in_words, utc=True)) if len(in_words) else parsed
        is_unread = given.notna() & parsed.isna()
        if is_unread.any():
            msg = (
                f"{path}: {_name_rows(dates.index[is_unread], len(dates))}: the date {given[is_unread].iloc[0]!r} "
                "cannot be read without guessing. Write dates as 2024-05-27."
            )
            raise ValueError(msg)
    return parsed.dt.tz_localize(None)


def _parse_date_in_words(date: str) -> pd.Timestamp:
    """Such as ``27 May 2024`` or ``26-FEB-1987``; missing where it cannot be read."""
    try:
        stamp = pd.Timestamp(date)
    except ValueError:
        return pd.NaT  # type: ignore[return-value]
    return stamp if stamp.tz is not None else stamp.tz_localize("UTC")
