"""The manifest of a report: on its page, beside it, and what ``mediakit check`` says when something moved."""

import json
import subprocess

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import mediakit.app.manifest as room
import mediakit.app.report as report_room
from mediakit.app.checking import find_notebooks
from mediakit.app.command import main
from mediakit.app.manifest import find_commit
from mediakit.app.repeating import check_report, is_report
from mediakit.trust.provenance import hash_corpus

CELLS = [
    'corpus_path = "sample"\nrandom_state = 3\nlangs = ["en", "<b>"]',
    "import mediakit as mk\ncorpus = mk.load_corpus(corpus_path)\nlen(corpus)",
]


@pytest.fixture
def report(tmp_path, monkeypatch):
    """A report of one short notebook on two articles."""
    (tmp_path / "notebooks").mkdir()
    node = new_notebook(cells=[new_markdown_cell("# Length"), *map(new_code_cell, CELLS)])
    node.cells[1].metadata["tags"] = ["parameters"]
    nbformat.write(node, tmp_path / "notebooks" / "01-length.ipynb")
    for module in (room, report_room):
        monkeypatch.setattr(module, "find_shipped", lambda name: tmp_path / name)
    (tmp_path / "articles.csv").write_text("doc_id,body,n\na,Talks began.,1\nb,Talks ended.,2\n", encoding="utf-8")
    out = tmp_path / "report"
    assert main(["report", str(tmp_path / "articles.csv"), "--out", str(out), "--columns", "body=text"]) == 0
    return out


def test_the_manifest_says_what_a_report_was_made_from(report):
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    corpus = report_room.load_parts(str(report.parent / "articles.csv"), columns={"body": "text"})[0]
    assert manifest["corpus"] == {"sha256": hash_corpus(corpus[["text"]]), "n_rows": 2, "columns": ["text"]}
    assert manifest["source"] == "../articles.csv"
    assert manifest["columns"] == {"body": "text"}
    assert manifest["parameters"] == {"01-length": {"random_state": 3, "langs": ["en", "<b>"]}}
    assert manifest["random_states"] == {"01-length": {"random_state": 3}}
    assert manifest["encoder"] == "none"
    assert manifest["commit"] == "absent"
    assert manifest["pages"].keys() == {"index.html", "01-length.html"}


def test_the_index_shows_the_manifest_with_its_markup_escaped(report):
    page = (report / "index.html").read_text(encoding="utf-8")
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["corpus"]["sha256"] in page
    assert "&lt;b&gt;" in page
    assert "'<b>'" not in page


def test_checking_a_report_makes_it_again_and_names_each_difference(report, capsys):
    assert main(["check", str(report)]) == 0
    assert capsys.readouterr().out == "the report: the same again.\n"
    source = report.parent / "articles.csv"
    source.write_text(source.read_text(encoding="utf-8") + "c,Talks failed.,3\n", encoding="utf-8")
    page = report / "01-length.html"
    page.write_text(page.read_text(encoding="utf-8").replace("2", "3"), encoding="utf-8")
    assert main(["check", str(report)]) == 1
    lines = capsys.readouterr().out.splitlines()
    file = report / "manifest.json"
    assert lines[0] == f"{page}: was changed after it was written. Make the report again."
    assert [line.split(": ")[1] for line in lines[1:]] == ["corpus.sha256", "corpus.n_rows", "results.01-length"]
    assert lines[2] == (
        f"{file}: corpus.n_rows: 3 found, 2 stored. "
        "Use the corpus that the report was made from, or make the report again."
    )


def test_a_corpus_that_moved_is_found_where_the_command_says(report, capsys):
    moved = (report.parent / "articles.csv").rename(report.parent / "moved.csv")
    assert main(["check", str(report)]) == 2
    assert "is not there. Say where it lies with --corpus." in capsys.readouterr().err
    assert main(["check", str(report), "--corpus", str(moved)]) == 0


def test_a_broken_manifest_is_refused(tmp_path):
    (tmp_path / "index.html").write_text("", encoding="utf-8")
    for text in ("{", "[]", '{"source": 1, "columns": {}, "pages": {}}', '{"source": "sample"}'):
        (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
        assert is_report(tmp_path)
        with pytest.raises(ValueError, match=r"manifest.json: is no manifest of mediakit"):
            check_report(tmp_path)


def test_a_folder_without_a_manifest_is_no_report(tmp_path):
    (tmp_path / "index.html").write_text("", encoding="utf-8")
    assert not is_report(tmp_path)
    with pytest.raises(ValueError, match=r"holds no notebook .* and is no report of mediakit"):
        find_notebooks(tmp_path)


def test_the_commit_is_that_of_the_code_and_says_whether_it_was_changed(tmp_path):
    def git(*arguments):
        settings = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        return subprocess.run(["git", *settings, *arguments], cwd=tmp_path, check=True, capture_output=True, text=True)

    assert find_commit(tmp_path) is None
    git("init", "--quiet")
    (tmp_path / "code.py").write_text("x = 1\n", encoding="utf-8")
    assert find_commit(tmp_path) is None
    git("add", "code.py")
    git("commit", "--quiet", "--message", "Begin")
    commit = git("rev-parse", "HEAD").stdout.strip()
    assert find_commit(tmp_path) == commit
    (tmp_path / "code.py").write_text("x = 2\n", encoding="utf-8")
    assert find_commit(tmp_path) == f"{commit} with changes"
