"""
Nexis Uni: articles saved as docx, rtf or html, and the html of LexisNexis before it.

Nexis Uni begins an article with headline, source and day, puts labels (``Section:``, ``Length:``, ``Byline:``) before
the line ``Body``, and ends with ``End of Document``. Its predecessor counted (``2 of 50 DOCUMENTS``) and began with
source and day; what follows the labels is the text. A file of several articles may begin with a list of them.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

from mediakit.corpus.language_names import name_language

from .decoding import decode_page
from .exported import BY, make_record
from .extras import load_extra
from .markup import parse_markup, read_lines, squeeze
from .records import Reject
from .rich_text import read_rich_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .records import Items, Record

LARGEST_DOCX: Final = 1 << 29  # bytes of its parts when they are expanded
_END: Final = re.compile(r"End of Document|Fin du document|Ende des Dokuments|Fin del documento", re.IGNORECASE)
_START: Final = re.compile(r"\d+ of \d+ DOCUMENTS?|Document \d+ (?:de|of) \d+|Dokument \d+ von \d+", re.IGNORECASE)
_BODY: Final = re.compile(r"Body|Corps|Corps de l'article|Texte|Text|النص", re.IGNORECASE)
_LABEL: Final = re.compile(
    r"(section|rubrique|rubrik|length|longueur|länge|byline|auteur|autor|highlight|dateline)\s*:\s*(.*)", re.IGNORECASE
)
_RIGHT: Final = re.compile(r"copyright\b|©|all rights reserved|tous droits réservés", re.IGNORECASE)
_AFTER: Final = re.compile(r"load-date\s*:.*|classification|graphic", re.IGNORECASE)
_AFTER_COUNTED: Final = re.compile(
    r"(?:LOAD-DATE|UPDATE|LANGUAGE|LANGUE|SPRACHE|PUBLICATION-TYPE|SUBJECT|JOURNAL-CODE|GRAPHIC|GRAFIK|CORRECTION-DATE):.*"
)
_LANGUAGE: Final = re.compile(r"(?:language|langue|sprache)\s*:\s*(\w+)", re.IGNORECASE)
_MONTHS: Final = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|févr|fevr|avr|mai|juin|juil|août|aout|déc|mär|okt|dez|"
    "يناير|فبراير|مارس|أبريل|ابريل|مايو|يونيو|يوليو|أغسطس|اغسطس|سبتمبر|أكتوبر|اكتوبر|نوفمبر|ديسمبر|جانفي|فيفري|أفريل|ماي|"
    "جوان|جويلية|أوت|غشت|شتنبر|نونبر|دجنبر|كانون|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين"
)
_DAY: Final = re.compile(rf"(?=.{{6,70}}$)(?!.*:\s).*\b(?:{_MONTHS})\w{{0,7}}\b.*\b(?:19|20)\d\d\b.*", re.IGNORECASE)
_LACKING: Final = ": Nexis gave only its heading."
_LISTED: Final = re.compile(r"Documents? \(\d+\)|Job Number:.*|User Name:.*", re.IGNORECASE)


def may_be_nexis(beginning: str) -> bool:
    """
    Tell whether the beginning of a file, without its markup, counts documents or names Nexis.

    Examples
    --------
    >>> may_be_nexis("1 of 50 DOCUMENTS"), may_be_nexis("The pact holds.")
    (True, False)

    """
    return "nexis" in beginning.lower() or _START.search(beginning) is not None


def is_nexis(text: str) -> bool:
    r"""
    Tell whether the text of a file is that of a Nexis export.

    Examples
    --------
    >>> is_nexis("Body\nThe pact holds.\nLoad-Date: March 4, 2024\nEnd of Document"), is_nexis("The pact holds.")
    (True, False)

    """
    is_uni = re.search(r"Load-Date\s*:|Length\s*:\s*\d", text, re.IGNORECASE) is not None
    return is_uni and (_END.search(text) is not None or _START.search(text) is not None)


def read_nexis_docx(raw: bytes) -> Items:
    """
    Read the articles of a docx of Nexis Uni.

    Parameters
    ----------
    raw : bytes
        The file.

    Yields
    ------
    item : Record or Reject
        The articles; one that breaks off or has no text is put aside.

    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            n_bytes = sum(part.file_size for part in parts.infolist())
        if n_bytes > LARGEST_DOCX:
            yield Reject("", f"The docx expands to {n_bytes:,} bytes; at most {LARGEST_DOCX:,} are read.")
            return
        lines = _read_docx(raw)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        yield Reject("", f"The docx cannot be opened: {str(error)[:200].rstrip('.')}. Save it again.")
        return
    yield from read_nexis_lines(lines)


def read_nexis_rtf(raw: bytes) -> Items:
    """Read the articles of an rtf of Nexis Uni, as `read_nexis_docx` does."""
    try:
        text = read_rich_text(raw)
    except ValueError as error:
        yield Reject("", str(error))
        return
    yield from read_nexis_lines(line.strip("| \t") for line in text.split("\n"))


