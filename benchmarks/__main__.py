"""Run every benchmark, print the table of ratios and save it as CSV."""

from __future__ import annotations

import csv
import dataclasses
import platform
from pathlib import Path

import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer

import mediakit as mk

from .pairs import Comparison, compare, run_python

RESULTS = Path(__file__).parent / "results"
N_COPIES = 60  # the sample corpus so many times over, so that a run is long enough to be timed


def run_all() -> list[Comparison]:
    """All comparisons, the cheapest first."""
    english = mk.load_sample().query("lang == 'en'")
    larger = pd.concat([english] * N_COPIES, ignore_index=True)
    texts = larger["text"].tolist()
    vectorizer = CountVectorizer(token_pattern=r"\w+")
    return [
        compare("import", run_python("import mediakit"), "import pandas", run_python("import pandas")),
        compare(
            "tokenize and count the sample corpus",
            lambda: mk.build_dtm(mk.tokenize(english)),
            "CountVectorizer",
            lambda: vectorizer.fit_transform(english["text"]),
        ),
        compare(
            f"tokenize and count {len(larger):,} articles",
            lambda: mk.build_dtm(mk.tokenize(larger)),
            "CountVectorizer",
            lambda: vectorizer.fit_transform(texts),
        ),
    ]


def main() -> None:
    """Print and save the table."""
    rows = run_all()
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / "ratios.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, [field.name for field in dataclasses.fields(Comparison)])
        writer.writeheader()
        writer.writerows(dataclasses.asdict(row) for row in rows)
    print(f"{platform.machine()}, Python {platform.python_version()}; medians in seconds, ratio ours / peer")
    for row in rows:
        print(f"{row.name:<42} {row.ours:8.4f}   {row.peer:<16} {row.theirs:8.4f}   ratio {row.ratio:.2f}")


if __name__ == "__main__":
    main()
