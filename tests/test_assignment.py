"""Frames that an article has, by how its rates stand against those of the others."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mediakit.framing.assignment import assign_frames

ALL_FRAMES = ["threat", "border", "victims", "rule of law", "sovereignty"]


def rates_of(matrix):
    """One row a document and frame, from rates of shape (n_docs, n_frames)."""
    wide = pd.DataFrame(matrix, columns=ALL_FRAMES[: len(matrix[0])], index=[f"d{row}" for row in range(len(matrix))])
    return wide.rename_axis("doc_id").reset_index().melt("doc_id", var_name="frame", value_name="rate")


def matrices():
    # Eighths, so that sums are exact and no mean differs from equal rates by a rounding error.
    rate = st.integers(0, 400).map(lambda number: number / 8)
    return st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(rate, min_size=width, max_size=width), min_size=1, max_size=8)
    )


def test_standing_equals_the_z_score_of_scipy():
    rates = np.random.default_rng(0).gamma(1, 4, size=(30, 4))
    assigned = assign_frames(rates_of(rates))
    table = assigned.pivot(index="doc_id", columns="frame", values="standing")
    expected = pd.DataFrame(stats.zscore(rates), index=[f"d{row}" for row in range(30)], columns=ALL_FRAMES[:4])
    assert np.allclose(table, expected.loc[table.index, table.columns])


@given(matrices(), st.integers(1, 5))
def test_every_frame_of_a_document_is_above_its_mean_and_beaten_by_fewer_than_the_most(matrix, most):
    assigned = assign_frames(rates_of(matrix), most=most)
    means = assigned.groupby("frame")["rate"].transform("mean")
    has = assigned["has_frame"]
    assert (assigned["rate"] > means)[has].all()
    for _, part in assigned.groupby("doc_id"):
        for standing in part.loc[part["has_frame"], "standing"]:
            assert (part["standing"] > standing).sum() < most


@given(matrices(), st.randoms(use_true_random=False))
def test_shuffling_the_rows_changes_nothing(matrix, random):
    rates = rates_of(matrix)
    order = list(range(len(rates)))
    random.shuffle(order)
    shuffled = assign_frames(rates.iloc[order])
    pd.testing.assert_series_equal(shuffled["has_frame"].sort_index(), assign_frames(rates)["has_frame"])


def test_another_scale_of_one_frame_changes_nothing():
    rates = rates_of(np.random.default_rng(1).gamma(1, 4, size=(20, 3)))
    louder = rates.assign(rate=rates["rate"].where(rates["frame"] != "border", rates["rate"] * 16))
    assert assign_frames(louder)["has_frame"].equals(assign_frames(rates)["has_frame"])


def test_planted_frames_come_back():
    rng = np.random.default_rng(2)
    planted = rng.random((200, 5)) < 0.3
    noise = rng.gamma(2, 1, size=(200, 5)) * np.array([1, 2, 4, 8, 16])
    rates = rates_of(noise * np.where(planted, 6, 1))
    truth = rates_of(planted)["rate"].to_numpy(dtype=bool)
    found = assign_frames(rates, most=5)["has_frame"].to_numpy()
    assert (found & truth).sum() / found.sum() > 0.9
    assert (found & truth).sum() / truth.sum() > 0.7


def test_a_frame_that_stands_alike_everywhere_is_nobodys():
    assigned = assign_frames(rates_of([[2.0, 1.0], [2.0, 5.0]])).set_index(["doc_id", "frame"])
    assert assigned["has_frame"].to_dict() == {
        ("d0", "threat"): False,
        ("d1", "threat"): False,
        ("d0", "border"): False,
        ("d1", "border"): True,
    }


def test_the_table_that_was_given_stays_as_it_was():
    rates = rates_of([[1.0, 2.0], [3.0, 0.0]])
    before = rates.copy()
    assign_frames(rates)
    pd.testing.assert_frame_equal(rates, before)


@pytest.mark.parametrize(
    ("change", "most", "message"),
    [
        (lambda rates: rates.drop(columns="rate"), 3, r"no column \['rate'\].*count_frames"),
        (lambda rates: rates, 0, "most is 0. Allowed are 1 and more"),
        (lambda rates: pd.concat([rates, rates]), 3, r"4 rows whose doc_id and frame.*\['d0', 'threat'\]"),
        (lambda rates: rates.assign(rate=[1.0, None, 2.0, 3.0]), 3, r"1 of 4 values in frames\['rate'\] are missing"),
    ],
)
def test_a_table_that_cannot_be_judged_is_refused(change, most, message):
    with pytest.raises(ValueError, match=message):
        assign_frames(change(rates_of([[1.0, 2.0], [3.0, 0.0]])), most=most)
