"""A stream finds what the memory finds, in any cut into parts, and refuses what it cannot read."""

import gc

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from mediakit.corpus.shortage import ShortCorpusError
from mediakit.text.dtm import build_dtm, weight_dtm
from mediakit.text.tokens import tokenize
from mediakit.topics import fitting, store
from mediakit.topics.documents import Projection, add_in_pairs
from mediakit.topics.model import NMFTopics
from mediakit.topics.reading import share_topics
from mediakit.topics.store import Vocabulary, cut_store, list_files, merge_vocabularies
from mediakit.topics.stream import stream_shares, stream_topics

OPTIONS = {"min_df": 2, "max_df": 0.5, "stop_words": "en"}
N_TOPICS = 4


@pytest.fixture(scope="module")
def articles():
    """Articles of four subjects, one of them empty and one missing."""
    rng = np.random.default_rng(5)
    words = np.array([f"{subject}{word}" for subject in ("border", "port", "court", "spy") for word in "abcdefghij"])
    texts = [" ".join(rng.choice(words[10 * (i % 4) : 10 * (i % 4) + 10], 12)) for i in range(240)]
    texts[17] = ""
    corpus = pd.DataFrame({"text": texts}, index=pd.Index([f"a{i:03d}" for i in range(240)], name="doc_id"))
    corpus.loc["a031", "text"] = None
    return corpus


def write_store(folder, articles, size):
    """Files of `size` articles each."""
    for number, at in enumerate(range(0, len(articles), size)):
        articles.iloc[at : at + size].reset_index().to_parquet(folder / f"{number:03d}.parquet", row_group_size=50)
    return folder


def fit_in_memory(articles):
    dtm = build_dtm(tokenize(articles), **OPTIONS)
    return dtm, NMFTopics(N_TOPICS).fit(weight_dtm(dtm))


@pytest.mark.parametrize("size", [1, 37, 240])
def test_any_cut_into_files_gives_what_the_memory_gives(tmp_path, articles, size):
    dtm, expected = fit_in_memory(articles)
    model = stream_topics(write_store(tmp_path, articles, size), N_TOPICS, **OPTIONS)
    assert model.terms_.tolist() == dtm.terms.tolist()
    assert model.components_ == pytest.approx(expected.components_, abs=1e-3)
    assert model.reconstruction_err_ == pytest.approx(expected.reconstruction_err_, rel=1e-4)


def test_a_sample_first_is_the_one_of_the_memory(tmp_path, articles, monkeypatch):
    monkeypatch.setattr(fitting, "SAMPLE_SIZE", 60)
    _, expected = fit_in_memory(articles)
    model = stream_topics(write_store(tmp_path, articles, 100), N_TOPICS, **OPTIONS)
    assert model.components_ == pytest.approx(expected.components_, abs=1e-3)


def test_parts_of_a_file_are_as_good_as_files(tmp_path, articles, monkeypatch):
    monkeypatch.setattr(store, "PART_DOCS", 23)
    _, expected = fit_in_memory(articles)
    model = stream_topics(write_store(tmp_path, articles, 240), N_TOPICS, **OPTIONS)
    assert model.components_ == pytest.approx(expected.components_, abs=1e-3)


def test_a_second_run_gives_the_same_bits_and_leaves_no_file(tmp_path, articles):
    folder, scratch = tmp_path / "store", tmp_path / "scratch"
    folder.mkdir()
    scratch.mkdir()
    write_store(folder, articles, 50)
    before = sorted(folder.iterdir())
    one, other = (stream_topics(folder, N_TOPICS, scratch=scratch, **OPTIONS) for _ in range(2))
    assert (one.components_ == other.components_).all()
    assert not list(scratch.iterdir())
    assert sorted(folder.iterdir()) == before


