"""Counts are what counting by hand gives, and weights are what scikit-learn gives."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from mediakit.text.dtm import DocumentTermMatrix, build_dtm, weight_dtm
from mediakit.text.tokens import tokenize

CORPUS = pd.DataFrame(
    {"text": ["The border pact, the border.", "A pact in 2024 and 3 more.", "", "L'accord et l'Europe: the pact."]},
    index=pd.Index(["a", "b", "c", "d"], name="doc_id"),
)
WORDS = st.lists(st.sampled_from(["border", "pact", "the", "a", "12", "l'état", "été"]), max_size=12).map(" ".join)


def table(dtm: DocumentTermMatrix) -> pd.DataFrame:
    return pd.DataFrame(dtm.counts.toarray(), dtm.doc_ids, dtm.terms)


def test_each_cell_is_the_count_of_a_term_in_a_document(sample):
    tokens = tokenize(sample)
    dtm = build_dtm(tokens)
    counted = [Counter(tokens.terms[tokens.ids[a:b]]) for a, b in pairwise(tokens.starts)]
    counts = dtm.counts
    rows = [
        dict(zip(dtm.terms[counts.indices[a:b]], counts.data[a:b], strict=True)) for a, b in pairwise(counts.indptr)
    ]
    assert rows == counted
    assert dtm.doc_ids.equals(sample.index)
    assert (dtm.n_docs, dtm.n_terms) == dtm.counts.shape == (len(sample), tokens.n_terms)


def test_counts_are_whole_numbers_in_sorted_rows():
    counts = build_dtm(tokenize(CORPUS)).counts
    assert counts.dtype == np.int32
    assert counts.has_canonical_format
    assert (counts.data > 0).all()


def test_document_frequency_counts_documents_not_tokens():
    dtm = build_dtm(tokenize(CORPUS))
    assert dict(zip(dtm.terms, dtm.doc_freq, strict=True))["border"] == 1
    assert dict(zip(dtm.terms, dtm.doc_freq, strict=True))["pact"] == 3
    assert dtm.doc_freq.tolist() == (dtm.counts.toarray() > 0).sum(axis=0).tolist()


def test_terms_stand_in_the_order_of_their_first_occurrence():
    assert build_dtm(tokenize(CORPUS)).terms[:3].tolist() == ["the", "border", "pact"]


@pytest.mark.parametrize(
    ("options", "terms"),
    [
        ({"min_df": 2}, "the pact"),
        ({"min_df": 0.5}, "the pact"),
        ({"min_df": 0.75}, "pact"),
        ({"min_df": 3}, "pact"),
        ({"max_df": 1}, "border a in 2024 and 3 more l' accord et europe"),
        ({"max_df": 0.25, "min_df": 1}, "border a in 2024 and 3 more l' accord et europe"),
        ({"max_df": 0.5, "min_df": 2}, "the"),
        ({"max_df": 4, "min_df": 2}, "the pact"),
        ({"min_df": 0}, "the border pact a in 2024 and 3 more l' accord et europe"),
        ({"keep_numbers": False, "max_df": 1}, "border a in and more l' accord et europe"),
        ({"stop_words": ["THE", "Pact", "l’"], "keep_numbers": False}, "border a in and more accord et europe"),
        ({"stop_words": {"border", "unheard"}, "min_df": 2}, "the pact"),
        ({"stop_words": [], "min_df": 2}, "the pact"),
    ],
)
def test_terms_are_left_out_as_asked(options, terms):
    assert build_dtm(tokenize(CORPUS), **options).terms.tolist() == terms.split()


def test_pruning_changes_no_count_of_the_terms_that_stay():
    whole, pruned = (table(build_dtm(tokenize(CORPUS), min_df=n)) for n in (1, 2))
    pd.testing.assert_frame_equal(whole[pruned.columns], pruned)


@pytest.mark.parametrize(
    ("lang", "gone", "kept"), [("en", "the", "border"), ("fr", "l'", "accord"), ("ar", "في", "الامن")]
)
def test_a_language_names_its_own_stop_words(sample, lang, gone, kept):
    tokens = tokenize(sample)
    assert {gone, kept} <= set(tokens.terms)
    terms = set(build_dtm(tokens, stop_words=lang).terms)
    assert gone not in terms
    assert kept in terms


@given(st.lists(WORDS, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_shuffling_the_documents_shuffles_the_rows_and_nothing_else(texts, random):
    corpus = pd.DataFrame({"text": ["pact", *texts]}).rename(index=str)
    order = random.sample(list(corpus.index), len(corpus))
    one, other = (table(build_dtm(tokenize(rows))) for rows in (corpus, corpus.loc[order]))
    assert set(one.columns) == set(other.columns)
    pd.testing.assert_frame_equal(one, other.loc[one.index, one.columns])


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_weights_equal_those_of_scikit_learn(texts):
    texts = ["border", "", *texts]
    tokens = tokenize(pd.DataFrame({"text": texts}))
    dtm = build_dtm(tokens)
    terms = [tokens.terms[tokens.ids[a:b]].tolist() for a, b in pairwise(tokens.starts)]
    sklearn = TfidfVectorizer(analyzer=lambda document: document, vocabulary=list(dtm.terms))
    expected = sklearn.fit_transform(terms).toarray()
    np.testing.assert_allclose(weight_dtm(dtm).toarray(), expected, rtol=1e-6)


def test_weights_of_a_small_corpus_are_those_worked_out_by_hand():
    dtm = build_dtm(tokenize(pd.DataFrame({"text": ["a a b", "b"]})))
    a = 2 * (1 + np.log(3 / 2))  # in 1 of 2 documents; b is in both and weighs 1
    expected = [[a / np.hypot(a, 1), 1 / np.hypot(a, 1)], [0, 1]]
    np.testing.assert_allclose(weight_dtm(dtm).toarray(), expected, rtol=1e-6)


def test_every_document_with_terms_has_length_one(sample):
    weights = weight_dtm(build_dtm(tokenize(pd.concat([sample, CORPUS])), min_df=2))
    lengths = np.sqrt((weights.astype(float) ** 2).sum(axis=1))
    np.testing.assert_allclose(lengths[lengths > 0], 1, rtol=1e-6)
    assert (lengths == 0).sum() == 1  # the empty document
    assert weights.dtype == np.float32


def test_weighting_leaves_the_counts_as_they_are():
    dtm = build_dtm(tokenize(CORPUS))
    before = dtm.counts.copy()
    weights = weight_dtm(dtm)
    weights.data[:] = 0
    weights.indices[:] = 0
    assert (dtm.counts != before).nnz == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("min_df", 1.5),
        ("min_df", -1),
        ("min_df", True),
        ("min_df", "2"),
        ("max_df", -0.1),
        ("max_df", 2.0),
        ("max_df", None),
    ],
)
def test_a_threshold_out_of_range_is_refused(name, value):
    with pytest.raises(
        ValueError, match=rf"`{name}` is {value!r}, but must be a float from 0\.0 to 1\.0 \(a share\) or an int"
    ):
        build_dtm(tokenize(CORPUS), **{name: value})


@pytest.mark.parametrize("options", [{"min_df": 4}, {"max_df": 0}, {"stop_words": ["the", "pact"], "min_df": 2}])
def test_pruning_that_leaves_nothing_is_refused(options):
    with pytest.raises(
        ValueError, match=r"none of the 13 terms of 4 documents remains .* Try a lower min_df, a higher max_df"
    ):
        build_dtm(tokenize(CORPUS), **options)


def test_a_corpus_without_terms_is_refused():
    with pytest.raises(ValueError, match="none of the 0 terms of 1 documents remains"):
        build_dtm(tokenize(pd.DataFrame({"text": ["…"]})))


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="'de'"):
        build_dtm(tokenize(CORPUS), stop_words="de")
