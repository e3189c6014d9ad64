"""Whether topics come back when other documents are left out."""

from __future__ import annotations

import dataclasses
from numbers import Integral
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.base import clone
from sklearn.utils.validation import check_array

from mediakit.corpus.shortage import ShortCorpusError

from .coherence import check_n_terms, rank_terms
from .model import NMFTopics

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import sparray, spmatrix

PASSES: Final = 2000  # of a fit: samples may converge more slowly than the whole
BAND: Final = (0.05, 0.95)  # of the samples lies between the bounds


def measure_stability(
    X: ArrayLike | sparray | spmatrix,
    n_topics: int,
    *,
    n_terms: int = 10,
    n_samples: int = 20,
    sample_size: float = 0.8,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""
    Measure how far each topic comes back when documents are left out.

    The topics of all documents are matched with those of random samples of the documents, so that the sum of their
    agreement is largest [1]_. The agreement of two topics is the average Jaccard similarity of their top terms,

    .. math:: \frac{1}{t} \sum_{d=1}^{t} \frac{|A_d \cap B_d|}{|A_d \cup B_d|}

    where :math:`A_d` and :math:`B_d` are the d heaviest terms of each, so that the first terms count most.

    Parameters
    ----------
    X : array or sparse matrix of shape (n_docs, n_columns)
        Weights of the documents, such as `weight_dtm` gives.
    n_topics : int
        Number of topics.
    n_terms : int, default 10
        Top terms to compare, the t of the formula.
    n_samples : int, default 20
        Samples to fit.
    sample_size : float, default 0.8
        Share of the documents in a sample, drawn without replacement.
    random_state : int, default 0
        Seed of the samples, and of the fits.

    Returns
    -------
    table : DataFrame of n_topics rows
        ``topic``, as ``NMFTopics(n_topics, random_state=random_state)`` numbers them; ``stability``, the mean agreement
        with the samples, 0 for no common term and 1 for the same terms in the same order; ``low`` and ``high``, between
        which the agreement with 90% of the samples lies.

    Raises
    ------
    ValueError
        If an option is out of range, or a sample holds fewer documents than topics.

    References
    ----------
    .. [1] Greene, D., O'Callaghan, D. and Cunningham, P. (2014). How many topics? Stability analysis for topic models.
       Machine Learning and Knowledge Discovery in Databases, LNCS 8724, 498-513. doi:10.1007/978-3-662-44848-9_32

    Examples
    --------
    >>> X = np.kron(np.eye(2), np.ones((10, 1)) * [3.0, 2.0, 1.0])
    >>> measure_stability(X, 2, n_terms=3)
       topic  stability  low  high
    0      0        1.0  1.0   1.0
    1      1        1.0  1.0   1.0

    """
    design = Resampling(n_terms, n_samples, sample_size, random_state)
    _, ranked = design.refit(check_array(X, accept_sparse="csr", dtype=[np.float32, np.float64]), n_topics)
    agreement = np.array([match_topics(ranked[0], sample) for sample in ranked[1:]])
    low, high = np.quantile(agreement, BAND, axis=0)
    topics = np.arange(n_topics)
    return pd.DataFrame({"topic": topics, "stability": agreement.mean(axis=0), "low": low, "high": high})


@dataclasses.dataclass(frozen=True)
class Resampling:
    """
    How topics are fitted again on other documents.

    Attributes
    ----------
    n_terms : int
        Top terms of a topic that are looked at.
    n_samples : int
        Samples of the documents.
    sample_size : float
        Share of the documents in a sample.
    random_state : int
        Seed of the samples, and of the fits.

    """

    n_terms: int
    n_samples: int
    sample_size: float
    random_state: int

    def __post_init__(self) -> None:
        check_n_terms(self.n_terms)
        if isinstance(self.n_samples, bool) or not isinstance(self.n_samples, int | np.integer) or self.n_samples < 1:
            msg = f"`n_samples` is {self.n_samples!r}, but must be an int of 1 or more."
            raise ValueError(msg)
        if not 0 < self.sample_size < 1:
            msg = f"`sample_size` is {self.sample_size!r}, but must lie between 0 and 1, such as 0.8."
            raise ValueError(msg)

    def check_size(self, n_docs: int, n_topics: int) -> None:
        """
        Refuse more topics than a sample holds documents.

        Parameters
        ----------
        n_docs : int
            Number of documents.
        n_topics : int
            Number of topics.

        Raises
        ------
        ShortCorpusError
            If there are too few documents.

        """
        n_kept = int(self.sample_size * n_docs)
        if isinstance(n_topics, Integral) and n_topics > n_kept:
            msg = (
                f"{n_topics} topics need at least {n_topics} documents in a sample, but {self.sample_size:.0%} of "
                f"{n_docs} documents are {n_kept}. Ask for fewer topics or gather more articles."
            )
            raise ShortCorpusError(msg)

    def refit(
        self,
        X: Any,
        n_topics: int,
        *,
        after_each: Callable[[], object] = lambda: None,
    ) -> tuple[NMFTopics, NDArray[np.int64]]:
        """
        Fit topics on all documents and on each sample, which is the same for any number of topics.

        Parameters
        ----------
        X : array or csr_array of shape (n_docs, n_columns)
            Weights of the documents.
        n_topics : int
            Number of topics.
        after_each : callable
            What to call after each fit.

        Returns
        -------
        model : NMFTopics
            The model of all documents.
        ranked : int64 array of shape (1 + n_samples, n_topics, n_terms)
            Top terms of the topics of all documents and of each sample, as `rank_terms` gives them.

        """
        n_docs = X.shape[0]
        self.check_size(n_docs, n_topics)
        rng = np.random.default_rng(self.random_state)
        model = NMFTopics(n_topics, max_iter=PASSES, random_state=self.random_state)
        ranked = [rank_terms(model.fit(X).components_, self.n_terms)]
        after_each()
        for _ in range(self.n_samples):
            kept = np.sort(rng.permutation(n_docs)[: int(self.sample_size * n_docs)])
            ranked.append(rank_terms(clone(model).fit(X[kept]).components_, self.n_terms))
            after_each()
        return model, np.array(ranked)


def match_topics(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
    """
    Agreement of each topic of a model with its match in another.

    Parameters
    ----------
    one, other : int64 arrays of shape (n_topics, t)
        Top terms of each topic, as `rank_terms` gives them.

    Returns
    -------
    agreement : float64 array of shape (n_topics,)
        Average Jaccard similarity of each topic of `one` with the topic of `other` that it is matched with.

    """
    depths = np.arange(1, one.shape[1] + 1)
    is_same = (one[:, None, :, None] == other[None, :, None, :]) & (one >= 0)[:, None, :, None]
    deeper = np.maximum(depths[:, None], depths)  # at which depth both lists hold a term that stands at these places
    common = np.array([(is_same & (deeper <= depth)).sum(axis=(2, 3)) for depth in depths])
    n_one, n_other = ((np.cumsum(ranked >= 0, axis=1)).T for ranked in (one, other))
    union = n_one[:, :, None] + n_other[:, None, :] - common
    agreement = np.divide(common, union, out=np.zeros(common.shape), where=union > 0).mean(axis=0)
    rows, columns = linear_sum_assignment(agreement, maximize=True)
    matched: NDArray[np.float64] = agreement[rows, columns]
    return matched
