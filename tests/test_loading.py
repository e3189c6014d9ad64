"""What is loaded is what the source says; what is wrong is an error that names file, row and way out."""

import gzip
import json
import os
import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from mediakit.corpus.loading import load_corpus

ARTICLES = pd.DataFrame(
    {
        "text": ['Talks "began",\nthey said.', "L’accord ; signé\tà l'aube.", "قال «نعم»، ثم غادر."],
        "title": ["Talks, at last", None, "نعم"],
        "outlet": ["Meridian Wire", "Courrier de Quessane", None],
        "date": pd.to_datetime(["2024-05-27 08:30", None, "2024-01-01 00:00"]),
        "lang": ["en", "fr", "ar"],
        "url": ["https://a.example/1", None, "https://c.example/3"],
        "author": [None, "Nadège Kermann", None],
        "section": ["world", "monde", "العالم"],
    },
    index=pd.Index(["a", "b", "c"], name="doc_id"),
)


def write_csv(corpus, path, **options):
    corpus.to_csv(path, date_format="%Y-%m-%dT%H:%M", **options)


def write_jsonl(corpus, path):
    corpus.reset_index().to_json(path, orient="records", lines=True, date_format="iso")


WRITERS = {
    "articles.csv": write_csv,
    "semicolons.csv": lambda corpus, path: write_csv(corpus, path, sep=";"),
    "tabs.CSV": lambda corpus, path: write_csv(corpus, path, sep="\t"),
    "mark.csv": lambda corpus, path: write_csv(corpus, path, encoding="utf-8-sig"),
    "windows.csv": lambda corpus, path: write_csv(corpus, path, lineterminator="\r\n"),
    "articles.jsonl": write_jsonl,
    "articles.jsonl.gz": write_jsonl,
    "indexed.parquet": lambda corpus, path: corpus.to_parquet(path),
    "column.parquet": lambda corpus, path: corpus.reset_index().to_parquet(path),
    "categories.parquet": lambda corpus, path: corpus.astype({"text": "category", "outlet": "category"}).to_parquet(
        path
    ),
}


@pytest.fixture
def write(tmp_path):
    """Write bytes or text to a file of that name."""

    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_same_corpus(tmp_path, name):
    path = tmp_path / name
    WRITERS[name](ARTICLES, path)
    corpus = load_corpus(path)
    assert corpus["date"].dt.tz is None
    pd.testing.assert_frame_equal(corpus.astype({"date": "datetime64[us]"}), ARTICLES, check_index_type=True)


def test_a_loaded_corpus_is_what_it_was_after_another_round(tmp_path):
    ARTICLES.to_parquet(tmp_path / "one.parquet")
    corpus = load_corpus(tmp_path / "one.parquet")
    corpus.to_parquet(tmp_path / "two.parquet")
    pd.testing.assert_frame_equal(load_corpus(str(tmp_path / "two.parquet")), corpus)


def test_a_folder_of_texts_is_one_article_a_file(write, tmp_path):
    write("news/b.txt", "\ufeffHeadline\r\n\r\nBody of b.\r\n")
    write("news/2024/a.TXT", "No headline here.\nSecond line.")
    write("news/2024/long.txt", "w" * 201 + "\n\nBody.")
    write("news/2024/only.txt", "Headline alone\n\n")
    write("news/.hidden.txt", "no")
    write("news/.git/c.txt", "no")
    write("news/notes.md", "no")
    corpus = load_corpus(tmp_path / "news")
    assert corpus.index.tolist() == ["2024/a", "2024/long", "2024/only", "b"]
    assert corpus["title"].fillna("none").tolist() == ["none", "none", "none", "Headline"]
    assert corpus.loc["b", "text"] == "Headline\n\nBody of b.\n"
    assert corpus.index.name == "doc_id"


def test_columns_that_are_not_known_are_kept_as_they_are(write):
    path = write("a.jsonl", '{"text": "a", "index": 1, "tags": ["x"], "n": 2}\n{"text": "b", "n": null, "mark": "é"}\n')
    corpus = load_corpus(path)
    assert corpus.columns.tolist() == ["text", "index", "tags", "n", "mark"]
    assert corpus["tags"].tolist()[0] == ["x"]
    assert corpus["n"].dtype == float
    assert corpus["mark"].fillna("").tolist() == ["", "é"]


