"""A date as newspapers write it, in English, French and Arabic: read where it has one meaning, refused otherwise."""

from __future__ import annotations

import re
from typing import Final, Literal

import pandas as pd

_MONTHS: Final = (
    "jan january janv janvier جانفي يناير|كانون الثاني",
    "feb february fév févr février فيفري فبراير شباط",
    "mar march mars مارس آذار",
    "apr april avr avril أفريل أبريل إبريل ابريل نيسان",
    "may mai ماي مايو أيار",
    "jun june juin جوان يونيو يونيه حزيران",
    "jul july juil juillet جويلية يوليو يوليوز يوليه تموز",
    "aug august août aout أوت غشت أغسطس اغسطس آب",
    "sep sept september septembre شتنبر سبتمبر أيلول",
    "oct october octobre أكتوبر اكتوبر|تشرين الأول",
    "nov november novembre نونبر نوفمبر|تشرين الثاني",
    "dec december déc décembre دجنبر ديسمبر|كانون الأول",
)
_NUMBER: Final = {
    name: number
    for number, names in enumerate(_MONTHS, 1)
    for name in [*names.split("|")[0].split(), *names.split("|")[1:]]
}
_NAME = "|".join(sorted(_NUMBER, key=len, reverse=True))
_ZONES: Final = {"z": 0, "utc": 0, "gmt": 0, "cet": 60, "cest": 120, "edt": -240, "pdt": -420}
_WEEKDAY = (
    r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun\.|mer\.|jeu\.|ven\.|sam\.|dim\."
    r"|(?:يوم )?(?:الاثنين|الإثنين|الثلاثاء|الأربعاء|الاربعاء|الخميس|الجمعة|السبت|الأحد|الاحد))[,،]? +"
)
_TIME = (
    r"(?:(?:t|[,،]? +(?:(?:at|à) +)?)(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"(?: *(?P<half>[ap]m))?(?: *(?P<zone>z|(?:utc|gmt)?[+-]\d{2}:?\d{2}|[a-z]{3,4}))?)?"
)
_FORMS: Final = tuple(
    re.compile(rf"(?:{_WEEKDAY})?(?:le )?{form}{_TIME}")
    for form in (
        r"(?P<year>\d{4})([-/.]?)(?P<month>\d{2})\2(?P<day>\d{2})",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?[ -](?P<name>{_NAME})\.?,?[ -](?P<year>\d{{4}})",
        rf"(?P<name>{_NAME})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
        r"(?P<first>\d{1,2})([-/.])(?P<then>\d{1,2})\2(?P<year>\d{4})",
    )
)
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
        If `text` is not a str.
    ValueError
        If the text is no date, a day that is not in the calendar, or one with two meanings.

    Examples
    --------
    >>> parse_date("27 mai 2024"), parse_date("٢٧ أيار ٢٠٢٤ 10:00 +01:00")
    (Timestamp('2024-05-27 00:00:00'), Timestamp('2024-05-27 09:00:00'))

    """
    if not isinstance(text, str):
        msg = f"The date is a {type(text).__name__}, {text!r}, not a str. Give str(date)."
        raise TypeError(msg)
    plain = re.sub(r"[\u200e\u200f]", "", text)
    plain = " ".join(re.sub(r"[٠-٩۰-۹]", lambda digit: str(int(digit[0])), plain).lower().split())
    if numbers == "excel" and _EXCEL.fullmatch(plain):
        if float(plain) < _FIRST_AFTER_EXCELS_ERROR:
            raise _refusal(text, "is before March 1900, which spreadsheets count differently")
        return (pd.Timestamp("1899-12-30") + pd.Timedelta(days=float(plain))).round("s")
    if numbers == "unix" and _UNIX.fullmatch(plain):
        return pd.Timestamp(int(plain), unit="s" if len(plain) == 10 else "ms")
    for form in _FORMS:
        if (found := form.fullmatch(plain)) is not None:
            return _read_parts(text, found.groupdict(), dayfirst)
    raise _refusal(text, "is in no form that is known")


def _read_parts(text: str, parts: dict[str, str | None], dayfirst: bool | None) -> pd.Timestamp:
    """Put day, time and zone together."""
    if parts.get("first"):
        day, month = _order(text, int(parts["first"] or 0), int(parts["then"] or 0), dayfirst)
    else:
        day = int(parts["day"] or 0)
        month = _NUMBER[parts["name"] or ""] if parts.get("name") else int(parts["month"] or 0)
    hour = int(parts["hour"] or 0)
    if parts["half"]:
        if not 1 <= hour <= 12:
            raise _refusal(text, "has an hour that no clock of twelve hours shows")
        hour = hour % 12 + (12 if parts["half"] == "pm" else 0)
    try:
        local = pd.Timestamp(
            int(parts["year"] or 0), month, day, hour, int(parts["minute"] or 0), int(parts["second"] or 0)
        )
    except ValueError:
        raise _refusal(text, "is a day or time that does not exist") from None
    return local - pd.Timedelta(minutes=_read_zone(text, parts["zone"] or "z"))


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
    offset = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{2}):?(\d{2})", zone)
    if offset is None:
        raise _refusal(
            text, f"names a time zone, {zone.upper()}, that is unknown or has two meanings; give +01:00 or the like"
        )
    return (int(offset[2]) * 60 + int(offset[3])) * (-1 if offset[1] == "-" else 1)


def _refusal(text: str, reason: str) -> ValueError:
    """Make the error."""
    msg = f"The date {text!r} {reason}. Allowed are such as 2024-05-27, 27 May 2024, 27 mai 2024."
    return ValueError(msg)
