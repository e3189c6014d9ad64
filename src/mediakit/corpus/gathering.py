"""The sources that paths, patterns and addresses stand for."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .sources.opening import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

WEB: Final = ("http://", "https://")


def gather_sources(sources: Sequence[str | Path], store: Path) -> list[Source]:
    """
    List the files of folders and patterns, in the order of their names, and addresses as they are.

    Parameters
    ----------
    sources : sequence of str or Path
        Files, folders, patterns such as ``articles/*.csv``, addresses.
    store : Path
        Left out of folders that hold it, and so are files whose name begins with a dot.

    Returns
    -------
    sources : list of Source
        Each once.

    Raises
    ------
    FileNotFoundError
        If there is nothing at a path, or nothing matches a pattern.

    """
    found: dict[str, Source] = {}
    for given in sources:
        text = str(given)
        if text.startswith(WEB):
            found.setdefault(text, Source(text, url=text))
            continue
        paths = [Path(text)] if Path(text).exists() else sorted(map(Path, glob.glob(text, recursive=True)))  # noqa: PTH207
        if not paths:
            msg = f"{text}: no such file or folder, and nothing matches it as a pattern. Check the path."
            raise FileNotFoundError(msg)
        for path in paths:
            for file, inner in _list_files(path, store):
                found.setdefault(str(file), Source(_show(file), path=file, inner=inner))
    if not found:
        msg = f"{', '.join(map(str, sources)) or 'sources'}: there is no file to read. Name files or folders."
        raise FileNotFoundError(msg)
    return list(found.values())


def _list_files(path: Path, store: Path) -> list[tuple[Path, str]]:
    """Files at or below a path, with their paths from there."""
    if not path.is_dir():
        return [(path, path.name)]
    files = []
    for file in sorted(path.rglob("*")):
        inner = file.relative_to(path)
        is_hidden = any(part.startswith(".") for part in inner.parts)
        if file.is_file() and not is_hidden and not file.resolve().is_relative_to(store.resolve()):
            files.append((file, inner.as_posix()))
    return files


def _show(path: Path) -> str:
    """A path as text that can be written, whatever its bytes."""
    return str(path).encode("utf-8", errors="backslashreplace").decode()
