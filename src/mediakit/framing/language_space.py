"""One space for three languages: the directions in which an encoder tells languages apart, and vectors without them."""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mediakit.text.encoder import encode_texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediakit.text.encoder import Encoder

    Floats = NDArray[np.float64]

LANGUAGES: Final = ("en", "fr", "ar")


@functools.lru_cache(maxsize=4)
def find_language_directions(encoder: Encoder = "e5") -> Floats:
    """
    Find the directions in which the vectors of an encoder differ by language and not by what is said.

    Thirty statements that ship with the package, each in English, French and Arabic, are encoded; the directions are
    those of the differences between the mean vectors of the languages.

    Parameters
    ----------
    encoder : "e5" or callable, default "e5"
        As in `encode_texts`.

    Returns
    -------
    directions : ndarray of shape (n_directions, n_dimensions)
        Rows of length 1 at right angles, at most two.

    Examples
    --------
    >>> find_language_directions().shape
    (2, 384)

    """
    with resources.as_file(resources.files("mediakit.framing") / "same_in_three.csv") as path:
        told = pd.read_csv(path, encoding="utf-8")
    means = [encode_texts(told[lang].tolist(), encoder=encoder).mean(axis=0, dtype=np.float64) for lang in LANGUAGES]
    differences = np.stack(means[1:]) - means[0]
    _, lengths, directions = np.linalg.svd(differences, full_matrices=False)
    found: Floats = directions[lengths > 1e-6]
    found.setflags(write=False)
    return found


def remove_directions(vectors: NDArray[np.floating], directions: Floats) -> Floats:
    """
    Take the part along some directions off each vector.

    Parameters
    ----------
    vectors : ndarray of shape (n_texts, n_dimensions)
        Vectors of texts.
    directions : ndarray of shape (n_directions, n_dimensions)
        Rows of length 1 at right angles.

    Returns
    -------
    rest : ndarray of shape (n_texts, n_dimensions)
        At right angles to each direction.

    Examples
    --------
    >>> remove_directions(np.array([[3.0, 4.0]]), np.array([[1.0, 0.0]]))
    array([[0., 4.]])

    """
    # einsum, not BLAS: the same bits for any number of threads
    along = np.einsum("td,kd->tk", vectors, directions)
    return np.asarray(vectors, np.float64) - np.einsum("tk,kd->td", along, directions)
