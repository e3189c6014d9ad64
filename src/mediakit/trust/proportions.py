"""Intervals of proportions that are honest where few documents, or none, have the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def measure_ratios(tops: Floats, bottoms: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """
    Ratios of weighted sums over documents, and the numbers of independent items that they are worth.

    Parameters
    ----------
    tops, bottoms : arrays of shape (n_docs, n_ratios)
        Of each document, with tops no larger than bottoms.
    weights : array of shape (n_docs,)
        How many documents each stands for.

    Returns
    -------
    ratios, n_effective : arrays of shape (n_ratios,)
        Missing where the bottoms sum to 0. A plain proportion is worth as many items as it has documents; weights and
        several items of one document make it less [1]_.

    References
    ----------
    .. [1] Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of
       positive counts estimated from survey data. Survey Methodology 24(2), 193-201.

    """
    w = weights[:, None]
    total = (w * bottoms).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = (w * tops).sum(axis=0) / total
        most = total**2 / (w**2 * bottoms).sum(axis=0)
        variance = (w**2 * (tops - ratios * bottoms) ** 2).sum(axis=0) / total**2
        worth = ratios * (1 - ratios) / variance
    return ratios, np.where(variance > 0, np.fmin(worth, most), most)


def bound_proportions(shares: Floats, n: Floats, confidence: float) -> tuple[Floats, Floats]:
    """
    Wilson's score interval [1]_ of shares out of n items each, as wide where a share is 0 or 1 as it should be [2]_.

    References
    ----------
    .. [1] Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the
       American Statistical Association 22(158), 209-212. doi:10.1080/01621459.1927.10502953
    .. [2] Brown, L. D., Cai, T. T. and DasGupta, A. (2001). Interval estimation for a binomial proportion. Statistical
       Science 16(2), 101-133. doi:10.1214/ss/1009213286

    """
    z2 = ndtri((1 + confidence) / 2) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (shares + z2 / (2 * n)) / (1 + z2 / n)
        half = np.sqrt(z2 * (np.maximum(shares * (1 - shares), 0) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    return np.clip(np.fmin(centre - half, shares), 0, 1), np.clip(np.fmax(centre + half, shares), 0, 1)
