"""Row 9: peak memory of a stream over a shorter and a longer corpus, in parts of the same size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mediakit as mk

from .corpora import write_store
from .pairs import Pairs
from .processes import run_script
from .tables import Goal, Question, Row, answer, skip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .corpora import Articles
    from .plan import Plan


def run(plan: Plan, source: Articles) -> Iterator[Row]:
    """One process for each corpus; its peak holds the interpreter and all libraries."""
    shorter, longer = plan.shorter_stream, plan.longer_stream
    question = Question(
        "9",
        "stream_topics: peak memory, longer / shorter corpus",
        f"{longer:,} and {shorter:,} resampled {source.name}, {plan.part_size:,} in a part",
        "itself",
        Goal(at_most=1.35),
    )
    if not hasattr(mk, "stream_topics"):
        yield skip(question, "This version has no stream_topics.")
        return
    peaks = [
        run_script("mediakit_stream", write_store(source, n, part_size=plan.part_size), plan.n_topics).told["megabytes"]
        for n in (shorter, longer)
    ]
    note = f"Ours is the peak with {shorter:,} articles, the peer's that with {longer:,}."
    yield answer(question, Pairs((peaks[0],), (peaks[1],)), unit="MB", note=note)
