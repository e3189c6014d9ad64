"""The committed notebooks: with outputs, run once from top to bottom, free of what a reader cannot repeat."""

import json
import re
from pathlib import Path

import pytest

from mediakit.app.checking import read_notebook
from mediakit.app.notebook_rules import check_outputs, check_source
from mediakit.app.rerun import Rerun
from mediakit.app.stamps import check_stamp, stamp_notebook

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def read_cells(path, kind=None):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if kind in (None, cell["cell_type"])]


def source(cell):
    return "".join(cell["source"])


def read_stamped(path):
    """A notebook with a stamp of what is committed, made without a run."""
    node = read_notebook(path)
    return stamp_notebook(path.name, node, Rerun(read_notebook(path), {"versions": {}, "inputs": {}}, []))


def find_in(node, path):
    return {*check_outputs(path.name, node.cells), *check_stamp(path.name, node, FOLDER)}


def test_there_are_five_notebooks():
    assert [path.stem for path in NOTEBOOKS] == ["01-coverage", "02-topics", "03-framing", "04-tone", "05-trust"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_the_outputs_of_one_clean_run_and_code_that_can_be_repeated(path):
    cells = read_notebook(path).cells
    assert [*check_source(path.name, cells), *check_outputs(path.name, cells)] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_deleting_any_output_is_noticed(path):
    node = read_stamped(path)
    before = find_in(node, path)
    n_code = 0
    for number, cell in enumerate(node.cells, 1):
        if cell.cell_type != "code" or not cell.outputs:
            continue
        n_code += 1
        outputs, cell.outputs = cell.outputs, []
        what = "holds other outputs than those that were stamped"
        assert (number, what) in {(finding.cell, finding.what) for finding in find_in(node, path) - before}
        cell.outputs = outputs
    assert n_code >= 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_run_out_of_order_is_noticed(path):
    cells = read_notebook(path).cells
    first, second = [cell for cell in cells if cell.cell_type == "code"][:2]
    first.execution_count, second.execution_count = second.execution_count, first.execution_count
    assert [finding.what for finding in check_outputs(path.name, cells)] == [
        "was run as number 2, but stands at place 1"
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_the_form_of_the_house(path):
    cells = read_cells(path)
    code = [source(cell) for cell in cells if cell["cell_type"] == "code"]
    assert 15 <= len(cells) <= 32
    assert source(cells[0]).startswith("# ")
    assert sum("parameters" in cell["metadata"].get("tags", []) for cell in cells) == 1
    assert 'corpus_path = "sample"' in code[1]
    assert source(cells[-1]).startswith("## What this does not show")
    for text in code:
        assert not re.search(r"^\s*def |sys\.path|!pip|%pip|[\"']/\w|read_pickle", text, re.MULTILINE), text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_figure_has_its_numbers_as_a_table_below(path):
    code = read_cells(path, "code")
    for number, cell in enumerate(code):
        if any("image/png" in output.get("data", {}) for output in cell["outputs"]):
            following = code[number + 1]["outputs"]
            assert any("text/html" in output.get("data", {}) for output in following), source(cell)
