"""Whether a machine that says 0.8 is right in eight of ten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import t as student

from .pairing import check_confidence, is_indicator, match_codes, read_codes
from .proportions import bound_proportions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .pairing import CodesLike

    Floats = NDArray[np.float64]


def tabulate_reliability(
    coded: CodesLike,
    predicted: CodesLike,
    *,
    n_bins: int = 10,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    Tabulate how often documents have a class, by the probability that the machine gave it.

    Parameters
    ----------
    coded : Series or DataFrame
        Hand codes, as for :func:`evaluate_codes`.
    predicted : DataFrame or Series
        Probabilities: a table indexed by ``doc_id`` with one column a class, or a Series for one class, if `coded` is
        one of truth values.
    n_bins : int, default 10
        Bins of equal width between 0 and 1.
    confidence : float, default 0.95
        How often intervals hold the truth.

    Returns
    -------
    reliability : DataFrame, sorted by class and bin
        ``code``; ``bin_low`` and ``bin_high``; ``n`` documents; ``predicted``, their mean probability; ``observed``,
        the share that has the class, with its Wilson interval ``low``, ``high``. Bins without documents are left out.

    Raises
    ------
    ValueError
        As :func:`evaluate_codes`, and if `n_bins` is below 1.

    Examples
    --------
    >>> coded = pd.Series([True, True, False, False], index=list("abcd"))
    >>> predicted = pd.Series([0.9, 0.7, 0.3, 0.2], index=list("abcd"))
    >>> tabulate_reliability(coded, predicted, n_bins=2).round(2)
       code  bin_low  bin_high  n  predicted  observed   low  high
    0  True      0.0       0.5  2       0.25       0.0  0.00  0.66
    1  True      0.5       1.0  2       0.80       1.0  0.34  1.00

    """
    check_confidence(confidence)
    y, p, classes = _read_probabilities(coded, predicted)
    rows = [part for column, code in enumerate(classes) for part in _bin(y[:, column], p[:, column], code, n_bins)]
    columns = ["code", "bin_low", "bin_high", "n", "predicted", "observed"]
    table = pd.DataFrame(rows, columns=columns)
    low, high = bound_proportions(table["observed"].to_numpy(), table["n"].to_numpy(np.float64), confidence)
    return table.assign(low=low, high=high)


def measure_calibration(
    coded: CodesLike,
    predicted: CodesLike,
    *,
    n_bins: int = 10,
    confidence: float = 0.95,
) -> pd.DataFrame:
    r"""
    Measure how far predicted probabilities lie from what people coded, in one row a class.

    The Brier score [1]_ is the mean squared distance of the probability from the hand code, 0 or 1. The expected
    calibration error [2]_ is the distance of mean probability and share within bins, weighted by their documents:
    :math:`\sum_b n_b / n\, |\bar p_b - \bar y_b|`. It is above 0 even of perfect probabilities, since shares of few
    documents scatter: compare it with ``ece_by_chance``.

    Parameters
    ----------
    coded : Series or DataFrame
        Hand codes, as for :func:`evaluate_codes`.
    predicted : DataFrame or Series
        Probabilities, as for :func:`tabulate_reliability`.
    n_bins : int, default 10
        Bins of equal width between 0 and 1.
    confidence : float, default 0.95
        How often intervals hold the truth.

    Returns
    -------
    calibration : DataFrame of n_classes rows
        ``code``; ``n`` documents; ``brier``, ``low``, ``high`` (t interval); ``brier_of_share``, that of giving every
        document the share of the class; ``ece``; ``ece_by_chance``, what it would be on average were the probabilities
        right.

    Raises
    ------
    ValueError
        As :func:`tabulate_reliability`.

    References
    ----------
    .. [1] Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Monthly Weather Review
       78(1), 1-3. doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2
    .. [2] Guo, C., Pleiss, G., Sun, Y. and Weinberger, K. Q. (2017). On calibration of modern neural networks.
       Proceedings of Machine Learning Research 70, 1321-1330. doi:10.48550/arXiv.1706.04599

    Examples
    --------
    >>> coded = pd.Series([True, True, False, False], index=list("abcd"))
    >>> predicted = pd.Series([0.9, 0.7, 0.3, 0.2], index=list("abcd"))
    >>> measure_calibration(coded, predicted)[["brier", "brier_of_share", "ece", "ece_by_chance"]].round(2)
       brier  brier_of_share   ece  ece_by_chance
    0   0.06            0.25  0.22           0.32

    """
    check_confidence(confidence)
    y, p, classes = _read_probabilities(coded, predicted)
    n = len(y)
    squares = (y - p) ** 2
    brier, share = squares.mean(axis=0), y.mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = squares.std(axis=0, ddof=1) / np.sqrt(n) if n > 1 else np.full(len(classes), np.nan)
    half = student.ppf((1 + confidence) / 2, max(n - 1, 1)) * error
    errors = np.array([_expect_error(y[:, column], p[:, column], n_bins) for column in range(len(classes))])
    return pd.DataFrame(
        {
            "code": pd.Series(list(classes)).infer_objects(),
            "n": n,
            "brier": brier,
            "low": np.clip(brier - half, 0, 1),
            "high": np.clip(brier + half, 0, 1),
            "brier_of_share": share * (1 - share),
            "ece": errors[:, 0],
            "ece_by_chance": errors[:, 1],
        }
    )


def _read_probabilities(coded: CodesLike, predicted: CodesLike) -> tuple[Floats, Floats, pd.Index]:
    """Hand codes and probabilities, shape (n_coded, n_classes), and the classes."""
    indicator = is_indicator(coded) and is_indicator(predicted)
    people = read_codes(coded, name="coded", skip=["probability"], indicator=indicator)
    machine = read_codes(predicted, name="predicted", indicator=indicator)
    doc_ids, classes = match_codes(people, machine)
    return people.of(doc_ids, classes), machine.of(doc_ids, classes), classes


def _number_bins(p: Floats, n_bins: int) -> NDArray[np.int64]:
    """Number of the bin of each probability."""
    if n_bins < 1:
        msg = f"`n_bins` is {n_bins!r}, but at least 1 bin is needed, such as 10."
        raise ValueError(msg)
    return np.minimum((p * n_bins).astype(np.int64), n_bins - 1)


def _bin(y: Floats, p: Floats, code: object, n_bins: int) -> list[tuple[object, float, float, int, float, float]]:
    """Rows of the bins of one class that hold documents."""
    number = _number_bins(p, n_bins)
    return [
        (code, b / n_bins, (b + 1) / n_bins, int((number == b).sum()), p[number == b].mean(), y[number == b].mean())
        for b in np.unique(number)
    ]


def _expect_error(y: Floats, p: Floats, n_bins: int) -> tuple[float, float]:
    """Expected calibration error, and its mean if the probabilities were right (each bin's error normal)."""
    number = _number_bins(p, n_bins)
    found = np.abs(np.bincount(number, y - p, n_bins)).sum() / len(y)
    chance = np.sqrt(2 / np.pi * np.bincount(number, p * (1 - p), n_bins)).sum() / len(y)
    return float(found), float(chance)
