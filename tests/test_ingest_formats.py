"""A folder that mixes all formats becomes one store in one command, and adds nothing when it is read again."""

import gzip
import http.server
import json
import shutil
import threading
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from test_ingest import read_rejects, write_lines

from mediakit.app.command import main
from mediakit.corpus.loading import load_corpus

for library in ("trafilatura", "fastwarc", "feedparser", "docx", "striprtf"):
    pytest.importorskip(library, reason="a folder of all formats needs the extra 'sources'")

EXPORTS = Path(__file__).parent / "data" / "exports"
SAID = "said that the pact of the two harbours would hold for another winter, whatever the fleets did."
FEED = (
    "<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
    "<title>Le Phare</title><item><title>{0}</title><link>https://phare.example/{0}</link><content:encoded><![CDATA["
    "<p>The council of {0} {1}</p>]]></content:encoded></item></channel></rss>"
)
ATOM = (
    "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>The Beacon</title><entry><title>{0}</title>"
    "<link href='https://beacon.example/{0}'/><updated>2024-03-05T05:06:07Z</updated>"
    "<content type='html'>&lt;p&gt;The council of {0} {1}&lt;/p&gt;</content></entry></feed>"
)


def text_of(name):
    return f"The council of {name} {SAID}"


def record_of(name):
    return {"doc_id": name, "text": text_of(name), "date": "2024-03-04", "outlet": "Meridian Wire"}


def page_of(name):
    paragraphs = f"<p>{text_of(name)}</p><p>Nobody had expected that, its chair told the paper after the vote.</p>"
    return (
        f"<!doctype html><html lang='en'><head><title>{name}</title></head><body><article>{paragraphs}</article></body>"
    )


def warc_of(name):
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page_of(name).encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:12345678-1234-1234-123456789012>\r\n"
        f"WARC-Target-URI: https://{name}.example/a\r\nWARC-Date: 2024-03-04T05:06:07Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def write_tables(folder):
    write_lines(folder / "lines.jsonl", [record_of("jsonl")])
    for name, pack in (("gz", gzip.compress), ("zst", lambda raw: pa.compress(raw, codec="zstd", asbytes=True))):
        (folder / f"lines.jsonl.{name}").write_bytes(pack(json.dumps(record_of(f"jsonl {name}")).encode()))
        table = pd.DataFrame([record_of(f"csv {name}")]).to_csv(index=False)
        (folder / f"table.csv.{name}").write_bytes(pack(table.encode()))
    (folder / "list.json").write_text(json.dumps([record_of("json")]))
    pd.DataFrame([record_of("csv")]).to_csv(folder / "table.csv", index=False)
    pd.DataFrame([record_of("tsv")]).to_csv(folder / "table.tsv", index=False, sep="\t")
    pd.DataFrame([record_of("parquet")]).to_parquet(folder / "table.parquet")
    book = openpyxl.Workbook()
    for row in (list(record_of("xlsx")), list(record_of("xlsx").values())):
        book.active.append(row)
    book.save(folder / "book.xlsx")


def write_pages(folder):
    (folder / "text.txt").write_text(f"A headline\n\n{text_of('txt')}\n")
    (folder / "page.html").write_text(page_of("html"))
    (folder / "crawl.warc").write_bytes(warc_of("warc"))
    (folder / "crawl.warc.gz").write_bytes(gzip.compress(warc_of("warcgz")))
    with zipfile.ZipFile(folder / "crawl.wacz", "w") as parts:
        parts.writestr("archive/data.warc.gz", gzip.compress(warc_of("wacz")))
    (folder / "feed.xml").write_text(FEED.format("rss", SAID))
    (folder / "feed.atom").write_text(ATOM.format("atom", SAID))


NAMES = [
    *("jsonl", "jsonl gz", "jsonl zst", "csv", "csv gz", "csv zst", "json", "tsv", "parquet", "xlsx"),
    *("txt", "html", "warc", "warcgz", "wacz", "rss", "atom"),
]


@pytest.fixture
def mixed(tmp_path):
    folder = tmp_path / "in"
    (folder / "deep" / "er").mkdir(parents=True)
    write_tables(folder)
    write_pages(folder / "deep" / "er")
    shutil.copytree(EXPORTS, folder / "exports")
    return folder


def ingest_by_command(folder, store, *options):
    assert main(["ingest", str(folder), "--into", str(store), *options]) == 0
    return {path.name: path.read_bytes() for path in store.rglob("*") if path.is_file()}


def test_a_folder_of_all_formats_and_exports_becomes_one_store(mixed, tmp_path, capsys):
    store = tmp_path / "store"
    first = ingest_by_command(mixed, store)
    corpus = load_corpus(store)
    for name in NAMES:
        held = corpus["text"].str.contains(f"The council of {name} {SAID[:9]}", regex=False)
        assert held.sum() == 1, name
    kept = corpus["source"].map(lambda source: Path(source).name)
    assert set(kept) > {"europresse.html", "factiva_indexed.html", "factiva_plain.rtf", "lexisnexis.html"}
    assert corpus["outlet"].eq("The Beacon (Lorvane)").sum() >= 2
    assert set(corpus["lang"]) == {"en", "fr", "ar"}
    asked = {Path(reject["source"]).name for reject in read_rejects(store) if "pages to be fetched" in reject["reason"]}
    assert asked == {"media_cloud.csv", "gdelt_search.csv", "gdelt_graph.csv", "gdelt_events.csv"}
    capsys.readouterr()
    assert ingest_by_command(mixed, store) == first
    assert "0 articles added" in capsys.readouterr().out


def test_lists_of_addresses_get_their_pages_in_the_same_command(tmp_path, monkeypatch):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.path.strip("/").removesuffix(".html")
            self.send_response(404 if name == "robots.txt" else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page_of(name).encode())

        def log_message(self, *arguments):
            pass

    monkeypatch.setattr("mediakit.corpus.sources.fetching.Fetcher._keep_distance", lambda *_: None)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (tmp_path / "in").mkdir()
        for path in EXPORTS.glob("*.csv"):
            text = path.read_text(encoding="utf-8")
            for host in ("beacon", "phare"):
                text = text.replace(f"https://{host}.example/", f"http://127.0.0.1:{server.server_port}/{host}-")
            (tmp_path / "in" / path.name).write_text(text, encoding="utf-8")
        store = tmp_path / "store"
        first = ingest_by_command(tmp_path / "in", store, "--fetch-pages", "--allow-local")
        texts = load_corpus(store)["text"]
        for name in ("beacon-pact", "phare-pacte", "beacon-ferry"):
            assert texts.str.startswith(text_of(name)).any(), name
        assert ingest_by_command(tmp_path / "in", store, "--fetch-pages", "--allow-local") == first
        server.shutdown()
