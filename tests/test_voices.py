"""Who says what: marks, sieves, speakers, and floors on labelled news where it is at hand."""

import gzip
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.voices.cues import load_lexicon
from mediakit.voices.marks import cover_quotes, find_marked, split_paragraphs
from mediakit.voices.quotes import find_quotes, guess_language

SHARED = Path(__file__).parents[2] / "shared"
COLUMNS = ["doc_id", "start", "end", "quote", "kind", "speaker", "speaker_start", "speaker_end", "cue"]


def read(text, lang="en"):
    quotes = find_quotes(pd.DataFrame({"text": [text], "lang": [lang]}, index=["a"]))
    return [tuple(row) for row in quotes[["kind", "quote", "speaker", "cue"]].itertuples(index=False)]


def marked(text):
    return [text[s.start : s.end] for s in find_marked(text, split_paragraphs(text))]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("He said: “One “two” three,” and left.", ["One “two” three,"]),
        ("« Un, dit-il, « deux » trois »", ["Un, dit-il, « deux » trois"]),
        ("«\u202fUn mot\u202f»", ["Un mot"]),
        ('He called it "mere "noise" again" and left.', ['mere "noise" again']),
        ("„Eins zwei,“ sagte sie.", ["Eins zwei,"]),
        ("‹ Un deux ›", ["Un deux"]),
        ("''Doubled marks,'' she said.", ["Doubled marks,"]),
        ("‘We will go to town,’ he said of the workers’ rights.", ["We will go to town,"]),
        ("The workers’ rights and the ’90s don’t count.", []),
        ("the nurses' pay isn't 'high enough for us now,' he said", ["high enough for us now,"]),
        ('A 6\'2" man said "no".', ["no"]),
        ("An “unclosed mark here.\n\nThe next “one” closes.", ["one"]),
        ("“First part.\n\n“Second part,” he said.", ["First part.", "Second part,"]),
        ("قالت: «نعم، «غدا» نعم»", ["نعم، «غدا» نعم"]),
        ("“”", []),
        ('“One form," he said.', ["One form,"]),
        ('"One form,” he said.', ["One form,"]),
        ("''She is 'one of us,''' he said.", ["She is 'one of us,"]),
    ],
)
def test_marks_are_paired_as_a_reader_pairs_them(text, inside):
    assert marked(text) == inside


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "Minister Ada Brook spoke. “We wait,” she said, “and we watch.”",
            [("direct", "We wait,", "Ada Brook", "said"), ("direct", "and we watch.", "Ada Brook", "said")],
        ),
        ("“No,” said Mr. Olaf Lund.", [("direct", "No,", "Olaf Lund", "said")]),
        ("“We are late,” the minister said.", [("direct", "We are late,", "the minister", "said")]),
        (
            "Interior Minister Ada Brook came. “We are late,” the minister said.",
            [("direct", "We are late,", "Ada Brook", "said")],
        ),
        (
            "“It is over,” according to a senior official. “Go home.”",
            [
                ("direct", "It is over,", "a senior official", "according to"),
                ("direct", "Go home.", "a senior official", ""),
            ],
        ),
        ("Olaf Lund told reporters: “It is late.”", [("direct", "It is late.", "Olaf Lund", "told reporters")]),
        (
            "Olaf Lund, 54, the mayor, said the bridge would open on Monday.",
            [("indirect", "the bridge would open on Monday", "Olaf Lund", "said")],
        ),
        (
            "Ada Brook conceded that no money was left and that the work had stopped.",
            [
                ("indirect", "no money was left", "Ada Brook", "conceded"),
                ("indirect", "the work had stopped", "Ada Brook", "conceded"),
            ],
        ),
        (
            "Officials said the power would be used against “a few dozen networks”.",
            [
                ("indirect", "the power would be used against", "Officials", "said"),
                ("direct", "a few dozen networks", "Officials", "said"),
            ],
        ),
        (
            "According to the ministry, the bridge is closed.",
            [("indirect", "the bridge is closed", "the ministry", "According to")],
        ),
        ("The bridge is closed, the ministry said.", [("indirect", "The bridge is closed", "the ministry", "said")]),
        ("The so-called “expert” left the hall.", []),
        ("They watched the film “A Long Way Home” twice.", []),
        ("Nobody said that the bridge was closed.", []),
        ("He was said to be ill.", []),
    ],
)
def test_english_quotes_come_with_speaker_and_cue(text, rows):
    assert read(text) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("« Nous attendons », a déclaré M. Luc Morel.", [("direct", "Nous attendons", "Luc Morel", "a déclaré")]),
        (
            "Le ministre Luc Morel est venu. « C'est tard », a-t-il lancé.",
            [("direct", "C'est tard", "Luc Morel", "a-t-il lancé")],
        ),
        (
            "Luc Morel rappelle qu'à peine trois conteneurs sur cent sont ouverts.",
            [("indirect", "à peine trois conteneurs sur cent sont ouverts", "Luc Morel", "rappelle")],
        ),
        (
            "Selon une source judiciaire, l'enquête est close.",
            [("indirect", "l'enquête est close", "une source judiciaire", "Selon")],
        ),
        ("« C'est tard », tranche l'avocate Nora Keller.", [("direct", "C'est tard", "Nora Keller", "tranche")]),
    ],
)
def test_french_quotes_come_with_speaker_and_cue(text, rows):
    assert read(text, "fr") == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("وقال السيد سمير الوزاني: «نحن ننتظر».", [("direct", "نحن ننتظر", "سمير الوزاني", "قال")]),
        (
            "أكد وزير النقل سمير الوزاني أن الجسر سيفتح غدا. وأضاف أن الأشغال انتهت.",
            [
                ("indirect", "الجسر سيفتح غدا", "سمير الوزاني", "أكد"),
                ("indirect", "الأشغال انتهت", "سمير الوزاني", "أضاف"),
            ],
        ),
        ("«هذا متأخر»، يقول المحامي سمير الوزاني.", [("direct", "هذا متأخر", "سمير الوزاني", "يقول")]),
        ("وقالت الوزارة إن الجسر مغلق اليوم.", [("indirect", "الجسر مغلق اليوم", "الوزارة", "قالت")]),
        ("من الممكن أن يغلق الجسر قبل أن يصل الناس.", []),
    ],
)
def test_arabic_quotes_come_with_speaker_and_cue(text, rows):
    assert read(text, "ar") == rows


