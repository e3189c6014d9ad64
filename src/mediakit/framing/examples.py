"""Texts and the frames that people gave them, in the forms in which researchers keep them."""

from __future__ import annotations

import dataclasses
import functools
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from .codebook import load_codebook

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMS = (
    "Give one str a text where each has one frame; where a text may have several or none, a DataFrame of True and "
    "False with a column for each frame, or a list of frames for each text."
)

SHIPPED: Final = ("security", "generic", "functions")
LEAST_IN_COMMON: Final = 2


@dataclasses.dataclass(frozen=True)
class Codes:
    """Which frames each text has: `has`, bool of shape (n_texts, n_frames), and the frames' names in order."""

    has: NDArray[np.bool_]
    frames: NDArray[Any]
    one_each: bool


def read_texts(texts: Any) -> pd.Series[str]:
    """Texts as a Series, by ``doc_id`` where they have one and by their number where not."""
    if isinstance(texts, str) or not hasattr(texts, "__len__"):
        msg = f"texts is a single {type(texts).__name__}. Give a list or Series of str, such as corpus['text']."
        raise TypeError(msg)
    if isinstance(texts, pd.DataFrame):
        msg = "texts is a DataFrame. Give one of its columns, such as corpus['text']."
        raise TypeError(msg)
    index = texts.index if isinstance(texts, pd.Series) else pd.RangeIndex(len(texts))
    values = [text for text in texts]  # noqa: C416 - a Series gives its values, as any sequence does
    strange = [place for place, text in enumerate(values) if not isinstance(text, str)]
    if strange:
        kinds = type(values[strange[0]]).__name__
        msg = f"{len(strange)} of {len(values)} texts are no str, such as a {kinds} at {index[strange[0]]!r}."
        raise TypeError(msg)
    empty = [place for place, text in enumerate(values) if not text.strip()]
    if empty:
        where = [index[place] for place in empty[:3]]
        msg = f"{len(empty)} of {len(values)} texts are empty, such as {where}. Remove these rows first."
        raise ValueError(msg)
    return pd.Series(values, index=index, dtype=object)


def read_codes(frames: Any, texts: pd.Series[str], *, has_ids: bool) -> Codes:
    """Frames of each text: met by index where both sides are pandas (`has_ids` for texts), else in the order given."""
    if frames is None:
        msg = f"requires y to be passed, but the target y is None: frames is missing. {FORMS}"
        raise ValueError(msg)
    if has_ids and isinstance(frames, pd.Series | pd.DataFrame):
        frames = _align(frames, texts)
    if len(frames) != len(texts):
        msg = f"There are {len(texts)} texts but frames for {len(frames)}. Give the frames of each text, once."
        raise ValueError(msg)
    if isinstance(frames, pd.DataFrame):
        codes = Codes(_as_bool(frames.to_numpy()), frames.columns.to_numpy(), one_each=False)
    elif isinstance(frames, np.ndarray) and frames.ndim == 2:
        codes = Codes(_as_bool(frames), np.arange(frames.shape[1]), one_each=False)
    else:
        values = list(frames)
        listed = [isinstance(value, list | tuple | set | frozenset) for value in values]
        codes = _spread(values) if any(listed) else _name(values)
    _check_enough(codes)
    return codes


def find_codebook(frames: NDArray[Any]) -> pd.DataFrame | None:
    """
    Find the codebook that ships and has the most of the frames among its categories, two or more.

    A frame is meant where it has the name of a category or of a part of it before or after "and", whatever the case.
    """
    names = {str(frame).casefold() for frame in frames}
    in_common = {book: len(names & _list_categories(book)) for book in SHIPPED}
    best = max(SHIPPED, key=lambda book: in_common[book])
    return _load_once(best) if in_common[best] >= LEAST_IN_COMMON else None


@functools.cache
def _list_categories(book: str) -> frozenset[str]:
    """Names of the categories of a codebook that ships, and of the parts of those names."""
    with resources.as_file(resources.files("mediakit.framing") / "codebooks" / f"{book}.csv") as path:
        names = pd.read_csv(path, encoding="utf-8-sig", usecols=["category"])["category"].str.casefold().unique()
    return frozenset(part for name in names for part in (name, *name.split(" and ")))


