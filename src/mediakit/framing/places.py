"""Every match of a codebook with its place in the text, to be marked, read and counted in other ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mediakit.text.negation import find_negated

from .marks import find_marks
from .speech import find_quote_of_tokens, require_spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediakit.text.tokens import Tokens


def find_frames(tokens: Tokens, codebook: pd.DataFrame, *, langs: pd.Series[str] | None = None) -> pd.DataFrame:
    """
    Find each place where a phrase counts for a frame.

    The rows are what `count_frames` counts: ``weight`` summed over a document and frame is the amount of its rate.

    Parameters
    ----------
    tokens : Tokens
        The texts, made with ``tokenize(corpus, spans=True)``.
    codebook : DataFrame
        As for `count_frames`.
    langs : Series of str, indexed by ``doc_id``, optional
        As for `count_frames`.

    Returns
    -------
    places : DataFrame of shape (n_matches, 8), in the order of the texts, then of the codebook
        ``doc_id``; ``frame``; ``phrase``, as the codebook writes it; ``start`` and ``end``, character offsets in the
        text, from the first word to the last; ``match``, the folded words between; ``weight``; ``is_negated``, whether
        a negator stands up to three words before ("no immediate threat"). Negated matches count as others do.
        A phrase of two frames has two rows. Places of different phrases overlap only where one stands in the gap of
        another.

    Raises
    ------
    ValueError
        If `tokens` has no spans, or as `count_frames` does.

    Examples
    --------
    >>> from mediakit.text.tokens import tokenize
    >>> corpus = pd.DataFrame({"text": ["There is no threat to those who share it."]}, index=["a"])
    >>> codebook = pd.DataFrame([["threat", "threat*", 1.0, "en"]], columns=["category", "phrase", "weight", "lang"])
    >>> find_frames(tokenize(corpus, spans=True), codebook)
      doc_id   frame   phrase  start  end   match  weight  is_negated
    0      a  threat  threat*     12   18  threat     1.0        True

    """
    spans = require_spans(tokens, "find_frames")
    return _list_places(tokens, codebook, langs, spans)[0]


def find_frames_by_voice(
    tokens: Tokens, codebook: pd.DataFrame, quotes: pd.DataFrame, *, langs: pd.Series[str] | None = None
) -> pd.DataFrame:
    """
    Find each place where a phrase counts for a frame, and whose words it stands in.

    Parameters
    ----------
    tokens : Tokens
        The texts, made with ``tokenize(corpus, spans=True)``.
    codebook : DataFrame
        As for `count_frames`.
    quotes : DataFrame
        As for `count_frames_by_voice`.
    langs : Series of str, indexed by ``doc_id``, optional
        As for `count_frames`.

    Returns
    -------
    places : DataFrame of shape (n_matches, 10), in the order of the texts, then of the codebook
        The columns of `find_frames`; ``voice``, "outlet" or "source"; ``speaker`` of the quote in which the first word
        stands, empty for the outlet and where no speaker was found.

    Raises
    ------
    ValueError
        As `count_frames_by_voice` does.

    Examples
    --------
    >>> from mediakit.text.tokens import tokenize
    >>> from mediakit.voices.quotes import find_quotes
    >>> text = "A threat was denied. “The threat is real,” Interior Minister Ada Brook said."
    >>> corpus = pd.DataFrame({"text": [text]}, index=["a"])
    >>> codebook = pd.DataFrame([["threat", "threat*", 1.0, "en"]], columns=["category", "phrase", "weight", "lang"])
    >>> places = find_frames_by_voice(tokenize(corpus, spans=True), codebook, find_quotes(corpus))
    >>> places[["frame", "start", "voice", "speaker"]]
        frame  start   voice    speaker
    0  threat      2  outlet
    1  threat     26  source  Ada Brook

    """
    quote_of_token = find_quote_of_tokens(tokens, quotes, "find_frames_by_voice")
    spans = require_spans(tokens, "find_frames_by_voice")
    places, first = _list_places(tokens, codebook, langs, spans)
    row = quote_of_token[first]
    speakers = quotes["speaker"].fillna("") if "speaker" in quotes.columns else pd.Series("", index=quotes.index)
    said_by = np.append(speakers.to_numpy(object), "")[row]  # row -1 is the empty one behind them
    return places.assign(voice=np.where(row >= 0, "source", "outlet"), speaker=said_by).astype(
        {"voice": "str", "speaker": "str"}
    )


def _list_places(
    tokens: Tokens, codebook: pd.DataFrame, langs: pd.Series[str] | None, spans: NDArray[np.int32]
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Table of `find_frames`, and the token of each first word."""
    marks = find_marks(tokens, codebook, langs)
    found = marks.table
    first, end = found["start"].to_numpy(), found["end"].to_numpy()
    words = [" ".join(tokens.terms[tokens.ids[a:b]]) for a, b in zip(first.tolist(), end.tolist(), strict=True)]
    places = pd.DataFrame(
        {
            "doc_id": tokens.doc_ids.to_numpy()[found["doc"]],
            "frame": np.array(marks.frames, object)[found["frame"]],
            "phrase": codebook["phrase"].to_numpy(object)[found["entry"]],
            "start": spans[first, 0].astype(np.int64),
            "end": spans[end - 1, 1].astype(np.int64),
            "match": words,
            "weight": found["weight"],
            "is_negated": find_negated(tokens, first),
        }
    )
    return places.astype({"frame": "str", "phrase": "str", "match": "str"}), first
