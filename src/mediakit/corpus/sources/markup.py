"""HTML as a tree from which an export's articles are read; nothing in it is run, fetched or trusted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from .extras import load_extra

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SPACE: Final = re.compile(r"\s+")
_BLOCKS: Final = frozenset(
    {
        "br",
        "aside",
        "h2",
        "hr",
        "blockquote",
        "tr",
        "footer",
        "table",
        "h5",
        "td",
        "h6",
        "address",
        "h4",
        "th",
        "h3",
        "dl",
        "figcaption",
        "ol",
        "dd",
        "dt",
        "main",
        "pre",
        "div",
        "ul",
        "section",
        "article",
        "li",
        "p",
        "header",
        "h1",
    }
)
_UNREAD: Final = frozenset({"script", "style", "noscript", "template", "head"})


def parse_markup(html: str) -> Any:
    """Tree of an HTML document, or None where there is no element in it."""
    parsing = load_extra("lxml.html", purpose="Reading HTML")
    parser = parsing.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return parsing.document_fromstring(html.encode("utf-8", errors="replace"), parser=parser)
    except load_extra("lxml.etree", purpose="Reading HTML").ParserError:
        return None


def has_class(name: str) -> str:
    """Condition of an XPath: the element bears the class `name`, among others."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def squeeze(text: str) -> str:
    r"""
    One line, without space at its ends and with single spaces within it.

    Examples
    --------
    >>> squeeze("  Le\n Monde ")
    'Le Monde'

    """
    return _SPACE.sub(" ", text).strip()


def read_lines(nodes: Iterable[Any]) -> list[str]:
    """
    Lines of text as a browser would set them: one for each block or line break; empty ones are left out.

    Examples
    --------
    >>> tree = parse_markup("<p>The <b>pact</b><br>holds.</p><p> </p><p>So far.</p>")
    >>> read_lines([tree])
    ['The pact', 'holds.', 'So far.']

    """
    lines: list[str] = []
    piece: list[str] = []
    for text in _pieces(nodes):
        if text is None:
            lines.append(squeeze("".join(piece)))
            piece = []
        else:
            piece.append(text)
    lines.append(squeeze("".join(piece)))
    return [line for line in lines if line]


def _pieces(nodes: Iterable[Any]) -> Iterator[str | None]:
    """Runs of text of the nodes in their order, and None wherever a line ends."""
    walk = load_extra("lxml.etree", purpose="Reading HTML").iterwalk
    for node in nodes:
        hidden = 0
        for event, element in walk(node, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            starts = event == "start"
            if element.tag in _UNREAD:
                hidden += 1 if starts else -1
            if element.tag in _BLOCKS:
                yield None
            text = element.text if starts else (element.tail if element is not node else None)
            if text and not hidden:
                yield text
        yield None
