"""What happens in the simulated group: every document with its stamps, quantities and decisions, before any is written.

Belongs here: the seeded simulation and the documents it makes. Does not belong here: SAP's tables (`extract.py`), the
canonical rows (`truth.py`). Stamps are those of the SAP system's clock, in whole seconds.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.sources.sap import company as group
from tests.sources.sap.company import Company, Item

START = datetime(2026, 1, 5, 8)


@dataclass
class Step:
    """One release code asked in one round."""

    round: int
    place: int
    submitted: datetime
    requester: str
    requested: datetime | None = None
    decided: datetime | None = None
    approver: str | None = None
    decision: str = "not_reached"
    withdrawn: datetime | None = None


@dataclass
class ReleaseEvent:
    """A change of a document's release codes or of its processing status (08: refused)."""

    at: datetime
    user: str
    old_codes: str
    new_codes: str
    old_status: str = "03"
    new_status: str = "03"


@dataclass
class Release:
    group: str
    strategy: str
    steps: list[Step] = field(default_factory=list)
    events: list[ReleaseEvent] = field(default_factory=list)
    completed: list[datetime] = field(default_factory=list)
    codes: str = ""
    status: str = "03"

    @property
    def is_complete(self) -> bool:
        return self.status == "05"


@dataclass
class RequisitionItem:
    line: str
    item: Item
    plant: str
    quantity: Decimal
    price: Decimal
    needed_by: date
    is_deleted: bool = False
    release: Release | None = None
    ordered_as: tuple[str, str] | None = None


@dataclass
class Requisition:
    client: str
    number: str
    company: Company
    creator: str
    created: datetime
    currency: str
    is_released_as_a_whole: bool
    items: list[RequisitionItem]


@dataclass
class ScheduleLine:
    number: str
    quantity: Decimal
    first: date
    changes: list[tuple[datetime, date, date]] = field(default_factory=list)
    added: datetime | None = None

    @property
    def promised(self) -> date:
        return self.changes[-1][2] if self.changes else self.first


@dataclass
class Receipt:
    number: str
    at: datetime
    posted_on: date
    quantity: Decimal  # in the order unit, negative where goods went out again
    movement: str
    user: str


@dataclass
class OrderItem:
    line: str
    item: Item
    plant: str
    quantity: Decimal
    price: Decimal
    stock_units: int
    schedule: list[ScheduleLine]
    requisition: tuple[str, str] | None = None
    contract: str | None = None
    created: datetime | None = None  # where it was added later
    deleted: datetime | None = None
    is_return: bool = False
    is_consumed: bool = False
    is_completed: bool = False
    receipts: list[Receipt] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.price


@dataclass
class Order:
    client: str
    number: str
    company: Company
    supplier: str
    buyer: str
    group: str
    created: datetime
    currency: str
    items: list[OrderItem]
    release: Release | None = None
    category: str = "F"

    @property
    def is_deleted(self) -> bool:
        return all(item.deleted for item in self.items)


@dataclass
class Invoice:
    """A supplier's invoice of one order; `paid` is the stamp and date of what settled it, `settled_by` how."""

    client: str
    number: str
    order: Order
    lines: list[tuple[OrderItem, Decimal, Decimal]]
    document_date: date
    entered: datetime
    user: str
    is_credit: bool = False
    is_parked: bool = False
    reversed_by: str | None = None
    reverses: str | None = None
    terms: tuple[int, int, int] = (30, 0, 0)
    paid: tuple[datetime, date] | None = None
    settled_by: str | None = None
    settlement: str = ""


class Clock:
    """Times that one document's events happen at, each later than the one before."""

    def __init__(self, random_: random.Random, start: datetime) -> None:
        self._random = random_
        self.now = start.replace(microsecond=0)

    def after(self, hours: float) -> datetime:
        """Some time later, about so many hours, always by day."""
        self.now += timedelta(seconds=int(60 + self._random.expovariate(1 / (hours * 3600))))
        if not 8 <= self.now.hour < 18:
            self.now = self.now.replace(hour=8, minute=self._random.randrange(60)) + timedelta(days=1)
        return self.now


