"""Paragraphs that recur in an outlet are learned, and taken away only from its articles."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.corpus.boilerplate import learn_boilerplate
from mediakit.corpus.cleaning import fold_paragraph
from mediakit.corpus.furniture import clean_corpus, list_furniture

CALL = "The Lantern goes on because nine ports read it and none of them owns it."
WORDS = ["harbour", "council", "ferry", "inquiry", "lighthouse", "customs", "tariff", "winter", "election", "railway"]


def _make_body(number: int, n_paragraphs: int = 12) -> list[str]:
    """Paragraphs of an article, none of which stands in another."""
    word = WORDS[number % len(WORDS)]
    names = "".join(chr(97 + (number // 26**k) % 26) for k in range(3))
    letters = "abcdefghijklmnop"
    return [
        f"What the {word} of {names} holds, part {letters[z]}, was told to the council." for z in range(n_paragraphs)
    ]


def _make_corpus(n_docs: int = 40, *, with_call: int = 20, outlet: str = "The Lantern") -> pd.DataFrame:
    texts = ["\n\n".join([*_make_body(number), *([CALL] if number < with_call else [])]) for number in range(n_docs)]
    ids = pd.Index([f"{outlet}-{number}" for number in range(n_docs)], name="doc_id")
    return pd.DataFrame({"text": texts, "outlet": outlet, "lang": "en"}, index=ids)


def test_a_planted_paragraph_comes_back_with_its_number_and_share():
    learned = learn_boilerplate(_make_corpus())
    assert learned.columns.tolist() == ["outlet", "paragraph", "n_docs", "share"]
    assert learned.to_numpy().tolist() == [["The Lantern", CALL, 20, 0.5]]


def test_a_call_with_another_year_or_in_capitals_is_the_same():
    corpus = _make_corpus(with_call=0)
    calls = [f"© {2000 + number} the lantern of DRENN, all ports" for number in range(len(corpus))]
    corpus["text"] = corpus["text"] + "\n\n" + pd.Series(calls, index=corpus.index)
    corpus["text"] = corpus["text"].str.replace("© 20", "@ 20")  # what the lists know is no matter of learning
    assert learn_boilerplate(corpus)["n_docs"].tolist() == [len(corpus)]


def test_figures_that_change_in_the_same_words_are_no_boilerplate():
    corpus = _make_corpus(with_call=0)
    tables = [f"Net {number * 37} crowns against {number * 41}" for number in range(len(corpus))]
    corpus["text"] = corpus["text"] + "\n\n" + pd.Series(tables, index=corpus.index)
    assert learn_boilerplate(corpus).empty


def test_what_is_learned_is_taken_away_and_recorded_and_text_is_untouched():
    corpus = _make_corpus()
    learned = learn_boilerplate(corpus)
    cleaned = clean_corpus(corpus, boilerplate=learned)
    assert cleaned["text"].equals(corpus["text"])
    assert not cleaned["clean"].str.contains(CALL, regex=False).any()
    pieces = list_furniture(corpus, boilerplate=learned)
    assert pieces["kind"].value_counts().to_dict() == {"boilerplate": 20}
    spans = zip(pieces["doc_id"], pieces["start"], pieces["end"], strict=True)
    assert {corpus.loc[doc_id, "text"][start:end] for doc_id, start, end in spans} == {CALL}
    assert clean_corpus(corpus)["clean"].str.contains(CALL, regex=False).sum() == 20


def test_another_outlet_keeps_the_same_words():
    corpus = pd.concat([_make_corpus(), _make_corpus(3, with_call=3, outlet="Drenn Gazette")])
    learned = learn_boilerplate(corpus)
    assert learned["outlet"].unique().tolist() == ["The Lantern"]
    kept = clean_corpus(corpus, boilerplate=learned).query("outlet == 'Drenn Gazette'")["clean"]
    assert kept.str.contains(CALL, regex=False).all()


def test_the_tail_above_a_learned_paragraph_is_found():
    text = f"{_make_body(1)[0]} (Reuters)\n\nAll rights reserved.\n\n{CALL}"
    corpus = pd.DataFrame({"text": [text], "outlet": ["The Lantern"]}, index=["a"])
    table = pd.DataFrame({"outlet": ["The Lantern"], "paragraph": [CALL]})
    assert clean_corpus(corpus, boilerplate=table)["clean"].tolist() == [_make_body(1)[0]]


def test_a_story_that_was_published_again_and_again_is_no_boilerplate():
    story = _make_body(900)
    again = [[*story, f"Version {letter}"] for letter in "abcdefghijkl"]
    corpus = pd.concat([_make_corpus(88, with_call=0), _make_corpus(12, with_call=0).add_prefix("x-", axis=0)])
    corpus.iloc[-12:, corpus.columns.get_loc("text")] = ["\n\n".join(paragraphs) for paragraphs in again]
    assert learn_boilerplate(corpus).empty


def test_a_sentence_that_recurs_within_few_articles_is_no_boilerplate():
    corpus = _make_corpus(100, with_call=0)
    for doc_id in corpus.index[:8]:
        blocks = corpus.loc[doc_id, "text"].split("\n\n")
        corpus.loc[doc_id, "text"] = "\n\n".join([*blocks[:5], "The council said no more.", *blocks[5:]])
    assert learn_boilerplate(corpus).empty


def test_an_article_that_is_only_boilerplate_keeps_its_text():
    corpus = pd.DataFrame({"text": [CALL], "outlet": ["The Lantern"]}, index=["a"])
    table = pd.DataFrame({"outlet": ["The Lantern"], "paragraph": [CALL]})
    assert clean_corpus(corpus, boilerplate=table)["clean"].tolist() == [CALL]


def test_the_order_of_the_articles_changes_nothing_but_which_wording_is_shown():
    corpus = _make_corpus()
    shuffled = corpus.sample(frac=1, random_state=0)
    assert learn_boilerplate(shuffled).equals(learn_boilerplate(corpus))


@settings(max_examples=40)
@given(st.lists(st.text(max_size=60), max_size=8), st.sampled_from(["en", "fr", "ar", "de"]))
def test_any_texts_are_borne(texts, lang):
    ids = [str(number) for number in range(len(texts))]
    corpus = pd.DataFrame({"text": texts, "outlet": "A", "lang": lang}, index=pd.Index(ids, dtype="str"))
    learned = learn_boilerplate(corpus.astype({"text": "str"}), min_docs=2)
    assert (learned["paragraph"].map(fold_paragraph) != "").all()
    assert len(clean_corpus(corpus, boilerplate=learned)) == len(texts)


def test_eight_times_the_articles_are_not_much_more_than_eight_times_the_work(growth):
    small, large = _make_corpus(100), _make_corpus(800, with_call=160)
    assert growth(lambda: learn_boilerplate(small), lambda: learn_boilerplate(large), allowed=20) < 20


def test_articles_without_outlet_or_text_are_passed_over():
    corpus = _make_corpus()
    corpus.loc[corpus.index[:5], "outlet"] = None
    corpus.loc[corpus.index[5:7], "text"] = None
    assert learn_boilerplate(corpus)["n_docs"].tolist() == [13]
    assert learn_boilerplate(corpus.iloc[:0]).empty


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"min_docs": 1}, r"min_docs is 1; a paragraph recurs in 2 articles at least"),
        ({"min_share": 1.5}, r"min_share is 1.5; give a share between 0 and 1"),
    ],
)
def test_thresholds_that_mean_nothing_are_refused(options, reason):
    with pytest.raises(ValueError, match=reason):
        learn_boilerplate(_make_corpus(3), **options)


def test_tables_without_outlets_are_refused_with_the_way_out():
    corpus = _make_corpus(3)
    with pytest.raises(ValueError, match=r"corpus has the columns \['text', 'lang'\], but no outlet"):
        learn_boilerplate(corpus.drop(columns="outlet"))
    with pytest.raises(ValueError, match=r"boilerplate has the columns \['outlet'\], but no paragraph"):
        clean_corpus(corpus, boilerplate=pd.DataFrame({"outlet": ["A"]}))
    table = pd.DataFrame({"outlet": ["A"], "paragraph": ["B"]})
    with pytest.raises(ValueError, match=r"corpus has the columns \['text', 'lang'\], but no outlet"):
        list_furniture(corpus.drop(columns="outlet"), boilerplate=table)