def test_known_columns_come_first(write):
    path = write("a.csv", "section,date,text,doc_id,title\nworld,2024-01-01,Talks.,a,Head\n")
    assert load_corpus(path).columns.tolist() == ["text", "title", "date", "section"]


def test_the_caller_says_what_columns_are(write):
    path = write("a.csv", "key,body,source\nk1,Talks.,Wire\n")
    corpus = load_corpus(path, columns={"body": "text", "source": "outlet", "key": "doc_id"})
    assert corpus.reset_index().to_dict("records") == [{"doc_id": "k1", "text": "Talks.", "outlet": "Wire"}]


def test_without_identifiers_the_row_of_the_source_is_the_identifier(write):
    assert load_corpus(write("a.csv", 'text\n"two\nlines"\n\nlast\n')).index.tolist() == ["2", "5"]
    assert load_corpus(write("a.jsonl", '\n{"text": "a"}\n\n{"text": "b"}')).index.tolist() == ["2", "4"]


def test_identifiers_are_texts_however_they_are_written(write):
    path = write("a.jsonl", '{"doc_id": 7, "text": "a", "outlet": 5}\n{"doc_id": "x", "text": "b"}\n')
    corpus = load_corpus(path)
    assert corpus.index.tolist() == ["7", "x"]
    assert corpus["outlet"].fillna("none").tolist() == ["5", "none"]


def test_an_index_without_a_name_is_not_lost(tmp_path):
    pd.DataFrame({"text": ["a", "b"]}, index=["x", "y"]).to_parquet(tmp_path / "a.parquet")
    assert load_corpus(tmp_path / "a.parquet")["index"].tolist() == ["x", "y"]


def test_a_blank_cell_is_a_missing_value_but_for_the_text(write):
    corpus = load_corpus(write("a.csv", "text,outlet,author,note\nhello,, ,\n"))
    assert corpus[["outlet", "author"]].isna().all(axis=None)
    assert corpus["note"].tolist() == [""]


def test_the_text_is_never_changed(write):
    corpus = load_corpus(write("a.csv", 'text,x\n" NA ",1\nnull,2\n"a\r\nb",3\n'))
    assert corpus["text"].tolist() == [" NA ", "null", "a\r\nb"]


def test_a_heading_may_hold_the_delimiter_between_quotes_and_stand_below_blank_lines(write):
    corpus = load_corpus(write("a.csv", '\n\n"a;b;c",text\n1,hello; you\n'))
    assert corpus.loc["4", "text"] == "hello; you"


DATES = [
    ("2024-05-27", "2024-05-27"),
    ("20240527", "2024-05-27"),
    ("2024/05/27", "2024-05-27"),
    ("2024-5-7", "2024-05-07"),
    (" 2024-05-27 08:30 ", "2024-05-27 08:30"),
    ("2024-05-27T00:30:00+02:00", "2024-05-26 22:30"),
    ("2024-05-27T08:30:00Z", "2024-05-27 08:30"),
    ("2024-05-27T08:30:00.250-0430", "2024-05-27 13:00:00.250"),
    ("27 May 2024", "2024-05-27"),
    ("27th May 2024", "2024-05-27"),
    ("May 27, 2024", "2024-05-27"),
    ("26-FEB-1987", "1987-02-26"),
    ("1 Sept. 2024", "2024-09-01"),
    ("Mon, 27 May 2024 08:30:00 GMT", "2024-05-27 08:30"),
    ("Monday, May 27, 2024 8:30 pm", "2024-05-27 20:30"),
    ("Mon, 27 May 2024 08:30:00 +0200", "2024-05-27 06:30"),
]


@pytest.mark.parametrize(("given", "expected"), DATES)
def test_an_unambiguous_date_is_read_as_utc(write, given, expected):
    corpus = load_corpus(write("a.csv", f'text,date\na,"{given}"\nb,2024-01-01\nc,\n'))
    assert corpus["date"].iloc[0] == pd.Timestamp(expected)
    assert corpus["date"].iloc[1] == pd.Timestamp("2024-01-01")
    assert corpus["date"].isna().tolist() == [False, False, True]


