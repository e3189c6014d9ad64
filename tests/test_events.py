"""Articles of one event meet, whatever the order of the rows."""

import numpy as np
import pandas as pd
import pytest

from mediakit.framing.events import group_events


def plant(seed=0):
    """Ten events of three articles, in two languages that lie apart."""
    rng = np.random.default_rng(seed)
    index = pd.Index([f"d{k:02}" for k in range(30)], name="doc_id")
    truth = np.arange(30) // 3
    vectors = rng.normal(size=(10, 40))[truth] + 0.2 * rng.normal(size=(30, 40)) + 5 * (np.arange(30) % 2)[:, None]
    dates = pd.Timestamp("2020-01-01") + pd.to_timedelta(truth, "D")
    corpus = pd.DataFrame({"text": "x", "lang": np.where(np.arange(30) % 2, "fr", "en"), "date": dates}, index=index)
    return corpus, pd.DataFrame(vectors, index=index), truth


def test_planted_events_come_back_across_languages():
    corpus, vectors, truth = plant()
    found = group_events(corpus, vectors=vectors, threshold=0.5)
    assert found["event"].tolist() == [f"d{3 * k:02}" for k in truth]


def test_the_order_of_rows_changes_nothing():
    corpus, vectors, _ = plant()
    expected = group_events(corpus, vectors=vectors, threshold=0.5).set_index("doc_id")
    shuffled = group_events(corpus.sample(frac=1, random_state=1), vectors=vectors, threshold=0.5).set_index("doc_id")
    pd.testing.assert_frame_equal(expected, shuffled.loc[expected.index])


def test_articles_far_apart_in_time_are_not_joined_and_without_dates_they_are():
    corpus = pd.DataFrame({"text": ["a", "b", "c"], "date": ["2020-01-01", "2020-02-01", "2020-01-01"]}, list("abc"))
    vectors = pd.DataFrame([[1, 0.0], [1, 0.1], [-2, 0]], index=list("abc"))
    assert group_events(corpus, vectors=vectors, threshold=0.5)["event"].tolist() == ["a", "b", "c"]
    assert group_events(corpus.drop(columns="date"), vectors=vectors, threshold=0.5)["event"].tolist() == [
        "a",
        "a",
        "c",
    ]


def test_n_grams_alone_join_the_same_words_and_a_missing_title_is_empty():
    texts = ["the spies met in the harbour", "the spies met in the harbour", "rain fell on fields", "prices rose again"]
    corpus = pd.DataFrame({"text": texts, "title": None}, index=list("abcd"))
    assert group_events(corpus, encoder=None, threshold=0.3)["event"].tolist() == ["a", "a", "c", "d"]


def test_what_cannot_be_grouped_is_refused():
    corpus, vectors, _ = plant()
    with pytest.raises(ValueError, match="no column 'text'"):
        group_events(corpus.drop(columns="text"))
    with pytest.raises(ValueError, match="repeat a doc_id"):
        group_events(pd.concat([corpus, corpus]), vectors=vectors, threshold=0.5)
    with pytest.raises(ValueError, match="`days` is -1"):
        group_events(corpus, vectors=vectors, days=-1)
    with pytest.raises(ValueError, match="`threshold` is 2"):
        group_events(corpus, vectors=vectors, threshold=2)
    with pytest.raises(ValueError, match="lacks 29 of 30"):
        group_events(corpus, vectors=vectors.iloc[:1])
    with pytest.raises(TypeError, match="must be a DataFrame"):
        group_events(corpus, vectors=vectors.to_numpy())


def test_shared_names_join_across_scripts_and_one_outlet_parts():
    texts = ["General Karim Beniaz spoke in Oran.", "قال الجنرال كريم بنياز إنه سيغادر.", "A mild wind blew."] * 2
    corpus = pd.DataFrame({"text": texts, "lang": ["en", "ar", "en"] * 2}, index=list("abcdef"))
    vectors = pd.DataFrame(np.eye(6), index=corpus.index)
    found = group_events(corpus, vectors=vectors).set_index("doc_id")["event"]
    assert found["a"] == found["b"] == found["d"] == found["e"]
    assert found["c"] != found["a"]
    alike = pd.DataFrame([[1, 0.2], [1, 0.2], [-1, 0], [0, -1]], index=list("abcd"))
    two = pd.DataFrame({"text": "x", "outlet": ["P", "Q", "R", "S"]}, index=list("abcd"))
    assert group_events(two, vectors=alike, threshold=0.6)["event"].tolist()[:2] == ["a", "a"]
    one = two.assign(outlet="P")
    assert group_events(one, vectors=alike, threshold=0.6)["event"].tolist()[:2] == ["a", "b"]


def test_articles_under_other_names_make_the_same_events():
    corpus, vectors, truth = plant()
    renamed = {name: f"x{(7 * number) % 30:02}" for number, name in enumerate(corpus.index)}
    found = group_events(corpus.rename(renamed), vectors=vectors.rename(renamed), threshold=0.5)
    events = pd.Series(found["event"].to_numpy())
    assert events.groupby(truth).nunique().eq(1).all()
    assert events.nunique() == 10


def test_a_crowd_that_hangs_together_is_parted_before_it_is_linked(monkeypatch):
    monkeypatch.setattr("mediakit.framing.events.LARGEST", 4)
    corpus, vectors, truth = plant()
    found = group_events(corpus.drop(columns="date"), vectors=vectors, threshold=0.02)
    assert pd.Series(found["event"].to_numpy()).groupby(truth).nunique().eq(1).all()
