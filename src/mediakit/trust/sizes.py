"""How many articles people should code by hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scipy.stats import norm

if TYPE_CHECKING:
    from collections.abc import Sequence


def plan_sample(half_width: float, *, share: float = 0.5, n_docs: int | None = None, confidence: float = 0.95) -> int:
    r"""
    Tell how many articles have to be coded for a share to be known within a wanted half-width.

    .. math:: n_0 = z^2 p (1 - p) / h^2, \qquad n = n_0 / (1 + (n_0 - 1) / N)

    with :math:`p` the expected share, :math:`h` the half-width, :math:`z` the quantile of the normal distribution
    and :math:`N` the size of the corpus [1]_. For shares in several groups, ask for this many in each group.

    Parameters
    ----------
    half_width : float
        Wanted half of the interval's width, such as 0.05 for plus or minus five percentage points.
    share : float, default 0.5
        Expected share; 0.5 needs the most articles.
    n_docs : int, optional
        Articles in the corpus; without it, endlessly many.
    confidence : float, default 0.95
        Of the interval.

    Returns
    -------
    n : int
        Articles to draw at random.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    References
    ----------
    .. [1] Cochran, W. G. (1977). Sampling Techniques, 3rd edition. Wiley. Section 4.4. ISBN 978-0-471-16240-7.

    Examples
    --------
    >>> plan_sample(0.05)
    385
    >>> plan_sample(0.05, share=0.1, n_docs=2000)
    130

    """
    _check_share("half_width", half_width)
    _check_share("share", share)
    if n_docs is not None and n_docs < 1:
        msg = f"`n_docs` is {n_docs!r}, but a corpus has at least 1 article."
        raise ValueError(msg)
    endless = (_find_quantile(confidence) / half_width) ** 2 * share * (1 - share)
    return max(1, math.ceil(endless if n_docs is None else endless / (1 + (endless - 1) / n_docs)))


def plan_overlap(
    half_width: float, *, alpha: float = 0.8, shares: Sequence[float] = (0.5, 0.5), confidence: float = 0.95
) -> int:
    r"""
    Tell how many articles two coders must both code for nominal alpha to be known within a wanted half-width.

    .. math:: n = z^2 A_o (1 - A_o) / (h (1 - A_e))^2, \qquad A_e = \sum_c p_c^2, \quad A_o = A_e + \alpha (1 - A_e)

    where :math:`p_c` is the share of code :math:`c`: the variance of chance-corrected agreement for large samples,
    with the agreement expected by chance taken as known [1]_. More coders need no more articles.

    Parameters
    ----------
    half_width : float
        Wanted half of the interval's width, such as 0.1.
    alpha : float, default 0.8
        Expected agreement.
    shares : sequence of float, default (0.5, 0.5)
        Expected share of each code. Where one code is rare, far more articles are needed.
    confidence : float, default 0.95
        Of the interval.

    Returns
    -------
    n : int
        Articles that all coders code.

    Raises
    ------
    ValueError
        If an argument is outside its range, or the shares do not sum to 1.

    References
    ----------
    .. [1] Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement
       20(1), 37-46. doi:10.1177/001316446002000104

    Examples
    --------
    >>> plan_overlap(0.1)
    139
    >>> plan_overlap(0.1, shares=(0.05, 0.95))
    794

    """
    _check_share("half_width", half_width)
    _check_share("alpha", alpha)
    if len(shares) < 2 or min(shares) <= 0 or not math.isclose(sum(shares), 1, abs_tol=1e-6):
        msg = f"`shares` are {list(shares)}, but must be at least two, above 0, and sum to 1, such as (0.2, 0.8)."
        raise ValueError(msg)
    by_chance = sum(share**2 for share in shares)
    agreed = by_chance + alpha * (1 - by_chance)
    return math.ceil(
        round((_find_quantile(confidence) / (half_width * (1 - by_chance))) ** 2 * agreed * (1 - agreed), 6)
    )


def _check_share(name: str, value: float) -> None:
    """Refuse what does not lie between 0 and 1."""
    if not 0 < value < 1:
        msg = f"`{name}` is {value!r}, but must lie between 0 and 1, such as 0.1."
        raise ValueError(msg)


def _find_quantile(confidence: float) -> float:
    """Half-width of a normal interval in standard errors."""
    _check_share("confidence", confidence)
    return float(norm.ppf((1 + confidence) / 2))
