"""When each frame was used more, and when less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from .canvas import COLORS, INK, start_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

HEIGHT: Final = 0.82  # of a lane that its curve may fill
MOST_LABELS: Final = 14


def plot_frame_trends(
    table: pd.DataFrame,
    *,
    time: str = "month",
    value: str = "mean",
    unit: str = "matches per 1,000 tokens",
    ax: Axes | None = None,
) -> Axes:
    """
    Draw each frame over time in a lane of its own, with the band of its interval.

    A lane begins at 0 and ends at the highest bound of its own frame, which is written at its right end: read along a
    lane, and compare shapes, not heights, of two of them. A month without articles leaves a gap.

    Parameters
    ----------
    table : DataFrame
        The column `time` (Periods, datetimes, or names of months such as ``"2024-03"``), ``frame``, `value`, ``low``
        and ``high``, one row for each pair, such as ``bootstrap_groups(counts, value="rate", by=["month", "frame"])``
        gives; numbers of 0 or more; a missing bound is not drawn.
    time : str, default "month"
        Column of the months.
    value : str, default "mean"
        Column of the numbers.
    unit : str, default "matches per 1,000 tokens"
        What the numbers are, for the axis.
    ax : Axes, optional
        Where to draw; the current Axes by default.

    Returns
    -------
    ax : Axes
        The Axes.

    Raises
    ------
    ValueError
        If a column is missing, the table has no rows, or a frame stands twice in a month.

    """
    ax = start_axes(table, (time, "frame", value, "low", "high"), ax)
    months = pd.PeriodIndex(table[time].to_numpy(), freq="M")
    _check_once(table, months)
    every = pd.period_range(months.min(), months.max(), freq="M")
    frames = list(dict.fromkeys(table["frame"]))
    for lane, frame in enumerate(frames):
        is_own = table["frame"].eq(frame).to_numpy()
        own = table.loc[is_own, [value, "low", "high"]].set_axis(months[is_own]).reindex(every).astype(float)
        _draw_lane(ax, own.to_numpy(), lane)
    step = max(1, -(-len(every) // MOST_LABELS))
    ax.set_xticks(range(0, len(every), step), [str(month) for month in every[::step]], rotation=40, ha="right")
    ax.set_yticks(np.arange(len(frames)), [str(frame) for frame in frames], va="bottom")
    ax.set_ylim(len(frames) - 0.9, -1)
    ax.set_xlim(-0.5, len(every) - 0.5)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(time)
    ax.set_ylabel(f"{unit}, range at the right\n(band: 95% interval)")
    return ax


def _draw_lane(ax: Axes, numbers: NDArray[np.float64], lane: int) -> None:
    """Draw numbers of shape (n_months, 3), value and bounds, upwards from the line of the lane."""
    value = numbers[:, 0]
    low, high = (np.where(np.isnan(bound), value, bound) for bound in numbers[:, 1:].T)
    top = np.nanmax(high, initial=0)
    month = np.arange(len(value))
    middle, below, above = (lane - HEIGHT * part / (top or 1) for part in (value, low, high))
    color = COLORS[0]
    ax.axhline(lane, color="#D0D0D0", linewidth=0.8)
    ax.fill_between(month, below, above, color=color, alpha=0.22, linewidth=0)
    ax.plot(month, middle, color=color, linewidth=1.6)
    alone = _find_alone(value)
    ax.vlines(month[alone], below[alone], above[alone], color=color, alpha=0.35, linewidth=3)
    ax.plot(month[alone], middle[alone], "o", color=color, markersize=3)
    ax.annotate(
        f"0 to {top:.3g}",
        (1, lane - HEIGHT / 2),
        xycoords=("axes fraction", "data"),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        fontsize="small",
        color=INK,
    )


def _find_alone(value: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Months whose neighbours both have no number, which no line would show."""
    is_known = np.pad(~np.isnan(value), 1)
    return np.asarray(is_known[1:-1] & ~is_known[:-2] & ~is_known[2:])


def _check_once(table: pd.DataFrame, months: pd.PeriodIndex) -> None:
    """Refuse a frame that stands twice in a month."""
    pairs = pd.DataFrame({"frame": table["frame"].to_numpy(), "month": months})
    is_twice = pairs.duplicated()
    if is_twice.any():
        row = pairs[is_twice].iloc[0]
        msg = (
            f"{is_twice.sum()} of {len(table)} rows repeat a frame in its month, such as {row['frame']!r} in "
            f"{row['month']}. Give one row for each, as bootstrap_groups(..., by=['month', 'frame']) does."
        )
        raise ValueError(msg)
