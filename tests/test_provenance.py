"""Manifests: the same corpus has one hash however it is stored, and whatever differs is named."""

import hashlib
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mediakit as mk
from mediakit.trust.provenance import compare_runs, describe_run, hash_corpus


@pytest.fixture
def corpus():
    return pd.DataFrame(
        {
            "text": ["Talks began.", "بدأت المحادثات.", "Les pourparlers."],
            "outlet": ["Herald", None, "Tribune"],
            "date": pd.to_datetime(["2024-01-02", None, "2024-03-04"]),
            "words": [2, 2, 2],
            "share": [0.5, np.nan, 0.25],
        },
        index=pd.Index(["a", "b", "c"], name="doc_id"),
    )


def test_the_hash_is_that_of_the_documented_bytes():
    """The oracle: the bytes written out by hand, for one row and one column."""

    def block(part):
        return len(part).to_bytes(8, "little") + part

    one, twelve = (1).to_bytes(8, "little"), (12).to_bytes(8, "little")
    parts = [b"doc_id", b"text", one, b"a", b"text", b"text", twelve, b"Talks began."]
    expected = hashlib.sha256(b"1 rows" + b"".join(map(block, parts))).hexdigest()
    assert hash_corpus(pd.DataFrame({"text": ["Talks began."]}, index=["a"])) == expected


@given(st.permutations(range(6)), st.lists(st.text(max_size=4), min_size=6, max_size=6))
def test_order_of_rows_and_columns_does_not_change_the_hash(order, texts):
    table = pd.DataFrame({"text": texts, "n": range(6)}, index=list("édcbaf"))
    assert hash_corpus(table.iloc[order][["n", "text"]]) == hash_corpus(table)


@given(st.lists(st.text(max_size=3), min_size=2, max_size=4), st.lists(st.text(max_size=3), min_size=2, max_size=4))
def test_two_corpora_have_one_hash_only_if_they_are_equal(first, second):
    def table(texts):
        return pd.DataFrame({"text": texts}, index=[str(number) for number in range(len(texts))])

    assert (hash_corpus(table(first)) == hash_corpus(table(second))) is (first == second)


def test_how_pandas_holds_a_column_does_not_change_the_hash(corpus):
    known = hash_corpus(corpus)
    assert hash_corpus(corpus.astype({"text": object, "outlet": "category", "date": "datetime64[ns]"})) == known
    changed = corpus.assign(date=corpus["date"].dt.tz_localize("UTC"), words=corpus["words"].astype("Int8"))
    assert hash_corpus(changed) == known
    assert hash_corpus(corpus.assign(share=corpus["share"].astype("Float64"))) == known


def test_storing_the_sample_in_another_format_does_not_change_its_hash(sample, tmp_path):
    sample.to_parquet(tmp_path / "articles.parquet")
    assert hash_corpus(mk.load_corpus(tmp_path / "articles.parquet")) == hash_corpus(sample)


MUTANTS = {
    "a letter": lambda table: table.replace("Talks began.", "Talks begun."),
    "a letter moved to the next text": lambda table: table.assign(
        text=["Talks", " began." + table["text"].iloc[1], "."]
    ),
    "a missing value": lambda table: table.assign(outlet=["Herald", "", "Tribune"]),
    "a date": lambda table: table.assign(date=table["date"] + pd.Timedelta("1us")),
    "a number": lambda table: table.assign(share=table["share"] + 1e-15),
    "a row fewer": lambda table: table.iloc[:2],
    "a column renamed": lambda table: table.rename(columns={"outlet": "source"}),
    "two texts exchanged": lambda table: table.assign(text=table["text"].to_numpy()[[1, 0, 2]]),
    "another doc_id": lambda table: table.rename(index={"a": "d"}),
    "zero for missing": lambda table: table.assign(share=table["share"].fillna(0.0)),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_changed_corpus_has_another_hash(corpus, mutant):
    assert hash_corpus(MUTANTS[mutant](corpus)) != hash_corpus(corpus)


def test_a_manifest_survives_json_and_then_differs_in_nothing(corpus):
    manifest = describe_run(corpus, parameters={"n_topics": 12, "lang": None}, random_states={"topics": 0})
    assert compare_runs(json.loads(json.dumps(manifest)), manifest).empty
    assert manifest["versions"]["mediakit"] == mk.__version__
    assert manifest["versions"].keys() >= {"python", "numpy", "pandas", "scikit-learn"}
    assert manifest["encoder"] == "none"
    assert manifest["commit"] == "absent"
    assert manifest["corpus"]["columns"] == ["date", "outlet", "share", "text", "words"]


def test_each_difference_is_one_row_with_both_values(corpus):
    stored = describe_run(corpus, parameters={"n_topics": 12}, random_states={"topics": 0}, commit="abc")
    found = describe_run(corpus.iloc[:2], parameters={"n_topics": 10}, encoder="e5", packages=["numpy", "no-such-one"])
    rows = compare_runs(stored, found).set_index("what")
    assert rows.loc["corpus.n_rows"].tolist() == ["3", "2"]
    assert rows.loc["parameters.n_topics"].tolist() == ["12", "10"]
    assert rows.loc["random_states.topics"].tolist() == ["0", "absent"]
    assert rows.loc["encoder"].tolist() == ["none", "e5"]
    assert rows.loc["commit"].tolist() == ["abc", "absent"]
    assert "versions.numpy" not in rows.index
    assert "corpus.sha256" in rows.index


def test_what_cannot_be_hashed_is_named(corpus):
    with pytest.raises(TypeError, match=r"column 'tags' holds values of the type 'list'. Leave it out"):
        hash_corpus(corpus.assign(tags=[["x"], "y", "z"]))
    with pytest.raises(ValueError, match=r"1 names of a doc_id are used twice, such as 'a'"):
        hash_corpus(corpus.rename(index={"b": "a"}))
    with pytest.raises(ValueError, match=r"1 names of a column are used twice, such as 'outlet'"):
        hash_corpus(corpus.rename(columns={"share": "outlet"}))
