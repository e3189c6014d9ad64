"""Where the phrases of a codebook or lexicon stand in the tokens: integers in, integers out."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .patterns import GAP, fold_patterns, fold_phrases
from .wildcards import expand_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .tokens import Tokens
    from .wildcards import Expansion

__all__ = ["Candidates", "choose_matches", "find_candidates", "fold_phrases", "match_phrases"]


@dataclasses.dataclass(frozen=True)
class Candidates:
    """
    Places where phrases stand, overlapping or not.

    Attributes
    ----------
    start, end : int64 arrays of shape (n_candidates,)
        Rows of the first word in ``tokens.ids`` and of what follows the last.
    phrase : int64 array of shape (n_candidates,)
        Position of the phrase in the list that was looked for.
    penalty : int64 array of shape (n_candidates,)
        How far the words in the text are from the phrase as written.
    words : uint64 array of shape (n_candidates,)
        Bit ``k`` is set where the token ``start + k`` is a word of the phrase and not one that a gap skips.

    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    phrase: NDArray[np.int64]
    penalty: NDArray[np.int64]
    words: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.start)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Candidates:
        """Choose some of the candidates."""
        return Candidates(*(getattr(self, field.name)[rows] for field in dataclasses.fields(self)))


@dataclasses.dataclass(frozen=True)
class _Phrases:
    """Words of the phrases, as numbers, and how many tokens may stand before each; shape (n_phrases, max_words)."""

    words: NDArray[np.int64]  # -1 beyond the end
    gaps: NDArray[np.int64]

    @property
    def length(self) -> NDArray[np.int64]:
        """Words of each phrase."""
        length: NDArray[np.int64] = (self.words >= 0).sum(axis=1)
        return length


def match_phrases(tokens: Tokens, phrases: Sequence[str]) -> pd.DataFrame:
    """
    Find phrases of one or more words.

    Phrases are folded as tokens are, so that case, accents composed or not, curly apostrophes and Arabic vowel signs do
    not matter. A ``*`` at the end, the start or inside of a word stands for any letters or none: ``terroris*``,
    ``*phobia``, ``organi*ation``. A gap, ``...`` as a word of its own, skips up to three words (``share* ...
    intelligence``), ``...5`` up to five; of several ways to fill it the one that skips the fewest words is taken. A
    word in Arabic script also matches with what is written onto its front: the particles و ف ب ل ك, the article, both
    together, and س before an imperfect. A particle without the article is only tried before words of three letters
    or more, since shorter ones make other words (حر, بحر).

    Where matches overlap, the one of most words wins, then the first in the text; what a gap skips is free for other
    phrases. Of those that begin with the same word, the closest to the written phrase wins (as written, then with a
    particle or over a gap, then by a wildcard, a longer beginning before a shorter), then the first in `phrases`. So an
    exact entry is an exception to a wildcard.

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
        If a phrase holds no word, or a ``*`` or gap that cannot be read.

    Examples
    --------
    >>> from mediakit.text.tokens import tokenize
    >>> corpus = pd.DataFrame({"text": ["Services shared information on terrorists."]}, index=["a"])
    >>> match_phrases(tokenize(corpus), ["shared information", "terroris*", "information"])
       doc  start  end  phrase
    0    0      1    3       0
    1    0      4    5       1

    """
    candidates = find_candidates(tokens, fold_patterns(phrases))
    chosen = candidates.take(choose_matches(candidates))
    doc = np.searchsorted(tokens.starts, chosen.start, side="right") - 1
    return pd.DataFrame({"doc": doc, "start": chosen.start, "end": chosen.end, "phrase": chosen.phrase})


def find_candidates(tokens: Tokens, patterns: Sequence[str]) -> Candidates:
    """
    Find every place of every pattern, overlapping or not.

    Parameters
    ----------
    tokens : Tokens
        The texts.
    patterns : sequence of str
        What to look for, as `fold_patterns` writes it.

    Returns
    -------
    candidates : Candidates
        One for each pattern and first word, in the order of the texts, then of `patterns`.

    """
    phrases, listed = _number_words(patterns)
    expansion = expand_words(listed, tokens.terms)
    begun = _find_first_words(tokens, phrases.words, expansion)
    doc = np.searchsorted(tokens.starts, begun.start, side="right") - 1
    last_token = tokens.starts[doc + 1]
    whole = []
    for k in range(1, phrases.words.shape[1] + 1):
        is_whole = phrases.length[begun.phrase] == k
        whole.append(begun.take(is_whole))
        begun, last_token = begun.take(~is_whole), last_token[~is_whole]
        if k < phrases.words.shape[1]:
            begun, last_token = _add_word(tokens, phrases, k, expansion, begun, last_token)
    found = Candidates(
        *(np.concatenate([getattr(part, field.name) for part in whole]) for field in dataclasses.fields(Candidates))
    )
    order = np.lexsort((found.phrase, found.start))  # stable: the nearest of several ways to fill a gap stays first
    found = found.take(order)
    is_first = (np.diff(found.start, prepend=-1) > 0) | (np.diff(found.phrase, prepend=-1) != 0)
    return found.take(is_first)


