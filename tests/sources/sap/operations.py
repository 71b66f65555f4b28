"""Production, stock and counts of the simulated group.

Belongs here: what happens to goods between purchase and sale. Does not belong here: selling (`sales.py`).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.sources.sap import company as group
from tests.sources.sap.company import Company, Item, money
from tests.sources.sap.generator import START, Clock
from tests.sources.sap.purchasing import Counter, Move


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
        document = numbers.take(company.client, "material_document", 5000000001)
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
        at = Clock(rng, START + timedelta(hours=rng.uniform(0, 24 * 110))).after(1)
        item, quantity = rng.choice(group.RAW), Decimal(rng.randrange(1, 30))
        worth = money(quantity * item.cost, company.currency)
        nothing = Decimal(0)
        # movement, line, location, whether into it, value, reason, indicator, consumed, special stock
        booked: list[tuple[str, str, str, bool, Decimal, str | None, str, bool, str]] = rng.choice(
            [
                [
                    ("311", "0001", "0001", False, nothing, "transfer", "", False, ""),
                    ("311", "0002", "0002", True, nothing, "transfer", "", False, ""),
                ],
                [("551", "0001", "0001", False, worth, "scrap", "", True, "")],
                [("201", "0001", "0001", False, worth, "adjustment", "", True, "")],
                [("101", "0001", "0001", True, nothing, None, "B", False, "K")],
                [("103", "0001", "0001", True, nothing, None, "B", False, "")],
            ]
        )
        number = numbers.take(company.client, "material_document", 5000000001)
        plant, user = rng.choice(company.plants), rng.choice(group.REQUESTERS)
        for movement, line, location, is_in, value, reason, indicator, is_consumed, special in booked:
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
                    indicator,
                    is_consumed,
                    special_stock=special,
                )
            )
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
