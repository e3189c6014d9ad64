"""Calls in the cells of a notebook: what is called, and which of it no second run repeats."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from .notebook_names import read_code

if TYPE_CHECKING:
    from collections.abc import Iterator

MOMENTS: Final = ("now", "today", "utcnow", "getcwd", "cwd", "home", "getenv", "input", "getpass", "uuid1", "uuid4")
GENERATORS: Final = ("default_rng", "RandomState", "SeedSequence", "Random", "PCG64", "MT19937", "Philox", "SFC64")
SEEDS: Final = ("random_state", "seed")


def read_trees(cells: list[Any]) -> tuple[dict[int, ast.Module], dict[int, str]]:
    """
    Syntax trees of the cells that hold Python.

    Parameters
    ----------
    cells : list of NotebookNode
        Cells of a notebook.

    Returns
    -------
    trees : dict of int to Module
        By the number of the cell, from 1.
    wrong : dict of int to str
        What is wrong with cells that cannot be read.

    """
    trees: dict[int, ast.Module] = {}
    wrong: dict[int, str] = {}
    for number, cell in enumerate(cells, 1):
        if cell.cell_type == "code":
            try:
                tree = read_code(cell.source)
            except SyntaxError as error:
                wrong[number] = error.msg
                continue
            if tree is not None:
                trees[number] = tree
    return trees, wrong


def find_calls(cells: list[Any]) -> list[tuple[int, str, list[str]]]:
    """
    Calls whose signature can be looked up in the kernel.

    Parameters
    ----------
    cells : list of NotebookNode
        Cells of a notebook.

    Returns
    -------
    calls : list of (int, str, list of str)
        Number of the cell, dotted name of what is called, and names of the arguments given; calls that pass on
        arguments unseen are left out.

    """
    calls = []
    for number, tree in read_trees(cells)[0].items():
        for call in walk_calls(tree):
            name = name_call(call)
            hidden = any(keyword.arg is None for keyword in call.keywords)
            if name is not None and not hidden and not any(isinstance(part, ast.Starred) for part in call.args):
                calls.append((number, name, [keyword.arg for keyword in call.keywords if keyword.arg]))
    return calls


def find_modules(cells: list[Any]) -> list[str]:
    """
    Names of the modules that a notebook imports.

    Parameters
    ----------
    cells : list of NotebookNode
        Cells of a notebook.

    Returns
    -------
    modules : list of str
        First part of each name, sorted.

    """
    found = set()
    for tree in read_trees(cells)[0].values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return sorted(found)


def find_moments(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """
    Values that another day or another machine would not give.

    Parameters
    ----------
    tree : Module
        A cell.

    Yields
    ------
    what, way_out : str
        What is wrong and what to do.

    """
    way_out = "Write the value into the cell of parameters"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not any(isinstance(part, ast.Constant) for part in node.args):
            name = name_call(node) or ""
            first, _, last = name.rpartition(".")
            if last in MOMENTS and (first or last in ("input", "getpass", "getcwd", "getenv", "uuid4")):
                yield f"takes a value that changes from run to run ({name}())", way_out
        if isinstance(node, ast.Attribute) and node.attr == "environ":
            yield "reads the environment of this machine (environ)", way_out


def find_unseeded(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """
    Draws that no seed repeats.

    Parameters
    ----------
    tree : Module
        A cell.

    Yields
    ------
    what, way_out : str
        What is wrong and what to do.

    """
    for call in walk_calls(tree):
        last = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        name = name_call(call) or f"….{last}"
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        for seed in SEEDS:
            if seed in given and isinstance(given[seed], ast.Constant) and given[seed].value is None:  # type: ignore[attr-defined]
                yield f"draws at random without a seed ({name}({seed}=None))", f"Give {seed} a number"
        first = [*call.args, *given.values()][:1]
        if last in GENERATORS and (not first or (isinstance(first[0], ast.Constant) and first[0].value is None)):
            yield f"draws at random without a seed ({name}())", "Give it a number"
        is_method = last == "sample" and isinstance(call.func, ast.Attribute) and name != "random.sample"
        if is_method and not {*SEEDS, None} & given.keys():
            yield f"draws at random without a seed ({name}())", "Give it random_state"


def find_global_draws(trees: dict[int, ast.Module]) -> Iterator[tuple[int, tuple[str, str]]]:
    """
    Draws from the shared state of ``random`` and ``numpy.random`` that nothing seeded.

    Parameters
    ----------
    trees : dict of int to Module
        Cells by their number.

    Yields
    ------
    number, fault : int, tuple of (str, str)
        The cell, what is wrong and what to do.

    """
    seeded: set[str] = set()
    for number, tree in trees.items():
        for call in walk_calls(tree):
            first, _, last = (name_call(call) or "").rpartition(".")
            if first not in ("random", "np.random", "numpy.random") or last in (*GENERATORS, "Generator"):
                continue
            if last == "seed" and call.args:
                seeded.add(first)
            elif first not in seeded:
                yield number, (f"draws at random without a seed ({first}.{last}())", f"Call {first}.seed(0) before")


def walk_calls(tree: ast.AST) -> Iterator[ast.Call]:
    """
    Every call.

    Parameters
    ----------
    tree : AST
        Any part of a cell.

    Yields
    ------
    call : Call
        In no order.

    """
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_call(call: ast.Call) -> str | None:
    """
    Dotted name of what is called.

    Parameters
    ----------
    call : Call
        A call.

    Returns
    -------
    name : str or None
        None if it is not a name, such as ``table.head().sample()``.

    """
    parts = []
    node: ast.expr = call.func
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None
