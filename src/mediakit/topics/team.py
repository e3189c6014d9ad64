"""Threads that share the work of a pass, cut so that their number changes no bit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from mediakit.text.threads import count_processors

from .descent import add_gram, add_products, rotate_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

MOST_BLOCKS: Final = 16  # ranges of the rows of a dense matrix
CELLS_OF_RANGE: Final = 1 << 15  # fewest cells of a range: below, a thread costs more than it saves


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
        n_parts = min(most, max(1, n_cells // CELLS_OF_RANGE), max(1, n_rows))
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
