"""Which terms set some documents apart from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .dtm import DocumentTermMatrix

PRIOR_TOKENS: Final = 1000.0  # weight of the whole corpus as a prior, in tokens


def measure_keyness(dtm: DocumentTermMatrix, is_target: pd.Series[bool]) -> pd.DataFrame:
    r"""
    Compare term counts of target documents with those of all others.

    .. math:: G^2 = 2 \sum_{ij} O_{ij} \ln (O_{ij} / E_{ij})

    over the 2 x 2 table of term or other term, target or reference [1]_; and the difference of log odds with the
    corpus as an informative Dirichlet prior, with its z-score [2]_, which frequent and rare terms can be compared by.

    Parameters
    ----------
    dtm : DocumentTermMatrix
        Counts of shape (n_docs, n_terms).
    is_target : Series of bool, indexed by ``doc_id``
        True for the documents of the target; rows are matched by ``doc_id``.

    Returns
    -------
    table : DataFrame of shape (n_terms, 7), sorted by ``g2``, largest first
        ``term``; ``n_target`` and ``n_reference`` (counts); ``g2``, negative where the term is rarer in the target;
        ``log_odds``, above 0 where it is more frequent; ``z``, the same in standard deviations; ``p_value`` of ``g2``
        (chi-squared, 1 degree of freedom, not corrected for the number of terms). Terms of equal ``g2`` by name.

    Raises
    ------
    ValueError
        If a document of `dtm` is not in `is_target`, or if one side has no terms.

    References
    ----------
    .. [1] Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational
       Linguistics 19(1), 61-74.
    .. [2] Monroe, B. L., Colaresi, M. P. and Quinn, K. M. (2008). Fightin' words: lexical feature selection and
       evaluation for identifying the content of political conflict. Political Analysis 16(4), 372-403.
       doi:10.1093/pan/mpn018

    """
    from scipy.stats import chi2  # noqa: PLC0415

    target, reference = _count_sides(dtm, is_target)
    g2 = _signed_g2(target, reference)
    log_odds, z = _weigh_log_odds(target, reference)
    table = pd.DataFrame(
        {
            "term": dtm.terms,
            "n_target": target,
            "n_reference": reference,
            "g2": g2,
            "log_odds": log_odds,
            "z": z,
            "p_value": chi2.sf(np.abs(g2), 1),
        }
    )
    return table.sort_values(["g2", "term"], ascending=[False, True], ignore_index=True)


def _count_sides(dtm: DocumentTermMatrix, is_target: pd.Series[bool]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Counts of each term on the two sides, shape (n_terms,) each."""
    if is_target.index.has_duplicates:
        twice = is_target.index[is_target.index.duplicated()][:3].tolist()
        msg = f"`is_target` names documents more than once, such as {twice}. Give one value a doc_id."
        raise ValueError(msg)
    is_missing = ~dtm.doc_ids.isin(is_target.index)
    if is_missing.any():
        msg = (
            f"{is_missing.sum()} of {dtm.n_docs} documents are not in `is_target`, such as doc_id "
            f"{dtm.doc_ids[is_missing][:3].tolist()}. Index it by the doc_id of the corpus."
        )
        raise ValueError(msg)
    chosen = is_target.reindex(dtm.doc_ids).to_numpy()
    if chosen.dtype != bool:
        msg = f"`is_target` holds {chosen.dtype} values, but must be True or False for each document."
        raise ValueError(msg)
    rows = np.repeat(chosen, np.diff(dtm.counts.indptr))
    totals = [
        np.bincount(dtm.counts.indices[side], dtm.counts.data[side], minlength=dtm.n_terms).astype(np.int64)
        for side in (rows, ~rows)
    ]
    for name, n_docs, counts in zip(("target", "reference"), (chosen.sum(), (~chosen).sum()), totals, strict=True):
        if not counts.any():
            msg = f"The {name} has no terms ({n_docs} of {dtm.n_docs} documents). Choose `is_target` anew."
            raise ValueError(msg)
    return totals[0], totals[1]


def _signed_g2(target: NDArray[np.int64], reference: NDArray[np.int64]) -> NDArray[np.float64]:
    """Log-likelihood ratio of each term, negative where it is rarer in the target."""
    from scipy.special import xlogy  # noqa: PLC0415

    n_target, n_reference = target.sum(), reference.sum()
    n = n_target + n_reference
    g2 = np.zeros(len(target))
    for observed, side in ((target, n_target), (reference, n_reference)):
        for cell, total in ((observed, target + reference), (side - observed, n - target - reference)):
            expected = side * total / n
            g2 += 2 * (xlogy(cell, cell) - xlogy(cell, expected))
    return np.where(target * n_reference >= reference * n_target, 1.0, -1.0) * np.maximum(g2, 0)


def _weigh_log_odds(
    target: NDArray[np.int64], reference: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Difference of log odds with the whole corpus as prior, and its z-score."""
    both = target + reference
    prior = PRIOR_TOKENS * both / both.sum()
    sides = [side + prior for side in (target, reference)]
    odds = [np.log(side / (side.sum() - side)) for side in sides]
    difference = odds[0] - odds[1]
    return difference, difference / np.sqrt(1 / sides[0] + 1 / sides[1])
