"""The furniture of an article, datelines, bylines and tails, found and taken away."""

from __future__ import annotations

import re
from itertools import pairwise

from .bylines import (
    LONGEST_BYLINE,
    find_outlet_line,
    is_bare_name,
    is_byline,
    is_outlet_name,
    normalise_line,
)
from .datelines import find_dateline, is_date
from .signatures import find_signature, is_signature
from .tails import LONGEST_TAIL, find_credit, is_heading, is_tail, may_be_link

LANGUAGES = ("en", "fr", "ar")

_N_HEAD = 7  # blocks from the top among which a dateline or byline is looked for
_N_TAIL = 14  # blocks from the bottom that may all be tail
_N_LINKS = 6  # headlines that may stand under a line such as "Read also:"
_BODY = 180  # characters from which a block is text, not a headline or a line above it
_PARAGRAPH = 100  # characters from which a line under a bare name is text
_WIDTH = 100  # a line of text set to a fixed width is not longer

_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_LINE = re.compile(rf"\S[^{_BREAKS}]*")
_PARAGRAPH_OF_LINES = re.compile(rf"\S[^{_BREAKS}]*+(?:\n(?=\S)[^{_BREAKS}]++)*+")
# Tags that a page left in its text: with an attribute, closing or closed, or plainly of HTML; not a ticker as in <IBM>.
_MARKUP = re.compile(
    r"</[a-z][a-z0-9-]{0,20}>|<[a-z][a-z0-9-]{0,20}\s*/>|<[a-z][a-z0-9-]{0,20}\s+[a-z-]{1,40}=[^<>]{0,400}>"
    r"|<(?:b|br|div|em|i|li|p|script|span|strong|u|ul)>"
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff ]+")  # marks of direction and joining
_BREAK = re.compile(rf"\r\n|[{_BREAKS}]")
_LINE_IN_PARAGRAPH = re.compile(r"[^\n]\n\S")
_LINE_END_IN_PARAGRAPH = re.compile(r"\n(?=\S)")


def clean_text(text: str, *, lang: str, boilerplate: frozenset[str] = frozenset()) -> str:
    r"""
    Take the furniture and left-over markup off an article and fold its white space.

    Nothing but what `find_furniture` finds is taken away: the dateline, the lines that name outlet, author and agency,
    and the calls, credits and links after its end. Paragraphs stay apart; lines set to a fixed width are joined.

    Parameters
    ----------
    text : str
        An article, with or without its headline.
    lang : {"en", "fr", "ar"}
        Its language.
    boilerplate : frozenset of str, optional
        Paragraphs of its outlet that recur, as `fold_paragraph` gives them; they are taken away wherever they stand.

    Returns
    -------
    text : str
        The article's own words; empty only if there were none: a blank text, the name of an outlet, boilerplate alone.

    Raises
    ------
    ValueError
        If `lang` is not one of the three.

    Examples
    --------
    >>> clean_text("By Ada Vane\n\nLORVANE, March 14 (Agency) — The pact\tholds.\n\nSign up for our letter.", lang="en")
    'The pact holds.'

    """
    return cut_furniture(text, find_furniture(text, lang=lang, boilerplate=boilerplate))


def cut_furniture(text: str, furniture: list[tuple[int, int, str]]) -> str:
    """Return `text` without pieces that `find_furniture` found in it and without markup, its white space folded."""
    kept, end = [], 0
    for start, stop, _ in furniture:
        kept.append(text[end:start])
        end = stop
    kept.append(text[end:])
    return _fold_blanks("".join(kept), is_set=is_set_to_width(text))


def find_furniture(text: str, *, lang: str, boilerplate: frozenset[str] = frozenset()) -> list[tuple[int, int, str]]:
    r"""
    Find the outlet line, the dateline, the bylines, the agency signatures and the tail of an article.

    Outlets, datelines and bylines are looked for in the first lines only, tails from the last line upwards, as far as
    every line is one, signatures at both ends. Corrections and longer notes of the editors are the outlet's own words
    and are left alone.

    Parameters
    ----------
    text : str
        An article, with or without its headline.
    lang : {"en", "fr", "ar"}
        Its language. Tails are recognised in all three languages.
    boilerplate : frozenset of str, optional
        Paragraphs of its outlet that recur, as `fold_paragraph` gives them.

    Returns
    -------
    furniture : list of (start, end, kind)
        Character offsets in `text`, in order and without overlap; `kind` is ``outlet`` (the site or name of the outlet
        as first line, with what stands beside it), ``dateline``, ``byline``, ``signature`` (of an agency), ``tail`` or
        ``boilerplate``.

    Raises
    ------
    ValueError
        If `lang` is not one of the three.

    Examples
    --------
    >>> find_furniture("Par Ada Vane\n\nPort-Lavigne, le 14 mars – Le pacte tient.", lang="fr")
    [(0, 12, 'byline'), (14, 40, 'dateline')]

    """
    if lang not in LANGUAGES:
        known = ", ".join(map(repr, LANGUAGES))
        msg = f"lang is {lang!r}, but cleaning knows only {known}. Leave texts in other languages as they are."
        raise ValueError(msg)
    blocks, recurring = find_blocks(text), []
    if boilerplate:
        is_recurring = [fold_paragraph(text[start:stop]) in boilerplate for start, stop in blocks]
        recurring = [(*block, "boilerplate") for block, is_one in zip(blocks, is_recurring, strict=True) if is_one]
        blocks = [block for block, is_one in zip(blocks, is_recurring, strict=True) if not is_one]
    n_body = _count_body(text, blocks, lang=lang)
    tail = [(start, stop, _name_tail(text[start:stop])) for start, stop in blocks[n_body:]]
    if n_body > 0:
        start, stop = blocks[n_body - 1]
        signature, credit = find_signature(text, start, stop), find_credit(text, start, stop)
        if signature is not None:
            tail.insert(0, (signature, stop, "signature"))
        elif credit is not None:
            tail.insert(0, (credit, stop, "tail"))
    return sorted(_find_head(text, blocks[:n_body], lang=lang) + tail + recurring)


