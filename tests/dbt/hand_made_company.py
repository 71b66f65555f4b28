"""A company written by hand into the canonical layer: sound records, and defects that are records of their own.

Belongs here: what a sound record looks like and what spoils it, with the rule that ought to notice. Does not belong
here: asking dbt; see test_data_quality_rules.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

# UTC; the whole story lies within one local day's office hours
MONDAY = datetime(2026, 3, 2, 1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class Company:
    """Rows of canonical entities, and the defects that were put among them."""

    random: Random = field(default_factory=lambda: Random(7))
    rows: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))
    defects: set[tuple[str, str]] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def add(self, entity: str, key: str, breaks: str = "", **values: object) -> str:
        """A record; `breaks` names the rules of its entity that it breaks."""
        identifier = f"a:{next(self.numbers)}"
        self.rows[entity].append({"source_id": "a", key: identifier} | values)
        self.accuse(entity, identifier, breaks)
        return identifier

    def accuse(self, entity: str, identifier: str, breaks: str) -> None:
        records = {"goods_receipt_lines": "goods_receipts", "approvals": "approval_steps"}.get(entity, entity)
        self.defects |= {(f"{records}.{rule}", identifier) for rule in breaks.split()}

    # -- master data ---------------------------------------------------------------------------------------------------

    def item(self, breaks: str = "", **different: object) -> str:
        number = next(self.numbers)
        values = {
            "item_code": f"M-{number}", "item_name_zh": f"零件{number}", "item_category": "parts", "is_active": True,
            "stock_unit_name_en": "pcs", "created_at": MONDAY + number * timedelta(seconds=1),
        }  # fmt: skip
        return self.add("items", "item_id", breaks, **values | different)

    def party(self, entity: str, breaks: str = "", **different: object) -> str:
        number = next(self.numbers)
        kind = entity.removesuffix("s")
        values = {
            f"{kind}_name": f"{chr(0x4E00 + number)}钢材有限公司", f"{kind}_code": f"P{number}", "is_active": True,
            "tax_number": f"91310113MA1X{number:06}", "created_at": MONDAY + number * timedelta(seconds=1),
        }  # fmt: skip
        return self.add(entity, f"{kind}_id", breaks, **values | different)

    # -- documents -----------------------------------------------------------------------------------------------------

    def purchase(
        self, item: str | None, breaks: str = "", price: float = 10.0, order: dict | None = None, **line
    ) -> dict:
        """An order with one line: approved by the boss, received by the store, invoiced and due."""
        quantity = self.random.randint(25, 45)
        supplier = self.rows["suppliers"][0]["supplier_id"]
        head = {
            "order_number": "P", "status": "confirmed", "company_id": "a:c", "buyer_id": "zhao",
            "supplier_id": supplier, "created_at": MONDAY, "confirmed_at": MONDAY + HOUR, "approval_status": "complete",
        }  # fmt: skip
        number = self.add("purchase_orders", "order_id", **head | (order or {}))
        amount = quantity * price * self.random.uniform(0.8, 1.25)
        values = {
            "order_id": number, "status": "confirmed", "company_id": "a:c", "item_id": item, "line_kind": "goods",
            "quantity_ordered_stock_unit": quantity, "document_currency": "CNY", "amount_document_currency": amount,
            "amount_company_currency": amount, "created_at": MONDAY, "first_promised_at": MONDAY + 5 * DAY,
        }  # fmt: skip
        identifier = self.add("purchase_order_lines", "order_line_id", breaks, **values | line)
        self.approve(number)
        self.receive(identifier)
        self.invoice(identifier)
        return {"order": number, "line": identifier}

    def approve(self, order: str, breaks: str = "", **different: object) -> None:
        values = {
            "document_type": "purchase_order", "document_id": order, "round_number": 1, "step_number": 1,
            "node": "boss", "approver_id": "boss", "requester_id": "zhao", "submitted_at": MONDAY,
            "requested_at": MONDAY, "decided_at": MONDAY + HOUR / 2, "decision": "approved",
        }  # fmt: skip
        self.add("approvals", "approval_id", breaks, **values | different)

    def receive(self, line: str | None, breaks: str = "", **different: object) -> None:
        values = {
            "order_line_id": line, "receipt_id": "r", "company_id": "a:c", "received_at": MONDAY + 2 * HOUR,
            "is_return": False, "quantity_stock_unit": 1, "receiver_id": "store",
        }  # fmt: skip
        self.add("goods_receipt_lines", "receipt_line_id", breaks, **values | different)

    def invoice(self, line: str | None, breaks: str = "", **different: object) -> None:
        values = {
            "order_line_id": line, "invoice_number": "I", "is_down_payment": False, "status": "posted",
            "is_credit_note": False, "company_id": "a:c", "invoice_date": date(2026, 3, 2),
            "due_date": date(2026, 4, 1), "received_at": MONDAY + 3 * HOUR, "receiver_id": "chen",
            "document_currency": "CNY", "amount_document_currency": 7, "amount_company_currency": 7,
        }  # fmt: skip
        self.add("supplier_invoice_lines", "invoice_line_id", breaks, **values | different)

    def sale(
        self, item: str | None, breaks: str = "", price: float = 30.0, order: dict | None = None, **line: object
    ) -> None:
        quantity = self.random.randint(25, 45)
        head = {"order_number": "S", "status": "confirmed", "company_id": "a:c", "entered_at": MONDAY}
        number = self.add("sales_orders", "order_id", **head | {"confirmed_at": MONDAY + HOUR} | (order or {}))
        amount = quantity * price * self.random.uniform(0.8, 1.25)
        values = {
            "order_id": number, "status": "confirmed", "company_id": "a:c", "item_id": item, "line_kind": "goods",
            "quantity_ordered_stock_unit": quantity, "document_currency": "CNY", "amount_document_currency": amount,
            "amount_company_currency": amount, "created_at": MONDAY, "first_promised_at": MONDAY + 5 * DAY,
        }  # fmt: skip
        self.add("sales_order_lines", "order_line_id", breaks, **values | line)

    def produce(self, breaks: str = "", **different: object) -> None:
        values = {
            "order_number": "M", "status": "done", "company_id": "a:c", "quantity_planned_stock_unit": 5,
            "created_at": MONDAY, "planned_start_at": MONDAY, "planned_end_at": MONDAY + DAY, "started_at": MONDAY,
            "ended_at": MONDAY + DAY,
        }  # fmt: skip
        self.add("production_orders", "production_order_id", breaks, **values | different)

    def move(self, item: str, quantity: int, *, is_receipt: bool) -> None:
        self.add(
            "stock_moves", "stock_move_id", company_id="a:c", item_id=item, moved_at=MONDAY, reason="adjustment",
            is_to_stock=is_receipt, is_from_stock=not is_receipt, quantity_stock_unit=quantity,
            to_warehouse_id="w" if is_receipt else None, from_warehouse_id=None if is_receipt else "w",
            value_company_currency=0,
        )  # fmt: skip


def sound_company() -> Company:
    company = Company()
    company.rows["companies"] = [{"source_id": "a", "company_id": "a:c", "company_currency": "CNY"}]
    company.rows["users"] = [{"source_id": "a", "user_id": user} for user in ("zhao", "boss", "store", "chen")]
    for entity in ("suppliers", "customers"):
        for _ in range(10):
            company.party(entity)
        # what is out of use is not asked for anything
        company.party(entity, is_active=False, tax_number=None, **{f"{entity[:-1]}_code": None})
    for number in range(10):
        item = company.item()
        for _ in range(6):
            company.purchase(item, price=10.0 + number)
            company.sale(item, price=30.0 + number)
        company.move(item, 100, is_receipt=True)
        company.move(item, 100 - number, is_receipt=False)
    company.item(is_active=False, item_code=None, item_category=None)
    # ten times the price, of an item that nobody knows the usual price of
    rare = company.item()
    company.purchase(rare, price=1.0)
    company.purchase(rare, price=10.0)
    # nobody asks a return, a credit note or a down payment for its order
    company.receive(None, is_return=True, quantity_stock_unit=-1)
    company.invoice(None, is_credit_note=True, due_date=None)
    company.invoice(None, is_down_payment=True)
    # a foreign order with its rate, and a cancelled one with nothing
    company.purchase(rare, document_currency="USD", amount_document_currency=10, amount_company_currency=72)
    company.purchase(None, status="cancelled", quantity_ordered_stock_unit=0)
    for _ in range(5):
        company.produce()
    return company


def seed_defects(company: Company) -> None:
    first = company.rows["items"][0]
    usual = first["item_id"]
    company.item("lacks_code", item_code=None)
    company.item("lacks_name", item_name_zh=" ")
    company.item("lacks_unit", stock_unit_name_en="-")
    company.item("lacks_category", item_category=None)
    company.item("shares_code", item_code=first["item_code"].lower())
    company.item("looks_like_another", item_name_zh=f" {first['item_name_zh']}。")
    for source, unit in (("a", "pcs"), ("b", "box")):
        company.item("unit_differs_between_sources", source_id=source, item_code="BOTH", stock_unit_name_en=unit)
    company.item("unit_unlike_its_category", stock_unit_name_en="kg")
    for entity in ("suppliers", "customers"):
        kind = entity[:-1]
        original = company.rows[entity][0]
        name = original[f"{kind}_name"]
        company.party(entity, "lacks_name", **{f"{kind}_name": ""})
        company.party(entity, "lacks_code", **{f"{kind}_code": None})
        company.party(entity, "lacks_tax_number", tax_number="")
        company.party(entity, "tax_number_malformed", tax_number="12-34")
        company.party(
            entity, "shares_tax_number", tax_number=f"{original['tax_number'][:8]} {original['tax_number'][8:]}"
        )
        company.party(entity, "looks_like_another", **{f"{kind}_name": name.replace("有限公司", "股份有限公司")})
        for source in ("a", "b"):
            rule = "tax_number_differs_between_sources"
            company.party(entity, rule, source_id=source, **{f"{kind}_code": "BOTH"})
    yesterday = MONDAY - DAY
    company.purchase(None, "lacks_item")
    company.purchase(usual, "quantity_not_positive", quantity_ordered_stock_unit=0)
    company.purchase(usual, "lacks_supplier", order={"supplier_id": None})
    company.purchase(usual, "lacks_promise", first_promised_at=None)
    company.purchase(usual, "promised_before_entry", first_promised_at=yesterday)
    company.purchase(usual, "confirmed_before_entry", order={"confirmed_at": MONDAY - HOUR})
    company.purchase(usual, "price_off_by_power_of_ten", quantity_ordered_stock_unit=30, amount_company_currency=3000)
    company.purchase(usual, "price_off_by_power_of_ten", quantity_ordered_stock_unit=30, amount_company_currency=3)
    company.purchase(usual, "quantity_off_by_hundreds", quantity_ordered_stock_unit=3500, amount_company_currency=35000)
    company.purchase(usual, "lacks_exchange_rate", document_currency="USD")
    company.sale(None, "lacks_item")
    company.sale(usual, "quantity_not_positive", quantity_ordered_stock_unit=-1)
    company.sale(usual, "promised_before_entry", first_promised_at=yesterday)
    company.sale(usual, "confirmed_before_entry", order={"confirmed_at": MONDAY - HOUR})
    company.sale(usual, "price_off_by_power_of_ten", quantity_ordered_stock_unit=30, amount_company_currency=90000)
    company.sale(usual, "quantity_off_by_hundreds", quantity_ordered_stock_unit=3500, amount_company_currency=105000)
    company.sale(usual, "lacks_exchange_rate", document_currency="USD")
    sound = company.purchase(usual)
    company.receive(None, "lacks_order")
    company.receive(sound["line"], "received_before_order", received_at=MONDAY + HOUR / 2)
    company.receive(sound["line"], "received_by_approver", receiver_id="boss")
    company.invoice(None, "lacks_order")
    company.invoice(sound["line"], "lacks_due_date", due_date=None)
    company.invoice(sound["line"], "due_before_invoice", due_date=date(2026, 3, 1))
    company.invoice(sound["line"], "dated_after_entry", invoice_date=date(2026, 3, 3))
    company.invoice(sound["line"], "lacks_exchange_rate", document_currency="USD", amount_company_currency=None)
    company.approve(sound["order"], "approver_is_requester", approver_id="zhao", round_number=2)
    company.approve(sound["order"], "decided_before_request", decided_at=MONDAY - HOUR, round_number=3)
    company.produce("quantity_not_positive", quantity_planned_stock_unit=0)
    company.produce("ended_before_start", ended_at=MONDAY - HOUR)
    company.produce("planned_end_before_start", planned_end_at=MONDAY - HOUR)
    company.move(usual, 200, is_receipt=False)
    company.accuse("stock_positions", f"a:c:w:{usual}", "is_negative")
