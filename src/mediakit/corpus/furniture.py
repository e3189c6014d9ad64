"""Cleaning of a whole corpus: what is furniture in its articles, and the articles without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from .bylines import read_author
from .cleaning import LANGUAGES, cut_furniture, find_furniture, fold_paragraph
from .datelines import read_place
from .outlets import name_outlet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NONE: frozenset[str] = frozenset()


def clean_corpus(corpus: pd.DataFrame, *, boilerplate: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    Add the columns ``clean``, ``dateline`` and ``author``: each article without its furniture, and what that says.

    Parameters
    ----------
    corpus : DataFrame of n_docs rows, indexed by ``doc_id``
        Articles with ``text`` and, where known, ``lang``; without it they count as English.
    boilerplate : DataFrame, optional
        Paragraphs ``outlet paragraph`` as `learn_boilerplate` gives them, taken from the articles of their outlet.

    Returns
    -------
    cleaned : DataFrame
        A copy with the column ``clean``. An article in another language than English, French or Arabic, and one that
        has nothing but furniture, has its ``text`` there. ``dateline`` is the place that the dateline names, as
        printed; ``author`` is filled from the byline where it was missing.

    Raises
    ------
    ValueError
        If `boilerplate` or, with it, `corpus` has no column ``outlet``, or `boilerplate` none ``paragraph``.

    See Also
    --------
    clean_text : How one text is cleaned.
    learn_boilerplate : Which paragraphs recur.

    Examples
    --------
    >>> corpus = pd.DataFrame({"text": ["LORVANE, March 14 (Agency) — The pact holds."], "lang": ["en"]}, index=["a"])
    >>> clean_corpus(corpus)[["clean", "dateline"]].loc["a"].tolist()
    ['The pact holds.', 'LORVANE']

    """
    cleaned: list[str] = []
    places: list[str | None] = []
    authors: list[str | None] = []
    for _, text, lang, recurring in _read_rows(corpus, boilerplate):
        if lang not in LANGUAGES:
            cleaned.append(text)
            places.append(None)
            authors.append(None)
            continue
        furniture = find_furniture(text, lang=lang, boilerplate=recurring)
        cleaned.append(cut_furniture(text, furniture) or text)
        pieces = [(kind, text[start:end]) for start, end, kind in furniture]
        named = (read_place(words) for kind, words in pieces if kind == "dateline")
        signed = (read_author(words, lang=lang) for kind, words in pieces if kind in {"byline", "outlet"})
        places.append(next(filter(None, named), None))
        authors.append(next(filter(None, signed), None))
    found = pd.DataFrame({"clean": cleaned, "dateline": places, "author": authors}, index=corpus.index, dtype="str")
    if "author" in corpus.columns:
        found["author"] = corpus["author"].fillna(found["author"])
    return corpus.assign(**found)


def list_furniture(corpus: pd.DataFrame, *, boilerplate: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    List every piece of furniture of the articles: what `clean_corpus` takes away, where, and as what.

    Parameters
    ----------
    corpus : DataFrame of n_docs rows, indexed by ``doc_id``
        Articles with ``text`` and, where known, ``lang``; without it they count as English.
    boilerplate : DataFrame, optional
        Paragraphs ``outlet paragraph`` as `learn_boilerplate` gives them.

    Returns
    -------
    furniture : DataFrame of n_pieces rows
        ``doc_id start end kind words``: characters of ``text``; kind is outlet, dateline, byline, signature, tail or
        boilerplate.

    Raises
    ------
    ValueError
        If `boilerplate` or, with it, `corpus` has no column ``outlet``, or `boilerplate` none ``paragraph``.

    """
    rows = [
        (doc_id, start, end, kind, text[start:end])
        for doc_id, text, lang, recurring in _read_rows(corpus, boilerplate)
        if lang in LANGUAGES
        for start, end, kind in find_furniture(text, lang=lang, boilerplate=recurring)
    ]
    furniture = pd.DataFrame(rows, columns=["doc_id", "start", "end", "kind", "words"])
    return furniture.astype({"doc_id": "str", "start": "int64", "end": "int64", "kind": "str", "words": "str"})


def name_outlets(corpus: pd.DataFrame, *, names: str | Path | None = None) -> pd.Series[str]:
    r"""
    Name the outlet of each article: by its address, else by its header, else by the outlet's line at its head.

    Parameters
    ----------
    corpus : DataFrame of n_docs rows, indexed by ``doc_id``
        Articles with ``text`` and, where known, ``url``, ``outlet`` (the header of the source) and ``lang``.
    names : str or Path, optional
        Own table of domains and outlets, as for `name_outlet`.

    Returns
    -------
    outlets : Series of str of shape (n_docs,), named ``outlet``
        Under the index of `corpus`. A header that the table does not know stays as it is; missing where nothing says.

    Raises
    ------
    FileNotFoundError
        If `names` is not there.
    ValueError
        If `names` is no table of domains and outlets.

    Examples
    --------
    >>> texts = ["The pact holds.", "AHDATH.INFO - متابعة\n\nصمد الميثاق."]
    >>> urls = ["https://www.lemonde.fr/pact", None]
    >>> corpus = pd.DataFrame({"text": texts, "lang": ["en", "ar"], "url": urls}, index=["a", "b"])
    >>> name_outlets(corpus).tolist()
    ['Le Monde', 'Al Ahdath Al Maghribia']

    """
    urls, headers = (
        corpus[name].astype(object).where(corpus[name].notna(), None)
        if name in corpus.columns
        else [None] * len(corpus)
        for name in ("url", "outlet")
    )
    found = []
    for (_, text, lang, _), url, header in zip(_read_rows(corpus, None), urls, headers, strict=True):
        outlet = name_outlet(url, header=header, names=names) or header
        if outlet is None and lang in LANGUAGES:
            lines = [text[start:end] for start, end, kind in find_furniture(text, lang=lang) if kind == "outlet"]
            outlet = next(filter(None, (name_outlet(None, header=line, names=names) for line in lines)), None)
        found.append(outlet)
    return pd.Series(found, index=corpus.index, name="outlet", dtype="str")


def _read_rows(
    corpus: pd.DataFrame, boilerplate: pd.DataFrame | None
) -> Iterator[tuple[str, str, str, frozenset[str]]]:
    """Yield doc_id, text and language of every article, and the folded boilerplate of its outlet."""
    recurring = {} if boilerplate is None else _fold_boilerplate(corpus, boilerplate)
    langs = corpus["lang"].fillna("en") if "lang" in corpus.columns else ["en"] * len(corpus)
    outlets = corpus["outlet"] if recurring else [None] * len(corpus)
    for doc_id, text, lang, outlet in zip(corpus.index, corpus["text"].fillna(""), langs, outlets, strict=True):
        yield doc_id, text, lang, recurring.get(outlet, _NONE)


def _fold_boilerplate(corpus: pd.DataFrame, boilerplate: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Return the folded paragraphs of each outlet."""
    for name, table, needed in (("boilerplate", boilerplate, ["outlet", "paragraph"]), ("corpus", corpus, ["outlet"])):
        missing = [column for column in needed if column not in table.columns]
        if missing:
            msg = (
                f"{name} has the columns {list(map(str, table.columns))}, but no {' and '.join(missing)}. "
                "Give boilerplate as learn_boilerplate returns it, and a corpus with the column outlet."
            )
            raise ValueError(msg)
    groups = boilerplate.groupby("outlet")["paragraph"]
    return {str(outlet): frozenset(map(fold_paragraph, paragraphs)) - {""} for outlet, paragraphs in groups}
