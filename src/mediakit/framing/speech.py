"""Whose words the tokens of an article are: its outlet's, or those of someone it quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mediakit.text.tokens import tokenize

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediakit.text.tokens import Tokens

NEEDED: Final = ("doc_id", "start", "end", "quote")
N_COMPARED: Final = 1000  # quotes whose first word is compared with the tokens
LEAST_SAME: Final = 0.9  # share of them that must be the same; from the same texts all are


def require_spans(tokens: Tokens, what: str) -> NDArray[np.int32]:
    """
    Give the spans of tokens.

    Parameters
    ----------
    tokens : Tokens
        The texts.
    what : str
        What needs them, for the error.

    Returns
    -------
    spans : int32 array of shape (n_tokens, 2)
        Character offsets.

    Raises
    ------
    ValueError
        If `tokens` was made without them.

    """
    if tokens.spans is None:
        msg = (
            f"tokens has no spans, but {what} needs the place of each of its {len(tokens)} tokens in the text. Make "
            "them with tokenize(corpus, spans=True)."
        )
        raise ValueError(msg)
    return tokens.spans


def find_quote_of_tokens(tokens: Tokens, quotes: pd.DataFrame, what: str) -> NDArray[np.int64]:
    """
    Find the quote that each token begins in.

    Parameters
    ----------
    tokens : Tokens
        The texts, with spans.
    quotes : DataFrame
        ``doc_id start end quote``, as `find_quotes` gives them from the same texts. Quotes of documents that are not in
        `tokens` are left aside.
    what : str
        What needs them, for errors.

    Returns
    -------
    quote_of_token : int64 array of shape (n_tokens,)
        Row in `quotes`, -1 for the outlet's own words.

    Raises
    ------
    ValueError
        If `tokens` has no spans, `quotes` lacks a column, or quotes and tokens come from different texts.

    """
    spans = require_spans(tokens, what)
    _check_quotes(tokens, quotes)
    rows = np.flatnonzero(quotes["doc_id"].isin(tokens.doc_ids))
    doc = tokens.doc_ids.get_indexer(pd.Index(quotes["doc_id"].iloc[rows]))
    width = int(max(spans.max(initial=0), quotes["end"].max() if len(quotes) else 0)) + 1
    token_doc = np.repeat(np.arange(tokens.n_docs), np.diff(tokens.starts))
    place = token_doc * width + spans[:, 0]  # of a token in all texts end to end
    first = np.searchsorted(place, doc * width + quotes["start"].to_numpy()[rows])
    last = np.searchsorted(place, doc * width + quotes["end"].to_numpy()[rows])
    quote_of_token = np.full(len(tokens), -1, np.int64)
    for row, begin, end in zip(rows.tolist(), first.tolist(), last.tolist(), strict=True):
        quote_of_token[begin:end] = row
    _compare_words(tokens, quotes.iloc[rows], first, last)
    return quote_of_token


def _check_quotes(tokens: Tokens, quotes: pd.DataFrame) -> None:
    """Refuse quotes that lack a column or belong to other documents."""
    missing = [column for column in NEEDED if column not in quotes.columns]
    if missing:
        msg = (
            f"quotes lacks {missing}; its columns are {list(quotes.columns)}. It needs {list(NEEDED)}, as find_quotes "
            "gives them."
        )
        raise ValueError(msg)
    if len(quotes) and not quotes["doc_id"].isin(tokens.doc_ids).any():
        msg = (
            f"None of the {len(quotes)} quotes is of a document in tokens; theirs are of doc_id "
            f"{quotes['doc_id'].unique()[:3].tolist()}, those in tokens are {tokens.doc_ids[:3].tolist()}. Find quotes "
            "in the corpus that was tokenized."
        )
        raise ValueError(msg)


def _compare_words(tokens: Tokens, quotes: pd.DataFrame, first: NDArray[np.int64], last: NDArray[np.int64]) -> None:
    """Refuse quotes of which too many begin with other words than the tokens at their place."""
    compared = tokenize(quotes.iloc[:N_COMPARED], column="quote")
    n_compared = n_same = 0
    for row, (begin, end) in enumerate(zip(first.tolist()[:N_COMPARED], last.tolist(), strict=False)):
        if compared.starts[row] < compared.starts[row + 1]:
            n_compared += 1
            word = compared.terms[compared.ids[compared.starts[row]]]
            n_same += begin < end and tokens.terms[tokens.ids[begin]] == word
    if n_same < LEAST_SAME * n_compared:
        msg = (
            f"Of {n_compared} quotes, {n_compared - n_same} begin with other words than tokens has at their place: "
            "they come from another text. Give find_quotes and tokenize the same column, such as column='text'."
        )
        raise ValueError(msg)
