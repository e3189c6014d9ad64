"""Where and when an article was filed: the dateline before its first sentence."""

from __future__ import annotations

import re
from difflib import get_close_matches

from .outlets import name_outlet
from .signatures import AGENCY
from .word_lists import read_words

_WINDOW = 110  # the longest stretch in which the dash of a dateline is looked for
_AHEAD = 400  # how far the first sentence is read to judge a dash without other evidence
_ENOUGH = 60  # characters of text that must follow a place without other evidence
_PARAGRAPH = 200  # characters that make a paragraph, whatever stands at their end

# A dash: a long one, or hyphens or an Arabic stroke beside a blank. An Arabic wire also ends its dateline with its own
# name between slashes.
_DASH = re.compile(
    r"[–—―][-–—―]*|(?<=\s)-{1,3}|-{1,3}(?=\s)|(?<=\s)ـ+(?=\s)"
    r"|(?P<wire>/(?:[^/\s\d]|\s(?!/)){2,14}/)(?=\s*\w)(?:\s*[-–—:]{1,3})?"
)
_DASH_AT_END = re.compile(r"[\s\-–—―ـ:]+\Z")
# A month that a typesetter got wrong, behind a place in capitals: "DRENN, Narch 2 -", "DRENN, March 119 -".
_MISSPELT_DATE = re.compile(r"(?<=[A-ZÀ-Þ.])\s?[,.]+\s*(?P<month>[A-Za-z]{3,9})\.?\s+\d[\dO]{0,2}$")
_LIKE_A_MONTH = 0.75  # share of letters in common
_CLEAR_DASH = re.compile(r"\s[-ـ]+\s|.?[–—―]+\s|\s[–—―]")
_DASH_IN_TEXT = re.compile(r"\s[-–—―]{1,3}\s|[–—―]")
_SENTENCE_END = re.compile(r"[.!?؟]\s|\n\s*\n")
_STOP_AT_END = re.compile(r"[.!?؟…][”\"»’')]*\Z")
_NOT_BLANK = re.compile(r"\S")

_WIRE = re.compile(
    r"[\s,،]*(?:\((?-i:[^a-zà-ÿ\s])[^()]{1,40}\)|\((?:de\s+notre|avec|envoyée?|with)\s[^()]{2,40}\)|/[^/]{2,20}/"
    r"|(?<=,)\s*(?:de\s+notre\s+)?(?:envoyée?\s+spéciale?|correspond(?:ante?|ance))(?:\s+particuli(?:er|ère))?)$",
    re.IGNORECASE,
)
_WIRE_AFTER_DATE = re.compile(r"(?<=\d),\s*[^\W\d_][\w.]{1,12}$")
_OUR_MAN_IN = re.compile(
    r"(?:de\s+)?(?:notre|nos)\s+(?:envoyé|correspondant)\w*(?:\s+spécia\w+|\s+permanent\w*)?\s+(?:à|en|au|aux)\s+",
    re.IGNORECASE,
)
_BLANKS_AND_STARS = "* \t\u00a0\u202f\u200e\u200f\ufeff"
_QUOTES = '«"“'  # after a name and a dash they open what somebody says
_OPENERS = " \t\"“”«‘’'([„"

_MONTH = (
    r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|janv|févr?|fév|avr|juil|déc)\.?"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
