"""What a notebook read and used while it ran: files, versions, calls without a seed. Runs alone in its kernel."""

from __future__ import annotations

import hashlib
import importlib.metadata
import inspect
import os
import sys
from pathlib import Path
from typing import Any, Final

SEEDS: Final = ("random_state", "seed")
CODE: Final = {".py", ".pyc", ".pyx", ".so", ".pyd", ".ipynb"}  # pinned by versions, not by their content
HIDDEN: Final = ("site-packages", "__pycache__")


class Watch:
    """Files that were opened since it was made."""

    def __init__(self) -> None:
        self.read: set[str] = set()
        self.written: set[str] = set()
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Keep the path of each file that is opened, by whether it is read or written."""
        if event == "open" and isinstance(arguments[0], (str, bytes)):
            flags = arguments[2] if isinstance(arguments[2], int) else 0
            is_written = bool(flags & (os.O_WRONLY | os.O_RDWR))
            (self.written if is_written else self.read).add(os.path.abspath(os.fsdecode(arguments[0])))  # noqa: PTH100

    def report(
        self, root: str, modules: list[str], names: list[str], calls: list[tuple[int, str, list[str]]]
    ) -> dict[str, Any]:
        """
        Say what was used.

        Parameters
        ----------
        root : str
            Folder of the project; files outside it are not reported.
        modules : list of str
            Names that the notebook imports.
        names : list of str
            Texts in its code that may be paths, for libraries that open files unheard.
        calls : list of (int, str, list of str)
            Cell, dotted name of what is called, and the names of the arguments given.

        Returns
        -------
        used : dict
            ``inputs`` (path from the notebook to SHA-256), ``versions`` (module to version) and ``unseeded`` (cell,
            name and the argument that would pin it).

        """
        for name in names:
            path = Path(os.path.abspath(name))  # noqa: PTH100 - links stay as they are named
            self.read.update(map(str, path.rglob("*") if path.is_dir() else [path]))
        return {
            "inputs": self._hash_inputs(Path(root)),
            "versions": {name: version for name in modules if (version := find_version(name, Path(root)))},
            "unseeded": find_unseeded(calls),
        }

    def _hash_inputs(self, root: Path) -> dict[str, str]:
        """SHA-256 of each file of data that was read, by its path from the folder of the notebook."""
        packages = {str(Path(file).parent) for name, file in _list_modules() if "." not in name and _is_package(file)}
        inputs = {}
        for name in sorted(self.read - self.written):
            path = Path(name)
            if not path.is_relative_to(root) or path.suffix in CODE or not path.is_file():
                continue
            parts = path.relative_to(root).parts
            is_hidden = any(part.startswith(".") or part in HIDDEN for part in parts)
            if not is_hidden and not any(path.is_relative_to(package) for package in packages):
                inputs[os.path.relpath(path).replace(os.sep, "/")] = hashlib.sha256(path.read_bytes()).hexdigest()
        return inputs


def find_version(name: str, root: Path) -> str | None:
    """
    Version of an imported module.

    Parameters
    ----------
    name : str
        Its name.
    root : Path
        Folder of the project, whose modules without a version are known by their content.

    Returns
    -------
    version : str or None
        None for what belongs to Python.

    """
    module = sys.modules.get(name)
    if module is None or name in sys.stdlib_module_names:
        return None
    if isinstance(version := getattr(module, "__version__", None), str):
        return version
    for distribution in importlib.metadata.packages_distributions().get(name, []):
        return importlib.metadata.version(distribution)
    file = Path(getattr(module, "__file__", None) or "")
    if not file.is_file() or not file.is_relative_to(root):
        return None
    files = sorted(file.parent.rglob("*.py")) if file.name == "__init__.py" else [file]
    return "sha256:" + hashlib.sha256(b"".join(part.read_bytes() for part in files)).hexdigest()[:16]


def find_unseeded(calls: list[tuple[int, str, list[str]]]) -> list[tuple[int, str, str]]:
    """
    Calls that leave out a seed whose default is None.

    Parameters
    ----------
    calls : list of (int, str, list of str)
        Cell, dotted name, and the names of the arguments given.

    Returns
    -------
    unseeded : list of (int, str, str)
        Cell, dotted name, and the argument to give.

    """
    unseeded = []
    names: dict[str, Any] = sys.modules["__main__"].__dict__
    for cell, dotted, given in calls:
        first, *others = dotted.split(".")
        target = names.get(first)
        for name in others:
            target = inspect.getattr_static(target, name, None) if inspect.isclass(target) else _look_up(target, name)
        seed = _find_seed(target) if callable(target) else None
        if seed is not None and seed not in given:
            unseeded.append((cell, dotted, seed))
    return unseeded


def _look_up(target: Any, name: str) -> Any:
    """Attribute of a module, or a method; no property is computed."""
    if inspect.ismodule(target):
        return getattr(target, name, None)
    return inspect.getattr_static(type(target), name, None) if target is not None else None


def _find_seed(target: Any) -> str | None:
    """Argument that is a seed and None by default."""
    try:
        arguments = inspect.signature(target).parameters
    except (TypeError, ValueError):
        return None
    return next((name for name in SEEDS if name in arguments and arguments[name].default is None), None)


def _list_modules() -> list[tuple[str, str]]:
    """Name and file of every module."""
    return [(name, file) for name, module in list(sys.modules.items()) if (file := getattr(module, "__file__", None))]


def _is_package(file: str) -> bool:
    """Whether a module's file is that of a package."""
    return Path(file).stem == "__init__"
