"""A date as newspapers write it, in English, French and Arabic: read where it has one meaning, refused otherwise."""

from __future__ import annotations

import re
from typing import Final, Literal

import pandas as pd

# Arabic ones without hamza: of the Maghreb, of Morocco, of the Mashreq, of the Gulf and Egypt.
_MONTHS: Final = (
    "jan january janv janvier جانفي يناير|كانون الثاني|كانون ثاني",
    "feb february fév févr fevr février fevrier فيفري فبراير شباط",
    "mar march mars مارس اذار",
    "apr april avr avril افريل ابريل نيسان",
    "may mai ماي مايو ايار",
    "jun june juin جوان يونيو يونيه حزيران",
    "jul july juil juillet جويلية جويليه يوليو يوليوز يوليه تموز",
    "aug august août aout اوت غشت اغسطس اب",
    "sep sept september septembre شتنبر سبتمبر ايلول",
    "oct october octobre اكتوبر|تشرين الاول|تشرين اول",
    "nov november novembre نونبر نوفمبر|تشرين الثاني|تشرين ثاني",
    "dec december déc décembre decembre دجنبر ديسمبر|كانون الاول|كانون اول",
)
_NUMBER: Final = {
    name: number
    for number, names in enumerate(_MONTHS, 1)
    for name in [*names.split("|")[0].split(), *names.split("|")[1:]]
}
_NAME = "|".join(sorted(_NUMBER, key=len, reverse=True))
# Minutes ahead of UTC of zones whose letters have one meaning in the press, EST to PDT as mail has them (RFC 822).
# BST, IST, AST, GST and CST have two, and are refused.
_ZONES: Final = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180, "msk": 180,
    "wat": 60, "cat": 120, "eat": 180, "sast": 120, "pkt": 300, "sgt": 480, "hkt": 480, "jst": 540, "kst": 540,
    "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
    "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}  # fmt: skip
_MOST_MINUTES: Final = 14 * 60
_WEEKDAYS: Final = (
    "mon monday lundi lun الاثنين",
    "tue tues tuesday mardi mar الثلاثاء",
    "wed wednesday mercredi mer الاربعاء",
    "thu thur thurs thursday jeudi jeu الخميس",
    "fri friday vendredi ven الجمعة",
    "sat saturday samedi sam السبت",
    "sun sunday dimanche dim الاحد",
)
_WEEKDAY_NUMBER: Final = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
_WEEKDAY = rf"(?:(?:يوم )?(?P<weekday>{'|'.join(sorted(_WEEKDAY_NUMBER, key=len, reverse=True))})\.?[,،]? +)?"
_HALVES: Final = {"ص": "am", "صباحا": "am", "م": "pm", "مساء": "pm"}
_TIME = (
    r"(?:(?:t|[,،]? *[-–|]? *(?:(?:at|à|(?:على |في )?الساعة|في) +)?)(?P<hour>\d{1,2})"
    r"(?:(?::| ?h ?)(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?| ?h\b|(?= ?[ap]\.?m))"
    r"(?: *(?P<half>[ap]\.?m\.?|ص|صباحا|م|مساء))?"
    r"(?: *\(?(?P<zone>z|(?:utc|gmt)? ?[+-]\d{2}(?::?\d{2})?|(?:utc|gmt) ?[+-]\d|[a-z]{2,4})\)?)?)?"
)
_MONTH = rf"(?P<name>{_NAME})\.?(?: ?/ ?(?P<again>{_NAME}))?"
_FORMS: Final = tuple(
    re.compile(rf"(?:le )?{_WEEKDAY}(?:le )?{form}م?{_TIME}")
    for form in (
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?(?: of)?[ -]{_MONTH},?[ -](?P<year>\d{{4}})",
        rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
        r"(?P<first>\d{1,2})(?P<mark>[-/.])(?P<then>\d{1,2})(?P=mark)(?P<year>\d{4})",
    )
)
_SHORT_YEAR = re.compile(
    rf"(?:le )?{_WEEKDAY}(?:\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er)?[ -](?:{_NAME})\.?,?[ -]['’]?\d{{2}}"
    rf"|(?:{_NAME})\.? \d{{1,2}}(?:st|nd|rd|th)?, ?['’]?\d{{2}})(?!\d).*"
)
_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u0640\u064b-\u0652]")
_LONGEST: Final = 200  # characters
_UNIX = re.compile(r"\d{10}|\d{13}")
_EXCEL = re.compile(r"\d{1,5}(?:\.\d+)?")
_FIRST_AFTER_EXCELS_ERROR: Final = 61  # Excel counts a 29 February 1900 that never was


