"""A classifier of stance that learns from codings and, once taught, needs numpy alone."""

from __future__ import annotations

import warnings
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
    from sklearn.neural_network import MLPClassifier

    from mediakit.text.encoder import Encoder

CLASSES: Final = (-1, 0, 1)
FEWEST: Final = 3  # mentions that an n-gram must stand in
SPREAD: Final = 3.0  # of valence beside vectors
WEIGHT_OF_GRAMS: Final = 0.5  # beside the mean of the two learners on vectors
N_HIDDEN: Final = 128
N_NETWORKS: Final = 2


class StanceClassifier:
    """
    Learn stance towards a target in a sentence from hand-coded mentions.

    Three learners give their log-probabilities: a logistic regression and small networks on the vectors of five views
    of the sentence (target hidden, before it, after it, near it, as it is) and the valence of four of them; and a
    logistic regression on n-grams by their place relative to the target, which counts for English alone.

    Parameters
    ----------
    encoder : "e5", callable or None, default "e5"
        As in `encode_texts`; None uses n-grams and valence alone.
    random_state : int, default 0
        Seed of the networks.

    Attributes
    ----------
    classes_ : int array of shape (3,)
        -1, 0 and 1.
    weights_ : dict of str to ndarray
        What was learned.

    Examples
    --------
    >>> coded = pd.DataFrame({"sentence": ["A good X.", "X met Y.", "A bad X."] * 3})
    >>> coded = coded.assign(target="X", start=[7, 0, 6] * 3, end=[8, 1, 7] * 3, lang="en")
    >>> model = StanceClassifier(encoder=None).fit(coded, [1, 0, -1] * 3)
    >>> model.predict(coded).tolist()[:3]
    [1, 0, -1]

    """

    def __init__(self, *, encoder: Encoder | None = "e5", random_state: int = 0) -> None:
        self.encoder = encoder
        self.random_state = random_state

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
        vectors : float array of shape (n_mentions, n_views * n_dimensions) or None
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
        from sklearn.neural_network import MLPClassifier  # noqa: PLC0415

        self.weights_["mean"] = vectors.mean(axis=0)
        self.weights_["scale"] = np.array([vectors.std(axis=0).mean()])
        features = self._join_dense(vectors, valence)
        model = LogisticRegression(C=0.003, max_iter=200).fit(features, stance)
        self._keep("linear", model.coef_.T, model.intercept_)
        for number in range(N_NETWORKS):
            network = MLPClassifier(
                (N_HIDDEN,),
                alpha=2.0,
                max_iter=8,
                tol=0,
                batch_size=min(128, len(stance)),
                random_state=self.random_state + number,
            )
            _fit_quietly(network, features, stance)
            self._keep(f"first{number}", network.coefs_[0], network.intercepts_[0])
            self._keep(f"second{number}", network.coefs_[1], network.intercepts_[1])

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
        vectors : float array of shape (n_mentions, n_views * n_dimensions) or None
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
        by_networks = np.zeros_like(linear)
        for number in range(N_NETWORKS):
            inner = np.maximum(features @ self._get(f"first{number}") + self._get(f"first{number} bias"), 0)
            outer = log_softmax(inner @ self._get(f"second{number}") + self._get(f"second{number} bias"))
            by_networks += np.exp(outer) / N_NETWORKS
        weight = np.where(mentions["lang"].eq("en"), WEIGHT_OF_GRAMS, 0.0)[:, None]
        mixed = linear / 2 + np.log(by_networks + 1e-12) / 2 + weight * by_grams
        shares: NDArray[np.float64] = np.exp(log_softmax(mixed / (1 + weight)))
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
        np.savez_compressed(path, terms=terms, **small)

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
            self.weights_ = {name: arrays[name].astype(np.float64) for name in arrays.files if name != "terms"}
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
        """Vectors on one scale, and valence, of shape (n_mentions, n_views * n_dimensions + 8)."""
        return np.hstack([(vectors - self._get("mean")) / self._get("scale"), SPREAD * valence])


def _fit_quietly(network: MLPClassifier, features: NDArray[np.float64], stance: NDArray[np.int64]) -> None:
    """Fit for the number of rounds asked for, which is meant to end before the loss does."""
    from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        network.fit(features, stance)
