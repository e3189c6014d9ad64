"""Frames learned from hand-coded examples: headlines, sentences, and articles of another language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, StratifiedShuffleSplit

import mediakit as mk
from mediakit.framing.classifier import FrameClassifier

from .scores import Score, bootstrap_score, read_labelled

if TYPE_CHECKING:
    from collections.abc import Iterator

N_HALVES = 5


def measure() -> Iterator[Score]:
    """Half of the headlines, five folds of the sentences, and one language for two others."""
    yield from measure_headlines("e5")
    yield from measure_headlines(None)
    yield from measure_sentences()
    yield from measure_languages()


def measure_headlines(encoder: str | None) -> Iterator[Score]:
    """Nine frames of headlines on gun violence, one each."""
    table = read_labelled("gvfc")
    texts, frames = table["headline"], table["frame"].astype(str)
    halves = StratifiedShuffleSplit(N_HALVES, test_size=0.5, random_state=0).split(texts, frames)
    right = []
    for train, test in halves:
        model = FrameClassifier(encoder=encoder).fit(texts.iloc[train], frames.iloc[train])
        right.append(model.predict(texts.iloc[test]) == frames.iloc[test].to_numpy())
    hits = np.array(right)
    rows = f"{len(table)} headlines of gvfc, {N_HALVES} random halves, taught on one half and measured on the other"
    ends = bootstrap_score(lambda drawn: float(hits[:, drawn].mean()), np.arange(hits.shape[1]))
    known = "n-grams .67, encoder with logistic regression .765, fine-tuned BERT with more data .84"
    task = f"frames of headlines, encoder {encoder}"
    yield Score(task, rows, "accuracy", hits.mean(), 0.80 if encoder else None, *ends, known)


def measure_sentences() -> Iterator[Score]:
    """Ten policy frames of sentences, one each."""
    table = read_labelled("frac")
    texts, frames = table["sentence"], table["frame"].astype(str)
    predicted = np.empty(len(table), object)
    for train, test in StratifiedKFold(5, shuffle=True, random_state=0).split(texts, frames):
        model = FrameClassifier().fit(texts.iloc[train], frames.iloc[train])
        predicted[test] = model.predict(texts.iloc[test])
    truth = frames.to_numpy()

    def score(drawn: np.ndarray) -> float:
        return float(f1_score(truth[drawn], predicted[drawn], average="macro"))

    rows = f"{len(table)} sentences of frac, five folds, taught on four and measured on the fifth"
    ends = bootstrap_score(score, np.arange(len(table)))
    known = "n-grams .52, encoder .78, RoBERTa-large .81, with other and more rows"
    yield Score("frames of sentences", rows, "macro-F1", score(np.arange(len(table))), 0.81, *ends, known)


def measure_languages() -> Iterator[Score]:
    """The sample: taught on the English articles, measured on the French and Arabic ones."""
    corpus = mk.load_sample()
    texts = corpus["title"] + "\n\n" + corpus["text"]
    codes = mk.load_sample_labels("frames").assign(seen=True)
    gold = {
        coder: part.pivot_table(index="doc_id", columns="frame", values="seen", aggfunc="any", fill_value=False)
        .reindex(corpus.index, fill_value=False)
        .astype(bool)
        for coder, part in codes.groupby("coder")
    }
    is_english = corpus["lang"].eq("en")
    reader = f1_score(gold["A"][~is_english], gold["B"][~is_english], average="macro")
    for name, codebook in (("without a codebook", None), ("with codebook counts", mk.load_codebook("security"))):
        model = FrameClassifier(codebook=codebook).fit(texts[is_english], gold["A"][is_english])
        for langs in (["fr", "ar"], ["fr"], ["ar"]):
            chosen = corpus["lang"].isin(langs)
            truth, predicted = gold["A"][chosen].to_numpy(), model.predict(texts[chosen])

            def score(drawn: np.ndarray, truth: np.ndarray = truth, predicted: np.ndarray = predicted) -> float:
                return float(f1_score(truth[drawn], predicted[drawn], average="macro", zero_division=0))

            told = " and ".join(langs)
            rows = f"{chosen.sum()} articles of the sample in {told}, coder A; taught on its English articles"
            ends = bootstrap_score(score, np.arange(len(truth)))
            goal = 0.70 if len(langs) == 2 else None
            known = f"the second coder, who read them, {reader:.3f} on both languages"
            task = f"frames across languages, {name}"
            yield Score(task, rows, "macro-F1", score(np.arange(len(truth))), goal, *ends, known)
