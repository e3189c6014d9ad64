"""What a result was made from, so that someone else can make it again and see what differs."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

PACKAGES: Final = ("mediakit", "matplotlib", "numpy", "pandas", "py3langid", "pyarrow", "scikit-learn", "scipy")
NONE: Final = "none"
ABSENT: Final = "absent"


def hash_corpus(corpus: pd.DataFrame) -> str:
    """
    SHA-256 of what a corpus says, whatever the order of its rows and columns.

    The rows are sorted by ``doc_id`` and the columns by name; of each column its name, its kind and its values are
    hashed: text as UTF-8 with the length of each value, numbers as 64 bits, dates as microseconds in UTC, and where
    values are missing. One letter changed, a row more or a column renamed gives another hash; the file format, its
    compression and the resolution in which pandas holds a date do not matter.

    Parameters
    ----------
    corpus : DataFrame of shape (n_docs, n_columns), indexed by ``doc_id``
        Columns of text, numbers, booleans, dates or categories.

    Returns
    -------
    sha256 : str
        64 hexadecimal digits.

    Raises
    ------
    ValueError
        If a ``doc_id`` or the name of a column is used twice.
    TypeError
        If a column holds other values, such as lists.

    Examples
    --------
    >>> corpus = pd.DataFrame({"text": ["Talks began.", "Talks ended."]}, index=["a", "b"])
    >>> hash_corpus(corpus)[:16]
    'd212e25b782714a1'
    >>> hash_corpus(corpus.loc[["b", "a"]]) == hash_corpus(corpus)
    True
    >>> hash_corpus(corpus.replace("ended", "failed", regex=True)) == hash_corpus(corpus)
    False

    """
    _refuse_repeated(corpus)
    digest = hashlib.sha256(f"{len(corpus)} rows".encode())
    doc_ids = pa.array(corpus.index.astype(str), type=pa.large_string())
    order = pc.sort_indices(doc_ids)
    _add_column(digest, "doc_id", "text", _encode_text(doc_ids.take(order)))
    order = order.to_numpy()
    for name in sorted(corpus.columns, key=str):
        kind, parts = _encode(corpus[name].iloc[order], str(name))
        _add_column(digest, str(name), kind, parts)
    return digest.hexdigest()


def describe_run(
    corpus: pd.DataFrame,
    *,
    parameters: Mapping[str, Any] | None = None,
    random_states: Mapping[str, Any] | None = None,
    encoder: str | None = None,
    commit: str | None = None,
    packages: Sequence[str] = PACKAGES,
) -> dict[str, Any]:
    """
    Manifest of a run: what must be the same for the numbers to be the same.

    Parameters
    ----------
    corpus : DataFrame of shape (n_docs, n_columns), indexed by ``doc_id``
        What was analysed.
    parameters : mapping of str, optional
        Values that were chosen; anything that JSON can hold.
    random_states : mapping of str, optional
        Seeds by what they were used for.
    encoder : str, optional
        Name of the model that made vectors of sentences.
    commit : str, optional
        Commit of the code.
    packages : sequence of str
        Distributions whose versions matter.

    Returns
    -------
    manifest : dict
        ``corpus`` (``sha256`` by `hash_corpus`, ``n_rows``, ``columns``), ``versions`` (of Python and `packages`;
        ``"absent"`` where one is not installed), ``parameters``, ``random_states``, ``encoder`` (``"none"`` if there
        is none) and ``commit`` (``"absent"`` if there is none). It can be written as JSON.

    Examples
    --------
    >>> corpus = pd.DataFrame({"text": ["Talks began."]}, index=["a"])
    >>> manifest = describe_run(corpus, parameters={"n_topics": 12}, random_states={"topics": 0})
    >>> manifest["corpus"]["n_rows"], manifest["parameters"], manifest["encoder"]
    (1, {'n_topics': 12}, 'none')

    """
    return {
        "corpus": {
            "sha256": hash_corpus(corpus),
            "n_rows": len(corpus),
            "columns": sorted(str(name) for name in corpus.columns),
        },
        "versions": {"python": platform.python_version(), **{name: _find_version(name) for name in packages}},
        "parameters": dict(parameters or {}),
        "random_states": dict(random_states or {}),
        "encoder": encoder or NONE,
        "commit": commit or ABSENT,
    }


def compare_runs(stored: Mapping[str, Any], found: Mapping[str, Any]) -> pd.DataFrame:
    """
    What differs between two manifests.

    Parameters
    ----------
    stored : mapping
        A manifest of an earlier run.
    found : mapping
        One of this run. Both are manifests of `describe_run`, also when read back from JSON.

    Returns
    -------
    differences : DataFrame of n_differences rows
        ``what`` (the keys with dots between), ``stored`` and ``found``; ``"absent"`` where one has no such key.

    Examples
    --------
    >>> compare_runs({"versions": {"numpy": "2.3.0"}}, {"versions": {"numpy": "2.4.0"}})
                 what stored  found
    0  versions.numpy  2.3.0  2.4.0

    """
    before, after = _flatten(stored), _flatten(found)
    rows = [
        (what, before.get(what, ABSENT), after.get(what, ABSENT))
        for what in [*before, *(what for what in after if what not in before)]
        if before.get(what, ABSENT) != after.get(what, ABSENT)
    ]
    return pd.DataFrame(rows, columns=["what", "stored", "found"])


def _refuse_repeated(corpus: pd.DataFrame) -> None:
    """Refuse what makes the order of rows or columns matter."""
    for what, names in (("doc_id", corpus.index), ("column", corpus.columns)):
        again = names[names.duplicated()].unique()
        if len(again):
            msg = f"{len(again)} names of a {what} are used twice, such as {again[0]!r}. Rename or drop them."
            raise ValueError(msg)


def _add_column(digest: Any, name: str, kind: str, parts: Sequence[bytes | memoryview]) -> None:
    """Add a column to the digest, each part after its length, so that nothing can pass for something else."""
    for part in (name.encode(), kind.encode(), *parts):
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)


def _encode(column: pd.Series, name: str) -> tuple[str, list[bytes]]:
    """Kind of a column of n_docs values, and their bytes."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    missing = column.isna().to_numpy()
    if pd.api.types.is_bool_dtype(column.dtype):
        return "truth", _encode_numbers(column.astype("boolean").fillna(value=False).to_numpy(np.uint8), missing)
    if pd.api.types.is_integer_dtype(column.dtype):
        return "whole", _encode_numbers(column.astype("Int64").fillna(0).to_numpy(np.int64), missing)
    if pd.api.types.is_float_dtype(column.dtype):
        return "real", _encode_numbers(column.astype("Float64").fillna(0.0).to_numpy(np.float64) + 0.0, missing)
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_convert("UTC").dt.tz_localize(None)
    if pd.api.types.is_datetime64_dtype(column.dtype):
        moments = column.to_numpy().astype("datetime64[us]").astype(np.int64)
        return "moment", _encode_numbers(np.where(missing, 0, moments), missing)
    try:
        values = pa.array(column.where(~missing, None), type=pa.large_string(), from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        found = next((type(value).__name__ for value in column[~missing] if not isinstance(value, str)), "bytes")
        msg = f"The column {name!r} holds values of the type {found!r}. Leave it out, or make text of it."
        raise TypeError(msg) from error
    return "text", _encode_text(values)


def _encode_text(values: Any) -> list[bytes]:
    """Lengths of n_docs texts, -1 where missing, and their UTF-8."""
    values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    lengths = pc.fill_null(pc.binary_length(values), -1).to_numpy(zero_copy_only=False).astype("<i8")
    filled = pc.fill_null(values, "")
    offsets = np.frombuffer(filled.buffers()[1], np.int64)[filled.offset : filled.offset + len(filled) + 1]
    data = filled.buffers()[2]
    return [lengths.tobytes(), memoryview(data)[offsets[0] : offsets[-1]] if data is not None and len(filled) else b""]


def _encode_numbers(values: NDArray[Any], missing: NDArray[np.bool_]) -> list[bytes]:
    """Values of shape (n_docs,), low byte first, and which are missing."""
    return [values.astype(values.dtype.newbyteorder("<")).tobytes(), np.packbits(missing).tobytes()]


def _find_version(package: str) -> str:
    """Version of a distribution."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ABSENT


def _flatten(manifest: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Values by their keys with dots between, as text."""
    flat: dict[str, str] = {}
    for key, value in manifest.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return flat
