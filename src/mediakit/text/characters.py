"""
The character tables that the token kernel reads: what each character is, and what it is written as in a term.

Languages differ by their rows here, never by code. A table covers the first two planes of Unicode; beyond them lie
ideographs, which are letters that fold to themselves.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

N_TABLED: Final = 0x20000
N_BLOCKS: Final = 0x110000 >> 8

# The classes of characters, the same numbers as in utf8.pxd.
BREAK: Final = 0  # ends a token
LETTER: Final = 1
DIGIT: Final = 2
MARK: Final = 3  # combining: goes with the letter before it
SILENT: Final = 4  # part of the surface, not of the term: tatweel, Arabic vowel signs, soft hyphen
APOSTROPHE: Final = 5
HYPHEN: Final = 6
DOT: Final = 7
COMMA: Final = 8
THIN_SPACE: Final = 9  # no-break spaces, which group digits in French
COLON: Final = 10
AT: Final = 11
MULTIBYTE: Final = 12  # only in the table of single bytes: look in the table of characters

_CLASS_OF = {
    **dict.fromkeys("'\u2019\u02bc\uff07", APOSTROPHE),
    **dict.fromkeys("-\u2010\u2011", HYPHEN),
    ".": DOT,
    **dict.fromkeys(",\u066b\u066c", COMMA),
    **dict.fromkeys("\u00a0\u202f\u2009", THIN_SPACE),
    ":": COLON,
    "@": AT,
    "_": LETTER,
    **dict.fromkeys("\u0640\u00ad\u200c\u200d\u2060\ufeff\ufe0e\ufe0f", SILENT),
    **dict.fromkeys(map(chr, range(0x064B, 0x0653)), SILENT),
    **dict.fromkeys(map(chr, [*range(0x0610, 0x061B), *range(0x0656, 0x0660), 0x0670]), SILENT),
    **dict.fromkeys(map(chr, [*range(0x06D6, 0x06DD), *range(0x06DF, 0x06E5), 0x06E7, 0x06E8]), SILENT),
    **dict.fromkeys(map(chr, range(0x06EA, 0x06EE)), SILENT),
    **dict.fromkeys(map(chr, range(0x1160, 0x1200)), MARK),  # Hangul vowels and finals, which a consonant goes before
}
_FOLD_OF = {
    **dict.fromkeys("أإآٱ", "ا"),
    **dict.fromkeys("ىی", "ي"),
    "ة": "ه",
    "ک": "ك",
    **dict.fromkeys("\u2019\u02bc\uff07", "'"),
    **dict.fromkeys("\u2010\u2011", "-"),
    "\u066b": ".",
    "\u066c": ",",
    "\u0130": "i",
}
_CLASS_OF_CATEGORY = {"Nd": DIGIT, "Nl": LETTER, "Mn": MARK, "Mc": MARK, "Me": MARK}


def _classify(character: str) -> int:
    """Class of one character."""
    own = _CLASS_OF.get(character)
    if own is not None:
        return own
    category = unicodedata.category(character)
    if category[0] != "L":
        return _CLASS_OF_CATEGORY.get(category, BREAK)
    parts = unicodedata.normalize("NFKC", character).replace(" ", "")
    is_sign_alone = parts != character and all(_CLASS_OF.get(part) == SILENT for part in parts)  # such as U+FE76
    return SILENT if is_sign_alone else LETTER


def _fold(character: str) -> int:
    """Code point that a character is written as in a term."""
    own = _FOLD_OF.get(character)
    if own is not None:
        return ord(own)
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return ord("0") + int(digit)
    lower = character.lower()
    return ord(lower) if len(lower) == 1 else ord(character)


_LOCK: Final = threading.Lock()
_IS_FILLED: Final = np.zeros(N_TABLED >> 8, bool)
_CLASSES: Final = np.zeros(N_TABLED, np.uint8)
_FOLDS: Final = np.arange(N_TABLED, dtype=np.uint32)


def character_tables(is_used: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint32]]:
    """
    Fill the tables for the blocks of 256 characters that occur, which is done once for each block in a process.

    Parameters
    ----------
    is_used : uint8 array of shape (`N_BLOCKS`,)
        Not 0 for each block that occurs; ASCII is always filled.

    Returns
    -------
    of_byte : uint8 array of shape (256,)
        Class by byte.
    classes : uint8 array of shape (`N_TABLED`,)
        Class by code point.
    folds : uint32 array of shape (`N_TABLED`,)
        Folded code point by code point.

    """
    is_wanted = is_used[: len(_IS_FILLED)] != 0
    is_wanted[0] = True
    with _LOCK:
        for block in np.flatnonzero(is_wanted & ~_IS_FILLED).tolist():
            for code in range(block << 8, (block + 1) << 8):
                character = chr(code)
                if (class_ := _classify(character)) != BREAK:
                    _CLASSES[code] = class_
                    _FOLDS[code] = _fold(character)
            _IS_FILLED[block] = True
    of_byte = np.full(256, MULTIBYTE, np.uint8)
    of_byte[:128] = _CLASSES[:128]
    return of_byte, _CLASSES, _FOLDS


_REFOLD = str.maketrans({**_FOLD_OF, **{sign: None for sign, class_ in _CLASS_OF.items() if class_ == SILENT}})
_ABSORBED = "\u0307\u0653\u0654\u0655"  # marks that make another letter of i and alef, which fold to these again
_HAS_ABSORBED = re.compile(f"[{_ABSORBED}]")
_ABSORBING = re.compile(r"[iا]\W+")
_ABSORB = dict.fromkeys(map(ord, _ABSORBED))
_MANY_MARKS: Final = 31  # more than any writing has on one letter, and to sort them takes the square of their number
_HAS_MANY_MARKS = re.compile(rf"[^\w\x00-\x7f]{{{_MANY_MARKS}}}")


def unify_term(term: str) -> str:
    """Write a folded term in its one form, so that composed and decomposed spellings meet."""
    if len(term) > _MANY_MARKS and _HAS_MANY_MARKS.search(term):
        return term
    if term.isascii() or (unicodedata.is_normalized("NFKC", term) and not _HAS_ABSORBED.search(term)):
        return term
    plain = unicodedata.normalize("NFKC", term).lower().translate(_REFOLD).replace(" ", "")
    parts = unicodedata.normalize("NFD", plain)
    return unicodedata.normalize("NFC", _ABSORBING.sub(lambda match: match[0].translate(_ABSORB), parts))
