"""Topics as tables that a person reads: their terms, their documents, their shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .model import NMFTopics


def top_terms(model: NMFTopics, terms: Sequence[str] | NDArray[np.object_], *, n: int = 10) -> pd.DataFrame:
    """
    List the heaviest terms of each topic.

    Parameters
    ----------
    model : NMFTopics
        A fitted model of n_topics topics over n_terms terms.
    terms : sequence of str, shape (n_terms,)
        Terms of the columns that the model was fitted on, such as ``dtm.terms``.
    n : int, default 10
        Terms to list for each topic; fewer where a topic has fewer of a weight above 0.

    Returns
    -------
    table : DataFrame of up to n_topics * n rows
        ``topic`` (from 0), ``rank`` (from 1), ``term``, ``weight`` (largest first; equal weights by column).

    Raises
    ------
    ValueError
        If the number of terms is not that of the model.

    """
    components = model.components_
    if len(terms) != components.shape[1]:
        msg = (
            f"`terms` holds {len(terms)} terms, but the model was fitted on {components.shape[1]}. Pass the terms of "
            "the same document-term matrix."
        )
        raise ValueError(msg)
    order = np.argsort(-components, axis=1, kind="stable")[:, :n]
    table = _rank(order, "term", np.asarray(terms, object)[order], "weight", np.take_along_axis(components, order, 1))
    return table[table["weight"] > 0].reset_index(drop=True)


def share_topics(model: NMFTopics, X: Any, doc_ids: pd.Index[str]) -> pd.DataFrame:
    r"""
    Give each document's topics as shares of the weight that the topics explain.

    The weight of a topic in a document is counted in terms, :math:`W_{dt} \sum_j H_{tj}`, so that it does not depend
    on how the factorization spreads its scale over the two factors.

    Parameters
    ----------
    model : NMFTopics
        A fitted model.
    X : array or sparse matrix of shape (n_docs, n_terms)
        Weights of the documents.
    doc_ids : Index of shape (n_docs,)
        Their identifiers.

    Returns
    -------
    shares : DataFrame of shape (n_docs, n_topics), indexed by ``doc_id``
        Columns 0 to n_topics - 1; each row sums to 1, or is missing where no topic explains the document.

    Raises
    ------
    ValueError
        If the number of `doc_ids` is not that of the rows.

    """
    weights = model.transform(X)
    if len(doc_ids) != len(weights):
        msg = f"`doc_ids` names {len(doc_ids)} documents, but `X` has {len(weights)} rows. Pass both from one matrix."
        raise ValueError(msg)
    explained = weights * model.components_.sum(axis=1)
    total = explained.sum(axis=1, dtype=np.float64, keepdims=True)
    shares = np.divide(explained, total, out=np.full(explained.shape, np.nan), where=total > 0)
    topics = pd.RangeIndex(weights.shape[1], name="topic")
    return pd.DataFrame(shares, index=pd.Index(doc_ids, name="doc_id"), columns=topics)


def top_documents(shares: pd.DataFrame, *, n: int = 5) -> pd.DataFrame:
    """
    List the documents in which each topic has its largest share.

    Parameters
    ----------
    shares : DataFrame of shape (n_docs, n_topics), indexed by ``doc_id``
        What `share_topics` gives.
    n : int, default 5
        Documents to list for each topic.

    Returns
    -------
    table : DataFrame of up to n_topics * n rows
        ``topic``, ``rank`` (from 1), ``doc_id``, ``share`` (largest first; equal shares in the order of the corpus).

    """
    values = shares.fillna(0.0).to_numpy().T
    order = np.argsort(-values, axis=1, kind="stable")[:, :n]
    table = _rank(order, "doc_id", shares.index.to_numpy()[order], "share", np.take_along_axis(values, order, 1))
    return table[table["share"] > 0].reset_index(drop=True)


def _rank(order: NDArray[np.int64], name: str, names: Any, measure: str, values: Any) -> pd.DataFrame:
    """Tidy table of the n best of each topic, from arrays of shape (n_topics, n)."""
    n_topics, n = order.shape
    return pd.DataFrame(
        {
            "topic": np.repeat(np.arange(n_topics), n),
            "rank": np.tile(np.arange(1, n + 1), n_topics),
            name: pd.Series(names.ravel(), dtype="str"),
            measure: values.ravel(),
        }
    )
