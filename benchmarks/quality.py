"""How much of the weights a factorization explains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from sklearn.decomposition import non_negative_factorization

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK: Final = 20_000  # documents in double precision at a time


def explained_variance(weights: Any, amounts: NDArray[Any], topics: NDArray[Any]) -> float:
    """
    1 - ||X - W H||^2 / ||X||^2 in double precision, without ever writing out W H.

    `weights` (X) is csr of shape (n_docs, n_terms), `amounts` (W) of (n_docs, n_topics), `topics` (H) of
    (n_topics, n_terms).
    """
    topics = topics.astype(np.float64)
    products = topics @ topics.T
    total = error = 0.0
    for begin in range(0, weights.shape[0], BLOCK):
        block = weights[begin : begin + BLOCK].astype(np.float64)
        some = amounts[begin : begin + BLOCK].astype(np.float64)
        squares = float(block.data @ block.data)
        total += squares
        error += squares - 2 * float(np.sum((block @ topics.T) * some)) + float(np.sum((some.T @ some) * products))
    return 1 - error / total


def best_amounts(weights: Any, topics: NDArray[Any]) -> NDArray[Any]:
    """
    Amounts W >= 0 that explain the weights best by given topics, by scikit-learn's solver run to a fine tolerance.

    Peers that scale their topics otherwise, or give no amounts, are compared by these.
    """
    lengths = np.maximum(np.linalg.norm(topics, axis=1), 1e-30)
    unit = np.ascontiguousarray(topics / lengths[:, None], weights.dtype)
    found, _, _ = non_negative_factorization(
        weights, H=unit, n_components=len(unit), update_H=False, init="custom", tol=1e-5, max_iter=500
    )
    amounts: NDArray[Any] = found / lengths
    return amounts
