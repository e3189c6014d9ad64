"""Copies: articles most of whose words stand, in order, in an earlier one, as wire stories that outlets edit do."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from .shingles import SketchIndex, count_common, hash_shingles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

WIDTH: Final = 3  # words in a shingle
SKETCH_SIZE: Final = 16  # shingles by which a text is looked for in others
CHANCE_TO_MISS: Final = 1e-3  # of a pair at the very threshold, in the search for candidates
FAMILY_SIZE: Final = 64  # holders of a shingle that are compared with all its holders


@dataclasses.dataclass(frozen=True)
class _Shingles:
    """Distinct shingles of each document, sorted: those of document d at ``starts[d]:starts[d + 1]``."""

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]

    def of(self, doc: int) -> NDArray[np.uint64]:
        """Shingles of one document."""
        return self.hashes[self.starts[doc] : self.starts[doc + 1]]

    @property
    def n_docs(self) -> int:
        """How many documents there are."""
        return len(self.starts) - 1


def find_duplicates(corpus: pd.DataFrame, *, threshold: float = 0.8, column: str = "text") -> pd.DataFrame:
    r"""
    Find articles that repeat an earlier one.

    With :math:`S(d)` the set of runs of three words (shingles) of a text, two articles are compared by how much of the
    shorter the other holds, their containment [1]_

    .. math:: \frac{|S(a) \cap S(b)|}{\min(|S(a)|, |S(b)|)}

    so that a story which an outlet shortened, or put at the head of a longer one, is found as well as one that it took
    whole. Candidates are found by sketches: the 16 shingles of a text with the smallest hashes, a random sample that
    is the same in every text. Each candidate is then compared by all its shingles, so that no pair below the threshold
    is given.

    Parameters
    ----------
    corpus : DataFrame of n_docs rows
        Articles, as `load_corpus` gives them; a column ``date``, where there is one, says which came first.
    threshold : float, default 0.8
        Least containment of a copy, above 0 and at most 1. An editor who changes every twentieth word leaves about
        0.86 of the shingles; one who also drops a quarter of the sentences and writes as much new text leaves 0.6.
    column : str, default "text"
        Where the texts stand: ``"clean"`` after `clean_corpus`, so that tails which all articles of an outlet share do
        not count.

    Returns
    -------
    duplicates : DataFrame of shape (n_copies, 3), in the order of `corpus`
        ``doc_id`` of each copy; ``duplicate_of``, the ``doc_id`` of the original: the earlier article with which it has
        most shingles in common or, where that is a copy itself, the one that it copies, as long as both share enough;
        ``similarity``, their containment, from `threshold` to 1. Articles that copy nothing have no row.
        Of articles of one date the one whose ``doc_id`` sorts first counts as the earlier; those without a date come
        last.

    Raises
    ------
    ValueError
        If `corpus` has no such column, holds a ``doc_id`` twice, or `threshold` is not above 0 and at most 1.

    Notes
    -----
    Words are runs of letters and digits, in lower case; Arabic vowel signs and stretchers do not count. A text of one
    or two words has one shingle. Nothing is removed: to leave copies out, ``corpus.drop(duplicates["doc_id"])``.

    A pair at the threshold is missed by the search once in a thousand times, one well above it hardly ever. Of more
    than 64 articles that share a run of words, only pairs with one of the first 64 are compared. Memory is about 8
    bytes for each word of the corpus.

    References
    ----------
    .. [1] Broder, A. Z. (1997). On the resemblance and containment of documents. Proceedings of Compression and
       Complexity of Sequences 1997, 21-29. https://doi.org/10.1109/SEQUEN.1997.666900

    Examples
    --------
    >>> corpus = pd.DataFrame(
    ...     {
    ...         "text": ["Ministers of both states met on Monday.", "SKARN: Ministers of both states met on Monday."],
    ...         "date": pd.to_datetime(["2024-05-01", "2024-05-02"]),
    ...     },
    ...     index=["wire", "paper"],
    ... )
    >>> find_duplicates(corpus)
      doc_id duplicate_of  similarity
    0  paper         wire         1.0

    """
    _check(corpus, threshold, column)
    order = _put_in_order(corpus)
    shingles = _cut_shingles(corpus[column].iloc[order])
    original, similarity = _find_originals(shingles, threshold)
    doc_ids = corpus.index.to_numpy(object)[order]
    is_copy = original >= 0
    table = pd.DataFrame(
        {
            "doc_id": doc_ids[is_copy],
            "duplicate_of": doc_ids[original[is_copy]],
            "similarity": similarity[is_copy],
        }
    )
    in_corpus = np.argsort(order[is_copy], kind="stable")
    return table.iloc[in_corpus].reset_index(drop=True).astype({"doc_id": "str", "duplicate_of": "str"})


def _check(corpus: pd.DataFrame, threshold: float, column: str) -> None:
    """Raise if the arguments do not fit."""
    if not 0 < threshold <= 1:
        msg = f"threshold is {threshold!r}. Allowed is a share above 0 and at most 1, such as 0.8."
        raise ValueError(msg)
    if column not in corpus.columns:
        msg = f"corpus has no column {column!r}; its columns are {list(corpus.columns)}. Name the one with the texts."
        raise ValueError(msg)
    if not corpus.index.is_unique:
        twice = corpus.index[corpus.index.duplicated()].unique()
        msg = (
            f"{len(twice)} doc_ids stand more than once in corpus, such as {twice[:3].tolist()}. Keep one row of each."
        )
        raise ValueError(msg)


def _put_in_order(corpus: pd.DataFrame) -> NDArray[np.int64]:
    """Rows of the corpus, the earliest first."""
    keys = pd.DataFrame({"doc_id": corpus.index.astype("str")})
    keys["date"] = corpus["date"].to_numpy() if "date" in corpus.columns else pd.NaT
    order: NDArray[np.int64] = keys.sort_values(["date", "doc_id"], kind="stable").index.to_numpy(np.int64)
    return order


def _cut_shingles(texts: pd.Series[str]) -> _Shingles:
    """Distinct shingles of each text."""
    parts = [np.unique(hash_shingles(text.lower() if isinstance(text, str) else "", WIDTH)) for text in texts.array]
    starts = np.zeros(len(parts) + 1, np.int64)
    np.cumsum([len(part) for part in parts], out=starts[1:])
    hashes = np.concatenate([*parts, np.empty(0, np.uint64)])
    return _Shingles(hashes, starts)


def _find_originals(shingles: _Shingles, threshold: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give the document that each one copies, or -1, and how much they share."""
    size = np.diff(shingles.starts)
    shares: dict[int, dict[int, float]] = {}
    for earlier, later, share in _find_pairs(shingles, threshold):
        shares.setdefault(later, {})[earlier] = share
    original, similarity = [-1] * shingles.n_docs, [0.0] * shingles.n_docs
    for doc in sorted(shares):
        share_of = shares[doc]
        in_common = {other: share * min(size[other], size[doc]) for other, share in share_of.items()}
        source = min((-n_common, other) for other, n_common in in_common.items())[1]
        while original[source] in share_of:
            source = original[source]
        original[doc] = source
        similarity[doc] = share_of[source]
    return np.array(original, np.int64), np.array(similarity, np.float64)


