"""
Articles out of web pages: the text without what stands around it, and what the page says of itself.

Trafilatura finds the text [1]_. Comments of readers are left out, and so is a headline that it leaves at the top of the
text, because the headline has a place of its own.

References
----------
.. [1] Barbaresi, A. (2021). Trafilatura: A web scraping library and command-line tool for text discovery and
   extraction. Proceedings of ACL-IJCNLP 2021, System Demonstrations, 122-131. doi:10.18653/v1/2021.acl-demo.15

"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from .decoding import decode_page
from .extras import load_extra
from .markup import parse_markup, squeeze
from .records import Record, Reject

if TYPE_CHECKING:
    from .records import Items

LARGEST_PAGE: Final = 20 << 20  # bytes; the longest reports that outlets put on one page are a twentieth of it
FEWEST_WORDS: Final = 10  # a text of fewer is a notice, a caption or a request to log in

_WORD: Final = re.compile(r"\w+")
_NO_LETTER: Final = re.compile(r"[\W_]+")
_LANG: Final = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")
_DATE_SETTINGS: Final = {"original_date": True, "extensive_search": False}  # as declared, never guessed from the text
_FRONT_PATHS: Final = re.compile(r"/?(?:index\.\w{2,5}|home|accueil|(?:ar|en|fr)/?)?", re.IGNORECASE)
_TABLE_RULE: Final = re.compile(r"[\s|:-]+")


def read_page(html: str | bytes, *, url: str | None = None) -> dict[str, str | None]:
    """
    Take the article out of a web page.

    Parameters
    ----------
    html : str or bytes
        The page. Bytes are decoded as they look, also where the page declares another encoding.
    url : str, optional
        Its address; by default the one that the page declares.

    Returns
    -------
    article : dict of str to str or None
        ``title text date author outlet lang url``, None where the page does not say. Paragraphs of ``text`` are
        divided by an empty line; it is None where the page has no article. ``date`` (year, month and day), ``author``
        and ``outlet`` are what the page declares, ``lang`` is the two-letter code that it declares.

    Raises
    ------
    TypeError
        If `html` is neither str nor bytes, a path for example.
    ValueError
        If the page is larger than 20 MB.
    ImportError
        If trafilatura is not installed; the message names the extra.

    Examples
    --------
    >>> html = (
    ...     "<html lang='en-GB'><head><title>Pact holds</title></head><body><nav><a href='/'>Home</a></nav><article>"
    ...     "<h1>Pact holds</h1><p>The pact between the two islands held for a third winter, the council said on "
    ...     "Monday.</p><p>Fishing resumes in March, and both fleets have agreed to share the northern waters.</p>"
    ...     "</article></body></html>"
    ... )
    >>> article = read_page(html, url="https://news.example/pact")
    >>> article["title"], article["lang"], article["author"]
    ('Pact holds', 'en', None)
    >>> print(article["text"])
    The pact between the two islands held for a third winter, the council said on Monday.
    <BLANKLINE>
    Fishing resumes in March, and both fleets have agreed to share the northern waters.

    """
    if not isinstance(html, str | bytes):
        msg = (
            f"html must be the page itself, str or bytes; got {type(html).__name__}. Read a file first, by "
            "path.read_bytes()."
        )
        raise TypeError(msg)
    if len(html) > LARGEST_PAGE:
        msg = f"The page has {len(html):,} bytes; at most {LARGEST_PAGE:,} are read. Cut it into its articles first."
        raise ValueError(msg)
    text = html.replace("\x00", "") if isinstance(html, str) else decode_page(html)
    return _read_text(text, url)


def read_page_source(raw: bytes, *, url: str | None = None, charset: str | None = None, place: str = "") -> Items:
    """
    Read a page as a source of one article.

    Parameters
    ----------
    raw : bytes
        The page.
    url : str, optional
        Its address.
    charset : str, optional
        Encoding that the server named.
    place : str, default ""
        Where it stands in a larger source.

    Yields
    ------
    item : Record or Reject
        One: the article, or why there is none.

    """
    if len(raw) > LARGEST_PAGE:
        yield Reject(place, f"The page has {len(raw):,} bytes; at most {LARGEST_PAGE:,} are read.")
        return
    if is_front_page(url):
        yield Reject(place, f"The address {url} is that of a front page, which holds no article of its own.")
        return
    article = _read_text(decode_page(raw, charset=charset), url)
    if article["text"] is None:
        yield Reject(place, "The page has no article: no text of ten words or more was found in it.")
        return
    yield Record({name: value for name, value in article.items() if value}, place)


def is_front_page(url: str | None) -> bool:
    """
    Tell whether an address is that of a site or of its edition in one language, and not of a page within it.

    Examples
    --------
    >>> is_front_page("https://news.example/fr/"), is_front_page("https://news.example/fr/pacte")
    (True, False)

    """
    if not url or not url.startswith(("http://", "https://")):
        return False
    parts = urlsplit(url)
    return not parts.query and _FRONT_PATHS.fullmatch(parts.path) is not None


def _read_text(html: str, url: str | None) -> dict[str, str | None]:
    """The article of a decoded page."""
    extracting = load_extra("trafilatura", purpose="Reading web pages")
    tree = parse_markup(html)
    if tree is None:
        return dict.fromkeys(("title", "text", "date", "author", "outlet", "lang")) | {"url": url}
    lang = _declared_language(tree)
    headings = [heading.text_content() for heading in tree.iter("h1")]
    found = extracting.bare_extraction(
        tree, url=url, include_comments=False, with_metadata=True, date_extraction_params=dict(_DATE_SETTINGS)
    )
    if found is None:  # no text; what the page says of itself is still told
        found = extracting.extract_metadata(parse_markup(html), default_url=url, date_config=dict(_DATE_SETTINGS))
    title = _without_outlet(found.title, found.sitename)
    text = _join_paragraphs(getattr(found, "text", None) or "", [found.title, title, *headings])
    return {
        "title": title,
        "text": text if len(_WORD.findall(text)) >= FEWEST_WORDS else None,
        "date": found.date or None,
        "author": found.author or None,
        "outlet": None if found.sitename == found.hostname else found.sitename or None,  # a host's name is no outlet's
        "lang": lang,
        "url": url or found.url or None,
    }


def _declared_language(tree: Any) -> str | None:
    """Two-letter code that a page declares for itself."""
    declared = [tree.get("lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang"), tree.get("xml:lang")]
    declared += tree.xpath("//meta[@property='og:locale' or @http-equiv='content-language']/@content")
    codes = [_LANG.match(code.strip()) for code in declared if code]
    return next((code[0].lower() for code in codes if code), None)


def _without_outlet(title: str | None, outlet: str | None) -> str | None:
    """A title without the outlet's name that pages append to it."""
    title = squeeze(title or "")
    if outlet and len(title) > len(outlet):
        bare = title.removesuffix(outlet)
        if bare != title and bare.rstrip()[-1:] in tuple("-–—|·:"):
            title = bare.rstrip().rstrip("-–—|·:").rstrip()
    return title or None


def _join_paragraphs(text: str, titles: list[str | None]) -> str:
    """Lines of an extracted text as paragraphs, without a headline among the first three."""
    known = {_letters(title) for title in titles if title} - {""}
    lines = [line.strip() for line in text.split("\n") if line.strip() and not _TABLE_RULE.fullmatch(line)]
    return "\n\n".join(line for place, line in enumerate(lines) if place > 2 or _letters(line) not in known)


def _letters(text: str) -> str:
    """A title as it is compared: letters and digits only, in one case."""
    return _NO_LETTER.sub("", text).casefold()
