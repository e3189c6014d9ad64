"""Articles side by side, with the words that stand for each frame marked in their text."""

from __future__ import annotations

import html
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from .canvas import COLORS

if TYPE_CHECKING:
    from collections.abc import Hashable

    import pandas as pd

NEEDED: Final = ("doc_id", "start", "end", "frame")
QUOTED: Final = "source"
SHADE: Final = 0.38  # of a frame's colour behind its words: dark enough to see, light enough for ink and for paper
# Colours beyond the eight of the house, for a codebook of many frames: told apart with the help of the frame's number.
MORE: Final = ("#882255", "#999933", "#332288", "#44AA99", "#AA4499", "#661100", "#117733", "#888888")
STYLE: Final = """
.mk-marked{font-family:inherit;line-height:1.5;color:inherit}
.mk-marked .mk-legend{margin:0 0 .6em;padding:0;list-style:none}
.mk-marked .mk-legend li{display:inline-block;margin:0 1em .2em 0}
.mk-marked .mk-texts{display:grid;grid-template-columns:repeat(auto-fit,minmax(14em,1fr));gap:1.2em;align-items:start}
.mk-marked article{border-top:2px solid currentColor;padding-top:.4em;min-width:0;overflow-wrap:anywhere}
.mk-marked h4{margin:0 0 .5em;font-size:1em;text-align:start}
.mk-marked p{margin:0;white-space:pre-wrap;text-align:start;unicode-bidi:plaintext}
.mk-marked mark{color:inherit;padding:.05em .1em;border-radius:.15em}
.mk-marked mark{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.mk-marked mark.mk-quoted{border-bottom:2px dotted currentColor}
.mk-marked sup{font-size:.7em;line-height:0;margin-inline-start:.1em;unicode-bidi:isolate;user-select:none}
"""


@dataclass(frozen=True, repr=False)
class MarkedTexts:
    """
    Texts with marks, which a notebook shows side by side and a terminal as plain words.

    Attributes
    ----------
    frames : tuple of str
        Frames in the order of their numbers and colours.
    columns : tuple of (str, tuple of (str, frames, is_quoted))
        Heading of each text and its pieces in order: the words, the numbers of the frames that mark them (none for
        plain text), and whether all of these marks are quoted.

    """

    frames: tuple[str, ...]
    columns: tuple[tuple[str, tuple[tuple[str, tuple[int, ...], bool], ...]], ...]

    def __repr__(self) -> str:
        legend = ", ".join(f"{number}: {frame}" for number, frame in enumerate(self.frames, 1))
        texts = [f"{heading}\n{''.join(map(_write_plain, pieces))}" for heading, pieces in self.columns]
        return "\n\n".join([legend, *texts] if legend else texts)

    def _repr_html_(self) -> str:
        """Page fragment without a script; every word of an article and every name is escaped."""
        entries = "".join(
            f'<li><mark style="{_color((number,))}">{html.escape(frame)}<sup>{number + 1}</sup></mark></li>'
            for number, frame in enumerate(self.frames)
        )
        if any(is_quoted for _, pieces in self.columns for _, _, is_quoted in pieces):
            entries += '<li><mark class="mk-quoted" style="background:none">dotted</mark> in a quote</li>'
        legend = f'<ul class="mk-legend">{entries}</ul>' if entries else ""
        texts = "".join(
            f'<article><h4 dir="auto">{html.escape(heading)}</h4><p dir="auto">{"".join(map(_write_html, pieces))}</p>'
            "</article>"
            for heading, pieces in self.columns
        )
        return f'<div class="mk-marked"><style>{STYLE}</style>{legend}<div class="mk-texts">{texts}</div></div>'


def mark_texts(
    texts: pd.Series[str], marks: pd.DataFrame, *, headings: pd.Series[str] | None = None, by: str = "frame"
) -> MarkedTexts:
    """
    Show texts side by side with the words that stand for each frame marked in them.

    Parameters
    ----------
    texts : Series of str, indexed by ``doc_id``
        The texts, a column each, in this order; a few, such as what three outlets wrote on one event.
    marks : DataFrame
        ``doc_id start end`` (characters of the text, the end excluded) and `by`, as `find_frames` gives them; and, as
        `find_frames_by_voice` adds it, ``voice``: marks of the voice ``"source"``, in quotes, are underlined with dots.
        Marks may overlap. Those of other documents are left out.
    headings : Series of str, indexed by ``doc_id``, optional
        Heading of each text, such as its outlet and title; by default its ``doc_id``.
    by : str, default "frame"
        Column of `marks` by whose values the marks are coloured.

    Returns
    -------
    marked : MarkedTexts
        What a notebook shows as HTML and a terminal as text, with the numbers of the frames after the marked words.
        Whatever stands in a text, a heading or a frame is shown as the characters that it is, never taken as markup;
        there is no script; each text runs in the direction of its own script.

    Raises
    ------
    TypeError
        If a text or a heading is no str.
    ValueError
        If a column is missing, there is no text, a ``doc_id`` stands twice or has no heading, or a mark lies outside of
        its text.

    Examples
    --------
    >>> import pandas as pd
    >>> texts = pd.Series({"a": "A raid in Drenn.", "b": "Judges free <two>."})
    >>> marks = pd.DataFrame({"doc_id": ["a", "b"], "start": [2, 0], "end": [6, 6], "frame": ["threat", "law"]})
    >>> marked = mark_texts(texts, marks, headings=pd.Series({"b": "Post", "a": "Wire"}))
    >>> marked
    1: threat, 2: law
    <BLANKLINE>
    Wire
    A [raid]¹ in Drenn.
    <BLANKLINE>
    Post
    [Judges]² free <two>.

    """
    _check_texts(texts, headings)
    own = _check_marks(texts, marks, by)
    frames = tuple(dict.fromkeys(own[by].astype(str)))
    columns = []
    written: dict[Hashable, str] = {} if headings is None else headings.to_dict()
    for doc_id, text in texts.items():
        part = own[own["doc_id"] == doc_id]
        numbers = [frames.index(str(frame)) for frame in part[by]]
        is_quoted = part["voice"].eq(QUOTED).tolist() if "voice" in part else [False] * len(part)
        spans = list(zip(part["start"].tolist(), part["end"].tolist(), numbers, is_quoted, strict=True))
        heading = str(doc_id) if headings is None else written[doc_id]
        columns.append((_mend(heading), _cut_text(_mend(text), spans)))
    return MarkedTexts(tuple(map(_mend, frames)), tuple(columns))


