"""Which frames each outlet uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .canvas import draw_heat, start_axes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def plot_frames(table: pd.DataFrame, *, by: str = "outlet", ax: Axes | None = None) -> Axes:
    """
    Draw the rate of each frame in each group as shaded cells with their numbers.

    Parameters
    ----------
    table : DataFrame
        ``frame``, ``rate`` (matches per 1,000 tokens) and the column `by`, one row for each pair.
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
    ax = start_axes(table, ("frame", "rate", by), ax)
    matrix = table.pivot_table(index=by, columns="frame", values="rate", sort=False)
    draw_heat(matrix, ax, form="{:.1f}", label="matches per 1,000 tokens")
    ax.set_xlabel("frame")
    ax.set_ylabel(by)
    return ax
