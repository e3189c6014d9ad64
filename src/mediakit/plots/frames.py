"""Which frames each outlet uses, and in which it differs from others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .canvas import draw_heat, start_axes
from .cells import draw_cells, pivot_cells

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

UNITS: Final = {  # of a column: factor, form, label
    "rate": (1, "{:.1f}", "matches per 1,000 tokens"),
    "share": (100, "{:.0f}", "articles with the frame (%)"),
}


def plot_frames(table: pd.DataFrame, *, by: str = "outlet", value: str = "rate", ax: Axes | None = None) -> Axes:
    """
    Draw how much each group uses each frame, as shaded cells with their numbers and intervals.

    Parameters
    ----------
    table : DataFrame
        ``frame``, `value` and the column `by`, one row for each pair, such as `bootstrap_groups` gives with its
        ``mean`` renamed. With ``low`` and ``high``, the interval is written below each number where there is room.
    by : str, default "outlet"
        Column of the groups.
    value : str, default "rate"
        Column of the numbers, of 0 or more: ``"rate"`` is matches per 1,000 tokens, ``"share"`` (0 to 1) is drawn in
        per cent; any other is drawn as it is, under its name.
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
    ax = start_axes(table, ("frame", value, by), ax)
    factor, form, label = UNITS.get(value, (1, "{:.2f}", value))
    if {"low", "high"} <= set(table.columns):
        draw_cells(pivot_cells(table, by, value, form=form, label=label, factor=factor), ax, is_signed=False)
    else:
        matrix = factor * table.pivot_table(index=by, columns="frame", values=value, sort=False)
        draw_heat(matrix, ax, form=form, label=label)
    ax.set_xlabel("frame")
    ax.set_ylabel(by)
    return ax


def plot_frame_differences(
    table: pd.DataFrame,
    *,
    by: str = "outlet",
    value: str = "difference",
    unit: str = "matches per 1,000 tokens",
    ax: Axes | None = None,
) -> Axes:
    """
    Draw in which frames each group differs from the others, as shaded cells with their intervals.

    Blue is more, vermillion less; a cell whose interval holds 0, of which the corpus does not tell the sign, is grey.

    Parameters
    ----------
    table : DataFrame
        ``frame``, `value`, ``low``, ``high`` and the column `by`, one row for each pair, such as `compare_outlets`
        gives; where a bound is missing, the cell is grey.
    by : str, default "outlet"
        Column of the groups.
    value : str, default "difference"
        Column of the differences.
    unit : str, default "matches per 1,000 tokens"
        Unit of the differences, for the colour bar. Where it begins with ``"%"``, such as ``"% points"``, differences
        are multiplied by 100.
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
    ax = start_axes(table, ("frame", value, "low", "high", by), ax)
    is_percent = unit.startswith("%")
    form, factor = ("{:.0f}", 100) if is_percent else ("{:.1f}", 1)
    label = f"{value} ({unit})\ngrey: the interval holds 0"
    draw_cells(pivot_cells(table, by, value, form=form, label=label, factor=factor), ax, is_signed=True)
    ax.set_xlabel("frame")
    ax.set_ylabel(by)
    return ax
