"""Frames as clusters: documents in which the same problem, cause, judgement and remedy come together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .element_choice import choose_n_clusters, pick_n_clusters
from .element_tree import check_n_clusters, cut_tree, find_centres, scale_elements


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
