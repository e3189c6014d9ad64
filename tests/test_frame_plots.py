"""What stands on the Axes, or in the page, is what stands in the table."""

from html.parser import HTMLParser

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from mediakit.plots.cells import UNSURE
from mediakit.plots.frame_network import plot_frame_network
from mediakit.plots.frame_trends import plot_frame_trends
from mediakit.plots.frame_voices import plot_frame_voices
from mediakit.plots.frames import plot_frame_differences, plot_frames
from mediakit.plots.marked import mark_texts

RATES = pd.DataFrame(
    {
        "outlet": ["Wire", "Wire", "Post", "Post"],
        "frame": ["threat", "law", "threat", "law"],
        "rate": [1.25, 0.0, 18.0, 4.0],
        "low": [0.5, 0.0, 12.0, np.nan],
        "high": [2.0, 0.5, 24.0, np.nan],
    }
)
DIFFERENCES = pd.DataFrame(
    {
        "outlet": ["Wire", "Wire", "Post", "Post"],
        "frame": ["threat", "law", "threat", "law"],
        "difference": [0.25, -0.02, -0.18, 0.1],
        "low": [0.1, -0.1, -0.3, np.nan],
        "high": [0.4, 0.06, -0.06, np.nan],
    }
)
VOICES = pd.DataFrame(
    {
        "frame": ["threat", "threat", "law", "law"],
        "voice": ["outlet", "source", "outlet", "source"],
        "mean": [1.0, 2.0, 6.0, 3.0],
        "low": [0.5, 1.5, 5.0, None],
        "high": [1.5, 2.5, 7.0, None],
    }
)
TRENDS = pd.DataFrame(
    {
        "month": ["2024-01", "2024-02", "2024-04", "2024-01"],
        "frame": ["threat", "threat", "threat", "law"],
        "mean": [1.0, 2.0, 4.0, 3.0],
        "low": [0.5, 1.0, 3.0, 2.0],
        "high": [2.0, 3.0, 8.0, 5.0],
    }
)
LINKS = pd.DataFrame(
    [
        ("threat", "law", 30, 20, 2.0, 1.0, 3.0),
        ("threat", "human cost of the war", 30, 10, -1.0, -1.8, -0.2),
        ("law", "human cost of the war", 20, 10, 0.1, -1.0, 1.2),
    ],
    columns=["frame", "other", "n_frame", "n_other", "log_odds", "low", "high"],
)
PLOTS = [
    (plot_frames, RATES, {}),
    (plot_frame_differences, DIFFERENCES, {}),
    (plot_frame_voices, VOICES, {}),
    (plot_frame_trends, TRENDS, {}),
    (plot_frame_network, LINKS, {}),
]
NAMES = [plot.__name__ for plot, *_ in PLOTS]


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture
def wide():
    """Axes of the width of a notebook."""
    return plt.subplots(figsize=(9, 4))[1]


