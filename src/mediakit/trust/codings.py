"""Codes of several coders as arrays: which units were coded alike, and how often each way of coding occurs."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

N_SHOWN: Final = 3


@dataclasses.dataclass(frozen=True)
class Patterns:
    """
    Units that hold the same codes, whoever gave them, counted together.

    Attributes
    ----------
    counts : csr_array of float64, shape (n_patterns, n_values)
        How many coders gave each value; at least two coders in each row.
    n_units : int64 array, shape (n_patterns,)
        Units of each pattern.
    codes : object array, shape (n_values,)
        Codes in their order; a frozenset each where a coder may give a unit several.

    """

    counts: csr_array
    n_units: NDArray[np.int64]
    codes: NDArray[np.object_]

    @property
    def n_coders(self) -> NDArray[np.float64]:
        """Coders of a unit of each pattern, shape (n_patterns,)."""
        return np.asarray(self.counts.sum(axis=1), np.float64)


def read_codes(codes: pd.DataFrame) -> pd.DataFrame:
    """
    Bring codes into one form: a row for each code that a coder gave to a unit.

    Parameters
    ----------
    codes : DataFrame
        Tidy, with ``doc_id`` (or as index), ``coder`` and ``code`` (or one further column of another name); or wide,
        with a row for each unit and a column for each coder.

    Returns
    -------
    tidy : DataFrame
        ``doc_id coder code``, without missing codes.

    Raises
    ------
    ValueError
        If a column is missing, a coder gave a code twice, fewer than two coders remain, or no unit has two codes.

    """
    tidy = _stack(codes)
    n_nameless = int(tidy["doc_id"].isna().sum())
    if n_nameless:
        msg = f"{n_nameless} of {len(tidy)} rows have no doc_id. Name their unit, or remove them."
        raise ValueError(msg)
    is_missing = tidy["code"].isna() | tidy["code"].astype("str").str.strip().eq("")
    tidy = tidy[~is_missing & tidy["coder"].notna()].reset_index(drop=True)
    repeated = tidy[tidy.duplicated()]
    if len(repeated):
        first = repeated.iloc[0]
        msg = (
            f"{len(repeated)} of {len(tidy)} rows stand twice, such as doc_id {first['doc_id']!r}, coder "
            f"{first['coder']!r}, code {str(first['code'])!r}. Remove them with codes.drop_duplicates()."
        )
        raise ValueError(msg)
    names = sorted(map(str, tidy["coder"].unique()))
    if len(names) < 2:
        msg = (
            f"The codes are those of {len(names)} coders {names}, but agreement needs two. Have a part of the units "
            "coded by another, as draw_coding_sample(..., coders=2, overlap=0.2) plans it."
        )
        raise ValueError(msg)
    if tidy.groupby("doc_id")["coder"].nunique().max() < 2:
        msg = (
            f"None of {tidy['doc_id'].nunique()} units is coded by two coders: {names} share no doc_id. Check that "
            "they write it alike."
        )
        raise ValueError(msg)
    return tidy


def join_labels(tidy: pd.DataFrame) -> pd.DataFrame:
    """
    Join the codes that a coder gave to one unit.

    Parameters
    ----------
    tidy : DataFrame
        ``doc_id coder code``.

    Returns
    -------
    joined : DataFrame
        One row for each unit and coder; ``code`` is the code, or a frozenset if any pair has several rows.

    """
    if not tidy.duplicated(["doc_id", "coder"]).any():
        return tidy
    grouped = tidy.groupby(["doc_id", "coder"], sort=False, observed=True)["code"]
    return grouped.agg(frozenset).reset_index()


def mark_code(tidy: pd.DataFrame, code: Any) -> pd.DataFrame:
    """
    Reduce codes to whether a coder gave one of them.

    Parameters
    ----------
    tidy : DataFrame
        ``doc_id coder code``.
    code : object
        The one to keep.

    Returns
    -------
    joined : DataFrame
        One row for each unit and coder; ``code`` is bool.

    """
    has_code = tidy.assign(code=tidy["code"].astype(object).eq(code))
    return has_code.groupby(["doc_id", "coder"], sort=False, observed=True)["code"].any().reset_index()


def count_patterns(joined: pd.DataFrame) -> Patterns:
    """
    Count units that hold the same codes.

    Parameters
    ----------
    joined : DataFrame
        One row for each unit and coder.

    Returns
    -------
    patterns : Patterns
        Of the units that two or more coders coded, in an order that depends on the codes alone.

    """
    values, numbers = _number(joined["code"])
    units = pd.factorize(joined["doc_id"])[0]
    order = np.lexsort((numbers, units))
    units, numbers = units[order], numbers[order]
    sizes = np.bincount(units)
    place = np.arange(len(units)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    table = np.full((len(sizes), sizes.max()), -1, np.int64)
    table[units, place] = numbers
    distinct, n_units = np.unique(table[sizes >= 2], axis=0, return_counts=True)
    rows, columns = np.nonzero(distinct >= 0)
    entries = (np.ones(len(rows)), (rows, distinct[rows, columns]))
    return Patterns(csr_array(entries, shape=(len(distinct), len(values))), n_units.astype(np.int64), values)


def _stack(codes: pd.DataFrame) -> pd.DataFrame:
    """Codes as ``doc_id coder code``, from a tidy or a wide table."""
    if "doc_id" not in codes.columns:
        if "coder" in codes.columns and codes.index.name != "doc_id":
            msg = f"The codes have no column or index 'doc_id', only {list(codes.columns)}. Rename one."
            raise ValueError(msg)
        codes = codes.rename_axis(index="doc_id").reset_index()
    others = [name for name in codes.columns if name not in ("doc_id", "coder")]
    if "coder" in codes.columns:
        name = "code" if "code" in others else others[0] if len(others) == 1 else None
        if name is None:
            msg = f"The codes have no column 'code', only {list(codes.columns)}. Rename the one that holds them."
            raise ValueError(msg)
        return codes[["doc_id", "coder", name]].rename(columns={name: "code"})
    return _stack_wide(codes, others)


def _stack_wide(codes: pd.DataFrame, others: list[Any]) -> pd.DataFrame:
    """Codes of a table with a column for each coder as ``doc_id coder code``."""
    if "code" in others or len(others) < 2:
        msg = (
            f"The codes have the columns {list(codes.columns)}, but need doc_id, coder and code, or doc_id and a "
            "column for each of two or more coders."
        )
        raise ValueError(msg)
    is_repeated = codes["doc_id"].duplicated()
    if is_repeated.any():
        msg = (
            f"{is_repeated.sum()} of {len(codes)} rows repeat a doc_id, such as "
            f"{codes.loc[is_repeated, 'doc_id'].tolist()[:N_SHOWN]}. A wide table has one row for each unit; give "
            "several codes of one coder as rows of doc_id, coder and code."
        )
        raise ValueError(msg)
    columns = [pd.DataFrame({"doc_id": codes["doc_id"], "coder": str(name), "code": codes[name]}) for name in others]
    return pd.concat(columns, ignore_index=True)


def _number(codes: pd.Series[Any]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Distinct codes in order, shape (n_values,), and the number of each code among them, shape (n_codes,)."""
    if isinstance(codes.dtype, pd.CategoricalDtype):
        used = codes.cat.remove_unused_categories()
        return used.cat.categories.to_numpy(object), used.cat.codes.to_numpy().astype(np.int64)
    numbers, distinct = pd.factorize(codes.astype(object))
    order = sorted(range(len(distinct)), key=lambda number: _rank(distinct[number]))
    values = np.empty(len(order), dtype=object)
    values[:] = [distinct[number] for number in order]
    return values, np.argsort(order)[numbers].astype(np.int64)


def _rank(value: Any) -> tuple[bool, float, list[str] | str]:
    """Key that sorts numbers by size, then texts, and sets by their members."""
    if isinstance(value, frozenset):
        return True, 0.0, sorted(map(str, value))
    if isinstance(value, (int, float, np.number)):
        return False, float(value), ""
    return True, 0.0, str(value)
