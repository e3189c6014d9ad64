"""A few words that name each topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .model import NMFTopics

SHORTEST_STEM: Final = 4  # letters that two forms of a word begin with


def label_topics(
    model: NMFTopics, terms: Sequence[str] | NDArray[np.object_], *, n_words: int = 3, balance: float = 0.6
) -> pd.DataFrame:
    r"""
    Name each topic by terms that are frequent in it and rarer in the others.

    Terms are ranked by their relevance to a topic [1]_

    .. math:: \lambda \ln p(w \mid t) + (1 - \lambda) \ln \frac{p(w \mid t)}{p(w)}

    where :math:`p(w \mid t)` is the share of term w in the weight of topic t, :math:`p(w)` its mean over the topics and
    :math:`\lambda` the `balance`; 0.6 is the value at which readers best recognized topics. A term names the one topic
    in which its share is largest; only a topic without enough terms of its own borrows others that name none. A
    label holds no term that is a form or a part of another in it ("film", "films"; "house", "white house").

    Parameters
    ----------
    model : NMFTopics
        A fitted model of n_topics topics over n_terms terms.
    terms : sequence of str, shape (n_terms,)
        Terms of the columns that the model was fitted on, such as ``dtm.terms``.
    n_words : int, default 3
        Terms of a label; fewer where a topic has fewer.
    balance : float, default 0.6
        From 0, the terms that set the topic apart whatever their weight, to 1, those of the largest weight.

    Returns
    -------
    labels : DataFrame of n_topics rows
        ``topic`` (from 0) and ``label``: the terms with commas between, most relevant first; "(no terms)" for a topic
        without weight.

    Raises
    ------
    NotFittedError
        If the model is not fitted.
    ValueError
        If the number of terms is not that of the model, or an option is out of range.

    References
    ----------
    .. [1] Sievert, C. and Shirley, K. (2014). LDAvis: a method for visualizing and interpreting topics. Proceedings of
       the Workshop on Interactive Language Learning, Visualization, and Interfaces, 63-70. doi:10.3115/v1/W14-3110

    Examples
    --------
    >>> from mediakit.topics.model import NMFTopics
    >>> X = [[3.0, 2.0, 0.0, 0.0, 2.5], [0.0, 0.0, 3.0, 2.0, 2.5]] * 3
    >>> terms = ["border", "patrol", "budget", "tax", "minister"]
    >>> label_topics(NMFTopics(2).fit(X), terms, n_words=2)
       topic           label
    0      0  border, patrol
    1      1     budget, tax

    """
    check_is_fitted(model)
    components = np.asarray(model.components_, np.float64)
    _check(len(terms), components.shape[1], n_words, balance)
    total = components.sum(axis=1, keepdims=True)
    share = np.divide(components, total, out=np.zeros_like(components), where=total > 0)
    mean = share.mean(axis=0)
    relevance = np.full(share.shape, -np.inf)
    np.log(share, out=relevance, where=share > 0)
    relevance -= (1 - balance) * np.log(np.where(mean > 0, mean, 1.0))
    labels = _pick_terms(relevance, share.argmax(axis=0), [str(term) for term in terms], n_words)
    return pd.DataFrame(
        {
            "topic": np.arange(len(labels)),
            "label": pd.Series([", ".join(words) or "(no terms)" for words in labels], dtype="str"),
        }
    )


def _check(n_given: int, n_columns: int, n_words: int, balance: float) -> None:
    """Refuse other terms than those of the model, and options out of range."""
    if n_given != n_columns:
        msg = (
            f"`terms` holds {n_given} terms, but the model was fitted on {n_columns}. Pass the terms of the same "
            "document-term matrix."
        )
        raise ValueError(msg)
    if isinstance(n_words, bool) or not isinstance(n_words, int | np.integer) or n_words < 1:
        msg = f"`n_words` is {n_words!r}, but must be an int of 1 or more."
        raise ValueError(msg)
    if not 0 <= balance <= 1:
        msg = f"`balance` is {balance!r}, but must lie between 0 and 1, such as 0.6."
        raise ValueError(msg)


def _pick_terms(
    relevance: NDArray[np.float64], owner: NDArray[np.int64], terms: list[str], n_words: int
) -> list[list[str]]:
    """Terms of each label: those that the topic owns by relevance, then others that name no topic."""
    ranked = [[int(column) for column in np.argsort(-row, kind="stable") if row[column] > -np.inf] for row in relevance]
    labels: list[list[str]] = [[] for _ in ranked]
    named: set[str] = set()
    for is_own in (True, False):
        for topic, columns in enumerate(ranked):
            for column in columns:
                if len(labels[topic]) == n_words:
                    break
                term = terms[column]
                is_candidate = (owner[column] == topic) == is_own and term not in named
                if is_candidate and not any(_are_akin(term, word) for word in labels[topic]):
                    labels[topic].append(term)
                    named.add(term)
    return labels


def _are_akin(one: str, other: str) -> bool:
    """Whether one is a part or a form of the other."""
    short, long = sorted((one, other), key=len)
    is_form = len(short) >= SHORTEST_STEM and long.startswith(short)
    return is_form or set(short.split()) <= set(long.split())
