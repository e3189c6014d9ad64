"""What stands after the last sentence of an article: calls, links, rights and credits."""

from __future__ import annotations

import re
from functools import lru_cache

from .bylines import is_outlet_name, is_site, is_with_agency
from .word_lists import read_table

LONGEST_TAIL = 330  # characters of a line
_MOST_FOREIGN_WORDS = 15
_FOREIGN_SHARE = {"en": 0.3, "fr": 0.3, "ar": 0.5}  # of the letters: an Arabic article may name a firm in Latin letters
_MOST_HEADING_WORDS = 6
_MOST_LINK_WORDS = 18

_ARABIC_LETTER = re.compile(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")
_STOP_AT_END = re.compile(r"[.!?؟…][”\"»’')]*$")

_BULLET = r"[-–—•*►▶→»\[(\s]*"
_NO_WORDS = re.compile(r"[\W_]*")
_SHAPES = (
    re.compile(r"(?:(?:https?://|www\.|@|#)\S+(?:\s+|$))+"),
    re.compile(
        r"\W*(?:reuters?|ap|afp|upi|dpa|efe|ansa|tass|xinhua|map|aps|tap|wam|sana|spa|bloomberg|associated press"
        r"|رويترز|سانا|واس|وام|وكالات|و ?م ?ع|ا ?ف ?ب|د ?ب ?ا)\W*",
        re.IGNORECASE,
    ),
    re.compile(r"\([A-ZÀ-Þ][\w.&/'’-]{1,20}(?: [A-ZÀ-Þ][\w.&/'’-]{0,20}){0,3}\)"),
    re.compile(r"\([\u0621-\u064a]{1,12}(?: [\u0621-\u064a]{1,12}){0,2}\)"),
)
_CREDIT_AT_END = re.compile(
    r"(?<=[.!?؟…”»\"’\s])(?P<credit>\((?:(?:with |additional |further )?"
    r"(?:reporting|writing|editing|compiled|translated|written|edited|reported)(?: and \w+)? by "
    r"|(?:reportage|édité|rédigé|traduit) |avec (?:l['’])?(?-i:[A-Z])|(?:إعداد|اعداد|تحرير) )[^()]{1,250}\)"
    r"|(?<=[.!?؟”»\"’] )\((?-i:[A-Z])[\w&/-]{1,20}\))\W*$",
    re.IGNORECASE,
)


def is_tail(line: str, *, lang: str) -> bool:
    """Tell whether a whole normalised line is a call, a link, a credit, rights, or a short line in another script."""
    return (
        _NO_WORDS.fullmatch(line) is not None
        or any(shape.fullmatch(line) is not None for shape in _SHAPES)
        or _compile_tails().match(line) is not None
        or is_in_another_script(line, lang=lang)
        or is_outlet_name(line, lang=lang)
        or is_site(line)
        or is_with_agency(line, lang=lang)
    )


def is_heading(line: str) -> bool:
    """Tell whether a whole normalised line announces links that stand under it, such as "Read also:"."""
    return len(line.split()) <= _MOST_HEADING_WORDS and _compile_tails("link").match(line) is not None


def may_be_link(line: str) -> bool:
    """Tell whether a whole normalised line is short and stops nowhere, as a headline does."""
    return len(line.split()) <= _MOST_LINK_WORDS and _STOP_AT_END.search(line) is None


def is_in_another_script(line: str, *, lang: str) -> bool:
    """Tell whether a short line has a good part of its letters in a script that the article's language does not use."""
    n_letters = len(_LETTER.findall(line))
    n_foreign = n_letters - len((_ARABIC_LETTER if lang == "ar" else _LATIN_LETTER).findall(line))
    is_short = n_letters > 2 and len(line.split()) <= _MOST_FOREIGN_WORDS
    return is_short and n_foreign >= _FOREIGN_SHARE[lang] * n_letters


def find_credit(text: str, start: int, stop: int) -> int | None:
    """Return where a credit in brackets begins that closes the last paragraph, or None."""
    if ")" not in text[max(start, stop - 2) : stop]:
        return None
    credit = _CREDIT_AT_END.search(text, max(start, stop - 300), stop)
    return None if credit is None else credit.start("credit")


@lru_cache(maxsize=2)
def _compile_tails(kind: str | None = None) -> re.Pattern[str]:
    """Join the patterns of tails.csv into one: a blank is any white space, alef stands there without hamza."""
    rows = [row["pattern"] for row in read_table("tails.csv") if kind in (None, row["kind"])]
    patterns = [pattern.replace(" ", r"\s+").replace(r"\s+?", r"\s*") for pattern in rows]
    return re.compile(f"{_BULLET}(?:{'|'.join(patterns)})", re.IGNORECASE)
