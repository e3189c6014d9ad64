"""Sentences end where readers end them, and their offsets point into the article."""

from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediakit.corpus.sample import load_sample
from mediakit.corpus.sentences import find_sentences, split_sentences

SHARED = Path(__file__).parents[2] / "shared" / "data"

CUTS = [
    # titles, initials, abbreviations
    "Gen. Strakov met Mr. and Mrs. Vane of St. Louis. | They left.",
    "The U.S. President came. | He lives in the U.S. | The end.",
    "Irene J. Vasko and J.K. Hald spoke. | Vitamin C. | The rest.",
    "It opens at 5 p.m. Tuesday, Jan. 5. | It closes at 9 p.m. | The bar stays open.",
    "Ferries Inc. and Co. sank. | See No. 5 of the list. | No. | He did not.",
    "Sen. Oriel (I-Skarn.) spoke. | Nobody came.",
    "Rekke vs. Vasko et al. was heard. | She won.",
    "M. Vasseur a vu Mme Kermann, art. 12 et art. L. 122-4. | Il part.",
    "M. Le Drau et J.-M. Le Faou sont là. | Ils partent.",
    "وصل د. كريم بنياز إلى المحكمة. | ثم غادر.",
    # numbers
    "It cost $3.5 million in 2016. | It fell to 1.9.",
    "1. The first point. | He went on.",
    "ارتفع السعر بنسبة 3.5 في المائة. | ثم تراجع.",
    # dots in a row
    "Wait... what? | He left… | She stayed.",
    "The list … President Harran said … is long. | It ends.",
    "تراهم أذكياء... لأن التظاهر صعب، والوقت يمضي، ولا أحد يرد. | انتهى الأمر.",
    # quotation marks
    "“We will stay.” | He left.",
    '"We will stay." | He left.',
    "‘Stay.’ | He left. | (He denied it.) | She did not.",
    "“Why?” Mr. Rekke asked. | “Because!” | The crowd ran.",
    "“We will go,” she said. | “Now.”",
    "« Nous tiendrons. » | Il est parti.",
    "« Quand ? » demande-t-elle. | « Jamais ! »",
    "قال الوزير: «لن نفتح الباب.» | ثم غادر.",
    "وأضاف: «ماذا بعد؟» يسأل المحامي. | لا جواب!",
    # Arabic stops, no capitals, and what is no stop
    "هل يعود؟ | لا أحد يعرف! | سنرى.",
    "iPhones rose. iPads fell.",
    "Halden.example and node.js are names. | So is v1.2.",
]


@pytest.mark.parametrize("marked", CUTS)
def test_sentences_end_where_they_are_marked(marked):
    sentences = marked.split(" | ")
    text = " ".join(sentences)
    assert [text[start:end] for start, end in find_sentences(text)] == sentences


def test_a_paragraph_always_ends_a_sentence():
    text = "A headline without a stop\nIn Palsk, N.H.\n\nRekke vs.\r\nVasko"
    assert [text[a:b] for a, b in find_sentences(text)] == [
        "A headline without a stop",
        "In Palsk, N.H.",
        "Rekke vs.",
        "Vasko",
    ]


def test_lines_set_to_a_width_do_not_end_sentences():
    text = (
        "The council of the harbour met for two hours on Tuesday\n"
        "and agreed on nothing that could be written down in the\n"
        "minutes of it. Its members meet again in the month of\n"
        "May.\n"
        "    The ferry stays in the dock."
    )
    first, second, third = (text[start:end].split() for start, end in find_sentences(text))
    assert first[-3:] == ["minutes", "of", "it."]
    assert second == ["Its", "members", "meet", "again", "in", "the", "month", "of", "May."]
    assert third[:2] == ["The", "ferry"]


def test_the_table_has_the_documented_columns_and_index():
    corpus = pd.DataFrame(
        {"text": ["One. Two.", "", "Trois."], "lang": ["en", "en", "fr"], "outlet": "X"}, index=["a", "b", "c"]
    )
    sentences = split_sentences(corpus)
    assert sentences.index.tolist() == ["a#0", "a#1", "c#0"]
    assert sentences.index.name == "sentence_id"
    assert sentences.columns.tolist() == ["text", "doc_id", "start", "end", "lang"]
    assert sentences["lang"].tolist() == ["en", "en", "fr"]
    assert sentences["start"].tolist() == [0, 5, 0]
    assert split_sentences(corpus.drop(columns="lang")).columns.tolist() == ["text", "doc_id", "start", "end"]


