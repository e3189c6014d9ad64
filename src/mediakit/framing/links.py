"""Which frames go together in a text, and which avoid each other."""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from mediakit.trust.comparison import correct_p_values

NEEDED: Final = ("doc_id", "frame")
HALF: Final = 0.5  # document, added to each count


def measure_frame_links(
    frames: pd.DataFrame, *, value: str = "n_matches", at_least: float = 1, confidence: float = 0.95
) -> pd.DataFrame:
    r"""
    Measure for each pair of frames whether they stand in the same documents more often than chance.

    With :math:`a` documents that have both frames, :math:`b` and :math:`c` that have one, and :math:`d` that have none,
    half a document is added to each count [2]_, or what chance expects there where that is less, so that rare pairs are
    drawn towards 0, an empty count has an interval, and two frames of one document each do not look like enemies or
    friends:

    .. math:: \theta = \ln \frac{a' d'}{b' c'}, \qquad s^2 = \frac{1}{a'} + \frac{1}{b'} + \frac{1}{c'} + \frac{1}{d'}

    The interval is :math:`\theta \pm z s` [1]_. Documents count as independent: keep one copy of a wire story.

    Parameters
    ----------
    frames : DataFrame
        ``doc_id``, ``frame`` and `value`, one row for each document and frame, as `count_frames` gives; a pair that is
        not there counts as 0, but a document must have at least one row.
    value : str, default "n_matches"
        Column of numbers, or of booleans such as hand codes.
    at_least : float, default 1
        From which value on a document has a frame.
    confidence : float, default 0.95
        How often intervals hold the truth.

    Returns
    -------
    links : DataFrame of n_frames * (n_frames - 1) / 2 rows, sorted by ``log_odds``, largest first
        ``frame`` and ``other``; ``n_frame``, ``n_other`` and ``n_both`` (documents); ``expected``, how many would have
        both by chance; ``phi``, the correlation (missing where all documents or none have a frame); ``log_odds`` with
        ``low`` and ``high``; ``p_value`` that it is 0, and ``p_corrected`` for the number of pairs.

    Raises
    ------
    ValueError
        If a column is missing, there are fewer than two frames, a document has a frame in two rows, or `confidence` is
        not between 0 and 1.

    References
    ----------
    .. [1] Woolf, B. (1955). On estimating the relation between blood group and disease. Annals of Human Genetics 19(4),
       251-253. doi:10.1111/j.1469-1809.1955.tb01348.x
    .. [2] Haldane, J. B. S. (1956). The estimation and significance of the logarithm of a ratio of frequencies. Annals
       of Human Genetics 20(4), 309-311. doi:10.1111/j.1469-1809.1955.tb01285.x

    Examples
    --------
    >>> both = {"doc_id": ["a", "a", "b", "b", "c", "d"], "frame": ["threat", "law"] * 2 + ["human cost", "law"]}
    >>> links = measure_frame_links(pd.DataFrame(both).assign(n_matches=1))
    >>> links[["frame", "other", "n_both", "expected", "log_odds"]].round(2)
            frame   other  n_both  expected  log_odds
    0         law  threat       2      1.50      1.61
    1  human cost  threat       0      0.50     -1.61
    2  human cost     law       0      0.75     -2.86

    """
    has = _spread_frames(frames, value, at_least)
    if not 0 < confidence < 1:
        msg = f"`confidence` is {confidence!r}, but must lie between 0 and 1, such as 0.95."
        raise ValueError(msg)
    one, other = np.array(list(combinations(range(has.shape[1]), 2))).T
    seen = has.to_numpy(np.float64)
    n, size = len(seen), seen.sum(axis=0)
    both = (seen.T @ seen)[one, other]
    rows, columns = size[one], size[other]
    counts = np.stack([both, rows - both, columns - both, n - rows - columns + both])
    fair = np.stack([rows * columns, rows * (n - columns), (n - rows) * columns, (n - rows) * (n - columns)]) / n
    log_odds, error = _measure_odds(counts + np.minimum(fair, HALF), fair)
    spread = np.sqrt(rows * (n - rows) * columns * (n - columns))
    with np.errstate(divide="ignore", invalid="ignore"):
        phi = np.where(spread > 0, (n * both - rows * columns) / spread, np.nan)
    reach = ndtri((1 + confidence) / 2) * error
    names = has.columns.to_numpy()
    links = pd.DataFrame(
        {
            "frame": names[one],
            "other": names[other],
            "n_frame": rows.astype(np.int64),
            "n_other": columns.astype(np.int64),
            "n_both": both.astype(np.int64),
            "expected": fair[0],
            "phi": phi,
            "log_odds": log_odds,
            "low": log_odds - reach,
            "high": log_odds + reach,
            "p_value": 2 * ndtr(-np.abs(log_odds) / error),
        }
    )
    links = links.assign(p_corrected=correct_p_values(links["p_value"]))
    return links.sort_values("log_odds", ascending=False, kind="stable", ignore_index=True)


def _measure_odds(
    counts: np.ndarray[tuple[int, int], np.dtype[np.float64]], fair: np.ndarray[tuple[int, int], np.dtype[np.float64]]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Log odds ratio and its error of counts of shape (4, n_pairs); 0 and infinite where a frame is in all or none."""
    is_open = (fair > 0).all(axis=0)
    safe = np.where(is_open, counts, 1.0)
    log_odds = np.log(safe[0]) + np.log(safe[3]) - np.log(safe[1]) - np.log(safe[2])
    return log_odds, np.where(is_open, np.sqrt((1 / safe).sum(axis=0)), np.inf)


def _spread_frames(frames: pd.DataFrame, value: str, at_least: float) -> pd.DataFrame:
    """Whether each document has each frame, shape (n_docs, n_frames), with the frames in order of name."""
    missing = [name for name in (*NEEDED, value) if name not in frames.columns]
    if missing:
        msg = f"frames has no columns {missing}, only {list(frames.columns)}. Rename its columns."
        raise ValueError(msg)
    is_twice = frames.duplicated(list(NEEDED))
    if is_twice.any():
        row = frames[is_twice].iloc[0]
        msg = (
            f"{is_twice.sum()} of {len(frames)} rows repeat a document and frame, such as {row['doc_id']!r} and "
            f"{row['frame']!r}. Sum them first, or keep one."
        )
        raise ValueError(msg)
    wide = frames.pivot(index="doc_id", columns="frame", values=value).fillna(0) >= at_least
    if wide.shape[1] < 2:
        msg = f"frames holds {wide.shape[1]} frames, {wide.columns.tolist()}, but a link needs two or more."
        raise ValueError(msg)
    return wide
