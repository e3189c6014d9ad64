"""Sums over a sample of documents, by group: what corrected shares and their variances are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """Hand and machine codes of the drawn documents, shape (n_coded, n_classes), and how they were drawn."""

    hand: Floats
    machine: Floats
    probability: Floats
    totals: csr_array  # shape (n_groups, n_coded), sums rows of documents to rows of groups
    n: NDArray[np.int64]  # (n_groups,), documents of the corpus
    stratum: NDArray[np.object_]  # (n_coded,)


@dataclass(frozen=True)
class Moments:
    """Sums over the sample of each group, four half documents added; arrays of shape (n_groups, n_classes)."""

    size: Floats  # (n_groups,), documents that the sample is worth
    uncoded: Floats  # (n_groups,), share of the documents that were not drawn
    hand_mean: Floats
    machine_mean: Floats
    hand_shift: Floats
    machine_shift: Floats
    hand_squares: Floats
    machine_squares: Floats
    products: Floats


def measure_moments(sample: Sample) -> Moments:
    """
    Weighted means, and sums of squares and products about the means.

    Half a document is added for each of the four answers of person and machine (yes or no), as Agresti and Min (2005,
    doi:10.1002/sim.1781) do for matched proportions: no interval is of width 0 because a small sample holds no error.
    """
    totals = sample.totals
    w = 1 / sample.probability
    size = (totals @ w) ** 2 / (totals @ w**2)
    spare = w**2 * (1 - sample.probability)
    uncoded = (totals @ spare) / (totals @ w**2)
    v = np.where((totals.T @ uncoded) > 0, spare, w**2)
    y, f = ((totals @ (w[:, None] * codes)) / (totals @ w)[:, None] for codes in (sample.hand, sample.machine))
    dy, df = _centre(sample, w, totals.T @ y, totals.T @ f)
    m = size[:, None]
    yy, ff, yf = (m * (totals @ (v[:, None] * d)) / (totals @ v)[:, None] for d in (dy**2, df**2, dy * df))
    new_y, new_f = (m * y + 1) / (m + 2), (m * f + 1) / (m + 2)
    return Moments(
        size,
        uncoded,
        y,
        f,
        new_y - y,
        new_f - f,
        yy + m * (new_y - y) ** 2 + new_y**2 + (1 - new_y) ** 2,
        ff + m * (new_f - f) ** 2 + new_f**2 + (1 - new_f) ** 2,
        yf + m * (new_y - y) * (new_f - f) + (1 - 2 * new_y) * (1 - 2 * new_f) / 2,
    )


def _centre(sample: Sample, w: Floats, y: Floats, f: Floats) -> tuple[Floats, Floats]:
    """
    Distances of hand and machine codes from their means: of strata, where a group was drawn in strata, else of groups.

    Strata count if the weights of a group sum to its documents, as they do for a stratified sample, and if each
    stratum has two or more.
    """
    group_of = sample.totals.T @ np.arange(sample.totals.shape[0])
    cell = pd.DataFrame({"group": group_of, "stratum": sample.stratum}).groupby(["group", "stratum"])
    number, n = cell.ngroup().to_numpy(), cell["group"].transform("size").to_numpy()
    cells = make_totals(number.astype(np.int64), number.max() + 1)
    whole = np.abs(sample.totals @ w - sample.n) < 1e-6 * sample.n
    alone = (sample.totals @ (n < 2).astype(np.float64)) > 0
    stratified = ((sample.totals.T @ (whole & ~alone).astype(np.float64)) > 0)[:, None]
    size = (sample.totals.T @ (sample.totals @ np.ones(len(n))))[:, None]
    stretch = np.sqrt(n[:, None] / np.maximum(n[:, None] - 1, 1) * (size - 1) / size)
    found = []
    for codes, means in ((sample.hand, y), (sample.machine, f)):
        own = codes - (cells.T @ (cells @ codes)) / n[:, None]
        found.append(np.where(stratified, own * stretch, codes - means))
    return found[0], found[1]


def make_totals(group_of: NDArray[np.int64], n_groups: int) -> csr_array:
    """Matrix of shape (n_groups, n_docs) that sums rows of documents to rows of groups; documents without are left."""
    has = np.flatnonzero(group_of >= 0)
    return csr_array((np.ones(len(has)), (group_of[has], has)), shape=(n_groups, len(group_of)))
