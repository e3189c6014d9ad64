"""Which frames go together, as a network."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from .canvas import COLORS, INK, start_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

NEEDED: Final = ("frame", "other", "n_frame", "n_other", "log_odds", "low", "high")
DRAWN: Final = ("log_odds", "width")
WIDEST: Final = 7.0  # points, of the strongest link
LARGEST: Final = 420.0  # square points, of the most common frame
LONG: Final = 16  # letters from which a label of two or more words is broken into lines


def plot_frame_network(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """
    Draw frames on a circle, with a line between two that go together more, or less, often than chance.

    Frames that go together stand near each other on the circle: from the order of their names, two at a time change
    places as long as that shortens the links, so that the same table always gives the same picture. A line is as wide
    as its log odds ratio is large; blue and solid where two frames meet more often than chance, vermillion and dashed
    where they avoid each other. Links whose interval holds 0 are not drawn. A point's area, and the number in brackets,
    is that of its documents.

    Parameters
    ----------
    table : DataFrame
        ``frame other n_frame n_other log_odds low high``, one row for each pair, as `measure_frame_links` gives.
    ax : Axes, optional
        Where to draw; the current Axes by default. It is made square.

    Returns
    -------
    ax : Axes
        The Axes.

    Raises
    ------
    ValueError
        If a column is missing or the table has no rows.

    """
    ax = start_axes(table, NEEDED, ax)
    sizes = pd.concat([table.set_index("frame")["n_frame"], table.set_index("other")["n_other"]])
    sizes = sizes[~sizes.index.duplicated()].sort_index()
    sure = table[(table["low"] > 0) | (table["high"] < 0)]
    names = _order_frames(sizes.index, sure)
    angle = np.pi / 2 - 2 * np.pi * np.arange(len(names)) / len(names)
    place = pd.DataFrame({"x": np.cos(angle), "y": np.sin(angle)}, index=names)
    _draw_links(ax, place, sure)
    area = LARGEST * sizes.loc[names].to_numpy(float) / max(sizes.max(), 1)
    ax.scatter(place["x"], place["y"], s=np.maximum(area, 12), color=INK, zorder=3)
    for name, x, y in zip(names, place["x"], place["y"], strict=True):
        side = "center" if abs(x) < 0.1 else "left" if x > 0 else "right"
        level = "center" if abs(y) < 0.9 else "bottom" if y > 0 else "top"
        ax.text(1.13 * x, 1.13 * y, f"{_break(str(name))} ({sizes[name]:.0f})", ha=side, va=level, fontsize="small")
    ax.set_xlim(-1.25, 1.25)
    ax.set_ylim(-1.25, 1.4)  # room for two lines under a title
    ax.set_aspect("equal")
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    return ax


def _order_frames(names: pd.Index, sure: pd.DataFrame) -> list[object]:
    """Order on the circle in which no change of two places brings friends nearer or foes further apart."""
    n = len(names)
    pull = np.zeros((n, n))
    pull[names.get_indexer(pd.Index(sure["frame"])), names.get_indexer(pd.Index(sure["other"]))] = sure[
        "log_odds"
    ].to_numpy(float)
    pull += pull.T
    step = np.abs(np.arange(n)[:, None] - np.arange(n))
    apart = np.minimum(step, n - step)
    order = np.arange(n)
    best = _add_lengths(pull, apart, order)
    is_better = True
    while is_better:
        is_better = False
        for one, other in combinations(range(n), 2):
            tried = order.copy()
            tried[[one, other]] = order[[other, one]]
            length = _add_lengths(pull, apart, tried)
            if length < best - 1e-9:
                order, best, is_better = tried, length, True
    return [names[place] for place in order.tolist()]


def _add_lengths(pull: NDArray[np.float64], apart: NDArray[np.int64], order: NDArray[np.int64]) -> float:
    """Sum of the lengths of all links, each times its strength."""
    return float((pull[np.ix_(order, order)] * apart).sum())


def _draw_links(ax: Axes, place: pd.DataFrame, sure: pd.DataFrame) -> None:
    """Draw the lines, the weak ones below, and a legend of the kinds that there are."""
    strength = sure["log_odds"].abs()
    ordered = sure.assign(width=WIDEST * strength / max(strength.max(), 1e-9)).sort_values("width", kind="stable")
    labels = {True: "together more often than chance", False: "together less often"}
    for one, other, log_odds, width in zip(*(ordered[name] for name in NEEDED[:2] + DRAWN), strict=True):
        x, y = (place.loc[[one, other], axis] for axis in ("x", "y"))
        color, style = (COLORS[0], "-") if log_odds > 0 else (COLORS[3], (0, (2, 1.5)))
        label = labels.pop(bool(log_odds > 0), None)
        ax.plot(x, y, color=color, linestyle=style, linewidth=width, alpha=0.7, label=label)
    if len(ordered):
        lines, kinds = ax.get_legend_handles_labels()
        order = np.argsort([len(kind) for kind in kinds])[::-1]  # the friends first
        lines, kinds = [lines[k] for k in order], [kinds[k] for k in order]
        ax.legend(
            lines, kinds, frameon=False, fontsize="small", loc="upper center", bbox_to_anchor=(0.5, -0.02), ncols=2
        )


def _break(name: str) -> str:
    """Name on two lines where it is long."""
    words = name.split(" ")
    if len(name) <= LONG or len(words) == 1:
        return name
    cut = min(range(1, len(words)), key=lambda k: abs(len(" ".join(words[:k])) - len(name) / 2))
    return " ".join(words[:cut]) + "\n" + " ".join(words[cut:])
