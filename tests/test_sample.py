"""The sample corpus is what its data dictionary says, and its gold labels name words that stand in its articles."""

import re
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

from mediakit.corpus import sample as module
from mediakit.corpus.sample import LABEL_TABLES, find_shipped, load_sample, load_sample_labels

FRAMES = {
    "threat",
    "intelligence cooperation",
    "diplomacy and prestige",
    "sovereignty",
    "civil liberties",
    "accountability",
    "law enforcement",
    "human cost",
    "cost and economy",
}
COLUMNS = {
    "articles": ["doc_id", "subject", "event", "copy_of", "main_actor", "stance"],
    "frames": ["doc_id", "coder", "frame"],
    "quotes": ["doc_id", "start", "end", "quote", "kind", "speaker", "cue"],
    "furniture": ["doc_id", "start", "end", "kind", "words"],
}


@pytest.fixture(scope="module")
def labels():
    return {name: load_sample_labels(name) for name in LABEL_TABLES}


@pytest.fixture(scope="module")
def bodies(sample, labels):
    """Each article without its datelines, bylines and tails."""
    spans = labels["furniture"].groupby("doc_id")[["start", "end"]].apply(lambda rows: sorted(rows.to_numpy().tolist()))
    bodies = {}
    for doc_id, text in sample["text"].items():
        for start, end in reversed(spans.get(doc_id, [])):
            text = text[:start] + "\n" + text[end:]  # noqa: PLW2901 - from the end, so that the offsets stay true
        bodies[doc_id] = text
    return pd.Series(bodies)


def test_it_has_articles_enough_for_every_notebook(sample, labels):
    assert len(sample) >= 120
    n = sample["lang"].value_counts()
    assert n["en"] >= 80
    assert n["fr"] >= 20
    assert n["ar"] >= 20
    assert n.sum() == n[["en", "fr", "ar"]].sum()
    assert sample["outlet"].nunique() >= 7
    assert labels["articles"]["subject"].nunique() == 8
    assert set(sample["date"].dt.to_period("M").astype(str)) == {f"2024-{month:02}" for month in range(1, 13)}


def test_events_are_told_by_several_outlets(sample, labels):
    told = labels["articles"].query("event != ''").join(sample["outlet"], on="doc_id")
    assert (told.groupby("event")["outlet"].nunique() >= 2).sum() >= 15


def test_it_is_a_sound_corpus(sample):
    assert sample.index.name == "doc_id"
    assert sample.index.is_unique
    assert sample.columns.tolist() == ["text", "title", "outlet", "date", "lang", "url", "author"]
    assert sample.drop(columns="author").notna().all(axis=None)
    assert sample["author"].notna().any()
    assert sample["date"].is_monotonic_increasing
    assert sample["url"].str.fullmatch(r"https://[a-z-]+\.example/\S+").all()
    assert sample["url"].is_unique
    assert sample["title"].is_unique


def test_articles_have_the_length_of_articles(bodies):
    assert bodies.str.split().str.len().between(120, 400).all()


def test_no_sentence_occurs_twice_but_in_a_copy(bodies, labels):
    copy_of = labels["articles"].set_index("doc_id")["copy_of"]
    source = copy_of.where(copy_of.ne(""), copy_of.index)
    holders = defaultdict(list)
    for doc_id, text in bodies.items():
        for sentence in re.split(r"[.!?؟…:;\n]+", text):
            words = re.findall(r"\w+", sentence.lower())
            if len(words) >= 4:
                holders[" ".join(words)].append(doc_id)
    twice = {
        words: doc_ids
        for words, doc_ids in holders.items()
        if len(doc_ids) > 1 and (len(set(source[doc_ids])) > 1 or len(set(doc_ids)) < len(doc_ids))
    }
    assert twice == {}
    assert any(len(doc_ids) > 1 for doc_ids in holders.values())  # the copies are found, so the search works


def test_copies_follow_their_source_in_other_outlets(sample, labels):
    copies = labels["articles"].query("copy_of != ''")
    assert len(copies) >= 10
    assert not copies["copy_of"].isin(copies["doc_id"]).any()
    for doc_id, source in copies[["doc_id", "copy_of"]].itertuples(index=False):
        assert sample.loc[source, "date"] <= sample.loc[doc_id, "date"]
        assert sample.loc[source, "outlet"] != sample.loc[doc_id, "outlet"]
        assert sample.loc[source, "text"] != sample.loc[doc_id, "text"]


