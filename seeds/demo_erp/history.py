"""What happened in the demo company: all that a generator hands to an ERP's table writer.

Belongs here: the whole, and cutting it at a moment. Does not belong here: its parts (`documents.py`,
`goods.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from seeds.demo_erp.company import Company
from seeds.demo_erp.documents import Invoice, PurchaseOrder, Requisition, SalesOrder
from seeds.demo_erp.goods import Production, StockMove, Transfer, ValueEntry
from seeds.demo_erp.working_time import WorkingTime

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Login:
    person: str
    at: datetime


@dataclass(frozen=True)
class History:
    """Everything up to `end`. `rates`: first of a month → foreign currency per company currency."""

    company: Company
    start: datetime
    end: datetime
    calendar: WorkingTime
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
