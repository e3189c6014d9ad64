"""Where texts stand between two ends that the researcher names, such as praise and criticism."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mediakit.text.encoder import encode_texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mediakit.text.encoder import Encoder

    Floats = NDArray[np.float64]

NEEDED: Final = ("axis", "minus", "plus")
CLOSEST: Final = 1e-3  # how far the vectors of two ends must lie apart
WEAKEST: Final = 0.2  # length of the mean direction of several pairs, of 1 where all agree


def measure_axes(sentences: pd.DataFrame, axes: pd.DataFrame, *, encoder: Encoder = "e5") -> pd.DataFrame:
    """
    Measure how far each document leans to one end of each axis, and how much it speaks in terms of the axis at all.

    `place_on_axes` and then `summarize_axes`; call these two by yourself to read the sentences behind the numbers
    without encoding them twice.

    Parameters
    ----------
    sentences : DataFrame of n_sentences rows, indexed by ``sentence_id``
        ``text`` and ``doc_id``, as `split_sentences` gives them.
    axes : DataFrame
        ``axis minus plus``, as for `place_on_axes`.
    encoder : "e5" or callable, default "e5"
        As in `encode_texts`.

    Returns
    -------
    table : DataFrame of shape (n_docs * n_axes, 5)
        ``doc_id axis n_sentences bias intensity``, as `summarize_axes` gives it.

    Raises
    ------
    TypeError, ValueError
        As `place_on_axes`.

    Examples
    --------
    >>> texts = ["She was praised for the rescue.", "The plan failed badly.", "It rained on Monday."]
    >>> sentences = pd.DataFrame({"text": texts, "doc_id": ["a", "b", "b"]}, index=["a#0", "b#0", "b#1"])
    >>> axes = pd.DataFrame({"axis": ["tone"], "minus": ["This is a failure."], "plus": ["This is a success."]})
    >>> measure_axes(sentences, axes)[["doc_id", "axis", "n_sentences"]]
      doc_id  axis  n_sentences
    0      a  tone            1
    1      b  tone            2

    """
    return summarize_axes(place_on_axes(sentences, axes, encoder=encoder))


def place_on_axes(sentences: pd.DataFrame, axes: pd.DataFrame, *, encoder: Encoder = "e5") -> pd.DataFrame:
    r"""
    Place each sentence between the two ends of each axis.

    An axis is the direction from the vectors of its ``minus`` ends to those of its ``plus`` ends, the mean over its
    pairs; the place of a sentence is the cosine between that direction and the vector of the sentence, from which the
    mean of the corpus has been taken away, because the encoder's vectors lie in a narrow cone:

    .. math:: z_s = \frac{\cos(v_s - \bar v,\; d) - m}{\sigma},
              \qquad d \propto \sum_p (v_{p+} - v_{p-})

    where m and :math:`\sigma` are mean and standard deviation over the sentences. This is FrameAxis [1]_ with sentences
    in the place of words.

    Parameters
    ----------
    sentences : DataFrame of n_sentences rows, indexed by ``sentence_id``
        ``text`` and ``doc_id``, as `split_sentences` gives them. All together they are the baseline: give the whole
        corpus and compare its parts afterwards.
    axes : DataFrame of n_pairs rows
        ``axis`` (a name), ``minus`` and ``plus``: words, or better short sentences, that say the two ends, in any
        language that the encoder reads. Several rows of one ``axis`` are pairs of the same two ends; two or three that
        are worded differently are steadier than one.
    encoder : "e5" or callable, default "e5"
        As in `encode_texts`.

    Returns
    -------
    placed : DataFrame of shape (n_sentences * n_axes, 4)
        ``sentence_id``, ``doc_id``, ``axis`` and ``position``: 0 for the mean of all sentences, 1 for one standard
        deviation towards ``plus``. By sentence, then by axis as it first stands in `axes`.

    Raises
    ------
    TypeError
        If a text or an end is no str, or as `encode_texts`.
    ValueError
        If a column is missing, a table is empty, a ``sentence_id`` stands twice, an end is empty, the two ends of a
        pair are equal or mean the same to the encoder, the pairs of an axis cancel out, or all sentences are alike.

    References
    ----------
    .. [1] Kwak, H., An, J., Jing, E. and Ahn, Y.-Y. (2021). FrameAxis: characterizing microframe bias and intensity
       with word embedding. PeerJ Computer Science 7, e644. doi:10.7717/peerj-cs.644

    Examples
    --------
    >>> texts = ["She was praised for the rescue.", "The plan failed badly.", "It rained on Monday."]
    >>> sentences = pd.DataFrame({"text": texts, "doc_id": ["a", "b", "b"]}, index=["a#0", "b#0", "b#1"])
    >>> axes = pd.DataFrame({"axis": ["tone"], "minus": ["This is a failure."], "plus": ["This is a success."]})
    >>> placed = place_on_axes(sentences, axes).sort_values("position")
    >>> placed["sentence_id"].tolist()
    ['b#0', 'b#1', 'a#0']

    """
    _check_sentences(sentences)
    names, directions = _find_directions(axes, encoder)
    vectors = encode_texts(sentences["text"].tolist(), encoder=encoder).astype(np.float64)
    vectors -= vectors.mean(axis=0)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = vectors @ directions.T / np.where(length > 0, length, 1)
    spread = cosines.std(axis=0)
    if (spread < 1e-9).any():
        msg = (
            f"All {len(sentences)} sentences have the same place on {(spread < 1e-9).sum()} of {len(names)} axes, such "
            f"as {names[int((spread < 1e-9).argmax())]!r}. Give the sentences of a whole corpus, of two different at "
            "least."
        )
        raise ValueError(msg)
    position = (cosines - cosines.mean(axis=0)) / spread
    n_axes = len(names)
    return pd.DataFrame(
        {
            "sentence_id": sentences.index.to_numpy().repeat(n_axes),
            "doc_id": sentences["doc_id"].to_numpy().repeat(n_axes),
            "axis": names * len(sentences),
            "position": position.ravel(),
        }
    )


def summarize_axes(placed: pd.DataFrame) -> pd.DataFrame:
    r"""
    Sum up the sentences of each document on each axis.

    .. math:: \text{bias} = \frac{1}{n} \sum_s z_s, \qquad \text{intensity} = \frac{1}{n} \sum_s z_s^2

    Parameters
    ----------
    placed : DataFrame
        ``doc_id axis position``, as `place_on_axes` gives.

    Returns
    -------
    table : DataFrame of shape (n_docs * n_axes, 5), in the order of `placed`
        ``doc_id``; ``axis``; ``n_sentences``; ``bias``, the mean position, above 0 where the document leans to ``plus``
        more than the corpus does; ``intensity``, the mean of the squared positions, 1 for the corpus as a whole and
        more in a document that goes to both ends or far to one.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> placed = pd.DataFrame({"doc_id": ["a", "a", "b"], "axis": "tone", "position": [-1.0, 2.0, 0.5]})
    >>> summarize_axes(placed)
      doc_id  axis  n_sentences  bias  intensity
    0      a  tone            2   0.5       2.50
    1      b  tone            1   0.5       0.25

    """
    _check_columns("placed", placed, ("doc_id", "axis", "position"))
    squared = placed.assign(squared=placed["position"] ** 2)
    found = squared.groupby(["doc_id", "axis"], sort=False).agg(
        n_sentences=("position", "size"), bias=("position", "mean"), intensity=("squared", "mean")
    )
    return found.reset_index()


def find_axis_ends(placed: pd.DataFrame, sentences: pd.DataFrame, *, n: int = 5) -> pd.DataFrame:
    """
    Find the sentences that lie furthest out on each side of each axis, to read what the axis measures.

    Parameters
    ----------
    placed : DataFrame
        ``sentence_id doc_id axis position``, as `place_on_axes` gives.
    sentences : DataFrame, indexed by ``sentence_id``
        The same sentences, with their ``text``.
    n : int, default 5
        Sentences of each end.

    Returns
    -------
    ends : DataFrame
        ``axis``; ``end``, ``"minus"`` or ``"plus"``; ``position``; ``doc_id``; ``text``; the furthest first. A text
        that stands in several sentences comes once.

    Raises
    ------
    ValueError
        If a column is missing, `n` is below 1, or a sentence of `placed` is not in `sentences`.

    Examples
    --------
    >>> sentences = pd.DataFrame({"text": ["Well done.", "A disgrace."]}, index=["a#0", "b#0"])
    >>> placed = pd.DataFrame({"sentence_id": ["a#0", "b#0"], "doc_id": ["a", "b"], "axis": "tone"})
    >>> find_axis_ends(placed.assign(position=[1.0, -1.0]), sentences, n=1)
       axis    end  position doc_id         text
    0  tone  minus      -1.0      b  A disgrace.
    1  tone   plus       1.0      a   Well done.

    """
    _check_columns("placed", placed, ("sentence_id", "doc_id", "axis", "position"))
    _check_columns("sentences", sentences, ("text",))
    if n < 1:
        msg = f"`n` is {n!r}, but must be 1 or more."
        raise ValueError(msg)
    is_lost = ~placed["sentence_id"].isin(sentences.index)
    if is_lost.any():
        lost = placed.loc[is_lost, "sentence_id"]
        msg = f"{lost.nunique()} sentences of placed are not in sentences, such as {lost.iloc[0]!r}. Give the same."
        raise ValueError(msg)
    read = placed.assign(text=sentences["text"].reindex(placed["sentence_id"]).to_numpy())
    read = read.drop_duplicates(["axis", "text"]).sort_values("position", kind="stable")
    parts = []
    for axis in placed["axis"].unique():
        own = read[read["axis"] == axis]
        parts += [own[own["position"] < 0].head(n).assign(end="minus")]
        parts += [own[own["position"] > 0].tail(n).iloc[::-1].assign(end="plus")]
    ends: pd.DataFrame = pd.concat(parts, ignore_index=True)[["axis", "end", "position", "doc_id", "text"]]
    return ends


def _find_directions(axes: pd.DataFrame, encoder: Encoder) -> tuple[list[str], Floats]:
    """Names of the axes and their directions of length 1, shape (n_axes, n_dimensions)."""
    _check_axes(axes)
    minus, plus = (encode_texts(axes[end].tolist(), encoder=encoder).astype(np.float64) for end in ("minus", "plus"))
    apart = plus - minus
    length = np.linalg.norm(apart, axis=1, keepdims=True)
    if (length < CLOSEST).any():
        pair = axes.iloc[int(length.argmin())]
        msg = (
            f"{(length < CLOSEST).sum()} of {len(axes)} pairs have ends that mean the same to the encoder, such as "
            f"{pair['minus']!r} and {pair['plus']!r} of axis {pair['axis']!r}. Word them further apart."
        )
        raise ValueError(msg)
    names = list(dict.fromkeys(axes["axis"].tolist()))
    means = np.array([(apart / length)[axes["axis"].eq(name).to_numpy()].mean(axis=0) for name in names])
    agreement = np.linalg.norm(means, axis=1, keepdims=True)
    if (agreement < WEAKEST).any():
        msg = (
            f"The pairs of axis {names[int(agreement.argmin())]!r} cancel each other out: their mean direction has "
            f"length {agreement.min():.2f}, of 1 where all agree. Check that no row has its ends swapped."
        )
        raise ValueError(msg)
    return names, means / agreement


def _check_axes(axes: pd.DataFrame) -> None:
    """Refuse axes without a row, an end without words, and a pair of equal ends."""
    _check_columns("axes", axes, NEEDED)
    if axes.empty:
        msg = "axes has 0 rows. Give at least one pair, such as axis 'tone', minus 'criticism', plus 'praise'."
        raise ValueError(msg)
    for end in ("minus", "plus"):
        strange = [type(text).__name__ for text in axes[end] if not isinstance(text, str)]
        if strange:
            msg = (
                f"Column {end!r} of axes must hold str; {len(strange)} of {len(axes)} are not, such as a {strange[0]}."
            )
            raise TypeError(msg)
        is_empty = axes[end].str.strip().eq("")
        if is_empty.any():
            name = axes.loc[is_empty, "axis"].iloc[0]
            msg = f"Column {end!r} of axes is empty in {is_empty.sum()} of {len(axes)} rows, such as axis {name!r}."
            raise ValueError(msg)
    is_equal = axes["minus"].str.strip().str.casefold() == axes["plus"].str.strip().str.casefold()
    if is_equal.any():
        pair = axes[is_equal].iloc[0]
        msg = (
            f"{is_equal.sum()} of {len(axes)} pairs have two equal ends, such as {pair['minus']!r} of axis "
            f"{pair['axis']!r}. An axis needs two that differ."
        )
        raise ValueError(msg)


def _check_sentences(sentences: pd.DataFrame) -> None:
    """Refuse sentences without a row, without a column, or with an index that is not unique."""
    _check_columns("sentences", sentences, ("text", "doc_id"))
    if sentences.empty:
        msg = "sentences has 0 rows. Give those of a corpus, as split_sentences gives them."
        raise ValueError(msg)
    if not sentences.index.is_unique:
        twice = sentences.index[sentences.index.duplicated()].unique()
        msg = f"{len(twice)} sentence_ids stand twice in sentences, such as {twice[:3].tolist()}. Give each its own."
        raise ValueError(msg)


def _check_columns(name: str, table: pd.DataFrame, needed: tuple[str, ...]) -> None:
    """Refuse a table that lacks a column."""
    missing = [column for column in needed if column not in table.columns]
    if missing:
        msg = f"{name} has no columns {missing}, only {list(table.columns)}. It needs {list(needed)}."
        raise ValueError(msg)
