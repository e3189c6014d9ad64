"""Counts of terms in documents, and their weights."""

from __future__ import annotations

import dataclasses
import itertools
import math
import os
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from .counting import count_documents, count_rows
from .stop_words import load_stop_words
from .tokens import Tokens, map_in_threads, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

PART_TOKENS: Final = 1 << 16  # fewer are not worth a second thread


@dataclasses.dataclass(frozen=True)
class DocumentTermMatrix:
    """
    How often each term occurs in each document.

    Attributes
    ----------
    counts : csr_array of int32, shape (n_docs, n_terms)
        Whole numbers.
    doc_ids : Index of shape (n_docs,)
        Identifiers of the rows.
    terms : object array of shape (n_terms,)
        Terms (str) of the columns.

    """

    counts: csr_array
    doc_ids: pd.Index[str]
    terms: NDArray[np.object_]

    @property
    def n_docs(self) -> int:
        """Number of documents."""
        return len(self.doc_ids)

    @property
    def n_terms(self) -> int:
        """Number of terms."""
        return len(self.terms)

    @property
    def doc_freq(self) -> NDArray[np.int64]:
        """Number of documents that hold each term, shape (n_terms,)."""
        return np.bincount(self.counts.indices, minlength=self.n_terms)


def build_dtm(
    tokens: Tokens,
    *,
    min_df: float = 1,
    max_df: float = 1.0,
    stop_words: str | Collection[str] | None = None,
    keep_numbers: bool = True,
) -> DocumentTermMatrix:
    """
    Count the terms of each document.

    Parameters
    ----------
    tokens : Tokens
        Tokens of n_docs documents.
    min_df : int or float, default 1
        Leave out terms that fewer documents hold: a number of documents, or as a float a share of them.
    max_df : float or int, default 1.0
        Leave out terms that more documents hold: a share of them, or as an int a number of documents.
    stop_words : str, collection of str, or None
        Terms to leave out: a language ("en", "fr", "ar") whose list ships with mediakit, or own words.
    keep_numbers : bool, default True
        Whether terms that begin with something other than a letter are counted.

    Returns
    -------
    dtm : DocumentTermMatrix
        Counts of shape (n_docs, n_terms), the terms in the order of their first occurrence.

    Raises
    ------
    ValueError
        If a threshold is out of range or no term is left.

    Examples
    --------
    >>> corpus = pd.DataFrame({"text": ["The border pact, the border.", "A pact."]}, index=["a", "b"])
    >>> dtm = build_dtm(tokenize(corpus), stop_words="en")
    >>> dtm.terms.tolist(), dtm.counts.toarray().tolist()
    (['border', 'pact'], [[2, 1], [0, 1]])

    """
    fewest = _as_n_docs("min_df", min_df, tokens.n_docs, math.ceil)
    most = _as_n_docs("max_df", max_df, tokens.n_docs, math.floor)
    parts = _cut_into_parts(tokens)
    freqs = _count_documents(tokens, parts, np.arange(tokens.n_terms, dtype=np.int32), tokens.n_terms)
    doc_freq = sum(freqs)
    kept = np.flatnonzero((doc_freq >= max(fewest, 1)) & (doc_freq <= most))
    kept = kept[~_is_stopped(tokens.terms[kept], stop_words)]
    if not keep_numbers:
        kept = kept[np.fromiter((term[:1].isalpha() for term in tokens.terms[kept]), bool, len(kept))]
    if not len(kept):
        msg = (
            f"After pruning, none of the {tokens.n_terms} terms of {tokens.n_docs} documents remains "
            f"(min_df={min_df}, max_df={max_df}). Try a lower min_df, a higher max_df or fewer stop_words."
        )
        raise ValueError(msg)
    column_of = np.full(tokens.n_terms, len(kept), np.int32)
    column_of[kept] = np.arange(len(kept), dtype=np.int32)
    counts = _count_rows(tokens, parts, column_of, [freq[kept] for freq in freqs])
    return DocumentTermMatrix(counts, tokens.doc_ids, tokens.terms[kept])


