"""From weighted sums to probabilities and thresholds, by texts that were held out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PRIOR_EXAMPLES: Final = 5  # how many examples a threshold of one half counts as, so that few texts cannot move it far


def squash(sums: Floats, scale: Floats) -> Floats:
    """Logistic function of ``scale[0] * sums + scale[1]``."""
    from scipy.special import expit  # noqa: PLC0415

    result: Floats = expit(scale[0] * sums + scale[1])
    return result


def sharpen(sums: Floats, temperature: float) -> Floats:
    """Shares of the frames that sum to 1 in each row; two frames have one sum, the other its opposite."""
    from scipy.special import softmax  # noqa: PLC0415

    result: Floats = softmax(sums / temperature, axis=1)
    return result


def calibrate(sums: Floats, coded: NDArray[np.bool_]) -> Floats:
    """Slope and constant by Platt's method, with his targets, which are never quite 0 or 1."""
    from scipy.optimize import minimize  # noqa: PLC0415

    n_with, n_without = int(coded.sum()), int((~coded).sum())
    target = np.where(coded, (n_with + 1) / (n_with + 2), 1 / (n_without + 2))

    def loss(scale: Floats) -> float:
        z = scale[0] * sums + scale[1]
        return float(np.sum(np.logaddexp(0, z) - target * z))

    start = np.array([1.0, np.log((n_with + 1) / (n_without + 1))])
    found: Floats = minimize(loss, start, method="L-BFGS-B", bounds=[(1e-3, None), (None, None)]).x
    return found


def choose_temperature(sums: Floats, coded: NDArray[np.int64]) -> float:
    """Divisor of the sums under which the true frames are likeliest."""
    from scipy.optimize import minimize_scalar  # noqa: PLC0415

    def loss(log_temperature: float) -> float:
        z = sums / np.exp(log_temperature)
        return float(np.mean(np.logaddexp.reduce(z, axis=1) - z[np.arange(len(z)), coded]))

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))


def choose_threshold(shares: Floats, coded: NDArray[np.bool_]) -> float:
    """Probability from which F1 is best, drawn towards one half where examples are few."""
    order = np.argsort(-shares, kind="stable")
    found = np.cumsum(coded[order])
    n_taken = np.arange(1, len(order) + 1)
    f1 = 2 * found / (n_taken + coded.sum())
    ranked = np.append(shares[order], 0.0)
    f1[ranked[:-1] == ranked[1:]] = -1  # no threshold lies between equals
    best = int(np.argmax(f1))
    threshold = (ranked[best] + ranked[best + 1]) / 2
    n = int(coded.sum())
    return float((n * threshold + PRIOR_EXAMPLES * 0.5) / (n + PRIOR_EXAMPLES))
