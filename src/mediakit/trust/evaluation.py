"""How well the machine agrees with the people who coded some of the documents by hand."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import t as student

from .comparison import correct_p_values
from .pairing import check_confidence, match_codes, read_codes, read_groups, read_probability
from .proportions import bound_proportions, measure_ratios

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .pairing import CodesLike

    Floats = NDArray[np.float64]

MACRO, MICRO = "macro average", "micro average"
DIFFERS = 0.05  # false discovery rate of the warning


class GroupErrorWarning(UserWarning):
    """The machine errs otherwise in some groups than in the rest, so that comparing their codes would mislead."""


def evaluate_codes(
    coded: CodesLike,
    predicted: CodesLike,
    *,
    by: str | Sequence[str] | pd.Series | pd.DataFrame | None = None,
    probability: str | pd.Series | None = None,
    codes: Sequence[object] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    r"""
    Precision, recall and F1 of machine codes against hand codes, with intervals, by class and by group.

    Precision and recall are shares of documents, and F1 is :math:`2 J / (1 + J)` of the share :math:`J` of documents
    with the class, by hand or machine, that have it by both. So all have Wilson's interval [1]_, which is of a sensible
    width where a machine made no error in a small sample. Weights and several codes of one document count through the
    number of independent items that the sample is worth [2]_. The interval of the macro average is put together from
    those of the classes and the correlation of their errors [3]_.

    Parameters
    ----------
    coded : Series or DataFrame
        Hand codes: a Series of labels indexed by ``doc_id``; a table with the columns ``doc_id`` (or as index) and
        ``code``, several rows a document; or a table indexed by ``doc_id`` with one column of 0 and 1 a class. Missing
        codes are left out. With a column ``coder``, the machine is measured against a coder taken at random.
    predicted : Series or DataFrame
        Machine codes of these documents, and perhaps of others, in one of the same shapes.
    by : str, sequence of str, Series or DataFrame, optional
        Groups: columns of `coded` or `predicted`, or a Series or table indexed by ``doc_id``.
    probability : str or Series, optional
        Probability with which each document was drawn for coding, as for :func:`estimate_share`: by default the column
        ``probability`` of `coded`, else all are equal. The measures are those of the corpus then, not of the sample.
    codes : sequence, optional
        The classes of the codebook; any other label is refused.
    confidence : float, default 0.95
        How often intervals hold the truth.

    Returns
    -------
    measures : DataFrame of n_groups x (n_classes + 2) rows
        The columns of `by`; ``code``, each class in order, then ``"macro average"`` (mean of the classes) and
        ``"micro average"`` (all codes together; the accuracy where each document has one class); ``precision``,
        ``recall``, ``f1``, each with ``_low`` and ``_high``, missing where nothing was predicted or nothing is there;
        ``support``, hand-coded documents with the class; ``n_predicted``; ``bias``, the share of documents with the
        class by machine less that by hand. With `by`, ``p_value``: whether the share of errors or the bias differs from
        the other groups, corrected for the number of tests; and ``differs``, whether it is below 0.05.

    Raises
    ------
    ValueError
        If no document is coded by both, a hand-coded one is not predicted, no class is common, a label is not in
        `codes`, a group of `predicted` has no hand codes, or `predicted` holds probabilities.

    Warns
    -----
    GroupErrorWarning
        If the errors of a group differ from those of the others.

    References
    ----------
    .. [1] Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the
       American Statistical Association 22(158), 209-212. doi:10.1080/01621459.1927.10502953
    .. [2] Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of
       positive counts estimated from survey data. Survey Methodology 24(2), 193-201.
    .. [3] Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect measures: a general
       approach. Statistics in Medicine 27(10), 1693-1702. doi:10.1002/sim.3095

    Examples
    --------
    >>> coded = pd.Series(["crime", "crime", "sport", "sport", "trade"], index=list("abcde"))
    >>> predicted = pd.Series(["crime", "sport", "sport", "sport", "trade"], index=list("abcde"))
    >>> evaluate_codes(coded, predicted)[["code", "precision", "recall", "f1", "f1_low", "f1_high", "support"]].round(2)
                code  precision  recall    f1  f1_low  f1_high  support
    0          crime       1.00    0.50  0.67    0.17     0.95        2
    1          sport       0.67    1.00  0.80    0.34     0.97        2
    2          trade       1.00    1.00  1.00    0.34     1.00        1
    3  macro average       0.89    0.83  0.82    0.47     0.96        5
    4  micro average       0.80    0.80  0.80    0.38     0.96        5

    """
    check_confidence(confidence)
    skip = [by] if isinstance(by, str) else [] if by is None or isinstance(by, (pd.Series, pd.DataFrame)) else list(by)
    skip = [*skip, "probability", *([probability] if isinstance(probability, str) else [])]
    people = read_codes(coded, name="coded", skip=skip)
    machine = read_codes(predicted, name="predicted", skip=skip)
    doc_ids, classes = match_codes(people, machine)
    _require_known(classes, codes)
    y, f = people.of(doc_ids, classes), machine.of(doc_ids, classes)
    _require_decisions(f)
    chance = read_probability(probability, coded, doc_ids)
    w = np.ones(len(doc_ids)) if chance is None else 1 / chance
    if by is None:
        return _measure(y, f, w, classes, confidence)
    groups = read_groups(by, [coded, predicted], doc_ids)
    _require_hand_codes(by, groups, machine.doc_ids)
    grouped = groups.groupby(list(groups.columns), sort=True, observed=True).indices
    parts = []
    for key, numbers in grouped.items():
        rows = np.asarray(numbers, np.int64)
        part = _measure(y[rows], f[rows], w[rows], classes, confidence)
        others = np.setdiff1d(np.flatnonzero(groups.notna().all(axis=1)), rows)
        tests = _test_errors(y - f, w, rows, others)
        names = dict(zip(groups.columns, key if isinstance(key, tuple) else (key,), strict=True))
        parts.append(pd.DataFrame(names, index=part.index).join(part).assign(p_value=tests))
    return _flag(pd.concat(parts, ignore_index=True), list(groups.columns))


def _measure(y: Floats, f: Floats, w: Floats, classes: pd.Index, confidence: float) -> pd.DataFrame:
    """Table of one group: the classes, then the averages; y and f of shape (n_docs, n_classes)."""
    both = y * f
    pairs = {"precision": (both, f), "recall": (both, y), "f1": (both, y + f - both)}
    table: dict[str, Floats] = {}
    for name, (tops, bottoms) in pairs.items():
        ratios, n = measure_ratios(tops, bottoms, w)
        low, high = bound_proportions(ratios, n, confidence)
        gaps = w[:, None] * (tops - np.nan_to_num(ratios) * bottoms) / np.maximum((w[:, None] * bottoms).sum(axis=0), 1)
        totals = [part.sum(axis=1, keepdims=True) for part in (tops, bottoms)]
        whole, n_whole = measure_ratios(totals[0], totals[1], w)
        whole_low, whole_high = bound_proportions(whole, n_whole, confidence)
        if name == "f1":
            gaps = gaps * 2 / (1 + np.nan_to_num(ratios)) ** 2
            ratios, low, high, whole, whole_low, whole_high = (
                2 * share / (1 + share) for share in (ratios, low, high, whole, whole_low, whole_high)
            )
        macro = _average(ratios, low, high, gaps)
        columns = zip((ratios, low, high), macro, (whole, whole_low, whole_high), strict=True)
        for ending, (each, mean, all_) in zip(("", "_low", "_high"), columns, strict=True):
            table[name + ending] = np.concatenate([each, [mean], all_])
    share = (w[:, None] * (f - y)).sum(axis=0) / w.sum()
    labels = [*classes, MACRO, MICRO]
    return pd.DataFrame(
        {"code": pd.Series(labels).infer_objects()}
        | table
        | {
            "support": _count(y),
            "n_predicted": _count(f),
            "bias": [*share, np.nan, np.nan],
        }
    )


def _average(ratios: Floats, low: Floats, high: Floats, gaps: Floats) -> tuple[float, float, float]:
    """Mean over the classes that have a value, with bounds from those of the classes; gaps (n_docs, n_classes)."""
    has = ~np.isnan(ratios)
    if not has.any():
        return np.nan, np.nan, np.nan
    products = gaps[:, has].T @ gaps[:, has]
    scale = np.sqrt(np.maximum(np.diag(products), 1e-300))
    correlation = products / np.outer(scale, scale)
    np.fill_diagonal(correlation, 1.0)
    mean = ratios[has].mean()
    below, above = (ratios - low)[has], (high - ratios)[has]
    reach = [np.sqrt(max(side @ correlation @ side, 0)) / has.sum() for side in (below, above)]
    return float(mean), float(max(mean - reach[0], 0)), float(min(mean + reach[1], 1))


def _count(codes: Floats) -> NDArray[np.float64] | NDArray[np.int64]:
    """Documents with each class, then twice the sum; whole numbers unless coders of a document differ."""
    each = codes.sum(axis=0)
    counts = np.concatenate([each, [each.sum()] * 2])
    return counts.round().astype(np.int64) if np.allclose(counts, counts.round()) else counts


def _test_errors(gaps: Floats, w: Floats, rows: NDArray[np.int64], others: NDArray[np.int64]) -> Floats:
    """
    P value of each class that a group has as many errors, and as many of each sign, as the others.

    The smaller of the two, doubled. One document with and one without an error are added to either side (Agresti and
    Caffo 2000, doi:10.1080/00031305.2000.10474560); the averages have none.
    """
    if not len(others):
        return np.full(gaps.shape[1] + 2, np.nan)
    found = []
    for values, extra in ((np.abs(gaps), (0.0, 1.0)), (gaps, (-1.0, 1.0))):
        sides = [_smooth_mean(values[part], w[part], extra) for part in (rows, others)]
        distance = abs(sides[0][0] - sides[1][0]) / np.sqrt(sides[0][1] + sides[1][1])
        found.append(2 * student.sf(distance, min(len(rows), len(others)) + 1))
    return np.append(np.minimum(1, 2 * np.minimum(*found)), [np.nan, np.nan])


def _smooth_mean(values: Floats, w: Floats, extra: tuple[float, float]) -> tuple[Floats, Floats]:
    """Weighted mean of each column and its variance, with half of each extra value added twice over."""
    n = w.sum() ** 2 / (w**2).sum()
    mean = (w[:, None] * values).sum(axis=0) / w.sum()
    squares = n * (w[:, None] ** 2 * (values - mean) ** 2).sum(axis=0) / (w**2).sum()
    middle = (n * mean + sum(extra)) / (n + 2)
    squares = squares + n * (mean - middle) ** 2 + sum((value - middle) ** 2 for value in extra)
    return middle, squares / (n + 2) / (n + 1)


def _flag(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The table with corrected p values, and a warning that names the groups that differ."""
    table = table.assign(p_value=correct_p_values(table["p_value"]))
    table = table.assign(differs=table["p_value"] < DIFFERS)
    if table["differs"].any():
        found = table[table["differs"]].sort_values("p_value", kind="stable")[[*names, "code"]]
        pairs = [tuple(row) for row in found.head(5).to_numpy().tolist()]
        msg = (
            f"The machine errs otherwise in some groups than in the rest, for {len(found)} pairs of group and class "
            f"such as {pairs}. Do not compare the machine codes of these groups; estimate_share corrects them."
        )
        warnings.warn(msg, GroupErrorWarning, stacklevel=3)
    return table


