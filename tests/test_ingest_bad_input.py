"""Bad input from end to end: what is broken is put aside with its reason, and every good record is kept."""

import functools
import gzip
import io
import json
import os
import tracemalloc
import zipfile

import openpyxl
import pyarrow as pa
import pytest
from test_fetching import serve
from test_ingest import ARTICLES, counts, read_rejects, write_lines
from test_ingest_formats import page_of, record_of, text_of, warc_of

from mediakit.corpus import ingesting
from mediakit.corpus.ingesting import ingest
from mediakit.corpus.loading import load_corpus
from mediakit.corpus.sources.fetching import Fetcher

LAUGHS = "<!DOCTYPE x [<!ENTITY a '{}'>{}]>".format(
    "ha" * 10,
    "".join(f"<!ENTITY {name} '{f'&{last};' * 10}'>" for last, name in zip("abcdefgh", "bcdefghi", strict=True)),
)
EXTERNAL = "<!DOCTYPE x [<!ENTITY i SYSTEM 'file:///etc/hostname'>]>"


def zstd(raw):
    return pa.compress(raw, codec="zstd", asbytes=True)


def xlsx(doctype):
    """A workbook whose words are written with entities."""
    book, packed, changed = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    for row in (["id", "text"], ["1", "harbour"]):
        book.active.append(row)
    book.save(packed)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if b"harbour" in content:
                content = b"<?xml version='1.0'?>" + doctype.encode() + content[content.index(b"<worksheet") :]
                content = content.replace(b"harbour", b"&i;")
            new.writestr(name, content)
    return changed.getvalue()


def feed(doctype):
    return f"<?xml version='1.0'?>{doctype}<rss version='2.0'><channel><title>&i;</title></channel></rss>".encode()


def page(doctype):
    return page_of("pact").replace("<!doctype html>", doctype).replace("said that", "&i; said that").encode()


GOOD = json.dumps(ARTICLES[0]).encode() + b"\n"
FRENCH = '{"text": "Le traité a été signé à Genève."}\n'.encode()
DEEP = b'{"text": ' + b"[" * 200_000 + b"]" * 200_000 + b"}\n"
# What a source holds, how many articles of it are kept, and why another is put aside.
BAD = {
    "a truncated gzip": (gzip.compress(GOOD + os.urandom(9000).hex().encode())[:-900], 1, "cannot be read further"),
    "a truncated archive": (gzip.compress(warc_of("pact")) + gzip.compress(warc_of("ferry"))[:-60], 1, "ends within"),
    "a zip that is cut": (xlsx("")[:-200], 0, "cannot be opened"),
    "bytes that are no UTF-8": (GOOD + FRENCH + b'{"text": "\xff\xfe"}\n', 2, "not in the encoding of the file"),
    "half a character": (GOOD + b'{"text": "\\ud83d"}\n', 1, "half a character"),
    "a bomb of gzip": (gzip.compress(GOOD + bytes(9 << 20)), 1, "expands to more than"),
    "a bomb of zstd": (zstd(GOOD + bytes(9 << 20)), 1, "expands to more than"),
    "laughs in a workbook": (xlsx(LAUGHS), 0, "entities"),
    "laughs in a feed": (feed(LAUGHS), 0, "entities"),
    "an external entity in a feed": (feed(EXTERNAL), 0, "entities"),
    "null bytes": (b'\x00\x00{"text": "The pact\\u0000 holds."}\n' + GOOD, 2, None),
    "null bytes alone": (bytes(5000), 0, "empty"),
    "a page with no article": (b"<!doctype html><html><body><nav>Menu</nav></body></html>", 0, "has no article"),
    "lists in lists": (GOOD + DEEP, 1, "not valid JSON"),
    "numbers as texts": (b'{"text": 12}\n{"text": NaN, "date": 1e999}\n' + GOOD, 2, "date"),
    "an rtf that is no export": (b"{\\rtf1 The pact holds.}", 0, "no export"),
    "an id that is a path": (b'{"doc_id": "../../../escaped", "text": "The pact."}\n' + GOOD, 2, None),
    "one id twice": (b'{"doc_id": "a1", "text": "Another pact."}\n' + GOOD, 1, "was used before"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_broken_is_told_and_what_is_good_is_kept(case, tmp_path, monkeypatch):
    monkeypatch.setattr("mediakit.corpus.sources.opening.LEAST_LIMIT", 1 << 20)
    raw, n_kept, reason = BAD[case]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "source").write_bytes(raw)
    write_lines(tmp_path / "in" / "z.jsonl", ARTICLES[1:])
    table = ingest(tmp_path / "in", tmp_path / "store")
    assert table["n_kept"].tolist() == [n_kept, 2]
    reasons = [reject["reason"] for reject in read_rejects(tmp_path / "store")]
    assert len(reasons) == (0 if reason is None else 1)
    assert all(reason in found for found in reasons)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "store"]
    again = ingest(tmp_path / "in", tmp_path / "store")
    assert again["n_kept"].tolist() == [0, 0]


