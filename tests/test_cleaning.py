"""Cleaning takes the furniture of an article away and nothing else."""

import re
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediakit.corpus.bylines import normalise_line
from mediakit.corpus.cleaning import clean_text, find_furniture
from mediakit.corpus.sample import load_sample, load_sample_labels
from mediakit.corpus.tails import is_tail
from mediakit.corpus.word_lists import read_table

SHARED = Path(__file__).parents[2] / "shared" / "data"
BODY = {
    "en": "The council met for two hours on Tuesday and agreed on nothing that could be written down. It meets in May.",
    "fr": "Le conseil s'est réuni deux heures mardi et n'a rien décidé qui puisse être écrit. Il se retrouve en mai.",
    "ar": "اجتمع المجلس ساعتين يوم الثلاثاء ولم يتفق على شيء يمكن أن يكتب في المحضر، وسيجتمع من جديد في شهر ماي.",
}

DATELINES = [
    ("en", "PALSK —"),
    ("en", "HESTMOUTH, Feb 26 -"),
    ("en", "LORVANE, March 14 (Agency) —"),
    ("en", "LORVANE/DRENN, 3 May (Agency) —"),
    ("en", "Drenn, Korvath –"),
    ("en", "Dar al-Sahil, Nourane –"),
    ("en", "Hestmouth —"),
    ("en", "ST. LOUIS --"),
    ("en", "LA PAZ, Aug. 6 -"),
    ("en", "(Agency) —"),
    ("en", "PALSK, Korvath, 14 March 2024 –"),
    ("en", "DRENN – March 5 (Agency) –"),
    ("en", "LORVANE, May 3, 2024 /PRWire/ --"),
    ("fr", "Port-Lavigne, le 14 mars –"),
    ("fr", "PARIS, 14 mars (AFP) -"),
    ("fr", "Montréval (AFP) –"),
    ("fr", "À Ardenelle, le 1er mai 2024 –"),
    ("fr", "L'Isle-sur-Mer, le 3 août –"),
    ("fr", "De notre correspondant à Drenn –"),
    ("fr", "Montréval, correspondance –"),
    ("ar", "دار الساحل –"),
    ("ar", "دار الساحل ـ"),
    ("ar", "لورفان (رويترز) -"),
    ("ar", "مرسى زين، 14 مارس 2024 (و م ع) –"),
    ("ar", "دار الساحل ١٤ مارس /وكالة الساحل/"),
    ("ar", "جبل ريح، الثلاثاء –"),
]

BYLINES = [
    ("en", "By Ada Vane"),
    ("en", "BY ADA VANE"),
    ("en", "By Ada Vane, Security Correspondent"),
    ("en", "By Ada Vane in Drenn"),
    ("en", "By Ada Vane, Tom Ash and Lea de la Tour, Harbour Times"),
    ("en", "By our security correspondent"),
    ("en", "Ada Vane for the Monitor"),
    ("en", "Ada Vane, staff writer"),
    ("en", "Drenn Gazette"),
    ("fr", "Par Ada Vane"),
    ("fr", "Par Ada Vane (avec AFP)"),
    ("fr", "Par Ada Vane, envoyée spéciale à Dar al-Sahil"),
    ("fr", "Propos recueillis par Ada Vane"),
    ("fr", "De notre correspondante à Drenn"),
    ("fr", "Ada Vane, envoyée spéciale à Montréval"),
    ("ar", "بقلم: ليلى منصور"),
    ("ar", "صدى الميناء – ليلى منصور"),
    ("ar", "الميناء اليوم"),
]

NOT_FURNITURE = [
    (
        "en",
        "Critics — and there are many — say that the pact will fail and that the council has nothing to show for it.",
    ),
    (
        "en",
        "Critics — The word is too soft — say that the pact will fail and that nobody will answer for the loss of it.",
    ),
    ("en", "NATO — the alliance that binds them — said on Tuesday that the pact would hold for another year at least."),
    (
        "en",
        "Rekke - a former judge - said on Tuesday that the pact would hold for another year and a half at the least.",
    ),
    (
        "en",
        "Exclusive – Ada Vane: The harbour never slept, and neither did I, says the woman who ran it for thirty years.",
    ),
    (
        "en",
        "On Saturday — The day of the vote was cold and the harbour lay still, and nobody had come to hear the count.",
    ),
    ("en", "By Monday the talks had failed"),
    ("en", "By land and by sea"),
    ("en", "Hope for the harbour"),
    ("en", "Follow the money, says Vasko"),
    ("en", "Port crisis - Drenn: what comes after the fire"),
    ("en", "Le monde"),
    ("en", "St.Louis votes"),
    ("fr", "Le monde"),
    ("fr", "La croix"),
    ("ar", "الرياض"),
    ("ar", "هسبريس تنشر الوثيقة كاملة وتكشف أسماء الذين وقعوا عليها يوم الثلاثاء"),
    ("ar", "صمد الميثاق عاما كاملا رغم كل شيء كما نقلت ذلك عدة مواقع من بينها - هسبريس."),
    (
        "fr",
        "Les critiques – et ils sont nombreux – disent que le pacte ne tiendra pas et que le conseil n'a rien obtenu.",
    ),
    ("fr", "Par ailleurs, le ministre se tait"),
    ("fr", "Par trois fois le port a brûlé"),
    ("fr", "Lire entre les lignes"),
    ("ar", "النقاد – وهم كثر – يقولون إن الميثاق لن يصمد وإن المجلس لم يحصل على شيء يذكر طوال العام الماضي كله."),
    ("ar", "كتب الوزير رسالة طويلة إلى البرلمان اليوم"),
    ("ar", "قمة لورفان: ماذا بعد؟"),
]


