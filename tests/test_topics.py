"""Planted topics come back, and what is read off a model is what stands in its factors."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack
from sklearn.base import clone
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.metrics import normalized_mutual_info_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer
from sklearn.utils.estimator_checks import parametrize_with_checks

from mediakit.corpus.sample import load_sample_labels
from mediakit.corpus.shortage import ShortCorpusError
from mediakit.text.dtm import build_dtm, weight_dtm
from mediakit.text.tokens import tokenize
from mediakit.topics.model import NMFTopics
from mediakit.topics.reading import share_topics, top_documents, top_terms

N_TOPICS = 4
N_OWN = 12  # terms of each planted topic


@pytest.fixture(scope="module")
def planted():
    """Counts of 240 documents of mostly one topic each, whose terms are the topic's own or shared by all."""
    rng = np.random.default_rng(7)
    topics = np.full((N_TOPICS, N_TOPICS * N_OWN + 20), 0.2)
    for topic in range(N_TOPICS):
        topics[topic, topic * N_OWN : (topic + 1) * N_OWN] = np.linspace(6, 3, N_OWN)
    main = np.arange(240) % N_TOPICS
    mixture = rng.dirichlet(np.full(N_TOPICS, 0.1), 240) * 0.3 + 0.7 * np.eye(N_TOPICS)[main]
    return csr_array(rng.poisson(mixture @ topics).astype(np.float64)), main


@pytest.fixture(scope="module")
def fitted(planted):
    return NMFTopics(N_TOPICS).fit(planted[0])


def find_planted(model: NMFTopics) -> NDArray[np.int64]:
    """The planted topic that each topic found is."""
    own = model.components_[:, : N_TOPICS * N_OWN].reshape(model.n_topics, N_TOPICS, N_OWN).sum(axis=2)
    return own.argmax(axis=1)


def find_main(model: NMFTopics, counts: csr_array) -> NDArray[np.int64]:
    """The planted topic of which each document has the largest share."""
    shares = share_topics(model, counts, pd.RangeIndex(counts.shape[0]))
    return find_planted(model)[shares.idxmax(axis=1)]


WORDS = "it says documents and terms, as its users do, where the check looks for samples and features"
EXPECTED = {
    "check_fit2d_1sample": WORDS,
    "check_fit2d_1feature": WORDS,
}


@parametrize_with_checks(
    [NMFTopics(n_topics=1), NMFTopics(n_topics=2)],
    expected_failed_checks=lambda model: EXPECTED if model.n_topics > 1 else {},
)
def test_scikit_learn_takes_it_for_one_of_its_own(estimator, check):
    check(estimator)


def test_it_fits_as_well_as_scikit_learn(planted):
    counts, _ = planted
    own = NMFTopics(N_TOPICS).fit(counts)
    sklearn = NMF(N_TOPICS, init="nndsvda", max_iter=2000, random_state=0).fit(counts)
    assert own.reconstruction_err_ <= 1.005 * sklearn.reconstruction_err_


