"""What happened in the demo company, in words that no ERP owns.

Belongs here: the documents, events and moves that a generator produces and an ERP's table writer reads; the two know
nothing else of each other. Does not belong here: chance, and tables. Moments are naive UTC datetimes; people are
logins; a document's status is its last status change, so a history that is cut at a moment is consistent by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from seeds.demo_erp.company import Company, Place

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class StatusChange:
    """`status`: submitted, approved, rejected, ordered, sent, confirmed, cancelled, posted, or draft again."""

    status: str
    at: datetime
    by: str


@dataclass(frozen=True)
class FieldChange:
    """A line's field got a new value: `promised_for`, `price` or `quantity`; without a line, the document's own."""

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
    """`kind`: item, section, note, down_payment. Quantity and price are per `unit`, in the order's currency."""

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
class TransferLine:
    """`planned` is what should move, `done` what does once the transfer is done; both in stock units."""

    key: str
    item: str
    planned: float
    done: float
    order_line: str | None = None
    returns: str | None = None


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """Goods that move together. `kind`: receipt, putaway, pick, delivery, internal, supplier_return, customer_return."""

    key: str
    kind: str
    warehouse: str
    source: Place
    destination: Place
    lines: tuple[TransferLine, ...]
    created_at: datetime
    created_by: str
    scheduled_for: datetime
    done_at: datetime | None
    done_by: str
    partner: str | None = None
    cancelled_at: datetime | None = None
    backorder_of: str | None = None


@dataclass(frozen=True, kw_only=True)
class Production:
    """`consumed` and the product itself move when it is done."""

    key: str
    product: str
    quantity: float
    consumed: tuple[tuple[str, float], ...]
    created_at: datetime
    created_by: str
    scheduled_for: datetime
    done_at: datetime | None


@dataclass(frozen=True)
class Scrapping:
    item: str
    quantity: float
    place: Place
    at: datetime
    by: str


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


@dataclass(frozen=True, kw_only=True)
class StockMove:
    """`reason`: transfer, consumption, output, opening, count, scrap. Without `at` it has not happened."""

    key: str
    reason: str
    item: str
    planned: float
    done: float
    source: Place
    destination: Place
    created_at: datetime
    created_by: str
    scheduled_for: datetime
    at: datetime | None
    by: str
    is_cancelled: bool = False
    cancelled_at: datetime | None = None
    transfer: str | None = None
    transfer_kind: str | None = None
    order_line: str | None = None
    production: str | None = None
    returns: str | None = None


@dataclass(frozen=True)
class ValueEntry:
    """What a move, or the correction of an earlier entry (`corrects`), added to the stock's value (signed)."""

    key: str
    item: str
    quantity: float
    unit_cost: float
    value: float
    at: datetime
    by: str
    move: str | None
    corrects: str | None = None


@dataclass(frozen=True)
class Login:
    person: str
    at: datetime


@dataclass(frozen=True)
class History:
    """Everything up to `end`. `rates`: first of a month → units of the foreign currency per company currency."""

    company: Company
    start: datetime
    end: datetime
    local_day: object
    rates: dict[date, float]
    requisitions: tuple[Requisition, ...]
    purchase_orders: tuple[PurchaseOrder, ...]
    sales_orders: tuple[SalesOrder, ...]
    transfers: tuple[Transfer, ...]
    productions: tuple[Production, ...]
    invoices: tuple[Invoice, ...]
    moves: tuple[StockMove, ...]
    values: tuple[ValueEntry, ...]
    logins: tuple[Login, ...]


def known_by(things: Iterable[Thing], end: datetime) -> tuple[Thing, ...]:
    """What was known before a moment: later things are gone, later stamps of earlier things are empty."""
    return tuple(_as_known(thing, end) for thing in things if _happened(thing, end))


def _happened(thing: object, end: datetime) -> bool:
    moment = getattr(thing, "created_at", None) or getattr(thing, "at", None) or getattr(thing, "added_at", None)
    return moment is None or moment < end


def _as_known(thing: Thing, end: datetime) -> Thing:
    if not is_dataclass(thing):
        return thing
    changed: dict[str, object] = {}
    for field in fields(thing):
        value = getattr(thing, field.name)
        if isinstance(value, datetime) and field.name.endswith("_at") and value >= end:
            changed[field.name] = None
        elif isinstance(value, tuple) and value and is_dataclass(value[0]):
            changed[field.name] = known_by(value, end)
    return replace(thing, **changed) if changed else thing
