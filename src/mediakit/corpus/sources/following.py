"""Articles of which a source has only the address, or only a summary: the pages are fetched where that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .fetching import FetchError
from .pages import read_page_source
from .records import Record, Reject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .fetching import Fetcher
    from .records import Items

_OWN: Final = ("text", "extent")  # what a page knows better than the list that names it


def follow_addresses(items: Iterable[Record | Reject], fetcher: Fetcher | None) -> Items:
    """
    Fetch the pages of articles that came as an address or as a summary.

    Parameters
    ----------
    items : iterable of Record or Reject
        What a reader gives. An article with its whole text passes unchanged, and so does a reject.
    fetcher : Fetcher or None
        What fetches pages. With None nothing is fetched: a summary stays as it is, marked as one, and an article
        without any text is put aside.

    Yields
    ------
    item : Record or Reject
        Of a fetched page the text, and everything else that the source itself did not say; ``date`` is the one on
        which a list saw the article (``seen``) where neither gives one. Where a page cannot be had, a summary stays
        what it is.

    Examples
    --------
    >>> listed = Record({"title": "Pact holds", "url": "https://news.example/pact"}, "line 2")
    >>> next(follow_addresses([listed], None)).reason
    'There is no text, only the address https://news.example/pact. Ask for pages to be fetched.'

    """
    for item in items:
        if isinstance(item, Reject) or not (_lacks_text(item) or item.fields.get("extent") == "summary"):
            yield item
        elif fetcher is None or not item.fields.get("url"):
            yield _without_page(item, "Ask for pages to be fetched." if item.fields.get("url") else "")
        else:
            yield _with_page(item, fetcher)


def _with_page(item: Record, fetcher: Fetcher) -> Record | Reject:
    """The article with the text of its page."""
    try:
        answer = fetcher.fetch(item.fields["url"])
    except FetchError as error:
        return _without_page(item, str(error))
    found = next(read_page_source(answer.body, url=answer.url, charset=answer.charset, place=item.place))
    if isinstance(found, Reject):
        return _without_page(item, found.reason)
    kept = {name: value for name, value in item.fields.items() if name not in _OWN}
    fields = found.fields | kept
    if "seen" in fields:
        fields.setdefault("date", fields["seen"])
    return Record(fields, item.place)


def _without_page(item: Record, reason: str) -> Record | Reject:
    """A summary as it is; a reject where there is no text at all."""
    if not _lacks_text(item):
        return item
    address = f", only the address {item.fields['url']}" if item.fields.get("url") else " and no address"
    return Reject(item.place, f"There is no text{address}. {reason}".strip())


def _lacks_text(item: Record) -> bool:
    return not item.fields.get("text", "").strip()
