"""Valence: bounded, turned by negation, and in agreement with people."""

import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.corpus.sample import find_shipped
from mediakit.text.matching import fold_phrases
from mediakit.tone.shifters import load_shifters
from mediakit.tone.valence import score_valence

MEASURED = Path(__file__).parents[2] / "shared" / "data"
TINY = pd.DataFrame(
    [
        ("valence", "good", 0.8, "en"),
        ("valence", "bad*", -0.5, ""),
        ("valence", "bon", 0.4, "fr"),
        ("x", "day", 1, "en"),
    ],
    columns=["category", "phrase", "weight", "lang"],
)


def score(text, lang="en", lexicon=None):
    return float(score_valence(pd.Series([text]), lang=lang, lexicon=lexicon).iloc[0])


def rows_of(name):
    path = MEASURED / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"{name} is not here: the measured data lie outside the repository")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return pd.DataFrame([json.loads(line) for line in lines])


def area_under_curve(valence, is_positive):
    ranks = valence.rank().to_numpy()[is_positive]
    n_positive, n_negative = is_positive.sum(), (~is_positive).sum()
    return (ranks.sum() - n_positive * (n_positive + 1) / 2) / (n_positive * n_negative)


@pytest.mark.parametrize(
    ("text", "weights", "n_words"),
    [
        ("A good day", [0.8], 3),
        ("good but badly made", [0.8, -0.5], 4),
        ("very good", [0.8 * 1.3], 2),
        ("not good", [-0.5 * 0.8], 2),
        ("It was not a very good day", [-0.5 * 0.8 * 1.3], 7),
        ("not only good", [0.8], 3),
        ("prevented bad things", [-0.3 * -0.5], 3),
        ("prevented good things", [0.8], 3),
        ("did not stop bad things", [-0.5 * -0.5], 5),
        ("Not here. Good", [0.8], 3),
        ("not one two three good", [0.8], 5),
        ("nothing known", [], 2),
        ("", [], 0),
    ],
)
def test_the_score_is_the_one_worked_out_by_hand(text, weights, n_words):
    expected = sum(weights) / (sum(map(abs, weights)) + 0.5 * max(n_words, 1) ** 0.5)
    assert score(text, lexicon=TINY) == pytest.approx(expected)


def test_degree_words_may_follow_in_arabic():
    assert score("نجاح كبير", "ar") > score("نجاح جديد", "ar") > score("نجاح محدود", "ar") > 0


@pytest.mark.parametrize(
    ("lang", "plain", "negated"),
    [
        ("en", "The answer was honest.", "The answer was not honest."),
        ("en", "It reassured the port.", "It did little to reassure the port."),
        ("en", "They improved the system.", "They failed to improve the system."),
        ("en", "a dangerous man", "a man who was never dangerous"),
        ("fr", "Le ministre a convaincu.", "Le ministre n’a pas convaincu."),
        ("fr", "Elle inspire confiance.", "Elle n'inspire aucune confiance."),
        ("fr", "avec courage", "sans courage"),
        ("ar", "نجحت العملية", "لم تنجح العملية"),
        ("ar", "المدينة آمنة", "المدينة ليست آمنة"),
        ("ar", "بنجاح", "دون نجاح"),
    ],
)
def test_negating_flips_the_sign(lang, plain, negated):
    assert np.sign(score(plain, lang)) == -np.sign(score(negated, lang)) != 0


@pytest.mark.parametrize(
    ("lang", "better", "worse"),
    [
        ("en", "The summit was a triumph of friendship.", "The attack killed nine people."),
        ("en", "Police thwarted an attack.", "Police feared an attack."),
        ("fr", "Une réussite saluée avec enthousiasme.", "Un échec et des victimes, une honte."),
        ("ar", "نجاح كبير وإشادة واسعة بكفاءة الفريق", "مقتل عشرة أشخاص في هجوم إرهابي مروع"),
    ],
)
def test_good_news_scores_above_bad(lang, better, worse):
    assert score(better, lang) > 0 > score(worse, lang)


TEXTS = st.lists(st.text(alphabet=st.sampled_from("good bad not. very\n"), max_size=60), max_size=6)


@settings(deadline=None, max_examples=50)
@given(TEXTS)
def test_scores_lie_within_bounds_and_turn_with_the_lexicon(texts):
    series = pd.Series(texts, dtype="str")
    scores = score_valence(series, lexicon=TINY)
    assert scores.between(-1, 1).all()
    only_good, only_bad = TINY.iloc[:1], TINY.iloc[:1].assign(weight=-0.8)
    assert np.allclose(score_valence(series, lexicon=only_good), -score_valence(series, lexicon=only_bad))