def test_planted_topics_come_back_with_their_terms_and_documents(planted, fitted):
    counts, main = planted
    found = find_planted(fitted)
    assert sorted(found) == list(range(N_TOPICS))
    best = top_terms(fitted, [str(column) for column in range(counts.shape[1])], n=N_OWN)
    for topic, terms in best.groupby("topic")["term"]:
        assert set(terms.astype(int) // N_OWN) == {found[topic]}
    assert (find_main(fitted, counts) == main).mean() > 0.97


def test_topics_of_the_sample_tell_its_subjects_apart(sample):
    english = sample[sample["lang"].eq("en")]
    dtm = build_dtm(tokenize(english), min_df=2, max_df=0.2, stop_words="en", keep_numbers=False)
    weights = weight_dtm(dtm)
    main = share_topics(NMFTopics(12).fit(weights), weights, dtm.doc_ids).idxmax(axis=1)
    subjects = load_sample_labels("articles").set_index("doc_id")["subject"].loc[english.index]
    rng = np.random.default_rng(0)
    by_chance = [normalized_mutual_info_score(main, rng.permutation(subjects)) for _ in range(30)]
    assert normalized_mutual_info_score(main, subjects) > np.mean(by_chance) + 4 * np.std(by_chance)


def test_one_topic_is_the_first_singular_vector(planted):
    counts, _ = planted
    model = NMFTopics(1).fit(counts)
    _, _, vectors = np.linalg.svd(counts.toarray())
    found = model.components_[0] / np.linalg.norm(model.components_[0])
    np.testing.assert_allclose(found, np.abs(vectors[0]), atol=1e-3)


def test_the_error_is_the_norm_of_what_the_factors_leave(planted, fitted):
    counts, _ = planted
    weights = clone(fitted).fit_transform(counts)
    left = counts.toarray() - weights @ fitted.components_
    assert fitted.reconstruction_err_ == pytest.approx(np.linalg.norm(left), rel=1e-6)


def test_factors_are_not_negative_and_have_the_shapes_they_should(planted, fitted):
    counts, _ = planted
    weights = fitted.transform(counts)
    assert weights.shape == (counts.shape[0], N_TOPICS)
    assert fitted.components_.shape == (N_TOPICS, counts.shape[1])
    assert weights.min() >= 0
    assert fitted.components_.min() >= 0
    assert fitted.n_iter_ >= 1


def test_the_same_seed_gives_the_same_bits(planted):
    one, other = (NMFTopics(N_TOPICS, random_state=3).fit(planted[0]) for _ in range(2))
    assert np.array_equal(one.components_, other.components_)
    assert np.array_equal(one.transform(planted[0]), other.transform(planted[0]))


def test_shuffling_the_documents_finds_the_same_topics(planted, fitted):
    counts, main = planted
    order = np.random.default_rng(1).permutation(counts.shape[0])
    shuffled = NMFTopics(N_TOPICS).fit(counts[order])
    assert (find_main(shuffled, counts) == main).mean() > 0.97


def test_a_document_alone_has_nearly_the_weights_that_it_has_among_others(planted, fitted):
    counts, _ = planted
    whole = fitted.transform(counts)
    alone = np.vstack([fitted.transform(counts[[row]]) for row in range(5)])
    np.testing.assert_allclose(alone, whole[:5], atol=0.02 * whole.max())


def test_dense_sparse_and_single_precision_agree(planted, fitted):
    counts, _ = planted
    dense = NMFTopics(N_TOPICS).fit(counts.toarray())
    single = NMFTopics(N_TOPICS).fit(counts.astype(np.float32))
    assert single.components_.dtype == np.float32
    np.testing.assert_allclose(dense.reconstruction_err_, fitted.reconstruction_err_, rtol=1e-3)
    np.testing.assert_allclose(single.reconstruction_err_, fitted.reconstruction_err_, rtol=1e-3)


def test_it_stands_in_a_pipeline(planted):
    pipeline = make_pipeline(Normalizer(), NMFTopics(N_TOPICS).set_output(transform="pandas"))
    table = pipeline.fit_transform(planted[0])
    assert table.columns.tolist() == [f"nmftopics{number}" for number in range(N_TOPICS)]


def test_whole_number_counts_are_taken(planted):
    assert NMFTopics(2).fit(planted[0].astype(np.int32)).components_.shape[0] == 2


def test_shares_sum_to_one_and_are_missing_for_an_empty_document(planted, fitted):
    counts, _ = planted
    empty = csr_array((1, counts.shape[1]))
    doc_ids = pd.Index([*map(str, range(counts.shape[0])), "empty"])
    shares = share_topics(fitted, vstack([counts, empty]).tocsr(), doc_ids)
    assert shares.shape == (len(doc_ids), N_TOPICS)
    assert shares.index.name == "doc_id"
    assert shares.columns.name == "topic"
    assert shares.columns.tolist() == list(range(N_TOPICS))
    np.testing.assert_allclose(shares.drop("empty").sum(axis=1), 1, rtol=1e-9)
    assert shares.loc["empty"].isna().all()
    assert shares.drop("empty").min(axis=None) >= 0


class Fixed:
    """A model whose factors are given."""

    def __init__(self, weights, components):
        self.weights, self.components_ = np.array(weights, float), np.array(components, float)

    def transform(self, _):
        return self.weights


def test_shares_do_not_depend_on_how_the_factors_spread_their_scale():
    model = Fixed([[1, 2]], [[3, 1], [1, 0]])
    rescaled = Fixed([[10, 1]], [[0.3, 0.1], [2, 0]])
    for one in (model, rescaled):
        assert share_topics(one, None, pd.Index(["a"])).loc["a"].tolist() == pytest.approx([4 / 6, 2 / 6])


def test_top_terms_are_ranked_by_weight_and_ties_by_column():
    model = Fixed([[1]], [[0.5, 2, 0, 2], [0, 0, 1, 0]])
    table = top_terms(model, ["a", "b", "c", "d"], n=3)
    assert table.to_numpy().tolist() == [[0, 1, "b", 2], [0, 2, "d", 2], [0, 3, "a", 0.5], [1, 1, "c", 1]]
    assert table.columns.tolist() == ["topic", "rank", "term", "weight"]
    assert len(top_terms(model, np.array(["a", "b", "c", "d"], object), n=99)) == 4


@given(
    arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(1, 6)), elements=st.integers(0, 5)), st.integers(1, 7)
)
def test_top_terms_hold_the_n_largest_weights_above_zero(components, n):
    terms = [f"t{column}" for column in range(components.shape[1])]
    table = top_terms(Fixed([[1]], components), terms, n=n)
    for topic, weights in enumerate(components):
        own = table[table["topic"].eq(topic)]
        assert own["weight"].tolist() == sorted((w for w in weights if w > 0), reverse=True)[:n]
        assert own["rank"].tolist() == list(range(1, len(own) + 1))
        assert [weights[terms.index(term)] for term in own["term"]] == own["weight"].tolist()


