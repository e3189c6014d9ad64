"""The laws of the factorization: it goes down, it ends at an optimum, and neither threads nor order change it."""

import os
import subprocess
import sys

import numpy as np
import pytest
from scipy import sparse
from sklearn.decomposition import NMF
from sklearn.decomposition._nmf import _initialize_nmf
from sklearn.exceptions import ConvergenceWarning

from mediakit.text.dtm import build_dtm, weight_dtm
from mediakit.text.tokens import tokenize
from mediakit.topics import fitting
from mediakit.topics import team as room
from mediakit.topics.documents import Documents
from mediakit.topics.model import NMFTopics
from mediakit.topics.solver import Penalty, descend
from mediakit.topics.start import start_topics
from mediakit.topics.team import Team

N_TOPICS = 5
FREE, HELD = Penalty(), Penalty(0.05, 0.1)


def make_documents(n_docs=400, n_terms=120, dtype=np.float64, seed=3):
    rng = np.random.default_rng(seed)
    weights = rng.gamma(0.3, size=(n_docs, N_TOPICS))
    topics = rng.gamma(0.2, size=(N_TOPICS, n_terms))
    X = weights @ topics * (rng.random((n_docs, n_terms)) < 0.3)
    X[7] = 0.0
    X[:, 11] = 0.0
    return sparse.csr_array(X.astype(dtype))


def solve(X, *, penalty=FREE, tol=1e-4, max_passes=500, seed=0):
    with Team() as team:
        documents = Documents(X, team)
        first = start_topics(documents, N_TOPICS, team, np.random.RandomState(seed))
        end = descend(documents, first, penalty, team, max_passes=max_passes, tol=tol)
        documents.refit(penalty.hold(end.topics, team.multiply(end.topics, end.topics)))
    return end, documents.weights[:, :N_TOPICS], end.topics[:, :N_TOPICS].T


@pytest.mark.parametrize("penalty", [FREE, HELD])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_objective_never_rises(penalty, dtype):
    for seed in range(3):
        end, _, _ = solve(make_documents(dtype=dtype), penalty=penalty, tol=0.0, max_passes=60, seed=seed)
        assert len(end.objectives) > 5
        assert (np.diff(end.objectives) <= 0).all()


@pytest.mark.parametrize("penalty", [FREE, HELD])
def test_the_objective_is_that_of_the_factors(penalty):
    X = make_documents()
    end, W, H = solve(X, penalty=penalty, tol=1e-13, max_passes=20_000)
    by_hand = np.square(X.toarray() - W @ H).sum() / 2 + penalty.l1 * (W.sum() + H.sum())
    by_hand += penalty.l2 / 2 * (np.square(W).sum() + np.square(H).sum())
    assert end.objectives[-1] == pytest.approx(by_hand, rel=1e-6)


@pytest.mark.parametrize("penalty", [FREE, HELD])
def test_the_conditions_of_an_optimum_hold_at_the_end(penalty):
    X = make_documents()
    _, W, H = solve(X, penalty=penalty, tol=1e-13, max_passes=20_000)
    dense = X.toarray()
    scale = np.abs(W.T @ dense).max()
    for factor, gradient in (
        (W, W @ (H @ H.T) - dense @ H.T + penalty.l1 + penalty.l2 * W),
        (H, (W.T @ W) @ H - W.T @ dense + penalty.l1 + penalty.l2 * H),
    ):
        assert factor.min() >= 0
        assert gradient.min() >= -1e-4 * scale
        assert np.abs(factor * gradient).max() <= 1e-4 * scale * max(factor.max(), 1)


def test_the_start_is_that_of_scikit_learn():
    X = make_documents()
    with Team() as team:
        documents = Documents(X, team)
        first = start_topics(documents, N_TOPICS, team, np.random.RandomState(0))[:, :N_TOPICS].T
    _, peer = _initialize_nmf(X, N_TOPICS, init="nndsvd", random_state=0)
    assert first == pytest.approx(peer, rel=1e-3, abs=1e-3 * peer.max())


