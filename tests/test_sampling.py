"""A sample is drawn with the probabilities that it states, whatever the order of the corpus, and shared out evenly."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediakit.trust.agreement import measure_agreement
from mediakit.trust.sampling import draw_coding_sample
from mediakit.trust.sizes import plan_overlap, plan_sample


def make_corpus(n_docs, **columns):
    doc_ids = pd.Index([f"d{number:05}" for number in range(n_docs)], name="doc_id")
    return pd.DataFrame({"text": "Talks began.", **columns}, index=doc_ids)


CORPUS = make_corpus(
    200,
    outlet=["A"] * 120 + ["B"] * 60 + ["C"] * 20,
    date=pd.date_range("2024-01-15", periods=200, freq="12h"),
    lang=[None, "en"] * 100,
)


@given(st.integers(1, 200), st.randoms(use_true_random=False), st.sampled_from([None, "outlet"]))
def test_the_order_of_the_corpus_changes_nothing(n, random, by):
    order = list(range(200))
    random.shuffle(order)
    n = max(n, 3)
    one = draw_coding_sample(CORPUS, n, by=by, coders=2, overlap=0.3)
    other = draw_coding_sample(CORPUS.iloc[order], n, by=by, coders=2, overlap=0.3)
    pd.testing.assert_frame_equal(one, other)


def test_units_are_drawn_as_often_as_their_probability_says():
    draws = [draw_coding_sample(CORPUS, 40, by="outlet", allocation="equal", random_state=seed) for seed in range(400)]
    counts = pd.concat(draws).groupby(level=0).size().reindex(CORPUS.index, fill_value=0)
    expected = pd.concat(draws)["probability"].groupby(level=0).first()
    errors = (counts / 400 - expected) / np.sqrt(expected * (1 - expected) / 400)
    assert errors.abs().max() < 4.5
    assert errors.std() == pytest.approx(1, abs=0.15)


def test_two_units_are_drawn_together_no_more_often_than_by_chance():
    corpus = make_corpus(12)
    together = np.zeros((12, 12))
    for seed in range(700):
        drawn = corpus.index.isin(draw_coding_sample(corpus, 4, random_state=seed).index)
        together += np.outer(drawn, drawn)
    pairs = together[np.triu_indices(12, 1)] / 700
    expected = 4 * 3 / (12 * 11)
    assert np.abs(pairs - expected).max() < 4.5 * np.sqrt(expected / 700)


def test_the_inverse_of_the_probability_counts_the_corpus():
    for allocation in ("proportional", "equal"):
        sample = draw_coding_sample(CORPUS, 33, by=["outlet", "lang"], allocation=allocation)
        assert (1 / sample["probability"]).sum() == pytest.approx(200)
        sizes = (1 / sample["probability"]).groupby(sample["outlet"]).sum()
        assert sizes.to_dict() == pytest.approx({"A": 120, "B": 60, "C": 20})


@given(st.lists(st.integers(1, 40), min_size=1, max_size=7), st.data())
def test_strata_get_their_share_and_at_least_one_unit(sizes, data):
    corpus = make_corpus(sum(sizes), outlet=np.repeat([f"o{number}" for number in range(len(sizes))], sizes))
    n = data.draw(st.integers(len(sizes), len(corpus)))
    counts = draw_coding_sample(corpus, n, by="outlet")["stratum"].value_counts()
    assert counts.sum() == n
    assert set(counts.index) == set(corpus["outlet"])
    for number, size in enumerate(sizes):
        share = n * size / len(corpus)
        assert counts[f"o{number}"] <= min(size, share + 1 if share >= 1 else 1)


def test_equal_parts_are_equal():
    counts = draw_coding_sample(CORPUS, 50, by="outlet", allocation="equal")["stratum"].value_counts()
    assert counts.to_dict() == {"A": 17, "B": 17, "C": 16}


def test_a_larger_sample_holds_the_smaller_one():
    small, large = (draw_coding_sample(CORPUS, n) for n in (20, 90))
    assert set(small.index) < set(large.index)


def test_another_seed_draws_others_and_the_order_tells_nothing():
    one, other = (draw_coding_sample(CORPUS, 100, by="outlet", random_state=seed) for seed in (0, 1))
    assert 20 < len(one.index.intersection(other.index)) < 80
    place = pd.Series(range(100), index=one.index)
    assert abs(place[one["outlet"] == "A"].mean() - 49.5) < 12
    assert abs(np.corrcoef(place, one.index.str[1:].astype(int))[0, 1]) < 0.3


def test_months_and_years_are_made_from_dates_and_missing_values_are_a_stratum():
    sample = draw_coding_sample(CORPUS, 60, by=["month", "lang"])
    expected = (
        CORPUS.loc[sample.index, "date"].dt.strftime("%Y-%m")
        + " | "
        + CORPUS.loc[sample.index, "lang"].fillna("not given")
    )
    assert sample["stratum"].tolist() == expected.tolist()
    assert set(draw_coding_sample(CORPUS, 10, by="year")["stratum"]) == {"2024"}


def test_a_column_of_predicted_classes_may_be_numbers():
    corpus = CORPUS.assign(stance=np.tile([-1, 0, 0, 1], 50))
    sample = draw_coding_sample(corpus, 30, by="stance", allocation="equal")
    assert sample["stratum"].value_counts().to_dict() == {"-1": 10, "0": 10, "1": 10}
    assert sample["probability"].groupby(sample["stance"]).first().to_dict() == {-1: 0.2, 0: 0.1, 1: 0.2}


@given(st.integers(1, 200), st.integers(1, 5), st.floats(0, 1))
def test_overlap_and_work_are_as_asked_and_spread(n, n_coders, overlap):
    sample = draw_coding_sample(CORPUS, n, coders=n_coders, overlap=overlap)
    teams = sample["coder"].str.split(";")
    is_shared = teams.str.len() == n_coders
    if n_coders > 1:
        assert is_shared.sum() == round(overlap * n)
    alone = sample.loc[teams.str.len() == 1, "coder"].value_counts().reindex(list("ABCDE"[:n_coders]), fill_value=0)
    assert alone.max() - alone.min() <= 1


def test_every_stratum_has_its_part_of_the_overlap():
    sample = draw_coding_sample(CORPUS, 100, by="outlet", coders=["Ana", "Ben"], overlap=0.2)
    shared = sample["coder"].eq("Ana;Ben").groupby(sample["stratum"]).sum()
    assert shared.to_dict() == {"A": 12, "B": 6, "C": 2}


def test_the_corpus_stays_as_it_is():
    before = CORPUS.copy()
    sample = draw_coding_sample(CORPUS, 10)
    pd.testing.assert_frame_equal(CORPUS, before)
    pd.testing.assert_frame_equal(sample[CORPUS.columns], CORPUS.loc[sample.index])
    assert sample["stratum"].eq("all").all()
    assert sample["coder"].eq("A").all()


@pytest.mark.parametrize(
    ("n", "options", "message"),
    [
        (201, {}, r"`n` is 201, but the corpus has 200 rows. Draw between 1 and 200"),
        (0, {}, r"`n` is 0, but the corpus has 200 rows"),
        (2, {"by": "outlet"}, r"`n` is 2, but `by` makes 3 strata, of which each needs a unit. Draw at least 3"),
        (10, {"by": "country"}, r"no column 'country', only \['text', 'outlet', 'date', 'lang'\]. Name some of these"),
        (
            90,
            {"by": "outlet", "allocation": "equal"},
            r"Stratum 'C' has 20 units, but 30 of `n`=90 fall to it. Draw fewer, use allocation='proportional'",
        ),
        (9, {"allocation": "optimal"}, r"`allocation` is 'optimal', but must be one of \('proportional', 'equal'\)"),
        (9, {"overlap": 20}, r"`overlap` is 20, but is a share: 0 for none, 0.2 for a fifth"),
        (9, {"coders": 0}, r"`coders` is 0, but must be 1 to 26, or names that differ"),
        (9, {"coders": ["Ana", "Ana"]}, r"`coders` is \['Ana', 'Ana'\], but must"),
        (9, {"coders": ["Ana;Ben"]}, r"have no ';'"),
    ],
)
def test_what_cannot_be_drawn_is_refused(n, options, message):
    with pytest.raises(ValueError, match=message):
        draw_coding_sample(CORPUS, n, **options)


def test_one_name_alone_is_refused():
    with pytest.raises(
        TypeError, match=r"`coders` is the text 'Ana'. Give a number, or a list of names such as \['Ana'\]"
    ):
        draw_coding_sample(CORPUS, 9, coders="Ana")


def test_repeated_identifiers_and_samples_of_samples_are_refused():
    with pytest.raises(
        ValueError, match=r"1 of 201 identifiers stand in the index more than once, such as \['d00000'\]"
    ):
        draw_coding_sample(pd.concat([CORPUS, CORPUS[:1]]), 9)
    with pytest.raises(
        ValueError, match=r"columns \['stratum', 'probability', 'coder'\] already, as if it were a sample"
    ):
        draw_coding_sample(draw_coding_sample(CORPUS, 50), 9)


def test_the_planned_sample_gives_the_wanted_half_width():
    for half_width, share, n_docs in ((0.05, 0.5, None), (0.03, 0.2, None), (0.05, 0.1, 2000)):
        n = plan_sample(half_width, share=share, n_docs=n_docs)
        rest = 1 if n_docs is None else (n_docs - n) / (n_docs - 1)
        assert 1.96 * np.sqrt(share * (1 - share) / n * rest) == pytest.approx(half_width, rel=0.01)
    assert plan_sample(0.01, n_docs=50) == 50


def test_the_planned_overlap_gives_the_wanted_half_width():
    rng = np.random.default_rng(0)
    for shares in ([0.5, 0.5], [0.1, 0.9], [0.2, 0.3, 0.5]):
        n = plan_overlap(0.1, alpha=0.7, shares=shares)
        truth = rng.choice(len(shares), size=(2, n * 30), p=shares)
        is_same = rng.random(n * 30) < 0.7  # else both codes are drawn apart, so that alpha is 0.7
        codes = pd.DataFrame({"A": truth[0], "B": np.where(is_same, truth[0], truth[1])})
        parts = [measure_agreement(codes.iloc[start : start + n], n_resamples=300) for start in range(0, n * 30, n)]
        widths = pd.concat(parts).eval("high - low")
        assert widths.mean() / 2 == pytest.approx(0.1, rel=0.2)


@pytest.mark.parametrize(
    ("plan", "options", "message"),
    [
        (plan_sample, {"half_width": 5}, r"`half_width` is 5, but must lie between 0 and 1, such as 0\.1"),
        (plan_sample, {"half_width": 0.1, "share": 0}, r"`share` is 0, but must lie between 0 and 1"),
        (plan_sample, {"half_width": 0.1, "n_docs": 0}, r"`n_docs` is 0, but a corpus has at least 1 article"),
        (plan_sample, {"half_width": 0.1, "confidence": 95}, r"`confidence` is 95, but must lie between"),
        (plan_overlap, {"half_width": 0.1, "alpha": 1}, r"`alpha` is 1, but must lie between 0 and 1"),
        (plan_overlap, {"half_width": 0.1, "shares": (0.5, 0.6)}, r"`shares` are \[0.5, 0.6\], but must .* sum to 1"),
        (plan_overlap, {"half_width": 0.1, "shares": (1,)}, r"`shares` are \[1\], but must be at least two"),
    ],
)
def test_plans_out_of_range_are_refused(plan, options, message):
    with pytest.raises(ValueError, match=message):
        plan(**options)
