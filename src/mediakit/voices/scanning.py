"""A text cut once into words with offsets and sentences, in any script, in time linear in its length."""

import re
import unicodedata
from typing import Final

from .cues import fold_arabic

_W: Final = r"[\w\u0300-\u036f\u064b-\u0655\u0670]"
_TOKEN: Final = re.compile(
    r"(?P<gap>\n[ \t\r]*\n\s*)"
    r"|(?<!\w)(?:(?:Mrs?|Ms|Messrs|Dr|Sens?|Reps?|Gov|Gen|Lt|Col|Sgt|Capt|Adm|Maj|Prof|Rev|Hon|St|MM|Brig|Cmdr|Supt)\.)"
    r"|(?<!\w)(?:[A-Z]\.)+(?:[A-Z](?!\w))?"
    r"|(?<!\w)(?:[ldnsjcmtLDNSJCMT]|[qQ]u)['’](?=\w)"
    rf"|{_W}+(?:['’](?!s\b){_W}+|-{_W}+)*"
    r"|['’]s\b"
    r"|[^\w\s\x00-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_STOPS: Final = frozenset(".!?…؟")
_ABBREVIATED: Final = re.compile(r"(?:[A-Z]\.)+[A-Z]?$")


class _Folds(dict[str, str]):
    """Words as they are compared: small letters without accents, one form of each Arabic letter."""

    def __missing__(self, word: str) -> str:
        if word.isascii():
            folded = word.lower()
            if "." in folded and _ABBREVIATED.match(word):
                folded = folded.replace(".", "")
        else:
            parts = unicodedata.normalize("NFKD", word.replace("’", "'").replace("ـ", ""))
            folded = fold_arabic("".join(c for c in parts if not unicodedata.combining(c)).lower()) or word
        if len(self) < 200_000:
            self[word] = folded
        return folded


FOLDS: Final = _Folds()


class Scan:
    """
    A text and its words.

    ``words[i]`` stands at ``starts[i]`` to ``ends[i]``; ``plain[i]`` is the word as names are compared;
    ``sentence[i]`` counts the sentences from 0; ``quoted[i]`` tells if the word lies between quotation marks.
    """

    __slots__ = ("ends", "lang", "plain", "quoted", "sentence", "starts", "text", "words")

    def __init__(self, text: str, lang: str) -> None:
        self.text, self.lang = text, lang
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.sentence: list[int] = []
        self._cut(text)
        self.plain = [FOLDS[word] for word in self.words]
        self.quoted = self._find_quoted()

    def _cut(self, text: str) -> None:
        """Cut the text into words and count its sentences."""
        words, starts, ends, sentence = self.words, self.starts, self.ends, self.sentence
        number, stopped = 0, False
        for m in _TOKEN.finditer(text):
            word = m[0]
            if m.lastgroup is not None:
                number, stopped = number + bool(words), False
                continue
            if stopped and word not in "\"'’”»)" and word not in _STOPS:
                number += not word[0].islower()
                stopped = False
            stopped = stopped or word in _STOPS
            words.append(word)
            starts.append(m.start())
            ends.append(m.end())
            sentence.append(number)

    def _find_quoted(self) -> list[bool]:
        """Tell of each word if it stands between double marks; a mark left open ends with its sentence of 400 words."""
        quoted, inside, since = [], False, 0
        for i, word in enumerate(self.words):
            if word in "“«„" or (word in '"”' and not inside):
                inside, since = word != "”", i
            elif inside and (word in "”»" or word == '"' or i - since > 400):
                inside = False
            quoted.append(inside)
        return quoted


def split_words(alias: str) -> list[str]:
    """Cut a name as a text would be cut."""
    return [m[0] for m in _TOKEN.finditer(alias) if m.lastgroup is None]
