"""Copies: what a planted copy is worth, what the search may never miss, and what is refused."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mediakit as mk
from mediakit.corpus.duplicates import find_duplicates
from mediakit.corpus.shingles import count_common, hash_shingles

WORDS = [
    "service",
    "border",
    "minister",
    "reform",
    "threat",
    "court",
    "letter",
    "harbour",
    "witness",
    "summit",
    "patrol",
]
SOME_TEXT = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)


def make_corpus(texts, **columns):
    index = [f"d{number:0{len(str(len(texts) - 1))}}" for number in range(len(texts))]
    return pd.DataFrame({"text": texts, **columns}, index=pd.Index(index, name="doc_id"))


def make_stories(n, n_words, seed=0):
    """Stories of random words, of which no two share a run of three."""
    rng = np.random.default_rng(seed)
    return [" ".join(f"w{number}" for number in rng.integers(0, 10**6, n_words)) for _ in range(n)]


def measure_containment(left, right):
    """What `similarity` is, by sets of words in a row."""
    cut = [text.split() for text in (left, right)]
    runs = [{tuple(words[k : k + 3]) for k in range(max(1, len(words) - 2))} for words in cut]
    return len(runs[0] & runs[1]) / min(map(len, runs))


@given(st.lists(SOME_TEXT, max_size=8), st.sampled_from([0.2, 0.5, 0.8, 1.0]))
@settings(deadline=None, max_examples=200)
def test_what_is_found_equals_a_comparison_of_all_pairs(texts, threshold):
    found = find_duplicates(make_corpus(texts), threshold=threshold).set_index("doc_id")
    for row in found.itertuples():
        pair = texts[int(row.Index[1:])], texts[int(row.duplicate_of[1:])]
        assert row.similarity == pytest.approx(measure_containment(*pair))
        assert row.similarity >= threshold
    copies = {
        f"d{late}"
        for early, late in itertools.combinations(range(len(texts)), 2)
        if texts[early].strip() and texts[late].strip()
        if measure_containment(texts[early], texts[late]) >= max(threshold, 0.99)  # far from where the search may miss
    }
    assert copies <= set(found.index)


@pytest.mark.parametrize(("left", "right", "n_common"), [([], [1], 0), ([1, 2, 5], [2, 5, 9], 2), ([3], [3], 1)])
def test_common_numbers_are_counted(left, right, n_common):
    assert count_common(np.array(left, np.uint64), np.array(right, np.uint64)) == n_common


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Talks, they said, BEGAN.", "talks they said began"),
        ("مُحَمَّد قالَ نعم", "محمد قال نعم"),
        ("قــال الوزير اليوم", "قال الوزير اليوم"),
        ("L’État a dit", "l'état a dit"),
    ],
)
def test_case_punctuation_and_vowel_signs_do_not_matter(one, other):
    assert np.array_equal(hash_shingles(one.lower(), 3), hash_shingles(other.lower(), 3))


def test_the_numbers_of_words_are_the_same_in_every_process():
    assert hash_shingles("two services share", 3).tolist() == [4161451530276281733]


def test_planted_copies_come_back_with_their_source():
    stories = make_stories(300, 120)
    copies = ["A new line stands on top. " + " ".join(story.split()[:100]) for story in stories[:100]]
    corpus = make_corpus(stories + copies)
    found = find_duplicates(corpus)
    assert found["doc_id"].tolist() == [f"d{300 + k}" for k in range(100)]
    assert found["duplicate_of"].tolist() == [f"d{k:03}" for k in range(100)]


def test_a_short_story_inside_a_long_one_is_found_whatever_the_lengths():
    short, *others = make_stories(1, 40) + make_stories(30, 200, seed=1)
    long = " ".join([*others, short])
    found = find_duplicates(make_corpus([short, long]))
    assert found.loc[0].tolist() == ["d1", "d0", 1.0]


def test_the_earliest_is_the_original_whatever_the_order_of_rows():
    story = make_stories(1, 60)[0]
    corpus = make_corpus([story] * 4, date=pd.to_datetime(["2024-05-03", "2024-05-01", None, "2024-05-01"]))
    expected = {"d0": "d1", "d2": "d1", "d3": "d1"}
    for rows in itertools.permutations(range(4)):
        found = find_duplicates(corpus.iloc[list(rows)])
        assert dict(zip(found["doc_id"], found["duplicate_of"], strict=True)) == expected
        assert found["doc_id"].tolist() == [f"d{row}" for row in rows if row != 1]


def test_a_copy_of_a_copy_leads_to_the_first_as_long_as_enough_is_left():
    words = make_stories(1, 100)[0].split()
    corpus = make_corpus([" ".join(words[start:]) for start in (0, 10, 20)] + [" ".join(words[:30] + words[60:90])])
    assert find_duplicates(corpus)["duplicate_of"].tolist() == ["d0", "d0", "d0"]


def test_the_source_is_the_one_with_most_in_common_and_not_a_brief_that_it_also_holds():
    brief, story = make_stories(1, 10) + make_stories(1, 100, seed=1)
    corpus = make_corpus([brief, story, f"{brief} {story}"])
    assert find_duplicates(corpus)["duplicate_of"].tolist() == ["d1"]


def test_a_family_larger_than_the_limit_still_leads_to_its_first():
    stories = make_stories(2, 50)
    corpus = make_corpus([stories[0]] + [stories[1]] + [stories[0]] * 300)
    found = find_duplicates(corpus)
    assert len(found) == 300
    assert set(found["duplicate_of"]) == {"d000"}


def test_empty_texts_and_texts_of_one_word():
    found = find_duplicates(make_corpus(["", "  ", None, "War", "war!", "Peace"]))
    assert found.to_numpy().tolist() == [["d4", "d3", 1.0]]


def test_no_articles_give_an_empty_table():
    found = find_duplicates(make_corpus([]))
    assert found.empty
    assert found.columns.tolist() == ["doc_id", "duplicate_of", "similarity"]


def test_the_edited_wire_stories_of_the_sample_are_found():
    corpus = mk.clean_corpus(mk.load_sample())
    gold = mk.load_sample_labels("articles").query("copy_of != ''").set_index("doc_id")["copy_of"]
    found = find_duplicates(corpus, threshold=0.6, column="clean").set_index("doc_id")["duplicate_of"]
    assert (found.reindex(gold.index) == gold).sum() == len(gold) - 1
    assert len(found) == len(gold)


def test_refusals():
    corpus = make_corpus(["Talks began.", "Talks ended."])
    with pytest.raises(ValueError, match=r"threshold is 0. Allowed is a share above 0"):
        find_duplicates(corpus, threshold=0)
    with pytest.raises(ValueError, match=r"no column 'clean'; its columns are \['text'\]"):
        find_duplicates(corpus, column="clean")
    with pytest.raises(ValueError, match=r"1 doc_ids stand more than once in corpus, such as \['d0'\]"):
        find_duplicates(corpus.iloc[[0, 0]])
