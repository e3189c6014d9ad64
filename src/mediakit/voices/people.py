"""Persons and bodies by name in a text with capitals: runs of capitalised words and what stands around them."""

import re
from dataclasses import dataclass, field
from typing import Final

from .directory import Directory
from .grammar import Grammar, load_given_names, load_words
from .names import PARTICLES
from .scanning import Scan

_INNER: Final = frozenset(("of", "for", "on", "de", "du", "des", "d'", "d’", "et", "and", "la", "the"))
_OPENING: Final = frozenset('"“«:')
_CONTRACTED: Final = re.compile(r"(?:i|we|you|they|he|she|it|that|there|what|who|let|here)'")
_LEADING: Final = frozenset(("de", "van", "von", "le", "di", "du"))
_JOINED_ARTICLES: Final = ("al-", "el-", "as-", "ar-", "an-")
_DETERMINERS: Final = frozenset(("a", "an", "the", "le", "la", "l'", "l’", "un", "une"))
_LONGEST: Final = 7


@dataclass(slots=True)
class Named:
    """Words ``first`` to ``last`` that name someone: a person, a body, or (kind ``""``) someone who speaks."""

    first: int
    last: int
    kind: str
    gender: str = ""
    sure: bool = False
    roles: set[str] = field(default_factory=set)
    head: str = ""
    cut: int = 0
    country: str = ""


def find_people(scan: Scan, g: Grammar, d: Directory, taken: bytearray) -> list[Named]:
    """Find the runs of capitalised words that name a person or a body; `taken` marks words that are used already."""
    lower = {w for w in scan.words if w[0].islower()}
    named: list[Named] = []
    i, n = 0, len(scan.words)
    while i < n:
        if taken[i] or not _is_capital(scan, g, i, lower):
            i += 1
            continue
        end = _end_of_run(scan, g, taken, i)
        found = _read_run(scan, g, d, i, end)
        if found is not None:
            named.append(found)
        i = max(end, found.last if found else end)
    return named


def _is_capital(scan: Scan, g: Grammar, i: int, lower: set[str]) -> bool:
    """Tell if a word begins with a capital that is no mere start of a sentence."""
    word = scan.words[i]
    if not word[0].isupper() or _CONTRACTED.match(scan.plain[i]):
        return False
    if scan.plain[i] in g.function:
        return (
            g.lang == "en" and scan.plain[i] in _LEADING and i + 1 < len(scan.words) and _has_capital(scan.words[i + 1])
        )
    heads = i == 0 or scan.sentence[i - 1] != scan.sentence[i] or scan.words[i - 1] in _OPENING
    return not heads or word.lower() not in lower


def _has_capital(word: str) -> bool:
    """Tell if a word is written as part of a name: "Lee", "al-Maliki"."""
    return word[0].isupper() or (word[:3] in _JOINED_ARTICLES and word[3:4].isupper())


def _end_of_run(scan: Scan, g: Grammar, taken: bytearray, i: int) -> int:
    """Give the end of the run of capitalised words from word i, over particles such as "de" and "al"."""
    words, plain, n = scan.words, scan.plain, len(scan.words)
    k = i + 1
    while k < n and not taken[k] and scan.sentence[k] == scan.sentence[i] and k - i < 12:
        if (_has_capital(words[k]) and (plain[k] in PARTICLES or plain[k] not in g.function)) or (
            plain[k] in PARTICLES and k + 1 < n and not taken[k + 1] and _has_capital(words[k + 1])
        ):
            k += 1
        else:
            break
    return k


def _read_run(scan: Scan, g: Grammar, d: Directory, first: int, last: int) -> Named | None:
    """Say what a run names: a body by its word, else a person, with the titles before the name."""
    plain = scan.plain
    low = first
    gender, titled, roles = "", False, set[str]()
    while first < last and (plain[first] in g.before or plain[first] in d.adjectives):
        gender = g.titles.get(plain[first], "") or gender
        titled = titled or plain[first] in g.titles or plain[first] in g.roles
        roles.add(plain[first])
        first += 1
    if first == last and last - low > 1 and plain[last - 2] in g.titles:  # "Mr. King"
        first -= 1
    body = next((k for k in range(last - 1, low - 1, -1) if plain[k] in g.bodies), None)
    if body is not None and (body >= last - 1 or body == low):
        return _body(scan, low, last, body)
    if body is not None:
        first = body + 1
        while first < last and plain[first] in g.roles:
            first, titled = first + 1, True
    first, titled = _after_titles(scan, g, first, last, roles, titled=titled)
    while last - first > 2 - (plain[low] not in load_given_names()) and (
        plain[last - 1] in g.roles or plain[last - 1] in PARTICLES
    ):
        last -= 1
    if first >= last or last - first > _LONGEST or _is_no_person(scan, first, last):
        return None
    if not titled and first == low:
        titled = _role_before(scan, g, d, first, roles)
    return _person(scan, g, d, Named(first, last, "person", gender, sure=titled, roles=roles))


def _after_titles(scan: Scan, g: Grammar, first: int, last: int, roles: set[str], *, titled: bool) -> tuple[int, bool]:
    """Go on to the name after the last title or role inside a run ("Ohio Gov. Ann Lee")."""
    plain, given = scan.plain, load_given_names()
    if first >= last or (plain[first] in given and not given[plain[first]][1]):
        return first, titled
    if "-" in plain[first] and plain[first].split("-")[0] not in given:
        first += first + 1 < last
    for k in range(last - 2, first - 1, -1):
        if plain[k] in g.titles or plain[k] in g.roles:
            roles.update(plain[j] for j in range(first, k + 1))
            return k + 1, True
    return first, titled


