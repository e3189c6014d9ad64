"""How far coders, or a measure and coders, agree on each code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from .canvas import COLORS, INK, start_axes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# Krippendorff, K. (2004). Reliability in content analysis. Human Communication Research 30(3), 411-433: below 0.667 no
# conclusion, from 0.8 on a firm one.
BOUNDS: Final = (0.667, 0.8)


def plot_agreement(table: pd.DataFrame, *, by: str = "code", value: str = "alpha", ax: Axes | None = None) -> Axes:
    """
    Draw the agreement on each code with its interval, the highest on top.

    Parameters
    ----------
    table : DataFrame
        `value`, ``low``, ``high`` and the column `by`, one row a code, as `compare_codes` gives; a missing bound is not
        drawn.
    by : str, default "code"
        Column of what is compared.
    value : str, default "alpha"
        Column of the agreement, at most 1. For ``"alpha"``, lines stand at 0.667 and 0.8, below which conclusions are
        none or tentative by Krippendorff's rule of thumb.
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
    ax = start_axes(table, (value, "low", "high", by), ax)
    ordered = table.sort_values(value, kind="stable", ignore_index=True, na_position="first")
    rows = np.arange(len(ordered))
    for bound in BOUNDS if value == "alpha" else ():
        ax.axvline(bound, color=INK, linewidth=0.8, linestyle=":")
    ax.hlines(rows, ordered["low"].fillna(ordered[value]), ordered["high"].fillna(ordered[value]), color=COLORS[0])
    ax.plot(ordered[value].to_numpy(float), rows, "o", color=COLORS[0])
    ax.set_yticks(rows, ordered[by].astype(str))
    ax.set_ylim(-0.7, len(ordered) - 0.3)
    ax.set_xlim(right=1.02)
    ax.set_xlabel(f"{value} (1: perfect; line: 95% interval)")
    ax.set_ylabel(by)
    ax.grid(axis="x", color="#E5E5E5")
    ax.set_axisbelow(True)
    return ax
