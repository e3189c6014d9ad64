"""On which days something was published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.colors import ListedColormap
from matplotlib.ticker import MaxNLocator

from .canvas import HEAT, INK, start_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
N_WEEKS: Final = 54  # columns; a leap year that begins on a Sunday has days in so many weeks
BAND: Final = 8  # rows of a year with the gap below it
MOST_NAMED: Final = 4  # years whose weekdays are named
EMPTY: Final = "#EDEDED"  # a day without articles, between the first and the last
PALEST: Final = 0.25  # of the shades; those of one article must not be taken for grey
USUAL: Final = 0.99  # share of the days that the shades tell apart


def plot_calendar(corpus: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """
    Draw a calendar: a cell for each day, a column for each week, a band for each year; the darker, the more articles.

    Days before the first and after the last article stay white, days without articles between them are grey, so that
    gaps in what was gathered are seen. Where a few days have far more articles than all others, they share the darkest
    shade, and the colour bar ends in an arrow.

    Parameters
    ----------
    corpus : DataFrame
        Articles with a column ``date`` (datetime); those without a date are left out.
    ax : Axes, optional
        Where to draw; the current Axes by default. A year needs about an inch of height.

    Returns
    -------
    ax : Axes
        The Axes.

    Raises
    ------
    ValueError
        If there is no column ``date``, or no article with a date.

    """
    dated = corpus[corpus["date"].notna()] if "date" in corpus.columns else corpus
    ax = start_axes(dated, ("date",), ax)
    published = pd.DatetimeIndex(dated["date"].to_numpy()).normalize()
    days = pd.date_range(published.min(), published.max())
    counts = np.bincount(days.get_indexer(published))
    first, last = days[0].year, days[-1].year
    grid = np.full((BAND * (last - first + 1) - 1, N_WEEKS), np.nan)
    grid[_place(days, first)] = counts
    _draw_cells(ax, grid, counts)
    for year in range(first, last + 1):
        _draw_months(ax, year, first)
    _name_axes(ax, first, last)
    return ax


def _place(days: pd.DatetimeIndex, first: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and column of days; weeks begin on Monday, and the week of 1 January is the first."""
    starts = pd.to_datetime(days.year.astype(str) + "-01-01").day_of_week.to_numpy()
    row = BAND * (days.year.to_numpy() - first) + days.day_of_week.to_numpy()
    return row.astype(np.int64), ((days.day_of_year.to_numpy() - 1 + starts) // 7).astype(np.int64)


def _draw_cells(ax: Axes, grid: NDArray[np.float64], counts: NDArray[np.intp]) -> None:
    """Shade the days, and explain the shades."""
    highest = max(2, int(np.ceil(np.quantile(counts[counts > 0], USUAL))))
    blues = colormaps[HEAT](np.linspace(PALEST, 1, 256))
    shades = ListedColormap(blues).with_extremes(under=EMPTY, bad="white")
    edges = np.arange(grid.shape[0] + 1) - 0.5, np.arange(grid.shape[1] + 1) - 0.5
    image = ax.pcolormesh(*edges[::-1], np.ma.masked_invalid(grid), cmap=shades, vmin=1, vmax=highest)
    image.set_edgecolor("white")
    image.set_linewidth(0.6)
    bar = ax.figure.colorbar(
        image, ax=ax, pad=0.02, fraction=0.04, extend="max" if counts.max() > highest else "neither"
    )
    bar.set_label(f"articles a day (grey: 0; most: {counts.max():,})")
    ticks = MaxNLocator(integer=True, nbins=5).tick_values(1, highest)
    bar.set_ticks([tick for tick in ticks if 1 <= tick <= min(highest, counts.max())])
    bar.outline.set_visible(False)


def _draw_months(ax: Axes, year: int, first: int) -> None:
    """Draw a line before each month of a year but January."""
    row, column = _place(pd.DatetimeIndex([f"{year}-{month:02}-01" for month in range(2, 13)]), first)
    top = BAND * (year - first) - 0.5
    for y, x in zip(row - 0.5, column - 0.5, strict=True):
        corner = ([x, x, x + 1, x + 1], [top + 7, y, y, top]) if y > top else ([x, x], [top + 7, top])
        ax.plot(*corner, color=INK, linewidth=0.5, solid_capstyle="butt")


def _name_axes(ax: Axes, first: int, last: int) -> None:
    """Months below, years and weekdays at the left; the first year on top."""
    ax.set_xlim(-0.7, N_WEEKS - 0.3)
    ax.set_ylim(BAND * (last - first + 1) - 1.3, -0.7)
    ax.set_xticks([52 * (2 * month + 1) / 24 for month in range(12)], MONTHS)
    rows = {BAND * (year - first) + 3: str(year) for year in range(first, last + 1)}
    if len(rows) <= MOST_NAMED:
        rows = {
            BAND * (year - first) + day: f"{year}  {WEEKDAYS[day]}" if day == 3 else WEEKDAYS[day]
            for year in range(first, last + 1)
            for day in (0, 3, 6)
        }
    ax.set_yticks(list(rows), list(rows.values()))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_xlabel("week")
