"""Topics that come, change their words and go."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from mediakit.corpus.shortage import ShortCorpusError
from mediakit.text.dtm import DocumentTermMatrix, weight_dtm
from mediakit.trust.resampling import bootstrap_groups

from .coherence import rank_terms
from .labels import label_topics
from .model import NMFTopics
from .reading import share_topics
from .stability import PASSES

if TYPE_CHECKING:
    from numpy.typing import NDArray

Window = Literal["day", "week", "month", "quarter", "year"]
FREQUENCIES: Final = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
TOP_TERMS: Final = 20  # of a window topic that the second layer sees
LISTED_TERMS: Final = 10
N_STARTS: Final = 10  # of the second layer, which is small and may end in a poor optimum; the best is kept


@dataclasses.dataclass(frozen=True)
class _WindowTopics:
    """The topics of one window."""

    name: str
    components: NDArray[np.float64]  # shares of all terms in each topic, shape (n_window_topics, n_terms)
    shares: pd.DataFrame  # of the topics in each document, indexed by doc_id


def track_topics(
    dtm: DocumentTermMatrix,
    dates: pd.Series,
    *,
    n_topics: int = 10,
    n_window_topics: int = 10,
    window: Window = "month",
    random_state: int = 0,
) -> pd.DataFrame:
    """
    Follow topics over windows of time while their words change.

    In two layers [1]_: the articles of each window are weighted and factorized on their own; then the top 20 terms of
    all window topics, each scaled to length 1, are the rows of a second factorization, whose topics run over time. Each
    window topic belongs to the one of these that weighs most in it. So a topic may be absent from a window, and may be
    named by other words in each, where one factorization of all articles would hold its words fixed.

    Parameters
    ----------
    dtm : DocumentTermMatrix
        Counts of shape (n_docs, n_terms).
    dates : Series of datetime or str, indexed by ``doc_id``
        When each document appeared; rows are matched by ``doc_id``. Texts are read as ISO 8601 (``2024-05-27``).
    n_topics : int, default 10
        Number of topics over time.
    n_window_topics : int, default 10
        Number of topics of each window, at most the number of its documents.
    window : {"day", "week", "month", "quarter", "year"}, default "month"
        Length of a window; windows without documents are left out.
    random_state : int, default 0
        Seed of the fits and of the intervals.

    Returns
    -------
    table : DataFrame of n_topics * n_windows rows, sorted by topic and window
        ``topic`` (from 0); ``label``, as `label_topics` names it; ``window`` (str, such as "2024-05"); ``n_docs``,
        the documents of the window that its topics explain; ``n_window_topics``, how many of its topics belong to this
        one; ``share``, the mean share in its documents, which sum to 1 over the topics of a window, with ``low`` and
        ``high``, a 95% bootstrap interval that takes the topics as given; ``terms``, the 10 heaviest terms there, with
        commas between, empty where the topic is absent.

    Raises
    ------
    ValueError
        If a document has no date or two, a date cannot be read, all are of one window, or an option is out of range.
    ShortCorpusError
        If a window holds fewer documents than `n_window_topics`, or there are fewer window topics than `n_topics`.

    References
    ----------
    .. [1] Greene, D. and Cross, J. P. (2017). Exploring the political agenda of the European Parliament using a dynamic
       topic modeling approach. Political Analysis 25(1), 77-94. doi:10.1017/pan.2016.7

    Examples
    --------
    >>> from mediakit.text.dtm import build_dtm
    >>> from mediakit.text.tokens import tokenize
    >>> texts = ["border patrol", "border patrol", "border patrol", "budget vote"] * 2
    >>> dtm = build_dtm(tokenize(pd.DataFrame({"text": texts})))
    >>> dates = pd.Series(["2024-01-01"] * 4 + ["2024-02-01"] * 4)
    >>> table = track_topics(dtm, dates, n_topics=2, n_window_topics=2)
    >>> table[["topic", "label", "window", "share", "low", "high"]].round(2)
       topic           label   window  share   low  high
    0      0  border, patrol  2024-01   0.75  0.25  1.00
    1      0  border, patrol  2024-02   0.75  0.25  1.00
    2      1    budget, vote  2024-01   0.25  0.00  0.75
    3      1    budget, vote  2024-02   0.25  0.00  0.75

    """
    windows = _assign_windows(dtm, dates, window)
    _check_sizes(windows, n_topics, n_window_topics)
    layers = [
        _fit_window(dtm, np.flatnonzero(windows == name), str(name), n_window_topics, random_state)
        for name in np.unique(windows)
    ]
    model, topic_of = _fit_across(layers, n_topics, random_state)
    table = _measure_shares(layers, topic_of, n_topics, random_state)
    table["terms"] = _list_terms(layers, topic_of, n_topics, dtm.terms)
    table.insert(1, "label", table["topic"].map(label_topics(model, dtm.terms)["label"]))
    return table


def _assign_windows(dtm: DocumentTermMatrix, dates: pd.Series, window: Window) -> NDArray[np.str_]:
    """Name of the window of each document, shape (n_docs,)."""
    if window not in FREQUENCIES:
        msg = f"`window` is {window!r}, but must be one of {list(get_args(Window))}."
        raise ValueError(msg)
    if dates.index.has_duplicates:
        twice = dates.index[dates.index.duplicated()][:3].tolist()
        msg = f"`dates` names documents more than once, such as {twice}. Give one date a doc_id."
        raise ValueError(msg)
    given = dates.reindex(dtm.doc_ids)
    _require_dates(given.isna(), "have no date in `dates`", "Index it by the doc_id of the corpus, or leave these out")
    parsed = pd.to_datetime(given, format=None if _are_dates(given) else "ISO8601", utc=True, errors="coerce")
    _require_dates(parsed.isna(), "have a date that cannot be read", "Write dates as 2024-05-27")
    periods = parsed.dt.tz_localize(None).dt.to_period(FREQUENCIES[window])
    return periods.astype(str).to_numpy(dtype=str)


def _are_dates(dates: pd.Series) -> bool:
    """Whether they are datetimes already."""
    return pd.api.types.is_datetime64_any_dtype(dates)


def _require_dates(is_wrong: pd.Series, what: str, way_out: str) -> None:
    """Refuse documents without a date."""
    if is_wrong.any():
        found = is_wrong.index[is_wrong][:3].tolist()
        msg = f"{is_wrong.sum()} of {len(is_wrong)} documents {what}, such as doc_id {found}. {way_out}."
        raise ValueError(msg)


def _check_sizes(windows: NDArray[np.str_], n_topics: int, n_window_topics: int) -> None:
    """Refuse numbers of topics for which there are too few windows or documents."""
    for option, value in (("n_topics", n_topics), ("n_window_topics", n_window_topics)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
            msg = f"`{option}` is {value!r}, but must be an int of 1 or more."
            raise ValueError(msg)
    names, n_docs = np.unique(windows, return_counts=True)
    if len(names) < 2:
        msg = f"All {len(windows)} documents are of one window, {names.tolist()}. Choose a shorter `window`."
        raise ValueError(msg)
    is_short = n_docs < n_window_topics
    if is_short.any():
        found = dict(zip(names[is_short][:3].tolist(), n_docs[is_short][:3].tolist(), strict=True))
        msg = (
            f"{is_short.sum()} of {len(names)} windows hold fewer than {n_window_topics} documents, such as {found}. "
            "Ask for fewer `n_window_topics`, choose a longer `window`, or leave these documents out."
        )
        raise ShortCorpusError(msg)
    if n_topics > len(names) * n_window_topics:
        msg = (
            f"{n_topics} topics need at least {n_topics} window topics, but {len(names)} windows of {n_window_topics} "
            f"make {len(names) * n_window_topics}. Ask for fewer `n_topics` or more `n_window_topics`."
        )
        raise ShortCorpusError(msg)


def _fit_window(
    dtm: DocumentTermMatrix, rows: NDArray[np.int64], name: str, n_topics: int, random_state: int
) -> _WindowTopics:
    """The first layer: topics of the documents of one window."""
    part = DocumentTermMatrix(dtm.counts[rows], dtm.doc_ids[rows], dtm.terms)
    weights = weight_dtm(part)
    model = NMFTopics(n_topics, max_iter=PASSES, random_state=random_state).fit(weights)
    components = model.components_.astype(np.float64)
    total = components.sum(axis=1, keepdims=True)
    components = np.divide(components, total, out=np.zeros_like(components), where=total > 0)
    return _WindowTopics(name, components, share_topics(model, weights, part.doc_ids))


def _fit_across(
    layers: list[_WindowTopics], n_topics: int, random_state: int
) -> tuple[NMFTopics, list[NDArray[np.int64]]]:
    """The second layer: topics of the window topics, and which of them each window topic belongs to."""
    stacked = np.concatenate([layer.components for layer in layers])
    top = rank_terms(stacked, TOP_TERMS)
    row, rank = np.nonzero(top >= 0)
    weights = stacked[row, top[row, rank]]
    lengths = np.sqrt(np.bincount(row, weights**2, minlength=len(stacked)))
    rows = csr_array((weights / lengths[row], (row, top[row, rank])), shape=stacked.shape)
    fits = [NMFTopics(n_topics, max_iter=PASSES, random_state=random_state + k).fit(rows) for k in range(N_STARTS)]
    model = min(fits, key=lambda fit: fit.reconstruction_err_)
    belongs = share_topics(model, rows, pd.RangeIndex(len(stacked)).astype(str)).fillna(0.0).to_numpy().argmax(axis=1)
    bounds = np.cumsum([len(layer.components) for layer in layers])[:-1]
    return model, np.split(belongs, bounds)


def _measure_shares(
    layers: list[_WindowTopics], topic_of: list[NDArray[np.int64]], n_topics: int, random_state: int
) -> pd.DataFrame:
    """Mean share of each topic in each window with its interval, sorted by topic and window."""
    parts = []
    for layer, topics in zip(layers, topic_of, strict=True):
        shares = layer.shares.T.groupby(topics).sum(min_count=1).T.reindex(columns=range(n_topics))
        shares = shares.fillna(0.0).where(layer.shares.notna().any(axis=1))
        long = shares.melt(var_name="topic", value_name="share")
        parts.append(long.assign(window=layer.name))
    means = bootstrap_groups(pd.concat(parts), value="share", by=["topic", "window"], random_state=random_state)
    cells = pd.MultiIndex.from_product([range(n_topics), [layer.name for layer in layers]], names=["topic", "window"])
    table = means.set_index(["topic", "window"]).reindex(cells)
    n_own = [np.bincount(topics, minlength=n_topics) for topics in topic_of]
    table = table.assign(n=table["n"].fillna(0).astype(int), n_window_topics=np.array(n_own).T.ravel())
    table = table.rename(columns={"n": "n_docs", "mean": "share"}).reset_index()
    return table[["topic", "window", "n_docs", "n_window_topics", "share", "low", "high"]]


def _list_terms(
    layers: list[_WindowTopics], topic_of: list[NDArray[np.int64]], n_topics: int, terms: NDArray[np.object_]
) -> pd.Series:
    """Heaviest terms of each topic in each window, in the order of the table."""
    listed = np.empty((n_topics, len(layers)), object)
    for column, (layer, topics) in enumerate(zip(layers, topic_of, strict=True)):
        mean = layer.shares.mean().fillna(0.0).to_numpy()
        weights = np.zeros((n_topics, len(terms)))
        np.add.at(weights, topics, layer.components * mean[:, None])
        for topic, ranked in enumerate(rank_terms(weights, LISTED_TERMS)):
            listed[topic, column] = ", ".join(terms[ranked[ranked >= 0]])
    return pd.Series(listed.ravel(), dtype="str")
