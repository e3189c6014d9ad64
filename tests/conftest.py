"""What every test shares: figures without a screen, the sample corpus, and the same examples on every run."""

import os
from collections.abc import Callable
from time import process_time

os.environ["MPLBACKEND"] = "Agg"

import matplotlib.pyplot as plt
import pytest
from hypothesis import settings

from mediakit.corpus.sample import load_sample

settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def sample():
    """The sample corpus; tests leave it as it is."""
    return load_sample()


@pytest.fixture
def ax():
    """Fresh Axes, closed after the test."""
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


@pytest.fixture
def growth():
    """How much more work one thing is than another, by the least of several rounds: a busy machine only adds."""

    def measure(work: Callable[[], object]) -> float:
        start = process_time()
        work()
        return process_time() - start

    def compare(small: Callable[[], object], large: Callable[[], object], *, allowed: float) -> float:
        least_small, least_large = float("inf"), float("inf")
        for _ in range(8):
            least_small, least_large = min(least_small, measure(small)), min(least_large, measure(large))
            if least_large < allowed * least_small:
                break
        return least_large / least_small

    return compare
