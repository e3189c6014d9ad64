"""How phrases are written: words, wildcards and gaps, folded as tokens are."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

import pandas as pd

from .tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence

USUAL_GAP: Final = 3  # words that a gap may skip where no number says otherwise
WIDEST_GAP: Final = 10
LONGEST_REACH: Final = 60  # tokens from the first word of a pattern to its last
NO_WORD: Final = "it has no word"
GAP: Final = re.compile(r"(?:\.\.\.|…)(\d*)")
# Stands for a * within a word while the tokenizer reads it: a letter without case that no language uses.
PLACEHOLDER: Final = "\ua66e"


def fold_phrases(phrases: Sequence[str]) -> list[str]:
    """
    Write phrases as their folded words with one blank between.

    Parameters
    ----------
    phrases : sequence of str
        Phrases as someone wrote them, with ``*`` at the start, the end or inside of a word for any letters.

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
    >>> fold_phrases(["L’État", "Securit*  cooperat*", "Organi*ation"])
    ["l' état", 'securit* cooperat*', 'organi*ation']

    """
    pieces = [(row, piece) for row, phrase in enumerate(phrases) for piece in str(phrase).split()]
    # A bare elision ("l'") is only one before a letter: lend it one, and take that back.
    is_elision = [piece.rstrip("*").endswith(("'", "’")) for _, piece in pieces]
    written = [piece.rstrip("*").replace("*", PLACEHOLDER) for _, piece in pieces]
    texts = [piece + "x" * lent for piece, lent in zip(written, is_elision, strict=True)]
    tokens = tokenize(pd.DataFrame({"text": pd.Series(texts, dtype="str")}))
    folded: list[list[str]] = [[] for _ in phrases]
    for place, ((row, piece), lent) in enumerate(zip(pieces, is_elision, strict=True)):
        terms = tokens.terms[tokens.ids[tokens.starts[place] : tokens.starts[place + 1]]].tolist()
        terms = terms[:-1] if lent and len(terms) > 1 else terms
        if terms and piece.endswith("*"):
            terms[-1] += "*"
        folded[row].extend(term.replace(PLACEHOLDER, "*") for term in terms)
    empty = [phrase for phrase, terms in zip(phrases, folded, strict=True) if not terms]
    if empty:
        msg = f"{len(empty)} of {len(phrases)} phrases hold no word, such as {empty[:3]!r}. Remove or complete these."
        raise ValueError(msg)
    return [" ".join(terms) for terms in folded]


def fold_patterns(phrases: Sequence[str]) -> list[str]:
    """
    Write phrases that may hold gaps as their folded words.

    Parameters
    ----------
    phrases : sequence of str
        Phrases as `fold_phrases` takes them; ``...`` as a word of its own is a gap of up to three words, ``...5`` one
        of up to five.

    Returns
    -------
    folded : list of str
        As `fold_phrases` gives them; a gap is ``...`` and its number.

    Raises
    ------
    ValueError
        If a phrase holds no word or breaks the rules that `find_fault` checks.

    Examples
    --------
    >>> fold_patterns(["Share* ... intelligence", "L’État …5 droit"])
    ['share* ...3 intelligence', "l' état ...5 droit"]

    """
    faults = [(phrase, fault) for phrase in phrases if (fault := find_fault(str(phrase)))]
    if faults:
        phrase, fault = faults[0]
        how_many = f"{len(faults)} of {len(phrases)} phrases"
        msg = (
            f"{how_many} hold no word, such as {phrase!r}. Remove or complete these."
            if fault == NO_WORD
            else f"{how_many} cannot be read, such as {phrase!r}: {fault}."
        )
        raise ValueError(msg)
    parts = [_cut_at_gaps(str(phrase)) for phrase in phrases]
    runs = iter(fold_phrases([part for own in parts for part in own if not GAP.fullmatch(part)]))

    def fold(part: str) -> str:
        gap = GAP.fullmatch(part)
        return f"...{gap[1] or USUAL_GAP}" if gap else next(runs)

    return [" ".join(fold(part) for part in own) for own in parts]


def find_fault(phrase: str) -> str:
    """
    Say what is wrong with a phrase.

    Parameters
    ----------
    phrase : str
        As someone wrote it.

    Returns
    -------
    fault : str
        What is wrong and what to write instead; empty for a phrase that can be read.

    Examples
    --------
    >>> find_fault("share* ... intelligence")
    ''
    >>> find_fault("terror *")
    'a * stands alone. Write it onto a word, or ... for a gap'

    """
    pieces = phrase.split()
    words = [piece for piece in pieces if not GAP.fullmatch(piece)]
    if not any(re.search(r"[^\W_]", word) for word in words):
        return NO_WORD
    if any(not word.strip("*") for word in words):
        return "a * stands alone. Write it onto a word, or ... for a gap"
    if any("..." in word or "…" in word for word in words):
        return "... stands within a word. Put a blank on either side of a gap"
    return _find_fault_of_gaps([GAP.fullmatch(piece) for piece in pieces], words)


def _find_fault_of_gaps(gaps: list[re.Match[str] | None], words: list[str]) -> str:
    """Say what is wrong with the gaps among the pieces of a phrase, or with its length."""
    if gaps[0] or gaps[-1] or any(left and right for left, right in itertools.pairwise(gaps)):
        return "a gap does not stand between two words"
    widths = [int(gap[1] or USUAL_GAP) for gap in gaps if gap]
    if any(not 1 <= width <= WIDEST_GAP for width in widths):
        return f"a gap allows {widths} words. Allowed are 1 to {WIDEST_GAP}"
    if sum(widths) + sum(len(re.findall(r"\w+", word)) for word in words) > LONGEST_REACH:
        return f"it reaches over more than {LONGEST_REACH} words"
    return ""


def _cut_at_gaps(phrase: str) -> list[str]:
    """Runs of words and the gaps between them, in turn."""
    parts: list[str] = []
    for piece in phrase.split():
        if parts and not GAP.fullmatch(piece) and not GAP.fullmatch(parts[-1]):
            parts[-1] += f" {piece}"
        else:
            parts.append(piece)
    return parts
