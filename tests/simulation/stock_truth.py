"""What the simulation knows about its stock at every month's end, and about every count.

Belongs here: month-end stock, counts with their values and ABC classes. Does not belong here: stock turns and days
(`truth.py`), and how shares are formed of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from tests.acceptance.working_time import local
from tests.simulation.recorded import CONSUMPTION
from tests.simulation.truth import (
    COUNT,
    CUSTOMER_RETURN,
    DELIVERY,
    USD_PER_CNY,
    SimulatedTruth,
    following,
    month_of,
)

SLOW_DAYS = 180
PERCENT_OF_CLASS = {"A": 1, "B": 3, "C": 5}


@dataclass(frozen=True)
class Counted:
    """A count; values in the group's currency, None where nobody knows what a unit is worth."""

    month: date
    company: str
    warehouse: str
    book_value: float | None
    discrepancy: float | None
    is_within: bool


@dataclass(frozen=True)
class Standing:
    """A position with anything in it at a month's end; values in the group's currency."""

    month: date
    company: str
    warehouse: str
    quantity: int
    value: float
    is_slow: bool


class StockTruth(SimulatedTruth):
    """Stock and payables of one simulated life, which ends with a month."""

    @cached_property
    def _places(self) -> list[tuple[int, int, int]]:
        """Item, warehouse and company of every position."""
        return [
            (row["item"], row["warehouse"], self.warehouses[row["warehouse"]]["company"])
            for row in self.rows("positions")
        ]

    @cached_property
    def _costs(self) -> dict[tuple[int, int], float]:
        """Item and company → standard cost in the company's currency."""
        factors = {0: 1.0, 1: USD_PER_CNY}
        return {
            (row["id"], company): round(row["cost_cny"] * factor, 2)
            for row in self.rows("items")
            for company, factor in factors.items()
        }

    @cached_property
    def _history(self) -> dict[int, tuple[list[date], list[int]]]:
        """Position → days with moves, and what lay there when each was over."""
        changes: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        for move in self.rows("moves"):
            changes[move["position"]][local(move["moved_at"]).date()] += move["quantity"]
        found = {}
        for position, by_day in changes.items():
            days, balances, balance = sorted(by_day), [], 0
            for day in days:
                balance += by_day[day]
                balances.append(balance)
            found[position] = days, balances
        return found

    def _balance(self, position: int, day: date, *, before: bool = False) -> int:
        """What lay there when a day was over, or had not begun."""
        days, balances = self._history[position]
        place = bisect_left(days, day) if before else bisect_right(days, day)
        return balances[place - 1] if place else 0

    @cached_property
    def _siblings(self) -> dict[tuple[int, int], list[int]]:
        """Item and company → its positions."""
        found = defaultdict(list)
        for position in self._history:
            item, _, company = self._places[position]
            found[item, company].append(position)
        return found

    def _is_worth_nothing(self, position: int, day: date, *, before: bool = False) -> bool:
        """A company's stock is worth what it has of an item in all: nothing, where surplus and lack are equal."""
        item, _, company = self._places[position]
        return not sum(self._balance(other, day, before=before) for other in self._siblings[item, company])

    def _rate(self, company: int, month: date) -> float:
        return self._yuan_for_a_dollar[month] if company else 1.0

    @cached_property
    def months(self) -> list[date]:
        """Whole months on record."""
        found = [min(month_of(move["moved_at"]) for move in self.rows("moves"))]
        while following(following(found[-1])) <= self.today:
            found.append(following(found[-1]))
        return found

    # -- counts

    def counted(self) -> list[Counted]:
        counts = {row["id"]: row for row in self.rows("counts")}
        books: dict[int, int] = defaultdict(int)
        found = []
        for move in sorted(self.rows("moves"), key=lambda move: (move["moved_at"], move["id"])):
            position = move["position"]
            book = books[position]
            books[position] += move["quantity"]
            if move["reason"] != COUNT:
                continue
            difference = counts[move["document"]]["difference"]
            item, warehouse, company = self._places[position]
            month = month_of(move["moved_at"])
            unit = self._unit_value(position, local(move["moved_at"]).date(), book, difference)
            worth = None if unit is None else unit * self._rate(company, month)
            tolerance = PERCENT_OF_CLASS[self._classes[company, month].get(item, "C")]
            found.append(
                Counted(
                    month,
                    self._company(warehouse),
                    self._warehouse(warehouse),
                    book_value=None if worth is None else abs(book) * worth,
                    discrepancy=None if worth is None else abs(difference) * worth,
                    is_within=abs(difference) * 100 <= abs(book) * tolerance,
                )
            )
        return found

    def _unit_value(self, position: int, day: date, book: int, difference: int) -> float | None:
        """Standard cost, where a difference was booked at it or the day's balance has a value; else nobody knows."""
        item, _, company = self._places[position]
        cost = self._costs[item, company]
        if difference and cost:
            return cost
        for before in (False, True):
            is_there = self._balance(position, day, before=before) > 0
            if is_there and not self._is_worth_nothing(position, day, before=before):
                return cost
        return None if book or difference else 0.0

    @cached_property
    def _classes(self) -> dict[tuple[int, date], dict[int, str]]:
        """Company and month → item → ABC class by what was issued to customers in twelve months, in cents."""
        issued: dict[tuple[int, int, date], int] = defaultdict(int)
        items = defaultdict(set)
        for item, _, company in self._places:
            items[company].add(item)
        for move in self.rows("moves"):
            if move["reason"] in (DELIVERY, CUSTOMER_RETURN):
                item, _, company = self._places[move["position"]]
                cents = round(-move["quantity"] * self._costs[item, company] * 100)
                issued[company, item, month_of(move["moved_at"])] += cents
        found = {}
        for company, mine in items.items():
            for number, month in enumerate(self.months):
                year = self.months[max(number - 11, 0) : number + 1]
                sums = {item: sum(issued[company, item, each] for each in year) for item in mine}
                total = sum(max(cents, 0) for cents in sums.values())
                before, classes = 0, {}
                for item in sorted(mine, key=lambda item: (-sums[item], self._item(item))):
                    is_a, is_b = before * 10 < total * 8, before * 100 < total * 95
                    classes[item] = "C" if sums[item] <= 0 else "A" if is_a else "B" if is_b else "C"
                    before += max(sums[item], 0)
                found[company, month] = classes
        return found

    # -- stock at months' ends

    def standing(self) -> Iterator[Standing]:
        issued, received = defaultdict(list), {}
        for move in self.rows("moves"):
            item, _, company = self._places[move["position"]]
            day = local(move["moved_at"]).date()
            if move["reason"] in (DELIVERY, CONSUMPTION) and move["quantity"]:
                issued[item, company].append(day)
            if move["quantity"] > 0:
                received[item, company] = min(received.get((item, company), day), day)
        issues = {key: sorted(days) for key, days in issued.items()}
        for month in self.months:
            last = following(month) - timedelta(days=1)
            for position in self._history:
                quantity = self._balance(position, last)
                if not quantity:
                    continue
                item, warehouse, company = self._places[position]
                place = bisect_right(issues.get((item, company), []), last)
                since = issues[item, company][place - 1] if place else received[item, company]
                worth = 0.0 if self._is_worth_nothing(position, last) else self._costs[item, company] * quantity
                yield Standing(
                    month,
                    self._company(warehouse),
                    self._warehouse(warehouse),
                    quantity,
                    worth * self._rate(company, month),
                    is_slow=(last - since).days >= SLOW_DAYS,
                )
