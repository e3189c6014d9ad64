"""Time and peak memory against the number of articles, each point in a process of its own."""

from __future__ import annotations

import csv
import dataclasses
import subprocess
from typing import TYPE_CHECKING, Final

from .corpora import write_store
from .memory import read_free_megabytes
from .processes import run_script
from .tables import format_taken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from .corpora import Articles
    from .plan import Plan

SERIES: Final = {
    "mediakit, in memory": "mediakit_topics",
    "mediakit, streamed": "mediakit_stream",
    "scikit-learn": "sklearn_topics",
}
SHARE_OF_FREE: Final = 0.8  # of the free memory that a point may be expected to take


@dataclasses.dataclass(frozen=True)
class Point:
    """One run: seconds of the whole process and from articles to topics, peak memory; none where it was not made."""

    series: str
    n_articles: int
    seconds: float | None = None
    seconds_inside: float | None = None
    megabytes: float | None = None
    note: str = ""


def measure(plan: Plan, source: Articles) -> Iterator[Point]:
    """All series, size by size; one that is expected to take too long ends, and says so."""
    last: dict[str, Point] = {}
    for n in plan.curve:
        store = write_store(source, n, part_size=plan.part_size)
        for series in SERIES:
            before = last.get(series)
            if before is not None and before.seconds is None:
                continue
            reason = foresee(before, n, plan.longest)
            last[series] = Point(series, n, note=reason) if reason else _run(series, str(store), n, plan)
            yield last[series]


def foresee(before: Point | None, n: int, longest: float) -> str:
    """Why a point is not worth trying, by the last one of its series times the growth; empty if it is."""
    if before is None or before.seconds is None or before.megabytes is None:
        return ""
    growth = n / before.n_articles
    if before.seconds * growth > longest:
        return f"expected to take {before.seconds * growth:,.0f} s, more than {longest:,.0f} s"
    if before.megabytes * growth > SHARE_OF_FREE * read_free_megabytes():
        return f"expected to take {before.megabytes * growth:,.0f} MB, more than is free"
    return ""


def write_points(points: Sequence[Point], file: Path) -> None:
    """Save all points."""
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, [field.name for field in dataclasses.fields(Point)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(dataclasses.asdict(point) for point in points)


def write_readable_points(points: Sequence[Point], file: Path) -> None:
    """Save one line a size and one column a series, rounded, for readers."""
    names = list(dict.fromkeys(point.series for point in points))
    told = {(point.n_articles, point.series): format_point(point) for point in points}
    sizes = sorted({point.n_articles for point in points})
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["articles", *names])
        writer.writerows([f"{n:,}", *(told.get((n, name), "") for name in names)] for n in sizes)


def format_point(point: Point) -> str:
    """Time, memory and remark: ``"3.2 s, 410 MB"``."""
    if point.seconds is None or point.megabytes is None:
        return f"not run: {point.note}"
    taken = f"{format_taken(point.seconds, 's')}, {format_taken(point.megabytes, 'MB')}"
    return f"{taken} ({point.note})" if point.note else taken


def _run(series: str, store: str, n: int, plan: Plan) -> Point:
    """One point; a run that takes twice the longest time is ended."""
    try:
        outcome = run_script(SERIES[series], store, plan.n_topics, timeout=2 * plan.longest)
    except subprocess.TimeoutExpired:
        return Point(series, n, note=f"ended after {2 * plan.longest:,.0f} s")
    note = "" if outcome.is_converged else "stopped, not converged"
    return Point(series, n, outcome.whole, outcome.told["seconds"], outcome.told["megabytes"], note)
