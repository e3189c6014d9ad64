import numpy as np
from numpy.typing import NDArray

def hash_shingles(text: str, width: int) -> NDArray[np.uint64]: ...
def count_common(left: NDArray[np.uint64], right: NDArray[np.uint64]) -> int: ...

class SketchIndex:
    def __init__(
        self,
        keys: NDArray[np.uint64],
        starts: NDArray[np.int64],
        docs: NDArray[np.int32],
        n_docs: int,
        cap: int,
    ) -> None: ...
    def probe(self, shingles: NDArray[np.uint64], doc: int, n_needed: NDArray[np.uint8]) -> NDArray[np.int32]: ...
