"""Mentions of the directory in a text: names, acronyms, capitals for a state, ministries with their state."""

from dataclasses import dataclass
from typing import Final

from .directory import Directory, Entry
from .grammar import load_grammar
from .scanning import Scan

_ARTICLES: Final = frozenset(("the", "le", "la", "les", "l'", "l’"))
_JOINED: Final = frozenset(("of", "de", "du", "d'", "des", "d’", "in", "en", "au"))
_SINGLE_JOINS: Final = ("و", "ف", "ب", "ل", "ك")


@dataclass(frozen=True, slots=True)
class Found:
    """Words ``first`` to ``last`` (exclusive) that mention an actor; `cut` letters of the first word do not belong."""

    first: int
    last: int
    actor: str
    type: str
    country: str
    how: str
    cut: int = 0


def find_institutions(scan: Scan, directory: Directory) -> list[Found]:
    """Find the aliases of the directory, the longest first, from left to right, without overlap."""
    found: list[Found] = []
    entries, plain, i = directory.entries, scan.plain, 0
    n = len(plain)
    is_arabic = scan.lang == "ar"
    while i < n:
        word = plain[i]
        hit = _longest(scan, i, entries[word]) if word in entries else None
        cut = 0
        if hit is None and is_arabic and len(word) > 3:
            hit, cut = _behind_prefix(scan, i, entries)
        if hit is None:
            i += 1
            continue
        last = i + 1 + len(hit.rest)
        mention = _settle(scan, directory, hit, i, last, cut)
        if mention is not None:
            found.append(mention)
        i = max(last, mention.last if mention else last)
    return found


def _longest(scan: Scan, i: int, entries: list[Entry]) -> Entry | None:
    """Give the longest alias that stands at word i in a language of the text, as it must be written."""
    plain, words = scan.plain, scan.words
    for entry in entries:
        rest = entry.rest
        if rest and tuple(plain[i + 1 : i + 1 + len(rest)]) != rest:
            continue
        foreign = entry.lang not in ("", scan.lang)
        if foreign and (scan.lang == "ar" or entry.lang == "ar" or not rest or entry.type == "state"):
            continue
        if _is_written(words, i, i + 1 + len(rest), entry.case):
            return entry
    return None


def _is_written(words: list[str], first: int, last: int, case: str) -> bool:
    """Tell if the words have the capitals that an alias needs."""
    if case == "any":
        return True
    if case == "upper":
        return words[first].isupper()
    if case == "title":
        return words[first][0].isupper()
    return any(w[0].isupper() for w in words[first:last] if w.lower() not in _ARTICLES)


def _behind_prefix(scan: Scan, i: int, entries: dict[str, list[Entry]]) -> tuple[Entry | None, int]:
    """Look behind an Arabic "and", "by", "to" or "like" that is written with the word."""
    word = scan.plain[i]
    for size in (1, 2):
        head = word[:size]
        if head[0] not in _SINGLE_JOINS or (size == 2 and head[0] not in "وف"):
            break
        bare = word[size:]
        if bare in entries and len(bare) > 2:
            hit = _longest(scan, i, entries[bare])
            if hit is not None and hit.use != "capital":
                return hit, size
        if head.endswith("ل") and word[size : size + 1] == "ل" and "ا" + word[size - 1 :] in entries:
            return _longest(scan, i, entries["ا" + word[size - 1 :]]), size - 1
    return None, 0


def _settle(scan: Scan, d: Directory, entry: Entry, first: int, last: int, cut: int) -> Found | None:
    """Make a mention of an alias, unless its use forbids it here."""
    if entry.use == "capital":
        return (
            Found(first, last, entry.actor, entry.type, entry.country, "capital")
            if _speaks(scan, d, first, last)
            else None
        )
    if entry.type == "person":
        return None
    if entry.use in ("common", "bound"):
        return _with_state(scan, d, entry, first, last, cut)
    if entry.type == "state" and _within_name(scan, d, first, last):
        return None
    how = "acronym" if entry.case == "upper" and not entry.rest else "directory"
    return Found(first, last, entry.actor, entry.type, entry.country, how, cut)


def _speaks(scan: Scan, d: Directory, first: int, last: int) -> bool:
    """Tell if a capital stands for its state: before or after a reporting verb, or paired with another capital."""
    grammar, plain = load_grammar(scan.lang), scan.plain
    forms, auxiliary = grammar.reports, grammar.auxiliaries
    after = plain[last : last + 2]
    if after and (after[0] in forms or (after[0] in auxiliary and len(after) > 1 and after[1] in forms)):
        return True
    if scan.lang == "ar" and first and plain[first - 1] in forms:
        return True
    for before, beside in ((first - 1, first - 2), (last, last + 1)):
        if 0 <= beside < len(plain) and plain[before] in ("and", "et") and _is_capital(scan, d, beside):
            return True
    return scan.lang == "ar" and last < len(plain) and plain[last][0] == "و" and _is_capital(scan, d, last, 1)


def _is_capital(scan: Scan, d: Directory, i: int, cut: int = 0) -> bool:
    """Tell if word i is the name of a capital."""
    return any(e.use == "capital" for e in d.entries.get(scan.plain[i][cut:], ()))


def _with_state(scan: Scan, d: Directory, e: Entry, first: int, last: int, cut: int) -> Found | None:
    """Name a ministry or a police by the state beside it: "Moroccan", "of Morocco", "Morocco's", « marocain »."""
    plain = scan.plain
    state = begin = end = None
    if first and plain[first - 1] in d.adjectives:
        state, begin, end = d.adjectives[plain[first - 1]], first - 1, last
    elif first > 1 and plain[first - 1] in ("'s", "’s") and (name := _state(d, plain[first - 2])):
        state, begin, end = name, first - 2, last
    elif last < len(plain) and plain[last] in d.adjectives:
        state, begin, end = d.adjectives[plain[last]], first, last + 1
    elif last + 1 < len(plain) and plain[last] in _JOINED and (name := _state(d, plain[last + 1])):
        state, begin, end = name, first, last + 2
    if state is None or begin is None or end is None:
        if e.use == "bound":
            return None
        return Found(first, last, e.actor, e.type, "", "directory", cut)
    return Found(begin, end, f"{e.actor} ({state})", e.type, state, "directory", cut if begin == first else 0)


def _state(d: Directory, word: str) -> str | None:
    """Give the state that one word names."""
    return next((e.actor for e in d.entries.get(word, ()) if e.type == "state" and not e.rest and not e.use), None)


def _within_name(scan: Scan, d: Directory, first: int, last: int) -> bool:
    """Tell if the name of a state is part of a person's or a body's name ("Chad Wolf", "Bank of England")."""
    if scan.lang == "ar" or last - first > 1:
        return False
    words, plain = scan.words, scan.plain
    grammar = load_grammar(scan.lang)
    following = last < len(words) and words[last][0].isupper() and scan.sentence[last] == scan.sentence[first]
    if following and plain[first] in _STATES_THAT_ARE_NAMES and plain[last] not in grammar.function:
        return plain[last] not in grammar.roles and plain[last] not in d.adjectives
    before = words[first - 1] if first else ""
    return (
        plain[first] in _STATES_THAT_ARE_NAMES
        and before[:1].isupper()
        and first > 0
        and plain[first - 1] not in _ARTICLES
    )


_STATES_THAT_ARE_NAMES: Final = frozenset(
    ("chad", "jordan", "georgia", "israel", "cuba", "jamaica", "kenya", "india", "malta")
)
