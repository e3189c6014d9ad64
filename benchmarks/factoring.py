"""Rows 4 and 5: the same weights to topics, by mediakit and by scikit-learn, both with their defaults."""

from __future__ import annotations

import statistics
import warnings
from typing import TYPE_CHECKING, Any, Final

from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning

import mediakit as mk

from .corpora import read_store, write_store
from .counting import count_terms
from .pairs import Pairs, time_pairs
from .quality import explained_variance
from .tables import Goal, Question, Row, answer, answer_lowest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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
        return f"{self.model.n_iter_}" + ("" if self.is_converged else " (stopped, not converged)")


def run(plan: Plan, source: Articles) -> Iterator[Row]:
    """All rows, the longest last; each pair has a corpus of its own, since passes differ from one to another."""
    usual, large = (f"{n:,} resampled {source.name}" for n in (plan.usual, plan.large))
    for number, n_topics, n_pairs in (("4", plan.n_topics, plan.n_pairs), ("5", plan.many_topics, plan.n_long_pairs)):
        questions = _ask(number, n_topics, usual, Goal(at_least=5))
        yield from compare_defaults(_resample(plan.usual, n_pairs, plan, source), questions, n_topics)
    questions = _ask("5", plan.n_topics, large, Goal(at_least=10), "cd")
    yield from compare_defaults(_resample(plan.large, 1, plan, source), questions, plan.n_topics)


def weigh(corpus: pd.DataFrame) -> Any:
    """The one matrix that all solvers get: float32 csr of shape (n_docs, n_terms)."""
    return mk.weight_dtm(count_terms(corpus))


def compare_defaults(matrices: Iterable[Any], questions: tuple[Question, Question], n_topics: int) -> Iterator[Row]:
    """Time and explained variance of both, one pair a matrix; first calls are warmed up on few rows."""
    pairs, shares, notes = Pairs((), ()), [], []
    for weights in matrices:
        ours, theirs = Fit(lambda: mk.NMFTopics(n_topics), weights), Fit(lambda: NMF(n_topics, random_state=0), weights)
        if not notes:
            Fit(ours.make, weights[:WARM_UP_ROWS])(), Fit(theirs.make, weights[:WARM_UP_ROWS])()
        pairs += time_pairs(ours, theirs, 1, warm_up=False)
        shares.append((ours.explain(), theirs.explain()))
        notes.append(f"{ours.describe()} against {theirs.describe()}")
    yield answer(questions[0], pairs, note=f"Passes: {'; '.join(dict.fromkeys(notes))}.")
    of_ours, of_theirs = (f"{statistics.median(share):.2%}" for share in zip(*shares, strict=True))
    note = f"{of_ours} against {of_theirs} of the variance; judged by the lowest."
    yield answer_lowest(questions[1], [a / b for a, b in shares], note=note)


def _resample(n: int, n_corpora: int, plan: Plan, source: Articles) -> Iterator[Any]:
    """Weights of several resampled corpora, one after another."""
    for seed in range(n_corpora):
        yield weigh(read_store(write_store(source, n, seed=seed, part_size=plan.part_size)))


def _ask(number: str, n_topics: int, articles: str, goal: Goal, letters: str = "ab") -> tuple[Question, Question]:
    """The two questions of a fit: how fast, and how good."""
    task, peer = f"NMF, {n_topics} topics", "NMF, solver cd"
    return (
        Question(f"{number}{letters[0]}", f"{task}: fit", articles, peer, goal),
        Question(f"{number}{letters[1]}", f"{task}: variance explained, ours / theirs", articles, peer, SAME_VARIANCE),
    )
