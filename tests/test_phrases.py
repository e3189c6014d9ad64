"""Phrases: statistics equal scipy's, counts a plain count, planted phrases come back, and joining loses no word."""

import gzip
import itertools
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from mediakit.text.dtm import build_dtm
from mediakit.text.joining import join_phrases
from mediakit.text.phrases import find_phrases
from mediakit.text.stems import stem_tokens
from mediakit.text.tokens import Tokens, tokenize

NEWS = Path(__file__).parents[1].parent / "shared" / "data"
TEXTS = st.lists(st.lists(st.sampled_from("abcd"), max_size=12), min_size=1, max_size=6)
PHRASES = st.lists(st.lists(st.sampled_from("abcde"), min_size=1, max_size=4).map(" ".join), max_size=5)
EVERYTHING = {"min_count": 1, "min_npmi": -1, "stop_words": None}


def make(texts) -> Tokens:
    """Tokens of texts given as lists of words, with spans as if one blank stood between."""
    ids, terms = pd.factorize(np.array([word for text in texts for word in text], object))
    starts = np.cumsum([0, *map(len, texts)])
    spans = [
        (len(" ".join(text[:i])) + (i > 0), len(" ".join(text[: i + 1]))) for text in texts for i in range(len(text))
    ]
    doc_ids = pd.Index([f"d{number}" for number in range(len(texts))], name="doc_id")
    return Tokens(ids.astype(np.int32), starts, terms, doc_ids, np.array(spans, np.int32).reshape(-1, 2))


def read(tokens):
    """Terms of each document."""
    return [tokens.terms[tokens.ids[a:b]].tolist() for a, b in itertools.pairwise(tokens.starts)]


def count_runs_plainly(texts, n_words):
    return Counter(tuple(text[i : i + n_words]) for text in texts for i in range(len(text) - n_words + 1))


def find_any(tokens, **options):
    return find_phrases(tokens, **{**EVERYTHING, **options})


@given(TEXTS, st.integers(1, 3))
def test_counts_equal_a_plain_count(texts, min_count):
    table = find_any(make(texts), min_count=min_count)
    for row in table.itertuples():
        words = tuple(row.phrase.split())
        assert row.n_words == len(words) <= 4
        assert row.n == count_runs_plainly(texts, row.n_words)[words] >= min_count
        assert row.n_docs == sum(words in count_runs_plainly([text], row.n_words) for text in texts)


@given(TEXTS)
def test_every_pair_is_found_that_does_not_stand_within_longer_runs_alone(texts):
    found = set(find_any(make(texts), max_words=2)["phrase"])
    longer = {run for n in (3, 4) for run in count_runs_plainly(texts, n)}
    within = {pair for run in longer for pair in itertools.pairwise(run)}
    outside = {" ".join(pair) for pair in count_runs_plainly(texts, 2)} - {" ".join(pair) for pair in within}
    assert outside <= found


def cut_table(texts, words, cut):
    """The 2 x 2 table of a run of words and a place to cut it, counted plainly."""
    windows = count_runs_plainly(texts, len(words))
    left = sum(n for run, n in windows.items() if run[:cut] == words[:cut])
    right = sum(n for run, n in windows.items() if run[cut:] == words[cut:])
    both, total = windows[words], windows.total()
    return np.array([[both, left - both], [right - both, total - left - right + both]])


@given(TEXTS)
def test_g2_is_that_of_scipy_and_npmi_that_of_the_formula_at_the_weakest_link(texts):
    for row in find_any(make(texts)).itertuples():
        words = tuple(row.phrase.split())
        cuts = [cut_table(texts, words, cut) for cut in range(1, len(words))]
        table = max(cuts, key=lambda cells: cells[0].sum() * cells[:, 0].sum())
        both, left, right, total = table[0, 0], table[0].sum(), table[:, 0].sum(), table.sum()
        sign = -1 if both * total < left * right else 1
        if 0 in table.sum(axis=0) or 0 in table.sum(axis=1):  # a word that stands everywhere tells nothing
            assert row.g2 == pytest.approx(0, abs=1e-9)
        else:
            oracle = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
            assert row.g2 == pytest.approx(sign * oracle, abs=1e-9)
        by_hand = np.log(both * total / (left * right)) / -np.log(both / total) if both < total else 1
        assert row.npmi == pytest.approx(by_hand, abs=1e-9)


