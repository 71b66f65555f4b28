"""Stock of every day by brute force, held against the balances of `fct_inventory_days`.

Belongs here: adding up the changes of places day by day, and comparing. Does not belong here: reading a source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

COMPANY_ZONE = ZoneInfo("Asia/Shanghai")
# a row of the model: where, from when and until when it holds, and what it says
COLUMNS = (
    "item_id, warehouse_id, valid_from, valid_to, opening_quantity_stock_unit, quantity_in_stock_unit,"
    " quantity_out_stock_unit, closing_quantity_stock_unit"
)
# half of the smallest step of a unit
ROUNDING = 0.005


@dataclass(frozen=True)
class Change:
    """What a move did to a place on a day."""

    item: Any
    warehouse: Any
    day: date
    brought: float = 0.0
    took: float = 0.0


def company_day(stamp: datetime, zone: ZoneInfo | None = None) -> date:
    """The company's day of a stamp that is UTC, or of a zone."""
    return stamp.replace(tzinfo=zone or UTC).astimezone(COMPANY_ZONE).date()


def assert_every_day_ties_out(rows: Iterable[tuple], changes: Iterable[Change], last: date) -> int:
    """On every day of every place one row holds, and says what all changes up to then add up to; returns the days."""
    told: dict[tuple, list[tuple]] = defaultdict(list)
    for item, warehouse, *row in rows:
        told[item, warehouse].append(row)
    moved: dict[tuple, dict[date, list[Change]]] = defaultdict(lambda: defaultdict(list))
    for change in changes:
        moved[change.item, change.warehouse][change.day].append(change)
    assert told.keys() >= moved.keys(), moved.keys() - told.keys()
    days = 0
    for place, place_rows in told.items():
        balance, day = 0.0, min(row[0] for row in place_rows)
        assert not moved[place] or day == min(moved[place]), place
        while day <= last:
            of_day = moved[place][day]
            brought, took = sum(change.brought for change in of_day), sum(change.took for change in of_day)
            [(start, _, opening, came, went, closing)] = [row for row in place_rows if row[0] <= day < row[1]]
            if start == day:
                wanted = (balance, brought, took)
                assert all(
                    abs(float(got) - want) <= ROUNDING for got, want in zip((opening, came, went), wanted, strict=True)
                ), (place, day)
            else:
                assert brought == took == 0, (place, day)
            balance += brought - took
            assert abs(float(closing) - balance) <= ROUNDING, (place, day, closing, balance)
            day += timedelta(days=1)
            days += 1
    return days
