"""Words that deny what follows them, in English, French and Arabic."""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from .matching import match_phrases

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .tokens import Tokens

REACH: Final = 3  # a negator is the last, or ends with the last but one or two, of the tokens before what it denies


@functools.cache
def load_negators() -> pd.DataFrame:
    """
    Load the words that deny, and the longer phrases in which they do not.

    Returns
    -------
    negators : DataFrame
        ``kind`` ("negator", or "other" for "not only" and its like), ``phrase`` and ``lang``.

    Examples
    --------
    >>> load_negators().head(2).to_numpy().tolist()
    [['negator', 'not', 'en'], ['negator', 'no', 'en']]

    """
    with (resources.files("mediakit.text") / "negators.csv").open(encoding="utf-8") as lines:
        return pd.read_csv(lines, keep_default_na=False)


def find_negated(tokens: Tokens, start: NDArray[np.int64]) -> NDArray[np.bool_]:
    """
    Tell which words are denied by a negator before them.

    The negators of all three languages are looked for in every text. Punctuation is no token and ends no negation.

    Parameters
    ----------
    tokens : Tokens
        The texts.
    start : int64 array of shape (n_words,)
        Rows in ``tokens.ids``.

    Returns
    -------
    is_negated : bool array of shape (n_words,)
        True where a negator ends among the `REACH` tokens before the word, in the same document.

    Examples
    --------
    >>> from mediakit.text.tokens import tokenize
    >>> tokens = tokenize(pd.DataFrame({"text": ["No immediate threat, not only a threat."]}, index=["a"]))
    >>> find_negated(tokens, np.array([2, 6])).tolist()
    [True, False]

    """
    negators = load_negators()
    found = match_phrases(tokens, negators["phrase"].tolist())
    ends = found["end"].to_numpy()[(negators["kind"] == "negator").to_numpy()[found["phrase"]]]
    lowest = np.maximum(start - REACH, tokens.starts[np.searchsorted(tokens.starts, start, side="right") - 1])
    # The end is the row behind a negator: it lies from the word's own row down to that behind the lowest.
    n_before = np.searchsorted(ends, start, side="right") - np.searchsorted(ends, lowest, side="right")
    is_negated: NDArray[np.bool_] = n_before > 0
    return is_negated
