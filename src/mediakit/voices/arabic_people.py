"""Persons by name in Arabic, where letters have no case: given names, titles, roles and verbs of speech show them."""

from typing import Final

from .directory import Directory
from .grammar import Grammar, load_given_names
from .people import Named
from .scanning import Scan

_PARTICLES: Final = frozenset(
    ("عبد", "ابو", "بن", "ابن", "بنت", "ال", "بو", "ولد", "ايت", "ام", "دي", "فان", "فون", "لو")
)
_WRITTEN_BOTH_WAYS: Final = frozenset(("موسي", "مصطفي", "المصطفي", "عيسي", "سلمي", "ليلي", "علي"))
_SONS: Final = frozenset(("ابن", "بن"))
_SURNAMES: Final = frozenset(("الوالي", "القاضي", "المعلم", "الصياد", "الزعيم", "التاجر"))
_JOINED: Final = ("و", "ل", "ب")
_MARKS: Final = frozenset('،,.؛;:؟!()«»"“”[]-–—/')
_PREFIXED: Final = ("وال", "بال", "فال", "كال", "لل")
_ENDINGS: Final = ("ات", "ون", "ين", "هم", "ها", "نا", "يه")
_ENDS_IN_YA: Final = frozenset(
    ["موسي", "مصطفي", "المصطفي", "عيسي", "مني", "هدي", "سلمي", "ليلي", "يسري", "لبني", "بشري", "ندي", "نهي", "مها"]
)
_MOST: Final = 4


def find_people_arabic(scan: Scan, g: Grammar, d: Directory, taken: bytearray) -> list[Named]:
    """Find names of persons: after a title, from a known given name on, or between a role or verb and a stop."""
    named: list[Named] = []
    i = 0
    while i < len(scan.plain):
        found = None if taken[i] else _find_at(scan, g, d, taken, i)
        if found is None:
            i += 1
            continue
        _note_roles(scan, g, found, i)
        named.append(found)
        i = found.last
    return named + _find_again(scan, named, taken)


def _find_at(scan: Scan, g: Grammar, d: Directory, taken: bytearray, i: int) -> Named | None:
    """Give the name that begins at word i."""
    plain, given = scan.plain, load_given_names()
    before = plain[i - 1] if i else ""
    title = g.titles.get(before, g.titles.get(before[1:]) if before[:1] in _JOINED else None)
    if title is not None and _may_name(scan, g, d, taken, i):
        end = _end(scan, g, d, taken, i)
        return Named(i, end, "person", title, sure=True, head=plain[end - 1])
    name, cut = _given_at(scan, i)
    if name in given and not _is_word(given, name, before, plain, i, g):
        end = _end(scan, g, d, taken, i)
        if end - i > 1 and _is_whole(plain, i, end):
            return Named(i, end, "person", given[name][0], sure=True, head=plain[end - 1], cut=cut)
    elif (before in g.roles and before.startswith("ال")) or before in g.reports:
        return _two_unknown(scan, g, d, taken, i)
    return None


def _given_at(scan: Scan, i: int) -> tuple[str, int]:
    """Give the given name at word i and the letters of a joined "and"; "" where it is another word."""
    name, given, cut = scan.plain[i], load_given_names(), 0
    if name not in given and name[0] == "و" and name[1:] in given and not given[name[1:]][1]:
        name, cut = name[1:], 1
    ends = scan.words[i][-1] == "ى"
    if (ends and (name == "علي" or name not in _ENDS_IN_YA | _WRITTEN_BOTH_WAYS)) or (
        not ends and name in _ENDS_IN_YA - _WRITTEN_BOTH_WAYS
    ):
        name = ""
    return name, cut


def _is_word(given: dict[str, tuple[str, bool]], name: str, before: str, plain: list[str], i: int, g: Grammar) -> bool:
    """Tell if a given name is rather a common word here: also a word, and neither a role nor another name beside it."""
    if not given[name][1] or name == "عبد":
        return False
    following = plain[i + 1] if i + 1 < len(plain) else ""
    known = following in given and not given[following][1]
    led = before in g.roles or before in g.reports or before in given
    family = following.startswith(("بن", "بو", "او", "ايت")) and len(following) > 3
    family = family or (following.startswith("ال") and following.endswith("ي") and len(following) > 5)
    return not (known or (family and following not in g.roles) or (led and before in g.reports))


def _is_whole(plain: list[str], first: int, last: int) -> bool:
    """Tell if more than the bare "servant of God" stands there."""
    return not (plain[first] == "عبد" and last - first < 3)