GUESSES = """
03/04/2024|27.05.2024|05-27-2024|24-05-27|2024|2024-05|202405|May 2024|27 May|May|Monday|today|now|Mon 03/04/2024
26-FEB-87|May 5 06|27 May 2024 EST|2024-02-30|30 Feb 2024|2024-05-27T25:00|1716768000|soon|27 mai 2024|NaT|-2024-01-01
2024-W22-1|2024-05-27 08:30 Europe/Paris|12-2024-05
"""


@pytest.mark.parametrize("given", re.split(r"[|\n]", GUESSES.strip()))
def test_a_date_that_one_would_have_to_guess_is_refused(write, given):
    path = write("a.csv", f'text,date\na,2024-01-01\nb,"{given}"\n')
    where, way_out = r"a\.csv: row 3 \(1 of 2\)", r"cannot be read without guessing\. Write dates as 2024-05-27"
    with pytest.raises(ValueError, match=f"{where}: the date '{re.escape(given)}' {way_out}"):
        load_corpus(path)


def test_dates_of_a_parquet_file_keep_their_moment(tmp_path):
    moments = pd.Series(pd.to_datetime(["2024-05-27 00:30", None]).tz_localize("Europe/Paris"))
    pd.DataFrame({"text": ["a", "b"], "date": moments}).to_parquet(tmp_path / "a.parquet")
    assert load_corpus(tmp_path / "a.parquet")["date"].tolist() == [pd.Timestamp("2024-05-26 22:30"), pd.NaT]
    pd.DataFrame({"text": ["a"], "date": [pd.Timestamp("2024-05-27").date()]}).to_parquet(tmp_path / "b.parquet")
    assert load_corpus(tmp_path / "b.parquet")["date"].tolist() == [pd.Timestamp("2024-05-27")]


REFUSED = [
    ("a.csv", "", r"a\.csv: the file holds no articles\. Give a file with at least one row below its heading"),
    ("a.csv", "text,date\n", "holds no articles"),
    ("a.jsonl", "\n\n", "holds no articles"),
    ("a.jsonl.gz", gzip.compress(b""), "holds no articles"),
    ("a.txt", "x", r"unknown format '\.txt'\. Allowed are \.csv, \.jsonl, \.jsonl\.gz, \.parquet and a folder"),
    ("a", "x", "unknown format ''"),
    ("a.csv", "text,n\nok,1\nbroken,2,3\n", r"a\.csv: row 3 has 3 fields, but the heading names 2\. Put fields"),
    ("a.csv", 'text,n\n"two\nlines",1\nbroken\n', r"row 4 has 1 fields, but the heading names 2"),
    ("a.csv", 'text,n\nok,1\n"open,2\nnever,3\n', r"a\.csv: row 3 is not valid CSV .* Mend its quotation marks"),
    ("a.csv", 'text\n"a"b\n', "row 2 is not valid CSV"),
    ("a.csv", b"text,n\ncaf\xe9,1\n", r"row 2 is not UTF-8 \(byte 0xe9 at position 10\)\. Save the file as UTF-8"),
    ("a.csv", b"\xef\xbb\xbftext,n\nok,1\ncaf\xe9,1\n", r"row 3 is not UTF-8 \(byte 0xe9 at position 18\)"),
    ("a.csv", "text,n\n".encode("utf-16"), "row 1 is not UTF-8"),
    (
        "a.csv",
        "doc_id,body\na,x\n",
        r"""names no column 'text'; .* \['doc_id', 'body'\].* columns=\{"body": "text"\}""",
    ),
    ("a.csv", "doc_id,TEXT\na,x\n", r'columns=\{"TEXT": "text"\} \(in the command: --columns TEXT=text\)'),
    ("a.csv", "text,text\na,b\n", r"the columns \['text'\] occur more than once\. Rename or remove"),
    ("a.csv", "text,n\na,1\n  ,2\n\u00a0,3\n", r"a\.csv: rows 3, 4 \(2 of 3\): `text` is empty\. Remove these rows"),
    ("a.csv", "doc_id,text\nx,a\n ,b\n", r"row 3 \(1 of 2\): `doc_id` is empty\. Give each row its own"),
    ("a.csv", "doc_id,text\nx,a\ny,b\nx,c\n", r"row 4 \(1 of 3\): the doc_id 'x' was used before\. Give each"),
    ("a.jsonl", '{"doc_id": 1, "text": "a"}\n{"doc_id": "1", "text": "b"}', "row 2 .* the doc_id '1' was used before"),
    (
        "a.jsonl",
        '{"text": "a"}\n{"text": 5}\n',
        r"row 2 \(1 of 2\): `text` is no text but int '5'\. Write it as a string",
    ),
    ("a.jsonl", '{"text": "a"}\n{"text": ["b"]}\n', "row 2 .* no text but list"),
    ("a.jsonl", '{"text": "a"}\n{"title": "b"}\n', "row 2 .* `text` is empty"),
    ("a.jsonl", '{"text": "a"}\n{"text": \n', r"row 2 is not valid JSON .* Write one object on each line"),
    ("a.jsonl", '{"text": "a"} {"text": "b"}', "row 1 is not valid JSON"),
    ("a.jsonl", '[{"text": "a"}]', "row 1 holds a list, not an object"),
    ("a.jsonl", '{"text": "a", "n": ' + "[" * 100_000, "row 1 is not valid JSON"),
    ("a.jsonl", '{"text": "a", "n": ' + "9" * 5000 + "}", r"a\.jsonl: row 1 is not valid JSON"),
    (
        "a.jsonl",
        '{"text": "a"}\n{"text": "b \\ud83d"}',
        r"row 2 holds half a character \('\\ud83d'\)\. Write both halves",
    ),
    ("a.jsonl", '{"text": "a", "\\udc00": 1}', r"row 1 holds half a character"),
    ("a.jsonl", b'{"text": "a"}\n{"text": "\xff"}', "row 2 is not UTF-8"),
    ("a.jsonl.gz", b"junk", r"a\.jsonl\.gz: cannot be unpacked as gzip .* Copy or compress the file again"),
    ("a.jsonl.gz", gzip.compress(b'{"text": "a"}')[:-4], "cannot be unpacked as gzip"),
    ("a.jsonl.gz", gzip.compress(b"")[:10] + b"\xff" * 20, "cannot be unpacked as gzip"),
    (
        "a.parquet",
        b"PAR1junkPAR1",
        r"a\.parquet: cannot be read as Parquet .* Write it again with DataFrame\.to_parquet",
    ),
]


