"""What a figure draws, as a few digits: artists, labels and limits, no pixel. Runs alone in a kernel."""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any, Final

import numpy as np

STEP: Final = 1e-4  # of an axis: what lies nearer together cannot be told apart in print
SHIFT: Final = 0.3183  # of a step, so that round numbers never lie where rounding could go either way
ABSENT: Final = -(2**40)
KEY: Final = "mediakit"


def watch_figures(shell: Any) -> None:
    """
    Let a kernel store the digest of each figure that it shows in the metadata of that output.

    Parameters
    ----------
    shell : InteractiveShell
        Shell of the kernel.

    """
    formatter = shell.display_formatter
    format_before = formatter.format

    def format_with_digest(obj: Any, *args: Any, **kwargs: Any) -> Any:
        data, metadata = format_before(obj, *args, **kwargs)
        module = sys.modules.get("matplotlib.figure")
        if module is not None and isinstance(obj, module.Figure) and data:
            metadata = {**(metadata or {}), KEY: {"figure": digest_figure(obj)}}
        return data, metadata

    formatter.format = format_with_digest


def digest_figure(figure: Any) -> dict[str, str]:
    """
    Digests of what a figure draws.

    Positions are taken in shares of their axis and rounded to 1/10,000, limits to 1/10,000 of their distance: noise in
    the last digits of another machine changes nothing, what a reader could see does.

    Parameters
    ----------
    figure : Figure
        A figure of matplotlib, after it was drawn.

    Returns
    -------
    digests : dict of str
        ``artists`` (positions, sizes and colours), ``labels`` (every text) and ``limits`` (with the scales): how many
        there are and 16 hexadecimal digits.

    """
    artists: list[Any] = [_describe_artist(artist, None) for artist in (*figure.lines, *figure.patches, *figure.images)]
    labels: list[Any] = [_describe_text(text, None) for text in figure.texts if text.get_visible()]
    labels += [_describe_legend(legend) for legend in figure.legends]
    limits: list[Any] = []
    for axes in _find_axes(figure):
        drawn = (*axes.lines, *axes.patches, *axes.collections, *axes.images)
        artists += [_describe_artist(artist, axes) for artist in drawn if artist.get_visible()]
        labels += _describe_labels(axes)
        limits += _describe_limits(axes)
    return {
        "artists": _hash(artists),
        "labels": _hash(labels),
        "limits": _hash(limits),
    }


def _find_axes(figure: Any) -> list[Any]:
    """Axes of a figure, and those inside them."""
    found: list[Any] = []
    waiting = list(figure.axes)
    while waiting:
        axes = waiting.pop(0)
        if axes not in found and axes.get_visible():
            found.append(axes)
            waiting += [child for child in axes.child_axes if hasattr(child, "transAxes")]
    return found


def _hash(parts: list[Any]) -> str:
    """How many parts, and a digest of them."""
    text = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return f"{len(parts)}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _round(values: Any, span: float = 1.0) -> Any:
    """Numbers in steps of their span, as whole numbers; of any shape."""
    numbers = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan) / (span * STEP)
    steps = np.floor(np.clip(numbers, -1e12, 1e12) + SHIFT + 0.5)
    return np.where(np.isfinite(steps), steps, ABSENT).astype(np.int64).tolist()


def _place(points: Any, transform: Any, axes: Any) -> Any:
    """Points of shape (n, 2) in shares of the axes."""
    points = np.ma.filled(np.ma.asarray(points, dtype=float), np.nan).reshape(-1, 2)
    if axes is None or not len(points):
        return _round(points)
    with np.errstate(all="ignore"):
        return _round((transform - axes.transAxes).transform(points))


def _describe_artist(artist: Any, axes: Any) -> list[Any]:
    """Name of an artist's kind, where it lies and how it looks."""
    described: list[Any] = [type(artist).__name__]
    if hasattr(artist, "get_xydata"):
        described += [_place(artist.get_xydata(), artist.get_transform(), axes), str(artist.get_linestyle())]
        described += [str(artist.get_marker()), _find_colours(artist.get_color())]
    elif hasattr(artist, "get_offsets"):
        described += _describe_collection(artist, axes)
    elif hasattr(artist, "get_path"):
        path = artist.get_path()
        described += [_place(path.vertices, artist.get_transform(), axes)]
        described += [_find_colours(artist.get_facecolor()), _find_colours(artist.get_edgecolor())]
    else:
        described += [_describe_values(artist), _round(artist.get_extent()) if hasattr(artist, "get_extent") else None]
    return described


