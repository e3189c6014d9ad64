"""Frames learned from hand-coded examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, StratifiedKFold

from .calibration import calibrate, choose_temperature, choose_threshold, sharpen, squash
from .features import FrameFeatures

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from mediakit.text.encoder import Encoder

    from .features import Parts

    Texts = pd.Series[str] | Sequence[str]
    Frames = pd.DataFrame | pd.Series[str] | Sequence[str]

STRENGTH: Final = {True: 1.0, False: 3.0}  # inverse of the penalty, where any number of frames, or one, fits a text
N_FOLDS: Final = 5


class FrameClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """
    A classifier that learns frames from hand-coded texts, in three languages.

    Each text is drawn together from its sentences: the mean of their vectors by a sentence encoder, without the mean of
    their language, so that what is taught in English holds in French and Arabic; n-grams of words and letters; and,
    where there is a codebook, its counts. A logistic regression with a quadratic penalty weighs them, rare frames as
    much as common ones. Thresholds and probabilities are set by cross-validation within the examples. Tens of examples
    of a frame are enough for a start.

    Parameters
    ----------
    encoder : "e5", callable or None, default "e5"
        As in `encode_texts`; None for n-grams (and counts) alone, which work within one language.
    codebook : DataFrame, optional
        A codebook, as `load_codebook` gives it, whose counts are features too. Its frames need not be those learned.
    n_sentences : int or None, default 30
        How many sentences of each text are read, from its beginning; None for all. The encoder reads some 60 a second.
    random_state : int, default 0
        Seed of the folds.

    Attributes
    ----------
    classes_ : ndarray of str, shape (n_frames,)
        The frames, sorted, or in the order of the columns.
    thresholds_ : ndarray of float, shape (n_frames,)
        Probability from which a text has a frame, where it may have several; 0.5 where there are too few examples.
    n_examples_ : ndarray of int, shape (n_frames,)
        Texts with each frame.
    is_multilabel_ : bool
        Whether a text may have any number of frames.

    References
    ----------
    .. [1] Platt, J. (1999). Probabilistic outputs for support vector machines and comparisons to regularized
       likelihood methods. Advances in Large Margin Classifiers 10(3), 61-74.
    .. [2] Guo, C., Pleiss, G., Sun, Y. and Weinberger, K. Q. (2017). On calibration of modern neural networks.
       Proceedings of ICML 2017, 1321-1330. https://doi.org/10.48550/arXiv.1706.04599

    Examples
    --------
    >>> texts = ["Troops fired at the border.", "The army shelled a town.", "Taxes will rise.", "The budget grows."] * 3
    >>> frames = ["war", "war", "economy", "economy"] * 3
    >>> model = FrameClassifier(encoder=None).fit(texts, frames)
    >>> model.predict(["The army fired.", "The taxes grow."]).tolist()
    ['war', 'economy']

    """

    def __init__(
        self,
        *,
        encoder: Encoder | None = "e5",
        codebook: pd.DataFrame | None = None,
        n_sentences: int | None = 30,
        random_state: int = 0,
    ) -> None:
        self.encoder = encoder
        self.codebook = codebook
        self.n_sentences = n_sentences
        self.random_state = random_state

    def fit(self, texts: Texts, frames: Frames) -> Self:
        """
        Learn frames.

        Parameters
        ----------
        texts : Series of str, or sequence of str, of n_texts
            Sentences, headlines or articles; put a title before its article, with an empty line between.
        frames : DataFrame of bool, Series of str, or sequence of str
            One frame a text, of n_texts; or, where a text may have any number, a table of shape (n_texts, n_frames)
            with a column a frame. A Series or DataFrame meets a Series of texts by ``doc_id``.

        Returns
        -------
        self : FrameClassifier
            The fitted classifier.

        Raises
        ------
        TypeError
            If a text is no str.
        ValueError
            If texts and frames do not match, or there is nothing to tell apart.

        """
        texts = _name_texts(texts)
        self.is_multilabel_ = isinstance(frames, pd.DataFrame)
        labels = _match_labels(texts, frames)
        self.classes_ = np.array(labels.columns, object) if self.is_multilabel_ else np.unique(labels.to_numpy(object))
        coded = labels.to_numpy(bool) if self.is_multilabel_ else labels.to_numpy(object)[:, None] == self.classes_
        _refuse_uninformative(coded, self.classes_, is_multilabel=self.is_multilabel_)
        self.n_examples_ = coded.sum(axis=0)
        self.features_ = FrameFeatures(self.encoder, self.codebook, self.n_sentences)
        rows = self.features_.fit(texts).rows
        held_out = np.zeros(coded.shape)
        is_tested = np.zeros(len(coded), bool)
        for train, test in self._split(coded):
            held_out[test] = _decide(self._learn(rows[train], coded[train]), rows[test])
            is_tested[test] = True
        self.models_ = self._learn(rows, coded)
        self._set_scales(held_out[is_tested], coded[is_tested])
        return self

    def predict(self, texts: Texts) -> NDArray[Any]:
        """
        Frames of texts.

        Parameters
        ----------
        texts : Series of str, or sequence of str, of n_texts
            The texts.

        Returns
        -------
        frames : ndarray of str, shape (n_texts,), or of bool, shape (n_texts, n_frames)
            The one frame of each; or, where any number fits, a column for each of ``classes_``.

        """
        shares = self.predict_proba(texts)
        return shares > self.thresholds_ if self.is_multilabel_ else self.classes_[shares.argmax(axis=1)]

    def predict_proba(self, texts: Texts) -> NDArray[np.float64]:
        """
        Probability of each frame.

        Parameters
        ----------
        texts : Series of str, or sequence of str, of n_texts
            The texts.

        Returns
        -------
        shares : ndarray of float, shape (n_texts, n_frames)
            A column for each of ``classes_``; rows sum to 1 where a text has one frame.

        """
        return self._scale(self.decision_function(texts))

    def decision_function(self, texts: Texts) -> NDArray[np.float64]:
        """
        Weighted sums behind the probabilities.

        Parameters
        ----------
        texts : Series of str, or sequence of str, of n_texts
            The texts.

        Returns
        -------
        sums : ndarray of float, shape (n_texts, n_frames)
            Above 0 speaks for a frame.

        """
        self._refuse_unfitted()
        return _decide(self.models_, self.features_.transform(_name_texts(texts)).rows)

    def explain(self, texts: Texts) -> pd.DataFrame:
        """
        Tell which sentences made it say so.

        Parameters
        ----------
        texts : Series of str, or sequence of str, of n_texts
            The texts.

        Returns
        -------
        reasons : DataFrame of n_sentences * n_frames rows
            ``doc_id`` (of the Series, else the position); ``frame``; ``sentence``, ``start`` and ``end`` (characters of
            the text); ``contribution``. The contributions of a text and frame sum to its ``decision_function`` less the
            constant of the model: nothing is left unexplained. By text, then frame, the strongest first.

        """
        self._refuse_unfitted()
        named = _name_texts(texts)
        parts = self.features_.transform(named)
        added = _add_up(parts, np.vstack([weights for weights, _ in self.models_]))
        order = np.repeat(np.arange(len(parts.sentences)), len(self.classes_))
        table = parts.sentences.iloc[order][["doc", "sentence", "start", "end"]].reset_index(drop=True)
        table["place"] = np.tile(np.arange(len(self.classes_)), len(parts.sentences))
        table["contribution"] = added.ravel()
        table = table.sort_values(["doc", "place", "contribution"], ascending=[True, True, False], kind="stable")
        table["doc_id"] = named.index.to_numpy()[table["doc"]]
        table["frame"] = self.classes_[table["place"]]
        return table[["doc_id", "frame", "sentence", "start", "end", "contribution"]].reset_index(drop=True)

    def _split(self, coded: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Folds of the examples; none if a frame stands in one text alone."""
        rarest = int(np.minimum(coded.sum(axis=0), (~coded).sum(axis=0)).min())
        n_folds = min(N_FOLDS, rarest if not self.is_multilabel_ else max(2, rarest))
        if n_folds < 2:
            return iter(())
        kind = KFold if self.is_multilabel_ else StratifiedKFold
        folds = kind(n_folds, shuffle=True, random_state=self.random_state)
        return iter(folds.split(coded, coded.argmax(axis=1)))

    def _learn(self, rows: Any, coded: NDArray[np.bool_]) -> list[tuple[NDArray[np.float64], float]]:
        """Weights and constant of each frame."""
        model = LogisticRegression(C=STRENGTH[self.is_multilabel_], class_weight="balanced", max_iter=1000)
        if not self.is_multilabel_ and coded.shape[1] > 2:
            model.fit(rows, coded.argmax(axis=1))
            return list(zip(model.coef_, model.intercept_.tolist(), strict=True))
        learned = []
        for column in coded.T:
            if column.all() or not column.any():  # of the examples of a fold
                learned.append((np.zeros(rows.shape[1]), 9.0 if column.all() else -9.0))
                continue
            model.fit(rows, column)
            learned.append((model.coef_[0].copy(), float(model.intercept_[0])))
        return learned

    def _set_scales(self, held_out: NDArray[np.float64], coded: NDArray[np.bool_]) -> None:
        """Set what makes probabilities of sums, and thresholds, by sums of texts that were held out."""
        n_frames = len(self.classes_)
        self.scales_, self.thresholds_ = np.tile([1.0, 0.0], (n_frames, 1)), np.full(n_frames, 0.5)
        self.temperature_ = 1.0
        if not len(held_out):
            return
        if not self.is_multilabel_:
            self.temperature_ = choose_temperature(held_out, coded.argmax(axis=1))
            return
        for place, (sums, column) in enumerate(zip(held_out.T, coded.T, strict=True)):
            self.scales_[place] = calibrate(sums, column)
            self.thresholds_[place] = choose_threshold(squash(sums, self.scales_[place]), column)

    def _scale(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities of the weighted sums."""
        if not self.is_multilabel_:
            return sharpen(sums, self.temperature_)
        return np.column_stack([squash(column, scale) for column, scale in zip(sums.T, self.scales_, strict=True)])

    def _refuse_unfitted(self) -> None:
        """Raise unless `fit` was called."""
        if not hasattr(self, "models_"):
            msg = "This FrameClassifier is not fitted yet. Call fit(texts, frames) first."
            raise NotFittedError(msg)


def _decide(models: list[tuple[NDArray[np.float64], float]], rows: Any) -> NDArray[np.float64]:
    """Weighted sums, shape (n_texts, n_frames)."""
    return np.column_stack([rows @ weights + constant for weights, constant in models])


def _add_up(parts: Parts, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each sentence adds to the sum of each frame, shape (n_sentences, n_frames)."""
    from scipy import sparse  # noqa: PLC0415

    n_dimensions = 0 if parts.encoded is None else parts.encoded.shape[1]
    doc = parts.sentences["doc"].to_numpy()
    gather = sparse.csr_array((np.ones(len(doc)), (doc, np.arange(len(doc)))), shape=(parts.rows.shape[0], len(doc)))
    total = gather @ parts.counted
    values = sparse.csr_array(parts.rows[:, n_dimensions:])
    total.data = 1 / total.data
    each = parts.counted.multiply((values.multiply(total))[doc])  # the share that a sentence has of a column's count
    added: NDArray[np.float64] = np.asarray(sparse.csr_array(each) @ weights[:, n_dimensions:].T)
    return added if parts.encoded is None else added + parts.encoded @ weights[:, :n_dimensions].T


def _name_texts(texts: Texts) -> pd.Series[str]:
    """Texts as a Series."""
    named = texts if isinstance(texts, pd.Series) else pd.Series(list(texts), dtype=object)
    strange = [text for text in named if not isinstance(text, str)]
    if strange:
        msg = (
            f"texts must hold str; {len(strange)} of {len(named)} are not, such as {strange[0]!r}. Remove these first."
        )
        raise TypeError(msg)
    return named


def _match_labels(texts: pd.Series[str], frames: Frames) -> Any:
    """Frames in the order of the texts."""
    if len(frames) != len(texts):
        msg = f"There are {len(texts)} texts but frames of {len(frames)}. Give the frames of each text."
        raise ValueError(msg)
    if not isinstance(frames, pd.Series | pd.DataFrame):
        return pd.Series(list(frames), dtype=object)
    if frames.index.equals(texts.index):
        return frames
    lost = texts.index.difference(frames.index)
    if len(lost) or not frames.index.is_unique:
        msg = (
            f"{len(lost)} of {len(texts)} texts have no row in frames, such as doc_id {lost[:3].tolist()}, or a doc_id "
            "stands there twice. Index both by doc_id."
        )
        raise ValueError(msg)
    return frames.loc[texts.index]


def _refuse_uninformative(coded: NDArray[np.bool_], classes: NDArray[Any], *, is_multilabel: bool) -> None:
    """Raise if a frame cannot be learned."""
    n_each = coded.sum(axis=0)
    if len(classes) < 2 and not is_multilabel:
        msg = f"All {len(coded)} texts have the frame {classes.tolist()}. Add examples of another."
        raise ValueError(msg)
    is_flat = (n_each == 0) | (n_each == len(coded))
    if is_multilabel and is_flat.any():
        msg = (
            f"The frames {classes[is_flat].tolist()} stand in none or in all of {len(coded)} texts. Add examples with "
            "and without each, or leave its column out."
        )
        raise ValueError(msg)
