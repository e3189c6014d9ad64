"""Outlets differ by how they tell an event, not by which events they tell."""

import numpy as np
import pandas as pd
import pytest

from mediakit.framing.omissions import find_omissions
from mediakit.framing.omitted_sentences import find_omitted_sentences
from mediakit.framing.outlet_words import compare_words, find_word_sentences
from mediakit.framing.outlets import compare_outlet_pairs, compare_outlets
from mediakit.text.dtm import build_dtm
from mediakit.text.tokens import tokenize


def plant(effect=0.0, n_events=20, seed=0):
    """Outlets A, B and C on events that differ; A adds `effect`, and covers more of the events of terror."""
    rng = np.random.default_rng(seed)
    level = rng.normal(0, 3, n_events)
    rows = [
        (f"e{event:02}", outlet, level[event] + rng.normal() + effect * (outlet == "A"))
        for event in range(n_events)
        for outlet in "ABC"
        if outlet == "A" or level[event] < 0 or rng.random() < 0.6
    ]
    return pd.DataFrame(rows, columns=["event", "outlet", "rate"])


def test_the_difference_is_that_worked_out_by_hand():
    table = pd.DataFrame({"event": list("aaaabbb"), "outlet": list("AABCABC"), "rate": [1, 3, 4, 6, 5, 1, 3]})
    found = compare_outlets(table, value="rate", n_resamples=50).set_index("outlet")
    assert found.loc["A", "difference"] == pytest.approx(((2 - 5) + (5 - 2)) / 2)
    assert found.loc["B", "difference"] == pytest.approx(((4 - 4) + (1 - 4)) / 2)


def test_a_planted_difference_comes_back():
    found = compare_outlets(plant(effect=2.0, n_events=60), value="rate", n_resamples=500).set_index("outlet")
    assert found.loc["A", "low"] < 2 < found.loc["A", "high"]
    assert found.loc["A", "p_corrected"] < 0.01


def test_covering_other_events_makes_no_difference():
    rows = [(f"t{k}", "A", 10.0) for k in range(20)]
    table = pd.concat([plant(n_events=40), pd.DataFrame(rows, columns=["event", "outlet", "rate"])])
    found = compare_outlets(table, value="rate", n_resamples=500).set_index("outlet")
    assert found.loc["A", "low"] < 0 < found.loc["A", "high"]
    assert found.loc["A", "n_alone"] >= 20


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    held = []
    for seed in range(60):
        row = compare_outlets(plant(1.0, 15, seed), value="rate", n_resamples=300).set_index("outlet").loc["A"]
        held.append(row["low"] <= 1 <= row["high"])
    assert np.mean(held) > 0.85


def test_the_order_of_rows_and_a_constant_of_an_event_change_nothing():
    table = plant(1.0)
    expected = compare_outlets(table, value="rate", n_resamples=100)
    shuffled = compare_outlets(table.sample(frac=1, random_state=1), value="rate", n_resamples=100)
    pd.testing.assert_frame_equal(expected, shuffled)
    moved = table.assign(rate=table["rate"] + table["event"].str[1:].astype(int))
    names = ["difference", "low", "high", "p_value"]
    pd.testing.assert_frame_equal(expected[names], compare_outlets(moved, value="rate", n_resamples=100)[names])


def test_swapping_two_outlets_flips_the_sign_and_frames_are_compared_apart():
    table = plant(1.0).query("outlet != 'C'")
    swapped = table.assign(outlet=table["outlet"].map({"A": "B", "B": "A"}))
    one = compare_outlet_pairs(table, value="rate", n_resamples=100)
    other = compare_outlet_pairs(swapped, value="rate", n_resamples=100)
    assert one.loc[0, "difference"] == pytest.approx(-other.loc[0, "difference"])
    both = pd.concat([table.assign(frame="threat"), swapped.assign(frame="victims")])
    assert compare_outlets(both, value="rate", frame="frame", n_resamples=100)["frame"].nunique() == 2


def test_sentences_of_one_article_count_as_one_observation():
    articles = plant(1.0).assign(doc_id=lambda table: [f"d{number:03}" for number in range(len(table))])
    moves = [(-1.0, 1.0), (-2.0, 0.5, 1.5), (0.0,)]
    rows = [
        {**row, "rate": row["rate"] + move}
        for number, row in enumerate(articles.to_dict("records"))
        for move in moves[number % 3]
    ]
    sentences = pd.DataFrame(rows)
    expected = compare_outlets(articles, value="rate", n_resamples=200)
    found = compare_outlets(sentences, value="rate", cluster="doc_id", n_resamples=200)
    pd.testing.assert_frame_equal(expected, found)
    alone = compare_outlets(sentences, value="rate", n_resamples=200)
    assert (alone["n_docs"] > found["n_docs"]).all()