def test_speaker_span_is_the_mention_and_not_the_name():
    text = "Abel Moreno came. “We are late,” he said. Mr. Moreno further asserted that the road was closed."
    quotes = find_quotes(pd.DataFrame({"text": [text]}, index=["a"]))
    mentions = [text[a:b] for a, b in zip(quotes["speaker_start"], quotes["speaker_end"], strict=True)]
    assert mentions == ["he", "Mr. Moreno"]
    assert quotes["speaker"].tolist() == ["Abel Moreno", "Abel Moreno"]
    assert quotes["cue"].tolist() == ["said", "asserted"]


def test_a_quote_without_attribution_keeps_its_place_but_names_no_one():
    quotes = find_quotes(pd.DataFrame({"text": ["“A long way to go for all of us.”"]}, index=["a"]))
    assert quotes.loc[0, ["speaker", "speaker_start", "speaker_end", "cue"]].tolist() == ["", -1, -1, ""]


def test_an_empty_corpus_gives_an_empty_table_with_all_columns():
    quotes = find_quotes(pd.DataFrame({"text": pd.Series([], dtype="str")}))
    assert quotes.columns.tolist() == COLUMNS
    assert len(quotes) == 0
    assert str(quotes["start"].dtype) == "int64"


def test_rows_come_in_the_order_of_the_documents():
    texts = ["“We are late,” Ann Lee said.", "", "Ann Lee said she was late."]
    quotes = find_quotes(pd.DataFrame({"text": texts}, index=["z", "m", "a"]))
    assert quotes["doc_id"].tolist() == ["z", "a"]
    assert quotes.index.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("text", "lang"),
    [("The bridge of the city", "en"), ("Le pont est dans la ville", "fr"), ("الجسر", "ar"), ("", "en")],
)
def test_language_is_guessed_from_script_and_words(text, lang):
    assert guess_language(text) == lang


def test_each_language_has_cues_and_pronouns():
    for lang in ("en", "fr", "ar"):
        lexicon = load_lexicon(lang)
        assert len(lexicon.forms) > 200
        assert lexicon["pronoun_m"]
        assert lexicon["no such kind"] == frozenset()


PIECES = st.sampled_from(
    (
        "\n \n\n “ ” \" ' ’ ‘ « » „ ‹ '' `` . , : ( ) — ، ⟪ ⟫ ¤ -t-il who and said said. that he Ann Ann_Lee"
        " The_minister Mr. told_reporters according_to a_déclaré que qu' selon قال أن السيد وأضاف _ _"
    )
    .replace(" ", "|")
    .replace("_", " ")
    .split("|")
)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=60).map("".join)),
    st.sampled_from(["en", "fr", "ar"]),
)
def test_any_text_gives_sound_rows(text, lang):
    corpus = pd.DataFrame({"text": [text], "lang": [lang]}, index=["a"])
    quotes = find_quotes(corpus)
    pd.testing.assert_frame_equal(quotes, find_quotes(corpus))
    assert quotes["start"].is_monotonic_increasing
    end = 0
    for row in quotes.itertuples():
        assert end <= row.start < row.end <= len(text)
        assert row.quote == text[row.start : row.end] != ""
        assert row.kind in ("direct", "indirect")
        assert (row.speaker == "") == (row.speaker_start == -1) == (row.speaker_end == -1)
        assert row.speaker == "" or 0 <= row.speaker_start < row.speaker_end <= len(text)
        assert row.cue in text
        end = row.end


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_a_covered_text_keeps_every_offset(text):
    assert len(cover_quotes(text, find_marked(text, split_paragraphs(text)))) == len(text)


