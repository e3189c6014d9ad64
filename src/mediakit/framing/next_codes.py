"""Which articles to code next, so that a classifier learns most from each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.utils.validation import check_is_fitted

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from .classifier import FrameClassifier

    Floats = NDArray[np.float64]

ADDED: Final = ("proposed_for", "probability_of_frame")


def propose_codings(classifier: FrameClassifier, corpus: pd.DataFrame, n: int) -> pd.DataFrame:
    r"""
    Propose which articles to code next.

    Frames take turns, the frame with the fewest examples, coded and proposed, first. A turn goes to the article with
    the largest

    .. math:: 4\, p_f (1 - p_f) \,(1 - \max_{a} \cos(x, x_a))

    uncertain about the frame [1]_ and unlike the articles a that are proposed already.

    Parameters
    ----------
    classifier : FrameClassifier
        Fitted on what was coded so far.
    corpus : DataFrame of n_docs rows, indexed by ``doc_id``
        Articles that nobody has coded yet, with the column ``text``.
    n : int
        How many to propose.

    Returns
    -------
    proposal : DataFrame of n rows, the most useful first
        The columns of `corpus`, then ``proposed_for``, the frame that had its turn, and ``probability_of_frame``, the
        probability that the article has it. `write_sheet` takes it and shows neither to the coder.

    Raises
    ------
    ValueError
        If `n` is not between 1 and n_docs, the corpus has no ``text`` or has a column of the result, or a ``doc_id``
        stands twice.

    Notes
    -----
    The proposed articles are no sample: shares counted on them are wrong. Estimate shares, and measure how good the
    classifier is, on articles drawn with `draw_coding_sample`.

    References
    ----------
    .. [1] Lewis, D. D., & Gale, W. A. (1994). A sequential algorithm for training text classifiers. Proceedings of
       SIGIR '94, 3-12. doi:10.1007/978-1-4471-2099-5_1

    Examples
    --------
    >>> import pandas as pd
    >>> from mediakit.framing.classifier import FrameClassifier
    >>> texts = ["Police raided a flat.", "Officers arrested a man.", "Exports fell.", "The budget was cut."]
    >>> model = FrameClassifier(encoder=None).fit(texts, ["law", "law", "economy", "economy"])
    >>> corpus = pd.DataFrame({"text": ["Police searched a flat.", "It rained.", "A tax fell."]}, index=list("abc"))
    >>> propose_codings(model, corpus, 2).columns.tolist()
    ['text', 'proposed_for', 'probability_of_frame']

    """
    check_is_fitted(classifier)
    _check(corpus, n)
    features = classifier.transform_texts(corpus["text"])  # once: encoding is what takes time
    probabilities = classifier._scale(features @ classifier.coef_.T + classifier.intercept_)
    chosen, frames = _take_turns(probabilities, features.toarray(), classifier.n_examples_, n)
    return corpus.iloc[chosen].assign(
        proposed_for=classifier.classes_[frames], probability_of_frame=probabilities[chosen, frames]
    )


def _take_turns(
    probabilities: Floats, features: Floats, n_examples: NDArray[np.int64], n: int
) -> tuple[list[int], list[int]]:
    """Rows that are chosen, in order, and the frame of each turn."""
    uncertainty = 4 * probabilities * (1 - probabilities)
    rows = features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-12)
    nearest = np.zeros(len(rows))
    is_free = np.ones(len(rows), np.bool_)
    counts = n_examples.astype(np.float64)
    chosen: list[int] = []
    turns: list[int] = []
    for _ in range(n):
        frame = int(counts.argmin())
        worth = np.where(is_free, uncertainty[:, frame] * (1 - nearest), -1.0)
        row = int(worth.argmax())
        chosen.append(row)
        turns.append(frame)
        is_free[row] = False
        nearest = np.maximum(nearest, np.clip(rows @ rows[row], 0, 1))
        counts[frame] += probabilities[row, frame]
        counts[frame] += 0.1  # so that a frame that is nowhere to be found does not take every turn
    return chosen, turns


def _check(corpus: pd.DataFrame, n: int) -> None:
    """Refuse a corpus from which nothing can be proposed."""
    if "text" not in corpus.columns:
        msg = f"corpus has no column 'text', only {list(corpus.columns)}."
        raise ValueError(msg)
    if not 1 <= n <= len(corpus):
        msg = f"n is {n}, but the corpus has {len(corpus)} rows. Ask for 1 to {len(corpus)}."
        raise ValueError(msg)
    taken = [name for name in ADDED if name in corpus.columns]
    if taken:
        msg = f"corpus has the columns {taken} already. Drop them, or give the articles that are not proposed yet."
        raise ValueError(msg)
    if not corpus.index.is_unique:
        twice = corpus.index[corpus.index.duplicated()]
        msg = f"{len(twice)} doc_ids stand more than once, such as {twice[:3].tolist()}. Keep one row of each."
        raise ValueError(msg)
