"""What stands on the Axes is what stands in the table, however its rows are ordered."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from mediakit.plots.agreement import plot_agreement
from mediakit.plots.canvas import COLORS, OTHERS
from mediakit.plots.coverage import plot_coverage
from mediakit.plots.frames import plot_frames
from mediakit.plots.keyness import plot_keyness
from mediakit.plots.tone import plot_tone
from mediakit.plots.topics import plot_topic_trends, plot_topics

COVERAGE = pd.DataFrame(
    {
        "month": pd.PeriodIndex(["2024-01", "2024-01", "2024-02", "2024-04"], freq="M"),
        "outlet": ["Wire", "Courier", "Wire", "Wire"],
        "n_articles": [2, 5, 3, 1],
    }
)
TOPICS = pd.DataFrame(
    {
        "topic": [0, 0, 0, 1, 1],
        "rank": [1, 2, 3, 1, 2],
        "term": ["border", "patrol", "pact", "leak", "server"],
        "weight": [4.0, 2.0, 1.0, 0.5, 0.1],
    }
)
TRENDS = pd.DataFrame(
    {"month": ["2024-01", "2024-01", "2024-02", "2024-02"], "topic": [0, 1, 0, 1], "share": [0.25, 0.75, 0.6, 0.4]}
)
FRAMES = pd.DataFrame(
    {
        "outlet": ["Wire", "Wire", "Courier"],
        "frame": ["threat", "sovereignty", "threat"],
        "rate": [1.25, 0.0, 8.0],
    }
)
TONE = pd.DataFrame(
    {
        "outlet": ["Wire", "Courier", "Ledger"],
        "n": [9, 8, 1],
        "mean": [0.1, 0.4, -0.3],
        "low": [0, 0.2, None],
        "high": [0.2, 0.7, None],
    }
)
KEYNESS = pd.DataFrame({"term": ["pact", "border", "the", "raid", "leak"], "g2": [30.0, 20.0, 0.0, -5.0, -40.0]})
PLOTS = [
    (plot_coverage, COVERAGE, "month", "articles"),
    (plot_topics, TOPICS, "rank of the term (shade: weight, relative to the first)", "topic"),
    (plot_topic_trends, TRENDS, "month", "topic"),
    (plot_frames, FRAMES, "frame", "outlet"),
    (plot_tone, TONE, "valence (-1 negative to 1 positive; line: 95% interval)", "outlet"),
    (plot_keyness, KEYNESS, "signed log-likelihood ratio (right: more in the target)", ""),
]
NAMES = [plot.__name__ for plot, *_ in PLOTS]


def ticks(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


def cells(ax):
    """What is written in the cells of a grid, by the labels of their row and column."""
    rows = dict(zip(ax.get_yticks(), ticks(ax.yaxis), strict=True))
    columns = dict(zip(ax.get_xticks(), ticks(ax.xaxis), strict=True))
    places = {(rows[text.get_position()[1]], columns[text.get_position()[0]]): text.get_text() for text in ax.texts}
    assert len(places) == len(ax.texts)
    return places


def shuffle(table):
    return table.sample(frac=1, random_state=3)


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.mark.parametrize(("plot", "table", "x", "y"), PLOTS, ids=NAMES)
def test_it_draws_on_the_given_axes_and_names_what_it_shows(ax, plot, table, x, y):
    before = table.copy()
    assert plot(table, ax=ax) is ax
    assert ax.get_xlabel() == x
    assert ax.get_ylabel() == y
    assert ax.get_title() == ""  # the caller's
    assert ax.has_data()
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize(("plot", "table", "x", "y"), PLOTS, ids=NAMES)
def test_without_axes_it_draws_on_the_current_ones(plot, table, x, y):
    _, (_, second) = plt.subplots(ncols=2)
    assert plot(table) is second


@pytest.mark.parametrize(("plot", "table", "x", "y"), PLOTS, ids=NAMES)
def test_a_table_without_rows_is_refused(ax, plot, table, x, y):
    with pytest.raises(ValueError, match=r"The table has no rows to draw\. It needs at least one, with the columns \["):
        plot(table.iloc[:0], ax=ax)
    assert not ax.has_data()


@pytest.mark.parametrize(
    ("plot", "table", "column"),
    [
        (plot, table, column)
        for plot, table, _, _ in PLOTS
        for column in table.columns
        if (plot, column) != (plot_tone, "n")
    ],
)
def test_a_table_without_a_column_it_needs_is_refused(ax, plot, table, column):
    with pytest.raises(ValueError, match=rf"The table has no columns \['{column}'\], only \["):
        plot(table.drop(columns=column), ax=ax)


def heights(ax):
    """Height of each outlet's bar in each month, by the labels."""
    months = ticks(ax.xaxis)
    drawn = {}
    for bars in ax.containers:
        for month, bar in zip(months, bars, strict=True):
            drawn[bars.get_label(), month] = bar.get_height()
    return drawn


