"""Row 13: a whole process that finds the copies among very many articles, in minutes and gigabytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .corpora import write_store
from .processes import run_script
from .tables import Goal, Question, answer_once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .corpora import Articles
    from .plan import Plan
    from .tables import Row


def run(plan: Plan, source: Articles) -> Iterator[Row]:
    """One run on the largest corpus; resampled paragraphs stand in many articles each, which is the hard case."""
    n = max(plan.curve)
    told = run_script("mediakit_copies", write_store(source, n, part_size=plan.part_size)).told
    articles = f"{n:,} resampled {source.name}"
    note = (
        f"{told['n_copies']:,} copies found. Seconds and peak memory of one process, reading of the articles included."
    )
    for number, task, value, goal in (
        ("13", "find_duplicates: minutes", told["seconds"] / 60, Goal(at_most=20)),
        ("13b", "find_duplicates: gigabytes", told["megabytes"] / 1000, Goal(at_most=8)),
    ):
        yield answer_once(Question(number, task, articles, "none", goal), value, note=note)
