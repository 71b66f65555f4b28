"""What the simulated company buys, sells and keeps, and with whom it trades.

Belongs here: items, suppliers, customers, and which item lies where. Does not belong here: people (`people.py`),
documents.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seeds.simulation.chance import Chance
from seeds.simulation.people import COMPANY_OF_WAREHOUSE, WAREHOUSES

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ITEMS, SUPPLIERS, CUSTOMERS = 600, 80, 120
SECOND_PLACE_SHARE = 0.4
VALUE_OF_A_LINE = 1_800.0
COST_OF_WORK = 1.3  # of a unit's components
MADE_SHARE = 0.25
PLANTS = 2  # the first warehouses
MOST_COMPONENTS, MOST_OF_ONE = 3, 3
# Units of the trading company's currency for one of the manufacturer's, for standard costs
USD_PER_CNY = 0.14


@dataclass(frozen=True)
class Items:
    """`cost_cny`: standard cost of a stock unit; `weight`: how often it is ordered, A items most."""

    cost_cny: Floats
    weight: Floats
    abc: Ints  # 0 A, 1 B, 2 C
    typical_quantity: Ints
    supplier: Ints
    needs_inspection: NDArray[np.bool_]
    is_made: NDArray[np.bool_]  # at a plant; elsewhere the item is bought
    seconds_a_unit: Floats  # of each operation


@dataclass(frozen=True)
class Suppliers:
    """`reliability`: share of deliveries that keep their promise in normal times."""

    lead_days: Ints
    reliability: Floats
    terms_days: Ints
    is_foreign: NDArray[np.bool_]
    in_crisis: NDArray[np.bool_]


@dataclass(frozen=True)
class Customers:
    weight: Floats
    terms_days: Ints
    late_days: Ints
    company: Ints


@dataclass(frozen=True)
class Positions:
    """An item at a warehouse: when it is reordered, and how much of it."""

    item: Ints
    warehouse: Ints
    share: Floats  # of the warehouse's order lines
    of_warehouse: list[Ints]
    daily_demand: Floats
    reorder_point: Floats
    lot: Ints
    is_made: NDArray[np.bool_]


@dataclass(frozen=True)
class Recipes:
    """What goes into a unit of what is made, by position; ascending by the position that is made."""

    position: Ints
    component: Ints
    quantity: Ints


@dataclass(frozen=True)
class Masters:
    items: Items
    suppliers: Suppliers
    customers: Customers
    positions: Positions
    recipes: Recipes


def create_masters(chance: Chance, scale: float, order_lines_per_day: float) -> Masters:
    """Masters whose number grows with the scale.

    Args:
        order_lines_per_day: of customers, at each warehouse.
    """
    suppliers = _suppliers(chance, max(12, round(SUPPLIERS * scale)))
    items = _items(chance, max(40, round(ITEMS * scale)), len(suppliers.lead_days))
    count = max(16, round(CUSTOMERS * scale))
    customer = np.arange(count)
    customers = Customers(
        weight=chance.around(1.0, 1.0, "customer/weight", customer),
        terms_days=np.array([0, 30, 30, 60, 90])[chance.between(0, 4, "customer/terms", customer)],
        late_days=chance.between(-3, 20, "customer/late", customer),
        company=customer % 2,
    )
    positions, recipes = _positions(chance, items, suppliers, order_lines_per_day)
    return Masters(items, suppliers, customers, positions, recipes)


def _suppliers(chance: Chance, count: int) -> Suppliers:
    supplier = np.arange(count)
    return Suppliers(
        lead_days=chance.between(4, 30, "supplier/lead", supplier),
        reliability=0.84 + 0.15 * chance.uniform("supplier/reliability", supplier),
        terms_days=np.array([30, 30, 45, 60])[chance.between(0, 3, "supplier/terms", supplier)],
        is_foreign=chance.happens(0.15, "supplier/foreign", supplier),
        in_crisis=chance.happens(0.12, "supplier/crisis", supplier),
    )


def _items(chance: Chance, count: int, suppliers: int) -> Items:
    item = np.arange(count)
    # a fifth of the items makes four fifths of the lines
    rank = np.argsort(np.argsort(chance.uniform("item/rank", item), kind="stable"), kind="stable") + 1
    weight = 1.0 / rank**0.9
    share = rank / count
    is_made = chance.happens(MADE_SHARE, "item/made", item)
    cost = np.round(chance.around(60.0, 1.1, "item/cost", item), 2) + 0.5
    # what is made costs its components and the work
    made = np.flatnonzero(is_made)
    part, quantity = _parts(chance, is_made, made)
    cost[made] = np.round(COST_OF_WORK * (cost[part] * quantity).sum(axis=1), 2)
    # what sells often sells in larger quantities
    value = np.select([share <= 0.2, share <= 0.5], [2.0, 1.0], 0.4) * VALUE_OF_A_LINE
    return Items(
        cost_cny=cost,
        weight=weight,
        abc=np.where(share <= 0.2, 0, np.where(share <= 0.5, 1, 2)),
        typical_quantity=np.maximum(1, np.round(value / cost)).astype(np.int64),
        supplier=chance.one_of(1.0 / np.arange(1, suppliers + 1) ** 0.5, "item/supplier", item),
        needs_inspection=chance.happens(0.3, "item/inspection", item),
        is_made=is_made,
        seconds_a_unit=chance.around(150.0, 0.5, "item/seconds", item) * np.sqrt(cost / 60.0),
    )


def _positions(chance: Chance, items: Items, suppliers: Suppliers, lines_per_day: float) -> tuple[Positions, Recipes]:
    item = np.arange(len(items.cost_cny))
    home = chance.between(0, WAREHOUSES - 1, "item/home", item)
    second = (home + chance.between(1, WAREHOUSES - 1, "item/second", item)) % WAREHOUSES
    has_second = chance.happens(SECOND_PLACE_SHARE, "item/has_second", item)
    sold = np.unique(np.r_[home * len(item) + item, (second * len(item) + item)[has_second]])
    parents, parts, quantity = _recipes(chance, items, sold)
    # ascending by warehouse and item
    places = np.union1d(sold, parts)
    warehouse, at_item = places // len(item), places % len(item)
    weight = np.where(np.isin(places, sold), items.weight[at_item], 0.0)
    share = weight / np.bincount(warehouse, weight, WAREHOUSES)[warehouse]
    daily = share * lines_per_day * items.typical_quantity[at_item] * 1.15
    parent, component = np.searchsorted(places, parents), np.searchsorted(places, parts)
    np.add.at(daily, component, daily[parent] * quantity)
    is_made = items.is_made[at_item] & (warehouse < PLANTS)
    lead = np.where(is_made, 6, suppliers.lead_days[items.supplier[at_item]])
    lot_days = np.where(is_made, 6, 25)
    lot = np.maximum(items.typical_quantity[at_item], np.ceil(daily * lot_days)).astype(np.int64)
    positions = Positions(
        item=at_item,
        warehouse=warehouse,
        share=share,
        of_warehouse=[np.flatnonzero(warehouse == place) for place in range(WAREHOUSES)],
        daily_demand=daily,
        reorder_point=np.ceil(daily * (lead + 12) + items.typical_quantity[at_item]),
        lot=lot,
        is_made=is_made,
    )
    return positions, Recipes(parent, component, quantity)


def _recipes(chance: Chance, items: Items, sold: Ints) -> tuple[Ints, Ints, Ints]:
    """Places (warehouse and item) that are made, places of what goes into them, and how much; by the former."""
    count = len(items.cost_cny)
    made = sold[items.is_made[sold % count] & (sold // count < PLANTS)]
    # a recipe is the item's, wherever it is made
    part, quantity = _parts(chance, items.is_made, made % count)
    head, is_used = np.repeat(made, MOST_COMPONENTS), quantity.ravel() > 0
    keys, first = np.unique(np.stack([head, part.ravel()])[:, is_used], axis=1, return_index=True)
    return keys[0], keys[0] // count * count + keys[1], quantity.ravel()[is_used][first]


def _parts(chance: Chance, is_made: NDArray[np.bool_], item: Ints) -> tuple[Ints, Ints]:
    """What goes into a unit of each of the items: bought items and how many of each, items × components."""
    bought = np.flatnonzero(~is_made)
    head, place = item[:, None], np.arange(MOST_COMPONENTS)
    part = bought[chance.between(0, len(bought) - 1, "recipe/part", head, place)]
    is_used = (place == 0) | chance.happens(0.7, "recipe/used", head, place)
    return part, np.where(is_used, chance.between(1, MOST_OF_ONE, "recipe/quantity", head, place), 0)


def standard_cost(items: Items, item: Ints, warehouse: Ints) -> Floats:
    """The cost of a stock unit in the currency of the warehouse's company."""
    rate = np.where(COMPANY_OF_WAREHOUSE[warehouse] == 1, USD_PER_CNY, 1.0)
    return np.round(items.cost_cny[item] * rate, 2)
