"""Row 10: the same bits on a second run, for any number of threads and any seed of Python's hashes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from .corpora import write_store
from .processes import run_script
from .tables import Goal, Question, Row, answer_once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .corpora import Articles
    from .plan import Plan

# Name of a run: number of threads, seed of Python's hashes.
RUNS: Final = {
    "again": (2, "0"),
    "1 thread": (1, "0"),
    "4 threads": (4, "0"),
    "PYTHONHASHSEED=1": (2, "1"),
    "PYTHONHASHSEED=2": (2, "2"),
}
THREAD_VARIABLES: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ARROW_NUM_THREADS")


def run(plan: Plan, source: Articles) -> Iterator[Row]:
    """Digests of each array, against those of a first run on two threads."""
    store = str(write_store(source, plan.usual, part_size=plan.part_size))
    first = _digest(store, plan.n_topics, 2, "0")
    different = [
        f"{array} ({name})"
        for name, (n_threads, seed) in RUNS.items()
        for array, found in _digest(store, plan.n_topics, n_threads, seed).items()
        if found != first[array]
    ]
    question = Question(
        "10",
        f"arrays whose SHA-256 differs from that of a first run: {', '.join(RUNS)}",
        f"{plan.usual:,} resampled {source.name}",
        "itself",
        Goal(at_most=0),
    )
    note = f"Compared: {', '.join(first)}; {os.cpu_count()} processors."
    yield answer_once(
        question, len(different), note=note + (f" Different: {', '.join(different)}." if different else "")
    )


def _digest(store: str, n_topics: int, n_threads: int, hash_seed: str) -> dict[str, str]:
    """Digests of one run."""
    variables = dict.fromkeys(THREAD_VARIABLES, str(n_threads)) | {"PYTHONHASHSEED": hash_seed}
    return run_script("digests", store, n_topics, n_threads, **variables).told
