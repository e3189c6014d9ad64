"""What is seen of a notebook without running it: names, paths, seeds, parameters."""

import ast

import pytest
from nbformat.v4 import new_code_cell, new_output

from mediakit.app.notebook_names import NameReader, read_code
from mediakit.app.notebook_rules import check_outputs, check_source


def find_in(*sources):
    cells = [new_code_cell(source) for source in sources]
    cells.insert(0, new_code_cell("n = 1", metadata={"tags": ["parameters"]}))
    return [(finding.cell, finding.what) for finding in check_source("a", cells)]


BAD_CODE = {
    "pd.read_csv('data.csv')": "uses 'pd', which no earlier cell makes",
    "def f():\n    return gone": "holds a function that uses 'gone', which no cell makes",
    "x = [1]\ndel x\nx": "uses 'x', which no earlier cell makes",
    "print(total)\ntotal = 1": "uses 'total', which no earlier cell makes",
    "open('/tmp/x/y.csv')": "names an absolute path ('/tmp/x/y.csv')",
    "open('~/y.csv')": "names an absolute path ('~/y.csv')",
    r"open('C:\\x\\y.csv')": r"names an absolute path ('C:\\x\\y.csv')",
    "%cd /data/me": "names an absolute path ('/data/me')",
    "import numpy as np\nrng = np.random.default_rng()": "draws at random without a seed (np.random.default_rng())",
    "import numpy as np\nnp.random.rand(3)": "draws at random without a seed (np.random.rand())",
    "import random\nrandom.shuffle([1])": "draws at random without a seed (random.shuffle())",
    "table = {}\ntable.sample(3)": "draws at random without a seed (table.sample())",
    "dict(random_state=None)": "draws at random without a seed (dict(random_state=None))",
    "from datetime import date\ndate.today()": "takes a value that changes from run to run (date.today())",
    "import os\nos.environ['X']": "reads the environment of this machine (environ)",
    "1 +": "is no Python (invalid syntax)",
}


@pytest.mark.parametrize("code", BAD_CODE)
def test_code_that_nobody_can_repeat_is_named(code):
    assert find_in(code) == [(2, BAD_CODE[code])]


GOOD_CODE = [
    "x = 1\nx += 1\n[y for y in range(x) if y]",
    "for i, (a, b) in enumerate([(1, 2)]):\n    print(i, a, b)",
    "try:\n    import q\nexcept ImportError as error:\n    print(error)",
    "with open('a') as f, open('b') as g:\n    f.read(), g.read()",
    "match n:\n    case {'a': a, **rest}:\n        print(a, rest)\n    case [b, *c] if b:\n        print(c)",
    "class A:\n    x = 1\n    y = x\n    def m(self):\n        return A, n",
    "(k := 5) + k",
    "f = lambda u, v=n: u + v\nf(1)",
    "%matplotlib inline\nfiles = !ls\nprint(files, __name__, _)",
    "%%time\nprint(n)",
    "%%bash\necho $gone",
    "%%capture out\nprint(n)\n",
    "def later():\n    return made_later\nmade_later = 1\nlater()",
    "from math import *\nprint(sqrt(n))",
    "import numpy as np\nnp.random.seed(0)\nnp.random.rand(3)\nnp.random.default_rng(3)",
    "print('and / or', '/month', 'https://a.org/b/c', '1/2')",
    "def fill():\n    global kept\n    kept = 1\nfill()\nkept",
]


@pytest.mark.parametrize("code", GOOD_CODE)
def test_code_that_anyone_can_repeat_passes(code):
    assert find_in(code) == []


def test_names_are_those_that_python_itself_misses():
    """The oracle: what a run of the cell complains about first."""
    for code in [
        "a = b",
        "for x in y:\n    pass",
        "print([u for u in v])",
        "c = 1\nc.real + d",
        "class K(L):\n    pass",
    ]:
        reader = NameReader()
        reader.read(read_code(code))
        with pytest.raises(NameError) as raised:
            exec(compile(ast.parse(code), "cell", "exec"), {})
        assert [raised.value.name] == reader.missing


def test_a_cell_of_parameters_holds_written_values():
    def check(code):
        return [f.what for f in check_source("a", [new_code_cell(code, metadata={"tags": ["parameters"]})])]

    assert check("from pathlib import Path") == [
        "holds a parameter without a written value ('from pathlib import Path')"
    ]
    assert check('"""Choices."""\nn = 12 * 30\nlangs = ["en", "fr"]\nlow: float = -0.5\nlang = None') == []
    assert "leaves the seed open (random_state = None)" in check("random_state = None")
    assert "holds a parameter without a written value ('n = int()')" in check("n = int()")


def test_outputs_that_no_second_run_gives_are_named():
    cell = new_code_cell("x", execution_count=1)
    cell.outputs = [new_output("execute_result", data={"text/plain": "<Axes at 0x7f12ab34cd56>"}, execution_count=1)]
    assert [f.what for f in check_outputs("a", [cell])] == ["shows an address in memory ('at 0x7f12ab34cd56')"]
    cell.metadata["tags"] = ["nbval-ignore-output"]
    assert check_outputs("a", [cell]) == []
