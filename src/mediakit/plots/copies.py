"""Who takes from whom, as a network that is read from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from matplotlib.patches import FancyArrowPatch
from matplotlib.patheffects import withStroke

from .canvas import COLORS, INK, OTHERS, start_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

NEEDED: Final = ("outlet", "copied_from", "n_copies")
HEADINGS: Final = ("mostly copied", "both", "mostly copying")
SHADES: Final = (COLORS[0], OTHERS, COLORS[3])  # of the columns
BALANCED: Final = 1 / 3  # of copies taken less given, through both; an outlet within it stands in the middle
WIDEST: Final = 7.0  # points, of the strongest arrow
LARGEST: Final = 420.0  # square points, of the outlet with the most copies
N_SWEEPS: Final = 8
MOST_NUMBERED: Final = 20  # arrows; more would hide each other's numbers
GENTLE: Final = 0.12  # bend of an arrow between two columns
STEEP: Final = 0.35  # within one
EDGE: Final = (withStroke(linewidth=2.5, foreground="white"),)  # so that letters can be read on a line
ALONG: Final = 0.62  # of an arrow, where its number stands


def plot_copies(table: pd.DataFrame, *, n: int = 15, ax: Axes | None = None) -> Axes:
    """
    Draw outlets with an arrow from the one that was copied to the one that copied.

    Outlets that are mostly copied stand at the left, those that mostly copy at the right, and those that do as much of
    both between them; within a column each stands near those that it exchanges with. An arrow is as wide as the number
    of copies, which stands on it; a point's area is that of the copies given and taken. What an outlet repeats of its
    own is not drawn. The same table always gives the same picture.

    Parameters
    ----------
    table : DataFrame
        ``outlet copied_from n_copies``, one row for each pair, as `count_copies` gives.
    n : int, default 15
        Outlets with the most copies, given and taken; others are left out.
    ax : Axes, optional
        Where to draw; the current Axes by default.

    Returns
    -------
    ax : Axes
        The Axes.

    Raises
    ------
    ValueError
        If a column is missing, the table has no row of two different outlets, or `n` is less than 2.

    """
    if n < 2:
        msg = f"n is {n}. Allowed are whole numbers from 2, such as 15."
        raise ValueError(msg)
    has_columns = all(name in table.columns for name in NEEDED)
    links = table[table["outlet"] != table["copied_from"]] if has_columns else table
    ax = start_axes(links, NEEDED, ax)
    links = _keep_largest(links.groupby(["outlet", "copied_from"])["n_copies"].sum().reset_index(), n)
    place = _place_outlets(links)
    ax.set_xlim(-0.75, 2.75)
    ax.set_ylim(-0.08, 1.12)
    _draw_arrows(ax, place, links)
    _draw_outlets(ax, place)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    return ax


def _keep_largest(links: pd.DataFrame, n: int) -> pd.DataFrame:
    """Links between the outlets with the most copies."""
    sizes = pd.concat([links.set_index(name)["n_copies"] for name in NEEDED[:2]]).groupby(level=0).sum()
    kept = sizes.sort_index().sort_values(ascending=False, kind="stable").index[:n]
    among = links[links["outlet"].isin(kept) & links["copied_from"].isin(kept)]
    return among if len(among) else links.nlargest(1, "n_copies")


def _place_outlets(links: pd.DataFrame) -> pd.DataFrame:
    """Column (0 to 2), height (0 to 1) and number of copies of each outlet, sorted by name."""
    taken, given = (links.groupby(name)["n_copies"].sum() for name in NEEDED[:2])
    place = pd.DataFrame({"taken": taken, "given": given}).fillna(0).sort_index()
    place["n_copies"] = place["taken"] + place["given"]
    balance = (place["taken"] - place["given"]) / place["n_copies"]
    place["column"] = 1 + (balance > BALANCED).astype(int) - (balance < -BALANCED).astype(int)
    place["y"] = _space_out(place, -place["n_copies"])
    pull = pd.concat([links.set_axis(["one", "other", "n"], axis=1), links.set_axis(["other", "one", "n"], axis=1)])
    for _ in range(N_SWEEPS):
        weighted = (pull["other"].map(place["y"]) * pull["n"]).groupby(pull["one"]).sum()
        place["y"] = _space_out(place, -weighted / pull.groupby("one")["n"].sum())
    return place


def _space_out(place: pd.DataFrame, rank: pd.Series) -> pd.Series:
    """Heights of outlets, evenly in each column, the least rank on top."""
    order = rank.rename("rank").to_frame().assign(column=place["column"]).sort_values("rank", kind="stable")
    number = order.groupby("column").cumcount()
    size = order.groupby("column")["rank"].transform("size")
    return (1 - (number + 0.5) / size).reindex(place.index)


def _draw_arrows(ax: Axes, place: pd.DataFrame, links: pd.DataFrame) -> None:
    """Draw arrows, the weak ones below, each with its number."""
    ordered = links.sort_values("n_copies", kind="stable")
    most = float(ordered["n_copies"].max())
    for outlet, origin, n_copies in zip(*(ordered[name] for name in NEEDED), strict=True):
        start, end = (place.loc[name, ["column", "y"]].to_numpy(float) for name in (origin, outlet))
        bend, width = _bend(start, end), max(0.8, WIDEST * n_copies / most)
        head = f"head_length={0.35 + 0.05 * width},head_width={0.15 + 0.05 * width}"
        arrow = FancyArrowPatch(
            tuple(start), tuple(end), connectionstyle=f"arc3,rad={bend}", arrowstyle=f"-|>,{head}", mutation_scale=10,
            linewidth=width, color=SHADES[0], alpha=0.45, shrinkA=6, shrinkB=10, zorder=1 + n_copies / most,
        )  # fmt: skip
        ax.add_patch(arrow)
        if len(ordered) <= MOST_NUMBERED:
            x, y = _find_point(ax, start, end, bend)
            _write(ax, x, y, f"{n_copies:,.0f}", "center", "center")


def _bend(start: NDArray[np.float64], end: NDArray[np.float64]) -> float:
    """How far an arrow bends to its right; within an outer column towards the middle."""
    if start[0] != end[0]:
        return GENTLE
    is_up = end[1] > start[1]
    return STEEP if start[0] == 1 or (start[0] == 0) == is_up else -STEEP


def _find_point(ax: Axes, start: NDArray[np.float64], end: NDArray[np.float64], bend: float) -> NDArray[np.float64]:
    """Place of a number on an arrow, nearer to its head."""
    (x0, y0), (x1, y1) = ends = ax.transData.transform([start, end])
    turn = ends.mean(axis=0) + bend * np.array([y1 - y0, x0 - x1])
    on_curve = (1 - ALONG) ** 2 * ends[0] + 2 * ALONG * (1 - ALONG) * turn + ALONG**2 * ends[1]
    return np.asarray(ax.transData.inverted().transform(on_curve), float)


def _draw_outlets(ax: Axes, place: pd.DataFrame) -> None:
    """Draw points with their names, and the headings of the columns that there are."""
    area = np.maximum(LARGEST * place["n_copies"] / place["n_copies"].max(), 12)
    ax.scatter(place["column"], place["y"], s=area, color=[SHADES[column] for column in place["column"]], zorder=3)
    for name, column, y in zip(place.index, place["column"], place["y"], strict=True):
        x, side, level = ((-0.1, "right", "center"), (1.0, "center", "bottom"), (2.1, "left", "center"))[column]
        _write(ax, x, y + 0.04 * (column == 1), str(name), side, level)
    for column in sorted(set(place["column"])):
        ax.text(column, 1.08, HEADINGS[column], ha="center", va="center", color=INK, fontweight="bold")


def _write(ax: Axes, x: float, y: float, text: str, side: str, level: str) -> None:
    """Write small letters with an edge."""
    ax.text(
        x, y, text, ha=side, va=level, fontsize="small", zorder=5, color=INK, path_effects=EDGE, parse_math=False
    )  # fmt: skip