def test_top_documents_are_ranked_by_share_and_leave_missing_ones_out():
    shares = pd.DataFrame(
        [[0.2, 0.8], [0.2, 0.8], [1, 0], [np.nan] * 2], index=pd.Index(["a", "b", "c", "d"], name="doc_id")
    )
    table = top_documents(shares, n=2)
    assert table.to_numpy().tolist() == [[0, 1, "c", 1], [0, 2, "a", 0.2], [1, 1, "a", 0.8], [1, 2, "b", 0.8]]
    assert table.columns.tolist() == ["topic", "rank", "doc_id", "share"]
    assert "d" not in top_documents(shares, n=9)["doc_id"].tolist()


@pytest.mark.parametrize("n_topics", [0, -1, 2.0, "3", None])
def test_a_number_of_topics_that_is_none_is_refused(planted, n_topics):
    with pytest.raises(ValueError, match=rf"`n_topics` is {n_topics!r}, but must be an int of 1 or more"):
        NMFTopics(n_topics).fit(planted[0])


def test_more_topics_than_documents_or_terms_are_refused():
    with pytest.raises(
        ShortCorpusError, match="5 topics need at least 5 documents and terms, but there are 9 documents and 4"
    ):
        NMFTopics(5).fit(np.ones((9, 4)))
    with pytest.raises(
        ShortCorpusError, match=r"3 documents and 8 terms\. Ask for fewer topics \(`n_topics`\) or gather"
    ):
        NMFTopics(5).fit(np.ones((3, 8)))


@pytest.mark.parametrize("convert", [np.asarray, csr_array])
def test_negative_weights_are_refused(convert):
    values = np.eye(4)
    values[0, 1] = -0.5
    with pytest.raises(
        ValueError, match=r"Negative values in data passed to NMFTopics: 1 of \d+ weights, the lowest -0\.5"
    ):
        NMFTopics(2).fit(convert(values))
    with pytest.raises(ValueError, match="Negative values in data passed to NMFTopics"):
        NMFTopics(2).fit(np.eye(4)).transform(convert(values))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_missing_and_infinite_weights_are_refused(value):
    values = np.eye(4)
    values[0, 1] = value
    with pytest.raises(ValueError, match=r"NaN|infinity"):
        NMFTopics(2).fit(values)


def test_a_fit_that_is_cut_short_says_so(planted):
    with pytest.warns(ConvergenceWarning, match="iter"):
        NMFTopics(N_TOPICS, max_iter=1, tol=1e-12).fit(planted[0])


def test_a_model_that_was_not_fitted_says_so():
    with pytest.raises(NotFittedError, match="not fitted yet"):
        NMFTopics(2).transform(np.eye(4))


def test_other_terms_than_those_fitted_are_refused(planted, fitted):
    with pytest.raises(ValueError, match="has 5 features, but NMFTopics is expecting 68"):
        fitted.transform(np.ones((2, 5)))
    with pytest.raises(
        ValueError, match=r"`terms` holds 2 terms, but the model was fitted on 68\. Pass the terms of the same"
    ):
        top_terms(fitted, ["a", "b"])
    with pytest.raises(
        ValueError, match=r"`doc_ids` names 2 documents, but `X` has 240 rows\. Pass both from one matrix"
    ):
        share_topics(fitted, planted[0], pd.Index(["a", "b"]))
