"""Which articles of all outlets and languages tell one event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mediakit.text.encoder import encode_texts

from .levels import find_levels
from .likeness import Likeness, number_outlets, weigh_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from mediakit.text.encoder import Encoder

    Floats = NDArray[np.floating]
    Places = NDArray[np.int64]

BEGINNING: Final = 600  # characters of title and text that are read
LARGEST: Final = 4000  # articles that are linked at once, in a square table
STEP: Final = 0.05  # added to what pairs must reach where more hang together
STRICTEST: Final = 0.4  # of what is added; what hangs together still is copies
ROWS: Final = 256  # articles compared with the following ones at once


def group_events(
    corpus: pd.DataFrame,
    *,
    days: int = 3,
    threshold: float | None = None,
    encoder: Encoder | None = "e5",
    vectors: Floats | pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Join the articles that tell one event, across outlets and languages.

    Two articles are alike by the cosine of their vectors, made of the first 600 characters of title and text, without
    the mean vector of their language (two thirds), and by that of the actors whom they name, in whatever script, the
    rare ones weighing more (one third). 0.1 is taken off where one outlet published both, and two articles more than
    `days` apart count as -1. Groups are joined by average linkage [1]_ as long as the mean likeness between them is at
    least a level that the corpus itself gives: the likeness that half an article among those within `days` may be
    expected to reach by chance, judged by how alike each article is to those farther away, which cannot tell its event.
    The more articles a day, the higher; between 0.1, which also stands for corpora of at most 50 articles, and 0.5.

    Parameters
    ----------
    corpus : DataFrame of n_docs rows, indexed by ``doc_id``
        Column ``text``; ``title``, ``date``, ``outlet`` and ``lang`` are used where they are there. An article without
        a date may join any other; without ``lang`` all are taken for one language.
    days : int, default 3
        Days between two articles beyond which they do not count as near.
    threshold : float, optional
        Least mean likeness between groups that are joined, between 0 and 1 (both excluded), instead of the level that
        the corpus gives.
    encoder : "e5", callable or None, default "e5"
        As in `encode_texts`. None takes words and pairs of words weighted by rareness, which finds events within one
        language only.
    vectors : DataFrame of shape (n_docs, n_dimensions), optional
        Vectors made before, indexed by ``doc_id``; `encoder` is then not used.

    Returns
    -------
    events : DataFrame of n_docs rows, in the order of `corpus`
        ``doc_id``; ``event``, the ``doc_id`` of its earliest article, so that it does not depend on the order of rows;
        ``similarity``, mean likeness to the other articles of the event, missing where there is none.

    Raises
    ------
    ValueError
        If ``text`` is missing, a ``doc_id`` is there twice, `days` is negative, `threshold` is not between 0 and 1, or
        `vectors` lacks a document.

    References
    ----------
    .. [1] Sokal, R. R. and Michener, C. D. (1958). A statistical method for evaluating systematic relationships.
       University of Kansas Science Bulletin 38, 1409-1438.

    Examples
    --------
    >>> corpus = pd.DataFrame({"text": ["A", "B", "C"], "date": ["2020-01-01"] * 3}, index=["a", "b", "c"])
    >>> vectors = pd.DataFrame([[1, 0.1], [1, -0.1], [-2, 0]], index=["a", "b", "c"])
    >>> group_events(corpus, vectors=vectors).round(2)
      doc_id event  similarity
    0      a     a        0.65
    1      b     a        0.65
    2      c     c         NaN

    """
    _check(corpus, days, threshold)
    ordered = corpus.sort_index()
    rows = _centre(_make_vectors(ordered, encoder, vectors), ordered)
    like = Likeness(rows, weigh_names(ordered), _number_days(ordered), number_outlets(ordered), days)
    levels = find_levels(like) if threshold is None else np.full(len(ordered), threshold)
    group = np.arange(len(ordered))
    similarity = np.full(len(ordered), np.nan)
    for members in _find_components(like, levels, np.arange(len(ordered))):
        for part in _link(like, levels, members):
            group[part] = min(part, key=lambda place: (like.days[place], place))
            if len(part) > 1:
                similarity[part] = _average(like, part)
    names = ordered.index.to_numpy()
    found = pd.DataFrame({"event": names[group], "similarity": similarity}, index=ordered.index)
    return found.loc[corpus.index].rename_axis("doc_id").reset_index()


def _check(corpus: pd.DataFrame, days: int, threshold: float | None) -> None:
    """Refuse what cannot be grouped."""
    if "text" not in corpus.columns:
        msg = f"`corpus` has no column 'text', only {list(corpus.columns)}. Rename the column that holds the articles."
        raise ValueError(msg)
    if corpus.index.has_duplicates:
        twice = corpus.index[corpus.index.duplicated()]
        msg = f"{len(twice)} rows repeat a doc_id, such as {twice[:3].tolist()}. Give every article its own."
        raise ValueError(msg)
    if days < 0:
        msg = f"`days` is {days}, but must be 0 or more. Use 0 for articles of one day."
        raise ValueError(msg)
    if threshold is not None and not 0 < threshold < 1:
        msg = f"`threshold` is {threshold}, but must lie between 0 and 1. Higher values make smaller events."
        raise ValueError(msg)


