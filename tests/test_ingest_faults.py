import errno
import gzip
import http.server
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pyarrow as pa
import pytest
from test_ingest import ARTICLES, counts, read_rejects, write_lines

from mediakit.app.command import main
from mediakit.corpus import batches, durable
from mediakit.corpus.ingesting import ingest
from mediakit.corpus.loading import load_corpus
from mediakit.corpus.locking import lock_store

MANY = [
    {
        "doc_id": f"d{n}",
        "text": f"Report {n}: the pact holds.",
        "lang": "en",
        "date": f"2024-{n % 2 + 1:02}-{n % 28 + 1:02}",
    }
    for n in range(36)
]


class Killed(BaseException):
    pass


def snapshot(store: Path) -> dict[str, bytes]:
    return {str(path.relative_to(store)): path.read_bytes() for path in sorted(store.rglob("*")) if path.is_file()}


def write_faulty(folder: Path) -> Path:
    folder.mkdir()
    write_lines(folder / "a.jsonl", [*MANY[:20], {"doc_id": "d3", "text": "Another text."}, {"title": "No text"}])
    write_lines(folder / "b.jsonl", [*MANY[10:], {"text": "Of an unclear day.", "date": "03/04/2024"}])
    return folder


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(batches, "LARGEST_BATCH", 8000)
    monkeypatch.setattr(batches, "CHUNK_ITEMS", 5)


def stop_at(monkeypatch, step: int, error: BaseException) -> list[int]:
    """Raise at the n-th write, sync, rename or removal; after it where n is odd, before it where it is even."""
    done = [0]
    counting = threading.Lock()

    def watch(module, name):
        real = getattr(module, name)

        def call(*arguments, **options):
            with counting:
                done[0] += 1
                number = done[0]
            if number == step:
                if step % 2:
                    real(*arguments, **options)
                raise error
            return real(*arguments, **options)

        monkeypatch.setattr(module, name, call)

    for name in ("replace", "fsync"):
        watch(durable.os, name)
    watch(Path, "unlink")
    return done


def test_stopped_at_any_step_and_run_again_it_is_the_same_store(tmp_path, small_batches):
    source = write_faulty(tmp_path / "in")
    expected = ingest(source, tmp_path / "whole")
    whole = snapshot(tmp_path / "whole")
    with pytest.MonkeyPatch.context() as patch:
        done = stop_at(patch, -1, Killed())
        ingest(source, tmp_path / "counted")
    assert done[0] > 30
    for step in range(1, done[0] + 1):
        store = tmp_path / f"store-{step}"
        with pytest.MonkeyPatch.context() as patch:
            stop_at(patch, step, Killed())
            with pytest.raises(Killed):
                ingest(source, store)
        table = ingest(source, store)
        assert snapshot(store) == whole, step
        assert table["n_read"].tolist() == expected["n_read"].tolist()


@pytest.mark.parametrize("step", range(2, 30, 6))
def test_a_full_disk_loses_nothing_that_was_stored(tmp_path, small_batches, step):
    source = write_faulty(tmp_path / "in")
    ingest(source, tmp_path / "whole")
    store = tmp_path / "store"
    with pytest.MonkeyPatch.context() as patch:
        stop_at(patch, step, OSError(errno.ENOSPC, "No space left on device"))
        with pytest.raises(OSError, match="No space left"):
            ingest(source, store)
    ingest(source, store)
    assert snapshot(store) == snapshot(tmp_path / "whole")


@pytest.mark.parametrize("step", [3, 9, 14, 22])
def test_a_killed_process_leaves_no_lock_and_loses_nothing(tmp_path, step):
    source = write_faulty(tmp_path / "in")
    code = f"""
import os, signal, sys
from mediakit.corpus import batches, ingesting
batches.LARGEST_BATCH, batches.CHUNK_ITEMS = 8000, 5
left, real = [{step}], os.fsync
def sync(handle):
    left[0] -= 1
    if not left[0]: os.kill(os.getpid(), signal.SIGKILL)
    real(handle)
os.fsync = sync
ingesting.ingest(sys.argv[1], sys.argv[2])
"""
    store = tmp_path / "store"
    done = subprocess.run([sys.executable, "-c", code, str(source), str(store)], check=False)
    assert done.returncode == -signal.SIGKILL
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "LARGEST_BATCH", 8000)
        patch.setattr(batches, "CHUNK_ITEMS", 5)
        ingest(source, store)
        ingest(source, tmp_path / "whole")
    assert snapshot(store) == snapshot(tmp_path / "whole")


