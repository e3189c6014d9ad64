r"""
The solver of `NMFTopics`: alternating coordinate descent with extrapolation.

One pass over the documents fits their topic weights W with the topics H fixed, and adds up the two sums
:math:`X^T W` and :math:`W^T W`, from which H is fitted without looking at a document again. Before the next pass, H is
moved on along its last step (extrapolation); a pass that does not lower the objective is thrown away and done again
without. A pass may as well be made over the parts of a corpus, wherever these are: see `Source`.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from .descent import update_topics
from .documents import Factor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .documents import Projection, Sums
    from .team import Floats, Team

# Most sweeps over the topics of a term, and the share of the first one's gain at which it is left.
SWEEPS: Final = (2, 0.01)
FIRST_STEP: Final = 0.5  # share of the last step by which the topics are first moved on


@dataclasses.dataclass(frozen=True)
class Penalty:
    """Weights of the sum (`l1`) and of half the sum of squares (`l2`) of the cells of both factors."""

    l1: float = 0.0
    l2: float = 0.0

    def hold(self, matrix: Floats, square: NDArray[np.float64]) -> Factor:
        """Give the factor of a matrix and its ``matrix.T @ matrix``, as the fit of the other one needs it."""
        gram = square + self.l2 * np.eye(len(square))
        diagonal = np.diag(gram)
        is_used = diagonal > np.finfo(matrix.dtype).tiny
        inverse = np.divide(1.0, diagonal, out=np.zeros(len(square)), where=is_used)
        return Factor(matrix, gram.astype(matrix.dtype), inverse.astype(matrix.dtype), self.l1)


class Source(Protocol):
    """Weighted documents that a pass can be made over: in memory, in the files of a store, or on other machines."""

    n_docs: int
    n_terms: int
    dtype: np.dtype[Any]

    @property
    def squared(self) -> float:
        """Sum of the squared weights of the terms."""

    def draw(self, share: float, seed: int) -> Source:
        """Give a sample of about such a share of the documents, which no order and no cut into parts changes."""

    def project(self, basis: Floats) -> Projection:
        """Multiply the documents with a basis, and the result with the documents."""

    def add_up(self, topics: Factor) -> Sums:
        """Fit the weights to the topics and give their sums."""

    def keep(self) -> None:
        """Learn that the last pass was accepted."""

    def refit(self, topics: Factor) -> Sums:
        """Fit the weights from zero until they stay, and give their sums."""


@dataclasses.dataclass(frozen=True)
class Descent:
    """
    Where a descent ended.

    Attributes
    ----------
    topics : array of shape (n_terms, width)
    objectives : list of float
        Half the squared error plus the penalties, after each accepted pass.
    n_passes : int
    has_converged : bool

    """

    topics: Floats
    objectives: list[float]
    n_passes: int
    has_converged: bool


def descend(source: Source, topics: Floats, penalty: Penalty, team: Team, *, max_passes: int, tol: float) -> Descent:
    """
    Make passes over the documents until one gains no more than `tol` of what the topics explain.

    Parameters
    ----------
    source : Source
        The documents.
    topics : array of shape (n_terms, width)
        Where to start from.
    penalty : Penalty
        What large factors cost.
    team : Team
        Who fits the topics.
    max_passes : int
        Most passes.
    tol : float
        Share of the explained part of the objective.

    Returns
    -------
    descent : Descent
        Topics and the way there.

    """
    squared = source.squared
    moved, step, longest = topics, FIRST_STEP, 1.0
    objectives: list[float] = []
    n_passes, has_converged = 0, False
    while n_passes < max_passes and not has_converged:
        n_passes += 1
        sums = source.add_up(penalty.hold(moved, team.multiply(moved, moved)))
        fitted = _fit_topics(sums, penalty.hold(sums.cross, sums.square), moved, team)
        objective = measure_objective(squared, sums, fitted, penalty, team)
        last = objectives[-1] if objectives else np.inf
        if objective > last:
            has_converged = moved is topics  # as far as this precision goes
            longest, step, moved = step, step / 1.5, topics
            continue
        has_converged = last - objective <= tol * max(0.5 * squared - objective, 0.0)
        objectives.append(objective)
        source.keep()
        previous, topics = topics, fitted
        moved = topics
        if len(objectives) > 1:
            moved = np.maximum(topics + topics.dtype.type(step) * (topics - previous), 0)
            step, longest = min(longest, step * 1.05), min(1.0, longest * 1.01)
    return Descent(topics, objectives, n_passes, has_converged)


def _fit_topics(sums: Sums, weights: Factor, topics: Floats, team: Team) -> Floats:
    """Topics fitted to the sums of a pass, from where they are."""
    fitted = topics.copy()
    gram, inverse, l1 = weights.gram, weights.inverse, weights.l1
    team.over_rows(
        lambda first, last: update_topics(sums.cross, gram, inverse, l1, fitted, first, last, SWEEPS), fitted
    )
    return fitted


def measure_objective(squared: float, sums: Sums, topics: Floats, penalty: Penalty, team: Team) -> float:
    """Half the squared error plus the penalties; `squared` is the sum of the squared data."""
    gram = team.multiply(topics, topics)
    error = 0.5 * (squared - 2 * team.dot(sums.cross, topics) + float((sums.square * gram).sum()))
    total = sums.total + float(topics.sum(dtype=np.float64))
    return error + penalty.l1 * total + 0.5 * penalty.l2 * float(np.trace(sums.square) + np.trace(gram))
