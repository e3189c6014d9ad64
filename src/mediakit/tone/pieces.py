"""Words cut into the pieces that the encoder knows."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

START_OF_WORD: Final = "\u2581"
PENALTY: Final = 10.0  # of a character that no piece holds, below the rarest piece
NEVER: Final = float("-inf")


@dataclasses.dataclass(frozen=True)
class Pieces:
    """
    Cut words into the likeliest sequence of pieces: the unigram model of SentencePiece [1]_.

    Parameters
    ----------
    number : mapping of str to int
        Number of each piece.
    scores : sequence of float, of n_pieces
        Logarithm of the likelihood of each piece.
    normal : mapping of int to str
        What a character, by its code point, is read as.
    unknown : int
        Number of the piece for what no other piece holds.

    References
    ----------
    .. [1] Kudo, T. (2018). Subword regularization: improving neural network translation models with multiple subword
       candidates. Proceedings of ACL 2018, 66-75. https://doi.org/10.18653/v1/P18-1007

    Examples
    --------
    >>> pieces = Pieces({"?": 0, "▁un": 1, "▁u": 2, "n": 3, "safe": 4}, [0.0, -2.0, -3.0, -3.0, -4.0], {}, 0)
    >>> pieces.cut("unsafe un")
    [1, 4, 1]

    """

    number: Mapping[str, int]
    scores: Sequence[float]
    normal: Mapping[int, str]
    unknown: int

    def cut(self, text: str) -> list[int]:
        """
        Cut a text.

        Parameters
        ----------
        text : str
            Any text.

        Returns
        -------
        numbers : list of int
            Its pieces; white space only parts words.

        """
        return [piece for word in text.translate(self.normal).split() for piece in self._cut_word(word)]

    @functools.cached_property
    def _limits(self) -> tuple[int, float]:
        """Characters of the longest piece, and the score of a character that no piece holds."""
        return max(map(len, self.number)), min(self.scores) - PENALTY

    @functools.cached_property
    def _known(self) -> dict[str, tuple[int, ...]]:
        """Words cut before."""
        return {}

    def _cut_word(self, word: str) -> tuple[int, ...]:
        """Pieces of one word."""
        if word not in self._known:
            self._known[word] = self._find_best(START_OF_WORD + word)
        return self._known[word]

    def _find_best(self, word: str) -> tuple[int, ...]:
        """Likeliest pieces, by the best way to each character."""
        longest, unheld = self._limits
        best, last = [0.0, *[NEVER] * len(word)], [(0, self.unknown)] * (len(word) + 1)
        for start in range(len(word)):
            for end in range(start + 1, min(len(word), start + longest) + 1):
                piece = self.number.get(word[start:end])
                if piece is not None and best[start] + self.scores[piece] > best[end]:
                    best[end], last[end] = best[start] + self.scores[piece], (start, piece)
            if best[start] + unheld > best[start + 1]:
                best[start + 1], last[start + 1] = best[start] + unheld, (start, self.unknown)
        found, end = [], len(word)
        while end > 0:
            end, piece = last[end]
            found.append(piece)
        return tuple(reversed(found))
