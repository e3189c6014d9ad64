"""In what tone each outlet writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .canvas import COLORS, INK, start_axes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


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
