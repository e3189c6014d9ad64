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
_CROWD: Final = 12
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
    country: str = ""
    cut: int = 0


def find_titles(scan: Scan, g: Grammar, roles: dict[str, set[str]]) -> list[Known]:
    """
    Find titles with an article, such as "the Director-General", of the one person who bears them in this text.

    `roles` gives the words of the titles of each person of the text. Every word of the mention must be among
    them, and among no one else's.
    """
    if not roles or scan.lang == "ar":
        return _find_titles_arabic(scan, g, roles)
    bearers: dict[str, set[str]] = {}
    for who, theirs in roles.items():
        for word in theirs:
            bearers.setdefault(word, set()).add(who)
    found: list[Known] = []
    at = 0
    for i in range(len(scan.plain) - 1):
        if i >= at and scan.plain[i] in _DETERMINERS and scan.plain[i + 1] in bearers:
            title = _read_title(scan, g, bearers, i)
            if title is not None:
                found.append(title)
                at = title.last
    return found


def _read_title(scan: Scan, g: Grammar, bearers: dict[str, set[str]], i: int) -> Known | None:
    """Read the title after the article at word i, and give it to the one person who bears it."""
    plain, n = scan.plain, len(scan.plain)
    k = i + 1
    while k < n and k - i < 6 and plain[k] in bearers and plain[k] not in _OF:
        k += 1
    heads = [j for j in range(i + 1, k) if _is_role(plain[j], g) and plain[j] not in _NO_TITLE]
    if not heads:
        return None
    k = heads[-1] + 1
    end, words = k, plain[i + 1 : k]
    if k < n and plain[k] in _OF and plain[k] not in ("'s", "’s"):
        end = k + 1
        while end < n and end - k < 9 and plain[end] in bearers:
            end += 1
        words += plain[k + 1 : end]
        if end - k < 2 or len(bearers[plain[end - 1]]) > _CROWD:
            return None
    if end < n and _is_named(scan, g, end):
        return None
    rivals = bearers[plain[heads[-1]]]
    if len(rivals) > _CROWD:
        return None
    owners = rivals.intersection(*(bearers[word] for word in words))
    if len(owners) != 1 or (len(rivals) > 1 and len(words) == 1):
        return None
    return Known(i, end, next(iter(owners)), "")


def _is_role(word: str, g: Grammar) -> bool:
    return word in g.roles or word.split("-", maxsplit=1)[0] in g.roles


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
            owners = bearers.get(word.removeprefix("ال"), set())
            if len(owners) == 1 and scan.plain[i + 1] in g.stops:
                found.append(Known(i, i + 1, next(iter(owners)), ""))
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
    near = _Near()
    found: list[Known] = []
    mentions = iter([*known, Known(len(scan.plain), 0, "", "")])
    mention = next(mentions)
    for i in here:
        while mention.first < i:
            near.note(mention, scan.sentence[mention.first])
            mention = next(mentions)
        if scan.lang != "en" and not _reports(scan, g, i):
            continue
        gender = pronouns[scan.plain[i]]
        who = near.choose(gender, scan.sentence[i])
        if who:
            found.append(Known(i, i + 1, who, gender))
            near.note(found[-1], scan.sentence[i])
    return found


class _Near:
    """The persons of the sentence that is read and of the one before, with the gender that is known of each."""

    def __init__(self) -> None:
        self.number = -1
        self.now: dict[str, str] = {}
        self.before: dict[str, str] = {}

    def note(self, mention: Known, number: int) -> None:
        """Add a mention of sentence `number`."""
        self._move(number)
        self.now[mention.who] = mention.gender or self.now.get(mention.who, "")

    def _move(self, number: int) -> None:
        if number != self.number:
            self.before = self.now if number == self.number + 1 else {}
            self.now, self.number = {}, number

    def choose(self, gender: str, number: int) -> str:
        """Give the one person who may have this gender, "" where there is none or more than one."""
        self._move(number)
        if len(self.now) + len(self.before) > _CROWD:
            return ""
        near = {**self.before, **{who: g or self.before.get(who, "") for who, g in self.now.items()}}
        fit = [who for who, theirs in near.items() if theirs in ("", gender)]
        return fit[0] if len(fit) == 1 else ""


def _reports(scan: Scan, g: Grammar, i: int) -> bool:
    """Tell if a reporting verb stands beside a pronoun."""
    plain = scan.plain
    k = i + 1
    while k < len(plain) and k - i < 4 and plain[k] in g.auxiliaries:
        k += 1
    return (plain[k : k + 1] != [] and plain[k] in g.reports) or (i > 0 and plain[i - 1] in g.reports)


def gather_roles(named: list[tuple[Named, str]]) -> dict[str, set[str]]:
    """Give the words of the titles of each person of a text."""
    roles: dict[str, set[str]] = {}
    for mention, who in named:
        if mention.roles:
            roles.setdefault(who, set()).update(mention.roles)
    return roles
