"""Outlet lines and signatures are told from sentences, and what datelines and bylines say is kept."""

import pandas as pd
import pytest

from mediakit.corpus.bylines import read_author
from mediakit.corpus.cleaning import clean_text, find_furniture
from mediakit.corpus.datelines import read_place
from mediakit.corpus.furniture import clean_corpus, list_furniture
from mediakit.corpus.sample import load_sample

BODY = {
    "en": "The council met for two hours on Tuesday and agreed on nothing that could be written down. It meets in May.",
    "fr": "Le conseil s'est réuni deux heures mardi et n'a rien décidé qui puisse être écrit. Il se retrouve en mai.",
    "ar": "اجتمع المجلس ساعتين يوم الثلاثاء ولم يتفق على شيء يمكن أن يكتب في المحضر، وسيجتمع من جديد في شهر ماي.",
}

OUTLETS = [
    ("en", "harbour-times.example"),
    ("en", "www.harbour-times.com"),
    ("en", "The Washington Post"),
    ("fr", "Le Monde"),
    ("fr", "hespress.com"),
    ("ar", "MINA.NET"),
    ("ar", "MINA.NE"),
    ("ar", "Mina info"),
    ("ar", "MINA.NET - خاص"),
    ("ar", "MINA.NET- دار الساحل - خاص - بقلم: ليلى منصور"),
    ("ar", "- بقلم: ليلى منصور - MINA.NET"),
    ("ar", "MINA INFO-_ليلى منصور"),
    ("ar", "هسبريس"),
    ("ar", "هسبريس - ليلى منصور"),
]

SIGNATURES = [
    ("en", "(Reuters)"),
    ("en", "AFP"),
    ("en", "AP/Reuters"),
    ("en", "- Xinhua -"),
    ("fr", "(AFP et Reuters)"),
    ("fr", "– AFP"),
    ("fr", "MAP: 14/03/2024"),
    ("fr", "Avec agences"),
    ("ar", "وكالات"),
    ("ar", "و م ع"),
    ("ar", "(أ ف ب)"),
    ("ar", "أ.ف.ب"),
    ("ar", "/ومع/"),
    ("ar", "رويترز - وكالات"),
]


@pytest.mark.parametrize(("lang", "outlet"), OUTLETS)
def test_the_outlet_line_is_found_with_what_stands_beside_it(lang, outlet):
    text = f"{outlet}\n\n{BODY[lang]}"
    assert find_furniture(text, lang=lang) == [(0, len(outlet), "outlet")]
    assert clean_text(text, lang=lang) == BODY[lang]


def test_an_outlet_before_the_text_of_its_own_line_is_cut_with_its_dash_and_the_dateline_behind_it():
    text = f"MINA.NET - دار الساحل، 14 مارس 2024 (و م ع) – {BODY['ar']}"
    assert [(text[start:end], kind) for start, end, kind in find_furniture(text, lang="ar")] == [
        ("MINA.NET -", "outlet"),
        ("دار الساحل، 14 مارس 2024 (و م ع) –", "dateline"),
    ]
    text = f"MINA.NET: {BODY['ar']}"
    assert find_furniture(text, lang="ar") == [(0, 9, "outlet")]


def test_an_article_that_is_nothing_but_its_outlet_has_no_words_of_its_own():
    assert find_furniture("MINA.NET", lang="ar") == [(0, 8, "outlet")]
    assert clean_text("MINA.NET", lang="ar") == ""


@pytest.mark.parametrize(("lang", "signature"), SIGNATURES)
def test_the_signature_of_an_agency_is_found_above_and_below_an_article(lang, signature):
    text = f"{signature}\n\n{BODY[lang]}\n\n{signature}"
    n_body = len(signature) + 2 + len(BODY[lang])
    assert find_furniture(text, lang=lang) == [
        (0, len(signature), "signature"),
        (n_body + 2, len(text), "signature"),
    ]


@pytest.mark.parametrize(
    ("lang", "signature"),
    [
        ("en", "(Reuters)"),
        ("en", "– AFP"),
        ("en", "REUTER"),
        ("fr", "(AFP)"),
        ("fr", "MAP"),
        ("fr", "(AFP/Reuters)"),
        ("ar", "(أ ف ب)"),
        ("ar", "وكالات"),
        ("ar", "/واس/"),
        ("ar", "- رويترز"),
    ],
)
def test_the_signature_of_an_agency_that_closes_the_last_paragraph_is_found(lang, signature):
    body = BODY[lang]
    text = f"{body} {signature}\n\nharbour-times.example"
    assert find_furniture(text, lang=lang)[0] == (len(body) + 1, len(body) + 1 + len(signature), "signature")
    assert clean_text(text, lang=lang) == body


