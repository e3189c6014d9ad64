"""Rare terms are found by their buckets, and no other is taken for one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediakit.topics import rare
from mediakit.topics.rare import fill_buckets
from mediakit.topics.store import Vocabulary, merge_vocabularies

TERMS = st.text("abcd", min_size=1, max_size=3)
PARTS = st.lists(st.dictionaries(TERMS, st.integers(1, 9), max_size=12), min_size=1, max_size=4)


def make(doc_freq, n_docs=10):
    terms = np.empty(len(doc_freq), object)
    terms[:] = list(doc_freq)
    return Vocabulary(terms, np.array(list(doc_freq.values()), np.int64), n_docs)


def drop_rare(parts, min_df):
    """Merged vocabulary of parts from which the rare terms were dropped before."""
    first, *others = map(fill_buckets, parts)
    buckets = sum(others, first)
    return merge_vocabularies(buckets.drop_rare(part, min_df) for part in parts)


@pytest.mark.parametrize("n_buckets", [1, 7, 1 << 21])
@given(parts=PARTS, min_df=st.one_of(st.integers(0, 30), st.floats(0, 1)))
def test_the_terms_that_are_not_rare_stay_in_their_order(n_buckets, parts, min_df):
    parts = [make(part) for part in parts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rare, "N_BUCKETS", n_buckets)
        kept = drop_rare(parts, min_df)
    whole = merge_vocabularies(parts)
    fewest = int(min_df * whole.n_docs) if isinstance(min_df, float) else min_df
    is_frequent = whole.doc_freq >= fewest
    is_frequent_of_kept = kept.doc_freq >= fewest
    assert kept.terms[is_frequent_of_kept].tolist() == whole.terms[is_frequent].tolist()
    assert kept.doc_freq[is_frequent_of_kept].tolist() == whole.doc_freq[is_frequent].tolist()
    assert kept.n_docs == whole.n_docs


def test_terms_of_one_part_are_rare_although_there_are_many():
    parts = [make({"pact": 3} | {f"misspelt{n}{k}": 1 for k in range(5000)}) for n in range(3)]
    kept = drop_rare(parts, 9)
    assert kept.terms.tolist() == ["pact"]
    assert kept.doc_freq.tolist() == [9]


@pytest.mark.parametrize("min_df", ["5", 5.0, -0.1, float("nan"), None])
def test_what_is_no_threshold_drops_nothing_here(min_df):
    assert drop_rare([make({"pact": 1})], min_df).terms.tolist() == ["pact"]


def test_buckets_are_the_same_in_every_process():
    buckets = fill_buckets(make({"pact": 2, "معاهدة": 5}))
    assert np.flatnonzero(buckets.doc_freq).tolist() == [1475811, 1801083]
