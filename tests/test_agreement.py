"""Alpha and its relatives equal the published examples and other programs, whatever the order of rows and coders."""

import itertools

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from mediakit.corpus.sample import load_sample_labels
from mediakit.trust.agreement import compare_coders, compare_codes, measure_agreement
from mediakit.trust.coefficients import measure_masi
from mediakit.trust.relatives import list_coefficients

LEVELS = ["nominal", "ordinal", "interval", "ratio"]
NO = None
# Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability: 12 units, 4 observers.
PUBLISHED = pd.DataFrame(
    {
        "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, NO, NO, NO],
        "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NO, 3],
        "C": [NO, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NO],
        "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NO],
    },
    index=pd.Index([f"u{number}" for number in range(1, 13)], name="doc_id"),
)
# Fleiss (1971), table 1: diagnoses of 30 patients by 6 psychiatrists; kappa 0.430.
FLEISS = (  # a row of counts for each patient
    "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 "
    "00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
)
WIDE = st.integers(2, 4).flatmap(
    lambda n_coders: st.lists(
        st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=n_coders, max_size=n_coders), min_size=2, max_size=9
    )
)


def make_wide(rows):
    wide = pd.DataFrame(rows, dtype="float64").rename(columns="c{}".format)
    wide.index = pd.Index([f"u{number}" for number in range(len(wide))], name="doc_id")
    return wide


def make_tidy(wide):
    return wide.melt(ignore_index=False, var_name="coder", value_name="code").reset_index()


def make_pairs(cells):
    """Units of two coders from a table of counts."""
    pairs = [pair for pair, n in np.ndenumerate(np.array(cells)) for _ in range(n)]
    return make_wide(pairs)


def take(codes, **options):
    return measure_agreement(codes, n_resamples=50, **options).iloc[0]


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_the_worked_example_of_krippendorff_comes_out(level, alpha):
    row = take(PUBLISHED, level=level)
    assert row["alpha"] == pytest.approx(alpha, abs=0.0006)
    assert row[["n_units", "n_single", "n_coders", "n_codes"]].tolist() == [11, 1, 4, 5]


@pytest.mark.parametrize("level", LEVELS)
@given(WIDE)
def test_alpha_is_that_of_another_program(level, rows):
    wide = make_wide(rows)
    shared = wide[wide.notna().sum(axis=1) >= 2]
    assume(len(shared) and np.nanmax(shared.to_numpy()) > np.nanmin(shared.to_numpy()))
    assume(wide.notna().any().sum() >= 2)
    oracle = krippendorff.alpha(wide.to_numpy().T, level_of_measurement=level)
    assert take(wide, level=level)["alpha"] == pytest.approx(oracle, abs=1e-9)


@pytest.mark.parametrize("level", LEVELS)
def test_every_draw_has_the_alpha_of_another_program(level):
    """The interval is that of draws of units, each taken by the other program."""
    values = PUBLISHED.loc["u1":"u11"].to_numpy()
    rng = np.random.default_rng(3)
    draws = [values[rng.integers(11, size=11)] for _ in range(1500)]
    alphas = [krippendorff.alpha(draw.T, level_of_measurement=level) for draw in draws]
    row = measure_agreement(PUBLISHED, level=level, n_resamples=20_000).iloc[0]
    for bound, quantile in (("low", 0.025), ("high", 0.975)):
        assert row[bound] == pytest.approx(np.quantile(alphas, quantile), abs=0.05)


