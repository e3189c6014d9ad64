"""Europresse: the html of saved documents, one element ``article`` for each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from .decoding import decode_page
from .exported import make_record
from .markup import has_class, parse_markup, read_lines, squeeze
from .records import Reject

if TYPE_CHECKING:
    from .records import Items, Record

_OUTLET: Final = f".//span[{has_class('DocPublicationName')}]"
_TITLES: Final = (
    f".//*[{has_class('rdp__articletitle')}]",
    f".//*[{has_class('titreArticleVisu')}]",
    f".//*[{has_class('titreArticle')}]",
)
_AUTHORS: Final = (f".//*[{has_class('docAuthors')}]", f"./header//p[{has_class('sm-margin-bottomNews')}]")
_TEXTS: Final = (f".//*[{has_class('docOcurrContainer')}]", f".//*[{has_class('DocText')}]")
_HEADER: Final = f".//span[{has_class('DocHeader')}]"
_ASIDE: Final = ".//aside | .//footer | .//figure | .//*[contains(@class, 'apd-wrapper')]"
_WRITTEN_TAG: Final = re.compile(r"</?(?:p|br|i|b|em|strong|div|span)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\b\w+·(\d{4})(\d{2})(\d{2})·[\w-]+·[\w-]+")
_ISSUE: Final = re.compile(r"\s*(?:,\s*n[o°º]\b|\(site web\)|\(réf\. site web\)).*", re.IGNORECASE)
_DAY: Final = re.compile(r"\d{1,2}(?:er)?\s+\w{3,10}\.?\s+\d{4}|\w{3,10}\s+\d{1,2},\s+\d{4}")


def is_europresse(html: str) -> bool:
    """
    Tell whether a page is an export of Europresse.

    Examples
    --------
    >>> is_europresse("<article><header><span class='DocPublicationName'>Le Phare</span></header></article>")
    True

    """
    return "<article" in html and "DocPublicationName" in html


def read_europresse(raw: bytes) -> Items:
    """
    Read the articles of a Europresse export.

    Parameters
    ----------
    raw : bytes
        The html file.

    Yields
    ------
    item : Record or Reject
        An article for each element ``article``. ``doc_id`` is the number of the document, whose day is ``date``; an
        article without a text is put aside.

    """
    tree = parse_markup(decode_page(raw))
    articles = [] if tree is None else tree.xpath("//article")
    if not articles:
        yield Reject(
            "", "There is no article in the file. Save the documents in the format HTML, with their full text."
        )
    for number, article in enumerate(articles, 1):
        yield _read_article(article, f"article {number}")


def _read_article(article: Any, place: str) -> Record | Reject:
    """One article."""
    number = next(filter(None, map(_NUMBER.search, read_lines([article]))), None)
    for aside in article.xpath(_ASIDE):
        aside.drop_tree()
    title = " ".join(_find_lines(article, _TITLES))
    lines = _find_lines(article, _TEXTS)
    if any(map(_WRITTEN_TAG.search, lines)):  # in some documents the markup itself was written as text
        lines = read_lines([parse_markup(f"<div>{' '.join(lines)}</div>")])
    text = "\n\n".join(lines)
    header = squeeze(" ".join(found.text_content() for found in article.xpath(_HEADER)))
    day = _DAY.search(header)
    fields = {
        "title": title,
        "text": text,
        "date": "-".join(number.groups()) if number else day[0] if day else "",
        "author": "; ".join(_find_lines(article, _AUTHORS)),
        "outlet": _ISSUE.sub("", next(iter(_find_lines(article, (_OUTLET,))), "")),
        "doc_id": number[0] if number else "",
        "section": header.partition(",")[0] if day and day.start() != 0 and "," in header[: day.start()] else "",
    }
    return make_record(fields, place, lacking=": Europresse gave only its heading.")


def _find_lines(article: Any, paths: tuple[str, ...]) -> list[str]:
    """Lines of the first element that the first fruitful path finds."""
    for path in paths:
        if lines := read_lines(article.xpath(path)[:1]):
            return lines
    return []