def _load(name: str) -> pd.DataFrame:
    path = SHARED / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"the measured data ({path.name}) are not here")
    return pd.read_json(path, lines=True)


@pytest.mark.parametrize(("lang", "dateline"), DATELINES)
def test_a_dateline_is_found_with_its_dash_and_taken_away(lang, dateline):
    text = f"{dateline} {BODY[lang]}"
    assert find_furniture(text, lang=lang) == [(0, len(dateline), "dateline")]
    assert clean_text(text, lang=lang) == BODY[lang]


@pytest.mark.parametrize(("lang", "byline"), BYLINES)
def test_a_byline_is_found_and_taken_away(lang, byline):
    text = f"{byline}\n\n{BODY[lang]}"
    assert find_furniture(text, lang=lang) == [(0, len(byline), "byline")]
    assert clean_text(text, lang=lang) == BODY[lang]


@pytest.mark.parametrize(("lang", "line"), NOT_FURNITURE)
def test_a_headline_or_a_sentence_with_dashes_is_no_furniture(lang, line):
    assert find_furniture(f"{line}\n\n{BODY[lang]}", lang=lang) == []


@pytest.mark.parametrize("row", read_table("tails.csv"), ids=lambda row: row["example"][:30])
def test_each_pattern_of_a_tail_finds_its_example_and_spares_its_counterexample(row):
    lang = row["lang"]
    text = f"{BODY[lang]}\n\n{row['example']}"
    assert find_furniture(text, lang=lang) == [(len(BODY[lang]) + 2, len(text), "tail")]
    if row["but_not"]:
        assert not is_tail(normalise_line(row["but_not"]), lang=lang)
        assert find_furniture(f"{BODY[lang]}\n\n{row['but_not']}", lang=lang) == []


@pytest.mark.parametrize(
    ("lang", "tail"),
    [
        ("en", "About محمد الساحلي"),
        ("en", "اقرأ أيضا: ميناء لا ينام"),
        ("fr", "О газете"),
        ("ar", "MINA.NET"),
        ("en", "https://harbour-times.example/march"),
        ("en", "(Agency)"),
        ("en", "* * *"),
    ],
)
def test_a_last_line_in_another_script_or_without_words_is_tail(lang, tail):
    assert clean_text(f"{BODY[lang]}\n\n{tail}", lang=lang) == BODY[lang]


def test_a_credit_in_brackets_at_the_end_of_the_last_paragraph_is_tail():
    text = f"{BODY['en']} (Reporting by Ada Vane; editing by Tom Ash)"
    assert clean_text(text, lang="en") == BODY["en"]
    assert clean_text(f"{BODY['en']} (He denies it.)", lang="en") == f"{BODY['en']} (He denies it.)"


def test_headlines_under_a_line_that_announces_links_are_tail():
    text = f"{BODY['fr']}\n\nSur le même sujet\n\nLe port qui ne dort jamais\n\nLa nuit du feu"
    assert clean_text(text, lang="fr") == BODY["fr"]


def test_a_headline_repeated_as_first_line_stays():
    headline = "Pact leaves the hard questions for later"
    text = f"{headline}\n\nBy Ada Vane\n\nPALSK — {BODY['en']}"
    assert clean_text(text, lang="en") == f"{headline}\n\n{BODY['en']}"


def test_a_whole_arabic_article_loses_outlet_town_and_author():
    text = f"MINA.NET\n\nدار الساحل\n\nخاص\n\nليلى منصور\n\n{BODY['ar']}\n\nالميناء – جميع الحقوق محفوظة"
    assert clean_text(text, lang="ar") == BODY["ar"]


def test_notes_of_the_editors_are_left_alone():
    note = "Editor's note: an earlier version gave the wrong year."
    assert clean_text(f"{BODY['en']}\n\n{note}", lang="en").endswith(note)


def test_a_text_of_one_line_is_never_emptied():
    assert clean_text("Sign up for our letter.", lang="en") == "Sign up for our letter."


def test_blanks_are_folded_and_paragraphs_kept():
    text = "  One\u00a0 two.\r\n\r\n\r\nThree\t four.\nFive. \n"
    assert clean_text(text, lang="en") == "One two.\n\nThree four.\nFive."


def test_lines_set_to_a_width_are_joined_into_paragraphs():
    text = (
        "The council of the harbour met for two hours on Tuesday\n"
        "and agreed on nothing that could be written down in the\n"
        "minutes of it. Its members meet again in the month of\n"
        "May.\n"
        "    The ferry stays in the dock until the inquiry is\n"
        "over, and nobody will say who pays for its crew.\n"
        " Reuter"
    )
    first, second = clean_text(text, lang="en").split("\n\n")
    assert first.startswith("The council of the harbour met for two hours on Tuesday and agreed")
    assert second.endswith("who pays for its crew.")


