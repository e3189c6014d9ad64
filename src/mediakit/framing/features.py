"""What a frame is learned from: vectors, n-grams and codebook counts of sentences, drawn together for each text."""

from __future__ import annotations

import dataclasses
import itertools
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from mediakit.corpus.languages import detect_language
from mediakit.corpus.sentences import split_sentences
from mediakit.text.encoder import encode_texts
from mediakit.text.tokens import tokenize

from .frames import count_frames

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from mediakit.text.encoder import Encoder

LEAD_WEIGHT: Final = 0.3  # of the first sentence, a headline or lead, over its share in the mean of all
NGRAM_WEIGHT: Final = 0.7  # length of that part of a text's row; the others have 1
LANGUAGES: Final = ("en", "fr", "ar")
LETTERS: Final = (3, 5)


@dataclasses.dataclass(frozen=True)
class Parts:
    """Sentences of some texts, and the row of each text: what of each column comes from which sentence."""

    sentences: pd.DataFrame  # doc (row of the text), sentence, start, end, lang
    rows: sparse.csr_array  # (n_texts, n_columns)
    encoded: NDArray[np.float64] | None  # (n_sentences, n_dimensions), what each adds to the first columns of its row
    counted: sparse.csr_array  # (n_sentences, n_columns - n_dimensions), shares of the others


class FrameFeatures:
    """Learn columns from texts, and give the rows of others."""

    def __init__(self, encoder: Encoder | None, codebook: pd.DataFrame | None, n_sentences: int | None) -> None:
        self.encoder = encoder
        self.codebook = codebook
        self.n_sentences = n_sentences

    def fit(self, texts: pd.Series[str]) -> Parts:
        """Learn the vocabulary, the mean vector and the size of counts; give the rows of these texts."""
        from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer  # noqa: PLC0415

        self.words = CountVectorizer(analyzer=cut_ngrams, min_df=1, dtype=np.float64)
        self.weights = TfidfTransformer(sublinear_tf=True)
        sentences = cut_sentences(texts, self.n_sentences)
        counts = self.words.fit_transform(list_words(sentences))
        self.weights.fit(_sum_rows(sentences["doc"], counts, len(texts)))
        self.centre: Any = 0.0
        vectors = self._encode(sentences)
        self.centre = 0.0 if vectors is None else _average(sentences, vectors, len(texts)).mean(axis=0)
        return self._assemble(sentences, counts, vectors, len(texts))

    def transform(self, texts: pd.Series[str]) -> Parts:
        """Rows of other texts, each by itself: no text changes the row of another."""
        sentences = cut_sentences(texts, self.n_sentences)
        counts = self.words.transform(list_words(sentences))
        return self._assemble(sentences, counts, self._encode(sentences), len(texts))

    def _encode(self, sentences: pd.DataFrame) -> NDArray[np.float64] | None:
        """Vectors of the sentences without the mean of their language."""
        if self.encoder is None:
            return None
        if sentences.empty:
            return np.zeros((0, np.size(self.centre)))
        vectors = encode_texts(sentences["sentence"].tolist(), encoder=self.encoder).astype(np.float64)
        if self.encoder == "e5":
            centres = dict(zip(LANGUAGES, load_centres(), strict=True))
            vectors -= np.array([centres.get(lang, centres["en"]) for lang in sentences["lang"]])
        return vectors

    def _assemble(
        self, sentences: pd.DataFrame, counts: Any, vectors: NDArray[np.float64] | None, n_texts: int
    ) -> Parts:
        """Rows of unit parts, and what each sentence adds to them."""
        from scipy import sparse  # noqa: PLC0415

        blocks = [self.weights.transform(_sum_rows(sentences["doc"], counts, n_texts)) * NGRAM_WEIGHT]
        counted = [counts]
        if self.codebook is not None:
            matches, rows = _count(sentences, self.codebook, n_texts)
            blocks.append(sparse.csr_array(rows))
            counted.append(sparse.csr_array(matches))
        encoded = None
        if vectors is not None:
            encoded = _weigh(sentences)[:, None] * (vectors - self.centre)
            means = _sum_rows(sentences["doc"], encoded, n_texts)
            length = np.linalg.norm(means, axis=1, keepdims=True)
            length[length == 0] = 1
            blocks.insert(0, sparse.csr_array(means / length))
            encoded = encoded / length[sentences["doc"]]
        return Parts(
            sentences, sparse.csr_array(sparse.hstack(blocks)), encoded, sparse.csr_array(sparse.hstack(counted))
        )


