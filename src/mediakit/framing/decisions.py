"""Decisions of linear support vector machines, what they are worth out of sample, and where to draw the line."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, logsumexp, softmax

from .views import find_n_grams, learn_weighing, weigh_texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .examples import Codes
    from .views import Sentences

    Floats = NDArray[np.float64]

STRENGTH: Final = 0.1  # C
FOLDS: Final = 5
PULL: Final = 60  # examples of a frame at which half of the distance to the neutral threshold is gone


@dataclasses.dataclass(frozen=True)
class Scale:
    """From decisions to probabilities: ``slope * z + shift``, then logistic or, for one frame a text, softmax."""

    slope: Floats  # (n_frames,)
    shift: Floats  # (n_frames,)
    one_each: bool

    def __call__(self, decisions: Floats) -> Floats:
        """Probabilities of the shape of the decisions, (n_texts, n_frames)."""
        scaled = self.slope * decisions + self.shift
        return np.asarray(softmax(scaled, axis=1) if self.one_each else expit(scaled), np.float64)


def fit_machines(
    features: sparse.csr_array, has: NDArray[np.bool_], n_grams: slice, random_state: int
) -> tuple[Floats, Floats]:
    """Weights, (n_frames, n_features), and intercepts, (n_frames,), of a machine for each frame against the rest."""
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - heavy

    weights, intercepts = np.zeros((has.shape[1], features.shape[1])), np.zeros(has.shape[1])
    for frame in range(has.shape[1]):
        if has[:, frame].min() == has[:, frame].max():  # a fold without the frame
            intercepts[frame] = 1.0 if has[0, frame] else -1.0
            continue
        if not features.shape[1]:  # texts that share no n-gram
            continue
        scale = scale_n_grams(features, has[:, frame], n_grams)
        machine = LinearSVC(
            C=STRENGTH, class_weight="balanced", dual=True, tol=1e-4, max_iter=20000, random_state=random_state
        ).fit(features * scale, has[:, frame])
        weights[frame], intercepts[frame] = machine.coef_[0] * scale, machine.intercept_[0]
    return weights, intercepts


def scale_n_grams(features: sparse.csr_array, has: NDArray[np.bool_], n_grams: slice) -> Floats:
    """
    Scale of each feature, (n_features,): 1, but for an n-gram how unevenly the texts with and without a frame hold it.

    The mean square of the length of the n-grams' part stays as it was.
    """
    scale = np.ones(features.shape[1])
    part = sparse.csr_array(features[:, n_grams])
    holds = part.copy()
    holds.data = np.ones(len(holds.data))
    share_with = (has @ holds + 1) / (has.sum() + 2)
    share_without = (~has @ holds + 1) / ((~has).sum() + 2)
    uneven = np.abs(np.log(share_with / share_without))
    squares = part.power(2).sum(axis=0)
    after = squares @ uneven**2
    scale[n_grams] = uneven * np.sqrt(squares.sum() / after) if after > 0 else 1.0
    return scale


def decide_out_of_sample(seen: Sentences, codes: Codes, random_state: int) -> Floats:
    """Decision on each text by machines that were taught without it, of shape (n_texts, n_frames)."""
    decisions = np.zeros(codes.has.shape)
    folds = draw_folds(codes.has, random_state)
    for fold in np.unique(folds):
        taught, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        weighing = learn_weighing(seen, taught)
        features, n_grams = weigh_texts(seen, weighing), find_n_grams(seen, weighing)
        weights, intercepts = fit_machines(features[taught], codes.has[taught], n_grams, random_state)
        decisions[held] = features[held] @ weights.T + intercepts
    return decisions


def draw_folds(has: NDArray[np.bool_], random_state: int) -> NDArray[np.int64]:
    """Fold of each text: frames are dealt out evenly, the rarest first."""
    order = np.random.default_rng(random_state).permutation(len(has))
    counts = has.sum(axis=0)
    rarest = np.where(has, counts, len(has) + 1).min(axis=1, initial=len(has) + 1)
    first = np.where(has.any(axis=1), np.where(has, counts, len(has) + 1).argmin(axis=1), -1)
    order = order[np.lexsort((first[order], rarest[order]))]
    folds = np.empty(len(has), np.int64)
    folds[order] = np.arange(len(has)) % min(FOLDS, len(has))
    return folds


def calibrate(decisions: Floats, codes: Codes) -> Scale:
    """Turn decisions out of sample into probabilities: one slope for softmax, or a slope and shift a frame."""
    n_frames = codes.has.shape[1]
    if codes.one_each:
        own = np.where(codes.has, decisions, 0).sum(axis=1)

        def loss(log_slope: float) -> float:
            slope = np.exp(log_slope)
            return float(np.mean(logsumexp(slope * decisions, axis=1) - slope * own))

        slope = np.exp(minimize_scalar(loss, bounds=(-2.0, 4.0), method="bounded").x)
        return Scale(np.full(n_frames, slope), np.zeros(n_frames), one_each=True)
    fitted = np.array([_fit_logistic(decisions[:, frame], codes.has[:, frame]) for frame in range(n_frames)])
    return Scale(np.exp(fitted[:, 0]), fitted[:, 1], one_each=False)


def _fit_logistic(decisions: Floats, has: NDArray[np.bool_]) -> Floats:
    """Logarithm of the slope, and shift, of Platt's logistic with his softened targets, shape (2,)."""
    n_with, n_without = has.sum(), (~has).sum()
    target = np.where(has, (n_with + 1) / (n_with + 2), 1 / (n_without + 2))

    def loss(point: Floats) -> float:
        scaled = np.exp(point[0]) * decisions + point[1]
        return float(np.sum(np.logaddexp(0, scaled) - target * scaled) + 0.5 * (point[0] - 1) ** 2)

    # without BLAS, whose threads cost more than the work itself
    return np.asarray(minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead", bounds=[(-2, 4), (-8, 8)]).x)


def choose_thresholds(decisions: Floats, has: NDArray[np.bool_]) -> Floats:
    """Decision above which each frame is given, of shape (n_frames,): of best F1, drawn to 0 where there are few."""
    chosen = np.zeros(has.shape[1])
    for frame in range(has.shape[1]):
        order = np.argsort(-decisions[:, frame], kind="stable")
        ranked, found = decisions[order, frame], np.cumsum(has[order, frame])
        n_with = found[-1]
        f1 = 2 * found / (np.arange(1, len(order) + 1) + n_with)
        best = int(np.argmax(f1))
        below = ranked[best + 1] if best + 1 < len(ranked) else ranked[best]
        chosen[frame] = (ranked[best] + below) / 2 * n_with / (n_with + PULL)
    return chosen
