"""The documents of the demo company, in words that no ERP owns: requisitions, orders, invoices and the like.

Belongs here: what people write and decide. Does not belong here: goods (`goods.py`), chance, tables. Moments
are naive UTC datetimes; people are logins; a document's status is its last status change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class StatusChange:
    """`status`: submitted, approved, rejected, ordered, sent, confirmed, cancelled, posted; draft again."""

    status: str
    at: datetime
    by: str


@dataclass(frozen=True)
class FieldChange:
    """A new `promised_for`, `price` or `quantity` of a line; without a line, of the document."""

    line: str | None
    field: str
    value: float | datetime
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class Document:
    key: str
    created_at: datetime
    created_by: str
    changes: tuple[StatusChange, ...] = ()

    @property
    def status(self) -> str:
        return self.changes[-1].status if self.changes else "draft"

    def reached(self, status: str) -> StatusChange | None:
        """The last time the document took a status."""
        return next((change for change in reversed(self.changes) if change.status == status), None)


@dataclass(frozen=True)
class RequisitionLine:
    key: str
    item: str
    quantity: float
    needed_by: date
    estimated_cost: float


@dataclass(frozen=True, kw_only=True)
class Requisition(Document):
    warehouse: str
    lines: tuple[RequisitionLine, ...]


@dataclass(frozen=True)
class ReviewStep:
    """One level of an approval. It starts when the level before it is decided."""

    level: int
    decided_at: datetime | None
    decided_by: str
    is_approval: bool
    comment: str | None = None


@dataclass(frozen=True)
class ReviewRound:
    """One request for approval. A withdrawn round was restarted, or its order cancelled."""

    created_at: datetime
    requested_by: str
    steps: tuple[ReviewStep, ...]
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None


@dataclass(frozen=True)
class OrderLine:
    """`kind`: item, section, note, down_payment. Quantity in `unit`, price per `unit` in order currency."""

    key: str
    kind: str
    item: str | None = None
    label: str | None = None
    unit: str | None = None
    quantity: float = 0.0
    price: float = 0.0
    promised_for: datetime | None = None
    requisition_lines: tuple[str, ...] = ()
    served_at: datetime | None = None
    added_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Order(Document):
    """Lines carry what was entered; `field_changes` what became of it."""

    partner: str
    warehouse: str
    currency: str
    lines: tuple[OrderLine, ...]
    field_changes: tuple[FieldChange, ...] = ()

    def current(self, line: OrderLine, field: str, until: datetime | None = None) -> float | datetime | None:
        """A line's value after all changes, or after those up to a moment."""
        value = getattr(line, field)
        for change in self.field_changes:
            if change.line == line.key and change.field == field and (until is None or change.at <= until):
                value = change.value
        return value

    def amount(self, until: datetime | None = None) -> float:
        """Sum of the item lines in the order's currency."""
        return round(sum(self.line_amount(line, until) for line in self.lines if line.kind == "item"), 2)

    def line_amount(self, line: OrderLine, until: datetime | None = None) -> float:
        return round(self.current(line, "quantity", until) * self.current(line, "price", until), 2)


@dataclass(frozen=True, kw_only=True)
class PurchaseOrder(Order):
    rounds: tuple[ReviewRound, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SalesOrder(Order):
    requested_for: datetime | None = None


@dataclass(frozen=True)
class InvoiceLine:
    """Quantity and price are per the order line's unit, in the invoice's currency."""

    quantity: float
    price: float
    item: str | None = None
    order_line: str | None = None
    label: str | None = None


@dataclass(frozen=True)
class Payment:
    """`amount` is in the invoice's currency."""

    key: str
    at: datetime
    by: str
    amount: float


@dataclass(frozen=True, kw_only=True)
class Invoice(Document):
    """`kind`: supplier, supplier_credit, customer, customer_credit."""

    kind: str
    partner: str
    currency: str
    reference: str | None
    invoice_date: date
    due_date: date
    lines: tuple[InvoiceLine, ...]
    payments: tuple[Payment, ...] = ()

    @property
    def amount(self) -> float:
        return round(sum(round(line.quantity * line.price, 2) for line in self.lines), 2)

    @property
    def paid(self) -> float:
        return round(sum(payment.amount for payment in self.payments), 2)
