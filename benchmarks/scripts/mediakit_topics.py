"""Parquet to printed topics by mediakit: ``python -m benchmarks.scripts.mediakit_topics STORE N_TOPICS``."""

import json
import sys
import time

import pandas as pd

import mediakit as mk
from benchmarks.memory import read_peak_megabytes

corpus = pd.read_parquet(sys.argv[1])
begin = time.perf_counter()

dtm = mk.build_dtm(mk.tokenize(corpus), min_df=5, max_df=0.5, stop_words="en")
model = mk.NMFTopics(int(sys.argv[2])).fit(mk.weight_dtm(dtm))
for topic, terms in mk.top_terms(model, dtm.terms).groupby("topic")["term"]:
    print(topic, *terms)

print(json.dumps({"seconds": time.perf_counter() - begin, "megabytes": read_peak_megabytes()}))
