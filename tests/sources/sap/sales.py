"""Sales orders, deliveries and billing of the simulated group.

Belongs here: selling, and the moves it makes. Does not belong here: production and stock (`operations.py`).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.sources.sap import company as group
from tests.sources.sap.company import Company, Item, money
from tests.sources.sap.generator import START, Clock, ScheduleLine, postpone
from tests.sources.sap.purchasing import Counter, Move


@dataclass
class Delivery:
    number: str
    line: str
    created: datetime
    quantity: Decimal
    shipped: tuple[datetime, date] | None
    document: str = ""
    user: str = "CLERK1"


@dataclass
class SalesItem:
    line: str
    item: Item
    plant: str
    quantity: Decimal
    price: Decimal
    schedule: list[ScheduleLine]
    is_rejected: bool = False
    deliveries: list[Delivery] = field(default_factory=list)


@dataclass
class Billing:
    number: str
    created: datetime
    lines: list[tuple[SalesItem, Decimal, Decimal]]
    kind: str = "M"
    is_cancelled: bool = False
    paid: tuple[datetime, date] | None = None
    settled_by: str | None = None
    settlement: str = ""


@dataclass
class Sale:
    company: Company
    number: str
    category: str
    customer: str
    seller: str
    created: datetime
    requested: date
    currency: str
    items: list[SalesItem]
    billings: list[Billing] = field(default_factory=list)


def simulate_sale(rng: random.Random, company: Company, numbers: Counter, moves: list[Move]) -> Sale:
    clock = Clock(rng, START + timedelta(hours=rng.uniform(0, 24 * 110)))
    created = clock.after(1)
    currency = rng.choice([company.currency, company.currency, "USD", "JPY"])
    items = []
    for place in range(rng.choice([1, 1, 2, 3])):
        goods = rng.choice([*group.FINISHED, group.SERVICE])
        quantity = Decimal(rng.randrange(1, 40))
        first = (created + timedelta(days=rng.randrange(5, 30))).date()
        items.append(
            SalesItem(
                f"{(place + 1) * 10:06d}",
                goods,
                rng.choice(company.plants),
                quantity,
                money(Decimal(goods.cost) * rng.randrange(11, 19) / 10, currency),
                [ScheduleLine("0001", quantity, first)],
                is_rejected=rng.random() < 0.06,
            )
        )
    sale = Sale(
        company,
        numbers.take(company.client, "sale", 1),
        "C" if rng.random() < 0.9 else "B",
        rng.choice(group.CUSTOMERS),
        rng.choice(group.SELLERS),
        created,
        (created + timedelta(days=rng.randrange(3, 25))).date(),
        currency,
        items,
    )
    if sale.category == "B":
        return sale
    for item in items:
        postpone(rng, item.schedule, created)
        item.schedule[1:] = []
        item.schedule[0].quantity = item.quantity
        if not item.is_rejected and not item.item.is_service and rng.random() < 0.85:
            _deliver(rng, sale, item, clock, numbers, moves)
    shipped = [item for item in items if any(each.shipped for each in item.deliveries)]
    if shipped and rng.random() < 0.85:
        _bill(rng, sale, shipped, clock, numbers)
    return sale


def _deliver(
    rng: random.Random, sale: Sale, item: SalesItem, clock: Clock, numbers: Counter, moves: list[Move]
) -> None:
    left = item.quantity
    while left > 0:
        part = left if left < 4 or rng.random() < 0.6 else left // 2
        created = clock.after(30)
        delivery = Delivery(numbers.take(sale.company.client, "delivery", 80000001), "000010", created, part, None)
        item.deliveries.append(delivery)
        left -= part
        if rng.random() < 0.1:
            break
        at = clock.after(10)
        posted = at.date() - timedelta(days=rng.choice([0, 0, 0, 0, 1]))
        delivery.shipped, delivery.document = (
            (at, posted),
            numbers.take(sale.company.client, "material_document", 5000000001),
        )
        delivery.user = rng.choice(group.REQUESTERS)
        moves.append(
            Move(
                sale.company,
                delivery.document,
                "0001",
                at,
                posted,
                item.item,
                item.plant,
                "0001",
                "601",
                False,
                part,
                money(part * item.item.cost, sale.company.currency),
                delivery.user,
                "customer_delivery",
                "L",
            )
        )


def _bill(rng: random.Random, sale: Sale, shipped: list[SalesItem], clock: Clock, numbers: Counter) -> None:
    lines = [
        (item, quantity, money(quantity * item.price, sale.currency))
        for item in shipped
        if (quantity := sum((each.quantity for each in item.deliveries if each.shipped), Decimal(0)))
    ]

    def issue(kind: str = "M") -> Billing:
        each = Billing(numbers.take(sale.company.client, "billing", 90000001), clock.after(20), lines, kind)
        sale.billings.append(each)
        return each

    first = issue()
    if rng.random() < 0.07:
        first.is_cancelled = True
        cancelling = issue("N")
        first.paid = cancelling.paid = (clock.now, clock.now.date())
        first.settlement = cancelling.settlement = "netting"
        first.settled_by = cancelling.settled_by = numbers.take(
            sale.company.client, f"fi{sale.company.code}", 1500000001
        )
        first = issue()
    if rng.random() < 0.8:
        at = clock.after(24 * 15)
        first.paid, first.settlement = (at, at.date()), "payment"
        first.settled_by = numbers.take(sale.company.client, f"fi{sale.company.code}", 1500000001)