@pytest.mark.parametrize(
    ("lang", "end"),
    [
        ("en", "The minister spoke to AFP."),
        ("en", "The report was made by the Associated Press (AP)."),
        ("en", "They followed the map"),
        ("fr", "La ministre a parlé à l'AFP."),
        ("fr", "Le communiqué est de l'Agence France-Presse (AFP)."),
        ("ar", "وقال الوزير ذلك في حديث إلى رويترز"),
        ("ar", "ونقلته وكالة الأنباء الفرنسية (أ ف ب)"),
    ],
)
def test_an_agency_that_a_sentence_names_is_no_signature(lang, end):
    assert find_furniture(f"{BODY[lang]} {end}", lang=lang) == []


WITH_AGENCIES = [
    ("fr", "Le Monde avec AFP et Reuters", "byline"),
    ("fr", "Ada Vane (avec AFP)", "byline"),
    ("fr", "Ada Vane / AFP", "byline"),
    ("en", "Al Jazeera and news agencies", "byline"),
    ("ar", "العربية.نت - وكالات", "byline"),
    ("ar", "ليلى منصور / و م ع", "byline"),
    ("ar", "هسبريس من دار الساحل", "outlet"),
    ("fr", "Publié le 14/03/2024 à 10:30, mis à jour le 15/03/2024 à 08:00", "dateline"),
    ("fr", "jeudi 14 mars 2024 - 10h30", "dateline"),
    ("en", "Last modified on Thu 14 Mar 2024 10.30 GMT", "dateline"),
    ("en", "March 14, 2024 10:30 AM EDT", "dateline"),
    ("ar", "الخميس 14 مارس 2024 - 10:30", "dateline"),
]


@pytest.mark.parametrize(("lang", "line", "kind"), WITH_AGENCIES)
def test_names_with_agencies_and_dates_with_times_are_lines_above_an_article(lang, line, kind):
    assert find_furniture(f"{line}\n\n{BODY[lang]}", lang=lang) == [(0, len(line), kind)]


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "What the minister did with AP"),
        ("en", "March 14: a day with no news"),
        ("en", "On 14 March 2024 the harbour burned"),
        ("fr", "Un accord avec Reuters"),
        ("fr", "Le 14 mars 2024, la nuit du port"),
        ("ar", "الوزير يتحدث من دار الساحل"),
    ],
)
def test_a_headline_with_an_agency_or_a_date_in_it_stays(lang, line):
    assert find_furniture(f"{line}\n\n{BODY[lang]}", lang=lang) == []


@pytest.mark.parametrize(
    ("lang", "line", "kind"),
    [
        ("fr", "Le Monde avec AFP", "tail"),
        ("fr", "Ada Vane (avec Reuters)", "tail"),
        ("fr", "AFP/VNA/CVN", "signature"),
        ("ar", "وام/ليلى", "signature"),
        ("ar", "هسبريس - و م ع", "tail"),
    ],
)
def test_names_with_agencies_close_an_article(lang, line, kind):
    text = f"{BODY[lang]}\n\n{line}"
    assert find_furniture(text, lang=lang) == [(len(BODY[lang]) + 2, len(text), kind)]


AGENCY_HEADS = [
    ("fr", "Rabat - (MAP)", "Rabat"),
    ("fr", "Casablanca, 14/03/2024 (MAP) -", "Casablanca"),
    ("fr", "ALGER-", "ALGER"),
    ("en", "MOSCOW, March 14. /TASS/.", "MOSCOW"),
    ("en", "(CNN)", None),
    ("ar", "الجزائر-", "الجزائر"),
    ("ar", "الرباط / 14 مارس 2024 / ومع/", "الرباط"),
    ("ar", "القاهرة - رويترز:", "القاهرة"),
    ("ar", "القاهرة – رويترز -", "القاهرة"),
    ("ar", "لندن ـ «القدس العربي»:", "لندن"),
    ("ar", "الدوحة - قنا -", "الدوحة"),
    ("ar", "بغداد/ 14 مارس/ شفق نيوز/", "بغداد"),
    ("ar", "أبوظبي في 14 مارس / وام /", "أبوظبي"),
    ("ar", "الكويت - 14 - 3 (كونا) --", "الكويت"),
    ("ar", "رام الله 14-3-2024 وفا-", "رام الله"),
    ("ar", "دبي، الإمارات العربية المتحدة (CNN) --", "دبي"),
]


