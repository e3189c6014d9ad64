"""The same by scikit-learn: ``python -m benchmarks.scripts.sklearn_topics STORE N_TOPICS``."""

import json
import sys
import time

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.memory import read_peak_megabytes

texts = pd.read_parquet(sys.argv[1])["text"].tolist()
begin = time.perf_counter()

vectorizer = TfidfVectorizer(min_df=5, max_df=0.5, stop_words="english", dtype=np.float32)
model = NMF(int(sys.argv[2]), random_state=0).fit(vectorizer.fit_transform(texts))
terms = vectorizer.get_feature_names_out()
for topic, weights in enumerate(model.components_):
    print(topic, *terms[np.argsort(-weights)[:10]])

print(json.dumps({"seconds": time.perf_counter() - begin, "megabytes": read_peak_megabytes()}))
