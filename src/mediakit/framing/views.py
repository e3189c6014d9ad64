"""What a classifier sees of a text: the meaning of its sentences, its n-grams, and the phrases of a codebook."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy import sparse

from mediakit.corpus.sentences import find_sentences
from mediakit.text.encoder import encode_texts
from mediakit.text.tokens import tokenize

from .frames import PER_TOKENS, count_frames
from .language_space import remove_directions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediakit.text.encoder import Encoder

    Floats = NDArray[np.float64]

N_HASHED: Final = 2**18
WORDS: Final = (1, 2)
CHARACTERS: Final = (3, 5)
LEAST_TEXTS: Final = 2  # that must hold an n-gram before it tells anything
WEIGHT_OF_N_GRAMS: Final = 0.5  # squared length of the n-grams' part, where that of the encoder is 1
STEP_OF_RATE: Final = 0.2  # what a standard deviation of the log rate of a frame of the codebook counts
LEAST_SPREAD: Final = 0.1


@dataclasses.dataclass(frozen=True)
class Sentences:
    """The sentences of some texts, a row each, and what stands in them."""

    spans: pd.DataFrame  # doc (number of the text), sentence, start, end
    n_texts: int
    vectors: Floats | None  # (n_sentences, n_dimensions)
    n_grams: sparse.csr_array  # counts, (n_sentences, N_HASHED)
    matches: Floats | None  # weights of the phrases found, (n_sentences, n_categories)
    n_tokens: Floats  # (n_sentences,)

    @property
    def doc(self) -> NDArray[np.int64]:
        """Number of the text of each sentence."""
        return self.spans["doc"].to_numpy(np.int64)


@dataclasses.dataclass(frozen=True)
class Weighing:
    """What is learned from texts without their codes."""

    centre: Floats | None  # mean vector, (n_dimensions,)
    kept: NDArray[np.int64]  # columns of n-grams, (n_kept,)
    rareness: Floats  # idf, (n_kept,)
    spread: Floats | None  # of the log rates, (n_categories,)


def look_at(
    texts: pd.Series[str], *, encoder: Encoder | None, codebook: pd.DataFrame | None, directions: Floats | None
) -> Sentences:
    """Cut the texts into sentences and look at each."""
    cut = [(doc, text[start:end], start, end) for doc, text in enumerate(texts) for start, end in find_sentences(text)]
    spans = pd.DataFrame(cut, columns=["doc", "sentence", "start", "end"])
    sentences = spans["sentence"].tolist()
    vectors = None
    if encoder is not None:
        vectors = encode_texts(sentences, encoder=encoder).astype(np.float64)
        if directions is not None:
            vectors = remove_directions(vectors, directions)
    matches, n_tokens = (None, np.zeros(len(spans))) if codebook is None else _count_phrases(sentences, codebook)
    return Sentences(spans, len(texts), vectors, _count_n_grams(sentences), matches, n_tokens)


def learn_weighing(seen: Sentences, rows: NDArray[np.int64]) -> Weighing:
    """Learn centre, rareness and spread from some of the texts, by their numbers."""
    doc_freq = np.bincount(_sum_counts(seen)[rows].indices, minlength=N_HASHED)
    kept = np.flatnonzero(doc_freq >= LEAST_TEXTS)
    rareness = np.log((1 + len(rows)) / (1 + doc_freq[kept])) + 1
    centre = None if seen.vectors is None else _sum_texts(seen, seen.vectors, is_mean=True)[rows].mean(axis=0)
    spread = None if seen.matches is None else np.maximum(_measure_rates(seen)[rows].std(axis=0), LEAST_SPREAD)
    return Weighing(centre, kept, rareness, spread)


def weigh_texts(seen: Sentences, weighing: Weighing) -> sparse.csr_array:
    """Features of the texts, of shape (n_texts, n_features): vector, n-grams, rates, side by side."""
    parts: list[Floats | sparse.csr_array] = []
    if weighing.centre is not None:
        means, lengths = _find_means(seen, weighing.centre)
        parts.append(means / lengths)
    parts.append(_weigh_n_grams(seen, weighing))
    if weighing.spread is not None:
        parts.append(STEP_OF_RATE * _measure_rates(seen) / weighing.spread)
    features = sparse.csr_array(sparse.hstack([sparse.csr_array(part) for part in parts], format="csr"))
    features.indices, features.indptr = features.indices.astype(np.int32), features.indptr.astype(np.int32)
    return features  # liblinear takes indices of 32 bits alone


def share_out(seen: Sentences, weighing: Weighing, weights: Floats) -> Floats:
    """
    Parts of the sentences in the decisions of their texts, of shape (n_sentences, n_frames).

    `weights` has shape (n_frames, n_features). The parts of the sentences of a text sum to the features of the text
    times the weights: a mean is a sum, and the weight of an n-gram or phrase goes to the places where it stands.
    """
    doc = seen.doc
    total = np.zeros((len(doc), len(weights)))
    at = 0
    if weighing.centre is not None and seen.vectors is not None:
        at = len(weighing.centre)
        _, lengths = _find_means(seen, weighing.centre)
        n_sentences = np.bincount(doc, minlength=seen.n_texts)[:, None]
        total += (seen.vectors - weighing.centre) @ weights[:, :at].T / (lengths * n_sentences)[doc]
    to = at + len(weighing.kept)
    counts = sparse.csr_array(seen.n_grams[:, weighing.kept])
    per_place = _divide_cells(_weigh_n_grams(seen, weighing), sparse.csr_array(_sum_counts(seen)[:, weighing.kept]))
    total += (counts * per_place[doc]) @ weights[:, at:to].T
    if weighing.spread is not None and seen.matches is not None:
        sums = _sum_texts(seen, seen.matches)
        features = STEP_OF_RATE * _measure_rates(seen) / weighing.spread
        per_match = np.divide(features, sums, out=np.zeros_like(sums), where=sums != 0)
        total += (seen.matches * per_match[doc]) @ weights[:, to:].T
    return total


def _count_n_grams(sentences: list[str]) -> sparse.csr_array:
    """Counts of word and character n-grams, hashed, so that those of no known text are counted, too."""
    from sklearn.feature_extraction.text import HashingVectorizer  # noqa: PLC0415 - heavy

    plain = {"n_features": N_HASHED, "alternate_sign": False, "norm": None}
    words = HashingVectorizer(ngram_range=WORDS, **plain)
    characters = HashingVectorizer(analyzer="char_wb", ngram_range=CHARACTERS, **plain)
    return sparse.csr_array(words.transform(sentences) + characters.transform(sentences))


def _count_phrases(sentences: list[str], codebook: pd.DataFrame) -> tuple[Floats, Floats]:
    """Weights of the phrases found in each sentence, (n_sentences, n_categories), and its number of tokens."""
    names = pd.Index([str(number) for number in range(len(sentences))], dtype="str")
    tokens = tokenize(pd.DataFrame({"text": pd.Series(sentences, index=names, dtype="str")}))
    n_tokens = np.diff(tokens.starts).astype(np.float64)
    rates = count_frames(tokens, codebook)["rate"].to_numpy().reshape(len(sentences), -1)
    return rates * n_tokens[:, None] / PER_TOKENS, n_tokens


def _sum_texts(seen: Sentences, values: Floats, *, is_mean: bool = False) -> Floats:
    """Sums or means over the sentences of each text, of shape (n_texts, n_columns)."""
    total = np.zeros((seen.n_texts, values.shape[1]))
    np.add.at(total, seen.doc, values)
    return total / np.bincount(seen.doc, minlength=seen.n_texts)[:, None] if is_mean else total


def _sum_counts(seen: Sentences) -> sparse.csr_array:
    """Counts of n-grams in each text, of shape (n_texts, N_HASHED)."""
    cells = (np.ones(len(seen.doc)), (seen.doc, np.arange(len(seen.doc))))
    return sparse.csr_array(sparse.csr_array(cells, shape=(seen.n_texts, len(seen.doc))) @ seen.n_grams)


def _find_means(seen: Sentences, centre: Floats) -> tuple[Floats, Floats]:
    """Mean vectors of the texts about the centre, (n_texts, n_dimensions), and their lengths, (n_texts, 1)."""
    if seen.vectors is None:
        msg = "There are no vectors: the encoder was not asked."
        raise RuntimeError(msg)
    means = _sum_texts(seen, seen.vectors, is_mean=True) - centre
    return means, np.maximum(np.sqrt((means**2).sum(axis=1, keepdims=True)), 1e-12)


def _measure_rates(seen: Sentences) -> Floats:
    """Logarithm of 1 + weights of phrases per 1,000 tokens, of shape (n_texts, n_categories)."""
    if seen.matches is None:
        msg = "There are no matches: no codebook was given."
        raise RuntimeError(msg)
    n_tokens = np.maximum(_sum_texts(seen, seen.n_tokens[:, None]), 1)
    return np.log1p(np.maximum(PER_TOKENS * _sum_texts(seen, seen.matches) / n_tokens, 0))


def _weigh_n_grams(seen: Sentences, weighing: Weighing) -> sparse.csr_array:
    """
    Tf-idf of the kept n-grams, of shape (n_texts, n_kept).

    Unknown n-grams count in the length of a row, so that a text with few known ones, such as one in another language,
    has a short row instead of one that rests on chance.
    """
    counts = _sum_counts(seen)
    counts.data = 1 + np.log(counts.data)
    idf = np.full(N_HASHED, weighing.rareness.max(initial=1.0))
    idf[weighing.kept] = weighing.rareness
    length = np.sqrt((counts * idf).power(2).sum(axis=1))
    size = 1.0 if weighing.centre is None else WEIGHT_OF_N_GRAMS**0.5
    scale = size / np.maximum(length, 1e-12)
    return sparse.csr_array(counts[:, weighing.kept] * weighing.rareness * scale[:, None])


def _divide_cells(cells: sparse.csr_array, by: sparse.csr_array) -> sparse.csr_array:
    """Quotients where `by` is not 0, of the shape of both."""
    inverse = by.copy()
    inverse.data = 1 / inverse.data
    return sparse.csr_array(cells * inverse)
