"""Shipping sold goods: from the main warehouse in one step, from the southern one by picking and sending.

Belongs here: transfers to customers and back. Does not belong here: whether there is stock (`ledger.py` sees
to it).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from seeds.demo_erp.company import CUSTOMERS, MAIN, SOUTH, SOUTH_OUTPUT, STOCK
from seeds.demo_erp.documents import SalesOrder
from seeds.demo_erp.generator.chance import Chance
from seeds.demo_erp.generator.sales import latest_promise
from seeds.demo_erp.generator.world import World
from seeds.demo_erp.goods import Transfer, TransferLine

LEAD_DAYS = 5
LATE_SHARE = 0.04
# What the suppliers' summer did to the products that need their parts, a fortnight later
LATE_SHARE_IN_CRISIS = 0.33
PARTIAL_SHARE = 0.04
# Of partial deliveries, those closed short and those whose rest is still owed
CLOSED_SHORT_SHARE, REST_OWED_SHARE = 0.12, 0.12
RETURN_SHARE = 0.022


def deliver(world: World, orders: list[SalesOrder]) -> list[Transfer]:
    """All transfers for the sales orders: picks, deliveries, backorders, returns."""
    chance = world.chance("deliveries")
    transfers: list[Transfer] = []
    for order in orders:
        if order.reached("confirmed") and any(_is_goods(world, line.item) for line in order.lines):
            transfers += _transfers(world, chance, order)
    return transfers


def _is_goods(world: World, item: str | None) -> bool:
    return item is not None and world.company.items[item].category != "service"


def _transfers(world: World, chance: Chance, order: SalesOrder) -> list[Transfer]:
    confirmed = order.reached("confirmed")
    promise = latest_promise(order) or world.end_of_work(
        world.calendar.next_working_day(world.day(confirmed.at) + timedelta(days=LEAD_DAYS))
    )
    lines = tuple(
        TransferLine(f"{line.key}.1", line.item, quantity, quantity, line.key)
        for line in order.lines
        if _is_goods(world, line.item)
        for quantity in [float(order.current(line, "quantity"))]
    )
    done_at = _shipping_moment(world, chance, order, confirmed.at, promise)
    first = Transfer(
        key=f"{order.key}.1",
        kind="delivery" if order.warehouse == MAIN else "pick",
        warehouse=order.warehouse,
        source=STOCK[order.warehouse],
        destination=CUSTOMERS if order.warehouse == MAIN else SOUTH_OUTPUT,
        lines=lines,
        created_at=confirmed.at,
        created_by="system",
        scheduled_for=promise,
        done_at=done_at,
        done_by=storekeeper(world, chance, order.warehouse, world.day(done_at)),
        order=order.key,
        partner=order.partner,
    )
    cancelled = order.reached("cancelled")
    if cancelled:
        return [replace(first, done_at=None, cancelled_at=cancelled.at)]
    shipped = _split(world, chance, first)
    if order.warehouse == SOUTH:
        shipped += [_sent(world, chance, pick) for pick in shipped if pick.done_at]
    return shipped + _returns(world, chance, shipped)


def _shipping_moment(
    world: World, chance: Chance, order: SalesOrder, confirmed_at: datetime, promise: datetime
) -> datetime:
    day = world.day(promise)
    if chance.happens(_late_share(world, order, day)):
        day += timedelta(days=chance.randint(1, 9))
    else:
        day = world.calendar.previous_working_day(day - timedelta(days=chance.one_of([0, 1, 2, 3], [4, 3, 2, 1])))
    moment = world.calendar.some_moment(day, chance)
    return max(moment, world.after(confirmed_at, chance.uniform(2, 8)))


def _late_share(world: World, order: SalesOrder, day: date) -> float:
    felt = world.in_crisis(day - timedelta(days=14))
    return (
        LATE_SHARE_IN_CRISIS
        if felt and any(_needs_crisis_parts(world, line.item) for line in order.lines)
        else LATE_SHARE
    )


def _needs_crisis_parts(world: World, item: str | None) -> bool:
    recipe = world.company.recipes.get(item)
    parts = [component for component, _ in recipe.components] if recipe else [item] if item else []
    suppliers = [world.company.suppliers.get(world.company.items[part].supplier) for part in parts]
    return any(supplier and supplier.in_crisis for supplier in suppliers)


def _split(world: World, chance: Chance, whole: Transfer) -> list[Transfer]:
    """Sometimes only a part goes out first; the rest follows as a backorder, or never."""
    shares = [float(int(line.planned * chance.uniform(0.4, 0.8))) for line in whole.lines]
    if not chance.happens(PARTIAL_SHARE) or not all(shares):
        return [whole]
    if chance.happens(CLOSED_SHORT_SHARE):
        short = tuple(replace(line, done=share) for line, share in zip(whole.lines, shares, strict=True))
        return [replace(whole, lines=short)]
    sent = tuple(replace(line, planned=share, done=share) for line, share in zip(whole.lines, shares, strict=True))
    rest = tuple(
        replace(line, key=f"{line.order_line}.2", planned=line.planned - share, done=line.planned - share)
        for line, share in zip(whole.lines, shares, strict=True)
    )
    later = None if chance.happens(REST_OWED_SHARE) else world.after(whole.done_at, chance.uniform(16, 70))
    backorder = replace(
        whole,
        key=f"{whole.key}b",
        lines=rest,
        created_at=whole.done_at,
        created_by=whole.done_by,
        done_at=later,
        backorder_of=whole.key,
    )
    return [replace(whole, lines=sent), backorder]


def _sent(world: World, chance: Chance, pick: Transfer) -> Transfer:
    """The second step, which comes into being when the first is done."""
    return replace(
        pick,
        key=f"{pick.key}s",
        kind="delivery",
        source=SOUTH_OUTPUT,
        destination=CUSTOMERS,
        lines=tuple(replace(line, key=f"{line.key}s", planned=line.done) for line in pick.lines),
        created_at=pick.done_at,
        created_by=pick.done_by,
        scheduled_for=pick.done_at,
        done_at=world.after(pick.done_at, chance.uniform(0.8, 4)),
        backorder_of=None,
    )


def _returns(world: World, chance: Chance, shipped: list[Transfer]) -> list[Transfer]:
    returns = []
    for delivery in shipped:
        if delivery.kind == "delivery" and delivery.done_at and chance.happens(RETURN_SHARE):
            line = delivery.lines[0]
            quantity = float(max(1, round(line.done * chance.uniform(0.1, 0.5))))
            at = world.after(delivery.done_at, chance.uniform(30, 120))
            back = TransferLine(f"{line.key}r", line.item, quantity, quantity, line.order_line, line.key)
            returns.append(
                replace(
                    delivery,
                    key=f"{delivery.key}r",
                    kind="customer_return",
                    source=CUSTOMERS,
                    destination=STOCK[delivery.warehouse],
                    lines=(back,),
                    created_at=at,
                    created_by=delivery.done_by,
                    scheduled_for=at,
                    done_at=at,
                    backorder_of=None,
                )
            )
    return returns


def storekeeper(world: World, chance: Chance, warehouse: str, day: date) -> str:
    """Who works in a warehouse on a day."""
    role = "storekeeper" if warehouse == MAIN else "storekeeper_south"
    return chance.one_of(world.company.staff(role, on=day)).login
