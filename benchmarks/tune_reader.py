"""Teach the reader of targets stance: small matrices beside those of the encoder, learned by gradient descent."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mediakit.tone.layers import PARTS, apply_layer, embed_sequences, read_layer, read_positions
from mediakit.tone.reader import BATCH, N_LAYERS, cut_place, list_batches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from mediakit.tone.modelfile import ModelFile

Floats = np.ndarray[Any, np.dtype[Any]]  # of 32 bits
Cache = dict[str, Any]

N_FROZEN: Final = 4  # lower layers that stay as they are
RANK: Final = 16
STRENGTH: Final = np.float32(2)  # of what the small matrices add
N_ROUNDS: Final = 3
RATE: Final = 1e-3
WARM_UP: Final = 0.06  # of all steps, in which the rate rises
SIZE: Final = 32  # mentions of a step
POOL: Final = 16  # steps whose mentions are sorted by length
SMOOTHING: Final = 0.05
DROPPED: Final = 0.1  # of the states that the last layer sees
DECAY: Final = 0.01
LONGEST: Final = 1.0  # gradient
CLASSES: Final = 3


@dataclasses.dataclass
class Read:
    """Mentions after the frozen layers: states of each, of shape (length, width), and where its target stands."""

    states: list[Floats]
    places: NDArray[np.int64]

    def pad(self, rows: NDArray[np.int64]) -> tuple[Floats, NDArray[np.bool_]]:
        """States of shape (n_rows, longest, width), and which of them are no filling."""
        lengths = np.array([len(self.states[row]) for row in rows])
        padded = np.zeros((len(rows), lengths.max(), self.states[0].shape[1]), np.float32)
        for place, row in enumerate(rows):
            padded[place, : lengths[place]] = self.states[row]
        return padded, np.arange(lengths.max()) < lengths[:, None]


def read_frozen(model: ModelFile, places: Sequence[tuple[str, int, int]]) -> Read:
    """Apply the layers that stay as they are."""
    asked = [cut_place(model, *place) for place in places]
    order = sorted(range(len(asked)), key=lambda row: len(asked[row][0]))
    positions, layers = read_positions(model), [read_layer(model, number) for number in range(N_FROZEN)]
    states: list[Floats] = [np.empty((0, 0), np.float32)] * len(asked)
    for batch in list_batches([len(asked[row][0]) for row in order], BATCH):
        rows = order[batch]
        lengths = np.array([len(asked[row][0]) for row in rows])
        found = embed_sequences(model, positions, [asked[row][0] for row in rows])
        for layer in layers:
            found = apply_layer(found, layer, np.arange(lengths.max()) < lengths[:, None], model)
        for place, row in enumerate(rows):
            states[row] = found[place, : lengths[place]]
    return Read(states, np.array([place for _, place in asked]))


class Tuner:
    """Small matrices beside the upper layers, and a linear classifier on the target's and the mean state."""

    def __init__(self, model: ModelFile, *, random_state: int = 0) -> None:
        self.rng = np.random.default_rng(random_state)
        self.model = model
        self.layers = {number: read_layer(model, number) for number in range(N_FROZEN, N_LAYERS)}
        self.learned: dict[str, Floats] = {}
        for number, layer in self.layers.items():
            for part in PARTS:
                n_in, n_out = layer[part].shape
                self.learned[f"{number}.{part}.down"] = self._draw((n_in, RANK), 1 / np.sqrt(n_in))
                self.learned[f"{number}.{part}.up"] = np.zeros((RANK, n_out), np.float32)
        self.learned["head"] = self._draw((2 * model.width, CLASSES), 0.02)
        self.learned["head bias"] = np.zeros(CLASSES, np.float32)
        self.first = {name: np.zeros_like(array) for name, array in self.learned.items()}
        self.second = {name: np.zeros_like(array) for name, array in self.learned.items()}
        self.n_steps = 0

    def _draw(self, shape: tuple[int, int], spread: float) -> Floats:
        """Random numbers."""
        return (self.rng.normal(size=shape) * spread).astype(np.float32)

    def tune(self, read: Read, codes: NDArray[np.int64], *, n_rounds: int = N_ROUNDS) -> None:
        """Learn from coded mentions; codes are 0, 1 and 2."""
        lengths = np.array([len(states) for states in read.states])
        n_steps = n_rounds * -(-len(codes) // SIZE)
        for step, rows in enumerate(self._shuffle(lengths, n_rounds)):
            rate = RATE * min(1, (step + 1) / (WARM_UP * n_steps)) * max(0.02, 1 - step / n_steps)
            states, is_filled = read.pad(rows)
            self._descend(self.find_slopes(states, is_filled, read.places[rows], codes[rows]), np.float32(rate))

    def _shuffle(self, lengths: NDArray[np.int64], n_rounds: int) -> Iterator[NDArray[np.int64]]:
        """Rows of each step: of similar length, in random order."""
        for _ in range(n_rounds):
            order = self.rng.permutation(len(lengths))
            steps = []
            for start in range(0, len(order), SIZE * POOL):
                pool = order[start : start + SIZE * POOL]
                pool = pool[np.argsort(lengths[pool], kind="stable")]
                steps += [pool[place : place + SIZE] for place in range(0, len(pool), SIZE)]
            yield from (steps[place] for place in self.rng.permutation(len(steps)))

    def predict_proba(self, read: Read) -> Floats:
        """Shares of the classes, of shape (n_mentions, 3)."""
        shares = np.empty((len(read.places), CLASSES), np.float32)
        order = np.argsort([len(states) for states in read.states], kind="stable")
        for start in range(0, len(order), SIZE):
            rows = order[start : start + SIZE]
            states, is_filled = read.pad(rows)
            flat, _ = self._forward(states, is_filled)
            shares[rows] = self._classify(_pool(flat.reshape(states.shape), is_filled, read.places[rows]))
        return shares

    def _classify(self, features: Floats) -> Floats:
        """Shares of the classes, of shape (n_rows, 3)."""
        scores = features @ self.learned["head"] + self.learned["head bias"]
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        found: Floats = shares / shares.sum(axis=1, keepdims=True)
        return found

    def find_slopes(
        self,
        states: Floats,
        is_filled: NDArray[np.bool_],
        places: NDArray[np.int64],
        codes: NDArray[np.int64],
        *,
        dropped: float = DROPPED,
        smoothing: float = SMOOTHING,
    ) -> dict[str, Floats]:
        """Gradient of the mean cross-entropy by everything that is learned."""
        flat, caches = self._forward(states, is_filled)
        features = _pool(flat.reshape(states.shape), is_filled, places)
        kept = np.asarray(self.rng.random(features.shape) > dropped, np.float32) / np.float32(1 - dropped)
        asked = np.full((len(codes), CLASSES), smoothing / CLASSES, np.float32)
        asked[np.arange(len(codes)), codes] += np.float32(1 - smoothing)
        error = (self._classify(features * kept) - asked) / np.float32(len(codes))
        slopes = {"head": (features * kept).T @ error, "head bias": error.sum(axis=0)}
        back = error @ self.learned["head"].T * kept
        width = self.model.width
        share = is_filled / is_filled.sum(axis=1, keepdims=True, dtype=np.float32)
        spread = share.astype(np.float32)[:, :, None] * back[:, None, width:]
        spread[np.arange(len(codes)), places] += back[:, :width]
        self._backward(spread.reshape(flat.shape), caches, states.shape[:2], slopes)
        return slopes

    def _descend(self, slopes: dict[str, Floats], rate: np.float32) -> None:
        """One step of Adam with decay of weights, along a gradient that is cut to a length."""
        length = np.sqrt(sum(float(np.square(slope).sum()) for slope in slopes.values()))
        factor = np.float32(min(1.0, LONGEST / (length + 1e-6)))
        self.n_steps += 1
        for name, slope in slopes.items():
            cut = slope * factor
            self.first[name] = np.float32(0.9) * self.first[name] + np.float32(0.1) * cut
            self.second[name] = np.float32(0.999) * self.second[name] + np.float32(0.001) * cut * cut
            mean = self.first[name] / np.float32(1 - 0.9**self.n_steps)
            scale = np.sqrt(self.second[name] / np.float32(1 - 0.999**self.n_steps)) + np.float32(1e-8)
            self.learned[name] = self.learned[name] - rate * (mean / scale + np.float32(DECAY) * self.learned[name])

    def _multiply(self, states: Floats, number: int, part: str, cache: Cache) -> Floats:
        """States through one matrix and the small ones beside it."""
        layer, name = self.layers[number], f"{number}.{part}"
        small = states @ self.learned[f"{name}.down"]
        cache[part] = (states, small)
        product: Floats = states @ layer[part] + layer[f"{part} bias"] + STRENGTH * (small @ self.learned[f"{name}.up"])
        return product

    def _divide(self, back: Floats, number: int, part: str, cache: Cache, slopes: dict[str, Floats]) -> Floats:
        """Gradient before one matrix from that behind it."""
        states, small = cache[part]
        down, up = self.learned[f"{number}.{part}.down"], self.learned[f"{number}.{part}.up"]
        through = STRENGTH * (back @ up.T)
        slopes[f"{number}.{part}.up"] = STRENGTH * (small.T @ back)
        slopes[f"{number}.{part}.down"] = states.T @ through
        before: Floats = back @ self.layers[number][part].T + through @ down.T
        return before

    def _forward(self, states: Floats, is_filled: NDArray[np.bool_]) -> tuple[Floats, list[Cache]]:
        """States behind the last layer, flat, and what the way back needs."""
        flat: Floats = states.reshape(-1, self.model.width)
        caches: list[Cache] = []
        for number, layer in self.layers.items():
            cache: Cache = {}
            joined = self._multiply(flat, number, "qkv", cache)
            heard = _attend(joined, is_filled, self.model, cache)
            flat = self._norm(flat + self._multiply(heard, number, "ao", cache), layer, "aln", cache)
            inner = self._multiply(flat, number, "fi", cache)
            bent = np.tanh(inner * (np.float32(0.7978845608) + np.float32(0.03567740814) * inner * inner))
            cache["inner"] = (inner, bent)
            passed = inner * (np.float32(0.5) + np.float32(0.5) * bent)
            flat = self._norm(flat + self._multiply(passed, number, "fo", cache), layer, "oln", cache)
            caches.append(cache)
        return flat, caches

    def _backward(self, back: Floats, caches: list[Cache], shape: tuple[int, ...], slopes: dict[str, Floats]) -> None:
        """Gradients of all layers, from the last to the first."""
        for number, cache in zip(reversed(self.layers), reversed(caches), strict=True):
            layer = self.layers[number]
            back = _unnorm(back, layer["oln"], cache["oln"])
            inner, bent = cache["inner"]
            slope = np.float32(0.7978845608) + np.float32(3 * 0.03567740814) * inner * inner
            steep = np.float32(0.5) * (1 + bent + inner * (1 - bent * bent) * slope)
            through = self._divide(back, number, "fo", cache, slopes) * steep
            back = _unnorm(back + self._divide(through, number, "fi", cache, slopes), layer["aln"], cache["aln"])
            heard = self._divide(back, number, "ao", cache, slopes)
            back = back + self._divide(_unattend(heard, cache, shape), number, "qkv", cache, slopes)

    def _norm(self, states: Floats, layer: dict[str, Floats], name: str, cache: Cache) -> Floats:
        """States on one scale."""
        centred = states - states.mean(axis=-1, keepdims=True)
        scale = 1 / np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + np.float32(self.model.tiny))
        cache[name] = (centred * scale, scale)
        found: Floats = cache[name][0] * layer[name] + layer[f"{name} bias"]
        return found


