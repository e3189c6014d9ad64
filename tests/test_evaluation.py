"""Measures equal scikit-learn's, intervals hold the truth, and groups in which the machine errs more are named."""

import gzip
import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import brier_score_loss, confusion_matrix, precision_recall_fscore_support

from mediakit.trust.calibration import measure_calibration, tabulate_reliability
from mediakit.trust.confusion import tabulate_confusion
from mediakit.trust.evaluation import GroupErrorWarning, evaluate_codes

CLASSES = np.array(["crime", "sport", "trade"])
SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


def draw_codes(n_docs, seed, accuracy=0.8):
    """Hand codes and machine codes that are right with the given chance, and otherwise any."""
    rng = np.random.default_rng(seed)
    hand = rng.choice(3, n_docs, p=[0.6, 0.3, 0.1])
    machine = np.where(rng.random(n_docs) < accuracy, hand, rng.choice(3, n_docs))
    ids = [f"d{number}" for number in range(n_docs)]
    return pd.Series(CLASSES[hand], index=ids), pd.Series(CLASSES[machine], index=ids)


CODED, PREDICTED = draw_codes(120, 0)
OUTLET = pd.Series(np.repeat(["Herald", "Post"], 60), index=CODED.index, name="outlet")


@pytest.mark.parametrize("weighted", [False, True])
def test_measures_are_those_of_scikit_learn(weighted):
    chance = pd.Series(np.random.default_rng(1).uniform(0.1, 1, 120), index=CODED.index)
    weights = 1 / chance if weighted else None
    table = evaluate_codes(CODED, PREDICTED, probability=chance if weighted else None).set_index("code")
    for rows, average in ((list(CLASSES), None), ("macro average", "macro"), ("micro average", "micro")):
        oracle = precision_recall_fscore_support(CODED, PREDICTED, average=average, sample_weight=weights)
        for name, values in zip(("precision", "recall", "f1"), oracle, strict=False):
            np.testing.assert_allclose(table.loc[rows, name], values)
    assert table["support"].tolist() == [*CODED.value_counts()[list(CLASSES)], 120, 120]
    assert table.loc["micro average", "f1"] == pytest.approx(np.average(CODED == PREDICTED, weights=weights))


def test_intervals_are_those_of_wilson():
    table = evaluate_codes(CODED, PREDICTED).set_index("code")
    hit = int((CODED.eq("sport") & PREDICTED.eq("sport")).sum())
    for name, n in (("precision", PREDICTED.eq("sport").sum()), ("recall", CODED.eq("sport").sum())):
        oracle = binomtest(hit, int(n)).proportion_ci(0.95, method="wilson")
        assert table.loc["sport", [f"{name}_low", f"{name}_high"]].tolist() == pytest.approx([oracle.low, oracle.high])
    either = int((CODED.eq("sport") | PREDICTED.eq("sport")).sum())
    oracle = binomtest(hit, either).proportion_ci(0.95, method="wilson")
    bounds = [2 * bound / (1 + bound) for bound in (oracle.low, oracle.high)]
    assert table.loc["sport", ["f1_low", "f1_high"]].tolist() == pytest.approx(bounds)


def test_intervals_hold_the_truth_as_often_as_they_say():
    hand, machine = draw_codes(1_000_000, 1)
    truth = evaluate_codes(hand, machine).set_index("code")
    held = []
    for seed in range(120):
        table = evaluate_codes(*draw_codes(100, seed + 10)).set_index("code")
        bounds = [(table[f"{name}_low"], truth[name], table[f"{name}_high"]) for name in ("precision", "recall", "f1")]
        held += [low.le(true) & high.ge(true) for low, true, high in bounds]
    coverage = pd.DataFrame(held).mean()
    assert coverage.between(0.92, 0.985).all(), coverage


def test_several_classes_a_document_are_measured_one_by_one():
    rng = np.random.default_rng(2)
    hand = pd.DataFrame(rng.random((80, 3)) < 0.4, columns=CLASSES)
    machine = hand ^ (rng.random((80, 3)) < 0.15)
    table = evaluate_codes(hand, machine).set_index("code")
    for rows, average in ((list(CLASSES), None), ("macro average", "macro"), ("micro average", "micro")):
        oracle = precision_recall_fscore_support(hand, machine, average=average)
        for name, values in zip(("precision", "recall", "f1"), oracle, strict=False):
            np.testing.assert_allclose(table.loc[rows, name], values)
    every = hand.any(axis=1) & machine.any(axis=1)
    tidy = [part[every].rename_axis("doc_id").stack().loc[lambda has: has] for part in (hand, machine)]
    tidy = [part.index.to_frame(index=False, name=["doc_id", "code"]) for part in tidy]
    pd.testing.assert_frame_equal(evaluate_codes(*tidy), evaluate_codes(hand[every], machine[every]))


