"""Phrases in tokens: the longest wins, wildcards and Arabic particles, and the order of documents changes nothing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.text.matching import fold_phrases, match_phrases
from mediakit.text.tokens import tokenize


def tokens_of(*texts):
    return tokenize(pd.DataFrame({"text": list(texts)}, index=[f"d{i}" for i in range(len(texts))], dtype="str"))


def matched(text, phrases):
    """(words, phrase) of each match in one text."""
    tokens = tokens_of(text)
    words = tokens.terms[tokens.ids]
    table = match_phrases(tokens, phrases)
    return [(" ".join(words[m.start : m.end]), phrases[m.phrase]) for m in table.itertuples()]


@pytest.mark.parametrize(
    ("text", "phrases", "expected"),
    [
        ("A joint operation.", ["joint operation", "joint"], [("joint operation", "joint operation")]),
        ("Terrorists met.", ["terroris*"], [("terrorists", "terroris*")]),
        ("securities cooperated", ["securit* cooperat*"], [("securities cooperated", "securit* cooperat*")]),
        ("CLOSE Cooperation", ["close cooperation"], [("close cooperation", "close cooperation")]),
        ("l’État de droit", ["l'état"], [("l' état", "l'état")]),
        ("the goods", ["good*", "goods"], [("goods", "goods")]),
        ("insecure and insecurity", ["insec*", "insecur*"], [("insecure", "insecur*"), ("insecurity", "insecur*")]),
        ("state state", ["state"], [("state", "state"), ("state", "state")]),
        ("a b a b a", ["a b a", "b a b"], [("a b a", "a b a")]),
        ("no such thing", ["thing of", "other"], []),
    ],
)
def test_phrases_match_as_a_reader_would_expect(text, phrases, expected):
    assert matched(text, phrases) == expected


@pytest.mark.parametrize(
    "surface",
    ["أمن", "الأمن", "والأمن", "بالأمن", "للأمن", "فالأمن", "كالأمن", "وبالأمن", "وأمن", "بأمن", "لأمن", "الأَمْن"],
)
def test_an_arabic_entry_matches_with_what_is_written_onto_its_front(surface):
    assert len(matched(f"قال {surface} اليوم", ["أمن"])) == 1


@pytest.mark.parametrize(
    ("surface", "entry", "n_matches"),
    [
        ("بحر", "حر", 0),  # a word of two letters is not tried behind a bare particle: this is the sea
        ("كامن", "أمن", 0),  # nor one of three behind "like": this is latent
        ("سيهدد", "يهدد", 1),
        ("للإعلام", "الإعلام", 1),
        ("الإرهابيين", "إرهاب*", 1),
        ("وبالتعاون الأمني", "تعاون أمني", 1),
        ("security", "أمن", 0),
    ],
)
def test_arabic_particles_have_limits(surface, entry, n_matches):
    assert len(matched(surface, [entry])) == n_matches


def test_a_word_as_written_comes_before_one_with_a_particle():
    assert matched("وحدة", ["حدة", "وحدة"]) == [("وحده", "وحدة")]


def test_no_phrase_reaches_from_one_document_into_the_next():
    assert match_phrases(tokens_of("joint", "operation"), ["joint operation"]).empty


def test_places_are_rows_of_tokens():
    table = match_phrases(tokens_of("", "one two", "two three four"), ["three four", "two"])
    assert table.to_numpy().tolist() == [[1, 1, 2, 1], [2, 2, 3, 1], [2, 3, 5, 0]]


def test_nothing_to_look_for_and_nothing_to_look_in_give_no_matches():
    assert match_phrases(tokens_of("one"), []).empty
    assert match_phrases(tokens_of(""), ["one two", "t*"]).empty


TEXTS = st.lists(st.text(alphabet="ab ", max_size=25), min_size=1, max_size=6)
PHRASES = st.lists(st.text(alphabet="ab", min_size=1, max_size=2), min_size=1, max_size=3).map(" ".join)


def by_hand(words, phrases):
    """The same rule, one token at a time: longest first, then leftmost, then first phrase."""
    taken, found = [False] * len(words), []
    for length in sorted({len(p.split()) for p in phrases}, reverse=True):
        for i in range(len(words) - length + 1):
            row = next((r for r, p in enumerate(phrases) if p.split() == words[i : i + length]), None)
            if row is not None and not any(taken[i : i + length]):
                taken[i : i + length] = [True] * length
                found.append((i, i + length, row))
    return sorted(found)


@settings(deadline=None, max_examples=50)
@given(TEXTS, st.lists(PHRASES, min_size=1, max_size=5))
def test_matches_equal_those_of_a_loop_over_the_tokens(texts, phrases):
    table = match_phrases(tokens_of(*texts), phrases)
    for doc, text in enumerate(texts):
        own = table[table["doc"] == doc]
        first = sum(len(t.split()) for t in texts[:doc])
        found = list(zip(own["start"] - first, own["end"] - first, own["phrase"], strict=True))
        assert found == by_hand(text.split(), phrases)


@settings(deadline=None, max_examples=50)
@given(TEXTS, st.lists(PHRASES, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_shuffling_the_documents_changes_nothing_but_the_order(texts, phrases, random):
    order = list(range(len(texts)))
    random.shuffle(order)
    straight = match_phrases(tokens_of(*texts), phrases).groupby("doc")["phrase"].apply(list)
    shuffled = match_phrases(tokens_of(*[texts[i] for i in order]), phrases).groupby("doc")["phrase"].apply(list)
    assert straight.to_dict() == {order[doc]: rows for doc, rows in shuffled.items()}


def test_folding_a_folded_phrase_changes_nothing():
    once = fold_phrases(["L’État", "Sécurit*", "الإرهاب", "d'", "don’t", "counter-terroris*"])
    assert once == ["l' état", "sécurit*", "الارهاب", "d'", "don't", "counter-terroris*"]
    assert fold_phrases(once) == once


@pytest.mark.parametrize("phrase", ["", "  ", "*", "—"])
def test_a_phrase_without_a_word_is_refused(phrase):
    with pytest.raises(ValueError, match="1 of 2 phrases hold no word"):
        match_phrases(tokens_of("one"), ["one", phrase])


def test_a_repeated_text_holds_each_match_again():
    text = "Both services share intelligence and share information, they said."
    phrases = ["share intelligence", "share*", "services"]
    one, three = match_phrases(tokens_of(text), phrases), match_phrases(tokens_of(text, text, text), phrases)
    assert len(three) == 3 * len(one)
    assert np.array_equal(three["phrase"], np.tile(one["phrase"], 3))
