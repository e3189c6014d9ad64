from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

class Chunk:
    n_docs: Final[int]
    n_tokens: Final[int]
    def write(self, ids: NDArray[np.int32], starts: NDArray[np.int64], spans: NDArray[np.int32] | None) -> None: ...

def scan_texts(
    buffer: NDArray[np.uint8],
    text_starts: NDArray[np.int64],
    tables: tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint32]],
    elisions: tuple[NDArray[np.uint8], NDArray[np.int64]],
    *,
    spans: bool,
    addresses: bool,
) -> Chunk: ...
def merge_terms(chunks: list[Chunk], unify: Callable[[str], str]) -> list[str]: ...
def mark_blocks(buffer: NDArray[np.uint8], first: int, stop: int, is_used: NDArray[np.uint8]) -> None: ...
