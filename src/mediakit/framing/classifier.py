"""Frames learned from hand-coded examples."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final, Literal, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from mediakit.corpus.languages import detect_language

from .decisions import calibrate, choose_thresholds, decide_out_of_sample, fit_machines
from .examples import find_codebook, read_codes, read_texts
from .language_space import begin_centres
from .views import encode_asked, find_n_grams, learn_weighing, look_at, share_out, weigh_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from mediakit.text.encoder import Encoder

    from .language_space import LanguageCentres
    from .views import Sentences

    Texts = Sequence[str] | pd.Series[str]
    Frames = Sequence[str] | Sequence[Sequence[str]] | pd.Series[str] | pd.DataFrame | NDArray[Any]

MOST_UNLABELLED: Final = 200  # of a language


class FrameClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    r"""
    Learn frames from texts that people coded, and find them in other texts, of other languages too.

    A text is seen as the mean of the vectors of its sentences about the centre of their language, of length 1; beside
    it stand tf-idf of words, pairs of words and 3 to 5 characters, and, with a codebook, the roots of the counts of its
    categories, of length 1. N-grams count by how unevenly texts with and without a frame hold them. A linear support
    vector machine [1]_ for each frame decides

    .. math:: z_f = w_f \cdot x + b_f

    with errors weighted so that rare frames count as much as common ones. Five machines, each taught without a fifth of
    the examples, decide on that fifth; these decisions make the probabilities [2]_ and the thresholds, which therefore
    were never set on texts that the machine had seen.

    Parameters
    ----------
    encoder : "e5", callable or None, default "e5"
        As in `encode_texts`; with ``"e5"`` each sentence is read after the question how the news is framed. None sees
        n-grams (and the codebook) alone, which is fast, and works in one language only.
    codebook : "by name", DataFrame or None, default "by name"
        Whose phrases are counted: those of the codebook that ships and has the most of the frames among its categories,
        if it has two or more; those of a DataFrame as `load_codebook` reads it, whose categories need not be the
        frames; or none.
    across_languages : bool, default True
        Whether each language has a centre of its own, so that what tells languages apart is not taken for a frame.
    random_state : int, default 0
        Draws the fifths; the same number gives the same bits.

    Attributes
    ----------
    classes_ : ndarray of shape (n_frames,)
        Names of the frames: sorted, or in the order of the columns of a DataFrame.
    thresholds_ : ndarray of shape (n_frames,)
        Probability from which a text has a frame, where a text may have several; missing where each has one.
    n_examples_ : ndarray of shape (n_frames,)
        Texts of each frame in `fit`.
    codebook_ : DataFrame or None
        The codebook whose phrases are counted.
    coef_, intercept_ : ndarray of shape (n_frames, n_features) and (n_frames,)
        :math:`w_f` and :math:`b_f`.

    Notes
    -----
    The centre of a language is the mean of the sentences that `fit` saw. Where it saw fewer than 10, in `texts` and
    `unlabelled` together, the texts that are to be decided on join in, and so do 30 statements that ship in English,
    French and Arabic, with the weight of 10 sentences. In such a language alone a decision depends on the texts that
    are given with it: give a corpus at once, not text by text.

    References
    ----------
    .. [1] Fan, R.-E., Chang, K.-W., Hsieh, C.-J., Wang, X.-R., & Lin, C.-J. (2008). LIBLINEAR: a library for large
       linear classification. Journal of Machine Learning Research 9, 1871-1874. doi:10.5555/1390681.1442794
    .. [2] Platt, J. C. (1999). Probabilistic outputs for support vector machines. In Advances in Large Margin
       Classifiers, 61-74. MIT Press. doi:10.7551/mitpress/1113.003.0008

    Examples
    --------
    >>> texts = ["Police raided a flat.", "Officers arrested a man.", "Exports fell.", "The budget was cut."]
    >>> model = FrameClassifier().fit(texts, ["law", "law", "economy", "economy"])
    >>> model.predict(["La police a arrêté deux suspects.", "تراجعت صادرات البلاد وارتفعت الأسعار."])
    array(['law', 'economy'], dtype='<U7')

    """

    def __init__(
        self,
        *,
        encoder: Encoder | None = "e5",
        codebook: pd.DataFrame | Literal["by name"] | None = "by name",
        across_languages: bool = True,
        random_state: int = 0,
    ) -> None:
        self.encoder = encoder
        self.codebook = codebook
        self.across_languages = across_languages
        self.random_state = random_state

    def fit(self, texts: Texts, frames: Frames, *, unlabelled: Texts | None = None) -> Self:
        """
        Learn from examples.

        Parameters
        ----------
        texts : Series or sequence of str, of n_texts
            Headlines, sentences or articles.
        frames : Series or sequence of str, DataFrame of bool, or sequence of sequences of str
            One str a text means that each text has exactly one frame. A DataFrame of True and False with a column for
            each frame, a 0/1 array, or a list of frames for each text means that a text may have any number. Where
            `texts` is a Series and `frames` is of pandas, rows meet by index, else by their order.
        unlabelled : Series or sequence of str, optional
            Texts of the corpus that nobody coded. In languages of which the examples have fewer than 10 sentences the
            first 200 texts set the centre, so that decisions no longer depend on the texts given with them.

        Returns
        -------
        self : FrameClassifier
            Fitted.

        Raises
        ------
        TypeError, ValueError
            If a text is empty or no str, if texts and frames do not meet, or if a frame has too few examples.

        """
        given = read_texts(texts)
        codes = read_codes(frames, given, has_ids=isinstance(texts, pd.Series))
        self.codebook_ = find_codebook(codes.frames) if isinstance(self.codebook, str) else self.codebook
        seen = self._look_at(given)
        self._centres = self._find_centres(seen, unlabelled)
        seen = self._centre(seen)
        self._weighing = learn_weighing(seen, np.arange(len(given)))
        features, n_grams = weigh_texts(seen, self._weighing), find_n_grams(seen, self._weighing)
        self.coef_, self.intercept_ = fit_machines(features, codes.has, n_grams, self.random_state)
        decisions = decide_out_of_sample(seen, codes, self.random_state)
        self._scale = calibrate(decisions, codes)
        self.classes_ = codes.frames
        self.n_examples_ = codes.has.sum(axis=0)
        self.thresholds_ = np.full(len(codes.frames), np.nan)
        if not codes.one_each:
            self.thresholds_ = self._scale(choose_thresholds(decisions, codes.has)[None])[0]
        return self

    def decision_function(self, texts: Texts) -> NDArray[np.float64]:
        """
        Decide on each frame before any threshold.

        Parameters
        ----------
        texts : Series or sequence of str, of n_texts
            As in `fit`.

        Returns
        -------
        decisions : ndarray of shape (n_texts, n_frames)
            :math:`z_f` of each text.

        """
        return np.asarray(self.transform_texts(texts) @ self.coef_.T + self.intercept_)

    def transform_texts(self, texts: Texts) -> sparse.csr_array:
        """
        Give what the machines see of each text.

        Parameters
        ----------
        texts : Series or sequence of str, of n_texts
            As in `fit`.

        Returns
        -------
        features : csr_array of shape (n_texts, n_features)
            Vector, n-grams, rates of the codebook, side by side.

        """
        check_is_fitted(self)
        return weigh_texts(self._centre(self._look_at(read_texts(texts))), self._weighing)

    def predict_proba(self, texts: Texts) -> NDArray[np.float64]:
        """
        Give the probability of each frame.

        Parameters
        ----------
        texts : Series or sequence of str, of n_texts
            As in `fit`.

        Returns
        -------
        probabilities : ndarray of shape (n_texts, n_frames)
            Columns as in ``classes_``; rows sum to 1 where each text has one frame.

        """
        decisions = self.decision_function(texts)  # which refuses a model that was not fitted
        return self._scale(decisions)

    def predict(self, texts: Texts) -> NDArray[Any]:
        """
        Say which frames each text has.

        Parameters
        ----------
        texts : Series or sequence of str, of n_texts
            As in `fit`.

        Returns
        -------
        frames : ndarray of shape (n_texts,), or of bool and shape (n_texts, n_frames)
            The likeliest frame where each text has one. Where a text may have several, whether it has each: columns as
            in ``classes_``, as in scikit-learn.

        """
        probabilities = self.predict_proba(texts)
        if self._scale.one_each:
            return np.asarray(self.classes_[probabilities.argmax(axis=1)])
        return probabilities >= self.thresholds_

    def explain_frames(self, texts: Texts) -> pd.DataFrame:
        """
        Tell which sentences speak for and against each frame.

        Parameters
        ----------
        texts : Series or sequence of str, of n_texts
            As in `fit`.

        Returns
        -------
        parts : DataFrame of n_sentences * n_frames rows
            ``doc_id`` (the index of `texts`, or the number of the text); ``frame``; ``sentence``; ``start`` and ``end``
            (characters of the text, the end excluded); ``contribution``. The contributions of the sentences of a text
            to a frame, and ``intercept_``, sum to its decision, exactly but for rounding.

        """
        check_is_fitted(self)
        given = read_texts(texts)
        seen = self._centre(self._look_at(given))
        parts = share_out(seen, self._weighing, self.coef_)
        n_frames = len(self.classes_)
        table = seen.spans.loc[seen.spans.index.repeat(n_frames)].reset_index(drop=True)
        table.insert(0, "doc_id", given.index.take(table.pop("doc").to_numpy()))
        table.insert(1, "frame", np.tile(self.classes_, len(parts)))
        return table.assign(contribution=parts.ravel())

    def _look_at(self, texts: pd.Series[str]) -> Sentences:
        """Sentences of the texts with all that the options ask for."""
        encoder = encode_asked if self.encoder == "e5" else self.encoder
        seen = look_at(texts, encoder=encoder, codebook=self.codebook_)
        return seen if self.across_languages else dataclasses.replace(seen, langs=np.full(len(seen.langs), "", object))

    def _find_centres(self, seen: Sentences, unlabelled: Texts | None) -> LanguageCentres | None:
        """Centres of the languages of the examples, and of the unlabelled texts in others."""
        if self.encoder is None:
            return None
        centres = begin_centres(encode_asked if self.encoder == "e5" else self.encoder)
        centres = centres.join(seen.vectors, seen.langs).settle()
        if unlabelled is None or not self.across_languages:
            return centres
        others = read_texts(unlabelled)
        langs = detect_language(others)
        is_new = ~langs.isin(list(centres.settled)) & (langs.groupby(langs).cumcount() < MOST_UNLABELLED)
        foreign = self._look_at(others[is_new])
        return centres.join(foreign.vectors, foreign.langs).settle()

    def _centre(self, seen: Sentences) -> Sentences:
        """The sentences with vectors about the centres of their languages."""
        if seen.vectors is None or self._centres is None:
            return seen
        centres = self._centres.join(seen.vectors, seen.langs)
        return dataclasses.replace(seen, vectors=centres.subtract(seen.vectors, seen.langs))

    def __sklearn_tags__(self) -> Any:
        """Tell scikit-learn that texts go in, and that a text may have several frames."""
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        tags.classifier_tags.multi_label = True
        return tags