def _may_name(scan: Scan, g: Grammar, d: Directory, taken: bytearray, i: int) -> bool:
    """Tell if word i may be part of a name: no mark, no stop, no role, no verb of speech, no adjective of a state."""
    if i >= len(scan.plain) or taken[i] or scan.words[i] in _MARKS:
        return False
    word = scan.plain[i]
    if word in g.stops or word in g.reports or word in g.roles or word in g.bodies or word in d.adjectives:
        return False
    if word.endswith(("ها", "هما", "هم")) and len(word) > 4:
        return False
    return len(word) > 1 and not word[0].isdigit() and not word.startswith(_PREFIXED)


def _end(scan: Scan, g: Grammar, d: Directory, taken: bytearray, i: int) -> int:
    """Give the end of the name that begins at word i: one word more than its given names and particles."""
    plain, given = scan.plain, load_given_names()
    k, surname = i, False
    while (
        k - i < _MOST + 2
        and not surname
        and (k == i or (k < len(plain) and plain[k] in _SURNAMES) or _may_name(scan, g, d, taken, k))
    ):
        word = plain[k]
        if word in _PARTICLES and _may_name(scan, g, d, taken, k + 1):
            k += 2
            surname = word in _SONS or (word != "عبد" and k - i > 2)
            continue
        if (word in given and not (k > i and given[word][1])) or (k == i and word[1:] in given):
            k += 1
            continue
        if k == i + 1 and word in _SURNAMES:
            return k + 1
        if k > i and (word[0] in "وفبل" and _is_known(word[1:], g, given)):
            break
        surname = k > i
        k += 1
    return max(k, i + 1)


def _is_known(word: str, g: Grammar, given: dict[str, tuple[str, bool]]) -> bool:
    """Tell if a word without its joined "and" or "by" is a word that ends a name, or begins another."""
    return word in g.stops or word in g.reports or word in g.roles or word in g.bodies or word in given


def _two_unknown(scan: Scan, g: Grammar, d: Directory, taken: bytearray, i: int) -> Named | None:
    """Take two bare words between a role or verb of speech and a mark, stop or "that" as a name."""
    plain, n = scan.plain, len(scan.plain)
    bare = [k for k in (i, i + 1) if _may_name(scan, g, d, taken, k) and _looks_foreign(plain[k])]
    if len(bare) < 2 or plain[i][0] == "و":
        return None
    end = i + 2
    closes = end >= n or scan.words[end] in _MARKS or plain[end] in g.stops or plain[end] in g.reports or taken[end]
    return Named(i, end, "person", "", sure=True, head=plain[end - 1]) if closes else None


def _looks_foreign(word: str) -> bool:
    """Tell if a word has neither article nor an ending of Arabic nouns in the plural or with a pronoun."""
    return (
        not word.startswith(("ال", *_PREFIXED, "ت", "ي", "با", "لا", "وا", "است", "ان", "اع", "اج"))
        and not word.endswith((*_ENDINGS, "ه"))
        and len(word) > 2
    )


def _note_roles(scan: Scan, g: Grammar, found: Named, start: int) -> None:
    """Note the words of the role before a name, back to its first word."""
    k = start - 1
    words: list[str] = []
    while k >= 0 and start - k < 9 and scan.words[k] not in _MARKS and scan.plain[k] not in g.reports:
        words.append(scan.plain[k])
        if (scan.plain[k] in g.roles and not scan.plain[k].startswith("ال")) or k == 0:
            break
        k -= 1
    roles = [j for j, w in enumerate(words) if w in g.roles or w[1:] in g.roles]
    if roles:
        found.roles = set(words[: roles[-1] + 1]) - g.titles.keys()
        if not found.gender:
            found.gender = "f" if words[roles[-1]].endswith("ه") else ""


def _find_again(scan: Scan, named: list[Named], taken: bytearray) -> list[Named]:
    """Find the last word of each whole name where it stands alone later, if it is no given name."""
    given = load_given_names()
    lasts = {n.head for n in named if n.last - n.first > 1 and len(n.head) > 3 and n.head not in given}
    used = bytearray(len(scan.plain))
    for n in named:
        used[n.first : n.last] = b"\x01" * (n.last - n.first)
    again = []
    for i, word in enumerate(scan.plain):
        bare = word if word in lasts else word[1:] if word[:1] in "ولبف" and word[1:] in lasts else ""
        if bare and not used[i] and not taken[i]:
            again.append(Named(i, i + 1, "", head=bare))
    return again
