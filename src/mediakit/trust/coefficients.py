"""Coefficients of agreement on arrays; each takes many resamples of the units at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from .codings import Patterns

    Numbers = NDArray[np.float64]
    Coefficient = Callable[[Patterns, Numbers], Numbers]

N_AT_ONCE: Final = 4_000_000
MONOTONE, OVERLAPPING = 2 / 3, 1 / 3


def resample(coefficient: Coefficient, patterns: Patterns, n_resamples: int, random_state: int) -> Numbers:
    """
    Draw units with replacement and take a coefficient of each draw.

    Units of one pattern cannot be told apart, so the draw is multinomial over patterns: the same as drawing units.

    Parameters
    ----------
    coefficient : callable
        Takes patterns and weights of shape (n_resamples, n_patterns), gives values of shape (n_resamples,).
    patterns : Patterns
        The units.
    n_resamples : int
        Draws.
    random_state : int
        Seed.

    Returns
    -------
    draws : float64 array, shape (n_resamples,)
        Missing where the coefficient is not defined on a draw.

    """
    rng = np.random.default_rng(random_state)
    n_units = int(patterns.n_units.sum())
    size = max(1, N_AT_ONCE // max(patterns.counts.shape))
    draws = [np.empty(0)]
    for done in range(0, n_resamples, size):
        weights = rng.multinomial(n_units, patterns.n_units / n_units, size=min(size, n_resamples - done))
        draws.append(coefficient(patterns, weights.astype(np.float64)))
    return np.concatenate(draws)


def alpha_nominal(patterns: Patterns, weights: Numbers) -> Numbers:
    """Krippendorff's alpha where two codes are equal or not, shape (n_resamples,)."""
    sizes = patterns.n_coders
    squares = np.asarray(patterns.counts.power(2).sum(axis=1), np.float64)
    totals = _sum_rows(weights, patterns.counts)
    n = totals.sum(axis=1)
    return _correct(_weigh(weights, (sizes**2 - squares) / (sizes - 1)), n**2 - (totals**2).sum(axis=1), totals)


def alpha_interval(patterns: Patterns, weights: Numbers) -> Numbers:
    """Krippendorff's alpha with squared differences of numbers, shape (n_resamples,)."""
    sizes = patterns.n_coders
    numbers = patterns.codes.astype(np.float64)
    numbers = numbers - numbers.mean()
    within = sizes * (patterns.counts @ numbers**2) - (patterns.counts @ numbers) ** 2
    totals = _sum_rows(weights, patterns.counts)
    n = totals.sum(axis=1)
    expected = n * _weigh(totals, numbers**2) - _weigh(totals, numbers) ** 2
    return _correct(_weigh(weights, 2 * within / (sizes - 1)), 2 * expected, totals)


def alpha_ordinal(patterns: Patterns, weights: Numbers) -> Numbers:
    """
    Krippendorff's alpha of ranks, shape (n_resamples,).

    His ordinal difference, the sum of the counts from one rank to the other less half of those at both ends, is the
    difference of their middle ranks: so alpha is that of an interval scale on the middle ranks of each draw.
    """
    sizes = patterns.n_coders
    totals = _sum_rows(weights, patterns.counts)
    n = totals.sum(axis=1)
    ranks = np.cumsum(totals, axis=1) - totals / 2 - n[:, None] / 2
    per_value = _sum_rows(weights * (sizes / (sizes - 1)), patterns.counts)
    sums = (patterns.counts @ ranks.T).T
    within = (per_value * ranks**2).sum(axis=1) - (weights / (sizes - 1) * sums**2).sum(axis=1)
    expected = n * (totals * ranks**2).sum(axis=1) - (totals * ranks).sum(axis=1) ** 2
    return _correct(2 * within, 2 * expected, totals)


def alpha_ratio(patterns: Patterns, weights: Numbers) -> Numbers:
    """Krippendorff's alpha with differences in proportion to the sum of two numbers, shape (n_resamples,)."""
    numbers = patterns.codes.astype(np.float64)
    sums = numbers[:, None] + numbers[None, :]
    shares = (numbers[:, None] - numbers[None, :]) / np.where(sums == 0, 1, sums)
    return _alpha_by(patterns, weights, shares**2)


def alpha_masi(patterns: Patterns, weights: Numbers) -> Numbers:
    """Krippendorff's alpha of sets of labels by the MASI distance, shape (n_resamples,)."""
    return _alpha_by(patterns, weights, measure_masi(patterns.codes))