def test_of_few_documents_no_seed_changes_the_topics(sample):
    english = sample[sample["lang"].eq("en")]
    weights = weight_dtm(build_dtm(tokenize(english), min_df=3, max_df=0.4, stop_words="en"))
    one, *others = (NMFTopics(8, random_state=seed).fit(weights).components_ for seed in range(4))
    for other in others:
        np.testing.assert_allclose(other, one, atol=0.02 * one.max())


def test_it_explains_what_scikit_learn_explains():
    for seed in range(4):
        X = make_documents(seed=seed)
        own = NMFTopics(N_TOPICS, tol=1e-6).fit(X)
        peer = NMF(N_TOPICS, init="nndsvda", tol=1e-6, max_iter=5000, random_state=0).fit(X)
        assert own.reconstruction_err_ <= 1.005 * peer.reconstruction_err_


def test_the_number_of_threads_changes_no_bit(monkeypatch):
    X = make_documents(n_docs=9000, dtype=np.float32)
    monkeypatch.setattr(fitting, "SAMPLE_SIZE", 2000)
    runs = []
    for n_threads in (1, 2, 5):
        monkeypatch.setattr(room, "count_processors", lambda n=n_threads: n)
        model = NMFTopics(12)
        runs.append((model.fit_transform(X), model.components_, model.reconstruction_err_, model.n_iter_))
    for weights, components, error, n_passes in runs[1:]:
        assert (weights == runs[0][0]).all()
        assert (components == runs[0][1]).all()
        assert (error, n_passes) == runs[0][2:]


PROGRAM = """
import hashlib, os, sys
import numpy as np
from scipy import sparse
from mediakit.topics.model import NMFTopics
if sys.argv[1] == "one" and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
X = sparse.random_array((3000, 400), density=0.05, rng=np.random.default_rng(0), dtype=np.float32, format="csr")
model = NMFTopics(60)
weights = model.fit_transform(X)
print(hashlib.sha256(weights.tobytes() + model.components_.tobytes()).hexdigest())
"""


def test_another_process_with_fewer_processors_and_another_hash_seed_gives_the_same_bits():
    digests = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM, processors],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for processors, seed in (("one", "1"), ("all", "2"))
    }
    assert len(digests) == 1


@pytest.mark.parametrize("sample_size", [fitting.SAMPLE_SIZE, 100])
def test_shuffling_the_documents_shuffles_the_weights_and_nothing_else(monkeypatch, sample_size):
    monkeypatch.setattr(fitting, "SAMPLE_SIZE", sample_size)
    X = make_documents()
    order = np.random.default_rng(0).permutation(X.shape[0])
    model, shuffled = NMFTopics(N_TOPICS), NMFTopics(N_TOPICS)
    weights, moved = model.fit_transform(X), shuffled.fit_transform(X[order])
    assert shuffled.components_ == pytest.approx(model.components_, rel=1e-6, abs=1e-8)
    assert moved == pytest.approx(weights[order], rel=1e-6, abs=1e-8)


def test_scaling_the_documents_scales_the_product_and_nothing_else():
    X = make_documents()
    model, scaled = NMFTopics(N_TOPICS), NMFTopics(N_TOPICS)
    product = model.fit_transform(X) @ model.components_
    assert scaled.fit_transform(4.0 * X) @ scaled.components_ == pytest.approx(4.0 * product, rel=1e-6, abs=1e-8)
    assert scaled.n_iter_ == model.n_iter_


def test_a_sample_first_leads_to_as_good_a_fit(monkeypatch):
    X = make_documents(n_docs=3000)
    whole = NMFTopics(N_TOPICS).fit(X)
    monkeypatch.setattr(fitting, "SAMPLE_SIZE", 500)
    assert NMFTopics(N_TOPICS).fit(X).reconstruction_err_ <= 1.005 * whole.reconstruction_err_


def test_empty_documents_and_terms_get_no_weight():
    model = NMFTopics(N_TOPICS)
    weights = model.fit_transform(make_documents())
    assert not weights[7].any()
    assert not model.components_[:, 11].any()


def test_a_corpus_of_empty_documents_has_empty_topics():
    model = NMFTopics(2)
    assert not model.fit_transform(np.zeros((6, 5))).any()
    assert not model.components_.any()
    assert model.reconstruction_err_ == 0


