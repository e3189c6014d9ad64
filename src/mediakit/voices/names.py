"""Names across scripts: one key for "Hammouchi", "Hamouchi" and « حموشي »."""

import re
from functools import lru_cache
from typing import Final

from .scanning import FOLDS

_ARABIC: Final = str.maketrans(
    {
        "ب": "b", "پ": "b", "ت": "t", "ط": "t", "ث": "t", "ج": "g", "غ": "g", "گ": "g", "ح": "h", "ه": "h",
        "خ": "x", "د": "d", "ذ": "d", "ض": "d", "ر": "r", "ز": "z", "ظ": "z", "س": "s", "ص": "s", "ش": "c",
        "چ": "c", "ف": "f", "ڤ": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n",
        "ا": "", "و": "", "ي": "", "ع": "", "ء": "", "ؤ": "", "ئ": "", "ى": "",
    }
)  # fmt: skip
_LATIN: Final = re.compile(r"tsch|sch|tch|sh|ch|kh|gh|dj|gu(?=[ei])|th|dh|ph|ck|.")
_SOUNDS: Final = {
    "tsch": "c", "sch": "c", "tch": "c", "sh": "c", "ch": "c", "kh": "x", "gh": "g", "dj": "g", "gu": "g", "th": "t",
    "dh": "d", "ph": "f", "ck": "k", "c": "k", "b": "b", "p": "b", "d": "d", "f": "f", "v": "f", "g": "g", "j": "g",
    "h": "h", "k": "k", "q": "k", "l": "l", "m": "m", "n": "n", "r": "r", "s": "s", "t": "t", "x": "ks", "z": "z",
}  # fmt: skip
_ARTICLE: Final = re.compile(r"^(?:al|el)-(?=\w{3})")
_FINAL_H: Final = re.compile(r"(?<=[aeiou])h$")
_DOUBLED: Final = re.compile(r"(.)\1+")
PARTICLES: Final = frozenset(
    ("de", "du", "des", "van", "von", "der", "den", "al", "el", "la", "le", "bin", "ibn", "ben", "d'", "d’", "dos",
     "da", "di", "ould", "bint")
)  # fmt: skip
"""The small words inside a name in Latin letters."""
ARTICLES: Final = frozenset(("al", "el", "ال", "ould", "ben", "bin", "ibn", "بن", "ابن", "بنت", "bent"))


def is_arabic(word: str) -> bool:
    """Tell if a word is in Arabic letters."""
    return "\u0621" <= word[0] <= "\u06ff"


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """
    Give the consonants of one word of a name, the same for its spellings in Latin and in Arabic letters.

    Examples
    --------
    >>> skeleton("Hammouchi"), skeleton("حموشي"), skeleton("Chaimae")
    ('hmc', 'hmc', 'cm')

    """
    plain = FOLDS[word]
    if is_arabic(plain):
        plain = plain.removeprefix("ال") if len(plain) > 4 else plain
        plain = plain[:-1] if plain.endswith("ه") and len(plain) > 3 else plain
        return _DOUBLED.sub(r"\1", plain.replace("تش", "ش").translate(_ARABIC))
    plain = _FINAL_H.sub("", _ARTICLE.sub("", plain))
    return _DOUBLED.sub(r"\1", "".join(_sound(m[0], plain, m.end()) for m in _LATIN.finditer(plain)))


def _sound(letters: str, word: str, end: int) -> str:
    """Give the consonant that letters stand for; a "c" before e, i or y is an "s"."""
    if letters == "c" and word[end : end + 1] in ("e", "i", "y"):
        return "s"
    return _SOUNDS.get(letters, "")


@lru_cache(maxsize=100_000)
def name_key(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give the skeletons of a whole name, with "Abd al-" and articles drawn into the word that they belong to."""
    key: list[str] = []
    held = ""
    for word in words:
        plain = FOLDS[word]
        if plain in ARTICLES:
            continue
        if plain in ("عبد", "abd", "abdel", "abdul", "abdal", "abdou"):
            held = "bd"
            continue
        found = skeleton(_join_servant(plain, word))
        if held:
            found, held = held + found.removeprefix("l"), ""
        elif plain.startswith("abd") and len(plain) > 5 and not is_arabic(plain):
            found = _servant_key(plain)
        if found:
            key.append(found)
    return tuple(key)


def _join_servant(plain: str, word: str) -> str:
    """Give the word, in Arabic without the article that "Abd" brings along."""
    return plain[2:] if plain.startswith("ال") and len(plain) > 4 else word


def _servant_key(plain: str) -> str:
    """Give the key of "Abdellatif" as of "Abd al-Latif"."""
    return "bd" + skeleton(re.sub(r"^abd-?[aeou]?-?", "", plain)).removeprefix("l")


def are_one(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Tell if two keys of whole names may be one person's: same first and last sounds, four consonants at least."""
    return len(a) > 1 and len(b) > 1 and a[0] == b[0] and a[-1] == b[-1] and len(a[0]) + len(a[-1]) > 3