def _mend(text: str) -> str:
    """Put a question mark for each half of a character, which no page can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _cut_text(text: str, spans: list[tuple[int, int, int, bool]]) -> tuple[tuple[str, tuple[int, ...], bool], ...]:
    """Pieces of a text between which the set of its marks changes: words, numbers of the frames, whether all quoted."""
    cuts = sorted({0, len(text), *(int(edge) for span in spans for edge in span[:2])})
    pieces: list[tuple[str, tuple[int, ...], bool]] = []
    for start, end in pairwise(cuts):
        over = [span for span in spans if span[0] <= start and end <= span[1]]
        numbers = tuple(sorted({span[2] for span in over}))
        pieces.append((text[start:end], numbers, bool(over) and all(span[3] for span in over)))
    return tuple(pieces)


def _write_html(piece: tuple[str, tuple[int, ...], bool]) -> str:
    """One piece as HTML."""
    words, numbers, is_quoted = piece
    escaped = html.escape(words)
    if not numbers:
        return escaped
    kind = ' class="mk-quoted"' if is_quoted else ""
    note = ",".join(str(number + 1) for number in numbers)
    return f'<mark{kind} style="{_color(numbers)}">{escaped}<sup>{note}</sup></mark>'


def _write_plain(piece: tuple[str, tuple[int, ...], bool]) -> str:
    """One piece as plain text, the marked words in brackets with small numbers."""
    words, numbers, _ = piece
    if not numbers:
        return words
    note = ",".join(str(number + 1) for number in numbers)
    return f"[{words}]{note.translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def _color(numbers: tuple[int, ...]) -> str:
    """Style of the background of words that are marked by these frames: stripes where there are several."""
    known = (*COLORS[:6], *MORE)
    shades = []
    for number in numbers:
        color = known[min(number, len(known) - 1)]
        red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
        shades.append(f"rgba({red},{green},{blue},{SHADE})")
    if len(shades) == 1:
        return f"background:{shades[0]}"
    edges = np.linspace(0, 100, len(shades) + 1).round().astype(int)
    stops = [f"{shade} {low}% {high}%" for shade, (low, high) in zip(shades, pairwise(edges), strict=True)]
    return f"background:linear-gradient({','.join(stops)})"


def _check_texts(texts: pd.Series[str], headings: pd.Series[str] | None) -> None:
    """Refuse no text, one that is no str, a repeated doc_id and a missing heading."""
    if texts.empty:
        msg = "texts holds 0 texts. Give at least one, as a Series of str indexed by doc_id."
        raise ValueError(msg)
    for name, series in (("texts", texts), ("headings", headings)):
        if series is None:
            continue
        if not series.index.is_unique:
            twice = series.index[series.index.duplicated()].unique()
            msg = f"{len(twice)} doc_ids stand twice in {name}, such as {twice[:3].tolist()}. Keep one row of each."
            raise ValueError(msg)
        used = series[series.index.isin(texts.index)]
        strange = [type(value).__name__ for value in used if not isinstance(value, str)]
        if strange:
            msg = f"{name} must hold str; {len(strange)} of {len(used)} are not, such as a {strange[0]}."
            raise TypeError(msg)
    if headings is not None and not texts.index.isin(headings.index).all():
        lost = texts.index[~texts.index.isin(headings.index)]
        msg = f"{len(lost)} of {len(texts)} texts have no heading, such as doc_id {lost[:3].tolist()}."
        raise ValueError(msg)


def _check_marks(texts: pd.Series[str], marks: pd.DataFrame, by: str) -> pd.DataFrame:
    """Marks of these texts, each inside of its text."""
    missing = [name for name in (*NEEDED[:3], by) if name not in marks.columns]
    if missing:
        msg = f"marks has no columns {missing}, only {list(marks.columns)}. Rename its columns."
        raise ValueError(msg)
    own = marks[marks["doc_id"].isin(texts.index)]
    length = own["doc_id"].map(texts.str.len())
    is_out = ~((own["start"] >= 0) & (own["start"] < own["end"]) & (own["end"] <= length))
    if is_out.any():
        row = own[is_out].iloc[0]
        msg = (
            f"{is_out.sum()} of {len(own)} marks are empty or lie outside of their texts, such as {row['start']} to "
            f"{row['end']} of doc_id {row['doc_id']!r}, which has {len(texts[row['doc_id']])} characters. Give the "
            "texts on which they were found."
        )
        raise ValueError(msg)
    return own
