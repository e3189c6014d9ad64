"""Files that are there whole or not at all, whatever stops the process or the machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SUFFIX = ".writing"


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file beside its place, on the disk in full, and rename it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}{SUFFIX}")
    try:
        with beside.open("wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(beside, path)  # noqa: PTH105 - tests stop the run at it
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def append_at(path: Path, place: int, lines: bytes) -> None:
    """Cut a file at `place` bytes and append; what stood after it was never recorded."""
    with path.open("r+b" if path.exists() else "w+b") as stream:
        stream.truncate(place)
        stream.seek(place)
        stream.write(lines)
        stream.flush()
        os.fsync(stream.fileno())
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Have the names of a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