@pytest.mark.parametrize(
    "piece",
    [
        '"a ',
        "“a ",
        "« a ",
        "said that ",
        "He said, ",
        "X, who ",
        "a, ",
        "قال ان ",
        "selon ",
        "Ann ",
        "(",
        "'a ",
        "and that ",
        "‘”“",
        "\u200f«\u200f ",
        "he said she feared ",
        "Ann promised to ",
    ],
)
def test_work_grows_with_the_text_and_not_with_its_square(piece, growth):
    small, large = (pd.DataFrame({"text": [piece * n]}, index=["a"]) for n in (1_000, 16_000))
    find_quotes(small)
    assert growth(lambda: find_quotes(small), lambda: find_quotes(large), allowed=60) < 60  # 256 by its square


@pytest.mark.parametrize(
    ("corpus", "message"),
    [
        (pd.DataFrame({"body": ["a"]}, index=["a"]), "no column 'text'"),
        (pd.DataFrame({"text": ["a", "b"]}, index=["a", "a"]), "1 doc_ids are there more than once"),
        (pd.DataFrame({"text": ["a", None]}, index=["a", "b"]), r"1 of 2 texts .* \['b'\]"),
    ],
)
def test_a_corpus_that_cannot_be_read_is_refused(corpus, message):
    with pytest.raises(ValueError, match=message):
        find_quotes(corpus)


@pytest.mark.parametrize(
    ("text", "n_quotes"),
    [
        ("“" * 10_000, 0),
        ("”" * 10_000, 0),
        ('"' * 10_001, 0),
        ("«" * 5_000 + "»" * 5_000, 0),
        ("“We will wait for the end of it all, he said.", 1),
        ("She said: «We will wait for the end of it all.", 0),
        ("no stop and no end " * 2_000, 0),
        ("قالت الوزارة:\u200f «نحن ننتظر منذ أمس\u200f»", 1),
        ("\u202bقالت الوزارة إن الجسر مغلق اليوم\u202c", 1),
    ],
)
def test_broken_text_has_a_documented_answer(text, n_quotes):
    lang = "ar" if "قالت" in text else "en"
    assert len(find_quotes(pd.DataFrame({"text": [text], "lang": [lang]}, index=["a"]))) == n_quotes


def overlap(a, b):
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def load_polnear():
    path = SHARED / "data" / "polnear.jsonl.gz"
    if not path.exists():
        pytest.skip("the PolNeAR articles are not at hand")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines][::6]


def test_polnear_quotes_and_sources_stay_above_their_floors():
    articles = load_polnear()
    corpus = pd.DataFrame({"text": [a["text"] for a in articles], "lang": "en"}, index=[a["doc_id"] for a in articles])
    found = {doc_id: list(rows.itertuples()) for doc_id, rows in find_quotes(corpus).groupby("doc_id")}
    hits, golds, sources, direct, direct_ok, indirect, indirect_ok = 0, 0, [], 0, 0, 0, 0
    for article in articles:
        rows = found.get(article["doc_id"], [])
        contents = [(s, e, a) for a in article["attributions"] for s, e in a.get("content", [])]
        for row in rows:
            inside = any(overlap((row.start, row.end), c) * 2 >= row.end - row.start for c in contents)
            direct, direct_ok = direct + (row.kind == "direct"), direct_ok + (row.kind == "direct" and inside)
            indirect, indirect_ok = (
                indirect + (row.kind == "indirect"),
                indirect_ok + (row.kind == "indirect" and inside),
            )
        for start, end, attribution in contents:
            if not re.fullmatch(r"(?s)(?:[“\"]|'').*(?:[”\"]|'')[.,]?", article["text"][start:end]):
                continue
            golds += 1
            row = max(
                (q for q in rows if q.kind == "direct"),
                key=lambda q: overlap((q.start, q.end), (start, end)),
                default=None,
            )
            if row is None or overlap((row.start, row.end), (start, end)) * 2 < end - start:
                continue
            hits += 1
            if attribution.get("source"):
                mention = (row.speaker_start, row.speaker_end)
                sources.append(any(overlap(mention, s) > 0 for s in attribution["source"]))
    assert hits / golds > 0.94
    assert direct_ok / direct > 0.94
    assert sum(sources) / len(sources) > 0.90
    assert indirect_ok / indirect > 0.84


def test_the_specimen_article_gives_its_five_quotes():
    reading = SHARED / "seed-reading" / "reading.json"
    if not reading.exists():
        pytest.skip("the specimen article is not at hand")
    gold = json.loads(reading.read_text(encoding="utf-8"))
    text = (SHARED / "seed" / gold["file"]).read_text(encoding="utf-8")
    quotes = find_quotes(pd.DataFrame({"text": [text]}, index=["seed"]))
    keys = ["start", "end", "kind", "speaker", "cue"]
    assert sorted(map(tuple, quotes[keys].itertuples(index=False))) == sorted(
        tuple(q[k] for k in keys) for q in gold["quotes"]
    )
    assert set(quotes["speaker"]) == {"Abdellatif Hammouchi", "Vladimir Putin"}
    praise = [(p["start"], p["end"]) for p in gold["own_praise"]]
    assert not any(overlap((q.start, q.end), p) for q in quotes.itertuples() for p in praise)
