"""Run the benchmarks, print the table as it grows and save it: ``python -m benchmarks --help``."""

from __future__ import annotations

import argparse
import importlib
import time
from typing import TYPE_CHECKING, Final

from .corpora import load_articles
from .curves import format_point, measure, write_points, write_readable_points
from .documents import save_documents
from .figures import draw_curves, draw_ratios
from .machine import describe_machine, write_machine
from .plan import Plan
from .tables import RESULTS, print_row, write_readable, write_rows

if TYPE_CHECKING:
    from .corpora import Articles
    from .curves import Point
    from .tables import Row

GROUPS: Final = ("counting", "codebooks", "factoring", "solvers", "voices", "whole", "streaming", "bits")
LONG: Final = ("copying",)  # run where asked for, or with --full


def main() -> None:
    """Everything that the command line asks for."""
    asked = _parse()
    plan = Plan().scale_down(asked.divide) if asked.divide > 1 else Plan()
    source = load_articles()
    facts = describe_machine()
    print("; ".join(f"{name} {value}" for name, value in facts.items()))
    print(f"Articles: {len(source.texts):,} of {source.name}. Numbers are the peer's time / ours, pair by pair.\n")
    groups = [group for group in asked.groups if group != "curves"]
    groups += [group for group in LONG if asked.full and group not in groups]
    if groups:
        write_machine(facts, RESULTS / "machine.csv")
        run_groups(groups, plan, source)
    if asked.full or "curves" in asked.groups:
        run_curves(plan, source)
    if asked.save_docs:
        print("Copied into docs/method/speed:", ", ".join(save_documents()))


def run_groups(groups: list[str], plan: Plan, source: Articles) -> None:
    """Rows of each group, saved one by one, so that a run that is ended loses nothing."""
    rows: list[Row] = []
    begin = time.perf_counter()
    for group in groups:
        for row in importlib.import_module(f"benchmarks.{group}").run(plan, source):
            rows.append(row)
            print_row(row)
            write_rows(rows, RESULTS / "ratios.csv")
            write_readable(rows, RESULTS / "table.csv")
    draw_ratios(rows, RESULTS / "ratios.png")
    missed = [row.number for row in rows if row.verdict == "missed"]
    print(f"\n{time.perf_counter() - begin:,.0f} s; goals missed: {', '.join(missed) or 'none'}; see {RESULTS.name}/")


def run_curves(plan: Plan, source: Articles) -> None:
    """Points of the curves, saved one by one."""
    points: list[Point] = []
    for point in measure(plan, source):
        points.append(point)
        print(f"{point.series:<20} {point.n_articles:>9,} articles: {format_point(point)}", flush=True)
        write_points(points, RESULTS / "curves.csv")
        write_readable_points(points, RESULTS / "curves-table.csv")
    draw_curves(points, RESULTS / "curves.png")


def _parse() -> argparse.Namespace:
    """Options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Compare mediakit with its peers.")
    parser.add_argument(
        "groups",
        nargs="*",
        default=GROUPS,
        metavar="GROUP",
        help=f"some of {', '.join(GROUPS)}, {', '.join(LONG)}, curves; default all but the last two",
    )
    parser.add_argument("--full", action="store_true", help="also copies and curves, up to a million articles")
    parser.add_argument("--save-docs", action="store_true", help="copy table and figures into docs/method/speed")
    parser.add_argument("--divide", type=int, default=1, metavar="N", help="N times fewer articles, to try it out")
    asked = parser.parse_args()
    unknown = set(asked.groups) - {*GROUPS, *LONG, "curves"}
    if unknown:
        parser.error(f"unknown group {sorted(unknown)}; known are {', '.join((*GROUPS, *LONG))} and curves")
    return asked


if __name__ == "__main__":
    main()
