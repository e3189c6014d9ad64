"""The same without ever holding the corpus: ``python -m benchmarks.scripts.mediakit_stream STORE N_TOPICS``."""

import json
import sys
import time

import mediakit as mk
from benchmarks.memory import read_peak_megabytes

begin = time.perf_counter()

model = mk.stream_topics(sys.argv[1], int(sys.argv[2]), stop_words="en")
for topic, terms in mk.top_terms(model, model.terms_).groupby("topic")["term"]:
    print(topic, *terms)

print(json.dumps({"seconds": time.perf_counter() - begin, "megabytes": read_peak_megabytes()}))
