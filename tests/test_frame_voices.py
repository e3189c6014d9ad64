"""Each match with its place, and whose words it stands in; both voices add up to all that is counted."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.framing.codebook import load_codebook
from mediakit.framing.frames import count_frames, count_frames_by_voice
from mediakit.framing.places import find_frames, find_frames_by_voice
from mediakit.text.tokens import tokenize
from mediakit.voices.quotes import find_quotes

CODEBOOK = pd.DataFrame(
    [
        ["threat", "threat*", 1.0, "en", "", ""],
        ["threat", "attack ... plan", 2.0, "en", "", ""],
        ["rights", "privacy", 1.0, "en", "", "tax"],
        ["secrecy", "agent", 0.5, "en", "spy", ""],
        ["rights", "menace", 1.0, "fr", "", ""],
    ],
    columns=["category", "phrase", "weight", "lang", "near", "without"],
)
TEXT = "Threats rise. “No threat to privacy,” Minister Ada Brook said. An attack was, they plan, no menace."


def corpus_of(*texts):
    return pd.DataFrame({"text": list(texts)}, index=[f"d{i}" for i in range(len(texts))], dtype="str")


def quotes_of(*rows):
    return pd.DataFrame(rows, columns=["doc_id", "start", "end", "quote", "speaker"])


def test_places_equal_those_worked_out_by_hand():
    corpus = corpus_of("", TEXT)
    places = find_frames(tokenize(corpus, spans=True), CODEBOOK)
    assert places.columns.tolist() == ["doc_id", "frame", "phrase", "start", "end", "match", "weight", "is_negated"]
    assert places.drop(columns=["start", "end"]).to_numpy().tolist() == [
        ["d1", "threat", "threat*", "threats", 1.0, False],
        ["d1", "threat", "threat*", "threat", 1.0, True],
        ["d1", "rights", "privacy", "privacy", 1.0, True],
        ["d1", "threat", "attack ... plan", "attack was they plan", 2.0, False],
        ["d1", "rights", "menace", "menace", 1.0, True],
    ]
    surfaces = [TEXT[start:end] for start, end in zip(places["start"], places["end"], strict=True)]
    assert surfaces == ["Threats", "threat", "privacy", "attack was, they plan", "menace"]


def test_counts_by_voice_equal_those_worked_out_by_hand():
    corpus = corpus_of("", TEXT)
    tokens, quotes = tokenize(corpus, spans=True), find_quotes(corpus)
    table = count_frames_by_voice(tokens, CODEBOOK, quotes)
    assert table.columns.tolist() == ["doc_id", "frame", "n_outlet", "rate_outlet", "n_source", "rate_source"]
    own = table[table["doc_id"] == "d1"].set_index("frame")
    assert own[["n_outlet", "n_source"]].to_numpy().tolist() == [[2, 1], [1, 1], [0, 0]]
    assert own["rate_outlet"].tolist() == pytest.approx([3000 / 13, 1000 / 13, 0])
    assert own["rate_source"].tolist() == pytest.approx([1000 / 4, 1000 / 4, 0])
    assert table.loc[table["doc_id"] == "d0", ["rate_outlet", "rate_source"]].isna().all(axis=None)
    places = find_frames_by_voice(tokens, CODEBOOK, quotes)
    assert places["voice"].tolist() == ["outlet", "source", "source", "outlet", "outlet"]
    assert places["speaker"].tolist() == ["", "Ada Brook", "Ada Brook", "", ""]
    pd.testing.assert_frame_equal(places.drop(columns=["voice", "speaker"]), find_frames(tokens, CODEBOOK))


def test_a_match_belongs_to_the_voice_of_its_first_word():
    corpus = corpus_of("They attack “a plan to win” now")
    quotes = quotes_of(["d0", 13, 26, "a plan to win", ""])
    places = find_frames_by_voice(tokenize(corpus, spans=True), CODEBOOK, quotes)
    assert places[["match", "voice"]].to_numpy().tolist() == [["attack a plan", "outlet"]]


def test_without_quotes_all_words_are_the_outlet_s():
    corpus = corpus_of(TEXT)
    tokens = tokenize(corpus, spans=True)
    table = count_frames_by_voice(tokens, CODEBOOK, find_quotes(corpus).iloc[:0])
    counted = count_frames(tokens, CODEBOOK)
    assert table["n_outlet"].tolist() == counted["n_matches"].tolist()
    assert table["rate_outlet"].tolist() == pytest.approx(counted["rate"].tolist())
    assert table["rate_source"].isna().all()
    assert find_frames_by_voice(tokens, CODEBOOK, find_quotes(corpus).iloc[:0])["voice"].eq("outlet").all()


WORDS = ("threat", "threats", "attack", "plan", "privacy", "tax", "spy", "agent", "menace", "not", "zzz")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=15), min_size=1, max_size=4)


@st.composite
def quoted_texts(draw):
    """Corpus, and quotes that cut its texts at words."""
    texts = draw(TEXTS)
    rows = []
    for doc, words in enumerate(texts):
        cuts = sorted(draw(st.sets(st.integers(0, len(words)), max_size=4)))
        for first, last in itertools.islice(itertools.pairwise(cuts), 0, None, 2):
            start = len(" ".join(words[:first])) + (first > 0)
            rows.append([f"d{doc}", start, start + len(" ".join(words[first:last])), " ".join(words[first:last]), "X"])
    return corpus_of(*[" ".join(words) for words in texts]), quotes_of(*rows)


@settings(deadline=None, max_examples=60)
@given(quoted_texts())
def test_both_voices_add_up_to_what_is_counted_and_to_the_places(drawn):
    corpus, quotes = drawn
    tokens = tokenize(corpus, spans=True)
    counted, voiced = count_frames(tokens, CODEBOOK), count_frames_by_voice(tokens, CODEBOOK, quotes)
    assert (voiced["n_outlet"] + voiced["n_source"]).tolist() == counted["n_matches"].tolist()
    places = find_frames_by_voice(tokens, CODEBOOK, quotes)
    keys = ["doc_id", "frame"]
    listed = places.groupby(keys).size().reindex(pd.MultiIndex.from_frame(counted[keys]), fill_value=0)
    assert listed.tolist() == counted["n_matches"].tolist()
    quoted = places[places["voice"] == "source"]
    for doc_id, start in zip(quoted["doc_id"], quoted["start"], strict=True):
        own = quotes[quotes["doc_id"] == doc_id]
        assert ((own["start"] <= start) & (start < own["end"])).any()


@settings(deadline=None, max_examples=40)
@given(TEXTS, st.lists(st.sampled_from(WORDS), max_size=8))
def test_another_document_changes_nothing_for_the_others(texts, other):
    joined = [" ".join(words) for words in texts]
    alone = count_frames(tokenize(corpus_of(*joined)), CODEBOOK)
    with_other = count_frames(tokenize(corpus_of(*joined, " ".join(other))), CODEBOOK)
    pd.testing.assert_frame_equal(alone, with_other.iloc[: len(alone)])


@settings(deadline=None, max_examples=40)
@given(TEXTS, st.permutations(range(len(CODEBOOK))))
def test_the_order_of_a_codebook_changes_no_count(texts, order):
    tokens = tokenize(corpus_of(*[" ".join(words) for words in texts]))
    keys = ["doc_id", "frame"]
    straight = count_frames(tokens, CODEBOOK).sort_values(keys, ignore_index=True)
    permuted = count_frames(tokens, CODEBOOK.iloc[order]).sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(straight, permuted)


def test_a_codebook_of_four_columns_counts_as_one_without_neighbours():
    tokens = tokenize(corpus_of(TEXT))
    plain = CODEBOOK.assign(near="", without="")
    pd.testing.assert_frame_equal(
        count_frames(tokens, plain), count_frames(tokens, plain.drop(columns=["near", "without"]))
    )


def test_quotes_meet_their_documents_by_doc_id(sample):
    corpus = sample.iloc[:12]
    codebook = load_codebook("security")
    quotes = find_quotes(sample)
    tokens = tokenize(corpus, spans=True)
    straight = count_frames_by_voice(tokens, codebook, quotes)
    mixed = quotes.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(straight, count_frames_by_voice(tokens, codebook, mixed))
    assert straight["n_source"].sum() > 0
    assert np.array_equal(straight["n_outlet"] + straight["n_source"], count_frames(tokens, codebook)["n_matches"])


def test_what_voices_cannot_use_is_refused(sample):
    corpus = corpus_of(TEXT)
    quotes, tokens = find_quotes(corpus), tokenize(corpus, spans=True)
    with pytest.raises(ValueError, match=r"tokens has no spans, but count_frames_by_voice.*tokenize\(corpus, spans=T"):
        count_frames_by_voice(tokenize(corpus), CODEBOOK, quotes)
    with pytest.raises(ValueError, match="tokens has no spans, but find_frames needs"):
        find_frames(tokenize(corpus), CODEBOOK)
    with pytest.raises(ValueError, match=r"quotes lacks \['start'\]"):
        count_frames_by_voice(tokens, CODEBOOK, quotes.drop(columns="start"))
    with pytest.raises(
        ValueError, match=r"None of the 1 quotes is of a document in tokens; theirs are of doc_id \['x'"
    ):
        count_frames_by_voice(tokens, CODEBOOK, quotes.assign(doc_id="x"))
    with pytest.raises(ValueError, match=r"Of \d+ quotes, \d+ begin with other words.*the same column"):
        count_frames_by_voice(
            tokenize(sample.assign(text="Foreword. " + sample["text"]), spans=True), CODEBOOK, find_quotes(sample)
        )
