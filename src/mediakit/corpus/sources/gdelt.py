"""
GDELT: lists of articles that it saw, as the csv of its article search or as files of its Knowledge Graph and events.

GDELT holds no texts: an article is its address, and the text comes from the page where that is asked for (see
`follow_addresses`). The day is the one on which GDELT saw the article, which is kept as ``seen``; the article's own
date is what its page declares.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mediakit.corpus.language_names import name_language

from .media_cloud import keep_address, read_rows
from .records import Reject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .records import Items, Record

_FIELDS: Final = {"url": "url", "title": "title", "date": "seen", "seendate": "seen"}
_SOURCE_LANGUAGE: Final = re.compile(r"srclc:([a-z]{3})")
_PAGE_TITLE: Final = re.compile(r"<PAGE_TITLE>([^<]{1,1000})</PAGE_TITLE>")
_GRAPH_ID: Final = re.compile(r"\d{14}-T?\d+")
_N_GRAPH: Final = 27  # columns of the Knowledge Graph 2.1
_N_EVENTS: Final = (58, 61)  # columns of the events 1.0 and 2.0
_WEB: Final = "1"  # the Knowledge Graph's number for articles of the web


def is_gdelt(heading: str) -> bool:
    """
    Tell whether the first line of a file is that of a GDELT list.

    Examples
    --------
    >>> is_gdelt("URL,MobileURL,Date,Title"), is_gdelt("url,title,text")
    (True, False)

    """
    if "\t" in heading:
        row = heading.rstrip("\r\n").split("\t")
        is_graph = len(row) == _N_GRAPH and _GRAPH_ID.fullmatch(row[0]) is not None
        return is_graph or (len(row) in _N_EVENTS and row[0].isdecimal() and row[1][:4].isdecimal())
    columns = {name.strip().strip('"').lower() for name in heading.lstrip("\ufeff").split(",")}
    is_listed = {"url", "title"} <= columns and bool(columns & {"mobileurl", "url_mobile", "seendate"})
    return is_listed and not columns & {"text", "body", "content"}


def read_gdelt(lines: Iterable[str]) -> Items:
    """
    Read the articles of a GDELT list.

    Parameters
    ----------
    lines : iterable of str
        The file, line by line: a csv of the article search, or a file of the Knowledge Graph 2.1 or of the events.

    Yields
    ------
    item : Record or Reject
        Articles without ``text``, each address once, though an article stands in the events as often as it tells of
        one; a row that is not whole, or not of the web, is put aside.

    Examples
    --------
    >>> rows = ["URL,MobileURL,Date,Title", "https://a.example/1,,2024-03-04 05:15:00,Pact holds"]
    >>> next(read_gdelt(rows)).fields
    {'url': 'https://a.example/1', 'title': 'Pact holds', 'seen': '2024-03-04 05:15:00'}

    """
    remaining = iter(lines)
    first = next(remaining, "")
    rest = _chain(first, remaining)
    items = _read_tabbed(rest) if "\t" in first else _read_search(rest)
    given: set[str] = set()
    for item in items:
        if isinstance(item, Reject) or item.fields["url"] not in given:
            yield item
        if not isinstance(item, Reject):
            given.add(item.fields["url"])


def _chain(first: str, others: Iterable[str]) -> Iterable[str]:
    yield first
    yield from others


def _read_search(lines: Iterable[str]) -> Items:
    """Articles of the csv of the article search."""
    for place, row in read_rows(lines):
        if isinstance(row, str):
            yield Reject(place, row)
            continue
        fields = {ours: row[theirs] for theirs, ours in _FIELDS.items() if row.get(theirs)}
        if lang := name_language(row.get("language", "")):
            fields["lang"] = lang
        yield keep_address(fields, place)


def _read_tabbed(lines: Iterable[str]) -> Items:
    """Articles of a file of the Knowledge Graph or of the events, which have no heading."""
    for number, line in enumerate(lines, 1):
        row = line.rstrip("\r\n").split("\t")
        place = f"line {number}"
        if len(row) == _N_GRAPH:
            yield _read_graph(row, place)
        elif len(row) in _N_EVENTS:
            yield keep_address({"url": row[-1], "seen": row[-2]}, place)
        elif line.strip():
            yield Reject(place, f"The row has {len(row)} fields; the Knowledge Graph has {_N_GRAPH}, events 58 or 61.")


def _read_graph(row: list[str], place: str) -> Record | Reject:
    """An article of the Knowledge Graph."""
    if row[2] != _WEB:
        return Reject(place, f"The row is not of the web: its kind of source is {row[2]!r}.")
    fields = {"url": row[4], "seen": row[1]}
    if title := _PAGE_TITLE.search(row[-1]):
        fields["title"] = title[1].strip()
    code = _SOURCE_LANGUAGE.search(row[25])
    if lang := name_language(code[1] if code else "eng"):
        fields["lang"] = lang
    return keep_address(fields, place)
