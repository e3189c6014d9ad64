"""Every place where a phrase of a codebook counts for a frame."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mediakit.text.matching import choose_matches, find_candidates
from mediakit.text.patterns import fold_patterns

from .conditions import Surroundings, fold_lists

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediakit.text.tokens import Tokens

NEEDED: Final = ("category", "phrase", "weight", "lang")


@dataclasses.dataclass(frozen=True)
class Marks:
    """
    Places where frames were found.

    Attributes
    ----------
    frames : list of str
        The frames, in the order in which they first stand in the codebook.
    table : DataFrame of n_marks rows, in the order of the texts, then of the codebook
        ``doc`` (row in ``tokens.doc_ids``), ``frame`` (row in `frames`), ``entry`` (row in the codebook), ``start`` and
        ``end`` (rows in ``tokens.ids``, end excluded) and ``weight``.

    """

    frames: list[str]
    table: pd.DataFrame


def find_marks(tokens: Tokens, codebook: pd.DataFrame, langs: pd.Series[str] | None) -> Marks:
    """
    Find where the phrases of a codebook count, in one pass over the tokens.

    Parameters
    ----------
    tokens : Tokens
        The texts.
    codebook : DataFrame
        ``category phrase weight lang`` and, perhaps, ``near without``.
    langs : Series of str, indexed by ``doc_id``, or None
        Language of each document, to which phrases of another language are blind.

    Returns
    -------
    marks : Marks
        One for each place and frame.

    Raises
    ------
    ValueError
        If `codebook` lacks a column, is empty or holds what cannot be read; if a document is not in `langs`, or is
        there twice.

    """
    _check_codebook(codebook)
    frames = codebook["category"].drop_duplicates().tolist()
    entries = _fold_entries(codebook, frames)
    number_of = {pattern: number for number, pattern in enumerate(dict.fromkeys(entries["key"]))}
    n_keys = len(number_of)
    for patterns in [*entries["near"], *entries["without"]]:
        for pattern in patterns:
            number_of.setdefault(pattern, len(number_of))
    found = find_candidates(tokens, list(number_of))
    places = pd.DataFrame({"place": np.arange(len(found)), "phrase": found.phrase, "start": found.start})
    places["doc"] = np.searchsorted(tokens.starts, found.start, side="right") - 1
    entries["phrase"] = entries["key"].map(number_of)
    pairs = places[places["phrase"] < n_keys].merge(entries, on="phrase")
    if langs is not None:
        lang_of_doc = _find_languages(tokens, langs)
        pairs = pairs[(pairs["lang"] == "") | (pairs["lang"] == lang_of_doc[pairs["doc"]])]
    pairs = _keep_met(pairs, Surroundings(tokens, found, number_of))
    alive = pairs["place"].drop_duplicates().to_numpy()
    chosen = alive[choose_matches(found.take(alive))]
    pairs = pairs[pairs["place"].isin(chosen)].drop_duplicates(["place", "frame"])
    pairs = pairs.assign(end=found.end[pairs["place"]])
    return Marks(frames, pairs[["doc", "frame", "entry", "start", "end", "weight"]].reset_index(drop=True))


def _fold_entries(codebook: pd.DataFrame, frames: list[str]) -> pd.DataFrame:
    """Rows of a codebook with folded phrases and with its frames as numbers."""
    empty = pd.Series("", index=codebook.index)
    cells = {name: codebook.get(name, empty).fillna("").tolist() for name in ("near", "without")}
    return pd.DataFrame(
        {
            "key": fold_patterns(codebook["phrase"].tolist()),
            "frame": codebook["category"].map(frames.index).to_numpy(),
            "entry": np.arange(len(codebook)),
            "weight": codebook["weight"].to_numpy(np.float64),
            "lang": codebook["lang"].fillna("").to_numpy(),
            "near": fold_lists(cells["near"]),
            "without": fold_lists(cells["without"]),
        }
    )


def _keep_met(pairs: pd.DataFrame, surroundings: Surroundings) -> pd.DataFrame:
    """Those of the pairs of place and entry that have near them what the entry asks for."""
    is_met = np.ones(len(pairs), bool)
    is_free = (pairs["near"].str.len() == 0) & (pairs["without"].str.len() == 0)
    asking = pairs.assign(row=np.arange(len(pairs)))[~is_free]
    for _, own in asking.groupby(["near", "without"]):
        near, without = own["near"].iloc[0], own["without"].iloc[0]
        places = own["place"].to_numpy()
        is_own = surroundings.hold_any(near, places) if near else np.ones(len(own), bool)
        is_met[own["row"]] = is_own & ~surroundings.hold_any(without, places)
    return pairs[is_met]


def _find_languages(tokens: Tokens, langs: pd.Series[str]) -> NDArray[np.object_]:
    """Language of each document, found by ``doc_id``."""
    if not langs.index.is_unique:
        twice = langs.index[langs.index.duplicated()].unique()
        msg = f"{len(twice)} doc_ids stand more than once in langs, such as {twice[:3].tolist()}. Keep one row of each."
        raise ValueError(msg)
    is_lost = ~tokens.doc_ids.isin(langs.index)
    if is_lost.any():
        msg = (
            f"{is_lost.sum()} of {tokens.n_docs} documents are not in langs, such as doc_id "
            f"{tokens.doc_ids[is_lost][:3].tolist()}. Give the language of each, indexed by doc_id."
        )
        raise ValueError(msg)
    return langs.loc[tokens.doc_ids].fillna("").to_numpy(object)


def _check_codebook(codebook: pd.DataFrame) -> None:
    """Raise if a column is missing or there is no row."""
    missing = [column for column in NEEDED if column not in codebook.columns]
    if missing:
        msg = (
            f"codebook lacks {missing}; its columns are {list(codebook.columns)}. It needs {list(NEEDED)}, as "
            "load_codebook gives them."
        )
        raise ValueError(msg)
    if codebook.empty:
        msg = "codebook has no rows. Load one with load_codebook('security')."
        raise ValueError(msg)
