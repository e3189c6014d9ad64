"""The words by which an outlet tells events that others told too, and the sentences where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mediakit.corpus.sentences import find_sentences
from mediakit.text.patterns import fold_phrases
from mediakit.text.tokens import tokenize

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from mediakit.text.dtm import DocumentTermMatrix
    from mediakit.text.tokens import Tokens

    Floats = NDArray[np.float64]

PRIOR_TOKENS: Final = 1000.0  # weight of the events' common words as a prior, in tokens


def compare_words(
    dtm: DocumentTermMatrix,
    events: pd.DataFrame,
    *,
    by: str = "outlet",
    within: str = "event",
    min_events: int = 2,
) -> pd.DataFrame:
    r"""
    Weighted log odds of an outlet's words against the other outlets' on the same events.

    In every event the longer side is scaled down to the tokens of the shorter, so that each event weighs the same on
    both sides; then

    .. math:: \delta_w = \ln \frac{y_w + a_w}{n + a - y_w - a_w} - \ln \frac{y'_w + a_w}{n' + a - y'_w - a_w}

    with the words of these events as prior :math:`a_w`, 1,000 tokens in all [1]_.

    Parameters
    ----------
    dtm : DocumentTermMatrix
        Counts of shape (n_docs, n_terms), of one language.
    events : DataFrame indexed by ``doc_id``
        The columns `by` and `within`; rows are matched by ``doc_id``; an empty event is none.
    by : str, default "outlet"
        Column of the outlets.
    within : str, default "event"
        Column of the events.
    min_events : int, default 2
        Events in which a word must stand, on whichever side; names of one event set no outlet apart.

    Returns
    -------
    words : DataFrame, sorted by outlet and ``z``, largest first
        `by`; ``term``; ``n_target`` and ``n_reference``, counts before scaling; ``n_events``; ``log_odds``, above 0
        where the outlet says it more; ``z``, the same in standard deviations. These take counts as independent, which
        words of one article are not: read `z` as an order, not as a test.

    Raises
    ------
    ValueError
        If a column or a document is missing in `events`, or no event is told by two outlets.

    References
    ----------
    .. [1] Monroe, B. L., Colaresi, M. P. and Quinn, K. M. (2008). Fightin' words: lexical feature selection and
       evaluation for identifying the content of political conflict. Political Analysis 16(4), 372-403.
       doi:10.1093/pan/mpn018

    """
    groups = _match(dtm, events, by, within)
    parts = []
    for outlet in sorted(groups["by"].unique()):
        is_own = (groups["by"] == outlet).to_numpy()
        target, n_target = _sum_events(dtm, groups, is_own)
        reference, n_reference = _sum_events(dtm, groups, ~is_own)
        shared = np.flatnonzero((n_target > 0) & (n_reference > 0))
        if not len(shared):
            continue
        least = np.minimum(n_target, n_reference)[shared]
        sides = [
            side[shared].T @ (least / sizes[shared]) for side, sizes in ((target, n_target), (reference, n_reference))
        ]
        n_events = np.asarray(((target + reference)[shared] > 0).sum(axis=0)).ravel()
        log_odds, z = _weigh_log_odds(*sides)
        found = pd.DataFrame({by: outlet, "term": dtm.terms})
        found["n_target"] = np.asarray(target[shared].sum(axis=0), np.int64).ravel()
        found["n_reference"] = np.asarray(reference[shared].sum(axis=0), np.int64).ravel()
        found = found.assign(n_events=n_events, log_odds=log_odds, z=z)
        parts.append(found[found["n_events"] >= min_events])
    if not parts:
        msg = f"None of {groups['event'].nunique()} events is told by two values of {by!r}. Widen the events."
        raise ValueError(msg)
    return pd.concat(parts).sort_values([by, "z", "term"], ascending=[True, False, True], ignore_index=True)


def find_word_sentences(
    corpus: pd.DataFrame, words: pd.DataFrame, *, by: str = "outlet", n_sentences: int = 3, column: str = "text"
) -> pd.DataFrame:
    """
    Sentences of an outlet in which its words stand, to read.

    Words are found as `tokenize` reads them: whatever their capitals, and in Arabic with or without vowel signs and in
    any form of alef.

    Parameters
    ----------
    corpus : DataFrame indexed by ``doc_id``
        The columns `by` and `column`.
    words : DataFrame
        The columns `by` and ``term``, such as the first rows of `compare_words`; words or phrases, not stems.
    by : str, default "outlet"
        Column of the outlets.
    n_sentences : int, default 3
        Sentences a word, at most; one an article, in the order of the corpus.
    column : str, default "text"
        Column that is searched.

    Returns
    -------
    sentences : DataFrame
        `by`, ``term``, ``doc_id``, ``sentence``.

    Raises
    ------
    ValueError
        If a column is missing, or an outlet of `words` is not in `corpus`.

    Examples
    --------
    >>> corpus = pd.DataFrame({"outlet": ["A"], "text": ["It rained. The spies met."]}, index=["a1"])
    >>> find_word_sentences(corpus, pd.DataFrame({"outlet": ["A"], "term": ["spies"]})).iloc[0].tolist()
    ['A', 'spies', 'a1', 'The spies met.']

    """
    for name, table, needed in (("corpus", corpus, [by, column]), ("words", words, [by, "term"])):
        missing = [one for one in needed if one not in table.columns]
        if missing:
            msg = f"`{name}` has no columns {missing}, only {list(table.columns)}. Name them in `by` and `column`."
            raise ValueError(msg)
    texts = {outlet: part[column].fillna("") for outlet, part in corpus.groupby(by)}
    lost = sorted(set(words[by]).difference(texts))
    if lost:
        msg = (
            f"{len(lost)} values of {by!r} in `words` are not in `corpus`, such as {lost[:3]}. Give their articles too."
        )
        raise ValueError(msg)
    tokens = {outlet: tokenize(texts[outlet].to_frame("text"), spans=True) for outlet in words[by].unique()}
    found = []
    for outlet, term, folded in zip(words[by], words["term"], fold_phrases(words["term"].tolist()), strict=True):
        for place, at in _find_first(tokens[outlet], folded.split(" "))[:n_sentences]:
            text = texts[outlet].iloc[place]
            start, stop = next(span for span in find_sentences(text) if span[0] <= at < span[1])
            found.append((outlet, term, texts[outlet].index[place], text[start:stop]))
    return pd.DataFrame(found, columns=[by, "term", "doc_id", "sentence"])


def _find_first(tokens: Tokens, terms: list[str]) -> list[tuple[int, int]]:
    """Place of each document that holds these terms side by side, and the character where they first begin."""
    numbers = [np.flatnonzero(tokens.terms == term) for term in terms]
    if not all(map(len, numbers)) or tokens.spans is None:
        return []
    heads = np.flatnonzero(tokens.ids == numbers[0][0])
    place = np.searchsorted(tokens.starts, heads, side="right") - 1
    is_whole = heads + len(terms) <= tokens.starts[place + 1]
    heads, place = heads[is_whole], place[is_whole]
    is_phrase = np.all([tokens.ids[heads + step] == number[0] for step, number in enumerate(numbers)], axis=0)
    first, which = np.unique(place[is_phrase], return_index=True)
    return list(zip(first.tolist(), tokens.spans[heads[is_phrase][which], 0].tolist(), strict=True))


def _match(dtm: DocumentTermMatrix, events: pd.DataFrame, by: str, within: str) -> pd.DataFrame:
    """Columns ``by event place`` of the documents that have both."""
    missing = [name for name in (by, within) if name not in events.columns]
    if missing:
        msg = f"`events` has no columns {missing}, only {list(events.columns)}. Name them in `by` and `within`."
        raise ValueError(msg)
    is_lost = ~dtm.doc_ids.isin(events.index)
    if is_lost.any():
        msg = (
            f"{is_lost.sum()} of {dtm.n_docs} documents are not in `events`, such as doc_id "
            f"{dtm.doc_ids[is_lost][:3].tolist()}. Index it by the doc_id of the corpus."
        )
        raise ValueError(msg)
    chosen = events.loc[dtm.doc_ids, [by, within]].set_axis(["by", "event"], axis=1)
    chosen = chosen.assign(place=np.arange(dtm.n_docs)).dropna()
    chosen = chosen[chosen["event"] != ""]
    return chosen.assign(number=chosen["event"].factorize()[0])


def _sum_events(dtm: DocumentTermMatrix, groups: pd.DataFrame, is_side: NDArray[np.bool_]) -> tuple[csr_array, Floats]:
    """Counts of one side by event, sparse of shape (n_events, n_terms), and its tokens by event."""
    from scipy.sparse import csr_array  # noqa: PLC0415

    side = groups[is_side]
    shape = (groups["number"].max() + 1, dtm.n_docs)
    chosen = csr_array((np.ones(len(side), np.int64), (side["number"], side["place"])), shape=shape)
    sums = chosen @ csr_array(dtm.counts)
    return sums, np.asarray(sums.sum(axis=1), np.float64).ravel()


def _weigh_log_odds(target: Floats, reference: Floats) -> tuple[Floats, Floats]:
    """Difference of log odds with the words of both sides as prior, and its z-score; 0 for words of neither."""
    both = target + reference
    prior = PRIOR_TOKENS * both / both.sum()
    sides = [np.where(both > 0, side + prior, 1.0) for side in (target, reference)]
    odds = [
        np.log(side / ((whole.sum() + PRIOR_TOKENS) - side))
        for side, whole in zip(sides, (target, reference), strict=True)
    ]
    difference = np.where(both > 0, odds[0] - odds[1], 0.0)
    return difference, difference / np.sqrt(1 / sides[0] + 1 / sides[1])