def test_npmi_of_a_pair_worked_out_by_hand():
    # 8 pairs: "a b" twice, "a" first 3 times, "b" second 2 times: ln(2 * 8 / (3 * 2)) / ln(8 / 2).
    texts = [list("abcab"), list("acdca")]
    table = find_any(make(texts), min_count=2).set_index("phrase")
    assert table.loc["a b", ["n", "n_docs"]].tolist() == [2, 1]
    assert table.loc["a b", "npmi"] == pytest.approx(np.log(16 / 6) / np.log(4))


@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_no_statistics(texts, random):
    shuffled = random.sample(texts, len(texts))
    one, other = find_any(make(texts)), find_any(make(shuffled))
    pd.testing.assert_frame_equal(*(table.sort_values("phrase", ignore_index=True) for table in (one, other)))


@given(TEXTS)
def test_the_table_is_sorted_by_g2_and_then_by_phrase(texts):
    table = find_any(make(texts))
    assert table.columns.tolist() == ["phrase", "n", "n_docs", "n_words", "g2", "npmi"]
    keys = list(zip(-table["g2"], table["phrase"], strict=True))
    assert keys == sorted(keys)
    assert table["phrase"].is_unique


def plant(phrases, *, n_docs=200, seed=0):
    """Texts of random words in which each phrase stands 30 times."""
    rng = np.random.default_rng(seed)
    texts = [[f"w{number}" for number in rng.zipf(1.5, 40) % 500] for _ in range(n_docs)]
    for phrase in phrases:
        for doc in rng.integers(n_docs, size=30):
            place = int(rng.integers(len(texts[doc]) + 1))
            if not any(" ".join(texts[doc][max(place - 3, 0) : place + 3]).count(word) for p in phrases for word in p):
                texts[doc][place:place] = phrase
    return make(texts)


def test_planted_phrases_come_first_and_their_fragments_not_at_all():
    planted = [["white", "house"], ["national", "security", "agency"], ["weapons", "of", "mass", "destruction"]]
    table = find_phrases(plant(planted))
    assert sorted(table["phrase"].head(3)) == sorted(" ".join(words) for words in planted)
    assert not set(table["phrase"]) & {"national security", "security agency", "mass destruction", "weapons of mass"}


def test_a_part_that_also_stands_alone_is_a_phrase_of_its_own():
    texts = [["national", "security", "agency"]] * 6 + [["the", "national", "security"]] * 5 + [["a"]] * 50
    table = find_phrases(make(texts)).set_index("phrase")
    assert table["n"].to_dict() == {"national security agency": 6, "national security": 11}
    assert find_phrases(make(texts), min_count=6)["phrase"].tolist() == ["national security agency"]


def test_a_window_of_a_repeated_sentence_is_no_phrase_but_a_fragment():
    sentence = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"]
    texts = [[*sentence, *"xyz"]] * 9 + [list("xyz")] * 9
    assert find_phrases(make(texts), max_words=4)["phrase"].tolist() == []
    assert find_phrases(make(texts), max_words=6, keep_numbers=True)["phrase"].tolist()[0] == " ".join(sentence)


def test_no_phrase_reaches_over_the_end_of_a_document():
    tokens = make([["white"], ["house"]] * 20)
    assert find_any(tokens).empty
    assert join_phrases(tokens, pd.DataFrame({"phrase": ["white house"]})) is tokens


def test_texts_without_a_pair_give_a_table_without_rows():
    for texts in ([], [[]], [["a"]], [[], ["a"], []]):
        table = find_phrases(make(texts))
        assert table.empty
        assert table.columns.tolist() == ["phrase", "n", "n_docs", "n_words", "g2", "npmi"]


