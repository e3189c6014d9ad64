"""Whether two groups differ by more than chance, tested by giving their labels out anew."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .comparison import correct_p_values
from .resampling import check_columns, number_clusters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CELLS = 4_000_000  # labels held in memory at once


def permute_groups(
    table: pd.DataFrame,
    *,
    value: str,
    by: str,
    cluster: str | None = None,
    n_resamples: int = 2000,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""
    Test by permutation whether the means of a column differ between groups, two by two.

    Labels are given out anew at random, and the difference of the means, in units of its standard error, is compared
    with those that chance makes [1]_. Whole clusters keep together: of a cluster that lies in one group, such as the
    articles of a day on which one outlet wrote, the label is exchanged with that of other clusters; in a cluster that
    both groups share, such as an event that both told, the two sides are swapped or not, so that the event itself
    cancels out. The p value is :math:`(1 + b) / (1 + B)` for :math:`b` of :math:`B` permutations as far out [2]_.

    Parameters
    ----------
    table : DataFrame
        One row an observation; rows where `value` or `by` is missing are left out.
    value : str
        Column of numbers.
    by : str
        Column that makes the groups.
    cluster : str, optional
        Column that names the cluster of a row; rows where it is missing are clusters of their own. By default each row
        is.
    n_resamples : int, default 2000
        Permutations, at least 1.
    random_state : int, default 0
        Seed of the permutations; a pair does not depend on the other groups.

    Returns
    -------
    tests : DataFrame of n_pairs rows, sorted by the groups
        ``group`` and ``other``; ``n_group`` and ``n_other`` (rows); ``difference`` (mean of `group` less that of
        `other`), with the ``low`` and ``high`` of its 95% interval, from the same permutations; ``p_value``, and
        ``p_corrected`` for the number of pairs (:func:`correct_p_values`).

    Raises
    ------
    ValueError
        If a column is missing, there are fewer than two groups, or `n_resamples` is below 1.

    References
    ----------
    .. [1] Chung, E. and Romano, J. P. (2013). Exact and asymptotically robust permutation tests. Annals of Statistics
       41(2), 484-507. doi:10.1214/13-AOS1090
    .. [2] Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical Applications in
       Genetics and Molecular Biology 9(1). doi:10.2202/1544-6115.1585

    Examples
    --------
    >>> table = pd.DataFrame({"outlet": ["A"] * 6 + ["B"] * 6, "valence": [1, 2, 3, 2, 1, 3, 4, 5, 4, 6, 5, 6]})
    >>> tests = permute_groups(table, value="valence", by="outlet")
    >>> tests[["group", "other", "difference", "p_value"]].round(2)
      group other  difference  p_value
    0     A     B        -3.0      0.0

    """
    check_columns(table, [value, by, *([cluster] if cluster else [])])
    if n_resamples < 1:
        msg = f"`n_resamples` is {n_resamples!r}, but at least 1 permutation is needed, and 2000 for small p values."
        raise ValueError(msg)
    rows = table.dropna(subset=[value, by])
    parts = dict(iter(rows.groupby(by, sort=True)))
    if len(parts) < 2:
        msg = f"Column {by!r} has {len(parts)} groups with numbers, but a test compares two or more. Name another."
        raise ValueError(msg)
    tests = []
    for group, other in combinations(parts, 2):
        both = pd.concat([parts[group], parts[other]])
        sums = _sum_sides(both, value, both[by].eq(other).to_numpy(), cluster)
        sizes = (len(parts[group]), len(parts[other]))
        tests.append((group, other, *sizes, *_test_pair(sums, n_resamples, random_state)))
    columns = ["group", "other", "n_group", "n_other", "difference", "low", "high", "p_value"]
    found = pd.DataFrame(tests, columns=columns)
    return found.assign(p_corrected=correct_p_values(found["p_value"]))


def _sum_sides(rows: pd.DataFrame, value: str, is_other: NDArray[np.bool_], cluster: str | None) -> Floats:
    """Sum and number of the rows of each side, shape (n_clusters, 4); values count from the mean of all."""
    number = number_clusters(rows, cluster)
    values = rows[value].to_numpy(np.float64)
    values = values - values.mean()
    n = int(number.max()) + 1
    sides = [(values * side, side.astype(np.float64)) for side in (~is_other, is_other)]
    return np.column_stack([np.bincount(number, weights, n) for side in sides for weights in side])


def _test_pair(sums: Floats, n_resamples: int, random_state: int) -> tuple[float, float, float, float]:
    """Difference of the means of two sides, bounds of its 95% interval, and p value."""
    as_is, swapped = _list_products(sums), _list_products(sums[:, [2, 3, 0, 1]])
    difference, error = _compare_means(as_is.sum(axis=0)[None])
    change = swapped - as_is
    rng = np.random.default_rng(random_state)
    n_at_once = max(1, CELLS // len(sums))
    extremes = []
    for done in range(0, n_resamples, n_at_once):
        swap = _draw_swaps(sums, min(n_at_once, n_resamples - done), rng)
        drawn, own = _compare_means(as_is.sum(axis=0) + swap @ change)
        extremes.append(_divide(abs(drawn), own))
    chance = np.concatenate(extremes)
    found = _divide(abs(difference), error)[0]
    p_value = 1 + np.sum(chance >= found - 1e-9 * max(found, 1) if np.isfinite(found) else np.isinf(chance))
    reach = np.quantile(chance, 0.95, method="higher") * error[0]
    bounds = (difference[0] - reach, difference[0] + reach) if np.isfinite(reach) else (np.nan, np.nan)
    return float(difference[0]), float(bounds[0]), float(bounds[1]), float(p_value / (1 + n_resamples))


def _draw_swaps(sums: Floats, n_draws: int, rng: np.random.Generator) -> Floats:
    """Which clusters change sides, 0 or 1, shape (n_draws, n_clusters)."""
    in_one, in_other = sums[:, 1] > 0, sums[:, 3] > 0
    swap = np.zeros((n_draws, len(sums)))
    shared = in_one & in_other
    swap[:, shared] = rng.integers(2, size=(n_draws, shared.sum()))
    side = in_other[~shared].astype(np.int8)
    swap[:, ~shared] = rng.permuted(np.tile(side, (n_draws, 1)), axis=1) != side
    return swap


def _list_products(sums: Floats) -> Floats:
    """What means and their errors are made of, for each cluster, shape (n_clusters, 14)."""
    s, n, t, m = sums.T
    return np.column_stack([s, n, t, m, s * s, s * n, n * n, t * t, t * m, m * m, s * t, s * m, n * t, n * m])


def _compare_means(totals: Floats) -> tuple[Floats, Floats]:
    """Difference of the means of two sides and its standard error over clusters, shape (n_draws,)."""
    s, n, t, m, ss, sn, nn, tt, tm, mm, st, s_m, nt, nm = totals.T
    a, b = s / n, t / m
    one = (ss - 2 * a * sn + a * a * nn) / n**2
    other = (tt - 2 * b * tm + b * b * mm) / m**2
    common = (st - b * s_m - a * nt + a * b * nm) / (n * m)
    variance = one + other - 2 * common
    return a - b, np.sqrt(np.where(variance > 1e-12 * (ss + tt) / (n * m), variance, 0))


def _divide(top: Floats, bottom: Floats) -> Floats:
    """Quotients, 0 where both are 0 and infinite where the bottom alone is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(top > 1e-12, top / bottom, 0.0)
