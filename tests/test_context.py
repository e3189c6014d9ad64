"""A match stands between what stands around it in the text."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediakit.text.context import find_in_context

CORPUS = pd.DataFrame(
    {
        "text": ["The pact.\nA new  Pact\twas signed.", None, "No impact.", "الميثاق والميثاق"],
        "title": ["Pact", "a", "b", "c"],
    },
    index=pd.Index(["a", "b", "c", "d"], name="doc_id"),
)


def test_every_match_is_shown_with_its_surroundings():
    table = find_in_context(CORPUS, r"\bpact\b", width=6)
    assert table.columns.tolist() == ["doc_id", "left", "match", "right"]
    assert table.to_numpy().tolist() == [
        ["a", "The ", "pact", ". A ne"],
        ["a", " new  ", "Pact", " was s"],
    ]


def test_arabic_matches_inside_words_where_no_edge_is_asked_for():
    assert find_in_context(CORPUS, "ميثاق")["doc_id"].tolist() == ["d", "d"]
    assert find_in_context(CORPUS, r"\bالميثاق")["match"].tolist() == ["الميثاق"]


def test_another_column_can_be_searched():
    assert find_in_context(CORPUS, "pact", column="title")["doc_id"].tolist() == ["a"]


def test_no_match_gives_an_empty_table():
    table = find_in_context(CORPUS, "nowhere")
    assert table.shape == (0, 4)
    assert (table.dtypes == "str").all()


def test_no_width_shows_the_match_alone():
    assert find_in_context(CORPUS, "new", width=0).to_numpy().tolist() == [["a", "", "new", ""]]


@given(st.text(max_size=60), st.text(alphabet="ab .", min_size=1, max_size=3), st.integers(0, 20))
def test_left_match_and_right_are_neighbours_in_the_text(text, words, width):
    corpus = pd.DataFrame({"text": [text + words]}, index=["x"])
    table = find_in_context(corpus, re.escape(words), width=width)
    flat = re.sub(r"\s", " ", text + words)
    assert len(table) == len(re.findall(re.escape(words), flat, re.IGNORECASE)) > 0
    for _, left, match, right in table.itertuples(index=False):
        assert left + match + right in flat
        assert len(left) <= width
        assert len(right) <= width
        assert match.lower() == words.lower()


def test_a_broken_pattern_is_refused():
    with pytest.raises(ValueError, match=r"`pattern` '\(' is no regular expression: .* Write a backslash"):
        find_in_context(CORPUS, "(")


@pytest.mark.parametrize("pattern", ["", "a*", "a|", "^"])
def test_a_pattern_that_matches_nothing_at_all_is_refused(pattern):
    with pytest.raises(ValueError, match="matches the empty text, so it would be found everywhere"):
        find_in_context(CORPUS, pattern)


def test_a_width_below_zero_is_refused():
    with pytest.raises(ValueError, match="`width` is -1, but must be 0 characters or more"):
        find_in_context(CORPUS, "pact", width=-1)
