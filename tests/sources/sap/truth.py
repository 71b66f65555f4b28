"""What the canonical layer has to hold of a simulated world, computed from its documents alone.

Belongs here: purchasing and approvals. Does not belong here: the rest (`truth_trade.py`, `truth_operations.py`), and
anything of the product: no model, no macro, no file of the extract. Stamps are UTC; the SAP system's clock is that of
Shanghai.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from tests.sources.sap import company as group
from tests.sources.sap.company import worth
from tests.sources.sap.generator import Order, OrderItem, Release, Requisition, RequisitionItem
from tests.sources.sap.world import World

Row = dict[str, object]
AHEAD_OF_UTC = timedelta(hours=8)


def utc(local: datetime | None) -> datetime | None:
    return local - AHEAD_OF_UTC if local else None


def end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59)) - AHEAD_OF_UTC


def booked(at: datetime, posted_on: date) -> datetime:
    """When something posted on a date happened: when it was entered, if that was on the day."""
    return at - AHEAD_OF_UTC if at.date() == posted_on else end_of(posted_on)


def key(client: str, *parts: str) -> str:
    return "/".join([f"erp:{client}", *parts])


def shown(number: str) -> str:
    return number.lstrip("0") if number.isdigit() else number


def user_department(client: str, user: str) -> str | None:
    center = group.COST_CENTERS.get(user.rstrip("123")) if user in group.USERS else None
    return key(client, "cost_center", "1000", center) if center else None


def is_in_force(order: Order) -> bool:
    return order.release is None or order.release.is_complete


def confirmed_at(order: Order) -> datetime | None:
    if order.release is None:
        return order.created
    return order.release.completed[0] if order.release.completed else None


def order_status(order: Order) -> str:
    if order.is_deleted:
        return "cancelled"
    if is_in_force(order):
        return "confirmed"
    assert order.release
    return "draft" if order.release.status == "08" else "awaiting_approval"


def amount_of(item: OrderItem) -> Decimal:
    return -item.amount if item.is_return else item.amount


def purchase_orders(world: World) -> Iterator[Row]:
    for order in world.orders:
        kept = [amount_of(item) for item in order.items if not item.deleted]
        release = order.release
        yield {
            "order_id": key(order.client, order.number),
            "order_number": order.number,
            "status": order_status(order),
            "company_id": order.company.id,
            "department_id": key(order.client, "purchasing_group", order.group),
            "buyer_id": key(order.client, order.buyer),
            "supplier_id": key(order.client, order.supplier),
            "contract_id": min((key(order.client, i.contract) for i in order.items if i.contract), default=None),
            "document_currency": order.currency,
            "amount_document_currency": sum(kept, Decimal(0)),
            "amount_company_currency": sum(kept, Decimal(0)) * worth(order.company, order.currency),
            "created_at": utc(order.created),
            "submitted_at": utc(order.created) if release else None,
            "approval_status": "not_required" if not release else "complete" if release.completed else "incomplete",
            "approved_at": utc(release.completed[0]) if release and release.completed else None,
            "confirmed_at": utc(confirmed_at(order)),
            "last_confirmed_at": utc(release.completed[-1] if release and release.completed else confirmed_at(order)),
            "cancelled_at": utc(max(i.deleted for i in order.items if i.deleted)) if order.is_deleted else None,
        }


def received(item: OrderItem) -> Decimal:
    return sum((receipt.quantity for receipt in item.receipts), Decimal(0)) * item.stock_units


def purchase_order_lines(world: World) -> Iterator[Row]:
    for order in world.orders:
        for item in order.items:
            ordered = item.quantity * item.stock_units * (-1 if item.is_return else 1)
            status = "cancelled" if item.deleted else order_status(order)
            lines = [line for line in item.schedule if not line.added]
            is_changed = any(line.changes for line in item.schedule)
            yield {
                "order_line_id": key(order.client, order.number, item.line),
                "order_id": key(order.client, order.number),
                "status": status,
                "company_id": order.company.id,
                "warehouse_id": key(order.client, item.plant),
                "item_id": key(order.client, item.item.number),
                "line_kind": "service" if item.item.is_service else "goods",
                "requisition_line_id": key(order.client, *item.requisition) if item.requisition else None,
                "quantity_ordered_stock_unit": ordered,
                "amount_document_currency": amount_of(item),
                "amount_company_currency": amount_of(item) * worth(order.company, order.currency),
                "created_at": utc(item.created or order.created),
                "first_promised_at": end_of(max(line.first for line in lines)),
                "first_promise_recorded_by": "audit_log" if is_changed else "current",
                "latest_promised_at": end_of(max(line.promised for line in item.schedule)),
                "planned_lead_time_days": 14 if item.plant.endswith("200") else 9,
                "is_receipt_expected": status == "confirmed"
                and not item.item.is_service
                and not item.is_completed
                and received(item) < ordered,
            }


def requisition_id(requisition: Requisition, item: RequisitionItem) -> str:
    parts = [requisition.number] if requisition.is_released_as_a_whole else [requisition.number, item.line]
    return key(requisition.client, *parts)


def requisition_status(item: RequisitionItem) -> str:
    if item.is_deleted:
        return "cancelled"
    if item.ordered_as:
        return "ordered"
    if item.release is None or item.release.is_complete:
        return "approved"
    return "rejected" if item.release.status == "08" else "submitted"


def purchase_requisition_lines(world: World) -> Iterator[Row]:
    for requisition in world.requisitions:
        for item in requisition.items:
            company = group.company_of(item.plant, requisition.client)
            release = item.release
            approved = (
                requisition.created if release is None else release.completed[-1] if release.is_complete else None
            )
            yield {
                "requisition_line_id": key(requisition.client, requisition.number, item.line),
                "requisition_id": requisition_id(requisition, item),
                "requisition_number": shown(requisition.number),
                "status": requisition_status(item),
                "company_id": company.id,
                "department_id": user_department(requisition.client, requisition.creator),
                "requester_id": key(requisition.client, requisition.creator),
                "item_id": key(requisition.client, item.item.number),
                "line_kind": "service" if item.item.is_service else "goods",
                "quantity_stock_unit": item.quantity,
                "estimated_cost_company_currency": item.quantity * item.price * worth(company, requisition.currency),
                "needed_by_date": item.needed_by,
                "created_at": utc(requisition.created),
                "requested_at": utc(requisition.created) if release else None,
                "approved_at": utc(approved),
            }


def requisition_order_links(world: World) -> Iterator[Row]:
    for order in world.orders:
        for item in order.items:
            if item.requisition:
                yield {
                    "requisition_line_id": key(order.client, *item.requisition),
                    "order_line_id": key(order.client, order.number, item.line),
                }


def goods_receipt_lines(world: World) -> Iterator[Row]:
    for order in world.orders:
        for item in order.items:
            for receipt in item.receipts:
                year = str(receipt.posted_on.year)
                line = [order.number, item.line, "00", "1", year, receipt.number, "0001"]
                yield {
                    "receipt_line_id": key(order.client, *line),
                    "order_line_id": key(order.client, order.number, item.line),
                    "receipt_id": key(order.client, receipt.number, year),
                    "company_id": order.company.id,
                    "warehouse_id": key(order.client, item.plant),
                    "item_id": key(order.client, item.item.number),
                    "received_at": booked(receipt.at, receipt.posted_on),
                    "is_return": receipt.quantity < 0,
                    "is_reversal": receipt.movement in ("102", "106", "123", "162"),
                    "quantity_stock_unit": receipt.quantity * item.stock_units,
                    "receiver_id": key(order.client, receipt.user),
                }


def approvals(world: World) -> Iterator[Row]:
    for order in world.orders:
        if order.release:
            deleted = max(i.deleted for i in order.items if i.deleted) if order.is_deleted else None
            yield from _steps(order.client, "purchase_order", key(order.client, order.number), order.release, deleted)
    for requisition in world.requisitions:
        items = requisition.items[:1] if requisition.is_released_as_a_whole else requisition.items
        for item in items:
            if item.release:
                last = max([requisition.created, *(event.at for event in item.release.events)])
                deleted = last + timedelta(hours=1) if item.is_deleted else None
                document = requisition_id(requisition, item)
                yield from _steps(requisition.client, "purchase_requisition", document, item.release, deleted)


def _steps(client: str, kind: str, document: str, release: Release, deleted: datetime | None) -> Iterator[Row]:
    codes = group.STRATEGIES[release.group, release.strategy]
    numbers: dict[int, int] = {}
    for step in release.steps:
        numbers[step.round] = numbers.get(step.round, 0) + 1
        code = codes[step.place - 1][0]
        decision, withdrawn = step.decision, step.withdrawn
        if decision == "pending" and deleted:
            decision, withdrawn = "withdrawn", deleted
        zh, en = group.CODE_NAMES.get(code, (code, code))
        yield {
            "approval_id": f"{kind}:{document}:{step.round}:{step.place}",
            "document_type": kind,
            "document_id": document,
            "round_number": step.round,
            "step_number": numbers[step.round],
            "node": key(client, release.group, code),
            "node_name_zh": zh,
            "node_name_en": en,
            "approver_id": key(client, step.approver) if step.approver else None,
            "requester_id": key(client, step.requester),
            "submitted_at": utc(step.submitted),
            "requested_at": utc(step.requested),
            "decided_at": utc(step.decided),
            "decision": decision,
            "withdrawn_at": utc(withdrawn),
        }