def _unnorm(back: Floats, weights: Floats, cache: tuple[Floats, Floats]) -> Floats:
    """Gradient before a norm from that behind it."""
    scaled, scale = cache
    part = back * weights
    tilt = scaled * (part * scaled).mean(axis=-1, keepdims=True)
    found: Floats = scale * (part - part.mean(axis=-1, keepdims=True) - tilt)
    return found


def _attend(joined: Floats, is_filled: NDArray[np.bool_], model: ModelFile, cache: Cache) -> Floats:
    """What each word hears from the others, flat."""
    parts = joined.reshape(*is_filled.shape, 3, model.n_heads, -1).transpose(2, 0, 3, 1, 4)
    query, key, value = (np.ascontiguousarray(part) for part in parts)
    factor = np.float32(1 / np.sqrt(query.shape[-1]))
    weights = np.where(is_filled[:, None, None, :], query @ key.transpose(0, 1, 3, 2) * factor, np.float32(-1e9))
    weights = np.exp(weights - weights.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    cache["attention"] = (query, key, value, weights, factor)
    heard: Floats = (weights @ value).transpose(0, 2, 1, 3).reshape(-1, model.width)
    return heard


def _unattend(back: Floats, cache: Cache, shape: tuple[int, ...]) -> Floats:
    """Gradient of queries, keys and values, flat."""
    query, key, value, weights, factor = cache["attention"]
    back = back.reshape(*shape, query.shape[1], -1).transpose(0, 2, 1, 3)
    slope = back @ value.transpose(0, 1, 3, 2)
    slope = weights * (slope - (slope * weights).sum(axis=-1, keepdims=True)) * factor
    parts = (slope @ key, slope.transpose(0, 1, 3, 2) @ query, weights.transpose(0, 1, 3, 2) @ back)
    return np.concatenate([part.transpose(0, 2, 1, 3).reshape(len(part) * shape[1], -1) for part in parts], axis=1)


def _pool(states: Floats, is_filled: NDArray[np.bool_], places: NDArray[np.int64]) -> Floats:
    """State of the target and the mean state, of shape (n_rows, 2 * width)."""
    share = (is_filled / is_filled.sum(axis=1, keepdims=True)).astype(np.float32)
    mean = np.einsum("rp,rpw->rw", share, states)
    return np.hstack([states[np.arange(len(places)), places], mean])
