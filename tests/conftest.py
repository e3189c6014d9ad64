"""What every test shares: figures without a screen, the sample corpus, and the same examples on every run."""

import os

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