def measure_masi(sets: NDArray[np.object_]) -> Numbers:
    """
    MASI distance between sets: 1 less the Jaccard index times 1 (equal), 2/3 (one within), 1/3 (overlap) or 0.

    Parameters
    ----------
    sets : object array of frozenset, shape (n_sets,)
        None is empty.

    Returns
    -------
    distances : float64 array, shape (n_sets, n_sets)
        Between 0 and 1.

    """
    labels = {label: column for column, label in enumerate(sorted(frozenset().union(*sets), key=str))}
    has_label = np.zeros((len(sets), len(labels)))
    for row, members in enumerate(sets):
        has_label[row, [labels[label] for label in members]] = 1
    common = has_label @ has_label.T
    sizes = has_label.sum(axis=1)
    smaller, larger = np.minimum.outer(sizes, sizes), np.maximum.outer(sizes, sizes)
    monotone = np.where(common == larger, 1, np.where(common == smaller, MONOTONE, OVERLAPPING))
    distances: Numbers = 1 - monotone * common / (sizes[:, None] + sizes[None, :] - common)
    return distances


def share_agreed(patterns: Patterns, weights: Numbers) -> Numbers:
    """Mean over units of the share of pairs of coders that agree, shape (n_resamples,)."""
    shares: Numbers = _weigh(weights, _agree(patterns)) / weights.sum(axis=1)
    return shares


def kappa_fleiss(patterns: Patterns, weights: Numbers) -> Numbers:
    """Fleiss' kappa, with codes missing as Gwet (2014) has it, shape (n_resamples,)."""
    shares = _share_values(patterns, weights)
    return _exceed(share_agreed(patterns, weights), (shares**2).sum(axis=1))


def ac1_gwet(patterns: Patterns, weights: Numbers) -> Numbers:
    """Gwet's AC1 over the codes that occur, shape (n_resamples,)."""
    shares = _share_values(patterns, weights)
    n_values = patterns.counts.shape[1]
    by_chance = (shares * (1 - shares)).sum(axis=1) / (n_values - 1) if n_values > 1 else np.ones(len(weights))
    return _exceed(share_agreed(patterns, weights), by_chance)


def kappa_cohen(tables: Numbers) -> Numbers:
    """Cohen's kappa of tables of two coders, shape (n_resamples, n_values, n_values), as shape (n_resamples,)."""
    n = tables.sum(axis=(1, 2))
    agreed = np.trace(tables, axis1=1, axis2=2) / n
    by_chance = (tables.sum(axis=1) * tables.sum(axis=2)).sum(axis=1) / n**2
    return _exceed(agreed, by_chance)


def _agree(patterns: Patterns) -> Numbers:
    """Share of pairs of coders that agree, shape (n_patterns,)."""
    sizes = patterns.n_coders
    squares = np.asarray(patterns.counts.power(2).sum(axis=1), np.float64)
    agreed: Numbers = (squares - sizes) / (sizes * (sizes - 1))
    return agreed


def _share_values(patterns: Patterns, weights: Numbers) -> Numbers:
    """Share of each value, each unit weighing the same, shape (n_resamples, n_values)."""
    shares: Numbers = _sum_rows(weights / patterns.n_coders, patterns.counts) / weights.sum(axis=1)[:, None]
    return shares


def _exceed(agreed: Numbers, by_chance: Numbers) -> Numbers:
    """Agreement beyond chance as a share of what is possible; missing where chance alone gives all."""
    possible = 1 - by_chance
    is_defined = possible > 1e-12
    return np.where(is_defined, (agreed - by_chance) / np.where(is_defined, possible, 1), np.nan)


def _alpha_by(patterns: Patterns, weights: Numbers, distances: Numbers) -> Numbers:
    """Alpha by distances of shape (n_values, n_values), as shape (n_resamples,)."""
    within = np.asarray(patterns.counts.multiply(patterns.counts @ distances).sum(axis=1), np.float64)
    totals = _sum_rows(weights, patterns.counts)
    expected = ((totals @ distances) * totals).sum(axis=1)
    return _correct(_weigh(weights, within / (patterns.n_coders - 1)), expected, totals)


def _correct(observed: Numbers, expected: Numbers, totals: Numbers) -> Numbers:
    """Alpha from sums of distances within and between units; missing where all codes are equal."""
    is_defined = (totals > 0).sum(axis=1) > 1
    n = totals.sum(axis=1)
    return np.where(is_defined, 1 - (n - 1) * observed / np.where(is_defined, expected, 1), np.nan)


def _sum_rows(weights: Numbers, counts: Any) -> Numbers:
    """Weighted sums of the rows of sparse counts, in the same order on every machine, shape (n_resamples, n_values)."""
    return np.ascontiguousarray((counts.T @ weights.T).T)


def _weigh(weights: Numbers, numbers: Numbers) -> Numbers:
    """Weighted sums of numbers, without the threads of BLAS, shape (n_resamples,)."""
    summed: Numbers = np.einsum("rp,p->r", weights, numbers)
    return summed
