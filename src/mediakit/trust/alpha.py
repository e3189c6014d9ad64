"""Krippendorff's alpha of a table of codes, with what it was measured on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np
import pandas as pd

from .codings import count_patterns, read_codes
from .coefficients import (
    alpha_interval,
    alpha_masi,
    alpha_nominal,
    alpha_ordinal,
    alpha_ratio,
    resample,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .codings import Patterns
    from .coefficients import Coefficient

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: Final = get_args(Level)
ALPHAS: Final[dict[str, Coefficient]] = {
    "nominal": alpha_nominal,
    "ordinal": alpha_ordinal,
    "interval": alpha_interval,
    "ratio": alpha_ratio,
    "masi": alpha_masi,
}
N_VALUES_OF_RATIO: Final = 5_000


def read_level(codes: pd.DataFrame, level: str, n_resamples: int, confidence: float) -> pd.DataFrame:
    """
    Read codes, as numbers where the level asks for them.

    Parameters
    ----------
    codes : DataFrame
        Tidy or wide, as for `read_codes`.
    level : str
        One of `LEVELS`.
    n_resamples, confidence
        Of the bootstrap, only checked.

    Returns
    -------
    tidy : DataFrame
        ``doc_id coder code``.

    Raises
    ------
    ValueError
        If an option is out of range or the codes do not fit the level.

    """
    if level not in LEVELS:
        msg = f"`level` is {level!r}, but must be one of {LEVELS}."
        raise ValueError(msg)
    if not 0 < confidence < 1 or n_resamples < 1:
        name, value, rule = (
            ("n_resamples", n_resamples, "be at least 1") if n_resamples < 1 else ("confidence", confidence, "")
        )
        msg = f"`{name}` is {value!r}, but must {rule or 'lie between 0 and 1, such as 0.95'}."
        raise ValueError(msg)
    tidy = read_codes(codes)
    if level == "nominal":
        return tidy
    refuse_sets(tidy, "Only nominal codes may be several: use level='nominal'.")
    return tidy.assign(code=_make_numbers(tidy["code"], level))


def _make_numbers(codes: pd.Series[Any], level: str) -> pd.Series[Any]:
    """Codes as numbers; an ordered Categorical stands for its ranks."""
    if level == "ordinal" and isinstance(codes.dtype, pd.CategoricalDtype) and codes.cat.ordered:
        return codes.cat.codes.astype("int64")
    numbers = pd.to_numeric(codes.astype("str"), errors="coerce").astype("float64")
    is_wrong = ~np.isfinite(numbers) | (numbers.lt(0) if level == "ratio" else False)
    if is_wrong.any():
        kind = "a number of 0 or more" if level == "ratio" else "a number"
        out = " or make the column an ordered pandas Categorical" if level == "ordinal" else " or use level='nominal'"
        found = sorted(codes[is_wrong].astype("str").unique())[:3]
        msg = f"{is_wrong.sum()} of {len(codes)} codes, such as {found}, are not {kind}. Correct them{out}."
        raise ValueError(msg)
    if level == "ratio" and numbers.nunique() > N_VALUES_OF_RATIO:
        msg = f"{numbers.nunique()} different codes are too many for level='ratio'. Round them."
        raise ValueError(msg)
    return numbers


def refuse_sets(tidy: pd.DataFrame, way_out: str) -> None:
    """
    Refuse several codes of one coder for one unit.

    Parameters
    ----------
    tidy : DataFrame
        ``doc_id coder code``.
    way_out : str
        What the error advises.

    Raises
    ------
    ValueError
        If there are any.

    """
    is_further = tidy.duplicated(["doc_id", "coder"])
    if is_further.any():
        first = tidy[is_further].iloc[0]
        msg = (
            f"{is_further.sum()} codes are further ones of the same coder and unit, such as {str(first['code'])!r} of "
            f"coder {first['coder']!r} for doc_id {first['doc_id']!r}. {way_out}"
        )
        raise ValueError(msg)


def measure_alpha(
    joined: pd.DataFrame, level: str, n_resamples: int, confidence: float, random_state: int
) -> dict[str, object]:
    """
    Measure alpha with its interval.

    Parameters
    ----------
    joined : DataFrame
        One row for each unit and coder.
    level : str
        One of `LEVELS`; sets are measured by MASI.
    n_resamples, confidence, random_state
        Of the bootstrap.

    Returns
    -------
    row : dict
        The row of `measure_agreement`.

    """
    patterns = count_patterns(joined)
    distance = "masi" if isinstance(patterns.codes[0], frozenset) else level
    row = estimate(ALPHAS[distance], patterns, n_resamples, confidence, random_state)
    shared = joined[joined["doc_id"].duplicated(keep=False)]
    sizes = {
        "n_units": row["n_units"],
        "n_single": int(joined["doc_id"].nunique() - shared["doc_id"].nunique()),
        "n_coders": int(shared["coder"].nunique()),
        "n_codes": len({label for value in shared["code"] for label in (value if distance == "masi" else [value])}),
    }
    bounds = {"alpha": row["value"], "low": row["low"], "high": row["high"]}
    return {"distance": distance, **bounds, **sizes, "note": row["note"]}


def estimate(
    coefficient: Coefficient, patterns: Patterns, n_resamples: int, confidence: float, random_state: int
) -> dict[str, object]:
    """
    Take a coefficient with its interval.

    Parameters
    ----------
    coefficient : callable
        As for `resample`.
    patterns : Patterns
        The units.
    n_resamples, confidence, random_state
        Of the bootstrap.

    Returns
    -------
    row : dict
        ``value low high n_units note``.

    """
    value = coefficient(patterns, patterns.n_units[None, :].astype(np.float64))[0]
    draws = resample(coefficient, patterns, n_resamples, random_state)
    return bound(value, draws, int(patterns.n_units.sum()), confidence)


def bound(value: float, draws: NDArray[np.float64], n_units: int, confidence: float) -> dict[str, object]:
    """
    Bound a coefficient by the draws on which it is defined, and say what is to be said of it.

    Parameters
    ----------
    value : float
        Of all units.
    draws : float64 array, shape (n_resamples,)
        Missing where not defined.
    n_units : int
        Units with two codes.
    confidence : float
        Share of the draws between the bounds.

    Returns
    -------
    row : dict
        ``value low high n_units note``.

    """
    defined = draws[~np.isnan(draws)]
    low, high, note = np.nan, np.nan, ""
    if np.isnan(value):
        note = "not defined: all codes are equal, so nothing shows that coders can tell units apart"
    elif n_units < 2 or not len(defined):
        note = "one unit has no interval"
    else:
        low, high = np.quantile(defined, [(1 - confidence) / 2, (1 + confidence) / 2])
        n_left_out = len(draws) - len(defined)
        note = f"{n_left_out} of {len(draws)} draws held one code only and were left out" if n_left_out else ""
    return {"value": float(value), "low": float(low), "high": float(high), "n_units": n_units, "note": note}
