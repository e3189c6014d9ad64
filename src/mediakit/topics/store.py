"""The articles of a store, part by part: their texts, their vocabulary and their weights."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mediakit.corpus.store import is_store, list_parts
from mediakit.text.counts import count_doc_freq, count_known_terms
from mediakit.text.dtm import weigh_counts
from mediakit.text.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd
    from numpy.typing import NDArray
    from pyarrow.parquet import ParquetFile
    from scipy.sparse import csr_array

    from mediakit.text.dtm import Pruning

PART_DOCS: Final = 8192  # articles that are in memory at a time
# What a worker of a cluster takes at a time: so many articles or more, and more where there would be too many parts.
# Each costs some milliseconds of the scheduler in every pass, and a message of sums.
WORKER_DOCS: Final = 50_000
MOST_PARTS: Final = 512


@dataclasses.dataclass(frozen=True)
class Vocabulary:
    """
    The terms of a corpus that was read part by part.

    Attributes
    ----------
    terms : object array of shape (n_terms,)
        Terms (str), in the order of their first occurrence.
    doc_freq : int64 array of shape (n_terms,)
        Number of documents that hold each.
    n_docs : int
        Number of documents.

    """

    terms: NDArray[np.object_]
    doc_freq: NDArray[np.int64]
    n_docs: int

    def prune(self, pruning: Pruning) -> Vocabulary:
        """Keep the terms that are to be counted."""
        kept = pruning.select(self.terms, self.doc_freq, self.n_docs)
        return dataclasses.replace(self, terms=self.terms[kept], doc_freq=self.doc_freq[kept])

    def number(self) -> dict[str, int]:
        """Column of each term."""
        return {term: column for column, term in enumerate(self.terms)}

    def weigh(self, articles: pd.DataFrame, column: str, column_of: Mapping[str, int]) -> csr_array:
        """
        Weight the terms of some articles.

        Parameters
        ----------
        articles : DataFrame of n rows
            Some articles of the corpus, or others.
        column : str
            The column that holds the texts.
        column_of : mapping
            What `number` gives, made once for all parts.

        Returns
        -------
        weights : csr_array of float32, shape (n, n_terms)
            As `weight_dtm` gives them for the whole corpus.

        """
        counts = count_known_terms(tokenize(articles, column=column), column_of)
        return weigh_counts(counts, self.doc_freq, self.n_docs)


def list_files(store: str | Path) -> list[Path]:
    """
    List the Parquet files of a store.

    Parameters
    ----------
    store : str or Path
        What `ingest` wrote, or another folder; files below that whose name, or whose folder's name, begins with a dot
        or an underscore are left out.

    Returns
    -------
    files : list of Path
        In the order of their names.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    ValueError
        If it holds no Parquet file.

    """
    store = Path(store)
    if not store.is_dir():
        msg = f"{store}: no such folder. Name the folder that holds the Parquet files of the store."
        raise FileNotFoundError(msg)
    if is_store(store) and (parts := list_parts(store)):
        return parts
    inner = sorted(path.relative_to(store) for path in store.rglob("*.parquet"))
    files = [store / path for path in inner if not any(part.startswith((".", "_")) for part in path.parts)]
    if not files:
        msg = f"{store}: the folder holds no .parquet file. Write the articles there with DataFrame.to_parquet."
        raise ValueError(msg)
    return files


@dataclasses.dataclass(frozen=True)
class Place:
    """
    Articles of a store: a file, or a part of it.

    Attributes
    ----------
    file : Path
        A Parquet file with the columns ``doc_id`` and `column`.
    column : str
        The column that holds the texts.
    row_groups : tuple of int, optional
        The parts of the file as it was written; by default, all of them.

    """

    file: Path
    column: str = "text"
    row_groups: tuple[int, ...] | None = None


def cut_store(files: list[Path], column: str) -> list[list[Place]]:
    """
    Cut a store into parts for the workers of a cluster, by what is stored alone: no number of workers changes them.

    Parameters
    ----------
    files : list of Path
        What `list_files` gives.
    column : str
        The column of texts.

    Returns
    -------
    parts : list of list of Place
        Places of each part, in the order of the corpus; row groups are never cut.

    """
    with ThreadPoolExecutor() as pool:
        sizes = list(pool.map(_measure_row_groups, (Place(file, column) for file in files)))
    least = max(WORKER_DOCS, sum(map(sum, sizes)) / MOST_PARTS)
    parts: list[list[tuple[Path, int]]] = [[]]
    held = 0
    for file, lengths in zip(files, sizes, strict=True):
        for number, length in enumerate(lengths):
            if held >= least:
                parts.append([])
                held = 0
            parts[-1].append((file, number))
            held += length
    return [
        [Place(file, column, tuple(number for _, number in of_file)) for file, of_file in _group_by_file(part)]
        for part in parts
    ]


def _group_by_file(part: list[tuple[Path, int]]) -> Iterable[tuple[Path, Iterator[tuple[Path, int]]]]:
    """Row groups of a part, with those of a file together."""
    return itertools.groupby(part, key=lambda place: place[0])


def _measure_row_groups(place: Place) -> list[int]:
    """Articles in each row group of a file."""
    with _open(place) as stored:
        return [stored.metadata.row_group(number).num_rows for number in range(stored.num_row_groups)]


def read_articles(place: Place) -> Iterator[pd.DataFrame]:
    """
    Read the articles of one place, some thousand at a time.

    Parameters
    ----------
    place : Place
        Where they are.

    Yields
    ------
    articles : DataFrame of up to `PART_DOCS` rows, indexed by ``doc_id``
        Their texts.

    Raises
    ------
    ValueError
        If the file cannot be read, lacks a column, or holds something else than texts in it.

    """
    groups = None if place.row_groups is None else list(place.row_groups)
    with _open(place) as stored:
        for batch in stored.iter_batches(PART_DOCS, row_groups=groups, columns=["doc_id", place.column]):
            batch.validate(full=True)
            articles = batch.to_pandas(types_mapper=_type_texts).astype({"doc_id": "str"})
            yield articles.set_index("doc_id")


@contextlib.contextmanager
def _open(place: Place) -> Iterator[ParquetFile]:
    """Open a file whose columns are as they should be; what is wrong with it is said with its name."""
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415

    file, column = place.file, place.column
    try:
        with ParquetFile(file) as stored:
            names = stored.schema_arrow.names
            missing = sorted({"doc_id", column}.difference(names))
            if missing:
                msg = f"{file}: there is no column {missing[0]!r}, only {names}. Add it, or name another as `column`."
                raise ValueError(msg)
            kind = stored.schema_arrow.field(column).type
            if _type_texts(kind) is None:
                msg = f"{file}: the column {column!r} holds {kind}, not texts. Name a column of texts as `column`."
                raise ValueError(msg)
            yield stored
    except (OSError, pa.ArrowException) as error:
        reason = str(error).partition("\n")[0]
        msg = f"{file}: cannot be read as Parquet ({reason}). Write the file again, or move it out of the store."
        raise ValueError(msg) from error


def _type_texts(kind: Any) -> Any:
    """The pandas type of an Arrow type: texts stay with Arrow, which spares a copy."""
    import pandas as pd  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)
    return pd.StringDtype("pyarrow", na_value=np.nan) if is_text else None


def list_terms(place: Place) -> Vocabulary:
    """Terms of one place, with the number of its documents that hold each."""
    return merge_vocabularies(_list_terms_of(articles, place.column) for articles in read_articles(place))


def _list_terms_of(articles: pd.DataFrame, column: str) -> Vocabulary:
    """Terms of some articles."""
    tokens = tokenize(articles, column=column)
    return Vocabulary(tokens.terms, count_doc_freq(tokens), len(articles))


def merge_vocabularies(parts: Iterable[Vocabulary]) -> Vocabulary:
    """
    Give one vocabulary for all parts of a corpus.

    Parameters
    ----------
    parts : iterable of Vocabulary
        In the order of the corpus.

    Returns
    -------
    vocabulary : Vocabulary
        Terms in the order of their first occurrence.

    """
    row_of: dict[str, int] = {}
    doc_freq = np.zeros(1 << 16, np.int64)
    n_docs = 0
    for part in parts:
        rows = np.fromiter((row_of.setdefault(term, len(row_of)) for term in part.terms), np.int64, len(part.terms))
        if len(row_of) > len(doc_freq):
            doc_freq = np.concatenate([doc_freq, np.zeros(len(row_of), np.int64)])
        doc_freq[rows] += part.doc_freq  # whose terms differ, so that no row stands twice
        n_docs += part.n_docs
    terms = np.empty(len(row_of), object)
    terms[:] = list(row_of)
    return Vocabulary(terms, doc_freq[: len(row_of)].copy(), n_docs)
