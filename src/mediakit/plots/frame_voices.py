"""In whose voice each frame is told: the outlet's own, or that of the people whom it quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from .canvas import COLORS, OTHERS, start_axes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

OFFSET: Final = 0.13  # of a voice from the middle of its row, so that intervals do not cover each other
MARKERS: Final = ("o", "D")  # shapes tell the voices apart where colours do not


def plot_frame_voices(
    table: pd.DataFrame,
    *,
    by: str = "frame",
    value: str = "mean",
    unit: str = "matches per 1,000 tokens",
    ax: Axes | None = None,
) -> Axes:
    """
    Draw each frame in two voices, side by side with their intervals, the largest on top.

    Parameters
    ----------
    table : DataFrame
        The column `by`, ``voice`` (such as ``"outlet"``, its own words, and ``"source"``, quotes), `value`, ``low`` and
        ``high``, one row for each pair, such as ``bootstrap_groups(counts, value="rate", by=["frame", "voice"])``
        gives; a missing bound is not drawn.
    by : str, default "frame"
        Column of the rows, such as ``"frame"``, or ``"outlet"`` in a table of one frame.
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
        If a column is missing, the table has no rows, there are not one or two voices, or a pair stands in two rows.

    """
    ax = start_axes(table, (by, "voice", value, "low", "high"), ax)
    voices = sorted(table["voice"].unique().tolist())
    _check_voices(table, by, voices)
    wide = table.pivot_table(index=by, columns="voice", values=[value, "low", "high"], sort=True, dropna=False)
    wide = wide.loc[table.groupby(by)[value].max().sort_values(kind="stable").index]
    rows = np.arange(len(wide))
    if len(voices) == 2:
        ax.hlines(rows, wide[value, voices[0]], wide[value, voices[1]], color=OTHERS, linewidth=1)
    for number, voice in enumerate(voices):
        at = rows + (OFFSET if number == 0 else -OFFSET) * (len(voices) - 1)
        middle = wide[value, voice]
        low, high = (wide[bound, voice].fillna(middle) if bound in wide else middle for bound in ("low", "high"))
        color = COLORS[(0, 3)[number]]
        ax.hlines(at, low, high, color=color, linewidth=1.8)
        ax.plot(middle.to_numpy(float), at, MARKERS[number], color=color, markersize=5, label=str(voice))
    ax.set_yticks(rows, wide.index.astype(str))
    ax.set_ylim(-0.7, len(wide) - 0.3)
    ax.set_xlabel(f"{unit} (line: 95% interval)")
    ax.set_ylabel(by)
    ax.grid(axis="x", color="#E5E5E5")
    ax.set_axisbelow(True)
    ax.legend(frameon=False, title="voice", loc="lower right")
    return ax


def _check_voices(table: pd.DataFrame, by: str, voices: list[object]) -> None:
    """Refuse more than two voices, and a pair in two rows."""
    if len(voices) > 2:
        msg = f"Column 'voice' holds {len(voices)} voices, {voices[:5]}, but two are compared. Keep the rows of two."
        raise ValueError(msg)
    is_twice = table.duplicated([by, "voice"])
    if is_twice.any():
        row = table[is_twice].iloc[0]
        msg = (
            f"{is_twice.sum()} of {len(table)} rows repeat a pair, such as {row[by]!r} in the voice {row['voice']!r}. "
            f"Give one row for each {by} and voice, as bootstrap_groups(..., by=[{by!r}, 'voice']) does."
        )
        raise ValueError(msg)
