"""The layers of the encoder that ships: from pieces to states, and from states to states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from .modelfile import ModelFile

PARTS: Final = ("qkv", "ao", "fi", "fo")
"""The four matrices of a layer: queries, keys and values; what attention gives; and the two of the inner layer."""


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
