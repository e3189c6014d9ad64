"""Where a factorization starts: from the singular vectors of a sample of the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from .documents import pad_width

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .solver import Source
    from .team import Floats, Team

OVERSAMPLED: Final = 10  # columns beyond those wanted, which make the subspace found a better one
N_POWERS: Final = 6
FEW_DOCS: Final = 4096  # up to so many, more powers cost little, and with them no seed changes the subspace
N_POWERS_OF_FEW: Final = 16
SMALLEST: Final = 1e-6  # singular value, as a share of the largest, below which there is nothing but rounding


def start_topics(documents: Source, n_topics: int, team: Team, random_state: np.random.RandomState) -> Floats:
    r"""
    Give first topics from the leading singular vectors of the documents.

    The subspace is found by a random one and powers of :math:`X^T X` [1]_; each pair of singular vectors gives a topic
    by the heavier of its positive and its negative parts [2]_.

    Parameters
    ----------
    documents : Source
        Weighted documents.
    n_topics : int
        Number of topics.
    team : Team
        Who works.
    random_state : RandomState
        Draws the first subspace.

    Returns
    -------
    topics : array of shape (n_terms, width)
        Zero in the columns beyond `n_topics`, and in those for which the documents hold no dimension.

    References
    ----------
    .. [1] Halko, N., Martinsson, P. G. and Tropp, J. A. (2011). Finding structure with randomness: probabilistic
       algorithms for constructing approximate matrix decompositions. SIAM Review 53(2), 217-288.
       doi:10.1137/090771806
    .. [2] Boutsidis, C. and Gallopoulos, E. (2008). SVD based initialization: a head start for nonnegative matrix
       factorization. Pattern Recognition 41(4), 1350-1362. doi:10.1016/j.patcog.2007.09.010

    """
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    shape = (documents.n_terms, pad_width(n_topics + OVERSAMPLED))
    basis = random_state.standard_normal(shape).astype(documents.dtype)
    with threadpool_limits(1, user_api="blas"):  # whose threads could change a bit
        for _ in range(N_POWERS_OF_FEW if documents.n_docs <= FEW_DOCS else N_POWERS):
            basis = _orthonormalize(documents.project(basis).cross, team)
        ritz, rotation = np.linalg.eigh(team.multiply(basis, documents.project(basis).cross))
    largest = np.argsort(-ritz)[:n_topics]
    vectors = np.zeros((documents.n_terms, pad_width(n_topics)), documents.dtype)
    vectors[:, :n_topics] = team.rotate(basis, _pad_columns(rotation[:, largest]))[:, :n_topics]
    values = np.sqrt(np.maximum(ritz[largest], 0))
    squares = documents.project(vectors).squares
    return _take_parts(vectors, values, np.sqrt(squares[:, :n_topics]))


def _pad_columns(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Columns of zeros added up to a width that the kernels take."""
    padded = np.zeros((len(matrix), pad_width(matrix.shape[1])))
    padded[:, : matrix.shape[1]] = matrix
    return padded


def _orthonormalize(basis: Floats, team: Team) -> Floats:
    """Columns of length 1 at right angles that span the same; columns of zeros where there are fewer dimensions."""
    values, vectors = np.linalg.eigh(team.multiply(basis, basis))
    is_used = values > SMALLEST**2 * max(values.max(), np.finfo(np.float64).tiny)
    scale = np.divide(1.0, np.sqrt(np.maximum(values, 0)), out=np.zeros_like(values), where=is_used)
    return team.rotate(basis, vectors * scale)


def _take_parts(vectors: Floats, values: NDArray[Any], left: NDArray[np.float64]) -> Floats:
    """Heavier part of each pair of singular vectors; `left` holds the lengths of the parts of the left ones."""
    topics = np.zeros_like(vectors)
    for t, value in enumerate(values):
        if value <= SMALLEST * values[0]:
            break
        parts = np.maximum(vectors[:, t], 0), np.maximum(-vectors[:, t], 0)
        lengths = [float(np.sqrt(np.square(part, dtype=np.float64).sum())) for part in parts]
        side = int(left[1, t] * lengths[1] > left[0, t] * lengths[0])
        topics[:, t] = parts[side] * np.sqrt(left[side, t] / max(lengths[side], SMALLEST))
    return topics
