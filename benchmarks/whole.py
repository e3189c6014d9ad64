"""Rows 7 and 8: articles to printed topics, as whole processes and within one."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer

import mediakit as mk

from .corpora import read_store, write_store
from .counting import MAX_DF, MIN_DF, count_terms
from .pairs import take_turns, time_pairs
from .processes import run_script
from .tables import Goal, Question, Row, answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .corpora import Articles
    from .pairs import Pairs
    from .plan import Plan

PEER = "TfidfVectorizer and NMF"


def run(plan: Plan, source: Articles) -> Iterator[Row]:
    """A usual and a small corpus."""
    store = write_store(source, plan.usual, part_size=plan.part_size)
    articles = f"{plan.usual:,} resampled {source.name}"
    pairs = _take_processes(str(store), plan.n_topics, plan.n_pairs)
    task = f"Parquet to {plan.n_topics} printed topics, whole process"
    yield answer(Question("7a", task, articles, PEER, Goal(at_least=3)), pairs)
    texts = read_store(store)["text"].tolist()
    pairs = time_pairs(
        lambda: print_topics(texts, plan.n_topics),
        lambda: print_topics_with_sklearn(texts, plan.n_topics),
        plan.n_pairs,
    )
    task = f"list of texts to {plan.n_topics} printed topics, within a process"
    yield answer(Question("7b", task, articles, PEER, Goal(at_least=3)), pairs)
    store = write_store(source, plan.small, part_size=plan.small)
    pairs = _take_processes(str(store), 10, plan.n_pairs + 2)
    task = "Parquet to 10 printed topics, whole process, after a first one"
    articles = f"{plan.small:,} resampled {source.name}"
    yield answer(Question("8", task, articles, PEER, Goal(at_least=1)), pairs)


def print_topics(texts: list[str], n_topics: int) -> str:
    """Topics as lines of text, by mediakit."""
    dtm = count_terms(pd.DataFrame({"text": texts}))
    model = mk.NMFTopics(n_topics).fit(mk.weight_dtm(dtm))
    table = mk.top_terms(model, dtm.terms)
    return "\n".join(f"{topic} {' '.join(terms)}" for topic, terms in table.groupby("topic")["term"])


def print_topics_with_sklearn(texts: list[str], n_topics: int) -> str:
    """Topics as lines of text, by scikit-learn."""
    vectorizer = TfidfVectorizer(min_df=MIN_DF, max_df=MAX_DF, stop_words="english", dtype=np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # row 4 says whether it converged
        model = NMF(n_topics, random_state=0).fit(vectorizer.fit_transform(texts))
    terms = vectorizer.get_feature_names_out()
    best = np.argsort(-model.components_, axis=1)[:, :10]
    return "\n".join(f"{topic} {' '.join(terms[columns])}" for topic, columns in enumerate(best))


def _take_processes(store: str, n_topics: int, n_pairs: int) -> Pairs:
    """Both scripts in turn, from the start of the interpreter to its end."""
    return take_turns(
        lambda: run_script("mediakit_topics", store, n_topics).whole,
        lambda: run_script("sklearn_topics", store, n_topics).whole,
        n_pairs,
    )
