"""The benchmarks compare like with like: their corpora, their medians and their measure of quality."""

import collections
import csv

import numpy as np
import pandas as pd
import pytest
from benchmarks.corpora import Articles, load_articles, read_store, resample, split_paragraphs, write_store
from benchmarks.curves import Point, foresee, write_readable_points
from benchmarks.documents import save_documents
from benchmarks.figures import draw_curves, draw_ratios
from benchmarks.memory import read_peak_megabytes
from benchmarks.pairs import Pairs, take_turns
from benchmarks.plan import Plan
from benchmarks.quality import best_amounts, explained_variance
from benchmarks.tables import (
    INFORMATION,
    Goal,
    Question,
    answer,
    answer_lowest,
    answer_once,
    format_measured,
    skip,
    write_readable,
    write_rows,
)
from scipy import sparse
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import CountVectorizer

ARTICLES = [["one", "two"], ["three"], ["four", "five", "six", "seven"]]


@pytest.fixture
def weights():
    return sparse.random_array((60, 40), density=0.2, random_state=3, format="csr", dtype=np.float32)


@pytest.fixture
def rows():
    pairs = Pairs((1.0, 2.0, 4.0), (8.0, 10.0, 44.0))
    asked = Question("1", "count", "9 articles", "peer", Goal(at_least=8))
    return [
        answer(asked, pairs),
        answer_once(Question("2", "bits", "9", "itself", Goal(at_most=0)), 3.0),
        skip(asked, "no"),
    ]


def test_paragraphs_end_at_empty_lines_and_before_indented_ones():
    assert split_paragraphs("First\nline.\n\n  Second. \n    Third,\nstill.\n \n\n") == [
        "First\nline.",
        "Second.",
        "Third,\nstill.",
    ]
    assert split_paragraphs(" \n\n ") == []


def test_resampled_articles_keep_the_distribution_of_the_number_of_paragraphs():
    made = resample(ARTICLES, 3_000, np.random.default_rng(0))
    lengths = collections.Counter(len(split_paragraphs(text)) for text in made)
    assert set(lengths) == {1, 2, 4}
    assert all(abs(n / 3_000 - 1 / 3) < 0.05 for n in lengths.values())


def test_resampled_articles_draw_every_paragraph_alike():
    made = resample(ARTICLES, 3_000, np.random.default_rng(0))
    drawn = collections.Counter(paragraph for text in made for paragraph in split_paragraphs(text))
    assert set(drawn) == {paragraph for article in ARTICLES for paragraph in article}
    assert all(abs(n / drawn.total() - 1 / 7) < 0.02 for n in drawn.values())


def test_a_store_is_the_same_each_time_and_begins_like_a_longer_one(tmp_path):
    source = Articles("three", ["\n\n".join(paragraphs) for paragraphs in ARTICLES])
    first = read_store(write_store(source, 25, part_size=10, cache=tmp_path / "a"))
    again = read_store(write_store(source, 25, part_size=10, cache=tmp_path / "b"))
    other = read_store(write_store(source, 25, seed=1, part_size=10, cache=tmp_path / "a"))
    longer = read_store(write_store(source, 40, part_size=10, cache=tmp_path / "a"))
    pd.testing.assert_frame_equal(first, again)
    pd.testing.assert_frame_equal(first, longer[:25])
    assert not other["text"].equals(first["text"])
    assert longer.index.is_unique
    assert list(longer) == ["text"]
    assert longer["text"].nunique() > 10


def test_a_store_that_exists_is_not_written_again(tmp_path):
    source = Articles("three", ["\n\n".join(paragraphs) for paragraphs in ARTICLES])
    store = write_store(source, 15, part_size=10, cache=tmp_path)
    before = {file: file.stat().st_mtime_ns for file in store.iterdir()}
    assert len(before) == 2
    assert write_store(source, 15, part_size=10, cache=tmp_path) == store
    assert before == {file: file.stat().st_mtime_ns for file in store.iterdir()}


def test_where_there_is_no_news_the_sample_corpus_stands_in(tmp_path):
    source = load_articles(tmp_path)
    assert (source.name, len(source.texts)) == ("sample", 88)


def test_the_ratio_is_the_median_of_the_pairs_and_not_the_ratio_of_medians(rows):
    row = rows[0]
    assert (row.measured, row.lowest, row.highest) == (8.0, 5.0, 11.0)
    assert (row.ours, row.theirs, row.n_pairs, row.verdict) == (2.0, 10.0, 3, "met")


def test_of_shares_of_variance_the_lowest_counts():
    row = answer_lowest(Question("4b", "variance", "9", "peer", Goal(at_least=0.995)), [1.001, 0.994, 0.999])
    assert (row.measured, row.lowest, row.highest, row.verdict) == (0.999, 0.994, 1.001, "missed")
    assert format_measured(row) == "0.9990 (0.9940 to 1.0010)"


def test_both_take_turns_after_a_warm_up_of_each():
    calls = []
    pairs = take_turns(lambda: calls.append("ours") or 2.0, lambda: calls.append("theirs") or 6.0, 3)
    assert calls == ["ours", "theirs"] * 4
    assert pairs == Pairs((2.0,), (6.0,)) + Pairs((2.0,) * 2, (6.0,) * 2)