def test_stop_words_end_no_phrase_but_may_stand_within():
    texts = [["the", "chief", "of", "staff", "of"]] * 6 + [["of", "the", "x"], ["staff"], ["chief"]] * 30
    assert find_phrases(make(texts), stop_words=["The", "of"])["phrase"].tolist() == ["chief of staff"]
    assert find_phrases(make(texts), stop_words="en")["phrase"].tolist() == ["chief of staff"]
    assert find_phrases(make(texts))["phrase"].tolist() == ["chief of staff"]
    assert "the chief of staff" in " ".join(find_phrases(make(texts), stop_words=None, max_words=6)["phrase"])
    assert "the chief" in " ".join(find_phrases(make(texts), stop_words=[], max_words=6)["phrase"])


def test_each_document_has_the_stop_words_of_its_language():
    english = ["the", "car", "bomb", "was", "in", "the"]
    french = ["car", "bomb", "est", "dans", "la", "car", "elle", "y", "est"]
    phrases = find_phrases(make([english] * 20 + [french] * 6))["phrase"].tolist()
    assert "car bomb" in phrases
    phrases = find_phrases(make([french] * 20 + [english] * 6))["phrase"].tolist()
    assert "car bomb" not in phrases


def test_the_united_states_are_a_phrase():
    texts = [["the", "united", "states", "said", "so"]] * 9 + [["the", "x", "said", "so"]] * 9
    assert find_phrases(make(texts))["phrase"].tolist() == ["united states"]


def test_numbers_end_no_phrase_unless_asked_for():
    texts = [["article", "50", "applies"], ["channel", "4"]] * 8 + [["x"], ["y"]] * 20
    assert find_phrases(make(texts))["phrase"].tolist() == ["article 50 applies"]
    assert set(find_phrases(make(texts), keep_numbers=True)["phrase"]) == {"article 50 applies", "channel 4"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"max_words": 1}, r"`max_words` is 1, but must be an int of 2 or more"),
        ({"max_words": 2.5}, r"`max_words` is 2\.5, but"),
        ({"min_count": 0}, r"`min_count` is 0, but must be an int of 1 or more"),
        ({"min_count": True}, r"`min_count` is True, but"),
        ({"min_npmi": 1.5}, r"`min_npmi` is 1\.5, but must lie between -1 and 1"),
        ({"min_npmi": float("nan")}, r"`min_npmi` is nan, but"),
        ({"stop_words": "english"}, r"lang is 'english'; there are stop words for"),
    ],
)
def test_thresholds_out_of_range_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        find_phrases(make([["a", "b"]]), **options)


def join_plainly(text, phrases):
    """The longest phrases first, then the first in the text."""
    owner = [None] * len(text)
    for n_words in sorted({len(phrase) for phrase in phrases if len(phrase) > 1}, reverse=True):
        for i in range(len(text) - n_words + 1):
            if tuple(text[i : i + n_words]) in phrases and not any(owner[i : i + n_words]):
                owner[i : i + n_words] = [(i, n_words)] * n_words
    pieces = [own or (i, 1) for i, own in enumerate(owner)]
    return [" ".join(text[i : i + n]) for i, n in dict.fromkeys(pieces)]


def as_table(phrases):
    return pd.DataFrame({"phrase": pd.Series(phrases, dtype="str")})


@given(TEXTS, PHRASES)
def test_joining_does_what_a_plain_loop_does(texts, phrases):
    joined = join_phrases(make(texts), as_table(phrases))
    assert read(joined) == [join_plainly(text, {tuple(phrase.split()) for phrase in phrases}) for text in texts]


@given(TEXTS, PHRASES, PHRASES)
def test_joining_once_or_twice_conserves_the_words_documents_and_spans(texts, phrases, more):
    tokens = make(texts)
    joined = join_phrases(join_phrases(tokens, as_table(phrases)), as_table(more))
    assert [" ".join(terms).split() for terms in read(joined)] == texts
    assert joined.doc_ids.equals(tokens.doc_ids)
    assert (joined.ids.dtype, joined.spans.dtype) == (np.int32, np.int32)
    for text, (a, b) in zip(texts, itertools.pairwise(joined.starts), strict=True):
        surface = [" ".join(text)[start:end] for start, end in joined.spans[a:b]]
        assert surface == joined.terms[joined.ids[a:b]].tolist()


@given(TEXTS, PHRASES)
def test_terms_are_those_that_occur_in_the_order_in_which_they_do(texts, phrases):
    joined = join_phrases(make(texts), as_table(phrases))
    assert joined.terms.tolist() == list(dict.fromkeys(itertools.chain(*read(joined))))