def test_an_interrupted_run_leaves_no_file(tmp_path, articles, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("mediakit.topics.stream.factorize", interrupt)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with pytest.raises(KeyboardInterrupt):
        stream_topics(write_store(tmp_path, articles, 100), N_TOPICS, scratch=scratch, **OPTIONS)
    assert not list(scratch.iterdir())


def test_shares_come_part_by_part_with_their_ids(tmp_path, articles):
    folder = write_store(tmp_path, articles, 100)
    model = stream_topics(folder, N_TOPICS, **OPTIONS)
    parts = list(stream_shares(folder, model))
    dtm = build_dtm(tokenize(articles), **OPTIONS)
    assert [len(part) for part in parts] == [100, 100, 40]
    pd.testing.assert_frame_equal(pd.concat(parts), share_topics(model, weight_dtm(dtm), dtm.doc_ids))


def test_only_one_part_is_in_memory_at_a_time(tmp_path, articles, monkeypatch):
    monkeypatch.setattr(fitting, "SAMPLE_SIZE", 20)
    alive, most = [0], [0]
    original = store.read_articles

    def count(place):
        for part in original(place):
            alive[0] = sum(isinstance(thing, pd.DataFrame) and "text" in thing for thing in gc.get_objects())
            most[0] = max(most[0], alive[0])
            yield part

    monkeypatch.setattr("mediakit.topics.stream.read_articles", count)
    monkeypatch.setattr(store, "read_articles", count)
    folder = write_store(tmp_path, articles, 10)
    before = sum(isinstance(thing, pd.DataFrame) and "text" in thing for thing in gc.get_objects())
    stream_topics(folder, N_TOPICS, **OPTIONS)
    assert most[0] - before <= 3


WORDS = st.lists(st.sampled_from(["pact", "border", "spy", "port", "court"]), max_size=6)


@given(st.lists(st.lists(WORDS, max_size=4), min_size=1, max_size=5))
def test_vocabularies_of_parts_merge_into_that_of_the_whole(parts):
    def list_terms(texts):
        terms = list(dict.fromkeys(word for text in texts for word in text))
        doc_freq = [sum(term in text for text in texts) for term in terms]
        return Vocabulary(np.array(terms, object), np.array(doc_freq, np.int64), len(texts))

    merged = merge_vocabularies(map(list_terms, parts))
    whole = list_terms([text for part in parts for text in part])
    assert merged.terms.tolist() == whole.terms.tolist()
    assert merged.doc_freq.tolist() == whole.doc_freq.tolist()
    assert merged.n_docs == whole.n_docs


@given(st.integers(1, 40))
def test_sums_in_pairs_are_sums(n_parts):
    parts = [Projection(np.full((2, 8), 2.0**k), np.full((2, 8), float(k))) for k in range(n_parts)]
    total = add_in_pairs(iter(parts))
    assert (total.cross == 2.0**n_parts - 1).all()
    assert (total.squares == n_parts * (n_parts - 1) / 2).all()


def list_row_groups(folder):
    return [[(place.file.name, place.row_groups) for place in part] for part in cut_store(list_files(folder), "text")]


def test_small_row_groups_that_follow_each_other_are_one_part(tmp_path, articles, monkeypatch):
    folder = write_store(tmp_path, articles, 100)
    assert list_row_groups(folder) == [[("000.parquet", (0, 1)), ("001.parquet", (0, 1)), ("002.parquet", (0,))]]
    monkeypatch.setattr(store, "WORKER_DOCS", 130)
    assert list_row_groups(folder) == [
        [("000.parquet", (0, 1)), ("001.parquet", (0,))],
        [("001.parquet", (1,)), ("002.parquet", (0,))],
    ]


def test_there_are_no_more_parts_than_a_scheduler_can_bear(tmp_path, articles, monkeypatch):
    monkeypatch.setattr(store, "WORKER_DOCS", 1)
    folder = write_store(tmp_path, articles, 30)
    assert len(list_row_groups(folder)) == 8
    monkeypatch.setattr(store, "MOST_PARTS", 3)
    assert [len(part) for part in list_row_groups(folder)] == [3, 3, 2]


def test_a_file_without_articles_is_part_of_a_store(tmp_path, articles):
    articles.head(0).reset_index().astype("str").to_parquet(tmp_path / "000.parquet")
    articles.reset_index().to_parquet(tmp_path / "001.parquet")
    assert list_row_groups(tmp_path) == [[("000.parquet", (0,)), ("001.parquet", (0,))]]
    assert stream_topics(tmp_path, N_TOPICS, **OPTIONS).n_features_in_ == 40


def test_files_that_are_no_part_of_the_store_are_left_out(tmp_path, articles):
    folder = write_store(tmp_path, articles, 100)
    (folder / "rejected.jsonl").write_text("{}\n")
    (folder / ".new.parquet").write_bytes(b"half")
    (folder / "_old").mkdir()
    (folder / "_old" / "000.parquet").write_bytes(b"half")
    (folder / "2024").mkdir()
    articles.head(5).reset_index().to_parquet(folder / "2024" / "more.parquet")
    assert sum(map(len, stream_shares(folder, stream_topics(folder, N_TOPICS, **OPTIONS)))) == 245


def test_a_store_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere: no such folder"):
        stream_topics(tmp_path / "nowhere", 2)


def test_a_store_without_articles_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"the folder holds no \.parquet file. Write the articles there"):
        stream_topics(tmp_path, 2)


