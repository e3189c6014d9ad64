"""Row 6: other solvers, other libraries and another model, for information."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF, MiniBatchNMF

import mediakit as mk

from .corpora import read_store, write_store
from .counting import count_terms
from .factoring import Fit, compare_defaults, weigh
from .others import LDA_PASSES, NotInstalledError, fit_gensim, fit_rcppml, fit_tomotopy, list_documents
from .pairs import measure_seconds, take_turns, time_pairs
from .quality import best_amounts, explained_variance
from .tables import Question, Row, answer, skip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from .corpora import Articles
    from .plan import Plan


def run(plan: Plan, source: Articles) -> Iterator[Row]:
    """Resampled articles for the solvers of one problem, real ones where topics are a matter of taste."""
    weights = weigh(read_store(write_store(source, plan.usual, part_size=plan.part_size)))
    articles, task = f"{plan.usual:,} resampled {source.name}", f"NMF, {plan.n_topics} topics: fit"
    for number, peer, options in (("6a", "NMF, solver mu", {"solver": "mu"}), ("6b", "MiniBatchNMF", {})):
        kind = MiniBatchNMF if number == "6b" else NMF
        theirs = Fit(lambda kind=kind, options=options: kind(plan.n_topics, random_state=0, **options), weights)
        yield _compare_with_sklearn(weights, theirs, Question(number, task, articles, peer), plan)
    yield _compare_with_other(weights, fit_gensim, Question("6c", task, articles, "gensim Nmf, 1 pass"), plan)
    once = dataclasses.replace(plan, n_long_pairs=1)  # minutes, and a fresh process each time
    yield _compare_with_other(weights, fit_rcppml, Question("6d", task, articles, "RcppML nmf"), once)
    dtm = count_terms(pd.DataFrame({"text": source.texts}))
    weights, articles = mk.weight_dtm(dtm), f"{len(source.texts):,} {source.name}"
    peer = f"tomotopy LDA, {LDA_PASSES} passes"
    yield _compare_with_lda(
        weights, list_documents(dtm), Question("6e", f"{plan.n_topics} topics", articles, peer), plan
    )
    questions = (
        Question("6f", task, articles, "NMF, solver cd"),
        Question("6g", f"NMF, {plan.n_topics} topics: variance explained, ours / theirs", articles, "NMF, solver cd"),
    )
    yield from compare_defaults([weights] * plan.n_pairs, questions, plan.n_topics)


def _compare_with_sklearn(weights: Any, theirs: Fit, question: Question, plan: Plan) -> Row:
    """Another solver of scikit-learn."""
    ours = Fit(lambda: mk.NMFTopics(plan.n_topics), weights)
    pairs = time_pairs(ours, theirs, plan.n_long_pairs)
    passes = f"Passes: {ours.describe()} against {theirs.describe()}."
    return answer(question, pairs, note=f"{passes} {_weigh_topics(weights, ours, theirs.model.components_)}")


def _compare_with_other(
    weights: Any,
    fit: Callable[[Any, int], tuple[float, NDArray[Any]]],
    question: Question,
    plan: Plan,
) -> Row:
    """A fit that tells its own seconds and gives its topics."""
    ours, topics = Fit(lambda: mk.NMFTopics(plan.n_topics), weights), []

    def theirs() -> float:
        seconds, found = fit(weights, plan.n_topics)
        topics.append(found)
        return seconds

    try:
        pairs = take_turns(lambda: measure_seconds(ours), theirs, plan.n_long_pairs, warm_up=plan.n_long_pairs > 1)
    except NotInstalledError as error:
        return skip(question, str(error))
    return answer(question, pairs, note=_weigh_topics(weights, ours, topics[-1]))


def _compare_with_lda(weights: Any, documents: list[list[str]], question: Question, plan: Plan) -> Row:
    """Another model on the same counts: only the waiting compares."""
    ours = Fit(lambda: mk.NMFTopics(plan.n_topics), weights)
    pairs = take_turns(lambda: measure_seconds(ours), lambda: fit_tomotopy(documents, plan.n_topics), plan.n_long_pairs)
    return answer(question, pairs, note="Another model, with another aim: only the waiting compares.")


def _weigh_topics(weights: Any, ours: Fit, topics: NDArray[Any]) -> str:
    """How well both sets of topics explain the weights, each with the best amounts for it."""
    shares = [
        explained_variance(weights, best_amounts(weights, found), found) for found in (ours.model.components_, topics)
    ]
    return f"Variance explained, ours / theirs: {np.divide(*shares):.4f}."
