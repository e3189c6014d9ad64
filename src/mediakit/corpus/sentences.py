"""Articles cut into sentences, each with its place in the article."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from .cleaning import is_set_to_width
from .word_lists import read_table, read_words

_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_OPENERS = r"“”\"«‘’'(\[„¿¡–—―\-"
_LOWER = "".join(chr(code) for code in range(0x61, 0x530) if chr(code).islower())

# A run of stops, with the quotes and brackets that close after it, before a blank and something that can begin a
# sentence; or the end of a paragraph, which a blank after a stop never swallows.
_STOPS = "[.!?؟۔…]"
_CLOSERS = r"(?:[ \u00a0\u202f]?»|[ ][”\"](?=[\n\r]|\Z)|[”’\"'›)\]])*+"
_BEGINNING = rf"(?![{_OPENERS}]*[ \u00a0\u202f]?[{_LOWER},;:،؛%)\]».!?؟…])"
_BLANKS = rf"[^\S{_BREAKS}]"


def _compile_boundary(blanks: str, paragraph_end: str) -> re.Pattern[str]:
    """Return the pattern of a possible end; group 1 holds what closes after a stop, or None at a paragraph's end."""
    after_stop = rf"(?<={_STOPS})(?<!{_STOPS}{{2}}){_STOPS}*+({_CLOSERS})(?:{blanks})++{_BEGINNING}"
    return re.compile(rf"[.!?؟۔…{_BREAKS}](?:{after_stop}|(?<=[{_BREAKS}]){paragraph_end})")


_BOUNDARY = _compile_boundary(_BLANKS, r"\s*")
_BOUNDARY_IN_SET = _compile_boundary(
    rf"{_BLANKS}|\n(?!\s)", r"(?=\s)\s*"
)  # lines end there, too, but paragraphs indent

_NEXT_WORD = re.compile(rf"[{_OPENERS}\s]*([^\W\d_]+)(?:['’]|\s+([^\W\d_]))?")
_ELLIPSIS = re.compile(r"\.*…[.…]*|\.{2,}")
_NUMBER = re.compile(r"(?:[A-Z]\.?\s?)?\d|[IVXLC]{2,}\b")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_WORD_EDGE = re.compile("[-–—/’'«“\"‘(\\[]")
_SURNAME_PARTICLES = frozenset({"al", "de", "del", "des", "di", "du", "el", "la", "le", "les"})
_LONGEST_ABBREVIATION = 16
_SAID = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|asked|asks|replied|replies|wrote|writes|added|wondered|told|shouted|cried|tweeted)\b"
    '|[«"“”]?(?:و|ف)?(?:قال|قالت|يقول|تقول|سأل|سألت|يسأل|تسأل|تساءل|تساءلت|يتساءل|تتساءل|أضاف|أضافت|يضيف|تضيف)\\b'
)


def split_sentences(corpus: pd.DataFrame, *, column: str = "text") -> pd.DataFrame:
    """
    Cut the articles of a corpus into sentences, in English, French and Arabic.

    A sentence ends at ``. ! ? …`` and ``؟``, with the quotation marks and brackets that close there, before a word that
    is not in lower case; and at the end of each paragraph. It does not end after titles, initials and abbreviations
    (listed in ``abbreviations.csv``), inside numbers, or, in Arabic, at commas and at dots in a row, which stand there
    for a pause.

    Parameters
    ----------
    corpus : DataFrame of n_docs rows, indexed by ``doc_id``
        Articles; ``lang`` is carried over where the corpus has it.
    column : str, default "text"
        The column to cut, such as ``clean``.

    Returns
    -------
    sentences : DataFrame of n_sentences rows, indexed by ``sentence_id``
        The index is ``doc_id#n`` with n from 0; the columns are ``text``, ``doc_id``, ``start`` and ``end`` (characters
        of `column`, the end excluded) and ``lang`` where known. In the order of the corpus and of the text.

    Raises
    ------
    ValueError
        If `column` is not in the corpus, if texts are missing, or if a ``doc_id`` occurs twice.

    Examples
    --------
    >>> corpus = pd.DataFrame({"text": ["Gen. Strakov left. “We stay.” He did."]}, index=["a"])
    >>> split_sentences(corpus)[["text", "start"]]
                              text  start
    sentence_id
    a#0         Gen. Strakov left.      0
    a#1                 “We stay.”     19
    a#2                    He did.     30

    """
    _check_corpus(corpus, column)
    texts = corpus[column].tolist()
    spans = [find_sentences(text) for text in texts]
    counts = np.fromiter(map(len, spans), dtype=np.int64, count=len(spans))
    row = np.repeat(np.arange(len(corpus)), counts)
    offsets = np.array([offset for doc in spans for span in doc for offset in span], dtype=np.int64).reshape(-1, 2)
    sentences = pd.DataFrame(
        {
            "text": pd.Series([text[a:b] for text, doc in zip(texts, spans, strict=True) for a, b in doc], dtype="str"),
            "doc_id": corpus.index.astype("str").take(row),
            "start": offsets[:, 0],
            "end": offsets[:, 1],
        }
    )
    if "lang" in corpus.columns:
        sentences["lang"] = corpus["lang"].array.take(row)
    names = [f"{doc_id}#{n}" for doc_id, count in zip(corpus.index, counts.tolist(), strict=True) for n in range(count)]
    return sentences.set_axis(pd.Index(names, dtype="str", name="sentence_id"))


