"""Rows of the table: what was measured, what it should be, and whether it is."""

from __future__ import annotations

import csv
import dataclasses
import statistics
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .pairs import Pairs

RESULTS: Final = Path(__file__).parent / "results"
Verdict = Literal["met", "missed", "information", "skipped"]


@dataclasses.dataclass(frozen=True)
class Goal:
    """Bound of a measured number; both ends None for information."""

    at_least: float | None = None
    at_most: float | None = None

    def __str__(self) -> str:
        if self.at_least is not None:
            return f"at least {self.at_least:g}"
        return "" if self.at_most is None else f"at most {self.at_most:g}"

    def judge(self, value: float) -> Verdict:
        """Whether the value keeps the bound."""
        if self.at_least is None and self.at_most is None:
            return "information"
        is_met = (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)
        return "met" if is_met else "missed"


INFORMATION: Final = Goal()


@dataclasses.dataclass(frozen=True)
class Row:
    """One line of the table; `measured` is theirs / ours unless `task` says otherwise."""

    number: str
    task: str
    articles: str
    peer: str
    goal: str
    measured: float | None
    lowest: float | None
    highest: float | None
    verdict: Verdict
    ours: float | None = None
    theirs: float | None = None
    unit: str = ""
    n_pairs: int = 0
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Question:
    """What a row asks: its number, the task, the corpus and the peer."""

    number: str
    task: str
    articles: str
    peer: str
    goal: Goal = INFORMATION


def answer(question: Question, pairs: Pairs, *, unit: str = "s", note: str = "") -> Row:
    """Row of a question that pairs of runs answer."""
    return Row(
        *(question.number, question.task, question.articles, question.peer, str(question.goal)),
        measured=pairs.ratio,
        lowest=min(pairs.ratios),
        highest=max(pairs.ratios),
        verdict=question.goal.judge(pairs.ratio),
        ours=pairs.median_of_ours,
        theirs=pairs.median_of_theirs,
        unit=unit,
        n_pairs=len(pairs.ours),
        note=note,
    )


def answer_once(question: Question, value: float, *, note: str = "") -> Row:
    """Row of a question that one number answers."""
    words = (question.number, question.task, question.articles, question.peer, str(question.goal))
    return Row(*words, measured=value, lowest=None, highest=None, verdict=question.goal.judge(value), note=note)


def answer_lowest(question: Question, values: Sequence[float], *, note: str = "") -> Row:
    """Row of a question that several numbers answer, of which the lowest counts."""
    row = answer_once(question, min(values), note=note)
    span = {"measured": statistics.median(values), "lowest": min(values), "highest": max(values)}
    return dataclasses.replace(row, **span, n_pairs=len(values))


def skip(question: Question, reason: str) -> Row:
    """Row of a question that cannot be answered here."""
    words = (question.number, question.task, question.articles, question.peer, str(question.goal))
    return Row(*words, measured=None, lowest=None, highest=None, verdict="skipped", note=reason)


def write_rows(rows: Sequence[Row], file: Path) -> None:
    """Save all columns at full precision."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, [field.name for field in dataclasses.fields(Row)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(dataclasses.asdict(row) for row in rows)


def write_readable(rows: Sequence[Row], file: Path) -> None:
    """Save what a reader of the documentation wants, rounded."""
    head = ["", "task", "articles", "peer", "goal", "measured", "ours", "peer's", "verdict and remarks"]
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(head)
        for row in rows:
            remark = f"**{row.verdict}**. {row.note}".strip()
            cells = (row.number, row.task, row.articles, row.peer, row.goal, format_measured(row))
            writer.writerow([*cells, format_taken(row.ours, row.unit), format_taken(row.theirs, row.unit), remark])


def format_measured(row: Row) -> str:
    """The number, and between which it lay: ``"8.12 (7.9 to 8.4)"``."""
    if row.measured is None:
        return ""
    if row.lowest is None or row.highest is None or row.n_pairs == 1:
        return f"{row.measured:.4g}"
    digits = ".4f" if row.unit == "" else ".3g"  # of shares of variance, the fourth digit matters
    return f"{row.measured:{digits}} ({row.lowest:{digits}} to {row.highest:{digits}})"


def format_taken(value: float | None, unit: str) -> str:
    """Seconds or megabytes with their unit, to three digits."""
    return "" if value is None else f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"


def print_row(row: Row) -> None:
    """Show a row on the terminal as soon as it is known."""
    taken = f"{format_taken(row.ours, row.unit)} against {format_taken(row.theirs, row.unit)}" if row.unit else ""
    goal = f"goal {row.goal}" if row.goal else ""
    words = [format_measured(row), goal, taken, f"{row.n_pairs} pairs" if row.n_pairs > 1 else ""]
    print(f"{row.number:>3}  {row.task}; {row.articles}; {row.peer}")
    print(f"     {row.verdict.upper()}  " + "; ".join(word for word in words if word), flush=True)
    if row.note:
        print(textwrap.fill(row.note, 110, initial_indent="     ", subsequent_indent="     "), flush=True)
