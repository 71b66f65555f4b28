"""What an installation sets up once: company, currencies, units, warehouses, approval levels.

Belongs here: rows that no document changes. Does not belong here: people, partners and items
(`odoo_masters.py`).
"""

from __future__ import annotations

from datetime import timedelta

from seeds.demo_erp import company as demo
from seeds.demo_erp.company import MAIN, SOUTH, WAREHOUSES
from seeds.demo_erp.odoo.book import COMPANY_ID, CURRENCY_IDS, FIRST_USER, Book
from seeds.demo_erp.odoo.tables import iso, micro, translated

UNITS = [
    (1, "Units", "单位", 1, 1.0),
    (2, "Dozens", "打", 1, 1 / 12),
    (3, "Days", "天", 3, 1.0),
    (4, "Hours", "小时", 3, 8.0),
    (5, "m", None, 4, 1.0),
    (12, "kg", "kg", 2, 1.0),
    (13, "g", None, 2, 1000.0),
    (14, "t", None, 2, 0.001),
]
UNIT_IDS = {name: number for number, name, *_ in UNITS}

WAREHOUSE_IDS = {MAIN: 1, SOUTH: 2}
# id, name, name of the parent place, usage, warehouse, is scrap
LOCATIONS = [
    (1, "Physical Locations", None, "view", None, 0),
    (2, "Partners", None, "view", None, 0),
    (3, "Virtual Locations", None, "view", None, 0),
    (4, "Vendors", "Partners", "supplier", None, 0),
    (5, "Customers", "Partners", "customer", None, 0),
    (7, MAIN, None, "view", MAIN, 0),
    (8, "Stock", MAIN, "internal", MAIN, 0),
    (14, "Inventory adjustment", "Virtual Locations", "inventory", None, 0),
    (15, "Production", "Virtual Locations", "production", None, 0),
    (16, "Scrap", "Virtual Locations", "inventory", None, 1),
    (19, SOUTH, None, "view", SOUTH, 0),
    (20, "Stock", SOUTH, "internal", SOUTH, 0),
    (21, "Input", SOUTH, "internal", SOUTH, 0),
    (23, "Output", SOUTH, "internal", SOUTH, 0),
]
LOCATION_IDS = {
    demo.MAIN_STOCK: 8,
    demo.SOUTH_STOCK: 20,
    demo.SOUTH_INPUT: 21,
    demo.SOUTH_OUTPUT: 23,
    demo.VENDORS: 4,
    demo.CUSTOMERS: 5,
    demo.PRODUCTION: 15,
    demo.ADJUSTMENT: 14,
    demo.SCRAP: 16,
}

# id, names, code, warehouse, prefix of the transfers' names
PICKING_TYPES = [
    (1, "Receipts", "收据", "incoming", MAIN, "WH/IN"),
    (2, "Delivery Orders", "交货单", "outgoing", MAIN, "WH/OUT"),
    (7, "Internal Transfers", "内部调拨", "internal", MAIN, "WH/INT"),
    (11, "Manufacturing", None, "mrp_operation", MAIN, "WH/MO"),
    (12, "Receipts", None, "incoming", SOUTH, "HN/IN"),
    (13, "Delivery Orders", None, "outgoing", SOUTH, "HN/OUT"),
    (14, "Pick", None, "internal", SOUTH, "HN/PICK"),
    (17, "Storage", None, "internal", SOUTH, "HN/STOR"),
    (18, "Internal Transfers", None, "internal", SOUTH, "HN/INT"),
]
INCOMING_TYPE_IDS = {MAIN: 1, SOUTH: 12}

FINANCE_GROUP = 78
# Level → id and sequence of its definition (they run against each other), names, review type, reviewer
TIERS = {
    1: (1, 30, "Purchasing manager approval", "采购经理审批", "individual", "chen.liqun"),
    2: (2, 20, "Finance approval", "财务审批", "group", None),
    3: (3, 10, "General manager approval", "总经理审批", "individual", "sun.guodong"),
}


