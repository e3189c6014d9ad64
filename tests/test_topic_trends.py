"""Topics over time: planted ones come and go as planted, shares sum to 1, rows meet by doc_id."""

import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from mediakit.corpus.shortage import ShortCorpusError
from mediakit.text.dtm import DocumentTermMatrix, build_dtm
from mediakit.text.tokens import tokenize
from mediakit.topics.time import track_topics

NEWS = Path(__file__).parents[1].parent / "shared" / "data"
MONTHS = ["2024-01", "2024-02", "2024-03"]
BORDER, BUDGET, SPORT = ([f"{name}{number}" for number in range(12)] for name in ("border", "budget", "sport"))


@pytest.fixture(scope="module")
def planted():
    """Three months of 40 documents: border fades, budget is new in February and changes half its words in March."""
    rng = np.random.default_rng(3)
    terms = np.array([*BORDER, *BUDGET, *SPORT, *(f"w{number}" for number in range(20))], object)
    mixes = [{0: 30, 2: 10}, {0: 20, 1: 10, 2: 10}, {0: 10, 1: 20, 2: 10}]
    rows, dates = [], []
    for month, mix in enumerate(mixes):
        for topic, n_docs in mix.items():
            rate = np.full(len(terms), 0.1)
            first = topic * 12 + (4 if topic == 1 and month == 2 else 0)
            rate[first : first + 8] = np.linspace(4, 2, 8)
            rows.append(rng.poisson(rate, (n_docs, len(terms))))
            dates += [f"{MONTHS[month]}-{day + 1:02}" for day in range(n_docs)]
    counts = np.vstack(rows)
    doc_ids = pd.Index([f"d{number}" for number in range(len(counts))], name="doc_id")
    return DocumentTermMatrix(csr_array(counts), doc_ids, terms), pd.Series(dates, doc_ids)


@pytest.fixture(scope="module")
def table(planted):
    return track_topics(*planted, n_topics=3, n_window_topics=3)


def find_topic(table, name):
    """Rows of the topic that is called by words of this name."""
    own = table[table["label"].str.startswith(name)]
    assert own["topic"].nunique() == 1
    return own.set_index("window")


def test_planted_topics_come_and_go_as_planted(table):
    border, budget, sport = (find_topic(table, name) for name in ("border", "budget", "sport"))
    assert border["share"].tolist() == pytest.approx([0.75, 0.5, 0.25], abs=0.08)
    assert budget["share"].tolist() == pytest.approx([0, 0.25, 0.5], abs=0.08)
    assert sport["share"].tolist() == pytest.approx([0.25, 0.25, 0.25], abs=0.08)


def test_the_words_of_a_topic_change_over_the_windows(table):
    terms = find_topic(table, "budget")["terms"]
    assert set(terms["2024-02"].split(", ")[:8]) == set(BUDGET[:8])
    assert set(terms["2024-03"].split(", ")[:8]) == set(BUDGET[4:])


def test_the_table_is_what_the_docstring_says(table):
    columns = ["topic", "label", "window", "n_docs", "n_window_topics", "share", "low", "high", "terms"]
    assert table.columns.tolist() == columns
    assert list(zip(table["topic"], table["window"], strict=True)) == [(t, w) for t in range(3) for w in MONTHS]
    np.testing.assert_allclose(table.groupby("window")["share"].sum(), 1)
    assert (table.groupby("window")["n_window_topics"].sum() == 3).all()
    assert (table["n_docs"] == 40).all()
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()
    absent = table["n_window_topics"].eq(0)
    assert (table.loc[absent, "share"] == 0).all()
    assert (table.loc[absent, "terms"] == "").all()
    assert not table.loc[~absent, "terms"].eq("").any()


def test_the_same_seed_gives_the_same_table(planted, table):
    pd.testing.assert_frame_equal(table, track_topics(*planted, n_topics=3, n_window_topics=3))


def test_dates_meet_documents_by_doc_id(planted, table):
    dtm, dates = planted
    others = pd.Series({"elsewhere": "1999-01-01"})
    shuffled = pd.concat([dates.sample(frac=1, random_state=0), others])
    pd.testing.assert_frame_equal(table, track_topics(dtm, shuffled, n_topics=3, n_window_topics=3))


def test_the_order_of_documents_changes_no_share_by_much(planted, table):
    dtm, dates = planted
    order = np.random.default_rng(1).permutation(dtm.n_docs)
    moved = track_topics(
        DocumentTermMatrix(dtm.counts[order], dtm.doc_ids[order], dtm.terms), dates, n_topics=3, n_window_topics=3
    )
    for name in ("border", "budget", "sport"):
        one, other = find_topic(table, name), find_topic(moved, name)
        np.testing.assert_allclose(one["share"], other["share"], atol=0.05)


