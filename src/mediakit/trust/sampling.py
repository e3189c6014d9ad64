"""Which articles people should code by hand, and who codes which."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd

Allocation = Literal["proportional", "equal"]
ALLOCATIONS: Final = get_args(Allocation)
ADDED: Final = ("stratum", "probability", "coder")
NOT_GIVEN: Final = "not given"
SEPARATOR: Final = ";"


def draw_coding_sample(  # noqa: PLR0913 - what is drawn, and who codes it, belong to one design
    corpus: pd.DataFrame,
    n: int,
    *,
    by: str | Sequence[str] | None = None,
    allocation: Allocation = "proportional",
    coders: int | Sequence[str] = 1,
    overlap: float = 1.0,
    random_state: int = 0,
) -> pd.DataFrame:
    """
    Draw articles to be coded by hand, at random or from each stratum, and share them out between coders.

    Every article gets a number from a hash of its ``doc_id`` and `random_state`; the smallest numbers of each stratum
    are drawn, which is a simple random sample without replacement within strata [1]_. The draw therefore does not
    depend on the order of the rows; and without strata a larger `n` adds articles to those of a smaller one, so that a
    sample can be topped up.

    Parameters
    ----------
    corpus : DataFrame of n_docs rows
        Articles, or any other units (sentences, mentions), by a unique index.
    n : int
        Units to draw.
    by : str or sequence of str, optional
        Columns whose values make the strata, such as ``"outlet"``, ``"lang"`` or the column of a predicted class.
        ``"month"`` and ``"year"`` are made from ``date`` where the corpus has no such column. A missing value is a
        stratum of its own, ``"not given"``.
    allocation : {"proportional", "equal"}, default "proportional"
        Whether a stratum gets its share of the corpus (at least one unit), or each the same number, so that rare
        strata are seen often enough.
    coders : int or sequence of str, default 1
        How many coders, then named A, B, C, ..., or their names.
    overlap : float, default 1.0
        Share of the units that all coders code; the others go to one coder each. Agreement is measured on them.
    random_state : int, default 0
        Seed of the draw.

    Returns
    -------
    sample : DataFrame of n rows, in an order that tells nothing
        The columns of the corpus, then ``stratum`` (values of `by`, joined by ``" | "``; ``"all"`` without strata),
        ``probability`` (with which the unit was drawn: units drawn by units of its stratum; its inverse is the weight
        of the unit in any estimate for the corpus) and ``coder`` (names joined by ``";"`` where several code it).

    Raises
    ------
    ValueError
        If there are fewer units than asked for in the corpus or in a stratum, fewer units asked for than there are
        strata, if a column is missing, an identifier stands twice, or an option is none of those above.

    References
    ----------
    .. [1] Cochran, W. G. (1977). Sampling Techniques, 3rd edition. Wiley. ISBN 978-0-471-16240-7.

    Examples
    --------
    >>> corpus = pd.DataFrame({"text": list("abcdef"), "outlet": list("XXXXYY")}, index=[f"d{i}" for i in range(6)])
    >>> sample = draw_coding_sample(corpus, 3, by="outlet", coders=["Ana", "Ben"], overlap=1 / 3)
    >>> sample[["stratum", "probability", "coder"]]
       stratum  probability    coder
    d3       X          0.5      Ben
    d4       Y          0.5  Ana;Ben
    d0       X          0.5      Ana

    """
    names = _name_coders(coders)
    _check_draw(corpus, n, allocation, overlap)
    strata = _make_strata(corpus, [by] if isinstance(by, str) else list(by or []))
    sizes = strata.value_counts().sort_index()
    wanted = _allocate(sizes, n, allocation)
    keys = pd.DataFrame({"stratum": strata, "key": _hash_units(corpus.index, random_state, "draw")})
    ranks = keys.groupby("stratum", observed=True)["key"].rank(method="first").astype("int64")
    is_drawn = ranks.le(strata.map(wanted))
    sample = corpus[is_drawn].assign(
        stratum=strata[is_drawn], probability=strata[is_drawn].map(wanted / sizes).astype("float64")
    )
    order = np.lexsort((keys.loc[is_drawn, "key"], keys.loc[is_drawn, "stratum"]))
    sample = sample.iloc[order].assign(coder=_share_out(n, names, overlap))
    return sample.iloc[np.argsort(_hash_units(sample.index, random_state, "order"), kind="stable")]


def _name_coders(coders: int | Sequence[str]) -> list[str]:
    """Names of the coders: A, B, C, ..., or those given."""
    if isinstance(coders, str):
        msg = f"`coders` is the text {coders!r}. Give a number, or a list of names such as [{coders!r}]."
        raise TypeError(msg)
    if not isinstance(coders, Sequence):
        names = [chr(ord("A") + number) for number in range(coders)] if coders <= 26 else []
    else:
        names = [str(name).strip() for name in coders]
    if not names or len(set(names)) < len(names) or any(not name or SEPARATOR in name for name in names):
        msg = f"`coders` is {coders!r}, but must be 1 to 26, or names that differ, are not empty and have no ';'."
        raise ValueError(msg)
    return names


def _check_draw(corpus: pd.DataFrame, n: int, allocation: str, overlap: float) -> None:
    """Refuse a corpus or options from which nothing can be drawn."""
    if not 1 <= n <= len(corpus):
        msg = f"`n` is {n}, but the corpus has {len(corpus)} rows. Draw between 1 and {len(corpus)}."
        raise ValueError(msg)
    if allocation not in ALLOCATIONS:
        msg = f"`allocation` is {allocation!r}, but must be one of {ALLOCATIONS}."
        raise ValueError(msg)
    if not 0 <= overlap <= 1:
        msg = f"`overlap` is {overlap!r}, but is a share: 0 for none, 0.2 for a fifth, 1 for all units."
        raise ValueError(msg)
    is_repeated = corpus.index.duplicated()
    if is_repeated.any():
        msg = (
            f"{is_repeated.sum()} of {len(corpus)} identifiers stand in the index more than once, such as "
            f"{corpus.index[is_repeated][:3].tolist()}. Give each row its own, with corpus.set_index('doc_id') say."
        )
        raise ValueError(msg)
    taken = [name for name in ADDED if name in corpus.columns]
    if taken:
        msg = (
            f"The corpus has the columns {taken} already, as if it were a sample itself. Draw from the whole corpus, "
            "or rename them and multiply the probabilities of both draws."
        )
        raise ValueError(msg)


def _make_strata(corpus: pd.DataFrame, by: list[str]) -> pd.Series[str]:
    """Name of the stratum of each row."""
    if not by:
        return pd.Series("all", index=corpus.index, dtype="str")
    parts = []
    for name in by:
        if name in corpus.columns:
            values = corpus[name]
        elif name in ("month", "year") and "date" in corpus.columns:
            values = pd.to_datetime(corpus["date"]).dt.strftime("%Y-%m" if name == "month" else "%Y")
        else:
            msg = f"The corpus has no column {name!r}, only {list(corpus.columns)}. Name some of these in `by`."
            raise ValueError(msg)
        parts.append(values.astype(object).where(values.notna(), NOT_GIVEN).astype("str"))
    strata = parts[0]
    for part in parts[1:]:
        strata = strata.str.cat(part, sep=" | ")
    return strata


def _allocate(sizes: pd.Series[int], n: int, allocation: str) -> pd.Series[int]:
    """Units to draw from each stratum: at least one, by largest remainders, the larger stratum first where tied."""
    if n < len(sizes):
        msg = (
            f"`n` is {n}, but `by` makes {len(sizes)} strata, of which each needs a unit. Draw at least {len(sizes)}, "
            "or name fewer columns in `by`."
        )
        raise ValueError(msg)
    parts = sizes * (n / sizes.sum()) if allocation == "proportional" else sizes * 0 + n / len(sizes)
    wanted = np.maximum(np.floor(parts.to_numpy() + 1e-9), 1).astype(np.int64)
    while wanted.sum() != n:  # a few steps, at most as many as there are strata
        step = 1 if wanted.sum() < n else -1
        gain = np.where(wanted + step >= 1, step * (parts.to_numpy() - wanted), -np.inf)
        wanted[np.lexsort((-sizes.to_numpy(), -gain))[0]] += step
    small = sizes[sizes.to_numpy() < wanted]
    if len(small):
        name = small.index[0]
        more = f" (and {len(small) - 1} other strata are too small)" if len(small) > 1 else ""
        msg = (
            f"Stratum {name!r} has {small.iloc[0]} units, but {wanted[sizes.index.get_loc(name)]} of `n`={n} fall to "
            f"it{more}. Draw fewer, use allocation='proportional', or join small strata in the column of `by`."
        )
        raise ValueError(msg)
    return pd.Series(wanted, index=sizes.index)


def _hash_units(doc_ids: pd.Index, random_state: int, purpose: str) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Draw a number for each identifier, whatever its place, shape (n_units,)."""
    start = hashlib.blake2b(f"{purpose} {random_state}\n".encode(), digest_size=8)
    keys = np.empty(len(doc_ids), np.uint64)
    for row, doc_id in enumerate(doc_ids):
        hashed = start.copy()
        hashed.update(str(doc_id).encode("utf-8", "surrogatepass"))
        keys[row] = int.from_bytes(hashed.digest(), "big")
    return keys


def _share_out(n: int, names: list[str], overlap: float) -> list[str]:
    """Coders of each of n units in the order of the strata, so that overlap and work are spread over all of these."""
    n_shared = round(overlap * n)
    shared = np.diff(np.arange(n + 1) * n_shared // n).astype(bool)
    turns = np.cumsum(~shared) - 1
    return [
        SEPARATOR.join(names) if both else names[turn % len(names)] for both, turn in zip(shared, turns, strict=True)
    ]