def test_equal_documents_are_explained_whole_whatever_the_number_of_topics():
    X = np.tile([[3.0, 2.0, 0.0, 1.0]], (6, 1))
    assert NMFTopics(3).fit(X).reconstruction_err_ == pytest.approx(0, abs=1e-4)


def test_penalties_shrink_the_factors_and_empty_cells():
    X = make_documents()
    free, held = NMFTopics(N_TOPICS).fit(X), NMFTopics(N_TOPICS, l1=1.0).fit(X)
    assert (held.components_ == 0).sum() > (free.components_ == 0).sum()
    assert held.reconstruction_err_ > free.reconstruction_err_
    ridge = NMFTopics(N_TOPICS, l2=5.0)
    assert (ridge.fit_transform(X) @ ridge.components_).sum() < (free.transform(X) @ free.components_).sum()


def test_a_penalty_above_all_data_leaves_nothing():
    X = make_documents()
    model = NMFTopics(2, l1=1e6).fit(X)
    assert not model.components_.any()
    assert model.reconstruction_err_ == pytest.approx(sparse.linalg.norm(X))


@pytest.mark.parametrize("n_topics", [2, 7, 8, 9, 60, 200])
def test_any_number_of_topics_is_fitted(n_topics):
    X = sparse.random_array((300, 220), density=0.1, rng=np.random.default_rng(1), dtype=np.float32, format="csr")
    model = NMFTopics(n_topics).fit(X)
    assert model.components_.shape == (n_topics, 220)
    assert model.components_.dtype == np.float32
    assert (model.transform(X).max(axis=0) > 0).sum() > n_topics / 2
    assert model.reconstruction_err_ < sparse.linalg.norm(X)


def test_documents_of_the_fit_have_the_weights_that_transform_gives_them():
    X = make_documents()
    model = NMFTopics(N_TOPICS)
    weights = model.fit_transform(X)
    assert (model.transform(X) == weights).all()
    assert model.transform(X[[3]]) == pytest.approx(weights[[3]], rel=1e-9)


def test_columns_in_any_order_and_doubled_cells_are_taken():
    X = make_documents()
    data, indices = np.concatenate([X.data, X.data]) / 2, np.concatenate([X.indices[::-1], X.indices[::-1]])
    rows = np.repeat(np.arange(X.shape[0]), np.diff(X.indptr))[::-1]
    doubled = sparse.coo_array((np.concatenate([data[: X.nnz][::-1]] * 2), (np.concatenate([rows] * 2), indices)))
    doubled.resize(X.shape)
    unsorted = sparse.csr_array(X)
    unsorted.indices, unsorted.data = unsorted.indices.copy(), unsorted.data.copy()
    a, b = unsorted.indptr[:2]
    unsorted.indices[a:b], unsorted.data[a:b] = unsorted.indices[a:b][::-1].copy(), unsorted.data[a:b][::-1].copy()
    unsorted.has_sorted_indices = False
    expected = NMFTopics(N_TOPICS).fit(X).components_
    assert NMFTopics(N_TOPICS).fit(doubled).components_ == pytest.approx(expected)
    assert NMFTopics(N_TOPICS).fit(unsorted).components_ == pytest.approx(expected)


def test_a_fit_changes_nothing_that_it_was_given():
    X = make_documents()
    before = X.copy()
    NMFTopics(N_TOPICS).fit(X)
    assert abs(X - before).max() == 0


def test_a_fit_that_is_cut_short_says_so():
    with pytest.warns(ConvergenceWarning, match="stopped after max_iter=2 passes before it had converged"):
        NMFTopics(N_TOPICS, max_iter=2).fit(make_documents())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"max_iter": 0}, r"`max_iter` is 0, but must be an int of 1 or more"),
        ({"max_iter": 2.5}, r"`max_iter` is 2\.5, but must be an int"),
        ({"tol": -1}, r"`tol` is -1, but must be a number of 0 or more"),
        ({"tol": np.nan}, r"`tol` is nan, but must be"),
        ({"l1": -0.5}, r"`l1` is -0\.5, but must be"),
        ({"l2": "much"}, r"`l2` is 'much', but must be"),
    ],
)
def test_parameters_out_of_range_are_refused(options, said):
    with pytest.raises(ValueError, match=said):
        NMFTopics(2, **options).fit(np.eye(4))
