"""In what tone each outlet writes, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from .canvas import COLORS, INK, start_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHAPES: Final = ("o-", "D--")  # shapes and strokes tell the voices apart where colours do not
VOICE_COLORS: Final = (COLORS[0], COLORS[3])
MOST_MONTHS: Final = 14  # with a label


def plot_tone(table: pd.DataFrame, *, by: str = "outlet", ax: Axes | None = None) -> Axes:
    """
    Draw the mean valence of each group with its interval, the most positive on top.

    Parameters
    ----------
    table : DataFrame
        ``mean``, ``low``, ``high`` (valence from -1 to 1) and the column `by`, one row a group, as
        `bootstrap_groups` gives; a missing bound is not drawn.
    by : str, default "outlet"
        Column of the groups.
    ax : Axes, optional
        Where to draw; the current Axes by default.

    Returns
    -------
    ax : Axes
        The Axes.

    Raises
    ------
    ValueError
        If a column is missing or the table has no rows.

    """
    ax = start_axes(table, ("mean", "low", "high", by), ax)
    ordered = table.sort_values("mean", kind="stable", ignore_index=True)
    means = ordered["mean"].to_numpy(float)
    rows = np.arange(len(ordered))
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.hlines(rows, ordered["low"].fillna(ordered["mean"]), ordered["high"].fillna(ordered["mean"]), color=COLORS[0])
    ax.plot(means, rows, "o", color=COLORS[0])
    ax.set_yticks(rows, ordered[by].astype(str))
    ax.set_ylim(-0.7, len(ordered) - 0.3)
    ax.set_xlabel("valence (-1 negative to 1 positive; line: 95% interval)")
    ax.set_ylabel(by)
    ax.grid(axis="x", color="#E5E5E5")
    ax.set_axisbelow(True)
    return ax


def plot_tone_trends(table: pd.DataFrame, *, time: str = "month", value: str = "mean", ax: Axes | None = None) -> Axes:
    """
    Draw the valence of each voice over time, with its interval.

    Parameters
    ----------
    table : DataFrame
        The column `time` (Periods, datetimes, or names of months such as ``"2024-03"``), ``voice`` (one or two, such as
        ``"outlet"`` and ``"source"``), `value`, ``low`` and ``high`` (valence from -1 to 1), one row for each pair,
        such as ``bootstrap_groups(sentences, value="valence", by=["month", "voice"])`` gives. A month without a row
        leaves a gap; a missing bound is not drawn.
    time : str, default "month"
        Column of the months.
    value : str, default "mean"
        Column of the numbers.
    ax : Axes, optional
        Where to draw; the current Axes by default.

    Returns
    -------
    ax : Axes
        The Axes.

    Raises
    ------
    ValueError
        If a column is missing, the table has no rows, there are more than two voices, or a voice stands twice in a
        month.

    """
    ax = start_axes(table, (time, "voice", value, "low", "high"), ax)
    rows = table.set_index(pd.PeriodIndex(table[time].to_numpy(), freq="M"))
    voices = sorted(table["voice"].unique().tolist())
    _check_months(rows, voices)
    every = pd.period_range(rows.index.min(), rows.index.max(), freq="M")
    ax.axhline(0, color=INK, linewidth=0.8)
    for number, voice in enumerate(voices):
        own = rows.loc[rows["voice"] == voice, [value, "low", "high"]].reindex(every).astype(float)
        at = np.arange(len(every)) + (0.08 if number else -0.08) * (len(voices) - 1)
        color = VOICE_COLORS[number]
        ax.vlines(at, own["low"].fillna(own[value]), own["high"].fillna(own[value]), color=color, alpha=0.6)
        ax.plot(at, own[value].to_numpy(), SHAPES[number], color=color, markersize=5, linewidth=1.2, label=str(voice))
    step = max(1, -(-len(every) // MOST_MONTHS))
    ax.set_xticks(range(0, len(every), step), [str(month) for month in every[::step]], rotation=40, ha="right")
    ax.set_xlim(-0.5, len(every) - 0.5)
    ax.set_xlabel(time)
    ax.set_ylabel("valence (-1 negative to 1 positive;\nline: 95% interval)")
    ax.grid(axis="y", color="#E5E5E5")
    ax.set_axisbelow(True)
    ax.legend(frameon=False, title="voice", loc="upper left", bbox_to_anchor=(1, 1))
    return ax


def _check_months(rows: pd.DataFrame, voices: list[object]) -> None:
    """Refuse more than two voices, and a voice that stands twice in a month."""
    if len(voices) > 2:
        msg = f"Column 'voice' holds {len(voices)} voices, {voices[:5]}, but two are compared. Keep the rows of two."
        raise ValueError(msg)
    pairs = pd.DataFrame({"voice": rows["voice"].to_numpy(), "month": rows.index})
    is_twice = pairs.duplicated()
    if is_twice.any():
        row = pairs[is_twice].iloc[0]
        msg = (
            f"{is_twice.sum()} of {len(rows)} rows repeat a voice in its month, such as {row['voice']!r} in "
            f"{row['month']}. Give one row for each, as bootstrap_groups(..., by=['month', 'voice']) does."
        )
        raise ValueError(msg)
