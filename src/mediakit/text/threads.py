"""Work that is done side by side, on the processors that this process may use."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
R = TypeVar("R")


def count_processors() -> int:
    """Processors that this process may use, which in a share of a machine are fewer than it has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_in_threads(task: Callable[[T], R], jobs: Sequence[T]) -> list[R]:
    """
    Do some jobs side by side, with as many threads as there are processors.

    Parameters
    ----------
    task : callable
        Takes a job; should let go of the interpreter's lock.
    jobs : sequence
        What to give it.

    Returns
    -------
    results : list
        In the order of the jobs.

    """
    n_threads = min(len(jobs), count_processors())
    if n_threads <= 1:
        return [task(job) for job in jobs]
    with ThreadPoolExecutor(n_threads) as pool:
        return list(pool.map(task, jobs))
