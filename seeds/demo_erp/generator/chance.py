"""Seeded chance, one independent stream a subject: a change in one part leaves the others as they were.

Belongs here: drawing. Does not belong here: what the drawn numbers mean.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import log
from typing import TypeVar

Choice = TypeVar("Choice")


class Chance(random.Random):
    """A stream that is fixed by its name: text seeds are hashed the same way on every machine."""

    def happens(self, probability: float) -> bool:
        return self.random() < probability

    def hours(self, median: float, spread: float = 0.8) -> float:
        """A waiting time: lognormal, so that most are short and a few are very long."""
        return self.lognormvariate(log(median), spread)

    def around(self, value: float, spread: float) -> float:
        """A value with a relative error."""
        return value * self.lognormvariate(0.0, spread)

    def one_of(self, things: Sequence[Choice], weights: Sequence[float] | None = None) -> Choice:
        return self.choices(things, weights)[0]
