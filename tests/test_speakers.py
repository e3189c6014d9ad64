"""Whom a mention stands for: places are no persons, and a first name is the whole name."""

import pandas as pd
import pytest

from mediakit.voices.quotes import find_quotes

CASES = [
    pytest.param(
        "Léon Brun, maire de Vaux, a visité le quartier. Une habitante des Tanneurs attendait. "
        "« Nous allons tout reconstruire ici », a-t-il déclaré.",
        "fr",
        "Léon Brun",
        id="a place after « des » is not meant by « il »",
    ),
    pytest.param(
        "وصل المحامي كريم بنياز إلى المحكمة. وقال كريم: «لن نترك هذا الملف أبدا».",
        "ar",
        "كريم بنياز",
        id="a first name alone in Arabic is the whole name",
    ),
]


@pytest.mark.parametrize(("text", "lang", "speaker"), CASES)
def test_a_mention_becomes_the_person_that_the_article_names(text, lang, speaker):
    quotes = find_quotes(pd.DataFrame({"text": [text], "lang": [lang]}, index=["a"]))
    assert quotes["speaker"].tolist() == [speaker]
