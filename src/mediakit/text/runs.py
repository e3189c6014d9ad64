"""Runs of neighbouring tokens: how often they occur, and how strong the bond between their parts is."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .tokens import Tokens


@dataclasses.dataclass(frozen=True)
class Runs:
    """
    The runs of `n_words` tokens that occur often enough.

    Attributes
    ----------
    n_words : int
        Length of each.
    number : int32 array of shape (n_tokens,)
        The run that begins at each token, or -1.
    counts : int64 array of shape (n_runs,)
        How often each occurs.
    first : int64 array of shape (n_runs,)
        The token at which each begins for the first time.

    """

    n_words: int
    number: NDArray[np.int32]
    counts: NDArray[np.int64]
    first: NDArray[np.int64]


def count_runs(tokens: Tokens, max_words: int, min_count: int) -> list[Runs]:
    """
    Count the runs of 1 to `max_words` tokens within documents.

    Parameters
    ----------
    tokens : Tokens
        The tokens.
    max_words : int
        Length of the longest.
    min_count : int
        Leave out runs that occur less often.

    Returns
    -------
    by_length : list of Runs
        Those of length n at place n - 1, numbered in the order of their first occurrence.

    """
    n_tokens = len(tokens)
    room = np.repeat(tokens.starts[1:], np.diff(tokens.starts)) - np.arange(n_tokens)
    place, codes = np.arange(n_tokens), pd.factorize(tokens.ids)[0]
    by_length: list[Runs] = []
    for n_words in range(1, max_words + 1):
        if by_length:  # a run is frequent only if it is without its last and without its first word
            number, n_runs = by_length[-1].number, len(by_length[-1].counts)
            place = np.flatnonzero((number[:-1] >= 0) & (number[1:] >= 0) & (room[:-1] >= n_words))
            codes = pd.factorize(number[place].astype(np.int64) * n_runs + number[place + 1])[0]
        counts = np.bincount(codes)
        first = np.zeros(len(counts), np.int64)
        first[codes[::-1]] = place[::-1]
        is_kept = counts >= min_count
        numbers = np.full(n_tokens, -1, np.int32)
        numbers[place] = np.where(is_kept, np.cumsum(is_kept) - 1, -1)[codes]
        by_length.append(Runs(n_words, numbers, counts[is_kept], first[is_kept]))
    return by_length


def measure_bond(tokens: Tokens, by_length: list[Runs]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """
    Measure how strong the bond of each run of the last length is, at its weakest link.

    Parameters
    ----------
    tokens : Tokens
        The tokens.
    by_length : list of Runs
        What `count_runs` gives, up to the length to measure.

    Returns
    -------
    g2, npmi : float64 arrays of shape (n_runs,)
        The log-likelihood ratio, negative where the parts avoid each other, and the normalized pointwise mutual
        information, of the two parts that would meet most often by chance.

    """
    runs = by_length[-1]
    n_windows = float(np.maximum(np.diff(tokens.starts) - runs.n_words + 1, 0).sum())
    left, right = np.zeros(len(runs.counts)), np.zeros(len(runs.counts))
    for cut in range(1, runs.n_words):
        before, after = by_length[cut - 1], by_length[runs.n_words - cut - 1]
        n_before = _count_with_room(tokens, before, runs.n_words - before.n_words, after=True)
        n_after = _count_with_room(tokens, after, runs.n_words - after.n_words, after=False)
        one, other = n_before[before.number[runs.first]], n_after[after.number[runs.first + cut]]
        is_weaker = one * other > left * right
        left, right = np.where(is_weaker, one, left), np.where(is_weaker, other, right)
    return _measure_tables(runs.counts.astype(np.float64), left, right, n_windows)


def _count_with_room(tokens: Tokens, runs: Runs, n_more: int, *, after: bool) -> NDArray[np.int64]:
    """How often each run has `n_more` tokens of its document after it, or before it, shape (n_runs,)."""
    lengths = np.diff(tokens.starts)
    counts = runs.counts.copy()
    for n_left in range(n_more):
        has_place = lengths >= runs.n_words + n_left
        place = tokens.starts[1:] - runs.n_words - n_left if after else tokens.starts[:-1] + n_left
        number = runs.number[place[has_place]]
        counts -= np.bincount(number[number >= 0], minlength=len(counts))
    return counts


def _measure_tables(
    both: NDArray[np.float64], left: NDArray[np.float64], right: NDArray[np.float64], total: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Signed log-likelihood ratio and npmi of 2 x 2 tables, from a cell, its margins and the total."""
    observed = np.array([both, left - both, right - both, total - left - right + both])
    rows, columns = np.array([left, left, total - left, total - left]), np.array([right, total - right] * 2)
    expected = rows * columns / max(total, 1.0)
    ratio = np.divide(observed, expected, out=np.ones_like(observed), where=observed > 0)
    g2 = 2 * (observed * np.log(ratio)).sum(axis=0) * np.where(both < expected[0], -1.0, 1.0)
    surprise = -np.log(both / max(total, 1.0))
    npmi = np.divide(np.log(ratio[0]), surprise, out=np.ones_like(both), where=surprise > 0)
    return g2, npmi