_MONTHS_IN_FULL = ["january", "february", "march", "april", "june", "july"]
_MONTHS_IN_FULL += ["august", "september", "october", "november", "december"]
_WEEKDAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|(?:يوم\s+)?(?:الاثنين|الإثنين|الثلاثاء|الأربعاء|الاربعاء|الخميس|الجمعة|السبت|الأحد|الاحد)"
)
_ARABIC_MONTH = (
    "يناير|فبراير|مارس|[أاإ]بريل|مايو?|يوني[وه]|يولي[وه]ز?|غشت|[أا]غسطس|شتنبر|سبتمبر|[أا]كتوبر|نوفمبر|نونبر|دجنبر|ديسمبر"
    "|جانفي|فيفري|[أا]فريل|جوان|جويلية|[أا]وت"
    "|كانون (?:الثاني|الأول)|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين (?:الأول|الثاني)"
)
_YEAR = r"(?:,?\s+\d{4})?"
_DATE = re.compile(
    rf"(?:^|[\s,،(]+)(?:(?:{_WEEKDAY})[,،]?\s+)?(?:"
    rf"(?:{_MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)?{_YEAR}"
    rf"|(?:le\s+)?\d{{1,2}}(?:er|st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH}){_YEAR}"
    rf"|(?:{_WEEKDAY})"
    rf"|(?:في\s+|يوم\s+)?\d{{1,2}}\s+(?:{_ARABIC_MONTH})(?:\s*/\s*(?:{_ARABIC_MONTH}))?(?:\s+\d{{4}})?"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4})\)?$",
    re.IGNORECASE,
)
_BEFORE_DATE = re.compile(
    r"(?:(?:last )?(?:updated|modified)|published|posted|publié|mis à jour|modifié|نشر|تاريخ النشر|اخر تحديث)"
    r"(?:\s+(?:on|at|le|في))?",
    re.IGNORECASE,
)
_LONGEST_DATE_LINE = 90  # characters
_CLOCK = re.compile(
    r"[,،|\s–-]*(?:\b(?:at|à|الساعة|على الساعة)\s+)?\b\d{1,2}\s?(?:[:hH.]\s?\d{2}(?!\d|[-/.]\d)(?::\d{2})?|h\b)"
    r"(?:\s?[ap]\.?m\.?|\s?[صم]\b)?(?:\s(?:GMT|UTC|CES?T|BST|E[SD]?T|P[SD]?T|[+-]\d{2}:?\d{2}))?(?=\W|$)",
    re.IGNORECASE,
)
_BETWEEN_DATES = re.compile(
    r"[|]|\s[-–]\s|[\s,،]+(?=(?:mis à jour|modifié|(?:last )?updated|اخر تحديث|(?:le )?publié|published)\b)",
    re.IGNORECASE,
)
_YEAR_AT_END = re.compile(r"\d{4}$")

_PLACE_WORD = re.compile(r"(?:[a-z]{1,3}['’-]|Mc|Mac)?[^\W\d_a-zß-öø-ÿœ](?:[^\W\d_]|['’.\-])*")
_ARABIC_WORD = re.compile(r"[\u0621-\u064a\u064b-\u0652]+")

# A place, perhaps a day, and an agency that is known or an outlet between quotes, in whatever marks: proof enough.
_ARABIC_DAY = (
    rf"(?:في\s+)?\d{{1,2}}(?:\s*[-/.]\s*\d{{1,2}}(?:\s*[-/.]\s*\d{{2,4}})?|\s+(?:{_ARABIC_MONTH})(?:\s+\d{{4}})?)"
)
_ARABIC_AGENCY = re.compile(
    r"(?P<place>[\u0621-\u064a]{2,}(?:\s[\u0621-\u064a]{2,}){0,3}?)"
    rf"(?:\s*[-–—ـ/،(]\s*(?:{_ARABIC_DAY}\s*[-–—ـ/،(]*\s*)?|\s+{_ARABIC_DAY}\s*[-–—ـ/،(]*\s*)"
    rf"(?:(?:{AGENCY}|شفق نيوز)(?:\s*[)/]\s*[-–—ـ:]*|\s*[-–—ـ:]+|(?=\n))"
    r"|[«\"“](?P<outlet>[^«»\"“”\n]{3,30})[»\"”]\s?[:ـ])",
    re.IGNORECASE,
)
_LATIN_AGENCY = re.compile(
    r"(?:(?P<place>(?-i:[^\W\d_a-zß-öø-ÿœ][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}))\s*"
    rf"(?:,\s*(?:(?:le\s+)?\d{{1,2}}\s+(?:{_MONTH})|(?:{_MONTH})\s+\d{{1,2}}){_YEAR}\.?\s*)?[-–—]?\s*)?"
    rf"(?:\((?:{AGENCY}|(?-i:CNN))\)|/(?:{AGENCY})/)\s?[-–—.:]*(?=\s*[“\"«‘(]?\s?(?-i:[A-ZÀ-Þ]))",
    re.IGNORECASE,
)


