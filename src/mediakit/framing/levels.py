"""How alike two articles must be to tell one event, by how alike articles are that tell different ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .likeness import Likeness

    Floats = NDArray[np.float64]

CHANCE: Final = 0.5  # articles as near as a partner that chance may be expected to bring
LEAST: Final = 0.1  # level where articles are few or lie far apart
MOST: Final = 0.5  # level that articles of one event reach in other words, and in other languages
FEWEST: Final = 50  # articles to compare with, from which a level can be told
COMPARED: Final = 2000  # articles that all are compared with
RANK: Final = 10  # of the nearest of them, at least
SHARE: Final = 0.01  # the same as a share, where they are many
WIDTH: Final = 4.0  # how many times further down the fall of likeness is measured
ROWS: Final = 512  # articles compared at once


def find_levels(like: Likeness) -> Floats:
    """
    Likeness that each article's partners must reach, shape (n_docs,), between `LEAST` and `MOST`.

    An article is compared with those too far away in time to tell its event. Of these, a share falls off with likeness
    as ``exp(-likeness / scale)`` beyond the `RANK`-th nearest; the level is where of its candidates, those within the
    days, `CHANCE` would be as near.
    """
    n_docs = len(like.days)
    if n_docs <= FEWEST:
        return np.full(n_docs, LEAST)
    chosen = np.arange(n_docs)
    if n_docs > COMPARED:
        chosen = np.sort(np.random.default_rng(0).choice(n_docs, COMPARED, replace=False))
    near, fall, share = np.empty(n_docs), np.empty(n_docs), np.empty(n_docs)
    for start in range(0, n_docs, ROWS):
        rows = np.arange(start, min(start + ROWS, n_docs))
        near[rows], fall[rows], share[rows] = _read_ranks(like, rows, chosen)
    expected = np.maximum(share * like.count_candidates(), share)
    return np.clip(near + np.median(fall) * np.log(expected / CHANCE), LEAST, MOST)


def _read_ranks(like: Likeness, rows: NDArray[np.int64], chosen: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
    """Likeness at the rank, its fall from there on by unit of logarithm, and the share of articles above it."""
    alike = like.compare(rows, chosen)
    is_other = rows[:, None] != chosen
    is_null = like.are_apart(rows, chosen)
    is_null = np.where(is_null.sum(axis=1, keepdims=True) > FEWEST, is_null, is_other)
    alike[~is_null] = -np.inf
    alike = -np.sort(-alike, axis=1)
    n_null = is_null.sum(axis=1)
    rank = np.maximum(RANK, (SHARE * n_null).astype(np.int64))
    lower = np.minimum((WIDTH * rank).astype(np.int64), n_null)
    place = np.arange(len(rows))
    near = alike[place, rank - 1]
    return near, (near - alike[place, lower - 1]) / np.log(lower / rank), rank / n_null
