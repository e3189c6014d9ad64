"""One line of the table: a measure on labelled rows, its goal, and where the rows come from."""

from __future__ import annotations

import dataclasses
import gzip
import json
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

SHARED: Final = Path(__file__).parents[3] / "shared" / "data"


@dataclasses.dataclass(frozen=True)
class Score:
    """A measured value; `low` and `high` are the ends of its 95% interval."""

    task: str
    rows: str  # which rows were measured, how many, and what was learned from which others
    measure: str
    value: float
    goal: float | None = None
    low: float | None = None
    high: float | None = None
    known: str = ""  # what others reach on the same rows

    def __str__(self) -> str:
        verdict = "INFORMATION" if self.goal is None else "MET" if self.value >= self.goal else "MISSED"
        interval = "" if self.low is None or self.high is None else f" ({self.low:.3f} to {self.high:.3f})"
        goal = "" if self.goal is None else f"; goal {self.goal:g}"
        known = f" Known: {self.known}." if self.known else ""
        lines = textwrap.wrap(f"{self.rows}.{known}", 100, initial_indent="    ", subsequent_indent="    ")
        return "\n".join([f"{self.task}", f"    {verdict}: {self.measure} {self.value:.3f}{interval}{goal}", *lines])


def read_labelled(name: str) -> pd.DataFrame:
    """Rows of a labelled set beside the repository, such as ``"gvfc"``."""
    path = SHARED / f"{name}.jsonl.gz"
    if not path.is_file():
        msg = f"The labelled news is not there: {path.name} is looked for in {SHARED}."
        raise FileNotFoundError(msg)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return pd.DataFrame([json.loads(line) for line in lines])


def bootstrap_score(
    score: Callable[[NDArray[np.int64]], float], groups: NDArray[np.int64], *, n_draws: int = 1000
) -> tuple[float, float]:
    """Ends of the 95% percentile interval of `score`, a function of row numbers, when whole groups are drawn anew."""
    rng = np.random.default_rng(0)
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    drawn = [
        score(np.concatenate([members[which] for which in rng.integers(0, len(members), len(members))]))
        for _ in range(n_draws)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)
