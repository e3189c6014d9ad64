"""The language of a text is named, and only an evident one beside English, French and Arabic."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.corpus.languages import detect_language
from mediakit.corpus.sample import load_sample

SHARED = Path(__file__).parents[2] / "shared" / "data"

LANGUAGES = [
    ("en", "Border pact leaves the hard questions for later"),
    ("en", "Rekke in Drenn"),
    ("fr", "Le pacte laisse les questions difficiles pour plus tard"),
    ("fr", "Point de rupture"),
    ("ar", "الميثاق يترك الأسئلة الصعبة لما بعد"),
    ("ar", "قمة لورفان"),
    ("ar", "MINA.NET\n\nاجتمع المجلس ساعتين يوم الثلاثاء"),
    ("es", "El presidente viaja a la capital para hablar del clima"),
    ("de", "Die Regierung plant neue Grenzkontrollen"),
    ("it", "Il ministro annuncia nuovi controlli al confine"),
    ("pt", "Governo anuncia novas medidas de segurança"),
    ("nl", "Regering kondigt nieuwe maatregelen aan"),
    ("tr", "Hükümet yeni güvenlik önlemleri açıkladı"),
    ("ru", "Правительство объявило о новых мерах"),
    ("fa", "دولت اقدامات امنیتی تازه‌ای اعلام کرد"),
    ("ur", "حکومت نے نئے حفاظتی اقدامات کا اعلان کیا"),
    ("he", "הממשלה הודיעה על צעדים חדשים"),
    ("zh", "政府宣布新的安全措施"),
    ("und", ""),
    ("und", " \n"),
    ("und", "12.5 – 14 %"),
    ("und", "https://harbour.example/le-port-de-la-ville"),
    ("und", None),
]


def _load(name: str, column: str) -> pd.Series:
    path = SHARED / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"the measured data ({path.name}) are not here")
    return pd.read_json(path, lines=True)[column]


@pytest.mark.parametrize(("lang", "text"), LANGUAGES)
def test_a_headline_shows_its_language(lang, text):
    assert detect_language(pd.Series([text])).tolist() == [lang]


def test_the_sample_has_the_languages_it_says():
    corpus = load_sample()
    assert (detect_language(corpus["text"]) == corpus["lang"]).all()
    assert (detect_language(corpus["title"]) == corpus["lang"]).mean() >= 0.98


def test_the_result_keeps_the_index_and_is_named_lang():
    found = detect_language(pd.Series(["The pact", "Le pacte"], index=["b", "a"], name="title"))
    assert found.index.tolist() == ["b", "a"]
    assert found.name == "lang"
    assert found.dtype == "str"
    assert detect_language(pd.Series([], dtype="str")).dtype == "str"


@settings(max_examples=30)
@given(st.lists(st.text(), max_size=6), st.randoms())
def test_a_text_has_the_same_language_in_any_company(texts, random):
    corpus = pd.Series(texts, dtype="str")
    order = random.sample(range(len(texts)), len(texts))
    found = detect_language(corpus)
    assert detect_language(corpus.iloc[order]).equals(found.iloc[order])
    assert found.str.fullmatch("[a-z]{2}|und").all()


def test_only_the_beginning_of_a_long_text_is_read():
    text = "Le conseil s'est réuni mardi et n'a rien décidé. " * 10
    assert detect_language(pd.Series([text + "And then they all spoke English. " * 100])).tolist() == ["fr"]


@pytest.mark.parametrize(
    ("name", "column", "lang", "least"),
    [
        ("headlines_fr", "title", "fr", 0.99),
        ("newsmtsc_dev", "sentence", "en", 0.995),
        ("gvfc", "headline", "en", 0.995),
    ],
)
def test_headlines_and_sentences_of_the_press_are_recognised(name, column, lang, least):
    assert (detect_language(_load(name, column)) == lang).mean() >= least


def test_every_text_with_arabic_sentences_is_arabic():
    texts = _load("ahdath_ar", "text")
    texts = texts[texts.str.count("[\u0621-\u064a]") > 100]
    assert (detect_language(texts) == "ar").all()


def test_a_bare_text_is_refused_with_the_way_out():
    with pytest.raises(TypeError, match=r"texts is a str, not a Series. Give pd.Series\(\[text\]\)"):
        detect_language("The pact is signed")


def test_values_that_are_no_text_are_refused_with_their_number():
    with pytest.raises(TypeError, match=r"2 of 3 texts are not str, such as 5"):
        detect_language(pd.Series(["The pact", 5, 6.0], dtype=object))
