"""What the clusters of frame elements are made of, and which documents to read for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mediakit.trust.proportions import bound_proportions

from .element_choice import match_clusters
from .element_tree import check_elements

if TYPE_CHECKING:
    from .element_tree import Floats


def describe_clusters(elements: pd.DataFrame, clusters: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """
    Describe each cluster by the share of its documents that have each element, beside that of all others.

    Parameters
    ----------
    elements : DataFrame of shape (n_docs, n_elements), indexed by ``doc_id``
        What was clustered. A document has an element if the number is not 0.
    clusters : DataFrame
        ``doc_id`` and ``cluster``, as `cluster_elements` gives; rows are matched by ``doc_id``.
    confidence : float, default 0.95
        How often intervals hold the truth.

    Returns
    -------
    profile : DataFrame of shape (n_clusters * n_elements, 11)
        ``cluster``; ``n`` (documents); ``element``; ``share`` in the cluster, with ``low`` and ``high`` (Wilson's
        interval); ``share_outside`` with ``low_outside`` and ``high_outside``, missing if there is one cluster;
        ``difference`` of the shares; and ``mean``, the mean number in the cluster. By cluster, the largest difference
        first. The clusters were made from these elements: that shares differ is no evidence that the clusters exist.

    Raises
    ------
    TypeError, ValueError
        If elements or clusters are not as for `cluster_elements`, or `confidence` is not between 0 and 1.

    Examples
    --------
    >>> elements = pd.DataFrame({"crime": [1, 1, 1, 0], "treaty": [0, 1, 0, 1]}, index=list("abcd"))
    >>> clusters = pd.DataFrame({"doc_id": list("abcd"), "cluster": [1, 1, 1, 2]})
    >>> describe_clusters(elements, clusters)[["cluster", "element", "share", "low", "high", "share_outside"]].round(2)
       cluster element  share   low  high  share_outside
    0        1   crime   1.00  0.44  1.00           0.00
    1        1  treaty   0.33  0.06  0.79           1.00
    2        2  treaty   1.00  0.21  1.00            0.33
    3        2   crime   0.00  0.00  0.79           1.00

    """
    check_elements(elements)
    if not 0 < confidence < 1:
        msg = f"`confidence` is {confidence!r}, but must lie between 0 and 1, such as 0.95."
        raise ValueError(msg)
    cluster = match_clusters(elements, clusters)
    values = elements.to_numpy(np.float64)
    parts = []
    for name in np.unique(cluster):
        is_in = cluster == name
        share, low, high = _bound_shares(values[is_in], confidence)
        other, low_other, high_other = _bound_shares(values[~is_in], confidence)
        part = {
            "cluster": name,
            "n": is_in.sum(),
            "element": elements.columns,
            "share": share,
            "low": low,
            "high": high,
        }
        part |= {"share_outside": other, "low_outside": low_other, "high_outside": high_other}
        part |= {"difference": share - other, "mean": values[is_in].mean(axis=0)}
        parts.append(pd.DataFrame(part).sort_values(["difference", "share"], ascending=False, kind="stable"))
    return pd.concat(parts, ignore_index=True)


def _bound_shares(values: Floats, confidence: float) -> tuple[Floats, Floats, Floats]:
    """Share of the documents that have each element, and its bounds; missing where there are no documents."""
    if not len(values):
        return (np.full(values.shape[1], np.nan),) * 3
    share = (values != 0).mean(axis=0)
    return share, *bound_proportions(share, np.full(len(share), float(len(values))), confidence)


def top_cluster_documents(clusters: pd.DataFrame, *, n: int = 5) -> pd.DataFrame:
    """
    Find the documents that are most typical of each cluster, to read and to name the frame by.

    Parameters
    ----------
    clusters : DataFrame
        ``doc_id cluster distance``, as `cluster_elements` gives.
    n : int, default 5
        Documents of each cluster.

    Returns
    -------
    table : DataFrame
        ``cluster``, ``rank`` from 1, ``doc_id`` and ``distance``, the nearest to the centre first; documents that are
        equally near are in order of ``doc_id``.

    Raises
    ------
    ValueError
        If a column is missing or `n` is below 1.

    Examples
    --------
    >>> clusters = pd.DataFrame({"doc_id": list("abc"), "cluster": [1, 1, 2], "distance": [0.5, 0.2, 0.0]})
    >>> top_cluster_documents(clusters, n=1)
       cluster  rank doc_id  distance
    0        1     1      b       0.2
    1        2     1      c       0.0

    """
    missing = [name for name in ("doc_id", "cluster", "distance") if name not in clusters.columns]
    if missing:
        msg = f"clusters has no columns {missing}, only {list(clusters.columns)}. Take those of cluster_elements."
        raise ValueError(msg)
    if n < 1:
        msg = f"`n` is {n!r}, but must be 1 or more."
        raise ValueError(msg)
    rounded = clusters.assign(near=clusters["distance"].round(9))
    ordered = rounded.sort_values(["cluster", "near", "doc_id"], kind="stable")
    ranked = ordered.assign(rank=ordered.groupby("cluster").cumcount() + 1)
    return ranked.loc[ranked["rank"] <= n, ["cluster", "rank", "doc_id", "distance"]].reset_index(drop=True)
