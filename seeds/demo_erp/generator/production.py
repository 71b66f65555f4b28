"""Production orders, and supply of the southern warehouse by the main one: both follow what will be shipped.

Belongs here: making and moving finished goods. Does not belong here: buying what they are made of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from seeds.demo_erp.company import CUSTOMERS, MAIN, MAIN_STOCK, SOUTH, SOUTH_OUTPUT, SOUTH_STOCK, STOCK
from seeds.demo_erp.generator.deliveries import storekeeper
from seeds.demo_erp.generator.stock_plan import StockPlan
from seeds.demo_erp.generator.world import World
from seeds.demo_erp.goods import Production, Scrapping, Transfer, TransferLine

# Calendar days until a lot is finished, and what one lot covers
LEAD_DAYS, COVER_DAYS = 9, 12
SUPPLY_DAYS = 7
SCRAPPINGS_PER_YEAR = 60

Demand = dict[str, list[tuple[datetime, float]]]


@dataclass(frozen=True)
class ShopFloor:
    productions: list[Production]
    internal_transfers: list[Transfer]
    scrappings: list[Scrapping]

    def component_demand(self) -> Demand:
        """What production and scrap take from the main warehouse."""
        demand: Demand = defaultdict(list)
        for production in self.productions:
            for component, quantity in production.consumed:
                demand[component].append((production.done_at, quantity))
        for scrapping in self.scrappings:
            demand[scrapping.item].append((scrapping.at, scrapping.quantity))
        return demand


def plan_shop_floor(world: World, transfers: Iterable[Transfer]) -> ShopFloor:
    """Production, internal transfers and scrap for the given deliveries."""
    shipped = {MAIN: demand_of(transfers, MAIN), SOUTH: demand_of(transfers, SOUTH)}
    internal = _supply_south(world, shipped[SOUTH])
    demand = shipped[MAIN]
    for transfer in internal:
        for line in transfer.lines:
            demand[line.item].append((transfer.done_at, line.done))
    return ShopFloor(_produce(world, demand), internal, _scrap(world))


def demand_of(transfers: Iterable[Transfer], warehouse: str) -> Demand:
    """What leaves a warehouse's stock for customers."""
    demand: Demand = defaultdict(list)
    for transfer in transfers:
        if (
            transfer.source == STOCK[warehouse]
            and transfer.destination in (CUSTOMERS, SOUTH_OUTPUT)
            and transfer.done_at
        ):
            for line in transfer.lines:
                demand[line.item].append((transfer.done_at, line.done))
    return demand


def _weeks(world: World) -> Iterable[date]:
    day = world.first_day
    while day < world.day(world.horizon):
        yield day
        day += timedelta(days=7)


def _supply_south(world: World, demand: Demand) -> list[Transfer]:
    chance = world.chance("internal supply")
    plans = {
        item: StockPlan(world, demand[item], lead_days=4, cover_days=SUPPLY_DAYS)
        for item in world.company.recipes
        if item in demand
    }
    transfers = []
    for number, week in enumerate(_weeks(world), 1):
        created_at = world.calendar.some_moment(week + timedelta(days=2), chance)
        lines = []
        for item, plan in plans.items():
            quantity = float(round(plan.missing(created_at)))
            if quantity >= 1:
                plan.supply(quantity)
                lines.append(TransferLine(f"supply-{number}/{item}", item, quantity, quantity))
        if lines:
            transfers.append(
                Transfer(
                    key=f"supply-{number}",
                    kind="internal",
                    warehouse=MAIN,
                    source=MAIN_STOCK,
                    destination=SOUTH_STOCK,
                    lines=tuple(lines),
                    created_at=created_at,
                    created_by="shen.hao",
                    scheduled_for=created_at + timedelta(days=2),
                    done_at=world.after(created_at, chance.uniform(6, 16)),
                    done_by=storekeeper(world, chance, MAIN, world.day(created_at) + timedelta(days=3)),
                )
            )
    return transfers


def _produce(world: World, demand: Demand) -> list[Production]:
    chance = world.chance("production")
    productions: list[Production] = []
    plans = {
        product: StockPlan(world, demand[product], lead_days=LEAD_DAYS, cover_days=COVER_DAYS)
        for product in world.company.recipes
        if product in demand
    }
    for week in _weeks(world):
        for product, plan in plans.items():
            created_at = world.calendar.some_moment(week + timedelta(days=chance.randint(1, 4)), chance)
            # a lot is worth setting up for half a cover
            if plan.missing_days(created_at) < COVER_DAYS / 2 or plan.missing(created_at) < 1:
                continue
            quantity = float(max(1, round(plan.missing(created_at))))
            plan.supply(quantity)
            recipe = world.company.recipes[product]
            planner = world.company.staff("planner", department=recipe.department)[0].login
            slow = 1.3 if recipe.department == "PROD2" else 1.0
            consumed = tuple((component, round(need * quantity, 2)) for component, need in recipe.components)
            productions.append(
                Production(
                    key=f"production-{len(productions) + 1}",
                    product=product,
                    quantity=quantity,
                    consumed=consumed,
                    created_at=created_at,
                    created_by=planner,
                    scheduled_for=created_at + timedelta(days=5),
                    done_at=world.after(created_at, slow * chance.uniform(18, 42)),
                )
            )
    return sorted(productions, key=lambda production: production.created_at)


def _scrap(world: World) -> list[Scrapping]:
    chance = world.chance("scrap")
    used = sorted({component for recipe in world.company.recipes.values() for component, _ in recipe.components})
    scrappings = []
    for moment in world.moments(chance, SCRAPPINGS_PER_YEAR):
        item = world.company.items[chance.one_of(used)]
        quantity = float(max(1, round(chance.uniform(20, 400) / item.cost)))
        keeper = storekeeper(world, chance, MAIN, world.day(moment))
        scrappings.append(Scrapping(item.code, quantity, MAIN_STOCK, moment, keeper))
    return scrappings
