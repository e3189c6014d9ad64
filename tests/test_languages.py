"""The language of a text is named, and only an evident one beside English, French and Arabic."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.corpus.languages import detect_language, detect_paragraph_languages
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
    ("en", "COUNCIL UNIT RAISES PRICES"),
    ("en", "PORT BANK SIGNS DISTRIBUTION PACT"),
    ("fr", "LE PORT FERME"),
    ("fr", "ECHEC DES NEGOCIATIONS AU PORT DE LA VILLE"),
    ("es", "El presidente viaja a la capital para hablar del clima"),
    ("es", "Hallan un barco hundido cerca de la isla"),
    ("es", "MILES DE PERSONAS PROTESTAN EN LA CAPITAL"),
    ("es", "Las lluvias dejan cinco muertos en el sur"),
    ("de", "Die Regierung plant neue Grenzkontrollen"),
    ("de", "Gewerkschaften rufen zum Streik auf"),
    ("de", "FÜNF TOTE NACH REGEN IM SÜDEN"),
    ("de", "Was der Bericht über Spionage sagt"),
    ("it", "La polizia arresta tre sospetti al porto"),
    ("it", "TROVATA UNA NAVE AFFONDATA VICINO ALL'ISOLA"),
    ("it", "È morto lo scrittore più letto del paese"),
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
        ("reuters", "title", "en", 0.99),
    ],
)
def test_headlines_and_sentences_of_the_press_are_recognised(name, column, lang, least):
    assert (detect_language(_load(name, column)) == lang).mean() >= least


def test_french_in_capitals_without_accents_is_recognised():
    plain = _load("headlines_fr", "title").str.normalize("NFKD").str.encode("ascii", "ignore").str.decode("ascii")
    assert (detect_language(plain.str.upper()) == "fr").mean() >= 0.985


def test_each_paragraph_has_its_own_language_and_a_name_that_of_its_article():
    blocks = [
        "The envoy spoke to the press on the quay and left with the delegates.",
        "Ada Vane",
        "Le pacte tient, a dit la ministre à son retour de la capitale.",
        "ليلى منصور",
        "El presidente viaja a la capital para hablar del clima.",
        "12 – 14",
    ]
    corpus = pd.DataFrame({"text": ["\n\n".join(blocks), None]}, index=["a", "b"])
    found = detect_paragraph_languages(corpus)
    assert found["lang"].tolist() == ["en", "en", "fr", "ar", "es", "en"]
    spans = zip(found["doc_id"], found["start"], found["end"], strict=True)
    assert [corpus["text"][doc_id][start:end] for doc_id, start, end in spans] == blocks
    assert found.columns.tolist() == ["doc_id", "start", "end", "lang"]


def test_the_paragraphs_of_the_sample_have_the_language_of_their_articles():
    corpus = load_sample()
    found = detect_paragraph_languages(corpus)
    assert (found["lang"].to_numpy() == corpus["lang"].loc[found["doc_id"]].to_numpy()).mean() >= 0.99


def test_paragraphs_of_an_empty_corpus_are_an_empty_table_of_the_same_types():
    found = detect_paragraph_languages(pd.DataFrame({"text": pd.Series([], dtype="str")}))
    assert found.empty
    assert found.dtypes.astype(str).tolist() == ["str", "int64", "int64", "str"]


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
    with pytest.raises(TypeError, match=r"1 of 1 texts are not str, such as 5"):
        detect_paragraph_languages(pd.DataFrame({"text": [5]}))