def test_an_outlet_that_tells_an_event_in_many_articles_weighs_no_more():
    table = plant(1.0)
    many = pd.concat([table, table[table["outlet"] == "B"], table[table["outlet"] == "B"]], ignore_index=True)
    names = ["outlet", "n_events", "difference", "low", "high"]
    one, three = (compare_outlets(rows, value="rate", n_resamples=200)[names] for rows in (table, many))
    pd.testing.assert_frame_equal(one, three)


def test_p_values_are_as_small_as_they_say_with_unbalanced_events():
    small = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        table = pd.DataFrame({"event": np.repeat(list("abcdef"), 4), "outlet": list("AAABAABC" * 3)})
        table["rate"] = np.repeat(rng.normal(0, 3, 6), 4) + rng.exponential(size=24)
        found = compare_outlets(table, value="rate", n_resamples=59).set_index("outlet")
        small.append(found.loc["A", "p_value"] <= 0.1)
    assert 0.02 <= np.mean(small) <= 0.2


def test_a_table_without_a_common_event_or_column_is_refused():
    table = pd.DataFrame({"event": ["a", "b"], "outlet": ["A", "B"], "rate": [1.0, 2.0]})
    with pytest.raises(ValueError, match="None of 2 events"):
        compare_outlets(table, value="rate")
    with pytest.raises(ValueError, match="no columns"):
        compare_outlets(table, value="tone")
    with pytest.raises(ValueError, match="needs numbers"):
        compare_outlets(table.assign(rate="x"), value="rate")


def test_the_word_of_one_outlet_comes_first_whatever_events_it_covers():
    texts = {"a1": "spy met regime", "b1": "spy met government", "a2": "ship met regime", "b2": "ship met government"}
    corpus = pd.DataFrame({"text": pd.Series(texts), "outlet": list("ABAB"), "event": ["1", "1", "2", "2"]})
    corpus = corpus.rename_axis("doc_id")
    corpus.loc["a3"] = ["storm storm storm", "A", "3"]
    words = compare_words(build_dtm(tokenize(corpus), min_df=1, max_df=1.0), corpus)
    assert words.groupby("outlet")["term"].first().tolist() == ["regime", "government"]
    assert "storm" not in set(words["term"])
    sentences = find_word_sentences(corpus, words.groupby("outlet").head(1))
    assert sentences["doc_id"].tolist() == ["a1", "a2", "b1", "b2"]


def test_what_the_others_tell_is_an_omission_only_where_the_outlet_told_the_event():
    table = pd.DataFrame({"event": list("xxxyy"), "outlet": list("ABCAB"), "frame": "victims", "rate": [1, 1, 0, 1, 1]})
    found = find_omissions(table, told="rate")
    assert found[["event", "outlet", "share"]].to_numpy().tolist() == [["x", "C", 1.0]]
    with pytest.raises(ValueError, match="min_share"):
        find_omissions(table, told="rate", min_share=1.0)
    with pytest.raises(ValueError, match="min_others"):
        find_omissions(table, told="rate", min_others=0)
    with pytest.raises(ValueError, match="no columns"):
        find_omissions(table, told="tone")


def read_facts(sentences):
    """A vector with one number a fact; the mean, which is taken off, is held at nothing by the opposites of all."""
    facts = ["arrest", "letter", "mayor", "storm"]
    return [[float(fact in sentence) - float(f"no {fact}" in sentence) * 2 for fact in facts] for sentence in sentences]


def plant_silence():
    """Event 1: all tell the arrest, A and B the letter, A alone the mayor. C tells the letter on another event."""
    arrest, letter, mayor = (
        "They made an arrest at the port.",
        "A letter had warned them of it.",
        "So the mayor has said to us all.",
    )
    rows = [
        ("a1", "A", "1", f"{arrest} {letter} {mayor}"),
        ("b1", "B", "1", f"{letter} {arrest} A letter!"),
        ("c1", "C", "1", arrest),
        ("c2", "C", "2", letter),
        ("a2", "A", "2", "There was no arrest, no letter, no mayor, no storm at all."),
        ("b2", "B", "2", "There was no arrest, no letter, no mayor, no storm at all."),
    ]
    corpus = pd.DataFrame(rows, columns=["doc_id", "outlet", "event", "text"]).set_index("doc_id")
    return corpus.drop(columns="event"), corpus["event"].reset_index()


def test_a_sentence_of_two_outlets_is_left_out_by_the_third_and_shown_once():
    corpus, events = plant_silence()
    found = find_omitted_sentences(corpus, events, encoder=read_facts).query("event == '1'")
    names = ["outlet", "sentence", "n_tellers", "n_others", "doc_id"]
    assert found[names].to_numpy().tolist() == [["C", "A letter had warned them of it.", 2, 2, "c1"]]
    assert found["source_outlet"].isin(["A", "B"]).all()
    alone = find_omitted_sentences(corpus, events, encoder=read_facts, min_tellers=1).query("event == '1'")
    mayor = alone[alone["sentence"].str.contains("mayor")]
    assert mayor[["outlet", "source", "n_tellers"]].to_numpy().tolist() == [["B", "a1", 1], ["C", "a1", 1]]


