"""How large the corpora of a run are, and how often each pair is measured."""

from __future__ import annotations

import dataclasses
from typing import Self


@dataclasses.dataclass(frozen=True)
class Plan:
    """Numbers of articles and of pairs; the defaults are those of the documentation."""

    small: int = 200
    usual: int = 20_000
    large: int = 200_000
    shorter_stream: int = 60_000
    longer_stream: int = 240_000
    curve: tuple[int, ...] = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
    part_size: int = 10_000
    n_pairs: int = 5  # of what takes seconds
    n_long_pairs: int = 3  # of what takes half a minute
    n_topics: int = 20
    many_topics: int = 100
    longest: float = 600.0  # seconds that one point of a curve may take

    def scale_down(self, factor: int) -> Self:
        """The same run with fewer articles, to try the benchmarks themselves."""
        names = ("usual", "large", "shorter_stream", "longer_stream", "part_size")
        sizes = {name: max(100, getattr(self, name) // factor) for name in names}
        curve = tuple(sorted({max(100, n // factor) for n in self.curve}))
        return dataclasses.replace(self, **sizes, curve=curve, n_pairs=2, n_long_pairs=1, many_topics=30)
