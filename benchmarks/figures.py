"""The table and the curves as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from mediakit.plots.canvas import COLORS, INK, OTHERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .curves import Point
    from .tables import Row

MARKS: Final = ("o", "s", "^", "D")
LINES: Final = ("-", "--", "-.", ":")


def draw_ratios(rows: Sequence[Row], file: Path) -> None:
    """One line a row of times: the median ratio, between which ratios it lay, and the goal."""
    timed = [row for row in rows if row.unit == "s" and row.measured is not None]
    if not timed:
        return
    figure, ax = plt.subplots(figsize=(9, 1 + 0.36 * len(timed)), layout="constrained")
    for place, row in enumerate(timed):
        ax.plot([row.lowest, row.highest], [place, place], color=COLORS[0], linewidth=2.5, solid_capstyle="butt")
        ax.plot(row.measured, place, "o", color=COLORS[0])
        if row.goal:
            ax.plot(float(row.goal.split()[-1]), place, "|", color=COLORS[3], markersize=16, markeredgewidth=2.5)
    ax.plot([], [], "o-", color=COLORS[0], linewidth=2.5, label="median of the ratios, and their range")
    ax.plot([], [], "|", color=COLORS[3], markersize=12, markeredgewidth=2.5, label="goal")
    ax.axvline(1, color=OTHERS, linewidth=1, zorder=0)
    ax.set_yticks(range(len(timed)), [f"{row.number}  {row.task}\n{row.articles}, {row.peer}" for row in timed])
    ax.tick_params(axis="y", labelsize="x-small", length=0)
    ax.invert_yaxis()
    ax.set_xscale("log")
    _write_plainly(ax.xaxis)
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.set_xlabel("Peer's time / mediakit's time (log scale; 1: the same)")
    _finish(figure, ax, file)


def draw_curves(points: Sequence[Point], file: Path) -> None:
    """Time and peak memory against the number of articles, both axes logarithmic."""
    figure, panels = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
    for ax, column, label in zip(
        panels, ("seconds", "megabytes"), ("Time of the whole process (s)", "Peak memory (MB)"), strict=True
    ):
        for place, series in enumerate(dict.fromkeys(point.series for point in points)):
            known = [point for point in points if point.series == series and point.seconds is not None]
            ax.plot(
                [point.n_articles for point in known],
                [getattr(point, column) for point in known],
                color=COLORS[(0, 2, 3, 5)[place]],
                marker=MARKS[place],
                linestyle=LINES[place],
                label=series,
            )
        ax.set_xscale("log")
        ax.set_yscale("log")
        _write_plainly(ax.xaxis)
        _write_plainly(ax.yaxis)
        ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        ax.set_xlabel("Articles")
        ax.set_ylabel(label)
        ax.grid(color=OTHERS, alpha=0.4, linewidth=0.6)
    _finish(figure, panels[0], file)


def _write_plainly(axis: Any) -> None:
    """Write 10,000 and not a power of ten."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    axis.set_minor_formatter(NullFormatter())


def _finish(figure: Any, ax: Any, file: Path) -> None:
    """Legend, frame, file."""
    figure.legend(*ax.get_legend_handles_labels(), loc="outside upper center", ncols=3, frameon=False, labelcolor=INK)
    for each in figure.axes:
        each.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, dpi=150, metadata={"Software": None})
    plt.close(figure)
