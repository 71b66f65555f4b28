"""Purchase orders of the simulated group: promises, receipts, reversals, invoices, payments, and their moves."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.sources.sap import company as group
from tests.sources.sap.company import Company, Item, money, worth
from tests.sources.sap.generator import (
    START,
    Clock,
    Invoice,
    Order,
    OrderItem,
    Receipt,
    Requisition,
    postpone,
    simulate_release,
    simulate_schedule,
)


@dataclass
class Move:
    """One item of a material document. `quantity` is in the base unit and never negative."""

    company: Company
    number: str
    line: str
    at: datetime
    posted_on: date
    item: Item
    plant: str
    location: str
    movement: str
    is_in: bool
    quantity: Decimal
    value: Decimal
    user: str
    reason: str | None  # None: the stock does not move
    indicator: str = ""
    is_consumed: bool = False
    order: str = ""
    order_line: str = ""
    production_order: str = ""
    special_stock: str = ""

    @property
    def year(self) -> str:
        return str(self.posted_on.year)


class Counter:
    """The next number of each range; ranges start alike in every client."""

    def __init__(self) -> None:
        self._next: dict[tuple[str, str], int] = {}

    def take(self, client: str, kind: str, first: int) -> str:
        number = self._next.get((client, kind), first)
        self._next[client, kind] = number + 1
        return f"{number:010d}"


def simulate_order(
    rng: random.Random, company: Company, numbers: Counter, wanted: list[tuple[Requisition, int]]
) -> Order:
    clock = Clock(rng, START + timedelta(hours=rng.uniform(0, 24 * 100)))
    created = clock.after(1)
    currency = rng.choice([company.currency, company.currency, *group.CURRENCIES])
    number = numbers.take(company.client, "order", 4500000001)
    items: list[OrderItem] = []
    for place in range(rng.choice([1, 2, 2, 3, 4])):
        goods = rng.choice([*group.RAW, *group.RAW, group.SERVICE])
        plant, reference = rng.choice(company.plants), None
        if wanted and rng.random() < 0.75:
            requisition, index = wanted.pop()
            asked = requisition.items[index]
            goods, plant, reference = asked.item, asked.plant, (requisition.number, asked.line)
        quantity = Decimal(rng.randrange(1, 60))
        price = money(Decimal(goods.cost * rng.randrange(80, 140)) / 100 * group.BOXES.get(goods.number, 1), currency)
        items.append(
            OrderItem(
                f"{(place + 1) * 10:05d}",
                goods,
                plant,
                quantity,
                price or Decimal(1),
                group.BOXES.get(goods.number, 1),
                simulate_schedule(rng, quantity, created),
                requisition=reference,
                contract="4600000001" if rng.random() < 0.3 else None,
                is_return=place > 0 and rng.random() < 0.04,
                is_consumed=rng.random() < 0.05,
            )
        )
        if reference:
            asked.ordered_as = (number, items[-1].line)
    order = Order(
        company.client,
        number,
        company,
        rng.choice(group.SUPPLIERS),
        rng.choice(group.BUYERS),
        rng.choice(group.GROUPS),
        created,
        currency,
        items,
    )
    if rng.random() < 0.75:
        strategy = rng.choice(["S1", "S2", "S2", "S3"])
        order.release = simulate_release(rng, clock, order.buyer, "02", strategy)
    in_force = order.release is None or order.release.is_complete
    if in_force and rng.random() < 0.1:
        added = clock.after(10)
        late = rng.choice(group.RAW)
        schedule = simulate_schedule(rng, Decimal(3), added)
        items.append(
            OrderItem(
                f"{(len(items) + 1) * 10:05d}",
                late,
                company.plants[0],
                Decimal(3),
                Decimal(50),
                group.BOXES.get(late.number, 1),
                schedule,
                created=added,
            )
        )
    for item in items:
        if in_force:
            postpone(rng, item.schedule, clock.now)
        if rng.random() < 0.05:
            item.deleted = clock.after(5)
    if rng.random() < 0.04:
        at = clock.after(5)
        for item in items:
            item.deleted = item.deleted or at
    return order


def receive(rng: random.Random, order: Order, numbers: Counter) -> list[Move]:
    """Goods arrive in parts, late, posted back, reversed, sent back; each movement is one material document."""
    moves: list[Move] = []
    if order.release and not order.release.is_complete:
        return moves
    in_force = order.release.completed[-1] if order.release else order.created
    for item in order.items:
        if item.deleted or item.item.is_service or rng.random() < 0.12:
            continue
        clock = Clock(rng, max(in_force, item.created or in_force) + timedelta(days=rng.randrange(2, 30)))
        left = item.quantity
        while left > 0 and rng.random() < 0.9:
            part = left if rng.random() < 0.6 else max(Decimal(1), left // 2)
            _book(rng, order, item, clock, part, "161" if item.is_return else "101", numbers, moves)
            left -= part
            if item.is_return:
                continue
            if rng.random() < 0.06:
                _book(rng, order, item, clock, -part, "102", numbers, moves)
                left += part
            elif rng.random() < 0.05:
                _book(rng, order, item, clock, -Decimal(1), "122", numbers, moves)
        if 0 < left < item.quantity and rng.random() < 0.3:
            item.is_completed = True
    return moves


def _book(
    rng: random.Random,
    order: Order,
    item: OrderItem,
    clock: Clock,
    quantity: Decimal,
    movement: str,
    numbers: Counter,
    moves: list[Move],
) -> None:
    at = clock.after(40)
    back = rng.choice([0, 0, 0, 0, 1, 2])
    posted = at.date() - timedelta(days=back)
    number = numbers.take(order.client, "material_document", 5000000001)
    # a return item takes goods out of stock
    is_in = (quantity > 0) != item.is_return
    user = rng.choice(group.REQUESTERS)
    item.receipts.append(Receipt(number, at, posted, quantity if not item.is_return else -quantity, movement, user))
    base = abs(quantity) * item.stock_units
    value = money(abs(quantity) * item.price * worth(order.company, order.currency), order.company.currency)
    reason = "supplier_return" if movement in ("122", "161") else "purchase_receipt"
    moves.append(
        Move(
            order.company,
            number,
            "0001",
            at,
            posted,
            item.item,
            item.plant,
            "" if item.is_consumed else "0001",
            movement,
            is_in,
            base,
            value,
            user,
            None if item.is_consumed else reason,
            "B",
            item.is_consumed,
            order.number,
            item.line,
        )
    )


def invoice(rng: random.Random, order: Order, numbers: Counter) -> list[Invoice]:
    """Invoices in one or two parts, some parked, some reversed, some followed by a credit memo; most are paid."""
    made: list[Invoice] = []
    lines = [item for item in order.items if item.receipts or (item.item.is_service and not item.deleted)]
    lines = [item for item in lines if not item.is_return]
    if not lines or rng.random() < 0.15 or (order.release and not order.release.is_complete):
        return made
    since = max((receipt.at for item in lines for receipt in item.receipts), default=order.created)
    clock = Clock(rng, since - timedelta(days=rng.choice([0, 0, 0, 20])))

    def enter(part: list[tuple[OrderItem, Decimal, Decimal]], **how: object) -> Invoice:
        entered = clock.after(30)
        each = Invoice(
            order.client,
            numbers.take(order.client, "invoice", 5105600001),
            order,
            part,
            entered.date() - timedelta(days=rng.randrange(0, 9)),
            entered,
            rng.choice(group.REQUESTERS),
            terms=rng.choice([(30, 0, 0), (14, 30, 45), (0, 0, 0)]),
            **how,
        )  # type: ignore[arg-type]
        made.append(each)
        return each

    part = [
        (item, item.quantity, money(item.amount * rng.choice([1, 1, 1, Decimal("1.02")]), order.currency))
        for item in lines
    ]
    first = enter(part, is_parked=rng.random() < 0.05)
    if first.is_parked:
        return made
    chance = rng.random()
    if chance < 0.06:
        second = enter(part, is_credit=True, reverses=first.number)
        first.reversed_by = second.number
        at = clock.now
        first.paid = second.paid = (at, at.date())
        first.settlement = second.settlement = "netting"
        first = enter(part)
    elif chance < 0.11:
        memo = enter(part, is_credit=True)
        at = clock.after(24)
        first.paid = memo.paid = (at, at.date())
        first.settlement = memo.settlement = "netting"
    if not first.paid and rng.random() < 0.8:
        at = clock.after(24 * 20)
        first.paid, first.settlement = (at, at.date()), "payment"
    for each in made:
        if each.paid:
            each.settled_by = (
                made[0].settled_by
                if each.settlement == "netting" and made[0].settled_by
                else (numbers.take(order.client, f"fi{order.company.code}", 1500000001))
            )
    return made
