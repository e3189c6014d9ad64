"""Codebooks as an expert's spreadsheet saves them, and frames counted by their phrases."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.framing.codebook import load_codebook
from mediakit.framing.frames import count_frames
from mediakit.text.tokens import tokenize


def codebook_of(*rows):
    return pd.DataFrame(rows, columns=["category", "phrase", "weight", "lang"])


SMALL = codebook_of(
    ("threat", "threat*", 1.0, "en"),
    ("threat", "attack plan", 2.0, "en"),
    ("cooperation", "share* intelligence", 1.0, "en"),
    ("cooperation", "partage", 0.5, "fr"),
    ("secrecy", "intelligence", 1.0, "en"),
)


def tokens_of(*texts):
    return tokenize(pd.DataFrame({"text": list(texts)}, index=[f"d{i}" for i in range(len(texts))], dtype="str"))


def counts_of(text, codebook, **options):
    table = count_frames(tokens_of(text), codebook, **options)
    return dict(zip(table["frame"], table["n_matches"], strict=True))


def written(folder, text, encoding="utf-8"):
    path = folder / "mine.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_counts_and_rates_equal_those_worked_out_by_hand():
    table = count_frames(tokens_of("Services shared intelligence on threats and an attack plan.", "No."), SMALL)
    assert table.columns.tolist() == ["doc_id", "frame", "n_matches", "rate"]
    assert table["doc_id"].tolist() == ["d0"] * 3 + ["d1"] * 3
    assert table["frame"].tolist() == ["threat", "cooperation", "secrecy"] * 2
    assert table["n_matches"].tolist() == [2, 1, 0, 0, 0, 0]
    assert table["rate"].tolist() == pytest.approx([3000 / 9, 1000 / 9, 0, 0, 0, 0])


def test_an_empty_document_has_all_frames_at_zero():
    table = count_frames(tokens_of("", "threats"), SMALL)
    assert table["n_matches"].tolist() == [0, 0, 0, 1, 0, 0]
    assert table["rate"].tolist() == [0.0, 0.0, 0.0, 1000.0, 0.0, 0.0]


def test_a_codebook_of_which_no_word_occurs_gives_zeros():
    assert count_frames(tokens_of("nothing of the kind"), SMALL)["rate"].eq(0).all()


def test_a_phrase_of_two_frames_counts_in_both_and_one_of_two_languages_once():
    shared = codebook_of(("a", "police", 1.0, "en"), ("b", "Police", 1.0, "fr"), ("b", "police", 1.0, "en"))
    assert counts_of("La police", shared) == {"a": 1, "b": 1}


def test_with_languages_a_phrase_counts_in_documents_of_its_own_alone():
    tokens = tokens_of("partage of threats", "partage of threats")
    langs = pd.Series(["fr", "en"], index=["d1", "d0"])
    table = count_frames(tokens, SMALL, langs=langs)
    assert table["n_matches"].tolist() == [1, 0, 0, 0, 1, 0]
    for_all = codebook_of(("threat", "threats", 1.0, ""))
    assert count_frames(tokens, for_all, langs=langs)["n_matches"].tolist() == [1, 1]


WORDS = st.sampled_from(["shared", "intelligence", "threats", "attack", "plan", "partage", "zzz"])
TEXTS = st.lists(st.lists(WORDS, max_size=12).map(" ".join), min_size=1, max_size=5)


@settings(deadline=None, max_examples=50)
@given(TEXTS, st.randoms(use_true_random=False))
def test_shuffling_the_documents_changes_nothing_but_the_order(texts, random):
    corpus = pd.DataFrame({"text": texts}, index=[f"d{i}" for i in range(len(texts))], dtype="str")
    order = random.sample(list(corpus.index), len(corpus))
    keys = ["doc_id", "frame"]
    straight = count_frames(tokenize(corpus), SMALL).sort_values(keys, ignore_index=True)
    shuffled = count_frames(tokenize(corpus.loc[order]), SMALL).sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(straight, shuffled)


@settings(deadline=None, max_examples=50)
@given(TEXTS)
def test_an_unknown_word_changes_the_rate_but_no_count(texts):
    plain = count_frames(tokens_of(*texts), SMALL)
    longer = count_frames(tokens_of(*[f"{text} qwxyz" for text in texts]), SMALL)
    assert plain["n_matches"].equals(longer["n_matches"])
    assert (longer["rate"] <= plain["rate"]).all()


@settings(deadline=None, max_examples=50)
@given(TEXTS)
def test_a_doubled_weight_doubles_the_rate(texts):
    tokens = tokens_of(*texts)
    doubled = count_frames(tokens, SMALL.assign(weight=2 * SMALL["weight"]))
    assert np.allclose(doubled["rate"], 2 * count_frames(tokens, SMALL)["rate"])


@pytest.mark.parametrize(
    "text",
    [
        "category,phrase,weight,lang\nthreat,attack*,0.5,en\ncost,le prix,,fr\n",
        "\ufeffCategory;PHRASE;Weight;Lang\r\nthreat;attack*;0,5;EN\r\n;;;\r\n\r\ncost;le prix;;fr\r\n",
        "lang\tnote\tphrase\tweight\tcategory\nen\tmine\tattack*\t0.5\tthreat\nfr\t\t le prix \t1\tcost\n",
    ],
)
def test_a_file_reads_the_same_however_the_spreadsheet_saved_it(tmp_path, text):
    expected = codebook_of(("threat", "attack*", 0.5, "en"), ("cost", "le prix", 1.0, "fr")).assign(near="", without="")
    pd.testing.assert_frame_equal(load_codebook(written(tmp_path, text)), expected)


def test_weight_and_language_may_be_left_out(tmp_path):
    codebook = load_codebook(str(written(tmp_path, "phrase,category\nattack,threat\n")))
    assert codebook.to_numpy().tolist() == [["threat", "attack", 1.0, "", "", ""]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("category,term\nthreat,attack\n", r"mine\.csv has no column \['phrase'\].*its first row holds"),
        ("", r"has no column \['category', 'phrase'\]"),
        ("category,phrase\n", "has headings but no rows"),
        ("category,phrase\n\nthreat,attack\nthreat,\n", r"mine\.csv, row 4, column 'phrase' is empty"),
        ("category,phrase\n,attack\n", "row 2, column 'category' is empty"),
        ("category,phrase,weight\nthreat,attack,heavy\n", "row 2, column 'weight' holds 'heavy'. Allowed is a number"),
        ("category,phrase,weight\nthreat,attack,inf\n", "row 2, column 'weight' holds 'inf'"),
        ("category,phrase,lang\nthreat,Angriff,de\n", "row 2, column 'lang' holds 'de'. Allowed are 'en', 'fr', 'ar'"),
        ("category,phrase\nthreat,—\n", "row 2, column 'phrase' holds '—', which has no word"),
        ("category,phrase\nthreat,Attack\nthreat,attack\n", "row 3, column 'phrase' holds 'attack'.*already in row 2"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_row_and_column(tmp_path, text, message):
    with pytest.raises(ValueError, match=message):
        load_codebook(written(tmp_path, text))


def test_a_file_in_another_encoding_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"mine\.csv is not in UTF-8.*'CSV UTF-8'"):
        load_codebook(written(tmp_path, "category,phrase\nmenace,péril\n", encoding="cp1252"))


def test_an_unknown_name_and_a_lost_file_are_refused(tmp_path):
    shipped = r"no codebook named 'securty'.*\['functions', 'generic', 'security'\].*path of a CSV file works too"
    with pytest.raises(ValueError, match=shipped):
        load_codebook("securty")
    with pytest.raises(FileNotFoundError, match="There is no file"):
        load_codebook(tmp_path / "lost.csv")


def test_what_count_frames_cannot_use_is_refused():
    tokens = tokens_of("one", "two")
    with pytest.raises(ValueError, match=r"codebook lacks \['weight', 'lang'\]"):
        count_frames(tokens, SMALL[["category", "phrase"]])
    with pytest.raises(ValueError, match="codebook has no rows"):
        count_frames(tokens, SMALL.iloc[:0])
    with pytest.raises(ValueError, match=r"1 of 2 documents are not in langs, such as doc_id \['d1'\]"):
        count_frames(tokens, SMALL, langs=pd.Series(["en"], index=["d0"]))
    with pytest.raises(ValueError, match=r"1 doc_ids stand more than once in langs, such as \['d0'\]"):
        count_frames(tokens, SMALL, langs=pd.Series(["en", "en", "en"], index=["d0", "d0", "d1"]))
