"""English and French that are evident from their small words, told ten times as fast as by their letters."""

from __future__ import annotations

import re
from typing import Final

_N_CHARACTERS: Final = 600
_FEWEST: Final = 5  # different small words
_WORD: Final = re.compile(r"[a-zà-ÿœ]+")
# Words of one of the two that no other language of the press writes so, or hardly any.
_ENGLISH: Final = frozenset(
    {
        "the",
        "and",
        "that",
        "with",
        "from",
        "which",
        "this",
        "were",
        "been",
        "have",
        "their",
        "would",
        "said",
        "after",
        "they",
        "was",
        "for",
    }
)
_FRENCH: Final = frozenset(
    {
        "du",
        "dans",
        "est",
        "une",
        "pour",
        "qui",
        "sur",
        "avec",
        "aux",
        "cette",
        "été",
        "sont",
        "ses",
        "pas",
        "leur",
        "après",
        "ont",
        "ainsi",
        "selon",
    }
)


def tell_evident_language(text: str) -> str | None:
    """
    Name the language of a text in which five small words or more are English and at most one French, or the reverse.

    Parameters
    ----------
    text : str
        An article, of which the first 600 characters are looked at.

    Returns
    -------
    lang : str or None
        ``"en"`` or ``"fr"``; None where it is not evident.

    Examples
    --------
    >>> tell_evident_language("The envoy said that they had left with the delegates after talks which were tense.")
    'en'
    >>> print(tell_evident_language("Talks began."))
    None

    """
    words = set(_WORD.findall(text[:_N_CHARACTERS].lower()))
    n_english, n_french = len(words & _ENGLISH), len(words & _FRENCH)
    if n_english >= _FEWEST and n_french <= 1:
        return "en"
    return "fr" if n_french >= _FEWEST and n_english <= 1 else None
