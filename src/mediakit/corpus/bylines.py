"""Who signs an article: lines that name its author or its outlet and nothing else."""

from __future__ import annotations

import re

from .outlets import name_outlet
from .signatures import AGENCY, is_signature
from .word_lists import read_words

LONGEST_BYLINE = 110  # characters
_MOST_WORDS = 16
_MOST_ARABIC_WORDS = 10

_FOLDED = {
    **dict.fromkeys(
        map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
    ),
    **dict.fromkeys([*range(0x64B, 0x653), 0x640]),
    **dict.fromkeys(map(ord, "أإآٱ"), "ا"),
    0xA0: " ",
    0x202F: " ",
}

_PREFIX = {
    "en": re.compile(
        r"(?:(?:story|words|text|report|reported|reporting|analysis|opinion|comment|interview|written|photos?|photographs?)"
        r"\s+)?by[\s:]+|from our\s+",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"(?:propos\s+recueillis\s+|recueilli\s+|écrit\s+|textes?\s+|reportage\s+|publié\s+|photos?\s+)?par[\s:]+"
        r"|(?:textes?|reportage|photos?|enquête)\s*(?::|de)\s+|(?:de\s+)?(?:notre|nos)\s+(?=envoyé|correspondant)"
        r"|avec\s+(?=l?['’]?[A-Z]{2})",
        re.IGNORECASE,
    ),
    "ar": re.compile(
        "[-–—_ ]*(?:(?:بقلم|كتب|كتبت|اعداد|تقرير|تحقيق|حوار|حاوره|حاورته|حاورها|حاورتها|تصوير|عدسة|متابعة|تغطية|ترجمة"
        "|انجاز|مراسل|مراسلة|مراسلنا|المصدر|نقلا عن|تغطية و ?صور)(?:[\\s:/ـ-]+|$))+"
    ),
}
_STAFF = frozenset(
    {"staff reports", "staff report", "staff and agencies", "agencies", "la rédaction", "avec agences", "avec afp"}
)
_OUR = frozenset({"our", "notre", "nos"})
_CAPITALISED = re.compile(r"(?:[a-zà-ÿ]{1,3}['’-])?[^\W\d_a-zß-öø-ÿœ]")
_NAME_WORD = re.compile(r"(?:[a-zà-ÿ]{1,3}['’-])?[^\W\d_a-zß-öø-ÿœ](?:[^\W\d_]|['’.-])*")
_PUNCTUATION = re.compile(r"([,|])|[()]")
_FULL_STOP = re.compile(r"[.!?؟…:؛;]$")
_FOR_OUTLET = re.compile(r"\s(?:for|pour)\s(?:the\s|le\s|la\s)?")

_ARABIC_LABEL = re.compile(
    "[-–—_ ]*(?:خاص|متابعة|متابعات|وكالات|رويترز|سانا|واس|وام|بترا|الاناضول|(?:[ا-ي][. ]{1,2}){1,3}[ا-ي]\\.?)[-–—_ ]*"
)
_ARABIC_LETTER = re.compile(r"[\u0621-\u064a]")
_LATIN_LETTER = re.compile(r"[A-Za-zÀ-ÿ]")
_ARABIC_STOP = re.compile("[.!؟،]$")
_OUTLET_DASH_NAME = re.compile(r"([^\d.,،:!?؟«»\"“”]{2,40}?)(?:\s+[-–—ـ]\s*|[-–—]\s+)([^\d.,،:!?؟«»\"“”]{2,40})")
_FOREIGN_OUTLET = re.compile(r"[A-Za-z][A-Za-z0-9.'& ]{1,30}?\s*[-–—_]+\s*\S.*|[A-Za-z][A-Za-z0-9.'& -]{1,40}")

