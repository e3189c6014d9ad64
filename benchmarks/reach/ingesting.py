"""How fast JSON Lines become a store, beside pandas that only reads and writes, and whether memory grows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .scores import Score, read_labelled

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTES: Final = (40, 160)
_INGEST: Final = "from mediakit.corpus.ingesting import ingest as run"
_PANDAS: Final = """
import pandas as pd
def run(source, store):
    with pd.read_json(source, lines=True, chunksize=10_000, dtype=False, convert_dates=False) as pieces:
        for number, piece in enumerate(pieces):
            piece.to_parquet(f"{store}-{number}.parquet", compression="zstd")
"""
_RUN: Final = """
import resource, sys
run(sys.argv[1], sys.argv[2])
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_maxrss / 1024, used.ru_utime + used.ru_stime)
"""


def measure() -> Iterator[Score]:
    """Speed, and memory for four times as many articles."""
    news = read_labelled("reuters")["text"].dropna().tolist()
    with tempfile.TemporaryDirectory() as folder:
        peaks = []
        for size in MEGABYTES:
            source = _write(Path(folder, f"{size}.jsonl"), news, size)
            seconds, busy, peak = _time(_INGEST, source, Path(folder, f"store-{size}"))
            peaks.append(peak)
        known, known_busy, _ = _time(_PANDAS, source, Path(folder, "pandas"))
    rows = (
        f"articles of reuters, repeated with their numbers to {MEGABYTES[-1]} MB, without language; start-up included; "
        f"{os.cpu_count()} processors, with {os.getloadavg()[0]:.1f} processes on them at the end"
    )
    told = f"pandas, which reads and writes only, {MEGABYTES[-1] / known:.1f} MB/s"
    yield Score("ingest", rows, "MB/s", MEGABYTES[-1] / seconds, 10.0, known=told)
    told = f"pandas {MEGABYTES[-1] / known_busy:.1f}"
    yield Score("ingest", rows, "MB a second of processor time", MEGABYTES[-1] / busy, known=told)
    yield Score("ingest", rows, "time of pandas' read_json and to_parquet through that of ingest", known / seconds)
    rows = f"{MEGABYTES[0]} and {MEGABYTES[1]} MB; {peaks[0]:.0f} and {peaks[1]:.0f} MB in memory at most"
    yield Score(
        "ingest, memory", rows, "memory for a quarter of the articles through that for all", peaks[0] / peaks[1]
    )


def _write(path: Path, texts: list[str], megabytes: int) -> Path:
    """Write articles, all different, dated over two years."""
    number = written = 0
    with path.open("w", encoding="utf-8") as file:
        while written < megabytes << 20:
            date = f"{2023 + number % 2}-{number % 12 + 1:02}-{number % 28 + 1:02}"
            text = f"{texts[number % len(texts)]}\n{number}"
            record = {"doc_id": f"n{number}", "outlet": f"Outlet {number % 9}", "date": date, "text": text}
            written += file.write(json.dumps(record) + "\n")
            number += 1
    return path


def _time(code: str, source: Path, store: Path) -> tuple[float, float, float]:
    """Seconds, seconds of processor time, and the most megabytes of memory of a process of its own."""
    before = time.perf_counter()
    command = [sys.executable, "-c", code + _RUN, str(source), str(store)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    peak, busy = map(float, done.stdout.split())
    return time.perf_counter() - before, busy, peak
