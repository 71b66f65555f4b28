"""The goods of the demo company, in words that no ERP owns: transfers, production, moves and their worth.

Belongs here: what moves, from where to where. Does not belong here: documents (`documents.py`), chance,
tables. Quantities are in the item's stock unit, values in the company's currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from seeds.demo_erp.company import Place


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
    """`kind`: receipt, putaway, pick, delivery, internal, supplier_return, customer_return."""

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
    order: str | None = None
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
    """What a move, or a correction of the entry `corrects`, added to the stock's value (signed)."""

    key: str
    item: str
    quantity: float
    unit_cost: float
    value: float
    at: datetime
    by: str
    move: str | None
    corrects: str | None = None
