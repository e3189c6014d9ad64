"""The signature of a news agency: a line of its own, or what closes the last paragraph."""

from __future__ import annotations

import re
from typing import Final

LONGEST_SIGNATURE: Final = 60  # characters

# Names of agencies as they sign. Letters of a name are apart, in dots or together; together some are also words.
_LETTERS: Final = (
    "AFP", "AP", "UPI", "DPA", "EFE", "ANSA", "TASS", "MAP", "APS", "TAP", "WAM", "SPA", "QNA", "KUNA", "BNA", "ONA",
    "SANA", "NNA", "WAFA", "PETRA", "INA", "MENA", "SUNA", "LANA", "AMI", "SPS", "IRNA", "AA", "PTI", "ANI", "NAN",
    "AIB", "ANP", "AMAP", "AIP", "APA", "ATS", "PA", "PAP", "BELGA", "REUTERS?", "IANS", "APP",
)  # fmt: skip
_NAMES: Final = (
    "Reuters?", "Xinhua", "Bloomberg", "Associated Press", "Agence France[- ]Presse", "Belga", "Anadolu", "Interfax",
    "Itar-Tass", "Tass", "Kyodo", "Yonhap", "Agences?", "Agencies", "Avec agences", "News agencies", "Wire services",
)  # fmt: skip
_ARABIC_LETTERS: Final = ("افب", "ومع", "ابا", "دبا", "اشا", "اب", "يبا", "واج", "وات", "واس", "وام", "قنا", "وفا")
_ARABIC_NAMES: Final = (
    "رويترز", "وكالات", "الوكالات", "وكالات الانباء", "فرانس برس", "وكالة فرانس برس", "اسوشيتد برس", "بلومبرغ",
    "الاناضول", "وكالة الاناضول", "شينخوا", "سانا", "بترا", "كونا", "سبوتنيك", "تاس", "نوفوستي", "واس", "وام", "قنا",
    "وكالة المغرب العربي للانباء", "وكالة الانباء الجزائرية", "وكالة الانباء السعودية", "وكالة انباء الامارات",
    "وكالة الانباء القطرية", "متابعة وكالات", "مواقع ووكالات", "وكالات ومواقع",
)  # fmt: skip
_ALEF: Final = "[اأإآ]"


def _join(letters: str, between: str) -> str:
    """Make a pattern of letters with something between them."""
    return between.join(_ALEF if letter == "ا" else letter for letter in letters)


_SPACED: Final = [_join(name, r"(?:[ .]|\. )") + r"\.?" for name in _ARABIC_LETTERS]
_DOTTED: Final = [r"\. ?".join(name) + r"\.?" for name in _LETTERS if name.isalpha() and len(name) < 4]
_LONG: Final = [name.replace("ا", _ALEF) for name in _ARABIC_NAMES]
# Patterns, to be compiled without regard to case. Without brackets only what is not also a word; between brackets or
# strokes letters that stand together as well.
_BARE: Final = "|".join(["(?-i:" + "|".join((*_LETTERS, *_DOTTED)) + ")", *_NAMES, *_SPACED, *_LONG])
AGENCY: Final = "|".join([_BARE, *(_join(name, r"[ .]{0,2}") for name in _ARABIC_LETTERS)])
_AND: Final = r"\s?(?:[/,،&+]|[-–—]|\bet\b|\band\b|\bو)\s?"
_STAMP: Final = r"(?:\s*:?\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})?"  # as MAP sets its day after its name

# Letters in brackets behind the full name are no signature: "told the Associated Press (AP)".
_SPELT_OUT: Final = re.compile(r"(?:^|[\s«“\"'’])(?:[A-ZÀ-Þ][\w-]*|وكالة(?:\s+\S+){0,4})\s*\Z")

_LINE: Final = re.compile(
    rf"[-–—ـ_*\s]*(?:(?:{_BARE})(?:{_AND}(?:{_BARE}))*(?:/(?-i:[A-Z]{{2,6}}))*{_STAMP}"
    rf"|(?:وام|واس|قنا|كونا|بترا)\s?/\s?[\u0621-\u064a]+(?:\s?/\s?[\u0621-\u064a]+)?"
    rf"|[(\[]\s*(?:{AGENCY})(?:{_AND}(?:{AGENCY}))*{_STAMP}\s*[)\]]|/\s*(?:{AGENCY})\s*/)[-–—ـ_*.\s]*",
    re.IGNORECASE,
)
_AT_END: Final = re.compile(
    rf"(?:(?<=[.!?…؟”»\"’')\]])|(?<=\s))\s*(?P<signature>"
    rf"\(\s*(?:{AGENCY})(?:{_AND}(?:{AGENCY}))*{_STAMP}\s*\)|/\s*(?:{AGENCY})\s*/|\[\s*(?:{AGENCY})\s*\]"
    rf"|[-–—ـ]{{1,2}}\s?(?:{_BARE})(?:{_AND}(?:{_BARE}))*"
    rf"|(?<=[.!?…؟”»\"’]\s)(?:{_BARE})(?:{_AND}(?:{_BARE}))*{_STAMP})\s*\.?\Z",
    re.IGNORECASE,
)


def is_signature(line: str) -> bool:
    """Tell whether a whole line is the name of an agency or of several: "(Reuters)", "AFP", "– MAP –", "وكالات"."""
    return len(line) <= LONGEST_SIGNATURE and _LINE.fullmatch(line) is not None


def find_signature(text: str, start: int, stop: int) -> int | None:
    """
    Return where the signature of an agency begins that closes a paragraph, or None.

    It stands between brackets or strokes, after a dash, or bare after the last full stop.
    """
    if stop - start <= LONGEST_SIGNATURE // 3:
        return None
    first = max(start, stop - LONGEST_SIGNATURE)
    found = _AT_END.search(text[first:stop])
    if found is None or _SPELT_OUT.search(text[first : first + found.start("signature")].rstrip(" (")) is not None:
        return None
    return first + found.start("signature")