@settings(max_examples=40)
@given(WIDE, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_coders_and_the_form_of_the_table_change_nothing(rows, random):
    wide = make_wide(rows)
    assume((wide.notna().sum(axis=1) >= 2).any())
    tidy = make_tidy(wide)
    order = list(range(len(tidy)))
    random.shuffle(order)
    names = list(wide.columns)
    random.shuffle(names)
    expected = measure_agreement(wide, n_resamples=30)
    for other in (tidy.iloc[order], tidy.iloc[order].set_index("doc_id"), wide[names].iloc[::-1]):
        pd.testing.assert_frame_equal(measure_agreement(other, n_resamples=30), expected)


@settings(max_examples=40)
@given(WIDE, st.floats(0.5, 4), st.integers(-5, 5))
def test_levels_know_what_they_should_not_see(rows, factor, shift):
    """Names of codes do not matter to nominal alpha, sizes to ordinal, the zero to interval, the unit to ratio."""
    wide = make_wide(rows) + 1
    assume((wide.notna().sum(axis=1) >= 2).any())
    changes = {
        "nominal": (7 - wide) ** 3,
        "ordinal": wide**3,
        "interval": wide * factor + shift,
        "ratio": wide * factor,
    }
    for level, changed in changes.items():
        one, other = (take(table, level=level)["alpha"] for table in (wide, changed))
        assert one == pytest.approx(other, abs=1e-9, nan_ok=True)


def test_ordered_categories_are_ranks():
    order = pd.CategoricalDtype(["low", "middle", "high", "never used"], ordered=True)
    words = pd.DataFrame({"A": list("lmhhm"), "B": list("lhhmm")}).replace({"l": "low", "m": "middle", "h": "high"})
    ranks = words.replace({"low": 0, "middle": 1, "high": 2}).astype(int)
    assert take(words.astype(order), level="ordinal")["alpha"] == take(ranks, level="ordinal")["alpha"]


def test_numbers_written_as_text_are_numbers():
    assert take(PUBLISHED.astype("Int64").astype("str"), level="ratio")["alpha"] == pytest.approx(0.797, abs=0.001)


def test_masi_is_the_published_distance():
    """Passonneau (2006): 1 - J * M, with M 1, 2/3, 1/3 and 0."""
    sets = np.empty(4, dtype=object)
    sets[:] = [frozenset("abc"), frozenset("ab"), frozenset("bd"), frozenset("e")]
    by_hand = [[0, 1 - 4 / 9, 1 - 1 / 12, 1], [1 - 4 / 9, 0, 1 - 1 / 9, 1], [1 - 1 / 12, 1 - 1 / 9, 0, 1], [1, 1, 1, 0]]
    np.testing.assert_allclose(measure_masi(sets), by_hand)


def test_sets_of_labels_are_compared_by_masi():
    rows = [*("uAx", "uAy", "uBx"), *("vAz", "vBz"), *("wAx", "wBx", "wBy")]
    row = take(pd.DataFrame([list(row) for row in rows], columns=["doc_id", "coder", "frame"]))
    partly = 1 - 1 / 2 * 2 / 3
    observed = 2 * (partly + 0 + partly) / 6
    expected = (2 * 2 * partly * 2 + 2 * 2 * 2 + 2 * 2 * 2) / (6 * 5)  # two each of {x, y}, {x} and {z}
    assert row["distance"] == "masi"
    assert row["alpha"] == pytest.approx(1 - observed / expected)
    assert row["n_codes"] == 3


def test_sets_of_one_label_are_nominal():
    codes = make_tidy(make_wide([[0, 1], [2, 2], [0, 0], [1, 1]])).astype({"code": "str"})
    twice = pd.concat([codes, codes.assign(code=codes["code"] + "'")])  # each label has a twin that goes with it
    assert take(twice)["alpha"] == pytest.approx(take(codes)["alpha"])


@pytest.mark.parametrize("level", LEVELS)
def test_equal_codes_give_no_alpha_and_say_why(level):
    row = take(make_wide([[2, 2], [2, 2], [2, None]]), level=level)
    assert np.isnan([row["alpha"], row["low"], row["high"]]).all()
    assert row["note"].startswith("not defined: all codes are equal")


def test_draws_without_alpha_are_left_out_and_counted():
    row = measure_agreement(make_wide([[1, 1], [1, 1], [2, 2]]), n_resamples=400).iloc[0]
    assert row["alpha"] == row["low"] == row["high"] == 1
    assert "of 400 draws held one code only" in row["note"]


def test_one_unit_has_no_interval():
    row = take(make_wide([[1, 2], [1, None]]))
    assert np.isnan([row["low"], row["high"]]).all()
    assert row["note"] == "one unit has no interval"


def test_a_coder_who_uses_one_code_only_is_measured_and_gets_no_kappa_beyond_chance():
    codes = make_wide([[1, 1], [1, 2], [1, 1], [1, 3]])
    table = list_coefficients(codes, n_resamples=20).set_index("coefficient")
    assert table.loc["Cohen kappa", "value"] == 0
    assert table.loc["Krippendorff alpha", "value"] == pytest.approx(
        krippendorff.alpha(codes.T, level_of_measurement="nominal")
    )


def test_the_interval_holds_the_true_alpha_about_as_often_as_it_says():
    """Two coders with 85% and 90% right of three codes; the truth is that of very many units."""
    rng = np.random.default_rng(5)

    def draw(n):
        truth = rng.choice(3, size=n, p=[0.5, 0.3, 0.2])
        return pd.DataFrame(
            {
                name: np.where(rng.random(n) < right, truth, rng.integers(3, size=n))
                for name, right in (("A", 0.8), ("B", 0.7))
            }
        )

    alpha = measure_agreement(draw(400_000), n_resamples=1)["alpha"].iloc[0]
    held = 0
    for _ in range(300):
        row = measure_agreement(draw(100), n_resamples=400).iloc[0]
        held += row["low"] <= alpha <= row["high"]
    assert 0.90 < held / 300 < 0.98


def test_more_confidence_is_wider_and_seeds_matter():
    narrow, wide, other = (
        measure_agreement(PUBLISHED, confidence=confidence, random_state=seed).iloc[0]
        for confidence, seed in ((0.5, 0), (0.95, 0), (0.5, 1))
    )
    assert wide["low"] < narrow["low"] < narrow["high"] <= wide["high"]
    assert narrow["low"] != other["low"] or narrow["high"] != other["high"]


def test_the_worked_example_of_fleiss_comes_out():
    rows = [[code for code, n in enumerate(counts) for _ in range(int(n))] for counts in FLEISS.split()]
    table = list_coefficients(make_wide(rows), n_resamples=2).set_index("coefficient")["value"]
    assert table["Fleiss kappa"] == pytest.approx(0.430, abs=0.0005)
    assert table["percent agreement"] == pytest.approx(0.5556, abs=0.0005)


def test_ac1_is_that_worked_out_by_hand_where_kappa_breaks_down():
    """118 of 125 alike, hardly any of the second code, as in Gwet (2008): kappa below 0, AC1 near the agreement."""
    table = list_coefficients(make_pairs([[118, 5], [2, 0]]), n_resamples=2).set_index("coefficient")["value"]
    share = (123 + 120) / 250
    by_chance = 2 * share * (1 - share)
    assert table["Gwet AC1"] == pytest.approx((0.944 - by_chance) / (1 - by_chance))
    assert table["Gwet AC1"] == pytest.approx(0.941, abs=0.0005)
    assert table["Cohen kappa"] == pytest.approx(-0.023, abs=0.0005)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=15))