def parse_date(text: str, *, dayfirst: bool | None = None, numbers: Literal["unix", "excel"] = "unix") -> pd.Timestamp:
    """
    Read one date in English, French or Arabic; whatever has two meanings is refused, never guessed.

    Parameters
    ----------
    text : str
        Such as ``2024-05-27T10:00+01:00``, ``Mon, 27 May 2024 10:00 GMT``, ``27 mai 2024``, ``٢٧ أيار ٢٠٢٤``.
    dayfirst : bool, optional
        The order of ``03/04/2024``; without it, such a date is refused unless only one order is possible.
    numbers : {"unix", "excel"}, default "unix"
        Whether a bare number counts seconds or milliseconds since 1970, or the days of a spreadsheet.

    Returns
    -------
    date : Timestamp
        In UTC, without a time zone; a time that names no zone is taken for UTC.

    Raises
    ------
    TypeError
        If `text` is not a str, or `dayfirst` neither a bool nor None.
    ValueError
        If the text is no date, a day that is not in the calendar or not on the weekday that it names, or one with two
        meanings, such as a year of two digits; if `numbers` is not one of the two.

    Examples
    --------
    >>> parse_date("27 mai 2024"), parse_date("٢٧ أيار ٢٠٢٤ 10:00 +01:00")
    (Timestamp('2024-05-27 00:00:00'), Timestamp('2024-05-27 09:00:00'))

    """
    if not isinstance(text, str):
        msg = f"The date is a {type(text).__name__}, {text!r}, not a str. Give str(date)."
        raise TypeError(msg)
    _check_options(dayfirst, numbers)
    plain = _fold(text)
    if numbers == "excel" and _EXCEL.fullmatch(plain):
        if float(plain) < _FIRST_AFTER_EXCELS_ERROR:
            raise _refusal(text, "is before March 1900, which spreadsheets count differently")
        return (pd.Timestamp("1899-12-30") + pd.Timedelta(days=float(plain))).round("s")
    if numbers == "unix" and _UNIX.fullmatch(plain):
        return pd.Timestamp(int(plain), unit="s" if len(plain) == 10 else "ms")
    for form in _FORMS:
        if (found := form.fullmatch(plain)) is not None:
            return _read_parts(text, found.groupdict(), dayfirst)
    if _SHORT_YEAR.fullmatch(plain):
        raise _refusal(text, "has a year of two digits, which may be of this century or the last; write all four")
    raise _refusal(text, "is in no form that is known")


def _check_options(dayfirst: bool | None, numbers: str) -> None:
    """Refuse an option that is none."""
    if dayfirst is not None and not isinstance(dayfirst, bool):
        msg = f"dayfirst is {dayfirst!r}; give True, False or None."
        raise TypeError(msg)
    if numbers not in {"unix", "excel"}:
        msg = f"numbers is {numbers!r}; allowed are 'unix' and 'excel'."
        raise ValueError(msg)


def _fold(text: str) -> str:
    """Return a text in small letters and figures 0 to 9, without hamza on alef, vowel signs and double blanks."""
    if len(text) > _LONGEST:
        return ""
    plain = _MARKS.sub("", text).replace("ى", "ي")
    plain = re.sub("[أإآ]", "ا", plain)
    return " ".join(re.sub(r"[٠-٩۰-۹]", lambda digit: str(int(digit[0])), plain).lower().split())


def _read_parts(text: str, parts: dict[str, str | None], dayfirst: bool | None) -> pd.Timestamp:
    """Put day, time and zone together."""
    if parts.get("first"):
        day, month = _order(text, int(parts["first"] or 0), int(parts["then"] or 0), dayfirst)
    else:
        day = int(parts["day"] or 0)
        month = _NUMBER[parts["name"] or ""] if parts.get("name") else int(parts["month"] or 0)
    if parts.get("again") and _NUMBER[parts["again"] or ""] != month:
        raise _refusal(text, "names two months")
    hour = _read_hour(text, int(parts["hour"] or 0), parts["half"])
    try:
        local = pd.Timestamp(
            int(parts["year"] or 0), month, day, hour, int(parts["minute"] or 0), int(parts["second"] or 0)
        )
    except ValueError:
        raise _refusal(text, "is a day or time that does not exist") from None
    if parts["weekday"] and local.weekday() != _WEEKDAY_NUMBER[parts["weekday"]]:
        raise _refusal(text, f"names another weekday than that of the day, {local:%A}")
    return local - pd.Timedelta(minutes=_read_zone(text, parts["zone"] or "z"))


def _read_hour(text: str, hour: int, half: str | None) -> int:
    """Return the hour from 0 to 23."""
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise _refusal(text, "has an hour that no clock of twelve hours shows")
    return hour % 12 + (12 if _HALVES.get(half, half).startswith("p") else 0)


def _order(text: str, first: int, then: int, dayfirst: bool | None) -> tuple[int, int]:
    """Return day and month."""
    n_months = 12
    if dayfirst is None:
        if first <= n_months and then <= n_months and first != then:
            raise _refusal(text, "has two meanings, day first or month first; give dayfirst=True or dayfirst=False")
        dayfirst = then <= n_months
    return (first, then) if dayfirst else (then, first)


def _read_zone(text: str, zone: str) -> int:
    """Return the minutes by which a zone is ahead of UTC."""
    if zone in _ZONES:
        return _ZONES[zone]
    offset = re.fullmatch(r"(?:utc|gmt)? ?([+-])(\d{1,2}):?(\d{2})?", zone)
    if offset is None:
        raise _refusal(
            text, f"names a time zone, {zone.upper()}, that is unknown or has two meanings; give +01:00 or the like"
        )
    hours, minutes = int(offset[2]), int(offset[3] or 0)
    if minutes > 59 or hours * 60 + minutes > _MOST_MINUTES:
        raise _refusal(text, f"names a time zone, {zone.upper()}, that no clock on Earth shows")
    return (hours * 60 + minutes) * (-1 if offset[1] == "-" else 1)


def _refusal(text: str, reason: str) -> ValueError:
    """Make the error."""
    msg = f"The date {text!r} {reason}. Allowed are such as 2024-05-27, 27 May 2024, 27 mai 2024."
    return ValueError(msg)
