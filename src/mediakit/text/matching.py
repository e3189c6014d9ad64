"""Where the phrases of a codebook or lexicon stand in the tokens: integers in, integers out."""

from __future__ import annotations

import bisect
import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from .tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from .tokens import Tokens

CONJUNCTIONS: Final = ("", "و", "ف")
PREPOSITIONS: Final = ("", "ب", "ل", "ك")
ARTICLE: Final = "ال"
SHORTEST_WITH_PARTICLE: Final = {"": 3, "ب": 3, "ل": 3, "ك": 4}
FUTURE: Final = "س"
IMPERFECT: Final = ("ي", "ت", "ن")


@dataclasses.dataclass(frozen=True)
class _Expansion:
    """Which terms each word of the phrases stands for, as pairs sorted by ``key = word * n_terms + term``."""

    keys: NDArray[np.int64]
    penalties: NDArray[np.int64]  # 0 as written, 1 with a particle, more for a wildcard that fills in more letters


def match_phrases(tokens: Tokens, phrases: Sequence[str]) -> pd.DataFrame:
    """
    Find phrases of one or more words.

    Phrases are folded as tokens are, so that case, accents composed or not, curly apostrophes and Arabic vowel signs do
    not matter. A ``*`` at the end of a word stands for any ending: ``terroris*``, ``securit* cooperat*``. A word in
    Arabic script also matches with what is written onto its front: the particles و ف ب ل ك, the article, both
    together, and س before an imperfect. A particle without the article is only tried before words of three letters
    or more, since shorter ones make other words (حر, بحر).

    Where matches overlap, the one of most words wins, then the first in the text. Of those that cover the same words,
    the closest to the written phrase wins (as written, then with a particle, then by a wildcard, a longer beginning
    before a shorter), then the first in `phrases`. So an exact entry is an exception to a wildcard.

    Parameters
    ----------
    tokens : Tokens
        The texts. A phrase never reaches over the end of a document, but does reach over punctuation, which is no
        token.
    phrases : sequence of str
        What to look for.

    Returns
    -------
    matches : DataFrame of shape (n_matches, 4), in the order of the texts
        ``doc`` (row in ``tokens.doc_ids``); ``start`` and ``end`` (rows in ``tokens.ids``, end excluded); ``phrase``
        (position in `phrases`).

    Raises
    ------
    ValueError
        If a phrase holds no word.

    Examples
    --------
    >>> corpus = pd.DataFrame({"text": ["Services shared information on terrorists."]}, index=["a"])
    >>> match_phrases(tokenize(corpus), ["shared information", "terroris*", "information"])
       doc  start  end  phrase
    0    0      1    3       0
    1    0      4    5       1

    """
    folded = [phrase.split() for phrase in fold_phrases(phrases)]
    number_of: dict[str, int] = {}
    words = np.full((len(folded), max(map(len, folded), default=1)), -1, np.int64)
    for row, phrase in enumerate(folded):
        words[row, : len(phrase)] = [number_of.setdefault(word, len(number_of)) for word in phrase]
    expansion = _expand_words(list(number_of), tokens.terms)
    start, phrase_of, penalty = _find_candidates(tokens, words, expansion)
    length = (words >= 0).sum(axis=1)[phrase_of]
    kept = _resolve_overlaps(start, length, penalty, phrase_of, n_tokens=len(tokens))
    start, end, phrase_of = start[kept], start[kept] + length[kept], phrase_of[kept]
    doc = np.searchsorted(tokens.starts, start, side="right") - 1
    return pd.DataFrame({"doc": doc, "start": start, "end": end, "phrase": phrase_of})


def fold_phrases(phrases: Sequence[str]) -> list[str]:
    """
    Write phrases as their folded words with one blank between.

    Parameters
    ----------
    phrases : sequence of str
        Phrases as someone wrote them, with ``*`` at the end of a word for any ending.

    Returns
    -------
    folded : list of str
        Two phrases match the same tokens if and only if they are equal here.

    Raises
    ------
    ValueError
        If a phrase holds no word.

    Examples
    --------
    >>> fold_phrases(["L’État", "Securit*  cooperat*"])
    ["l' état", 'securit* cooperat*']

    """
    pieces = [(row, piece) for row, phrase in enumerate(phrases) for piece in str(phrase).split()]
    # A bare elision ("l'") is only one before a letter: lend it one, and take that back.
    is_elision = [piece.rstrip("*").endswith(("'", "’")) for _, piece in pieces]
    texts = [piece.rstrip("*") + "x" * lent for (_, piece), lent in zip(pieces, is_elision, strict=True)]
    tokens = tokenize(pd.DataFrame({"text": pd.Series(texts, dtype="str")}))
    folded: list[list[str]] = [[] for _ in phrases]
    for place, ((row, piece), lent) in enumerate(zip(pieces, is_elision, strict=True)):
        terms = tokens.terms[tokens.ids[tokens.starts[place] : tokens.starts[place + 1]]].tolist()
        terms = terms[:-1] if lent and len(terms) > 1 else terms
        if terms and piece.endswith("*"):
            terms[-1] += "*"
        folded[row].extend(terms)
    empty = [phrase for phrase, terms in zip(phrases, folded, strict=True) if not terms]
    if empty:
        msg = f"{len(empty)} of {len(phrases)} phrases hold no word, such as {empty[:3]!r}. Remove or complete these."
        raise ValueError(msg)
    return [" ".join(terms) for terms in folded]