def _is_no_person(scan: Scan, first: int, last: int) -> bool:
    """Tell if a run holds a word for a place, a time or a law, or is a heading in capitals."""
    plain, given = scan.plain, load_given_names()
    named = last - first == 2 and plain[first] in given and not given[plain[first]][1]
    words, names = load_words("no person"), load_words("last name too")
    return any(plain[k] in words and not (named and plain[k] in names) for k in range(first, last))


def _body(scan: Scan, first: int, last: int, body: int) -> Named | None:
    """Make a body of two words or more, with "of ..." after it."""
    words, plain, n = scan.words, scan.plain, len(scan.words)
    if body == last - 1 or body == first:
        k = last
        while k < n and plain[k] in _INNER and k - last < 3:
            k += 1
        if last < k < n and words[k][0].isupper() and plain[last] not in ("and", "et", "the", "la"):
            while k < n and words[k][0].isupper() and k - last < _LONGEST:
                k += 1
            last = k
    return Named(first, last, "organisation") if last - first > 1 else None


def _role_before(scan: Scan, g: Grammar, d: Directory, first: int, roles: set[str]) -> bool:
    """Tell if a role in small letters stands before a name ("interior minister Ann Lee"), and note its words."""
    k = first - 1
    while k >= 0 and first - k < 5 and (scan.plain[k] in g.roles or scan.plain[k] in d.adjectives):
        roles.add(scan.plain[k])
        k -= 1
    return first - k > 1


def _person(scan: Scan, g: Grammar, d: Directory, named: Named) -> Named | None:
    """Keep a run as a person where something says so, and note what follows in apposition."""
    plain, words, first, last = scan.plain, scan.words, named.first, named.last
    given = load_given_names()
    if plain[first] in given:
        named.gender = named.gender or given[plain[first]][0]
    speaks = _speaks(scan, g, first, last)
    named.head = plain[last - 1]
    _read_apposition(scan, g, d, named)
    if last - first == 1:
        if any(e.type == "state" for e in d.entries.get(plain[first], ())):
            return None
        if plain[first] in d.adjectives or plain[first].removesuffix("s") in d.adjectives or not words[first][1:]:
            return None
        acronym = words[first].isupper() and len(words[first]) < 6
        alone = speaks and (named.sure or plain[first][-1] != "s" or _stands_inside(scan, first))
        named.kind = "person" if named.sure and not acronym else ("speaker" if alone else "")
        return named
    initial = any(words[k][-1] == "." and len(words[k]) < 6 for k in range(first, last - 1))
    name = plain[first] if plain[first] in given else plain[first].split("-")[0]
    is_name = (name in given and not given[name][1]) or initial
    foreign = name in d.adjectives or (
        words[first].isupper() and words[first][1:].isalpha()
    )  # a heading, "JO de Paris"
    foreign = foreign or any(e.type == "state" for e in d.entries.get(plain[last - 1], ()))
    named.sure = named.sure or is_name or ((speaks or bool(named.roles) or named.sure) and not foreign)
    named.kind = "person" if named.sure or not foreign else ""
    return named


def _stands_inside(scan: Scan, i: int) -> bool:
    """Tell if a word has its capital inside a sentence, where it is no mere start ("Critics say")."""
    return i > 0 and scan.sentence[i - 1] == scan.sentence[i] and scan.words[i - 1] not in _OPENING


def _speaks(scan: Scan, g: Grammar, first: int, last: int) -> bool:
    """Tell if a reporting verb stands right after or before a name."""
    plain = scan.plain
    k = last
    while k < len(plain) and k - last < 2 and (plain[k] in g.auxiliaries or plain[k] == "has"):
        k += 1
    return (k < len(plain) and plain[k] in g.reports) or (first > 0 and plain[first - 1] in g.reports)


def _read_apposition(scan: Scan, g: Grammar, d: Directory, named: Named) -> None:
    """Note the role that follows a name after a comma ("Ann Lee, the director of ...") and the one before it."""
    plain, last, n = scan.plain, named.last, len(scan.plain)
    if last + 1 < n and scan.words[last] == ",":
        k = last + 1
        while k < n and (plain[k] in _DETERMINERS or plain[k] in d.adjectives):
            k += 1
        if k < n and (plain[k] in g.roles or plain[k].split("-")[0] in g.roles):
            end = k
            while end < n and end - k < 14 and scan.words[end] not in ",.;:":
                named.roles.add(plain[end])
                end += 1
            named.roles |= {plain[j] for j in range(last + 1, k)}
        elif (k < n and plain[k] in ("who", "whose", "qui", "dont")) or (
            k < n and plain[k].isdigit() and scan.words[k + 1 : k + 2] == [","]
        ):
            named.sure = True
    k = named.first - 1
    if k > 0 and plain[k] in g.titles:
        k -= 1
    if k > 1 and scan.words[k] == ",":
        begin = k - 1
        while begin > 0 and k - begin < 12 and plain[begin] not in ("the", "le", "la", "l'", "l’"):
            begin -= 1
        if begin + 1 < k and (plain[begin + 1] in g.roles or plain[begin + 1].split("-")[0] in g.roles):
            named.roles |= set(plain[begin + 1 : k])
