"""Plain texts, one article a file."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from .lines import JUDGED, LARGEST_RECORD, tell_encoding
from .records import Record, Reject

if TYPE_CHECKING:
    from .opening import Source
    from .records import Items

LONGEST_TITLE: Final = 200  # characters of a first line that can be a headline


def read_text(source: Source) -> Items:
    """Read a text, whose first line is the title where a blank line follows it, and whose name is the ``doc_id``."""
    with source.open() as stream:
        raw = stream.read(LARGEST_RECORD + 1)
    if len(raw) > LARGEST_RECORD:
        yield Reject("", f"The text has more than {LARGEST_RECORD:,} bytes. Split it.")
        return
    text = raw.decode(tell_encoding(raw[:JUDGED]), errors="surrogateescape").replace("\r\n", "\n")
    first, _, rest = text.lstrip("\n").partition("\n")
    fields = {"text": text, "doc_id": str(PurePosixPath(source.inner or source.name).with_suffix(""))}
    if 0 < len(first.strip()) <= LONGEST_TITLE and rest.startswith("\n") and rest.strip():
        fields["title"] = first.strip()
    yield Record(fields, "")
