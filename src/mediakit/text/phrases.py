"""Words that belong together, found by how often they stand side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from .matching import fold_phrases
from .runs import Runs, count_runs, measure_bond
from .stop_words import LANGUAGES, load_stop_words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from .tokens import Tokens

# A run of words is a fragment when a longer phrase holds it, also one of up to so many words more than are listed.
MARGIN: Final = 2


def find_phrases(
    tokens: Tokens,
    *,
    max_words: int = 4,
    min_count: int = 5,
    min_npmi: float = 0.4,
    stop_words: str | Collection[str] | None = "auto",
    keep_numbers: bool = False,
) -> pd.DataFrame:
    r"""
    Find words that stand together more often than chance would put them.

    Two neighbours make a 2 x 2 table: pairs of the corpus with this or another first word, this or another second. From
    it come Dunning's log-likelihood ratio [1]_, the evidence that they belong together, and the normalized pointwise
    mutual information [2]_, the strength of the bond,

    .. math:: G^2 = 2 \sum_{ij} O_{ij} \ln \frac{O_{ij}}{E_{ij}}, \qquad
       \mathrm{npmi} = \frac{\ln (O_{11} / E_{11})}{-\ln (O_{11} / N)}

    where npmi is 0 for independent words and 1 for words that only occur together. A longer run of words is cut in two
    where its parts would meet most often by chance, and these parts take the place of the two words [3]_: a phrase is
    as strong as its weakest link. A run that stands fewer than `min_count` times outside of longer phrases is a
    fragment and left out [4]_, such as "security agency" where it is always the "national security agency".

    Parameters
    ----------
    tokens : Tokens
        Tokens of n_docs documents. A phrase never reaches over the end of a document, but does reach over
        punctuation and the end of a sentence, which are no tokens.
    max_words : int, default 4
        Words of the longest phrases to list, 2 or more.
    min_count : int, default 5
        Leave out phrases that occur less often.
    min_npmi : float, default 0.4
        Leave out phrases of a weaker bond, from -1 to 1.
    stop_words : "auto", language, collection of str, or None, default "auto"
        Words with which no phrase begins or ends, but which it may hold ("weapons of mass destruction"): a language
        ("en", "fr", "ar") whose list ships with mediakit, or own words. "auto" takes for each document the list of the
        language that covers the most of its tokens.
    keep_numbers : bool, default False
        Whether a phrase may begin or end with a term that begins with something other than a letter.

    Returns
    -------
    table : DataFrame of n_phrases rows, sorted by ``g2``, largest first, then by phrase
        ``phrase`` (terms with one blank between); ``n`` (occurrences, also those within longer phrases); ``n_docs``
        (documents that hold it); ``n_words``; ``g2``, negative where the words avoid each other; ``npmi``. Without rows
        where nothing was found.

    Raises
    ------
    ValueError
        If `max_words`, `min_count`, `min_npmi` or `stop_words` is out of range.

    References
    ----------
    .. [1] Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational
       Linguistics 19(1), 61-74.
    .. [2] Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction. Proceedings of GSCL
       2009, 31-40.
    .. [3] Schone, P. and Jurafsky, D. (2001). Is knowledge-free induction of multiword unit dictionary headwords a
       solved problem? Proceedings of EMNLP 2001. https://aclanthology.org/W01-0513
    .. [4] Frantzi, K., Ananiadou, S. and Mima, H. (2000). Automatic recognition of multi-word terms: the
       C-value/NC-value method. International Journal on Digital Libraries 3(2), 115-130. doi:10.1007/s007999900023

    Examples
    --------
    >>> from mediakit.text.tokens import tokenize
    >>> texts = ["The secret service met.", "The service of a secret service", "A secret was kept."]
    >>> tokens = tokenize(pd.DataFrame({"text": texts}, index=["a", "b", "c"]))
    >>> find_phrases(tokens, min_count=2).round(2)
               phrase  n  n_docs  n_words    g2  npmi
    0  secret service  2       2        2  3.04  0.52

    """
    _check_thresholds(max_words, min_count, min_npmi)
    may_end = _find_content(tokens, stop_words, keep_numbers=keep_numbers)
    by_length = count_runs(tokens, max_words + MARGIN, min_count)
    found = []
    reach = np.zeros(len(tokens), np.int64)  # how far the longer phrases that begin at or before a token go
    for runs in by_length[:0:-1]:
        g2, npmi = measure_bond(tokens, by_length[: runs.n_words])
        first, last = tokens.ids[runs.first], tokens.ids[runs.first + runs.n_words - 1]
        is_phrase = (npmi >= min_npmi) & may_end[first] & may_end[last]
        is_phrase, reach = _leave_out_fragments(runs, is_phrase, reach, min_count)
        if runs.n_words <= max_words:
            found.append(_list_phrases(tokens, runs, is_phrase, g2, npmi))
    table = pd.concat(found[::-1], ignore_index=True)
    return table.sort_values(["g2", "phrase"], ascending=[False, True], ignore_index=True)


def _check_thresholds(max_words: int, min_count: int, min_npmi: float) -> None:
    """Refuse thresholds out of range."""
    for name, value, least in (("max_words", max_words, 2), ("min_count", min_count, 1)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            msg = f"`{name}` is {value!r}, but must be an int of {least} or more."
            raise ValueError(msg)
    if not -1 <= min_npmi <= 1:
        msg = f"`min_npmi` is {min_npmi!r}, but must lie between -1 and 1, such as 0.4."
        raise ValueError(msg)


def _find_content(tokens: Tokens, stop_words: str | Collection[str] | None, *, keep_numbers: bool) -> NDArray[np.bool_]:
    """Which terms a phrase may begin or end with, shape (n_terms,)."""
    is_stopped = np.zeros(tokens.n_terms, bool)
    if isinstance(stop_words, str):
        languages = LANGUAGES if stop_words == "auto" else (stop_words,)
        is_stopped = _find_stop_words(tokens, languages)
    elif stop_words:
        own = {word for phrase in fold_phrases(list(stop_words)) for word in phrase.split()}
        is_stopped = _are_in(tokens.terms, own)
    if not keep_numbers:
        is_stopped |= np.fromiter((not term[:1].isalpha() for term in tokens.terms), bool, tokens.n_terms)
    return ~is_stopped


def _find_stop_words(tokens: Tokens, languages: Sequence[str]) -> NDArray[np.bool_]:
    """Which terms mostly stand in documents of a language in whose list they are, shape (n_terms,)."""
    lists = np.array([_are_in(tokens.terms, load_stop_words(lang)) for lang in languages])
    sums = [np.append(0, np.cumsum(is_listed[tokens.ids]))[tokens.starts] for is_listed in lists]
    language = np.diff(sums, axis=1).argmax(axis=0)
    is_stopped = lists[np.repeat(language, np.diff(tokens.starts)), tokens.ids]
    n_stopped = np.bincount(tokens.ids[is_stopped], minlength=tokens.n_terms)
    is_mostly: NDArray[np.bool_] = n_stopped * 2 > np.bincount(tokens.ids, minlength=tokens.n_terms)
    return is_mostly


def _are_in(terms: NDArray[np.object_], words: Collection[str]) -> NDArray[np.bool_]:
    """Which terms are among the words, shape (n_terms,)."""
    return np.fromiter((term in words for term in terms), bool, len(terms))


def _leave_out_fragments(
    runs: Runs, is_phrase: NDArray[np.bool_], reach: NDArray[np.int64], min_count: int
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which runs stand often enough outside of longer phrases, and how far all of them reach."""
    place = np.flatnonzero(runs.number >= 0)
    place = place[is_phrase[runs.number[place]]]
    end = place + runs.n_words
    n_outside = np.bincount(runs.number[place[reach[place] < end]], minlength=len(is_phrase))
    is_kept = is_phrase & (n_outside >= min_count)
    is_within = is_kept[runs.number[place]]
    reach = reach.copy()
    reach[place[is_within]] = np.maximum(reach[place[is_within]], end[is_within])
    return is_kept, np.maximum.accumulate(reach)


def _list_phrases(
    tokens: Tokens, runs: Runs, is_phrase: NDArray[np.bool_], g2: NDArray[np.float64], npmi: NDArray[np.float64]
) -> pd.DataFrame:
    """Table of the phrases among the runs."""
    chosen = np.flatnonzero(is_phrase)
    words = tokens.terms[tokens.ids[runs.first[chosen, None] + np.arange(runs.n_words)]]
    place = np.flatnonzero(runs.number >= 0)
    place = place[is_phrase[runs.number[place]]]
    doc = np.searchsorted(tokens.starts, place, side="right") - 1
    in_doc = np.unique(runs.number[place] * np.int64(tokens.n_docs) + doc) // max(tokens.n_docs, 1)
    return pd.DataFrame(
        {
            "phrase": pd.Series([" ".join(row) for row in words], dtype="str"),
            "n": runs.counts[chosen],
            "n_docs": np.bincount(in_doc, minlength=len(is_phrase))[chosen],
            "n_words": runs.n_words,
            "g2": g2[chosen],
            "npmi": npmi[chosen],
        }
    )
