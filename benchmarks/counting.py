"""Rows 1 to 3: articles in memory to counts and weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import polars as pl
from gensim.corpora import Dictionary
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer, TfidfVectorizer

import mediakit as mk

from .corpora import read_store, write_store
from .pairs import time_pairs
from .tables import INFORMATION, Goal, Question, Row, answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .corpora import Articles
    from .plan import Plan

MIN_DF: Final = 5
MAX_DF: Final = 0.5
TASK: Final = "tokenize and count"


def run(plan: Plan, source: Articles) -> Iterator[Row]:
    """All rows of counting, on the real articles and on more of them."""
    texts = source.texts
    yield from _compare_counts("", texts, f"{len(texts):,} {source.name}", plan)
    larger = read_store(write_store(source, plan.usual, part_size=plan.part_size))["text"].tolist()
    yield from _compare_counts("b", larger, f"{plan.usual:,} resampled {source.name}", plan)
    yield from _compare_others(larger, f"{plan.usual:,} resampled {source.name}", plan)


def count_terms(corpus: pd.DataFrame) -> mk.DocumentTermMatrix:
    """mediakit: tokens, counts, pruned."""
    return mk.build_dtm(mk.tokenize(corpus), min_df=MIN_DF, max_df=MAX_DF, stop_words="en")


def count_with_polars(frame: pl.DataFrame) -> pl.DataFrame:
    """Long table of document, term and count, pruned alike; the fastest of four ways to say it that were tried."""
    return (
        frame.lazy()
        .select("doc", pl.col("text").str.to_lowercase().str.extract_all(r"\w\w+").alias("term"))
        .explode("term")
        .filter(pl.col("term").is_not_null() & ~pl.col("term").is_in(sorted(ENGLISH_STOP_WORDS)))
        .group_by("doc", "term")
        .len("n")
        .filter(pl.len().over("term").is_between(MIN_DF, MAX_DF * len(frame)))
        .collect()
    )


def count_with_gensim(texts: list[str]) -> list[list[tuple[int, int]]]:
    """Bags of words by gensim, cut into tokens by scikit-learn's pattern."""
    cut = _make_counter(CountVectorizer).build_analyzer()
    documents = [cut(text) for text in texts]
    dictionary = Dictionary(documents)
    dictionary.filter_extremes(no_below=MIN_DF, no_above=MAX_DF, keep_n=None)
    return [dictionary.doc2bow(document) for document in documents]


def _make_counter(kind: Any, **options: Any) -> Any:
    """A vectorizer of scikit-learn with the same pruning."""
    return kind(min_df=MIN_DF, max_df=MAX_DF, stop_words="english", **options)


def _compare_counts(suffix: str, texts: list[str], articles: str, plan: Plan) -> Iterator[Row]:
    """Rows 1 and 2 on one corpus; each library gets the texts in its own form, made before the clock starts."""
    corpus = pd.DataFrame({"text": texts})
    frame = pl.DataFrame({"doc": np.arange(len(texts), dtype=np.uint32), "text": texts})
    counter = _make_counter(CountVectorizer)
    pairs = time_pairs(lambda: count_terms(corpus), lambda: counter.fit_transform(texts), plan.n_pairs)
    note = f"{count_terms(corpus).n_terms:,} terms against {len(counter.vocabulary_):,}."
    yield answer(Question(f"1{suffix}", TASK, articles, "CountVectorizer", Goal(at_least=8)), pairs, note=note)
    pairs = time_pairs(lambda: count_terms(corpus), lambda: count_with_polars(frame), plan.n_pairs)
    note = f"{count_with_polars(frame)['term'].n_unique():,} terms of polars, as a long table and not as a matrix."
    yield answer(Question(f"2{suffix}", TASK, articles, "polars", Goal(at_least=2)), pairs, note=note)


def _compare_others(texts: list[str], articles: str, plan: Plan) -> Iterator[Row]:
    """Row 3: weights, and gensim's counts."""
    corpus = pd.DataFrame({"text": texts})
    weigher = _make_counter(TfidfVectorizer, dtype=np.float32)
    pairs = time_pairs(
        lambda: mk.weight_dtm(count_terms(corpus)), lambda: weigher.fit_transform(texts), plan.n_long_pairs
    )
    yield answer(Question("3", f"{TASK}, weight", articles, "TfidfVectorizer", INFORMATION), pairs)
    pairs = time_pairs(lambda: count_terms(corpus), lambda: count_with_gensim(texts), plan.n_long_pairs)
    note = "gensim cuts no texts; its time includes scikit-learn's analyzer."
    yield answer(Question("3b", TASK, articles, "gensim Dictionary, doc2bow", INFORMATION), pairs, note=note)
