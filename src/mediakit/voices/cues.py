"""The words that report speech and the words that name a speaker, read from tables that a domain expert can edit."""

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

LANGUAGES = ("en", "fr", "ar")
ACTS = frozenset(("act", "order", "stand", "mind"))
_ARABIC_FOLDS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None})
_ARABIC_FOLDS.update(dict.fromkeys(range(0x64B, 0x653), None))


class Form(NamedTuple):
    """
    One form of a reporting verb: the words after its first, its verb, what it takes, its tense.

    `use` is ``bare`` (a clause with or without "that"), ``tell`` (a hearer, then a clause), ``clause`` (a clause with
    "that"), ``thought`` (the same for a state of mind), ``direct`` (only words in marks) or ``partial`` (only part of a
    sentence in marks, as after "described ... as"). Forms that are kept apart, as acts, have ``act`` (an act of speech
    with any complement, as "called for a vote"), ``order`` (the same with a hearer who shall do something), ``stand``
    (the same for a position that is taken, as "opposed the vote") or ``mind`` (what is known, felt or shown).
    """

    rest: tuple[str, ...]
    verb: str
    use: str
    tense: str


@dataclass(frozen=True)
class Lexicon:
    """The words of one language: forms of reporting verbs and of acts by first word, and sets of words by kind."""

    lang: str
    forms: dict[str, tuple[Form, ...]]
    acts: dict[str, tuple[Form, ...]]
    kinds: dict[str, frozenset[str]]
    according: dict[str, tuple[tuple[str, ...], ...]]

    def __getitem__(self, kind: str) -> frozenset[str]:
        """Give the words of a kind, an empty set where the language has none."""
        return self.kinds.get(kind, frozenset())


def fold_arabic(word: str) -> str:
    """Write an Arabic word without vowel signs and with one form of alif, ya and ta marbuta."""
    return word.translate(_ARABIC_FOLDS)


@cache
def load_lexicon(lang: str) -> Lexicon:
    """Load the words of ``en``, ``fr`` or ``ar``."""
    forms: dict[str, list[Form]] = {}
    acts: dict[str, list[Form]] = {}
    for row in _rows("cues", lang):
        for surface in _inflect_arabic(row["form"], row["tense"]) if lang == "ar" else [row["form"]]:
            first, *rest = surface.split(" ")
            form = Form(tuple(rest), row["verb"], row["use"], row["tense"])
            (acts if form.use in ACTS else forms).setdefault(first, []).append(form)
    kinds: dict[str, set[str]] = {}
    for row in _rows("mentions", lang):
        kinds.setdefault(row["kind"], set()).add(fold_arabic(row["form"]) if lang == "ar" else row["form"])
    according: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(kinds.pop("according", ())):
        first, *rest = phrase.split(" ")
        according.setdefault(first, []).append(tuple(rest))
    return Lexicon(
        lang,
        _longest_first(forms),
        _longest_first(acts),
        {kind: frozenset(words) for kind, words in kinds.items()},
        {first: tuple(sorted(rests, key=len, reverse=True)) for first, rests in according.items()},
    )


def _longest_first(forms: dict[str, list[Form]]) -> dict[str, tuple[Form, ...]]:
    """Sort the forms that begin with one word so that the longest is tried first."""
    return {first: tuple(sorted(found, key=lambda f: (-len(f.rest), f.tense))) for first, found in forms.items()}


def _rows(table: str, lang: str) -> list[dict[str, str]]:
    """Read one table of the package."""
    source = resources.files(__package__).joinpath(table, f"{lang}.csv")
    return list(csv.DictReader(io.StringIO(source.read_text(encoding="utf-8"))))


def _inflect_arabic(stem: str, tense: str) -> list[str]:
    """Give the folded forms of an Arabic verb for its persons, with and without the joined "and"."""
    stem = fold_arabic(stem)
    if tense == "fixed":
        return [prefix + stem for prefix in ("", "و", "ف")]
    if tense == "past":
        short = stem[:-1] if stem[-1] in "اي" else stem
        forms = [stem, short + "ت", short + "وا", short + "تا", stem + "ا"]
    elif tense == "present":
        forms = [*(p + stem for p in "يت"), *("ي" + stem + s for s in ("ون", "ان"))]
        forms += ["س" + f for f in forms]
    else:
        forms = [stem + s for s in ("ا", "ه", "ين", "ون", "تين", "ات")]
    return [prefix + form for form in dict.fromkeys(forms) for prefix in ("", "و", "ف")]