# Laws

PIECES = st.sampled_from(
    [
        *(d for _, d in DATELINES),
        *(line for _, line in BYLINES),
        "MINA.NET - خاص",
        "(AFP)",
        "– و م ع",
        *BODY.values(),
        "Sign up now",
        "Lire aussi : X",
        "\n",
        "\n\n",
        " ",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=20))).map("".join))
LANGS = st.sampled_from(["en", "fr", "ar"])


@given(TEXTS, LANGS)
def test_furniture_lies_in_order_inside_the_text_and_has_no_blank_at_its_edges(text, lang):
    furniture = find_furniture(text, lang=lang)
    assert all(0 <= start < end <= len(text) for start, end, _ in furniture)
    assert all(a[1] <= b[0] for a, b in pairwise(furniture))
    assert all(text[start:end] == text[start:end].strip() for start, end, _ in furniture)
    assert {kind for *_, kind in furniture} <= {"outlet", "dateline", "byline", "signature", "tail"}


@given(TEXTS, LANGS)
def test_clean_text_keeps_every_word_outside_the_furniture(text, lang):
    kept, end = "", 0
    for start, stop, _ in find_furniture(text, lang=lang):
        kept += text[end:start]
        end = stop
    cleaned = clean_text(text, lang=lang)
    marks = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")  # a line of nothing else is blank
    assert marks.sub("", cleaned).split() == marks.sub("", kept + text[end:]).split()
    assert not re.search(r"[^\S\n ]| {2}|\n{3}|^\s|\s$", cleaned)


@given(TEXTS, LANGS)
def test_a_text_with_words_never_becomes_empty(text, lang):
    is_outlet_alone = [kind for *_, kind in find_furniture(text, lang=lang)] == ["outlet"]
    assert bool(clean_text(text, lang=lang)) == bool(text.strip()) or is_outlet_alone


@pytest.mark.parametrize(
    "unit",
    [" ", "- ", "— ", "A, ", "@a", "(", "a\n", "AB\n", "By A ", "/", "، ", "* ", "Editing by A; ", "a.", "A.B - "],
)
def test_long_monotonous_texts_are_cleaned_without_hanging(unit):
    for lang in BODY:
        find_furniture(unit * (100_000 // len(unit)), lang=lang)


# Recovery


def _share_found(gold: pd.DataFrame, corpus: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Precision and recall of exact spans by kind."""
    found = {
        (doc_id, *span)
        for doc_id, text, lang in zip(corpus.index, corpus["text"], corpus["lang"], strict=True)
        for span in find_furniture(text, lang=lang)
    }
    marked = set(gold[["doc_id", "start", "end", "kind"]].itertuples(index=False, name=None))
    shares = {}
    for kind in ("dateline", "byline", "tail"):
        ours, theirs = ({span for span in spans if span[-1] == kind} for spans in (found, marked))
        shares[kind] = (len(ours & theirs) / len(ours), len(ours & theirs) / len(theirs))
    return shares


def test_the_marked_furniture_of_the_sample_comes_back():
    shares = _share_found(load_sample_labels("furniture"), load_sample())
    assert min(share for pair in shares.values() for share in pair) >= 0.95


def test_texts_of_a_wire_come_back_when_their_datelines_are_put_before_them():
    reuters = _load("reuters")
    reuters = reuters[reuters["dateline"].str.contains(r"\d\s*-\s*$")][::4]
    sign_off = re.compile(r"(?:\s+(?:reuters?|more)\b[.\s]*)+\Z", re.IGNORECASE)
    same = [
        clean_text(f"{dateline.strip()} {text.strip()}", lang="en").split() == sign_off.sub("", text).split()
        for dateline, text in zip(reuters["dateline"], reuters["text"], strict=True)
    ]
    assert sum(same) / len(same) >= 0.97


def test_nothing_is_taken_from_articles_without_furniture():
    assert all(find_furniture(text, lang="en") == [] for text in _load("bbc")["text"])


def test_little_is_taken_from_articles_with_little_furniture():
    texts = _load("polnear")["text"]
    n_taken = sum(end - start for text in texts for start, end, _ in find_furniture(text, lang="en"))
    assert 0 < n_taken / texts.str.len().sum() < 0.005


def test_the_outlet_never_opens_a_cleaned_arabic_article():
    texts = _load("ahdath_ar")["text"]
    texts = texts[texts.str.count("[\u0621-\u064a]") > 100]
    opens = [clean_text(text, lang="ar").casefold().startswith("ahdath") for text in texts]
    assert sum(opens) / len(opens) <= 0.01


# Refusal


@pytest.mark.parametrize("clean", [clean_text, find_furniture])
def test_another_language_is_refused_with_the_three_that_are_known(clean):
    with pytest.raises(ValueError, match=r"lang is 'de', but cleaning knows only 'en', 'fr', 'ar'"):
        clean("Text", lang="de")