def find_dateline(text: str, start: int, stop: int, *, is_arabic: bool, is_top: bool = True) -> int | None:
    """
    Return where the dateline that begins at `start` ends, its dash included, or None.

    A dateline is a place, a date or a wire's name, or several of these, before a dash. A date, a wire, a region after
    a comma or a place in capitals is proof enough; a bare place must stand at the top of the article and be followed by
    a sentence that no second dash interrupts.
    """
    agency = (_ARABIC_AGENCY if is_arabic else _LATIN_AGENCY).match(text, start, min(stop, start + _WINDOW))
    if agency is not None and _is_before_text(text, agency.end(), stop) and _is_agency_head(agency):
        return start + len(agency[0].rstrip())
    dash = _DASH.search(text, start, min(stop, start + _WINDOW))
    if dash is None:
        return None
    head = text[start : dash.start()]
    second = _DASH.search(text, dash.end(), min(stop, dash.end() + _WINDOW // 3))
    if second is not None and _names_date_or_wire(text[dash.end() : second.start()]):
        head, dash = f"{head}, {text[dash.end() : second.start()]}", second
    if dash["wire"]:
        head = f"{head} {dash['wire']}" if _DATE.search(head.rstrip()) else ""
    next_word = _NOT_BLANK.search(text, dash.end())
    if next_word is None:
        return None
    is_dateline = _is_arabic_dateline if is_arabic else _is_latin_dateline
    sentence = text[next_word.start() : min(stop, next_word.start() + _AHEAD)]
    is_clear = _CLEAR_DASH.match(text, max(dash.start() - 1, 0)) is not None
    is_clear |= is_arabic and len(head.split()) == 1 and text[dash.end()].isspace()
    return dash.end() if is_dateline(head, sentence, is_bare_allowed=is_top and is_clear) else None


def read_place(dateline: str) -> str | None:
    """
    Return the place of a dateline as printed, without region, date, agency and dash; None where it names none.

    Examples
    --------
    >>> read_place("SANTA LORVA, Korvath, March 14 (Agency) —"), read_place("De notre correspondant à Drenn –")
    ('SANTA LORVA', 'Drenn')
    """
    agency = _ARABIC_AGENCY.match(dateline) or _LATIN_AGENCY.match(f"{dateline} A")
    if agency is not None and agency["place"]:
        return agency["place"]
    head = _DASH_AT_END.sub("", dateline)
    inner = _DASH.search(head)
    if inner is not None and _names_date_or_wire(head[inner.end() :]):
        head = head[: inner.start()]
    places, *_ = _split_head(head)
    place = places[0].strip(_BLANKS_AND_STARS + "/") if places else ""
    return None if not place or any(map(str.isdigit, place)) or is_date(place) else place


def _is_before_text(text: str, end: int, stop: int) -> bool:
    """Tell whether a sentence follows, in this block or the next."""
    return len(text[end : max(stop, end + _ENOUGH)].strip()) >= _ENOUGH // 2


def _is_agency_head(agency: re.Match[str]) -> bool:
    """Tell whether the outlet before a text is known, and the place before it none, or no label and no sentence."""
    place, outlet = agency["place"], agency.groupdict().get("outlet")
    if outlet is not None and name_outlet(None, header=outlet) is None:
        return False
    if place is None:
        return True
    is_place = _is_latin_place if agency.re is _LATIN_AGENCY else _is_arabic_place
    return is_place(place) and not _opens_sentence(place)


def is_date(line: str) -> bool:
    """Tell whether a whole line is one date or two with their years, or after words such as "Published", with times."""
    if len(line) > _LONGEST_DATE_LINE:
        return False
    plain = _CLOCK.sub(" ", line)
    parts = [part.strip(" .|,،-–") for part in _BETWEEN_DATES.split(plain)]
    return any(parts) and all(map(_is_one_date, filter(None, parts)))


def _is_one_date(line: str) -> bool:
    """Tell whether words are a date with its year, or a date after a word such as "Published"."""
    date = _DATE.search(line)
    if date is None:
        return False
    before = line[: date.start()].strip(" :,")
    return _BEFORE_DATE.fullmatch(before) is not None if before else _YEAR_AT_END.search(line) is not None


def _split_head(head: str) -> tuple[list[str], bool, bool]:
    """Return the places of a dateline, and whether it names a date and a wire."""
    head = head.strip(_BLANKS_AND_STARS).removeprefix("À ")
    sender = _OUR_MAN_IN.match(head)
    if sender is not None:
        head = head[sender.end() :]
    wire = _WIRE.search(head) or _WIRE_AFTER_DATE.search(head)
    if wire is not None:
        head = head[: wire.start()]
    date = _DATE.search(head) or _find_misspelt_date(head)
    if date is not None:
        head = head[: date.start()]
    places = [place.strip() for place in re.split(r"[,،]", head)] if head.strip() else []
    return places, date is not None, wire is not None or sender is not None


def _find_misspelt_date(head: str) -> re.Match[str] | None:
    """Find a day behind a word that is nearly an English month."""
    date = _MISSPELT_DATE.search(head)
    if date is None:
        return None
    return date if get_close_matches(date["month"].casefold(), _MONTHS_IN_FULL, n=1, cutoff=_LIKE_A_MONTH) else None


def _names_date_or_wire(words: str) -> bool:
    """Tell whether there is nothing but a date or a wire between two dashes."""
    places, has_date, has_wire = _split_head(words)
    return not places and (has_date or has_wire)


def _is_latin_dateline(head: str, sentence: str, *, is_bare_allowed: bool) -> bool:
    """Judge the words before a dash, and the text after it, in English or French."""
    places, has_date, has_wire = _split_head(head)
    if len(places) > 3 or not all(map(_is_latin_place, places)) or (places and _opens_sentence(places[0])):
        return False
    if has_date or not places:
        return has_wire or (has_date and bool(places))
    first = sentence.lstrip(_OPENERS)[:1]
    is_capitals = len(places[0]) > 2 and places[0].removeprefix("Mc").isupper()
    if has_wire or len(places) > 1:
        return (is_capitals and has_wire) or (not first.islower() and (is_bare_allowed or is_capitals))
    if first.islower() or first.isdigit() or not _reads_as_text(sentence):
        return False
    n_dashes = _count_dashes(sentence)
    if is_capitals:
        return n_dashes != 1 or len(places[0]) > 5
    return is_bare_allowed and n_dashes == 0 and "/" not in head


def _is_latin_place(place: str) -> bool:
    """Tell whether words have the shape of a place: up to four, capitalised but for small particles."""
    words, particles = place.replace("/", " ").split(), read_words("place particle")
    n_names = sum(word not in particles for word in words) - 3 * place.count("/")
    most = 3 if place.isupper() else 4
    if not words or n_names > most or words[-1].strip(".").casefold() in read_words("company"):
        return False
    return all(_PLACE_WORD.fullmatch(word) or (i > 0 and word in particles) for i, word in enumerate(words))


def _opens_sentence(place: str) -> bool:
    """Tell whether words are a label such as "Exclusive" or begin as sentences do: "The", "On", "It's"."""
    words = [re.split("['’]", word)[0].strip(".") for word in place.casefold().split()]
    is_article = words[0] in read_words("place particle") and (
        len(words) == 2 or (words[0] != "the" and len(words) > 2)
    )
    is_opening = words[0] in read_words("opening") and not is_article
    return is_opening or not read_words("label").isdisjoint(words)


def _is_arabic_dateline(head: str, sentence: str, *, is_bare_allowed: bool) -> bool:
    """Judge the words before a dash, and the text after it, in Arabic, which has no capitals to go by."""
    places, has_date, has_wire = _split_head(head)
    if not places or len(places) > 3 or not all(map(_is_arabic_place, places)):
        return has_wire and not places
    if has_date or has_wire:
        return True
    is_bare = is_bare_allowed and len(places[0].split()) <= 3 and sentence[:1] not in _QUOTES
    return is_bare and _count_dashes(sentence) % 2 == 0 and _reads_as_text(sentence)


def _is_arabic_place(place: str) -> bool:
    """Tell whether words could be a place: one to four, and the first is no verb, particle or label."""
    words = place.split()
    if not 1 <= len(words) <= 4 or words[0] in read_words("opening", "label"):
        return False
    return all(_ARABIC_WORD.fullmatch(word) for word in words)


def _reads_as_text(sentence: str) -> bool:
    """Tell whether what follows a dash is a paragraph and not the second half of a headline."""
    return len(sentence) >= _PARAGRAPH or (len(sentence) >= _ENOUGH and _STOP_AT_END.search(sentence) is not None)


def _count_dashes(sentence: str) -> int:
    """Count the dashes up to the first full stop."""
    end = _SENTENCE_END.search(sentence)
    return len(_DASH_IN_TEXT.findall(sentence, 0, len(sentence) if end is None else end.start()))
