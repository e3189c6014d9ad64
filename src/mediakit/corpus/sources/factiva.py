"""
Factiva: the html or rtf of saved articles, with field codes (HD, BY, WC, PD, SN, LP, TD) or as a reader sees them.

Saved "with indexing", each part of an article stands beside its code. Saved without, the parts stand in a fixed order:
headline, author, number of words, day, time, source, code of the source, language, copyright, paragraphs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from mediakit.corpus.language_names import name_language

from .decoding import decode_page
from .exported import BY, make_record
from .markup import has_class, parse_markup, read_lines, squeeze
from .records import Reject
from .rich_text import read_rich_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .records import Items, Record

_CODES: Final = frozenset(
    {"HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "LA", "CY", "LP", "TD", "CT", "RF", "CO", "IN", "NS"}
    | {"RE", "IPC", "IPD", "PUB", "AN", "SE", "CLM", "VOL", "ART", "NGC", "GC", "CX", "DE"}
)
_LINE_WITH_CODE: Final = re.compile(r"([A-Z]{2,3})(?:\s*[|\t]\s*(.*)|\s*)", re.DOTALL)
_NUMBER: Final = re.compile(r"(?:Document|Dokument|Documento|المستند|وثيقة)\s+([A-Za-z0-9]{15,40})")
_N_WORDS: Final = re.compile(r"[\d\s,.\u00a0\u202f]{1,12}(?:words|mots|Wörter|palabras|parole|كلمة|كلمات)")
_ELEMENTS: Final = {
    "HD": ".//*[contains(@class, 'Headline')]",
    "BY": f".//div[{has_class('author')}]",
    "TD": f".//p[{has_class('articleParagraph')}]",  # without what the publisher adds below
}
_MOST_NAMES: Final = 5  # words in a line that can be an author's
_TIME: Final = re.compile(r"\d{1,2}:\d{2}(?:\s*(?:AM|PM|GMT))?", re.IGNORECASE)
_COPYRIGHT: Final = re.compile(r"copyright|©|\(c\)|all rights reserved|tous droits|حقوق", re.IGNORECASE)
_FIELDS: Final = {"HD": "title", "BY": "author", "PD": "date", "SN": "outlet", "SE": "section"}


def is_factiva(text: str) -> bool:
    """
    Tell whether a page, or the text of an rtf, is an export of Factiva.

    Examples
    --------
    >>> is_factiva("<div class='article enArticle'><p class='articleParagraph enarticleParagraph'>"), is_factiva("<p>")
    (True, False)

    """
    return "articleParagraph" in text or _NUMBER.search(text) is not None


def read_factiva_html(raw: bytes) -> Items:
    """
    Read the articles of an html export of Factiva.

    Parameters
    ----------
    raw : bytes
        The file.

    Yields
    ------
    item : Record or Reject
        The articles; one without a text is put aside.

    """
    tree = parse_markup(decode_page(raw))
    path = "//div[contains(concat(' ', normalize-space(@class), ' '), ' article ') or contains(@class, 'Article')]"
    articles = [] if tree is None else [div for div in tree.xpath(path) if not div.xpath(f".{path}")]
    if not articles:
        yield Reject("", "There is no article in the file. Save it from Factiva as full text (Full Article/Report).")
    for number, article in enumerate(articles, 1):
        parts = _read_table(article.xpath(".//tr[td[2]]"))
        yield _make_record(parts if "HD" in parts else _read_plain(article), f"article {number}")


def read_factiva_rtf(raw: bytes) -> Items:
    """
    Read the articles of an rtf export of Factiva.

    Parameters
    ----------
    raw : bytes
        The file.

    Yields
    ------
    item : Record or Reject
        The articles, which end where their number stands; one without a text is put aside.

    """
    try:
        text = read_rich_text(raw)
    except ValueError as error:
        yield Reject("", str(error))
        return
    lines: list[str] = []
    n_articles = 0
    for line in map(str.strip, text.split("\n")):
        lines.append(line)
        if _NUMBER.fullmatch(line.strip("| \t").removeprefix("AN").strip("| \t")):
            n_articles += 1
            has_codes = any(_split_code(one)[0] == "HD" for one in lines)
            yield _make_record(_read_coded(lines) if has_codes else _read_parts(lines), f"article {n_articles}")
            lines = []
    if not n_articles:
        yield Reject("", "There is no article in the file: each ends with its number, such as 'Document PHARE...'.")


def _split_code(line: str) -> tuple[str, str]:
    """Code at the beginning of a line, empty where there is none, and what follows it."""
    found = _LINE_WITH_CODE.fullmatch(line)
    return (found[1], found[2] or "") if found and found[1] in _CODES else ("", line)


def _read_table(rows: Sequence[Any]) -> dict[str, list[str]]:
    """Lines by code, of the rows of a table."""
    parts: dict[str, list[str]] = {}
    for row in rows:
        cells = row.xpath("./td")
        parts.setdefault(squeeze(cells[0].text_content()), []).extend(read_lines(cells[1:]))
    return parts


def _read_plain(article: Any) -> dict[str, list[str]]:
    """Lines by code, of an article without codes, as far as the classes of its elements tell them."""
    parts = _read_parts(read_lines([article]))
    for code, path in _ELEMENTS.items():
        if lines := read_lines(article.xpath(path)):
            parts[code] = lines
    return parts


def _read_coded(lines: Sequence[str]) -> dict[str, list[str]]:
    """Lines by code, of the text of an rtf."""
    parts: dict[str, list[str]] = {}
    code = ""
    for line in lines:
        found, content = _split_code(line)
        code = found or code
        if content := squeeze(content.strip("| \t")):
            parts.setdefault(code, []).append(content)
    return parts


def _read_parts(lines: Sequence[str]) -> dict[str, list[str]]:
    """Lines by code, of an article without codes; empty where the number of words is not found."""
    lines = [squeeze(line.strip("|")) for line in lines]
    lines = [line for line in lines if line]
    middle = next((place for place, line in enumerate(lines) if _N_WORDS.fullmatch(line)), None)
    if middle is None or not middle:
        return {}
    number = next((line for line in reversed(lines) if _NUMBER.fullmatch(line)), "")
    after = [line for line in lines[middle + 1 :] if line != number]
    parts = {"PD": after[:1], "AN": [number]}
    after = after[1:]
    if after and _TIME.fullmatch(after[0]):
        after = after[1:]
    parts["SN"] = after[:1]
    right = next((place for place, line in enumerate(after[:9]) if _COPYRIGHT.search(line)), None)
    language = next(
        (place for place, line in enumerate(after[:9]) if len(line) > len("eng") and name_language(line)), None
    )
    end = right if right is not None else language if language is not None else 2
    parts["LA"] = [] if language is None else [after[language]]
    parts["TD"] = after[end + 1 :]
    heading = lines[:middle]
    is_signed = len(heading) > 1 and _is_author(heading[-1], heading[-2])
    parts["HD"] = heading[-2:-1] if is_signed else heading[-1:]
    parts["BY"] = heading[-1:] if is_signed else []
    return parts


def _is_author(line: str, before: str) -> bool:
    """Whether a line below a headline names its author, and is not itself the headline below that of a section."""
    words = line.split()
    is_named = len(words) <= _MOST_NAMES and line.istitle() and len(before.split()) > _MOST_NAMES
    return BY.match(line) is not None or is_named


def _make_record(parts: dict[str, list[str]], place: str) -> Record | Reject:
    """An article from its parts."""
    fields = {ours: " ".join(parts.get(code, ())) for code, ours in _FIELDS.items()}
    fields["author"] = BY.sub("", fields["author"])
    fields["text"] = "\n\n".join([*parts.get("LP", ()), *parts.get("TD", ())])
    number = _NUMBER.search(" ".join(parts.get("AN", ())))
    fields["doc_id"] = number[1] if number else ""
    fields["lang"] = name_language(" ".join(parts.get("LA", ()))) or ""
    return make_record(fields, place, lacking=" in it (LP and TD). Save it from Factiva as full text.")
