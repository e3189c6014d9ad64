"""Hand codes and machine codes of the same documents, read from tables of several shapes and met by ``doc_id``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    # Codes of documents, in one of three shapes: a Series of labels indexed by doc_id; a tidy table with doc_id (or as
    # index) and code, several rows a document, and perhaps coder; or a table of 0 and 1 or of probabilities with one
    # column a class.
    CodesLike = pd.Series | pd.DataFrame


@dataclass(frozen=True)
class Codes:
    """Weight of each class in each document, between 0 and 1; a document of several coders has their mean."""

    doc_ids: pd.Index
    classes: pd.Index
    weights: csr_array
    is_single: bool

    def of(self, doc_ids: pd.Index, classes: pd.Index) -> NDArray[np.float64]:
        """Weights of the named documents and classes, shape (n_doc_ids, n_classes); 0 where a class is not known."""
        rows = self.weights[self.doc_ids.get_indexer(doc_ids)].toarray()
        columns = self.classes.get_indexer(classes)
        return np.where(columns >= 0, rows[:, columns], 0.0)


def read_codes(table: CodesLike, *, name: str, skip: Sequence[str] = (), indicator: bool = False) -> Codes:
    """Codes of a table in any of the three shapes; `skip` names columns that are no classes."""
    if isinstance(table, pd.Series):
        return _read_series(table, name, indicator=indicator)
    if not isinstance(table, pd.DataFrame):
        msg = f"`{name}` is a {type(table).__name__}, but must be a Series or DataFrame indexed by doc_id."
        raise TypeError(msg)
    if "code" in table.columns:
        return _read_tidy(table, name)
    return _read_wide(table, name, skip)


def is_indicator(table: CodesLike) -> bool:
    """Whether a Series holds truth values or numbers from 0 to 1, hence one class and not labels."""
    if not isinstance(table, pd.Series) or not pd.api.types.is_numeric_dtype(table.dtype):
        return False
    return bool(table.dropna().between(0, 1).all())


def sort_classes(*classes: pd.Index) -> pd.Index:
    """Every class once, in order; classes of several types are ordered by their spelling."""
    seen = dict.fromkeys(label for part in classes for label in part)
    try:
        order: pd.Index = pd.Index(sorted(seen), dtype=object)
    except TypeError:
        order = pd.Index(sorted(seen, key=str), dtype=object)
    return order


def match_codes(coded: Codes, predicted: Codes) -> tuple[pd.Index, pd.Index]:
    """Hand-coded documents and all classes, or an error where the two sides do not fit together."""
    is_known = predicted.doc_ids.get_indexer(coded.doc_ids) >= 0  # much faster than isin
    if not is_known.any():
        msg = (
            f"`coded` and `predicted` have no doc_id in common: {coded.doc_ids[:3].tolist()} against "
            f"{predicted.doc_ids[:3].tolist()}. Index both by the doc_id of the corpus."
        )
        raise ValueError(msg)
    if not is_known.all():
        msg = (
            f"{(~is_known).sum()} of {len(is_known)} hand-coded documents are not in `predicted`, such as doc_id "
            f"{coded.doc_ids[~is_known][:3].tolist()}. Predict them too, or leave them out of `coded`."
        )
        raise ValueError(msg)
    if (predicted.classes.get_indexer(coded.classes) < 0).all():
        msg = (
            f"`coded` and `predicted` have no class in common: {coded.classes[:5].tolist()} against "
            f"{predicted.classes[:5].tolist()}. Spell the classes alike."
        )
        raise ValueError(msg)
    return coded.doc_ids, sort_classes(coded.classes, predicted.classes)


def read_probability(
    probability: str | pd.Series | None, coded: CodesLike, doc_ids: pd.Index
) -> NDArray[np.float64] | None:
    """Probability with which each hand-coded document was drawn, shape (n_coded,), or None where it is not known."""
    if probability is None:
        if not isinstance(coded, pd.DataFrame) or "probability" not in coded.columns:
            return None
        probability = "probability"
    values = find_column(probability, [coded], "probability") if isinstance(probability, str) else probability
    known = first_of_each(values).reindex(doc_ids).to_numpy(np.float64)
    wrong = ~((known > 0) & (known <= 1))
    if wrong.any():
        msg = (
            f"`probability` is no number above 0 and up to 1 for {wrong.sum()} of {len(wrong)} hand-coded documents, "
            f"such as doc_id {doc_ids[wrong][:3].tolist()}. Give the probability with which each was drawn."
        )
        raise ValueError(msg)
    return known


def read_groups(
    by: str | Sequence[str] | pd.Series | pd.DataFrame, tables: Sequence[CodesLike], doc_ids: pd.Index
) -> pd.DataFrame:
    """Group of each document, shape (n_doc_ids, n_columns), missing where a column has no value."""
    if isinstance(by, pd.Series):
        groups = first_of_each(by).to_frame("group" if by.name is None else by.name)
    elif isinstance(by, pd.DataFrame):
        groups = by[~by.index.duplicated()]
    else:
        names = [by] if isinstance(by, str) else list(by)
        groups = pd.DataFrame({name: first_of_each(find_column(name, tables, "by")) for name in names})
    row = groups.index.get_indexer(doc_ids)
    unknown = row < 0
    if unknown.any():
        msg = (
            f"`by` has no group for {unknown.sum()} of {len(doc_ids)} documents, such as doc_id "
            f"{doc_ids[unknown][:3].tolist()}. Index it by doc_id, with a row for each document."
        )
        raise ValueError(msg)
    return groups.iloc[row]


def find_column(name: str, tables: Sequence[CodesLike], argument: str) -> pd.Series:
    """The named column of the first table that has it, indexed by ``doc_id``."""
    frames = [table for table in tables if isinstance(table, pd.DataFrame)]
    for frame in frames:
        if name in frame.columns:
            return frame.set_index("doc_id")[name] if "doc_id" in frame.columns else frame[name]
    columns = [list(frame.columns) for frame in frames]
    msg = (
        f"`{argument}` is {name!r}, but no table has this column, only {columns}. "
        f"Give a Series indexed by doc_id, such as corpus[{name!r}]."
    )
    raise ValueError(msg)


def first_of_each(values: pd.Series) -> pd.Series:
    """One value a document."""
    return values[~values.index.duplicated()]


def check_confidence(confidence: float) -> None:
    """Refuse a confidence that is no share."""
    if not 0 < confidence < 1:
        msg = f"`confidence` is {confidence!r}, but must lie between 0 and 1, such as 0.95."
        raise ValueError(msg)


def _read_series(labels: pd.Series, name: str, *, indicator: bool) -> Codes:
    """Codes of a Series of labels, or of one of truth values and probabilities."""
    if labels.index.has_duplicates:
        twice = labels.index[labels.index.duplicated()]
        msg = (
            f"{len(twice)} rows of `{name}` repeat a doc_id, such as {twice[:3].unique().tolist()}. Give one label a "
            "document, or a table with the columns doc_id and code where a document may have several."
        )
        raise ValueError(msg)
    labels = labels.dropna()
    _require_rows(labels, name)
    if indicator:
        values = csr_array(labels.to_numpy(np.float64)[:, None])
        return Codes(labels.index, pd.Index([True], dtype=object), values, is_single=False)
    column, classes = pd.factorize(labels)
    n = len(labels)
    values = csr_array((np.ones(n), column, np.arange(n + 1)), shape=(n, len(classes)))
    return Codes(labels.index, pd.Index(classes, dtype=object), values, is_single=True)


def _read_tidy(table: pd.DataFrame, name: str) -> Codes:
    """Codes of a table with one row a document, coder and code; coders of one document have equal weight."""
    rows = table if "doc_id" in table.columns else table.rename_axis("doc_id").reset_index()
    coders = ["coder"] if "coder" in rows.columns else []
    rows = rows[["doc_id", *coders, "code"]].dropna(subset=["doc_id", "code"]).drop_duplicates()
    _require_rows(rows, name)
    row, doc_ids = pd.factorize(rows["doc_id"])
    column, classes = pd.factorize(rows["code"])
    n_coders = np.ones(len(doc_ids))
    if coders:
        n_coders[:] = rows.groupby("doc_id")["coder"].nunique(dropna=False).reindex(doc_ids)
    values = csr_array((1 / n_coders[row], (row, column)), shape=(len(doc_ids), len(classes)))
    is_single = len(rows) == len(doc_ids)
    return Codes(pd.Index(doc_ids), pd.Index(classes, dtype=object), values, is_single)


def _read_wide(table: pd.DataFrame, name: str, skip: Sequence[str]) -> Codes:
    """Codes of a table with one column a class."""
    rows = table.set_index("doc_id") if "doc_id" in table.columns else table
    rows = rows.drop(columns=[column for column in skip if column in rows.columns]).dropna(how="all")
    _require_rows(rows, name)
    other = [column for column in rows.columns if not pd.api.types.is_numeric_dtype(rows[column].dtype)]
    if other or not len(rows.columns):
        msg = (
            f"`{name}` has no column 'code', and its columns {other} are no numbers, so they are no classes. Give "
            "the columns doc_id and code, or one column of 0 and 1 (or of probabilities) for each class."
        )
        raise ValueError(msg)
    numbers = rows.to_numpy(np.float64)
    wrong = np.asarray(~((numbers >= 0) & (numbers <= 1)).all(axis=1))
    if wrong.any() or rows.index.has_duplicates:
        msg = (
            f"`{name}` must have one row a document and numbers from 0 to 1, one column a class; {wrong.sum()} of "
            f"{len(rows)} rows have others, such as doc_id {rows.index[wrong][:3].tolist()}, and "
            f"{rows.index.duplicated().sum()} repeat a doc_id. Drop columns that are no classes."
        )
        raise ValueError(msg)
    is_single = bool(np.isin(numbers, (0, 1)).all() and (numbers.sum(axis=1) == 1).all())
    return Codes(rows.index, pd.Index(rows.columns, dtype=object), csr_array(numbers), is_single)


def _require_rows(rows: CodesLike, name: str) -> None:
    """Refuse codes of no document."""
    if rows.empty:
        msg = f"`{name}` holds no codes: every row is missing, or there is none. Give at least one coded document."
        raise ValueError(msg)
