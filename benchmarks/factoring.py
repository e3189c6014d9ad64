"""Rows 4 and 5: the same weights to topics, by mediakit and by scikit-learn, both with their defaults."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final

from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning

import mediakit as mk

from .corpora import read_store, write_store
from .counting import count_terms
from .pairs import time_pairs
from .quality import explained_variance
from .tables import Goal, Question, Row, answer, answer_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from .corpora import Articles
    from .plan import Plan

SAME_VARIANCE: Final = Goal(at_least=0.995)
WARM_UP_ROWS: Final = 2_000  # a fit of so many rows loads and warms everything


class Fit:
    """A fit on given weights that can be repeated; it keeps the last model and whether that converged."""

    def __init__(self, make: Callable[[], Any], weights: Any) -> None:
        self.make = make
        self.weights = weights
        self.model: Any = None
        self.amounts: Any = None
        self.is_converged = True

    def __call__(self) -> None:
        """Fit anew; scikit-learn's fit is its fit_transform, so that the amounts come free."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            self.model = self.make()
            if isinstance(self.model, NMF):
                self.amounts = self.model.fit_transform(self.weights)
            else:
                self.model.fit(self.weights)
        self.is_converged = not any(issubclass(warning.category, ConvergenceWarning) for warning in caught)

    def explain(self) -> float:
        """Variance explained, by whichever amounts are better: those of the fit or of `transform`."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            known = [self.model.transform(self.weights), *([] if self.amounts is None else [self.amounts])]
        return max(explained_variance(self.weights, amounts, self.model.components_) for amounts in known)

    def describe(self) -> str:
        """Passes, and a word where the fit stopped before it had converged."""
        return f"{self.model.n_iter_} passes" + ("" if self.is_converged else " (stopped, not converged)")


def run(plan: Plan, source: Articles) -> Iterator[Row]:
    """All rows of both, the longest last."""
    usual, large = (f"{n:,} resampled {source.name}" for n in (plan.usual, plan.large))
    weights = weigh(read_store(write_store(source, plan.usual, part_size=plan.part_size)))
    faster = Goal(at_least=5)
    yield from compare_defaults(weights, _ask("4", plan.n_topics, usual, faster), plan.n_topics, plan.n_pairs)
    yield from compare_defaults(
        weights, _ask("5", plan.many_topics, usual, faster), plan.many_topics, plan.n_long_pairs
    )
    weights = weigh(read_store(write_store(source, plan.large, part_size=plan.part_size)))
    yield from compare_defaults(weights, _ask("5", plan.n_topics, large, Goal(at_least=10), "cd"), plan.n_topics, 1)


def weigh(corpus: pd.DataFrame) -> Any:
    """The one matrix that all solvers get: float32 csr of shape (n_docs, n_terms)."""
    return mk.weight_dtm(count_terms(corpus))


def compare_defaults(
    weights: Any,
    questions: tuple[Question, Question],
    n_topics: int,
    n_pairs: int,
) -> Iterator[Row]:
    """Time and explained variance of both; loading and first calls are warmed up on few rows."""
    ours = Fit(lambda: mk.NMFTopics(n_topics), weights)
    theirs = Fit(lambda: NMF(n_topics, random_state=0), weights)
    for fit in (ours, theirs):
        Fit(fit.make, weights[:WARM_UP_ROWS])()
    pairs = time_pairs(ours, theirs, n_pairs, warm_up=False)
    yield answer(questions[0], pairs, note=f"{ours.describe()} against {theirs.describe()}.")
    a, b = ours.explain(), theirs.explain()
    yield answer_once(questions[1], a / b, note=f"{a:.4%} against {b:.4%} of the variance.")


def _ask(number: str, n_topics: int, articles: str, goal: Goal, letters: str = "ab") -> tuple[Question, Question]:
    """The two questions of a fit: how fast, and how good."""
    task, peer = f"NMF, {n_topics} topics", "NMF, solver cd"
    return (
        Question(f"{number}{letters[0]}", f"{task}: fit", articles, peer, goal),
        Question(f"{number}{letters[1]}", f"{task}: variance explained, ours / theirs", articles, peer, SAME_VARIANCE),
    )
