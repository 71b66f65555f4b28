"""One company's Odoo database split into two, as after a change of systems: what was over by a day stays in the old.

Belongs here: which rows go where, and the stock that is carried over. Does not belong here: what a cockpit makes of it.
Documents that have to do with each other stay together, with their trails and their moves; masters stand in both under
the same codes, with ids of their own.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

# child table → its columns that name a document, and that document's table
LINKS = {
    "purchase_request_line": {"request_id": "purchase_request"},
    "purchase_order_line": {"order_id": "purchase_order"},
    "sale_order_line": {"order_id": "sale_order"},
    "stock_move": {
        "picking_id": "stock_picking",
        "purchase_line_id": "purchase_order_line",
        "sale_line_id": "sale_order_line",
        "raw_material_production_id": "mrp_production",
        "production_id": "mrp_production",
    },
    "stock_valuation_layer": {"stock_move_id": "stock_move"},
    "account_move_line": {"move_id": "account_move", "purchase_line_id": "purchase_order_line"},
    "account_partial_reconcile": {"debit_move_id": "account_move_line", "credit_move_id": "account_move_line"},
    "mrp_workorder": {"production_id": "mrp_production"},
    "mrp_workcenter_productivity": {"workorder_id": "mrp_workorder"},
    "stock_scrap": {"production_id": "mrp_production"},
    "mail_tracking_value": {"mail_message_id": "mail_message"},
    "auditlog_log_line": {"log_id": "auditlog_log"},
}
# tables whose rows say in one column of which document's table they speak
TRAILS = {"tier_review": "model", "mail_message": "model", "auditlog_log": "model_model"}
REQUISITIONS = "purchase_request_purchase_order_line_rel"
DOCUMENTS = ["purchase_request", "purchase_order", "sale_order", "stock_picking", "account_move", "mrp_production"]
OPEN_STATES = {
    "purchase_order": "state = 'draft'",
    "stock_picking": "state = 'assigned'",
    "mrp_production": "state not in ('done', 'cancel')",
    "account_move": "state = 'draft' or move_type <> 'entry' and payment_state = 'not_paid'",
}
# what the new system adds to the ids of its masters, and the columns that name them
NEW_IDS = {
    "product_product": (5_000, ["product_id"]),
    "hr_department": (700, ["department_id"]),
    "res_partner": (3_000, ["partner_id", "commercial_partner_id", "author_id"]),
}
FIRST_INVENTORY_LOCATION = 6  # of the first company; the second's follows

Row = tuple[str, int]


class Groups:
    """Rows that belong together (union-find)."""

    def __init__(self) -> None:
        self._parents: dict[Row, Row] = {}

    def of(self, row: Row) -> Row:
        parent = self._parents.setdefault(row, row)
        while parent != row:
            row, parent = parent, self._parents[parent]
        return row

    def join(self, one: Row, other: Row) -> None:
        self._parents[self.of(one)] = self.of(other)

    def rows(self) -> list[Row]:
        return list(self._parents)


def split(whole: Path, old: Path, new: Path, cut: str) -> dict[str, int]:
    """Write the two databases; returns how many rows of each document stayed in the old one.

    Args:
        cut: the moment of the change in UTC, `YYYY-MM-DD HH:MM:SS`.
    """
    for copy in (old, new):
        shutil.copy(whole, copy)
    with sqlite3.connect(whole) as connection:
        over = _over(connection, cut)
    with sqlite3.connect(old) as connection:
        _keep(connection, lambda row: row in over)
        connection.execute("delete from res_users_log where create_date >= ?", [cut])
        connection.execute("update stock_quant set quantity = 0")
        carried = _carry_out(connection, cut)
    with sqlite3.connect(new) as connection:
        _keep(connection, lambda row: row not in over)
        connection.execute("delete from res_users_log where create_date < ?", [cut])
        _carry_in(connection, carried)
        _renumber_masters(connection)
    return {table: sum(1 for each, _ in over if each == table) for table in DOCUMENTS}


def _over(connection: sqlite3.Connection, cut: str) -> set[Row]:
    """All rows of documents of which nothing was open and nothing happened after the cut."""
    groups = Groups()
    for table in [*DOCUMENTS, *LINKS, *TRAILS]:
        for (key,) in connection.execute(f"select id from {table}"):
            groups.of((table, key))
    for table, links in LINKS.items():
        for column, parent in links.items():
            for key, linked in connection.execute(f"select id, {column} from {table} where {column} is not null"):
                groups.join((table, key), (parent, linked))
    for table, column in TRAILS.items():
        for key, model, linked in connection.execute(f"select id, {column}, res_id from {table}"):
            groups.join((table, key), (model.replace(".", "_"), linked))
    # reviews that were begun anew are gone: the audit log has kept whose they were
    for review, order in connection.execute(
        "select logs.res_id, lines.old_value from auditlog_log_line as lines"
        " inner join auditlog_log as logs on logs.id = lines.log_id"
        " where logs.model_model = 'tier.review' and lines.field_name = 'res_id' and lines.old_value is not null"
    ):
        groups.join(("tier_review", review), ("purchase_order", int(order)))
    for request_line, order_line in connection.execute(f"select * from {REQUISITIONS}"):
        groups.join(("purchase_request_line", request_line), ("purchase_order_line", order_line))
    lasting = {
        groups.of((table, key))
        for table, condition in OPEN_STATES.items()
        for (key,) in connection.execute(f"select id from {table} where {condition}")
    }
    for table in {table for table, _ in groups.rows()}:
        columns = {row[1] for row in connection.execute(f"pragma table_info({table})")}
        for column in columns & {"create_date", "write_date"}:
            later = connection.execute(f"select id from {table} where {column} >= ?", [cut])
            lasting |= {groups.of((table, key)) for (key,) in later}
    return {row for row in groups.rows() if groups.of(row) not in lasting}


def _keep(connection: sqlite3.Connection, is_wanted: Callable[[Row], bool]) -> None:
    for table in {*DOCUMENTS, *LINKS, *TRAILS}:
        keys = connection.execute(f"select id from {table}").fetchall()
        gone = [(key,) for (key,) in keys if not is_wanted((table, key))]
        connection.executemany(f"delete from {table} where id = ?", gone)
    connection.execute(
        f"delete from {REQUISITIONS} where purchase_order_line_id not in (select id from purchase_order_line)"
    )


def _carry_out(connection: sqlite3.Connection, cut: str) -> list[tuple[dict, dict]]:
    """Empty the old system's shelves at the cut; returns the moves and layers with which the new one fills its own."""
    internal = dict(connection.execute("select id, company_id from stock_location where usage = 'internal'").fetchall())
    held: dict[tuple[int, int], float] = defaultdict(float)
    for product, origin, target, quantity in connection.execute(
        "select product_id, location_id, location_dest_id, quantity from stock_move where state = 'done'"
    ):
        for place, sign in ((origin, -1), (target, 1)):
            if place in internal:
                held[product, place] += sign * quantity
    layers = "select company_id, product_id, max(unit_cost) from stock_valuation_layer group by 1, 2"
    costs = {(company, product): cost for company, product, cost in connection.execute(layers)}
    carried = []
    number = 10_000_000
    for (product, place), quantity in sorted(held.items()):
        if not quantity:
            continue
        company = internal[place]
        outside = FIRST_INVENTORY_LOCATION + company - 1
        stamps = {"create_date": cut, "write_date": cut}
        number += 1
        move = {
            "id": number,
            "name": "migration",
            "state": "done",
            "product_id": product,
            "product_uom": 1,
            "product_uom_qty": abs(quantity),
            "quantity": abs(quantity),
            "is_inventory": 1,
            "scrapped": 0,
            "date": cut,
            "company_id": company,
            "create_uid": 1,
            "write_uid": 1,
            **stamps,
        }
        # what the moves that stayed add up to may be less than nothing
        way = {"location_id": place, "location_dest_id": outside}
        back = {"location_id": outside, "location_dest_id": place}
        cost = costs[company, product]
        layer = {"id": number, "company_id": company, "product_id": product, "unit_cost": cost, "stock_move_id": number}
        layer |= {"create_uid": 1, **stamps}
        worth = {"quantity": quantity, "value": round(quantity * cost, 2)}
        gone = {name: -amount for name, amount in worth.items()}
        _insert(connection, "stock_move", move | (way if quantity > 0 else back))
        _insert(connection, "stock_valuation_layer", layer | gone)
        carried.append((move | (back if quantity > 0 else way), layer | worth))
    return carried


def _carry_in(connection: sqlite3.Connection, carried: list[tuple[dict, dict]]) -> None:
    for move, layer in carried:
        _insert(connection, "stock_move", move)
        _insert(connection, "stock_valuation_layer", layer)


def _renumber_masters(connection: sqlite3.Connection) -> None:
    tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall()]
    for master, (more, columns) in NEW_IDS.items():
        connection.execute(f"update {master} set id = -id - {more}")  # no id meets one that is still to be changed
        connection.execute(f"update {master} set id = -id")
        for table in tables:
            present = {row[1] for row in connection.execute(f"pragma table_info({table})")}
            for column in present & set(columns):
                connection.execute(f"update {table} set {column} = {column} + {more}")


def _insert(connection: sqlite3.Connection, table: str, row: dict) -> None:
    places = ", ".join("?" * len(row))
    connection.execute(f"insert into {table} ({', '.join(row)}) values ({places})", list(row.values()))
