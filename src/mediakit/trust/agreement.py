"""How well coders agree: Krippendorff's alpha with its interval, code by code and coder by coder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from .alpha import measure_alpha, read_level
from .codings import count_patterns, join_labels, mark_code
from .coefficients import share_agreed

if TYPE_CHECKING:
    from .alpha import Level


def measure_agreement(
    codes: pd.DataFrame,
    *,
    level: Level = "nominal",
    n_resamples: int = 1000,
    confidence: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""
    Measure how well coders agree: Krippendorff's alpha with a bootstrap interval over units.

    .. math:: \alpha = 1 - D_o / D_e

    where :math:`D_o` is the mean difference between codes of the same unit and :math:`D_e` that between codes of any
    units [1]_. Where a coder gave a unit several codes, the difference of two sets is their MASI distance [2]_.

    Parameters
    ----------
    codes : DataFrame
        Tidy: ``doc_id`` (a column or the index), ``coder``, and ``code`` or one column of another name; several rows
        of one coder and unit are several labels. Or wide: one row for each ``doc_id``, one column for each coder.
        Missing and blank codes count as not coded. The order of rows and coders has no meaning.
    level : {"nominal", "ordinal", "interval", "ratio"}, default "nominal"
        How two codes differ: at all, in rank, in size, or in proportion. Ordinal codes are numbers, or an ordered
        ``Categorical``.
    n_resamples : int, default 1000
        Draws of units with replacement.
    confidence : float, default 0.95
        Share of the draws between the bounds.
    random_state : int, default 0
        Seed of the draws.

    Returns
    -------
    agreement : DataFrame of 1 row
        ``distance`` (`level`, or ``"masi"``); ``alpha`` (1 is perfect, 0 what chance gives, below 0 is disagreement);
        ``low`` and ``high``; ``n_units`` that two or more coders coded; ``n_single``, units of one coder, which say
        nothing of agreement; ``n_coders``; ``n_codes``, different codes in use; ``note``. Where all codes are equal,
        alpha is not defined: it is missing, and ``note`` says why.

    Raises
    ------
    ValueError
        If a column is missing, no unit has two coders, a code is no number where `level` needs one, or a unit has
        several labels and `level` is not nominal.

    References
    ----------
    .. [1] Hayes, A. F. and Krippendorff, K. (2007). Answering the call for a standard reliability measure for coding
       data. Communication Methods and Measures 1(1), 77-89. doi:10.1080/19312450709336664
    .. [2] Passonneau, R. J. (2006). Measuring agreement on set-valued items (MASI) for semantic and pragmatic
       annotation. Proceedings of LREC 2006, 831-836.

    Examples
    --------
    >>> codes = pd.DataFrame({"Ana": [1, 1, 2, 2, 3, 3], "Ben": [1, 1, 2, 3, 3, None]}, index=list("uvwxyz"))
    >>> measure_agreement(codes)[["alpha", "n_units", "n_single", "n_coders"]].round(3)
       alpha  n_units  n_single  n_coders
    0  0.727        5         1         2

    """
    tidy = read_level(codes, level, n_resamples, confidence)
    return pd.DataFrame([measure_alpha(join_labels(tidy), level, n_resamples, confidence, random_state)])