def ticks(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


def words(ax):
    """What is written in each cell, by the labels of its row and column."""
    rows, columns = ticks(ax.yaxis), ticks(ax.xaxis)
    written = {}
    for text in ax.texts:
        x, y = text.get_position()
        written.setdefault((rows[round(y)], columns[round(x)]), []).append(text.get_text())
    return written


@pytest.mark.parametrize(("plot", "table", "options"), PLOTS, ids=NAMES)
def test_it_draws_on_the_given_axes_and_leaves_the_table_alone(ax, plot, table, options):
    before = table.copy()
    assert plot(table, ax=ax, **options) is ax
    assert ax.get_title() == ""
    assert ax.has_data()
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize(("plot", "table", "options"), PLOTS, ids=NAMES)
def test_a_table_without_rows_or_without_a_column_is_refused(ax, plot, table, options):
    with pytest.raises(ValueError, match=r"The table has no rows to draw"):
        plot(table.iloc[:0], ax=ax, **options)
    with pytest.raises(ValueError, match=r"The table has no columns \["):
        plot(table.drop(columns=table.columns[0]), ax=ax, **options)


@pytest.mark.parametrize("seed", [None, 1])
def test_each_cell_holds_its_number_and_its_interval(wide, seed):
    plot_frames(RATES if seed is None else RATES.sample(frac=1, random_state=seed), ax=wide)
    assert words(wide) == {
        ("Wire", "threat"): ["1.2", "0.5, 2.0"],
        ("Wire", "law"): ["0.0", "0.0, 0.5"],
        ("Post", "threat"): ["18.0", "12, 24"],
        ("Post", "law"): ["4.0"],
    }


def test_shares_are_in_per_cent_and_any_other_column_goes_by_its_name(wide):
    plot_frames(RATES.assign(share=[0.2, 0, 1, 0.5]).drop(columns=["low", "high"]), value="share", ax=wide)
    assert words(wide)["Post", "law"] == ["50"]
    ax = plt.subplots()[1]
    plot_frames(RATES.rename(columns={"rate": "kappa"}), value="kappa", ax=ax)
    assert ax.images[0].colorbar.ax.get_ylabel() == "kappa"


def test_intervals_that_would_be_too_small_to_read_are_left_out():
    table = pd.DataFrame([(f"o{i}", f"f{j}") for i in range(11) for j in range(30)], columns=["outlet", "frame"])
    ax = plt.subplots(figsize=(6, 4))[1]
    plot_frames(table.assign(rate=1.0, low=0.5, high=2.0), ax=ax)
    assert len(ax.texts) == len(table)


def test_a_difference_has_its_sign_and_is_grey_where_the_interval_holds_zero(wide):
    plot_frame_differences(DIFFERENCES, unit="% points", ax=wide)
    assert words(wide) == {
        ("Wire", "threat"): ["+25", "10, 40"],
        ("Wire", "law"): ["−2", "−10, 6"],
        ("Post", "threat"): ["−18", "−30, −6"],
        ("Post", "law"): ["+10"],
    }
    grey = {(round(patch.get_x() + 0.5), round(patch.get_y() + 0.5)) for patch in wide.patches}
    assert grey == {(1, 0), (1, 1)}  # law of both: one interval holds 0, the other is missing
    assert {to_hex(patch.get_facecolor()).upper() for patch in wide.patches} == {UNSURE}
    norm = wide.images[0].norm
    assert norm.vmin == -norm.vmax == -25


def test_voices_stand_side_by_side_and_the_largest_frame_is_on_top(ax):
    plot_frame_voices(VOICES.sample(frac=1, random_state=1), ax=ax)
    assert ticks(ax.yaxis) == ["threat", "law"]
    own, quoted = ax.lines
    assert (own.get_label(), own.get_xdata().tolist()) == ("outlet", [1.0, 6.0])
    assert (quoted.get_label(), quoted.get_xdata().tolist()) == ("source", [2.0, 3.0])
    assert own.get_marker() != quoted.get_marker()
    assert (own.get_ydata() > quoted.get_ydata()).all()


def test_voices_that_are_more_than_two_or_twice_are_refused(ax):
    with pytest.raises(ValueError, match="Column 'voice' holds 4 voices"):
        plot_frame_voices(VOICES.assign(voice=list("abcd")), ax=ax)
    with pytest.raises(ValueError, match="4 of 8 rows repeat a pair"):
        plot_frame_voices(pd.concat([VOICES, VOICES]), ax=ax)


def test_one_voice_alone_is_drawn(ax):
    plot_frame_voices(VOICES[VOICES["voice"] == "outlet"], ax=ax)
    assert len(ax.lines) == 1


def test_trends_have_a_lane_for_each_frame_with_its_own_range_and_a_gap_where_a_month_is_missing(ax):
    plot_frame_trends(TRENDS, ax=ax)
    assert ticks(ax.xaxis) == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert ticks(ax.yaxis) == ["threat", "law"]
    assert [text.get_text() for text in ax.texts] == ["0 to 8", "0 to 5"]
    curve = ax.lines[1].get_ydata()
    assert np.isnan(curve).tolist() == [False, False, True, False]
    assert curve[3] == pytest.approx(0 - 0.82 * 4 / 8)  # half of the lane's height, upwards


def test_trends_take_dates_and_refuse_a_frame_twice_in_a_month(ax):
    plot_frame_trends(TRENDS.assign(month=pd.to_datetime(TRENDS["month"])), ax=ax)
    with pytest.raises(ValueError, match="4 of 8 rows repeat a frame in its month, such as 'threat' in 2024-01"):
        plot_frame_trends(pd.concat([TRENDS, TRENDS]), ax=ax)


@pytest.mark.parametrize("seed", [None, 1])
def test_the_network_draws_sure_links_only_and_the_strongest_widest(ax, seed):
    plot_frame_network(LINKS if seed is None else LINKS.sample(frac=1, random_state=seed), ax=ax)
    weak, strong = ax.lines
    assert strong.get_linewidth() == 2 * weak.get_linewidth()
    assert strong.get_linestyle() == "-"
    assert weak.get_linestyle() == "--"
    assert sorted(text.get_text() for text in ax.texts) == ["human cost\nof the war (10)", "law (20)", "threat (30)"]


def test_friends_stand_side_by_side_in_the_network_and_shuffled_rows_give_the_same_picture(ax):
    names = list("abcdef")
    friends = {("a", "d"), ("b", "e"), ("c", "f")}
    rows = [(x, y, 9, 9, 2.0 if (x, y) in friends else -1.0) for i, x in enumerate(names) for y in names[i + 1 :]]
    table = pd.DataFrame(rows, columns=["frame", "other", "n_frame", "n_other", "log_odds"])
    table = table.assign(low=table["log_odds"] - 0.5, high=table["log_odds"] + 0.5)
    plot_frame_network(table, ax=ax)
    place = {text.get_text()[0]: np.array(text.get_position()) for text in ax.texts}
    nearest = min(np.linalg.norm(place[x] - place[y]) for i, x in enumerate(names) for y in names[i + 1 :])
    for one, other in friends:
        assert np.linalg.norm(place[one] - place[other]) == pytest.approx(nearest)
    second = plt.subplots()[1]
    plot_frame_network(table.sample(frac=1, random_state=2), ax=second)
    for text in second.texts:
        assert text.get_position() == pytest.approx(place[text.get_text()[0]])


def test_a_network_without_a_sure_link_is_points_alone(ax):
    plot_frame_network(LINKS.assign(low=-9.0, high=9.0), ax=ax)
    assert len(ax.lines) == 0
    assert ax.get_legend() is None


class Reader(HTMLParser):
    """Collect the tags, the attributes and the words of each text, without the numbers of frames."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.stack, self.texts = set(), set(), [], []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.stack.append(tag)
        if tag in {"p", "h4"}:
            self.texts.append("")

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if self.stack and self.stack[-1] != "sup" and ("p" in self.stack or "h4" in self.stack):
            self.texts[-1] += data


NASTY = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "</p></article></div><style>*{display:none}</style>",
            "&lt;b&gt; &amp; &#60;",
            "<!-- ",
            "]]>",
            "{{ x }} ${x} `x`",
            "\u202eright to left\u202c أهلا",
            "javascript:alert(1)",
        ]
    ),
)


@given(NASTY, NASTY, NASTY, st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9), NASTY), max_size=5))
@example("\ud800 half", "h", "f", [])
def test_nothing_of_a_text_a_heading_or_a_frame_is_taken_for_markup(text, heading, frame, spans):
    text = text.replace("\r", "") or "x"
    marks = pd.DataFrame(
        [
            ("a", start, min(start + n, len(text)), name)
            for start, n, name in [(0, 1, frame), *spans]
            if start < len(text)
        ],
        columns=["doc_id", "start", "end", "frame"],
    )
    marked = mark_texts(pd.Series({"a": text}, dtype=object), marks, headings=pd.Series({"a": heading}))
    page = marked._repr_html_()
    page.encode("utf-8")
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.stack == []
    assert reader.tags <= {"div", "style", "ul", "li", "mark", "sup", "article", "h4", "p"}
    assert reader.attributes <= {"class", "style", "dir"}
    whole = [part.encode("utf-8", "replace").decode() for part in (heading, text)]
    assert reader.texts == whole
    assert isinstance(repr(marked), str)


def test_overlapping_marks_are_cut_where_they_begin_and_end():
    marks = pd.DataFrame({"doc_id": "a", "start": [0, 4], "end": [8, 12], "frame": ["threat", "law"]})
    marked = mark_texts(pd.Series({"a": "one two three."}), marks)
    assert [(words, numbers) for words, numbers, _ in marked.columns[0][1]] == [
        ("one ", (0,)),
        ("two ", (0, 1)),
        ("thre", (1,)),
        ("e.", ()),
    ]
    assert "linear-gradient" in marked._repr_html_()


def test_texts_come_in_their_order_and_marks_meet_them_by_doc_id():
    texts = pd.Series({"b": "raid", "a": "pact"})
    marks = pd.DataFrame({"doc_id": ["a", "b", "z"], "start": 0, "end": [4, 2, 99], "frame": ["law", "threat", "x"]})
    marked = mark_texts(texts, marks)
    assert [heading for heading, _ in marked.columns] == ["b", "a"]
    assert marked.columns[0][1][0] == ("ra", (1,), False)
    assert marked.frames == ("law", "threat")
    shuffled = mark_texts(texts, marks.iloc[[0, 2, 1]], headings=pd.Series({"a": "a", "b": "b"}))
    assert shuffled == marked


def test_quoted_marks_are_told_apart_and_each_text_runs_its_own_way():
    marks = pd.DataFrame({"doc_id": "a", "start": [0, 5], "end": [4, 9], "frame": "law", "voice": ["source", "outlet"]})
    page = mark_texts(pd.Series({"a": "raid pact"}), marks)._repr_html_()
    assert page.count('<mark class="mk-quoted" style="background:rgba') == 1
    assert "in a quote" in page
    assert 'dir="auto"' in page
    assert "<script" not in page


def test_texts_without_marks_have_no_legend():
    marks = pd.DataFrame(columns=["doc_id", "start", "end", "frame"])
    marked = mark_texts(pd.Series({"a": "calm"}), marks)
    assert repr(marked) == "a\ncalm"
    assert "<ul" not in marked._repr_html_()


def test_more_frames_than_colours_keep_their_numbers():
    names = [f"frame {number}" for number in range(20)]
    marks = pd.DataFrame({"doc_id": "a", "start": range(20), "end": range(1, 21), "frame": names})
    page = mark_texts(pd.Series({"a": "x" * 20}), marks)._repr_html_()
    assert all(f"{name}<sup>{number}</sup>" in page for number, name in enumerate(names, 1))


def test_texts_and_marks_that_do_not_fit_are_refused():
    texts, marks = pd.Series({"a": "raid"}), pd.DataFrame({"doc_id": ["a"], "start": [0], "end": [9], "frame": ["law"]})
    with pytest.raises(ValueError, match="1 of 1 marks are empty or lie outside of their texts, such as 0 to 9"):
        mark_texts(texts, marks)
    fit = marks.assign(end=4)
    with pytest.raises(ValueError, match=r"marks has no columns \['frame'\]"):
        mark_texts(texts, fit.drop(columns="frame"))
    with pytest.raises(ValueError, match="texts holds 0 texts"):
        mark_texts(texts.iloc[:0], fit)
    with pytest.raises(ValueError, match=r"1 doc_ids stand twice in texts, such as \['a'\]"):
        mark_texts(pd.concat([texts, texts]), fit)
    with pytest.raises(TypeError, match="texts must hold str; 1 of 1 are not, such as a int"):
        mark_texts(pd.Series({"a": 1}), fit)
    with pytest.raises(ValueError, match=r"1 of 1 texts have no heading, such as doc_id \['a'\]"):
        mark_texts(texts, fit, headings=pd.Series({"b": "Wire"}))
