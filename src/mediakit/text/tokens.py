"""Texts as integers: one number per token, one table of terms."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING, Final

import numpy as np

from .characters import N_BLOCKS, character_tables, unify_term
from .kernel import Chunk, mark_blocks, merge_terms, scan_texts
from .threads import map_in_threads

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

LONGEST_TEXT: Final = 2**31 - 1  # bytes, so that spans and lengths fit 32 bits
CHUNK_BYTES: Final = 4 << 20
ELISIONS: Final = ("l", "d", "j", "m", "t", "s", "c", "n", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu")


@dataclasses.dataclass(frozen=True)
class Tokens:
    """
    The tokens of a corpus as integers.

    Attributes
    ----------
    ids : int32 array of shape (n_tokens,)
        For each token, in the order of the texts, the row of its term in `terms`.
    starts : int64 array of shape (n_docs + 1,)
        Document ``d`` has the tokens ``ids[starts[d]:starts[d + 1]]``.
    terms : object array of shape (n_terms,)
        The distinct terms (str), folded, in the order of their first occurrence.
    doc_ids : Index of shape (n_docs,)
        Identifiers of the documents.
    spans : int32 array of shape (n_tokens, 2), or None
        Where each token stands in its text, in characters: ``text[start:end]`` is its surface.

    """

    ids: NDArray[np.int32]
    starts: NDArray[np.int64]
    terms: NDArray[np.object_]
    doc_ids: pd.Index[str]
    spans: NDArray[np.int32] | None = None

    @property
    def n_docs(self) -> int:
        """Number of documents."""
        return len(self.starts) - 1

    @property
    def n_terms(self) -> int:
        """Number of distinct terms."""
        return len(self.terms)

    def __len__(self) -> int:
        return len(self.ids)

    def __repr__(self) -> str:
        return f"Tokens(n_docs={self.n_docs}, n_tokens={len(self)}, n_terms={self.n_terms})"


def tokenize(
    corpus: pd.DataFrame, *, column: str = "text", spans: bool = False, keep_addresses: bool = False
) -> Tokens:
    """
    Cut each text of a corpus into tokens and number their terms.

    A token is a run of letters and digits. Hyphenated words (``counter-terrorism``), contractions (``don't``,
    ``aujourd'hui``), acronyms with dots (``U.S.``), numbers with separators (``1,900.5``) and web and mail addresses
    are one token. A French elision (``l'``) is a token of its own; an English possessive ``'s`` is left out, and with
    it the end of ``it's``. The term of a token is its folded form: lower case, composed, straight apostrophes, ASCII
    digits, Arabic without vowel signs and tatweel and with the forms of alef, ya and ta marbuta unified. The same rules
    serve English, French and Arabic, also side by side in one text; other alphabetic scripts are cut at what is no
    letter, and scripts that write no spaces are not cut into words.

    Parameters
    ----------
    corpus : DataFrame of n_docs rows, indexed by ``doc_id``
        Articles; a missing text counts as empty.
    column : str, default "text"
        The column to tokenize.
    spans : bool, default False
        Whether to note where each token stands in its text.
    keep_addresses : bool, default False
        Whether web and mail addresses count as tokens.

    Returns
    -------
    tokens : Tokens
        The tokens, the same for any number of threads.

    Raises
    ------
    KeyError
        If `corpus` has no column of that name.
    TypeError
        If the column holds anything else than texts.
    ValueError
        If a text is longer than 2 GB.

    Examples
    --------
    >>> import pandas as pd
    >>> corpus = pd.DataFrame({"text": ["The minister’s visit.", "L’État n’a pas cédé."]}, index=["a", "b"])
    >>> tokens = tokenize(corpus)
    >>> tokens.terms[tokens.ids].tolist()
    ['the', 'minister', 'visit', "l'", 'état', "n'", 'a', 'pas', 'cédé']

    """
    if column not in corpus.columns:
        msg = f"The corpus has no column {column!r}, only {list(corpus.columns)}. Name one of these as `column`."
        raise KeyError(msg)
    buffer, text_starts = _as_bytes(corpus[column])
    _require_spans(corpus, text_starts)
    is_used = np.zeros(N_BLOCKS, np.uint8)
    elisions = _as_table(ELISIONS)

    def mark(cut: tuple[int, int]) -> None:
        mark_blocks(buffer, text_starts[cut[0]], text_starts[cut[1]], is_used)

    def scan(cut: tuple[int, int]) -> Chunk:
        starts = text_starts[cut[0] : cut[1] + 1]
        return scan_texts(buffer, starts, tables, elisions, spans=spans, addresses=keep_addresses)

    cuts = _cut_into_chunks(text_starts)
    map_in_threads(mark, cuts)
    tables = character_tables(is_used)
    return _merge(map_in_threads(scan, cuts), corpus.index, spans=spans)


def _as_bytes(texts: pd.Series[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """UTF-8 bytes of all texts end to end, and where each begins; lone surrogates become ``?``."""
    import pyarrow as pa  # noqa: PLC0415

    values = texts.fillna("")
    try:
        array = pa.array(values, pa.large_string())
        array.validate(full=True)
    except (UnicodeEncodeError, pa.ArrowInvalid, pa.ArrowTypeError):
        _require_strings(values)
        repaired = [str(text).encode("utf-8", "replace").decode() for text in values]
        array = pa.array(repaired, pa.large_string())
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    _, offsets, data = array.buffers()
    starts = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    return np.frombuffer(data or b"\0", np.uint8), starts


def _require_strings(values: pd.Series[str]) -> None:
    """Refuse a column that holds anything else than texts."""
    is_other = np.fromiter((not isinstance(value, str) for value in values), bool, len(values))
    if is_other.any():
        found = values[is_other].iloc[0]
        msg = (
            f"{is_other.sum()} of {len(values)} values of {values.name!r} are no text but, for one, "
            f"{type(found).__name__} {str(found)[:40]!r} (doc_id {values.index[is_other][:3].tolist()}). "
            "Name a column of texts."
        )
        raise TypeError(msg)


def _require_spans(corpus: pd.DataFrame, text_starts: NDArray[np.int64]) -> None:
    """Refuse texts whose places no span could hold."""
    is_longer = np.diff(text_starts) > LONGEST_TEXT
    if is_longer.any():
        msg = (
            f"{is_longer.sum()} of {len(corpus)} texts are longer than {LONGEST_TEXT} bytes, such as doc_id "
            f"{corpus.index[is_longer][:3].tolist()}. Cut them into articles first."
        )
        raise ValueError(msg)


def _as_table(words: tuple[str, ...]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Bytes of some words end to end, and where each begins."""
    encoded = [word.encode() for word in words]
    starts = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    return np.frombuffer(b"".join(encoded), np.uint8), starts


def _cut_into_chunks(text_starts: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Ranges of documents of about `CHUNK_BYTES` each, which depend on the texts alone."""
    n_docs = len(text_starts) - 1
    cuts = [0]
    while cuts[-1] < n_docs:
        reach = int(np.searchsorted(text_starts, text_starts[cuts[-1]] + CHUNK_BYTES))
        cuts.append(min(n_docs, max(reach, cuts[-1] + 1)))
    return list(itertools.pairwise(cuts)) or [(0, 0)]


def _merge(chunks: list[Chunk], doc_ids: pd.Index[str], *, spans: bool) -> Tokens:
    """One numbering for the terms of all chunks, in the order of the chunks."""
    listed = merge_terms(chunks, unify_term)
    terms = np.empty(len(listed), object)
    terms[:] = listed
    first_doc = np.cumsum([0, *(chunk.n_docs for chunk in chunks)])
    first_token = np.cumsum([0, *(chunk.n_tokens for chunk in chunks)])
    ids = np.empty(first_token[-1], np.int32)
    starts = np.zeros(first_doc[-1] + 1, np.int64)
    starts[first_doc] = first_token
    places = np.empty((len(ids), 2), np.int32) if spans else None

    def write(number: int) -> None:
        own = slice(first_token[number], first_token[number + 1])
        docs = slice(first_doc[number], first_doc[number + 1] + 1)
        chunks[number].write(ids[own], starts[docs], None if places is None else places[own])

    map_in_threads(write, range(len(chunks)))
    return Tokens(ids, starts, terms, doc_ids, places)


def keep_tokens(tokens: Tokens, is_kept: NDArray[np.bool_]) -> Tokens:
    """
    Leave out some tokens; the terms stay as they are.

    Parameters
    ----------
    tokens : Tokens
        The tokens.
    is_kept : bool array of shape (n_tokens,)
        True for a token to keep.

    Returns
    -------
    kept : Tokens
        The others, in the same order.

    """
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(is_kept)])
    spans = None if tokens.spans is None else tokens.spans[is_kept]
    return dataclasses.replace(tokens, ids=tokens.ids[is_kept], starts=before[tokens.starts], spans=spans)
