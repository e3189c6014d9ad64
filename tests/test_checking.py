"""``mediakit check``: one mutant of a notebook at a time, each caught; and the notebook as it was, which passes."""

import argparse
import json
import re
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from mediakit.app.checking import add_check, check_file, check_static, find_notebooks, stamp_file
from mediakit.app.outputs import compare_outputs

LIBRARY = """
__version__ = "1.0"


def count(path):
    with open(path, encoding="utf-8") as lines:
        return {word: n for word, n in (line.split() for line in lines)}


def draw(ax, counts):
    ax.bar(list(counts), [int(n) for n in counts.values()])
    ax.set_ylabel("articles")
    ax.set_ylim(0, 10)
"""
CORPUS = "talks 3\npact 5\nraid 8\n"
CELLS = [
    "import matplotlib.pyplot as plt\nimport library",
    'corpus_path = "corpus.txt"\nn_shown = 2\nrandom_state = 0',
    "counts = library.count(corpus_path)\nlen(counts)",
    'print("largest:", max(map(int, counts.values())))',
    "fig, ax = plt.subplots()\nlibrary.draw(ax, counts)\nplt.show()",
    "sorted(counts)[:n_shown]",
]


def write_notebook(folder, cells=CELLS, *, library=LIBRARY, corpus=CORPUS):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "library.py").write_text(library, encoding="utf-8")
    (folder / "corpus.txt").write_text(corpus, encoding="utf-8")
    node = new_notebook(cells=[new_markdown_cell("# Words"), *map(new_code_cell, cells)])
    node.cells[2].metadata["tags"] = ["parameters"]
    nbformat.write(node, folder / "words.ipynb")
    return folder / "words.ipynb"


@pytest.fixture(scope="module")
def stamped(tmp_path_factory):
    path = write_notebook(tmp_path_factory.mktemp("stamped"))
    assert stamp_file(path) == []
    return nbformat.read(path, as_version=4)


def change(function):
    """A mutant of the notebook's file."""

    def mutate(path, stamped):
        node = nbformat.from_dict(json.loads(json.dumps(stamped)))
        function(node.cells, node)
        nbformat.write(node, path)

    return mutate


def beside(name, before, after):
    """A mutant of a file beside the notebook."""

    def mutate(path, stamped):
        nbformat.write(stamped, path)
        file = path.with_name(name)
        text = file.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, after), encoding="utf-8")

    return mutate


def swap(cells, first, second):
    cells[first], cells[second] = cells[second], cells[first]


def swap_with_counts(cells, first, second):
    swap(cells, first, second)
    cells[first].execution_count, cells[second].execution_count = first, second
    for number in (first, second):
        for output in cells[number].outputs:
            if "execution_count" in output:
                output.execution_count = number


def set_output(cell, kind, value):
    cell.outputs[0].data[kind] = value


