"""
SHA-256 of every array that leads to the topics: ``python -m benchmarks.scripts.digests STORE N_TOPICS N_THREADS``.

The number of threads is set in all three ways that code asks for it: the processors that the process may use, their
count, and (by the caller, before this starts) the variables of the numeric libraries.
"""

import hashlib
import json
import os
import sys

n_threads = int(sys.argv[3])
os.cpu_count = lambda: n_threads
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:n_threads])
    os.sched_getaffinity = lambda _: range(n_threads)

import numpy as np  # noqa: E402 - the numeric libraries look at the processors when they load
import pandas as pd  # noqa: E402

import mediakit as mk  # noqa: E402


def digest(*arrays: np.ndarray) -> str:
    """One digest of the bytes of some arrays, with their types and shapes."""
    state = hashlib.sha256()
    for array in arrays:
        state.update(f"{array.dtype}{array.shape}".encode())
        state.update(np.ascontiguousarray(array))
    return state.hexdigest()


corpus = pd.read_parquet(sys.argv[1])
tokens = mk.tokenize(corpus)
dtm = mk.build_dtm(tokens, min_df=5, max_df=0.5, stop_words="en")
weights = mk.weight_dtm(dtm)
model = mk.NMFTopics(int(sys.argv[2])).fit(weights)
found = {
    "tokens": digest(tokens.ids, tokens.starts),
    "counts": digest(dtm.counts.data, dtm.counts.indices, dtm.counts.indptr),
    "weights": digest(weights.data),
    "components_": digest(model.components_),
    "transform": digest(model.transform(weights)),
}
if hasattr(mk, "stream_topics"):
    streamed = mk.stream_topics(sys.argv[1], int(sys.argv[2]), stop_words="en")
    found["stream_topics"] = digest(streamed.components_)
print(json.dumps(found))