@pytest.mark.parametrize("name", LABEL_TABLES)
def test_labels_are_complete_and_of_known_articles(sample, labels, name):
    table = labels[name]
    assert table.columns.tolist() == COLUMNS[name]
    assert table.notna().all(axis=None)
    assert table["doc_id"].isin(sample.index).all()
    assert not table.duplicated().any()


def test_every_article_has_a_subject_an_actor_and_a_stance(sample, labels):
    articles = labels["articles"]
    assert sorted(articles["doc_id"]) == sorted(sample.index)
    assert articles[["subject", "main_actor"]].ne("").all(axis=None)
    assert set(articles["stance"]) == {-1, 0, 1}
    assert articles["copy_of"].isin(["", *sample.index]).all()


@pytest.mark.parametrize(("name", "words", "kinds"), [
    ("quotes", "quote", {"direct", "indirect"}),
    ("furniture", "words", {"dateline", "byline", "tail"}),
])  # fmt: skip
def test_every_span_holds_the_words_it_names(sample, labels, name, words, kinds):
    table = labels[name]
    for row in table.itertuples(index=False):
        assert sample.loc[row.doc_id, "text"][row.start : row.end] == getattr(row, words) != ""
    assert set(table["kind"]) == kinds
    ordered = table.sort_values(["doc_id", "start"])
    follows = ordered["doc_id"].eq(ordered["doc_id"].shift())
    assert (ordered["start"] >= ordered["end"].shift())[follows].all()  # no two overlap


def test_quotes_have_speakers_and_cues_that_stand_in_the_article(sample, labels):
    quotes = labels["quotes"]
    assert quotes["speaker"].ne("").all()
    direct = quotes[quotes["kind"].eq("direct")]
    around = [sample.loc[row.doc_id, "text"][max(0, row.start - 2) : row.end + 2] for row in direct.itertuples()]
    assert all(re.search("[“”\"«»„']", words) for words in around)
    cued = quotes[quotes["cue"].ne("")]
    assert all(row.cue in sample.loc[row.doc_id, "text"] for row in cued.itertuples())
    assert quotes.groupby(sample.loc[quotes["doc_id"], "lang"].to_numpy()).size().min() >= 40


def test_both_coders_name_known_frames_for_every_article(sample, labels):
    frames = labels["frames"]
    assert set(frames["frame"]) == FRAMES
    assert set(frames["coder"]) == {"A", "B"}
    for _, codes in frames.groupby("coder"):
        assert set(codes["doc_id"]) == set(sample.index)
        assert codes.groupby("doc_id").size().max() <= 4


def test_the_coders_agree_mostly_but_not_always(labels):
    frames = labels["frames"]
    every = pd.MultiIndex.from_product([frames["doc_id"].unique(), sorted(FRAMES)], names=["doc_id", "frame"])
    seen = {coder: pd.MultiIndex.from_frame(codes[["doc_id", "frame"]]) for coder, codes in frames.groupby("coder")}
    cells = pd.DataFrame({coder: every.isin(pairs) for coder, pairs in seen.items()}, every)
    assert 0.5 < cohen_kappa_score(cells["A"], cells["B"]) < 0.95
    for frame, codes in cells.groupby("frame"):
        assert cohen_kappa_score(codes["A"], codes["B"]) > 0.2, frame


def test_labels_of_another_name_are_refused():
    with pytest.raises(
        ValueError, match=r"no labels called 'actors'\. Allowed are articles, frames, quotes, furniture"
    ):
        load_sample_labels("actors")


def test_a_sample_that_is_not_installed_is_missed(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "__file__", str(tmp_path / "mediakit" / "corpus" / "sample.py"))
    with pytest.raises(
        FileNotFoundError, match=r"folder 'data' that ships with mediakit is missing\. Install mediakit"
    ):
        find_shipped("data")


def test_an_installed_package_finds_its_data_inside_itself(monkeypatch, tmp_path):
    package = tmp_path / "site" / "mediakit"
    (package / "shipped" / "data").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(module, "__file__", str(package / "corpus" / "sample.py"))
    assert find_shipped("data") == package / "shipped" / "data"


def test_the_sample_is_the_same_every_time(sample):
    pd.testing.assert_frame_equal(load_sample(), sample)
    assert Path(find_shipped("data"), "README.md").is_file()
