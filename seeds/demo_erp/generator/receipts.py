"""Goods that arrive: in time, late, in parts, short, too much, and what goes back to the supplier.

Belongs here: transfers from and to suppliers. Does not belong here: the order, and what it is billed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from seeds.demo_erp.company import MAIN, MAIN_STOCK, SOUTH, SOUTH_INPUT, SOUTH_STOCK, VENDORS, Supplier
from seeds.demo_erp.documents import PurchaseOrder, StatusChange
from seeds.demo_erp.generator.chance import Chance
from seeds.demo_erp.generator.deliveries import storekeeper
from seeds.demo_erp.generator.world import World
from seeds.demo_erp.goods import Transfer, TransferLine

CRISIS_ON_TIME_RATE = 0.1
# Suppliers that announced a delay and delivered by the first promise after all
CAUGHT_UP_SHARE = 0.3
PARTIAL_SHARE = 0.035
SHORT_SHARE = 0.015
# What the supplier owes for ever: whole orders, and the rest of partial ones
NEVER_SHARE, REST_NEVER_SHARE = 0.006, 0.2
OVER_SHARE, OVER_LIMIT = 0.012, 0.03
RETURN_SHARE = 0.024


def receive(world: World, orders: list[PurchaseOrder]) -> list[Transfer]:
    """All transfers for the purchase orders: receipts, backorders, putaways in the south, returns."""
    chance = world.chance("receipts")
    transfers: list[Transfer] = []
    for order in orders:
        confirmations = [change for change in order.changes if change.status == "confirmed"]
        for position, confirmed in enumerate(confirmations, 1):
            whole = _expected(world, chance, order, confirmed, f"{order.key}.{position}")
            cancelled = next((c for c in order.changes if c.status == "cancelled" and c.at > confirmed.at), None)
            if not whole.lines:
                continue
            if cancelled:
                transfers.append(replace(whole, done_at=None, cancelled_at=cancelled.at))
            else:
                transfers += _arrive(world, chance, whole)
    return transfers


def _expected(world: World, chance: Chance, order: PurchaseOrder, confirmed: StatusChange, key: str) -> Transfer:
    items = world.company.items
    goods = [line for line in order.lines if line.item and items[line.item].category != "service"]
    lines = tuple(
        TransferLine(f"{line.key}#{key}", line.item, quantity, quantity, line.key)
        for line in goods
        for quantity in [round(order.current(line, "quantity") * items[line.item].purchase_factor, 2)]
    )
    promise = order.current(goods[0], "promised_for") if goods else confirmed.at
    if goods and chance.happens(CAUGHT_UP_SHARE):
        promise = goods[0].promised_for
    arrival = _arrival(world, chance, world.company.suppliers[order.partner], promise)
    arrival = max(arrival, world.after(confirmed.at, chance.uniform(12, 40)))
    return Transfer(
        key=key,
        kind="receipt",
        warehouse=order.warehouse,
        source=VENDORS,
        destination=MAIN_STOCK if order.warehouse == MAIN else SOUTH_INPUT,
        lines=lines,
        created_at=confirmed.at,
        created_by=order.created_by,
        scheduled_for=promise,
        done_at=arrival,
        done_by=storekeeper(world, chance, order.warehouse, world.day(arrival)),
        order=order.key,
        partner=order.partner,
    )


def _arrival(world: World, chance: Chance, supplier: Supplier, promise: datetime) -> datetime:
    day = world.day(promise)
    fails = supplier.in_crisis and world.in_crisis(day)
    if chance.happens(CRISIS_ON_TIME_RATE if fails else supplier.on_time_rate):
        early = chance.one_of([0, 1, 2, 3], [5, 4, 2, 1])
        return world.calendar.some_moment(world.calendar.previous_working_day(day - timedelta(days=early)), chance)
    days = max(1, round(chance.hours(11.0 if fails else 3.5, 0.6)))
    return world.calendar.some_moment(day + timedelta(days=days), chance)


def _arrive(world: World, chance: Chance, whole: Transfer) -> list[Transfer]:
    receipts = _split(world, chance, whole)
    arrived = list(receipts)
    for receipt in receipts:
        stored = receipt
        if receipt.done_at is None:
            continue
        if receipt.warehouse == SOUTH:
            stored = _put_away(world, chance, receipt)
            arrived.append(stored)
        if chance.happens(RETURN_SHARE):
            arrived.append(_returned(world, chance, receipt, stored.done_at))
    return arrived


def _split(world: World, chance: Chance, whole: Transfer) -> list[Transfer]:
    if chance.happens(NEVER_SHARE):
        return [replace(whole, done_at=None)]
    fate = chance.random()
    if fate < PARTIAL_SHARE:
        shares = [_part(world, line, chance.uniform(0.4, 0.8)) for line in whole.lines]
        rests = [round(line.planned - share, 2) for line, share in zip(whole.lines, shares, strict=True)]
        if all(shares) and all(rests):
            return _in_two(world, chance, whole, shares, rests)
    if fate < PARTIAL_SHARE + SHORT_SHARE:
        lines = tuple(
            replace(line, done=_part(world, line, chance.uniform(0.7, 0.95)) or line.done) for line in whole.lines
        )
        return [replace(whole, lines=lines)]
    lines = tuple(
        replace(line, done=round(line.planned * (1 + chance.uniform(0.005, OVER_LIMIT)), 1))
        if world.company.items[line.item].is_measured and chance.happens(OVER_SHARE)
        else line
        for line in whole.lines
    )
    return [replace(whole, lines=lines)]


def _part(world: World, line: TransferLine, share: float) -> float:
    """A share of a line in whole purchase units."""
    factor = world.company.items[line.item].purchase_factor
    return float(int(line.planned * share / factor) * factor)


def _in_two(world: World, chance: Chance, whole: Transfer, shares: list[float], rests: list[float]) -> list[Transfer]:
    first = tuple(replace(line, planned=s, done=s) for line, s in zip(whole.lines, shares, strict=True))
    second = tuple(
        replace(line, key=f"{line.key}b", planned=r, done=r) for line, r in zip(whole.lines, rests, strict=True)
    )
    later = None if chance.happens(REST_NEVER_SHARE) else world.after(whole.done_at, chance.uniform(14, 75))
    backorder = replace(
        whole,
        key=f"{whole.key}b",
        lines=second,
        created_at=whole.done_at,
        created_by=whole.done_by,
        done_at=later,
        backorder_of=whole.key,
    )
    return [replace(whole, lines=first), backorder]


def _put_away(world: World, chance: Chance, receipt: Transfer) -> Transfer:
    """The second step in the south: from its input to its stock."""
    return replace(
        receipt,
        key=f"{receipt.key}p",
        kind="putaway",
        source=SOUTH_INPUT,
        destination=SOUTH_STOCK,
        lines=tuple(replace(line, key=f"{line.key}p", planned=line.done, order_line=None) for line in receipt.lines),
        created_at=receipt.done_at,
        created_by=receipt.done_by,
        scheduled_for=receipt.done_at,
        done_at=world.after(receipt.done_at, chance.uniform(0.5, 6)),
        backorder_of=None,
    )


def _returned(world: World, chance: Chance, receipt: Transfer, stored_at: datetime) -> Transfer:
    line = receipt.lines[0]
    quantity = max(_part(world, line, chance.uniform(0.05, 0.3)), world.company.items[line.item].purchase_factor)
    quantity = min(quantity, line.done)
    at = world.after(stored_at, chance.uniform(3, 30))
    return replace(
        receipt,
        key=f"{receipt.key}r",
        kind="supplier_return",
        source=MAIN_STOCK if receipt.warehouse == MAIN else SOUTH_STOCK,
        destination=VENDORS,
        lines=(TransferLine(f"{line.key}r", line.item, quantity, quantity, line.order_line, line.key),),
        created_at=at,
        created_by=receipt.done_by,
        scheduled_for=at,
        done_at=at,
        backorder_of=None,
    )
