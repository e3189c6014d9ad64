"""The words around a name that tell what it names, written as names are compared; from the tables beside."""

import csv
import io
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from .cues import Form, load_lexicon
from .scanning import FOLDS


@dataclass(frozen=True)
class Grammar:
    """Sets of plain words of one language."""

    lang: str
    reports: frozenset[str]
    auxiliaries: frozenset[str]
    titles: dict[str, str]
    roles: frozenset[str]
    bodies: frozenset[str]
    weak: frozenset[str]
    function: frozenset[str]
    stops: frozenset[str]

    @cached_property
    def before(self) -> frozenset[str]:
        """Words that may stand before a name without belonging to it."""
        return self.roles | self.weak | self.titles.keys()


@cache
def load_grammar(lang: str) -> Grammar:
    """Read the words of ``en``, ``fr`` or ``ar`` from the tables of cues and mentions."""
    lexicon = load_lexicon(lang)
    titles = {_fold(w): g for kind, g in (("title", ""), ("title_m", "m"), ("title_f", "f")) for w in lexicon[kind]}
    roles = {_fold(part) for role in lexicon["role"] for part in role.split(" ")} | load_words("role", lang)
    weak = load_words("before a name")
    return Grammar(
        lang,
        reports=frozenset(_fold(w) for w, forms in lexicon.forms.items() if any(_speaks(f) for f in forms)),
        auxiliaries=frozenset(_fold(w) for w in lexicon["auxiliary"]),
        titles=titles,
        roles=frozenset(roles - {"interieur"}),
        bodies=(frozenset(_fold(w) for w in lexicon["institution"]) | load_words("body", lang)) - weak,
        weak=weak,
        function=frozenset(_fold(w) for k in ("function", "determiner", "preposition") for w in lexicon[k]),
        stops=frozenset(_fold(w) for k in ("stop", "that", "adverb") for w in lexicon[k]) | load_words("stop", lang),
    )


def _speaks(form: Form) -> bool:
    """Tell if the first word of a form reports by itself, as "gave" in "gave the assurance" does not."""
    return form.use != "partial" and form.verb.split(" ")[0] not in ("make", "give", "take", "let")


def _fold(word: str) -> str:
    return FOLDS[word.strip(" -")]


@cache
def load_words(kind: str, lang: str = "") -> frozenset[str]:
    """Give the plain words of a kind in the table beside the directory, those of all languages included."""
    rows = _read_table("words.csv")
    return frozenset(FOLDS[r["word"]] for r in rows if r["kind"] == kind and r["lang"] in ("", lang))


def _read_table(name: str) -> list[dict[str, str]]:
    """Read a table of the folder of the directory."""
    source = resources.files(__package__).joinpath("directory", name)
    return list(csv.DictReader(io.StringIO(source.read_text(encoding="utf-8"))))


@cache
def load_given_names() -> dict[str, tuple[str, bool]]:
    """Give the gender of each given name, "" where it is both or unknown, and if it is also a common word."""
    rows = _read_table("given_names.csv")
    return {FOLDS[row["name"]]: (row["gender"], bool(row["also_a_word"])) for row in rows}
