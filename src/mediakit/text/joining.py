"""Phrases as one token each."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .matching import fold_phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .tokens import Tokens


@dataclasses.dataclass(frozen=True)
class _Words:
    """The words of all tokens, of which a joined token has several."""

    ids: NDArray[np.int64]  # shape (n_words,)
    number_of: dict[str, int]  # what `ids` stand for
    token: NDArray[np.int64]  # in which token each word is, shape (n_words,)
    room: NDArray[np.int64]  # words from here to the end of the document, shape (n_words,)


def join_phrases(tokens: Tokens, phrases: pd.DataFrame | Sequence[str]) -> Tokens:
    """
    Make one token of each phrase.

    Where phrases overlap, the one of most words is joined, then the first in the text. To count "clinton" also where
    "clinton foundation" is a phrase, or to keep "white house" within "white house spokesman", leave the longer one out.

    Parameters
    ----------
    tokens : Tokens
        The tokens; phrases that are already joined in them may become part of longer ones.
    phrases : DataFrame or sequence of str
        What `find_phrases` gives, or the rows of it that you choose; or phrases as someone wrote them, folded as tokens
        are. A phrase of one word changes nothing.

    Returns
    -------
    joined : Tokens
        The same words; a phrase is one token whose term is its words with one blank between, and whose span runs from
        its first word to its last. Terms are in the order of their first occurrence, and those that no longer occur
        are left out. Where nothing is joined, `tokens` itself.

    Raises
    ------
    ValueError
        If a table has no column ``phrase``, or a phrase holds no word or a ``*``.
    TypeError
        If `phrases` is one str.

    Examples
    --------
    >>> from mediakit.text.tokens import tokenize
    >>> tokens = tokenize(pd.DataFrame({"text": ["A White House official left the house."]}, index=["a"]))
    >>> joined = join_phrases(tokens, ["White House"])
    >>> joined.terms[joined.ids].tolist()
    ['a', 'white house', 'official', 'left', 'the', 'house']

    """
    wanted = _read_phrases(phrases)
    words = _split_tokens(tokens)
    start, phrase = _find_matches(words, wanted)
    length = np.array([len(phrase) for phrase in wanted], np.int64)[phrase]
    kept = _choose_matches(start, length, len(words.ids))
    if not len(kept):
        return tokens
    first, last = words.token[start[kept]], words.token[start[kept] + length[kept] - 1]
    return _join(tokens, first, last, phrase[kept], [" ".join(phrase) for phrase in wanted])


def _read_phrases(phrases: pd.DataFrame | Sequence[str]) -> list[tuple[str, ...]]:
    """Words of each distinct phrase of two or more."""
    if isinstance(phrases, str):
        msg = f"`phrases` is one str, {phrases!r}. Pass a list of phrases or a table of `find_phrases`."
        raise TypeError(msg)
    if isinstance(phrases, pd.DataFrame):
        if "phrase" not in phrases.columns:
            msg = f"`phrases` has no column 'phrase', only {list(phrases.columns)}. Pass a table of `find_phrases`."
            raise ValueError(msg)
        folded = phrases["phrase"].tolist()
    else:
        folded = fold_phrases(phrases) if len(phrases) else []
    has_wildcard = [phrase for phrase in folded if "*" in phrase]
    if has_wildcard:
        msg = (
            f"{len(has_wildcard)} of {len(folded)} phrases hold a *, such as {has_wildcard[:3]!r}, but only phrases "
            "written in full can be joined. Write these out."
        )
        raise ValueError(msg)
    return [words for words in dict.fromkeys(tuple(phrase.split()) for phrase in folded) if len(words) > 1]


def _split_tokens(tokens: Tokens) -> _Words:
    """Cut joined tokens into their words again."""
    parts = [term.split(" ") for term in tokens.terms]
    number_of: dict[str, int] = {}
    numbers = np.array([number_of.setdefault(word, len(number_of)) for words in parts for word in words], np.int64)
    n_parts = np.array([len(words) for words in parts], np.int64)
    begin = np.cumsum(n_parts) - n_parts
    n_words = n_parts[tokens.ids]
    bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(n_words)])
    token = np.repeat(np.arange(len(tokens)), n_words)
    within = np.arange(bounds[-1]) - bounds[token]
    ids = numbers[begin[tokens.ids][token] + within]
    ends = bounds[tokens.starts[1:]]
    room = np.repeat(ends, np.diff(bounds[tokens.starts])) - np.arange(bounds[-1])
    return _Words(ids, number_of, token, room)


def _find_matches(words: _Words, phrases: list[tuple[str, ...]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Word and phrase of every match, overlapping or not, that begins and ends with a token."""
    keys, children, phrase_at = _plant_trie(phrases, words.number_of)
    is_new = np.append(np.diff(words.token, prepend=-1) > 0, True)
    may_begin = np.zeros(len(words.number_of) + 1, bool)
    may_begin[keys[keys < len(words.number_of)]] = True
    place = np.flatnonzero(may_begin[words.ids] & is_new[:-1])
    node = np.zeros(len(place), np.int64)
    starts, found = [], []
    depth = 0
    while len(place):
        has_next = words.room[place] > depth
        place, node = place[has_next], node[has_next]
        key = node * len(words.number_of) + words.ids[place + depth]
        slot = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
        is_child = keys[slot] == key
        place, node = place[is_child], children[slot[is_child]]
        depth += 1
        is_match = (phrase_at[node] >= 0) & is_new[place + depth]
        starts.append(place[is_match])
        found.append(phrase_at[node[is_match]])
    empty = np.empty(0, np.int64)
    return np.concatenate([empty, *starts]), np.concatenate([empty, *found])


