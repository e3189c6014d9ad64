"""What a classifier of stance sees: vectors and valence of the views of each mention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mediakit.text.encoder import encode_texts

from .mentions import LANGUAGES, VIEWS, list_views
from .reader import load_reader
from .valence import score_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediakit.text.encoder import Encoder

SCORED: Final = ("left", "right", "hidden", "window")
FAR: Final = 600


def encode_views(mentions: pd.DataFrame, encoder: Encoder) -> NDArray[np.float32]:
    """
    Encode what stands around the target of each mention, equal surroundings once.

    Parameters
    ----------
    mentions : DataFrame of n_mentions rows
        As `check_mentions` gives them.
    encoder : "e5" or callable
        As in `encode_texts`.

    Returns
    -------
    vectors : float array of shape (n_mentions, n_features)
        With "e5" the states of the target and of the sentence, as `TargetReader` reads them; with a callable the
        vectors of five views side by side.

    """
    if encoder == "e5":
        return load_reader().read(list_places(mentions))
    views = [view for place in list_places(mentions) for view in list_views(*place)]
    return encode_texts(views, encoder=encoder).reshape(len(mentions), -1)


def view_valence(mentions: pd.DataFrame) -> NDArray[np.float64]:
    """
    Score the valence of the views by the lexicon: before, after, whole and near, and the same where positive.

    Parameters
    ----------
    mentions : DataFrame of n_mentions rows
        As `check_mentions` gives them.

    Returns
    -------
    valence : float array of shape (n_mentions, 8)
        The scores.

    """
    views = pd.DataFrame([list_views(*place) for place in list_places(mentions)], columns=list(VIEWS))
    langs = mentions["lang"].to_numpy()
    scores = np.zeros((len(mentions), len(SCORED)))
    for lang in LANGUAGES:
        own = np.flatnonzero(langs == lang)
        if len(own):
            texts = views.iloc[own][list(SCORED)].to_numpy().ravel()
            scores[own] = score_words(pd.Series(texts), lang=lang).to_numpy().reshape(-1, len(SCORED))
    return np.hstack([scores, np.maximum(scores, 0)])


def list_places(mentions: pd.DataFrame) -> list[tuple[str, int, int]]:
    """
    List where each mention stands, in at most `FAR` characters of its sentence on each side.

    Parameters
    ----------
    mentions : DataFrame of n_mentions rows
        As `check_mentions` gives them.

    Returns
    -------
    places : list of (str, int, int)
        Sentence, start and end of each mention. Cut so, a text without sentence ends takes time by its length.

    """
    rows = mentions[["sentence", "start", "end"]].itertuples(index=False, name=None)
    return [cut_far(str(sentence), int(start), int(end)) for sentence, start, end in rows]


def cut_far(sentence: str, start: int, end: int) -> tuple[str, int, int]:
    """
    Cut off what stands more than `FAR` characters before or after a target, at white space.

    Parameters
    ----------
    sentence : str
        The sentence.
    start, end : int
        Offsets of the target.

    Returns
    -------
    sentence : str
        What is left.
    start, end : int
        Offsets in it.

    """
    first, last = max(start - FAR, 0), end + FAR
    before, after = sentence[first:start], sentence[end:last]
    if first > 0:
        before = before.partition(" ")[2]
    if last < len(sentence):
        after = after.rpartition(" ")[0]
    return before + sentence[start:end] + after, len(before), len(before) + end - start


def log_softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Turn scores into logarithms of shares.

    Parameters
    ----------
    scores : float array of shape (n_rows, n_classes)
        Any numbers.

    Returns
    -------
    logs : float array of shape (n_rows, n_classes)
        Logarithms of rows that sum to 1.

    """
    shifted = scores - scores.max(axis=1, keepdims=True)
    logs: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return logs
