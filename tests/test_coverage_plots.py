"""The calendar and the network of copies: what stands on the Axes is what stands in the table."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.patches import FancyArrowPatch

from mediakit.corpus.copies import count_copies
from mediakit.corpus.duplicates import find_duplicates
from mediakit.plots.calendar import BAND, N_WEEKS, plot_calendar
from mediakit.plots.copies import plot_copies

LINKS = pd.DataFrame(
    {
        "outlet": ["Phare", "Courier", "Wire", "Phare"],
        "copied_from": ["Wire", "Wire", "Phare", "Phare"],
        "n_copies": [5, 2, 1, 9],
    }
)


def dated(*days):
    return pd.DataFrame({"date": pd.to_datetime(list(days), format="ISO8601")})


def shades(ax):
    """Numbers of the cells; NaN where there is none."""
    return np.ma.filled(ax.collections[0].get_array(), np.nan)


def labels(ax):
    return [text.get_text() for text in ax.texts]


def arrows(ax):
    return [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]


def test_each_day_stands_in_its_week_and_row(ax):
    plot_calendar(dated("2024-01-01", "2024-01-03 23:59", "2024-01-03", "2024-01-08"), ax=ax)
    grid = shades(ax)
    assert grid.shape == (7, N_WEEKS)
    assert grid[:, 0].tolist() == [1, 0, 2, 0, 0, 0, 0]  # Monday, 1 January 2024, to Sunday
    assert grid[0, 1] == 1
    assert np.isnan(grid[1:, 1]).all()


@settings(max_examples=30)
@given(st.lists(st.dates(pd.Timestamp("1995-01-01").date(), pd.Timestamp("2030-12-31").date()), min_size=1))
def test_all_articles_stand_in_the_calendar(days):
    figure, ax = plt.subplots()
    plot_calendar(dated(*days), ax=ax)
    grid = shades(ax)
    assert np.nansum(grid) == len(days)
    first, last = min(days), max(days)
    assert np.isfinite(grid).sum() == (last - first).days + 1
    assert len(grid) == BAND * (last.year - first.year + 1) - 1
    plt.close(figure)


def test_a_year_of_54_weeks_has_room(ax):
    plot_calendar(dated("2012-01-01", "2012-12-31"), ax=ax)  # a leap year that begins on a Sunday
    assert shades(ax)[0, 53] == 1


def test_articles_without_a_date_are_left_out_of_the_calendar(ax):
    plot_calendar(dated("2024-01-01", None), ax=ax)
    assert np.nansum(shades(ax)) == 1


def test_one_day_with_far_more_articles_does_not_pale_the_others(ax):
    many = [day for day in pd.date_range("2024-01-01", periods=200) for _ in range(3)]
    plot_calendar(dated(*many, *["2024-02-02"] * 500), ax=ax)
    assert ax.collections[0].norm.vmax == 3
    assert "most: 503" in ax.figure.axes[1].get_ylabel()


@pytest.mark.parametrize(
    ("corpus", "message"),
    [
        (pd.DataFrame({"text": ["a"]}), r"no columns \['date'\], only \['text'\]"),
        (dated(None), "no rows to draw"),
    ],
)
def test_a_corpus_without_dates_has_no_calendar(corpus, message, ax):
    with pytest.raises(ValueError, match=message):
        plot_calendar(corpus, ax=ax)


def test_arrows_lead_from_the_copied_to_those_that_copy(ax):
    plot_copies(LINKS, ax=ax)
    assert len(arrows(ax)) == 3  # what Phare repeats of its own is not drawn
    assert set(labels(ax)) >= {"Wire", "Phare", "Courier", "5", "2", "1", "mostly copied", "mostly copying"}
    place = dict(zip(("Courier", "Phare", "Wire"), ax.collections[0].get_offsets()[:, 0].tolist(), strict=True))
    assert place["Wire"] < place["Phare"] == place["Courier"]


def test_the_order_of_rows_changes_nothing_of_the_network(ax):
    plot_copies(LINKS, ax=ax)
    figure, other = plt.subplots()
    plot_copies(LINKS.sample(frac=1, random_state=1), ax=other)
    assert ax.collections[0].get_offsets().tolist() == other.collections[0].get_offsets().tolist()
    assert sorted(labels(ax)) == sorted(labels(other))
    plt.close(figure)


def test_a_dollar_sign_in_a_name_is_no_formula(ax):
    plot_copies(LINKS.replace("Wire", r"Wire $\\frac$"), ax=ax)
    ax.figure.canvas.draw()
    assert r"Wire $\\frac$" in labels(ax)


def test_outlets_with_few_copies_are_left_out_of_the_network(ax):
    many = pd.DataFrame({"outlet": [f"O{n:02}" for n in range(40)], "copied_from": "Wire", "n_copies": range(1, 41)})
    plot_copies(many, n=5, ax=ax)
    assert len(arrows(ax)) == 4
    assert "O39" in labels(ax)
    assert "O00" not in labels(ax)


@pytest.mark.parametrize(
    ("table", "n", "message"),
    [
        (LINKS.drop(columns="n_copies"), 15, r"no columns \['n_copies'\]"),
        (LINKS[LINKS["outlet"] == LINKS["copied_from"]], 15, "no rows to draw"),
        (LINKS, 1, "n is 1. Allowed are whole numbers from 2"),
    ],
)
def test_what_cannot_be_drawn_as_a_network_is_refused(table, n, message, ax):
    with pytest.raises(ValueError, match=message):
        plot_copies(table, n=n, ax=ax)


def test_copies_of_the_sample_are_counted_by_outlet(sample):
    duplicates = find_duplicates(sample, threshold=0.6)
    copies = count_copies(sample, duplicates)
    assert copies["n_copies"].sum() == len(duplicates)
    first = copies.iloc[0]
    taken = duplicates["doc_id"].map(sample["outlet"]).eq(first["outlet"])
    given = duplicates["duplicate_of"].map(sample["outlet"]).eq(first["copied_from"])
    assert first["n_copies"] == (taken & given).sum()
    assert first["share"] == first["n_copies"] / sample["outlet"].eq(first["outlet"]).sum()
    assert first["similarity"] == pytest.approx(duplicates["similarity"][taken & given].mean())


def test_counts_of_copies_do_not_depend_on_the_order_of_the_corpus(sample):
    duplicates = find_duplicates(sample, threshold=0.6)
    shuffled = count_copies(sample.sample(frac=1, random_state=0), duplicates.sample(frac=1, random_state=0))
    pd.testing.assert_frame_equal(count_copies(sample, duplicates), shuffled)


def test_copies_of_unknown_outlets_and_none_at_all():
    corpus = pd.DataFrame({"outlet": ["Wire", None]}, index=["w", "x"])
    duplicates = pd.DataFrame({"doc_id": ["x"], "duplicate_of": ["w"], "similarity": [1.0]})
    assert count_copies(corpus, duplicates)[["outlet", "copied_from"]].to_numpy().tolist() == [["not given", "Wire"]]
    none = count_copies(corpus, duplicates.iloc[:0])
    assert none.columns.tolist() == ["outlet", "copied_from", "n_copies", "share", "similarity"]
    assert none.empty


@pytest.mark.parametrize(
    ("change", "by", "message"),
    [
        ({"similarity": None}, "outlet", r"duplicates has no columns \['similarity'\]"),
        ({}, "paper", "corpus has no column 'paper' to group by"),
        ({"doc_id": ["z"]}, "outlet", r"1 articles of duplicates are not in corpus, such as \['z'\]"),
    ],
)
def test_tables_that_do_not_fit_are_not_counted(change, by, message):
    corpus = pd.DataFrame({"outlet": ["Wire", "Phare"]}, index=["w", "x"])
    given = {"doc_id": ["x"], "duplicate_of": ["w"], "similarity": [1.0]} | change
    duplicates = pd.DataFrame({name: values for name, values in given.items() if values is not None})
    with pytest.raises(ValueError, match=message):
        count_copies(corpus, duplicates, by=by)
