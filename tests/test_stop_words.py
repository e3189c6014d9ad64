"""Stop words: folded as tokens are, and none that tells a subject."""

import pandas as pd
import pytest

from mediakit.text.stop_words import load_stop_words
from mediakit.text.tokens import tokenize


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["the", "said", "don't", "would", "three", "march", "monday", "mr", "x"]),
        ("fr", ["l'", "d'", "qu'", "aujourd'hui", "déclaré", "été", "même", "août", "trois"]),
        ("ar", ["في", "قال", "وقال", "اكد", "اضاف", "هذا", "وهذا", "الذي", "فان", "الثلاثاء", "يناير"]),
    ],
)
def test_common_words_are_stop_words(lang, words):
    assert not set(words) - load_stop_words(lang)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "security police threat border minister court intelligence attack rights budget victims summit trade"),
        ("en", "states"),  # rather the United States than a verb of speech
        (
            "fr",
            "sécurité police menace frontière ministre tribunal renseignement attaque droits budget victimes sommet",
        ),
        ("ar", "امن الامن شرطه تهديد حدود وزير محكمه معلومات هجوم حقوق ميزانيه ضحايا قمه فهم حرب وحده"),
    ],
)
def test_words_that_tell_a_subject_are_none(lang, words):
    assert not set(words.split()) & load_stop_words(lang)


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_every_stop_word_is_a_term_as_tokenize_writes_it(lang):
    words = sorted(word for word in load_stop_words(lang) if not word.endswith("'"))
    tokens = tokenize(pd.DataFrame({"text": words}, dtype="str"))
    assert tokens.terms[tokens.ids].tolist() == words


def test_an_elided_text_loses_its_elisions():
    tokens = tokenize(pd.DataFrame({"text": ["Qu’il l’ait dit d’une voix basse"]}))
    kept = [term for term in tokens.terms[tokens.ids] if term not in load_stop_words("fr")]
    assert kept == ["voix", "basse"]


def test_another_language_is_refused():
    with pytest.raises(ValueError, match=r"lang is 'de'; there are stop words for \['en', 'fr', 'ar'\]"):
        load_stop_words("de")
