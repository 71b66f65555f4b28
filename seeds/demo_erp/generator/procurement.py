"""What is requested and who orders it: a walk through the year that always asks for what is missing most.

Belongs here: requisitions and the drafts of orders that follow from them. Does not belong here: what becomes
of a draft (`purchase_orders.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from math import ceil

from seeds.demo_erp.company import MAIN, Item, Supplier
from seeds.demo_erp.documents import Requisition, RequisitionLine, StatusChange
from seeds.demo_erp.generator import requisitions
from seeds.demo_erp.generator.production import Demand
from seeds.demo_erp.generator.stock_plan import StockPlan
from seeds.demo_erp.generator.world import World

REQUISITIONS_PER_YEAR = 900
# Orders that nobody requested: fewer since there is a rule against them
DIRECT_ORDERS_PER_YEAR = 185
RULE_DAY = date(2026, 3, 1)
STOCK_LINES_PER_YEAR = 1600
NEVER_ORDERED_SHARE = 0.025
# Calendar days that requesting, approving and ordering take before a supplier's lead time starts
OFFICE_DAYS = 6
JOINING_HOURS, JOINED_SHARE = 16.0, 0.85
# How readily an item of another supplier is put on the same requisition
OTHER_SUPPLIER_SHARE = 0.02
SECOND_SUPPLIER_SHARE = 0.3

DEPARTMENTS = {"PROD1": 30, "PROD2": 24, "STORE": 24, "EQUIP": 8, "RND": 6, "OFFICE": 5, "SALES": 3}
# What the other departments ask for: item → usual quantity
WANTED = {
    "EQUIP": {"S-MNT": 12, "M-GLV": 48, "M-OIL": 40, "P-BRG": 4},
    "RND": {"P-SEN": 2, "P-PCB": 3, "S-CAL": 2, "P-CTL": 1},
    "OFFICE": {"M-PPR": 40, "M-CLN": 30, "S-FRT": 1},
    "SALES": {"S-FRT": 4, "M-BOX": 100},
}


@dataclass(frozen=True)
class Wish:
    """So much of an item, in stock units, for a requisition line or for nobody's."""

    item: Item
    quantity: float
    requisition_line: str | None = None


@dataclass
class Draft:
    """An order in the making. `fate`: normal, left (never finished), cancelled, reconfirmed."""

    supplier: str
    warehouse: str
    buyer: str
    created_at: datetime
    fate: str
    wishes: list[Wish] = field(default_factory=list)


