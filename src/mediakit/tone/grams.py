"""Words and word pairs of a sentence by their place before or after a target."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WORD: Final = re.compile(r"\w+|[^\w\s]")
HIDDEN: Final = "X"
REACH: Final = 12  # words on each side whose place counts
NEAR: Final = 6
TOUCHING: Final = 2


def list_grams(sentence: str, start: int, end: int) -> set[str]:
    """
    List the n-grams of a sentence with the target hidden, once each.

    Parameters
    ----------
    sentence : str
        The sentence.
    start, end : int
        Offsets of the target.

    Returns
    -------
    grams : set of str
        ``s:`` words and pairs of the sentence; ``l`` and ``r`` those before and after the target, with their distance.

    Examples
    --------
    >>> sorted(list_grams("They praised Rekke", 13, 18))[:3]
    ['l0:praised', 'l1:they', 'la:praised']

    """
    left, right = WORD.findall(sentence[:start].lower()), WORD.findall(sentence[end:].lower())
    words = [*left, HIDDEN, *right]
    grams = {f"s:{word}" for word in words}
    grams.update(f"s:{word}_{after}" for word, after in itertools.pairwise(words))
    grams.update(_list_side("l", left[: -REACH - 2 : -1]))
    grams.update(_list_side("r", right[: REACH + 1]))
    return grams


def _list_side(side: str, words: Sequence[str]) -> Iterator[str]:
    """N-grams of one side, its nearest word first."""
    for place, word in enumerate(words[:REACH]):
        distance = str(place) if place < TOUCHING else "n" if place < NEAR else "f"
        yield f"{side}{distance}:{word}"
        if place < NEAR:
            yield f"{side}a:{word}"
            if place + 1 < len(words):
                yield f"{side}b:{word}_{words[place + 1]}"