def test_no_articles_give_no_sentences_of_the_same_types():
    corpus = load_sample()
    empty, full = split_sentences(corpus[:0]), split_sentences(corpus[:3])
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_another_column_can_be_cut():
    corpus = pd.DataFrame({"text": ["PALSK — One."], "clean": ["One. Two."]}, index=["a"])
    assert split_sentences(corpus, column="clean")["text"].tolist() == ["One.", "Two."]


# Laws

TEXTS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            ["Gen. ", "U.S. ", "He", " went", ".", "...", "? ", "” ", " »", "\n", "\n\n", "؟ ", "م ", "5", " "]
        )
    ).map("".join),
)


@given(TEXTS)
def test_spans_are_in_order_do_not_overlap_and_cover_every_character_that_is_not_blank(text):
    spans = find_sentences(text)
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    left_out = [text[a:b] for a, b in pairwise([0, *(offset for span in spans for offset in span), len(text)])][::2]
    assert not "".join(left_out).strip()


@given(st.lists(TEXTS, max_size=4))
def test_offsets_give_the_sentence_back(texts):
    corpus = pd.DataFrame({"text": pd.Series(texts, dtype="str")})
    corpus.index = pd.Index([f"d{i}" for i in range(len(texts))], dtype="str", name="doc_id")
    sentences = split_sentences(corpus)
    places = zip(sentences["text"], sentences["doc_id"], sentences["start"], sentences["end"], strict=True)
    assert all(corpus.loc[doc_id, "text"][start:end] == text for text, doc_id, start, end in places)
    assert sentences.index.is_unique


@given(TEXTS, TEXTS)
def test_an_empty_line_separates_texts_completely(first, second):
    texts = [" ".join(text.split()) for text in (first, second)]
    joined = "\n\n".join(texts)
    apart = [text[a:b] for text in texts for a, b in find_sentences(text)]
    assert [joined[a:b] for a, b in find_sentences(joined)] == apart


def test_shuffling_the_articles_changes_no_sentence():
    corpus = load_sample()
    shuffled = split_sentences(corpus.sample(frac=1, random_state=0))
    pd.testing.assert_frame_equal(shuffled.loc[split_sentences(corpus).index], split_sentences(corpus))


@pytest.mark.parametrize("unit", [".", ". ", '."', '?" A', "…", "\n", " \n", "1. ", "Mr. ", ")", "a\n"])
def test_long_monotonous_texts_are_cut_without_hanging(unit):
    find_sentences("Hello." + unit * (100_000 // len(unit)))


# Recovery


@pytest.mark.parametrize(("name", "column"), [("newsmtsc_dev", "sentence"), ("nyt_editorials", "text")])
def test_single_sentences_stay_whole_and_come_apart_when_joined(name, column):
    path = SHARED / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"the measured data ({path.name}) are not here")
    given_sentences = pd.read_json(path, lines=True)[column].drop_duplicates().str.strip()
    is_plain = given_sentences.str.fullmatch(r"[A-Z“\"][^\n]*[.!?][”\"']?")
    single = given_sentences[is_plain].tolist()
    assert sum(len(find_sentences(text)) == 1 for text in single) / len(single) >= 0.98
    pairs = list(zip(single[::2], single[1::2], strict=False))
    apart = [any(start == len(a) + 1 for start, _ in find_sentences(f"{a} {b}")) for a, b in pairs]
    assert sum(apart) / len(apart) >= 0.98


# Refusal


def test_an_unknown_column_is_refused_with_those_there():
    with pytest.raises(ValueError, match=r"column is 'clean', but the corpus has \['text'\]"):
        split_sentences(pd.DataFrame({"text": ["One."]}, index=["a"]), column="clean")


def test_missing_texts_are_refused_with_their_rows():
    corpus = pd.DataFrame({"text": ["One.", None, None]}, index=["a", "b", "c"])
    with pytest.raises(ValueError, match=r"2 of 3 texts in 'text' are missing, such as doc_id \['b', 'c'\]"):
        split_sentences(corpus)


def test_a_doc_id_that_occurs_twice_is_refused():
    with pytest.raises(ValueError, match=r"1 doc_ids occur again, such as \['a'\]"):
        split_sentences(pd.DataFrame({"text": ["One.", "Two."]}, index=["a", "a"]))