@pytest.mark.parametrize(
    "convert",
    [
        pd.to_datetime,
        lambda dates: pd.to_datetime(dates).dt.tz_localize("UTC"),
        lambda dates: dates + "T12:00:00Z",
        lambda dates: dates.where(dates.index != "d0", "2024-01-05T08:00"),
    ],
)
def test_dates_are_read_as_datetimes_or_iso_texts(planted, table, convert):
    dtm, dates = planted
    pd.testing.assert_frame_equal(table, track_topics(dtm, convert(dates), n_topics=3, n_window_topics=3))


@pytest.mark.parametrize(
    ("window", "names"),
    [
        ("quarter", ["2023Q4", "2024Q1"]),
        ("year", ["2023", "2024"]),
        ("month", ["2023-12", "2024-01"]),
        ("day", ["2023-12-30", "2024-01-02"]),
        ("week", ["2023-12-25/2023-12-31", "2024-01-01/2024-01-07"]),
    ],
)
def test_windows_are_named_by_their_period(window, names):
    texts = pd.DataFrame({"text": ["border patrol", "budget vote"] * 2}, index=list("abcd"))
    dates = pd.Series(["2023-12-30"] * 2 + ["2024-01-02"] * 2, texts.index)
    table = track_topics(build_dtm(tokenize(texts)), dates, n_topics=2, n_window_topics=2, window=window)
    assert table["window"].tolist() == names * 2


def test_an_empty_document_has_no_share():
    texts = pd.DataFrame({"text": ["border patrol", "budget vote", ""] * 2})
    dates = pd.Series(["2024-01-01"] * 3 + ["2024-02-01"] * 3)
    table = track_topics(build_dtm(tokenize(texts)), dates, n_topics=2, n_window_topics=2)
    assert table["n_docs"].tolist() == [2] * 4
    assert table["share"].tolist() == pytest.approx([0.5] * 4)


def refuse(planted, message, *, dates=None, error=ValueError, **options):
    dtm, given = planted
    with pytest.raises(error, match=message):
        track_topics(dtm, given if dates is None else dates, **options)


def test_dates_that_are_missing_unread_or_given_twice_are_refused(planted):
    dates = planted[1]
    refuse(planted, r"2 of 120 documents have no date in `dates`, such as doc_id \['d0', 'd1'\]", dates=dates[2:])
    refuse(planted, r"1 of 120 documents have no date", dates=dates.mask(dates.index == "d5"))
    unread = dates.mask(dates.index == "d5", "05/06/24")
    refuse(planted, r"1 of 120 documents have a date that cannot be read, such as doc_id \['d5'\]", dates=unread)
    twice = pd.concat([dates, dates[:1]])
    refuse(planted, r"`dates` names documents more than once, such as \['d0'\]", dates=twice)


def test_windows_and_numbers_that_do_not_fit_are_refused(planted):
    refuse(planted, r"All 120 documents are of one window, \['2024'\]\. Choose a shorter", window="year")
    refuse(planted, r"`window` is 'decade', but must be one of \['day', 'week'", window="decade")
    refuse(planted, r"`n_topics` is 0, but must be an int of 1 or more", n_topics=0)
    refuse(planted, r"`n_window_topics` is 2\.5, but must be an int", n_window_topics=2.5)
    refuse(
        planted,
        r"3 of 3 windows hold fewer than 50 documents, such as \{'2024-01': 40.*Ask for fewer `n_window_topics`",
        n_window_topics=50,
        error=ShortCorpusError,
    )
    refuse(
        planted,
        r"10 topics need at least 10 window topics, but 3 windows of 3 make 9\. Ask for fewer `n_topics`",
        n_window_topics=3,
        error=ShortCorpusError,
    )


def test_the_desks_of_real_news_are_followed_over_its_months():
    path = NEWS / "bbc.jsonl.gz"
    if not path.exists():
        pytest.skip(f"{path.name} of labelled news is not here")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        corpus = pd.DataFrame(map(json.loads, lines)).set_index("doc_id")
    dtm = build_dtm(tokenize(corpus), min_df=5, max_df=0.4, stop_words="en", keep_numbers=False)
    dates = "2005-0" + corpus["month"].str[-1] + "-01"
    table = track_topics(dtm, dates)
    football = table[table["label"].str.contains("chelsea|united|league")]
    assert football["terms"].str.contains("chelsea|united|game").groupby(football["window"]).any().all()
    actual = corpus["label"].eq("football").groupby(dates.str[:7]).mean()
    found = football.groupby("window")["share"].sum()
    assert (found - actual).abs().max() < 0.1
