"""Coefficients of agreement beside alpha, for those whose field asks for them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .alpha import bound, estimate, read_level, refuse_sets
from .codings import count_patterns
from .coefficients import ac1_gwet, alpha_nominal, kappa_cohen, kappa_fleiss, share_agreed

if TYPE_CHECKING:
    from .coefficients import Coefficient


def list_coefficients(
    codes: pd.DataFrame, *, n_resamples: int = 1000, confidence: float = 0.95, random_state: int = 0
) -> pd.DataFrame:
    """
    List the coefficients for nominal codes that one field or another asks for.

    Percent agreement, Krippendorff's alpha, Fleiss' kappa [1]_, Gwet's AC1 [2]_ over all coders, and Cohen's kappa [3]_
    of each pair. Units with one code are left out; where others miss a code, Fleiss' kappa and AC1 are those of Gwet,
    who lets each unit weigh the same.

    Parameters
    ----------
    codes : DataFrame
        As for `measure_agreement`, one code a coder and unit.
    n_resamples : int, default 1000
        Draws of units with replacement.
    confidence : float, default 0.95
        Share of the draws between the bounds.
    random_state : int, default 0
        Seed of the draws.

    Returns
    -------
    coefficients : DataFrame of 4 rows and one for each pair of coders
        ``coefficient``; ``coders`` (``"all"`` or two names); ``value``, ``low`` and ``high``; ``n_units``; ``note``.

    Raises
    ------
    ValueError
        As `measure_agreement`; and if a coder gave a unit several codes.

    References
    ----------
    .. [1] Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin 76(5),
       378-382. doi:10.1037/h0031619
    .. [2] Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement.
       British Journal of Mathematical and Statistical Psychology 61(1), 29-48. doi:10.1348/000711006X126600
    .. [3] Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement
       20(1), 37-46. doi:10.1177/001316446002000104

    Examples
    --------
    >>> codes = pd.DataFrame({"Ana": list("aabbcc"), "Ben": list("aabcca")}, index=list("uvwxyz"))
    >>> list_coefficients(codes)[["coefficient", "coders", "value"]].round(3)
              coefficient    coders  value
    0   percent agreement       all  0.667
    1  Krippendorff alpha       all  0.532
    2        Fleiss kappa       all  0.489
    3           Gwet AC1        all  0.505
    4         Cohen kappa  Ana, Ben  0.500

    """
    tidy = read_level(codes, "nominal", n_resamples, confidence)
    refuse_sets(tidy, "Measure one code at a time with compare_codes, or alpha with measure_agreement.")
    patterns = count_patterns(tidy)
    options = (n_resamples, confidence, random_state)
    overall: dict[str, Coefficient] = {
        "percent agreement": share_agreed,
        "Krippendorff alpha": alpha_nominal,
        "Fleiss kappa": kappa_fleiss,
        "Gwet AC1": ac1_gwet,
    }
    rows = [
        {"coefficient": name, "coders": "all", **estimate(coefficient, patterns, *options)}
        for name, coefficient in overall.items()
    ]
    return pd.DataFrame([*rows, *_list_cohen(tidy, *options)])


def _list_cohen(tidy: pd.DataFrame, n_resamples: int, confidence: float, random_state: int) -> list[dict[str, object]]:
    """Cohen's kappa of each pair of coders that share units."""
    wide = tidy.assign(code=pd.factorize(tidy["code"].astype(object))[0]).pivot(
        index="doc_id", columns="coder", values="code"
    )
    rows = []
    for one, other in itertools.combinations(sorted(wide.columns, key=str), 2):
        both = wide[[one, other]].dropna().to_numpy(np.int64)
        if not len(both):
            continue
        values, numbers = np.unique(both, return_inverse=True)
        size = len(values)
        cells = np.bincount(numbers.reshape(both.shape) @ [size, 1], minlength=size * size)
        rng = np.random.default_rng(random_state)
        tables = np.vstack([cells[None], rng.multinomial(len(both), cells / len(both), size=n_resamples)])
        kappas = kappa_cohen(tables.reshape(-1, size, size).astype(np.float64))
        row = bound(kappas[0], kappas[1:], len(both), confidence)
        rows.append({"coefficient": "Cohen kappa", "coders": f"{one}, {other}", **row})
    return rows
