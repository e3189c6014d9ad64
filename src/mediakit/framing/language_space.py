"""One space for three languages: the directions in which an encoder tells languages apart, and vectors without them."""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mediakit.corpus.languages import detect_language
from mediakit.corpus.sentences import find_sentences
from mediakit.text.encoder import encode_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from mediakit.text.encoder import Encoder

    Floats = NDArray[np.float64]

LANGUAGES: Final = ("en", "fr", "ar")
LEAST_TEXTS: Final = 10
MOST_TEXTS: Final = 200
LEAST_LENGTH: Final = 1e-6


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
    found = _find_differences([told[lang].tolist() for lang in LANGUAGES], encoder)
    found.setflags(write=False)
    return found


def learn_language_directions(texts: Sequence[str], encoder: Encoder = "e5") -> Floats | None:
    """
    Find the directions in which the vectors of an encoder differ by language in a corpus.

    Parameters
    ----------
    texts : sequence of str
        Texts of the corpus, of which the language is detected. Of each language the first 200 are read.
    encoder : "e5" or callable, default "e5"
        As in `encode_texts`.

    Returns
    -------
    directions : ndarray of shape (n_directions, n_dimensions), or None
        Rows of length 1 at right angles, one fewer than languages. None where fewer than two languages have 10 texts or
        more.

    Examples
    --------
    >>> learn_language_directions(["It rained.", "Il a plu."]) is None
    True

    """
    langs = detect_language(pd.Series(list(texts), dtype="str")).to_numpy()
    found, counts = np.unique(langs, return_counts=True)
    known = found[(counts >= LEAST_TEXTS) & np.isin(found, LANGUAGES)]
    if len(known) < 2:
        return None
    groups = [[text for text, own in zip(texts, langs, strict=True) if own == lang][:MOST_TEXTS] for lang in known]
    cut = [[text[start:end] for text in group for start, end in find_sentences(text)] for group in groups]
    return _find_differences(cut, encoder)


def remember_vectors(encoder: Encoder) -> Callable[[list[str]], NDArray[np.float32]]:
    """
    Make an encoder that encodes no text twice.

    Parameters
    ----------
    encoder : "e5" or callable
        As in `encode_texts`.

    Returns
    -------
    encode : callable
        From a list of str to an array of shape (n_texts, n_dimensions), rows of length 1; it keeps all of them.

    Examples
    --------
    >>> encode = remember_vectors(lambda texts: [[len(text), 0] for text in texts])
    >>> encode(["a", "bb"]).tolist()
    [[1.0, 0.0], [1.0, 0.0]]

    """
    known: dict[str, NDArray[np.float32]] = {}

    def encode(texts: list[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, encode_texts(new, encoder=encoder), strict=True))
        return np.stack([known[text] for text in texts])

    return encode


def _find_differences(groups: list[list[str]], encoder: Encoder) -> Floats:
    """Directions between the mean vectors of groups of sentences, of shape (n_directions, n_dimensions)."""
    means = [encode_texts(group, encoder=encoder).mean(axis=0, dtype=np.float64) for group in groups]
    _, lengths, directions = np.linalg.svd(np.stack(means[1:]) - means[0], full_matrices=False)
    return np.asarray(directions[lengths > LEAST_LENGTH])


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
    return np.asarray(vectors - np.einsum("tk,kd->td", along, directions), np.float64)