def read_nexis_html(raw: bytes) -> Items:
    """Read the articles of an html of Nexis Uni or of LexisNexis, as `read_nexis_docx` does."""
    tree = parse_markup(decode_page(raw))
    yield from read_nexis_lines([] if tree is None else read_lines([tree]))


def read_nexis_lines(lines: Iterable[str]) -> Items:
    """
    Read articles from the lines of an export, whatever file they stood in.

    Parameters
    ----------
    lines : iterable of str
        A paragraph or a label each.

    Yields
    ------
    item : Record or Reject
        The articles.

    Examples
    --------
    >>> lines = ["Pact holds", "The Beacon (Lorvane)", "March 4, 2024 Monday", "Length: 2 words", "Body", "It holds."]
    >>> next(read_nexis_lines([*lines, "Load-Date: March 4, 2024", "End of Document"])).fields["date"]
    'March 4, 2024 Monday'

    """
    number = 0
    is_counted = False
    block: list[str] = []
    for line in filter(None, map(squeeze, lines)):
        ends, starts = _END.fullmatch(line), _START.fullmatch(line)
        if not ends and not starts:
            block.append(line)
            continue
        if block and (ends or is_counted):
            number += 1
            yield _read_block(block, f"article {number}", is_counted=is_counted)
        is_counted = starts is not None
        block = []
    if block and is_counted:
        yield _read_block(block, f"article {number + 1}", is_counted=True)
    elif any(_BODY.fullmatch(line) for line in block):
        yield Reject(
            f"article {number + 1}", f"The article {block[0][:100]!r} breaks off: it has no 'End of Document'."
        )
    elif not number:
        yield Reject("", "There is no article in the file. Save it from Nexis Uni as full documents.")


def _read_docx(raw: bytes) -> list[str]:
    """Paragraphs of a docx, those of tables included."""
    docx = load_extra("docx", purpose="Reading docx")
    etree = load_extra("lxml.etree", purpose="Reading docx")
    try:
        document = docx.Document(io.BytesIO(raw))
    except (etree.XMLSyntaxError, docx.opc.exceptions.PackageNotFoundError) as error:
        raise ValueError(str(error)) from None
    tag = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
    return [docx.text.paragraph.Paragraph(node, document).text for node in document.element.body.iter(tag)]


def _read_block(block: Sequence[str], place: str, *, is_counted: bool) -> Record | Reject:
    """One article; `is_counted` where the file counts them, which has another order of lines."""
    body = next((at for at, line in enumerate(block) if _BODY.fullmatch(line)), None)
    labels = [at for at, line in enumerate(block[:body]) if _LABEL.fullmatch(line)]
    if body is None and is_counted and labels:
        body = next(at for at in range(labels[0], len(block) + 1) if at + 1 not in labels)
    rights = [] if is_counted else [at for at, line in enumerate(block[:body]) if _RIGHT.search(line)]
    heading = [line for line in block[: min([*labels, *rights], default=body)] if not _RIGHT.search(line)]
    fields = _read_heading(heading, is_counted=is_counted)
    if body is None:
        return make_record(fields, place, lacking=_LACKING)
    after = _AFTER_COUNTED if is_counted else _AFTER
    end = next((at for at in range(body + 1, len(block)) if after.fullmatch(block[at])), len(block))
    paragraphs = list(block[body + 1 : end])
    while is_counted and paragraphs and _RIGHT.search(paragraphs[-1]) and len(paragraphs[-1]) < 200:
        paragraphs.pop()
    fields["text"] = "\n\n".join(paragraphs)
    fields |= _read_labels(block[: body + 1], block[end:])
    return make_record(fields, place, lacking=_LACKING)


def _read_heading(heading: Sequence[str], *, is_counted: bool) -> dict[str, str]:
    """Headline, source and day."""
    day = next((at for at in reversed(range(len(heading))) if _DAY.fullmatch(heading[at])), None)
    if is_counted:
        source = heading[day - 1] if day else heading[0] if heading and day is None else ""
        title = " ".join(heading[day + 1 :] if day is not None else heading[1:])
    else:
        listed = [at for at, line in enumerate(heading) if _LISTED.fullmatch(line)]
        before = heading[:day] if day is not None else heading
        source = before[-1] if len(before) > 1 else ""
        title = (before[-2] if listed else before[0]) if len(before) > 1 else "".join(before)
    return {"title": title, "outlet": source, "date": heading[day] if day is not None else ""}


def _read_labels(before: Sequence[str], after: Sequence[str]) -> dict[str, str]:
    """What the labels before and after the text say."""
    fields: dict[str, str] = {}
    names: dict[str, Any] = {"byline": "author", "auteur": "author", "autor": "author", "highlight": "standfirst"}
    names |= dict.fromkeys(("section", "rubrique", "rubrik"), "section")
    for line in before:
        found = _LABEL.fullmatch(line)
        if found and found[1].lower() in names:
            fields[names[found[1].lower()]] = BY.sub("", found[2])
    spoken = next((found[1].lower() for line in after if (found := _LANGUAGE.match(line))), "")
    fields["lang"] = name_language(spoken) or ""
    return fields
