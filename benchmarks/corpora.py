"""Articles to measure on: real news where it lies beside the repository, and larger corpora made of its paragraphs."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

import mediakit as mk

ROOT: Final = Path(__file__).parents[1]
NEWS: Final = ROOT.parent / "shared" / "data"
NEWS_SETS: Final = ("reuters", "bbc", "polnear", "basil")
CACHE: Final = Path(__file__).parent / "results" / "corpora"
PART_SIZE: Final = 10_000  # articles in one Parquet file
# Paragraphs are parted by an empty line or, on the wire, by an indented first line.
PARAGRAPH_END: Final = re.compile(r"\n\s*\n|\n(?=[ \t]{2,})")


@dataclasses.dataclass(frozen=True)
class Articles:
    """Real articles, and what to call them in a table."""

    name: str
    texts: list[str]


def load_articles(folder: Path = NEWS) -> Articles:
    """Load the news beside the repository or, where it is absent, the English articles of the sample corpus."""
    files = [folder / f"{name}.jsonl.gz" for name in NEWS_SETS]
    if all(file.is_file() for file in files):
        texts = [text for file in files for text in _read_texts(file)]
        return Articles("news", [text for text in texts if text.strip()])
    return Articles("sample", mk.load_sample().query("lang == 'en'")["text"].tolist())


def split_paragraphs(text: str) -> list[str]:
    """Cut an article into paragraphs; none of them is empty."""
    return [stripped for part in PARAGRAPH_END.split(text) if (stripped := part.strip())]


def resample(articles: list[list[str]], n: int, rng: np.random.Generator) -> list[str]:
    """
    Make n new articles out of the paragraphs of real ones.

    Each has as many paragraphs as a real article drawn at random, each of them drawn at random from all articles.
    """
    lengths = np.array([len(paragraphs) for paragraphs in articles])
    pool = [paragraph for paragraphs in articles for paragraph in paragraphs]
    n_paragraphs = rng.choice(lengths, n)
    drawn = rng.integers(len(pool), size=int(n_paragraphs.sum())).tolist()
    ends = np.cumsum(n_paragraphs).tolist()
    return [
        "\n\n".join([pool[place] for place in drawn[end - length : end]])
        for end, length in zip(ends, n_paragraphs.tolist(), strict=True)
    ]


def write_store(source: Articles, n: int, *, seed: int = 0, part_size: int = PART_SIZE, cache: Path = CACHE) -> Path:
    """
    Write a resampled corpus of n articles once, as a folder of Parquet files of `part_size` articles.

    Every part has its own stream of random numbers: only one is in memory at a time, and a longer corpus begins with
    the parts of a shorter one.
    """
    articles = [paragraphs for text in source.texts if (paragraphs := split_paragraphs(text))]
    digest = hashlib.sha256("\0".join(source.texts).encode()).hexdigest()[:8]
    store = cache / f"{source.name}-{digest}-{n}-by-{part_size}-{seed}"
    if store.is_dir():
        return store
    unfinished = store.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for part, begin in enumerate(range(0, n, part_size)):
        texts = resample(articles, part_size, np.random.default_rng([seed, part]))[: n - begin]
        doc_ids = [f"{begin + place:07}" for place in range(len(texts))]
        table = pd.DataFrame({"doc_id": doc_ids, "text": texts})
        table.to_parquet(unfinished / f"part-{part:05}.parquet", index=False)
    unfinished.rename(store)
    return store


def read_store(store: Path) -> pd.DataFrame:
    """Corpus of a store, all of it in memory, indexed by ``doc_id``."""
    return pd.read_parquet(store).set_index("doc_id")


def _read_texts(file: Path) -> list[str]:
    """Texts of a gzipped file of JSON Lines."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]