MUTANTS = {
    "a number in an output": (change(lambda c, n: set_output(c[3], "text/plain", "4")), "cell 4: holds other outputs"),
    "a number on a stream": (
        change(lambda c, n: c[4].outputs[0].update(text="largest: 9\n")),
        "cell 5: holds other outputs",
    ),
    "an output removed": (change(lambda c, n: c[3].update(outputs=[])), "cell 4: holds other outputs"),
    "a print removed": (change(lambda c, n: c[4].update(outputs=[])), "has no output"),
    "all outputs removed": (change(lambda c, n: [x.update(outputs=[]) for x in c[1:]]), "has no output"),
    "a figure removed": (change(lambda c, n: c[5].update(outputs=[])), "has no output"),
    "a digest removed": (change(lambda c, n: c[5].outputs[0].update(metadata={})), "figure without a digest"),
    "an output twice": (change(lambda c, n: c[4].outputs.append(c[5].outputs[0])), "cell 5: holds other outputs"),
    "a parameter": (change(lambda c, n: c[2].update(source=c[2].source.replace("2", "3"))), "holds other code"),
    "a parameter that nothing shows": (
        change(lambda c, n: c[2].update(source=c[2].source.replace("state = 0", "state = 1"))),
        "holds other code",
    ),
    "the seed left open": (
        change(lambda c, n: c[2].update(source=c[2].source.replace("state = 0", "state = None"))),
        "leaves the seed open",
    ),
    "the tag of the parameters": (change(lambda c, n: c[2].metadata.clear()), "0 cells are tagged 'parameters'"),
    "the order of two cells": (change(lambda c, n: swap(c, 3, 4)), "run as number 4, but stands at place 3"),
    "the order with its numbers": (change(lambda c, n: swap_with_counts(c, 4, 6)), "holds other code"),
    "a cell before what it needs": (change(lambda c, n: swap_with_counts(c, 3, 4)), "uses 'counts', which no earlier"),
    "a cell that was never run": (change(lambda c, n: c[4].update(execution_count=None)), "was never run"),
    "a cell removed": (change(lambda c, n: c.pop(6)), "has 5 cells of code, but 6"),
    "an absolute path": (
        change(lambda c, n: c[2].update(source=c[2].source.replace("corpus.txt", "/data/me/corpus.txt"))),
        r"absolute path \('/data/me/corpus.txt'\)",
    ),
    "text on stderr": (
        change(lambda c, n: c[4].outputs.append(new_output("stream", name="stderr", text="Warning!"))),
        "writes to stderr",
    ),
    "an error among the outputs": (
        change(lambda c, n: c[4].update(outputs=[new_output("error", ename="E", evalue="x")])),
        "ends in an error",
    ),
    "a part of the stamp removed": (change(lambda c, n: n.metadata["mediakit"].pop("inputs")), "has no stamp"),
    "the stamp removed": (change(lambda c, n: n.metadata.pop("mediakit")), "has no stamp"),
    "the corpus": (beside("corpus.txt", "pact 5", "pact 6"), "with another 'corpus.txt'"),
    "the corpus in what nothing shows": (beside("corpus.txt", "8\n", "8\n\n"), "with another 'corpus.txt'"),
    "the data of the figure": (beside("library.py", "[int(n) ", "[int(n) + 0.1 "), r"another figure \(artists"),
    "a label of the figure": (beside("library.py", '"articles"', '"articles (n)"'), r"another figure \(labels"),
    "a limit of the figure": (beside("library.py", "(0, 10)", "(0, 11)"), r"another figure \(artists.*limits"),
    "the version of the library": (
        beside("library.py", '"1.0"', '"1.1"'),
        "with library 1.0, but 1.1 is installed",
    ),
    "what the library does": (beside("library.py", "{word: n", "{word: n + '0'"), "gives another"),
    "the library without a name": (
        beside("library.py", "def count", "def tally"),
        "fails in a new run .AttributeError",
    ),
}


@pytest.fixture(scope="module")
def caught(stamped, tmp_path_factory):
    """Findings of each mutant, and of the notebook as it was."""
    folder = tmp_path_factory.mktemp("mutants")
    paths = {}
    for number, (name, (mutate, _)) in enumerate(MUTANTS.items()):
        paths[name] = write_notebook(folder / str(number))
        mutate(paths[name], stamped)
    paths["none"] = write_notebook(folder / "none")
    nbformat.write(stamped, paths["none"])
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(paths, pool.map(check_file, paths.values()), strict=True))


def test_a_notebook_that_nothing_changed_passes(caught):
    assert caught["none"] == []


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_mutant_is_caught_and_named(caught, mutant):
    lines = "\n".join(map(str, caught[mutant]))
    assert lines
    assert re.search(MUTANTS[mutant][1], lines), lines


def test_a_stamp_keeps_outputs_versions_files_and_digests(stamped):
    stamp = stamped.metadata["mediakit"]
    assert stamp["versions"].keys() == {"library", "matplotlib"}
    assert stamp["versions"]["library"] == "1.0"
    assert list(stamp["inputs"]) == ["corpus.txt"]
    assert [cell.execution_count for cell in stamped.cells[1:]] == [1, 2, 3, 4, 5, 6]
    assert stamped.cells[5].outputs[0].metadata["mediakit"]["figure"].keys() == {"artists", "labels", "limits"}
    nbformat.validate(stamped)


def test_a_second_stamp_changes_no_byte(stamped, tmp_path):
    path = write_notebook(tmp_path)
    nbformat.write(stamped, path)
    before = path.read_bytes()
    assert stamp_file(path) == []
    assert path.read_bytes() == before


def test_a_new_output_of_several_kinds_is_stamped_as_it_is_read_back(tmp_path):
    path = write_notebook(tmp_path, ["import pandas as pd", CELLS[1], 'pd.DataFrame({"word": ["pact"], "n": [5]})'])
    assert stamp_file(path) == []
    assert check_static(path) == []


