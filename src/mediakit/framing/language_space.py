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
    from collections.abc import Sequence

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


def learn_language_directions(texts: Sequence[str], encoder: Encoder = "e5") -> Floats:
    """
    Find the directions in which the vectors of an encoder differ by language in a corpus.

    Parameters
    ----------
    texts : sequence of str
        Texts of the corpus, of which the language is detected. Where fewer than two languages have 10 texts or more,
        the directions are those of `find_language_directions`. Of each language the first 200 texts are read.
    encoder : "e5" or callable, default "e5"
        As in `encode_texts`.

    Returns
    -------
    directions : ndarray of shape (n_directions, n_dimensions)
        Rows of length 1 at right angles, one fewer than languages.

    Examples
    --------
    >>> learn_language_directions(["It rained.", "Il a plu."]).shape
    (2, 384)

    """
    langs = detect_language(pd.Series(list(texts), dtype="str")).to_numpy()
    found, counts = np.unique(langs, return_counts=True)
    known = found[(counts >= LEAST_TEXTS) & np.isin(found, LANGUAGES)]
    if len(known) < 2:
        return find_language_directions(encoder)
    groups = [[text for text, own in zip(texts, langs, strict=True) if own == lang][:MOST_TEXTS] for lang in known]
    cut = [[text[start:end] for text in group for start, end in find_sentences(text)] for group in groups]
    return _find_differences(cut, encoder)


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