def test_a_part_that_cannot_be_read_is_named(tmp_path, articles):
    folder = write_store(tmp_path, articles, 100)
    whole = (folder / "001.parquet").read_bytes()
    (folder / "001.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ValueError, match=r"001\.parquet: cannot be read as Parquet .*Write the file again, or move it"):
        stream_topics(folder, N_TOPICS, **OPTIONS)


def test_a_part_that_is_broken_in_the_middle_is_named(tmp_path, articles):
    folder = write_store(tmp_path, articles, 240)
    whole = bytearray((folder / "000.parquet").read_bytes())
    whole[200:2000] = b"\xff" * 1800
    (folder / "000.parquet").write_bytes(whole)
    with pytest.raises(ValueError, match=r"000\.parquet: cannot be read as Parquet"):
        stream_topics(folder, N_TOPICS, **OPTIONS)


def test_a_part_without_the_column_is_named(tmp_path, articles):
    articles.reset_index().rename(columns={"text": "body"}).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(ValueError, match=r"a\.parquet: there is no column 'text', only \['doc_id', 'body'\]"):
        stream_topics(tmp_path, N_TOPICS)
    assert stream_topics(tmp_path, N_TOPICS, column="body", **OPTIONS).n_features_in_ == 40


def test_a_column_of_numbers_is_refused(tmp_path):
    parquet.write_table(pa.table({"doc_id": ["a"], "text": [1.5]}), tmp_path / "a.parquet")
    with pytest.raises(ValueError, match="the column 'text' holds double, not texts"):
        stream_topics(tmp_path, 2)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    broken = pa.array([b"border \xff\xfe"], pa.binary()).view(pa.string())
    parquet.write_table(pa.table({"doc_id": ["a"], "text": broken}), tmp_path / "a.parquet")
    with pytest.raises(ValueError, match=r"a\.parquet: cannot be read as Parquet .*UTF8"):
        stream_topics(tmp_path, 1, min_df=1)


def test_a_vocabulary_emptied_by_pruning_is_refused(tmp_path, articles):
    with pytest.raises(ValueError, match=r"After pruning, none of the 40 terms of 240 documents remains \(min_df=300"):
        stream_topics(write_store(tmp_path, articles, 100), N_TOPICS, min_df=300, max_df=300)


def test_more_topics_than_terms_are_refused(tmp_path, articles):
    with pytest.raises(ShortCorpusError, match="60 topics need at least 60 documents and terms, but there are 240"):
        stream_topics(write_store(tmp_path, articles, 100), 60, **OPTIONS)


def test_a_model_without_terms_gives_no_shares_of_texts(tmp_path, articles):
    with pytest.raises(ValueError, match="was not fitted by stream_topics, so its terms are not known"):
        next(stream_shares(write_store(tmp_path, articles, 100), NMFTopics(2).fit(np.eye(4))))
