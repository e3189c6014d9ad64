"""Counts of terms in documents, with all processors."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import numpy as np

from .counting import count_documents, count_rows
from .threads import count_processors, map_in_threads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from .tokens import Tokens

PART_TOKENS: Final = 1 << 16  # fewer are not worth a second thread


def count_doc_freq(tokens: Tokens) -> NDArray[np.int64]:
    """
    Count the documents that hold each term, without the matrix.

    Parameters
    ----------
    tokens : Tokens
        Tokens of n_docs documents.

    Returns
    -------
    doc_freq : int64 array of shape (n_terms,)
        In the order of ``tokens.terms``.

    Examples
    --------
    >>> import pandas as pd
    >>> from mediakit.text.tokens import tokenize
    >>> corpus = pd.DataFrame({"text": ["A pact, a border.", "A pact."]}, index=["a", "b"])
    >>> count_doc_freq(tokenize(corpus)).tolist()
    [2, 2, 1]

    """
    freqs = count_by_part(tokens, np.arange(tokens.n_terms, dtype=np.int32), tokens.n_terms)
    doc_freq: NDArray[np.int64] = np.sum(freqs, axis=0, dtype=np.int64)
    return doc_freq


def count_known_terms(tokens: Tokens, column_of: Mapping[str, int]) -> csr_array:
    """
    Count terms whose columns are known, as for one part of a corpus whose vocabulary was chosen before.

    Parameters
    ----------
    tokens : Tokens
        Tokens of n_docs documents.
    column_of : mapping of str to int
        Column of each of n_terms terms, from 0 to n_terms - 1. Other terms are left out.

    Returns
    -------
    counts : csr_array of int32, shape (n_docs, n_terms)
        Whole numbers, the columns of each row in rising order.

    Raises
    ------
    ValueError
        If a column is not from 0 to n_terms - 1.

    Examples
    --------
    >>> import pandas as pd
    >>> from mediakit.text.tokens import tokenize
    >>> corpus = pd.DataFrame({"text": ["A pact, a border.", "A pact."]}, index=["a", "b"])
    >>> count_known_terms(tokenize(corpus), {"treaty": 0, "pact": 1, "a": 2}).toarray().tolist()
    [[0, 1, 2], [0, 1, 1]]

    """
    n_columns, unknown = len(column_of), np.iinfo(np.int32).min
    found = np.fromiter((column_of.get(term, unknown) for term in tokens.terms), np.int32, tokens.n_terms)
    is_known = found != unknown
    is_wrong = is_known & ((found < 0) | (found >= n_columns))
    if is_wrong.any():
        place = np.flatnonzero(is_wrong)[0]
        msg = (
            f"The column of {tokens.terms[place]!r} is {found[place]}, but must be from 0 to {n_columns - 1}. "
            "Number the terms anew."
        )
        raise ValueError(msg)
    found[~is_known] = n_columns
    return fill_matrix(tokens, found, count_by_part(tokens, found, n_columns))


def _cut_into_parts(tokens: Tokens) -> list[tuple[int, int]]:
    """Ranges of documents with about as many tokens each, one for a processor."""
    n_parts = min(count_processors(), len(tokens) // PART_TOKENS + 1)
    reach = np.arange(1, n_parts) * (len(tokens) // n_parts)
    cuts = [0, *np.searchsorted(tokens.starts, reach).tolist(), tokens.n_docs]
    return list(itertools.pairwise(cuts))


def count_by_part(tokens: Tokens, column_of: NDArray[np.int32], n_columns: int) -> list[NDArray[np.int32]]:
    """
    Count the documents that hold each term, for each part of the corpus that one processor takes.

    Parameters
    ----------
    tokens : Tokens
        Tokens of n_docs documents.
    column_of : int32 array of shape (n_terms,)
        Column that each term is counted in; `n_columns` for none.
    n_columns : int
        Number of columns.

    Returns
    -------
    freqs : list of int32 arrays of shape (n_columns,)
        Documents of each part. Terms of one column count once a document.

    """

    def count(part: tuple[int, int]) -> NDArray[np.int32]:
        doc_freq = np.empty(n_columns, np.int32)
        count_documents(tokens.ids, tokens.starts[part[0] : part[1] + 1], column_of, doc_freq)
        return doc_freq

    return map_in_threads(count, _cut_into_parts(tokens))


def fill_matrix(tokens: Tokens, column_of: NDArray[np.int32], freqs: list[NDArray[np.int32]]) -> csr_array:
    """
    Count the terms of each document.

    Parameters
    ----------
    tokens, column_of
        As for `count_by_part`.
    freqs : list of int32 arrays of shape (n_columns,)
        What it gave, in the order of the columns.

    Returns
    -------
    counts : csr_array of int32, shape (n_docs, n_columns)
        Whole numbers, the columns of each row in rising order.

    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - loads as long as this library does

    n_columns = len(freqs[0])
    bounds = np.cumsum([0, *(freq.sum(dtype=np.int64) for freq in freqs)])
    data, indices = np.empty(bounds[-1], np.int32), np.empty(bounds[-1], np.int32)
    indptr = np.zeros(tokens.n_docs + 1, np.int64)
    parts = _cut_into_parts(tokens)

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
