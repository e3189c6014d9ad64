"""Web archives: every whole page of them, and a reason for each other."""

import gzip
import io
import zipfile

import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mediakit.corpus.sources.archives import read_wacz, read_warc
from mediakit.corpus.sources.payloads import expand_body, join_chunks
from mediakit.corpus.sources.records import Record

pytest.importorskip("trafilatura", reason="reading pages needs the extra 'sources'")
pytest.importorskip("fastwarc", reason="reading archives needs the extra 'sources'")


def write_page(title):
    return (
        f"<html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"<p>The council of {title} voted on the fishing plan on Monday, after a debate of nine hours.</p>"
        "<p>Nobody expected that it would hold for a third winter, its chair said.</p></article></body></html>"
    ).encode()


def write_record(title="alpha", *, body=None, kind="response", status="200 OK", warc="", http="", length=None):
    body = write_page(title) if body is None else body
    block = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{http}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:12345678-1234-1234-123456789012>\r\n"
        f"WARC-Target-URI: https://{title}.example/a\r\nWARC-Date: 2024-03-04T05:06:07Z\r\n{warc}"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {length or len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def read(raw):
    return list(read_warc(io.BytesIO(raw)))


def titles(items):
    return [item.fields["title"] for item in items if isinstance(item, Record)]


def reasons(items):
    return [item.reason for item in items if not isinstance(item, Record)]


NAMES = ["alpha", "beta", "gamma"]
RECORDS = [write_record(name) for name in NAMES]


@pytest.mark.parametrize(
    "raw",
    [
        b"".join(RECORDS),
        b"".join(map(gzip.compress, RECORDS)),
        gzip.compress(b"".join(RECORDS)),
        b"".join(pa.compress(record, codec="zstd", asbytes=True) for record in RECORDS),
    ],
    ids=["plain", "gzip of each record", "gzip of all", "zstandard"],
)
def test_every_page_is_read_however_the_archive_is_compressed(raw):
    items = read(raw)
    assert titles(items) == NAMES
    assert not reasons(items)
    assert items[0].place == "record 1"
    assert items[0].fields["url"] == "https://alpha.example/a"
    assert items[0].fields["visited"] == "2024-03-04T05:06:07Z"
    assert items[0].fields["text"].startswith("The council of alpha voted")


def test_requests_and_images_are_passed_over():
    image = write_record("image").replace(b"text/html; charset=utf-8", b"image/png; charset=no-no")
    items = read(write_record("ask", kind="request") + image + RECORDS[0])
    assert titles(items) == ["alpha"]
    assert not reasons(items)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (write_record(status="404 Not Found"), "answered 404 and not 200 for https://alpha.example/a"),
        (write_record(warc="WARC-Truncated: length\r\n"), "was cut when it was archived (WARC-Truncated: length)"),
        (write_record(body=b"<p>Menu</p>"), "no article"),
        (write_record(http="Content-Encoding: rot13\r\n"), "its encoding 'rot13' is not known"),
        (
            write_record(body=gzip.compress(write_page("a"))[:-99], http="Content-Encoding: gzip\r\n"),
            "cannot be read: it was cut before its end",
        ),
        (
            write_record(body=gzip.compress(bytes(30 << 20)), http="Content-Encoding: gzip\r\n"),
            "expands to more than 20,971,520 bytes",
        ),
        (
            write_record(body=b"5\r\n<html\r\nzz\r\n", http="Transfer-Encoding: chunked\r\n"),
            "a chunk of it is damaged",
        ),
    ],
)
def test_a_page_that_cannot_be_read_is_told_and_the_next_is_read(record, reason):
    items = read(record + RECORDS[1])
    assert titles(items) == ["beta"]
    assert len(reasons(items)) == 1
    assert reason in reasons(items)[0]


def test_pages_that_had_not_changed_are_told_together():
    items = read(RECORDS[0] + write_record("a", kind="revisit", body=b"") + write_record("b", kind="revisit", body=b""))
    assert titles(items) == ["alpha"]
    assert reasons(items) == ["2 pages were the same as at an earlier visit, and stand in the archive of that visit."]


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (gzip.compress(write_page("beta")), "Content-Encoding: gzip"),
        (write_page("beta"), "Content-Encoding: gzip"),
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(write_page("beta")), write_page("beta")), "Transfer-Encoding: chunked"),
        (write_page("beta"), "Transfer-Encoding: chunked"),
    ],
    ids=["compressed", "expanded already", "in chunks", "joined already"],
)
def test_encodings_of_an_answer_are_undone_where_they_are_there(body, header):
    assert titles(read(write_record("beta", body=body, http=f"{header}\r\n"))) == ["beta"]


