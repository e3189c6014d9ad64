"""How many clusters of frame elements there are, and which of them come back in other documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .elements import check_n_clusters, cut_tree, find_centres, scale_elements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .elements import Floats, Ints


def choose_n_clusters(
    elements: pd.DataFrame,
    *,
    candidates: Sequence[int] = range(1, 11),
    min_share: float = 0.05,
    n_resamples: int = 20,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""
    Compare numbers of clusters with what chance would give.

    The gap [1]_ says how much tighter the clusters are than those of elements that each document has by chance: with
    :math:`W_k` the sum of squared distances to the centres of k clusters, and :math:`W^*_k` that of elements whose
    columns are shuffled, each by itself,

    .. math:: \text{gap}_k = \overline{\ln W^*_k} - \ln W_k

    The choice is the smallest k whose gap is at least that of the next candidate less its standard error.

    Parameters
    ----------
    elements : DataFrame of shape (n_docs, n_elements), indexed by ``doc_id``
        As for `cluster_elements`.
    candidates : sequence of int, default 1 to 10
        Numbers of clusters to compare; those that exceed the different combinations of elements are left out.
    min_share : float, default 0.05
        As for `cluster_elements`.
    n_resamples : int, default 20
        Shuffles, at least 2.
    random_state : int, default 0
        Seed of the shuffles.

    Returns
    -------
    table : DataFrame of n_candidates rows
        ``n_clusters``; ``gap`` and its ``error``; ``silhouette``, how much nearer documents are to their own cluster
        than to the next, up to 1 (missing for one cluster); ``is_chosen``, True in one row.

    Raises
    ------
    TypeError, ValueError
        As `cluster_elements`, and if `n_resamples` is below 2 or there is no candidate.

    Notes
    -----
    With planted clusters of 200 documents and 15 elements, of which a document has those of its cluster with a chance
    of 0.7 to 0.9 and others of 0.05 to 0.15, NOTE.

    References
    ----------
    .. [1] Tibshirani, R., Walther, G. and Hastie, T. (2001). Estimating the number of clusters in a data set via the gap
       statistic. Journal of the Royal Statistical Society B 63(2), 411-423. doi:10.1111/1467-9868.00293

    Examples
    --------
    >>> elements = pd.DataFrame({"crime": [1, 1, 1, 0, 0, 0] * 5, "treaty": [0, 0, 0, 1, 1, 1] * 5})
    >>> choose_n_clusters(elements)[["n_clusters", "is_chosen"]]
       n_clusters  is_chosen
    0           1      False
    1           2       True

    """
    points = scale_elements(elements, min_share)
    if n_resamples < 2:
        msg = f"`n_resamples` is {n_resamples!r}, but must be 2 or more."
        raise ValueError(msg)
    n_kinds = len(np.unique(points, axis=0))
    sizes = sorted({int(size) for size in candidates if 1 <= size <= n_kinds})
    if not sizes:
        msg = f"`candidates` is {list(candidates)}, but needs a number from 1 to {n_kinds}, the different documents."
        raise ValueError(msg)
    found = cut_tree(points, sizes, random_state)
    rng = np.random.default_rng(random_state)
    chance = np.array([_measure_chance(points, sizes, rng) for _ in range(n_resamples)])
    gap = chance.mean(axis=0) - np.array([_log_spread(points, labels) for labels in found])
    error = chance.std(axis=0, ddof=1) * np.sqrt(1 + 1 / n_resamples)
    enough = [*(gap[:-1] >= gap[1:] - error[1:]), True]
    silhouettes = [_measure_silhouette(points, labels, random_state) for labels in found]
    table = pd.DataFrame({"n_clusters": sizes, "gap": gap, "error": error, "silhouette": silhouettes})
    return table.assign(is_chosen=np.arange(len(sizes)) == enough.index(True))


def pick_n_clusters(table: pd.DataFrame) -> int:
    """
    Chosen number of a table of `choose_n_clusters`.

    Parameters
    ----------
    table : DataFrame
        ``n_clusters`` and ``is_chosen``.

    Returns
    -------
    n_clusters : int
        The number.

    """
    return int(table.loc[table["is_chosen"], "n_clusters"].iloc[0])


