"""What speaks for one number of topics or another."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.utils.validation import check_array

from .coherence import score_coherence
from .stability import BAND, Resampling, match_topics

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import sparray, spmatrix

    from .model import NMFTopics


def choose_n_topics(
    X: ArrayLike | sparray | spmatrix,
    candidates: Iterable[int],
    *,
    n_terms: int = 10,
    n_samples: int = 20,
    sample_size: float = 0.8,
    random_state: int = 0,
) -> pd.DataFrame:
    """
    Compare numbers of topics by how coherent and how stable the topics are.

    There is no right number, and the table names none: it says where topics hold together and where they come back.
    For each candidate, topics are fitted on all documents and on random samples of them. A number that stands out from
    its neighbours on both measures is worth reading first; where none does, let the purpose decide, and report that
    the conclusion holds for more than one.

    Parameters
    ----------
    X : array or sparse matrix of shape (n_docs, n_columns)
        Weights of the documents, such as `weight_dtm` gives.
    candidates : iterable of int
        Numbers of topics to compare.
    n_terms : int, default 10
        Top terms of a topic that are looked at.
    n_samples : int, default 20
        Samples to fit for each candidate, the same for all.
    sample_size : float, default 0.8
        Share of the documents in a sample, drawn without replacement.
    random_state : int, default 0
        Seed of the samples, and of the fits.

    Returns
    -------
    table : DataFrame of n_candidates rows, in the order of `candidates`
        ``n_topics``; ``coherence``, the mean of `measure_coherence` over the topics, and ``stability``, the mean of
        `measure_stability`, each with ``_low`` and ``_high``, between which 90% of the samples lie; ``weakest``, the
        stability of the least stable topic; ``explained``, the share of the sum of squares of `X` that the topics
        explain, which rises with every topic added.

    Raises
    ------
    ValueError
        If there are no candidates, one is no int of 1 or more, an option is out of range, or a sample holds fewer
        documents than topics.

    See Also
    --------
    measure_coherence, measure_stability : The measures, for each topic, with their sources.

    Examples
    --------
    >>> X = np.kron(np.diag([3.0, 2.0, 1.0]), np.ones((10, 1)) * [3.0, 2.0, 1.0])
    >>> table = choose_n_topics(X, [2, 3], n_terms=3)
    >>> table[["n_topics", "coherence", "stability", "explained"]].round(2)
       n_topics  coherence  stability  explained
    0         2        1.0        1.0       0.93
    1         3        1.0        1.0       1.00

    """
    from tqdm import tqdm  # noqa: PLC0415

    design = Resampling(n_terms, n_samples, sample_size, random_state)
    weights = check_array(X, accept_sparse="csr", dtype=[np.float32, np.float64])
    numbers = list(candidates)
    _check_candidates(numbers)
    for n_topics in numbers:
        design.check_size(weights.shape[0], n_topics)
    total = len(numbers) * (1 + n_samples)
    with tqdm(total=total, unit="fit", disable=not sys.stderr.isatty(), leave=False) as bar:
        rows = [_judge(weights, *design.refit(weights, n_topics, after_each=bar.update)) for n_topics in numbers]
    return pd.DataFrame(rows)


def _check_candidates(numbers: list[int]) -> None:
    """Refuse an empty list and what is no number of topics."""
    if not numbers:
        msg = "`candidates` is empty. Name at least one number of topics, such as [5, 10, 15]."
        raise ValueError(msg)
    wrong = [n for n in numbers if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 1]
    if wrong:
        msg = f"`candidates` holds {wrong[:3]}, but must be ints of 1 or more."
        raise ValueError(msg)


def _judge(X: Any, model: NMFTopics, ranked: NDArray[np.int64]) -> dict[str, float]:
    """Row of one candidate, from its model and the top terms of all fits, shape (1 + n_samples, n_topics, n_terms)."""
    occurs = sparse.csr_array(X)
    coherence = np.array([_mean(score_coherence(terms, occurs)) for terms in ranked])
    agreement = np.array([match_topics(ranked[0], sample) for sample in ranked[1:]])
    (coherence_low, stability_low), (coherence_high, stability_high) = np.quantile(
        [coherence[1:], agreement.mean(axis=1)], BAND, axis=1
    )
    squares = float((occurs.data.astype(np.float64) ** 2).sum())
    return {
        "n_topics": len(ranked[0]),
        "coherence": coherence[0],
        "coherence_low": coherence_low,
        "coherence_high": coherence_high,
        "stability": agreement.mean(),
        "stability_low": stability_low,
        "stability_high": stability_high,
        "weakest": agreement.mean(axis=0).min(),
        "explained": 1 - model.reconstruction_err_**2 / squares if squares else np.nan,
    }


def _mean(values: NDArray[np.float64]) -> float:
    """Mean of those that are not missing."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else np.nan