def _expand_words(words: list[str], terms: NDArray[np.object_]) -> _Expansion:
    """Pairs of word and term that match, for each of `words` (folded, perhaps with ``*``)."""
    row_of = {term: row for row, term in enumerate(terms)}
    in_order = sorted(row_of) if any(word.endswith("*") for word in words) else []
    penalty_of: dict[int, int] = {}
    for number, word in enumerate(words):
        for form, cost in _written_forms(word.rstrip("*")):
            matching = _terms_with_prefix(in_order, form) if word.endswith("*") else [form] * (form in row_of)
            for term in matching:
                key = number * len(terms) + row_of[term]
                penalty = cost if term == form else 2 + len(term) - len(form) + cost
                penalty_of[key] = min(penalty, penalty_of.get(key, penalty))
    keys = np.fromiter(penalty_of, np.int64, len(penalty_of))
    penalties = np.fromiter(penalty_of.values(), np.int64, len(penalty_of))
    order = np.argsort(keys)
    return _Expansion(keys[order], penalties[order])


def _terms_with_prefix(in_order: list[str], prefix: str) -> list[str]:
    """Those of the sorted terms that begin with `prefix`."""
    first = bisect.bisect_left(in_order, prefix)
    return in_order[first : bisect.bisect_left(in_order, prefix + "\U0010ffff", lo=first)]


def _written_forms(word: str) -> Iterator[tuple[str, int]]:
    """Yield the word at cost 0 and, in Arabic script, the word with particles and article at cost 1."""
    yield word, 0
    if not "\u0600" <= word[0] <= "\u06ff" or len(word) < 2:
        return
    for conjunction in CONJUNCTIONS:
        for preposition in PREPOSITIONS:
            before = conjunction + preposition
            if before and len(word) >= SHORTEST_WITH_PARTICLE[preposition]:
                yield before + word, 1
            yield conjunction + ("لل" if preposition == "ل" else preposition + ARTICLE) + word, 1
        if word.startswith(ARTICLE) and len(word) >= 5:
            yield conjunction + "لل" + word[2:], 1
        if word.startswith(IMPERFECT) and len(word) >= 4:
            yield conjunction + FUTURE + word, 1


def _find_candidates(
    tokens: Tokens, words: NDArray[np.int64], expansion: _Expansion
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Start, phrase and penalty of every match, overlapping or not."""
    start, phrase, penalty = _find_first_words(tokens, words, expansion)
    length = (words >= 0).sum(axis=1)
    doc = np.searchsorted(tokens.starts, start, side="right") - 1
    inside = start + length[phrase] <= tokens.starts[doc + 1]
    start, phrase, penalty = start[inside], phrase[inside], penalty[inside]
    for k in range(1, words.shape[1]):
        longer = np.flatnonzero(length[phrase] > k)
        key = words[phrase[longer], k] * len(tokens.terms) + tokens.ids[start[longer] + k]
        place = np.minimum(np.searchsorted(expansion.keys, key), len(expansion.keys) - 1)
        is_match = expansion.keys[place] == key
        penalty[longer] += expansion.penalties[place]
        alive = np.ones(len(start), bool)
        alive[longer[~is_match]] = False
        start, phrase, penalty = start[alive], phrase[alive], penalty[alive]
    return start, phrase, penalty


def _find_first_words(
    tokens: Tokens, words: NDArray[np.int64], expansion: _Expansion
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Start, phrase and penalty wherever the first word of a phrase stands."""
    n_terms = len(tokens.terms)
    by_first = np.argsort(words[:, 0], kind="stable")
    word, term = np.divmod(expansion.keys, max(n_terms, 1))
    left = np.searchsorted(words[by_first, 0], word, side="left")
    right = np.searchsorted(words[by_first, 0], word, side="right")
    pair, rank = _enumerate_ranges(left, right)
    by_term = np.argsort(term[pair], kind="stable")
    phrase, penalty = by_first[rank][by_term], expansion.penalties[pair][by_term]
    bounds = np.searchsorted(term[pair][by_term], np.arange(n_terms + 1))
    is_first = np.diff(bounds) > 0
    place = np.flatnonzero(is_first[tokens.ids]) if len(tokens) else np.empty(0, np.int64)
    which, slot = _enumerate_ranges(bounds[tokens.ids[place]], bounds[tokens.ids[place] + 1])
    return place[which], phrase[slot], penalty[slot]


def _enumerate_ranges(left: NDArray[np.int64], right: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All members of the ranges ``left[i]:right[i]``: the row ``i`` of each, and the member."""
    n_each = right - left
    row = np.repeat(np.arange(len(left)), n_each)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(n_each) - n_each, n_each)
    return row, left[row] + offset


def _resolve_overlaps(
    start: NDArray[np.int64],
    length: NDArray[np.int64],
    penalty: NDArray[np.int64],
    phrase: NDArray[np.int64],
    *,
    n_tokens: int,
) -> NDArray[np.int64]:
    """Rows of the matches to keep, in the order of the texts."""
    order = np.lexsort((phrase, penalty, start, -length))
    taken = np.zeros(n_tokens, bool)
    kept = []
    for n_words in np.unique(length)[::-1]:
        rows = order[length[order] == n_words]
        rows = rows[np.diff(start[rows], prepend=-1) > 0]  # the best of each start
        while len(rows):
            covered = taken[start[rows, None] + np.arange(n_words)].any(axis=1)
            rows = rows[~covered]
            winners = rows[_are_clear_of_earlier(start[rows], n_words)]
            taken[start[winners, None] + np.arange(n_words)] = True
            kept.append(winners)
            rows = rows[~np.isin(rows, winners)]
    if not kept:
        return np.empty(0, np.int64)
    rows = np.concatenate(kept)
    return rows[np.argsort(start[rows])]


def _are_clear_of_earlier(start: NDArray[np.int64], n_words: int) -> NDArray[np.bool_]:
    """Which of the sorted starts lie beyond the match that begins before them."""
    gap = np.diff(start, prepend=-n_words)
    return gap >= n_words
