"""Coherence equals a plain count, stability a plain matching, and planted numbers of topics stand out."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_array
from sklearn.exceptions import NotFittedError

from mediakit.corpus.shortage import ShortCorpusError
from mediakit.text.dtm import DocumentTermMatrix
from mediakit.topics.choice import choose_n_topics
from mediakit.topics.coherence import measure_coherence, rank_terms, score_coherence
from mediakit.topics.model import NMFTopics
from mediakit.topics.stability import match_topics, measure_stability

N_TOPICS, N_OWN = 4, 12
COUNTS = st.tuples(st.integers(1, 8), st.integers(2, 6)).flatmap(
    lambda shape: arrays(np.int32, shape, elements=st.integers(0, 2))
)


@pytest.fixture(scope="module")
def planted():
    """Counts of 200 documents of mostly one of four topics, whose terms are the topic's own or shared by all."""
    rng = np.random.default_rng(5)
    topics = np.full((N_TOPICS, N_TOPICS * N_OWN + 20), 0.3)
    for topic in range(N_TOPICS):
        topics[topic, topic * N_OWN : (topic + 1) * N_OWN] = np.linspace(8, 2, N_OWN)
    return csr_array(rng.poisson(0.7 * topics[np.arange(200) % N_TOPICS] + 0.3 * topics.mean(axis=0)).astype(float))


def model_of(components) -> NMFTopics:
    model = NMFTopics(len(components))
    model.components_ = np.array(components, float)
    return model


def dtm_of(counts) -> DocumentTermMatrix:
    counts = csr_array(np.array(counts, np.int32))
    doc_ids = pd.Index([f"d{row}" for row in range(counts.shape[0])], name="doc_id")
    return DocumentTermMatrix(counts, doc_ids, np.array([f"t{column}" for column in range(counts.shape[1])], object))


def score_plainly(occurs, terms):
    """Mean npmi of all pairs of terms, from the documents that hold them."""
    values = []
    for i, j in itertools.combinations(terms, 2):
        p_i, p_j, p_ij = occurs[:, i].mean(), occurs[:, j].mean(), (occurs[:, i] & occurs[:, j]).mean()
        if p_ij == 0:
            values.append(-1.0)
        else:
            values.append(np.log(p_ij / (p_i * p_j)) / -np.log(p_ij) if p_ij < 1 else 0.0)
    return np.mean(values) if values else np.nan


@given(COUNTS, st.integers(2, 5), st.randoms(use_true_random=False))
def test_coherence_equals_a_plain_count(counts, n_terms, random):
    components = [[random.choice([0, 0, 1, 2, 3]) for _ in range(counts.shape[1])] for _ in range(3)]
    table = measure_coherence(model_of(components), dtm_of(counts), n_terms=n_terms)
    assert table.columns.tolist() == ["topic", "coherence"]
    for topic, weights in enumerate(components):
        ranked = sorted((column for column, weight in enumerate(weights) if weight), key=lambda c: -weights[c])
        expected = score_plainly(counts > 0, ranked[:n_terms])
        assert table.loc[topic, "coherence"] == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_coherence_is_one_for_twins_minus_one_for_strangers_and_zero_for_the_independent():
    dtm = dtm_of([[1, 1, 0, 1], [1, 1, 0, 0], [0, 0, 3, 1], [0, 0, 1, 0]])
    model = model_of([[2, 1, 0, 0], [2, 0, 1, 0], [1, 0, 0, 1], [0, 0, 1, 0]])
    assert measure_coherence(model, dtm)["coherence"].tolist()[:3] == pytest.approx([1, -1, 0])
    assert np.isnan(measure_coherence(model, dtm).loc[3, "coherence"])


@given(COUNTS, st.randoms(use_true_random=False))
def test_the_order_of_documents_does_not_change_coherence(counts, random):
    order = random.sample(range(len(counts)), len(counts))
    model = model_of(counts[:1] + 1)
    pd.testing.assert_frame_equal(
        measure_coherence(model, dtm_of(counts)), measure_coherence(model, dtm_of(counts[order]))
    )


