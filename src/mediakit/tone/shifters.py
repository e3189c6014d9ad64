"""
Words that shift the valence of their neighbours: negators, reversers, intensifiers and downtoners.

The words lie in ``lexicons/shifters.csv``: ``category phrase weight lang``, where the weight is the factor that a
neighbour's valence is multiplied by. A category ending in "after" holds words that follow what they shift. The plain
negators ("not", "never") and the phrases that deny nothing ("not only") are those of `mediakit.text.negation`.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mediakit.text.matching import match_phrases
from mediakit.text.negation import load_negators

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediakit.text.tokens import Tokens

# How many tokens may stand between a shifter and the word that it shifts, less one.
NEGATOR_REACH: Final = 3
REVERSER_REACH: Final = 4
DEGREE_REACH: Final = 2
AFTER_REACH: Final = 1
FACTORS: Final = {"negator": -0.5, "other": 1.0}  # of the kinds of plain negators


@functools.cache
def load_shifters(lang: str) -> pd.DataFrame:
    """
    Load the shifters of one language.

    Parameters
    ----------
    lang : str
        "en", "fr" or "ar".

    Returns
    -------
    shifters : DataFrame
        ``category phrase weight lang``; those of the file, then the negators of all rooms that it does not hold.

    Examples
    --------
    >>> load_shifters("en").query("phrase in ['hardly', 'not', 'not only']")["weight"].tolist()
    [-0.5, -0.5, 1.0]

    """
    file = resources.files("mediakit.tone") / "lexicons" / "shifters.csv"
    with file.open(encoding="utf-8") as lines:
        table = pd.read_csv(lines, keep_default_na=False)
    plain = load_negators()
    plain = plain.assign(category="negator", weight=plain["kind"].map(FACTORS)).drop(columns="kind")
    joined = pd.concat([table, plain[table.columns]])
    return joined[joined["lang"] == lang].drop_duplicates(["category", "phrase"]).reset_index(drop=True)


def shift_weights(
    tokens: Tokens, hits: pd.DataFrame, weights: NDArray[np.float64], is_end: NDArray[np.bool_], lang: str
) -> NDArray[np.float64]:
    """
    Multiply each weight by the factors of the shifters around its word.

    A word is shifted by the nearest negator within `NEGATOR_REACH` tokens before it ("not very good"); where there is
    none and its weight is negative, by the nearest reverser within `REVERSER_REACH` ("prevented an attack"); and always
    by the nearest intensifier and downtoner within `DEGREE_REACH`. No shifter reaches over the end of a clause.

    Parameters
    ----------
    tokens : Tokens
        The texts, with a token at the end of each clause and each text.
    hits : DataFrame of n_hits rows
        ``start`` and ``end`` of the words with a weight, as `match_phrases` gives them.
    weights : float array of shape (n_hits,)
        Their weights.
    is_end : bool array of shape (n_tokens,)
        True for a token that marks the end of a clause.
    lang : str
        Language of the shifters.

    Returns
    -------
    shifted : float array of shape (n_hits,)
        The weights times their factors.

    """
    shifters = load_shifters(lang)
    start, end = hits["start"].to_numpy(), hits["end"].to_numpy()
    rank = np.cumsum(is_end, dtype=np.int64)  # tokens of one clause have one number, up to its end mark

    def factor(category: str, reach: int) -> NDArray[np.float64]:
        own = shifters[shifters["category"] == category]
        found = match_phrases(tokens, own["phrase"].tolist())
        factors = own["weight"].to_numpy(np.float64)[found["phrase"]]
        if category.endswith("after"):
            return _factor_after(end, found["start"].to_numpy(), factors, rank, reach)
        return _factor_before(start, found["end"].to_numpy(), factors, rank, reach)

    negation = factor("negator", NEGATOR_REACH)
    reversal = np.where((negation > 0) & (weights < 0), factor("reverser", REVERSER_REACH), 1.0)
    shifted = weights * negation * reversal
    for category in ("intensifier", "downtoner"):
        shifted *= factor(category, DEGREE_REACH) * factor(f"{category} after", AFTER_REACH)
    return shifted


def _factor_before(
    start: NDArray[np.int64],
    shifter_end: NDArray[np.int64],
    factors: NDArray[np.float64],
    rank: NDArray[np.int64],
    reach: int,
) -> NDArray[np.float64]:
    """Factor of the last shifter that ends before each start, 1 where it is too far or in another clause."""
    if not len(factors):
        return np.ones(len(start))
    nearest = np.searchsorted(shifter_end, start, side="right") - 1
    place = shifter_end[np.maximum(nearest, 0)]
    applies = (nearest >= 0) & (start - place < reach) & (rank[start] == rank[np.maximum(place - 1, 0)])
    return np.where(applies, factors[np.maximum(nearest, 0)], 1.0)


def _factor_after(
    end: NDArray[np.int64],
    shifter_start: NDArray[np.int64],
    factors: NDArray[np.float64],
    rank: NDArray[np.int64],
    reach: int,
) -> NDArray[np.float64]:
    """Factor of the first shifter that starts at or after each end, 1 where it is too far or in another clause."""
    if not len(factors):
        return np.ones(len(end))
    nearest = np.searchsorted(shifter_start, end, side="left")
    place = shifter_start[np.minimum(nearest, len(factors) - 1)]
    applies = (nearest < len(factors)) & (place - end < reach) & (rank[place] == rank[np.maximum(end - 1, 0)])
    return np.where(applies, factors[np.minimum(nearest, len(factors) - 1)], 1.0)
