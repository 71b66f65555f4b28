"""Sales orders: who orders what, how long confirming takes, what is called off.

Belongs here: the order and its changes. Does not belong here: shipping (`deliveries.py`), money
(`customer_invoices.py`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from seeds.demo_erp.company import MAIN, SOUTH, Customer, Item
from seeds.demo_erp.documents import FieldChange, OrderLine, SalesOrder, StatusChange
from seeds.demo_erp.generator.chance import Chance
from seeds.demo_erp.generator.world import World

ORDERS_PER_YEAR = 1400
SOUTH_SHARE = 0.28
CONFIRMED_SHARE, CALLED_OFF_SHARE = 0.93, 0.03
CANCELLED_LATER_SHARE = 0.02
SENT_SHARE = 0.3
DATED_SHARE = 0.78

# Orders a customer writes around the Spring Festival and before the year's end
SEASON = {1: 1.1, 2: 0.6, 3: 1.05, 11: 1.05, 12: 1.15}


def season(day: date) -> float:
    return SEASON.get(day.month, 1.0)


def plan_sales(world: World) -> list[SalesOrder]:
    """All sales orders of the generated time, in the order they were entered."""
    chance = world.chance("sales")
    moments = world.moments(chance, ORDERS_PER_YEAR, season)
    return [_order(world, chance, number, moment) for number, moment in enumerate(moments, 1)]


def _order(world: World, chance: Chance, number: int, created_at: datetime) -> SalesOrder:
    customers = list(world.company.customers.values())
    customer = chance.one_of(customers, [customer.weight for customer in customers])
    seller = chance.one_of(world.company.staff("seller")).login
    warehouse = SOUTH if chance.happens(SOUTH_SHARE) else MAIN
    key = f"sale-{number}"
    requested_for = None
    if chance.happens(DATED_SHARE):
        wanted = world.day(created_at) + timedelta(days=chance.randint(7, 18))
        requested_for = world.end_of_work(world.calendar.next_working_day(wanted))
    changes = _changes(world, chance, created_at, seller)
    order = SalesOrder(
        key=key,
        created_at=created_at,
        created_by=seller,
        changes=changes,
        partner=customer.code,
        warehouse=warehouse,
        currency="CNY",
        lines=_lines(world, chance, key, created_at, warehouse, customer),
        requested_for=requested_for,
    )
    return _with_field_changes(world, chance, order)


def _lines(
    world: World, chance: Chance, key: str, created_at: datetime, warehouse: str, customer: Customer
) -> tuple[OrderLine, ...]:
    offered = [item for item in world.company.items.values() if item.sales_weight and item.category != "service"]
    if warehouse == SOUTH:
        offered = [item for item in offered if item.in_south]
    picked: dict[str, Item] = {}
    for _ in range(chance.one_of([1, 2, 3], [45, 35, 20])):
        item = chance.one_of(offered, [item.sales_weight for item in offered])
        picked[item.code] = item
    if warehouse == MAIN and chance.happens(0.04):
        picked["S-CAL"] = world.company.items["S-CAL"]
    lines = []
    if chance.happens(0.04):
        lines.append(OrderLine(f"{key}/note", "note", label="客户自提"))
    raised = 1.03 if world.day(created_at) >= date(2026, 4, 1) else 1.0
    for position, item in enumerate(picked.values(), 1):
        quantity = float(max(1, round(chance.around(item.typical_quantity, 0.6))))
        price = round(item.price * raised * chance.uniform(0.93, 1.03), 2)
        lines.append(OrderLine(f"{key}/{position}", "item", item.code, None, item.unit, quantity, price))
    return tuple(lines)


def _changes(world: World, chance: Chance, created_at: datetime, seller: str) -> tuple[StatusChange, ...]:
    changes = []
    at = created_at
    if chance.happens(SENT_SHARE):
        at = world.after(at, chance.hours(1.0))
        changes.append(StatusChange("sent", at, seller))
    fate = chance.random()
    if fate < CONFIRMED_SHARE:
        # processing improved over the year; one seller lets orders lie
        median = (4.5 - 2.5 * world.progress(at)) * (2.2 if seller == "xie.fang" else 1.0)
        at = world.after(at, chance.hours(median, 0.9))
        changes.append(StatusChange("confirmed", at, seller))
        if chance.happens(CANCELLED_LATER_SHARE):
            changes.append(StatusChange("cancelled", world.after(at, chance.uniform(1, 12)), seller))
    elif fate < CONFIRMED_SHARE + CALLED_OFF_SHARE:
        changes.append(StatusChange("cancelled", world.after(at, chance.uniform(20, 120)), seller))
    return tuple(changes)


def _with_field_changes(world: World, chance: Chance, order: SalesOrder) -> SalesOrder:
    """Some customers change their mind between confirmation and shipping."""
    confirmed = order.reached("confirmed")
    if confirmed is None or order.status == "cancelled" or not chance.happens(0.09):
        return order
    at = world.after(confirmed.at, chance.uniform(0.3, 1.8))
    if order.requested_for and chance.happens(0.6):
        later = world.day(order.requested_for) + timedelta(days=chance.randint(2, 9))
        moved = world.end_of_work(world.calendar.next_working_day(later))
        change = FieldChange(None, "promised_for", moved, at, order.created_by)
    else:
        line = next(line for line in reversed(order.lines) if line.kind == "item")
        change = FieldChange(line.key, "quantity", float(round(line.quantity * 1.25 + 1)), at, order.created_by)
    return replace(order, field_changes=(change,))


def latest_promise(order: SalesOrder) -> datetime | None:
    """The date the customer was last promised."""
    promise = order.requested_for
    for change in order.field_changes:
        if change.line is None:
            promise = change.value
    return promise
