"""A classifier of stance that learns from codings and, once taught, needs numpy alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
import pandas as pd

from .grams import list_grams
from .mentions import check_mentions
from .views import encode_views, list_places, log_softmax, view_valence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from mediakit.text.encoder import Encoder

CLASSES: Final = (-1, 0, 1)
FEWEST: Final = 3  # mentions that an n-gram must stand in
SPREAD: Final = 3.0  # of valence beside vectors
WEIGHT_OF_GRAMS: Final = 0.5  # beside the learner on vectors


class StanceClassifier:
    """
    Learn stance towards a target in a sentence from hand-coded mentions.

    Two logistic regressions give their log-probabilities: one on vectors of the target's surroundings and the valence
    of the words before, after and near it; and one on n-grams by their place relative to the target, which counts in
    the languages of the coded mentions alone.

    Parameters
    ----------
    encoder : "e5", callable or None, default "e5"
        With "e5" the vectors are the states of the target and of its sentence in the encoder that ships, tuned to
        stance. A callable, as in `encode_texts`, encodes five views of the sentence: the target hidden, what stands
        before it, after it and near it, and the sentence as it is. None uses n-grams and valence alone.

    Attributes
    ----------
    classes_ : int array of shape (3,)
        -1, 0 and 1.
    weights_ : dict of str to ndarray
        What was learned.
    langs_ : frozenset of str
        Languages whose n-grams were learned.

    Examples
    --------
    >>> coded = pd.DataFrame({"sentence": ["A good X.", "X met Y.", "A bad X."] * 3})
    >>> coded = coded.assign(target="X", start=[7, 0, 6] * 3, end=[8, 1, 7] * 3, lang="en")
    >>> model = StanceClassifier(encoder=None).fit(coded, [1, 0, -1] * 3)
    >>> model.predict(coded).tolist()[:3]
    [1, 0, -1]

    """

    def __init__(self, *, encoder: Encoder | None = "e5") -> None:
        self.encoder = encoder

    def fit(self, mentions: pd.DataFrame, stance: Sequence[int]) -> Self:
        """
        Learn from coded mentions.

        Parameters
        ----------
        mentions : DataFrame of n_mentions rows
            ``sentence target start end``, and ``lang`` where known.
        stance : sequence of int, of n_mentions
            -1, 0 or 1, in the order of the rows.

        Returns
        -------
        self : StanceClassifier
            The fitted classifier.

        Raises
        ------
        ValueError
            If a mention is wrong, the lengths differ, or one of the three codes is missing.

        """
        checked = check_mentions(mentions)
        codes = np.asarray(stance)
        if len(codes) != len(checked) or set(codes.tolist()) != set(CLASSES):
            msg = (
                f"stance has {len(codes)} codes {sorted(set(codes.tolist()))} for {len(checked)} mentions. Give one "
                f"code a mention, with each of {list(CLASSES)} at least once."
            )
            raise ValueError(msg)
        vectors = None if self.encoder is None else encode_views(checked, self.encoder)
        return self.fit_vectors(checked, vectors, codes)

    def fit_vectors(
        self, mentions: pd.DataFrame, vectors: NDArray[np.float32] | None, stance: NDArray[np.int64]
    ) -> Self:
        """
        Learn from coded mentions whose views are encoded already.

        Parameters
        ----------
        mentions : DataFrame of n_mentions rows
            As `check_mentions` gives them.
        vectors : float array of shape (n_mentions, n_features) or None
            As `encode_views` gives them.
        stance : int array of shape (n_mentions,)
            -1, 0 or 1.

        Returns
        -------
        self : StanceClassifier
            The fitted classifier.

        """
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

        valence = view_valence(mentions)
        self.classes_ = np.array(CLASSES)
        self.langs_ = frozenset(mentions["lang"])
        self.weights_: dict[str, NDArray[np.float64]] = {}
        grams = [list_grams(*place) for place in list_places(mentions)]
        counts = pd.Series([gram for found in grams for gram in sorted(found)], dtype="str").value_counts()
        terms = sorted(counts.index[counts >= FEWEST])
        self.terms_ = {term: place for place, term in enumerate(terms)}
        model = LogisticRegression(C=3.0, max_iter=400).fit(self._join_grams(grams, valence), stance)
        self._keep("grams", model.coef_.T, model.intercept_)
        if vectors is not None:
            self._fit_dense(vectors, valence, stance)
        return self

    def _fit_dense(self, vectors: NDArray[np.float32], valence: NDArray[np.float64], stance: NDArray[np.int64]) -> None:
        """Learn from vectors and valence."""
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

        self.weights_["mean"] = vectors.mean(axis=0)
        self.weights_["scale"] = np.array([vectors.std(axis=0).mean()])
        model = LogisticRegression(C=0.003, max_iter=200).fit(self._join_dense(vectors, valence), stance)
        self._keep("linear", model.coef_.T, model.intercept_)

    def predict_proba(self, mentions: pd.DataFrame) -> NDArray[np.float64]:
        """
        Give the probability of each stance.

        Parameters
        ----------
        mentions : DataFrame of n_mentions rows
            ``sentence target start end``, and ``lang`` where known.

        Returns
        -------
        shares : float array of shape (n_mentions, 3)
            Rows that sum to 1, in the order of ``classes_``.

        """
        checked = check_mentions(mentions)
        if checked.empty:
            return np.zeros((0, len(CLASSES)))
        return self.predict_vectors(checked, None if self.encoder is None else encode_views(checked, self.encoder))

    def predict(self, mentions: pd.DataFrame) -> NDArray[np.int64]:
        """
        Give the likeliest stance.

        Parameters
        ----------
        mentions : DataFrame of n_mentions rows
            As in `predict_proba`.

        Returns
        -------
        stance : int array of shape (n_mentions,)
            -1, 0 or 1.

        """
        stance: NDArray[np.int64] = self.classes_[self.predict_proba(mentions).argmax(axis=1)]
        return stance

    def predict_vectors(self, mentions: pd.DataFrame, vectors: NDArray[np.float32] | None) -> NDArray[np.float64]:
        """
        Give the probability of each stance for mentions whose views are encoded already.

        Parameters
        ----------
        mentions : DataFrame of n_mentions rows
            As `check_mentions` gives them.
        vectors : float array of shape (n_mentions, n_features) or None
            As `encode_views` gives them.

        Returns
        -------
        shares : float array of shape (n_mentions, 3)
            Rows that sum to 1.

        """
        valence = view_valence(mentions)
        grams = [list_grams(*place) for place in list_places(mentions)]
        by_grams = log_softmax(self._join_grams(grams, valence) @ self._get("grams") + self._get("grams bias"))
        if vectors is None:
            return np.asarray(np.exp(by_grams))
        features = self._join_dense(vectors, valence)
        linear = log_softmax(features @ self._get("linear") + self._get("linear bias"))
        weight = np.where(mentions["lang"].isin(self.langs_), WEIGHT_OF_GRAMS, 0.0)[:, None]
        shares: NDArray[np.float64] = np.exp(log_softmax((linear + weight * by_grams) / (1 + weight)))
        return shares

    def save(self, path: Path) -> None:
        """
        Write what was learned to a file without pickles.

        Parameters
        ----------
        path : Path
            Name of the .npz file.

        """
        terms = np.frombuffer("\n".join(self.terms_).encode(), np.uint8)
        small: dict[str, Any] = {name: array.astype(np.float16) for name, array in self.weights_.items()}
        np.savez_compressed(path, terms=terms, langs=np.array(sorted(self.langs_)), **small)

    def load(self, path: Path) -> Self:
        """
        Read what was learned from a file of `save`.

        Parameters
        ----------
        path : Path
            Name of the .npz file.

        Returns
        -------
        self : StanceClassifier
            The classifier, as good as fitted.

        """
        with np.load(path, allow_pickle=False) as arrays:
            names = [name for name in arrays.files if name not in {"terms", "langs"}]
            self.weights_ = {name: arrays[name].astype(np.float64) for name in names}
            self.langs_ = frozenset(arrays["langs"].tolist())
            terms = arrays["terms"].tobytes().decode().split("\n")
        self.terms_ = {term: place for place, term in enumerate(terms)}
        self.classes_ = np.array(CLASSES)
        return self

    def _keep(self, name: str, weights: NDArray[np.float64], bias: NDArray[np.float64]) -> None:
        """Keep the weights of one layer."""
        self.weights_[name] = weights
        self.weights_[f"{name} bias"] = bias

    def _get(self, name: str) -> NDArray[np.float64]:
        """Weights of one layer."""
        return self.weights_[name]

    def _join_grams(self, grams: list[set[str]], valence: NDArray[np.float64]) -> csr_array:
        """Sparse rows of n-grams of length 1, and valence, of shape (n_mentions, n_terms + 8)."""
        from scipy.sparse import csr_array, hstack  # noqa: PLC0415

        places = [sorted(self.terms_[gram] for gram in found if gram in self.terms_) for found in grams]
        sizes = np.array([len(found) for found in places])
        values = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes)
        starts = np.concatenate([[0], np.cumsum(sizes)])
        columns = np.array([place for found in places for place in found], np.int64)
        rows = csr_array((values, columns, starts), shape=(len(grams), len(self.terms_)))
        return hstack([rows, csr_array(valence)]).tocsr()

    def _join_dense(self, vectors: NDArray[np.float32], valence: NDArray[np.float64]) -> NDArray[np.float64]:
        """Vectors on one scale, and valence, of shape (n_mentions, n_features + 8)."""
        return np.hstack([(vectors - self._get("mean")) / self._get("scale"), SPREAD * valence])
