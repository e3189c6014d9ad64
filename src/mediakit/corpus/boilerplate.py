"""Boilerplate of an outlet: the paragraphs that recur in articles which have nothing else in common."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final

import pandas as pd

from .cleaning import LANGUAGES, find_blocks, find_furniture, fold_paragraph

_N_FIRST, _N_LAST = 3, 6  # blocks of an article that are its edges
_MOSTLY: Final = 0.8  # share of the articles with a paragraph in which it must stand at an edge
_ANYWHERE: Final = 0.2  # share of an outlet's articles from which a paragraph may stand anywhere
_COLUMNS: Final = ("outlet", "paragraph", "n_docs", "share")


def learn_boilerplate(corpus: pd.DataFrame, *, min_docs: int = 5, min_share: float = 0.01) -> pd.DataFrame:
    r"""
    Find the paragraphs that recur in the articles of an outlet: calls, notices, headings that no list knows.

    Paragraphs are compared without capitals, years, marks and blanks. An article counts once, and articles whose
    longest other paragraph is the same count as one, so that a story which was published again makes nothing
    boilerplate. A paragraph must recur at the edges of articles, among the first three or the last six, or else in a
    fifth of all. What `find_furniture` knows already is left out.

    Parameters
    ----------
    corpus : DataFrame of n_docs rows, indexed by ``doc_id``
        Articles with ``text`` and ``outlet`` and, where known, ``lang``; without it they count as English.
    min_docs : int, default 5
        The fewest different articles of the outlet that hold a paragraph.
    min_share : float, default 0.01
        The smallest share of the outlet's different articles.

    Returns
    -------
    boilerplate : DataFrame, sorted by ``outlet``, then ``n_docs``, largest first
        ``outlet``; ``paragraph``, as it stands in the first article; ``n_docs``, different articles with it; ``share``
        of the outlet's different articles. Read it, delete the rows that are no boilerplate, and give it to
        `clean_corpus`.

    Raises
    ------
    ValueError
        If `corpus` has no column ``outlet``, `min_docs` is under 2, or `min_share` is not between 0 and 1.

    See Also
    --------
    clean_corpus : Takes it away.

    Examples
    --------
    >>> texts = [f"The harbour closed for day {word}.\n\nThe Ledger is read in nine ports." for word in "abcde"]
    >>> corpus = pd.DataFrame({"text": texts, "outlet": "Ledger"}, index=list("abcde"))
    >>> learn_boilerplate(corpus)[["paragraph", "n_docs", "share"]].values.tolist()
    [['The Ledger is read in nine ports.', 5, 1.0]]

    """
    _check(corpus, min_docs=min_docs, min_share=min_share)
    blocks = _read_blocks(corpus)
    n_different = blocks.groupby("outlet")["doc"].nunique()
    blocks["n_outlet"] = blocks["outlet"].map(n_different).astype("int64")
    blocks["n_holders"] = blocks.groupby("key")["doc"].transform("size")
    blocks = _name_bodies(blocks, min_docs=min_docs)
    held = blocks[blocks["body"] != blocks["key"]].groupby("key", sort=False)
    table = pd.DataFrame(
        {
            "n_docs": held["body"].nunique(),
            "edge": held["is_edge"].mean(),
            **{name: held[name].first() for name in ("n_outlet", "outlet", "row", "place")},
        }
    )
    table["share"] = table["n_docs"] / table["n_outlet"]
    is_often = (table["n_docs"] >= min_docs) & (table["share"] >= min_share)
    table = table[is_often & ((table["edge"] >= _MOSTLY) | (table["share"] >= _ANYWHERE))]
    table["paragraph"] = [
        _read_article(corpus, row)[place] for row, place in zip(table["row"], table["place"], strict=True)
    ]
    table = table[list(_COLUMNS)].astype({"outlet": "str", "paragraph": "str", "n_docs": "int64", "share": "float64"})
    order = ["outlet", "n_docs", "paragraph"]
    return table.sort_values(order, ascending=[True, False, True], ignore_index=True)


def _check(corpus: pd.DataFrame, *, min_docs: int, min_share: float) -> None:
    """Refuse a corpus without outlets and thresholds that mean nothing."""
    if "outlet" not in corpus.columns:
        msg = f"corpus has the columns {list(map(str, corpus.columns))}, but no outlet. Name outlets with name_outlet."
        raise ValueError(msg)
    if min_docs < 2:
        msg = f"min_docs is {min_docs}; a paragraph recurs in 2 articles at least."
        raise ValueError(msg)
    if not 0 <= min_share <= 1:
        msg = f"min_share is {min_share}; give a share between 0 and 1."
        raise ValueError(msg)


def _read_blocks(corpus: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each paragraph of each different article, once an article: where it stands and what it is."""
    columns: dict[str, list[Any]] = {
        name: [] for name in ("row", "place", "doc", "key", "n_letters", "is_edge", "outlet")
    }
    for row, outlet in enumerate(corpus["outlet"]):
        paragraphs = [] if pd.isna(outlet) else [fold_paragraph(block) for block in _read_article(corpus, row)]
        doc = _make_key(outlet, "\n".join(paragraphs)) if paragraphs else 0
        for place, paragraph in enumerate(paragraphs):
            is_edge = place < _N_FIRST or place >= len(paragraphs) - _N_LAST
            values = (row, place, doc, _make_key(outlet, paragraph), len(paragraph), is_edge, outlet)
            for column, value in zip(columns.values(), values, strict=True):
                column.append(value)
    types = {
        "row": "int64",
        "place": "int64",
        "doc": "uint64",
        "key": "uint64",
        "n_letters": "int64",
        "is_edge": "bool",
    }
    blocks = pd.DataFrame(columns).astype({**types, "outlet": "str"})
    return blocks[blocks["n_letters"] > 0].drop_duplicates(["doc", "key"], ignore_index=True)


def _name_bodies(blocks: pd.DataFrame, *, min_docs: int) -> pd.DataFrame:
    """Add ``body``: the longest other paragraph of the article, before those that very many articles hold."""
    limit = (_ANYWHERE * blocks["n_outlet"]).clip(lower=min_docs)
    ranked = blocks.assign(is_common=blocks["n_holders"] >= limit)
    ranked = ranked.sort_values(["doc", "is_common", "n_letters", "key"], ascending=[True, True, False, True])
    bodies = ranked.groupby("doc")["key"]
    first = bodies.first()
    second = bodies.nth(1)
    second = pd.Series(second.to_numpy(), index=ranked.loc[second.index, "doc"])
    is_first = blocks["doc"].map(first) == blocks["key"]
    body = blocks["doc"].map(first).where(~is_first, blocks["doc"].map(second).fillna(blocks["key"]))
    return blocks.assign(body=body.astype("uint64"))


def _read_article(corpus: pd.DataFrame, row: int) -> list[str]:
    """Return the paragraphs of an article that are not furniture."""
    text = corpus["text"].iloc[row]
    lang = corpus["lang"].iloc[row] if "lang" in corpus.columns else "en"
    lang = "en" if pd.isna(lang) else lang
    if pd.isna(text) or lang not in LANGUAGES:
        return []
    known = {(start, end) for start, end, _ in find_furniture(text, lang=lang)}
    return [text[start:end] for start, end in find_blocks(text) if (start, end) not in known]


def _make_key(outlet: str, paragraph: str) -> int:
    """Return 64 bits that stand for a paragraph of an outlet."""
    data = f"{outlet}\0{paragraph}".encode("utf-8", "replace")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")
