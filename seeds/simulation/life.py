"""The company day by day: who does what after whom.

Belongs here: the order of a day, opening stock, the whole. Does not belong here: any process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from seeds.simulation.calendar import HOUR, china
from seeds.simulation.chance import Chance
from seeds.simulation.counting import COUNT_SHELF, Counting
from seeds.simulation.direct_buying import DirectBuying
from seeds.simulation.frame import Frame
from seeds.simulation.masters import create_masters
from seeds.simulation.order_changes import OrderChanges
from seeds.simulation.payables import Payables
from seeds.simulation.people import People
from seeds.simulation.production import RELEASE, Production
from seeds.simulation.purchasing import Purchasing
from seeds.simulation.receiving import RECEIVE, Receiving
from seeds.simulation.records import NEVER
from seeds.simulation.requisitions import Requisitions
from seeds.simulation.returns import TAKE_BACK, Returns
from seeds.simulation.sales import LINES_AN_ORDER, ORDERS_A_DAY, PICK, Sales
from seeds.simulation.stock import OPENING, Stock

LAST_DAY = date(2026, 10, 31)
PILOT_MONTH = 13
BEYOND_DAYS = 120  # promises and due dates reach beyond the end


@dataclass(frozen=True)
class Life:
    """What happened, as it is known at `end` (UTC seconds): later moments have not come."""

    frame: Frame
    first: date
    start: int
    end: int
    stock: Stock
    requisitions: Requisitions
    purchasing: Purchasing
    receiving: Receiving
    payables: Payables
    sales: Sales
    production: Production
    counting: Counting
    returns: Returns
    direct_buying: DirectBuying
    order_changes: OrderChanges
    has_defects: bool


def live(
    *,
    scale: float = 1.0,
    months: int = 24,
    seed: int = 20261101,
    with_pilot: bool = True,
    with_defects: bool = True,
    until: date = LAST_DAY,
    on_month: Callable[[date], None] = lambda month: None,
) -> Life:
    """Simulate the last months before the fixed end. The same arguments give the same life.

    Args:
        with_defects: some of what is written down is wrong (`defects.py`); what happens is the same either way.
        until: the last day that is lived. The same life is known less far then: what happened by that day is the same,
            as its beginning, its calendar and its people go by the fixed end.
    """
    first = _months_before(LAST_DAY + timedelta(days=1), months)
    calendar = china(first, LAST_DAY + timedelta(days=BEYOND_DAYS))
    days = (until - first).days + 1
    chance = Chance(seed)
    people = People(calendar, chance, scale)
    masters = create_masters(chance, scale, ORDERS_A_DAY * scale * LINES_AN_ORDER)
    pilot_day = (_months_before(first, 1 - PILOT_MONTH) - first).days
    frame = Frame(
        calendar=calendar,
        chance=chance,
        people=people,
        masters=masters,
        scale=scale,
        days=days,
        pilot_from=int(calendar.midnight(pilot_day)) if with_pilot else NEVER,
    )
    begin, end = int(calendar.midnight(0)), int(calendar.midnight(days))
    life = _company(frame, first, begin, end, with_defects)
    _open(frame, life.stock)
    for day in range(days):
        if calendar.date_of(day).day == 1:
            on_month(calendar.date_of(day))
        _live_a_day(life, day)
    return life


def _company(frame: Frame, first: date, begin: int, end: int, has_defects: bool) -> Life:
    stock = Stock(frame.masters.positions)
    requisitions = Requisitions(frame, stock)
    purchasing = Purchasing(frame, requisitions)
    receiving = Receiving(frame, stock, purchasing)
    sales = Sales(frame, stock)
    return Life(
        frame,
        first,
        begin,
        end,
        stock,
        requisitions,
        purchasing,
        receiving,
        payables=Payables(frame, purchasing, receiving),
        sales=sales,
        production=Production(frame, stock),
        counting=Counting(frame, stock),
        returns=Returns(frame, stock, sales),
        direct_buying=DirectBuying(frame, stock, purchasing),
        order_changes=OrderChanges(frame, stock, purchasing, receiving),
        has_defects=has_defects,
    )


def _live_a_day(life: Life, day: int) -> None:
    """What goes from one desk to the next reaches it on the same day; what goes back is seen the next morning."""
    people, receiving, payables = life.frame.people, life.receiving, life.payables
    requisitions, purchasing = life.requisitions, life.purchasing
    sales, production, returns = life.sales, life.production, life.returns
    sales.allocate(day)
    production.allocate(day)
    requisitions.plan(day)
    production.plan(day)
    life.counting.plan(day)
    life.direct_buying.call(day)
    sales.take_orders(day)
    receiving.arrive(day)
    returns.arrive(day)
    life.order_changes.arrive(day)
    payables.open_mail(day)
    sales.enter(day)
    done = people.work("planner", day)
    requisitions.write(done.where(done.kind != RELEASE))
    production.release(done.of(RELEASE))
    production.work(day)
    requisitions.review(day)
    purchasing.take_requisitions()
    purchasing.order(day)
    life.direct_buying.order()
    life.order_changes.write()
    receiving.send()
    life.order_changes.consider()
    payables.announce()
    purchasing.review(day)
    done = people.work("storekeeper", day)
    receiving.receive(done.of(RECEIVE))
    sales.ship(done.of(PICK))
    returns.complain()
    returns.receive(done.of(TAKE_BACK))
    life.counting.book(done.of(COUNT_SHELF))
    receiving.inspect(day)
    payables.enter(day)
    payables.resolve(day)
    payables.pay(day)
    sales.bill(day)
    returns.settle()


def _open(frame: Frame, stock: Stock) -> None:
    """The shelves on the first morning: somewhere between the reorder point and a lot above it."""
    positions = frame.masters.positions
    position = np.arange(len(positions.item))
    lots = positions.lot * frame.chance.uniform("stock/opening", position)
    quantity = np.ceil(positions.reorder_point + lots).astype(np.int64)
    at = np.full(len(position), frame.calendar.midnight(0) + HOUR // 6)
    nothing = np.full(len(position), -1)
    stock.move(
        OPENING, position, quantity, document=nothing, line=nothing, created_at=at, moved_at=at, moved_by=nothing
    )


def _months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)