@given(TEXTS)
def test_joining_no_phrases_changes_nothing(texts):
    tokens = make(texts)
    assert join_phrases(tokens, []) is tokens
    assert join_phrases(tokens, as_table([])) is tokens
    assert join_phrases(tokens, as_table(["a", "e f"])) is tokens


def test_joined_tokens_become_part_of_longer_phrases_but_are_not_taken_apart():
    once = join_phrases(make([["new", "york", "stock", "exchange"]]), as_table(["new york"]))
    assert read(join_phrases(once, as_table(["new york stock exchange"]))) == [["new york stock exchange"]]
    assert read(join_phrases(once, as_table(["york stock"]))) == [["new york", "stock", "exchange"]]
    assert read(join_phrases(once, as_table(["york stock", "stock exchange"]))) == [["new york", "stock exchange"]]


def test_finding_again_in_joined_tokens_finds_longer_phrases():
    tokens = plant([["one", "two", "three", "four", "five", "six"]])
    once = join_phrases(tokens, ["one two three", "four five six"])
    assert find_phrases(once)["phrase"].tolist()[0] == "one two three four five six"


def test_tokens_without_spans_stay_without():
    tokens = make([["a", "b"]])
    bare = Tokens(tokens.ids, tokens.starts, tokens.terms, tokens.doc_ids)
    assert join_phrases(bare, as_table(["a b"])).spans is None


def test_phrases_are_folded_as_tokens_are():
    corpus = pd.DataFrame({"text": ["L’État de droit", "The White House", "رئيسُ الحكومة"]}, index=["a", "b", "c"])
    joined = join_phrases(tokenize(corpus, spans=True), ["l'état", "WHITE  HOUSE", "رئيس الحكومه"])
    assert read(joined) == [["l' état", "de", "droit"], ["the", "white house"], ["رئيس الحكومه"]]
    assert [corpus["text"].iloc[0][slice(*joined.spans[0])], len(joined)] == ["L’État", 6]


def test_joined_phrases_are_counted_and_stemmed_as_terms():
    corpus = pd.DataFrame({"text": ["Spy agencies met the spy agency."]}, index=["a"])
    joined = join_phrases(tokenize(corpus), ["spy agency", "spy agencies"])
    dtm = build_dtm(stem_tokens(joined), stop_words="en")
    assert dict(zip(dtm.terms, dtm.counts.toarray()[0], strict=True)) == {"spy agencies": 2, "met": 1}


def test_what_cannot_be_joined_is_refused():
    tokens = make([["a", "b"]])
    with pytest.raises(TypeError, match=r"`phrases` is one str, 'a b'\. Pass a list"):
        join_phrases(tokens, "a b")
    with pytest.raises(ValueError, match=r"`phrases` has no column 'phrase', only \['term'\]"):
        join_phrases(tokens, pd.DataFrame({"term": ["a b"]}))
    with pytest.raises(ValueError, match=r"1 of 2 phrases hold a \*, such as \['securit\* force'\]"):
        join_phrases(tokens, ["a b", "securit* force"])
    with pytest.raises(ValueError, match=r"1 of 1 phrases hold no word, such as \['--'\]"):
        join_phrases(tokens, ["--"])


@pytest.mark.parametrize(
    ("name", "column", "expected"),
    [
        ("polnear", "text", ["donald trump", "hillary clinton", "united states", "white house", "supreme court"]),
        ("reuters", "text", ["united states", "securities and exchange commission", "prime minister"]),
        ("headlines_fr", "title", ["réforme des retraites", "gilets jaunes", "emmanuel macron"]),
        ("ahdath_ar", "text", ["رئيس الحكومه", "العداله والتنميه", "مجلس النواب"]),
    ],
)
def test_news_gives_the_phrases_that_a_reader_expects(name, column, expected):
    path = NEWS / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"{path.name} of labelled news is not here")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        corpus = pd.DataFrame(map(json.loads, lines)).drop_duplicates(column).set_index("doc_id")
    best = find_phrases(tokenize(corpus, column=column))["phrase"].head(60)
    assert set(expected) <= set(best)
