"""What the encoder that ships makes of a target in its sentence, after it was tuned to stance."""

from __future__ import annotations

import functools
import os
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np
from threadpoolctl import threadpool_limits

from .layers import PARTS, apply_layer, embed_sequences, read_layer, read_positions
from .modelfile import open_model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from .modelfile import ModelFile

HIDDEN: Final = "X"
BEFORE: Final = 18  # words before the target that are read
AFTER: Final = 16
MOST: Final = 80  # pieces of each side that are read
BATCH: Final = 1024  # pieces that are read at once
N_LAYERS: Final = 8  # of the twelve


class TargetReader:
    """
    Read sentences with the first layers of the encoder and give the state of the target and the mean state.

    A sentence is read once a target, with the target hidden. Matrices of rank r, learned from coded mentions, are added
    to those of the upper layers [1]_.

    Parameters
    ----------
    adapters : mapping of str to float array
        ``"<layer>.<part>.down"`` of shape (n_in, r) and ``".up"`` of shape (r, n_out); without any the encoder stays
        as it is.

    References
    ----------
    .. [1] Hu, E. J., Shen, Y., Wallis, P., Allen-Zhu, Z., Li, Y., Wang, S., Wang, L., & Chen, W. (2022). LoRA: low-rank
       adaptation of large language models. ICLR 2022. https://doi.org/10.48550/arXiv.2106.09685

    Examples
    --------
    >>> TargetReader({}).read([("They praised Rekke.", 13, 18)]).shape
    (1, 768)

    """

    def __init__(self, adapters: Mapping[str, NDArray[np.float32]]) -> None:
        self.model = open_model()
        self.layers = [read_layer(self.model, number) for number in range(N_LAYERS)]
        for number, layer in enumerate(self.layers):
            for part in PARTS:
                if f"{number}.{part}.up" in adapters:
                    layer[part] += adapters[f"{number}.{part}.down"] @ adapters[f"{number}.{part}.up"]
        self.positions = read_positions(self.model)

    def read(self, places: Sequence[tuple[str, int, int]]) -> NDArray[np.float32]:
        """
        Read targets in their sentences.

        Parameters
        ----------
        places : sequence of (str, int, int), of n_places
            Sentence, start and end of the target.

        Returns
        -------
        states : float array of shape (n_places, 2 * width)
            The state of the target, and the mean of all. Equal places are read once, in an order of their own, so that
            the order of `places` changes nothing.

        """
        asked = [cut_place(self.model, *place) for place in places]
        once = sorted(set(asked), key=lambda found: (len(found[0]), found))
        states = np.empty((len(once), 2 * self.model.width), np.float32)
        batches = list_batches([len(numbers) for numbers, _ in once], BATCH)
        # One thread a batch, whatever the number of threads, so that the bits are the same.
        with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(count_processors()) as pool:
            for rows, found in zip(batches, pool.map(self._read_batch, [once[rows] for rows in batches]), strict=True):
                states[rows] = found
        place_of = {found: place for place, found in enumerate(once)}
        return states[[place_of[found] for found in asked]]

    def _read_batch(self, sequences: Sequence[tuple[tuple[int, ...], int]]) -> NDArray[np.float32]:
        """States of targets and means, of shape (n_sequences, 2 * width)."""
        lengths = np.array([len(numbers) for numbers, _ in sequences])
        states = embed_sequences(self.model, self.positions, [numbers for numbers, _ in sequences])
        is_filled = np.arange(lengths.max()) < lengths[:, None]
        for layer in self.layers:
            states = apply_layer(states, layer, is_filled, self.model)
        target = states[np.arange(len(sequences)), [place for _, place in sequences]]
        mean = (states * is_filled[:, :, None]).sum(axis=1) / lengths[:, None].astype(np.float32)
        return np.hstack([target, mean])


@functools.cache
def load_reader() -> TargetReader:
    """
    Load the reader that ships, once a process.

    Returns
    -------
    reader : TargetReader
        Tuned to stance.

    """
    with (resources.files("mediakit.tone") / "weights" / "reader.npz").open("rb") as file:
        arrays = np.load(file, allow_pickle=False)
        return TargetReader({name: arrays[name].astype(np.float32) for name in arrays.files})


def count_processors() -> int:
    """
    Count the processors that this process may use.

    Returns
    -------
    n_processors : int
        At least 1.

    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def cut_place(model: ModelFile, sentence: str, start: int, end: int) -> tuple[tuple[int, ...], int]:
    """
    Cut the surroundings of a target into pieces, the target hidden.

    Parameters
    ----------
    model : ModelFile
        The encoder.
    sentence : str
        The sentence.
    start, end : int
        Offsets of the target.

    Returns
    -------
    numbers : tuple of int
        Pieces, with those that begin and end a sequence.
    place : int
        Which of them is the target.

    """
    before = model.pieces.cut(" ".join(sentence[:start].split()[-BEFORE:]))[-MOST:]
    glue = "" if sentence[end : end + 1].isspace() else HIDDEN
    after = model.pieces.cut(glue + " ".join(sentence[end:].split()[:AFTER]))[: MOST + 1]
    hidden = model.pieces.cut(HIDDEN)[:1]
    numbers = (model.first, *before, *hidden, *after[1 if glue else 0 :], model.last)
    return numbers, 1 + len(before)


def list_batches(lengths: Sequence[int], size: int) -> list[slice]:
    """
    Part sequences, shortest first, into batches.

    Parameters
    ----------
    lengths : sequence of int
        Their lengths, rising.
    size : int
        Pieces of a batch, filled ones included, unless it holds one sequence alone.

    Returns
    -------
    batches : list of slice
        Rows of each batch.

    """
    batches, start = [], 0
    for place, length in enumerate(lengths):
        if place > start and (place + 1 - start) * length > size:
            batches.append(slice(start, place))
            start = place
    return [*batches, slice(start, len(lengths))] if lengths else []
