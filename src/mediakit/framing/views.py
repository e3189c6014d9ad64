"""What a classifier sees of a text: the meaning of its sentences, its n-grams, and the phrases of a codebook."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy import sparse

from mediakit.corpus.languages import detect_language
from mediakit.corpus.sentences import find_sentences
from mediakit.text.encoder import encode_texts
from mediakit.text.tokens import tokenize

from .frames import PER_TOKENS, count_frames

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from mediakit.text.encoder import Encoder

    Floats = NDArray[np.float64]

N_HASHED: Final = 2**18
WORDS: Final = (1, 2)
CHARACTERS: Final = (3, 5)
LEAST_TEXTS: Final = 2  # that must hold an n-gram before it tells anything
WEIGHT_OF_N_GRAMS: Final = 0.25  # squared length of the n-grams' part, where that of the encoder is 1
QUESTION: Final = "How is it framed? "  # before each sentence, so that e5 hears it, too


@dataclasses.dataclass(frozen=True)
class Sentences:
    """The sentences of some texts, a row each, and what stands in them."""

    spans: pd.DataFrame  # doc (number of the text), sentence, start, end
    n_texts: int
    langs: NDArray[np.object_]  # language of the text of each sentence, (n_sentences,)
    vectors: Floats | None  # (n_sentences, n_dimensions)
    n_grams: sparse.csr_array  # counts, (n_sentences, N_HASHED)
    matches: Floats | None  # weights of the phrases found, (n_sentences, n_categories)

    @functools.cached_property
    def totals(self) -> sparse.csr_array:
        """Counts of n-grams in each text, of shape (n_texts, N_HASHED)."""
        cells = (np.ones(len(self.doc)), (self.doc, np.arange(len(self.doc))))
        return sparse.csr_array(sparse.csr_array(cells, shape=(self.n_texts, len(self.doc))) @ self.n_grams)

    @property
    def doc(self) -> NDArray[np.int64]:
        """Number of the text of each sentence."""
        return self.spans["doc"].to_numpy(np.int64)


@dataclasses.dataclass(frozen=True)
class Weighing:
    """What is learned from texts without their codes."""

    kept: NDArray[np.int64]  # columns of n-grams, (n_kept,)
    rareness: Floats  # idf, (n_kept,)


def look_at(texts: pd.Series[str], *, encoder: Encoder | None, codebook: pd.DataFrame | None) -> Sentences:
    """Cut the texts into sentences and look at each; languages matter to the vectors alone."""
    cut = [(doc, text[start:end], start, end) for doc, text in enumerate(texts) for start, end in find_sentences(text)]
    spans = pd.DataFrame(cut, columns=["doc", "sentence", "start", "end"])
    sentences = spans["sentence"].tolist()
    vectors = None if encoder is None else encode_texts(sentences, encoder=encoder).astype(np.float64)
    matches = None if codebook is None else _count_phrases(sentences, codebook)
    langs = np.full(len(texts), "", object) if encoder is None else detect_language(texts).to_numpy(object)
    return Sentences(spans, len(texts), langs[spans["doc"]], vectors, _count_n_grams(sentences), matches)


def encode_asked(sentences: list[str]) -> ArrayLike:
    """Vectors of "e5" of sentences that stand after the question how the news is framed."""
    return encode_texts([QUESTION + sentence for sentence in sentences])


def learn_weighing(seen: Sentences, rows: NDArray[np.int64]) -> Weighing:
    """Learn from some of the texts, by their numbers, which n-grams count and how much."""
    doc_freq = np.bincount(seen.totals[rows].indices, minlength=N_HASHED)
    kept = np.flatnonzero(doc_freq >= LEAST_TEXTS)
    return Weighing(kept, np.log((1 + len(rows)) / (1 + doc_freq[kept])) + 1)


def weigh_texts(seen: Sentences, weighing: Weighing) -> sparse.csr_array:
    """Features of the texts, of shape (n_texts, n_features): vector, n-grams, rates, side by side."""
    parts: list[Floats | sparse.csr_array] = []
    if seen.vectors is not None:
        sums, lengths = _sum_vectors(seen, seen.vectors)
        parts.append(sums / lengths)
    parts.append(_weigh_n_grams(seen, weighing))
    if seen.matches is not None:
        parts.append(_measure_rates(seen, seen.matches))
    features = sparse.csr_array(sparse.hstack([sparse.csr_array(part) for part in parts], format="csr"))
    features.indices, features.indptr = features.indices.astype(np.int32), features.indptr.astype(np.int32)
    return features  # liblinear takes indices of 32 bits alone


def find_n_grams(seen: Sentences, weighing: Weighing) -> slice:
    """Columns of the features in which the n-grams stand."""
    start = 0 if seen.vectors is None else seen.vectors.shape[1]
    return slice(start, start + len(weighing.kept))


def share_out(seen: Sentences, weighing: Weighing, weights: Floats) -> Floats:
    """
    Parts of the sentences in the decisions of their texts, of shape (n_sentences, n_frames).

    `weights` has shape (n_frames, n_features). The parts of the sentences of a text sum to the features of the text
    times the weights: a mean is a sum, and the weight of an n-gram or phrase goes to the places where it stands.
    """
    doc = seen.doc
    total = np.zeros((len(doc), len(weights)))
    n_grams = find_n_grams(seen, weighing)
    if seen.vectors is not None:
        total += seen.vectors @ weights[:, : n_grams.start].T / _sum_vectors(seen, seen.vectors)[1][doc]
    counts = sparse.csr_array(seen.n_grams[:, weighing.kept])
    per_place = _divide_cells(_weigh_n_grams(seen, weighing), sparse.csr_array(seen.totals[:, weighing.kept]))
    total += (counts * per_place[doc]) @ weights[:, n_grams].T
    if seen.matches is not None:
        sums = _sum_texts(seen, seen.matches)
        per_match = np.divide(_measure_rates(seen, seen.matches), sums, out=np.zeros_like(sums), where=sums != 0)
        total += (seen.matches * per_match[doc]) @ weights[:, n_grams.stop :].T
    return total


def _count_n_grams(sentences: list[str]) -> sparse.csr_array:
    """Counts of word and character n-grams, hashed, so that those of no known text are counted, too."""
    from sklearn.feature_extraction.text import HashingVectorizer  # noqa: PLC0415 - heavy

    plain = {"n_features": N_HASHED, "alternate_sign": False, "norm": None}
    words = HashingVectorizer(ngram_range=WORDS, **plain)
    characters = HashingVectorizer(analyzer="char_wb", ngram_range=CHARACTERS, **plain)
    return sparse.csr_array(words.transform(sentences) + characters.transform(sentences))


def _count_phrases(sentences: list[str], codebook: pd.DataFrame) -> Floats:
    """Weights of the phrases found in each sentence, of shape (n_sentences, n_categories)."""
    names = pd.Index([str(number) for number in range(len(sentences))], dtype="str")
    tokens = tokenize(pd.DataFrame({"text": pd.Series(sentences, index=names, dtype="str")}))
    rates = count_frames(tokens, codebook)["rate"].to_numpy().reshape(len(sentences), -1)
    return np.asarray(rates * np.diff(tokens.starts)[:, None] / PER_TOKENS)


def _sum_texts(seen: Sentences, values: Floats) -> Floats:
    """Sums over the sentences of each text, of shape (n_texts, n_columns)."""
    total = np.zeros((seen.n_texts, values.shape[1]))
    np.add.at(total, seen.doc, values)
    return total


def _sum_vectors(seen: Sentences, vectors: Floats) -> tuple[Floats, Floats]:
    """Sums of the vectors of each text, (n_texts, n_dimensions), and their lengths, (n_texts, 1)."""
    sums = _sum_texts(seen, vectors)
    return sums, np.maximum(np.sqrt((sums**2).sum(axis=1, keepdims=True)), 1e-12)


def _measure_rates(seen: Sentences, matches: Floats) -> Floats:
    """Square roots of the weights of phrases in each text, of length 1 or 0, of shape (n_texts, n_categories)."""
    roots = np.sqrt(np.maximum(_sum_texts(seen, matches), 0))
    return np.asarray(roots / np.maximum(np.sqrt((roots**2).sum(axis=1, keepdims=True)), 1e-12))


def _weigh_n_grams(seen: Sentences, weighing: Weighing) -> sparse.csr_array:
    """
    Tf-idf of the kept n-grams, of shape (n_texts, n_kept).

    Unknown n-grams count in the length of a row, so that a text with few known ones, such as one in another language,
    has a short row instead of one that rests on chance.
    """
    counts = seen.totals.copy()
    counts.data = 1 + np.log(counts.data)
    idf = np.full(N_HASHED, weighing.rareness.max(initial=1.0))
    idf[weighing.kept] = weighing.rareness
    length = np.sqrt((counts * idf).power(2).sum(axis=1))
    size = 1.0 if seen.vectors is None else WEIGHT_OF_N_GRAMS**0.5
    scale = size / np.maximum(length, 1e-12)
    return sparse.csr_array(counts[:, weighing.kept] * weighing.rareness * scale[:, None])


def _divide_cells(cells: sparse.csr_array, by: sparse.csr_array) -> sparse.csr_array:
    """Quotients where `by` is not 0, of the shape of both."""
    inverse = by.copy()
    inverse.data = 1 / inverse.data
    return sparse.csr_array(cells * inverse)
