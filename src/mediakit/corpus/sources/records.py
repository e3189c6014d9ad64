"""What a reader gives: records, and places of the source that it could not read."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TypeAlias


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """
    One article as its source has it; nothing in it was checked yet.

    Attributes
    ----------
    fields : dict of str to str
        By the names of a corpus where the reader knows them (``text title date author outlet lang url doc_id``), by
        those of the source elsewhere (a column of a spreadsheet, say).
    place : str
        Where in the source it stands, such as ``"line 12"`` or ``"article 3"``.

    """

    fields: dict[str, str]
    place: str


@dataclasses.dataclass(frozen=True, slots=True)
class Reject:
    """
    A place of the source that gave no article, with the reason as a sentence.

    Attributes
    ----------
    place : str
        Where in the source it stands; empty for the whole source.
    reason : str
        What is wrong with it.

    """

    place: str
    reason: str


Items: TypeAlias = Iterator[Record | Reject]
