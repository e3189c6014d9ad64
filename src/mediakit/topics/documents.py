"""Weighted documents in memory: passes over them on all processors, with sums that no number of threads changes."""

from __future__ import annotations

import dataclasses
import functools
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from .descent import add_gram, add_products, mix_rows, project_documents, rotate_rows, update_documents, update_topics

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Floats = NDArray[np.floating[Any]]
    Sweeps = tuple[int, float]

MULTIPLE: Final = 8  # topics are padded to a multiple of it, the numbers of a vector register
MOST_LANES: Final = 4  # of documents, whose sums are made apart
MOST_BLOCKS: Final = 16  # of terms
CELLS_OF_LANE: Final = 1 << 15  # fewest cells of a lane or block: below, a thread costs more than it saves
CELLS_OF_SUM: Final = 1 << 20  # that are squared at a time
WARM_SWEEPS: Final = (
    4,
    0.01,
)  # over the coordinates of a row, and the share of the first one's gain at which it is left
COLD_SWEEPS: Final = (30, 1e-3)  # the same where a row begins at zero
LAST_SWEEPS: Final = (300, 1e-8)


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


def pad_width(n_topics: int) -> int:
    """Number of columns that hold so many topics."""
    return -(-n_topics // MULTIPLE) * MULTIPLE


def count_processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Team:
    """
    Threads that share a pass: a context manager, which ends them.

    The work is cut by its size alone, never by the number of threads.

    Parameters
    ----------
    n_threads : int, optional
        Number of threads; by default, that of the processors.

    """

    def __init__(self, n_threads: int | None = None) -> None:
        self._pool = ThreadPoolExecutor(n_threads or count_processors())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def map(self, task: Callable[[int, int], Any], n_rows: int, n_cells: int, most: int) -> list[Any]:
        """Results of a task for up to `most` ranges of so many rows, in their order."""
        n_parts = min(most, max(1, n_cells // CELLS_OF_LANE), max(1, n_rows))
        cuts = np.linspace(0, n_rows, n_parts + 1).astype(int).tolist()
        if n_parts == 1:
            return [task(*cuts)]
        return list(self._pool.map(task, cuts[:-1], cuts[1:]))

    def over_rows(self, task: Callable[[int, int], Any], matrix: Floats) -> list[Any]:
        """Results of a task for ranges of the rows of a dense matrix."""
        return self.map(task, len(matrix), matrix.size, MOST_BLOCKS)

    def multiply(self, left: Floats, right: Floats) -> NDArray[np.float64]:
        """``left.T @ right``, shape (width of left, width of right)."""
        total = np.zeros((left.shape[1], right.shape[1]))

        def add(first: int, last: int) -> NDArray[np.float64]:
            part = np.zeros_like(total)
            add_gram(left, right, first, last, part)
            return part

        for part in self.over_rows(add, left):
            total += part
        return total

    def dot(self, left: Floats, right: Floats) -> float:
        """Sum of the products of two matrices' cells."""
        return float(sum(self.over_rows(lambda first, last: add_products(left, right, first, last), left)))

    def rotate(self, matrix: Floats, rotation: NDArray[np.float64]) -> Floats:
        """``matrix @ rotation``."""
        turned = np.empty((len(matrix), rotation.shape[1]), matrix.dtype)
        cast = np.ascontiguousarray(rotation, matrix.dtype)
        self.over_rows(lambda first, last: rotate_rows(matrix, cast, turned, first, last), matrix)
        return turned

    def fit_rows(self, sums: Sums, documents: Factor, topics: Floats) -> Floats:
        """Topics fitted to the sums of a pass, from where they are."""
        fitted = topics.copy()
        gram, inverse, l1 = documents.gram, documents.inverse, documents.l1
        self.over_rows(
            lambda first, last: update_topics(sums.cross, gram, inverse, l1, fitted, first, last, WARM_SWEEPS), fitted
        )
        return fitted


class Documents:
    """
    Weighted documents and their topic weights.

    Parameters
    ----------
    X : csr_array of float32 or float64, shape (n_docs, n_terms)
        Weights of 0 or more.
    width : int
        Number of columns of the weights: of topics, padded.
    team : Team
        Who works.

    """

    def __init__(self, X: csr_array, width: int, team: Team) -> None:
        self.n_docs, self.n_terms = X.shape
        self.dtype = X.dtype
        self._width = width
        self._team = team
        self._rows = (X.indptr.astype(np.int64, copy=False), X.indices.astype(np.int32, copy=False), X.data)
        self._kept, self._fresh = (np.zeros((self.n_docs, width), X.dtype) for _ in range(2))
        self._cross: list[Floats] = []

    @functools.cached_property
    def squared(self) -> float:
        """Sum of the squared weights of the terms."""
        values = self._rows[2]
        parts = np.array_split(values, 1 + len(values) // CELLS_OF_SUM)
        return float(sum(np.square(part, dtype=np.float64).sum() for part in parts))

    def mix(self, seed: int) -> NDArray[np.uint64]:
        """Give each document a number that depends on its terms and the seed alone."""
        numbers = np.empty(self.n_docs, np.uint64)
        mix_rows(self._rows[0], self._rows[1], seed, numbers)
        return numbers

    def project(self, basis: Floats) -> tuple[Floats, NDArray[np.float64]]:
        """Give ``X.T @ (X @ basis)`` and the squared lengths of the positive and negative parts of ``X @ basis``."""

        def add(first: int, last: int) -> tuple[Floats, NDArray[np.float64]]:
            cross, squares = np.zeros_like(basis), np.zeros((2, basis.shape[1]))
            project_documents(self._rows, first, last, basis, cross, squares)
            return cross, squares

        parts = self._map(add)
        return self._reduce([cross for cross, _ in parts]), np.sum([squares for _, squares in parts], axis=0)

    def add_up(self, topics: Factor) -> Sums:
        """Fit the weights from where they are, and give the sums; what they were is kept until `keep` is called."""
        return self._pass(topics, self._kept, self._fresh, WARM_SWEEPS)

    def keep(self) -> None:
        """Go on from the weights of the last pass."""
        self._kept, self._fresh = self._fresh, self._kept

    def refit(self, topics: Factor, sweeps: Sweeps = LAST_SWEEPS) -> Sums:
        """Fit the weights from zero until they stay, and give the sums."""
        self._kept[:] = 0
        return self._pass(topics, self._kept, self._kept, sweeps)

    @property
    def weights(self) -> Floats:
        """Weights that were last kept or fitted anew, shape (n_docs, width)."""
        return self._kept

    def _pass(self, topics: Factor, start: Floats, weights: Floats, sweeps: Sweeps) -> Sums:
        """Fit the weights of all documents and add up."""

        def fit(first: int, last: int) -> tuple[Floats, Floats, float]:
            cross = np.zeros((self.n_terms, self._width), self.dtype)
            square = np.zeros((self._width, self._width), self.dtype)
            total = update_documents(
                self._rows, first, last, topics.matrix, topics.gram, topics.inverse, topics.l1, start, weights, sweeps,
                cross, square,
            )  # fmt: skip
            return cross, square, total

        parts = self._map(fit)
        square = np.sum([square.astype(np.float64) for _, square, _ in parts], axis=0)
        return Sums(self._reduce([cross for cross, _, _ in parts]), square, float(sum(total for _, _, total in parts)))

    def _map(self, task: Callable[[int, int], Any]) -> list[Any]:
        """Results of a task for each lane of documents."""
        return self._team.map(task, self.n_docs, len(self._rows[1]), MOST_LANES)

    def _reduce(self, parts: list[Floats]) -> Floats:
        """Sum of the lanes' matrices, made in the first."""
        total, *others = parts

        def add(first: int, last: int) -> None:
            for other in others:
                total[first:last] += other[first:last]

        if others:
            self._team.over_rows(add, total)
        return total
