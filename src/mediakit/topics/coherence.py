"""Whether the terms of a topic occur in the same documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.utils.validation import check_is_fitted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediakit.text.dtm import DocumentTermMatrix

    from .model import NMFTopics


def measure_coherence(model: NMFTopics, dtm: DocumentTermMatrix, *, n_terms: int = 10) -> pd.DataFrame:
    r"""
    Measure how far the top terms of each topic occur in the same documents.

    The coherence of a topic is the mean, over all pairs of its top terms, of the normalized pointwise mutual
    information

    .. math:: \mathrm{npmi}_{ij} = \frac{\ln (p_{ij} / (p_i \, p_j))}{-\ln p_{ij}}

    where :math:`p_i` is the share of documents that hold term i and :math:`p_{ij}` of those that hold both. Among the
    measures that were compared with the judgement of readers it came near the best [1]_ [2]_.

    Parameters
    ----------
    model : NMFTopics
        A fitted model of n_topics topics.
    dtm : DocumentTermMatrix
        Counts over the same terms, shape (n_docs, n_terms): of the documents that the model was fitted on,
        or of others.
    n_terms : int, default 10
        Top terms of a topic that make the pairs, 2 or more.

    Returns
    -------
    table : DataFrame of n_topics rows
        ``topic`` (from 0) and ``coherence``: 1 for terms that only occur together, 0 for independent ones, -1 for
        terms that never meet. Missing for a topic of fewer than two terms.

    Raises
    ------
    NotFittedError
        If the model is not fitted.
    ValueError
        If `dtm` has other terms than the model, or `n_terms` is less than 2.

    References
    ----------
    .. [1] Lau, J. H., Newman, D. and Baldwin, T. (2014). Machine reading tea leaves: automatically evaluating topic
       coherence and topic model quality. Proceedings of EACL 2014, 530-539. doi:10.3115/v1/E14-1056
    .. [2] Röder, M., Both, A. and Hinneburg, A. (2015). Exploring the space of topic coherence measures. Proceedings of
       WSDM 2015, 399-408. doi:10.1145/2684822.2685324

    Examples
    --------
    >>> from mediakit.text.dtm import build_dtm, weight_dtm
    >>> from mediakit.text.tokens import tokenize
    >>> from mediakit.topics.model import NMFTopics
    >>> texts = ["spy agency", "spy agency", "border pact", "border pact", "border spy"]
    >>> dtm = build_dtm(tokenize(pd.DataFrame({"text": texts})))
    >>> model = NMFTopics(2).fit(weight_dtm(dtm))
    >>> measure_coherence(model, dtm, n_terms=2).round(2)
       topic  coherence
    0      0       0.56
    1      1       0.56

    """
    check_is_fitted(model)
    check_n_terms(n_terms)
    n_columns = model.components_.shape[1]
    if dtm.n_terms != n_columns:
        msg = (
            f"`dtm` holds {dtm.n_terms} terms, but the model was fitted on {n_columns}. Pass the matrix of the same "
            "terms."
        )
        raise ValueError(msg)
    coherence = score_coherence(rank_terms(model.components_, n_terms), dtm.counts)
    return pd.DataFrame({"topic": np.arange(len(coherence)), "coherence": coherence})


def check_n_terms(n_terms: int) -> None:
    """
    Refuse a number of top terms that makes no pair.

    Parameters
    ----------
    n_terms : int
        The number.

    Raises
    ------
    ValueError
        If it is no int of 2 or more.

    """
    if isinstance(n_terms, bool) or not isinstance(n_terms, int | np.integer) or n_terms < 2:
        msg = f"`n_terms` is {n_terms!r}, but must be an int of 2 or more."
        raise ValueError(msg)


def rank_terms(components: NDArray[np.floating], n: int) -> NDArray[np.int64]:
    """
    Columns of the heaviest terms of each topic.

    Parameters
    ----------
    components : array of shape (n_topics, n_terms)
        Weight of each term in each topic.
    n : int
        Terms to rank.

    Returns
    -------
    ranked : int64 array of shape (n_topics, n)
        Heaviest first, equal weights by column; -1 where a topic has no more terms of a weight above 0.

    """
    order = np.argsort(-components, axis=1, kind="stable")[:, :n]
    ranked = np.where(np.take_along_axis(components, order, 1) > 0, order, -1)
    return np.pad(ranked, ((0, 0), (0, n - ranked.shape[1])), constant_values=-1)


def score_coherence(ranked: NDArray[np.int64], X: Any) -> NDArray[np.float64]:
    """
    Mean normalized pointwise mutual information of the ranked terms of each topic.

    Parameters
    ----------
    ranked : int64 array of shape (n_topics, n)
        What `rank_terms` gives.
    X : sparse array of shape (n_docs, n_terms)
        A term occurs in a document where this is not 0.

    Returns
    -------
    coherence : float64 array of shape (n_topics,)
        Missing for a topic of fewer than two terms.

    """
    columns, place = np.unique(ranked, return_inverse=True)
    place = place.reshape(ranked.shape) - int(columns[0] < 0)
    occurs = sparse.csr_array(X)[:, columns[columns >= 0]].astype(bool).astype(np.float64)
    together = (occurs.T @ occurs).toarray() / X.shape[0]
    alone = together.diagonal()
    ratio = np.divide(together, np.outer(alone, alone), out=np.ones_like(together), where=together > 0)
    surprise = -np.log(np.where(together > 0, together, 1.0))
    npmi = np.divide(np.log(ratio), surprise, out=np.zeros_like(together), where=surprise > 0)
    npmi[together == 0] = -1.0
    upper = np.triu(np.ones((ranked.shape[1],) * 2, bool), k=1)
    is_pair = (place[:, :, None] >= 0) & (place[:, None, :] >= 0) & upper
    sums = np.where(is_pair, npmi[place[:, :, None], place[:, None, :]], 0.0).sum(axis=(1, 2)) if npmi.size else 0.0
    n_pairs = is_pair.sum(axis=(1, 2))
    coherence: NDArray[np.float64] = np.divide(sums, n_pairs, out=np.full(len(ranked), np.nan), where=n_pairs > 0)
    return coherence