def _require_known(classes: pd.Index, codes: Sequence[object] | None) -> None:
    """Refuse labels that are not in the codebook."""
    unknown = [] if codes is None else [label for label in classes if label not in set(codes)]
    if codes is not None and unknown:
        msg = f"{len(unknown)} labels are not in `codes`: {unknown[:5]}; these are {list(codes)}. Correct the spelling."
        raise ValueError(msg)


def _require_hand_codes(by: object, groups: pd.DataFrame, doc_ids: pd.Index) -> None:
    """Refuse groups of the machine's documents that have no hand codes."""
    if not isinstance(by, (pd.Series, pd.DataFrame)):
        return
    table = by.to_frame(groups.columns[0]) if isinstance(by, pd.Series) else by
    wanted = table[doc_ids.get_indexer(table.index) >= 0].dropna().drop_duplicates()
    coded = pd.MultiIndex.from_frame(groups.dropna())
    bare = [row for row in wanted.itertuples(index=False, name=None) if row not in coded]
    if bare:
        named = [row[0] if len(row) == 1 else row for row in bare[:3]]
        msg = (
            f"{len(bare)} of {len(wanted)} groups have no hand codes, such as {named}, so their errors are unknown. "
            "Code some (draw_coding_sample draws by group), or leave these groups out of `by`."
        )
        raise ValueError(msg)


def _require_decisions(f: Floats) -> None:
    """Refuse probabilities where a decision is needed."""
    if not np.isin(f, (0, 1)).all():
        msg = (
            "`predicted` holds numbers between 0 and 1, but precision and recall need a decision for each document. "
            "Choose a class for each (or a threshold), or measure the probabilities with measure_calibration."
        )
        raise ValueError(msg)
