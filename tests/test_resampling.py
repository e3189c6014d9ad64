"""An interval holds the mean it should as often as it says, and knows nothing of other groups."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import bootstrap

from mediakit.trust.resampling import bootstrap_groups

TABLE = pd.DataFrame(
    {
        "outlet": ["B", "A", "A", "B", "A", None, "C", "A"],
        "lang": ["en", "en", "fr", "en", "fr", "en", "en", "fr"],
        "valence": [0.5, 0.1, 0.2, 0.7, 0.4, 0.9, -0.3, None],
    }
)
NUMBERS = st.lists(st.floats(-1, 1).map(lambda number: round(number, 3)), min_size=1, max_size=12)


def test_means_are_those_of_pandas():
    estimates = bootstrap_groups(TABLE, value="valence", by="outlet")
    expected = TABLE.groupby("outlet")["valence"].agg(["count", "mean"])
    assert estimates["outlet"].tolist() == ["A", "B", "C"]
    assert estimates["n"].tolist() == expected["count"].tolist()
    np.testing.assert_allclose(estimates["mean"], expected["mean"])


def test_bounds_are_near_those_of_scipy():
    values = np.random.default_rng(0).gamma(2, size=60)
    table = pd.DataFrame({"g": "a", "v": values})
    own = bootstrap_groups(table, value="v", by="g", n_resamples=20_000, confidence=0.9).iloc[0]
    oracle = bootstrap(
        (values,), np.mean, n_resamples=20_000, confidence_level=0.9, method="percentile", rng=np.random.default_rng(1)
    ).confidence_interval
    width = oracle.high - oracle.low
    assert own["low"] == pytest.approx(oracle.low, abs=0.03 * width)
    assert own["high"] == pytest.approx(oracle.high, abs=0.03 * width)


def test_the_interval_holds_the_true_mean_as_often_as_it_says():
    """600 samples of 50 skewed numbers with mean 1, which a percentile interval misses a little too often."""
    samples = np.random.default_rng(11).exponential(1, (600, 50))
    table = pd.DataFrame({"group": np.repeat(np.arange(600), 50), "value": samples.ravel()})
    for confidence in (0.8, 0.95):
        estimates = bootstrap_groups(table, value="value", by="group", n_resamples=800, confidence=confidence)
        coverage = estimates["low"].lt(1) & estimates["high"].gt(1)
        assert confidence - 0.05 < coverage.mean() < confidence + 0.03


def test_the_same_seed_gives_the_same_bounds_and_another_gives_others():
    one, same, other = (bootstrap_groups(TABLE, value="valence", by="lang", random_state=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert (one["low"] != other["low"]).any()


@given(NUMBERS, NUMBERS, st.randoms(use_true_random=False))
def test_a_group_does_not_depend_on_the_others(ours, theirs, random):
    table = pd.DataFrame({"group": ["a"] * len(ours) + ["b"] * len(theirs), "value": [*ours, *theirs]})
    order = list(table.index)
    random.shuffle(order)
    order = sorted(order, key=lambda row: table.loc[row, "group"] == "a" and row)  # those of "a" stay in their order
    alone = bootstrap_groups(table[table["group"].eq("a")], value="value", by="group", n_resamples=50)
    among = bootstrap_groups(table.loc[order], value="value", by="group", n_resamples=50)
    pd.testing.assert_frame_equal(among[among["group"].eq("a")], alone)


@given(NUMBERS, st.floats(0.5, 3), st.floats(-2, 2))
def test_the_interval_moves_and_stretches_with_the_numbers(numbers, factor, shift):
    values = np.array(numbers)
    table = pd.DataFrame({"group": "a", "one": values, "other": factor * values + shift})
    one, other = (bootstrap_groups(table, value=name, by="group", n_resamples=50) for name in ("one", "other"))
    for bound in ("mean", "low", "high"):
        np.testing.assert_allclose(other[bound], factor * one[bound] + shift, atol=1e-9)


@given(NUMBERS)
def test_the_mean_lies_between_the_bounds_and_these_within_the_numbers(numbers):
    row = bootstrap_groups(pd.DataFrame({"g": "a", "v": numbers}), value="v", by="g").iloc[0]
    if len(numbers) == 1:
        assert np.isnan([row["low"], row["high"]]).all()
    else:
        assert min(numbers) - 1e-9 <= row["low"] <= row["mean"] + 1e-9
        assert row["mean"] - 1e-9 <= row["high"] <= max(numbers) + 1e-9


def test_more_confidence_is_wider():
    narrow, wide = (bootstrap_groups(TABLE, value="valence", by="lang", confidence=c) for c in (0.5, 0.99))
    assert (wide["low"] < narrow["low"]).all()
    assert (wide["high"] > narrow["high"]).all()


def test_groups_are_made_by_several_columns():
    estimates = bootstrap_groups(TABLE, value="valence", by=["lang", "outlet"])
    assert estimates[["lang", "outlet", "n"]].to_numpy().tolist() == [
        ["en", "A", 1],
        ["en", "B", 2],
        ["en", "C", 1],
        ["fr", "A", 2],
    ]
    assert estimates.columns.tolist() == ["lang", "outlet", "n", "mean", "low", "high"]


def test_a_large_group_is_drawn_in_parts_with_bounds_as_near():
    values = np.random.default_rng(2).normal(size=1000)
    row = bootstrap_groups(pd.DataFrame({"g": "a", "v": values}), value="v", by="g", n_resamples=4100).iloc[0]
    half = 1.96 * values.std() / np.sqrt(1000)
    assert row["low"] == pytest.approx(row["mean"] - half, abs=0.1 * half)
    assert row["high"] == pytest.approx(row["mean"] + half, abs=0.1 * half)


def test_no_rows_give_no_groups():
    assert bootstrap_groups(TABLE.iloc[:0], value="valence", by="outlet").shape == (0, 5)


def test_missing_columns_are_refused():
    with pytest.raises(
        ValueError, match=r"no columns \['tone', 'country'\], only \['outlet', 'lang', 'valence'\]\. Name"
    ):
        bootstrap_groups(TABLE, value="tone", by=["lang", "country"])


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.1, float("nan")])
def test_a_confidence_that_is_no_share_is_refused(confidence):
    with pytest.raises(
        ValueError, match=rf"`confidence` is {confidence!r}, but must lie between 0 and 1, such as 0\.95"
    ):
        bootstrap_groups(TABLE, value="valence", by="lang", confidence=confidence)
