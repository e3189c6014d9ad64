"""Row 12: articles a minute through actors, through quotes, and through both, on one core."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import pandas as pd

import mediakit as mk
from mediakit.voices.actors import find_actors

from .tables import INFORMATION, Goal, Question, answer_lowest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .corpora import Articles
    from .plan import Plan
    from .tables import Row

N_ARTICLES: Final = 600
UNIT_NOTE: Final = "articles a minute, one process; the goal is for two cores"


def run(plan: Plan, source: Articles) -> Iterator[Row]:
    """Articles a minute on real news, drawn evenly from its sets; the slowest of a few runs counts."""
    texts = source.texts[:: max(1, len(source.texts) // N_ARTICLES)][:N_ARTICLES]
    corpus = pd.DataFrame({"text": texts}, index=[f"d{i}" for i in range(len(texts))])
    articles = f"{len(texts):,} {source.name}"
    actors = time_runs(lambda: find_actors(corpus), len(texts), plan.n_long_pairs)
    yield answer_lowest(Question("12", "find actors", articles, "none", Goal(at_least=4000)), actors, note=UNIT_NOTE)
    quotes = time_runs(lambda: mk.find_quotes(corpus), len(texts), plan.n_long_pairs)
    yield answer_lowest(Question("12b", "find quotes", articles, "none", INFORMATION), quotes, note=UNIT_NOTE)
    both = [1 / (1 / a + 1 / q) for a, q in zip(actors, quotes, strict=True)]
    question = Question("12c", "find actors and quotes", articles, "none", Goal(at_least=2000))
    yield answer_lowest(question, both, note=UNIT_NOTE)


def time_runs(work: Callable[[], object], n_articles: int, n_runs: int) -> list[float]:
    """Articles a minute of each run after a first that warms up."""
    work()
    rates = []
    for _ in range(n_runs):
        begin = time.perf_counter()
        work()
        rates.append(60 * n_articles / (time.perf_counter() - begin))
    return rates
