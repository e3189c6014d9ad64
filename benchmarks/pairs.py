"""Two ways to do one thing, run in turn, and the median of their ratios."""

from __future__ import annotations

import dataclasses
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class Comparison:
    """Medians of two ways in seconds, and the median of ours / theirs pair by pair."""

    name: str
    ours: float
    peer: str
    theirs: float
    ratio: float


def compare(
    name: str, ours: Callable[[], object], peer: str, theirs: Callable[[], object], n_runs: int = 7
) -> Comparison:
    """Run both in turn after one warm-up each."""
    _seconds(ours), _seconds(theirs)
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(n_runs)]
    return Comparison(
        name,
        statistics.median(a for a, _ in pairs),
        peer,
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )


def run_python(code: str) -> Callable[[], object]:
    """A whole process of this Python that runs `code`."""
    return lambda: subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def _seconds(task: Callable[[], object]) -> float:
    """Time of one call."""
    begin = time.perf_counter()
    task()
    return time.perf_counter() - begin
