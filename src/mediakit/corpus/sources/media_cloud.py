"""
Media Cloud: the csv of a search, which names stories and does not hold them.

Media Cloud may not pass on what outlets wrote. A story is its address, its headline, its day and its outlet; the text
comes from the page, where that is asked for (see `follow_addresses`).
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from .records import Record, Reject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .records import Items

_FIELDS: Final = {  # of the search of today, and of the Explorer that it replaced
    "title": "title",
    "url": "url",
    "publish_date": "date",
    "language": "lang",
    "media_name": "outlet",
    "id": "doc_id",
    "stories_id": "doc_id",
}


def is_media_cloud(heading: str) -> bool:
    """
    Tell whether the first line of a csv is that of a Media Cloud export.

    Examples
    --------
    >>> is_media_cloud("id,indexed_date,language,media_name,media_url,publish_date,title,url")
    True

    """
    columns = {name.strip().strip('"').lower() for name in heading.lstrip("\ufeff").split(",")}
    return {"media_name", "publish_date", "url"} <= columns and not columns & {"text", "body", "content"}


def read_media_cloud(lines: Iterable[str]) -> Items:
    """
    Read the stories of a Media Cloud csv.

    Parameters
    ----------
    lines : iterable of str
        The file, line by line.

    Yields
    ------
    item : Record or Reject
        Stories without ``text``; a row without an address is put aside.

    Examples
    --------
    >>> rows = ["media_name,publish_date,title,url", "phare.example,2024-03-04,Le pacte tient,https://phare.example/a"]
    >>> next(read_media_cloud(rows)).fields["url"]
    'https://phare.example/a'

    """
    for place, row in read_rows(lines):
        if isinstance(row, str):
            yield Reject(place, row)
        else:
            fields = {ours: row[theirs] for theirs, ours in _FIELDS.items() if row.get(theirs)}
            if "." in fields.get("outlet", ""):
                del fields["outlet"]  # a host, which the address names too
            yield keep_address(fields, place)


def read_rows(lines: Iterable[str]) -> Iterator[tuple[str, dict[str, str] | str]]:
    """
    Read a csv with a heading, row by row.

    Parameters
    ----------
    lines : iterable of str
        The file, line by line.

    Yields
    ------
    place : str
        Such as ``"line 12"``.
    row : dict of str to str, or str
        By the names of the heading, in small letters; or what is wrong with the row.

    Examples
    --------
    >>> list(read_rows(["URL,Title", "https://a.example"]))
    [('line 2', 'The row has 1 fields and the heading 2.')]

    """
    reader = csv.reader(lines)
    columns: list[str] = []
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield f"line {reader.line_num}", f"The row cannot be read: {error}."
            continue
        if row is None:
            return
        place = f"line {reader.line_num}"
        if not columns:
            columns = [name.strip().lstrip("\ufeff").lower() for name in row]
        elif any(row):
            is_whole = len(row) == len(columns)
            fault = f"The row has {len(row)} fields and the heading {len(columns)}."
            yield place, dict(zip(columns, map(str.strip, row), strict=True)) if is_whole else fault


def keep_address(fields: dict[str, str], place: str) -> Record | Reject:
    """
    Give a listed article as a record, if it has an address of the web.

    Examples
    --------
    >>> keep_address({"title": "Le pacte tient", "url": "C:/pacte.html"}, "line 2").reason
    "The row has no address of the web: 'C:/pacte.html'."

    """
    url = fields.get("url", "")
    if not url.startswith(("http://", "https://")):
        return Reject(place, f"The row has no address of the web: {url[:100]!r}.")
    return Record(fields, place)