def test_an_outlet_that_tells_it_in_a_second_article_leaves_nothing_out():
    corpus, events = plant_silence()
    events.loc[events["doc_id"] == "c2", "event"] = "1"
    found = find_omitted_sentences(corpus, events, encoder=read_facts)
    assert "C" not in set(found["outlet"])


def test_a_sentence_whose_words_the_outlet_uses_elsewhere_on_the_event_is_not_left_out():
    corpus, events = plant_silence()
    corpus.loc["c1", "text"] += " A warning came, by letter."
    encode = {"A letter had warned them of it.": [0, 1, 0, 0], "A letter!": [0, 1, 0, 0]}
    found = find_omitted_sentences(
        corpus, events, encoder=lambda texts: [encode.get(text, [1, 0, 0, 0]) for text in texts]
    )
    corpus.loc["c1", "text"] = corpus.loc["c1", "text"].replace("letter", "letter; it had warned them")
    told = find_omitted_sentences(
        corpus, events, encoder=lambda texts: [encode.get(text, [1, 0, 0, 0]) for text in texts]
    )
    assert found.query("event == '1'")["outlet"].tolist() == ["C"]
    assert told.query("event == '1'").empty


def test_the_order_of_articles_and_events_changes_no_omitted_sentence():
    corpus, events = plant_silence()
    expected = find_omitted_sentences(corpus, events, encoder=read_facts, min_tellers=1)
    found = find_omitted_sentences(corpus[::-1], events[::-1], encoder=read_facts, min_tellers=1)
    pd.testing.assert_frame_equal(expected, found)


def test_omitted_sentences_of_nothing_that_can_be_compared_are_refused():
    corpus, events = plant_silence()
    with pytest.raises(ValueError, match="`corpus` has no columns"):
        find_omitted_sentences(corpus.drop(columns="outlet"), events)
    with pytest.raises(ValueError, match="1 of 1 articles of `events` are not in `corpus`"):
        find_omitted_sentences(corpus, pd.DataFrame({"doc_id": ["z"], "event": ["e"]}))
    with pytest.raises(ValueError, match="6 of 12 articles of `events` stand there twice"):
        find_omitted_sentences(corpus, pd.concat([events, events]))
    with pytest.raises(ValueError, match="`min_tellers` is 0"):
        find_omitted_sentences(corpus, events, min_tellers=0)
    with pytest.raises(ValueError, match="told and left out"):
        find_omitted_sentences(corpus, events, silent_below=0.9)
    with pytest.raises(ValueError, match="None of 2 events is told by more than 3 outlets"):
        find_omitted_sentences(corpus, events, min_tellers=3)


def test_sentences_are_found_as_the_tokenizer_reads_words():
    texts = [
        "It rained. The SPIES met.\nThe spies left.",
        "Spiess met.",
        "وصل الوزير. قالت أَجْهِزَة الأمن إنها تراقب.",
        None,
    ]
    corpus = pd.DataFrame({"outlet": ["A", "A", "B", "B"], "text": texts}, index=["a1", "a2", "b1", "b2"])
    words = pd.DataFrame({"outlet": ["A", "A", "B", "B"], "term": ["spies", "spies left", "اجهزه الامن", "absent"]})
    found = find_word_sentences(corpus, words)
    assert found["doc_id"].tolist() == ["a1", "a1", "b1"]
    assert found["sentence"].tolist() == ["The SPIES met.", "The spies left.", "قالت أَجْهِزَة الأمن إنها تراقب."]


def test_words_do_not_reach_over_the_edge_of_an_article():
    corpus = pd.DataFrame({"outlet": "A", "text": ["The old spies", "met in Oran."]}, index=["a1", "a2"])
    words = pd.DataFrame({"outlet": ["A"], "term": ["spies met"]})
    assert find_word_sentences(corpus, words).empty


def test_words_without_a_column_or_outlet_are_refused():
    corpus = pd.DataFrame({"outlet": ["A"], "text": ["The spies met."]}, index=["a1"])
    with pytest.raises(ValueError, match="`words` has no columns"):
        find_word_sentences(corpus, pd.DataFrame({"outlet": ["A"]}))
    with pytest.raises(ValueError, match="1 values of 'outlet' in `words` are not in `corpus`"):
        find_word_sentences(corpus, pd.DataFrame({"outlet": ["B"], "term": ["spies"]}))
    dtm = build_dtm(tokenize(corpus))
    with pytest.raises(ValueError, match="`events` has no columns"):
        compare_words(dtm, corpus)
    with pytest.raises(ValueError, match="1 of 1 documents are not in `events`"):
        compare_words(dtm, pd.DataFrame({"outlet": ["A"], "event": ["e"]}, index=["z"]))
    with pytest.raises(ValueError, match="None of 1 events"):
        compare_words(dtm, corpus.assign(event="e"))
