"""What is missing from a corpus is said with what is there and what would be needed."""

import pandas as pd
import pytest

from mediakit.corpus.shortage import ShortCorpusError, require_articles

CORPUS = pd.DataFrame(
    {
        "text": ["a", "b", "c", "d"],
        "outlet": ["X", None, "Y", "X"],
        "date": pd.to_datetime(["2024-01-01", "2024-01-02", None, "2024-01-03"]),
    },
    index=pd.Index(["p", "q", "r", "s"], name="doc_id"),
)


def test_only_articles_with_a_value_in_every_column_are_given():
    assert require_articles(CORPUS).index.tolist() == ["p", "q", "r", "s"]
    assert require_articles(CORPUS, columns=["outlet"]).index.tolist() == ["p", "r", "s"]
    assert require_articles(CORPUS, columns=["outlet", "date"]).index.tolist() == ["p", "s"]


def test_the_corpus_stays_as_it_is():
    before = CORPUS.copy()
    require_articles(CORPUS, columns=["date"])
    pd.testing.assert_frame_equal(CORPUS, before)


def test_as_many_as_needed_is_enough():
    assert len(require_articles(CORPUS, columns=["outlet"], n_docs=3, n_groups=2)) == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_docs": 5}, r"needs at least 5 articles; there are 4\. Add articles"),
        ({"columns": ["outlet"], "n_docs": 4}, r"at least 4 articles with an outlet; 3 of 4 have one\."),
        ({"columns": ["lang"]}, r"at least 1 article with a lang; 0 of 4 have one\. Add articles, or the column"),
        ({"columns": ["date", "outlet"], "n_docs": 3}, r"at least 3 articles with a date and an outlet; 2 of 4"),
        ({"columns": ["date", "outlet"], "n_groups": 2}, r"at least 2 different values of 'outlet'; there is 1\. Add"),
        ({"columns": ["outlet"], "n_groups": 3}, r"at least 3 different values of 'outlet'; there are 2"),
    ],
)
def test_a_shortage_says_what_is_needed_and_what_is_there(options, message):
    with pytest.raises(ShortCorpusError, match=message):
        require_articles(CORPUS, **options)


def test_no_articles_are_a_shortage():
    with pytest.raises(ShortCorpusError, match="needs at least 1 article; there are 0"):
        require_articles(CORPUS.iloc[:0])


def test_a_shortage_is_caught_as_a_wrong_value():
    assert issubclass(ShortCorpusError, ValueError)