def cut_sentences(texts: pd.Series[str], n_sentences: int | None) -> pd.DataFrame:
    """Sentences of the texts: ``doc`` (row of the text), ``sentence``, ``start``, ``end`` and ``lang`` of the text."""
    corpus = pd.DataFrame({"text": texts.to_numpy(object)}, index=_number(len(texts)))
    table = split_sentences(corpus)
    doc = table["doc_id"].astype(np.int64).to_numpy()
    langs = detect_language(corpus["text"].astype("str")).to_numpy() if len(corpus) else np.empty(0, object)
    sentences = pd.DataFrame(
        {
            "doc": doc,
            "sentence": table["text"].to_numpy(object),
            "start": table["start"].to_numpy(np.int64),
            "end": table["end"].to_numpy(np.int64),
            "lang": langs[doc],
        }
    )
    if n_sentences is not None:
        sentences = sentences[sentences.groupby("doc").cumcount() < n_sentences]
    return sentences.reset_index(drop=True)


def cut_ngrams(words: list[str]) -> list[str]:
    """Words, pairs of words, and runs of letters within words, of a sentence."""
    framed = [f" {word} " for word in words]
    runs = [
        "#" + word[k : k + n]
        for word in framed
        for n in range(LETTERS[0], LETTERS[1] + 1)
        for k in range(max(1, len(word) - n + 1))
    ]
    return words + [f"{first} {second}" for first, second in itertools.pairwise(words)] + runs


def list_words(sentences: pd.DataFrame) -> list[list[str]]:
    """Words of each sentence."""
    tokens = tokenize(pd.DataFrame({"text": sentences["sentence"].to_numpy()}, index=_number(len(sentences))))
    words = tokens.terms[tokens.ids].tolist()
    return [words[start:end] for start, end in itertools.pairwise(tokens.starts.tolist())]


def load_centres() -> NDArray[np.float64]:
    """Mean vector of the encoder that ships over the same 118 statements in each of `LANGUAGES`, shape (3, 384)."""
    file = resources.files("mediakit.framing") / "centres.npy"
    with file.open("rb") as stream:
        centres: NDArray[np.float64] = np.load(stream, allow_pickle=False).astype(np.float64)
    return centres


def _count(
    sentences: pd.DataFrame, codebook: pd.DataFrame, n_texts: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Codebook matches of each sentence, and the square roots of the rates of each text as a row of length 1."""
    n_frames = codebook["category"].nunique()
    tokens = tokenize(pd.DataFrame({"text": sentences["sentence"].to_numpy()}, index=_number(len(sentences))))
    langs = pd.Series(sentences["lang"].to_numpy(), index=tokens.doc_ids)
    rates = count_frames(tokens, codebook, langs=langs)["rate"].to_numpy(np.float64).reshape(-1, n_frames)
    n_tokens = np.diff(tokens.starts).astype(np.float64)[:, None]
    matches = rates * n_tokens
    total = np.maximum(_sum_rows(sentences["doc"], n_tokens, n_texts), 1)
    rows = np.sqrt(np.maximum(_sum_rows(sentences["doc"], matches, n_texts), 0) / total)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return matches, rows / np.where(length > 0, length, 1)


def _number(n: int) -> list[str]:
    """Names of n rows."""
    return [str(row) for row in range(n)]


def _weigh(sentences: pd.DataFrame) -> NDArray[np.float64]:
    """Weight of each sentence in its text: its share, and more for the first."""
    n_each = sentences.groupby("doc")["doc"].transform("size").to_numpy(np.float64)
    is_first = sentences.groupby("doc").cumcount().eq(0).to_numpy()
    return 1 / n_each + LEAD_WEIGHT * is_first


def _average(sentences: pd.DataFrame, vectors: NDArray[np.float64], n_texts: int) -> NDArray[np.float64]:
    """Mean vector of each text that has sentences."""
    weights = _weigh(sentences)[:, None]
    sums = _sum_rows(sentences["doc"], weights * vectors, n_texts)
    total = _sum_rows(sentences["doc"], weights, n_texts)
    has_text = total[:, 0] > 0
    means: NDArray[np.float64] = sums[has_text] / total[has_text]
    return means


def _sum_rows(doc: Sequence[int] | pd.Series[int], values: Any, n_texts: int) -> Any:
    """Sums of rows by text, dense as the rows are or sparse as they are."""
    from scipy import sparse  # noqa: PLC0415

    place = np.asarray(doc, np.int64)
    gather = sparse.csr_array((np.ones(len(place)), (place, np.arange(len(place)))), shape=(n_texts, len(place)))
    return gather @ values
