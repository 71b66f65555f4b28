"""Chance that does not depend on the order of events: every draw is a hash of what it is drawn for.

Belongs here: draws. Does not belong here: what they are used for. A document keeps its luck whatever happens around
it, so that two runs that differ in one decision of the company can be compared case by case.

The generator is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


class Chance:
    """Draws of one seed, by subject (what is drawn) and keys (for whom: ids, days, attempts)."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._subjects: dict[str, np.uint64] = {}

    def uniform(self, subject: str, *keys: ArrayLike) -> Numbers:
        """Numbers in [0, 1), one for each element of the keys, which are broadcast."""
        return (self._bits(subject, *keys) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def happens(self, probability: ArrayLike, subject: str, *keys: ArrayLike) -> NDArray[np.bool_]:
        return self.uniform(subject, *keys) < probability

    def between(self, low: ArrayLike, high: ArrayLike, subject: str, *keys: ArrayLike) -> NDArray[np.int64]:
        """Whole numbers from low to high, both included."""
        low, high = np.asarray(low, np.int64), np.asarray(high, np.int64)
        return low + np.floor(self.uniform(subject, *keys) * (high - low + 1)).astype(np.int64)

    def around(self, median: ArrayLike, spread: ArrayLike, subject: str, *keys: ArrayLike) -> Numbers:
        """Log-normal numbers with a median; `spread` is the standard deviation of their logarithm."""
        return np.asarray(median) * np.exp(np.asarray(spread) * self._normal(subject, *keys))

    def one_of(self, weights: Sequence[float] | Numbers, subject: str, *keys: ArrayLike) -> NDArray[np.int64]:
        """Places in a list of weights."""
        edges = np.cumsum(np.asarray(weights, np.float64))
        found = np.searchsorted(edges, self.uniform(subject, *keys) * edges[-1], side="right")
        return np.minimum(found, len(edges) - 1)

    def _normal(self, subject: str, *keys: ArrayLike) -> Numbers:
        radius = np.sqrt(-2.0 * np.log1p(-self.uniform(subject, *keys)))
        return radius * np.cos(2.0 * np.pi * self.uniform(subject + "/angle", *keys))

    def _bits(self, subject: str, *keys: ArrayLike) -> NDArray[np.uint64]:
        if subject not in self._subjects:
            digest = hashlib.blake2b(f"{self._seed}/{subject}".encode(), digest_size=8).digest()
            self._subjects[subject] = np.uint64(int.from_bytes(digest, "little"))
        state = np.asarray(self._subjects[subject])
        for key in keys:
            state = _mixed(state ^ _mixed(np.asarray(key).astype(np.int64).view(np.uint64)))
        return _mixed(np.atleast_1d(state))


def _mixed(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        state = state + np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return state ^ (state >> np.uint64(31))
