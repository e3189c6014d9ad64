"""Counts are what counting by hand gives, and weights are what scikit-learn gives."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import vstack
from sklearn.feature_extraction.text import TfidfVectorizer

from mediakit.text import counts as counts_module
from mediakit.text.counting import count_rows
from mediakit.text.counts import count_doc_freq, count_known_terms
from mediakit.text.dtm import DocumentTermMatrix, Pruning, build_dtm, weight_dtm
from mediakit.text.joining import join_phrases
from mediakit.text.tokens import Tokens, tokenize

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


@pytest.mark.parametrize(("n_docs", "share"), [(100, 0.07), (100, 0.29), (1000, 0.003), (30, 0.1), (3, 1 / 3)])
def test_a_share_keeps_a_term_in_exactly_so_many_documents(n_docs, share):
    """0.07 * 100 is a little more than 7, and 0.29 * 100 a little less than 29."""
    n_holding = round(share * n_docs)
    texts = ["pact"] * n_holding + ["border"] * (n_docs - n_holding)
    tokens = tokenize(pd.DataFrame({"text": texts}))
    assert "pact" in build_dtm(tokens, min_df=share).terms
    assert "pact" in build_dtm(tokens, max_df=share).terms
    more, fewer = (n_holding + 1) / n_docs, (n_holding - 1) / n_docs
    assert "pact" not in build_dtm(tokens, min_df=min(more, 0.5)).terms or n_holding >= n_docs / 2
    with pytest.raises(ValueError, match="none of the 2 terms"):
        build_dtm(tokens, max_df=fewer)


def test_a_stop_word_of_several_words_leaves_out_the_joined_phrase_and_no_word():
    texts = ["The Security Council met.", "A council on security.", "The Security Council voted."]
    joined = join_phrases(tokenize(pd.DataFrame({"text": texts})), ["security council"])
    terms = build_dtm(joined, stop_words=["Security  Council", "met"]).terms
    assert terms.tolist() == ["the", "a", "council", "on", "security", "voted"]


def test_a_stop_word_of_several_words_that_were_not_joined_is_refused():
    message = r"2 of 3 `stop_words` have several words, such as \['border pact', \"l' accord\"\], .* `join_phrases`"
    with pytest.raises(ValueError, match=message):
        build_dtm(tokenize(CORPUS), stop_words=["the", "Border pact", "l'accord"])


@given(st.lists(WORDS, max_size=12), st.integers(1, 9))
def test_parts_change_nothing(texts, part_tokens):
    tokens = tokenize(pd.DataFrame({"text": ["pact", *texts]}))
    whole = build_dtm(tokens)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counts_module, "PART_TOKENS", part_tokens)
        patch.setattr("os.cpu_count", lambda: 3)
        cut = build_dtm(tokens)
    for name in ("data", "indices", "indptr"):
        assert np.array_equal(getattr(whole.counts, name), getattr(cut.counts, name))
    assert whole.terms.tolist() == cut.terms.tolist()


@given(st.lists(st.lists(st.integers(0, 9000), max_size=60), min_size=1, max_size=6))
def test_many_columns_are_counted_and_sorted_as_by_hand(documents):
    """Columns far apart, so that the bits of a row lie in several words of both levels."""
    terms = np.array([f"t{number}" for number in range(9001)], object)
    ids = np.array([term for document in documents for term in document], np.int32)
    starts = np.cumsum([0, *map(len, documents)])
    tokens = Tokens(ids, starts, terms, pd.RangeIndex(len(documents)))
    counts = count_known_terms(tokens, {term: column for column, term in enumerate(terms[::-1])})
    assert counts.has_canonical_format
    dense = counts.toarray()[:, ::-1]
    assert [Counter(dict(enumerate(row.tolist()))) for row in dense] == [Counter(document) for document in documents]


def test_indices_are_small_where_they_fit():
    counts = build_dtm(tokenize(CORPUS)).counts
    assert (counts.indices.dtype, counts.indptr.dtype) == (np.int32, np.int32)
    assert build_dtm(tokenize(CORPUS), min_df=2).counts.indices.dtype == np.int32


def test_known_terms_are_counted_in_their_columns(sample):
    whole = build_dtm(tokenize(sample), min_df=3, stop_words="en")
    column_of = {term: column for column, term in enumerate(whole.terms)}
    parts = [count_known_terms(tokenize(part), column_of) for part in (sample[:40], sample[40:41], sample[41:])]
    together = vstack(parts)
    assert (together != whole.counts).nnz == 0
    assert together.shape == whole.counts.shape


def test_document_frequencies_need_no_matrix(sample):
    tokens = tokenize(sample)
    assert count_doc_freq(tokens).tolist() == build_dtm(tokens).doc_freq.tolist()
    assert count_doc_freq(tokens).dtype == np.int64


def test_no_document_and_no_column_give_an_empty_matrix():
    empty = tokenize(pd.DataFrame({"text": pd.Series([], dtype="str")}))
    assert count_known_terms(empty, {"a": 0}).shape == (0, 1)
    assert count_known_terms(tokenize(CORPUS), {}).shape == (4, 0)
    assert count_known_terms(tokenize(CORPUS), {"unheard": 0}).nnz == 0
    assert count_doc_freq(empty).tolist() == []


@pytest.mark.parametrize("column", [1, -1])
def test_a_column_out_of_range_is_refused(column):
    with pytest.raises(ValueError, match=r"column of 'pact' is -?1, but must be from 0 to 0"):
        count_known_terms(tokenize(CORPUS), {"pact": column})


@pytest.mark.parametrize(
    ("ids", "starts"), [([0, 5], [0, 2]), ([0, -1], [0, 2]), ([0, 1], [0, 3]), ([0, 1], [-1, 2]), ([0, 1], [1, 0, 2])]
)
def test_tokens_that_contradict_themselves_are_refused(ids, starts):
    terms = np.array(["a", "b"], object)
    tokens = Tokens(np.array(ids, np.int32), np.array(starts), terms, pd.RangeIndex(len(starts) - 1))
    with pytest.raises(ValueError, match="A document lies behind the last token, a token has no term"):
        build_dtm(tokens)


@pytest.mark.parametrize(
    ("n_data", "n_indices", "n_ends", "match"),
    [(3, 3, 1, "not room for exactly"), (1, 1, 1, "not room for exactly"), (2, 1, 1, "shape"), (2, 2, 2, "shape")],
)
def test_the_kernel_refuses_to_write_into_other_shapes(n_data, n_indices, n_ends, match):
    ids, starts, column_of = np.array([0, 1, 1], np.int32), np.array([0, 3]), np.array([0, 1], np.int32)
    data, indices, ends = np.zeros(n_data, np.int32), np.zeros(n_indices, np.int32), np.zeros(n_ends, np.int64)
    with pytest.raises(ValueError, match=match):
        count_rows(ids, starts, column_of, 2, data, indices, ends)


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


@pytest.mark.parametrize(("option", "said"), [({"min_df": -1}, "`min_df` is -1"), ({"stop_words": "xx"}, "'xx'")])
def test_options_out_of_range_are_refused_before_a_corpus_is_read(option, said):
    with pytest.raises(ValueError, match=said):
        Pruning(**option)