def _cut_into_parts(tokens: Tokens) -> list[tuple[int, int]]:
    """Ranges of documents of about as many tokens for each processor."""
    n_parts = min(os.cpu_count() or 1, len(tokens) // PART_TOKENS + 1)
    reach = np.arange(1, n_parts) * (len(tokens) // n_parts)
    cuts = [0, *np.searchsorted(tokens.starts, reach).tolist(), tokens.n_docs]
    return list(itertools.pairwise(cuts))


def _count_documents(
    tokens: Tokens, parts: list[tuple[int, int]], column_of: NDArray[np.int32], n_columns: int
) -> list[NDArray[np.int32]]:
    """Documents that hold each term, shape (n_columns,), for each part."""

    def count(part: tuple[int, int]) -> NDArray[np.int32]:
        doc_freq = np.empty(n_columns, np.int32)
        count_documents(tokens.ids, tokens.starts[part[0] : part[1] + 1], column_of, doc_freq)
        return doc_freq

    return map_in_threads(count, parts)


def _count_rows(
    tokens: Tokens, parts: list[tuple[int, int]], column_of: NDArray[np.int32], freqs: list[NDArray[np.int32]]
) -> csr_array:
    """Counts of shape (n_docs, n_columns); `freqs` has the document frequencies of each part."""
    from scipy.sparse import csr_array  # noqa: PLC0415

    n_columns = len(freqs[0])
    bounds = np.cumsum([0, *(freq.sum(dtype=np.int64) for freq in freqs)])
    data, indices = np.empty(bounds[-1], np.int32), np.empty(bounds[-1], np.int32)
    indptr = np.zeros(tokens.n_docs + 1, np.int64)

    def count(number: int) -> None:
        first, last = parts[number]
        own = slice(bounds[number], bounds[number + 1])
        ends = indptr[first + 1 : last + 1]
        count_rows(tokens.ids, tokens.starts[first : last + 1], column_of, n_columns, data[own], indices[own], ends)
        ends += bounds[number]

    map_in_threads(count, range(len(parts)))
    if bounds[-1] <= np.iinfo(np.int32).max:
        indptr = indptr.astype(np.int32)
    return csr_array((data, indices, indptr), shape=(tokens.n_docs, n_columns))


def _as_n_docs(name: str, threshold: float, n_docs: int, rounded: Callable[[float], int]) -> int:
    """Threshold as a number of documents; a share is exact to within what a float can hold."""
    is_share = isinstance(threshold, float) and 0 <= threshold <= 1
    is_number = not isinstance(threshold, bool) and isinstance(threshold, int | np.integer) and threshold >= 0
    if not (is_share or is_number):
        msg = f"`{name}` is {threshold!r}, but must be a float from 0.0 to 1.0 (a share) or an int of 0 or more."
        raise ValueError(msg)
    return rounded(round(threshold * n_docs, 6)) if is_share else int(threshold)


def _is_stopped(terms: NDArray[np.object_], stop_words: str | Collection[str] | None) -> NDArray[np.bool_]:
    """Which terms are stop words, shape (n_terms,)."""
    if stop_words is None:
        return np.zeros(len(terms), bool)
    if isinstance(stop_words, str):
        stopped = load_stop_words(stop_words)
    else:
        own = tokenize(pd.DataFrame({"text": list(stop_words)}, dtype="str"))
        stopped = frozenset(own.terms)
    return np.fromiter((term in stopped for term in terms), bool, len(terms))


def weight_dtm(dtm: DocumentTermMatrix) -> csr_array:
    r"""
    Weight counts by how rare their terms are, and give every document the length 1.

    .. math:: w_{dt} = n_{dt} \left(1 + \ln \frac{1 + n}{1 + n_t}\right)

    with :math:`n_{dt}` the count of term t in document d, n the number of documents and :math:`n_t` the number of
    those that hold the term (smoothed inverse document frequency [1]_); then each row is divided by its Euclidean
    length.

    Parameters
    ----------
    dtm : DocumentTermMatrix
        Counts of shape (n_docs, n_terms).

    Returns
    -------
    weights : csr_array of float32, shape (n_docs, n_terms)
        Rows of length 1; the row of a document without terms is empty.

    References
    ----------
    .. [1] Spärck Jones, K. (1972). A statistical interpretation of term specificity and its application in retrieval.
       Journal of Documentation 28(1), 11-21. doi:10.1108/eb026526

    """
    from scipy.sparse import csr_array  # noqa: PLC0415

    counts = dtm.counts
    rarity = 1 + np.log((1 + dtm.n_docs) / (1 + dtm.doc_freq))
    weights = counts.data * rarity[counts.indices]
    rows = np.repeat(np.arange(dtm.n_docs), np.diff(counts.indptr))
    lengths = np.sqrt(np.bincount(rows, weights**2, minlength=dtm.n_docs))
    scaled = (weights / lengths[rows]).astype(np.float32)
    return csr_array((scaled, counts.indices.copy(), counts.indptr.copy()), shape=counts.shape)
