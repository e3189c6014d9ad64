"""Who takes from whom: the copies of a corpus, counted by outlet."""

from __future__ import annotations

from typing import Final

import pandas as pd

UNKNOWN: Final = "not given"
NEEDED: Final = ("doc_id", "duplicate_of", "similarity")


def count_copies(corpus: pd.DataFrame, duplicates: pd.DataFrame, *, by: str = "outlet") -> pd.DataFrame:
    """
    Count how many articles of each outlet repeat one of each other outlet.

    Parameters
    ----------
    corpus : DataFrame of n_docs rows, indexed by ``doc_id``
        The articles in which the copies were found.
    duplicates : DataFrame
        ``doc_id duplicate_of similarity``, as `find_duplicates` gives them; matched with `corpus` by ``doc_id``.
    by : str, default "outlet"
        Column of `corpus` that groups the articles; where it is missing, the group is ``"not given"``.

    Returns
    -------
    copies : DataFrame of n_pairs rows, the most copies first
        `by` (who repeats), ``copied_from`` (whose article is repeated), ``n_copies``, ``share`` (of all articles of the
        one who repeats) and ``similarity`` (mean containment). A pair of an outlet with itself is what it repeats of
        its own. No rows where nothing is a copy.

    Raises
    ------
    ValueError
        If a column is missing, or an article of `duplicates` is not in `corpus`.

    Examples
    --------
    >>> corpus = pd.DataFrame({"outlet": ["Wire", "Phare", "Phare"]}, index=["w1", "p1", "p2"])
    >>> duplicates = pd.DataFrame({"doc_id": ["p1"], "duplicate_of": ["w1"], "similarity": [0.9]})
    >>> count_copies(corpus, duplicates)
      outlet copied_from  n_copies  share  similarity
    0  Phare        Wire         1    0.5         0.9

    """
    _check(corpus, duplicates, by)
    group = corpus[by].astype("str").fillna(UNKNOWN)
    pairs = pd.DataFrame(
        {
            by: group.loc[duplicates["doc_id"]].to_numpy(),
            "copied_from": group.loc[duplicates["duplicate_of"]].to_numpy(),
            "similarity": duplicates["similarity"].to_numpy(float),
        }
    )
    table = pairs.groupby([by, "copied_from"])["similarity"].agg(["size", "mean"]).reset_index()
    table["share"] = table["size"] / table[by].map(group.value_counts())
    table = table.rename(columns={"size": "n_copies", "mean": "similarity"})
    table = table.sort_values(["n_copies", by, "copied_from"], ascending=[False, True, True], ignore_index=True)
    return table[[by, "copied_from", "n_copies", "share", "similarity"]]


def _check(corpus: pd.DataFrame, duplicates: pd.DataFrame, by: str) -> None:
    """Raise if the tables do not fit."""
    missing = [name for name in NEEDED if name not in duplicates.columns]
    if missing:
        msg = f"duplicates has no columns {missing}, only {list(duplicates.columns)}. Give what find_duplicates gives."
        raise ValueError(msg)
    if by not in corpus.columns:
        msg = f"corpus has no column {by!r} to group by, only {list(corpus.columns)}. Name one of these."
        raise ValueError(msg)
    named = pd.concat([duplicates["doc_id"], duplicates["duplicate_of"]])
    strange = named[~named.isin(corpus.index)].unique()
    if len(strange):
        msg = (
            f"{len(strange)} articles of duplicates are not in corpus, such as {strange[:3].tolist()}. Give the corpus "
            "in which they were found."
        )
        raise ValueError(msg)