@pytest.mark.parametrize("make", [xlsx, page])
def test_no_file_of_this_machine_is_read_by_an_entity(make, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the secret of this machine")
    (tmp_path / "source").write_bytes(make(f"<!DOCTYPE x [<!ENTITY i SYSTEM '{secret.as_uri()}'>]>"))
    ingest(tmp_path / "source", tmp_path / "store")
    written = b"".join(path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file())
    stored = load_corpus(tmp_path / "store")["text"].tolist() if list((tmp_path / "store").rglob("*.parquet")) else []
    assert "secret" not in str(stored)
    assert b"secret of this machine" not in written


def test_laughs_in_a_page_stay_short(tmp_path):
    (tmp_path / "source").write_bytes(page(LAUGHS))
    ingest(tmp_path / "source", tmp_path / "store")
    assert len(load_corpus(tmp_path / "store")["text"].iloc[0]) < 2 * len(text_of("pact")) + 100


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp1252", "été où la Genève"), ("cp1256", "قال الوزراء إن الميثاق قائم")]
)
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1"])
def test_a_page_that_declares_a_wrong_encoding_is_read(encoding, text, declared, tmp_path):
    html = page_of("pact").replace("<head>", f"<head><meta charset='{declared}'>").replace("said that", text * 3)
    (tmp_path / "page.html").write_bytes(html.encode(encoding))
    ingest(tmp_path / "page.html", tmp_path / "store")
    assert text * 3 in load_corpus(tmp_path / "store")["text"].iloc[0]


def test_a_line_of_300_megabytes_costs_that_line_and_little_memory(tmp_path):
    with (tmp_path / "a.jsonl").open("wb") as file:
        file.write(GOOD + b'{"text": "')
        file.seek(300 << 20, os.SEEK_CUR)
        file.write(b'"}\n' + json.dumps(ARTICLES[1]).encode())
    ingest(write_lines(tmp_path / "b.jsonl", ARTICLES[2:]), tmp_path / "store")
    tracemalloc.start()
    try:
        assert counts(ingest(tmp_path / "a.jsonl", tmp_path / "store")) == [[3, 2, 1, 0]]
        assert tracemalloc.get_traced_memory()[1] < 150 << 20
    finally:
        tracemalloc.stop()
    assert read_rejects(tmp_path / "store")[0]["place"] == "line 2"


NAMES = [
    "..jsonl",
    "a\nb.jsonl",
    "%2e%2e%2fescaped.jsonl",
    "-rf.jsonl",
    "'; DROP.jsonl",
    "nom é.jsonl",
    b"\xff\xfe.jsonl",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_a_file_stays_a_name(name, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    path = folder / os.fsdecode(name)
    write_lines(path, ARTICLES)
    table = ingest(path, tmp_path / "store")
    assert table["n_kept"].tolist() == [3]
    assert load_corpus(tmp_path / "store")["source"].nunique() == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "store"]
    assert ingest(path, tmp_path / "store")["n_kept"].tolist() == [0]


def test_texts_take_their_names_from_within_their_folder(tmp_path):
    (tmp_path / "in" / "a").mkdir(parents=True)
    (tmp_path / "in" / "a" / "same.txt").write_text("The pact holds.")
    (tmp_path / "in" / "same.txt").write_text("The ferry is late.")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    os.mkfifo(tmp_path / "in" / "pipe.txt")
    ingest(tmp_path / "in", tmp_path / "store")
    assert sorted(load_corpus(tmp_path / "store").index) == ["a/same", "same"]


def test_a_source_that_cannot_be_opened_does_not_stop_the_others(tmp_path):
    write_lines(tmp_path / "a.jsonl", ARTICLES[:1])
    (tmp_path / "b.jsonl").symlink_to("/proc/self/mem")
    write_lines(tmp_path / "c.jsonl", ARTICLES[1:])
    table = ingest(tmp_path / "*.jsonl", tmp_path / "store")
    assert table["n_kept"].tolist() == [1, 0, 2]
    assert "cannot be read" in read_rejects(tmp_path / "store")[0]["reason"]


def test_feeds_that_hang_fail_or_send_pages_are_told_and_the_next_is_read(tmp_path, monkeypatch):
    quick = functools.partial(Fetcher, delay=0, timeout=0.4)
    monkeypatch.setattr(ingesting, "Fetcher", quick)
    answers = {
        "/hangs": (200, {}, "hang"),
        "/fails": (500, {}, b"Internal Server Error"),
        "/empty": (200, {}, b""),
        "/laughs": (200, {"Content-Type": "application/rss+xml"}, feed(LAUGHS)),
        "/lines": (200, {}, json.dumps(record_of("lines")).encode()),
    }
    with serve(answers) as (site, _):
        table = ingest([f"{site}{path}" for path in answers], tmp_path / "store", allow_local=True)
    assert table["n_kept"].tolist() == [0, 0, 0, 0, 1]
    reasons = [reject["reason"] for reject in read_rejects(tmp_path / "store")]
    for reason, told in zip(reasons, ["no answer within 0.4 seconds", "500", "empty", "entities"], strict=True):
        assert told in reason
