"""Cleaning of a whole corpus: what is furniture in its articles, and the articles without it."""

from __future__ import annotations

import pandas as pd

from .cleaning import LANGUAGES, clean_text, find_furniture


def clean_corpus(corpus: pd.DataFrame) -> pd.DataFrame:
    """
    Add the column ``clean``: each article without dateline, bylines and tail.

    Parameters
    ----------
    corpus : DataFrame of n_docs rows, indexed by ``doc_id``
        Articles with ``text`` and, where known, ``lang``; without it they count as English.

    Returns
    -------
    cleaned : DataFrame
        A copy with the column ``clean``. An article in another language than English, French or Arabic, and one that
        has nothing but furniture, has its ``text`` there.

    See Also
    --------
    clean_text : How one text is cleaned.

    Examples
    --------
    >>> corpus = pd.DataFrame({"text": ["LORVANE, March 14 (Agency) — The pact holds."], "lang": ["en"]}, index=["a"])
    >>> clean_corpus(corpus)["clean"].tolist()
    ['The pact holds.']

    """
    cleaned = [
        (clean_text(text, lang=lang) if lang in LANGUAGES else text) or text for text, lang in _texts_with_lang(corpus)
    ]
    return corpus.assign(clean=pd.Series(cleaned, index=corpus.index, dtype="str"))


def list_furniture(corpus: pd.DataFrame) -> pd.DataFrame:
    """
    List the datelines, bylines and tails of the articles.

    Parameters
    ----------
    corpus : DataFrame of n_docs rows, indexed by ``doc_id``
        Articles with ``text`` and, where known, ``lang``; without it they count as English.

    Returns
    -------
    furniture : DataFrame of n_pieces rows
        ``doc_id start end kind words``: characters of ``text``; kind is dateline, byline or tail.

    """
    rows = [
        (doc_id, start, end, kind, text[start:end])
        for doc_id, (text, lang) in zip(corpus.index, _texts_with_lang(corpus), strict=True)
        if lang in LANGUAGES
        for start, end, kind in find_furniture(text, lang=lang)
    ]
    furniture = pd.DataFrame(rows, columns=["doc_id", "start", "end", "kind", "words"])
    return furniture.astype({"doc_id": "str", "start": "int64", "end": "int64", "kind": "str", "words": "str"})


def _texts_with_lang(corpus: pd.DataFrame) -> list[tuple[str, str]]:
    """Text and language of every article."""
    langs = corpus["lang"].fillna("en") if "lang" in corpus.columns else ["en"] * len(corpus)
    return list(zip(corpus["text"].fillna(""), langs, strict=True))