def test_planted_topics_are_coherent_and_mixtures_of_them_are_not(planted):
    own = rank_terms(NMFTopics(N_TOPICS).fit(planted).components_, 5)
    mixed = np.array([[own[(topic + rank) % N_TOPICS, rank] for rank in range(5)] for topic in range(N_TOPICS)])
    assert score_coherence(own, planted).min() > score_coherence(mixed, planted).max()


def agree_plainly(one, other):
    """Average Jaccard similarity of two lists of terms."""
    one, other = ([term for term in terms if term >= 0] for terms in (one, other))
    values = []
    for depth in range(1, max(len(one), len(other)) + 1):
        a, b = set(one[:depth]), set(other[:depth])
        values.append(len(a & b) / len(a | b))
    return values


RANKED = st.integers(1, 4).flatmap(
    lambda k: st.lists(
        st.lists(st.permutations(range(7)).map(lambda p: list(p)[:4]), min_size=k, max_size=k), min_size=2, max_size=2
    )
)


@given(RANKED)
def test_agreement_equals_the_best_of_all_matchings(pair):
    one, other = np.array(pair)
    found = match_topics(one, other)
    plain = np.array([[np.mean(agree_plainly(a, b)) for b in other] for a in one])
    best = max(sum(plain[i, j] for i, j in enumerate(order)) for order in itertools.permutations(range(len(one))))
    assert found.sum() == pytest.approx(best)
    assert all(any(value == pytest.approx(v) for v in row) for value, row in zip(found, plain, strict=True))


def test_agreement_of_two_lists_worked_out_by_hand():
    # {1} and {1}: 1; {1, 2} and {1, 3}: 1/3; {1, 2, 3} and {1, 3, 4}: 2/4.
    assert match_topics(np.array([[1, 2, 3]]), np.array([[1, 3, 4]]))[0] == pytest.approx((1 + 1 / 3 + 1 / 2) / 3)
    assert match_topics(np.array([[1, 2]]), np.array([[1, 2]]))[0] == 1
    assert match_topics(np.array([[1, 2]]), np.array([[3, 4]]))[0] == 0
    # A list that ends early has nothing more in common: {1}/{1}, {1}/{1, 2}.
    assert match_topics(np.array([[1, -1]]), np.array([[1, 2]]))[0] == pytest.approx((1 + 1 / 2) / 2)
    assert match_topics(np.array([[-1, -1]]), np.array([[-1, -1]]))[0] == 0


def test_terms_are_ranked_by_weight_and_padded_where_a_topic_has_no_more():
    assert rank_terms(np.array([[0.5, 2, 0, 2], [0, 0, 1, 0]]), 3).tolist() == [[1, 3, 0], [2, -1, -1]]
    assert rank_terms(np.array([[1.0, 2.0]]), 4).tolist() == [[1, 0, -1, -1]]


def test_planted_topics_are_stable_and_surplus_ones_are_not(planted):
    right = measure_stability(planted, N_TOPICS, n_samples=8)
    assert right.columns.tolist() == ["topic", "stability", "low", "high"]
    assert right["topic"].tolist() == list(range(N_TOPICS))
    assert right["stability"].min() > 0.75
    assert (right["low"] <= right["high"]).all()
    assert right[["stability", "low", "high"]].stack().between(0, 1).all()
    surplus = measure_stability(planted, N_TOPICS + 3, n_samples=8)
    assert surplus["stability"].min() < 0.6


def test_the_planted_number_of_topics_stands_out(planted):
    table = choose_n_topics(planted, [2, 3, 4, 5, 6], n_samples=8).set_index("n_topics")
    assert table["stability"].idxmax() == N_TOPICS
    assert table["weakest"].idxmax() == N_TOPICS
    assert table["explained"].is_monotonic_increasing
    assert table["explained"].between(0, 1).all()


