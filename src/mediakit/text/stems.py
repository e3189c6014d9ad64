"""Forms of one word under one term."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np

if TYPE_CHECKING:
    from .tokens import Tokens

StemmedLanguage = Literal["en", "fr", "ar"]
ALGORITHMS: Final = {"en": "english", "fr": "french", "ar": "arabic"}


def stem_tokens(tokens: Tokens, *, lang: StemmedLanguage = "en") -> Tokens:
    """
    Count the forms of a word (``officer``, ``officers``) as one term.

    Terms are cut to their stems by the Snowball algorithm of the language [1]_; those with one stem become one term,
    which is written as the most frequent of them, so that tables and figures show words and not stems.

    Parameters
    ----------
    tokens : Tokens
        Tokens of n_docs documents.
    lang : {"en", "fr", "ar"}, default "en"
        The language whose endings are cut.

    Returns
    -------
    stemmed : Tokens
        The same tokens over fewer terms.

    Raises
    ------
    ValueError
        If `lang` is not one of the three.

    References
    ----------
    .. [1] Porter, M. F. (2001). Snowball: a language for stemming algorithms. https://snowballstem.org/texts/introduction.html

    Examples
    --------
    >>> import pandas as pd
    >>> from mediakit.text.tokens import tokenize
    >>> corpus = pd.DataFrame({"text": ["Officers met an officer. Officers left."]}, index=["a"])
    >>> stemmed = stem_tokens(tokenize(corpus), lang="en")
    >>> stemmed.terms[stemmed.ids].tolist()
    ['officers', 'met', 'an', 'officers', 'officers', 'left']

    """
    if lang not in ALGORITHMS:
        msg = f"`lang` is {lang!r}, but stems are known for {', '.join(get_args(StemmedLanguage))} only."
        raise ValueError(msg)
    import snowballstemmer  # noqa: PLC0415 - loads all its languages

    stems = snowballstemmer.stemmer(ALGORITHMS[lang]).stemWords(tokens.terms.tolist())
    frequency = np.bincount(tokens.ids, minlength=tokens.n_terms)
    best: dict[str, int] = {}
    for number in np.argsort(-frequency, kind="stable"):
        best.setdefault(stems[number], int(number))
    kept = np.sort(np.fromiter(best.values(), np.int64, len(best)))
    place = np.empty(tokens.n_terms, np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    renumbered = place[np.fromiter((best[stem] for stem in stems), np.int64, tokens.n_terms)]
    return dataclasses.replace(tokens, ids=renumbered[tokens.ids], terms=tokens.terms[kept])
