"""A tree of documents by the elements of their frames, cut into clusters."""

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
