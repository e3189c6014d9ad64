"""Which class the machine takes for which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .pairing import check_confidence, match_codes, read_codes, read_probability
from .proportions import bound_proportions

if TYPE_CHECKING:
    from .pairing import CodesLike


def tabulate_confusion(
    coded: CodesLike,
    predicted: CodesLike,
    *,
    probability: str | pd.Series | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    Tabulate which class the machine gives to the documents of each hand-coded class.

    Parameters
    ----------
    coded : Series or DataFrame
        Hand codes, as for :func:`evaluate_codes`, with one class a document.
    predicted : Series or DataFrame
        Machine codes of these documents, and perhaps of others, with one class a document.
    probability : str or Series, optional
        Probability with which each document was drawn for coding, as for :func:`evaluate_codes`.
    confidence : float, default 0.95
        How often intervals hold the truth.

    Returns
    -------
    confusion : DataFrame of n_classes ** 2 rows, sorted by ``coded`` and ``predicted``
        ``coded`` and ``predicted`` class; ``n`` documents; ``share`` of the documents of the coded class, with its
        Wilson interval ``low``, ``high``, missing for classes that nobody coded.

    Raises
    ------
    ValueError
        As :func:`evaluate_codes`, and if a document has several classes.

    Examples
    --------
    >>> coded = pd.Series(["crime", "crime", "sport", "sport"], index=list("abcd"))
    >>> predicted = pd.Series(["crime", "sport", "sport", "sport"], index=list("abcd"))
    >>> tabulate_confusion(coded, predicted).pivot(index="coded", columns="predicted", values="n")
    predicted  crime  sport
    coded
    crime          1      1
    sport          0      2

    """
    check_confidence(confidence)
    people, machine = read_codes(coded, name="coded", skip=["probability"]), read_codes(predicted, name="predicted")
    doc_ids, classes = match_codes(people, machine)
    for name, codes in (("coded", people), ("predicted", machine)):
        if not codes.is_single:
            msg = (
                f"`{name}` gives some documents several classes, or none, but a confusion is of one class for another. "
                "Measure each class by itself with evaluate_codes."
            )
            raise ValueError(msg)
    chance = read_probability(probability, coded, doc_ids)
    w = np.ones(len(doc_ids)) if chance is None else 1 / chance
    y, f = people.of(doc_ids, classes), machine.of(doc_ids, classes)
    weights, squares = y.T @ (w[:, None] * f), (y.T @ w**2)[:, None]
    totals = weights.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        share, worth = weights / totals, totals**2 / squares
    low, high = bound_proportions(share, np.broadcast_to(worth, share.shape), confidence)
    pairs = pd.MultiIndex.from_product([classes, classes], names=["coded", "predicted"]).to_frame(index=False)
    counts = (y.T @ f).round().astype(np.int64)
    return pairs.infer_objects().assign(n=counts.ravel(), share=share.ravel(), low=low.ravel(), high=high.ravel())