@pytest.mark.parametrize(("name", "content", "message"), REFUSED)
def test_a_broken_source_is_refused(write, name, content, message):
    path = write(name, content)
    with pytest.raises(ValueError, match=message) as error:
        load_corpus(path)
    assert str(path) in str(error.value)


def test_two_halves_of_a_character_are_one(write):
    assert load_corpus(write("a.jsonl", '{"text": "\\ud83d\\ude00"}'))["text"].tolist() == ["😀"]


def test_many_wrong_rows_are_counted_and_the_first_three_named(write):
    path = write("a.csv", "text,n\n" + ",1\n" * 5 + "a,1\n")
    with pytest.raises(ValueError, match=r"rows 2, 3, 4 and 2 more \(5 of 6\): `text` is empty"):
        load_corpus(path)


def test_nothing_at_a_path_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.csv: no such file or folder\. Check the path"):
        load_corpus(tmp_path / "none.csv")


def test_a_folder_without_texts_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"the folder holds no \.txt file\. Name a folder of \.txt files"):
        load_corpus(tmp_path)


def test_an_empty_file_of_a_folder_is_named(write, tmp_path):
    write("news/sub/full.txt", "Body.")
    write("news/sub/empty.txt", "\n")
    with pytest.raises(ValueError, match=r"news: row sub/empty\.txt \(1 of 2\): `text` is empty"):
        load_corpus(tmp_path / "news")


def test_a_file_of_a_folder_in_another_encoding_is_named(write, tmp_path):
    write("news/a.txt", b"one\ncaf\xe9")
    with pytest.raises(ValueError, match=r"a\.txt: row 2 is not UTF-8"):
        load_corpus(tmp_path / "news")


def test_a_file_name_in_another_encoding_is_refused(tmp_path):
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Body.")
    except (OSError, UnicodeEncodeError):
        pytest.skip("this file system takes UTF-8 names only")
    with pytest.raises(ValueError, match=r"the file name 'caf\\udce9\.txt' is not UTF-8\. Rename the file"):
        load_corpus(tmp_path)


