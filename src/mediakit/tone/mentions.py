"""Mentions of actors in sentences: where they come from, what may be wrong with them, and how they are looked at."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from mediakit.corpus.sentences import split_sentences
from mediakit.voices.quotes import guess_language

LANGUAGES: Final = ("en", "fr", "ar")
COLUMNS: Final = ("sentence", "target", "start", "end")
VIEWS: Final = ("hidden", "left", "right", "window", "whole")
HIDDEN: Final = "X"
SIDE: Final = 25  # words of the views of one side
WINDOW: Final = 8  # words on each side in the narrow view


def list_mentions(corpus: pd.DataFrame, actors: pd.DataFrame, *, quotes: pd.DataFrame) -> pd.DataFrame:
    """
    List the sentences in which each actor is mentioned, and in whose voice.

    Parameters
    ----------
    corpus : DataFrame of shape (n_docs, any), indexed by ``doc_id``
        The articles, with ``text`` and, where known, ``lang``.
    actors : DataFrame
        ``doc_id actor start end``, as `find_actors` gives them: offsets in ``text``.
    quotes : DataFrame
        ``doc_id start end``, as `find_quotes` gives them.

    Returns
    -------
    mentions : DataFrame, one row a mention, in the order of `actors`
        ``doc_id actor voice sentence target start end``, and ``lang`` where the corpus has it. ``start`` and ``end``
        are offsets in ``sentence``; ``voice`` is "source" where the mention lies within a quote, else "outlet".
        Mentions outside every sentence, or over two, are left out.

    Raises
    ------
    ValueError
        If a table lacks a column, or `actors` or `quotes` names a document that the corpus does not have.

    Examples
    --------
    >>> corpus = pd.DataFrame({"text": ["It rained. The brave Rekke waited."]}, index=["a"])
    >>> actors = pd.DataFrame({"doc_id": ["a"], "actor": ["Tobias Rekke"], "start": [21], "end": [26]})
    >>> quotes = pd.DataFrame({"doc_id": [], "start": [], "end": []})
    >>> list_mentions(corpus, actors, quotes=quotes)[["actor", "voice", "target", "start"]].to_numpy().tolist()
    [['Tobias Rekke', 'outlet', 'Rekke', 10]]

    """
    _check_places("actors", actors, ("doc_id", "actor", "start", "end"), corpus)
    _check_places("quotes", quotes, ("doc_id", "start", "end"), corpus)
    sentences = split_sentences(corpus)
    starts, ends = _group(sentences), _group(quotes)
    texts = corpus["text"].to_dict()
    langs = corpus["lang"].to_dict() if "lang" in corpus.columns else None
    rows = []
    for doc_id, actor, start, end in actors[["doc_id", "actor", "start", "end"]].itertuples(index=False):
        span = _find_around(starts.get(doc_id), start)
        if span is None or end > span[1]:
            continue
        text = texts[doc_id]
        voice = "outlet" if _find_around(ends.get(doc_id), start) is None else "source"
        row = (doc_id, actor, voice, text[span[0] : span[1]], text[start:end], start - span[0], end - span[0])
        rows.append(row if langs is None else (*row, langs[doc_id]))
    columns = ["doc_id", "actor", "voice", *COLUMNS, *([] if langs is None else ["lang"])]
    return pd.DataFrame(rows, columns=columns).astype({"start": "int64", "end": "int64"})


def check_mentions(mentions: pd.DataFrame) -> pd.DataFrame:
    """
    Check the columns, offsets and languages of mentions.

    Parameters
    ----------
    mentions : DataFrame of n_mentions rows
        ``sentence target start end``, and ``lang`` where known.

    Returns
    -------
    checked : DataFrame of n_mentions rows, same index
        The columns with ``lang``, guessed from the words where it was not given.

    Raises
    ------
    ValueError
        If a column is missing, a sentence is empty, the offsets do not give the target, or a language is unknown.

    """
    _check_columns("mentions", mentions, COLUMNS)
    places = [
        isinstance(sentence, str) and 0 <= start < end and sentence[int(start) : int(end)] == target
        for sentence, target, start, end in mentions[list(COLUMNS)].itertuples(index=False)
    ]
    is_wrong = ~np.array(places, bool)
    if is_wrong.any():
        row = mentions[is_wrong].iloc[0]
        found = row["sentence"][int(row["start"]) : int(row["end"])] if isinstance(row["sentence"], str) else None
        msg = (
            f"In {is_wrong.sum()} of {len(mentions)} mentions sentence[start:end] is not the target, such as index "
            f"{mentions.index[is_wrong][0]!r}: {found!r} for {row['target']!r}. Give offsets within the sentence."
        )
        raise ValueError(msg)
    if "lang" not in mentions.columns:
        return mentions[list(COLUMNS)].assign(lang=[guess_language(text) for text in mentions["sentence"]])
    unknown = mentions.loc[~mentions["lang"].isin(LANGUAGES), "lang"]
    if len(unknown):
        msg = (
            f"lang of {len(unknown)} of {len(mentions)} mentions is none of {list(LANGUAGES)}, such as "
            f"{unknown.iloc[0]!r}. Leave these rows out."
        )
        raise ValueError(msg)
    return mentions[[*COLUMNS, "lang"]]


def list_views(sentence: str, start: int, end: int) -> tuple[str, ...]:
    """
    Look at a sentence in the ways of `VIEWS`, the target hidden in all but the last.

    Parameters
    ----------
    sentence : str
        The sentence.
    start, end : int
        Offsets of the target.

    Returns
    -------
    views : tuple of five str
        The sentence; what stands before the target; what stands after it; the words near it; the sentence as it is.

    Examples
    --------
    >>> list_views("They praised Rekke, who waited.", 13, 18)[:3]
    ('They praised X, who waited.', 'They praised X', 'X, who waited.')

    """
    left, right = sentence[:start], sentence[end:]
    gap = " " if right[:1].isalnum() else ""
    before, after = left.split(), right.split()
    return (
        " ".join((left + HIDDEN + right).split()),
        " ".join([*before[-SIDE:], HIDDEN]),
        " ".join((HIDDEN + gap + right).split()[: SIDE + 1]),
        " ".join([*before[-WINDOW:], HIDDEN, *after[:WINDOW]]),
        sentence,
    )


def _group(table: pd.DataFrame) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Sorted starts and ends of each document."""
    ordered = table.sort_values("start", kind="stable")
    return {
        str(doc_id): (rows["start"].to_numpy(), rows["end"].to_numpy())
        for doc_id, rows in ordered.groupby("doc_id", sort=False)
    }


def _find_around(spans: tuple[np.ndarray, np.ndarray] | None, place: int) -> tuple[int, int] | None:
    """Span that holds a place, if one does."""
    if spans is None:
        return None
    which = int(np.searchsorted(spans[0], place, side="right")) - 1
    return (int(spans[0][which]), int(spans[1][which])) if which >= 0 and place < spans[1][which] else None


def _check_places(name: str, table: pd.DataFrame, columns: tuple[str, ...], corpus: pd.DataFrame) -> None:
    """Refuse a table of places that does not fit the corpus."""
    _check_columns(name, table, columns)
    strange = table.loc[~table["doc_id"].isin(corpus.index), "doc_id"].unique()
    if len(strange):
        msg = f"{name} names {len(strange)} doc_ids that the corpus does not have, such as {list(strange[:3])}."
        raise ValueError(msg)


def _check_columns(name: str, table: pd.DataFrame, columns: tuple[str, ...]) -> None:
    """Refuse a table without these columns."""
    missing = [column for column in columns if column not in table.columns]
    if missing:
        msg = f"{name} lacks {missing}; its columns are {table.columns.tolist()}. It needs {list(columns)}."
        raise ValueError(msg)
