"""Frames by their phrases: how often a text uses the words of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from .marks import find_marks

if TYPE_CHECKING:
    from mediakit.text.tokens import Tokens

PER_TOKENS: Final = 1000


def count_frames(tokens: Tokens, codebook: pd.DataFrame, *, langs: pd.Series[str] | None = None) -> pd.DataFrame:
    """
    Count the phrases of each frame in each document.

    Where phrases overlap, the longest counts ("intelligence failure" before "intelligence"), also across frames; a
    phrase that stands in two frames counts in both. See `match_phrases` for wildcards and Arabic particles.

    Parameters
    ----------
    tokens : Tokens
        The texts, of n_docs documents.
    codebook : DataFrame of n_phrases rows
        ``category phrase weight lang``, as `load_codebook` reads it; the categories are the frames.
    langs : Series of str, indexed by ``doc_id``, optional
        Language of each document, matched by ``doc_id``: a phrase then counts only in documents of its own language, or
        in all if its ``lang`` is empty. By default every phrase is looked for in every document, since tokens carry no
        language; the shipped codebook avoids words that mean something else in another of its languages.

    Returns
    -------
    frames : DataFrame of shape (n_docs * n_frames, 4), by document, then by frame as they first stand in `codebook`
        ``doc_id``; ``frame``; ``n_matches`` (int), how many phrases of the frame the document holds; ``rate``, their
        weights summed, per 1,000 tokens of the document (0.0 for an empty one).

    Raises
    ------
    ValueError
        If `codebook` lacks a column or is empty, or if a document is not in `langs`, or is there twice.

    Notes
    -----
    What the shipped codebook is worth: on the invented sample corpus (136 articles in three languages) the area under
    the curve of ``rate`` between articles to which a second coder gave a frame and all others is 0.94 for law
    enforcement, 0.92 for intelligence cooperation, 0.88 for diplomacy and prestige and for civil liberties, 0.82 for
    cost and economy and for sovereignty, 0.80 for accountability, 0.79 for human cost and 0.75 for threat. The codebook
    was written with that corpus and its first coder in view, so expect less elsewhere. On 271 sentences of news that it
    never saw (FrAC, 2025) the area is 0.90 for cost and economy against the frame "economic", 0.84 for law enforcement
    against "legality" and 0.80 for threat against "security and defence". Many articles use the words of a frame in
    passing: rates order articles, they do not say which have a frame. Nor are rates of two frames on one scale, since
    one has more common words than another: compare a frame between outlets or months, not frames within a text.

    Examples
    --------
    >>> from mediakit.text.tokens import tokenize
    >>> corpus = pd.DataFrame({"text": ["Both services share intelligence on threats."]}, index=["a"])
    >>> codebook = pd.DataFrame(
    ...     [["cooperation", "share* intelligence", 1.0, "en"], ["threat", "threat*", 1.0, "en"]],
    ...     columns=["category", "phrase", "weight", "lang"],
    ... )
    >>> count_frames(tokenize(corpus), codebook).round(1)
      doc_id        frame  n_matches   rate
    0      a  cooperation          1  166.7
    1      a       threat          1  166.7

    """
    marks = find_marks(tokens, codebook, langs)
    frames, found = marks.frames, marks.table
    cell = found["doc"].to_numpy() * len(frames) + found["frame"].to_numpy()
    n_cells = tokens.n_docs * len(frames)
    n_tokens = np.repeat(np.diff(tokens.starts), len(frames))
    amount = np.bincount(cell, found["weight"], minlength=n_cells)
    return pd.DataFrame(
        {
            "doc_id": np.repeat(tokens.doc_ids, len(frames)),
            "frame": frames * tokens.n_docs,
            "n_matches": np.bincount(cell, minlength=n_cells),
            "rate": PER_TOKENS * amount / np.maximum(n_tokens, 1),
        }
    )
