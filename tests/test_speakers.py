"""Whom a mention stands for, what is said without marks, and what is attributed beyond quotes."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.corpus.sample import load_sample
from mediakit.voices.attributions import find_attributions
from mediakit.voices.quotes import find_quotes

SPEAKERS = [
    pytest.param(
        "Léon Brun, maire de Vaux, a visité le quartier. Une habitante des Tanneurs attendait. "
        "« Nous allons tout reconstruire ici », a-t-il déclaré.",
        "fr",
        ["Léon Brun"],
        id="a place after « des » is not meant by « il »",
    ),
    pytest.param(
        "وصل المحامي كريم بنياز إلى المحكمة. وقال كريم: «لن نترك هذا الملف أبدا».",
        "ar",
        ["كريم بنياز"],
        id="a first name alone in Arabic is the whole name",
    ),
    pytest.param(
        "Paule Morin a ouvert la séance. « Le port restera ouvert demain », a promis la directrice.",
        "fr",
        ["Paule Morin"],
        id="a role that no one was introduced with is the one person near",
    ),
    pytest.param(
        "Paul Morin et Luc Vidal ont ouvert la séance. « Le port restera ouvert demain », a promis le directeur.",
        "fr",
        ["le directeur"],
        id="a role stays as it is where two persons may be meant",
    ),
    pytest.param(
        "« Nous partons de zéro aujourd'hui », a plaidé devant la presse étrangère Nora Keller.",
        "fr",
        ["Nora Keller"],
        id="an audience between verb and name is no speaker",
    ),
    pytest.param("« C'est peu », admet-on à la douane.", "fr", ["la douane"], id="« admet-on à la douane »"),
    pytest.param(
        "Marie Duval et Jean Petit sont venus. « Le pont est fermé », a-t-elle dit.",
        "fr",
        ["Marie Duval"],
        id="« elle » is the woman of two persons",
    ),
    pytest.param(
        "وصلت المهندسة سعاد العمراني إلى الميناء. «الجسر مغلق منذ أمس»، تقول سعاد.",
        "ar",
        ["سعاد العمراني"],
        id="a verb before a first name",
    ),
    pytest.param(
        "وقال المتحدث باسم الوزارة سمير الوزاني: «الجسر مغلق اليوم». وأضاف: «الأشغال انتهت أمس».",
        "ar",
        ["سمير الوزاني", "سمير الوزاني"],
        id="« وأضاف » carries on with the last speaker",
    ),
    pytest.param(
        "تحدث السيد سمير الوزاني والوزيرة هند العلوي. وختم مخاطبا الشباب: «الميناء لكم جميعا».",
        "ar",
        ["سمير الوزاني"],
        id="« مخاطبا » goes with the subject hidden in the verb",
    ),
    pytest.param(
        "وقال السيد علي العمراني إن الجسر مغلق اليوم.",
        "ar",
        ["علي العمراني"],
        id="« علي » is a name and not « على »",
    ),
    pytest.param(
        "وأكد المجلس الوطني لحقوق الإنسان أن الجسر مغلق اليوم.",
        "ar",
        ["المجلس الوطني لحقوق الإنسان"],
        id="« لحقوق الإنسان » is no name",
    ),
    pytest.param(
        "Bill Moss came with Mary Moss. Bill Moss left. Mrs. Moss said the road was closed. “It is,” Mr. Moss said.",
        "en",
        ["Mary Moss", "Bill Moss"],
        id="a title chooses between two of one last name",
    ),
    pytest.param(
        "Ann Lee met voters who said the road was closed.",
        "en",
        ["voters"],
        id="« who » is what it goes with",
    ),
]


@pytest.mark.parametrize(("text", "lang", "speakers"), SPEAKERS)
def test_a_mention_becomes_the_person_that_the_article_names(text, lang, speakers):
    quotes = find_quotes(pd.DataFrame({"text": [text], "lang": [lang]}, index=["a"]))
    assert quotes["speaker"].tolist() == speakers


REPORTED = [
    ("The mayor said the road would open.", [("the mayor", "the road would open")]),
    ("The mayor told us the road was closed.", [("the mayor", "the road was closed")]),
    ("The wide road, the mayor said, was shut.", [("the mayor", "The wide road")]),
    ("The road is closed, said Ann Lee, who runs the town.", [("Ann Lee", "The road is closed")]),
    ("As the mayor noted, the road is too narrow for trains.", [("the mayor", "the road is too narrow for trains")]),
    ("Since May, according to the union, guards have left the hills.", [("the union", "guards have left the hills")]),
    ("Federal officials said they would appeal that ruling.", [("Federal officials", "they would appeal that ruling")]),
    ("Ann Lee promised to open the road.", [("Ann Lee", "to open the road")]),
    ("Ann Lee urged the two towns to share the cost.", [("Ann Lee", "to share the cost")]),
    ("Ann Lee asked whether the road was safe.", [("Ann Lee", "whether the road was safe")]),
    ("Ann Lee said she feared that the road was closed.", [("Ann Lee", "she feared that the road was closed")]),
    ("Ann Lee denied that the road was closed, a day after the storm.", [("Ann Lee", "the road was closed")]),
    ("The council plans to close the road, officials said.", [("officials", "The council plans to close the road")]),
    ("The road was closed, said officials in Vaux.", [("officials", "The road was closed")]),
    ("Authorities in Vaux, the old town, announced tighter controls.", []),
    ("Ann Lee shook hands and, to some surprise, said the pit would close.", []),
    ("The firm found a leak in May.", []),
    ("Two employees asked not to be named.", []),
    ("Ann Lee opposed the plan for the road.", []),
    ("This visit underscores the role of the town.", []),
    ("Ann Lee has claims on the old road.", []),
]


@pytest.mark.parametrize(("text", "rows"), REPORTED)
def test_reported_speech_is_told_from_what_is_no_speech(text, rows):
    quotes = find_quotes(pd.DataFrame({"text": [text], "lang": ["en"]}, index=["a"]))
    found = [(speaker.lower(), quote) for speaker, quote in zip(quotes["speaker"], quotes["quote"], strict=True)]
    assert found == [(speaker.lower(), quote) for speaker, quote in rows]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Ann Lee opposed the plan for the road.", [("Ann Lee", "opposed", "the plan for the road")]),
        ("Ann Lee called for a public vote on Monday.", [("Ann Lee", "called for", "a public vote")]),
        ("Ann Lee arrived. Her promise to widen the road was kept.", [("Ann Lee", "promise", "to widen the road")]),
        ("A plan opposed by the town was dropped.", []),
        ("“We oppose the plan for the road,” Ann Lee said.", []),
    ],
)
def test_acts_and_positions_are_attributed_to_their_source(text, rows):
    found = find_attributions(pd.DataFrame({"text": [text], "lang": ["en"]}, index=["a"]))
    acts = found[found["kind"] == "act"]
    assert [tuple(row) for row in acts[["speaker", "cue", "quote"]].itertuples(index=False)] == rows


def test_attributions_hold_every_quote_as_it_is():
    corpus = load_sample().iloc[::7]
    found = find_attributions(corpus)
    quotes = found[found["kind"] != "act"].reset_index(drop=True)
    keys = ["doc_id", "start", "end", "quote", "kind", "cue"]
    pd.testing.assert_frame_equal(quotes[keys], find_quotes(corpus)[keys])
    assert set(found["kind"]) == {"direct", "indirect", "act"}
    langs = corpus["lang"].loc[found.loc[found["kind"] == "act", "doc_id"]]
    assert set(langs) == {"en"}


WORDS = st.sampled_from(
    [
        "Ann",
        "Lee",
        "the",
        "mayor",
        "opposed",
        "called",
        "for",
        "wants",
        "his",
        "promise",
        "to",
        "that",
        "said",
        ",",
        ".",
        "“",
        "”",
        "the",
        "road",
        "was",
        "and",
        "her",
        "of",
        "denied",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=50).map(" ".join))
def test_attributions_never_overlap(text):
    found = find_attributions(pd.DataFrame({"text": [text], "lang": ["en"]}, index=["a"]))
    end = 0
    for row in found.itertuples():
        assert end <= row.start < row.end <= len(text)
        assert row.quote == text[row.start : row.end]
        end = row.end


@pytest.mark.parametrize("piece", ["his claim that he ", "she wants to ", "Ann Lee opposed the ", "his promise of "])
def test_work_on_attributions_grows_with_the_text_and_not_with_its_square(piece, growth):
    small, large = (pd.DataFrame({"text": [piece * n], "lang": ["en"]}, index=["a"]) for n in (500, 8_000))
    find_attributions(small)
    assert growth(lambda: find_attributions(small), lambda: find_attributions(large), allowed=60) < 60


def test_attributions_of_a_corpus_without_the_column_are_refused():
    with pytest.raises(ValueError, match="no column 'clean'"):
        find_attributions(pd.DataFrame({"text": ["a"]}, index=["a"]), column="clean")