@pytest.mark.parametrize("reorder", [lambda table: table, shuffle])
def test_coverage_has_a_bar_for_each_outlet_and_month_and_gaps_for_empty_ones(ax, reorder):
    plot_coverage(reorder(COVERAGE), ax=ax)
    assert ticks(ax.xaxis) == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["Wire", "Courier"]  # the largest first
    assert heights(ax) == {
        **dict(zip([("Wire", month) for month in ticks(ax.xaxis)], [2, 3, 0, 1], strict=True)),
        **dict(zip([("Courier", month) for month in ticks(ax.xaxis)], [5, 0, 0, 0], strict=True)),
    }
    wire, courier = ax.containers
    assert [bar.get_y() for bar in wire] == [0, 0, 0, 0]
    assert [bar.get_y() for bar in courier] == [2, 3, 0, 1]  # stacked


def test_coverage_takes_dates_for_months(ax):
    plot_coverage(COVERAGE.assign(month=COVERAGE["month"].dt.to_timestamp()), ax=ax)
    assert ticks(ax.xaxis) == ["2024-01", "2024-02", "2024-03", "2024-04"]


@pytest.mark.parametrize("n_outlets", [8, 11])
def test_outlets_beyond_the_colours_are_drawn_together_in_grey(ax, n_outlets):
    table = pd.DataFrame(
        {"month": "2024-01", "outlet": [f"O{i:02}" for i in range(n_outlets)], "n_articles": range(n_outlets, 0, -1)}
    )
    plot_coverage(shuffle(table), ax=ax)
    labels = [bars.get_label() for bars in ax.containers]
    colors = [to_hex(bars.patches[0].get_facecolor()).upper() for bars in ax.containers]
    assert len(labels) == len(set(colors)) == 8
    if n_outlets == 8:
        assert labels == table["outlet"].tolist()
        assert colors == list(COLORS)
    else:
        assert labels == [*table["outlet"][:7], "4 others"]
        assert colors == [*COLORS[:7], OTHERS]
        assert ax.containers[-1].patches[0].get_height() == 4 + 3 + 2 + 1


def test_coverage_of_many_years_keeps_its_labels_few(ax):
    months = pd.period_range("2000-01", "2024-12", freq="M")
    plot_coverage(pd.DataFrame({"month": months, "outlet": "Wire", "n_articles": 1}), ax=ax)
    assert len(ax.containers[0]) == 300
    assert len(ticks(ax.xaxis)) <= 24
    assert ticks(ax.xaxis)[0] == "2000-01"


@pytest.mark.parametrize("reorder", [lambda table: table, shuffle])
def test_topics_have_their_terms_by_rank_and_are_darker_where_they_weigh_more(ax, reorder):
    plot_topics(reorder(TOPICS), ax=ax)
    assert cells(ax) == {
        ("0", "1"): "border",
        ("0", "2"): "patrol",
        ("0", "3"): "pact",
        ("1", "1"): "leak",
        ("1", "2"): "server",
    }
    shades = {}
    for patch in ax.patches:
        row = ticks(ax.yaxis)[round(patch.get_y() + patch.get_height() / 2)]
        shades[row, round(patch.get_x() + patch.get_width() / 2)] = np.mean(patch.get_facecolor()[:3])
    assert shades["0", 1] < shades["0", 2] < shades["0", 3]
    assert shades["0", 1] == shades["1", 1]  # each relative to its own first
    assert ax.yaxis_inverted()  # the first topic is on top


@pytest.mark.parametrize("reorder", [lambda table: table, shuffle])
def test_trends_have_months_in_order_and_shares_in_percent(ax, reorder):
    plot_topic_trends(reorder(TRENDS), ax=ax)
    assert ticks(ax.xaxis) == ["2024-01", "2024-02"]
    assert cells(ax) == {("0", "2024-01"): "25", ("1", "2024-01"): "75", ("0", "2024-02"): "60", ("1", "2024-02"): "40"}
    assert ax.images[0].colorbar.ax.get_ylabel() == "mean share (%)"
    assert ax.images[0].norm.vmin == 0