# The site of an outlet at the head of an article, in an Arabic one also with its last letters lost or its dot left out.
_SITE = re.compile(
    r"(?:https?://)?(?:www\.)?(?:[A-Za-z][\w-]*\.)+(?:com|net|org|info?|press|news|tv|media|ma|dz|tn|ly|mr|fr|be|ch|eg|sa|ae"
    r"|qa|kw|lb|jo|ps|iq|sy|co\.uk|uk|ca|us|ru|io|eu|example)/?",
    re.IGNORECASE,
)
_SITE_IN_ARABIC = re.compile(
    r"(?:[-–—ـ_.\s]*(?:بقلم|كتب|كتبت|إعداد|اعداد|تقرير)\s*:?\s*(?:[^\W\d_]+\s+){1,4}[-–—ـ_]+\s*|[-–—ـ_.\s]*)"
    r"(?:[A-Za-z][\w-]*(?:\.[A-Za-z]{2,6})+|[A-Za-z]{2,20} ?(?:info|net|press|news|tv|online|com|24|media))(?![\w.])",
    re.IGNORECASE,
)
_AFTER_SITE = re.compile(r"[\s\u200e\u200f\u202a-\u202e]*[-–—ـ_|/:]+[-–—ـ_|/:\s\u200e\u200f\u202a-\u202e]*")

_AFTER_NAMES = re.compile(r"\s?[,(|]|\s(?:in|at|for|à|au|aux|en|pour|avec|with)\s|\s(?=notre\s|our\s)", re.IGNORECASE)
_SIGNED_BY = re.compile(r"(?:بقلم|كتب|كتبت|اعداد|حاوره|حاورها|ترجمة)\s*:?\s*(?:الدكتورة?\s+)?([^-–—ـ_:/،,|]+)")
_DASHES = re.compile(r"\s*[-–—ـ_]+\s*|\s*:\s*")
_MOST_NAMES = 5
_WITH_AGENCY = re.compile(
    rf"(?P<who>[^\W\d_][^.,:;!?()/|\n]{{1,40}}?(?:\.\w{{2,4}})?)\s*(?:\(\s?(?:avec|with)|\b(?:avec|with|and|et)\b|[/+]|\s[-–—])\s*"
    rf"(?:l['’]|the\s|les\s|news\s)?(?:{AGENCY})(?:\s*(?:,|/|\+|\bet\b|\band\b|\sو)\s*(?:l['’])?(?:{AGENCY}))*\s?\)?",
    re.IGNORECASE,
)
_FROM_TOWN = re.compile(r"(?P<outlet>\S+(?:\s\S+){0,2}?)\s+من\s+\S+(?:\s\S+){0,2}")
_NO_AUTHOR = frozenset({"خاص", "متابعة", "متابعات", "مكتب", "وكالات", "عن", "المصدر", "تصوير", "عدسة"})


def normalise_line(line: str) -> str:
    """Return a line without invisible marks, Arabic vowel signs and forms of alef, for comparing whole lines."""
    return line.translate(_FOLDED).strip()


def is_byline(line: str, *, lang: str) -> bool:
    """Tell whether a whole normalised line names the author: "By X", "Par X", "X for the Monitor", "بقلم: X"."""
    if not line or len(line.split()) > _MOST_WORDS:
        return False
    if is_with_agency(line, lang=lang):
        return True
    if lang == "ar":
        return _is_arabic_byline(line)
    prefix = _PREFIX[lang].match(line)
    if prefix is not None:
        return _is_credit(line[prefix.end() :].rstrip(". "))
    return _is_signed(line, lang=lang)