def test_a_second_writer_is_told_who_is_first(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", ARTICLES)
    (tmp_path / "store").mkdir()
    with lock_store(tmp_path / "store"), pytest.raises(BlockingIOError, match=f"number {os.getpid()}"):
        ingest(source, tmp_path / "store")


def test_a_truncated_gzip_gives_the_articles_before_the_break(tmp_path):
    lines = "".join(json.dumps(record) + "\n" for record in MANY * 20).encode()
    packed = gzip.compress(
        b"".join(os.urandom(8).hex().encode().join([b'{"text": "', b'"}\n']) for _ in range(5000)) + lines
    )
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    table = ingest(tmp_path / "a.jsonl.gz", tmp_path / "store")
    assert table["n_kept"][0] > 1000
    assert "cannot be read further" in read_rejects(tmp_path / "store")[0]["reason"]


def test_invalid_bytes_cost_one_article(tmp_path):
    good = json.dumps({"text": "Le pacte est signé à Genève, dit-on."}, ensure_ascii=False).encode()
    (tmp_path / "a.jsonl").write_bytes(good + b'\n{"text": "broken \xff"}\n' + good.replace(b"dit-on", b"dit-il"))
    assert counts(ingest(tmp_path / "a.jsonl", tmp_path / "store")) == [[3, 2, 1, 0]]
    assert read_rejects(tmp_path / "store")[0]["place"] == "line 2"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Le traité a été signé à Genève, où les délégués étaient réunis."),
        ("cp1256", "قال الوزراء إن الميثاق قائم"),
    ],
)
def test_tables_in_an_old_encoding_are_read(tmp_path, encoding, text):
    (tmp_path / "a.csv").write_bytes(f"id;texte\n1;{text}\n".encode(encoding))
    ingest(tmp_path / "a.csv", tmp_path / "store")
    assert load_corpus(tmp_path / "store")["text"].tolist() == [text]


def test_a_line_that_is_too_long_costs_that_line(tmp_path, monkeypatch):
    monkeypatch.setattr("mediakit.corpus.sources.lines.LARGEST_RECORD", 1000)
    with (tmp_path / "a.jsonl").open("w") as file:
        file.write(json.dumps(ARTICLES[0]) + "\n" + '{"text": "' + "a" * 5000 + '"}\n' + json.dumps(ARTICLES[1]))
    assert counts(ingest(tmp_path / "a.jsonl", tmp_path / "store")) == [[3, 2, 1, 0]]


def test_a_compression_bomb_is_put_aside(tmp_path, monkeypatch):
    monkeypatch.setattr("mediakit.corpus.sources.opening.LEAST_LIMIT", 1 << 16)
    good = (json.dumps(ARTICLES[0]) + "\n").encode()
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(good + bytes(30 << 20)))
    assert counts(ingest(tmp_path / "a.jsonl.gz", tmp_path / "store")) == [[2, 1, 1, 0]]
    assert "expands to more than" in read_rejects(tmp_path / "store")[0]["reason"]


def test_an_identifier_that_is_a_path_stays_a_text(tmp_path):
    doc_id = "../../etc/passwd"
    source = write_lines(tmp_path / "a.jsonl", [{"doc_id": doc_id, "text": "The pact holds.", "date": "2024-01-01"}])
    ingest(source, tmp_path / "deep" / "store")
    assert load_corpus(tmp_path / "deep" / "store").index.tolist() == [doc_id]
    assert sorted(path.name for path in (tmp_path / "deep").iterdir()) == ["store"]


def test_two_articles_under_one_id_are_told(tmp_path):
    records = [{"doc_id": "a", "text": text} for text in ("The pact holds.", "The pact holds.", "The pact fell.")]
    assert counts(ingest(write_lines(tmp_path / "a.jsonl", records), tmp_path / "store")) == [[3, 1, 1, 1]]
    assert "'a' was used before" in read_rejects(tmp_path / "store")[0]["reason"]