def test_trends_of_many_months_leave_the_numbers_out(ax):
    months = pd.period_range("2020-01", "2024-12", freq="M").astype(str)
    plot_topic_trends(pd.DataFrame({"month": months, "topic": 0, "share": 0.5}), ax=ax)
    assert len(ax.texts) == 0
    assert ax.images[0].get_array().shape == (1, 60)


@pytest.mark.parametrize("reorder", [lambda table: table, shuffle])
def test_frames_have_a_cell_for_each_pair_and_none_for_a_missing_one(ax, reorder):
    plot_frames(reorder(FRAMES), ax=ax)
    assert cells(ax) == {("Wire", "threat"): "1.2", ("Wire", "sovereignty"): "0.0", ("Courier", "threat"): "8.0"}
    assert np.ma.count_masked(ax.images[0].get_array()) == 1
    assert ax.images[0].colorbar.ax.get_ylabel() == "matches per 1,000 tokens"
    assert ax.images[0].norm.vmax == 8


def test_numbers_stay_readable_on_dark_cells(ax):
    plot_frames(FRAMES, ax=ax)
    assert {text.get_text(): to_hex(text.get_color()) for text in ax.texts} == {
        "8.0": "#ffffff",
        "1.2": "#333333",
        "0.0": "#333333",
    }


def test_frames_can_be_grouped_by_another_column(ax):
    plot_frames(FRAMES.rename(columns={"outlet": "lang"}), by="lang", ax=ax)
    assert ax.get_ylabel() == "lang"
    with pytest.raises(ValueError, match=r"no columns \['lang'\]"):
        plot_frames(FRAMES, by="lang", ax=ax)


@pytest.mark.parametrize("reorder", [lambda table: table, shuffle])
def test_tone_has_the_most_positive_group_on_top_and_an_interval_each(ax, reorder):
    plot_tone(reorder(TONE), ax=ax)
    assert ticks(ax.yaxis) == ["Ledger", "Wire", "Courier"]
    points = ax.lines[-1]
    assert points.get_xdata().tolist() == [-0.3, 0.1, 0.4]
    assert points.get_ydata().tolist() == [0, 1, 2]
    assert not ax.yaxis_inverted()
    segments = ax.collections[0].get_segments()
    assert [segment[:, 0].tolist() for segment in segments] == [[-0.3, -0.3], [0, 0.2], [0.2, 0.7]]


@pytest.mark.parametrize("reorder", [lambda table: table, shuffle])
def test_keyness_has_the_target_s_terms_on_top_and_both_sides_apart(ax, reorder):
    plot_keyness(reorder(KEYNESS), ax=ax)
    bars = ax.containers[0]
    assert ticks(ax.yaxis) == ["pact", "border", "raid", "leak"]  # a term of both sides alike is left out
    assert [bar.get_width() for bar in bars] == [30, 20, -5, -40]
    assert ax.yaxis_inverted()
    over, under = {to_hex(bar.get_facecolor()) for bar in bars[:2]}, {to_hex(bar.get_facecolor()) for bar in bars[2:]}
    assert len(over) == len(under) == 1
    assert over != under


def test_keyness_draws_the_n_largest_of_each_side(ax):
    plot_keyness(shuffle(KEYNESS), n=1, ax=ax)
    assert ticks(ax.yaxis) == ["pact", "leak"]


def test_agreement_is_drawn_from_the_highest_down_with_its_bounds(ax):
    table = pd.DataFrame({"code": ["a", "b", "c"], "alpha": [0.5, 0.9, np.nan], "low": [0.3, 0.8, np.nan]})
    plot_agreement(table.assign(high=[0.7, 1.0, np.nan]), ax=ax)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["c", "a", "b"]
    assert sorted(line.get_xdata()[0] for line in ax.lines if len(set(line.get_xdata())) == 1) == [0.667, 0.8]
    assert ax.get_xlabel() == "alpha (1: perfect; line: 95% interval)"


def test_lines_of_a_rule_for_alpha_stand_with_alpha_only(ax):
    table = pd.DataFrame({"code": ["a", "b"], "f1": [0.5, 0.9], "low": [0.3, 0.8], "high": [0.7, 1.0]})
    assert len(plot_agreement(table, value="f1", ax=ax).lines) == 1


def test_agreement_without_its_bounds_is_refused(ax):
    with pytest.raises(ValueError, match=r"no columns \['low', 'high'\]"):
        plot_agreement(pd.DataFrame({"code": ["a"], "alpha": [0.5]}), ax=ax)
