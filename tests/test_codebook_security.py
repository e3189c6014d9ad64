"""The codebook of security that ships: its frames, and articles that coders gave them."""

import pandas as pd
import pytest

from mediakit.corpus.sample import find_shipped
from mediakit.framing.codebook import load_codebook
from mediakit.framing.frames import count_frames
from mediakit.text.matching import fold_phrases
from mediakit.text.tokens import tokenize

FRAMES = [
    "threat",
    "intelligence cooperation",
    "diplomacy and prestige",
    "sovereignty",
    "civil liberties",
    "accountability",
    "law enforcement",
    "human cost",
    "cost and economy",
]


def tokens_of(*texts):
    return tokenize(pd.DataFrame({"text": list(texts)}, index=[f"d{i}" for i in range(len(texts))], dtype="str"))


def test_the_shipped_codebook_has_nine_frames_in_three_languages():
    codebook = load_codebook("security")
    assert codebook.columns.tolist() == ["category", "phrase", "weight", "lang", "near", "without"]
    assert codebook["category"].unique().tolist() == FRAMES
    sizes = pd.crosstab(codebook["category"], codebook["lang"])
    assert (sizes["en"] >= 60).all()
    assert (sizes[["fr", "ar"]] >= 45).all(axis=None)
    assert not set(fold_phrases(codebook["phrase"].tolist())) & {"security", "sécurité", "امن", "الامن"}


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("Detectives arrested two suspects after a dawn raid.", "law enforcement"),
        (
            "The two services signed an information-sharing accord and opened a liaison office.",
            "intelligence cooperation",
        ),
        ("Ministers refused to answer, and no oversight body has seen the secret annex.", "accountability"),
        ("The budget rose by four million crowns and the contract went to one bidder.", "cost and economy"),
        ("Les libertés publiques reculent avec la surveillance de masse, sans mandat.", "civil liberties"),
        ("Le souverain refuse toute ingérence étrangère dans ses affaires intérieures.", "sovereignty"),
        ("Sommet : la délégation saluée par une ovation, un rayonnement international.", "diplomacy and prestige"),
        ("تهديدات إرهابية وهجوم وشيك وحالة تأهب", "threat"),
        ("أرملة تبكي ابنها وعائلات الضحايا في حداد", "human cost"),
    ],
)
def test_a_plain_sentence_is_recognised(text, frame):
    table = count_frames(tokens_of(text), load_codebook("security"))
    assert table.loc[table["rate"].idxmax(), "frame"] == frame


def area_under_curve(rate, is_coded):
    ranks = rate.rank().to_numpy()[is_coded]
    n_coded, n_other = is_coded.sum(), (~is_coded).sum()
    return (ranks.sum() - n_coded * (n_coded + 1) / 2) / (n_coded * n_other)


@pytest.mark.parametrize("coder", ["A", "B"])
def test_articles_that_a_coder_gave_a_frame_use_more_of_its_words(sample, coder):
    codes = pd.read_csv(find_shipped("data") / "gold_frames.csv").query("coder == @coder")
    table = count_frames(tokenize(sample), load_codebook("security"))
    for frame, own in table.groupby("frame"):
        is_coded = own["doc_id"].isin(codes.loc[codes["frame"] == frame, "doc_id"]).to_numpy()
        assert area_under_curve(own["rate"], is_coded) > 0.7, frame
