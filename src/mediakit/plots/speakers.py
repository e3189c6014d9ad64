"""Whom each outlet lets speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .canvas import start_axes
from .cells import draw_cells, pivot_cells
from .stance import check_pairs

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def plot_speakers(
    table: pd.DataFrame, *, by: str = "outlet", speaker: str = "speaker", value: str = "mean", ax: Axes | None = None
) -> Axes:
    """
    Draw which share of its quotes each group gives to each speaker, as shaded cells with their intervals.

    Parameters
    ----------
    table : DataFrame
        The columns `by` and `speaker`, `value`, ``low`` and ``high`` (shares from 0 to 1), one row for each pair, such
        as `bootstrap_groups` gives of a column of True and False; drawn in per cent. Rows and columns of the figure
        come in the order of the table; of a missing bound nothing is written.
    by : str, default "outlet"
        Column of the groups.
    speaker : str, default "speaker"
        Column of the speakers, or of the kinds of them.
    value : str, default "mean"
        Column of the shares.
    ax : Axes, optional
        Where to draw; the current Axes by default.

    Returns
    -------
    ax : Axes
        The Axes.

    Raises
    ------
    ValueError
        If a column is missing, the table has no rows, a share lies outside 0 to 1, or a pair stands in two rows.

    """
    ax = start_axes(table, (by, speaker, value, "low", "high"), ax)
    check_pairs(table, by, speaker)
    is_outside = (table[value] < 0) | (table[value] > 1)
    if is_outside.any():
        msg = (
            f"{is_outside.sum()} of {len(table)} shares in {value!r} lie outside 0 to 1, such as "
            f"{table.loc[is_outside, value].iloc[0]:g}. Divide per cent by 100, and counts by the quotes of the {by}."
        )
        raise ValueError(msg)
    pairs = table.rename(columns={speaker: "frame"})
    label = f"quotes of the {by} (%)"
    draw_cells(pivot_cells(pairs, by, value, form="{:.0f}", label=label, factor=100), ax, is_signed=False)
    ax.set_xlabel(speaker)
    ax.set_ylabel(by)
    return ax