def test_numbers_of_two_exports_do_not_meet(tmp_path):
    for name in ("one", "two"):
        write_lines(tmp_path / f"{name}.jsonl", [{"doc_id": "1", "text": f"Of the export {name}."}])
    sources = sorted(tmp_path.glob("*.jsonl"))
    ingest(sources, tmp_path / "store")
    assert [doc_id[:2] for doc_id in sorted(load_corpus(tmp_path / "store").index)] == ["1", "1~"]
    assert counts(ingest(sources, tmp_path / "store")) == [[1, 0, 0, 1]] * 2


def test_null_characters_are_left_out(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"id,text\n1,The pact\x00 holds.\n")
    ingest(tmp_path / "a.csv", tmp_path / "store")
    assert load_corpus(tmp_path / "store")["text"].tolist() == ["The pact holds."]


def test_a_lost_quotation_mark_costs_one_row(tmp_path):
    rows = ["id,text", '1,"Quoted, once."', '2,"Not closed', "3,The pact holds.", '4,"Two\nlines, one row."', "5,End."]
    (tmp_path / "a.csv").write_text("\n".join(rows))
    ingest(tmp_path / "a.csv", tmp_path / "store")
    corpus = load_corpus(tmp_path / "store")
    assert {"1", "3", "5"} <= set(corpus.index)


def test_what_is_no_text_is_put_aside_and_the_rest_is_read(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.bin").write_bytes(bytes(range(256)) * 10)
    (folder / "b.csv").write_bytes(b"")
    (folder / "c.zip").write_bytes(b"PK\x03\x04 broken")
    (folder / "d.parquet").write_bytes(b"PAR1 broken")
    write_lines(folder / "e.jsonl", ARTICLES)
    assert counts(ingest(folder, tmp_path / "store")) == [[1, 0, 1, 0]] * 4 + [[3, 3, 0, 0]]


def test_a_zstd_that_breaks_off_gives_the_articles_before_the_break(tmp_path):
    lines = [json.dumps({"text": f"Report {n} {os.urandom(30).hex()}"}) for n in range(20_000)]
    packed = pa.compress("\n".join(lines).encode(), codec="zstd", asbytes=True)
    (tmp_path / "whole.zst").write_bytes(packed)
    assert counts(ingest(tmp_path / "whole.zst", tmp_path / "whole")) == [[20_000, 20_000, 0, 0]]
    (tmp_path / "half.zst").write_bytes(packed[: len(packed) // 2])
    table = ingest(tmp_path / "half.zst", tmp_path / "half")
    assert table["n_kept"][0] > 1000
    assert table["n_rejected"][0] == 1


def test_a_list_of_json_that_breaks_off_gives_the_articles_before_the_break(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(MANY)[:-30])
    assert counts(ingest(tmp_path / "a.json", tmp_path / "store")) == [[len(MANY), len(MANY) - 1, 1, 0]]


def test_pages_are_fetched_from_this_machine_only_where_that_is_allowed(tmp_path):
    paragraphs = "<p>The pact holds, the ministers of the union said again.</p>" * 9
    page = f"<html><body><article><h1>Pact</h1>{paragraphs}</article>"

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            is_page = self.path == "/pact.html"
            self.send_response(200 if is_page else 404)
            self.end_headers()
            self.wfile.write(page.encode() if is_page else b"")

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/pact.html"
        assert counts(ingest(url, tmp_path / "refused")) == [[1, 0, 1, 0]]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("mediakit.corpus.sources.fetching.Fetcher._keep_distance", lambda *_: None)
            assert counts(ingest(url, tmp_path / "store", allow_local=True)) == [[1, 1, 0, 0]]
            assert counts(ingest(url, tmp_path / "store", allow_local=True)) == [[1, 0, 0, 1]]
        server.shutdown()


def test_an_interrupted_command_says_that_it_can_go_on(tmp_path, capsys):
    source = write_lines(tmp_path / "a.jsonl", MANY)
    with pytest.MonkeyPatch.context() as patch:
        stop_at(patch, 3, KeyboardInterrupt())
        assert main(["ingest", str(source), "--into", str(tmp_path / "store")]) == 130
    assert "goes on where it was" in capsys.readouterr().err
