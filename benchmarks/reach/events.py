"""Events of the three outlets of BASIL, and of the sample corpus across languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

import mediakit as mk
from mediakit.framing.events import group_events
from mediakit.text.encoder import encode_texts

from .scores import Score, read_labelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

GRID: Final = (0.025, 0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4)
RULE: Final = "levels from the corpus; shares and chance tried with both sets in view"


def measure() -> Iterator[Score]:
    """F1 of pairs at the levels that the corpus gives, and with one threshold that is best for the other set."""
    sample, basil = mk.load_sample(), read_labelled("basil").set_index("doc_id")
    labels = mk.load_sample_labels("articles").set_index("doc_id")["event"]
    sets = {
        "events of BASIL": (basil, basil["triplet"], 0.98),
        "events of the sample": (sample, labels.reindex(sample.index).fillna(""), 0.90),
    }
    found = {name: _find(corpus, truth) for name, (corpus, truth, _) in sets.items()}
    for name, (corpus, truth, goal) in sets.items():
        real = _pair(truth.to_numpy()) & (truth != "").to_numpy()
        rows = f"{len(corpus)} articles; 3 days; {RULE}"
        yield Score(name, rows, "pairs F1", _score(found[name]["rule"], real), goal)
        if "lang" in corpus.columns:
            same = _pair(corpus["lang"].to_numpy())
            for which, mask in (("of one language", same), ("across languages", ~same)):
                yield Score(f"{name}, {which}", rows, "pairs F1", _score(found[name]["rule"] & mask, real & mask))
        dense = f"{len(corpus)} articles; {RULE}"
        yield Score(f"{name}, dates hidden", dense, "pairs F1", _score(found[name]["undated"], real))
    for name, other in zip(sets, reversed(sets), strict=True):
        best = _choose(found[other], sets[other][1])
        real = _pair(sets[name][1].to_numpy()) & (sets[name][1] != "").to_numpy()
        rows = f"{len(real)} articles; 3 days; one threshold ({best}), best for the {other}"
        yield Score(name, rows, "pairs F1, one threshold", _score(found[name][best], real))


def _find(corpus: pd.DataFrame, truth: pd.Series) -> dict[str | float, Mask]:
    """Pairs found, shape (n_docs, n_docs), by the rule, without dates, and at every threshold."""
    texts = [f"{title}. {text}"[:600] for title, text in zip(corpus["title"].fillna(""), corpus["text"], strict=True)]
    vectors = pd.DataFrame(encode_texts(texts), index=truth.index)
    pairs: dict[str | float, Mask] = {"rule": _pair(group_events(corpus, vectors=vectors)["event"].to_numpy())}
    pairs["undated"] = _pair(group_events(corpus.drop(columns="date"), vectors=vectors)["event"].to_numpy())
    for threshold in GRID:
        pairs[threshold] = _pair(group_events(corpus, vectors=vectors, threshold=threshold)["event"].to_numpy())
    return pairs


def _pair(events: NDArray[np.object_]) -> Mask:
    """Whether two articles are of one event, shape (n_docs, n_docs), no article with itself."""
    return np.asarray((events[:, None] == events) & ~np.eye(len(events), dtype=bool))


def _score(found: Mask, real: Mask) -> float:
    """F1 of the pairs."""
    return float(2 * (found & real).sum() / max(found.sum() + real.sum(), 1))


def _choose(found: dict[str | float, Mask], truth: pd.Series) -> float:
    """Threshold amid those that do equally well."""
    real = _pair(truth.to_numpy()) & (truth != "").to_numpy()
    scores = [_score(found[threshold], real) for threshold in GRID]
    ties = np.flatnonzero(np.isclose(scores, max(scores)))
    return GRID[ties[len(ties) // 2]]