def fold_paragraph(paragraph: str) -> str:
    """Return a paragraph without capitals, years, marks and blanks, for telling whether it recurs."""
    return "".join(_WORD.findall(_YEAR.sub(" ", normalise_line(paragraph).casefold())))


def find_blocks(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each line of `text`, or of each paragraph where lines are set to a fixed width."""
    pattern = _PARAGRAPH_OF_LINES if is_set_to_width(text) else _LINE
    return [(block.start(), block.start() + len(block[0].rstrip())) for block in pattern.finditer(text)]


def is_set_to_width(text: str) -> bool:
    """
    Tell whether the lines of a text were broken to fit a width, as on old wires.

    They were where, almost everywhere, the first word of the next line would not have fitted, and many lines begin
    without a capital.
    """
    if _LINE_IN_PARAGRAPH.search(text) is None:
        return False
    lines = text.split("\n")
    pairs = [(line, after) for line, after in pairwise(lines) if line.strip() and after[:1].strip()]
    width = max(map(len, lines))
    if len(pairs) < 2 or width > _WIDTH:
        return False
    n_full = sum(len(line) + len(after.split(maxsplit=1)[0]) >= width for line, after in pairs[1:])
    n_going_on = sum(after[0].isalnum() and not after[0].isupper() for _, after in pairs[1:])
    n_pairs = len(pairs) - 1  # the first line may have lost its dateline
    return n_full >= 0.8 * n_pairs and n_going_on >= 0.4 * n_pairs


def _name_tail(line: str) -> str:
    """Return the kind of a line after the end of an article."""
    return "signature" if is_signature(normalise_line(line)) else "tail"


def _count_body(text: str, blocks: list[tuple[int, int]], *, lang: str) -> int:
    """Return how many blocks stand before the tail; the first block is never tail."""
    n_body = n_seen = len(blocks)
    is_link = True  # nothing but possible links stands between here and the tail
    while n_seen > 1 and is_link and len(blocks) - n_seen < _N_TAIL:
        start, stop = blocks[n_seen - 1]
        if stop - start > LONGEST_TAIL:
            break
        line = normalise_line(text[start:stop])
        if is_tail(line, lang=lang) or is_signature(line) if n_seen == n_body else is_heading(line):
            n_body = n_seen - 1
        else:
            is_link = n_body - n_seen < _N_LINKS and may_be_link(line)
        n_seen -= 1
    return n_body


def _find_head(text: str, blocks: list[tuple[int, int]], *, lang: str) -> list[tuple[int, int, str]]:
    """Return outlet lines, bylines and the dateline among the first blocks; only an outlet may be the last block."""
    head: list[tuple[int, int, str]] = []
    is_top, n_names = True, 0
    for place, (first, stop) in enumerate(blocks[:_N_HEAD]):
        start, outlet = first, find_outlet_line(text, first, stop, lang=lang) if is_top else None
        if outlet is not None:
            head.append((first, outlet, "outlet"))
            if outlet == stop:
                n_names = _count_names(text, blocks[place + 1 : _N_HEAD], lang=lang)
                continue
            start = outlet + len(text[outlet:stop]) - len(text[outlet:stop].lstrip())
        line = normalise_line(text[start : min(stop, start + LONGEST_BYLINE)])
        is_followed = is_top and place + 1 < len(blocks) and stop - start <= LONGEST_BYLINE
        kind = _name_head_line(line, is_first=place == 0, lang=lang) if is_followed else None
        if kind is not None:
            head.append((start, stop, kind))
            n_names = n_names if kind == "dateline" else _count_names(text, blocks[place + 1 : _N_HEAD], lang=lang)
        elif n_names:
            head.append((start, stop, "byline"))
            n_names -= 1
        else:
            end = find_dateline(text, start, stop, is_arabic=lang == "ar", is_top=is_top)
            if end is not None:
                return [*head, (start, end, "dateline")]
        is_top = is_top and stop - start < _BODY
    return head


def _name_head_line(line: str, *, is_first: bool, lang: str) -> str | None:
    """Return the kind of a whole normalised line above an article, None if it is one of its own."""
    if is_date(line):
        return "dateline"
    if is_signature(line):
        return "signature"
    return "byline" if is_byline(line, lang=lang) or (is_first and is_outlet_name(line, lang=lang)) else None


def _count_names(text: str, blocks: list[tuple[int, int]], *, lang: str) -> int:
    """Return how many lines after an Arabic byline hold a town or a name alone, up to two before a byline or text."""
    if lang != "ar":
        return 0
    for n_names, (start, stop) in enumerate(blocks[:3]):
        line = normalise_line(text[start:stop])
        if stop - start >= _PARAGRAPH or is_byline(line, lang=lang):
            return n_names
        if not is_bare_name(line):
            return 0
    return 0


def _fold_blanks(text: str, *, is_set: bool) -> str:
    """Return `text` with single blanks and at most one empty line between paragraphs."""
    if is_set:
        text = _LINE_END_IN_PARAGRAPH.sub(" ", text)
    lines = [" ".join(line.split()) for line in _BREAK.split(_MARKUP.sub(" ", text))]
    lines = ["" if _INVISIBLE.fullmatch(line) else line for line in lines]
    if is_set:
        return "\n\n".join(filter(None, lines))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
