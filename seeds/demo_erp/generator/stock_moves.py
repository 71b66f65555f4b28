"""All stock moves: of transfers, production and scrap, the opening stock that makes them possible, counts.

Belongs here: quantities by item and place, which never fall below zero. Does not belong here: values
(`valuation.py`). The opening stock is worked out backwards: as much as the deepest point of the path needs,
plus a reserve.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from seeds.demo_erp.company import (
    ADJUSTMENT,
    MAIN,
    MAIN_STOCK,
    PRODUCTION,
    SCRAP,
    SOUTH_STOCK,
    Item,
    Place,
)
from seeds.demo_erp.generator.chance import Chance
from seeds.demo_erp.generator.production import ShopFloor
from seeds.demo_erp.generator.world import World
from seeds.demo_erp.goods import Production, Scrapping, StockMove, Transfer

OPENING_RESERVE_DAYS = 7
COUNT_MONTHS = (3, 6, 9, 12)
# Share of counted positions that differ: the southern warehouse is less tidy
DIFFERENCE_RATES = {MAIN_STOCK: 0.07, SOUTH_STOCK: 0.16}

Path = list[tuple[datetime, float]]


def all_moves(world: World, transfers: Iterable[Transfer], shop_floor: ShopFloor) -> list[StockMove]:
    """Every move of what is given, plus opening stock and counts; none of it later than the end."""
    moves = [move for transfer in transfers for move in _of_transfer(transfer)]
    for production in shop_floor.productions:
        moves += _of_production(production)
    moves += [_of_scrapping(n, scrapping) for n, scrapping in enumerate(shop_floor.scrappings, 1)]
    paths = _paths(moves)
    opening = [_opening(world, item, place, paths.get((item.code, place), [])) for item, place in _positions(world)]
    moves += [move for move in opening if move.done]
    return moves + _counts(world, _paths(moves))


def _of_transfer(transfer: Transfer) -> list[StockMove]:
    return [
        StockMove(
            key=line.key,
            reason="transfer",
            item=line.item,
            planned=line.planned,
            done=line.done if transfer.done_at else 0.0,
            source=transfer.source,
            destination=transfer.destination,
            created_at=transfer.created_at,
            created_by=transfer.created_by,
            scheduled_for=transfer.scheduled_for,
            at=transfer.done_at,
            by=transfer.done_by,
            is_cancelled=transfer.cancelled_at is not None,
            cancelled_at=transfer.cancelled_at,
            transfer=transfer.key,
            transfer_kind=transfer.kind,
            order_line=line.order_line,
            returns=line.returns,
        )
        for line in transfer.lines
    ]


def _of_production(production: Production) -> list[StockMove]:
    taken = [("consumption", item, quantity, MAIN_STOCK, PRODUCTION) for item, quantity in production.consumed]
    made = ("output", production.product, production.quantity, PRODUCTION, MAIN_STOCK)
    return [
        StockMove(
            key=f"{production.key}/{item}",
            reason=reason,
            item=item,
            planned=quantity,
            done=quantity if production.done_at else 0.0,
            source=source,
            destination=destination,
            created_at=production.created_at,
            created_by=production.created_by,
            scheduled_for=production.scheduled_for,
            at=production.done_at,
            by=production.created_by,
            production=production.key,
        )
        for reason, item, quantity, source, destination in [*taken, made]
    ]


def _of_scrapping(number: int, scrapping: Scrapping) -> StockMove:
    moved = (scrapping.item, scrapping.quantity, scrapping.place, SCRAP)
    return _instant("scrap", f"scrap-{number}", *moved, scrapping.at, scrapping.by)


def _instant(
    reason: str,
    key: str,
    item: str,
    quantity: float,
    source: Place,
    destination: Place,
    at: datetime,
    by: str,
) -> StockMove:
    """A move that is created and done at the same moment."""
    return StockMove(
        key=key,
        reason=reason,
        item=item,
        planned=quantity,
        done=quantity,
        source=source,
        destination=destination,
        created_at=at,
        created_by=by,
        scheduled_for=at,
        at=at,
        by=by,
    )


def _positions(world: World) -> list[tuple[Item, Place]]:
    goods = [item for item in world.company.items.values() if item.category != "service"]
    return [(item, MAIN_STOCK) for item in goods] + [(item, SOUTH_STOCK) for item in goods if item.in_south]


def _paths(moves: Iterable[StockMove]) -> dict[tuple[str, Place], Path]:
    """Changes of each internal position in the order they happen."""
    paths: dict[tuple[str, Place], Path] = defaultdict(list)
    for move in sorted((move for move in moves if move.at), key=lambda move: move.at):
        if move.source.is_internal:
            paths[move.item, move.source].append((move.at, -move.done))
        if move.destination.is_internal:
            paths[move.item, move.destination].append((move.at, move.done))
    return paths


def _opening(world: World, item: Item, place: Place, path: Path) -> StockMove:
    balance = lowest = used = 0.0
    for _, change in path:
        balance = round(balance + change, 2)
        lowest = min(lowest, balance)
        used -= min(change, 0.0)
    days = max((world.end - world.start).days, 1)
    quantity = -lowest + used / days * OPENING_RESERVE_DAYS
    quantity = float(int(quantity / 5 + 1) * 5) if path and item.is_storable else 0.0
    if place == MAIN_STOCK:
        quantity += item.idle_stock
    opened_on = world.calendar.next_working_day(world.first_day)
    at = world.calendar.moment(opened_on, 9 * 60)
    keeper = world.company.head("STORE").login
    return _instant("opening", f"opening/{item.code}/{place.name}", item.code, quantity, ADJUSTMENT, place, at, keeper)


def _counts(world: World, paths: dict[tuple[str, Place], Path]) -> list[StockMove]:
    chance = world.chance("counts")
    adjusted: dict[tuple[str, Place], float] = defaultdict(float)
    moves = []
    for day in _count_days(world):
        for number, (item, place) in enumerate(_positions(world)):
            path = paths.get((item.code, place), [])
            at = world.calendar.moment(day, 14 * 60) + timedelta(seconds=40.0 * number + chance.uniform(0, 30))
            if not path or not item.is_storable or at <= path[0][0]:
                continue
            book, lowest = _book(path, at)
            difference = 0.0 if item.idle_stock else _difference(chance, item, place, book + adjusted[item.code, place])
            difference = max(difference, -max(lowest + adjusted[item.code, place], 0.0))
            adjusted[item.code, place] += difference
            ends = (ADJUSTMENT, place) if difference > 0 else (place, ADJUSTMENT)
            keepers = world.company.staff("storekeeper" if place.warehouse == MAIN else "storekeeper_south", on=day)
            key = f"count-{day}/{item.code}/{place.name}"
            moves.append(_instant("count", key, item.code, abs(difference), *ends, at, keepers[0].login))
    return moves


def _count_days(world: World) -> list[date]:
    """The third last working day of each quarter."""
    days = []
    day = world.first_day
    while day < world.day(world.end):
        following = day + timedelta(days=1)
        if following.day == 1 and day.month in COUNT_MONTHS:
            counted = day
            for _ in range(3):
                counted = world.calendar.previous_working_day(counted) - timedelta(days=1)
            days.append(counted + timedelta(days=1))
        day = following
    return [day for day in days if day >= world.first_day]


def _book(path: Path, at: datetime) -> tuple[float, float]:
    """The balance at a moment, and the lowest one from there on."""
    index = bisect_right(path, (at, float("inf")))
    balance = round(sum(change for _, change in path[:index]), 2)
    lowest, running = balance, balance
    for _, change in path[index:]:
        running = round(running + change, 2)
        lowest = min(lowest, running)
    return balance, lowest


def _difference(chance: Chance, item: Item, place: Place, book: float) -> float:
    if book <= 0 or not chance.happens(DIFFERENCE_RATES[place]):
        return 0.0
    found = book * chance.uniform(0.005, 0.045) * chance.one_of([-1, 1], [7, 3])
    if item.is_measured:
        return round(found, 1)
    return float(round(found)) or chance.one_of([-1.0, 1.0], [7, 3])
