"""Whether outlets differ on the same events, so that what they cover does not count as how they tell it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mediakit.corpus.shortage import ShortCorpusError
from mediakit.trust.comparison import correct_p_values
from mediakit.trust.resampling import bootstrap_groups

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def compare_outlets(  # noqa: PLR0913 - the columns, and how the draws are made
    table: pd.DataFrame,
    *,
    value: str,
    by: str = "outlet",
    within: str = "event",
    frame: str | None = None,
    cluster: str | None = None,
    n_resamples: int = 2000,
    confidence: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""
    Compare each outlet with the others that told the same events.

    For outlet :math:`o` and every event :math:`e` that it and another outlet told,

    .. math:: d_{oe} = \bar{y}_{oe} - \frac{1}{|O_e| - 1} \sum_{p \in O_e, p \neq o} \bar{y}_{pe}

    and the estimate is the mean of :math:`d_{oe}` over these events: what the event does to the measure cancels out.
    The interval is a studentized bootstrap of events [1]_. The p value comes from giving the articles of each event
    out anew among its outlets [2]_.

    Parameters
    ----------
    table : DataFrame
        One row an article, or an article and frame; or one row a sentence, with `cluster`. Rows where a named column is
        missing are left out.
    value : str
        Column of numbers, or of True and False.
    by : str, default "outlet"
        Column of the outlets.
    within : str, default "event"
        Column of the events, such as that of `group_events`; an empty text is no event.
    frame : str, optional
        Column of frames; each is compared for itself.
    cluster : str, optional
        Column of the articles, where rows are sentences or mentions: an article's rows of one event are averaged first,
        because they are alike and count as one observation.
    n_resamples : int, default 2000
        Draws of the interval, and permutations.
    confidence : float, default 0.95
        How often intervals hold the truth.
    random_state : int, default 0
        Seed of draws and permutations.

    Returns
    -------
    differences : DataFrame of n_outlets rows, times n_frames, sorted by frame and outlet
        The columns `frame` (if named) and `by`; ``n_events`` and ``n_docs``, those that are compared; ``n_alone``,
        articles of events that no other outlet told, which say nothing here; ``difference``, ``low``, ``high``;
        ``p_value``, and ``p_corrected`` for the number of rows; ``mean``, ``mean_low`` and ``mean_high`` of all the
        outlet's articles, for reference.

    Raises
    ------
    ValueError
        If a column is missing or `value` holds no numbers, or an option is out of its range.
    ShortCorpusError
        If no event is told by two outlets; a ValueError.

    References
    ----------
    .. [1] Cameron, A. C., Gelbach, J. B. and Miller, D. L. (2008). Bootstrap-based improvements for inference with
       clustered errors. Review of Economics and Statistics 90(3), 414-427. doi:10.1162/rest.90.3.414
    .. [2] Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical Applications in
       Genetics and Molecular Biology 9(1). doi:10.2202/1544-6115.1585

    Examples
    --------
    >>> table = pd.DataFrame({"event": list("aabbccdd"), "outlet": ["A", "B"] * 4, "rate": [2, 1, 5, 3, 9, 8, 4, 3]})
    >>> compare_outlets(table, value="rate")[["outlet", "n_events", "difference"]]
      outlet  n_events  difference
    0      A         4        1.25
    1      B         4       -1.25

    """
    rows = _prepare(table, value, by, within, frame, cluster)
    parts = []
    for name, part in rows.groupby("frame", sort=True):
        means = bootstrap_groups(
            part,
            value="value",
            by="by",
            cluster="event",
            n_resamples=n_resamples,
            confidence=confidence,
            random_state=random_state,
        )
        gaps, p_values = _compare_within(part, n_resamples, random_state)
        found = _draw_intervals(gaps, n_resamples, confidence, random_state)
        found["p_value"] = p_values.reindex(found["by"]).to_numpy()
        told = part[part["event"].isin(gaps["event"])].groupby("by").size()
        found = means.rename(columns={"low": "mean_low", "high": "mean_high"}).merge(found, on="by", how="left")
        found["n_docs"] = told.reindex(found["by"]).fillna(0).astype(np.int64).to_numpy()
        found["n_alone"] = found["n"] - found["n_docs"]
        found["n_events"] = found["n_events"].fillna(0).astype(np.int64)
        parts.append(found.assign(frame=name))
    table = pd.concat(parts, ignore_index=True)
    table["p_corrected"] = correct_p_values(table["p_value"])
    order = ["n_events", "n_docs", "n_alone", "difference", "low", "high", "p_value", "p_corrected"]
    kept = [*(["frame"] if frame else []), "by", *order, "mean", "mean_low", "mean_high"]
    return table[kept].rename(columns={"by": by, **({"frame": frame} if frame else {})})