@pytest.mark.parametrize(("lang", "dateline", "place"), AGENCY_HEADS)
def test_the_datelines_of_agencies_are_found_in_their_own_marks(lang, dateline, place):
    text = f"{dateline} {BODY[lang]}"
    assert find_furniture(text, lang=lang) == [(0, len(dateline), "dateline")]
    assert read_place(dateline) == place


@pytest.mark.parametrize(
    ("lang", "head"),
    [
        ("ar", "قال الوزير - «لن يمر القانون»:"),
        ("ar", "الوزير - «لن يمر القانون»:"),
        ("ar", "قالت رويترز:"),
        ("ar", "أزمة الميناء- ماذا بعد"),
        ("en", "The agency (AFP)"),
        ("fr", "Selon l'agence (AFP)"),
    ],
)
def test_a_sentence_with_an_agency_or_a_quotation_is_no_dateline(lang, head):
    assert find_furniture(f"{head} {BODY[lang]}", lang=lang) == []


@pytest.mark.parametrize(
    ("dateline", "place"),
    [
        ("PALSK —", "PALSK"),
        ("LORVANE, March 14 (Agency) —", "LORVANE"),
        ("LORVANE/DRENN, 3 May (Agency) —", "LORVANE/DRENN"),
        ("DRENN, Korvath, 14 March 2024 –", "DRENN"),
        ("DRENN – March 5 (Agency) –", "DRENN"),
        ("SANTA LORVA, KOR., Narch 14 -", "SANTA LORVA"),
        ("****DRENN, March 119 -", "DRENN"),
        ("Port-Lavigne, le 14 mars –", "Port-Lavigne"),
        ("À Ardenelle, le 1er mai 2024 –", "Ardenelle"),
        ("De notre correspondant à Drenn –", "Drenn"),
        ("مرسى زين، 14 مارس 2024 (و م ع) –", "مرسى زين"),
        ("دار الساحل ١٤ مارس /وكالة الساحل/", "دار الساحل"),
        ("(Agency) —", None),
        ("14 March 2024", None),
    ],
)
def test_the_place_of_a_dateline_is_read_as_printed(dateline, place):
    assert read_place(dateline) == place


def test_an_article_of_a_pact_is_no_misspelt_month():
    assert find_furniture(f"NATO, Article 5 - {BODY['en']}", lang="en") == []
    assert find_furniture(f"DRENN, Narch 5 - {BODY['en']}", lang="en") == [(0, 16, "dateline")]


def test_the_authors_of_the_sample_come_back_from_its_bylines():
    corpus = load_sample()
    furniture = list_furniture(corpus)
    bylines = furniture[furniture["kind"] == "byline"].set_index("doc_id")["words"]
    found = clean_corpus(corpus.drop(columns="author"))["author"].loc[bylines.index]
    gold = corpus["author"].loc[bylines.index]
    assert found.notna().sum() >= 55
    assert (found[found.notna()] == gold[found.notna()]).all()


def test_an_author_that_is_known_is_not_overwritten():
    corpus = pd.DataFrame({"text": [f"By Ada Vane\n\n{BODY['en']}"] * 2, "author": ["Tom Ash", None]}, index=["a", "b"])
    cleaned = clean_corpus(corpus)
    assert cleaned["author"].tolist() == ["Tom Ash", "Ada Vane"]
    assert corpus["author"].isna().sum() == 1


@pytest.mark.parametrize(
    ("lang", "byline", "author"),
    [
        ("en", "By Ada Vane in Drenn", "Ada Vane"),
        ("en", "Ada Vane for the Monitor", "Ada Vane"),
        ("en", "By Courier staff and Meridian", None),
        ("en", "By our security correspondent", None),
        ("fr", "Par Ada Vane (avec AFP)", "Ada Vane"),
        ("fr", "De notre correspondante à Drenn", None),
        ("ar", "بقلم: ليلى منصور", "ليلى منصور"),
        ("ar", "MINA.NET- خاص - بقلم: ليلى منصور", "ليلى منصور"),
        ("ar", "صدى الميناء – ليلى منصور", "ليلى منصور"),
        ("ar", "MINA.NET - متابعة", None),
        ("ar", "ساحل اليوم", None),
    ],
)
def test_the_names_of_a_byline_are_read_without_role_place_and_outlet(lang, byline, author):
    assert read_author(byline, lang=lang) == author