def test_the_table_holds_what_the_measures_of_one_number_give(planted):
    options = {"n_samples": 5, "n_terms": 6, "random_state": 3}
    row = choose_n_topics(planted, [N_TOPICS], **options).iloc[0]
    stability = measure_stability(planted, N_TOPICS, **options)["stability"]
    model = NMFTopics(N_TOPICS, max_iter=2000, random_state=3).fit(planted)
    coherence = measure_coherence(model, dtm_of(planted.toarray()), n_terms=6)["coherence"]
    assert row["stability"] == pytest.approx(stability.mean())
    assert row["weakest"] == pytest.approx(stability.min())
    assert row["coherence"] == pytest.approx(coherence.mean())
    assert row["coherence_low"] <= row["coherence_high"]
    assert row["stability_low"] <= row["stability"] <= row["stability_high"]
    left = np.linalg.norm(planted.toarray() - model.transform(planted) @ model.components_) ** 2
    assert row["explained"] == pytest.approx(1 - left / np.linalg.norm(planted.toarray()) ** 2, abs=1e-3)


def test_the_same_seed_gives_the_same_table_whatever_the_form_of_the_matrix(planted):
    one = choose_n_topics(planted, [3, 4], n_samples=3)
    pd.testing.assert_frame_equal(one, choose_n_topics(planted, iter([3, 4]), n_samples=3))
    pd.testing.assert_frame_equal(one, choose_n_topics(planted.toarray(), [3, 4], n_samples=3), atol=0.01, rtol=0)
    assert choose_n_topics(planted, [4, 3], n_samples=3)["n_topics"].tolist() == [4, 3]
    alone = choose_n_topics(planted, [4], n_samples=3)
    pd.testing.assert_frame_equal(one.tail(1).reset_index(drop=True), alone)


@settings(max_examples=5)
@given(st.integers(0, 9))
def test_the_samples_depend_on_the_seed_alone(seed):
    blocks = np.kron(np.eye(2), np.ones((10, 1)) * [3.0, 2.0, 1.0])
    for _ in range(2):
        assert measure_stability(blocks, 2, n_terms=3, n_samples=2, random_state=seed)["stability"].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("candidates", "message"),
    [
        ([], r"`candidates` is empty\. Name at least one"),
        ([3, 2.5], r"`candidates` holds \[2\.5\], but must be ints of 1 or more"),
        ([0, 3], r"`candidates` holds \[0\], but"),
        ([True], r"`candidates` holds \[True\], but"),
        (["5"], r"`candidates` holds \['5'\], but"),
    ],
)
def test_candidates_that_are_no_numbers_of_topics_are_refused(candidates, message):
    with pytest.raises(ValueError, match=message):
        choose_n_topics(np.eye(9), candidates)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_terms": 1}, r"`n_terms` is 1, but must be an int of 2 or more"),
        ({"n_terms": 2.0}, r"`n_terms` is 2\.0, but"),
        ({"n_samples": 0}, r"`n_samples` is 0, but must be an int of 1 or more"),
        ({"n_samples": False}, r"`n_samples` is False, but"),
        ({"sample_size": 1.0}, r"`sample_size` is 1\.0, but must lie between 0 and 1"),
        ({"sample_size": 8}, r"`sample_size` is 8, but"),
    ],
)
def test_options_out_of_range_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        measure_stability(np.eye(9), 2, **options)
    with pytest.raises(ValueError, match=message):
        choose_n_topics(np.eye(9), [2], **options)


def test_more_topics_than_a_sample_holds_documents_are_refused():
    message = r"9 topics need at least 9 documents in a sample, but 80% of 10 documents are 8\. Ask for fewer topics"
    with pytest.raises(ShortCorpusError, match=message):
        measure_stability(np.eye(10), 9)
    with pytest.raises(ShortCorpusError, match=message):
        choose_n_topics(np.eye(10), [2, 9])
    with pytest.raises(ValueError, match=r"`n_topics` is 2\.5, but must be an int"):
        measure_stability(np.eye(10), 2.5)


def test_coherence_of_what_does_not_fit_is_refused():
    with pytest.raises(NotFittedError, match="not fitted yet"):
        measure_coherence(NMFTopics(2), dtm_of(np.eye(3)))
    with pytest.raises(ValueError, match=r"`dtm` holds 3 terms, but the model was fitted on 2\. Pass the matrix"):
        measure_coherence(model_of([[1, 1]]), dtm_of(np.eye(3)))
    with pytest.raises(ValueError, match=r"`n_terms` is 1, but must be an int of 2 or more"):
        measure_coherence(model_of([[1, 1]]), dtm_of(np.eye(2)), n_terms=1)
