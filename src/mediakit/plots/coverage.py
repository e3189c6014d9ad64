"""How much is published, when and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.ticker import MaxNLocator

from .canvas import COLORS, OTHERS, start_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

N_OUTLETS = len(COLORS)


def plot_coverage(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """
    Draw the number of articles by month as stacked bars, one colour an outlet.

    Parameters
    ----------
    table : DataFrame
        ``month`` (datetime or Period), ``outlet`` and ``n_articles``; months between the first and the last that are
        not in the table are drawn empty. Outlets beyond the eight largest are drawn together, in grey.
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
    ax = start_axes(table, ("month", "outlet", "n_articles"), ax)
    months = pd.PeriodIndex(table["month"].to_numpy(), freq="M")
    sizes = table.groupby("outlet")["n_articles"].sum().sort_values(ascending=False, kind="stable")
    shown = sizes.index[:N_OUTLETS] if len(sizes) <= N_OUTLETS else sizes.index[: N_OUTLETS - 1]
    rest = f"{len(sizes) - len(shown)} others"
    names = table["outlet"].where(table["outlet"].isin(shown), rest)
    counts = table.groupby([months, names.to_numpy()])["n_articles"].sum().unstack(fill_value=0)
    counts = counts.reindex(pd.period_range(months.min(), months.max(), freq="M"), fill_value=0)
    bottom = pd.Series(0.0, index=counts.index)
    for number, name in enumerate([*shown, rest][: counts.shape[1]]):
        color = OTHERS if name == rest else COLORS[number]
        ax.bar(range(len(counts)), counts[name], bottom=bottom.to_numpy(), color=color, label=str(name), width=0.8)
        bottom += counts[name]
    step = max(1, -(-len(counts) // 24))
    ax.set_xticks(range(0, len(counts), step), [str(month) for month in counts.index[::step]], rotation=40, ha="right")
    ax.set_xlabel("month")
    ax.set_ylabel("articles")
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.legend(frameon=False, fontsize="small", loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax
