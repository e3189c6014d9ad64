"""The security codebook that ships: complete in three languages, and worth what its page says."""

import numpy as np
import pandas as pd
import pytest
from benchmarks.reach.codebook import SAME
from sklearn.metrics import roc_auc_score

from mediakit.corpus.furniture import clean_corpus
from mediakit.corpus.sample import load_sample, load_sample_labels
from mediakit.framing.assignment import assign_frames
from mediakit.framing.codebook import describe_codebook, load_codebook
from mediakit.framing.frames import count_frames
from mediakit.text.tokens import tokenize

FRAMES = [
    "threat",
    "counter-terrorism",
    "intelligence cooperation",
    "sovereignty",
    "border",
    "military strength",
    "rule of law",
    "civil liberties and surveillance",
    "human rights",
    "economic security",
    "diplomacy and prestige",
    "blame and accountability",
    "victims",
    "technology and cyber",
]
LANGS = ["en", "fr", "ar"]


@pytest.fixture(scope="module")
def codebook():
    return load_codebook("security")


@pytest.fixture(scope="module")
def described():
    return describe_codebook("security")


def top_frames(texts, lang, codebook):
    """Frames of the highest rate, for each text."""
    corpus = pd.DataFrame({"text": texts}, index=[f"d{row}" for row in range(len(texts))], dtype="str")
    table = count_frames(tokenize(corpus), codebook, langs=pd.Series(lang, index=corpus.index))
    rates = table.pivot(index="doc_id", columns="frame", values="rate").reindex(corpus.index)
    return [set(row.index[(row == row.max()) & (row > 0)]) for _, row in rates.iterrows()]


def test_there_are_fourteen_frames_in_three_languages(codebook, described):
    assert codebook["category"].drop_duplicates().tolist() == FRAMES
    assert described.groupby("category")["lang"].agg(sorted).map(tuple).unique().tolist() == [("ar", "en", "fr")]


def test_each_frame_has_60_to_240_phrases_a_language_and_many_of_several_words(codebook):
    n_phrases = codebook.groupby(["category", "lang"]).size()
    assert n_phrases.between(60, 240).all()
    is_long = codebook["phrase"].str.contains(" ")
    assert is_long.groupby([codebook["category"], codebook["lang"]]).mean().min() > 0.2
    assert is_long.mean() > 0.5


def test_each_text_of_a_frame_stands_in_every_language_and_is_used_once(described):
    texts = described[["definition", "example", "counter_example"]]
    assert texts.map(len).min().min() > 20
    assert not texts.stack().duplicated().any()


def test_no_phrase_stands_in_one_language_with_two_weights_of_a_frame(codebook):
    assert set(codebook["weight"]) == {0.5, 1.0}
    assert not codebook.duplicated(["category", "lang", "phrase"]).any()


@pytest.mark.parametrize("lang", LANGS)
def test_each_example_is_found_to_have_its_frame_most(lang, codebook, described):
    part = described[described["lang"] == lang]
    tops = top_frames(part["example"].tolist(), lang, codebook)
    assert [frame for frame, top in zip(part["category"], tops, strict=True) if frame not in top] == []


@pytest.mark.parametrize("lang", LANGS)
def test_no_counter_example_has_its_frame_most(lang, codebook, described):
    part = described[described["lang"] == lang]
    tops = top_frames(part["counter_example"].tolist(), lang, codebook)
    assert [frame for frame, top in zip(part["category"], tops, strict=True) if frame in top] == []


@pytest.mark.parametrize(
    ("text", "lang", "frame"),
    [
        ("He had a heart attack on the train.", "en", "threat"),
        ("Two people spoke on condition of anonymity.", "en", "civil liberties and surveillance"),
        ("The Christian Science Monitor closed its office.", "en", "civil liberties and surveillance"),
        ("Water is scarce and the show was scary.", "en", "victims"),
        ("They are in it for the long haul.", "en", "rule of law"),
        ("The triumph in the primary surprised the candidate.", "en", "diplomacy and prestige"),
        ("L'échangeur est fermé pour la nuit.", "fr", "intelligence cooperation"),
        ("Les prix montent par rapport à janvier.", "fr", "blame and accountability"),
        ("Le match au sommet du championnat.", "fr", "diplomacy and prestige"),
        ("وصل إلى مدينة جدة في المساء", "ar", "victims"),
        ("بلغت نسبة تقارب العشرين في المائة", "ar", "diplomacy and prestige"),
        ("The convention pledged its delegates after the primary.", "en", "diplomacy and prestige"),
        ("Doctors Without Borders opened a clinic.", "en", "border"),
        ("The migratory birds are back.", "en", "border"),
        ("La Ligue reprend samedi.", "fr", "human rights"),
        ("Médaille de bronze au judo.", "fr", "diplomacy and prestige"),
        ("Le mur de la maison est peint en bleu.", "fr", "border"),
        ("فاز حزب العدالة والتنمية بمقعد", "ar", "rule of law"),
        ("كان معبرا عن سعادته", "ar", "border"),
        ("قال أو كتب في المساء", "ar", "victims"),
    ],
)
def test_a_word_in_another_sense_is_not_the_frame(text, lang, frame, codebook):
    corpus = pd.DataFrame({"text": [text]}, index=["a"], dtype="str")
    table = count_frames(tokenize(corpus), codebook, langs=pd.Series(lang, index=corpus.index)).set_index("frame")
    assert table.loc[frame, "n_matches"] == 0


def test_rates_order_the_sample_as_its_coders_do():
    corpus = clean_corpus(load_sample())
    tokens = tokenize(corpus, column="clean")
    table = count_frames(tokens, load_codebook("security"), langs=corpus["lang"]).set_index(["doc_id", "frame"])
    gold = load_sample_labels("frames")
    rates = table["rate"].unstack()
    for coder in ("A", "B"):
        seen = pd.crosstab(gold["doc_id"][gold["coder"] == coder], gold["frame"]).reindex(rates.index, fill_value=0)
        areas = [roc_auc_score(seen[code] > 0, rates[frame]) for code, frame in SAME.items()]
        assert min(areas) > 0.65
        assert np.mean(areas) > 0.8
    assigned = assign_frames(table.reset_index())
    assert assigned.groupby("doc_id")["has_frame"].sum().between(0, 3).all()