def compare_codes(
    codes: pd.DataFrame, *, n_resamples: int = 1000, confidence: float = 0.95, random_state: int = 0
) -> pd.DataFrame:
    """
    Measure agreement on each code by itself: given or not given, so that the codes that fail are seen.

    Parameters
    ----------
    codes : DataFrame
        As for `measure_agreement`.
    n_resamples : int, default 1000
        Draws of units with replacement.
    confidence : float, default 0.95
        Share of the draws between the bounds.
    random_state : int, default 0
        Seed of the draws.

    Returns
    -------
    agreement : DataFrame of n_codes rows, in the order of the codes
        ``code``; ``n_given``, how often on units with two or more coders; ``agreed``, the mean share of pairs of coders
        that agree; ``alpha`` (nominal) with ``low`` and ``high``; ``n_units``; ``note``.

    Raises
    ------
    ValueError
        As `measure_agreement`.

    Examples
    --------
    >>> codes = pd.DataFrame({"Ana": list("aabbcc"), "Ben": list("aabcca")}, index=list("uvwxyz"))
    >>> compare_codes(codes)[["code", "n_given", "agreed", "alpha"]].round(2)
      code  n_given  agreed  alpha
    0    a        5    0.83   0.69
    1    b        3    0.83   0.59
    2    c        4    0.67   0.31

    """
    tidy = read_level(codes, "nominal", n_resamples, confidence)
    rows = []
    for code in _list_codes(tidy):
        joined = mark_code(tidy, code)
        row = measure_alpha(joined, "nominal", n_resamples, confidence, random_state)
        patterns = count_patterns(joined)
        n_given = int((patterns.counts.T @ patterns.n_units)[patterns.codes == True].sum())  # noqa: E712 - an array
        agreed = share_agreed(patterns, patterns.n_units[None, :].astype(np.float64))[0]
        rows.append({"code": code, "n_given": n_given, "agreed": agreed, **row})
    return pd.DataFrame(rows)[["code", "n_given", "agreed", "alpha", "low", "high", "n_units", "note"]]


def compare_coders(
    codes: pd.DataFrame,
    *,
    level: Level = "nominal",
    n_resamples: int = 1000,
    confidence: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    """
    Show what each coder does to the agreement: alpha without them, and how often they agree with the others.

    Where alpha rises much without one coder, that coder reads the instructions in another way.

    Parameters
    ----------
    codes : DataFrame
        As for `measure_agreement`.
    level : {"nominal", "ordinal", "interval", "ratio"}, default "nominal"
        How two codes differ.
    n_resamples : int, default 1000
        Draws of units with replacement.
    confidence : float, default 0.95
        Share of the draws between the bounds.
    random_state : int, default 0
        Seed of the draws.

    Returns
    -------
    agreement : DataFrame of n_coders rows, sorted by ``coder``
        ``coder``; ``n_units`` that they coded; ``n_shared``, those that another coded too; ``agreed``, share of
        pairs with another coder in which the codes (or sets of codes) are equal; ``alpha_without``, with ``low`` and
        ``high``; ``note``. With two coders nothing is left without one: these are missing.

    Raises
    ------
    ValueError
        As `measure_agreement`.

    Examples
    --------
    >>> codes = pd.DataFrame({"Ana": list("aabbcc"), "Ben": list("aabbca"), "Cem": list("abcabc")})
    >>> compare_coders(codes)[["coder", "n_shared", "agreed", "alpha_without"]].round(2)
      coder  n_shared  agreed  alpha_without
    0   Ana         6    0.58          -0.17
    1   Ben         6    0.50           0.08
    2   Cem         6    0.25           0.77

    """
    joined = join_labels(read_level(codes, level, n_resamples, confidence))
    rows = []
    for coder in sorted(joined["coder"].unique(), key=str):
        theirs, others = joined[joined["coder"].eq(coder)], joined[joined["coder"].ne(coder)]
        pairs = theirs.merge(others, on="doc_id", suffixes=("", "_other"))
        agreed = np.mean(
            [one == other for one, other in zip(pairs["code"], pairs["code_other"], strict=True)] or [np.nan]
        )
        row: dict[str, object] = {
            "alpha": np.nan,
            "low": np.nan,
            "high": np.nan,
            "note": "no unit has two other coders",
        }
        if others["doc_id"].duplicated().any():
            row = measure_alpha(others, level, n_resamples, confidence, random_state)
        sizes = {"n_units": len(theirs), "n_shared": pairs["doc_id"].nunique()}
        rows.append({"coder": coder, **sizes, "agreed": agreed, "alpha_without": row.pop("alpha"), **row, **sizes})
    return pd.DataFrame(rows)[["coder", "n_units", "n_shared", "agreed", "alpha_without", "low", "high", "note"]]


def _list_codes(tidy: pd.DataFrame) -> list[Any]:
    """Codes in use: in the order of a Categorical, else sorted."""
    if isinstance(tidy["code"].dtype, pd.CategoricalDtype):
        return list(tidy["code"].cat.remove_unused_categories().cat.categories)
    return list(count_patterns(tidy).codes)
