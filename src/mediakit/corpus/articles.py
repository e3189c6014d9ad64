"""From a record of a source to an article of a store, or the reason why it is none."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email.utils
import functools
import json
import re
from typing import TYPE_CHECKING, Final

from .columns import NAMES, name_columns
from .known import hash_bytes, hash_text
from .language_names import name_language
from .outlets import find_domain, name_outlet
from .sources.records import Record, Reject

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

GIVEN: Final = "outlet_given"  # field for what a source calls an outlet that has another name here
TEXTS: Final = tuple(name for name in NAMES if name != "date")
MOST_REMEMBERED: Final = 1000  # headings and outlets
LONGEST_ID: Final = 500  # characters
MOST_NAMED: Final = 12
LONGEST_DATE: Final = 100
YEARS: Final = (1600, 2200)
# Nexis writes it after the date. What it says the date says too, in the calendar of all newspapers.
_WEEKDAY: Final = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b,?",
    re.IGNORECASE,
)
_COMPACT: Final = re.compile(r"[12]\d{13}")
_ISO: Final = re.compile(r"[12]\d{3}-\d\d-\d\d(?:[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?)?")
_OF_MAIL: Final = re.compile(
    r"(?:[a-z]{3}, )?\d{1,2} [a-z]{3} \d{4} [\d:]{5,8} (?:[+-]\d{4}|GMT|UTC?|Z|[ECMP][SD]T)", re.IGNORECASE
)


@dataclasses.dataclass(slots=True)
class Article:
    """
    An article as a store keeps it.

    Attributes
    ----------
    fields : dict of str to str or None
        Columns of a corpus that are texts, and ``other``: the other fields of the source, as JSON.
    date : datetime or None
        In UTC, without time zone.
    place : str
        Where in the source it stands.
    id_key, text_key, content_key : int
        Numbers that stand for its identifier, its text, and all by which an article is the same.

    """

    fields: dict[str, str | None]
    date: dt.datetime | None
    place: str
    id_key: int
    text_key: int
    content_key: int

    def rename(self) -> None:
        """Give an identifier that its text makes unique."""
        self.fields["doc_id"] = f"{self.fields['doc_id']}~{self.text_key:016x}"
        self.id_key = hash_text(self.fields["doc_id"] or "")


class Checking:
    """
    What is asked of an article.

    Parameters
    ----------
    columns : mapping of str to str
        Names of the source and what they are here, where the caller named them.
    is_undated_kept : bool
        Whether an article without a date is one.
    dayfirst : bool, optional
        The order of dates such as ``03/04/2024``.
    outlet_names : Path, optional
        A table of outlets, of which each row comes before those of the library.

    """

    def __init__(
        self,
        columns: Mapping[str, str],
        *,
        is_undated_kept: bool,
        dayfirst: bool | None,
        outlet_names: Path | None = None,
    ) -> None:
        self._columns = columns
        self._dayfirst = dayfirst
        self._outlet_names = outlet_names
        self._is_undated_kept = is_undated_kept
        self._named: dict[tuple[str, ...], dict[str, str]] = {}
        self._outlets: dict[str, str] = {}

    def name(self, item: Record | Reject) -> Record | Reject:
        """Give the fields of a record the names that they have here, without null characters."""
        if isinstance(item, Reject):
            return item
        names = tuple(item.fields)
        if names not in self._named:
            if len(self._named) > MOST_REMEMBERED:
                self._named.clear()
            self._named[names] = name_columns(names, self._columns)
        named = self._named[names]
        return Record({named[name]: value.replace("\x00", "") for name, value in item.fields.items()}, item.place)

    def check(self, record: Record) -> Article | Reject:
        """Give the article of a record that was named, or what is wrong with it."""
        fields = record.fields
        fields = {name: value for name, value in fields.items() if value and not value.isspace()}
        try:
            return self._make(fields, record.place)
        except UnicodeEncodeError:
            return Reject(record.place, "It holds bytes that are not in the encoding of the file, or half a character.")
        except ValueError as error:
            return Reject(record.place, str(error))

    def _make(self, fields: dict[str, str], place: str) -> Article:
        """The article; ValueError where it is none."""
        if "text" not in fields:
            msg = "All fields are empty."
            if fields:
                names, example = ", ".join(list(fields)[:MOST_NAMED]), next(iter(fields))
                msg = f"There is no text, only {names}. If one of these is the text, say so: --column text={example}."
            raise ValueError(msg)
        date = read_date(fields["date"], dayfirst=self._dayfirst) if "date" in fields else None
        if date is None and not self._is_undated_kept:
            msg = "There is no date."
            raise ValueError(msg)
        text_key = hash_bytes(fields["text"].encode())
        others = [fields.get(name, "") for name in ("title", "outlet", "url")]
        content = hash_text(f"{text_key:x}", date.isoformat() if date else "", *others)
        doc_id = fields.get("doc_id", "").strip() or _make_id(fields, content)
        if len(doc_id) > LONGEST_ID:
            msg = f"The doc_id has {len(doc_id):,} characters; at most {LONGEST_ID} are allowed."
            raise ValueError(msg)
        known = self._sort(fields)
        known["doc_id"], known["lang"] = doc_id, name_language(fields.get("lang", ""))
        "".join([value for name, value in known.items() if value and name != "text"]).encode()
        return Article(known, date, place, hash_bytes(doc_id.encode()), text_key, content)

    def _sort(self, fields: dict[str, str]) -> dict[str, str | None]:
        """The columns of a corpus, and the other fields as one."""
        known: dict[str, str | None] = dict.fromkeys(TEXTS)
        unknown: dict[str, str] = {}
        for name, value in fields.items():
            if name in known:
                known[name] = value
            elif name != "date":
                unknown[name] = value
        known["outlet"], given = self._name_outlet(fields)
        if given is not None:
            unknown[GIVEN] = given
        known["other"] = json.dumps(unknown, ensure_ascii=False) if unknown else None
        return known

    def _name_outlet(self, fields: dict[str, str]) -> tuple[str | None, str | None]:
        """The outlet by its header, else by the address; and the header where it is another name."""
        header, url = fields.get("outlet"), fields.get("url")
        if header is not None:
            if header not in self._outlets:
                if len(self._outlets) > MOST_REMEMBERED:
                    self._outlets.clear()
                self._outlets[header] = name_outlet(None, header=header, names=self._outlet_names) or header
            outlet = self._outlets[header]
            return outlet, header if outlet != header else None
        if url is None:
            return None, None
        return name_outlet(url, names=self._outlet_names) or find_domain(url), None


def _make_id(fields: dict[str, str], content: int) -> str:
    """Identifier of an article that has none: by its address, else by its content."""
    return f"url-{hash_text(fields['url'].strip()):016x}" if "url" in fields else f"text-{content:016x}"


@functools.lru_cache(1 << 14)
def read_date(value: str, *, dayfirst: bool | None = None) -> dt.datetime:
    """
    Read a date as it stands in a source, in UTC; never by guessing.

    Parameters
    ----------
    value : str
        The date; without a zone it is taken for UTC.
    dayfirst : bool, optional
        The order of ``03/04/2024``.

    Returns
    -------
    date : datetime
        Without time zone.

    Raises
    ------
    ValueError
        If it cannot be read, or could be two days. The message is a sentence.

    Examples
    --------
    >>> read_date("2024-05-27T23:30:00-02:00"), read_date("Mon, 27 May 2024 09:00:00 EST")
    (datetime.datetime(2024, 5, 28, 1, 30), datetime.datetime(2024, 5, 27, 14, 0))

    """
    from .dates import parse_date  # noqa: PLC0415 - loads pandas

    plain = " ".join(_WEEKDAY.sub(" ", value).split())
    found = _read_common(plain)
    if found is None:
        found = parse_date(plain[:LONGEST_DATE], dayfirst=dayfirst).to_pydatetime()
    if not YEARS[0] <= found.year < YEARS[1]:
        msg = f"The date {plain[:LONGEST_DATE]!r} is not of a year from {YEARS[0]} to {YEARS[1] - 1}."
        raise ValueError(msg)
    return found.astimezone(dt.UTC).replace(tzinfo=None) if found.tzinfo else found


def _read_common(value: str) -> dt.datetime | None:
    """A date in the forms of databases (ISO 8601, 14 digits) and feeds (RFC 822), where zones have one meaning."""
    try:
        if _COMPACT.fullmatch(value):
            return dt.datetime.fromisoformat(f"{value[:8]}T{value[8:]}")
        if _OF_MAIL.fullmatch(value):
            return email.utils.parsedate_to_datetime(value)
        return dt.datetime.fromisoformat(value) if _ISO.fullmatch(value) else None
    except (ValueError, TypeError, OverflowError):
        return None