def write_settings(book: Book) -> None:
    """All set-up rows."""
    tables = book.tables
    tables.add("ir_module_module", name="base", state="installed", latest_version="18.0.1.3")
    tables.add("res_company", id=COMPANY_ID, name=demo.NAME, currency_id=CURRENCY_IDS["CNY"])
    for name, number in CURRENCY_IDS.items():
        tables.add("res_currency", id=number, name=name, decimal_places=2)
    for number, (month, rate) in enumerate(book.history.rates.items(), 1):
        currency = CURRENCY_IDS[demo.FOREIGN_CURRENCY]
        tables.add(
            "res_currency_rate",
            id=number,
            currency_id=currency,
            company_id=COMPANY_ID,
            name=iso(month),
            rate=rate,
        )
    for number, english, chinese, category, factor in UNITS:
        names = translated(english, chinese)
        tables.add("uom_uom", id=number, name=names, category_id=category, factor=factor, rounding=0.01)
    _write_warehouses(book)
    _write_tiers(book)


def _write_warehouses(book: Book) -> None:
    tables = book.tables
    for code, number in WAREHOUSE_IDS.items():
        tables.add("stock_warehouse", id=number, name=WAREHOUSES[code], code=code, company_id=COMPANY_ID, active=1)
    for number, name, parent, usage, warehouse, is_scrap in LOCATIONS:
        tables.add(
            "stock_location",
            id=number,
            name=name,
            complete_name=f"{parent}/{name}" if parent else name,
            usage=usage,
            warehouse_id=WAREHOUSE_IDS.get(warehouse),
            company_id=COMPANY_ID if warehouse or usage in ("inventory", "production") else None,
            scrap_location=is_scrap,
        )
    for number, english, chinese, code, warehouse, _ in PICKING_TYPES:
        tables.add(
            "stock_picking_type",
            id=number,
            name=translated(english, chinese),
            code=code,
            warehouse_id=WAREHOUSE_IDS[warehouse],
            company_id=COMPANY_ID,
        )


def _write_tiers(book: Book) -> None:
    book.tables.add("res_groups", id=1, name=translated("Internal User", "内部用户"))
    book.tables.add("res_groups", id=FINANCE_GROUP, name=translated("Finance reviewers", "财务审批人"))
    for number, sequence, english, chinese, review_type, reviewer in TIERS.values():
        book.tables.add(
            "tier_definition",
            id=number,
            name=translated(english, chinese),
            model="purchase.order",
            sequence=sequence,
            review_type=review_type,
            reviewer_id=book.user(reviewer) if reviewer else None,
            reviewer_group_id=None if reviewer else FINANCE_GROUP,
            approve_sequence=1,
            company_id=COMPANY_ID,
        )


def write_system_users(book: Book) -> None:
    """The users every Odoo database has, and their partners."""
    stamp = micro(book.installed_at - timedelta(seconds=2))
    stamps = {"create_date": stamp, "write_date": stamp}
    logins = ["__system__", "admin", "default", "public", "portaltemplate"]
    names = ["OdooBot", "Administrator", "Default User Template", "Public user", "Portal User Template"]
    assert len(logins) + 1 == FIRST_USER
    for number, (login, name) in enumerate(zip(logins, names, strict=True), 1):
        is_active = int(login == "admin")
        book.tables.add(
            "res_users",
            id=number,
            login=login,
            partner_id=number + 1,
            company_id=COMPANY_ID,
            active=is_active,
            share=int(number > 3),
            **stamps,
        )
        book.tables.add(
            "res_partner",
            id=number + 1,
            name=name,
            complete_name=name,
            lang="en_US",
            active=is_active,
            is_company=0,
            commercial_partner_id=number + 1,
            supplier_rank=0,
            customer_rank=0,
            **stamps,
        )