@example([(0, 0), (1, 1)])
def test_kappa_is_that_of_sklearn(pairs):
    one, other = np.array(pairs).T
    assume(len({*one, *other}) > 1)
    table = list_coefficients(make_wide(pairs), n_resamples=2).set_index("coefficient")["value"]
    assert table["Cohen kappa"] == pytest.approx(cohen_kappa_score(one, other))
    assert table["percent agreement"] == pytest.approx(np.mean(one == other))


def test_every_pair_of_coders_has_its_kappa():
    table = list_coefficients(PUBLISHED, n_resamples=20)
    cohen = table[table["coefficient"] == "Cohen kappa"].set_index("coders")
    for one, other in itertools.combinations("ABCD", 2):
        both = PUBLISHED[[one, other]].dropna()
        assert cohen.loc[f"{one}, {other}", "value"] == pytest.approx(cohen_kappa_score(both[one], both[other]))
        assert cohen.loc[f"{one}, {other}", "n_units"] == len(both)
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()


def test_each_code_is_measured_against_the_rest():
    table = compare_codes(PUBLISHED, n_resamples=20).set_index("code")
    for code in (1, 2, 3, 4, 5):
        binary = PUBLISHED.eq(code).astype(float).where(PUBLISHED.notna())
        assert table.loc[code, "alpha"] == pytest.approx(krippendorff.alpha(binary.T, level_of_measurement="nominal"))
        assert table.loc[code, "n_given"] == PUBLISHED.loc["u1":"u11"].eq(code).to_numpy().sum()


def test_a_code_of_a_set_is_measured_by_whether_it_was_given():
    rows = [*("uAx", "uAy", "uBx"), *("vAz", "vBz"), *("wAx", "wBx", "wBy")]
    table = compare_codes(pd.DataFrame([list(row) for row in rows], columns=["doc_id", "coder", "code"])).set_index(
        "code"
    )
    assert table["alpha"].tolist() == [1, take(make_wide([[1, 0], [0, 0], [0, 1]]))["alpha"], 1]
    assert table["agreed"].round(3).tolist() == [1, 0.333, 1]
    assert table["n_given"].tolist() == [4, 2, 2]


def test_alpha_without_a_coder_is_that_of_the_others():
    table = compare_coders(PUBLISHED, level="interval", n_resamples=20).set_index("coder")
    for coder in "ABCD":
        oracle = krippendorff.alpha(PUBLISHED.drop(columns=coder).T, level_of_measurement="interval")
        assert table.loc[coder, "alpha_without"] == pytest.approx(oracle)
        assert table.loc[coder, "n_units"] == PUBLISHED[coder].count()


def test_the_coder_who_guesses_is_found():
    rng = np.random.default_rng(0)
    truth = rng.integers(4, size=200)
    codes = pd.DataFrame({name: np.where(rng.random(200) < 0.9, truth, 0) for name in "ABC"}).assign(
        D=rng.integers(4, size=200)
    )
    table = compare_coders(codes, n_resamples=50).set_index("coder")
    assert table["alpha_without"].idxmax() == table["agreed"].idxmin() == "D"


