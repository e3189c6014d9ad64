"""The words around a name that tell what it names, written as names are compared; from the tables beside."""

import csv
import io
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Final

from .cues import load_lexicon
from .scanning import FOLDS

_MORE_BODIES: Final = {
    "en": [
        "club",
        "college",
        "corps",
        "network",
        "brigade",
        "battalion",
        "federation",
        "ministry",
        "academy",
        "clinic",
        "laboratory",
        "laboratories",
        "institution",
        "firm",
        "trust",
        "hospital",
        "museum",
        "caucus",
    ],
    "fr": [
        "brigade",
        "college",
        "ministere",
        "observatoire",
        "ligue",
        "caserne",
        "federation",
        "chambre",
        "fondation",
        "hopital",
        "musee",
    ],
    "ar": [],
}
_WEAK: Final = frozenset(
    [
        "national",
        "international",
        "american",
        "state",
        "states",
        "united",
        "white",
        "street",
        "officials",
        "poll",
        "survey",
        "report",
        "team",
        "republicans",
        "democrats",
        "journalists",
        "today",
        "interieur",
        "affaires",
        "etat",
        "presse",
        "house",
        "press",
    ]
)
_NO_PERSON: Final = frozenset(
    [
        "tower",
        "street",
        "avenue",
        "road",
        "county",
        "city",
        "river",
        "valley",
        "lake",
        "mountain",
        "island",
        "islands",
        "hotel",
        "airport",
        "square",
        "park",
        "beach",
        "act",
        "bill",
        "law",
        "day",
        "war",
        "plan",
        "project",
        "amendment",
        "constitution",
        "prize",
        "award",
        "cup",
        "stadium",
        "doctrine",
        "protocol",
        "agreement",
        "treaty",
        "accord",
        "summit",
        "forum",
        "festival",
        "hall",
        "building",
        "bridge",
        "district",
        "province",
        "region",
        "gulf",
        "sea",
        "ocean",
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "bible",
        "koran",
        "quran",
        "god",
        "christmas",
        "easter",
        "ramadan",
        "thanksgiving",
        "internet",
        "republican",
        "democrat",
        "republicans",
        "democrats",
        "muslim",
        "muslims",
        "christian",
        "christians",
        "jewish",
        "jews",
        "islam",
        "islamic",
        "catholic",
        "rue",
        "boulevard",
        "place",
        "port",
        "gare",
        "pont",
        "loi",
        "accord",
        "sommet",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "janvier",
        "fevrier",
        "mars",
        "avril",
        "juin",
        "juillet",
        "aout",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
        "democratic",
        "photo",
        "image",
        "credit",
        "video",
        "read",
        "more",
        "update",
        "watch",
        "breaking",
    ]
)


_MORE_STOPS: Final = [
    "حتى",
    "بينما",
    "دون",
    "دونما",
    "وذلك",
    "ذلك",
    "تلك",
    "هؤلاء",
    "قبيل",
    "بعيد",
    "ضد",
    "نحو",
    "فوق",
    "تحت",
    "بين",
    "عند",
    "عندما",
    "لأن",
    "لأنه",
    "كلما",
    "كيف",
    "متى",
    "أين",
    "لماذا",
    "مما",
    "وقد",
    "وكان",
    "وكانت",
    "كانوا",
    "ليس",
    "ليست",
    "سوف",
    "لن",
    "هناك",
    "ثم",
    "أي",
    "أية",
    "أكثر",
    "أقل",
    "بعض",
    "كل",
    "جميع",
    "نفس",
    "عدة",
    "عدد",
    "نفسه",
    "نفسها",
    "الآن",
    "اليوم",
    "غدا",
    "صوب",
    "داخل",
    "خارج",
    "وراء",
    "رغم",
    "بعدما",
    "حوالي",
    "تجاه",
    "مقابل",
    "لدى",
    "طيلة",
    "شهر",
    "سنة",
    "عام",
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "ماي",
    "مايو",
    "يونيو",
    "يوليوز",
    "يوليو",
    "غشت",
    "أغسطس",
    "شتنبر",
    "سبتمبر",
    "أكتوبر",
    "نونبر",
    "نوفمبر",
    "دجنبر",
    "ديسمبر",
    "أحد",
    "إحدى",
    "اثنين",
    "واحد",
    "ثلاثة",
    "أربعة",
    "خمسة",
    "أيضا",
    "فقط",
    "جدا",
]


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
    particles: frozenset[str]

    @cached_property
    def before(self) -> frozenset[str]:
        """Words that may stand before a name without belonging to it."""
        return self.roles | self.weak | self.titles.keys()


@cache
def load_grammar(lang: str) -> Grammar:
    """Read the words of ``en``, ``fr`` or ``ar`` from the tables of cues and mentions."""
    lexicon = load_lexicon(lang)
    titles = {_fold(w): g for kind, g in (("title", ""), ("title_m", "m"), ("title_f", "f")) for w in lexicon[kind]}
    roles = {_fold(part) for role in lexicon["role"] for part in role.split(" ")} | set(_more_roles(lang))
    return Grammar(
        lang,
        frozenset(_fold(first) for first, forms in lexicon.forms.items() if any(f.use != "partial" for f in forms)),
        frozenset(_fold(w) for w in lexicon["auxiliary"]),
        titles,
        frozenset(roles - {"interieur"}),
        frozenset(_fold(w) for w in (*lexicon["institution"], *_MORE_BODIES[lang])) - _WEAK,
        _WEAK,
        frozenset(_fold(w) for w in (*lexicon["function"], *lexicon["determiner"], *lexicon["preposition"])),
        frozenset(_fold(w) for w in (*lexicon["stop"], *lexicon["that"], *lexicon["adverb"], *_MORE_STOPS)),
        frozenset(_fold(w) for w in lexicon["particle"]),
    )


def _fold(word: str) -> str:
    return FOLDS[word.strip(" -")]


def _more_roles(lang: str) -> list[str]:
    """Give ranks and offices that the table of roles lacks."""
    if lang == "en":
        return ["president", "minister", "director-general", "king", "emperor", "sultan", "emir", "colonel", "major", "captain", "sergeant", "admiral", "marshal", "brigadier", "detective", "inspector", "sheriff", "superintendent", "press", "national", "security", "assistant", "acting", "ex-president", "presidential"]  # fmt: skip
    if lang == "fr":
        return [
            "president",
            "ministre",
            "general",
            "emir",
            "sultan",
            "prince",
            "premier",
            "amiral",
            "brigadier",
            "inspecteur",
        ]
    return []


NO_PERSON: Final = _NO_PERSON
SURNAMES: Final = frozenset(
    [
        "west",
        "north",
        "hall",
        "park",
        "may",
        "march",
        "day",
        "law",
        "bill",
        "lake",
        "prince",
        "god",
        "bible",
        "port",
        "april",
        "august",
    ]
)
"""Words of `NO_PERSON` that are a last name after a given name."""


@cache
def load_given_names() -> dict[str, tuple[str, bool]]:
    """Give the gender of each given name, "" where it is both or unknown, and if it is also a common word."""
    source = resources.files(__package__).joinpath("directory", "given_names.csv").read_text(encoding="utf-8")
    return {
        FOLDS[row["name"]]: (row["gender"], bool(row["also_a_word"])) for row in csv.DictReader(io.StringIO(source))
    }