def is_outlet_name(line: str, *, lang: str) -> bool:
    """Tell whether a whole normalised line is the name of a medium, such as "Drenn Herald" or "MINA.NET"."""
    words, media = line.split(), read_words("medium")
    if not 1 <= len(words) <= 5 or _FULL_STOP.search(line):
        return False
    if lang == "ar":
        if _ARABIC_LETTER.search(line) is None:
            return len(words) <= 4 and _FOREIGN_OUTLET.fullmatch(line) is not None
        is_named = words[0] in media or words[-1] in media
        is_daily = len(words) == 2 and words[-1] == "اليوم"
        return len(words) <= 3 and (is_named or is_daily) and all(word.isalpha() for word in words)
    known = read_words("name particle", "byline link")
    is_name = all(_CAPITALISED.match(word) or word in known for word in words)
    has_medium = any(word.casefold() in media for word in words)
    return is_name and has_medium and (len(words) > 1 or line.isupper())


def is_with_agency(line: str, *, lang: str) -> bool:
    """Tell whether a whole normalised line is a name and an agency: "Ada Vane (avec AFP)", "العربية.نت - وكالات"."""
    found = _WITH_AGENCY.fullmatch(line) if len(line) <= LONGEST_BYLINE else None
    if found is None:
        return False
    words = found["who"].replace(".", " ").split()
    if lang == "ar":
        return len(words) <= 4 and all(map(str.isalnum, words)) and words[0] not in read_words("opening", "label")
    known = read_words("name particle", "byline link", "place particle")
    is_name = all(_CAPITALISED.match(word) or word in known for word in words)
    return is_name and words[0].casefold() not in read_words("label") and len(words) <= _MOST_NAMES


def is_site(line: str) -> bool:
    """Tell whether a whole line is the host of a site, such as "harbour-times.com"."""
    return _SITE.fullmatch(line) is not None


def find_outlet_line(text: str, start: int, stop: int, *, lang: str) -> int | None:
    """
    Return where the name of an outlet ends that a first line begins with, or None.

    It is the site or the name of the outlet alone; in Arabic also the site before a dash, and then the whole line if it
    is short and holds but names, or only the site and its dash where text follows.
    """
    line = text[start:stop] if stop - start <= LONGEST_BYLINE else ""
    if line and (is_site(line) or (_is_known_name(line, lang=lang) and not is_signature(normalise_line(line)))):
        return stop
    site = _SITE_IN_ARABIC.match(text, start, stop) if lang == "ar" else None
    if site is None:
        return None
    after = _AFTER_SITE.match(text, site.end(), stop)
    if site.end() == stop or (line and len(line.split()) <= _MOST_WORDS and _ARABIC_STOP.search(line) is None):
        return stop if after or site.end() == stop else None
    return None if after is None else start + len(text[start : after.end()].rstrip())


def _is_known_name(line: str, *, lang: str) -> bool:
    """Tell whether a line is an outlet of the table, by more than one word that may also be a town or a headline."""
    words = line.split()
    if lang == "ar":
        town = _FROM_TOWN.fullmatch(line)
        name = town["outlet"] if town else _DASHES.split(line)[0]
        is_telling = len(name.split()) > 1 or not name.startswith("ال")
        is_line = len(words) <= _MOST_ARABIC_WORDS and _ARABIC_STOP.search(line) is None
        return (
            is_line
            and is_telling
            and _ARABIC_LETTER.search(name) is not None
            and name_outlet(None, header=name) is not None
        )
    known = read_words("name particle", "byline link", "place particle")
    is_name = len(words) > 1 and all(_CAPITALISED.match(word) or word in known for word in words)
    return is_name and _FULL_STOP.search(line) is None and name_outlet(None, header=line) is not None


def read_author(byline: str, *, lang: str) -> str | None:
    """
    Return the names that a byline gives, without role, outlet and place; None where it names nobody.

    Examples
    --------
    >>> read_author("By Ada Vane, Security Correspondent", lang="en"), read_author("Par Ada Vane à Drenn", lang="fr")
    ('Ada Vane', 'Ada Vane')
    """
    line = normalise_line(byline) if lang == "ar" else byline.strip()
    if lang == "ar":
        return _read_arabic_author(line)
    prefix = _PREFIX[lang].match(line)
    names = _AFTER_NAMES.split(line[prefix.end() :] if prefix else line, maxsplit=1)[0].strip(" .")
    roles = read_words("role", "medium")
    words = names.split()
    is_person = (
        len(words) > 1 and not any(word.casefold() in roles for word in words) and names.casefold() not in _STAFF
    )
    return names if is_person and words[0].casefold() not in _OUR else None


