"""The small tables beside this file that the rules of cleaning and of sentences are made of."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files


def read_table(name: str) -> list[dict[str, str]]:
    """Read one of the CSV files of this room, a dict per row."""
    text = (files("mediakit.corpus") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=32)
def read_words(*lists: str) -> frozenset[str]:
    """Return the words of one or more lists of furniture_words.csv."""
    return frozenset(row["word"] for row in read_table("furniture_words.csv") if row["list"] in lists)
