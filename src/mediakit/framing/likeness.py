"""How alike two articles are as tellings of an event: by what they say, whom they name, and who published them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from mediakit.voices.actors import find_actors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]

NAME_SHARE: Final = 1 / 3  # of the likeness that shared names make
SAME_OUTLET: Final = 0.1  # taken off where one outlet published both, which seldom tells an event twice
NAMED: Final = ("name", "directory", "acronym")  # ways of naming an actor that need no other sentence


@dataclasses.dataclass(frozen=True)
class Likeness:
    """What articles are compared by, a row each: vectors and names of length 1, days, and outlets as numbers."""

    vectors: Floats
    names: Any  # csr_array of shape (n_docs, n_actors)
    days: NDArray[np.float64]  # infinite where no date is known
    outlets: NDArray[np.int64]  # -1 where unknown
    most_days: int

    def compare(self, left: Places, right: Places) -> NDArray[np.float64]:
        """Likeness of shape (n_left, n_right), whatever the dates."""
        alike = (1 - NAME_SHARE) * (self.vectors[left] @ self.vectors[right].T).astype(np.float64)
        alike += NAME_SHARE * (self.names[left] @ self.names[right].T).toarray()
        outlets = self.outlets[left][:, None]
        alike -= SAME_OUTLET * ((outlets == self.outlets[right]) & (outlets >= 0))
        return alike

    def are_apart(self, left: Places, right: Places) -> NDArray[np.bool_]:
        """Whether two dates lie too far apart, shape (n_left, n_right); never where one is unknown."""
        known = np.isfinite(self.days[left])[:, None] & np.isfinite(self.days[right])
        day = [np.where(np.isfinite(self.days[places]), self.days[places], 0) for places in (left, right)]
        return np.asarray((np.abs(day[0][:, None] - day[1]) > self.most_days) & known)

    def between(self, left: Places, right: Places) -> NDArray[np.float64]:
        """Likeness of shape (n_left, n_right), -1 where two dates lie too far apart."""
        alike = self.compare(left, right)
        alike[self.are_apart(left, right)] = -1
        return alike

    def count_candidates(self) -> NDArray[np.int64]:
        """Other articles that are not too far away in time, shape (n_docs,)."""
        known = np.sort(self.days[np.isfinite(self.days)])
        first = np.searchsorted(known, self.days - self.most_days, side="left")
        last = np.searchsorted(known, self.days + self.most_days, side="right")
        within = last - first + len(self.days) - len(known)
        return np.where(np.isfinite(self.days), within, len(self.days)) - 1


def weigh_names(corpus: pd.DataFrame) -> Any:
    """Actors that two articles or more name, rare ones weighing more, as sparse rows of length 1 or 0."""
    from scipy import sparse  # noqa: PLC0415

    actors = find_actors(corpus.assign(text=corpus["text"].fillna("")))
    actors = actors[actors["how"].isin(NAMED)]
    rows = corpus.index.astype("str").get_indexer(pd.Index(actors["doc_id"]))
    columns, _ = pd.factorize(actors["actor"], sort=True)
    shape = (len(corpus), int(columns.max(initial=-1)) + 1)
    counts = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=shape).tocsr()
    doc_freq = np.bincount(counts.indices, minlength=shape[1])
    rareness = np.log((1 + len(corpus)) / (1 + doc_freq)) * (doc_freq > 1)
    counts.data = np.log1p(counts.data) * rareness[counts.indices]
    length = np.sqrt(counts.multiply(counts).sum(axis=1))
    return sparse.csr_array(sparse.diags_array(1 / np.where(length > 0, length, 1)) @ counts)


def number_outlets(corpus: pd.DataFrame) -> NDArray[np.int64]:
    """Outlets as numbers, -1 where there is none."""
    if "outlet" not in corpus.columns:
        return np.full(len(corpus), -1, np.int64)
    numbers, _ = pd.factorize(corpus["outlet"], sort=True)
    return numbers.astype(np.int64)
