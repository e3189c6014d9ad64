"""Articles of one event meet, whatever the order of the rows."""

import numpy as np
import pandas as pd
import pytest

from mediakit.framing.events import group_events
from mediakit.framing.levels import LEAST, MOST, find_levels
from mediakit.framing.likeness import Likeness, weigh_names


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


def plant_topics(n_days, seed=0):
    """Twenty topics of ten events of two articles each; articles of a topic are alike, those of an event more so."""
    rng = np.random.default_rng(seed)
    event = np.repeat(np.arange(200), 2)
    index = pd.Index([f"d{number:03}" for number in range(400)], name="doc_id")
    topics, events = rng.normal(size=(20, 200)), rng.normal(size=(200, 200))
    vectors = topics[event // 10] + events[event] + 0.5 * rng.normal(size=(400, 200))
    dates = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.permutation(200)[event] * n_days // 200, "D")
    return pd.DataFrame({"text": "x", "date": dates}, index=index), pd.DataFrame(vectors, index=index), event


@pytest.mark.parametrize("n_days", [1, 20, 400])
def test_articles_of_one_topic_stay_apart_however_many_come_in_a_day(n_days):
    corpus, vectors, truth = plant_topics(n_days)
    event = group_events(corpus, vectors=vectors)["event"].to_numpy()
    found, real = event[:, None] == event, truth[:, None] == truth
    other = ~np.eye(len(truth), dtype=bool)
    f1 = 2 * (found & real & other).sum() / ((found & other).sum() + (real & other).sum())
    assert f1 > 0.9
    plain = group_events(corpus, vectors=vectors, threshold=LEAST)["event"].to_numpy()
    assert pd.Series(plain).nunique() <= pd.Series(event).nunique()


def test_a_denser_corpus_asks_for_more_likeness_and_a_short_one_for_the_plain_level():
    levels = []
    for n_days in (1, 20, 400):
        corpus, vectors, _ = plant_topics(n_days)
        rows = vectors.to_numpy() / np.linalg.norm(vectors, axis=1)[:, None]
        days = ((corpus["date"] - pd.Timestamp("2020-01-01")) / pd.Timedelta(days=1)).to_numpy()
        like = Likeness(rows, weigh_names(corpus), days, np.full(len(rows), -1), 3)
        levels.append(find_levels(like).mean())
    assert MOST >= levels[0] > levels[1] > levels[2] >= LEAST
    few = Likeness(rows[:50], weigh_names(corpus[:50]), days[:50], np.full(50, -1), 3)
    assert (find_levels(few) == LEAST).all()


def test_candidates_are_counted_as_by_looking_at_each_pair():
    days = np.array([0, 1, 5, np.inf, 4, 4, np.inf, 20])
    like = Likeness(np.ones((8, 2)), None, days, np.full(8, -1), 3)
    places = np.arange(8)
    assert like.count_candidates().tolist() == ((~like.are_apart(places, places)).sum(axis=1) - 1).tolist()


def test_copies_beyond_what_a_square_table_holds_are_one_event(monkeypatch):
    monkeypatch.setattr("mediakit.framing.events.LARGEST", 4)
    monkeypatch.setattr("mediakit.framing.events.ROWS", 3)
    index = [f"d{number:02}" for number in range(14)]
    vectors = pd.DataFrame(np.repeat(np.eye(2, 3), 7, axis=0), index=index)
    found = group_events(pd.DataFrame({"text": "Karim Beniaz spoke."}, index=index), vectors=vectors)
    assert found["event"].tolist() == ["d00"] * 7 + ["d07"] * 7
    assert found["similarity"].to_numpy() == pytest.approx(2 / 3)
