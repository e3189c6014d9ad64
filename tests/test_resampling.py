"""An interval holds the mean it should as often as it says, and knows nothing of other groups."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import bootstrap, permutation_test, ttest_ind

from mediakit.trust.permutation import permute_groups
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


def test_the_studentized_interval_holds_where_the_percentile_interval_does_not():
    """2,000 groups of 10 rates, skewed as those of frames are, with mean 4."""
    rng = np.random.default_rng(6)
    rates = rng.poisson(1, 20_000) * rng.exponential(4, 20_000)
    table = pd.DataFrame({"group": np.repeat(np.arange(2000), 10), "value": rates})
    held = {}
    for method in ("percentile", "studentized"):
        estimates = bootstrap_groups(table, value="value", by="group", n_resamples=500, method=method)
        held[method] = (~(estimates["low"].gt(4) | estimates["high"].lt(4))).mean()
    assert held["percentile"] < 0.85
    assert held["studentized"] > 0.91


def test_the_studentized_interval_is_that_of_its_definition():
    values = np.random.default_rng(0).gamma(2, size=30)
    row = bootstrap_groups(pd.DataFrame({"g": "a", "v": values}), value="v", by="g", method="studentized").iloc[0]
    drawn = values[np.random.default_rng(0).integers(30, size=(2000, 30))]
    distance = (drawn.mean(axis=1) - values.mean()) / drawn.std(axis=1, ddof=1)
    low, high = values.mean() - np.quantile(distance, [0.975, 0.025]) * values.std(ddof=1)
    assert [row["low"], row["high"]] == pytest.approx([low, high], rel=0.01)


@pytest.mark.parametrize("cluster", [None, "day"])
def test_the_studentized_bounds_of_two_or_of_equal_numbers(cluster):
    table = pd.DataFrame({"g": ["a", "a", "b", "b", "b"], "v": [1.0, 2, 5, 5, 5], "day": [1, 2, 3, 4, 5]})
    two, equal = bootstrap_groups(table, value="v", by="g", cluster=cluster, method="studentized").itertuples()
    assert np.isnan([two.low, two.high]).all()
    assert (equal.low, equal.high) == (5, 5)


def test_draws_of_one_row_alone_give_no_bound_and_no_huge_one():
    table = pd.DataFrame({"g": "a", "v": [3.0, 4.1, 9.7]})
    row = bootstrap_groups(table, value="v", by="g", method="studentized").iloc[0]
    assert np.isnan([row["low"], row["high"]]).all()


@given(NUMBERS, st.sampled_from(["percentile", "studentized"]))
def test_clusters_of_one_row_are_no_clusters(numbers, method):
    table = pd.DataFrame({"g": "a", "v": numbers, "story": range(len(numbers)), "none": None})
    options = {"value": "v", "by": "g", "n_resamples": 50, "method": method}
    plain = bootstrap_groups(table, **options)
    for cluster in ("story", "none"):
        clustered = bootstrap_groups(table, cluster=cluster, **options)
        assert clustered["n_clusters"].tolist() == [len(numbers)]
        pd.testing.assert_frame_equal(clustered.drop(columns="n_clusters"), plain)


def test_copies_of_a_story_add_nothing_to_what_is_known():
    rng = np.random.default_rng(4)
    stories = pd.DataFrame({"g": "a", "story": range(40), "v": rng.normal(size=40)})
    copies = pd.concat([stories] * 9)
    alone = bootstrap_groups(stories, value="v", by="g").drop(columns="n")
    known = bootstrap_groups(copies, value="v", by="g", cluster="story").drop(columns=["n", "n_clusters"])
    pd.testing.assert_frame_equal(known, alone)
    blind = bootstrap_groups(copies, value="v", by="g")
    assert blind.eval("high - low")[0] < 0.4 * alone.eval("high - low")[0]


@pytest.mark.parametrize(("method", "least"), [("percentile", 0.88), ("studentized", 0.92)])
def test_intervals_of_clusters_hold_the_mean_where_those_of_rows_do_not(method, least):
    """500 outlets with 25 events of 1 to 8 articles each, which resemble one another."""
    rng = np.random.default_rng(9)
    event = np.repeat(np.arange(500 * 25), rng.integers(1, 9, 500 * 25))
    value = rng.normal(size=500 * 25)[event] + rng.normal(size=len(event))
    table = pd.DataFrame({"outlet": event // 25, "event": event, "value": value})
    options = {"value": "value", "by": "outlet", "n_resamples": 500, "method": method}
    held = {}
    for cluster in (None, "event"):
        estimates = bootstrap_groups(table, cluster=cluster, **options)
        held[cluster] = (estimates["low"].le(0) & estimates["high"].ge(0)).mean()
    assert held[None] < 0.8
    assert least < held["event"] < 0.98


def test_many_rows_of_few_values_are_drawn_together_with_bounds_as_near():
    ratings = np.random.default_rng(5).integers(5, size=20_000)
    row = bootstrap_groups(pd.DataFrame({"g": "a", "v": ratings}), value="v", by="g").iloc[0]
    half = 1.96 * ratings.std() / np.sqrt(20_000)
    assert row["low"] == pytest.approx(row["mean"] - half, abs=0.1 * half)
    assert row["high"] == pytest.approx(row["mean"] + half, abs=0.1 * half)


def test_the_p_value_is_near_that_of_scipy():
    rng = np.random.default_rng(1)
    one, other = rng.gamma(2, size=12), rng.gamma(3, size=15)
    table = pd.DataFrame({"g": ["a"] * 12 + ["b"] * 15, "v": np.concatenate([one, other])})
    row = permute_groups(table, value="v", by="g", n_resamples=9999).iloc[0]

    def welch(x, y, axis):
        return abs(ttest_ind(x, y, axis=axis, equal_var=False).statistic)

    oracle = permutation_test((one, other), welch, n_resamples=4999, alternative="greater", rng=rng, vectorized=True)
    assert row["p_value"] == pytest.approx(oracle.pvalue, abs=0.012)
    assert row["difference"] == pytest.approx(one.mean() - other.mean())


def test_shared_clusters_are_swapped_as_all_signs_would_be():
    """Six events told by both: 2 of the 64 ways to swap them are as far out."""
    table = pd.DataFrame({"outlet": ["a", "b"] * 6, "event": np.repeat(range(6), 2), "v": 0.0})
    table.loc[table["outlet"].eq("b"), "v"] = [1, 2, 3, 4, 5, 6]
    row = permute_groups(table, value="v", by="outlet", cluster="event", n_resamples=20_000).iloc[0]
    assert row["p_value"] == pytest.approx(2 / 64, abs=0.004)


@pytest.mark.parametrize("design", ["rows", "own days", "shared events"])
def test_p_values_are_below_a_threshold_as_often_as_they_say(design):
    """500 comparisons of two groups that do not differ."""
    rng = np.random.default_rng(8)
    rejected, held = [], []
    for _ in range(500):
        n = 40 if design == "rows" else 120
        cluster = np.arange(n) if design == "rows" else np.repeat(np.arange(n // 4), 4)
        group = cluster % 3 == 0 if design != "shared events" else rng.integers(2, size=n) == 0
        value = rng.exponential(size=n) + (rng.normal(size=n) * 2)[cluster]
        table = pd.DataFrame({"g": np.where(group, "a", "b"), "v": value, "c": cluster})
        row = permute_groups(table, value="v", by="g", cluster="c", n_resamples=199).iloc[0]
        rejected.append(row["p_value"] <= 0.1)
        held.append(row["low"] <= 0 <= row["high"])
    assert 0.06 < np.mean(rejected) < 0.14
    assert 0.92 < np.mean(held) < 0.98


def test_each_two_groups_are_tested_apart_and_in_any_order():
    rng = np.random.default_rng(2)
    table = pd.DataFrame({"g": list("abc") * 20, "v": rng.normal(size=60) + np.tile([0, 0, 2], 20)})
    tests = permute_groups(table, value="v", by="g", n_resamples=500)
    assert tests[["group", "other"]].to_numpy().tolist() == [["a", "b"], ["a", "c"], ["b", "c"]]
    assert tests["n_group"].tolist() == tests["n_other"].tolist() == [20] * 3
    assert tests["p_value"].gt(0.05).tolist() == [True, False, False]
    assert (tests["p_corrected"] >= tests["p_value"]).all()
    pair = permute_groups(table[table["g"].ne("a")], value="v", by="g", n_resamples=500)
    columns = ["difference", "low", "high", "p_value"]
    pd.testing.assert_frame_equal(pair[columns], tests[columns].tail(1).reset_index(drop=True))


def test_equal_numbers_do_not_differ():
    row = permute_groups(pd.DataFrame({"g": list("aabb"), "v": 1.0}), value="v", by="g", n_resamples=99).iloc[0]
    assert row[["difference", "p_value"]].tolist() == [0, 1]


def test_missing_columns_are_refused():
    with pytest.raises(
        ValueError, match=r"no columns \['tone', 'country'\], only \['outlet', 'lang', 'valence'\]\. Name"
    ):
        bootstrap_groups(TABLE, value="tone", by=["lang", "country"])
    with pytest.raises(ValueError, match=r"no columns \['event'\], only"):
        bootstrap_groups(TABLE, value="valence", by="lang", cluster="event")
    with pytest.raises(ValueError, match=r"no columns \['event'\], only"):
        permute_groups(TABLE, value="valence", by="lang", cluster="event")


@pytest.mark.parametrize("n_resamples", [0, -5])
def test_no_draws_are_refused(n_resamples):
    with pytest.raises(ValueError, match=rf"`n_resamples` is {n_resamples}, but at least 1 draw is needed"):
        bootstrap_groups(TABLE, value="valence", by="lang", n_resamples=n_resamples)
    with pytest.raises(ValueError, match=rf"`n_resamples` is {n_resamples}, but at least 1 permutation is needed"):
        permute_groups(TABLE, value="valence", by="lang", n_resamples=n_resamples)


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match=r"`method` is 'bca', but must be one of \['percentile', 'studentized'\]"):
        bootstrap_groups(TABLE, value="valence", by="lang", method="bca")


def test_a_test_of_one_group_is_refused():
    with pytest.raises(ValueError, match=r"Column 'lang' has 1 groups with numbers, but a test compares two"):
        permute_groups(TABLE[TABLE["lang"].eq("en")], value="valence", by="lang")


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.1, float("nan")])
def test_a_confidence_that_is_no_share_is_refused(confidence):
    with pytest.raises(
        ValueError, match=rf"`confidence` is {confidence!r}, but must lie between 0 and 1, such as 0\.95"
    ):
        bootstrap_groups(TABLE, value="valence", by="lang", confidence=confidence)