def test_repeating_every_class_in_a_document_adds_no_certainty_to_the_micro_average():
    hand = pd.DataFrame({f"c{number}": CODED.eq("crime") for number in range(6)})
    machine = pd.DataFrame({f"c{number}": PREDICTED.eq("crime") for number in range(6)})
    table = evaluate_codes(hand, machine).set_index("code")
    for row in ("macro average", "micro average"):
        np.testing.assert_allclose(
            table.loc[row, ["f1_low", "f1_high"]], table.loc["c0", ["f1_low", "f1_high"]], rtol=0.02
        )


def test_a_machine_without_errors_still_has_an_interval():
    table = evaluate_codes(CODED, CODED)
    assert (table[["precision", "recall", "f1"]] == 1).all(axis=None)
    assert (table[["precision_low", "recall_low", "f1_low"]] < 0.99).all(axis=None)


def test_a_class_that_nobody_coded_or_nothing_predicted_has_no_recall_or_precision():
    coded = pd.Series(["a", "a", "b"], index=list("xyz"))
    table = evaluate_codes(coded, pd.Series(["a", "c", "a"], index=list("xyz"))).set_index("code")
    assert table.loc["b", ["precision", "precision_low", "recall"]].isna().tolist() == [True, True, False]
    assert table.loc["c", ["precision", "recall", "recall_high"]].isna().tolist() == [False, True, True]
    assert table.loc["macro average", "precision"] == pytest.approx((0.5 + 0) / 2)


def test_two_coders_are_two_half_truths():
    codes = pd.DataFrame({"doc_id": ["a", "a", "b"], "coder": ["A", "B", "A"], "code": ["x", "y", "x"]})
    table = evaluate_codes(codes, pd.Series(["x", "x"], index=["a", "b"])).set_index("code")
    assert table["precision"].dropna().tolist() == [0.75, 0.75, 0.75]
    assert table.loc["x", "support"] == 1.5


@given(st.permutations(range(120)))
def test_the_order_of_rows_changes_nothing(order):
    pd.testing.assert_frame_equal(evaluate_codes(CODED.iloc[order], PREDICTED), evaluate_codes(CODED, PREDICTED))


def test_groups_are_measured_apart():
    table = evaluate_codes(CODED, PREDICTED, by=OUTLET)
    for name, part in table.groupby("outlet"):
        own = OUTLET.index[OUTLET.eq(name)]
        alone = evaluate_codes(CODED[own], PREDICTED[own])
        pd.testing.assert_frame_equal(part[alone.columns].reset_index(drop=True), alone)
    sheet = CODED.rename("code").to_frame().assign(outlet=OUTLET)
    pd.testing.assert_frame_equal(evaluate_codes(sheet, PREDICTED, by="outlet"), table)


@pytest.mark.parametrize("kind", ["misses", "noise"])
def test_a_group_in_which_the_machine_errs_more_is_named(kind):
    rng = np.random.default_rng(4)
    group = pd.Series(np.repeat(["a", "b", "c"], 100), name="outlet")
    truth = pd.Series(rng.random(300) < 0.5)
    flip = rng.random(300) < np.where(group.eq("c"), 0.4, 0.05)
    machine = truth ^ (flip & truth if kind == "misses" else flip)
    with pytest.warns(GroupErrorWarning, match=r"for \d pairs of group and class such as \[\('c', (?:True|False)\)"):
        table = evaluate_codes(truth, machine, by=group)
    assert table.loc[table["outlet"].eq("c") & table["p_value"].notna(), "differs"].all()


def test_groups_that_differ_by_chance_alone_are_seldom_named():
    rng = np.random.default_rng(5)
    group = pd.Series(np.repeat(["a", "b", "c", "d"], 30), name="outlet")
    named = []
    for _ in range(60):
        truth = pd.Series(rng.random(120) < 0.4)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", GroupErrorWarning)
            named.append(evaluate_codes(truth, truth ^ (rng.random(120) < 0.15), by=group)["differs"].any())
    assert np.mean(named) < 0.12


def test_confusion_is_that_of_scikit_learn():
    table = tabulate_confusion(CODED, PREDICTED)
    oracle = confusion_matrix(CODED, PREDICTED)
    np.testing.assert_array_equal(table.pivot(index="coded", columns="predicted", values="n"), oracle)
    row = table.iloc[1]
    bounds = binomtest(int(oracle[0, 1]), int(oracle[0].sum())).proportion_ci(method="wilson")
    assert row[["share", "low", "high"]].tolist() == pytest.approx(
        [oracle[0, 1] / oracle[0].sum(), bounds.low, bounds.high]
    )
    chance = pd.Series(np.random.default_rng(1).uniform(0.1, 1, 120), index=CODED.index)
    weighted = tabulate_confusion(CODED, PREDICTED, probability=chance)["share"].to_numpy().reshape(3, 3)
    np.testing.assert_allclose(
        weighted, confusion_matrix(CODED, PREDICTED, sample_weight=1 / chance, normalize="true"), atol=1e-12
    )


