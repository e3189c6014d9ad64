"""Axes that are worded in English, against the stance of sentences and of articles in three languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

import mediakit as mk
from mediakit.framing.axes import measure_axes, place_on_axes

from .scores import Score, bootstrap_score, read_labelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

PRAISE: Final = pd.DataFrame(
    [
        ("praise", "He is sharply criticised for his failure.", "He is warmly praised for his success."),
        ("praise", "This is a scandal and a disgrace.", "This is an achievement to be proud of."),
        ("praise", "The minister misled the public.", "The minister served the public well."),
    ],
    columns=["axis", "minus", "plus"],
)


def measure() -> Iterator[Score]:
    """The axis was worded before the figures were seen, and nothing is fitted."""
    rows = read_labelled("newsmtsc_dev")
    sentences = pd.DataFrame({"text": rows["sentence"], "doc_id": rows.index})
    place = place_on_axes(sentences, PRAISE)["position"].to_numpy()
    yield _score("axis from criticism to praise, sentences", "newsmtsc_dev", place, rows["polarity"].to_numpy())
    corpus = mk.clean_corpus(mk.load_sample())
    table = measure_axes(mk.split_sentences(corpus, column="clean"), PRAISE).set_index("doc_id")
    stance = mk.load_sample_labels("articles").set_index("doc_id")["stance"].loc[corpus.index].to_numpy()
    bias = table["bias"].loc[corpus.index].to_numpy()
    for lang in ("en", "fr", "ar"):
        own = corpus["lang"].eq(lang).to_numpy()
        yield _score(f"the same, articles in {lang}", f"sample corpus, {lang}", bias[own], stance[own])


def _score(task: str, name: str, place: NDArray[np.float64], stance: NDArray[np.int64]) -> Score:
    """Area under the curve between the rows of a negative and of a positive stance."""
    place, is_positive = place[stance != 0], stance[stance != 0] > 0

    def rank(rows: NDArray[np.int64]) -> float:
        several = 0 < is_positive[rows].sum() < len(rows)
        return float(roc_auc_score(is_positive[rows], place[rows])) if several else 0.5  # says nothing

    every = np.arange(len(place))
    low, high = bootstrap_score(rank, every, n_draws=300)
    told = f"{name}: {len(place)} rows with a stance, of which {is_positive.sum()} positive; learned from none"
    return Score(task, told, "AUC", rank(every), low=low, high=high)
