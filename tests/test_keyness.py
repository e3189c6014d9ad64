"""Keyness equals the test of scipy and the formula of its source, and knows documents by their doc_id."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.stats import chi2_contingency

from mediakit.text.dtm import DocumentTermMatrix, build_dtm
from mediakit.text.keyness import PRIOR_TOKENS, measure_keyness
from mediakit.text.tokens import tokenize

COUNTS = st.tuples(st.integers(2, 5), st.integers(2, 6)).flatmap(
    lambda shape: arrays(np.int32, (shape[1], shape[0]), elements=st.integers(0, 30))
)


def make(counts: ArrayLike) -> DocumentTermMatrix:
    array = np.array(counts, np.int32)
    doc_ids = pd.Index([f"d{i}" for i in range(len(array))], name="doc_id")
    return DocumentTermMatrix(csr_array(array), doc_ids, np.array([f"t{i}" for i in range(array.shape[1])], object))


def split(counts: NDArray[np.int32]) -> tuple[DocumentTermMatrix, pd.Series]:
    """A matrix whose terms all occur, and its first document as target; both sides have terms."""
    counts = counts[:, counts.any(axis=0)]
    assume(counts.shape[1] > 1)
    assume(counts[0].any() and counts[1:].any())
    dtm = make(counts)
    return dtm, pd.Series(dtm.doc_ids == "d0", dtm.doc_ids)


@given(COUNTS)
def test_g2_and_p_equal_those_of_scipy(counts):
    dtm, is_target = split(counts)
    table = measure_keyness(dtm, is_target).set_index("term")
    target, reference = dtm.counts.toarray()[0], dtm.counts.toarray()[1:].sum(axis=0)
    for number, term in enumerate(dtm.terms):
        row = table.loc[term]
        cells = np.array([[side[number], side.sum() - side[number]] for side in (target, reference)])
        assert [row["n_target"], row["n_reference"]] == cells[:, 0].tolist()
        oracle = chi2_contingency(cells, lambda_="log-likelihood", correction=False)
        assert abs(row["g2"]) == pytest.approx(oracle.statistic, abs=1e-9)
        assert row["p_value"] == pytest.approx(oracle.pvalue, abs=1e-6)


def test_log_odds_are_those_worked_out_by_hand():
    """Monroe, Colaresi and Quinn (2008), equations 15, 16, 22 and 23, with the corpus as the prior."""
    table = measure_keyness(make([[8, 2, 0], [1, 4, 5]]), pd.Series({"d0": True, "d1": False})).set_index("term")
    prior = PRIOR_TOKENS * np.array([9, 6, 5]) / 20
    total = PRIOR_TOKENS + 10
    for term, y_i, y_j, alpha in zip(["t0", "t1", "t2"], [8, 2, 0], [1, 4, 5], prior, strict=True):
        delta = np.log((y_i + alpha) / (total - y_i - alpha)) - np.log((y_j + alpha) / (total - y_j - alpha))
        assert table.loc[term, "log_odds"] == pytest.approx(delta)
        assert table.loc[term, "z"] == pytest.approx(delta / np.sqrt(1 / (y_i + alpha) + 1 / (y_j + alpha)))


@given(COUNTS)
def test_swapping_the_sides_flips_every_sign(counts):
    dtm, is_target = split(counts)
    one, other = (measure_keyness(dtm, side).set_index("term").loc[dtm.terms] for side in (is_target, ~is_target))
    for column in ("g2", "log_odds", "z"):
        np.testing.assert_allclose(one[column], -other[column], atol=1e-9)
    np.testing.assert_allclose(one["p_value"], other["p_value"], atol=1e-6)
    assert one["n_target"].tolist() == other["n_reference"].tolist()


@given(COUNTS)
def test_a_term_is_above_zero_where_its_rate_is_higher_in_the_target(counts):
    dtm, is_target = split(counts)
    table = measure_keyness(dtm, is_target)
    higher = table["n_target"] / table["n_target"].sum() - table["n_reference"] / table["n_reference"].sum()
    clear = higher.abs() > 1e-9
    assert (np.sign(table["g2"])[clear] == np.sign(higher)[clear]).all()


@given(COUNTS, st.randoms(use_true_random=False))
def test_shuffling_the_sides_changes_nothing(counts, random):
    dtm, is_target = split(counts)
    more = pd.concat([is_target, pd.Series({"another": True})])  # a document that the matrix does not hold
    shuffled = more.loc[random.sample(list(more.index), len(more))]
    pd.testing.assert_frame_equal(measure_keyness(dtm, shuffled), measure_keyness(dtm, is_target))


def test_the_table_is_sorted_by_g2_then_by_term():
    table = measure_keyness(make([[5, 1, 1, 0], [0, 1, 1, 5]]), pd.Series({"d0": True, "d1": False}))
    assert table["term"].tolist() == ["t0", "t1", "t2", "t3"]
    assert table["g2"].is_monotonic_decreasing
    assert table.index.equals(pd.RangeIndex(4))
    assert table.columns.tolist() == ["term", "n_target", "n_reference", "g2", "log_odds", "z", "p_value"]


def test_the_words_of_an_outlet_come_out_on_top(sample):
    english = sample[sample["lang"].eq("en")]
    dtm = build_dtm(tokenize(english), min_df=2, stop_words="en")
    table = measure_keyness(dtm, english["outlet"].eq("Nourane Post"))
    assert "nourane" in table["term"].head(10).tolist()
    assert "korvath" in table["term"].tail(10).tolist()


def test_a_document_without_a_side_is_refused():
    with pytest.raises(
        ValueError, match=r"1 of 2 documents are not in `is_target`, such as doc_id \['d1'\]\. Index it by"
    ):
        measure_keyness(make([[1, 2], [2, 1]]), pd.Series({"d0": True}))


def test_a_document_with_two_sides_is_refused():
    is_target = pd.Series([True, False, False], ["d0", "d1", "d1"])
    with pytest.raises(ValueError, match=r"names documents more than once, such as \['d1'\]\. Give one value"):
        measure_keyness(make([[1, 2], [2, 1]]), is_target)


@pytest.mark.parametrize("values", [[1, 0], [True, None], ["yes", "no"]])
def test_sides_that_are_not_true_or_false_are_refused(values):
    with pytest.raises(ValueError, match=r"`is_target` holds \w+ values, but must be True or False"):
        measure_keyness(make([[1, 2], [2, 1]]), pd.Series(values, ["d0", "d1"]))


@pytest.mark.parametrize(
    ("counts", "sides", "found"),
    [
        ([[1, 2], [2, 1]], [False, False], r"The target has no terms \(0 of 2 documents\)"),
        ([[1, 2], [2, 1]], [True, True], r"The reference has no terms \(0 of 2 documents\)"),
        ([[0, 0], [2, 1]], [True, False], r"The target has no terms \(1 of 2 documents\)"),
    ],
)
def test_a_side_without_terms_is_refused(counts, sides, found):
    with pytest.raises(ValueError, match=found):
        measure_keyness(make(counts), pd.Series(sides, ["d0", "d1"]))
