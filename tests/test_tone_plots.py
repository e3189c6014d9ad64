"""What stands in the figures of tone, stance and speakers is what stands in the table."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection

from mediakit.plots.cells import UNSURE
from mediakit.plots.speakers import plot_speakers
from mediakit.plots.stance import plot_stance
from mediakit.plots.tone import plot_tone_trends
from mediakit.trust.resampling import bootstrap_groups

STANCE = pd.DataFrame(
    {
        "outlet": ["Wire", "Wire", "Post", "Post"],
        "actor": ["Ada Brook", "Police", "Ada Brook", "Police"],
        "mean": [0.42, -0.05, -0.31, 0.2],
        "low": [0.1, -0.2, -0.5, np.nan],
        "high": [0.6, 0.1, -0.1, np.nan],
    }
)
SPEAKERS = pd.DataFrame(
    {
        "outlet": ["Wire", "Wire", "Post"],
        "speaker": ["Ada Brook", "Police", "Police"],
        "mean": [0.4, 0.05, 1.0],
        "low": [0.25, 0.0, np.nan],
        "high": [0.6, 0.1, np.nan],
    }
)
TRENDS = pd.DataFrame(
    {
        "month": ["2024-01", "2024-02", "2024-04", "2024-01"],
        "voice": ["outlet", "outlet", "outlet", "source"],
        "mean": [0.1, -0.2, 0.3, -0.4],
        "low": [0.0, -0.3, np.nan, -0.5],
        "high": [0.2, -0.1, np.nan, -0.3],
    }
)
PLOTS = [
    (plot_stance, STANCE, ("actor", "outlet")),
    (plot_speakers, SPEAKERS, ("speaker", "outlet")),
    (plot_tone_trends, TRENDS, ("month", "valence (-1 negative to 1 positive;\nline: 95% interval)")),
]
NAMES = [plot.__name__ for plot, *_ in PLOTS]


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture
def ax():
    return plt.figure(figsize=(9, 5)).add_subplot()


def read_cells(ax):
    """What is written in each cell of a grid, by the labels of its row and column."""
    rows = {place: label.get_text() for place, label in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)}
    columns = {place: label.get_text() for place, label in zip(ax.get_xticks(), ax.get_xticklabels(), strict=True)}
    written = {}
    for text in ax.texts:
        column, row = text.get_position()
        written.setdefault((rows[round(row)], columns[round(column)]), []).append(text.get_text())
    return written


def read_lines(ax):
    """The points of each voice, without its gaps."""
    drawn = {}
    for line in ax.get_lines():
        values = np.asarray(line.get_ydata(), dtype=float)
        drawn[line.get_label()] = values
    return drawn


@pytest.mark.parametrize(("plot", "table", "labels"), PLOTS, ids=NAMES)
def test_a_plot_draws_on_the_given_axes_names_what_it_shows_and_leaves_the_table_alone(ax, plot, table, labels):
    before = table.copy()
    assert plot(table, ax=ax) is ax
    assert (ax.get_xlabel(), ax.get_ylabel()) == labels
    assert ax.get_title() == ""
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize(("plot", "table", "labels"), PLOTS, ids=NAMES)
def test_without_axes_a_plot_draws_on_the_current_ones(plot, table, labels):
    _, (_, second) = plt.subplots(ncols=2)
    assert plot(table) is second


def test_each_stance_stands_in_the_cell_of_its_outlet_and_actor_with_its_interval_below(ax):
    assert read_cells(plot_stance(STANCE, ax=ax)) == {
        ("Wire", "Ada Brook"): ["+0.42", "0.10, 0.60"],
        ("Wire", "Police"): ["−0.05", "−0.20, 0.10"],
        ("Post", "Ada Brook"): ["−0.31", "−0.50, −0.10"],
        ("Post", "Police"): ["+0.20"],
    }


def test_stances_are_grey_where_the_interval_holds_zero_or_is_missing(ax):
    plot_stance(STANCE, ax=ax)
    grey = {(patch.get_y() + 0.5, patch.get_x() + 0.5) for patch in ax.patches}
    assert grey == {(0, 1), (1, 1)}
    assert all(plt.matplotlib.colors.to_hex(patch.get_facecolor()).upper() == UNSURE for patch in ax.patches)


def test_shares_of_speakers_are_drawn_in_per_cent_and_a_pair_without_quotes_stays_empty(ax):
    assert read_cells(plot_speakers(SPEAKERS, ax=ax)) == {
        ("Wire", "Ada Brook"): ["40", "25, 60"],
        ("Wire", "Police"): ["5", "0, 10"],
        ("Post", "Police"): ["100"],
    }


def test_rows_and_columns_come_in_the_order_of_the_table(ax):
    ax = plot_stance(STANCE[::-1], ax=ax)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Post", "Wire"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["Police", "Ada Brook"]


def test_a_voice_leaves_a_gap_in_a_month_without_sentences(ax):
    lines = read_lines(plot_tone_trends(TRENDS, ax=ax))
    np.testing.assert_array_equal(lines["outlet"], [0.1, -0.2, np.nan, 0.3])
    np.testing.assert_array_equal(lines["source"], [-0.4, np.nan, np.nan, np.nan])
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2024-01", "2024-02", "2024-03", "2024-04"]


def test_intervals_of_the_trend_stand_at_their_months_and_a_missing_bound_is_a_point(ax):
    plot_tone_trends(TRENDS[TRENDS["voice"] == "outlet"], ax=ax)
    (bounds,) = [part for part in ax.collections if isinstance(part, LineCollection)]
    drawn = {segment[0][0]: (segment[0][1], segment[1][1]) for segment in bounds.get_segments() if len(segment)}
    assert {month: pair for month, pair in drawn.items() if np.isfinite(pair).all()} == {
        0: (0.0, 0.2),
        1: (-0.3, -0.1),
        3: (0.3, 0.3),
    }


def test_the_order_of_the_rows_does_not_change_a_trend(ax):
    drawn = read_lines(plot_tone_trends(TRENDS, ax=ax))
    again = read_lines(plot_tone_trends(TRENDS.sample(frac=1, random_state=1), ax=plt.figure().add_subplot()))
    for voice in ("outlet", "source"):
        np.testing.assert_array_equal(drawn[voice], again[voice])


def test_long_spans_of_time_do_not_crowd_the_axis(ax):
    months = pd.period_range("2015-01", "2024-12", freq="M")
    table = pd.DataFrame({"month": months, "voice": "outlet", "mean": 0.1, "low": 0.0, "high": 0.2})
    assert len(plot_tone_trends(table, ax=ax).get_xticks()) <= 14


def test_what_bootstrap_groups_gives_can_be_drawn_as_it_is(ax):
    stances = pd.DataFrame({"outlet": ["A", "B"] * 6, "actor": ["x", "x", "y"] * 4, "stance": np.linspace(-1, 1, 12)})
    plot_stance(bootstrap_groups(stances, value="stance", by=["outlet", "actor"], n_resamples=20), ax=ax)
    assert len(read_cells(ax)) == 4


@pytest.mark.parametrize(("plot", "table", "labels"), PLOTS, ids=NAMES)
def test_a_table_without_rows_is_refused(ax, plot, table, labels):
    with pytest.raises(ValueError, match="The table has no rows to draw"):
        plot(table.iloc[:0], ax=ax)


@pytest.mark.parametrize(("plot", "table", "column"), [(p, t, c) for p, t, _ in PLOTS for c in t.columns])
def test_a_table_without_a_column_it_needs_is_refused(ax, plot, table, column):
    with pytest.raises(ValueError, match=rf"The table has no columns \['{column}'\]"):
        plot(table.drop(columns=column), ax=ax)


@pytest.mark.parametrize(("plot", "table"), [(plot_stance, STANCE), (plot_speakers, SPEAKERS)])
def test_a_pair_in_two_rows_is_refused(ax, plot, table):
    with pytest.raises(ValueError, match=r"1 of \d rows repeat a pair, such as 'Wire' and 'Ada Brook'\. Give one row"):
        plot(pd.concat([table, table.iloc[:1]]), ax=ax)


def test_shares_in_per_cent_are_refused_since_they_would_be_multiplied_again(ax):
    with pytest.raises(ValueError, match=r"2 of 3 shares in 'mean' lie outside 0 to 1, such as 40\. Divide per cent"):
        plot_speakers(SPEAKERS.assign(mean=[40, 0.5, 100]), ax=ax)


def test_three_voices_are_refused(ax):
    with pytest.raises(ValueError, match=r"Column 'voice' holds 3 voices, .* but two are compared"):
        plot_tone_trends(TRENDS.assign(voice=["outlet", "source", "chorus", "source"]), ax=ax)


def test_a_voice_that_stands_twice_in_a_month_is_refused(ax):
    with pytest.raises(ValueError, match=r"1 of 5 rows repeat a voice in its month, such as 'outlet' in 2024-01"):
        plot_tone_trends(pd.concat([TRENDS, TRENDS.iloc[:1]]), ax=ax)