def test_right_probabilities_are_calibrated_and_bold_ones_are_not():
    rng = np.random.default_rng(6)
    right = pd.Series(rng.uniform(size=3000))
    truth = pd.Series(rng.uniform(size=3000) < right)
    bold = right.clip(0.02, 0.98).pipe(lambda p: p**3 / (p**3 + (1 - p) ** 3))
    for probabilities, is_right in ((right, True), (bold, False)):
        row = measure_calibration(truth, probabilities).iloc[0]
        assert row["brier"] == pytest.approx(brier_score_loss(truth, probabilities))
        assert row["low"] < row["brier"] < row["high"] < row["brier_of_share"]
        assert (row["ece"] < 1.7 * row["ece_by_chance"]) == is_right
        bins = tabulate_reliability(truth, probabilities)
        assert bins["n"].sum() == 3000
        assert row["ece"] == pytest.approx(np.average(abs(bins["observed"] - bins["predicted"]), weights=bins["n"]))
        inside = bins["low"].le(bins["predicted"]) & bins["high"].ge(bins["predicted"])
        assert (inside.mean() > 0.8) == is_right


def test_the_error_by_chance_is_what_right_probabilities_have():
    rng = np.random.default_rng(7)
    right = pd.Series(rng.uniform(size=200))
    rows = [measure_calibration(pd.Series(rng.uniform(size=200) < right), right).iloc[0] for _ in range(100)]
    found = pd.DataFrame(rows)
    assert found["ece"].mean() == pytest.approx(found["ece_by_chance"].mean(), rel=0.06)


def test_probabilities_of_several_classes_give_a_row_each():
    probabilities = pd.get_dummies(PREDICTED) * 0.7 + 0.1
    table = measure_calibration(CODED, probabilities)
    assert table["code"].tolist() == list(CLASSES)
    for code, row in table.set_index("code").iterrows():
        assert row["brier"] == pytest.approx(brier_score_loss(CODED.eq(code), probabilities[code]))


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the labelled news of ../shared/data is not here")
def test_frames_of_real_headlines_by_a_word_list_are_measured_with_sense():
    """Headlines on gun violence: whether the frame is politics, by five words."""
    with gzip.open(SHARED_DATA / "gvfc.jsonl.gz", "rt", encoding="utf-8") as lines:
        news = pd.DataFrame(map(json.loads, lines)).set_index("id")
    machine = news["headline"].str.contains(r"\b(?:Trump|GOP|Senate|Republican|Democrat)", regex=True)
    politics = news["frame"].eq("politics") | news["frame2"].eq("politics")
    table = evaluate_codes(politics, machine)
    row = table[table["code"].eq(True)].iloc[0]
    assert row["support"] == politics.sum()
    assert row["precision"] > row["recall"]
    assert 0 < row["f1_low"] < row["f1"] < row["f1_high"] < 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"coded": CODED.rename(str.upper)}, r"`coded` and `predicted` have no doc_id in common: \['D0', 'D1', 'D2'\]"),
        ({"predicted": PREDICTED[5:]}, r"5 of 120 hand-coded documents are not in `predicted`, such as doc_id \['d0'"),
        ({"predicted": PREDICTED.str.title()}, r"no class in common: .* against .*'Crime'.* Spell the classes alike"),
        ({"codes": ["crime", "sport"]}, r"1 labels are not in `codes`: \['trade'\]; these are \['crime', 'sport'\]"),
        ({"predicted": pd.get_dummies(PREDICTED) * 0.7}, r"`predicted` holds numbers between 0 and 1, but precision"),
        ({"coded": CODED[:60], "by": OUTLET}, r"1 of 2 groups have no hand codes, such as \['Post'\], so their errors"),
        ({"by": "outlet"}, r"`by` is 'outlet', but no table has this column"),
        ({"confidence": 1}, r"`confidence` is 1, but must lie between 0 and 1"),
        ({"probability": pd.Series(0.0, index=CODED.index)}, r"no number above 0 and up to 1 for 120 of 120"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        evaluate_codes(**{"coded": CODED, "predicted": PREDICTED, **change})


def test_a_confusion_of_several_classes_a_document_is_refused():
    rows = pd.DataFrame({"doc_id": ["d0", "d0"], "code": ["crime", "sport"]})
    with pytest.raises(ValueError, match=r"`coded` gives some documents several classes, or none, but a confusion"):
        tabulate_confusion(rows, PREDICTED)


def test_no_bins_are_refused():
    with pytest.raises(ValueError, match=r"`n_bins` is 0, but at least 1 bin is needed"):
        measure_calibration(CODED, pd.get_dummies(PREDICTED), n_bins=0)
