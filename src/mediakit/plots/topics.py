"""What the topics are, and when they were written about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import matplotlib as mpl

from .canvas import HEAT, INK, draw_heat, start_axes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

FONT_SIZE: Final = 8.5  # points
LONGEST_TERM: Final = 13  # letters that stand in a cell at that size; longer terms are written smaller


def plot_topics(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """
    Draw the top terms of each topic in a row, darker where they weigh more.

    Parameters
    ----------
    table : DataFrame
        ``topic rank term weight``, as `top_terms` gives.
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
    ax = start_axes(table, ("topic", "rank", "term", "weight"), ax)
    colors = mpl.colormaps[HEAT]
    topics = list(dict.fromkeys(table["topic"]))
    relative = table["weight"] / table.groupby("topic")["weight"].transform("max")
    for topic, rank, term, part in zip(table["topic"], table["rank"], table["term"], relative, strict=True):
        row = topics.index(topic)
        ax.barh(row, 0.96, left=rank - 0.48, height=0.86, color=colors(0.85 * part))
        color = "white" if part > 0.65 else INK
        size = FONT_SIZE * min(1, LONGEST_TERM / len(term))
        ax.text(rank, row, term, ha="center", va="center", fontsize=size, color=color, clip_on=True)
    ax.set_xlim(0.5, table["rank"].max() + 0.5)
    ax.set_ylim(len(topics) - 0.5, -0.5)
    ax.set_xticks(range(1, int(table["rank"].max()) + 1))
    ax.set_yticks(range(len(topics)), [str(topic) for topic in topics])
    ax.set_xlabel("rank of the term (shade: weight, relative to the first)")
    ax.set_ylabel("topic")
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    return ax


def plot_topic_trends(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """
    Draw the mean share of each topic by month as shaded cells.

    Parameters
    ----------
    table : DataFrame
        ``month topic share``, one row for each month and topic; shares from 0 to 1.
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
    ax = start_axes(table, ("month", "topic", "share"), ax)
    matrix = table.pivot_table(index="topic", columns="month", values="share", sort=False)
    matrix = matrix.reindex(columns=sorted(matrix.columns))
    draw_heat(100 * matrix, ax, form="{:.0f}" if matrix.shape[1] <= 24 else "", label="mean share (%)")
    ax.set_xlabel("month")
    ax.set_ylabel("topic")
    return ax
