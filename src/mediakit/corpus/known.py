"""Which articles a store holds: sorted numbers on the disk, so that memory does not grow with them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

# Rows of a file of keys, each column its own: identifiers, sorted; the text and the source of each; contents, sorted.
IDS, TEXTS, SOURCES, CONTENTS = range(4)
LARGEST_RUN: Final = 1 << 20  # articles; larger files of keys are not merged


def hash_text(*parts: str) -> int:
    """
    Number of 64 bits that stands for some texts.

    Examples
    --------
    >>> hash_text("a", "b") == hash_text("a", "b"), hash_text("a", "b") == hash_text("ab", "")
    (True, False)

    """
    return hash_bytes("\x00".join(parts).encode("utf-8", errors="surrogatepass"))


def hash_bytes(raw: bytes) -> int:
    """Number of 64 bits that stands for a text in UTF-8."""
    return int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest(), "little")


def sort_keys(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Sort keys of shape (4, n), as they are written."""
    order = np.argsort(keys[IDS], kind="stable")
    return np.vstack([keys[:CONTENTS, order], np.sort(keys[CONTENTS])[None]])


class KnownArticles:
    """
    Keys of the articles of a store, in files that are mapped and not loaded.

    Parameters
    ----------
    files : list of Path
        Files of keys.

    """

    def __init__(self, files: list[Path]) -> None:
        self._runs = [np.load(file, mmap_mode="r") for file in files]

    def find_ids(self, ids: NDArray[np.uint64]) -> dict[int, tuple[int, int]]:
        """Text and source of each identifier that is known."""
        found: dict[int, tuple[int, int]] = {}
        for run in self._runs:
            places, is_known = _search(run[IDS], ids)
            for key, place in zip(ids[is_known].tolist(), places[is_known].tolist(), strict=True):
                found[key] = int(run[TEXTS, place]), int(run[SOURCES, place])
        return found

    def find_contents(self, contents: NDArray[np.uint64]) -> set[int]:
        """Give the contents that are known."""
        return {key for run in self._runs for key in contents[_search(run[CONTENTS], contents)[1]].tolist()}


def _search(keys: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Place of each number among sorted ones, and whether it is there."""
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return places, keys[places] == wanted
