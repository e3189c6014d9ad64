"""Topics by non-negative matrix factorization."""

from __future__ import annotations

import warnings
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from mediakit.corpus.shortage import ShortCorpusError

from .documents import Documents, pad_width
from .fitting import Settings, factorize
from .solver import Penalty
from .team import Team

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import sparray, spmatrix

    from .fitting import Factorization
    from .store import Vocabulary


class NMFTopics(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    r"""
    Topics of weighted documents by non-negative matrix factorization.

    .. math:: \min_{W \ge 0, H \ge 0} \tfrac{1}{2} \lVert X - W H \rVert_F^2

    where row d of W holds the weights of the topics in document d, and row t of H those of the terms in topic t [1]_;
    solved by coordinate descent [2]_ with extrapolation [3]_ from a start by singular value decomposition [4]_, where
    there are tens of thousands of documents first on a sample of them. The result does not depend on the number of
    threads, nor, but for rounding, on the order of the documents.

    Parameters
    ----------
    n_topics : int, default 10
        Number of topics, at most the number of documents and of terms.
    max_iter : int, default 200
        Passes over the data after which the fit stops with a ``ConvergenceWarning``.
    tol : float, default 1e-4
        The fit has converged when a pass lowers the objective by no more than this share of what the topics explain.
    l1, l2 : float, default 0.0
        What the sum, and half the sum of squares, of all cells of W and H cost in the objective. With both zero it is
        the above; `l1` makes more cells zero, `l2` keeps the largest down.
    random_state : int, RandomState or None, default 0
        Draws the sample and the subspace in which the singular vectors are found; the same number gives the same
        topics. Of a few thousand documents, nearly every number does.

    Attributes
    ----------
    components_ : ndarray of shape (n_topics, n_terms)
        Weight of each term in each topic.
    reconstruction_err_ : float
        Frobenius norm of :math:`X - W H`.
    n_iter_ : int
        Passes that the fit took.
    n_features_in_ : int
        Number of terms.
    terms_ : object array of shape (n_terms,)
        Terms of the columns; only after `stream_topics` and `stream_topics_dask`, which choose them.

    References
    ----------
    .. [1] Lee, D. D. and Seung, H. S. (1999). Learning the parts of objects by non-negative matrix factorization.
       Nature 401, 788-791. doi:10.1038/44565
    .. [2] Cichocki, A. and Phan, A.-H. (2009). Fast local algorithms for large scale nonnegative matrix and tensor
       factorizations. IEICE Transactions on Fundamentals E92-A(3), 708-721. doi:10.1587/transfun.E92.A.708
    .. [3] Ang, A. M. S. and Gillis, N. (2019). Accelerating nonnegative matrix factorization algorithms using
       extrapolation. Neural Computation 31(2), 417-439. doi:10.1162/neco_a_01157
    .. [4] Boutsidis, C. and Gallopoulos, E. (2008). SVD based initialization: a head start for nonnegative matrix
       factorization. Pattern Recognition 41(4), 1350-1362. doi:10.1016/j.patcog.2007.09.010

    Examples
    --------
    >>> from mediakit.topics.model import NMFTopics
    >>> X = [[2.0, 1.0, 0.0], [1.0, 0.5, 0.0], [0.0, 0.0, 3.0]]
    >>> model = NMFTopics(n_topics=2).fit(X)
    >>> model.components_.shape
    (2, 3)

    """

    def __init__(
        self,
        n_topics: int = 10,
        *,
        max_iter: int = 200,
        tol: float = 1e-4,
        l1: float = 0.0,
        l2: float = 0.0,
        random_state: Any = 0,
    ) -> None:
        self.n_topics = n_topics
        self.max_iter = max_iter
        self.tol = tol
        self.l1 = l1
        self.l2 = l2
        self.random_state = random_state

    def fit(self, X: ArrayLike | sparray | spmatrix, y: object = None) -> Self:
        """
        Find the topics.

        Parameters
        ----------
        X : array or sparse matrix of shape (n_docs, n_terms)
            Non-negative weights, such as `weight_dtm` gives.
        y : ignored
            For pipelines.

        Returns
        -------
        self : NMFTopics
            The fitted model.

        Raises
        ------
        ValueError
            If a weight is negative, missing or infinite, or there are fewer documents or terms than topics.

        """
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: ArrayLike | sparray | spmatrix, y: object = None) -> NDArray[np.floating]:  # noqa: ARG002
        """
        Find the topics and give their weights in the documents.

        Parameters
        ----------
        X : array or sparse matrix of shape (n_docs, n_terms)
            Non-negative weights.
        y : ignored
            For pipelines.

        Returns
        -------
        weights : ndarray of shape (n_docs, n_topics)
            Weight of each topic in each document.

        """
        weighted = self._check(X, reset=True)
        self._check_size(*weighted.shape)
        settings = self._settle()
        with Team() as team:
            documents = Documents(weighted, team)
            self._adopt(factorize(documents, settings, team))
        return documents.weights[:, : self.n_topics].copy()

    def transform(self, X: ArrayLike | sparray | spmatrix) -> NDArray[np.floating]:
        """
        Give the weights of the topics in documents, the topics staying as they are.

        Parameters
        ----------
        X : array or sparse matrix of shape (n_docs, n_terms)
            Non-negative weights of the same terms.

        Returns
        -------
        weights : ndarray of shape (n_docs, n_topics)
            Weight of each topic in each document.

        """
        check_is_fitted(self)
        weighted = self._check(X, reset=False)
        n_topics = len(self.components_)
        topics = np.zeros((weighted.shape[1], pad_width(n_topics)), weighted.dtype)
        topics[:, :n_topics] = self.components_.T
        with Team() as team:
            documents = Documents(weighted, team)
            documents.refit(Penalty(self.l1, self.l2).hold(topics, team.multiply(topics, topics)))
        return documents.weights[:, :n_topics].copy()

    @property
    def _n_features_out(self) -> int:
        return int(self.components_.shape[0])

    def _settle(self) -> Settings:
        """Give the parameters, checked."""
        for name, least in (("max_iter", 1), ("tol", 0), ("l1", 0), ("l2", 0)):
            value = getattr(self, name)
            kind, said = (Integral, "an int") if name == "max_iter" else (Real, "a number")
            if not isinstance(value, kind) or isinstance(value, bool) or not least <= float(value) < np.inf:
                msg = f"`{name}` is {value!r}, but must be {said} of {least} or more."
                raise ValueError(msg)
        penalty = Penalty(float(self.l1), float(self.l2))
        state = check_random_state(self.random_state)
        return Settings(int(self.n_topics), penalty, int(self.max_iter), float(self.tol), state)

    def _adopt(self, found: Factorization, vocabulary: Vocabulary | None = None) -> None:
        """Take over what was found, and say so where it has not converged; `vocabulary` names its columns."""
        if not found.has_converged:
            msg = (
                f"NMFTopics stopped after max_iter={self.max_iter} passes before it had converged (tol={self.tol}). "
                "Raise max_iter, or tol for a coarser fit."
            )
            warnings.warn(msg, ConvergenceWarning, stacklevel=4)
        if vocabulary is not None:
            self._vocabulary = vocabulary
            self.terms_ = vocabulary.terms
            self.n_features_in_ = len(vocabulary.terms)
        self.components_ = found.topics
        self.reconstruction_err_ = found.error
        self.n_iter_ = found.n_passes

    def _check(self, X: Any, *, reset: bool) -> sparse.csr_array:
        """Weights as csr, finite and not negative."""
        X = validate_data(self, X, reset=reset, accept_sparse="csr", dtype=[np.float64, np.float32])
        weighted = sparse.csr_array(X)
        weighted.sum_duplicates()
        is_negative = weighted.data < 0
        if is_negative.any():
            msg = (
                f"Negative values in data passed to NMFTopics: {is_negative.sum()} of {np.prod(X.shape)} weights, the "
                f"lowest {weighted.data.min():.3g}. Pass counts or tf-idf weights, which are 0 or more."
            )
            raise ValueError(msg)
        return weighted

    def _check_size(self, n_docs: int, n_terms: int) -> None:
        """Refuse more topics than there is data for."""
        if not isinstance(self.n_topics, Integral) or isinstance(self.n_topics, bool) or self.n_topics < 1:
            msg = f"`n_topics` is {self.n_topics!r}, but must be an int of 1 or more."
            raise ValueError(msg)
        if self.n_topics > min(n_docs, n_terms):
            msg = (
                f"{self.n_topics} topics need at least {self.n_topics} documents and terms, but there are {n_docs} "
                f"documents and {n_terms} terms. Ask for fewer topics (`n_topics`) or gather more articles."
            )
            raise ShortCorpusError(msg)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.input_tags.positive_only = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags
