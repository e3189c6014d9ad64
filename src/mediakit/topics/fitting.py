"""A factorization from its start to its end, the same for documents in memory, in a store and on other machines."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np

from .solver import Penalty, descend, measure_objective
from .start import start_topics

if TYPE_CHECKING:
    from .solver import Source
    from .team import Floats, Team

SAMPLE_SIZE: Final = 16384  # documents that the topics are first fitted to, where there are twice as many or more
SAMPLE_PASSES: Final = 60


@dataclasses.dataclass(frozen=True)
class Settings:
    """
    What is asked for.

    Attributes
    ----------
    n_topics : int
    penalty : Penalty
    max_iter : int
        Most passes over the documents.
    tol : float
        Share of the explained part of the objective: a pass that gains no more is the last.
    random_state : RandomState
        Draws the sample, and the subspace in which the singular vectors are found.

    """

    n_topics: int
    penalty: Penalty
    max_iter: int
    tol: float
    random_state: np.random.RandomState


@dataclasses.dataclass(frozen=True)
class Factorization:
    """
    What was found.

    Attributes
    ----------
    topics : array of shape (n_topics, n_terms)
    error : float
        Frobenius norm of what is not explained.
    n_passes : int
    has_converged : bool

    """

    topics: Floats
    error: float
    n_passes: int
    has_converged: bool


def factorize(source: Source, settings: Settings, team: Team) -> Factorization:
    """
    Find the topics of some documents.

    Parameters
    ----------
    source : Source
        The documents; after the call, their weights are those of the topics found.
    settings : Settings
        What is asked for.
    team : Team
        Who fits the topics.

    Returns
    -------
    found : Factorization
        Topics, and the error of the best weights for them.

    """
    penalty, state = settings.penalty, settings.random_state
    seed = int(state.randint(2**31))
    if source.n_docs < 2 * SAMPLE_SIZE:
        first = start_topics(source, settings.n_topics, team, state)
    else:
        sample = source.draw(SAMPLE_SIZE / source.n_docs, seed)
        first = start_topics(sample, settings.n_topics, team, state)
        passes = min(SAMPLE_PASSES, settings.max_iter)
        first = descend(sample, first, penalty, team, max_passes=passes, tol=settings.tol).topics
    end = descend(source, first, penalty, team, max_passes=settings.max_iter, tol=settings.tol)
    sums = source.refit(penalty.hold(end.topics, team.multiply(end.topics, end.topics)))
    half_squared_error = measure_objective(source.squared, sums, end.topics, Penalty(), team)
    topics = np.ascontiguousarray(end.topics[:, : settings.n_topics].T)
    return Factorization(topics, max(2 * half_squared_error, 0.0) ** 0.5, end.n_passes, end.has_converged)
