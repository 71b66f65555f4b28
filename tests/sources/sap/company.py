"""The made-up group whose SAP system is simulated: clients, companies, people, goods, partners, rates.

Two clients use the same numbers for everything, so that a key without its client would mix them. Does not belong here:
what happens in the group (`generator.py`), how SAP writes it down (`extract.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

CLIENTS = ("100", "200")


@dataclass(frozen=True)
class Company:
    client: str
    code: str
    currency: str
    plants: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"erp:{self.client}/{self.code}"


COMPANIES = (
    Company("100", "1000", "CNY", ("1100", "1200")),
    Company("100", "2000", "USD", ("2100",)),
    Company("200", "1000", "JPY", ("1100",)),
)


@dataclass(frozen=True)
class Item:
    number: str
    zh: str | None
    en: str | None
    de: str | None
    unit: str
    kind: str = "ROH"
    cost: int = 10

    @property
    def is_service(self) -> bool:
        return self.kind == "DIEN"


ITEMS = (
    Item("000000000000000101", "轴承", "Bearing", "Lager", "ST", cost=12),
    Item("000000000000000102", "钢板", "Steel sheet", "Blech", "KG", cost=30),
    Item("000000000000000103", None, "Cable", "Kabel", "M", cost=4),
    Item("000000000000000104", "电机", None, "Motor", "ST", cost=450),
    Item("000000000000000105", None, None, "Dichtung", "ST", cost=2),
    Item("M-0106", "包装箱", "Carton", None, "ST", "VERP", cost=3),
    Item("000000000000000201", "水泵", "Pump", "Pumpe", "ST", "FERT", cost=900),
    Item("000000000000000202", "阀门", "Valve", "Ventil", "ST", "FERT", cost=120),
    Item("000000000000000301", "运输服务", "Freight service", None, "LE", "DIEN", cost=200),
)
RAW = ITEMS[:6]
FINISHED = ITEMS[6:8]
SERVICE = ITEMS[8]
# base units in one order unit, by item
BOXES = {"000000000000000101": 12, "000000000000000105": 100}
SUPPLIERS = tuple(f"{number:010d}" for number in range(100001, 100009))
CUSTOMERS = tuple(f"{number:010d}" for number in range(200001, 200007))
GROUPS = ("001", "002", "003")
COST_CENTERS = {"BUYER": "0000004100", "CHIEF": "0000004200", "CLERK": "0000004300", "SALES": "0000004400"}
BUYERS = ("BUYER1", "BUYER2", "LEFT1")  # LEFT1 has no user record any more
REQUESTERS = ("CLERK1", "CLERK2", "CLERK3")
SELLERS = ("SALES1", "SALES2")
PAYER = "BATCH_PAY"  # the payment run, a system user
USERS = ("BUYER1", "BUYER2", *REQUESTERS, *SELLERS, "CHIEF1", "CHIEF2", "CHIEF3", PAYER)
# release group, strategy → codes with who releases by them
STRATEGIES = {
    ("02", "S1"): (("A1", "CHIEF1"),),
    ("02", "S2"): (("A1", "CHIEF1"), ("B1", "CHIEF2")),
    ("02", "S3"): (("A1", "CHIEF1"), ("B1", "CHIEF2"), ("C1", "CHIEF3")),
    ("01", "R1"): (("K1", "CHIEF1"), ("K2", "CHIEF2")),
}
CODE_NAMES = {
    "A1": ("采购经理", "Purchasing manager"),
    "B1": ("财务经理", "Finance manager"),
    "K1": ("部门经理", "Department head"),
}
# company's currency, other currency → how SAP keeps the rate: written rate (negative: the other way round), the ratio
# of units, and what one unit of the other currency is worth
RATES = {
    ("CNY", "USD"): (Decimal("7.1"), 1, 1, Decimal("7.1")),
    ("CNY", "JPY"): (Decimal("4.8"), 100, 1, Decimal("0.048")),
    ("USD", "CNY"): (Decimal("-8"), 1, 1, Decimal("0.125")),
    ("USD", "JPY"): (Decimal("-160"), 1, 1, Decimal("0.00625")),
    ("JPY", "CNY"): (Decimal("20.8"), 1, 1, Decimal("20.8")),
    ("JPY", "USD"): (Decimal("150"), 1, 1, Decimal("150")),
}
CURRENCIES = ("CNY", "USD", "JPY")
RATES_SINCE = date(2025, 12, 1)


def company_of(plant: str, client: str) -> Company:
    return next(company for company in COMPANIES if company.client == client and plant in company.plants)


def worth(company: Company, currency: str) -> Decimal:
    """What one unit of a currency is worth in the company's."""
    return Decimal(1) if currency == company.currency else RATES[company.currency, currency][3]


def money(amount: Decimal, currency: str) -> Decimal:
    """An amount as the currency can be paid."""
    return round(amount, 0 if currency == "JPY" else 2)
