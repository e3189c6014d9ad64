"""Weighted documents in memory: passes over them on all processors, with sums that no number of threads changes."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from .descent import mix_rows, project_documents, update_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from .team import Floats, Team

MULTIPLE: Final = 8  # topics are padded to a multiple of it, the numbers of a vector register
MOST_LANES: Final = 4  # of documents, whose sums are made apart
CELLS_OF_SQUARING: Final = 1 << 20  # at a time
# Most sweeps over the topics of a document, and the share of the first one's gain at which it is left: where weights go
# on from those of the last pass, where they begin at zero, and where they are the last.
WARM_SWEEPS: Final = (4, 0.01)
COLD_SWEEPS: Final = (30, 1e-3)
LAST_SWEEPS: Final = (300, 1e-8)


def pad_width(n_topics: int) -> int:
    """Number of columns that hold so many topics."""
    return -(-n_topics // MULTIPLE) * MULTIPLE


@dataclasses.dataclass(frozen=True)
class Factor:
    """
    One side of the factorization, held fixed while the other is fitted.

    Attributes
    ----------
    matrix : array of shape (n_rows, width)
        Its rows: documents or terms; its columns: topics, padded with zeros.
    gram : array of shape (width, width)
        ``matrix.T @ matrix`` with the L2 penalty on its diagonal.
    inverse : array of shape (width,)
        One over the diagonal of `gram`, and zero where that is zero.
    l1 : float
        The L1 penalty.

    """

    matrix: Floats
    gram: Floats
    inverse: Floats
    l1: float


@dataclasses.dataclass(frozen=True)
class Sums:
    """
    What the topics are fitted from; sums over documents, so that those of parts of a corpus add up.

    Attributes
    ----------
    cross : array of shape (n_terms, width)
        ``X.T @ weights``.
    square : float64 array of shape (width, width)
        ``weights.T @ weights``.
    total : float
        Sum of the weights.

    """

    cross: Floats
    square: NDArray[np.float64]
    total: float

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.cross + other.cross, self.square + other.square, self.total + other.total)


@dataclasses.dataclass(frozen=True)
class Projection:
    """
    What the singular vectors are found from; sums over documents, too.

    Attributes
    ----------
    cross : array of shape (n_terms, width)
        ``X.T @ (X @ basis)``.
    squares : float64 array of shape (2, width)
        Squared lengths of the positive and of the negative parts of ``X @ basis``.

    """

    cross: Floats
    squares: NDArray[np.float64]

    def __add__(self, other: Projection) -> Projection:
        return Projection(self.cross + other.cross, self.squares + other.squares)


Sum = TypeVar("Sum", Sums, Projection)


def add_in_pairs(parts: Iterable[Sum]) -> Sum:
    """Sum in an order that depends on the number of parts alone, and keeps no more than one sum of each size."""
    waiting: list[tuple[int, Sum]] = []
    for part in parts:
        size, total = 1, part
        while waiting and waiting[-1][0] == size:
            total = waiting.pop()[1] + total
            size *= 2
        waiting.append((size, total))
    _, total = waiting.pop()
    while waiting:
        total = waiting.pop()[1] + total
    return total


class Documents:
    """
    Weighted documents in memory, and their topic weights: a `Source`.

    Parameters
    ----------
    X : csr_array of float32 or float64, shape (n_docs, n_terms)
        Weights of 0 or more.
    team : Team
        Who works.

    """

    def __init__(self, X: csr_array, team: Team) -> None:
        self.n_docs, self.n_terms = X.shape
        self.dtype = X.dtype
        self.matrix = X
        self._rows = (X.indptr.astype(np.int64, copy=False), X.indices.astype(np.int32, copy=False), X.data)
        self._team = team
        self._kept = self._fresh = np.empty((0, 0), X.dtype)

    @functools.cached_property
    def squared(self) -> float:
        """Sum of the squared weights of the terms."""
        values = self._rows[2]
        parts = np.array_split(values, 1 + len(values) // CELLS_OF_SQUARING)
        return float(sum(np.square(part, dtype=np.float64).sum() for part in parts))

    @property
    def weights(self) -> Floats:
        """Topic weights after `refit`, shape (n_docs, width)."""
        return self._kept

    def draw(self, share: float, seed: int) -> Documents:
        """Give a sample of about such a share; whether a document is in it depends on its terms and the seed alone."""
        numbers = np.empty(self.n_docs, np.uint64)
        mix_rows(self._rows[0], self._rows[1], seed, numbers)
        return Documents(self.matrix[np.flatnonzero(numbers < share * 2.0**64)], self._team)

    def project(self, basis: Floats) -> Projection:
        """Multiply the documents with a basis, and the result with the documents."""

        def add(first: int, last: int) -> tuple[Floats, NDArray[np.float64]]:
            cross, squares = np.zeros_like(basis), np.zeros((2, basis.shape[1]))
            project_documents(self._rows, first, last, basis, cross, squares)
            return cross, squares

        crosses, squares = zip(*self._map(add), strict=True)
        return Projection(self._reduce(crosses), np.sum(squares, axis=0))

    def add_up(self, topics: Factor) -> Sums:
        """Fit the weights from where they are, and give the sums; `keep` makes the next pass go on from there."""
        if self._kept.shape != (self.n_docs, topics.matrix.shape[1]):
            self._kept, self._fresh = (np.zeros((self.n_docs, topics.matrix.shape[1]), self.dtype) for _ in range(2))
        return self._pass(topics, self._kept, self._fresh, WARM_SWEEPS)

    def keep(self) -> None:
        """Go on from the weights of the last pass."""
        self._kept, self._fresh = self._fresh, self._kept

    def refit(self, topics: Factor, sweeps: tuple[int, float] = LAST_SWEEPS) -> Sums:
        """Fit the weights from zero until they stay, and give the sums."""
        self._kept = np.zeros((self.n_docs, topics.matrix.shape[1]), self.dtype)
        return self._pass(topics, self._kept, self._kept, sweeps)

    def _pass(self, topics: Factor, start: Floats, weights: Floats, sweeps: tuple[int, float]) -> Sums:
        """Fit the weights of all documents and add up."""
        matrix, gram, inverse, l1 = topics.matrix, topics.gram, topics.inverse, topics.l1

        def fit(first: int, last: int) -> tuple[Floats, Floats, float]:
            cross, square = np.zeros_like(matrix), np.zeros_like(gram)
            total = update_documents(
                self._rows, first, last, matrix, gram, inverse, l1, start, weights, sweeps, cross, square
            )
            return cross, square, total

        crosses, squares, totals = zip(*self._map(fit), strict=True)
        return Sums(self._reduce(crosses), np.sum(squares, axis=0, dtype=np.float64), float(sum(totals)))

    def _map(self, task: Callable[[int, int], Any]) -> list[Any]:
        """Results of a task for each lane of documents."""
        return self._team.map(task, self.n_docs, len(self._rows[1]), MOST_LANES)

    def _reduce(self, parts: Sequence[Floats]) -> Floats:
        """Sum of the lanes' matrices, made in the first."""
        total, *others = parts

        def add(first: int, last: int) -> None:
            for other in others:
                total[first:last] += other[first:last]

        if others:
            self._team.over_rows(add, total)
        return total
