"""Frames learned from examples: headlines of GVFC, sentences of FrAC, and the sample taught in one language alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import KFold, RepeatedStratifiedKFold

import mediakit as mk
from mediakit.framing.classifier import FrameClassifier
from mediakit.framing.language_space import remember_vectors

from .scores import Score, bootstrap_score, read_labelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

FOLDS: Final = 5
REPEATS: Final = 3
ENCODE_ONCE: Final = remember_vectors("e5")  # for all folds


def measure() -> Iterator[Score]:
    """Accuracy and macro-F1 on rows that taught nothing."""
    yield from _cross_validate(
        "gvfc", "headline", "accuracy", 0.80, "n-grams .67, encoder .765, BERT with more data .84"
    )
    yield from _cross_validate("frac", "sentence", "macro-F1", 0.81, "n-grams .52, encoder .78, RoBERTa-large .81")
    yield from _cross_languages()


def _cross_validate(name: str, column: str, goal_on: str, goal: float, known: str) -> Iterator[Score]:
    """Both measures with the encoder and without, on one labelled set with one frame a text."""
    rows = read_labelled(name)
    texts, gold = rows[column], rows["frame"].astype(str).to_numpy()
    splits = RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=REPEATS, random_state=7).split(texts, gold)
    splits = list(splits)
    for task, encoder in ((f"frames of {name}", ENCODE_ONCE), (f"frames of {name}, n-grams alone", None)):
        predicted = np.empty((REPEATS, len(rows)), object)
        for number, (taught, held) in enumerate(splits):
            model = FrameClassifier(encoder=encoder).fit(texts.iloc[taught], gold[taught])
            predicted[number // FOLDS, held] = model.predict(texts.iloc[held])
        note = f"{len(rows)} rows, {FOLDS} folds, {REPEATS} times; taught on the other folds, thresholds and all"
        for measure, score in (("accuracy", accuracy_score), ("macro-F1", _macro)):

            def on_rows(chosen: NDArray[np.int64], score=score, predicted=predicted) -> float:
                return float(np.mean([score(gold[chosen], part[chosen]) for part in predicted]))

            everything = np.arange(len(rows))
            low, high = bootstrap_score(on_rows, everything, n_draws=200)
            aim = goal if encoder and measure == goal_on else None
            yield Score(task, note, measure, on_rows(everything), aim, low, high, known if encoder else "")


def _cross_languages() -> Iterator[Score]:
    """Macro-F1 on the French and Arabic sample of a classifier taught on the English sample, against each coder."""
    corpus, labels = mk.load_sample(), mk.load_sample_labels("frames")
    english, others = corpus.loc[corpus["lang"] == "en", "text"], corpus.loc[corpus["lang"] != "en", "text"]
    security = mk.load_codebook("security")
    halves = list(KFold(2, shuffle=True, random_state=0).split(others))
    seen = [(np.arange(len(others)), np.arange(len(others)))]
    ways = (
        ("no foreign text seen", None, [(np.empty(0, np.int64), np.arange(len(others)))]),
        ("space of the languages learned on the other half, without codes", None, halves),
        ("the same, with the security codebook", security, halves),
        ("space of the languages learned on the same articles, without codes", None, seen),
        ("the same, with the security codebook", security, seen),
    )
    for coder in ("A", "B"):
        own = labels[labels["coder"] == coder]
        gold = pd.crosstab(own["doc_id"], own["frame"]).reindex(corpus.index, fill_value=0) > 0
        for way, codebook, splits in ways:
            found = pd.DataFrame(data=False, index=others.index, columns=gold.columns)
            for shown, held in splits:
                model = FrameClassifier(encoder=ENCODE_ONCE, codebook=codebook)
                model.fit(english, gold, unlabelled=others.iloc[shown] if len(shown) else None)
                found.iloc[held] = model.predict(others.iloc[held])
            rows = f"{len(others)} French and Arabic articles; taught on {len(english)} English ones; {way}"
            truth = gold.loc[others.index].to_numpy()
            score = _bind(truth, found.to_numpy(bool))
            low, high = bootstrap_score(score, np.arange(len(others)), n_draws=200)
            yield Score(
                f"across languages, coder {coder}", rows, "macro-F1", score(np.arange(len(others))), 0.70, low, high
            )


def _bind(truth: NDArray[np.bool_], found: NDArray[np.bool_]):
    """Macro-F1 as a function of row numbers."""
    return lambda chosen: _macro(truth[chosen], found[chosen])


def _macro(truth: NDArray[np.generic], found: NDArray[np.generic]) -> float:
    """Mean F1 over the frames."""
    return float(f1_score(truth, found, average="macro", zero_division=0))
