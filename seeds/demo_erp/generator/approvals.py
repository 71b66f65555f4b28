"""How orders are reviewed: levels by amount, who decides, after how long, and what is sent back.

Belongs here: one round of decisions. Does not belong here: what the buyer does with it
(`purchase_orders.py`). The story: purchasing is quick, finance queues at month ends, the general manager
never refuses anything, gets slower over the year and signs in batches on Friday afternoons.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from seeds.demo_erp.documents import ReviewRound, ReviewStep
from seeds.demo_erp.generator.world import World

# Level → amount in the order's own currency from which it applies
THRESHOLDS = {1: 1_000.0, 2: 12_000.0, 3: 40_000.0}
REJECTION_RATES = {1: 0.062, 2: 0.065, 3: 0.0}
MEDIAN_HOURS = {1: 2.0, 2: 5.5, 3: 8.0}
MONTH_END_FACTOR = 1.7
SPREADS = {1: 0.75, 2: 0.75, 3: 0.5}
GENERAL_MANAGER_SLOWDOWN = 9.0
FORGOTTEN_SHARE, FORGOTTEN_FACTOR = 0.02, 10.0
FRIDAY_BATCH_MINUTE = 15 * 60 + 20
OBJECTIONS = ("价格过高，请重谈", "请补充比价单", "数量超出计划", "超出本月预算")


class Reviewers:
    """The people behind the levels, and the piles on their desks."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._chance = world.chance("approvals")
        self._signed_on_friday: Counter[datetime] = Counter()

    def review(self, amount: float, requested_at: datetime, requested_by: str, *, may_reject: bool) -> ReviewRound:
        """Decide one round; a rejection leaves the levels after it undecided."""
        steps: list[ReviewStep] = []
        at, is_rejected = requested_at, False
        for level in levels_for(amount):
            if is_rejected:
                steps.append(ReviewStep(level, None, self._reviewer(level), False))
                continue
            reviewer = self._reviewer(level)
            at = self._decision_moment(level, reviewer, at)
            is_rejected = may_reject and self._chance.happens(REJECTION_RATES[level])
            steps.append(ReviewStep(level, at, reviewer, not is_rejected, self._comment(level, is_rejected)))
        return ReviewRound(requested_at, requested_by, tuple(steps))

    def _reviewer(self, level: int) -> str:
        if level == 2:
            return self._chance.one_of(("zhao.min", "grace.qian"), (0.6, 0.4))
        return {1: "chen.liqun", 3: "sun.guodong"}[level]

    def _comment(self, level: int, is_rejected: bool) -> str | None:
        if is_rejected:
            return self._chance.one_of(OBJECTIONS)
        return "同意" if level > 1 and self._chance.happens(0.6) else None

    def _decision_moment(self, level: int, reviewer: str, at: datetime) -> datetime:
        world, chance = self._world, self._chance
        median = MEDIAN_HOURS[level] * (1.3 if reviewer == "grace.qian" else 1.0)
        if level == 2 and world.day(at).day in (1, 2, 3, 29, 30, 31):
            median *= MONTH_END_FACTOR
        if level == 3:
            median += GENERAL_MANAGER_SLOWDOWN * world.progress(at)
        if chance.happens(FORGOTTEN_SHARE):
            median *= FORGOTTEN_FACTOR
        decided_at = world.after(at, chance.hours(median, SPREADS[level]))
        if level == 3 and chance.happens(0.12 + 0.25 * world.progress(at)):
            return self._on_friday(decided_at)
        return decided_at

    def _on_friday(self, at: datetime) -> datetime:
        """The next Friday afternoon, one signature after the other within a minute."""
        calendar = self._world.calendar
        day = self._world.day(at)
        friday = calendar.previous_working_day(day + timedelta(days=(4 - day.weekday()) % 7))
        pile = calendar.moment(friday, FRIDAY_BATCH_MINUTE)
        if pile <= at:
            return at
        self._signed_on_friday[pile] += 1
        return pile + timedelta(seconds=35.0 * self._signed_on_friday[pile] + self._chance.uniform(-12.0, 12.0))


def levels_for(amount: float) -> list[int]:
    """The levels an order of this amount needs."""
    return [level for level, threshold in THRESHOLDS.items() if amount >= threshold]
