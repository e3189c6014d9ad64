"""Two ways to do one thing, run in turn, and the ratios of what they took, pair by pair."""

from __future__ import annotations

import dataclasses
import gc
import statistics
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class Pairs:
    """What the two ways took, ``ours[i]`` and ``theirs[i]`` one right after the other, in one unit."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    def __add__(self, others: Pairs) -> Pairs:
        return Pairs(self.ours + others.ours, self.theirs + others.theirs)

    @property
    def ratios(self) -> tuple[float, ...]:
        """Theirs / ours, pair by pair: how many times faster ours is."""
        return tuple(b / a for a, b in zip(self.ours, self.theirs, strict=True))

    @property
    def ratio(self) -> float:
        """Median of the ratios, which is not the ratio of the medians."""
        return statistics.median(self.ratios)

    @property
    def median_of_ours(self) -> float:
        """Median of ours."""
        return statistics.median(self.ours)

    @property
    def median_of_theirs(self) -> float:
        """Median of theirs."""
        return statistics.median(self.theirs)


def take_turns(ours: Callable[[], float], theirs: Callable[[], float], n_pairs: int, *, warm_up: bool = True) -> Pairs:
    """Run both in turn, `n_pairs` times, each telling what it took; before that once each for `warm_up`."""
    if warm_up:
        ours(), theirs()
    taken = [(ours(), theirs()) for _ in range(n_pairs)]
    return Pairs(tuple(a for a, _ in taken), tuple(b for _, b in taken))


def time_pairs(
    ours: Callable[[], object], theirs: Callable[[], object], n_pairs: int, *, warm_up: bool = True
) -> Pairs:
    """Run both in turn and take their seconds."""
    return take_turns(lambda: measure_seconds(ours), lambda: measure_seconds(theirs), n_pairs, warm_up=warm_up)


def measure_seconds(task: Callable[[], object]) -> float:
    """Wall-clock time of one call, with the garbage of earlier ones collected before the clock starts."""
    gc.collect()
    begin = time.perf_counter()
    task()
    return time.perf_counter() - begin