def measure_cluster_stability(
    elements: pd.DataFrame,
    clusters: pd.DataFrame,
    *,
    min_share: float = 0.05,
    n_resamples: int = 100,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""
    Measure how far each cluster comes back when documents are drawn anew.

    Documents are drawn with replacement and clustered into the same number; the stability of a cluster is the mean over
    the draws of its largest Jaccard similarity to a cluster of the draw, over the documents that were drawn [1]_. As a
    rule of thumb, a cluster below 0.6 is not to be trusted, one from 0.75 on is, and one from 0.85 on is very steady.

    Parameters
    ----------
    elements : DataFrame of shape (n_docs, n_elements), indexed by ``doc_id``
        What was clustered.
    clusters : DataFrame
        ``doc_id`` and ``cluster`` of the same documents, as `cluster_elements` gives; rows are matched by ``doc_id``.
    min_share : float, default 0.05
        As for `cluster_elements`.
    n_resamples : int, default 100
        Draws, at least 1.
    random_state : int, default 0
        Seed of the draws.

    Returns
    -------
    table : DataFrame of n_clusters rows
        ``cluster``; ``n`` (documents); ``stability``; ``low`` and ``high``, between which 90% of the draws lie.

    Raises
    ------
    TypeError, ValueError
        As `cluster_elements`, and if `clusters` lacks a column or a document.

    References
    ----------
    .. [1] Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics & Data Analysis
       52(1), 258-271. doi:10.1016/j.csda.2006.11.025

    Examples
    --------
    >>> elements = pd.DataFrame({"crime": [1, 1, 1, 0, 0, 0] * 5, "treaty": [0, 0, 0, 1, 1, 1] * 5})
    >>> from mediakit.framing.elements import cluster_elements
    >>> measure_cluster_stability(elements, cluster_elements(elements, n_clusters=2))[["cluster", "n", "stability"]]
       cluster   n  stability
    0        1  15        1.0
    1        2  15        1.0

    """
    points = scale_elements(elements, min_share)
    if n_resamples < 1:
        msg = f"`n_resamples` is {n_resamples!r}, but must be 1 or more."
        raise ValueError(msg)
    cluster = match_clusters(elements, clusters)
    names, labels = np.unique(cluster, return_inverse=True)
    check_n_clusters(points, len(names))
    rng = np.random.default_rng(random_state)
    overlaps = np.full((n_resamples, len(names)), np.nan)
    for draw in overlaps:
        drawn = rng.integers(len(points), size=len(points))
        n_kinds = len(np.unique(points[drawn], axis=0))
        again = cut_tree(points[drawn], [min(len(names), n_kinds)], random_state)[0]
        once, place = np.unique(drawn, return_index=True)
        draw[:] = _match_sets(labels[once], again[place], len(names))
    low, high = np.nanquantile(overlaps, [0.05, 0.95], axis=0)
    table = {"cluster": names, "n": np.bincount(labels), "stability": np.nanmean(overlaps, axis=0)}
    return pd.DataFrame({**table, "low": low, "high": high})


def match_clusters(elements: pd.DataFrame, clusters: pd.DataFrame) -> NDArray[np.int64]:
    """
    Cluster of each document of the elements, found by ``doc_id``.

    Parameters
    ----------
    elements : DataFrame of n_docs rows, indexed by ``doc_id``
        What was clustered.
    clusters : DataFrame
        ``doc_id`` and ``cluster``.

    Returns
    -------
    cluster : array of shape (n_docs,)
        In the order of `elements`.

    Raises
    ------
    ValueError
        If a column is missing, or a document is not in `clusters` or there twice.

    """
    missing = [name for name in ("doc_id", "cluster") if name not in clusters.columns]
    if missing:
        msg = f"clusters has no columns {missing}, only {list(clusters.columns)}. Take those of cluster_elements."
        raise ValueError(msg)
    own = clusters[clusters["doc_id"].isin(elements.index)]
    is_lost = ~elements.index.isin(own["doc_id"])
    if is_lost.any() or own["doc_id"].duplicated().any():
        examples = [*elements.index[is_lost], *own.loc[own["doc_id"].duplicated(), "doc_id"]][:3]
        msg = (
            f"clusters must hold each document of elements once; {is_lost.sum()} of {len(elements)} are not there and "
            f"{own['doc_id'].duplicated().sum()} rows repeat one, such as doc_id {examples}."
        )
        raise ValueError(msg)
    return own.set_index("doc_id")["cluster"].reindex(elements.index).to_numpy()


def _match_sets(labels: Ints, again: Ints, n_clusters: int) -> Floats:
    """Largest Jaccard similarity of each cluster to one of the draw; missing where none of its documents was drawn."""
    both = np.zeros((n_clusters, int(again.max()) + 1))
    np.add.at(both, (labels, again), 1)
    union = both.sum(axis=1, keepdims=True) + both.sum(axis=0) - both
    is_drawn = both.sum(axis=1) > 0
    overlap = np.divide(both, union, out=np.zeros(both.shape), where=union > 0).max(axis=1)
    return np.where(is_drawn, overlap, np.nan)


def _measure_chance(points: Floats, sizes: list[int], rng: np.random.Generator) -> Floats:
    """Logarithm of the spread within clusters of shuffled columns, for each number of clusters."""
    shuffled = np.column_stack([rng.permutation(column) for column in points.T])
    n_kinds = len(np.unique(shuffled, axis=0))
    found = cut_tree(shuffled, [min(size, n_kinds) for size in sizes], 0)
    return np.array([_log_spread(shuffled, labels) for labels in found])


def _log_spread(points: Floats, labels: Ints) -> float:
    """Logarithm of the sum of squared distances to the centres."""
    spread = ((points - find_centres(points, labels)[labels]) ** 2).sum()
    return float(np.log(max(spread, 1e-3 * len(points) / points.shape[1])))


def _measure_silhouette(points: Floats, labels: Ints, random_state: int) -> float:
    """Mean silhouette of at most 1,000 documents; missing for one cluster, or as many as documents."""
    from sklearn.metrics import silhouette_score  # noqa: PLC0415

    kept = np.random.default_rng(random_state).permutation(len(points))[:1000]
    n_clusters = len(np.unique(labels[kept]))
    if not 1 < n_clusters < len(kept):
        return np.nan
    return float(silhouette_score(points[kept], labels[kept]))
