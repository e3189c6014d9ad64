"""Which terms a written word stands for: its wildcards, and what Arabic writes onto its front."""

from __future__ import annotations

import bisect
import dataclasses
import re
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

CONJUNCTIONS: Final = ("", "و", "ف")
PREPOSITIONS: Final = ("", "ب", "ل", "ك")
ARTICLE: Final = "ال"
SHORTEST_WITH_PARTICLE: Final = {"": 3, "ب": 3, "ل": 3, "ك": 4}
FUTURE: Final = "س"
IMPERFECT: Final = ("ي", "ت", "ن")


@dataclasses.dataclass(frozen=True)
class Expansion:
    """
    Which terms each word stands for.

    Attributes
    ----------
    keys : int64 array of shape (n_pairs,)
        Pairs of word and term, ``word * n_terms + term``, sorted.
    penalties : int64 array of shape (n_pairs,)
        How far each term is from the word as written: 0 for the word itself, 1 with a particle, more for a wildcard
        that fills in more letters.

    """

    keys: NDArray[np.int64]
    penalties: NDArray[np.int64]


def expand_words(words: Sequence[str], terms: NDArray[np.object_]) -> Expansion:
    """
    Find the terms that each word stands for.

    Parameters
    ----------
    words : sequence of str
        Folded words, with ``*`` for any letters or none.
    terms : object array of shape (n_terms,)
        The terms of the tokens.

    Returns
    -------
    expansion : Expansion
        The pairs that match, in which ``word`` is the row in `words`.

    """
    row_of = {term: row for row, term in enumerate(terms)}
    in_order = sorted(row_of) if any("*" in word for word in words) else []
    penalty_of: dict[int, int] = {}
    for number, word in enumerate(words):
        for term, penalty in _matching_terms(word, row_of, in_order):
            key = number * len(terms) + row_of[term]
            penalty_of[key] = min(penalty, penalty_of.get(key, penalty))
    keys = np.fromiter(penalty_of, np.int64, len(penalty_of))
    penalties = np.fromiter(penalty_of.values(), np.int64, len(penalty_of))
    order = np.argsort(keys)
    return Expansion(keys[order], penalties[order])


def _matching_terms(word: str, row_of: dict[str, int], in_order: list[str]) -> Iterator[tuple[str, int]]:
    """Terms that match a word, and how far each is from it; a term may come more than once."""
    head, star, rest = word.partition("*")
    for form, cost in _written_forms(head):
        if not star:
            if form in row_of:
                yield form, cost
            continue
        fits = _tail_matcher(rest)
        n_letters = len(form) + len(rest.replace("*", ""))
        for term in _terms_with_prefix(in_order, form):
            if fits is None or fits(term, len(form)):
                n_filled = len(term) - n_letters
                yield term, cost if not n_filled else 2 + n_filled + cost


def _tail_matcher(rest: str) -> Callable[[str, int], object] | None:
    """Check of what follows the first ``*`` of a word, None where anything may."""
    if not rest:
        return None
    return re.compile(".*" + ".*".join(map(re.escape, rest.split("*"))), re.DOTALL).fullmatch


def _terms_with_prefix(in_order: list[str], prefix: str) -> list[str]:
    """Those of the sorted terms that begin with `prefix`."""
    first = bisect.bisect_left(in_order, prefix)
    return in_order[first : bisect.bisect_left(in_order, prefix + "\U0010ffff", lo=first)]


def _written_forms(word: str) -> Iterator[tuple[str, int]]:
    """Yield the word at cost 0 and, in Arabic script, the word with particles and article at cost 1."""
    yield word, 0
    if not "\u0600" <= word[:1] <= "\u06ff" or len(word) < 2:
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
