"""Open work by brute force: ages, percentiles and medians of cases that are looked at one by one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

from tests.acceptance.working_time import UTC, ZONE


def elapsed(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 3600


def midnight_after(day: date) -> datetime:
    """The end of a day in the company's zone, in UTC."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), ZONE).astimezone(UTC).replace(tzinfo=None)


def percentile(values: list[float], share: float) -> float:
    """Linear between the two places next to it."""
    values = sorted(values)
    place = share * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def kaplan_meier(observations: list[tuple[float, bool]], share: float) -> float | None:
    """The first time at which no more than a share lasts longer: product-limit estimator in exact fractions."""
    lasting = Fraction(1)
    for time in sorted({time for time, is_finished in observations if is_finished}):
        at_risk = sum(1 for other, _ in observations if other >= time)
        finished = sum(1 for other, is_finished in observations if is_finished and other == time)
        lasting *= 1 - Fraction(finished, at_risk)
        if lasting <= Fraction(share).limit_denominator(10):
            return time
    return None
