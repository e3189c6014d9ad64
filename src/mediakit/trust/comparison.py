"""Whether groups differ: corrected shares compared two by two, and p values corrected for their number."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control
from scipy.stats import t as student

from .estimation import correct_shares
from .pairing import check_confidence

if TYPE_CHECKING:
    from collections.abc import Hashable

    from .pairing import CodesLike


def compare_shares(
    predicted: CodesLike,
    coded: CodesLike,
    *,
    by: str | pd.Series,
    reference: Hashable | None = None,
    probability: str | pd.Series | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    Differences of corrected shares between groups, with intervals.

    Both shares are those of :func:`estimate_share`. Their samples were drawn apart, so the variances add; the middle of
    the interval is that of Agresti and Caffo [1]_, the degrees of freedom are Welch's [2]_.

    Parameters
    ----------
    predicted : Series or DataFrame
        Machine codes of all documents, as for :func:`estimate_share`.
    coded : Series or DataFrame
        Hand codes of the documents that were drawn, as for :func:`estimate_share`.
    by : str or Series
        One column of `predicted`, or a Series indexed by ``doc_id``: the groups, such as outlets or periods.
    reference : hashable, optional
        The group that all others are compared with, such as the first period; by default every two are compared.
    probability : str or Series, optional
        Probability with which each hand-coded document was drawn, as for :func:`estimate_share`.
    confidence : float, default 0.95
        How often intervals hold the truth.

    Returns
    -------
    differences : DataFrame of n_pairs x n_classes rows, sorted by pair and class
        ``code``; ``group`` and ``other``; ``difference`` (share in `group` less that in `other`), ``low``, ``high``;
        ``naive``, the same of the machine codes; ``p_value``, and ``p_corrected`` for the number of rows
        (:func:`correct_p_values`).

    Raises
    ------
    ValueError
        As :func:`estimate_share`, and if there are fewer than two groups or `reference` is none of them.

    References
    ----------
    .. [1] Agresti, A. and Caffo, B. (2000). Simple and effective confidence intervals for proportions and differences
       of proportions result from adding two successes and two failures. The American Statistician 54(4), 280-288.
       doi:10.1080/00031305.2000.10474560
    .. [2] Welch, B. L. (1947). The generalization of 'Student's' problem when several different population variances
       are involved. Biometrika 34(1-2), 28-35. doi:10.1093/biomet/34.1-2.28

    Examples
    --------
    >>> ids = [f"d{i:03}" for i in range(400)]
    >>> outlet = pd.Series(["Herald"] * 200 + ["Post"] * 200, index=ids, name="outlet")
    >>> predicted = pd.Series([True, False, False, False] * 50 + [True, False] * 100, index=ids)
    >>> coded = predicted.iloc[::3]
    >>> compare_shares(predicted, coded, by=outlet)[["group", "other", "difference", "low", "high"]].round(2)
        group other  difference   low  high
    0  Herald  Post       -0.25 -0.28 -0.22

    """
    check_confidence(confidence)
    found = correct_shares(predicted, coded, by=by, probability=probability)
    pairs = _pair_groups(found.groups, reference)
    shares, n_classes = found.corrected, len(found.classes)
    one, other = np.array(pairs).T
    variance = shares.error**2
    error = np.sqrt(variance[one] + variance[other])
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = (variance**2 / shares.freedom)[one] + (variance**2 / shares.freedom)[other]
        freedom = np.where(error > 0, error**4 / parts, 1.0)
        middle = shares.middle[one] - shares.middle[other]
        p_value = np.where(error > 0, 2 * student.sf(abs(middle) / error, freedom), (middle == 0).astype(float))
    half = student.ppf((1 + confidence) / 2, freedom) * error
    names = found.groups.iloc[:, 0].to_numpy()
    table = pd.DataFrame(
        {
            "code": pd.Series(np.tile(found.classes.to_numpy(), len(pairs))).infer_objects(),
            "group": names[one].repeat(n_classes),
            "other": names[other].repeat(n_classes),
            "difference": (shares.share[one] - shares.share[other]).ravel(),
            "low": np.clip(middle - half, -1, 1).ravel(),
            "high": np.clip(middle + half, -1, 1).ravel(),
            "naive": (found.naive[one] - found.naive[other]).ravel(),
            "p_value": p_value.ravel(),
        }
    )
    return table.assign(p_corrected=correct_p_values(table["p_value"]))


def correct_p_values(p_values: pd.Series) -> pd.Series:
    """
    Correct p values for their number, by the false discovery rate of Benjamini and Hochberg [1]_.

    Of the rows whose corrected value is below 0.05, no more than 5% are expected to be there by chance.

    Parameters
    ----------
    p_values : Series of shape (n_tests,)
        One a test; missing ones stay missing and do not count.

    Returns
    -------
    corrected : Series of shape (n_tests,), same index

    Raises
    ------
    ValueError
        If a value is not between 0 and 1.

    References
    ----------
    .. [1] Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate: a practical and powerful
       approach to multiple testing. Journal of the Royal Statistical Society B 57(1), 289-300.
       doi:10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> correct_p_values(pd.Series([0.01, 0.04, 0.3], index=["Herald", "Ledger", "Post"])).tolist()
    [0.03, 0.06, 0.3]

    """
    known = p_values.dropna().astype(np.float64)
    wrong = ~known.between(0, 1)
    if wrong.any():
        msg = (
            f"{wrong.sum()} of {len(known)} `p_values` are not between 0 and 1, such as {known[wrong][:3].tolist()}. "
            "Give the p values themselves, not test statistics."
        )
        raise ValueError(msg)
    corrected = p_values.astype(np.float64).to_numpy(copy=True)
    corrected[p_values.notna().to_numpy()] = false_discovery_control(known.to_numpy()) if len(known) else known
    return pd.Series(corrected, index=p_values.index, name=p_values.name)


def _pair_groups(groups: pd.DataFrame, reference: Hashable | None) -> list[tuple[int, int]]:
    """Numbers of the groups that are compared."""
    if groups.shape[1] != 1 or len(groups) < 2:
        msg = (
            f"`by` makes {len(groups)} groups of {groups.shape[1]} columns, but two or more groups of one column are "
            "needed for a comparison. Name one column that differs between documents."
        )
        raise ValueError(msg)
    names = groups.iloc[:, 0].tolist()
    if reference is None:
        return list(combinations(range(len(names)), 2))
    if reference not in names:
        msg = f"`reference` is {reference!r}, but the groups are {names}. Name one of them."
        raise ValueError(msg)
    return [(number, names.index(reference)) for number, name in enumerate(names) if name != reference]
