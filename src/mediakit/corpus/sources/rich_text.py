"""Text of rtf files, as databases write them."""

from __future__ import annotations

import re
from typing import Final

from .extras import load_extra

LARGEST_RICH_TEXT: Final = 200 << 20  # bytes
_HIGH: Final = re.compile(rb"[\x80-\xff]")  # which a program that writes rtf should have escaped
_LONGEST_FONT_TABLE: Final = 1 << 16  # characters


def read_rich_text(raw: bytes) -> str:
    r"""
    Text of an rtf file.

    Parameters
    ----------
    raw : bytes
        The file.

    Returns
    -------
    text : str
        Lines end with a newline; cells of a table are divided by ``|``.

    Raises
    ------
    ValueError
        If it is no rtf, is damaged, or is larger than 200 MB.

    Examples
    --------
    >>> read_rich_text(rb"{\rtf1\ansi\ansicpg1252 Le pacte \'e9tait s\u251?r.\par Fin}")
    'Le pacte était sûr.\nFin'

    """
    if len(raw) > LARGEST_RICH_TEXT:
        msg = f"The file has {len(raw):,} bytes; at most {LARGEST_RICH_TEXT:,} of an rtf are read. Save fewer articles."
        raise ValueError(msg)
    if not raw.lstrip().startswith(b"{\\rtf"):
        msg = f"The file is no rtf: it begins with {raw[:20]!r}."
        raise ValueError(msg)
    striprtf = load_extra("striprtf.striprtf", purpose="Reading rtf")
    # A field under another name is read as a group: striprtf would search for links in more than linear time, and lose
    # what stands between two of them. So it would for fonts, which is why a list of them must be short.
    written = _HIGH.sub(lambda byte: b"\\'%02x" % byte[0][0], raw).decode("ascii").replace("\\field", "\\fiel")
    if len(striprtf.font_table_group(written)) > _LONGEST_FONT_TABLE:
        msg = "The rtf is damaged: its list of fonts has no end."
        raise ValueError(msg)
    try:
        text = striprtf.rtf_to_text(written, errors="replace")
    except (ValueError, OverflowError, IndexError, LookupError) as error:
        msg = f"The rtf is damaged: {error}."
        raise ValueError(msg) from None
    # Characters beyond 16 bits are written as two halves.
    return str(text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\x00", "")
