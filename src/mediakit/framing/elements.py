"""Frames as clusters: documents in which the same problem, cause, judgement and remedy come together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

MOST: Final = 3000  # documents of which a tree is grown: its distances fill memory with their square
PASSES: Final = 100  # of moving documents to the nearest centre


def cluster_elements(
    elements: pd.DataFrame, *, n_clusters: int | None = None, min_share: float = 0.05, random_state: int = 0
) -> pd.DataFrame:
    """
    Cluster documents by the elements of their frames, so that each cluster is a frame found in the corpus.

    After Matthes and Kohring [1]_, who do not code frames but their elements, and find a frame where elements come
    together: a tree is grown with Ward's criterion [2]_ and cut; then documents move to the cluster with the nearest
    centre until none does, which mends early unions that the tree cannot undo.

    Parameters
    ----------
    elements : DataFrame of shape (n_docs, n_elements), indexed by ``doc_id``
        Hand codes or counts: columns of booleans, or of numbers. A column of 0 and 1 counts as it is; other numbers are
        divided by twice their standard deviation, so that they weigh about as much [3]_.
    n_clusters : int, optional
        Number of frames; by default that of `choose_n_clusters`, which may be 1: the elements then come together no
        more than by chance.
    min_share : float, default 0.05
        Elements that fewer documents have (with another number than 0), or that all have alike, are left out of the
        clustering, as in [1]_.
    random_state : int, default 0
        Seed of `choose_n_clusters`, and of the 3,000 documents of which the tree is grown where there are more.

    Returns
    -------
    clusters : DataFrame of n_docs rows, in the order of `elements`
        ``doc_id``; ``cluster``, from 1 for the largest; ``distance`` to the centre of the cluster, small in documents
        that are typical of it.

    Raises
    ------
    TypeError
        If a column holds neither numbers nor booleans.
    ValueError
        If there are fewer documents than clusters or fewer different ones, a ``doc_id`` stands twice, a number is
        missing or infinite, no element is left, or an option is out of range.

    References
    ----------
    .. [1] Matthes, J. and Kohring, M. (2008). The content analysis of media frames: toward improving reliability and
       validity. Journal of Communication 58(2), 258-279. doi:10.1111/j.1460-2466.2008.00384.x
    .. [2] Ward, J. H. (1963). Hierarchical grouping to optimize an objective function. Journal of the American
       Statistical Association 58(301), 236-244. doi:10.1080/01621459.1963.10500845
    .. [3] Gelman, A. (2008). Scaling regression inputs by dividing by two standard deviations. Statistics in Medicine
       27(15), 2865-2873. doi:10.1002/sim.3107

    Examples
    --------
    >>> elements = pd.DataFrame(
    ...     {"crime": [1, 1, 1, 0, 0], "police": [1, 1, 1, 0, 0], "treaty": [0, 0, 0, 1, 1]}, index=list("abcde")
    ... )
    >>> cluster_elements(elements, n_clusters=2)["cluster"].tolist()
    [1, 1, 1, 2, 2]

    """
    from .element_choice import choose_n_clusters, pick_n_clusters  # noqa: PLC0415 - which clusters, too

    points = scale_elements(elements, min_share)
    if n_clusters is None:
        table = choose_n_clusters(elements, min_share=min_share, random_state=random_state)
        n_clusters = pick_n_clusters(table)
    check_n_clusters(points, n_clusters)
    labels = cut_tree(points, [n_clusters], random_state)[0]
    order = np.argsort(-np.bincount(labels), kind="stable")
    rank = np.empty(n_clusters, np.int64)
    rank[order] = np.arange(n_clusters)
    centres = find_centres(points, labels)
    distance = np.linalg.norm(points - centres[labels], axis=1)
    return pd.DataFrame({"doc_id": elements.index, "cluster": rank[labels] + 1, "distance": distance})


def scale_elements(elements: pd.DataFrame, min_share: float) -> Floats:
    """
    Turn elements into points whose squared distances add up what two documents do not share.

    Parameters
    ----------
    elements : DataFrame of shape (n_docs, n_elements), indexed by ``doc_id``
        As for `cluster_elements`.
    min_share : float
        Elements that fewer documents have are left out.

    Returns
    -------
    points : float64 array of shape (n_docs, n_kept)
        Scaled columns.

    Raises
    ------
    TypeError, ValueError
        As `cluster_elements`.

    """
    check_elements(elements)
    if not 0 <= min_share < 1:
        msg = f"`min_share` is {min_share!r}, but must be 0 or more and below 1, such as 0.05."
        raise ValueError(msg)
    values = elements.to_numpy(np.float64)
    is_code = np.isin(values, (0, 1)).all(axis=0)
    spread = values.std(axis=0)
    is_kept = ((values != 0).mean(axis=0) >= min_share) & (spread > 1e-12)
    if not is_kept.any():
        msg = (
            f"None of {elements.shape[1]} elements differs between documents and is in {min_share:.0%} of them. Lower "
            "`min_share`, or code elements that fewer or more documents have."
        )
        raise ValueError(msg)
    points: Floats = values[:, is_kept] / np.where(is_code, 1, 2 * spread)[is_kept]
    return points


def cut_tree(points: Floats, sizes: list[int], random_state: int) -> list[Ints]:
    """
    Grow one tree with Ward's criterion and cut it at several numbers of clusters, then move documents to the nearest.

    Parameters
    ----------
    points : array of shape (n_docs, n_elements)
        Scaled elements.
    sizes : list of int
        Numbers of clusters, each at most the number of different points.
    random_state : int
        Seed of the documents of which the tree is grown where there are more than 3,000.

    Returns
    -------
    labels : list of int64 arrays of shape (n_docs,)
        Cluster of each document, from 0, for each number of clusters.

    """
    order = np.lexsort(points.T)  # so that ties, of which codes are full, do not hang on the order of documents
    found = _cut_sorted(points[order], sizes, random_state)
    back = np.argsort(order)
    return [labels[back] for labels in found]


def _cut_sorted(points: Floats, sizes: list[int], random_state: int) -> list[Ints]:
    """Labels of sorted points for each number of clusters."""
    from scipy.cluster import hierarchy  # noqa: PLC0415
    from scipy.spatial.distance import pdist  # noqa: PLC0415

    grown = np.arange(len(points))
    if len(points) > MOST:
        grown = np.sort(np.random.default_rng(random_state).permutation(len(points))[:MOST])
    if len(grown) == 1:
        return [np.zeros(1, np.int64) for _ in sizes]
    tree = hierarchy.linkage(pdist(points[grown]), "ward")
    found = []
    cuts = hierarchy.cut_tree(tree, n_clusters=sorted(set(sizes))).T.astype(np.int64)
    for first in (cuts[sorted(set(sizes)).index(size)] for size in sizes):
        labels = first if len(grown) == len(points) else _find_nearest(points, find_centres(points[grown], first))
        labels[grown] = first
        found.append(_move_points(points, labels))
    return found


def find_centres(points: Floats, labels: Ints) -> Floats:
    """
    Mean of the points of each cluster.

    Parameters
    ----------
    points : array of shape (n_docs, n_elements)
        Scaled elements.
    labels : int64 array of shape (n_docs,)
        Cluster of each document, from 0, none of them empty.

    Returns
    -------
    centres : array of shape (n_clusters, n_elements)
        Means.

    """
    n_clusters = int(labels.max()) + 1
    sums = np.stack([np.bincount(labels, column, n_clusters) for column in points.T], axis=1)
    return np.asarray(sums / np.bincount(labels, minlength=n_clusters)[:, None])


def _move_points(points: Floats, labels: Ints) -> Ints:
    """Move each point to the nearest centre until none moves, or until a cluster would be emptied."""
    for _ in range(PASSES):
        moved = _find_nearest(points, find_centres(points, labels))
        if (moved == labels).all() or len(np.unique(moved)) < labels.max() + 1:
            break
        labels = moved
    return labels


def _find_nearest(points: Floats, centres: Floats) -> Ints:
    """Number of the nearest centre; the first of those that are equally near."""
    squared = (centres**2).sum(axis=1) - 2 * points @ centres.T
    return np.asarray(squared.round(9).argmin(axis=1), np.int64)


def check_elements(elements: pd.DataFrame) -> None:
    """
    Refuse elements that cannot be clustered.

    Parameters
    ----------
    elements : DataFrame
        As for `cluster_elements`.

    Raises
    ------
    TypeError, ValueError
        As `cluster_elements`.

    """
    if elements.empty:
        msg = f"elements has {len(elements)} rows and {elements.shape[1]} columns. Give a row a document."
        raise ValueError(msg)
    if not elements.index.is_unique:
        twice = elements.index[elements.index.duplicated()].unique()
        msg = f"{len(twice)} doc_ids stand twice in elements, such as {twice[:3].tolist()}. Keep one row of each."
        raise ValueError(msg)
    strange = [name for name in elements.columns if not pd.api.types.is_numeric_dtype(elements[name])]
    if strange:
        msg = (
            f"{len(strange)} of {elements.shape[1]} columns of elements hold neither numbers nor booleans, such as "
            f"{strange[:3]}. Drop them, or spread names over columns with pandas.get_dummies."
        )
        raise TypeError(msg)
    is_broken = ~np.isfinite(elements.to_numpy(np.float64, na_value=np.nan)).all(axis=1)
    if is_broken.any():
        msg = (
            f"{is_broken.sum()} of {len(elements)} rows of elements have a number that is missing or infinite, such as "
            f"doc_id {elements.index[is_broken][:3].tolist()}. Fill in 0 where an element is absent."
        )
        raise ValueError(msg)


def check_n_clusters(points: Floats, n_clusters: int) -> None:
    """
    Refuse a number of clusters that the points cannot fill.

    Parameters
    ----------
    points : array of shape (n_docs, n_elements)
        Scaled elements.
    n_clusters : int
        Number of clusters.

    Raises
    ------
    ValueError
        If it is no int of 1 or more, or larger than the number of different points.

    """
    if isinstance(n_clusters, bool) or not isinstance(n_clusters, int | np.integer) or n_clusters < 1:
        msg = f"`n_clusters` is {n_clusters!r}, but must be an int of 1 or more."
        raise ValueError(msg)
    n_kinds = len(np.unique(points, axis=0))
    if n_clusters > n_kinds:
        msg = (
            f"`n_clusters` is {n_clusters}, but the {len(points)} documents have only {n_kinds} different combinations "
            "of elements. Ask for fewer clusters."
        )
        raise ValueError(msg)
