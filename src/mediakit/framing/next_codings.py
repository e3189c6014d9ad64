"""What to code next, so that a classifier of frames learns most from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .classifier import FrameClassifier

ALIKE: Final = 0.9  # cosine of two texts of which one is enough


def propose_codings(classifier: FrameClassifier, texts: pd.Series[str], *, n: int = 20) -> pd.DataFrame:
    """
    Propose the texts to code next.

    The frames take turns, the one with the fewest examples first: each proposes the text about which the classifier is
    least sure, whose probability of that frame lies nearest to its threshold [1]_ and which is not much like one
    proposed before. Taking turns keeps rare frames from being forgotten.

    Parameters
    ----------
    classifier : FrameClassifier
        A fitted classifier.
    texts : Series of str, indexed by ``doc_id``
        Texts that are not coded yet, of n_texts.
    n : int, default 20
        How many to propose; all of them, if there are fewer.

    Returns
    -------
    proposals : DataFrame of shape (n, 4), in the order in which to code
        ``rank`` from 1; ``doc_id``; ``frame``, which asks for it; ``probability`` of that frame.

    Raises
    ------
    ValueError
        If `n` is below 1, or a ``doc_id`` stands twice.

    References
    ----------
    .. [1] Lewis, D. D. and Gale, W. A. (1994). A sequential algorithm for training text classifiers. Proceedings of
       SIGIR 1994, 3-12. https://doi.org/10.1007/978-1-4471-2099-5_1

    Examples
    --------
    >>> from mediakit.framing.classifier import FrameClassifier
    >>> coded = ["Troops fired at the border.", "The army shelled a town.", "Taxes will rise.", "The budget grows."] * 3
    >>> model = FrameClassifier(encoder=None).fit(coded, ["war", "war", "economy", "economy"] * 3)
    >>> texts = pd.Series({"a": "The army fired.", "b": "Rain fell on the town.", "c": "Taxes grow."})
    >>> propose_codings(model, texts, n=2)[["rank", "doc_id", "frame"]]
       rank doc_id    frame
    0     1      b  economy
    1     2      a      war

    """
    if n < 1:
        msg = f"n is {n}. Propose at least 1 text."
        raise ValueError(msg)
    if not texts.index.is_unique:
        twice = texts.index[texts.index.duplicated()].unique()
        msg = f"{len(twice)} doc_ids stand more than once in texts, such as {twice[:3].tolist()}. Keep one of each."
        raise ValueError(msg)
    shares = classifier.predict_proba(texts)
    rows = classifier.features_.transform(texts).rows
    order = np.argsort(np.abs(shares - classifier.thresholds_), axis=0, kind="stable")
    turns = np.argsort(classifier.n_examples_, kind="stable").tolist()
    chosen = _take_turns(order, rows, turns, min(n, len(texts)))
    return pd.DataFrame(
        {
            "rank": np.arange(1, len(chosen) + 1),
            "doc_id": [texts.index[row] for row, _ in chosen],
            "frame": [classifier.classes_[frame] for _, frame in chosen],
            "probability": [float(shares[row, frame]) for row, frame in chosen],
        }
    )


def _take_turns(order: NDArray[np.int64], rows: Any, turns: list[int], n: int) -> list[tuple[int, int]]:
    """Rows and the frames that ask for them; texts like an earlier one come when there are no others left."""
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1))
    chosen: dict[int, int] = {}
    for most_alike in (ALIKE, np.inf):
        waiting = {frame: iter(order[:, frame].tolist()) for frame in turns}
        while waiting and len(chosen) < n:
            for frame in [frame for frame in turns if frame in waiting][: n - len(chosen)]:
                row = next(
                    (row for row in waiting[frame] if _is_new(row, list(chosen), rows, lengths, most_alike)), None
                )
                if row is None:
                    del waiting[frame]
                else:
                    chosen[row] = frame
    return list(chosen.items())


def _is_new(row: int, chosen: list[int], rows: Any, lengths: NDArray[np.float64], most_alike: float) -> bool:
    """Whether it was not chosen, nor anything much like it."""
    if row in chosen:
        return False
    if not chosen or most_alike == np.inf:
        return True
    products = (rows[chosen] @ rows[[row]].T).toarray()[:, 0]
    return bool(np.all(products < most_alike * np.maximum(lengths[chosen] * lengths[row], 1e-12)))