def _plant_trie(
    phrases: list[tuple[str, ...]], number_of: dict[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Sorted keys ``node * n_words + word``, the node that each leads to, and the phrase that ends at each node."""
    child_of: dict[int, int] = {}
    phrase_at = [-1]
    for number, phrase in enumerate(phrases):
        if any(word not in number_of for word in phrase):
            continue
        node = 0
        for word in phrase:
            node = child_of.setdefault(node * len(number_of) + number_of[word], len(phrase_at))
            if node == len(phrase_at):
                phrase_at.append(-1)
        phrase_at[node] = number
    keys, children = np.fromiter(child_of, np.int64), np.fromiter(child_of.values(), np.int64)
    order = np.argsort(keys)
    return keys[order], children[order], np.array(phrase_at, np.int64)


def _choose_matches(start: NDArray[np.int64], length: NDArray[np.int64], n_words: int) -> NDArray[np.int64]:
    """Rows of the matches to join: the longest, then the first, in the order of the texts."""
    is_taken = np.zeros(n_words, bool)
    chosen: list[int] = []
    for n in np.unique(length)[::-1]:
        rows = np.flatnonzero(length == n)
        rows = rows[np.argsort(start[rows])]
        # What is taken is at least as long, so that it covers an end of whatever it overlaps.
        rows = rows[~is_taken[start[rows]] & ~is_taken[start[rows] + n - 1]]
        free_from = 0
        for row, begin in zip(rows.tolist(), start[rows].tolist(), strict=True):
            if begin >= free_from:
                chosen.append(row)
                free_from = begin + int(n)
                is_taken[begin:free_from] = True
    kept = np.array(chosen, np.int64)
    return kept[np.argsort(start[kept])]


def _join(
    tokens: Tokens,
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    phrase: NDArray[np.int64],
    names: list[str],
) -> Tokens:
    """Replace the tokens from `first` to `last` by one for each match."""
    row_of = {term: row for row, term in enumerate(tokens.terms)}
    rows = np.array([row_of.setdefault(name, len(row_of)) for name in names], np.int64)
    terms = np.array(list(row_of), object)
    codes = tokens.ids.astype(np.int64)
    codes[first] = rows[phrase]
    change = np.zeros(len(tokens) + 1, np.int64)
    change[first + 1] += 1
    change[last + 1] -= 1
    is_head = np.cumsum(change[:-1]) == 0
    ids, used = pd.factorize(codes[is_head])
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(is_head)])[tokens.starts]
    spans = tokens.spans
    if spans is not None:
        spans = spans.copy()
        spans[first, 1] = spans[last, 1]
        spans = spans[is_head]
    return dataclasses.replace(tokens, ids=ids.astype(np.int32), starts=starts, terms=terms[used], spans=spans)
