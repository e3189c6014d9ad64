from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.floating[Any]]
Rows: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int32], Floats]

def update_documents(
    documents: Rows,
    first: int,
    last: int,
    topics: Floats,
    gram: Floats,
    inverse: Floats,
    l1: float,
    start: Floats,
    weights: Floats,
    sweeps: tuple[int, float],
    cross: Floats,
    square: Floats,
) -> float: ...
def project_documents(
    documents: Rows, first: int, last: int, basis: Floats, cross: Floats, squares: NDArray[np.float64]
) -> None: ...
def rotate_rows(matrix: Floats, rotation: Floats, rotated: Floats, first: int, last: int) -> None: ...
def update_topics(
    cross: Floats,
    gram: Floats,
    inverse: Floats,
    l1: float,
    topics: Floats,
    first: int,
    last: int,
    sweeps: tuple[int, float],
) -> None: ...
def add_gram(left: Floats, right: Floats, first: int, last: int, total: NDArray[np.float64]) -> None: ...
def add_products(left: Floats, right: Floats, first: int, last: int) -> float: ...
def mix_rows(starts: NDArray[np.int64], columns: NDArray[np.int32], seed: int, numbers: NDArray[np.uint64]) -> None: ...
