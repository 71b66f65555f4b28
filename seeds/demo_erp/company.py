"""The demo company itself, read from `masters/`: departments, people, partners, items, recipes and places.

Belongs here: what exists before anything happens. Does not belong here: documents, and how an ERP stores any
of this.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

MASTERS = Path(__file__).parent / "masters"

NAME = "华东精密机械有限公司"
CURRENCY = "CNY"
FOREIGN_CURRENCY = "USD"

# Labour and machine cost that production adds to the material, and what sales adds to the cost of a product
CONVERSION_FACTOR = 1.2
PRICE_FACTOR = 1.5

# Who leaves begins nothing new in the last weeks
HANDOVER = timedelta(days=30)

# How much of the stock unit one purchase unit holds
UNIT_FACTORS = {"Dozens": 12.0}


@dataclass(frozen=True)
class Place:
    """Where goods can be. Moves across the border of internal places change the stock's value."""

    name: str
    warehouse: str | None = None
    is_internal: bool = True


MAIN = "WH"
SOUTH = "HN"
WAREHOUSES = {MAIN: "主仓", SOUTH: "华南仓"}
MAIN_STOCK = Place("WH/Stock", MAIN)
SOUTH_INPUT = Place("HN/Input", SOUTH)
SOUTH_STOCK = Place("HN/Stock", SOUTH)
SOUTH_OUTPUT = Place("HN/Output", SOUTH)
VENDORS = Place("Vendors", is_internal=False)
CUSTOMERS = Place("Customers", is_internal=False)
PRODUCTION = Place("Production", is_internal=False)
ADJUSTMENT = Place("Inventory adjustment", is_internal=False)
SCRAP = Place("Scrap", is_internal=False)
STOCK = {MAIN: MAIN_STOCK, SOUTH: SOUTH_STOCK}


@dataclass(frozen=True)
class Department:
    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Person:
    """`role`: what the person does all day, e.g. head, requester, buyer, storekeeper_south, idle."""

    login: str
    name: str
    department: str
    role: str
    language: str
    left_on: date | None


@dataclass(frozen=True)
class Supplier:
    """`on_time_rate` is the share of orders it delivers by its promise in normal times."""

    code: str
    name: str
    tax_number: str
    currency: str
    lead_days: int
    on_time_rate: float
    terms_days: int
    in_crisis: bool


@dataclass(frozen=True)
class Customer:
    code: str
    name: str
    tax_number: str
    terms_days: int
    weight: float
    late_days: int
    language: str


@dataclass(frozen=True)
class Item:
    """`cost` is per stock unit in company currency; `idle_stock` lies there unused from the start."""

    code: str
    name_zh: str
    name_en: str
    category: str
    unit: str
    purchase_unit: str
    cost: float
    supplier: str
    second_supplier: str
    in_south: bool
    sales_weight: float
    typical_quantity: float
    is_storable: bool
    idle_stock: float

    @property
    def price(self) -> float:
        return round(self.cost * PRICE_FACTOR, 2)

    @property
    def purchase_factor(self) -> float:
        """Stock units in one purchase unit."""
        return UNIT_FACTORS.get(self.purchase_unit, 1.0)

    @property
    def is_measured(self) -> bool:
        """Bought by weight or length, so that deliveries may differ a little from the order."""
        return self.unit in ("kg", "m")


@dataclass(frozen=True)
class Recipe:
    product: str
    department: str
    components: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Company:
    departments: tuple[Department, ...]
    people: tuple[Person, ...]
    suppliers: dict[str, Supplier]
    customers: dict[str, Customer]
    items: dict[str, Item]
    recipes: dict[str, Recipe]

    @cached_property
    def person(self) -> dict[str, Person]:
        return {person.login: person for person in self.people}

    def staff(self, *roles: str, department: str | None = None, on: date | None = None) -> list[Person]:
        """People with one of the roles, in file order, who can be given something to do on a day."""
        return [
            person
            for person in self.people
            if person.role in roles
            and department in (None, person.department)
            and (on is None or person.left_on is None or on + HANDOVER <= person.left_on)
        ]

    def head(self, department: str) -> Person:
        return self.staff("head", department=department)[0]


def load_company() -> Company:
    """Read the master files; a finished product without a cost takes it from its recipe."""
    recipes: dict[str, Recipe] = {}
    for row in _read("bills_of_materials"):
        known = recipes.get(row["product"])
        component = (row["component"], float(row["quantity"]))
        earlier = known.components if known else ()
        recipes[row["product"]] = Recipe(row["product"], row["department"], (*earlier, component))
    rows = _read("items")
    costs = {row["code"]: float(row["cost"]) for row in rows if row["cost"]}
    for recipe in recipes.values():
        material = sum(costs[component] * quantity for component, quantity in recipe.components)
        costs[recipe.product] = round(material * CONVERSION_FACTOR, 2)
    return Company(
        departments=tuple(Department(**row) for row in _read("departments")),
        people=tuple(Person(**{**row, "left_on": _day(row["left_on"])}) for row in _read("people")),
        suppliers={row["code"]: _supplier(row) for row in _read("suppliers")},
        customers={row["code"]: _customer(row) for row in _read("customers")},
        items={row["code"]: _item(row, costs[row["code"]]) for row in rows},
        recipes=recipes,
    )


def _read(name: str) -> list[dict[str, str]]:
    with (MASTERS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _supplier(row: dict[str, str]) -> Supplier:
    numbers = {"lead_days": int(row["lead_days"]), "terms_days": int(row["terms_days"])}
    flags = {"on_time_rate": float(row["on_time_rate"]), "in_crisis": row["in_crisis"] == "yes"}
    return Supplier(**{**row, **numbers, **flags})


def _customer(row: dict[str, str]) -> Customer:
    numbers = {"terms_days": int(row["terms_days"]), "late_days": int(row["late_days"])}
    return Customer(**{**row, **numbers, "weight": float(row["weight"])})


def _item(row: dict[str, str], cost: float) -> Item:
    numbers = {name: float(row[name] or 0) for name in ("sales_weight", "typical_quantity", "idle_stock")}
    flags = {name: row[name] == "yes" for name in ("in_south", "is_storable")}
    return Item(**{**row, **numbers, **flags, "cost": cost})