@pytest.mark.parametrize(
    ("goal", "value", "verdict"),
    [
        (Goal(at_least=8), 8.0, "met"),
        (Goal(at_least=8), 7.9, "missed"),
        (Goal(at_most=1.35), 1.36, "missed"),
        (Goal(at_most=0), 0, "met"),
        (INFORMATION, 0.1, "information"),
    ],
)
def test_a_goal_is_met_at_its_bound(goal, value, verdict):
    assert goal.judge(value) == verdict


def test_explained_variance_is_that_of_the_dense_matrices(weights):
    model = NMF(4, init="nndsvda", random_state=0, max_iter=1_000)
    amounts = model.fit_transform(weights)
    dense = weights.toarray().astype(float)
    rest = dense - amounts.astype(float) @ model.components_.astype(float)
    expected = 1 - (rest**2).sum() / (dense**2).sum()
    assert explained_variance(weights, amounts, model.components_) == pytest.approx(expected, abs=1e-12)


def test_explained_variance_does_not_depend_on_the_blocks(weights, monkeypatch):
    rng = np.random.default_rng(0)
    amounts, topics = rng.random((60, 3)), rng.random((3, 40))
    whole = explained_variance(weights, amounts, topics)
    monkeypatch.setattr("benchmarks.quality.BLOCK", 7)
    assert explained_variance(weights, amounts, topics) == pytest.approx(whole, abs=1e-12)


def test_the_best_amounts_do_not_depend_on_the_scale_of_the_topics(weights):
    topics = np.random.default_rng(0).random((3, 40))
    plain = explained_variance(weights, best_amounts(weights, topics), topics)
    scaled = topics * [[1e-3], [1.0], [1e3]]
    assert explained_variance(weights, best_amounts(weights, scaled), scaled) == pytest.approx(plain, abs=1e-4)
    assert plain > explained_variance(weights, np.full((60, 3), 0.01), topics)


def test_the_peers_count_the_same_terms_as_each_other(sample):
    counting = pytest.importorskip("benchmarks.counting", reason="the peers, extra bench, are not installed")
    texts = sample.query("lang == 'en'")["text"].tolist()
    vectorizer = CountVectorizer(min_df=5, max_df=0.5, stop_words="english")
    expected = vectorizer.fit_transform(texts)
    frame = counting.pl.DataFrame({"doc": range(len(texts)), "text": texts})
    counted = counting.count_with_polars(frame)
    assert set(counted["term"]) == set(vectorizer.vocabulary_)
    assert (len(counted), counted["n"].sum()) == (expected.nnz, expected.sum())
    bags = counting.count_with_gensim(texts)
    assert (sum(map(len, bags)), sum(n for bag in bags for _, n in bag)) == (expected.nnz, expected.sum())


def test_a_curve_ends_where_its_next_point_would_take_too_long():
    assert foresee(Point("a", 1_000, 5.0, 4.0, 100.0), 10_000, 60.0) == ""
    assert foresee(Point("a", 1_000, 7.0, 4.0, 100.0), 10_000, 60.0) == "expected to take 70 s, more than 60 s"
    assert "more than is free" in foresee(Point("a", 1, 1e-9, 1e-9, 100.0), 10**9, 60.0)
    assert foresee(None, 10, 60.0) == ""


def test_a_trial_run_is_smaller_in_everything():
    plan, trial = Plan(), Plan().scale_down(100)
    assert (trial.usual, trial.large, trial.curve[-1]) == (200, 2_000, 10_000)
    assert trial.n_pairs < plan.n_pairs


def test_tables_and_figures_are_written(rows, tmp_path):
    write_rows(rows, tmp_path / "rows.csv")
    write_readable(rows, tmp_path / "table.csv")
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as stream:
        table = list(csv.reader(stream))
    assert [line[5] for line in table[1:]] == ["8 (5 to 11)", "3", ""]
    assert [line[-1] for line in table[1:]] == ["**met**.", "**missed**.", "**skipped**. no"]
    draw_ratios(rows, tmp_path / "ratios.png")
    points = [Point("a", 10, 1.0, 0.5, 100.0), Point("b", 10, 2.0, 1.5, 1234.5), Point("a", 100, note="too long")]
    draw_curves(points, tmp_path / "curves.png")
    write_readable_points(points, tmp_path / "curves.csv")
    lines = ["articles,a,b", '10,"1 s, 100 MB","2 s, 1,234 MB"', "100,not run: too long,"]
    assert (tmp_path / "curves.csv").read_text(encoding="utf-8").splitlines() == lines
    assert all((tmp_path / name).stat().st_size > 1_000 for name in ("ratios.png", "curves.png"))


def test_the_page_keeps_the_curves_of_an_earlier_run(tmp_path):
    results, page = tmp_path / "results", tmp_path / "page"
    for folder, name, words in ((results, "table.csv", "new"), (page, "table.csv", "old"), (page, "curves.png", "old")):
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(words, encoding="utf-8")
    (results / "ratios.csv").write_text("all digits", encoding="utf-8")
    assert save_documents(results, page) == ["table.csv"]
    assert {file.name: file.read_text(encoding="utf-8") for file in page.iterdir()} == {
        "table.csv": "new",
        "curves.png": "old",
    }


def test_a_process_knows_its_peak_memory():
    before = read_peak_megabytes()
    held = np.ones(20_000_000)
    assert read_peak_megabytes() >= max(before, held.nbytes / 1e6)
