"""A hand-made Odoo 18 database in SQLite, for scenarios that must be known to the last row.

Every helper writes what Odoo itself would write for that step, and nothing else.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

SCHEMA = Path(__file__).parents[2] / "seeds" / "simulation" / "odoo" / "schema.sql"
STATES = {
    "purchase.order": {
        "draft": ("询价单", "RFQ"),
        "purchase": ("采购订单", "Purchase Order"),
        "cancel": ("已取消", "Cancelled"),
    },
    "purchase.request": {
        "draft": ("草稿", "Draft"),
        "to_approve": ("待批准", "To be approved"),
        "approved": ("已批准", "Approved"),
        "rejected": ("已驳回", "Rejected"),
        "in_progress": ("进行中", "In progress"),
    },
    "sale.order": {
        "draft": ("报价单", "Quotation"),
        "sale": ("销售订单", "Sales Order"),
        "cancel": ("已取消", "Cancelled"),
    },
}
ADMIN, ZHAO, TOM, MANAGER, FINANCE = 1, 2, 3, 4, 5
UNITS, DOZENS = 1, 2
MOTOR, BOLT, SERVICE = 101, 102, 103
SUPPLIERS, STOCK, CUSTOMERS, LOSS, INPUT = 1, 2, 3, 4, 5


def stamp(text: str) -> str:
    """A UTC stamp as Odoo stores it."""
    return datetime.fromisoformat(text).isoformat(" ")


class OdooDatabase:
    """The masters of a small company, and methods that add documents to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = sqlite3.connect(path)
        self._connection.executescript(SCHEMA.read_text(encoding="utf-8"))
        self._ids = count(1000)
        self._write_masters()

    def commit(self) -> None:
        self._connection.commit()

    def execute(self, sql: str, *values: object) -> None:
        self._connection.execute(sql, values)

    def insert(self, table: str, **values: object) -> int:
        """A row; `id`, `create_date` and `write_date` are filled in where the table has them and none is given."""
        columns = [row[1] for row in self._connection.execute(f"pragma table_info({table})")]
        row = dict(values)
        if "id" in columns:
            row.setdefault("id", next(self._ids))
        if "create_date" in columns:
            row.setdefault("create_date", "2026-01-01 00:00:00.000000")
        if "write_date" in columns:
            row.setdefault("write_date", row["create_date"])
        names = ", ".join(row)
        marks = ", ".join("?" for _ in row)
        self._connection.execute(f"insert into {table} ({names}) values ({marks})", list(row.values()))
        return row.get("id", 0)

    def _write_masters(self) -> None:
        self.insert("ir_module_module", name="base", state="installed", latest_version="18.0.1.3")
        self.insert("res_company", id=1, name="测试公司", currency_id=1)
        self.insert("res_currency", id=1, name="CNY", decimal_places=2)
        self.insert("res_currency", id=2, name="USD", decimal_places=2)
        people = ((ADMIN, "OdooBot", "en_US"), (ZHAO, "赵敏", "zh_CN"), (TOM, "Tom", "en_US"))
        for user, name, language in (*people, (MANAGER, "陈经理", "zh_CN"), (FINANCE, "钱会计", "zh_CN")):
            self.insert("res_partner", id=user + 10, name=name, lang=language, active=1)
            self.insert("res_users", id=user, login=name, partner_id=user + 10, company_id=1, active=1, share=0)
        self.insert("hr_department", id=1, name=json.dumps({"en_US": "Purchasing", "zh_CN": "采购部"}), company_id=1)
        for user in (ZHAO, TOM, MANAGER):
            self.insert("hr_employee", id=user, name=f"e{user}", user_id=user, department_id=1, company_id=1, active=1)
        self.insert("res_partner", id=30, name="供应商甲", supplier_rank=1, active=1)
        self.insert("res_partner", id=31, name="客户乙", customer_rank=1, active=1)
        self.insert("stock_warehouse", id=1, name="主仓", code="WH", company_id=1, active=1)
        self.insert("stock_picking_type", id=1, code="incoming", warehouse_id=1, company_id=1)
        for place, usage, warehouse in (
            (SUPPLIERS, "supplier", None),
            (STOCK, "internal", 1),
            (CUSTOMERS, "customer", None),
            (LOSS, "inventory", None),
            (INPUT, "internal", 1),
        ):
            self.insert(
                "stock_location",
                id=place,
                name=usage,
                complete_name=usage,
                usage=usage,
                warehouse_id=warehouse,
                company_id=1,
            )
        self.insert("uom_uom", id=UNITS, name='{"en_US": "Units", "zh_CN": "件"}', factor=1.0, rounding=0.01)
        self.insert("uom_uom", id=DOZENS, name='{"en_US": "Dozens", "zh_CN": "打"}', factor=1 / 12, rounding=0.01)
        for product, name, kind in ((MOTOR, "电机", "consu"), (BOLT, "螺栓", "consu"), (SERVICE, "校准", "service")):
            self.insert(
                "product_template",
                id=product,
                name=json.dumps({"en_US": f"item {product}", "zh_CN": name}),
                type=kind,
                uom_id=UNITS,
                active=1,
            )
            self.insert("product_product", id=product, product_tmpl_id=product, default_code=f"P{product}", active=1)
        for number, (model, states) in enumerate(STATES.items(), start=1):
            self.insert("ir_model_fields", id=number, model=model, name="state", ttype="selection")
            for value, (zh, en) in states.items():
                self.insert(
                    "ir_model_fields_selection",
                    field_id=number,
                    value=value,
                    name=json.dumps({"zh_CN": zh, "en_US": en}),
                )

    # -- documents ---------------------------------------------------------------------------------------------------

    def track(self, model: str, document: int, user: int, at: str, before: str, after: str) -> None:
        """A tracked change of state: the labels in the user's language, and nothing of the keys."""
        side = 0 if user in (ZHAO, MANAGER, FINANCE) else 1
        message = self.insert(
            "mail_message", model=model, res_id=document, date=stamp(at), author_id=user + 10, create_date=stamp(at)
        )
        self.insert(
            "mail_tracking_value",
            mail_message_id=message,
            field_id=list(STATES).index(model) + 1,
            old_value_char=STATES[model][before][side],
            new_value_char=STATES[model][after][side],
            create_date=stamp(at),
        )

    def audit(
        self, model: str, record: int, user: int, at: str, method: str, mode: str = "full", /, **fields: tuple
    ) -> None:
        """An audited operation; fields are (old, new). In fast mode old values and unlinked fields are lost."""
        log = self.insert(
            "auditlog_log",
            model_model=model,
            res_id=record,
            user_id=user,
            method=method,
            log_type=mode,
            create_date=stamp(at),
        )
        if mode == "fast" and method == "unlink":
            return
        for name, (old, new) in fields.items():
            self.insert(
                "auditlog_log_line",
                log_id=log,
                field_name=name,
                old_value=None if mode == "fast" else old,
                new_value=new,
                create_date=stamp(at),
            )

    def order(
        self, number: int, created: str, confirmed: str | None = None, state: str = "purchase", **values: object
    ) -> int:
        approved = datetime.fromisoformat(confirmed).replace(microsecond=0).isoformat(" ") if confirmed else None
        defaults = {
            "name": f"P{number:05d}",
            "partner_id": 30,
            "currency_id": 1,
            "currency_rate": 1.0,
            "user_id": ZHAO,
            "company_id": 1,
            "picking_type_id": 1,
            "date_order": approved or stamp(created),
            "date_approve": approved,
            "amount_untaxed": 100,
            "amount_total": 100,
        }
        return self.insert("purchase_order", id=number, state=state, create_date=stamp(created), **(defaults | values))

    def order_line(
        self, order: int, promised: str, quantity: float = 10, product: int | None = MOTOR, **values: object
    ) -> int:
        defaults = {
            "product_uom": UNITS,
            "product_uom_qty": quantity,
            "price_unit": 10,
            "price_subtotal": 10 * quantity,
            "is_downpayment": 0,
            "company_id": 1,
        }
        return self.insert(
            "purchase_order_line",
            order_id=order,
            product_id=product,
            product_qty=quantity,
            date_planned=stamp(promised),
            **(defaults | values),
        )

    def move(
        self,
        at: str,
        origin: int,
        destination: int,
        quantity: float,
        product: int = MOTOR,
        value: float | None = None,
        **values: object,
    ) -> int:
        """A completed stock move, with its valuation layer where a value is given."""
        move = self.insert(
            "stock_move",
            state="done",
            product_id=product,
            product_uom=UNITS,
            product_uom_qty=quantity,
            quantity=quantity,
            location_id=origin,
            location_dest_id=destination,
            date=stamp(at),
            company_id=1,
            create_date=stamp(at),
            write_uid=ADMIN,
            **values,
        )
        if value is not None:
            self.layer(at, value, product, quantity if value >= 0 else -quantity, stock_move_id=move)
        return move

    def layer(self, at: str, value: float, product: int = MOTOR, quantity: float = 0, **values: object) -> int:
        return self.insert(
            "stock_valuation_layer",
            company_id=1,
            product_id=product,
            quantity=quantity,
            value=value,
            create_date=stamp(at),
            **values,
        )

    def tier(self, number: int, name: str, sequence: int) -> int:
        return self.insert(
            "tier_definition",
            id=number,
            name=json.dumps({"en_US": name}),
            model="purchase.order",
            sequence=sequence,
            approve_sequence=1,
        )

    def review(
        self,
        number: int,
        order: int,
        tier: int,
        sequence: int,
        created: str,
        status: str,
        decided: str | None = None,
        user: int | None = None,
    ) -> int:
        return self.insert(
            "tier_review",
            id=number,
            model="purchase.order",
            res_id=order,
            definition_id=tier,
            sequence=sequence,
            status=status,
            requested_by=ZHAO,
            done_by=user,
            reviewed_date=stamp(decided) if decided else None,
            create_date=stamp(created),
            write_date=stamp(decided or created),
        )

    def deleted_review(
        self,
        number: int,
        order: int,
        tier: int,
        sequence: int,
        created: str,
        status: str,
        decided: str | None,
        user: int | None,
        deleted: str,
        mode: str,
    ) -> None:
        """A review that only the audit log remembers, in the form of its mode."""
        shown = (lambda key, name: str(key)) if mode == "fast" else (lambda key, name: f"({key}, '{name}')")
        self.audit(
            "tier.review", number, ZHAO, created, "create", mode,
            model=(None, "purchase.order"), res_id=(None, str(order)), definition_id=(None, shown(tier, "级")),
            sequence=(None, str(sequence)), status=(None, "waiting"), requested_by=(None, shown(ZHAO, "赵敏")),
        )  # fmt: skip
        if decided:
            self.audit(
                "tier.review", number, user or ADMIN, decided, "write", mode,
                status=("pending", status), reviewed_date=(None, stamp(decided)), done_by=(None, shown(user, "某人")),
            )  # fmt: skip
        elif status != "waiting":
            self.audit("tier.review", number, ADMIN, created, "write", mode, status=("waiting", status))
        self.audit(
            "tier.review", number, ZHAO, deleted, "unlink", mode,
            model=("purchase.order", None), res_id=(str(order), None), definition_id=(shown(tier, "级"), None),
            sequence=(str(sequence), None), status=(status, None),
            reviewed_date=(stamp(decided) if decided else None, None),
        )  # fmt: skip

    def later(self, at: str, **distance: float) -> str:
        return (datetime.fromisoformat(at) + timedelta(**distance)).isoformat(" ")