def _find_pairs(shingles: _Shingles, threshold: float) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of documents that reach the threshold, each perhaps twice."""
    size = np.diff(shingles.starts)
    n_needed = _count_needed(threshold)[np.minimum(size, SKETCH_SIZE)]
    index = _index_sketches(shingles)
    for doc in range(shingles.n_docs):
        own = shingles.of(doc)
        for other in index.probe(own, doc, n_needed).tolist():
            if size[other] <= size[doc]:
                share = count_common(own, shingles.of(other)) / size[other]
                if share >= threshold:
                    yield min(doc, other), max(doc, other), share


def _count_needed(threshold: float) -> NDArray[np.uint8]:
    """Shingles of a sketch of each size that must be found, so that few pairs at the threshold are missed."""
    from scipy.special import bdtr  # noqa: PLC0415 - half a second that loading a corpus need not take

    needed = np.ones(SKETCH_SIZE + 1, np.uint8)
    for size in range(1, SKETCH_SIZE + 1):
        below = bdtr(np.arange(size + 1), size, threshold)  # chance to find at most so many
        needed[size] = max(1, int(np.searchsorted(below, CHANCE_TO_MISS, side="right")))
    return needed


def _index_sketches(shingles: _Shingles) -> SketchIndex:
    """Index of the smallest hashes of each document."""
    size = np.minimum(np.diff(shingles.starts), SKETCH_SIZE)
    docs = np.repeat(np.arange(shingles.n_docs, dtype=np.int32), size)
    rank = np.arange(len(docs)) - np.repeat(np.cumsum(size) - size, size)
    hashes = shingles.hashes[np.repeat(shingles.starts[:-1], size) + rank]
    by_hash = np.argsort(hashes, kind="stable")
    keys, first = np.unique(hashes[by_hash], return_index=True)
    starts = np.append(first, len(docs)).astype(np.int64)
    return SketchIndex(keys, starts, docs[by_hash], shingles.n_docs, FAMILY_SIZE)
