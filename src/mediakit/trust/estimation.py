"""Shares of classes in a whole corpus, from the codes of a machine that errs and a few of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd
from scipy.stats import t as student

from .moments import Sample, make_totals, measure_moments
from .pairing import (
    check_confidence,
    find_column,
    first_of_each,
    is_indicator,
    match_codes,
    read_codes,
    read_groups,
    read_probability,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .pairing import Codes, CodesLike

    Floats = NDArray[np.float64]

Population = Literal["corpus", "wider"]


@dataclass(frozen=True)
class Estimates:
    """Corrected shares of every group and class, arrays of shape (n_groups, n_classes), with what they rest on."""

    groups: pd.DataFrame
    classes: pd.Index
    n: NDArray[np.int64]
    n_coded: NDArray[np.int64]
    naive: Floats
    hand: Bounds
    corrected: Bounds
    weight: Floats


@dataclass(frozen=True)
class Bounds:
    """A share, and the middle, standard error and degrees of freedom of its interval."""

    share: Floats
    middle: Floats
    error: Floats
    freedom: Floats

    def limits(self, confidence: float) -> tuple[Floats, Floats]:
        """Bounds of the interval, within 0 and 1."""
        half = student.ppf((1 + confidence) / 2, self.freedom) * self.error
        low, high = np.clip(self.middle - half, 0, 1), np.clip(self.middle + half, 0, 1)
        return np.minimum(low, self.share), np.maximum(high, self.share)


def estimate_share(
    predicted: CodesLike,
    coded: CodesLike,
    *,
    by: str | Sequence[str] | pd.Series | pd.DataFrame | None = None,
    probability: str | pd.Series | None = None,
    confidence: float = 0.95,
    population: Population = "corpus",
) -> pd.DataFrame:
    r"""
    Share of each class in a corpus, corrected by hand codes for the errors of the machine that coded it all.

    .. math:: \hat\theta = \frac{\lambda}{N} \sum_{i \in U} f_i + \frac{\sum_{i \in s} w_i (y_i - \lambda f_i)}
        {\sum_{i \in s} w_i}

    with machine codes :math:`f` of all documents :math:`U`, hand codes :math:`y` of the sample :math:`s`, and
    :math:`w` one over the probability with which a document was drawn: the difference estimator of survey sampling
    [1]_, known for machine codes as design-based supervised learning [2]_ and prediction-powered inference [3]_. It is
    right on average however wrong the machine is, if the sample was drawn by chance with known probabilities. The
    machine counts for as much as it is worth: :math:`\lambda` between 0 (hand codes alone) and 1 makes the variance
    smallest [4]_. Each group has its own.

    Parameters
    ----------
    predicted : Series or DataFrame
        Machine codes of all documents: a Series of labels indexed by ``doc_id``; a table with the columns ``doc_id``
        (or as index) and ``code``, several rows a document; or a table indexed by ``doc_id`` with one column a class,
        of 0 and 1 or of probabilities. A Series of truth values or of numbers from 0 to 1 is one class, ``True``.
    coded : Series or DataFrame
        Hand codes of the documents that were drawn, in one of the same shapes; missing codes are left out. A table may
        have a column ``coder``: the coders of a document have equal weight.
    by : str, sequence of str, Series or DataFrame, optional
        Groups: columns of `predicted`, or a Series or table indexed by ``doc_id``. Documents without a group are left
        out.
    probability : str or Series, optional
        Probability with which each hand-coded document was drawn: a column of `coded`, or a Series indexed by
        ``doc_id``. By default the column ``probability``, if `coded` has it; otherwise the hand-coded documents
        **are taken for a simple random draw from each group**. If they were picked by eye, no estimate is right. Of a
        stratified sample, strata are those of the column ``stratum`` of `coded`, or what was drawn with one
        probability.
    confidence : float, default 0.95
        How often intervals hold the truth.
    population : {"corpus", "wider"}, default "corpus"
        What the share is of: these documents, so that hand-coding them all would leave no doubt; or the process that
        made them, of which they are a random draw.

    Returns
    -------
    shares : DataFrame of n_groups x n_classes rows, sorted by group and class
        The columns of `by`; ``code``; ``share``, ``low``, ``high``; ``n`` documents and ``n_coded`` of them by hand;
        ``naive``, the share of the machine codes; ``hand``, ``hand_low``, ``hand_high``, from hand codes alone;
        ``weight``, the :math:`\lambda` of the machine codes.

    Raises
    ------
    ValueError
        If a group has no hand codes, a hand-coded document is not in `predicted`, the two sides share no class, or a
        probability is missing or not above 0 and up to 1.

    References
    ----------
    .. [1] Särndal, C.-E., Swensson, B. and Wretman, J. (1992). Model Assisted Survey Sampling. New York: Springer.
       doi:10.1007/978-1-4612-4378-6
    .. [2] Egami, N., Hinck, M., Stewart, B. M. and Wei, H. (2023). Using imperfect surrogates for downstream inference:
       design-based supervised learning for social science applications of large language models. Advances in Neural
       Information Processing Systems 36. doi:10.48550/arXiv.2306.04746
    .. [3] Angelopoulos, A. N., Bates, S., Fannjiang, C., Jordan, M. I. and Zrnic, T. (2023). Prediction-powered
       inference. Science 382(6671), 669-674. doi:10.1126/science.adi6000
    .. [4] Angelopoulos, A. N., Duchi, J. C. and Zrnic, T. (2023). PPI++: efficient prediction-powered inference.
       doi:10.48550/arXiv.2311.01453

    Examples
    --------
    >>> predicted = pd.Series(["yes"] * 60 + ["no"] * 40, index=[f"d{i:02}" for i in range(100)])
    >>> coded = predicted.iloc[::5].where(predicted.index[::5] > "d10", "no")
    >>> estimate_share(predicted, coded)[["code", "share", "low", "high", "n_coded", "naive"]].round(2)
      code  share   low  high  n_coded  naive
    0   no   0.55  0.39  0.70       20    0.4
    1  yes   0.45  0.30  0.61       20    0.6

    """
    check_confidence(confidence)
    found = correct_shares(predicted, coded, by=by, probability=probability, population=population)
    low, high = found.corrected.limits(confidence)
    hand_low, hand_high = found.hand.limits(confidence)
    n_classes = len(found.classes)
    keys = found.groups.loc[found.groups.index.repeat(n_classes)].reset_index(drop=True)
    columns = {
        "code": np.tile(found.classes.to_numpy(), len(found.groups)),
        "share": found.corrected.share.ravel(),
        "low": low.ravel(),
        "high": high.ravel(),
        "n": found.n.repeat(n_classes),
        "n_coded": found.n_coded.repeat(n_classes),
        "naive": found.naive.ravel(),
        "hand": found.hand.share.ravel(),
        "hand_low": hand_low.ravel(),
        "hand_high": hand_high.ravel(),
        "weight": found.weight.ravel(),
    }
    return keys.assign(**{name: pd.Series(values).infer_objects() for name, values in columns.items()})


def correct_shares(
    predicted: CodesLike,
    coded: CodesLike,
    *,
    by: str | Sequence[str] | pd.Series | pd.DataFrame | None,
    probability: str | pd.Series | None,
    population: Population = "corpus",
) -> Estimates:
    """Corrected shares before they become a table."""
    if population not in get_args(Population):
        msg = f"`population` is {population!r}, but must be one of {list(get_args(Population))}."
        raise ValueError(msg)
    indicator = is_indicator(predicted) and is_indicator(coded)
    groupings = [by] if isinstance(by, str) else [] if by is None or isinstance(by, CODES) else list(by)
    skip = [*groupings, "probability", "stratum", *([probability] if isinstance(probability, str) else [])]
    machine = read_codes(predicted, name="predicted", skip=skip, indicator=indicator)
    people = read_codes(coded, name="coded", skip=skip, indicator=indicator)
    doc_ids, classes = match_codes(people, machine)
    groups, group_of = _number_groups(by, predicted, coded, machine.doc_ids)
    drawn = group_of[machine.doc_ids.get_indexer(doc_ids)]
    doc_ids, drawn = doc_ids[drawn >= 0], drawn[drawn >= 0]
    n = np.bincount(group_of[group_of >= 0], minlength=len(groups))
    n_coded = np.bincount(drawn, minlength=len(groups))
    _require_hand_codes(groups, n_coded)
    chance = read_probability(probability, coded, doc_ids)
    sample = Sample(
        people.of(doc_ids, classes),
        machine.of(doc_ids, classes),
        (n_coded / n)[drawn] if chance is None else chance,
        make_totals(drawn, len(groups)),
        n,
        _read_strata(coded, doc_ids, chance, drawn),
    )
    naive = _mean_by_group(machine, classes, group_of, n)
    hand, corrected, weight = _estimate(sample, naive, wider=population == "wider")
    return Estimates(groups, classes, n, n_coded, naive, hand, corrected, weight)


CODES = (pd.Series, pd.DataFrame)


def _estimate(sample: Sample, naive: Floats, *, wider: bool) -> tuple[Bounds, Bounds, Floats]:
    """Shares from hand codes alone, corrected shares, and the weight of the machine codes, by group and class."""
    moments = measure_moments(sample)
    m, open_ = moments.size[:, None], moments.uncoded[:, None]
    spread = moments.hand_squares / (m + 1) / sample.n[:, None] if wider else np.zeros_like(naive)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.clip(moments.products / moments.machine_squares, 0, 1)

    def bound(weight: Floats, freedom: Floats) -> Bounds:
        squares = moments.hand_squares - 2 * weight * moments.products + weight**2 * moments.machine_squares
        error = np.sqrt(open_ * np.maximum(squares, 0) / (m + 2) / freedom + spread)
        share = weight * naive + moments.hand_mean - weight * moments.machine_mean
        middle = share + open_ * (moments.hand_shift - weight * moments.machine_shift)
        return Bounds(np.clip(share, 0, 1), middle, error, freedom)

    freedom = np.broadcast_to(m, naive.shape)
    alone = bound(np.zeros_like(naive), freedom + 1)
    tuned = bound(weight, freedom)
    low, high = (np.stack(bounds) for bounds in zip(alone.limits(0.95), tuned.limits(0.95), strict=True))
    width = high - low
    weight = np.where(width[1] < width[0], weight, 0.0)
    return alone, bound(weight, freedom + (weight == 0)), weight


def _read_strata(
    coded: CodesLike, doc_ids: pd.Index, chance: Floats | None, drawn: NDArray[np.int64]
) -> NDArray[np.object_]:
    """Stratum of each drawn document: of the sheet, else those drawn with one probability, else its group."""
    if chance is not None and isinstance(coded, pd.DataFrame) and "stratum" in coded.columns:
        strata = first_of_each(find_column("stratum", [coded], "stratum")).reindex(doc_ids)
        if strata.notna().all():
            return strata.to_numpy(object)
    return (drawn if chance is None else chance).astype(object)


def _number_groups(
    by: str | Sequence[str] | pd.Series | pd.DataFrame | None,
    predicted: CodesLike,
    coded: CodesLike,
    doc_ids: pd.Index,
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Groups in order, and the number of each document's group, -1 where it has none."""
    if by is None:
        return pd.DataFrame(index=[0]), np.zeros(len(doc_ids), np.int64)
    groups = read_groups(by, [predicted, coded], doc_ids)
    grouped = groups.groupby(list(groups.columns), sort=True, observed=True, dropna=True)
    number = grouped.ngroup().fillna(-1).to_numpy(np.int64)
    table = groups[number >= 0].drop_duplicates()
    order = np.argsort(number[number >= 0][~groups[number >= 0].duplicated().to_numpy()])
    return table.iloc[order].reset_index(drop=True), number.astype(np.int64)


def _require_hand_codes(groups: pd.DataFrame, n_coded: NDArray[np.int64]) -> None:
    """Refuse groups of which nothing is known but what the machine says."""
    if n_coded.all():
        return
    bare = groups[n_coded == 0]
    named = [row[0] if len(row) == 1 else tuple(row) for row in bare.head(3).to_numpy().tolist()]
    msg = (
        f"{len(bare)} of {len(groups)} groups have no hand codes, such as {named}, so their errors are unknown. Code "
        "some (draw_coding_sample draws by group), join the groups with others, or leave them out of `predicted`."
    )
    raise ValueError(msg)


def _mean_by_group(machine: Codes, classes: pd.Index, group_of: NDArray[np.int64], n: NDArray[np.int64]) -> Floats:
    """Mean machine code of each group and class, shape (n_groups, n_classes)."""
    sums = (make_totals(group_of, len(n)) @ machine.weights).toarray()
    column = machine.classes.get_indexer(classes)
    return np.where(column >= 0, sums[:, column], 0.0) / n[:, None]
