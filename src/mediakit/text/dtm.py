"""Counts of terms in documents, and their weights."""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .counts import count_by_part, fill_matrix
from .stop_words import load_stop_words
from .tokens import Tokens, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from numpy.typing import NDArray
    from scipy.sparse import csr_array


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


@dataclasses.dataclass(frozen=True)
class Pruning:
    """
    Which terms are counted: the options of `build_dtm`, which says what they mean.

    Attributes
    ----------
    min_df, max_df : int or float
    stop_words : str, collection of str, or None
    keep_numbers : bool

    """

    min_df: float = 1
    max_df: float = 1.0
    stop_words: str | Collection[str] | None = None
    keep_numbers: bool = dataclasses.field(default=True, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse what no corpus could make right, before one is read."""
        _as_n_docs("min_df", self.min_df, 1, math.ceil)
        _as_n_docs("max_df", self.max_df, 1, math.floor)
        if isinstance(self.stop_words, str):
            load_stop_words(self.stop_words)

    def select(self, terms: NDArray[np.object_], doc_freq: NDArray[np.int64], n_docs: int) -> NDArray[np.intp]:
        """
        Choose among the terms of a corpus.

        Parameters
        ----------
        terms : object array of shape (n_terms,)
            The terms (str).
        doc_freq : int array of shape (n_terms,)
            Number of documents that hold each.
        n_docs : int
            Number of documents.

        Returns
        -------
        kept : int array
            Rows of `terms` to count.

        Raises
        ------
        ValueError
            If a threshold is out of range, if own stop words have several words and are no terms, or if no term is
            left.

        """
        fewest = _as_n_docs("min_df", self.min_df, n_docs, math.ceil)
        most = _as_n_docs("max_df", self.max_df, n_docs, math.floor)
        kept = np.flatnonzero((doc_freq >= max(fewest, 1)) & (doc_freq <= most))
        kept = kept[~_is_stopped(terms, kept, self.stop_words)]
        if not self.keep_numbers:
            kept = kept[np.fromiter((term[:1].isalpha() for term in terms[kept]), bool, len(kept))]
        if not len(kept):
            msg = (
                f"After pruning, none of the {len(terms)} terms of {n_docs} documents remains (min_df={self.min_df}, "
                f"max_df={self.max_df}). Try a lower min_df, a higher max_df or fewer stop_words."
            )
            raise ValueError(msg)
        return kept


def _as_n_docs(name: str, threshold: float, n_docs: int, whole: Callable[[float], int]) -> int:
    """Threshold as a whole number of documents, where 0.07 of 100 is 7 although the product of floats is not."""
    is_share = isinstance(threshold, float) and 0 <= threshold <= 1
    is_number = not isinstance(threshold, bool) and isinstance(threshold, int | np.integer) and threshold >= 0
    if not (is_share or is_number):
        msg = f"`{name}` is {threshold!r}, but must be a float from 0.0 to 1.0 (a share) or an int of 0 or more."
        raise ValueError(msg)
    return whole(round(threshold * n_docs, 6)) if is_share else int(threshold)


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
        Terms to leave out: a language ("en", "fr", "ar") whose list ships with mediakit, or own words. One of several
        words ("united nations") leaves out the phrase that `join_phrases` made of them, and no word elsewhere.
    keep_numbers : bool, default True
        Whether terms that begin with something other than a letter are counted.

    Returns
    -------
    dtm : DocumentTermMatrix
        Counts of shape (n_docs, n_terms), the terms in the order of their first occurrence.

    Raises
    ------
    ValueError
        If a threshold is out of range, if own stop words have several words and no such phrase was joined, or if no
        term is left.

    Examples
    --------
    >>> corpus = pd.DataFrame({"text": ["The border pact, the border.", "A pact."]}, index=["a", "b"])
    >>> dtm = build_dtm(tokenize(corpus), stop_words="en")
    >>> dtm.terms.tolist(), dtm.counts.toarray().tolist()
    (['border', 'pact'], [[2, 1], [0, 1]])

    """
    every = np.arange(tokens.n_terms, dtype=np.int32)
    freqs = count_by_part(tokens, every, tokens.n_terms)
    pruning = Pruning(min_df, max_df, stop_words, keep_numbers=keep_numbers)
    kept = pruning.select(tokens.terms, np.sum(freqs, axis=0), tokens.n_docs)
    column_of = np.full(tokens.n_terms, len(kept), np.int32)
    column_of[kept] = every[: len(kept)]
    counts = fill_matrix(tokens, column_of, [freq[kept] for freq in freqs])
    return DocumentTermMatrix(counts, tokens.doc_ids, tokens.terms[kept])


def _is_stopped(
    terms: NDArray[np.object_], kept: NDArray[np.intp], stop_words: str | Collection[str] | None
) -> NDArray[np.bool_]:
    """Which of the kept terms are stop words, shape (n_kept,)."""
    if stop_words is None:
        return np.zeros(len(kept), bool)
    stopped = load_stop_words(stop_words) if isinstance(stop_words, str) else _fold_stop_words(stop_words, terms)
    return np.fromiter((term in stopped for term in terms[kept]), bool, len(kept))


def _fold_stop_words(stop_words: Collection[str], terms: NDArray[np.object_]) -> frozenset[str]:
    """Stop words as terms; those of several words must be terms, that is joined phrases."""
    own = tokenize(pd.DataFrame({"text": list(stop_words)}, dtype="str"))
    folded = [" ".join(own.terms[own.ids[a:b]]) for a, b in itertools.pairwise(own.starts)]
    unknown = sorted({phrase for phrase in folded if " " in phrase}.difference(terms))
    if unknown:
        msg = (
            f"{len(unknown)} of {len(stop_words)} `stop_words` have several words, such as {unknown[:3]}, and are no "
            "terms of these tokens. Give each word by itself, or join the phrases with `join_phrases` before."
        )
        raise ValueError(msg)
    return frozenset(folded)


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
    return weigh_counts(dtm.counts, dtm.doc_freq, dtm.n_docs)


def weigh_counts(counts: csr_array, doc_freq: NDArray[np.int64], n_docs: int) -> csr_array:
    """
    Weight counts as `weight_dtm` does, by the document frequencies of a larger corpus.

    Parameters
    ----------
    counts : csr_array of int32, shape (n, n_terms)
        Counts of some documents.
    doc_freq : int array of shape (n_terms,)
        Number of documents of the corpus that hold each term.
    n_docs : int
        Number of documents of the corpus.

    Returns
    -------
    weights : csr_array of float32, shape (n, n_terms)
        Rows of length 1.

    """
    from scipy.sparse import csr_array  # noqa: PLC0415

    rarity = 1 + np.log((1 + n_docs) / (1 + doc_freq))
    weights = counts.data * rarity[counts.indices]
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    lengths = np.sqrt(np.bincount(rows, weights**2, minlength=counts.shape[0]))
    scaled = (weights / lengths[rows]).astype(np.float32)
    return csr_array((scaled, counts.indices.copy(), counts.indptr.copy()), shape=counts.shape)