def _make_vectors(corpus: pd.DataFrame, encoder: Encoder | None, vectors: Floats | pd.DataFrame | None) -> Floats:
    """One row an article, shape (n_docs, n_dimensions)."""
    if vectors is not None:
        if not isinstance(vectors, pd.DataFrame):
            msg = f"`vectors` is a {type(vectors).__name__}, but must be a DataFrame indexed by doc_id."
            raise TypeError(msg)
        missing = corpus.index.difference(vectors.index)
        if len(missing):
            msg = (
                f"`vectors` lacks {len(missing)} of {len(corpus)} documents, such as doc_id {missing[:3].tolist()}. "
                "Index it by the doc_id of the corpus."
            )
            raise ValueError(msg)
        return vectors.loc[corpus.index].to_numpy(np.float32)
    titles = corpus["title"].fillna("") if "title" in corpus.columns else pd.Series("", index=corpus.index)
    texts = [f"{title}. {text}"[:BEGINNING] for title, text in zip(titles, corpus["text"].fillna(""), strict=True)]
    return _weigh_words(texts) if encoder is None else encode_texts(texts, encoder=encoder)


def _weigh_words(texts: list[str]) -> Floats:
    """Words and pairs of words, weighted by rareness and folded to at most 384 numbers."""
    from sklearn.decomposition import TruncatedSVD  # noqa: PLC0415
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    counts = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(texts)
    size = min(384, min(counts.shape) - 1)
    if size < 1:
        return np.asarray(counts.toarray(), np.float32)
    return np.asarray(TruncatedSVD(size, random_state=0).fit_transform(counts), np.float32)


def _centre(vectors: Floats, corpus: pd.DataFrame) -> Floats:
    """Take off the mean of each language and bring rows to length 1."""
    langs = corpus["lang"].fillna("") if "lang" in corpus.columns else pd.Series("", index=corpus.index)
    centred = vectors.astype(np.float32, copy=True)
    for places in langs.groupby(langs).indices.values():
        if len(places) > 1:
            centred[places] -= centred[places].mean(axis=0)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(centred / np.where(length > 0, length, 1), np.float32)


def _number_days(corpus: pd.DataFrame) -> NDArray[np.float64]:
    """Days since 1970, infinite where no date is known."""
    if "date" not in corpus.columns:
        return np.full(len(corpus), np.inf)
    dates = pd.to_datetime(corpus["date"], utc=True).dt.tz_localize(None)
    days = ((dates - pd.Timestamp("1970-01-01")) // pd.Timedelta(days=1)).to_numpy(np.float64)
    return np.where(np.isnan(days), np.inf, days)


def _find_components(like: Likeness, levels: Floats, members: Places, more: float = 0) -> list[Places]:
    """Articles that a chain of near pairs joins, beyond whom average linkage never goes; nearer pairs for a crowd."""
    members = members[np.argsort(like.days[members], kind="stable")]
    labels = np.arange(len(members))
    for start, stop, others in _meet(like, members):
        above = like.between(members[start:stop], members[others])
        above -= (levels[members[start:stop], None] + levels[members[others]]) / 2
        left, right = np.nonzero(above >= more)
        labels = _merge(labels, left + start, others[right])
    parts = [np.sort(members[part]) for part in pd.Series(labels).groupby(labels).indices.values()]
    if more + STEP > STRICTEST:
        return parts
    return [
        piece
        for part in parts
        for piece in ([part] if len(part) <= LARGEST else _find_components(like, levels, part, more + STEP))
    ]


def _meet(like: Likeness, members: Places) -> Iterator[tuple[int, int, Places]]:
    """First and last place of some articles, and the places of those after them that are near in time or undated."""
    day = like.days[members]
    undated = int(np.searchsorted(day, np.inf))
    for start in range(0, len(members), ROWS):
        stop = min(start + ROWS, len(members))
        until = int(np.searchsorted(day, day[stop - 1] + like.most_days, side="right"))
        yield start, stop, np.concatenate([np.arange(start, until), np.arange(max(until, undated), len(members))])


def _merge(labels: Places, left: Places, right: Places) -> Places:
    """Labels of components once these pairs are joined."""
    from scipy.sparse import coo_array  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    ends = (labels[left], labels[right])
    graph = coo_array((np.ones(len(left), bool), ends), shape=(len(labels), len(labels)))
    _, joined = connected_components(graph, directed=False)
    return np.asarray(joined[labels], np.int64)


def _link(like: Likeness, levels: Floats, members: Places) -> list[Places]:
    """Groups by average linkage; what is too large is nearly the same text throughout, and stays one group."""
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415
    from scipy.spatial.distance import squareform  # noqa: PLC0415

    if len(members) == 1 or len(members) > LARGEST:
        return [members]
    above = like.between(members, members) - (levels[members, None] + levels[members]) / 2
    tree = linkage(squareform(2 - above, checks=False), method="average")
    labels = fcluster(tree, 2, criterion="distance")
    return [members[labels == label] for label in np.unique(labels)]


def _average(like: Likeness, members: Places) -> NDArray[np.float64]:
    """Mean likeness of each article to the others."""
    total = np.empty(len(members))
    for start in range(0, len(members), ROWS):
        rows = members[start : start + ROWS]
        alike = like.between(rows, members)
        total[start : start + ROWS] = np.where(rows[:, None] == members, 0, alike).sum(axis=1)
    return np.asarray(total / (len(members) - 1))
