"""Copies among the articles of a store: ``python -m benchmarks.scripts.mediakit_copies STORE``."""

import json
import sys
import time
from pathlib import Path

import mediakit as mk
from benchmarks.corpora import read_store
from benchmarks.memory import read_peak_megabytes

begin = time.perf_counter()

copies = mk.find_duplicates(read_store(Path(sys.argv[1])))

print(json.dumps({"seconds": time.perf_counter() - begin, "megabytes": read_peak_megabytes(), "n_copies": len(copies)}))