def simulate_release(rng: random.Random, clock: Clock, creator: str, group_: str, strategy: str) -> Release:
    """Codes are released one after the other, refused, asked again, taken back."""
    release = Release(group_, strategy)
    codes = group.STRATEGIES[group_, strategy]
    submitted, requester, kept = clock.now, creator, ""
    for number in range(1, 5):
        places = [place for place in range(1, len(codes) + 1) if kept[place - 1 : place] != "X"]
        steps = [Step(number, place, submitted, requester) for place in places]
        release.steps += steps
        reached, again = submitted, None
        for step in steps:
            step.requested = reached
            chance = rng.random() if number < 4 else 0.5
            approver = codes[step.place - 1][1]
            at = clock.after(20)
            before = release.codes
            if chance < 0.06:
                step.decision, step.decided, step.approver = "rejected", at, approver
                release.events.append(ReleaseEvent(at, approver, before, before, "03", "08"))
                release.status = "08"
                if rng.random() < 0.7:
                    lifted = clock.after(30)
                    release.events.append(ReleaseEvent(lifted, creator, before, "", "08", "03"))
                    again = (lifted, creator, "")
                break
            if chance < 0.10 and before:
                taken = before[:-1] if rng.random() < 0.5 else ""
                user = codes[len(before) - 1][1] if taken else creator
                step.decision, step.withdrawn = "withdrawn", at
                release.events.append(ReleaseEvent(at, user, before, taken))
                again = (at, user, taken)
                break
            if chance > 0.97:
                step.decision = "pending"
                break
            step.decision, step.decided, step.approver = "approved", at, approver
            release.codes = before + "X"
            complete = len(release.codes) == len(codes)
            release.events.append(ReleaseEvent(at, approver, before, release.codes, "03", "05" if complete else "03"))
            reached = at
        else:
            release.completed.append(reached)
            release.status = "05"
            if number < 3 and rng.random() < 0.06:
                changed = clock.after(20)
                release.events.append(ReleaseEvent(changed, creator, release.codes, "", "05", "03"))
                again = (changed, creator, "")
        if again is None:
            break
        submitted, requester, kept = again
        release.codes, release.status = kept, "03"
    return release


def simulate_requisitions(rng: random.Random, company: Company, numbers: range) -> list[Requisition]:
    made = []
    for number in numbers:
        clock = Clock(rng, START + timedelta(hours=rng.uniform(0, 24 * 80)))
        created = clock.after(1)
        creator = rng.choice(group.REQUESTERS)
        whole = rng.random() < 0.4
        needs_release = rng.random() < 0.7
        shared = simulate_release(rng, clock, creator, "01", "R1") if whole and needs_release else None
        currency = rng.choice([company.currency, company.currency, "USD"])
        items = []
        for place in range(rng.choice([1, 1, 2, 3])):
            goods = rng.choice([*group.RAW, group.SERVICE])
            own = Clock(rng, created)
            items.append(
                RequisitionItem(
                    f"{(place + 1) * 10:05d}",
                    goods,
                    rng.choice(company.plants),
                    Decimal(rng.randrange(1, 200)),
                    Decimal(goods.cost * rng.randrange(8, 14)) / (1 if currency == "JPY" else 10),
                    (created + timedelta(days=rng.randrange(10, 60))).date(),
                    release=(
                        shared if whole else simulate_release(rng, own, creator, "01", "R1") if needs_release else None
                    ),
                )
            )
        made.append(Requisition(company.client, f"{number:010d}", company, creator, created, currency, whole, items))
    return made


def simulate_schedule(rng: random.Random, quantity: Decimal, base: datetime) -> list[ScheduleLine]:
    first = (base + timedelta(days=rng.randrange(7, 40))).date()
    if quantity < 4 or rng.random() < 0.7:
        return [ScheduleLine("0001", quantity, first)]
    half = quantity // 2
    later = first + timedelta(days=rng.randrange(3, 15))
    return [ScheduleLine("0001", half, first), ScheduleLine("0002", quantity - half, later)]


def postpone(rng: random.Random, lines: list[ScheduleLine], since: datetime) -> None:
    """Change promises after an order is in force; a changed schedule may gain a line, which promised nothing before."""
    clock = Clock(rng, since)
    for line in list(lines):
        for _ in range(rng.choice([0, 0, 0, 1, 2])):
            at = clock.after(60)
            moved = line.promised + timedelta(days=rng.choice([-3, 4, 7, 15]))
            line.changes.append((at, line.promised, moved))
    if len(lines) == 1 and lines[0].quantity >= 4 and rng.random() < 0.1:
        at = clock.after(10)
        later = lines[0].promised + timedelta(days=20)
        lines.append(ScheduleLine("0002", Decimal(2), later, added=at))
        lines[0].quantity -= 2
