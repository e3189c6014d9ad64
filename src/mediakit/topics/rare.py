"""Terms that are too rare to be counted, found before the vocabularies of the parts of a corpus are merged."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .store import Vocabulary

N_BUCKETS: Final = 1 << 21


@dataclasses.dataclass(frozen=True)
class Buckets:
    """
    Documents that hold the terms of some parts of a corpus, added up for all terms of the same hash.

    No term is held by more documents than its bucket counts. So a bucket of less than `min_df` has rare terms only, and
    they are known without a list of all terms, which a large corpus has tens of millions of, most of them misspellings.

    Attributes
    ----------
    doc_freq : int64 array of shape (N_BUCKETS,)
    n_docs : int

    """

    doc_freq: NDArray[np.int64]
    n_docs: int

    def __add__(self, other: Buckets) -> Buckets:
        return Buckets(self.doc_freq + other.doc_freq, self.n_docs + other.n_docs)

    def drop_rare(self, vocabulary: Vocabulary, min_df: float) -> Vocabulary:
        """
        Leave out terms that are rare in the whole corpus.

        Parameters
        ----------
        vocabulary : Vocabulary
            Terms of a part.
        min_df : float or int
            As for `build_dtm`; the buckets are those of the whole corpus.

        Returns
        -------
        vocabulary : Vocabulary
            The terms that may not be rare, and `n_docs` as it was.

        """
        kept = np.flatnonzero(self.doc_freq[_hash(vocabulary.terms)] >= _as_n_docs(min_df, self.n_docs))
        return dataclasses.replace(vocabulary, terms=vocabulary.terms[kept], doc_freq=vocabulary.doc_freq[kept])


def fill_buckets(vocabulary: Vocabulary) -> Buckets:
    """
    Count the documents of a part in buckets.

    Parameters
    ----------
    vocabulary : Vocabulary
        Terms of the part.

    Returns
    -------
    buckets : Buckets
        Equal on all machines.

    """
    doc_freq = np.zeros(N_BUCKETS, np.int64)
    np.add.at(doc_freq, _hash(vocabulary.terms), vocabulary.doc_freq)
    return Buckets(doc_freq, vocabulary.n_docs)


def _as_n_docs(min_df: float, n_docs: int) -> int:
    """Documents that a term needs at least; 0 where `min_df` is no threshold, which is refused elsewhere."""
    if isinstance(min_df, float):
        return math.floor(min_df * n_docs) if 0 <= min_df <= 1 else 0
    return int(min_df) if isinstance(min_df, int | np.integer) else 0


def _hash(terms: NDArray[np.object_]) -> NDArray[np.intp]:
    """Bucket of each term, the same in every process."""
    from pandas.util import hash_array  # noqa: PLC0415

    return (hash_array(terms, categorize=False) % N_BUCKETS).astype(np.intp)
