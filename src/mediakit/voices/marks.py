"""Quotation marks: where marked words begin and end in a text, and the text with those words covered."""

import re
from dataclasses import dataclass

_MARK = re.compile(r"''|``|[“”„«»‹›\"‘’']")
_BLANK_LINE = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+|\r\n[^\S\n]*\r\n\s*")
_OPENERS = {"“": "”", "„": "“”", "«": "»", "‹": "›", "``": "''", "‘": "’", "'": "'", '"': '"', "''": "''", "”": "”"}
_SINGLE = "‘'"
_BEFORE_OPENING = frozenset(" \t\n\r\u00a0\u202f\u2009\u200f\u200e([—–-:;,/،؛“«\"'")
_SINGLE_END = frozenset(".,!?…;:")
_LOOKAHEAD = 40
OPEN, CLOSE, COVER = "\u27ea", "\u27eb", "\u00a4"
"""The three characters that stand in a covered text for an opening mark, a closing mark and a quoted character."""
_PLAIN = {"’": "'", **dict.fromkeys("\u00a0\u202f\u2009\n\r\t", " "), **dict.fromkeys(OPEN + CLOSE + COVER, "·")}


@dataclass(frozen=True, slots=True)
class Span:
    """Marked words ``text[start:end]``, with the marks ``text[outer_start:outer_end]``; `closed` if the marks close."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    paragraph: int
    closed: bool = True
    continues: bool = False


def split_paragraphs(text: str) -> list[tuple[int, int]]:
    """Give start and end of each paragraph: parted by blank lines, else by line breaks unless lines are wrapped."""
    breaks = [m.span() for m in _BLANK_LINE.finditer(text)] or _line_breaks(text)
    starts = [0, *(end for _, end in breaks)]
    ends = [*(start for start, _ in breaks), len(text)]
    return [(a, b) for a, b in zip(starts, ends, strict=True) if text[a:b].strip()]


def _line_breaks(text: str) -> list[tuple[int, int]]:
    """Give the line breaks that end a paragraph; in text wrapped to a width only those before an indented line."""
    lines = text.split("\n")
    full = sum(50 <= len(line) <= 85 for line in lines)
    wrapped = len(lines) > 4 and full >= 0.6 * len(lines)
    breaks, position = [], 0
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        position += len(line) + 1
        if position <= len(text) and (not wrapped or following[:1].isspace()):
            breaks.append((position - 1, position))
    return breaks


def find_marked(text: str, paragraphs: list[tuple[int, int]]) -> list[Span]:
    """
    Find the outermost marked spans of each paragraph, in order, in time linear in the text.

    A span whose mark never closes is kept to the end of its paragraph only where the next paragraph opens again
    with a mark (a speech of several paragraphs); the spans after the first then have ``continues=True``.
    """
    spans: list[Span] = []
    running = ""
    for number, (low, high) in enumerate(paragraphs):
        found, unclosed = _scan(text, low, high, number, running)
        running = ""
        if unclosed and _opens_again(text, paragraphs, number, unclosed[2]):
            start, outer, running = unclosed
            found = [s for s in found if s.outer_end <= outer]
            end = start + len(text[start:high].rstrip())
            found.append(Span(start, end, outer, end, number, closed=False, continues=bool(found == [] and running)))
        spans += [s for s in found if s.end > s.start]
    return spans


def _opens_again(text: str, paragraphs: list[tuple[int, int]], number: int, mark: str) -> bool:
    """Tell if the paragraph after `number` begins with the mark that stayed open."""
    if number + 1 >= len(paragraphs) or mark in _SINGLE:
        return False
    low, high = paragraphs[number + 1]
    head = text[low : min(high, low + 20)].lstrip()
    return head.startswith(mark) or (mark == "«" and head.startswith("»"))


def _scan(text: str, low: int, high: int, number: int, running: str) -> tuple[list[Span], tuple[int, int, str] | None]:
    """Give the closed spans of one paragraph and, where a mark stays open, its inner start, its start and the mark."""
    marks = [m for m in _MARK.finditer(text, low, high) if _is_mark(text, m)]
    spans: list[Span] = []
    unclosed = None
    i = 0
    while i < len(marks):
        mark = marks[i]
        again = not spans and running and text[low : mark.start()].strip() == ""
        if not (again or _can_open(text, mark)):
            i += 1
            continue
        close = _find_close(text, marks, i)
        if close is None:
            if mark[0] not in _SINGLE:
                unclosed = (_skip(text, mark.end(), 1, high), mark.start(), mark[0])
            i += 1
            continue
        start = _skip(text, mark.end(), 1, high)
        end = _skip(text, marks[close].start(), -1, start)
        if end > start:
            spans.append(Span(start, end, mark.start(), marks[close].end(), number, continues=bool(again)))
            unclosed = None
        i = close + 1
    return spans, unclosed


def _skip(text: str, position: int, step: int, limit: int) -> int:
    """Move over blanks from `position` in the direction `step`, not beyond `limit`."""
    while step > 0 and position < limit and text[position].isspace():
        position += 1
    while step < 0 and position > limit and text[position - 1].isspace():
        position -= 1
    return position


def _is_mark(text: str, mark: re.Match[str]) -> bool:
    """Tell a quotation mark from an apostrophe inside a word, and from feet and inches."""
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    if mark[0] in "’'":
        return not (before.isalnum() and after.isalnum())
    return not (mark[0] in ('"', "”", "''") and before.isdigit() and after.isalnum())


def _can_open(text: str, mark: re.Match[str]) -> bool:
    """Tell if the mark may begin a quote: what stands before it is a blank or an opening sign, after it words."""
    char = mark[0]
    if char in ("’", "»", "›"):
        return False
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    if char in ("«", "„", "“", "``", "‹"):
        return char != "“" or not before.isalnum() or after.isalnum()
    if mark.start() and before not in _BEFORE_OPENING:
        return False
    return after.isalnum() or (char not in (*_SINGLE, "”") and bool(after.strip() or before.strip() == ""))


def _find_close(text: str, marks: list[re.Match[str]], i: int) -> int | None:
    """Give the index of the mark that closes mark `i`, over at most `_LOOKAHEAD` marks of nested quotes."""
    opener = marks[i][0]
    if opener in _SINGLE:
        return _close_single(text, marks, i)
    closers, depth, last = _OPENERS[opener], 0, None
    for j in range(i + 1, min(len(marks), i + 1 + _LOOKAHEAD)):
        char = marks[j][0]
        is_closer = char == closers if len(opener) == 2 else char in closers
        if is_closer and not (char == opener and _looks_like_opening(text, marks[j])):
            if depth == 0:
                return j
            depth, last = depth - 1, j
        elif char == opener:
            if char == "“" and not _looks_like_opening(text, marks[j]):
                return j
            depth += 1
    if last is None or (depth > 0 and opener != '"'):
        return _close_mixed(text, marks, i)
    return last


def _close_mixed(text: str, marks: list[re.Match[str]], i: int) -> int | None:
    """Give the mark of another form that closes mark `i`, as in “words" or "words”, before a mark of its form."""
    opener = marks[i][0]
    wanted = {"“": '"', '"': "”"}.get(opener)
    for j in range(i + 1, min(len(marks), i + 1 + _LOOKAHEAD)):
        char = marks[j][0]
        if char in ("“", opener):
            return None
        if char == wanted:
            return None if _looks_like_opening(text, marks[j]) else j
    return None


def _looks_like_opening(text: str, mark: re.Match[str]) -> bool:
    """Tell if a mark that may stand at either end begins words: a blank before it and none after it."""
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    return (not before or before.isspace() or before in "([—") and bool(after) and after.isalnum()


def _close_single(text: str, marks: list[re.Match[str]], i: int) -> int | None:
    """Give the mark that evidently closes a single quote: beside punctuation and after at least four words."""
    closer = "’'" if marks[i][0] == "‘" else "'"
    for j in range(i + 1, min(len(marks), i + 1 + _LOOKAHEAD)):
        at = marks[j].start()
        before, after = text[at - 1 : at], text[marks[j].end() : marks[j].end() + 1]
        if marks[j][0] == marks[i][0] == "‘":
            return None
        ends = before in _SINGLE_END or (after in ".,;:!?" and before.isalnum())
        if marks[j][0] in closer and ends and not after.isalnum():
            return j if text.count(" ", marks[i].end(), at) >= 3 else None
    return None


def cover_quotes(text: str, spans: list[Span]) -> str:
    """
    Give a text of the same length in which quoted words are covered, so that no rule reads inside them.

    Apostrophes are made straight and blanks plain. A full stop that ends a quote stays, since it ends the sentence.
    """
    plain = text
    for char, written in _PLAIN.items():
        plain = plain.replace(char, written)
    parts, position = [], 0
    for span in spans:
        inside = span.end - span.outer_start - 1
        last = plain[span.end - 1] if plain[span.end - 1] in ".…" else COVER
        tail = span.outer_end - span.end
        parts += [plain[position : span.outer_start], OPEN, COVER * (inside - 1), last]
        parts.append((CLOSE + COVER * (tail - 1)) if tail else "")
        position = span.outer_end
    parts.append(plain[position:])
    return "".join(parts)