def test_two_files_of_one_name_are_refused(write, tmp_path):
    write("news/a.txt", "One.")
    write("news/a.TXT", "Two.")
    if len(list((tmp_path / "news").iterdir())) < 2:
        pytest.skip("this file system does not tell upper from lower case")
    with pytest.raises(ValueError, match=r"row a\.txt \(1 of 2\): the doc_id 'a' was used before"):
        load_corpus(tmp_path / "news")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"bdy": "text"}, r"`columns` names \['bdy'\], but the columns are \['doc_id', 'body', 'text'\]\. Name some"),
        ({"body": "text"}, r"the columns \['text'\] occur more than once"),
        ({"body": "doc_id"}, r"the columns \['doc_id'\] occur more than once"),
        ({"text": "title"}, "names no column 'text'"),
    ],
)
def test_a_wrong_mapping_of_columns_is_refused(write, columns, message):
    path = write("a.csv", "doc_id,body,text\na,b,c\n")
    with pytest.raises(ValueError, match=message):
        load_corpus(path, columns=columns)


def test_an_index_that_is_also_a_column_is_refused(tmp_path):
    ARTICLES.assign(doc_id="x").to_parquet(tmp_path / "a.parquet")
    with pytest.raises(ValueError, match=r"a\.parquet: the index and the columns both hold \['doc_id'\]\. Remove one"):
        load_corpus(tmp_path / "a.parquet")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (pa.array([b"a", b"\xff"]), "rows 1, 2 .* no text but bytes"),
        (pa.nulls(2), r"rows 1, 2 \(2 of 2\): `text` is empty"),
        (pa.array([], pa.string()), "holds no articles"),
        (pa.array(["a", None]).dictionary_encode(), "row 2 .* `text` is empty"),
    ],
)
def test_a_parquet_file_without_texts_is_refused(tmp_path, values, message):
    parquet.write_table(pa.table({"text": values}), tmp_path / "a.parquet")
    with pytest.raises(ValueError, match=rf"a\.parquet: .*{message}"):
        load_corpus(tmp_path / "a.parquet")


def test_bytes_that_are_no_utf8_do_not_get_in_through_parquet(tmp_path):
    offsets = pa.py_buffer(np.array([0, 4], np.int32).tobytes())
    broken = pa.Array.from_buffers(pa.string(), 1, [None, offsets, pa.py_buffer(b"ab\xf0\xff")])
    parquet.write_table(pa.table({"text": broken}), tmp_path / "a.parquet")
    with pytest.raises(ValueError, match="cannot be read as Parquet"):
        load_corpus(tmp_path / "a.parquet")


@pytest.fixture(scope="module")
def whole_files(tmp_path_factory):
    """The bytes of a sound file of each format."""
    folder = tmp_path_factory.mktemp("whole")
    small = ARTICLES.reset_index().assign(date=["2024-05-27", None, "1 May 2024"])
    lines = "".join(json.dumps(row) + "\n" for row in small.replace({np.nan: None}).to_dict("records")).encode()
    small.to_parquet(folder / "whole.parquet", compression=None)
    return {
        "a.csv": small.to_csv(index=False).encode(),
        "a.jsonl": lines,
        "a.jsonl.gz": gzip.compress(lines),
        "a.parquet": (folder / "whole.parquet").read_bytes(),
    }


NOISE = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([b'"', b"\n", b",", b"{", b"\\u", b"\\ud83d", b"\xff", b"\x00", b"NaN", b"1e999"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400)
@given(
    st.sampled_from(["a.csv", "a.jsonl", "a.jsonl.gz", "a.parquet"]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), NOISE), min_size=1, max_size=4),
)
def test_a_damaged_file_is_loaded_whole_or_refused_by_name(whole_files, tmp_path, name, damages):
    raw = bytearray(whole_files[name])
    for where, n_lost, noise in damages:
        place = int(where * len(raw))
        raw[place : place + n_lost] = noise
    path = tmp_path / name
    path.write_bytes(raw)
    try:
        corpus = load_corpus(path)
    except ValueError as error:
        assert str(path) in str(error)  # noqa: PT017 - what is raised depends on the damage
    else:
        assert corpus.index.is_unique
        assert corpus["text"].str.strip().ne("").all()
