"""Who is who: the names of one text, then of the whole corpus, drawn together under one name."""

import unicodedata
from bisect import bisect_left
from collections import Counter
from typing import Final

from .directory import Directory
from .grammar import load_given_names, load_words
from .names import are_one, is_arabic, name_key
from .people import Named
from .scanning import FOLDS, Scan, split_words

_DOMINANT: Final = 0.8
_COMMON_FORM: Final = 0.2


def link_names(scan: Scan, named: list[Named], d: Directory) -> list[tuple[Named, str]]:
    """
    Give each name of a text its whole name in the text, where it has one.

    A name alone ("Hammouchi", "Mr. Hammouchi") is that of the whole name with the same last word, if there is only
    one in the text, else of the nearest before it. What stays alone is given as "?" and its last word, for the
    corpus to name, or as "??" where no title, verb or directory shows it to be anyone; a whole name without a sign of
    a person is given as "~" and the name, and counts only if another place of the corpus shows it to be one.
    """
    spelled = [unicodedata.normalize("NFKC", " ".join(scan.words[n.first : n.last])[n.cut :]) for n in named]
    known = {n.head for n in named if n.sure or (n.last - n.first == 1 and (n.kind or not n.roles))}
    whole: dict[str, list[tuple[int, str]]] = {}
    firsts: dict[str, set[str]] = {}
    given = load_given_names()
    for n, name in zip(named, spelled, strict=True):
        if n.kind == "person" and n.last - n.first > 1 and (n.sure or n.head in known or n.head in d.surnames):
            n.sure = True
            whole.setdefault(n.head, []).append((n.first, name))
            firsts.setdefault(scan.plain[n.first], set()).add(name)
    linked: list[tuple[Named, str]] = []
    for n, name in zip(named, spelled, strict=True):
        if n.kind == "organisation":
            linked.append((n, name))
        elif n.last - n.first > 1:
            if not n.sure and scan.plain[n.first] in whole:  # a heading, "Hammouchi Visits Moscow"
                n.last = n.first + 1
                linked.append((n, _nearest(whole[scan.plain[n.first]], n.first)))
            elif n.sure or n.kind:
                linked.append((n, name if n.sure else f"~{name}"))
        elif n.head in whole:
            linked.append((n, _nearest(whole[n.head], n.first)))
        elif len(firsts.get(n.head, ())) == 1 and n.head in given and not given[n.head][1]:
            linked.append((n, next(iter(firsts[n.head]))))
        elif n.kind or n.head in d.surnames or any(e.type == "person" for e in d.entries.get(n.head, ())):
            linked.append((n, f"?{scan.words[n.first]}"))
        else:
            linked.append((n, f"??{scan.words[n.first]}"))
    return linked


def _nearest(whole: list[tuple[int, str]], at: int) -> str:
    """Give the whole name nearest before a place, else the first after it."""
    return whole[max(0, bisect_left(whole, (at, "")) - 1)][1]


class Register:
    """The whole names of a corpus, counted, and the one name that each is shown under."""

    def __init__(self, d: Directory) -> None:
        self.d = d
        self.counts: Counter[str] = Counter()
        self.shown: dict[str, str] = {}
        self._pairs = {(key[0], key[-1]): actor for key, actor in d.keys.items() if are_one(key, key)}
        self._lasts: dict[str, Counter[str]] = {}

    def close(self) -> None:
        """Draw the whole names together once all texts are read."""
        groups: dict[tuple[str, ...], Counter[str]] = {}
        for name, n in self.counts.items():
            groups.setdefault(self._group(name), Counter())[name] += n
        for key, forms in self._join_scripts(groups).items():
            shown = key[1] if key[0] == "directory" else _fullest(forms)
            for name, n in forms.items():
                self.shown[name] = shown
                self._lasts.setdefault(FOLDS[split_words(name)[-1]], Counter())[shown] += n

    def _group(self, name: str) -> tuple[str, ...]:
        """Give what the forms of one person have in common."""
        words = tuple(split_words(name))
        key = name_key(words)
        actor = self.d.keys.get(key)
        if actor is None and are_one(key, key):
            actor = self._pairs.get((key[0], key[-1]))
        if actor is not None and (is_arabic(words[0]) or _alike(words, actor)):
            return ("directory", actor)
        if is_arabic(words[0]):
            return ("ar", *key)
        plain = [FOLDS[w] for w in words]
        if plain[0] in load_given_names() and plain[0] in load_words("spelled in many ways") and are_one(key, key):
            return ("key", key[0], key[-1])
        return ("latin", plain[0], plain[-1])

    def _join_scripts(self, groups: dict[tuple[str, ...], Counter[str]]) -> dict[tuple[str, ...], Counter[str]]:
        """Add the forms in Arabic letters to those in Latin letters that sound alike, the commonest first."""
        latin: dict[tuple[str, str], tuple[str, ...]] = {}
        for group in sorted(groups, key=lambda k: (-sum(groups[k].values()), k)):
            if group[0] in ("latin", "key"):
                key = name_key(tuple(split_words(next(iter(groups[group])))))
                if are_one(key, key):
                    latin.setdefault((key[0], key[-1]), group)
        joined: dict[tuple[str, ...], Counter[str]] = {}
        for group, forms in groups.items():
            key = group[1:]
            to = latin.get((key[0], key[-1]), group) if group[0] == "ar" and are_one(key, key) else group
            joined.setdefault(to, Counter()).update(forms)
        return joined

    def name(self, who: str) -> str:
        """Give the name to show: of a whole name, or of a last word alone; "" where no one is sure."""
        if who.startswith("~"):
            return self.shown.get(who[1:], "")
        if not who.startswith("?"):
            return self.shown.get(who, who)
        word = who.lstrip("?")
        last = FOLDS[word]
        found = self._lasts.get(last)
        alias = next((e.actor for e in self.d.entries.get(last, ()) if e.type == "person" and not e.rest), None)
        if found:
            best, n = max(found.items(), key=lambda item: (item[1], item[0]))
            if n >= _DOMINANT * sum(found.values()) and (not alias or n > 1):
                return best
        if alias or (last in self.d.surnames and not who.startswith("??")):
            return alias or self.d.surnames[last]
        return "" if who.startswith("??") else word


def _alike(words: tuple[str, ...], actor: str) -> bool:
    """Tell if a name in Latin letters shares its first or last word with an actor, or is of Arabic descent."""
    a, b = {FOLDS[w] for w in (words[0], words[-1])}, {FOLDS[w] for w in split_words(actor)}
    return bool(a & b) or FOLDS[words[0]] in load_words("spelled in many ways")


def _fullest(forms: Counter[str]) -> str:
    """Give the longest of the common forms in Latin letters, else of all."""
    latin = {name: n for name, n in forms.items() if not is_arabic(name)} or dict(forms)
    most = max(latin.values())
    return max((len(split_words(name)), n, name) for name, n in latin.items() if n >= _COMMON_FORM * most)[2]
