"""What a classifier of stance sees: vectors and valence of the views of each mention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mediakit.text.encoder import encode_texts

from .mentions import LANGUAGES, VIEWS, list_views
from .valence import score_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediakit.text.encoder import Encoder

SCORED: Final = ("left", "right", "hidden", "window")


def encode_views(mentions: pd.DataFrame, encoder: Encoder) -> NDArray[np.float32]:
    """
    Encode the views of mentions, each different one once.

    Parameters
    ----------
    mentions : DataFrame of n_mentions rows
        As `check_mentions` gives them.
    encoder : "e5" or callable
        As in `encode_texts`.

    Returns
    -------
    vectors : float array of shape (n_mentions, n_views * n_dimensions)
        The views side by side.

    """
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
    List where each mention stands.

    Parameters
    ----------
    mentions : DataFrame of n_mentions rows
        As `check_mentions` gives them.

    Returns
    -------
    places : list of (str, int, int)
        Sentence, start and end of each mention.

    """
    return list(mentions[["sentence", "start", "end"]].itertuples(index=False, name=None))


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
