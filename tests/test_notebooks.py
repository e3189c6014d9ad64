"""The committed notebooks: with outputs, run once from top to bottom, free of what a reader cannot repeat."""

import ast
import json
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def read_cells(path, kind=None):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if kind in (None, cell["cell_type"])]


def source(cell):
    return "".join(cell["source"])


def last_line(cell):
    return source(cell).rstrip().splitlines()[-1]


def shows_something(cell):
    """Whether the last statement is an expression, whose value or whose print a reader sees."""
    return isinstance(ast.parse(source(cell)).body[-1], ast.Expr)


def find_faults(cells):
    """What would make nbval pass although nothing is checked."""
    code = [cell for cell in cells if cell["cell_type"] == "code" and source(cell).strip()]
    faults = []
    if [cell["execution_count"] for cell in code] != list(range(1, len(code) + 1)):
        faults.append("not run once from top to bottom")
    faults.extend(f"no output: {last_line(cell)}" for cell in code if shows_something(cell) and not cell["outputs"])
    if any(output["output_type"] == "error" for cell in code for output in cell["outputs"]):
        faults.append("an error among the outputs")
    if any(output.get("name") == "stderr" for cell in code for output in cell["outputs"]):
        faults.append("text on stderr")
    return faults


def test_there_are_four_notebooks():
    assert [path.stem for path in NOTEBOOKS] == ["01-coverage", "02-topics", "03-framing", "04-tone"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_the_outputs_of_one_clean_run(path):
    assert find_faults(read_cells(path)) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_deleting_any_output_is_noticed(path):
    n_code = 0
    for number, cell in enumerate(read_cells(path)):
        if cell["cell_type"] != "code" or not cell["outputs"]:
            continue
        n_code += 1
        without = [
            {**other, "outputs": []} if position == number else other for position, other in enumerate(read_cells(path))
        ]
        assert find_faults(without) == [f"no output: {last_line(cell)}"]
    assert n_code >= 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_run_out_of_order_is_noticed(path):
    cells = read_cells(path)
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    code[0]["execution_count"], code[1]["execution_count"] = code[1]["execution_count"], code[0]["execution_count"]
    assert "not run once from top to bottom" in find_faults(cells)


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