@settings(deadline=None, max_examples=50)
@given(TEXTS.filter(len), st.randoms(use_true_random=False))
def test_each_text_is_scored_alone_and_keeps_its_label(texts, random):
    series = pd.Series(texts, index=[f"t{i}" for i in range(len(texts))], dtype="str")
    order = random.sample(list(series.index), len(series))
    pd.testing.assert_series_equal(
        score_valence(series.loc[order], lexicon=TINY), score_valence(series, lexicon=TINY).loc[order]
    )


def test_missing_texts_score_zero_and_the_series_is_named():
    scores = score_valence(pd.Series(["good", None, ""], index=[3, 3, 9]))
    assert scores.name == "valence"
    assert scores.index.tolist() == [3, 3, 9]
    assert scores.iloc[1:].tolist() == [0.0, 0.0]
    assert score_valence(pd.Series([], dtype="str")).empty


@pytest.mark.parametrize(("lang", "n_least"), [("en", 1800), ("fr", 1000), ("ar", 1000)])
def test_each_lexicon_is_large_balanced_and_says_nothing_twice(lang, n_least):
    folder = Path(__file__).parents[1] / "src" / "mediakit" / "tone" / "lexicons"
    lexicon = pd.read_csv(folder / f"{lang}.csv", keep_default_na=False)
    assert lexicon.columns.tolist() == ["category", "phrase", "weight", "lang"]
    assert (lexicon["category"] == "valence").all()
    assert (lexicon["lang"] == lang).all()
    assert len(lexicon) >= n_least
    assert lexicon["weight"].between(-1, 1).all()
    assert min((lexicon["weight"] > 0).mean(), (lexicon["weight"] < 0).mean()) > 0.3
    assert pd.Series(fold_phrases(lexicon["phrase"].tolist())).is_unique


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_shifters_of_one_kind_stand_once(lang):
    shifters = load_shifters(lang)
    keys = shifters["category"] + " " + pd.Series(fold_phrases(shifters["phrase"].tolist()))
    assert keys.is_unique, keys[keys.duplicated()].tolist()


def test_valence_agrees_with_the_mean_of_twenty_readers():
    rated = rows_of("nyt_editorials")
    held_out = np.random.default_rng(0).permutation(len(rated))[len(rated) // 2 :]
    agreement = np.corrcoef(score_valence(rated["text"]).to_numpy()[held_out], rated["valence"].to_numpy()[held_out])
    assert agreement[0, 1] > 0.55


def test_sentences_for_a_target_score_above_those_against_it():
    rows = rows_of("newsmtsc_dev").query("polarity != 0")
    assert area_under_curve(score_valence(rows["sentence"]), rows["polarity"].to_numpy() > 0) > 0.77


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_articles_for_their_main_actor_score_above_those_against_him(sample, lang):
    stance = pd.read_csv(find_shipped("data") / "gold_articles.csv", index_col="doc_id")["stance"]
    texts = sample.loc[sample["lang"] == lang, "text"]
    mean = score_valence(texts, lang=lang).groupby(stance[texts.index]).mean()
    assert mean["positive"] > max(mean["neutral"], mean["negative"])
    assert mean["negative"] < mean["neutral"] + 0.05


def test_what_cannot_be_scored_is_refused():
    with pytest.raises(ValueError, match=r"lang is 'de'; there are lexicons for \['en', 'fr', 'ar'\]"):
        score_valence(pd.Series(["gut"]), lang="de")
    with pytest.raises(TypeError, match=r"texts is a list, not a Series. Wrap it"):
        score_valence(["good"])
    with pytest.raises(TypeError, match="1 of 2 texts are no strings, such as 3 at 1"):
        score_valence(pd.Series(["good", 3]))


@pytest.mark.parametrize(
    ("lexicon", "message"),
    [
        (TINY[["phrase", "weight"]], r"lexicon lacks \['category', 'lang'\]"),
        (TINY.assign(lang="fr"), r"no entry of category 'valence' for lang 'en' among its 4 rows"),
        (TINY.assign(weight=3.0), "2 of 2 weights in lexicon lie outside -1 to 1, such as 3.0 for 'good'"),
    ],
)
def test_a_lexicon_that_cannot_be_used_is_refused(lexicon, message):
    with pytest.raises(ValueError, match=message):
        score_valence(pd.Series(["good"]), lexicon=lexicon)