def _describe_collection(artist: Any, axes: Any) -> list[Any]:
    """Many shapes of one kind: where they lie, how large they are, and their colours or the values behind these."""
    is_placed = axes is not None and artist.get_transform().contains_branch(axes.transData)
    shapes = [
        _place(path.vertices, artist.get_transform(), axes) if is_placed else _round(path.vertices)
        for path in artist.get_paths()
    ]
    sizes = np.asarray(artist.get_sizes() if hasattr(artist, "get_sizes") else [], dtype=float)
    offsets = artist.get_offsets()
    moved = [] if is_placed and not np.any(offsets) else _place(offsets, artist.get_offset_transform(), axes)
    arrows = [_round(getattr(artist, name)) for name in ("U", "V") if hasattr(artist, name)]
    return [shapes, moved, _round(sizes, 100.0), arrows, *_describe_values(artist)]


def _describe_values(artist: Any) -> list[Any]:
    """Values that a colour map shows, in shares of their range; else the colours."""
    values = artist.get_array() if hasattr(artist, "get_array") else None
    if values is None:
        names = [name for name in ("get_facecolor", "get_edgecolor") if hasattr(artist, name)]
        return [_find_colours(getattr(artist, name)()) for name in names]
    if np.ndim(values) == 3 and np.shape(values)[-1] in (3, 4):
        return ["colours", np.shape(values), _round(values, 1.0 if np.asarray(values).dtype.kind == "f" else 255.0)]
    low, high = artist.get_clim()
    span = abs(high - low) if low is not None and high not in (None, low) else 1.0
    start = low if low is not None else 0.0
    values = np.ma.asarray(values, dtype=float)
    return [artist.get_cmap().name, np.shape(values), _round(values - start, span), _describe_range(low, high)]


def _describe_range(low: Any, high: Any) -> list[Any]:
    """Two bounds, each in steps of their distance."""
    if low is None or high is None:
        return [ABSENT]
    span = abs(float(high) - float(low)) or 1.0
    size = 10.0 ** np.floor(np.log10(span) + 1e-7)  # a round number, so that noise in the span changes no step
    return [_round(low, size), _round(high, size), int(np.floor(np.log10(span) + 1e-7))]


def _find_colours(colours: Any) -> list[Any]:
    """Colours as red, green, blue and opacity, 0 to 255."""
    from matplotlib.colors import to_rgba_array  # noqa: PLC0415 - only where a figure was drawn

    return np.floor(to_rgba_array(colours) * 255 + SHIFT + 0.5).astype(int).tolist()  # type: ignore[no-any-return]


def _describe_limits(axes: Any) -> list[Any]:
    """Limits and scale of each axis."""
    names = [name for name in ("x", "y", "z") if hasattr(axes, f"get_{name}lim")]
    limits = [(*getattr(axes, f"get_{name}lim")(), getattr(axes, f"get_{name}scale")()) for name in names]
    return [[*_describe_range(low, high), scale, bool(high < low)] for low, high, scale in limits]


def _describe_labels(axes: Any) -> list[Any]:
    """Every text of the axes: titles, names and ticks of the axes, notes, tables and the legend."""
    titles = [axes.get_title(loc=side) for side in ("left", "center", "right")]
    texts = [_describe_text(text, axes) for text in axes.texts if text.get_visible()]
    cells = [[list(at), cell.get_text().get_text()] for table in axes.tables for at, cell in table.get_celld().items()]
    axis = [axis for name in ("x", "y", "z") if (axis := getattr(axes, f"{name}axis", None)) is not None]
    legend = axes.get_legend()
    return [*titles, *texts, *cells, *map(_describe_ticks, axis), _describe_legend(legend) if legend else None]


def _describe_text(text: Any, axes: Any) -> list[Any]:
    """Words of a text, and its place where that is in the data."""
    where = None
    if axes is not None and text.get_transform().contains_branch(axes.transData):
        x, y = text.get_unitless_position()
        where = _place([[x, y]], text.get_transform(), axes)
    return [text.get_text(), where]


def _describe_ticks(axis: Any) -> list[Any]:
    """Name of an axis and the texts of its ticks where someone chose them; how many others fit depends on the fonts."""
    from matplotlib.ticker import FixedLocator  # noqa: PLC0415 - only where a figure was drawn

    locator, formatter = axis.get_major_locator(), axis.get_major_formatter()
    chosen = isinstance(locator, FixedLocator) or type(formatter).__name__ == "StrCategoryFormatter"
    texts = [label.get_text() for label in axis.get_ticklabels()] if chosen else []
    low, high = sorted(axis.get_view_interval())
    places = _round((np.asarray(locator()) - low) / ((high - low) or 1.0)) if isinstance(locator, FixedLocator) else []
    return [axis.get_label_text(), type(formatter).__name__, texts, places, bool(axis.get_visible())]


def _describe_legend(legend: Any) -> list[Any]:
    """Title and entries of a legend."""
    return [legend.get_title().get_text(), [text.get_text() for text in legend.get_texts()]]
