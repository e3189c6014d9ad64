"""How each outlet treats each actor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .canvas import start_axes
from .cells import draw_cells, pivot_cells

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def plot_stance(
    table: pd.DataFrame, *, by: str = "outlet", actor: str = "actor", value: str = "mean", ax: Axes | None = None
) -> Axes:
    """
    Draw the stance of each group towards each actor, as shaded cells with their intervals.

    Blue is for the actor, vermillion against; a cell whose interval holds 0, of which the corpus does not tell the
    sign, is grey, and so is one that has no interval because it rests on too few articles.

    Parameters
    ----------
    table : DataFrame
        The columns `by` and `actor`, `value`, ``low`` and ``high`` (from -1, against, to 1, for), one row for each
        pair, such as ``bootstrap_groups(stances, value="stance", by=["outlet", "actor"])`` gives. Rows and columns of
        the figure come in the order of the table.
    by : str, default "outlet"
        Column of the groups.
    actor : str, default "actor"
        Column of the actors.
    value : str, default "mean"
        Column of the stances.
    ax : Axes, optional
        Where to draw; the current Axes by default.

    Returns
    -------
    ax : Axes
        The Axes.

    Raises
    ------
    ValueError
        If a column is missing, the table has no rows, or a pair stands in two rows.

    """
    ax = start_axes(table, (by, actor, value, "low", "high"), ax)
    check_pairs(table, by, actor)
    label = "stance (-1 against to 1 for)\ngrey: the interval holds 0, or there is none"
    pairs = table.rename(columns={actor: "frame"})
    draw_cells(pivot_cells(pairs, by, value, form="{:.2f}", label=label), ax, is_signed=True)
    ax.set_xlabel(actor)
    ax.set_ylabel(by)
    return ax


def check_pairs(table: pd.DataFrame, by: str, column: str) -> None:
    """
    Refuse a table in which a cell of the grid would have two numbers.

    Parameters
    ----------
    table : DataFrame
        The table to draw.
    by, column : str
        Columns of the rows and of the columns of the grid.

    Raises
    ------
    ValueError
        If a pair stands in two rows.

    """
    is_twice = table.duplicated([by, column])
    if is_twice.any():
        row = table[is_twice].iloc[0]
        msg = (
            f"{is_twice.sum()} of {len(table)} rows repeat a pair, such as {row[by]!r} and {row[column]!r}. Give one "
            f"row for each {by} and {column}, as bootstrap_groups(..., by=[{by!r}, {column!r}]) does."
        )
        raise ValueError(msg)
