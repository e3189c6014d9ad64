"""What the exports of databases have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .records import Record, Reject

if TYPE_CHECKING:
    from collections.abc import Mapping

BY: Final = re.compile(r"^(?:by|par|بقلم)\s+", re.IGNORECASE)


def make_record(fields: Mapping[str, str], place: str, *, lacking: str) -> Record | Reject:
    """
    Give the fields that hold something; a reject where there is no text.

    Parameters
    ----------
    fields : mapping of str to str
        By the names of a corpus.
    place : str
        Where in the source the article stands.
    lacking : str
        What follows "has no text" in the reason.

    Returns
    -------
    item : Record or Reject
        The article.

    Examples
    --------
    >>> make_record({"title": "Photo", "text": ""}, "article 2", lacking=": Nexis gave only its heading.").reason
    "The article 'Photo' has no text: Nexis gave only its heading."

    """
    if not fields.get("text"):
        title = fields.get("title", "")
        about = f"The article {title[:100]!r}" if title else "An article without a headline"
        return Reject(place, f"{about} has no text{lacking}")
    return Record({name: value for name, value in fields.items() if value}, place)
