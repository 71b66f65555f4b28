"""Order-up-to planning of one item in one place: how much is missing, given what will be needed.

Belongs here: the arithmetic shared by production, internal supply and purchasing. Does not belong here:
documents.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import accumulate

from seeds.demo_erp.generator.world import World


class StockPlan:
    """Keeps an item's stock and what is on its way at the demand of lead time and cover.

    Args:
        demand: when how much leaves the place.
        lead_days, cover_days: calendar days until supply arrives, and until the next one will.

    What is kept in reserve on top is the opening stock's business: a constant would cancel out here.
    """

    def __init__(
        self,
        world: World,
        demand: Iterable[tuple[datetime, float]],
        *,
        lead_days: float,
        cover_days: float,
    ) -> None:
        self._start = world.start
        days = (world.horizon - world.start).days + 1
        by_day = [0.0] * days
        for moment, quantity in demand:
            by_day[min(max((moment - world.start).days, 0), days - 1)] += quantity
        self._needed = list(accumulate(by_day))
        self.per_day = self._needed[-1] / days
        self._ahead = lead_days + cover_days
        self._supplied = self._needed_until(self._ahead)

    def missing(self, moment: datetime) -> float:
        """What should be ordered at a moment (negative: more than enough is there or on its way)."""
        day = (moment - self._start).days
        return self._needed_until(day + self._ahead) - self._supplied

    def missing_days(self, moment: datetime) -> float:
        return self.missing(moment) / self.per_day if self.per_day else float("-inf")

    def supply(self, quantity: float) -> None:
        self._supplied += quantity

    def _needed_until(self, day: float) -> float:
        return self._needed[min(int(day), len(self._needed) - 1)]
