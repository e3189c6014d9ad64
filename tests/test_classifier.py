"""Frames learned from examples: what a classifier must keep to, whatever it learned."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

import mediakit as mk
from mediakit.framing.calibration import calibrate, choose_temperature, choose_threshold, sharpen, squash
from mediakit.framing.classifier import FrameClassifier
from mediakit.framing.next_codings import propose_codings

WAR = ["Troops fired at the border post.", "The army shelled a town. People fled.", "A rocket hit the barracks."]
MONEY = ["Taxes will rise next year.", "The budget grows. Banks are glad.", "Exports fell and prices rose."]
RIGHTS = ["Judges freed the reporter.", "Police read private letters. Lawyers protest.", "A court heard the appeal."]
TEXTS = pd.Series((WAR + MONEY + RIGHTS) * 4, index=[f"d{number:02}" for number in range(36)])
FRAMES = pd.Series((["war"] * 3 + ["money"] * 3 + ["rights"] * 3) * 4, index=TEXTS.index)
TABLE = pd.get_dummies(FRAMES).astype(bool)
CODEBOOK = pd.DataFrame({"category": ["force", "law"], "phrase": ["troops", "judge*"], "weight": 1.0, "lang": ["", ""]})


def encode_by_letters(texts):
    """A small encoder: how often each of 26 letters stands in a text."""
    return np.array([[text.lower().count(chr(97 + k)) for k in range(26)] for text in texts], np.float32) + 0.01


@pytest.fixture(scope="module", params=["one frame", "any number"])
def model(request):
    frames = FRAMES if request.param == "one frame" else TABLE
    return FrameClassifier(encoder=encode_by_letters, codebook=CODEBOOK).fit(TEXTS, frames)


def test_it_learns_what_it_was_taught(model):
    predicted = model.predict(TEXTS)
    truth = TABLE[model.classes_].to_numpy() if model.is_multilabel_ else FRAMES.to_numpy()
    assert (predicted == truth).mean() > 0.97


def test_probabilities_are_probabilities(model):
    shares = model.predict_proba(TEXTS)
    assert ((shares >= 0) & (shares <= 1)).all()
    if not model.is_multilabel_:
        assert np.allclose(shares.sum(axis=1), 1)


@given(texts=st.lists(st.text(max_size=80) | st.sampled_from(WAR + MONEY), min_size=1, max_size=5))
@settings(deadline=None, max_examples=25)
def test_the_contributions_of_sentences_sum_to_the_decision(model, texts):
    reasons = model.explain(texts)
    sums = reasons.pivot_table(index="doc_id", columns="frame", values="contribution", aggfunc="sum")
    sums = sums.reindex(range(len(texts)), fill_value=0.0).reindex(columns=model.classes_, fill_value=0.0)
    constants = np.array([constant for _, constant in model.models_])
    assert np.allclose(sums.to_numpy(float) + constants, model.decision_function(texts), atol=1e-9)
    for row in reasons.itertuples():
        assert texts[row.doc_id][row.start : row.end] == row.sentence


def test_no_text_changes_what_is_said_of_another(model):
    together = model.decision_function(TEXTS)
    assert np.allclose(together[5:7], model.decision_function(TEXTS.iloc[5:7]), rtol=0, atol=1e-12)


def test_the_sentence_that_carries_a_frame_is_named(model):
    reasons = model.explain(["Troops fired at the border post. It was Monday."])
    first = reasons[reasons["frame"] == "war"].iloc[0]
    assert first["sentence"] == "Troops fired at the border post."
    assert first["contribution"] > 0


def test_frames_meet_texts_by_doc_id():
    shuffled = FRAMES.sample(frac=1, random_state=1)
    models = [FrameClassifier(encoder=None).fit(TEXTS, frames) for frames in (FRAMES, shuffled)]
    assert np.array_equal(*[model.decision_function(TEXTS) for model in models])


def test_a_second_run_gives_the_same_bits_and_a_clone_its_options():
    first = FrameClassifier(encoder=None, random_state=3)
    second = clone(first)
    assert second.get_params() == first.get_params()
    sums = [classifier.fit(TEXTS, TABLE).predict_proba(TEXTS).tobytes() for classifier in (first, second)]
    assert sums[0] == sums[1]


def test_only_the_first_sentences_are_read_if_so_asked():
    model = FrameClassifier(encoder=None, n_sentences=1).fit(TEXTS, FRAMES)
    texts = ["Taxes will rise. Troops fired.", "Taxes will rise. Judges freed him."]
    assert np.array_equal(*model.decision_function(texts))


def test_a_frame_with_one_example_is_learned_without_calibration():
    frames = TABLE.assign(rare=[True] + [False] * 35)
    model = FrameClassifier(encoder=None).fit(TEXTS, frames)
    assert model.predict(TEXTS).shape == (36, 4)
    single = FrameClassifier(encoder=None).fit(TEXTS.iloc[:10], ["war"] * 9 + ["money"])
    assert single.temperature_ == 1


def test_what_is_taught_in_english_holds_in_french_and_arabic():
    model = FrameClassifier().fit(TEXTS.iloc[:9], FRAMES.iloc[:9])
    texts = [
        "L'armée a bombardé une ville.",
        "Les impôts vont augmenter.",
        "قصف الجيش بلدة.",
        "سترتفع الضرائب العام المقبل.",
    ]
    assert model.predict(texts).tolist() == ["war", "money", "war", "money"]


def test_calibration_finds_the_scale_that_made_the_codes():
    rng = np.random.default_rng(0)
    sums = rng.normal(size=20_000)
    scale = np.array([2.0, -1.0])
    coded = rng.random(20_000) < squash(sums, scale)
    assert calibrate(sums, coded) == pytest.approx(scale, abs=0.1)


def test_the_temperature_is_found_again():
    rng = np.random.default_rng(0)
    sums = rng.normal(size=(20_000, 3)) * 4
    coded = np.array([rng.choice(3, p=shares) for shares in sharpen(sums, 2.0)])
    assert choose_temperature(sums, coded) == pytest.approx(2.0, abs=0.1)


def test_the_threshold_parts_what_can_be_parted_and_few_examples_move_it_little():
    shares = np.linspace(0, 0.4, 1000)
    many, few = shares > 0.2, shares > 0.3995
    assert choose_threshold(shares, many) == pytest.approx(0.2, abs=0.01)
    assert choose_threshold(shares, few) == pytest.approx((2 * 0.3995 + 5 * 0.5) / 7, abs=0.02)


def test_proposals_ask_for_each_frame_in_turn_and_for_no_text_twice(model):
    texts = pd.Series([f"{word} came to town number {word}." for word in "abcdefghijkl"])
    proposals = propose_codings(model, texts, n=6)
    assert proposals["rank"].tolist() == [1, 2, 3, 4, 5, 6]
    assert proposals["doc_id"].is_unique
    assert set(proposals["frame"].value_counts()) == {2}
    assert len(propose_codings(model, texts, n=99)) == 12


def test_a_proposal_like_an_earlier_one_waits(model):
    texts = pd.Series(["Something else happened here."] * 5 + ["The weather stayed mild all over the coast."])
    proposals = propose_codings(model, texts, n=2)
    assert sorted(proposals["doc_id"])[1] == 5


def test_refusals(model):
    with pytest.raises(NotFittedError, match=r"Call fit\(texts, frames\) first"):
        FrameClassifier().predict(["A."])
    with pytest.raises(TypeError, match=r"texts must hold str; 1 of 2 are not, such as nan"):
        model.predict(["A.", float("nan")])
    with pytest.raises(ValueError, match=r"36 texts but frames of 35"):
        FrameClassifier(encoder=None).fit(TEXTS, FRAMES.iloc[1:])
    with pytest.raises(ValueError, match=r"1 of 36 texts have no row in frames, such as doc_id \['d00'\]"):
        FrameClassifier(encoder=None).fit(TEXTS, FRAMES.rename({"d00": "x"}))
    with pytest.raises(ValueError, match=r"All 3 texts have the frame \['war'\]. Add examples of another"):
        FrameClassifier(encoder=None).fit(TEXTS.iloc[:3], FRAMES.iloc[:3])
    with pytest.raises(ValueError, match=r"The frames \['peace'\] stand in none or in all of 36 texts"):
        FrameClassifier(encoder=None).fit(TEXTS, TABLE.assign(peace=False))
    with pytest.raises(ValueError, match=r"n is 0. Propose at least 1"):
        propose_codings(model, TEXTS, n=0)
    with pytest.raises(ValueError, match=r"1 doc_ids stand more than once in texts, such as \['d00'\]"):
        propose_codings(model, TEXTS.iloc[[0, 0]])


def test_the_face_shows_the_classifier():
    assert mk.FrameClassifier is FrameClassifier