def find_sentences(text: str) -> list[tuple[int, int]]:
    """
    Return the (start, end) of each sentence of one text.

    The spans are in order, do not overlap, begin and end with a character that is not blank, and leave only blanks out.
    """
    boundary = _BOUNDARY_IN_SET if is_set_to_width(text) else _BOUNDARY
    spans: list[tuple[int, int]] = []
    start = 0
    for match in boundary.finditer(text):
        if match[1] is not None and not _ends_sentence(text, match):
            continue
        _add_span(spans, text, start, match.start() if match[1] is None else match.end(1))
        start = match.end()
    _add_span(spans, text, start, len(text))
    return spans


def _add_span(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    """Append the span without the blanks at its edges, unless nothing is left."""
    piece = text[start:end].rstrip()
    if piece:
        spans.append((start + len(piece) - len(piece.lstrip()), start + len(piece)))


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    """Tell whether a run of stops ends a sentence, from what stands before and after it."""
    closers = match[1]
    stops = text[match.start() : match.start(1)]
    if stops == ".":
        return bool(closers.strip(")]'’")) or not _is_abbreviated(text, match.start(), match.end())
    if closers and _SAID.match(text, match.end()) is not None:
        return False
    if _ELLIPSIS.fullmatch(stops) is None:
        return True
    next_word = _NEXT_WORD.match(text, match.end())
    is_cased = next_word is None or next_word[1][0].isupper()
    is_apart = match.start() == 0 or text[match.start() - 1].isspace()
    return is_cased and (bool(closers) or not is_apart)


def _is_abbreviated(text: str, dot: int, after: int) -> bool:
    """Tell whether the full stop at `dot` belongs to an abbreviation, an initial or the number of a list."""
    words = text[max(0, dot - _LONGEST_ABBREVIATION) : dot].split()
    if not words or text[dot - 1].isspace():
        return False
    word = words[-1]
    kind = _load_abbreviations().get(word)
    if kind is None:
        if len(word) > 1 and word.isalpha():
            return False
        word = _WORD_EDGE.split(word)[-1]
        kind = _load_abbreviations().get(word)
    if kind == "title":
        return True
    if kind == "number":
        return _NUMBER.match(text, after) is not None
    is_initial = len(word) == 1 and word.isalpha() and not word.islower()
    if kind == "ending" or is_initial or _INITIALS.fullmatch(word):
        return not _is_opening(text, after)
    before = text[dot - len(word) - 1 : dot - len(word)]
    return word.isdigit() and len(word) <= 3 and (before in _BREAKS or dot == len(word))


def _is_opening(text: str, after: int) -> bool:
    """Tell whether the word at `after` is one that begins sentences, such as "The", and no particle of a name."""
    word = _NEXT_WORD.match(text, after)
    if word is None:
        return False
    opening = word[1].casefold()
    is_particle = opening in _SURNAME_PARTICLES and (word[2] or "").isupper()
    return word[1][0].isupper() and opening in read_words("opening") and not is_particle


@lru_cache(maxsize=1)
def _load_abbreviations() -> dict[str, str]:
    """Return the kind of each abbreviation: title, number (before a number only) or ending (may end a sentence)."""
    return {row["abbreviation"]: row["kind"] for row in read_table("abbreviations.csv")}


def _check_corpus(corpus: pd.DataFrame, column: str) -> None:
    """Raise where sentences could not be told apart or placed."""
    if column not in corpus.columns:
        msg = f"column is {column!r}, but the corpus has {list(map(str, corpus.columns))}. Name one of these."
        raise ValueError(msg)
    is_missing = corpus[column].isna()
    if is_missing.any():
        msg = (
            f"{is_missing.sum()} of {len(corpus)} texts in {column!r} are missing, such as doc_id "
            f"{corpus.index[is_missing][:3].tolist()}. Remove these rows first."
        )
        raise ValueError(msg)
    if not corpus.index.is_unique:
        twice = corpus.index[corpus.index.duplicated()]
        msg = f"{len(twice)} doc_ids occur again, such as {twice[:3].tolist()}. Give each article its own."
        raise ValueError(msg)
