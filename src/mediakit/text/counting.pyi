import numpy as np
from numpy.typing import NDArray

def count_documents(
    ids: NDArray[np.int32], starts: NDArray[np.int64], column_of: NDArray[np.int32], doc_freq: NDArray[np.int32]
) -> None: ...
def count_rows(
    ids: NDArray[np.int32],
    starts: NDArray[np.int64],
    column_of: NDArray[np.int32],
    n_columns: int,
    data: NDArray[np.int32],
    indices: NDArray[np.int32],
    ends: NDArray[np.int64],
) -> None: ...
