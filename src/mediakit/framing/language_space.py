"""One space for several languages: what the vectors of an encoder have of a language alone is taken off."""

from __future__ import annotations

import dataclasses
import functools
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mediakit.text.encoder import encode_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from mediakit.text.encoder import Encoder

    Floats = NDArray[np.float64]
    Langs = NDArray[np.object_]

LANGUAGES: Final = ("en", "fr", "ar")
WORTH_OF_STATEMENTS: Final = 10  # sentences: where the statements that ship and those of the corpus err alike
ENOUGH: Final = 10  # sentences of a language in `fit` from which on later texts move its centre no more


@dataclasses.dataclass(frozen=True)
class LanguageCentres:
    """Sums of the vectors of sentences of each language, and where to begin with a language that was never seen."""

    sums: Mapping[str, Floats]  # (n_dimensions,)
    counts: Mapping[str, int]
    settled: Mapping[str, Floats]  # centres that later texts do not move, (n_dimensions,)
    encoder: Encoder

    def join(self, vectors: Floats | None, langs: Langs) -> LanguageCentres:
        """Centres that know these sentences as well, except in languages that are settled."""
        if vectors is None:
            return self
        sums, counts = dict(self.sums), dict(self.counts)
        for lang in np.unique(langs):
            if lang not in self.settled:
                own = vectors[langs == lang]
                sums[lang] = sums.get(lang, np.zeros(vectors.shape[1])) + own.sum(axis=0)
                counts[lang] = counts.get(lang, 0) + len(own)
        return dataclasses.replace(self, sums=sums, counts=counts)

    def settle(self) -> LanguageCentres:
        """Centres that stay where they are in languages with enough sentences, and in the most common one."""
        enough = {lang for lang, count in self.counts.items() if count >= ENOUGH} | {self._find_commonest()}
        return dataclasses.replace(self, settled={lang: self.place(lang) for lang in sorted(enough)})

    def place(self, lang: str) -> Floats:
        r"""
        Centre of a language, of shape (n_dimensions,).

        :math:`(n_l m_l + k (s_l + d)) / (n_l + k)`, with n sentences of mean m in the corpus, the mean s of the
        statements that ship, and d, how far the sentences of the corpus lie from the statements of their languages. A
        language in which no statement ships begins at the commonest language of the corpus.
        """
        if lang in self.settled:
            return self.settled[lang]
        if set(self.counts) == {lang}:
            return self.sums[lang] / self.counts[lang]
        stated = find_statement_centres(self.encoder)
        commonest = self._find_commonest()
        begin = {known: stated.get(known, stated.get(commonest, stated["en"])) for known in {*self.counts, lang}}
        away = sum((self.sums[known] - count * begin[known] for known, count in self.counts.items()), 0 * begin[lang])
        start = begin[lang] + away / sum(self.counts.values())
        total = self.sums.get(lang, np.zeros_like(start)) + WORTH_OF_STATEMENTS * start
        return np.asarray(total / (self.counts.get(lang, 0) + WORTH_OF_STATEMENTS))

    def _find_commonest(self) -> str:
        """Language of the most sentences."""
        return max(self.counts, key=lambda lang: (self.counts[lang], lang))

    def subtract(self, vectors: Floats, langs: Langs) -> Floats:
        """Vectors of sentences about the centre of their language, of shape (n_sentences, n_dimensions)."""
        about = vectors.copy()
        for lang in np.unique(langs):
            about[langs == lang] -= self.place(lang)
        return about


def begin_centres(encoder: Encoder) -> LanguageCentres:
    """Centres that have seen nothing yet."""
    return LanguageCentres({}, {}, {}, encoder)


@functools.lru_cache(maxsize=4)
def find_statement_centres(encoder: Encoder = "e5") -> dict[str, Floats]:
    """
    Find where an encoder puts each language, whatever is said.

    Thirty statements that ship with the package, each in English, French and Arabic, are encoded.

    Parameters
    ----------
    encoder : "e5" or callable, default "e5"
        As in `encode_texts`.

    Returns
    -------
    centres : dict of str to ndarray of shape (n_dimensions,)
        Mean vector of the statements in each language.

    Examples
    --------
    >>> def encode(texts):
    ...     return [[1.0, 0.0] if text.isascii() else [0.0, 1.0] for text in texts]
    >>> find_statement_centres(encode)["ar"].tolist()
    [0.0, 1.0]

    """
    with resources.as_file(resources.files("mediakit.framing") / "same_in_three.csv") as path:
        told = pd.read_csv(path, encoding="utf-8")
    return {lang: encode_texts(told[lang].tolist(), encoder=encoder).mean(0, np.float64) for lang in LANGUAGES}
