"""The command from end to end: what it writes, what it refuses, and that it writes whole or not at all."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

import mediakit.app.report as room
from mediakit.app.command import main
from mediakit.app.notebooks import NotebookError, run_notebook

PAGES = ["01-coverage.html", "02-topics.html", "03-framing.html", "04-tone.html", "05-trust.html", "index.html"]
FILES = [*PAGES, "manifest.json"]
ARTICLE = """Minister opens <b>bold</b> harbour

Ostmark Bay, Ferrania – The harbour was opened on Monday. “This is a great success for our excellent services,” said Mr.
Anton Berg, the minister. “It has cost <script>alert("x")</script> nothing at all,” he added.

Berg stressed that “the threat of terrorism has been averted by our cooperation.”
"""


@pytest.fixture(scope="module")
def sample_report(tmp_path_factory):
    out = tmp_path_factory.mktemp("sample") / "report"
    assert main(["report", "sample", "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def single_report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("single")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "harbour.txt").write_text(ARTICLE, encoding="utf-8")
    out = folder / "report"
    assert main(["report", str(folder / "corpus"), "--out", str(out)]) == 0
    return out


def read(page):
    return page.read_text(encoding="utf-8")


def test_the_sample_gives_an_index_and_a_page_for_each_notebook(sample_report):
    assert sorted(path.name for path in sample_report.iterdir()) == FILES
    index = read(sample_report / "index.html")
    assert "136" in index
    assert "11 January" in index or "January 2024" in index
    for outlet in ("Meridian Wire", "Sada Nourane"):
        assert outlet in index
    assert all(f'href="{page}"' in index for page in PAGES[:-1])


def test_pages_of_the_sample_show_tables_and_figures_and_no_code(sample_report):
    for name in PAGES[:-1]:
        page = read(sample_report / name)
        assert "<table" in page, name
        assert "import mediakit" not in page, name
    assert all("data:image/png" in read(sample_report / name) for name in PAGES[:-1])


def test_pages_load_nothing_and_run_nothing(sample_report, single_report):
    for page in [*sample_report.glob("*.html"), *single_report.glob("*.html")]:
        text = read(page)
        assert not re.search(r"<script|<iframe|<link|\son\w+=\"|javascript:", text, re.IGNORECASE), page
        assert not re.search(r"src=\"(?!data:)", text), page


def test_markup_in_an_article_is_shown_as_text(single_report):
    pages = "".join(read(single_report / name) for name in PAGES)
    assert "&lt;script&gt;" in pages
    assert 'alert("x")</script>' not in pages
    assert "<b>bold" not in pages


def test_marked_texts_are_coloured_in_the_page_as_they_are_in_the_notebook(sample_report, single_report):
    page = read(sample_report / "03-framing.html")
    assert page.count('<mark style="background:') + page.count('<mark style="background: ') > 10
    assert "linear-gradient(" in page
    assert '<mark class="mk-quoted"' in page
    for name in PAGES:
        for report in (sample_report, single_report):
            assert not re.search(r"&lt;/?(mark|style|article|sup|h4)\b", read(report / name)), name


def test_one_article_gives_coverage_framing_and_tone_and_says_why_it_has_no_topics(single_report):
    assert sorted(path.name for path in single_report.iterdir()) == FILES
    assert "needs at least 60 articles" in read(single_report / "02-topics.html")
    assert "needs at least 60 articles" in read(single_report / "index.html")
    assert "Ostmark Bay, Ferrania" in read(single_report / "01-coverage.html")
    assert "Anton Berg" in read(single_report / "04-tone.html")
    assert "threat" in read(single_report / "03-framing.html")


def test_prose_about_the_sample_is_left_out_of_other_reports(sample_report, single_report):
    assert "sample corpus" in read(sample_report / "02-topics.html")
    for name in PAGES:
        assert "sample corpus" not in read(single_report / name), name


def csv(text):
    return lambda folder: write(folder / "articles.csv", text)


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


BAD_INPUT = {
    "no column text": (csv("doc_id,body\na,Talks.\n"), "row 1 names no column 'text'"),
    "empty text": (csv("doc_id,text\na,Talks.\nb,  \n"), r"row 3 \(1 of 2\): `text` is empty"),
    "doc_id twice": (csv("doc_id,text\na,Talks.\na,More.\n"), r"row 3 \(1 of 2\): the doc_id 'a' was used before"),
    "unreadable date": (csv("text,date\nTalks.,soon\n"), r"row 2 \(1 of 1\): the date 'soon' cannot be read"),
    "wrong encoding": (csv("text\nTalks.\ncaf\u00e9\n".encode("latin-1")), "row 3 is not UTF-8"),
    "empty file": (csv(""), "holds no articles"),
    "only a heading": (csv("doc_id,text\n"), "holds no articles"),
    "no such file": (lambda folder: folder / "articles.csv", "no such file"),
    "unknown format": (lambda folder: write(folder / "articles.docx", b"x"), "unknown format '.docx'"),
    "folder without texts": (lambda folder: folder, "holds no .txt file"),
    "not JSON": (lambda folder: write(folder / "a.jsonl", '{"text": "a"}\n{oops\n'), "row 2 is not valid JSON"),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_is_one_sentence_and_status_2(case, tmp_path, capsys):
    make, message = BAD_INPUT[case]
    (tmp_path / "in").mkdir()
    path = make(tmp_path / "in")
    out = tmp_path / "report"
    assert main(["report", str(path), "--out", str(out)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("mediakit: ")
    assert shown.err.count("\n") == 1
    assert "Traceback" not in shown.err
    assert str(path) in shown.err
    assert re.search(message, shown.err)
    assert [left.name for left in tmp_path.iterdir()] == ["in"]


def test_columns_are_renamed_from_the_command(tmp_path, capsys):
    path = write(tmp_path / "articles.csv", "body\nTalks.\n")
    assert main(["report", str(path), "--out", str(tmp_path / "out"), "--columns", "text"]) == 2
    assert "not of the form THEIRS=OURS" in capsys.readouterr().err
    assert main(["report", str(path), "--out", str(tmp_path / "out"), "--columns", "content=text"]) == 2
    assert "`columns` names ['content']" in capsys.readouterr().err


def test_a_folder_with_other_files_is_not_replaced(tmp_path, capsys):
    out = tmp_path / "out"
    out.mkdir()
    write(out / "thesis.txt", "years of work")
    assert main(["report", "sample", "--out", str(out)]) == 2
    assert "holds files that are no report" in capsys.readouterr().err
    assert [path.name for path in out.iterdir()] == ["thesis.txt"]


def test_a_run_that_fails_writes_nothing_and_keeps_the_earlier_report(tmp_path, capsys, monkeypatch):
    out = tmp_path / "out"
    out.mkdir()
    write(out / "index.html", '<meta name="generator" content="mediakit 0">earlier')

    def fail(*_, **__):
        message = "01-coverage.ipynb: cell 3 failed"
        raise NotebookError(message)

    monkeypatch.setattr(room, "run_notebook", fail)
    assert main(["report", "sample", "--out", str(out)]) == 1
    assert capsys.readouterr().err == "mediakit: 01-coverage.ipynb: cell 3 failed\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert "earlier" in read(out / "index.html")


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert re.fullmatch(r"mediakit \d+\.\d+\.\d+\n", capsys.readouterr().out)


def make_notebook(path, cells):
    """Notebook of (kind, source, tags) cells."""
    node = {
        "cells": [
            {
                "cell_type": kind,
                "id": f"c{number}",
                "metadata": {"tags": tags},
                "source": source,
                **({"outputs": [], "execution_count": None} if kind == "code" else {}),
            }
            for number, (kind, source, tags) in enumerate(cells)
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(node), encoding="utf-8")
    return path


SHORT = "import mediakit as mk\nraise mk.ShortCorpusError('needs 5 articles')"


def test_a_short_section_is_put_aside_and_the_next_one_runs(tmp_path):
    path = make_notebook(
        tmp_path / "n.ipynb",
        [
            ("markdown", "# Title", []),
            ("code", "n = 1", ["parameters"]),
            ("markdown", "## First", []),
            ("code", SHORT, []),
            ("code", "print('not reached')", []),
            ("markdown", "## Second", []),
            ("code", "print('n is', n)", []),
            ("code", "print('of the sample')", ["sample"]),
        ],
    )
    run = run_notebook(path, {"n": 7}, is_sample=False)
    assert run.put_aside == (("First", "needs 5 articles"),)
    printed = [output["text"] for cell in run.node.cells for output in cell.get("outputs", [])]
    assert printed == ["Put aside. needs 5 articles\n", "n is 7\n"]


def test_any_other_error_stops_the_run(tmp_path):
    cells = [("markdown", "# Title", []), ("code", "", ["parameters"]), ("code", "1 / 0", [])]
    path = make_notebook(tmp_path / "n.ipynb", cells)
    with pytest.raises(NotebookError, match=r"cell 3 \(Title\) failed with ZeroDivisionError: division by zero"):
        run_notebook(path, {}, is_sample=True)


def test_a_corpus_with_odd_columns_is_stored_for_the_notebooks(tmp_path):
    odd = pd.DataFrame({"text": ["a"], "tags": [[1, {"x": 2}]]}, index=pd.Index(["d"], name="doc_id"))
    room._storable(odd).to_parquet(tmp_path / "c.parquet")
    assert Path(tmp_path / "c.parquet").exists()


def test_what_was_put_aside_reaches_the_notebook_that_shows_it(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    make_notebook(
        tmp_path / "notebooks" / "01-aside.ipynb",
        [
            ("markdown", "# Aside", []),
            ("code", "corpus_path = 'sample'\nrejects_path = None", ["parameters"]),
            ("code", "import mediakit as mk\nmk.list_rejects(rejects_path)[['source', 'place', 'reason']]", []),
        ],
    )
    monkeypatch.setattr(room, "find_shipped", lambda name: tmp_path / name)
    rows = "".join(f"d{number},Talks {number} began.\n" for number in range(12))
    path = write(tmp_path / "articles.csv", f"doc_id,text\n{rows}lost,\n")
    assert main(["report", str(path), "--out", str(tmp_path / "out")]) == 0
    page = read(tmp_path / "out" / "01-aside.html")
    assert re.search(r"articles\.csv</td>\s*<td>row 14</td>\s*<td>The text is empty\.", page)


@pytest.mark.parametrize("n_outlets", [1, 2])
def test_outlets_that_share_no_event_are_put_aside_and_not_compared(n_outlets, tmp_path):
    stories = ["The port was closed by a strike", "A court freed the two officers", "The spy chief praised the police"]
    rows = [
        {
            "text": f"{story} on Monday. The minister said that it was a success.",
            "outlet": f"Paper {number % n_outlets}",
        }
        for number, story in enumerate(stories)
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    out = tmp_path / "out"
    assert main(["report", str(path), "--out", str(out)]) == 0
    assert "is told by two values of &#x27;outlet&#x27;" in read(out / "03-framing.html").replace("'", "&#x27;")
