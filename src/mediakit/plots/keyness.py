"""Which terms set one side apart from the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from .canvas import COLORS, INK, start_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_keyness(table: pd.DataFrame, *, n: int = 15, ax: Axes | None = None) -> Axes:
    """
    Draw the terms that are most over- and underused in the target.

    Parameters
    ----------
    table : DataFrame
        ``term`` and ``g2`` (negative where the term is rarer in the target), as `measure_keyness` gives.
    n : int, default 15
        Terms to draw on each side.
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
    ax = start_axes(table, ("term", "g2"), ax)
    ordered = table.sort_values("g2", kind="stable", ascending=False)
    over, under = ordered[ordered["g2"] > 0].head(n), ordered[ordered["g2"] < 0].tail(n)
    drawn = pd.concat([over, under], ignore_index=True)
    colors = [COLORS[0] if g2 > 0 else COLORS[3] for g2 in drawn["g2"]]
    ax.barh(range(len(drawn)), drawn["g2"], color=colors)
    ax.set_yticks(range(len(drawn)), drawn["term"])
    ax.set_ylim(len(drawn) - 0.4, -0.6)
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.set_xlabel("signed log-likelihood ratio (right: more in the target)")
    ax.tick_params(axis="y", length=0)
    return ax
