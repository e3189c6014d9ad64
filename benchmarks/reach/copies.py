"""Edited copies planted in Reuters: how many are found, with their source, and how many are wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mediakit.corpus.duplicates import find_duplicates

from .scores import Score, read_labelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

N_PLANTED: Final = 1000
FEWEST_WORDS: Final = 40
SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+")
THRESHOLDS: Final = (0.8, 0.6, 0.4)
Rng = np.random.Generator


def measure() -> Iterator[Score]:
    """Light and heavy copies at some thresholds."""
    news = read_labelled("reuters").drop_duplicates("text").set_index("doc_id")
    news = news[news["text"].str.split().str.len() >= FEWEST_WORDS][["text"]]
    # Copies that are really there would count as wrong: leave out what already repeats another article a little.
    news = news.drop(find_duplicates(news, threshold=0.2)["doc_id"])
    rows = f"{N_PLANTED} copies planted among {len(news):,} articles of reuters that hold no copies"
    for name, edit, goal in (("light", edit_lightly, 0.995), ("heavy", edit_heavily, 0.95)):
        corpus, sources = plant(news, edit)
        for threshold in THRESHOLDS:
            found = find_duplicates(corpus, threshold=threshold).set_index("doc_id")["duplicate_of"]
            recall = (found.reindex(sources.index) == sources).mean()
            wrong = (found != sources.reindex(found.index)).sum() / len(corpus)
            task = f"copies, {name}, threshold {threshold}"
            yield Score(task, rows, "recall, with the right source,", recall, goal)
            yield Score(
                task, rows, "articles that are not wrongly called copies, nor given a wrong source,", 1 - wrong, 0.99
            )


def plant(news: pd.DataFrame, edit: Callable[[str, str, Rng], str]) -> tuple[pd.DataFrame, pd.Series]:
    """The articles with edited copies a year later, and the source of each copy."""
    rng = np.random.default_rng(0)
    chosen = rng.choice(len(news), N_PLANTED, replace=False)
    others = rng.choice(len(news), N_PLANTED)
    texts = [edit(news["text"].iloc[z], news["text"].iloc[other], rng) for z, other in zip(chosen, others, strict=True)]
    names = pd.Index([f"copy-{number:04}" for number in range(N_PLANTED)])
    corpus = pd.concat(
        [
            news.assign(date=pd.Timestamp("1987-06-01")),
            pd.DataFrame({"text": texts, "date": pd.Timestamp("1988-06-01")}, index=names),
        ]
    )
    return corpus, pd.Series(news.index[chosen], index=names)


def edit_lightly(text: str, _: str, rng: Rng) -> str:
    """Another title and dateline, a tenth of the sentences dropped, a line added."""
    kept = _drop_sentences(text, 0.1, rng)
    return f"What else the day brought\n\nSKARN, 3 May - {kept}\n\nReporting by our own correspondents."


def edit_heavily(text: str, other: str, rng: Rng) -> str:
    """A quarter of the sentences dropped, every twentieth word changed, a third as much of another article added."""
    words = _drop_sentences(text, 0.25, rng).split()
    changed = [f"{word}x" if number % 20 == 19 else word for number, word in enumerate(words)]
    donated = other.split()
    donated = donated[len(donated) // 3 :][: len(text.split()) // 3]  # from within, so that it holds no whole article
    return " ".join(changed + donated)


def _drop_sentences(text: str, share: float, rng: Rng) -> str:
    """Drop that share of the sentences, but never all."""
    sentences = SENTENCE_END.split(text)
    n_dropped = min(round(share * len(sentences)), len(sentences) - 1)
    dropped = set(rng.choice(len(sentences), n_dropped, replace=False).tolist())
    return " ".join(sentence for number, sentence in enumerate(sentences) if number not in dropped)
