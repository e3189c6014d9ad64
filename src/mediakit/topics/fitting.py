"""A factorization from its start to its end, the same for documents in memory, in a store and on other machines."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np

from .documents import Documents, pad_width
from .solver import descend, measure_objective
from .start import start_topics

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from .documents import Floats, Team
    from .solver import Penalty, Source

SAMPLE_SIZE: Final = 16384  # documents that the topics are first fitted to, where there are twice as many or more
SAMPLE_PASSES: Final = 60
SAMPLE_TOL: Final = 5e-4


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


def draw_sample(numbers: NDArray[np.uint64], n_docs: int) -> NDArray[np.intp]:
    """
    Choose the documents that the topics are first fitted to: those of the lowest numbers, in the order of the corpus.

    Parameters
    ----------
    numbers : uint64 array of shape (n,)
        What `Documents.mix` gives for the documents to choose among.
    n_docs : int
        Documents of the whole corpus.

    Returns
    -------
    rows : int array
        All of them where the corpus has fewer than twice `SAMPLE_SIZE` documents.

    """
    if n_docs < 2 * SAMPLE_SIZE:
        return np.arange(len(numbers))
    return np.sort(np.argsort(numbers, kind="stable")[:SAMPLE_SIZE])


def fit_sample(X: csr_array, n_docs: int, settings: Settings, team: Team) -> Floats:
    """
    Find the topics that the passes over all documents start from.

    Parameters
    ----------
    X : csr_array of shape (n_sampled, n_terms)
        Weights of the documents of the sample.
    n_docs : int
        Documents of the whole corpus.
    settings : Settings
        What is asked for.
    team : Team
        Who works.

    Returns
    -------
    topics : array of shape (n_terms, width)
        Fitted to the sample, or only started where the sample is the corpus.

    """
    documents = Documents(X, pad_width(settings.n_topics), team)
    topics = start_topics(documents, settings.n_topics, team, settings.random_state)
    if documents.n_docs == n_docs:
        return topics
    tol = max(SAMPLE_TOL, settings.tol)
    passes = min(SAMPLE_PASSES, settings.max_iter)
    return descend(documents, topics, settings.penalty, team, max_passes=passes, tol=tol).topics


def factorize(source: Source, first: Floats, settings: Settings, team: Team) -> Factorization:
    """
    Fit the topics to all documents.

    Parameters
    ----------
    source : Source
        The documents.
    first : array of shape (n_terms, width)
        Where to start from.
    settings : Settings
        What is asked for.
    team : Team
        Who fits the topics.

    Returns
    -------
    found : Factorization
        Topics, and the error of the best weights for them.

    """
    penalty = settings.penalty
    end = descend(source, first, penalty, team, max_passes=settings.max_iter, tol=settings.tol)
    square = team.multiply(end.topics, end.topics)
    sums = source.refit(penalty.hold(end.topics, square))
    half_error = measure_objective(source.squared, sums, end.topics, type(penalty)(), team)
    topics = np.ascontiguousarray(end.topics[:, : settings.n_topics].T)
    return Factorization(topics, float(np.sqrt(max(2 * half_error, 0.0))), end.n_passes, end.has_converged)
