"""Which articles of a source are new: neither in the store nor on their way into it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from .sources.records import Reject

if TYPE_CHECKING:
    from .articles import Article
    from .known import KnownArticles
    from .store import Store


@dataclasses.dataclass
class _Keys:
    """Keys of the articles of a batch: text and source of each identifier, and the contents."""

    ids: dict[int, tuple[int, int]] = dataclasses.field(default_factory=dict)
    contents: set[int] = dataclasses.field(default_factory=set)


class Judging:
    """
    Tells articles that are new from those that are known.

    Parameters
    ----------
    store : Store
        What was written.

    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._written, self._read = _Keys(), _Keys()

    def start_batch(self) -> None:
        """Begin a batch; the one before it may still be on its way into the store, those before that are in it."""
        self._written, self._read = self._read, _Keys()

    def judge(self, articles: list[Article], number: int) -> list[Article | Reject | None]:
        """
        Judge articles of one source, which count as known from then on.

        Parameters
        ----------
        articles : list of Article
            In their order.
        number : int
            The source.

        Returns
        -------
        verdicts : list of Article, Reject or None
            For each: the article if it is new, None if it is known, a reject if its identifier is another's.

        """
        known = self._store.known
        stored = _Keys(
            known.find_ids(np.array([article.id_key for article in articles], np.uint64)),
            known.find_contents(np.array([article.content_key for article in articles], np.uint64)),
        )
        return [self._judge(article, number, stored, known) for article in articles]

    def _judge(self, article: Article, number: int, stored: _Keys, known: KnownArticles) -> Article | Reject | None:
        """The article if it is new, None if it is known, a reject if its identifier is another's."""
        content = article.content_key
        if content in self._read.contents or content in self._written.contents or content in stored.contents:
            return None
        earlier = self._find(article, stored)
        if earlier is not None:
            text, source = earlier
            if text == article.text_key:
                return None
            if source == number:
                doc_id = article.fields["doc_id"]
                return Reject(article.place, f"The doc_id {doc_id!r} was used before in this source, for another text.")
            article.rename()
            renamed = _Keys(known.find_ids(np.array([article.id_key], np.uint64)))
            if self._find(article, renamed) is not None:
                return None
        self._read.ids[article.id_key] = article.text_key, number
        self._read.contents.add(content)
        return article

    def _find(self, article: Article, stored: _Keys) -> tuple[int, int] | None:
        """Text and source of the identifier of an article."""
        key = article.id_key
        return self._read.ids.get(key) or self._written.ids.get(key) or stored.ids.get(key)
