"""Corrected shares hold the truth whatever the machine errs, and tell more than hand codes alone."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from mediakit.trust.comparison import compare_shares, correct_p_values
from mediakit.trust.estimation import estimate_share

N_CORPORA = 1500
IDS = [f"d{number:03}" for number in range(60)]
PREDICTED = pd.Series(["crime", "sport", "crime", "trade"] * 15, index=IDS)
CODED = pd.Series(["crime", "sport", "trade", "trade"] * 5, index=IDS[:20])
OUTLET = pd.Series(["Post", "Herald", "Post", "Herald"] * 15, index=IDS, name="outlet")


def simulate(n_docs, n_coded, share, hits, false_alarms, population="corpus"):
    """Estimates of many corpora, the truth in each, and the width of the best interval for this machine."""
    rng = np.random.default_rng(7)
    size = (N_CORPORA, n_docs)
    truth = rng.random(size) < share
    machine = np.where(truth, rng.random(size) < hits, rng.random(size) < false_alarms)
    doc_ids = np.arange(truth.size)
    drawn = (rng.random(size).argsort(axis=1)[:, :n_coded] + n_docs * np.arange(N_CORPORA)[:, None]).ravel()
    corpus = pd.Series(np.repeat(np.arange(N_CORPORA), n_docs), index=doc_ids, name="corpus")
    table = estimate_share(
        pd.Series(machine.ravel(), index=doc_ids),
        pd.Series(truth.ravel()[drawn], index=drawn),
        by=corpus,
        population=population,
    )
    seen = share * hits + (1 - share) * false_alarms
    covariance = share * hits - share * seen
    weight = covariance / (seen * (1 - seen))
    best = (share * (1 - share) - weight * covariance) * (1 - n_coded / n_docs) / n_coded
    return table, truth.mean(axis=1), 2 * 1.96 * np.sqrt(best)


DESIGNS = [
    (1000, 200, 0.3, 0.8, 0.15),
    (1000, 100, 0.3, 0.9, 0.05),
    (1000, 100, 0.5, 0.95, 0.3),
    (1000, 200, 0.1, 0.7, 0.1),
    (500, 50, 0.3, 0.8, 0.15),
    (400, 200, 0.4, 0.7, 0.3),
]


@pytest.mark.parametrize("design", DESIGNS)
def test_intervals_hold_the_truth_and_are_nearly_the_narrowest_possible(design):
    table, truth, best = simulate(*design)
    holds = (table["low"] <= truth) & (truth <= table["high"])
    assert 0.925 < holds.mean() < 0.975
    width, hand_width = table["high"] - table["low"], table["hand_high"] - table["hand_low"]
    assert (width <= hand_width + 1e-12).all()
    assert width.mean() < 0.95 * hand_width.mean()
    assert width.mean() < 1.05 * best
    assert abs((table["share"] - truth).mean()) < 0.004
    assert (table["naive"] - truth).mean() > 0.004


def test_a_machine_that_guesses_costs_nothing():
    table, truth, _ = simulate(1000, 100, 0.3, 0.5, 0.5)
    holds = (table["low"] <= truth) & (truth <= table["high"])
    assert 0.925 < holds.mean() < 0.975
    assert (table["high"] - table["low"] <= table["hand_high"] - table["hand_low"] + 1e-12).all()
    assert table["weight"].mean() < 0.05


@pytest.mark.parametrize(
    "design", [(500, 10, 0.3, 0.8, 0.15), (1000, 100, 0.01, 0.9, 0.02), (1000, 50, 0.3, 0.99, 0.0)]
)
def test_few_or_equal_codes_give_wide_intervals_not_wrong_ones(design):
    """Here nobody can hit the wanted confidence exactly; too rarely would be the fault."""
    table, truth, _ = simulate(*design)
    assert ((table["low"] <= truth) & (truth <= table["high"])).mean() > 0.935
    assert (table["high"] - table["low"] > 0.004).all()


def test_the_wider_population_is_held_as_often():
    table, _, _ = simulate(400, 200, 0.3, 0.8, 0.15, population="wider")
    assert 0.925 < ((table["low"] <= 0.3) & (table["high"] >= 0.3)).mean() < 0.975


def test_unequal_chances_of_being_drawn_are_made_good():
    """Documents that the machine calls positive are drawn four times as often."""
    rng = np.random.default_rng(3)
    holds, error = [], []
    for _ in range(300):
        truth = rng.random(2000) < 0.3
        machine = np.where(truth, rng.random(2000) < 0.8, rng.random(2000) < 0.15)
        chance = pd.Series(np.where(machine, 0.2, 0.05))
        coded = pd.Series(truth)[rng.random(2000) < chance]
        row = estimate_share(pd.Series(machine), coded, probability=chance).iloc[0]
        holds.append(row["low"] <= truth.mean() <= row["high"])
        error.append(row["share"] - truth.mean())
    assert 0.92 < np.mean(holds) < 0.98
    assert abs(np.mean(error)) < 0.006


@pytest.mark.parametrize(("drawn", "named"), [((100, 100), False), ((20, 80), True)])
def test_a_stratified_sample_is_as_sure_as_it_is(drawn, named):
    """A fifth of the documents has the class four times in five, the rest once in ten."""
    rng = np.random.default_rng(1)
    stratum = np.repeat(["front", "inside"], [400, 1600])
    holds, width, error = [], [], []
    for _ in range(300):
        truth = rng.random(2000) < np.where(stratum == "front", 0.8, 0.1)
        machine = pd.Series(np.where(truth, rng.random(2000) < 0.8, rng.random(2000) < 0.15))
        rows = np.r_[rng.choice(400, drawn[0], replace=False), 400 + rng.choice(1600, drawn[1], replace=False)]
        sheet = pd.DataFrame({"code": truth[rows], "probability": np.repeat([drawn[0] / 400, drawn[1] / 1600], drawn)})
        sheet = sheet.set_axis(rows).assign(stratum=stratum[rows])
        coded = sheet if named else sheet.drop(columns="stratum")
        labels = {True: "yes", False: "no"}
        row = estimate_share(machine.map(labels), coded.assign(code=coded["code"].map(labels))).iloc[1]
        holds.append(row["low"] <= truth.mean() <= row["high"])
        width.append(row["high"] - row["low"])
        error.append(row["share"] - truth.mean())
    assert 0.925 <= np.mean(holds) <= 0.98
    assert np.mean(width) < 1.1 * 2 * 1.96 * np.std(error)


def test_with_equal_chances_the_estimate_is_the_regression_estimator():
    """Worked out by hand: a slope of hand codes on machine codes, with half a document added to each cell."""
    machine = pd.Series([1.0] * 40 + [0.0] * 60)
    coded = pd.Series([1.0] * 8 + [0.0] * 2 + [1.0] * 1 + [0.0] * 9, index=[*range(10), *range(40, 50)])
    row = estimate_share(machine, coded).iloc[0]
    cells = np.array([[9.5, 1.5], [2.5, 8.5]])  # machine no, yes; hand no, yes: 9, 1, 2, 8 and a half each
    hand, seen = cells[:, 1].sum() / 22, cells[1].sum() / 22
    slope = (cells[1, 1] - 22 * hand * seen) / (22 * seen * (1 - seen))
    assert row["weight"] == pytest.approx(slope)
    assert row["share"] == pytest.approx(9 / 20 + slope * (0.4 - 0.5))
    squares = 22 * hand * (1 - hand) - slope**2 * 22 * seen * (1 - seen)
    error = np.sqrt(0.8 * squares / 22 / 20)
    assert row["high"] - row["low"] == pytest.approx(2 * 2.085963 * error, rel=1e-5)
    assert row[["naive", "hand"]].tolist() == [0.4, 0.45]


def test_hand_codes_of_every_document_leave_no_doubt():
    table = estimate_share(PREDICTED, PREDICTED.replace("trade", "crime"))
    assert table.set_index("code")["share"].to_dict() == {"crime": 0.75, "sport": 0.25, "trade": 0.0}
    np.testing.assert_allclose(table["high"], table["low"])
    assert estimate_share(PREDICTED, PREDICTED, population="wider").eval("high - low").gt(0.1).all()


@given(st.permutations(range(60)), st.permutations(range(20)))
def test_the_order_of_rows_changes_nothing(order, hand_order):
    table = estimate_share(PREDICTED, CODED, by=OUTLET)
    shuffled = estimate_share(PREDICTED.iloc[order], CODED.iloc[hand_order], by=OUTLET.iloc[order[::-1]])
    pd.testing.assert_frame_equal(shuffled, table)


def test_all_shapes_of_codes_give_the_same_shares():
    table = estimate_share(PREDICTED, CODED)
    tidy = PREDICTED.rename_axis("doc_id").rename("code").reset_index()
    wide = pd.get_dummies(PREDICTED)
    hand = CODED.rename_axis("doc_id").rename("code").reset_index()
    for predicted in (tidy, tidy.set_index("doc_id"), wide, wide.astype(float)):
        for coded in (hand, hand.assign(coder="A"), pd.get_dummies(CODED)):
            pd.testing.assert_frame_equal(estimate_share(predicted, coded), table)


def test_one_class_is_a_series_of_truth_values():
    table = estimate_share(PREDICTED, CODED).set_index("code").loc["crime"]
    alone = estimate_share(PREDICTED.eq("crime"), CODED.eq("crime"))
    assert alone["code"].tolist() == [True]
    numbers = ["share", "low", "high", "naive", "hand", "weight"]
    np.testing.assert_allclose(alone.loc[0, numbers].astype(float), table[numbers].astype(float))
    assert estimate_share(PREDICTED.eq("crime") * 0.8, CODED.eq("crime").astype(int))["naive"][0] == pytest.approx(0.4)


def test_labels_of_numbers_are_classes():
    stance = pd.Series([-1, 0, 1, 1] * 15, index=IDS)
    table = estimate_share(stance, stance.iloc[:20])
    assert table["code"].tolist() == [-1, 0, 1]
    np.testing.assert_allclose(table["share"], [0.25, 0.25, 0.5])


def test_two_coders_of_a_document_count_as_one_document():
    rows = pd.DataFrame({"doc_id": ["a", "a", "b"], "coder": ["A", "B", "A"], "code": ["x", "y", "x"]})
    table = estimate_share(pd.Series(["x", "y", "x", "y"], index=list("abcd")), rows).set_index("code")
    assert table["n_coded"].tolist() == [2, 2]
    assert table["hand"].to_dict() == {"x": 0.75, "y": 0.25}


def test_groups_are_columns_of_the_table_or_a_series():
    by_series = estimate_share(PREDICTED, CODED, by=OUTLET)
    table = PREDICTED.rename("code").to_frame().assign(outlet=OUTLET)
    pd.testing.assert_frame_equal(estimate_share(table, CODED, by="outlet"), by_series)
    pd.testing.assert_frame_equal(estimate_share(PREDICTED, CODED, by=OUTLET.to_frame()), by_series)
    wide = pd.get_dummies(PREDICTED).assign(outlet=OUTLET)
    pd.testing.assert_frame_equal(estimate_share(wide, CODED, by=["outlet"]), by_series)
    assert by_series["outlet"].tolist() == ["Herald"] * 3 + ["Post"] * 3
    for name, part in by_series.groupby("outlet"):
        own = OUTLET.index[OUTLET.eq(name)]
        alone = estimate_share(PREDICTED[own], CODED[CODED.index.isin(own)]).set_index("code")
        for code, row in part.set_index("code").iterrows():
            expected = alone.loc[code, "share"] if code in alone.index else 0.0
            assert row["share"] == pytest.approx(expected)


def test_documents_without_a_group_are_left_out():
    table = estimate_share(PREDICTED, CODED, by=OUTLET.where(OUTLET.eq("Post")))
    assert table["outlet"].unique().tolist() == ["Post"]
    assert table["n"].tolist() == [30] * 3


def test_the_probability_of_the_sheet_is_used():
    sheet = CODED.rename("code").to_frame().assign(probability=[0.2, 0.5] * 10)
    given_apart = estimate_share(PREDICTED, CODED, probability=sheet["probability"])
    pd.testing.assert_frame_equal(estimate_share(PREDICTED, sheet), given_apart)
    named = estimate_share(PREDICTED, sheet.rename(columns={"probability": "chance"}), probability="chance")
    pd.testing.assert_frame_equal(named, given_apart)
    assert (given_apart["share"] != estimate_share(PREDICTED, CODED)["share"]).any()


def test_more_confidence_is_wider_and_the_share_stays():
    narrow, wide = (estimate_share(PREDICTED, CODED, confidence=level) for level in (0.8, 0.99))
    assert (wide.eval("high - low") > narrow.eval("high - low")).all()
    pd.testing.assert_series_equal(narrow["share"], wide["share"])


def test_differences_hold_the_truth_as_often_as_they_say():
    """A machine that misses more in one group makes a difference where there is none."""
    rng = np.random.default_rng(5)
    group = pd.Series(np.repeat(["a", "b"], 1000), name="outlet")
    hits = np.where(group.eq("a"), 0.95, 0.6)
    holds, false_alarms, naive = [], [], []
    for _ in range(400):
        truth = rng.random(2000) < 0.3
        machine = pd.Series(np.where(truth, rng.random(2000) < hits, rng.random(2000) < 0.1))
        drawn = np.concatenate([rng.choice(1000, 80, replace=False), 1000 + rng.choice(1000, 80, replace=False)])
        row = compare_shares(machine, pd.Series(truth)[drawn], by=group).iloc[0]
        difference = truth[:1000].mean() - truth[1000:].mean()
        holds.append(row["low"] <= difference <= row["high"])
        false_alarms.append(row["p_value"] < 0.05)
        naive.append(row["naive"])
    assert 0.92 < np.mean(holds) < 0.98
    assert np.mean(false_alarms) < 0.09
    assert np.mean(naive) > 0.08


def test_swapping_the_groups_flips_the_sign():
    table = compare_shares(PREDICTED, CODED, by=OUTLET)
    swapped = compare_shares(PREDICTED, CODED, by=OUTLET.map({"Post": "Herald", "Herald": "Post"}))
    np.testing.assert_allclose(swapped["difference"], -table["difference"])
    np.testing.assert_allclose(swapped["low"], -table["high"])
    np.testing.assert_allclose(swapped["p_value"], table["p_value"])


def test_every_two_groups_are_compared_or_all_with_one():
    month = pd.Series(["Jan", "Feb", "Mar"] * 20, index=IDS, name="month")
    pairs = compare_shares(PREDICTED.eq("crime"), CODED.eq("crime"), by=month)
    assert pairs[["group", "other"]].to_numpy().tolist() == [["Feb", "Jan"], ["Feb", "Mar"], ["Jan", "Mar"]]
    first = compare_shares(PREDICTED.eq("crime"), CODED.eq("crime"), by=month, reference="Jan")
    assert first[["group", "other"]].to_numpy().tolist() == [["Feb", "Jan"], ["Mar", "Jan"]]
    shares = estimate_share(PREDICTED.eq("crime"), CODED.eq("crime"), by=month).set_index("month")["share"]
    np.testing.assert_allclose(first["difference"], [shares["Feb"] - shares["Jan"], shares["Mar"] - shares["Jan"]])
    np.testing.assert_allclose(pairs["p_corrected"], false_discovery_control(pairs["p_value"]))


def test_corrected_p_values_are_those_of_scipy_and_missing_ones_stay():
    p_values = pd.Series([0.2, None, 0.01, 0.03], index=list("abcd"))
    corrected = correct_p_values(p_values)
    np.testing.assert_allclose(corrected.dropna(), false_discovery_control([0.2, 0.01, 0.03]))
    assert corrected.isna().tolist() == [False, True, False, False]
    assert correct_p_values(p_values.iloc[:0]).empty


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"by": OUTLET.mask(OUTLET.index > "d030", "Wire")},
            r"1 of 3 groups have no hand codes, such as \['Wire'\], so",
        ),
        (
            {"coded": CODED.rename(str.upper)},
            r"no doc_id in common: \['D000', 'D001', 'D002'\] against \['d000', 'd001'",
        ),
        ({"coded": CODED.rename({"d003": "x"})}, r"1 of 20 hand-coded documents are not in `predicted`, such as .*'x'"),
        (
            {"coded": CODED.str.upper()},
            r"no class in common: \['CRIME', 'SPORT', 'TRADE'\] against \['crime', 'sport', 't",
        ),
        ({"coded": CODED.where(CODED.eq("none"))}, r"`coded` holds no codes: every row is missing"),
        ({"coded": pd.concat([CODED, CODED[:2]])}, r"2 rows of `coded` repeat a doc_id, such as \['d000', 'd001'\]"),
        (
            {"coded": CODED.rename("frame").to_frame()},
            r"`coded` has no column 'code', and its columns \['frame'\] are no",
        ),
        ({"coded": pd.get_dummies(CODED) * 2}, r"numbers from 0 to 1, one column a class; 20 of 20 rows have others"),
        ({"by": "outlet"}, r"`by` is 'outlet', but no table has this column, only \[\]\. Give a Series"),
        (
            {"by": OUTLET.iloc[:50]},
            r"`by` has no group for 10 of 60 documents, such as doc_id \['d050', 'd051', 'd052'\]",
        ),
        (
            {"probability": CODED.map({"crime": 0.5})},
            r"no number above 0 and up to 1 for 15 of 20 hand-coded documents",
        ),
        (
            {"probability": pd.Series(20.0, index=IDS)},
            r"no number above 0 and up to 1 for 20 of 20 hand-coded documents",
        ),
        ({"probability": "chance"}, r"`probability` is 'chance', but no table has this column"),
        ({"confidence": 95}, r"`confidence` is 95, but must lie between 0 and 1"),
        ({"population": "world"}, r"`population` is 'world', but must be one of \['corpus', 'wider'\]"),
    ],
)
def test_what_cannot_be_estimated_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        estimate_share(**{"predicted": PREDICTED, "coded": CODED, **change})


def test_codes_that_are_no_table_are_refused():
    with pytest.raises(TypeError, match=r"`coded` is a list, but must be a Series or DataFrame indexed by doc_id"):
        estimate_share(PREDICTED, ["crime"])


def test_comparisons_without_two_groups_are_refused():
    with pytest.raises(ValueError, match=r"`by` makes 1 groups of 1 columns, but two or more groups of one column"):
        compare_shares(PREDICTED, CODED, by=OUTLET.map({"Post": "all", "Herald": "all"}))
    with pytest.raises(ValueError, match=r"`reference` is 'Wire', but the groups are \['Herald', 'Post'\]"):
        compare_shares(PREDICTED, CODED, by=OUTLET, reference="Wire")


def test_p_values_out_of_range_are_refused():
    with pytest.raises(ValueError, match=r"1 of 2 `p_values` are not between 0 and 1, such as \[2\.5\]\. Give the p"):
        correct_p_values(pd.Series([2.5, 0.1]))
