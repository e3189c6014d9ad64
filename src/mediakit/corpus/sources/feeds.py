"""Feeds, RSS and Atom: an article for each item, with its whole text or with the summary that the feed gives of it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final

from .decoding import decode_page
from .extras import load_extra
from .markup import parse_markup, read_lines, squeeze
from .records import Record, Reject

if TYPE_CHECKING:
    from .records import Items

LARGEST_FEED: Final = 50 << 20  # bytes
_LONGEST_PROLOG: Final = 10_000  # characters before the first element
_ROOT: Final = re.compile(r"<[A-Za-z]")
_LAST_TAG: Final = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf)\s*>(?:\s|<!--[^>]*-->)*$", re.IGNORECASE)
_SUMMARY_END: Final = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*$")
_FEWEST_WORDS_OF_TEXT: Final = 120  # a longer description is the article itself, in feeds without a place for it


def read_feed(raw: bytes, *, url: str | None = None) -> Items:
    """
    Read the items of a feed.

    Parameters
    ----------
    raw : bytes
        The feed, RSS or Atom.
    url : str, optional
        Its address, by which relative addresses in it are completed.

    Yields
    ------
    item : Record or Reject
        An article for each item. Where the feed gives no more than a summary, the field ``extent`` is ``"summary"``
        and ``text`` is that summary (see `follow_addresses`). A feed that breaks off gives the items before the break,
        and a reason.

    """
    if len(raw) > LARGEST_FEED:
        yield Reject("", f"The feed has {len(raw):,} bytes; at most {LARGEST_FEED:,} are read.")
        return
    text = decode_page(raw)
    root = _ROOT.search(text)
    before = text[: root.start()] if root else text[:_LONGEST_PROLOG]
    if "<!ENTITY" in before.upper():
        # No feed needs them; entities can expand to gigabytes or point to files of this machine.
        yield Reject("", "The feed declares entities of its own, which are never expanded.")
        return
    yield from _read_entries(text[len(before) :] if root else text, url)


def _read_entries(text: str, url: str | None) -> Items:
    """The items of a decoded feed, from its first element on."""
    feedparser = load_extra("feedparser", purpose="Reading feeds")
    headers = {"content-type": "application/xml; charset=utf-8"} | ({"content-location": url} if url else {})
    feed = feedparser.parse(io.BytesIO(text.encode("utf-8", errors="replace")), response_headers=headers)
    if not feed.entries:
        yield Reject("", f"There is no item in the feed{_describe_fault(feed)}.")
        return
    about = {"outlet": _one_line(feed.feed.get("title") or ""), "lang": (feed.feed.get("language") or "")[:2].lower()}
    is_whole = _LAST_TAG.search(text[-200:]) is not None
    for number, entry in enumerate(feed.entries, 1):
        if number == len(feed.entries) and not is_whole:
            yield Reject(f"item {number}", "The feed breaks off in or after this item, which may not be whole.")
        else:
            yield _read_entry(entry, about, f"item {number}")
    if feed.bozo and is_whole and not isinstance(feed.bozo_exception, feedparser.CharacterEncodingOverride):
        yield Reject("", f"The feed is damaged in a place, and items after it may lack parts{_describe_fault(feed)}.")


def _read_entry(entry: Any, about: dict[str, str], place: str) -> Record | Reject:
    """The article of one item."""
    whole = max((_read_html(content.get("value") or "") for content in entry.get("content", ())), key=len, default="")
    summary = _read_html(entry.get("summary") or "")
    link = entry.get("link") or ""
    fields = {
        "title": _one_line(entry.get("title") or ""),
        "text": whole if len(whole) >= len(summary) else summary,
        "date": entry.get("published") or entry.get("updated") or "",
        "author": squeeze(entry.get("author") or ""),
        "outlet": squeeze((entry.get("source") or {}).get("title") or "") or about["outlet"],
        "lang": about["lang"],
        "url": link if link.startswith(("http://", "https://")) else "",
    }
    if not fields["text"] and not fields["url"]:
        return Reject(place, f"The item {fields['title']!r} has neither a text nor an address.")
    n_words = len(fields["text"].split())
    if not whole and (n_words < _FEWEST_WORDS_OF_TEXT or _SUMMARY_END.search(fields["text"])):
        fields["extent"] = "summary"
    return Record({name: value for name, value in fields.items() if value}, place)


def _read_html(html: str) -> str:
    """Paragraphs of a piece of HTML."""
    tree = parse_markup(f"<div>{html}</div>") if html.strip() else None
    return "" if tree is None else "\n\n".join(read_lines([tree]))


def _one_line(html: str) -> str:
    """A headline, without the marks that some feeds put in it."""
    return squeeze(_read_html(html)) if "<" in html or "&" in html else squeeze(html)


def _describe_fault(feed: Any) -> str:
    """What is wrong with a feed, as the end of a sentence."""
    return f" ({squeeze(str(feed.bozo_exception))[:200].rstrip('.')})" if feed.bozo else ""
