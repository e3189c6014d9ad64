"""Articles out of a store, or those of them that are asked for."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from .store import list_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_ORDER = ("text", "title", "outlet", "date", "lang", "url", "author", "lang_detected", "source", "place")


@dataclasses.dataclass(frozen=True)
class Selection:
    """
    Which articles are asked for.

    Attributes
    ----------
    first, end : Timestamp, optional
        Beginning of the first day, and of the one after the last.
    outlets, langs : tuple of str, optional
        The outlets and languages.

    """

    first: pd.Timestamp | None = None
    end: pd.Timestamp | None = None
    outlets: tuple[str, ...] | None = None
    langs: tuple[str, ...] | None = None

    @classmethod
    def of(
        cls,
        *,
        dates: tuple[str, str] | None,
        outlets: Sequence[str] | None,
        langs: Sequence[str] | None,
    ) -> Selection:
        """
        Make a selection of what a caller asks for.

        Raises
        ------
        ValueError
            If `dates` are no two days in order.
        TypeError
            If `outlets` or `langs` is a single str.

        """
        for name, values in (("outlets", outlets), ("langs", langs)):
            if isinstance(values, str):
                msg = f"{name} must be a list of names; got the text {values!r}. Write {name}=[{values!r}]."
                raise TypeError(msg)
        first, end = _read_days(dates)
        return cls(first, end, *(None if values is None else tuple(values) for values in (outlets, langs)))

    @property
    def is_any(self) -> bool:
        """Whether something is asked for."""
        return self != Selection()

    def select(self, corpus: pd.DataFrame) -> pd.DataFrame:
        """
        Give the articles of a corpus that are asked for.

        Raises
        ------
        ValueError
            If the corpus lacks a column that is asked for, or holds no such article.

        """
        is_kept = pd.Series(data=True, index=corpus.index)
        for name, values in (("outlet", self.outlets), ("lang", self.langs), ("date", self.first)):
            if values is not None and name not in corpus.columns:
                msg = f"The corpus has no column {name!r} to choose by, only {list(corpus.columns)}."
                raise ValueError(msg)
        if self.first is not None:
            is_kept &= corpus["date"].ge(self.first) & corpus["date"].lt(self.end)
        if self.outlets is not None:
            is_kept &= corpus["outlet"].isin(self.outlets)
        if self.langs is not None:
            is_kept &= corpus["lang"].isin(self.langs)
        return _require(corpus[is_kept], self)

    def to_filter(self) -> Any:
        """Give the selection as Parquet can apply it; None for all articles."""
        from pyarrow import compute  # noqa: PLC0415 - loads on first use

        parts = []
        if self.first is not None and self.end is not None:
            date = compute.field("date")
            parts.append((date >= self.first.to_pydatetime()) & (date < self.end.to_pydatetime()))
        for name, values in (("outlet", self.outlets), ("lang", self.langs)):
            if values is not None:
                parts.append(compute.field(name).isin(list(values)))
        joined = None
        for part in parts:
            joined = part if joined is None else joined & part
        return joined


def _read_days(dates: tuple[str, str] | None) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    """Beginning of the first day, and of the one after the last."""
    if dates is None:
        return None, None
    try:
        first, last = (pd.to_datetime(day, format="ISO8601").normalize() for day in dates)
        is_right = not isinstance(dates, str) and bool(first <= last)
    except (ValueError, TypeError, AttributeError):
        is_right = False
    if not is_right:
        msg = f"dates must be the first and the last day, such as ('2024-01-01', '2024-06-30'); got {dates!r}."
        raise ValueError(msg)
    return first, last + pd.Timedelta(days=1)


def _require(corpus: pd.DataFrame, kept: Selection) -> pd.DataFrame:
    if corpus.empty:
        asked = {name: value for name, value in dataclasses.asdict(kept).items() if value is not None}
        shown = ", ".join(f"{name}={str(value)!r}" for name, value in asked.items())
        msg = f"There is no article{f' with {shown}' if shown else ''}. Ask for more, or ingest more."
        raise ValueError(msg)
    return corpus


def load_store(path: str | Path, kept: Selection, *, columns: Mapping[str, str] | None = None) -> pd.DataFrame:
    """
    Load articles of a store.

    Parameters
    ----------
    path : str or Path
        The store.
    kept : Selection
        Which articles; the files of other months and parts of files without any are not read.
    columns : mapping of str to str, optional
        Other fields of the sources and what they are to be called.

    Returns
    -------
    corpus : DataFrame of n_docs rows, indexed by ``doc_id``
        The columns of a corpus as far as there is a value in them; ``lang_detected``, whether the language is
        detected and not given; ``source`` and ``place``; then the other fields that the sources had.

    Raises
    ------
    ValueError
        If there is no such article, or a file is damaged.

    """
    import pyarrow as pa  # noqa: PLC0415 - loads on first use
    from pyarrow import dataset  # noqa: PLC0415

    parts = [part for part in list_parts(path) if _may_hold(part.parent.name, kept)]
    if not parts:
        return _require(pd.DataFrame(), kept)
    try:
        table = dataset.dataset([str(part) for part in parts], format="parquet").to_table(filter=kept.to_filter())
    except (OSError, pa.ArrowException) as error:
        reason = str(error).partition("\n")[0]
        msg = f"{path}: the store cannot be read ({reason}). Restore its files, or ingest the sources anew."
        raise ValueError(msg) from error
    corpus = table.to_pandas().set_index("doc_id")
    others = corpus.pop("other")
    corpus = corpus[[name for name in _ORDER if corpus[name].notna().any()]]
    for name in {"title", "outlet", "lang", "url", "author"} & set(corpus.columns):
        corpus[name] = corpus[name].astype("str")
    if others.notna().any():
        fields = pd.DataFrame(
            [json.loads(value) if isinstance(value, str) and value else {} for value in others], index=corpus.index
        )
        corpus = corpus.join(
            fields.astype("str").rename(columns=lambda name: f"{name} (2)" if name in corpus else name)
        )
    if columns:
        missing = [name for name in columns if name not in corpus.columns]
        if missing:
            msg = f"{path}: `columns` names {missing}, but the columns are {list(corpus.columns)}."
            raise ValueError(msg)
        corpus = corpus.rename(columns=dict(columns))
    return _require(corpus, kept)


def _may_hold(month: str, kept: Selection) -> bool:
    """Whether the files of a month can hold what is asked for."""
    if kept.first is None or kept.end is None:
        return True
    return f"{kept.first:%Y-%m}" <= month <= f"{kept.end:%Y-%m}" and month != "undated"