def compare_outlet_pairs(  # noqa: PLR0913 - as compare_outlets
    table: pd.DataFrame,
    *,
    value: str,
    by: str = "outlet",
    within: str = "event",
    frame: str | None = None,
    cluster: str | None = None,
    n_resamples: int = 2000,
    confidence: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    """
    Compare outlets two by two, on the events that both told.

    Parameters
    ----------
    table : DataFrame
        As in `compare_outlets`.
    value : str
        As in `compare_outlets`.
    by : str, default "outlet"
        As in `compare_outlets`.
    within : str, default "event"
        As in `compare_outlets`.
    frame : str, optional
        As in `compare_outlets`.
    cluster : str, optional
        As in `compare_outlets`.
    n_resamples : int, default 2000
        As in `compare_outlets`.
    confidence : float, default 0.95
        As in `compare_outlets`.
    random_state : int, default 0
        As in `compare_outlets`.

    Returns
    -------
    differences : DataFrame of n_pairs rows, times n_frames
        `frame` (if named); ``group`` and ``other``; ``n_events``; ``difference`` (`group` less `other`), ``low``,
        ``high``; ``p_value``, and ``p_corrected`` for the number of rows. Pairs without a common event are left out.

    Raises
    ------
    ValueError
        As in `compare_outlets`.

    Examples
    --------
    >>> table = pd.DataFrame({"event": list("aabbccdd"), "outlet": ["A", "B"] * 4, "rate": [2, 1, 5, 3, 9, 8, 4, 3]})
    >>> compare_outlet_pairs(table, value="rate")[["group", "other", "n_events", "difference"]]
      group other  n_events  difference
    0     A     B         4        1.25

    """
    rows = _prepare(table, value, by, within, frame, cluster)
    parts = []
    for name, part in rows.groupby("frame", sort=True):
        for group, other in combinations(sorted(part["by"].unique()), 2):
            pair = part[part["by"].isin([group, other])]
            gaps, p_values = _compare_within(pair, n_resamples, random_state)
            gaps = gaps[gaps["by"] == group]
            if len(gaps):
                found = _draw_intervals(gaps, n_resamples, confidence, random_state)
                parts.append(found.assign(frame=name, group=group, other=other, p_value=p_values[group]))
    found = pd.concat(parts, ignore_index=True)
    found["p_corrected"] = correct_p_values(found["p_value"])
    kept = ["group", "other", "n_events", "difference", "low", "high", "p_value", "p_corrected"]
    return found[[*(["frame"] if frame else []), *kept]].rename(columns={"frame": frame} if frame else {})


def _prepare(
    table: pd.DataFrame, value: str, by: str, within: str, frame: str | None, cluster: str | None
) -> pd.DataFrame:
    """Columns ``event``, ``by``, ``frame``, ``value``, in an order that does not depend on that of the rows."""
    _check(table, [value, by, within, *(name for name in (frame, cluster) if name)], value)
    rows = pd.DataFrame(
        {
            "event": table[within].to_numpy(),
            "by": table[by].to_numpy(),
            "frame": table[frame].to_numpy() if frame else "",
            "article": table[cluster].to_numpy() if cluster else np.arange(len(table)),
            "value": table[value].to_numpy(np.float64, na_value=np.nan),
        }
    ).dropna()
    rows = rows[rows["event"] != ""].groupby(["frame", "event", "by", "article"])["value"].mean().reset_index()
    rows = rows.sort_values(["frame", "event", "by", "value"], ignore_index=True)
    if not len(rows) or rows.groupby(["frame", "event"])["by"].nunique().max() < 2:
        msg = (
            f"None of {rows['event'].nunique()} events in column {within!r} is told by two values of {by!r}, so there "
            "is nothing to compare within events. Widen the events, or compare means with bootstrap_groups."
        )
        raise ShortCorpusError(msg)
    return rows


def _check(table: pd.DataFrame, names: list[str], value: str) -> None:
    """Refuse a table without the columns, or without numbers."""
    missing = [name for name in names if name not in table.columns]
    if missing:
        msg = f"The table has no columns {missing}, only {list(table.columns)}. Name its columns in `value`, `by`, "
        raise ValueError(msg + "`within`, `frame` and `cluster`.")
    if not pd.api.types.is_numeric_dtype(table[value]):
        msg = f"Column {value!r} holds {table[value].dtype} values, but a comparison needs numbers. Name another."
        raise ValueError(msg)


def _compare_within(rows: pd.DataFrame, n_resamples: int, random_state: int) -> tuple[pd.DataFrame, pd.Series]:
    """Differences ``event by gap`` of events told by two or more outlets, and p value of each outlet."""
    rng = np.random.default_rng(random_state)
    names = np.unique(rows["by"])
    drawn = np.zeros((n_resamples, len(names)))
    gaps = []
    for event, part in rows.groupby("event", sort=True):
        labels, values = np.searchsorted(names, part["by"]), part["value"].to_numpy()
        here = np.unique(labels)
        if len(here) < 2:
            continue
        weights = _weigh_articles(labels, here)
        gaps.append(pd.DataFrame({"event": event, "by": names[here], "gap": values @ weights}))
        drawn[:, here] += rng.permuted(np.tile(values, (n_resamples, 1)), axis=1) @ weights
    found = pd.concat(gaps, ignore_index=True) if gaps else pd.DataFrame(columns=["event", "by", "gap"])
    total = found.groupby("by")["gap"].sum().reindex(names).to_numpy(np.float64)
    extreme = (np.abs(drawn) >= np.abs(total) - 1e-9).sum(axis=0)
    p_values = np.where(np.isnan(total), np.nan, (1 + extreme) / (1 + n_resamples))
    return found, pd.Series(p_values, index=names)


def _weigh_articles(labels: NDArray[np.int64], here: NDArray[np.int64]) -> Floats:
    """Weights of shape (n_articles, n_outlets) that make an outlet's mean less the mean of the others' means."""
    own = (labels[:, None] == here) / (labels[:, None] == here).sum(axis=0)
    others = (own.sum(axis=1, keepdims=True) - own) / (len(here) - 1)
    return np.asarray(own - others)


def _draw_intervals(gaps: pd.DataFrame, n_resamples: int, confidence: float, random_state: int) -> pd.DataFrame:
    """Table ``by n_events difference low high``; one difference an event."""
    found = bootstrap_groups(
        gaps,
        value="gap",
        by="by",
        method="studentized",
        n_resamples=n_resamples,
        confidence=confidence,
        random_state=random_state,
    )
    return found.rename(columns={"n": "n_events", "mean": "difference"})
