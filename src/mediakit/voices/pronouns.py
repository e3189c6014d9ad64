"""Pronouns and titles that stand for a person named before, where only one can be meant."""

from dataclasses import dataclass
from typing import Final

from .grammar import Grammar
from .people import Named
from .scanning import Scan

_PRONOUNS: Final = {
    "en": {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"},
    "fr": {"il": "m", "elle": "f", "-t-il": "m", "-t-elle": "f"},
    "ar": {"هو": "m", "هي": "f"},
}
_DETERMINERS: Final = frozenset(("the", "le", "la", "l'", "l’"))
_OF: Final = frozenset(("of", "for", "de", "du", "des", "d'", "d’", "'s", "’s"))
_NO_TITLE: Final = frozenset(("former", "prime", "vice", "deputy", "national", "press", "security", "acting", "police",
                              "campaign", "foreign", "interior", "premier", "house", "candidate", "nominee", "official",
                              "reporter", "journalist", "journaliste", "candidat"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A mention that is resolved: words ``first`` to ``last``, who, and the gender that is known."""

    first: int
    last: int
    who: str
    gender: str


def find_titles(scan: Scan, g: Grammar, roles: dict[str, set[str]]) -> list[Known]:
    """
    Find titles with an article, such as "the Director-General", of the one person who bears them in this text.

    `roles` gives the words of the titles of each person of the text. Every word of the mention must be among
    them, and among no one else's.
    """
    found: list[Known] = []
    if not roles or scan.lang == "ar":
        return _find_titles_arabic(scan, g, roles)
    plain, n = scan.plain, len(scan.plain)
    worded = set[str]().union(*roles.values())
    for i in range(n - 1):
        if plain[i] not in _DETERMINERS or plain[i + 1] not in worded:
            continue
        k = i + 1
        while k < n and k - i < 6 and plain[k] in worded and plain[k] not in _OF:  # noqa: PLR2004
            k += 1
        words = set(plain[i + 1 : k])
        heads = [w for w in plain[i + 1 : k] if _is_role(w, g) and w not in _NO_TITLE]
        if not heads or not _is_role(plain[k - 1], g) and plain[k - 1] not in roles:
            if not heads:
                continue
            k = max(j for j in range(i + 1, k) if _is_role(plain[j], g)) + 1
            words = set(plain[i + 1 : k])
        end = k
        if k < n and plain[k] in _OF:
            end = k + 1
            while end < n and end - k < 9 and plain[end] in worded:  # noqa: PLR2004
                end += 1
            if end - k < 3:  # noqa: PLR2004 - "of" something that no one's title holds
                continue
            words |= set(plain[k:end])
        if end < n and (_is_named(scan, g, end) or plain[end] in ("'s", "’s")) and plain[end] not in ("'s", "’s"):
            continue
        owners = [who for who, theirs in roles.items() if words <= theirs]
        rivals = [who for who, theirs in roles.items() if heads[-1] in theirs]
        if len(owners) == 1 and (len(rivals) == 1 or len(words) > 1):
            found.append(Known(i, end, owners[0], ""))
    return found


def _is_role(word: str, g: Grammar) -> bool:
    return word in g.roles or word.split("-")[0] in g.roles


def _is_named(scan: Scan, g: Grammar, k: int) -> bool:
    """Tell if a name follows, so that the title belongs to it."""
    return scan.words[k][0].isupper() and scan.sentence[k] == scan.sentence[k - 1] and scan.plain[k] not in g.function


def _find_titles_arabic(scan: Scan, g: Grammar, roles: dict[str, set[str]]) -> list[Known]:
    """Find « المدير العام » of the one person who bears it in this text."""
    found: list[Known] = []
    bearers: dict[str, set[str]] = {}
    for who, words in roles.items():
        for word in words & g.roles:
            bearers.setdefault(word.removeprefix("ال"), set()).add(who)
    for i in range(len(scan.plain) - 1):
        word = scan.plain[i]
        if word.startswith("ال") and word in g.roles and scan.plain[i - 1] in g.reports:
            who = bearers.get(word.removeprefix("ال"), set())
            if len(who) == 1 and scan.plain[i + 1] in g.stops:
                found.append(Known(i, i + 1, next(iter(who)), ""))
    return found


def find_pronouns(scan: Scan, g: Grammar, known: list[Known]) -> list[Known]:
    """
    Resolve "he", "she", « il », « elle » and « هو » where one person alone can be meant.

    The persons who come before it in its sentence and in the sentence before are counted; exactly one may have
    the gender of the pronoun or none that is known. In French and Arabic, where a thing is "he" or "she" too, a
    reporting verb must stand beside the pronoun. Words in quotation marks are left alone.
    """
    pronouns = _PRONOUNS[scan.lang]
    here = [i for i, w in enumerate(scan.plain) if w in pronouns and not scan.quoted[i]]
    if not here:
        return []
    found: list[Known] = []
    by_sentence: dict[int, list[Known]] = {}
    for mention in known:
        by_sentence.setdefault(scan.sentence[mention.first], []).append(mention)
    for i in here:
        if scan.lang != "en" and not _reports(scan, g, i):
            continue
        gender, number = pronouns[scan.plain[i]], scan.sentence[i]
        near = [m for k in (number - 1, number) for m in by_sentence.get(k, ()) if m.first < i]
        who = {m.who for m in near if m.gender in ("", gender)}
        who -= {m.who for m in near if m.gender not in ("", gender)}
        if len(who) == 1:
            mention = Known(i, i + 1, next(iter(who)), gender)
            found.append(mention)
            by_sentence.setdefault(number, []).append(mention)
    return found


def _reports(scan: Scan, g: Grammar, i: int) -> bool:
    """Tell if a reporting verb stands beside a pronoun."""
    plain = scan.plain
    k = i + 1
    while k < len(plain) and k - i < 4 and plain[k] in g.auxiliaries:  # noqa: PLR2004
        k += 1
    return plain[k : k + 1] != [] and plain[k] in g.reports or (i > 0 and plain[i - 1] in g.reports)


def gather_roles(named: list[tuple[Named, str]]) -> dict[str, set[str]]:
    """Give the words of the titles of each person of a text."""
    roles: dict[str, set[str]] = {}
    for mention, who in named:
        if mention.roles:
            roles.setdefault(who, set()).update(mention.roles)
    return roles
