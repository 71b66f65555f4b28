"""Sales, deliveries, billing, production, stock and counts of the simulated group."""

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


@dataclass
class Production:
    company: Company
    number: str
    item: Item
    plant: str
    planner: str
    created: datetime
    planned: tuple[datetime, datetime]
    quantity: Decimal
    released: date | None = None
    started: datetime | None = None
    ended: datetime | None = None
    good: Decimal = Decimal(0)
    scrapped: Decimal = Decimal(0)
    is_deleted: bool = False
    # setup and run minutes of each valid confirmation, and whether one was booked and reversed beside it
    confirmations: list[tuple[Decimal, Decimal]] = field(default_factory=list)
    has_reversed_confirmation: bool = False


@dataclass
class CountItem:
    company: Company
    number: str
    line: str
    item: Item
    plant: str
    counted_on: date | None
    user: str
    book: Decimal
    found: Decimal
    move: Move | None = None
    is_deleted: bool = False


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


def simulate_production(rng: random.Random, company: Company, numbers: Counter, moves: list[Move]) -> Production:
    clock = Clock(rng, START + timedelta(hours=rng.uniform(0, 24 * 110)))
    created = clock.after(1)
    goods = rng.choice(group.FINISHED)
    quantity = Decimal(rng.randrange(5, 60))
    start = created + timedelta(days=rng.randrange(1, 8))
    order = Production(
        company,
        numbers.take(company.client, "production", 1000001).zfill(12),
        goods,
        rng.choice(company.plants),
        rng.choice(group.REQUESTERS),
        created,
        (start, start + timedelta(days=3)),
        quantity,
    )
    chance = rng.random()
    if chance < 0.1:
        return order
    order.released = created.date() + timedelta(days=rng.choice([0, 0, 1, 3]))
    if chance < 0.15:
        order.is_deleted = True
        return order
    if chance < 0.25:
        return order
    clock.now += timedelta(days=4)
    order.started = clock.after(5)
    for part in [quantity] if rng.random() < 0.6 else [quantity // 2, quantity - quantity // 2]:
        used = rng.choice(group.RAW)
        at = clock.after(10)
        document = numbers.take(company.client, "material_document", 4900000001 if False else 5000000001)
        moves.append(
            Move(
                company,
                document,
                "0001",
                at,
                at.date(),
                used,
                order.plant,
                "0001",
                "261",
                False,
                part * 2,
                money(part * 2 * used.cost, company.currency),
                order.planner,
                "production_consumption",
                "",
                True,
                production_order=order.number,
            )
        )
        at = clock.after(10)
        document = numbers.take(company.client, "material_document", 5000000001)
        moves.append(
            Move(
                company,
                document,
                "0001",
                at,
                at.date(),
                goods,
                order.plant,
                "0001",
                "101",
                True,
                part,
                money(part * goods.cost, company.currency),
                order.planner,
                "production_output",
                "F",
                production_order=order.number,
            )
        )
        order.good += part
        order.confirmations.append((Decimal(rng.randrange(5, 60)), Decimal(rng.randrange(20, 300))))
    order.scrapped = Decimal(rng.choice([0, 0, 1, 2]))
    order.has_reversed_confirmation = rng.random() < 0.2
    if rng.random() < 0.85:
        order.ended = clock.after(2)
    return order


def open_stock(company: Company, numbers: Counter) -> list[Move]:
    """What the group began with: every item in every plant."""
    at = START - timedelta(days=2)
    return [
        Move(
            company,
            numbers.take(company.client, "material_document", 5000000001),
            "0001",
            at,
            at.date(),
            item,
            plant,
            "0001",
            "561",
            True,
            Decimal(20000),
            money(Decimal(20000 * item.cost), company.currency),
            "CLERK1",
            "opening",
        )
        for plant in company.plants
        for item in group.ITEMS
        if not item.is_service
    ]


def move_about(rng: random.Random, company: Company, numbers: Counter) -> list[Move]:
    """Transfers, scrap, consumption by cost centers, and goods that are not the company's stock."""
    moves = []
    for _ in range(30):
        clock = Clock(rng, START + timedelta(hours=rng.uniform(0, 24 * 110)))
        at, item, plant = clock.after(1), rng.choice(group.RAW), rng.choice(company.plants)
        quantity = Decimal(rng.randrange(1, 30))
        value = money(quantity * item.cost, company.currency)
        number = numbers.take(company.client, "material_document", 5000000001)
        user = rng.choice(group.REQUESTERS)
        kind = rng.choice(["311", "551", "201", "consignment", "blocked"])

        def booked(
            movement: str, line: str, location: str, is_in: bool, value: Decimal, reason: str | None, **how: object
        ) -> None:
            moves.append(
                Move(
                    company,
                    number,
                    line,
                    at,
                    at.date(),
                    item,
                    plant,
                    location,
                    movement,
                    is_in,
                    quantity,
                    value,
                    user,
                    reason,
                    **how,
                )
            )  # type: ignore[arg-type]

        if kind == "311":
            booked("311", "0001", "0001", False, Decimal(0), "transfer")
            booked("311", "0002", "0002", True, Decimal(0), "transfer")
        elif kind == "551":
            booked("551", "0001", "0001", False, value, "scrap", is_consumed=True)
        elif kind == "201":
            booked("201", "0001", "0001", False, value, "adjustment", is_consumed=True)
        elif kind == "consignment":
            booked("101", "0001", "0001", True, Decimal(0), None, indicator="B", special_stock="K")
        else:
            booked("103", "0001", "0001", True, Decimal(0), None, indicator="B")
    return moves


def count(rng: random.Random, company: Company, numbers: Counter, moves: list[Move]) -> list[CountItem]:
    items = []
    for month in (2, 4):
        for plant in company.plants:
            number = numbers.take(company.client, "count", 100000001)
            day = date(2026, month, 20)
            for line, item in enumerate(group.RAW, 1):
                book = Decimal(rng.randrange(100, 900))
                difference = Decimal(rng.choice([0, 0, -3, 2, 7]))
                each = CountItem(company, number, f"{line:03d}", item, plant, day, "CLERK2", book, book + difference)
                items.append(each)
                chance = rng.random()
                if chance < 0.08:
                    each.counted_on, each.found = None, Decimal(0)
                elif chance < 0.12:
                    each.is_deleted = True
                elif difference and chance < 0.9:
                    at = datetime(2026, month, 21, 9, line)
                    document = numbers.take(company.client, "material_document", 5000000001)
                    each.move = Move(
                        company,
                        document,
                        "0001",
                        at,
                        at.date(),
                        item,
                        plant,
                        "0001",
                        "701" if difference > 0 else "702",
                        difference > 0,
                        abs(difference),
                        money(abs(difference) * item.cost, company.currency),
                        "CLERK2",
                        "count",
                    )
                    moves.append(each.move)
    return items
