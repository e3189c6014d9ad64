"""What every plot starts from: an Axes, the columns it needs, and colours that all readers can tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# Okabe, M. and Ito, K. (2008). Color universal design; the yellow, too pale for thin lines, comes last.
COLORS: Final = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#000000", "#F0E442")
OTHERS: Final = "#B0B0B0"
INK: Final = "#333333"
HEAT: Final = "Blues"  # light to dark, so that it also prints in grey


def start_axes(table: pd.DataFrame, columns: tuple[str, ...], ax: Axes | None) -> Axes:
    """
    Check a table and give the Axes to draw on.

    Parameters
    ----------
    table : DataFrame
        The table to draw.
    columns : tuple of str
        Columns that the plot needs.
    ax : Axes or None
        The caller's Axes; None for the current one.

    Returns
    -------
    ax : Axes
        Where to draw.

    Raises
    ------
    ValueError
        If a column is missing or the table has no rows.

    """
    import matplotlib.pyplot as plt  # noqa: PLC0415

    missing = [name for name in columns if name not in table.columns]
    if missing:
        msg = f"The table has no columns {missing}, only {list(table.columns)}. Rename its columns."
        raise ValueError(msg)
    if table.empty:
        msg = f"The table has no rows to draw. It needs at least one, with the columns {list(columns)}."
        raise ValueError(msg)
    ax = ax if ax is not None else plt.gca()
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def draw_heat(matrix: pd.DataFrame, ax: Axes, *, form: str, label: str) -> None:
    """
    Draw a matrix as shaded cells with their numbers.

    Parameters
    ----------
    matrix : DataFrame of shape (n_rows, n_columns)
        Numbers of 0 or more; missing cells stay white.
    ax : Axes
        Where to draw.
    form : str
        How a number is written in its cell, such as ``"{:.1f}"``; empty for no numbers.
    label : str
        Name and unit of the numbers, for the colour bar.

    """
    values = matrix.to_numpy(float)
    highest = float(max(0.0, *(v for v in values.ravel() if v == v), 1e-9))  # noqa: PLR0124 - NaN is not itself
    image = ax.imshow(values, cmap=HEAT, vmin=0, vmax=highest, aspect="auto")
    ax.set_xticks(range(matrix.shape[1]), [str(name) for name in matrix.columns], rotation=40, ha="right")
    ax.set_yticks(range(matrix.shape[0]), [str(name) for name in matrix.index])
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    for (row, column), value in ((place, values[place]) for place in _places(values.shape)):
        if form and value == value:  # noqa: PLR0124
            color = "white" if value > 0.6 * highest else INK
            ax.text(column, row, form.format(value), ha="center", va="center", fontsize="small", color=color)
    bar = ax.figure.colorbar(image, ax=ax, shrink=0.8, pad=0.02)
    bar.set_label(label)
    bar.outline.set_visible(False)


def _places(shape: tuple[int, ...]) -> list[tuple[int, int]]:
    """Row and column of every cell."""
    return [(row, column) for row in range(shape[0]) for column in range(shape[1])]
