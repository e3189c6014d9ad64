"""The benchmark of codebooks compares like with like."""

import pandas as pd
from benchmarks.codebooks import choose_phrases, compile_phrases, count_with_expressions

from mediakit.framing.frames import count_frames
from mediakit.text.tokens import tokenize


def test_tokens_and_expressions_find_the_same_phrases(sample):
    codebook = choose_phrases()
    texts = sample.loc[sample["lang"] == "en", "text"].str.replace("-", " ")
    n_theirs = count_with_expressions(texts.tolist(), compile_phrases(codebook["phrase"].tolist()))
    n_ours = count_frames(tokenize(pd.DataFrame({"text": texts})), codebook)["n_matches"].sum()
    assert n_theirs > 300
    assert abs(n_ours - n_theirs) <= 0.01 * n_theirs