def test_what_is_whole_after_a_damaged_record_is_read():
    packed = [gzip.compress(record) for record in RECORDS]
    items = read(packed[0] + packed[1][:150] + packed[2])
    assert titles(items) == ["alpha", "gamma"]
    assert len(reasons(items)) == 1
    assert "The archive is damaged here" in reasons(items)[0]
    items = read(RECORDS[0] + write_record("beta", length=100) + RECORDS[2])
    assert titles(items) == ["alpha", "gamma"]


def test_an_archive_that_breaks_off_gives_no_half_page():
    items = read(b"".join(RECORDS)[:-120])
    assert titles(items) == ["alpha", "beta"]
    assert reasons(items) == ["The archive ends within the answer for https://gamma.example/a."]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1500), st.booleans())
def test_wherever_an_archive_breaks_off_the_pages_before_are_read(n_cut, is_packed):
    raw = b"".join(map(gzip.compress, RECORDS[:2]) if is_packed else RECORDS[:2])
    size = len(gzip.compress(RECORDS[0])) if is_packed else len(RECORDS[0])
    assume(not size < len(raw) - n_cut < size + 20)  # the first bytes of a record can be anything
    items = read(raw[: max(0, len(raw) - n_cut)])
    assert titles(items) == NAMES[: len(titles(items))]
    assert len(titles(items)) == 2 or len(raw) - n_cut == size or reasons(items)


@pytest.mark.parametrize("raw", [b"", b"no archive at all", b"WARC/1.0\r\nX: " + b"y" * 100_000, bytes(1000)])
def test_what_is_no_archive_gives_a_reason(raw):
    items = read(raw)
    assert not titles(items)
    assert reasons(items)


def write_wacz(members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return packed.getvalue()


def test_a_wacz_is_read_without_writing_what_it_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    raw = write_wacz(
        {
            "datapackage.json": "{}",
            "archive/one.warc.gz": gzip.compress(RECORDS[0]),
            "../../escaped.warc": RECORDS[1],
            "/etc/three.warc": RECORDS[2],
        }
    )
    items = list(read_wacz(io.BytesIO(raw)))
    assert titles(items) == NAMES
    assert [item.place for item in items] == ["one.warc.gz, record 1", "escaped.warc, record 1", "three.warc, record 1"]
    assert not list(tmp_path.rglob("*"))


def test_a_damaged_archive_in_a_wacz_does_not_hide_the_next():
    raw = bytearray(write_wacz({"a.warc": RECORDS[0], "b.warc": RECORDS[1]}))
    raw[raw.index(b"fishing")] ^= 1
    items = list(read_wacz(io.BytesIO(raw)))
    assert titles(items)[-1:] == ["beta"]
    assert "cannot be unpacked: Bad CRC-32" in reasons(items)[0]


def test_a_wacz_that_is_no_zip_or_empty_or_too_large_is_put_aside(monkeypatch):
    assert "no whole zip" in reasons(read_wacz(io.BytesIO(b"PK\x03\x04 and no more")))[0]
    assert reasons(read_wacz(io.BytesIO(write_wacz({"a.txt": "x"})))) == ["There is no WARC file in the archive."]
    monkeypatch.setattr("mediakit.corpus.sources.archives.LARGEST_EXPANDED", 100)
    assert "expands to" in reasons(read_wacz(io.BytesIO(write_wacz({"a.warc": RECORDS[0]}))))[0]


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6))
def test_chunks_are_joined_to_what_they_were(pieces):
    body = b"".join(b"%x;name=value\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    assert join_chunks(body) == b"".join(pieces)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, deflate", "identity", ""]))
def test_any_body_is_expanded_or_refused_in_words(body, codings):
    try:
        expanded = expand_body(body, codings=codings, largest=1000)
    except ValueError as error:
        expanded = b""
        clause = str(error)
    else:
        clause = "it was expanded"
    assert len(expanded) <= 1000
    assert clause.startswith("it")


def test_a_page_of_any_size_below_the_limit_is_read_whole():
    long = write_page("long").replace(b"</article>", b"<p>%s</p></article>" % (b"Fish and more fish. " * 20_000))
    [item] = read(write_record("long", body=long))
    assert item.fields["text"].endswith("Fish and more fish.")
    assert len(item.fields["text"]) > 399_000
    [item] = read(write_record("huge", body=bytes(21 << 20)))
    assert item.reason == "The page https://huge.example/a has more than 20,971,520 bytes."
