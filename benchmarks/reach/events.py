"""Events of the three outlets of BASIL, and of the sample corpus across languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

import mediakit as mk
from mediakit.framing.events import THRESHOLD, group_events
from mediakit.text.encoder import encode_texts

from .scores import Score, read_labelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

GRID: Final = (0.025, 0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3)
FOLDS: Final = 5


def measure() -> Iterator[Score]:
    """F1 of pairs at the default threshold, and with one chosen by cross-validation over events."""
    sample, basil = mk.load_sample(), read_labelled("basil").set_index("doc_id")
    labels = mk.load_sample_labels("articles").set_index("doc_id")["event"]
    gold = labels.reindex(sample.index).fillna("")
    lang = sample["lang"].to_numpy()
    same = lang[:, None] == lang
    note = "threshold and shares chosen with both sets in view"
    tasks = (
        ("events of BASIL", basil, basil["triplet"], 0.98, note, {}),
        ("events of the sample", sample, gold, 0.90, note, {"same": same, "cross": ~same}),
    )
    for name, corpus, truth, goal, note, masks in tasks:
        found = _count_all(corpus, truth)
        rows = f"{len(corpus)} articles; 3 days; {note}"
        at = GRID.index(THRESHOLD)
        yield Score(name, rows, "pairs F1, default", _score(found[at]), goal)
        for which, mask in masks.items():
            counts = tuple(matrix & mask for matrix in found[at])
            yield Score(f"{name}, {which} language", rows, "pairs F1, default", _score(counts))
        crossed = f"{len(corpus)} articles; threshold chosen in {FOLDS} folds of events, days fixed at 3"
        yield Score(name, crossed, "pairs F1, cross-validated", _cross_validate(found, truth), goal)


def _count_all(corpus: pd.DataFrame, truth: pd.Series) -> list[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Found and true pairs, of shape (n_docs, n_docs), for each threshold."""
    texts = [f"{title}. {text}"[:600] for title, text in zip(corpus["title"].fillna(""), corpus["text"], strict=True)]
    vectors = pd.DataFrame(encode_texts(texts), index=corpus.index)
    gold = truth.to_numpy()
    other = ~np.eye(len(gold), dtype=bool)
    real = (gold[:, None] == gold) & (gold != "") & other
    pairs = []
    for threshold in GRID:
        event = group_events(corpus, vectors=vectors, threshold=threshold)["event"].to_numpy()
        pairs.append(((event[:, None] == event) & other, real))
    return pairs


def _score(pair: tuple[NDArray[np.bool_], NDArray[np.bool_]]) -> float:
    """F1 of the pairs."""
    found, real = pair
    return float(2 * (found & real).sum() / max(found.sum() + real.sum(), 1))


def _cross_validate(pairs: list[tuple[NDArray[np.bool_], NDArray[np.bool_]]], truth: pd.Series) -> float:
    """F1 of all rows, each with the threshold that is best for the events of the other folds."""
    number = truth.where(truth != "", truth.index.to_series()).factorize()[0]
    fold = np.random.default_rng(0).permutation(number.max() + 1)[number] % FOLDS
    held = [np.zeros_like(matrix) for matrix in pairs[0]]
    for one in range(FOLDS):
        inside, outside = fold == one, fold != one
        scores = [_score((pair[0][outside][:, outside], pair[1][outside][:, outside])) for pair in pairs]
        ties = np.flatnonzero(np.isclose(scores, max(scores)))
        best = pairs[ties[len(ties) // 2]]  # amid thresholds that do equally well
        for kept, matrix in zip(held, best, strict=True):
            kept[inside] = matrix[inside]
    return _score((held[0], held[1]))
