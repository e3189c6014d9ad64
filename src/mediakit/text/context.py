"""Key word in context."""

from __future__ import annotations

import re

import pandas as pd


def find_in_context(corpus: pd.DataFrame, pattern: str, *, width: int = 60, column: str = "text") -> pd.DataFrame:
    r"""
    Find a pattern and show what stands around it.

    Parameters
    ----------
    corpus : DataFrame of n_docs rows, indexed by ``doc_id``
        Articles.
    pattern : str
        A regular expression, matched without regard to case; ``\b`` stands for the edge of a word.
    width : int, default 60
        Characters to show on each side; white space is shown as one blank.
    column : str, default "text"
        The column to search.

    Returns
    -------
    table : DataFrame of shape (n_matches, 4)
        ``doc_id left match right``, in the order of the corpus and of the text.

    Raises
    ------
    ValueError
        If `pattern` is no regular expression or matches the empty text, or `width` is below 0.

    Examples
    --------
    >>> corpus = pd.DataFrame({"text": ["The new border pact was signed."]}, index=["a"])
    >>> find_in_context(corpus, r"\bpact\b", width=11).iloc[0].tolist()
    ['a', 'new border ', 'pact', ' was signed']

    """
    expression = _compile(pattern)
    if width < 0:
        msg = f"`width` is {width}, but must be 0 characters or more."
        raise ValueError(msg)
    rows = []
    for doc_id, text in corpus[column].fillna("").items():
        flat = re.sub(r"\s", " ", text)
        for match in expression.finditer(flat):
            start, end = match.span()
            rows.append((doc_id, flat[max(0, start - width) : start], match.group(), flat[end : end + width]))
    return pd.DataFrame(rows, columns=["doc_id", "left", "match", "right"], dtype="str")


def _compile(pattern: str) -> re.Pattern[str]:
    """Regular expression of a pattern that must match something."""
    try:
        expression = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        msg = f"`pattern` {pattern!r} is no regular expression: {error}. Write a backslash before a sign meant as such."
        raise ValueError(msg) from None
    if expression.match(""):
        msg = f"`pattern` {pattern!r} matches the empty text, so it would be found everywhere. Say what to look for."
        raise ValueError(msg)
    return expression
