"""What the encoder that ships makes of a target in its sentence, after it was tuned to stance."""

from __future__ import annotations

import functools
import os
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np
from threadpoolctl import threadpool_limits

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
PARTS: Final = ("qkv", "ao", "fi", "fo")
"""The four matrices of a layer: queries, keys and values; what attention gives; and the two of the inner layer."""


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


def read_layer(model: ModelFile, number: int) -> dict[str, NDArray[np.float32]]:
    """
    Read the weights of one layer.

    Parameters
    ----------
    model : ModelFile
        The encoder.
    number : int
        0 for the first layer.

    Returns
    -------
    layer : dict of str to float array
        The matrices of `PARTS`, each with its ``" bias"``, and weights and biases of both norms.

    """
    name = f"l{number}."
    inner = {"ao": model.width, "fi": model.width, "fo": model.inner}
    layer = {part: model.read_matrix(f"{name}{part}.w", width) for part, width in inner.items()}
    layer.update({f"{part} bias": model.read_floats(f"{name}{part}.b") for part in inner})
    layer["qkv"] = np.hstack([model.read_matrix(f"{name}{part}.w", model.width) for part in "qkv"])
    layer["qkv bias"] = np.concatenate([model.read_floats(f"{name}{part}.b") for part in "qkv"])
    for norm in ("aln", "oln"):
        layer[norm], layer[f"{norm} bias"] = (model.read_floats(f"{name}{norm}.{kind}") for kind in "wb")
    return layer


def read_positions(model: ModelFile) -> NDArray[np.float32]:
    """
    Read the vectors of positions.

    Parameters
    ----------
    model : ModelFile
        The encoder.

    Returns
    -------
    positions : float array of shape (n_positions, width)
        One row a position.

    """
    return model.read_floats("emb.pos").reshape(-1, model.width) + model.read_floats("emb.type")[: model.width]


def embed_sequences(
    model: ModelFile, positions: NDArray[np.float32], sequences: Sequence[Sequence[int]]
) -> NDArray[np.float32]:
    """
    Turn pieces into the states that the first layer takes.

    Parameters
    ----------
    model : ModelFile
        The encoder.
    positions : float array of shape (n_positions, width)
        Vectors of positions.
    sequences : sequence of sequence of int, of n_sequences
        Numbers of pieces.

    Returns
    -------
    states : float array of shape (n_sequences, longest, width)
        States, those behind the end of a sequence included.

    """
    longest = max(map(len, sequences))
    numbers = np.array([[*row, *[model.filler] * (longest - len(row))] for row in sequences])
    states = model.embed(numbers.ravel()).reshape(*numbers.shape, -1) + positions[:longest]
    return normalise(states, model.read_floats("emb.ln.w"), model.read_floats("emb.ln.b"), model.tiny)


def apply_layer(
    states: NDArray[np.float32],
    layer: Mapping[str, NDArray[np.float32]],
    is_filled: NDArray[np.bool_],
    model: ModelFile,
) -> NDArray[np.float32]:
    """
    Apply one layer: attention between the words of a sequence, then an inner layer word by word.

    Parameters
    ----------
    states : float array of shape (n_sequences, longest, width)
        States that go in.
    layer : mapping of str to float array
        As `read_layer` gives it.
    is_filled : bool array of shape (n_sequences, longest)
        False behind the end of a sequence.
    model : ModelFile
        The encoder.

    Returns
    -------
    states : float array of shape (n_sequences, longest, width)
        States that come out.

    """
    n_sequences, longest, width = states.shape
    flat = states.reshape(-1, width)
    joined = (flat @ layer["qkv"] + layer["qkv bias"]).reshape(n_sequences, longest, 3, model.n_heads, -1)
    query, key, value = joined.transpose(2, 0, 3, 1, 4)
    weights = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // model.n_heads))
    weights = np.where(is_filled[:, None, None, :], weights, np.float32(-1e9))
    weights = np.exp(weights - weights.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    heard = (weights @ value).transpose(0, 2, 1, 3).reshape(-1, width)
    flat = normalise(flat + heard @ layer["ao"] + layer["ao bias"], layer["aln"], layer["aln bias"], model.tiny)
    inner = gelu(flat @ layer["fi"] + layer["fi bias"])
    flat = normalise(flat + inner @ layer["fo"] + layer["fo bias"], layer["oln"], layer["oln bias"], model.tiny)
    return flat.reshape(states.shape)


def normalise(
    states: NDArray[np.float32], weights: NDArray[np.float32], bias: NDArray[np.float32], tiny: float
) -> NDArray[np.float32]:
    """
    Bring each state to mean 0 and variance 1, then to the scale that was learned.

    Parameters
    ----------
    states : float array of shape (..., width)
        States.
    weights, bias : float array of shape (width,)
        What was learned.
    tiny : float
        Added to the variance.

    Returns
    -------
    states : float array of shape (..., width)
        The states.

    """
    centred = states - states.mean(axis=-1, keepdims=True)
    variance = np.square(centred).mean(axis=-1, keepdims=True)
    scaled: NDArray[np.float32] = centred / np.sqrt(variance + np.float32(tiny)) * weights + bias
    return scaled


def gelu(inner: NDArray[np.float32]) -> NDArray[np.float32]:
    """
    Let large numbers through and small ones not.

    Parameters
    ----------
    inner : float array
        Any numbers.

    Returns
    -------
    passed : float array of the same shape
        By the formula with the hyperbolic tangent, which numpy computes a hundred times as fast as the error function.

    """
    slope = np.float32(0.7978845608) + np.float32(0.03567740814) * inner * inner
    passed: NDArray[np.float32] = inner * (np.float32(0.5) + np.float32(0.5) * np.tanh(inner * slope))
    return passed
