"""The frame a history is invented in: company, calendar, period and exchange rates.

Belongs here: what every part of the generator needs. Does not belong here: any process.
The generator runs past the end of the period and is cut there, so that the last weeks look like all others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from seeds.demo_erp.company import Company, load_company
from seeds.demo_erp.generator.chance import Chance
from seeds.demo_erp.working_time import WorkingTime

LAST_DAY = date(2026, 10, 31)
OVERRUN_DAYS = 75

# Two suppliers fail in the summer; customers notice a fortnight later
CRISIS = (date(2026, 6, 1), date(2026, 8, 31))

# The first half hour belongs to the opening stock
QUIET_SECONDS = 1800.0


@dataclass(frozen=True)
class World:
    """`scale` multiplies the number of documents; `volume` is the period in years, multiplied so."""

    company: Company
    calendar: WorkingTime
    seed: int
    scale: float
    volume: float
    first_day: date
    start: datetime
    end: datetime
    horizon: datetime
    rates: dict[date, float]

    def chance(self, subject: str) -> Chance:
        return Chance(f"{self.seed}/{subject}")

    def moments(self, chance: Chance, per_year: float, season: Callable[[date], float] | None = None) -> list[datetime]:
        """Working moments over the whole generated time, in order; `season` weighs the days (at most 1.5)."""
        begin = self.calendar.position(self.start) + QUIET_SECONDS
        stop = self.calendar.position(self.horizon)
        year = self.calendar.position(self.end) - begin
        count = round(per_year * self.volume * (stop - begin) / year)
        found: list[float] = []
        while len(found) < count:
            position = chance.uniform(begin, stop)
            if season is None or chance.uniform(0.0, 1.5) < season(self.day(self.calendar.at(position))):
                found.append(position)
        return [self.calendar.at(position) for position in sorted(found)]

    def day(self, moment: datetime) -> date:
        return self.calendar.local_day(moment)

    def after(self, moment: datetime, hours: float) -> datetime:
        """So many working hours later."""
        return self.calendar.add_hours(moment, hours)

    def end_of_work(self, day: date) -> datetime:
        """18:00 local: what is promised for a day is in time until then."""
        return self.calendar.moment(day, 18 * 60)

    def progress(self, moment: datetime) -> float:
        """0 a year before the end, 1 at the end: what gets better or worse does so along this line."""
        return min(max(1.0 - (self.end - moment) / timedelta(days=365), 0.0), 1.0)

    def in_crisis(self, day: date) -> bool:
        return CRISIS[0] <= day <= CRISIS[1]

    def rate(self, currency: str, day: date) -> float:
        """Units of a currency per unit of the company's currency."""
        return 1.0 if currency == "CNY" else self.rates[day.replace(day=1)]


def create_world(*, scale: float, months: int, seed: int) -> World:
    """The world of the last `months` months before the fixed end."""
    first_day = _months_before(LAST_DAY + timedelta(days=1), months)
    calendar = WorkingTime(first_day - timedelta(days=60), LAST_DAY + timedelta(days=400))
    end = calendar.moment(LAST_DAY + timedelta(days=1), 0)
    horizon = end + timedelta(days=OVERRUN_DAYS)
    return World(
        company=load_company(),
        calendar=calendar,
        seed=seed,
        scale=scale,
        volume=scale * months / 12,
        first_day=first_day,
        start=calendar.moment(first_day, 0),
        end=end,
        horizon=horizon,
        rates=_rates(_months_before(first_day, 1), calendar.local_day(horizon), Chance(f"{seed}/rates")),
    )


def _months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def _rates(first: date, last: date, chance: Chance) -> dict[date, float]:
    rates = {}
    rate, day = 0.1390, first
    # invoices of the generated time may fall due, and be paid, well after it
    while day <= last + timedelta(days=180):
        rates[day] = round(rate, 4)
        rate = min(max(rate + chance.uniform(-0.0008, 0.0011), 0.1350), 0.1450)
        day = _months_before(day, -1)
    return rates