@functools.cache
def _load_once(book: str) -> pd.DataFrame:
    """A codebook that ships, which takes a second to check."""
    return load_codebook(book)


def _align(frames: Any, texts: pd.Series[str]) -> Any:
    """Frames in the order of the texts, by index."""
    if frames.index.equals(texts.index):
        return frames
    lost = texts.index[~texts.index.isin(frames.index)]
    if len(lost):
        msg = (
            f"{len(lost)} of {len(texts)} texts have no row in frames, such as {lost[:3].tolist()}. Give the frames "
            "of each text, with the same index."
        )
        raise ValueError(msg)
    rows = frames.index[frames.index.isin(texts.index)]
    if not rows.is_unique or not texts.index.is_unique:
        twice = (rows if not rows.is_unique else texts.index).to_series()
        msg = (
            f"{twice.duplicated().sum()} identifiers stand more than once, such as "
            f"{twice[twice.duplicated()][:3].tolist()}. Give each text and its frames one row; where a text has "
            "several frames, a DataFrame with a column for each frame."
        )
        raise ValueError(msg)
    return frames.loc[texts.index]


def _as_bool(cells: NDArray[Any]) -> NDArray[np.bool_]:
    """Cells that are True or False, or 1 or 0."""
    is_known = np.isin(cells, [True, False]) if cells.dtype != object else np.isin(cells.astype(str), ["True", "False"])
    if not is_known.all():
        wrong = cells[~is_known].ravel()
        msg = f"{len(wrong)} cells of frames are neither True nor False, such as {wrong[0]!r}. {FORMS}"
        raise ValueError(msg)
    return cells.astype(bool)


def _spread(values: list[Any]) -> Codes:
    """Codes from a list of frames for each text."""
    flat = [[value] if isinstance(value, str) else list(value) for value in values]
    names = sorted({frame for row in flat for frame in row})
    place = {name: column for column, name in enumerate(names)}
    has = np.zeros((len(flat), len(names)), np.bool_)
    for number, row in enumerate(flat):
        has[number, [place[frame] for frame in row]] = True
    return Codes(has, np.array(names), one_each=False)


def _name(values: list[Any]) -> Codes:
    """Codes from one frame for each text."""
    is_missing = pd.isna(pd.Series(values, dtype=object)).to_numpy()
    if is_missing.any():
        msg = f"{is_missing.sum()} of {len(values)} frames are missing. Leave texts out that have no code."
        raise ValueError(msg)
    if len({isinstance(value, str) for value in values}) > 1:
        msg = f"frames mixes str and other types, such as {values[0]!r}. {FORMS}"
        raise ValueError(msg)
    names, column = np.unique(np.array(values), return_inverse=True)
    if names.dtype.kind == "f":
        msg = f"Unknown label type: frames holds numbers with a fraction, such as {values[0]!r}. {FORMS}"
        raise ValueError(msg)
    return Codes(column[:, None] == np.arange(len(names)), names, one_each=True)


def _check_enough(codes: Codes) -> None:
    """Raise if a frame has too few examples, on either side, to learn it and to know how well."""
    if codes.one_each and len(codes.frames) < 2:
        msg = f"All {len(codes.has)} texts have one class, {codes.frames.tolist()}. Give examples of two."
        raise ValueError(msg)
    counts = codes.has.sum(axis=0)
    least = 1 if codes.one_each else 2
    is_short = (counts < least) | (len(codes.has) - counts < least)
    if is_short.any() or not len(counts):
        found = {str(codes.frames[place]): int(counts[place]) for place in np.flatnonzero(is_short)}
        msg = (
            f"{len(found)} of {len(counts)} frames have too few texts with or without them, of {len(codes.has)}: "
            f"{found}. Give at least {least} of each, or leave the frame out."
        )
        raise ValueError(msg)