def choose_matches(candidates: Candidates) -> NDArray[np.int64]:
    """
    Choose among overlapping candidates: most words, first in the text, closest to the phrase, first of the phrases.

    Parameters
    ----------
    candidates : Candidates
        As `find_candidates` gives them.

    Returns
    -------
    rows : int64 array
        Those to keep, in the order of the texts.

    """
    row, token = _list_words(candidates)
    _, which, n_claims = np.unique(token, return_inverse=True, return_counts=True)
    is_contested = np.zeros(len(candidates), bool)
    is_contested[row[n_claims[which] > 1]] = True
    length = np.bincount(row, minlength=len(candidates))
    rows = np.flatnonzero(is_contested)
    ranks = (candidates.phrase, candidates.penalty, candidates.start, -length)
    bounds = np.cumsum(length) - length
    taken: set[int] = set()
    kept = np.flatnonzero(~is_contested).tolist()
    for contender in rows[np.lexsort([rank[rows] for rank in ranks])].tolist():
        own = token[bounds[contender] : bounds[contender] + length[contender]].tolist()
        if taken.isdisjoint(own):
            taken.update(own)
            kept.append(contender)
    return np.sort(np.array(kept, np.int64))


def _number_words(patterns: Sequence[str]) -> tuple[_Phrases, list[str]]:
    """Phrases as numbers of their words, and the words in the order of these numbers."""
    pieces = [pattern.split() for pattern in patterns]
    shape = (len(pieces), max(map(len, pieces), default=1))
    phrases = _Phrases(np.full(shape, -1, np.int64), np.zeros(shape, np.int64))
    number_of: dict[str, int] = {}
    for row, own in enumerate(pieces):
        k = 0
        for piece in own:
            if gap := GAP.fullmatch(piece):
                phrases.gaps[row, k] = int(gap[1])
            else:
                phrases.words[row, k] = number_of.setdefault(piece, len(number_of))
                k += 1
    return phrases, list(number_of)


def _find_first_words(tokens: Tokens, words: NDArray[np.int64], expansion: Expansion) -> Candidates:
    """Candidates of one word wherever the first word of a phrase stands."""
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
    start = place[which]
    return Candidates(start, start + 1, phrase[slot], penalty[slot], np.ones(len(start), np.uint64))


def _add_word(
    tokens: Tokens,
    phrases: _Phrases,
    k: int,
    expansion: Expansion,
    begun: Candidates,
    last_token: NDArray[np.int64],
) -> tuple[Candidates, NDArray[np.int64]]:
    """Those of the candidates of `k` words that go on, once for each way to skip words of a gap."""
    gap = phrases.gaps[begun.phrase, k]
    reach = np.minimum(begun.end + 1 + gap, last_token)
    row, place = _enumerate_ranges(begun.end, np.maximum(reach, begun.end))
    key = phrases.words[begun.phrase[row], k] * len(tokens.terms) + tokens.ids[place]
    slot = np.minimum(np.searchsorted(expansion.keys, key), len(expansion.keys) - 1)
    is_match = expansion.keys[slot] == key if len(key) else np.zeros(0, bool)
    row, place, slot = row[is_match], place[is_match], slot[is_match]
    # A gap costs as a particle does, and one more for each word that it skips.
    cost = np.where(gap[row] > 0, 1 + place - begun.end[row], 0)
    offset = (place - begun.start[row]).astype(np.uint64)
    longer = Candidates(
        start=begun.start[row],
        end=place + 1,
        phrase=begun.phrase[row],
        penalty=begun.penalty[row] + expansion.penalties[slot] + cost,
        words=begun.words[row] | np.uint64(1) << offset,
    )
    is_new = _are_new_ends(longer, has_gap=bool(gap.any()))
    return longer.take(is_new), last_token[row][is_new]


def _are_new_ends(candidates: Candidates, *, has_gap: bool) -> NDArray[np.bool_]:
    """Which candidates are the first of their phrase, first word and last word, so that gaps do not multiply."""
    is_new = np.ones(len(candidates), bool)
    if has_gap:
        order = np.lexsort((candidates.end, candidates.phrase, candidates.start))
        keys = np.stack([candidates.start, candidates.phrase, candidates.end])[:, order]
        is_new[order[1:]] = (np.diff(keys, axis=1) != 0).any(axis=0)
    return is_new


def _enumerate_ranges(left: NDArray[np.int64], right: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All members of the ranges ``left[i]:right[i]``: the row ``i`` of each, and the member."""
    n_each = right - left
    row = np.repeat(np.arange(len(left)), n_each)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(n_each) - n_each, n_each)
    return row, left[row] + offset


def _list_words(candidates: Candidates) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and token of each word of the candidates, by row."""
    row, token = _enumerate_ranges(candidates.start, candidates.end)
    offset = (token - candidates.start[row]).astype(np.uint64)
    is_word = (candidates.words[row] >> offset) & np.uint64(1) > 0
    return row[is_word], token[is_word]