def test_with_two_coders_nothing_is_left_without_one():
    table = compare_coders(PUBLISHED[["A", "B"]], n_resamples=20)
    assert table["alpha_without"].isna().all()
    assert table["note"].eq("no unit has two other coders").all()
    assert table["agreed"].tolist() == [8 / 9, 8 / 9]


def test_blank_and_missing_codes_are_no_codes():
    codes = make_tidy(PUBLISHED.astype("Int64").astype("str").fillna(" "))
    assert take(codes)["alpha"] == pytest.approx(0.743, abs=0.001)
    assert take(PUBLISHED.assign(E=np.nan))["n_coders"] == 4


TIDY = make_tidy(PUBLISHED)


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        (TIDY[TIDY["coder"] == "A"], r"those of 1 coders \['A'\], but agreement needs two. Have a part"),
        (TIDY.iloc[:0], r"those of 0 coders \[\], but agreement needs two"),
        (
            TIDY.assign(doc_id=TIDY["doc_id"] + TIDY["coder"]),
            r"None of 41 units is coded by two coders: \['A', 'B', 'C', 'D'\] share no doc_id. Check",
        ),
        (
            TIDY.assign(doc_id=TIDY["doc_id"].mask(TIDY["doc_id"] == "u1")),
            r"4 of 48 rows have no doc_id. Name their unit",
        ),
        (TIDY.drop(columns="doc_id"), r"no column or index 'doc_id', only \['coder', 'code'\]. Rename one"),
        (TIDY.rename(columns={"code": "x"}).assign(y=1), r"no column 'code', only .*'x', 'y'\]. Rename the one"),
        (TIDY.drop(columns="coder"), r"columns \['doc_id', 'code'\], but need doc_id, coder and code, or"),
        (PUBLISHED[["A"]], r"but need doc_id, coder and code, or doc_id and a column for each"),
        (pd.concat([TIDY, TIDY[:2]]), r"2 of 43 rows stand twice, such as doc_id 'u1', coder 'A', code '1.0'. Remove"),
        (pd.concat([PUBLISHED, PUBLISHED[:2]]), r"2 of 14 rows repeat a doc_id, such as \['u1', 'u2'\]. A wide table"),
    ],
)
def test_codes_that_cannot_be_compared_are_refused(codes, message):
    with pytest.raises(ValueError, match=message):
        measure_agreement(codes)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"level": "metric"}, r"`level` is 'metric', but must be one of \('nominal', 'ordinal', 'interval', 'ratio'\)"),
        ({"confidence": 95}, r"`confidence` is 95, but must lie between 0 and 1, such as 0\.95"),
        ({"n_resamples": 0}, r"`n_resamples` is 0, but must be at least 1"),
    ],
)
def test_options_out_of_range_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        measure_agreement(PUBLISHED, **options)


@pytest.mark.parametrize(
    ("level", "codes", "message"),
    [
        ("interval", [["high", 1], [2, 2]], r"1 of 4 codes, such as \['high'\], are not a number. Correct them or use"),
        (
            "ordinal",
            [["high", "low"], [2, 2]],
            r"2 of 4 .*are not a number. Correct them or make the column an ordered",
        ),
        ("ratio", [[-1, 1], [2, 2]], r"1 of 4 codes, such as \['-1'\], are not a number of 0 or more"),
        (
            "ratio",
            np.arange(10_002).reshape(-1, 2),
            r"10002 different codes are too many for level='ratio'. Round them",
        ),
    ],
)
def test_codes_that_do_not_fit_the_level_are_refused(level, codes, message):
    with pytest.raises(ValueError, match=message):
        measure_agreement(pd.DataFrame(codes, columns=["A", "B"]), level=level)


def test_several_labels_are_refused_where_they_make_no_sense():
    several = pd.concat([TIDY, TIDY[TIDY["code"] == 1].assign(code=6)])
    with pytest.raises(
        ValueError, match=r"further ones of the same coder .* '6.0' of coder 'A' for .*'u1'. Only nominal"
    ):
        measure_agreement(several, level="ordinal")
    with pytest.raises(ValueError, match="Measure one code at a time with compare_codes"):
        list_coefficients(several)


def test_the_coders_of_the_sample_agree_on_most_frames():
    frames = load_sample_labels("frames")
    row = take(frames)
    assert row["distance"] == "masi"
    assert row[["n_units", "n_coders", "n_codes"]].tolist() == [136, 2, 9]
    assert row["alpha"] == pytest.approx(0.563, abs=0.001)
    by_code = compare_codes(frames, n_resamples=20).set_index("code")["alpha"]
    assert by_code.idxmax() == "intelligence cooperation"
    assert by_code.idxmin() == "cost and economy"
