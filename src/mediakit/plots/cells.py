"""Grids whose cells hold a number and its interval, written as large as the cell allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_rgb
from matplotlib.patches import Rectangle

from .canvas import COLORS, HEAT, INK

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# From vermillion over white to blue, which people who see colours differently tell apart.
DIVERGING: Final = LinearSegmentedColormap.from_list("vermillion to blue", [COLORS[3], "#FFFFFF", COLORS[0]])
UNSURE: Final = "#ECECEC"  # of a cell whose interval holds 0
FAINT: Final = "#6B6B6B"
LARGEST: Final = 9.0  # points
SMALLEST: Final = 5.0  # of an interval; where it needs to be smaller, it is left out
WIDTHS: Final = {",": 0.32, ".": 0.32, " ": 0.32, "−": 0.84}  # of letters in their size; of a digit 0.64


@dataclass(frozen=True)
class Cells:
    """
    Numbers of a grid with the bounds of their intervals.

    Attributes
    ----------
    estimate, low, high : DataFrames of shape (n_rows, n_columns)
        Numbers and bounds with the same rows and columns; missing where unknown.
    form : str
        How a number is written, such as ``"{:.1f}"``.
    label : str
        Name and unit of the numbers, for the colour bar.

    """

    estimate: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    form: str
    label: str


def pivot_cells(table: pd.DataFrame, by: str, value: str, *, form: str, label: str, factor: float = 1) -> Cells:
    """
    Turn a table of one row a group and frame into the cells of a grid.

    Parameters
    ----------
    table : DataFrame
        The column `by`, ``frame``, `value`, ``low`` and ``high``; a pair that stands in two rows has their mean.
    by : str
        Column of the rows of the grid.
    value : str
        Column of the numbers.
    form, label : str
        As in `Cells`.
    factor : float, default 1
        What numbers are multiplied by, such as 100 for shares in per cent.

    Returns
    -------
    cells : Cells
        Rows and columns in the order of the table.

    """
    rows, columns = (list(dict.fromkeys(table[name])) for name in (by, "frame"))
    estimate, low, high = (
        factor * table.pivot_table(index=by, columns="frame", values=name).reindex(index=rows, columns=columns)
        for name in (value, "low", "high")
    )
    return Cells(estimate, low, high, form, label)


def draw_cells(cells: Cells, ax: Axes, *, is_signed: bool) -> None:
    """
    Draw a grid, each cell shaded by its number and holding it, with its interval below.

    Parameters
    ----------
    cells : Cells
        What to draw; missing numbers stay white and empty.
    ax : Axes
        Where to draw.
    is_signed : bool
        True for differences: shades part at 0, and cells whose interval holds 0 are grey.

    """
    values = cells.estimate.to_numpy(float)
    far = float(max(np.nanmax(np.abs(values), initial=0), 1e-9))
    norm = Normalize(-far if is_signed else 0, far)
    image = ax.imshow(values, cmap=DIVERGING if is_signed else HEAT, norm=norm, aspect="auto")
    ax.set_xticks(range(values.shape[1]), [str(name) for name in cells.estimate.columns], rotation=40, ha="right")
    for label in ax.get_xticklabels():
        label.set_rotation_mode("anchor")
    ax.set_yticks(range(values.shape[0]), [str(name) for name in cells.estimate.index])
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    bar = ax.figure.colorbar(image, ax=ax, shrink=0.8, pad=0.02, fraction=0.05)
    bar.set_label(cells.label)
    bar.outline.set_visible(False)
    _draw_edges(ax, values.shape)
    _write_cells(cells, ax, image, is_signed=is_signed)


def _draw_edges(ax: Axes, shape: tuple[int, ...]) -> None:
    """White lines between the cells, so that neighbours of one shade stay apart."""
    ax.set_xticks(np.arange(shape[1] + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(shape[0] + 1) - 0.5, minor=True)
    ax.grid(which="minor", color="white", linewidth=1.5)
    ax.tick_params(which="minor", length=0)


def _write_cells(cells: Cells, ax: Axes, image: object, *, is_signed: bool) -> None:
    """Write number and interval into each cell, and grey the cells of which one cannot be sure."""
    values, low, high = (part.to_numpy(float) for part in (cells.estimate, cells.low, cells.high))
    form = cells.form.replace("{:", "{:+") if is_signed else cells.form
    intervals = {
        place: _write_interval(cells.form, low[place], high[place])
        for place in zip(*np.nonzero(np.isfinite(low) & np.isfinite(high)), strict=True)
    }
    size, small = _fit_sizes(ax, values.shape, list(intervals.values()))
    for place in zip(*np.nonzero(np.isfinite(values)), strict=True):
        row, column = place
        is_unsure = is_signed and not (low[place] > 0 or high[place] < 0)
        if is_unsure:
            ax.add_patch(_fill(row, column))
        shade = UNSURE if is_unsure else image.cmap(image.norm(values[place]))  # type: ignore[attr-defined]
        color = FAINT if is_unsure else _choose_ink(shade)
        has_interval = place in intervals and small >= SMALLEST
        at = row - 0.17 if has_interval else row
        text = _write_number(form, values[place])
        ax.text(column, at, text, ha="center", va="center", fontsize=size, color=color)
        if has_interval:
            ax.text(column, row + 0.24, intervals[place], ha="center", va="center", fontsize=small, color=color)


def _write_number(form: str, value: float) -> str:
    """Give a number with a true minus sign, and zero without a sign."""
    text = form.format(value)
    return text.lstrip("+-") if float(text) == 0 else text.replace("-", "−")


def _write_interval(form: str, low: float, high: float) -> str:
    """Bounds with a comma between them; from 10 on without decimals."""
    return ", ".join(_write_number("{:.0f}" if abs(bound) >= 10 else form, bound) for bound in (low, high))


def _fit_sizes(ax: Axes, shape: tuple[int, ...], intervals: list[str]) -> tuple[float, float]:
    """Sizes of numbers and of intervals, in points, with which they fit into a cell."""
    box = ax.get_window_extent()
    width, height = (72 / ax.figure.dpi * length / n for length, n in zip(box.size, reversed(shape), strict=True))
    size = min(LARGEST, height * 0.45, width / 3.2)
    longest = max((sum(WIDTHS.get(letter, 0.64) for letter in text) for text in intervals), default=1)
    return max(size, SMALLEST), min(size - 1, height * 0.32, width * 0.94 / longest)


def _fill(row: int, column: int) -> Rectangle:
    """Grey square of a cell."""
    return Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=UNSURE, edgecolor="white", linewidth=1.5)


def _choose_ink(shade: str | tuple[float, float, float, float]) -> str:
    """White or dark, whichever stands out more from a shade (relative luminance of WCAG 2)."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(shade)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "white" if luminance < 0.25 else INK