class Procurement:
    """The walk. Afterwards `requisitions` and `drafts` hold what it found, in no particular order."""

    def __init__(self, world: World, demand: dict[str, Demand]) -> None:
        self._world = world
        self._chance = world.chance("procurement")
        self._plans = self._plan(demand)
        self._parts: dict[str, set[str]] = defaultdict(set)
        for recipe in world.company.recipes.values():
            self._parts[recipe.department] |= {component for component, _ in recipe.components}
        self._latest: dict[tuple[str, str], Draft] = {}
        self.requisitions: list[Requisition] = []
        self.drafts: list[Draft] = []

    def walk(self) -> None:
        """Raise all requisitions and direct orders of the generated time."""
        chance, world = self._chance, self._world
        asked = [(moment, True) for moment in world.moments(chance, REQUISITIONS_PER_YEAR)]
        direct = [(moment, False) for moment in world.moments(chance, DIRECT_ORDERS_PER_YEAR, self._discipline)]
        for moment, is_requisition in sorted(asked + direct):
            if is_requisition:
                self._request(moment)
            else:
                self._order_directly(moment)

    def _discipline(self, day: date) -> float:
        return 0.4 if day >= RULE_DAY else 1.5

    def _plan(self, demand: dict[str, Demand]) -> dict[tuple[str, str], StockPlan]:
        bought = {
            (item.code, warehouse): needs[item.code]
            for warehouse, needs in demand.items()
            for item in self._world.company.items.values()
            if item.code in needs and item.supplier
        }
        days = (self._world.end - self._world.start).days
        self._cover_days = days * len(bought) / max(STOCK_LINES_PER_YEAR * self._world.volume, 1)
        return {
            (code, warehouse): StockPlan(
                self._world,
                needs,
                lead_days=self._supplier_of(code).lead_days + OFFICE_DAYS,
                cover_days=self._cover_days,
            )
            for (code, warehouse), needs in bought.items()
        }

    def _supplier_of(self, code: str) -> Supplier:
        return self._world.company.suppliers[self._world.company.items[code].supplier]

    def _request(self, created_at: datetime) -> None:
        world, chance = self._world, self._chance
        department = chance.one_of(list(DEPARTMENTS), list(DEPARTMENTS.values()))
        requester = requisitions.pick_requester(world, chance, department, created_at)
        warehouse, wishes = self._wishes(department, created_at)
        key = f"requisition-{len(self.requisitions) + 1}"
        wishes = [replace(wish, requisition_line=f"{key}/{n}") for n, wish in enumerate(wishes, 1)]
        changes = requisitions.live(world, chance, requester, created_at)
        if changes[-1].status == "approved" and not chance.happens(NEVER_ORDERED_SHARE):
            changes.append(self._order(changes[-1].at, warehouse, wishes))
        self.requisitions.append(
            Requisition(
                key=key,
                created_at=created_at,
                created_by=requester.login,
                changes=tuple(changes),
                warehouse=warehouse,
                lines=tuple(self._line(wish, created_at) for wish in wishes),
            )
        )

    def _line(self, wish: Wish, at: datetime) -> RequisitionLine:
        lead_days = self._supplier_of(wish.item.code).lead_days + 2 * OFFICE_DAYS
        cost = round(wish.quantity * wish.item.cost, 2)
        needed_by = self._world.day(at) + timedelta(days=lead_days)
        return RequisitionLine(wish.requisition_line, wish.item.code, wish.quantity, needed_by, cost)

    def _order(self, approved_at: datetime, warehouse: str, wishes: list[Wish]) -> StatusChange:
        """Buyers take it up, supplier by supplier; the first order makes the requisition an ordered one."""
        world, chance = self._world, self._chance
        by_supplier: dict[str, list[Wish]] = defaultdict(list)
        for wish in wishes:
            by_supplier[wish.item.supplier].append(wish)
        if len(wishes) == 1:
            by_supplier = {self._pick_supplier(wishes[0].item): wishes}
        taken_up_at = world.after(approved_at, chance.hours(5.0, 0.9))
        drafts = []
        for supplier, wanted in by_supplier.items():
            draft = self._latest.get((supplier, warehouse))
            if not (draft and self._can_join(draft, approved_at, wanted) and chance.happens(JOINED_SHARE)):
                draft = self._draft(supplier, warehouse, taken_up_at)
            self._add(draft, wanted)
            drafts.append(draft)
            taken_up_at = world.after(taken_up_at, chance.uniform(0.1, 1.0))
        first = min(drafts, key=lambda draft: draft.created_at)
        return StatusChange("ordered", first.created_at, first.buyer)

    def _can_join(self, draft: Draft, approved_at: datetime, wishes: list[Wish]) -> bool:
        has_room = not {wish.item.code for wish in wishes} & {wish.item.code for wish in draft.wishes}
        # in a larger company the next order to a supplier is written sooner, not larger
        hours = JOINING_HOURS / max(self._world.scale, 1.0)
        return has_room and approved_at <= draft.created_at <= self._world.after(approved_at, hours)

    def _order_directly(self, created_at: datetime) -> None:
        chance = self._chance
        if chance.happens(0.7):
            warehouse, wishes = self._missing(created_at, None)
        else:
            warehouse, wishes = self._wanted(chance.one_of(["EQUIP", "OFFICE", "SALES"]))
        supplier = self._pick_supplier(wishes[0].item)
        same = [wish for wish in wishes if wish.item.supplier == wishes[0].item.supplier]
        self._add(self._draft(supplier, warehouse, created_at), same)

    def _draft(self, supplier: str, warehouse: str, created_at: datetime) -> Draft:
        chance = self._chance
        fate = chance.one_of(["normal", "left", "cancelled", "reconfirmed"], [93.6, 1.6, 3.6, 1.2])
        buyer = chance.one_of(self._world.company.staff("buyer", on=self._world.day(created_at)))
        draft = Draft(supplier, warehouse, buyer.login, created_at, fate)
        self.drafts.append(draft)
        self._latest[supplier, warehouse] = draft
        return draft

    def _add(self, draft: Draft, wishes: Iterable[Wish]) -> None:
        for wish in wishes:
            draft.wishes.append(wish)
            plan = self._plans.get((wish.item.code, draft.warehouse))
            if plan and draft.fate in ("normal", "reconfirmed"):
                plan.supply(wish.quantity)

    def _pick_supplier(self, item: Item) -> str:
        is_second = bool(item.second_supplier) and self._chance.happens(SECOND_SUPPLIER_SHARE)
        return item.second_supplier if is_second else item.supplier

    def _wishes(self, department: str, at: datetime) -> tuple[str, list[Wish]]:
        if department in WANTED:
            return self._wanted(department)
        return self._missing(at, department)

    def _wanted(self, department: str) -> tuple[str, list[Wish]]:
        wanted = WANTED[department]
        code = self._chance.one_of(list(wanted))
        item = self._world.company.items[code]
        return MAIN, [Wish(item, _lot(item, self._chance.around(wanted[code], 0.5)))]

    def _missing(self, at: datetime, department: str | None) -> tuple[str, list[Wish]]:
        """One to three items of one supplier, those first that have been missing longest."""
        chance, items = self._chance, self._world.company.items
        candidates = sorted(
            ((plan.missing_days(at), key) for key, plan in self._plans.items() if self._serves(department, *key)),
            reverse=True,
        )
        if not candidates:
            return self._wanted("EQUIP")
        _, (first, warehouse) = chance.one_of(candidates[:3], [5, 2, 1][: len(candidates)])
        size = chance.one_of([1, 2, 3], [40, 35, 25])
        others = [
            code
            for days, (code, place) in candidates
            if code != first
            and place == warehouse
            and days > -self._cover_days / 2
            and (items[code].supplier == items[first].supplier or chance.happens(OTHER_SUPPLIER_SHARE))
        ]
        wishes = []
        for code in [first, *others][:size]:
            plan = self._plans[code, warehouse]
            quantity = max(plan.missing(at), 2 * plan.per_day)
            wishes.append(Wish(items[code], _lot(items[code], quantity)))
        return warehouse, wishes

    def _serves(self, department: str | None, code: str, warehouse: str) -> bool:
        """The store and the buyers look after everything, a production department after its own parts."""
        return department in (None, "STORE") or (warehouse == MAIN and code in self._parts[department])


def _lot(item: Item, quantity: float) -> float:
    """A quantity as people write it: whole purchase units, tens of what is weighed."""
    step = 10.0 if item.is_measured and quantity > 50 else item.purchase_factor
    return max(step, ceil(quantity / step) * step)
