"""Words that must, or must not, stand near a phrase before it counts."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np

from mediakit.text.patterns import GAP, NO_WORD, find_fault, fold_phrases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from mediakit.text.matching import Candidates
    from mediakit.text.tokens import Tokens

SEPARATOR: Final = "|"
REACH: Final = 10  # tokens on either side of a phrase that count as near


def find_fault_of_list(cell: str) -> str:
    """
    Say what is wrong with a cell of ``near`` or ``without``.

    Parameters
    ----------
    cell : str
        Phrases with `SEPARATOR` between them.

    Returns
    -------
    fault : str
        Empty for a cell that can be read.

    Examples
    --------
    >>> find_fault_of_list("spy | secret service*")
    ''
    >>> find_fault_of_list("spy | ")
    "'' has no word"

    """
    for phrase in _split_list(cell):
        fault = find_fault(phrase)
        if fault:
            return f"{phrase!r} has no word" if fault == NO_WORD else f"of {phrase!r}, {fault}"
        if any(GAP.fullmatch(piece) for piece in phrase.split()):
            return f"{phrase!r} has a gap, which only the phrase of a row may have"
    return ""


def fold_lists(cells: Sequence[str]) -> list[tuple[str, ...]]:
    """
    Fold the phrases of many cells of ``near`` or ``without``.

    Parameters
    ----------
    cells : sequence of str
        In each, phrases with `SEPARATOR` between them, or nothing.

    Returns
    -------
    folded : list of tuple of str
        For each cell, patterns as `find_candidates` takes them; empty for an empty cell.

    Raises
    ------
    ValueError
        If a cell cannot be read.

    Examples
    --------
    >>> fold_lists(["Spy | secret service*", ""])
    [('spy', 'secret service*'), ()]

    """
    faults = [(cell, fault) for cell in cells if (fault := find_fault_of_list(cell))]
    if faults:
        msg = (
            f"{len(faults)} of {len(cells)} cells of near or without cannot be read, such as {faults[0][0]!r}: "
            f"{faults[0][1]}. Write words or phrases with {SEPARATOR} between them."
        )
        raise ValueError(msg)
    phrases = list(dict.fromkeys(phrase for cell in cells for phrase in _split_list(cell)))
    folded = dict(zip(phrases, fold_phrases(phrases), strict=True)) if phrases else {}
    return [tuple(folded[phrase] for phrase in _split_list(cell)) for cell in cells]


@dataclasses.dataclass(frozen=True)
class Surroundings:
    """
    Where phrases stand that others must, or must not, be near to.

    Attributes
    ----------
    tokens : Tokens
        The texts.
    found : Candidates
        Places of all patterns, in the order of the texts.
    number_of : mapping of str to int
        Pattern to its number in `found`.

    """

    tokens: Tokens
    found: Candidates
    number_of: Mapping[str, int]

    def hold_any(self, patterns: Sequence[str], rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """
        Tell near which places one of some patterns stands.

        Parameters
        ----------
        patterns : sequence of str
            Folded, without gaps.
        rows : int64 array of shape (n_rows,)
            Rows of `found`.

        Returns
        -------
        is_near : bool array of shape (n_rows,)
            True where a whole pattern lies among the `REACH` tokens before the first word or after the last one, in
            the same document.

        """
        start, end = self.found.start[rows], self.found.end[rows]
        doc = np.searchsorted(self.tokens.starts, start, side="right") - 1
        lowest = np.maximum(start - REACH, self.tokens.starts[doc])
        highest = np.minimum(end + REACH, self.tokens.starts[doc + 1])
        is_near = np.zeros(len(rows), bool)
        for pattern in patterns:
            places = self.found.start[self.found.phrase == self.number_of[pattern]]
            n_words = len(pattern.split())
            is_near |= _any_between(places, lowest, start - n_words) | _any_between(places, end, highest - n_words)
        return is_near


def _any_between(places: NDArray[np.int64], low: NDArray[np.int64], high: NDArray[np.int64]) -> NDArray[np.bool_]:
    """For which rows one of the sorted places lies from `low` to `high`, both included."""
    is_any: NDArray[np.bool_] = np.searchsorted(places, high, side="right") > np.searchsorted(places, low, side="left")
    return is_any


def _split_list(cell: str) -> list[str]:
    """Cut a cell into its phrases; none for an empty one."""
    return [part.strip() for part in cell.split(SEPARATOR)] if cell.strip() else []