def _read_arabic_author(line: str) -> str | None:
    """Return the name behind "بقلم" or behind the last dash of a line that names an outlet first."""
    signed = _SIGNED_BY.search(line)
    name = signed[1] if signed else _DASHES.split(line)[-1] if _DASHES.search(line) else ""
    words = name.strip("-–—ـ_ .:").split()
    is_name = 2 <= len(words) <= _MOST_NAMES and words[0] not in _NO_AUTHOR and all(word.isalpha() for word in words)
    return " ".join(words) if is_name and _ARABIC_LETTER.search(name) else None


def is_bare_name(line: str) -> bool:
    """Tell whether a whole normalised Arabic line could be a town or a person: a few words and no full stop."""
    words = line.strip("-–—_ ").replace(".", ". ").split()
    is_short = 1 <= len(words) <= 4 and len(line) <= 30 and line[-1] != "."
    return is_short and all(word.strip(".").isalpha() for word in words)


def _is_credit(names: str) -> bool:
    """Tell whether words are names, roles and the small words between them, and nothing else."""
    words = _PUNCTUATION.sub(lambda mark: " , " if mark[1] else " ", names).split()
    known = read_words("name particle", "byline link")
    is_named = [_CAPITALISED.match(word) is not None for word in words]
    is_role = [word.casefold() in read_words("role") for word in words]
    if not words or not (is_named[0] or is_role[0] or words[0] in read_words("name particle") | _OUR):
        return False
    is_enough = sum(is_named) > 1 or any(is_role) or all(is_named)
    return is_enough and all(
        name or role or word.casefold() in known for word, name, role in zip(words, is_named, is_role, strict=True)
    )


def _is_signed(line: str, *, lang: str) -> bool:
    """Tell whether a line without "By" is a name with a role or an outlet: "X, staff writer", "X for the Monitor"."""
    if _FULL_STOP.search(line):
        return False
    name, comma, role = line.partition(",")
    if comma:
        words = role.split()
        has_role = any(word.casefold() in read_words("role") for word in words)
        return _is_name(name) and has_role and len(words) <= 7 and _is_credit(role.strip())
    link = _FOR_OUTLET.search(line)
    if link is not None:
        return _is_name(line[: link.start()]) and is_outlet_name(f"The {line[link.end() :]}", lang=lang)
    return line.casefold() in _STAFF


def _is_name(words: str) -> bool:
    """Tell whether words have the shape of two to five names, particles among them."""
    names, particles = words.split(), read_words("name particle")
    if not 2 <= len(names) <= 5 or names[-1] in particles:
        return False
    return all(name in particles or _NAME_WORD.fullmatch(name) for name in names)


def _is_arabic_byline(line: str) -> bool:
    """Tell whether a short Arabic line is a signature, a wire's letters or "outlet – name"."""
    if _ARABIC_STOP.search(line):
        return False
    if _LATIN_LETTER.match(line):
        return _FOREIGN_OUTLET.fullmatch(line) is not None
    if len(line.split()) > _MOST_ARABIC_WORDS:
        return False
    prefix = _PREFIX["ar"].match(line)
    if prefix is not None:
        n_names = len(line[prefix.end() :].split())
        return n_names <= (5 if ":" in prefix[0] else 4) and "،" not in line
    signed = _OUTLET_DASH_NAME.fullmatch(line)
    is_signed = signed is not None and len(signed[1].split()) <= 3 and 1 <= len(signed[2].split()) <= 4
    return is_signed or _ARABIC_LABEL.fullmatch(line) is not None
