"""How far a mean would move if other articles had been drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Method = Literal["percentile", "studentized"]
MANY = 4096  # from here on, equal clusters are drawn together
CELLS = 4_000_000  # draws held in memory at once


def bootstrap_groups(  # noqa: PLR0913 - what is drawn, how often and how it is read
    table: pd.DataFrame,
    *,
    value: str,
    by: str | Sequence[str],
    cluster: str | None = None,
    method: Method = "percentile",
    n_resamples: int = 2000,
    confidence: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    """
    Mean of a column in each group, with a bootstrap interval.

    Rows of a group are drawn with replacement as if they were independent. Where they are not, as the articles on one
    event or the copies of one wire story, `cluster` names what is: whole clusters are drawn, with all their rows [3]_.

    The percentile interval [1]_ is too narrow where a group has few rows of a skewed measure: on rates a 95% interval
    held the truth in 80% of simulations with 10 rows, and the studentized one [2]_, which draws the error of the mean
    as well, in 93%. Take that one below about 50 rows or clusters.

    Parameters
    ----------
    table : DataFrame
        One row an observation, with the columns `value` and `by`.
    value : str
        Column of numbers; rows where it is missing are left out.
    by : str or sequence of str
        Columns that make the groups; rows where one is missing are left out.
    cluster : str, optional
        Column that names the cluster of a row; rows where it is missing are clusters of their own. By default each row
        is.
    method : {"percentile", "studentized"}, default "percentile"
        How the interval is read from the draws. The studentized one needs about 5 rows or clusters; where it has no
        bound, the bound is missing.
    n_resamples : int, default 2000
        Draws, at least 1.
    confidence : float, default 0.95
        Share of the draws between the bounds.
    random_state : int, default 0
        Seed of the draws; a group's interval does not depend on the other groups.

    Returns
    -------
    estimates : DataFrame of n_groups rows, sorted by the groups
        The columns `by`, then ``n`` (rows), ``n_clusters`` where `cluster` is named, ``mean``, ``low``, ``high``. The
        bounds of a group of one row or cluster are missing.

    Raises
    ------
    ValueError
        If a column is missing, `confidence` is not between 0 and 1, `n_resamples` is below 1 or `method` unknown.

    References
    ----------
    .. [1] Efron, B. (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics 7(1), 1-26.
       doi:10.1214/aos/1176344552
    .. [2] DiCiccio, T. J. and Efron, B. (1996). Bootstrap confidence intervals. Statistical Science 11(3), 189-228.
       doi:10.1214/ss/1032280214
    .. [3] Cameron, A. C., Gelbach, J. B. and Miller, D. L. (2008). Bootstrap-based improvements for inference with
       clustered errors. Review of Economics and Statistics 90(3), 414-427. doi:10.1162/rest.90.3.414

    Examples
    --------
    >>> table = pd.DataFrame({"outlet": ["A", "A", "A", "B"], "valence": [0.1, 0.2, 0.3, -0.5]})
    >>> bootstrap_groups(table, value="valence", by="outlet").round(1)
      outlet  n  mean  low  high
    0      A  3   0.2  0.1   0.3
    1      B  1  -0.5  NaN   NaN

    """
    groups = [by] if isinstance(by, str) else list(by)
    named = [value, *groups, *([cluster] if cluster else [])]
    check_columns(table, named)
    _check_options(method, n_resamples, confidence)
    rows = []
    for key, part in table.dropna(subset=[value, *groups]).groupby(groups, sort=True)[named]:
        sums, sizes = _sum_clusters(part, value, cluster)
        drawn = _draw_means(sums, sizes, method, n_resamples, random_state)
        low, high = _read_bounds(drawn, sums.sum() / sizes.sum(), method, confidence)
        counts = (len(part), len(sums)) if cluster else (len(part),)
        rows.append((*key, *counts, part[value].to_numpy(np.float64).mean(), low, high))
    columns = [*groups, "n", *(["n_clusters"] if cluster else []), "mean", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def check_columns(table: pd.DataFrame, names: Sequence[str]) -> None:
    """Refuse a table that lacks one of the columns."""
    missing = [name for name in names if name not in table.columns]
    if missing:
        msg = (
            f"The table has no columns {missing}, only {list(table.columns)}. Name its columns in `value`, `by` and "
            "`cluster`."
        )
        raise ValueError(msg)


def _check_options(method: str, n_resamples: int, confidence: float) -> None:
    """Refuse options that give no interval."""
    if not 0 < confidence < 1:
        msg = f"`confidence` is {confidence!r}, but must lie between 0 and 1, such as 0.95."
        raise ValueError(msg)
    if n_resamples < 1:
        msg = f"`n_resamples` is {n_resamples!r}, but at least 1 draw is needed, and about 2000 for steady bounds."
        raise ValueError(msg)
    if method not in get_args(Method):
        msg = f"`method` is {method!r}, but must be one of {list(get_args(Method))}."
        raise ValueError(msg)


def number_clusters(table: pd.DataFrame, cluster: str | None) -> NDArray[np.int64]:
    """Number of the cluster of each row; a row without one is a cluster of its own."""
    if cluster is None:
        return np.arange(len(table))
    number = table[cluster].factorize()[0]
    alone = number < 0
    number[alone] = number.max(initial=-1) + 1 + np.arange(alone.sum())
    return number.astype(np.int64)


def _sum_clusters(part: pd.DataFrame, value: str, cluster: str | None) -> tuple[Floats, Floats]:
    """Sum of the values and number of the rows of each cluster, shape (n_clusters,)."""
    number = number_clusters(part, cluster)
    values = part[value].to_numpy(np.float64)
    return np.bincount(number, values).astype(np.float64), np.bincount(number).astype(np.float64)


def _draw_means(sums: Floats, sizes: Floats, method: str, n_resamples: int, random_state: int) -> Floats:
    """
    Means of draws, shape (n_resamples,), or their distance from the mean in standard errors, times that of the mean.

    A draw takes as many clusters as there are; its mean is a ratio of sums, and the error of it that of a ratio.
    """
    n = len(sums)
    if n < 2:
        return np.full(1, np.nan)
    mean = sums.sum() / sizes.sum()
    lean = sums - mean * sizes
    columns = np.column_stack([sums, sizes, lean, lean**2, lean * sizes, sizes**2])
    needed = 6 if method == "studentized" else 1 if (sizes == 1).all() else 2
    drawn = _draw_sums(columns[:, :needed], n_resamples, random_state)
    if method == "percentile":
        return np.asarray(drawn[0] / (n if needed == 1 else drawn[1]))
    _, size, gap, squares, products, size_squares = drawn
    gap = gap / size
    own = np.sqrt(np.maximum(squares - 2 * gap * products + gap**2 * size_squares, 0)) / size
    error = np.sqrt((lean**2).sum()) / sizes.sum() * np.sqrt(n / (n - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = gap / np.where(own > 1e-6 * error, own, 0) * np.sqrt((n - 1) / n)
    return np.where(np.isnan(distance), 0.0, distance * error)


def _draw_sums(columns: Floats, n_resamples: int, random_state: int) -> Floats:
    """Sums of each column over drawn rows, shape (n_columns, n_resamples)."""
    n = len(columns)
    rng = np.random.default_rng(random_state)
    if n >= MANY:
        kinds, counts = np.unique(columns, axis=0, return_counts=True)
        if len(kinds) <= n // 16:
            return (rng.multinomial(n, counts / n, size=n_resamples) @ kinds).T
    n_at_once = max(1, CELLS // n)
    parts = []
    for done in range(0, n_resamples, n_at_once):
        rows = rng.integers(n, size=(min(n_at_once, n_resamples - done), n))
        parts.append(np.stack([column[rows].sum(axis=1) for column in np.ascontiguousarray(columns.T)]))
    return np.concatenate(parts, axis=1)


def _read_bounds(drawn: Floats, mean: float, method: str, confidence: float) -> tuple[float, float]:
    """Bounds of the mean; missing where the draws give none."""
    outer = (1 - confidence) / 2
    if method == "percentile":
        low, high = np.quantile(drawn, [outer, 1 - outer])
        return float(low), float(high)
    # The nearest draw further out, since between a number and infinity nothing lies.
    low, high = mean - np.quantile(drawn, 1 - outer, method="higher"), mean - np.quantile(drawn, outer, method="lower")
    return float(low if np.isfinite(low) else np.nan), float(high if np.isfinite(high) else np.nan)
