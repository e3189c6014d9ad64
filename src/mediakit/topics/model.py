"""Topics by non-negative matrix factorization."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.decomposition import NMF
from sklearn.utils.validation import check_is_fitted, validate_data

from mediakit.corpus.shortage import ShortCorpusError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import sparray, spmatrix


class NMFTopics(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    r"""
    Topics of weighted documents by non-negative matrix factorization.

    .. math:: \min_{W \ge 0, H \ge 0} \tfrac{1}{2} \lVert X - W H \rVert_F^2

    where row d of W holds the weights of the topics in document d, and row t of H those of the terms in topic t [1]_;
    solved by coordinate descent [2]_ from a start by singular value decomposition [3]_.

    Parameters
    ----------
    n_topics : int, default 10
        Number of topics, at most the number of documents and of terms.
    max_iter : int, default 400
        Passes over the data after which the fit stops with a ``ConvergenceWarning``.
    tol : float, default 1e-4
        The fit has converged when the violation of the optimality conditions falls below this share of the first.
    random_state : int, RandomState or None, default 0
        Fills the start; the same number gives the same topics.

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

    References
    ----------
    .. [1] Lee, D. D. and Seung, H. S. (1999). Learning the parts of objects by non-negative matrix factorization.
       Nature 401, 788-791. doi:10.1038/44565
    .. [2] Cichocki, A. and Phan, A.-H. (2009). Fast local algorithms for large scale nonnegative matrix and tensor
       factorizations. IEICE Transactions on Fundamentals E92-A(3), 708-721. doi:10.1587/transfun.E92.A.708
    .. [3] Boutsidis, C. and Gallopoulos, E. (2008). SVD based initialization: a head start for nonnegative matrix
       factorization. Pattern Recognition 41(4), 1350-1362. doi:10.1016/j.patcog.2007.09.010

    Examples
    --------
    >>> from mediakit.topics.model import NMFTopics
    >>> X = [[2.0, 1.0, 0.0], [1.0, 0.5, 0.0], [0.0, 0.0, 3.0]]
    >>> model = NMFTopics(n_topics=2).fit(X)
    >>> model.components_.shape
    (2, 3)

    """

    def __init__(self, n_topics: int = 10, *, max_iter: int = 400, tol: float = 1e-4, random_state: Any = 0) -> None:
        self.n_topics = n_topics
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state

    def fit(self, X: ArrayLike | sparray | spmatrix, y: object = None) -> Self:  # noqa: N803
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

    def fit_transform(self, X: ArrayLike | sparray | spmatrix, y: object = None) -> NDArray[np.floating]:  # noqa: N803, ARG002
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
        X = self._check(X, reset=True)  # noqa: N806
        self._check_size(X)
        start = (
            "nndsvda" if self.n_topics > 1 else "random"
        )  # of one topic the former is the solution: no first violation
        solver = NMF(self.n_topics, init=start, max_iter=self.max_iter, tol=self.tol, random_state=self.random_state)
        weights: NDArray[np.floating] = solver.fit_transform(X)
        self.components_ = solver.components_
        self.reconstruction_err_ = float(solver.reconstruction_err_)
        self.n_iter_ = solver.n_iter_
        self._solver = solver
        return weights

    def transform(self, X: ArrayLike | sparray | spmatrix) -> NDArray[np.floating]:  # noqa: N803
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
        weights: NDArray[np.floating] = self._solver.transform(self._check(X, reset=False))
        return weights

    @property
    def _n_features_out(self) -> int:
        return int(self.components_.shape[0])

    def _check(self, X: Any, *, reset: bool) -> Any:  # noqa: N803
        """Weights as float array or csr, finite and not negative."""
        X = validate_data(self, X, reset=reset, accept_sparse="csr", dtype=[np.float32, np.float64])  # noqa: N806
        values: Any = getattr(X, "data", None) if sparse.issparse(X) else X
        if values.size and values.min() < 0:
            n_negative = int((values < 0).sum())
            msg = (
                f"Negative values in data passed to NMFTopics: {n_negative} of {values.size} weights, the lowest "
                f"{values.min():.3g}. Pass counts or tf-idf weights, which are 0 or more."
            )
            raise ValueError(msg)
        return X

    def _check_size(self, X: Any) -> None:  # noqa: N803
        """Refuse more topics than there is data for."""
        if not isinstance(self.n_topics, Integral) or self.n_topics < 1:
            msg = f"`n_topics` is {self.n_topics!r}, but must be an int of 1 or more."
            raise ValueError(msg)
        n_docs, n_terms = X.shape
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
