"""Text out of web pages: 4-word shingles of the extracted text against those of the annotated one."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import trafilatura

from mediakit.corpus.sources.pages import read_page

from .scores import Score, bootstrap_score, read_labelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

PEERS = {"plain": {}, "favouring precision": {"favor_precision": True}, "without comments": {"include_comments": False}}


def measure() -> Iterator[Score]:
    """Mean precision and recall over pages, as F1, as the article extraction benchmark counts them."""
    pages = read_labelled("web_pages")
    ours = [read_page(html, url=url)["text"] for html, url in zip(pages["html"], pages["url"], strict=True)]
    known = []
    for name, settings in PEERS.items():
        theirs = [trafilatura.extract(html, **settings) for html in pages["html"]]
        known.append(f"trafilatura {name} {f1(compare(pages['article'], theirs)):.3f}")
    pairs = compare(pages["article"], ours)
    low, high = bootstrap_score(lambda rows: f1(pairs[rows]), np.arange(len(pairs)))
    precision, recall = pairs.mean(axis=0)
    yield Score(
        "text out of web pages",
        f"{len(pages)} pages of web_pages, on which settings were compared; precision {precision:.3f}, recall "
        f"{recall:.3f}; nothing is learned",
        "F1 of 4-word shingles",
        f1(pairs),
        0.955,
        low,
        high,
        "; ".join(known),
    )


def compare(articles: pd.Series[str], extracted: list[str | None]) -> NDArray[np.float64]:
    """Precision and recall of each page's text: an array of shape (n_pages, 2)."""
    return np.array([compare_texts(true, found or "") for true, found in zip(articles, extracted, strict=True)])


def compare_texts(true: str, found: str) -> tuple[float, float]:
    """Shares of the found shingles that are true, and of the true ones that are found."""
    expected, given = shingles(true), shingles(found)
    n_shared = (expected & given).total()
    if expected == given:
        return 1.0, 1.0
    if not n_shared:
        return 0.0, 0.0
    return n_shared / given.total(), n_shared / expected.total()


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words, with their counts; a shorter text is one shingle."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[start : start + 4]) for start in range(max(1, len(words) - 3)))


def f1(pairs: NDArray[np.float64]) -> float:
    """Harmonic mean of the mean precision and the mean recall."""
    precision, recall = pairs.mean(axis=0)
    return float(2 * precision * recall / (precision + recall))