def test_a_draw_without_a_seed_is_seen_in_the_signature(tmp_path):
    cells = ["import library", CELLS[1], "a = library.draw(2)\nb = library.draw(2, random_state=0)"]
    path = write_notebook(tmp_path, cells, library="def draw(n, *, random_state=None):\n    return n\n")
    before = path.read_bytes()
    assert list(map(str, stamp_file(path))) == [
        f"{path}: cell 4: leaves the seed of library.draw() open. Give random_state a number."
    ]
    assert path.read_bytes() == before


def test_a_run_that_gives_other_outputs_is_found_although_the_stamp_was_edited_too(stamped):
    """What nbval finds as well: the stored output against that of a run."""
    edited = nbformat.from_dict(json.loads(json.dumps(stamped)))
    edited.cells[3].outputs[0].data["text/plain"] = "4"
    edited.cells[4].outputs = []
    edited.cells[5].outputs[0].metadata = {}
    assert [(finding.cell, finding.what) for finding in compare_outputs("a", edited.cells, stamped.cells)] == [
        (4, "gives another text/plain (line 1: '3', stored '4')"),
        (5, "has no output, but a run gives 1"),
        (6, "shows a figure without a digest of what it draws"),
    ]


def test_streams_in_pieces_are_the_same_stream():
    def cell(*texts):
        return new_code_cell("print()", outputs=[new_output("stream", name="stdout", text=text) for text in texts])

    assert compare_outputs("a", [cell("one\n", "two\n")], [cell("one\ntwo\n")]) == []
    (finding,) = compare_outputs("a", [cell("one\n", "two\n")], [cell("one\nsix\n")])
    assert str(finding) == (
        "a: cell 1: gives another stdout (line 2: 'six', stored 'two'). If this is meant, run: mediakit check --stamp."
    )


def run(*arguments):
    parser = argparse.ArgumentParser()
    add_check(parser.add_subparsers())
    options = parser.parse_args(["check", *map(str, arguments)])
    return options.run(options)


def test_the_command_prints_a_finding_a_line_and_gives_its_status(stamped, tmp_path, capsys):
    path = write_notebook(tmp_path)
    assert run("--no-run", tmp_path) == 1
    lines = capsys.readouterr().out.splitlines()
    assert (
        lines[0]
        == f"{path}: has no stamp, so that its figures and versions cannot be compared. Run: mediakit check --stamp."
    )
    assert all(line.startswith(f"{path}: ") and line.endswith(".") for line in lines)
    nbformat.write(stamped, path)
    assert run("--no-run", tmp_path) == 0
    assert capsys.readouterr().out == "1 notebook: nothing to find without running.\n"


def test_what_is_no_notebook_is_refused(tmp_path):
    with pytest.raises(ValueError, match="holds no notebook"):
        find_notebooks(tmp_path)
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        find_notebooks(tmp_path / "gone")
    (tmp_path / "a.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a.ipynb: is no notebook"):
        check_static(tmp_path / "a.ipynb")
    node = new_notebook(metadata={"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}})
    nbformat.write(node, tmp_path / "a.ipynb")
    with pytest.raises(ValueError, match="in the language 'R'"):
        check_static(tmp_path / "a.ipynb")


def test_hidden_folders_hold_no_notebooks_of_the_project(tmp_path):
    path = write_notebook(tmp_path)
    write_notebook(tmp_path / ".ipynb_checkpoints")
    assert find_notebooks(tmp_path) == [path]


def test_data_that_no_python_opened_is_pinned_by_its_name_in_the_code(tmp_path):
    cells = [
        "import pyarrow.parquet as pq",
        'corpus_path = "store"\nrandom_state = 0',
        "pq.ParquetFile(corpus_path + '/a.parquet').metadata.num_rows",
    ]
    path = write_notebook(tmp_path, cells)
    (tmp_path / "store").mkdir()
    pd.DataFrame({"text": ["Talks."]}).to_parquet(tmp_path / "store" / "a.parquet")
    assert stamp_file(path) == []
    assert check_static(path) == []
    pd.DataFrame({"text": ["Raids."]}).to_parquet(tmp_path / "store" / "a.parquet")
    (finding,) = check_static(path)
    assert finding.what.startswith("was made with another 'store/a.parquet'")
    (tmp_path / "store" / "a.parquet").unlink()
    assert [finding.what for finding in check_static(path)] == ["was made with 'store/a.parquet', which is not there"]
