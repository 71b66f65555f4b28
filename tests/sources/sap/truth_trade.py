"""What the canonical layer has to hold of a simulated world: invoices, payments, sales, moved promises.

Belongs here: canonical rows computed from the documents. Does not belong here: purchasing and approvals (`truth.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from tests.sources.sap import company as group
from tests.sources.sap.company import money, worth
from tests.sources.sap.truth import AHEAD_OF_UTC, Row, booked, end_of, key, shown, user_department, utc
from tests.sources.sap.world import World


def supplier_invoice_lines(world: World) -> Iterator[Row]:
    for each in world.invoices:
        order = each.order
        for number, (item, quantity, value) in enumerate(each.lines, 1):
            sign = -1 if each.is_credit else 1
            days = each.terms[2] or each.terms[1] or each.terms[0]
            yield {
                "invoice_line_id": key(each.client, each.number, "2026", f"{number:06d}"),
                "invoice_id": key(each.client, each.number, "2026"),
                "invoice_number": each.number,
                "order_line_id": key(each.client, order.number, item.line),
                "status": "draft" if each.is_parked else "cancelled" if each.reversed_by or each.reverses else "posted",
                "is_credit_note": each.is_credit,
                "company_id": order.company.id,
                "supplier_id": key(each.client, order.supplier),
                "item_id": key(each.client, item.item.number),
                "invoice_date": each.document_date,
                "received_at": utc(each.entered),
                "posted_at": None if each.is_parked else utc(each.entered),
                "due_date": each.document_date + timedelta(days=days),
                "is_paid": each.paid is not None,
                "quantity_document_unit": sign * quantity,
                "document_currency": order.currency,
                "amount_document_currency": sign * value,
                "amount_company_currency": sign * value * worth(order.company, order.currency),
                "receiver_id": key(each.client, each.user),
            }


def supplier_payments(world: World) -> Iterator[Row]:
    for index, each in enumerate(world.invoices):
        if not each.paid or each.is_credit:
            continue
        order, days = each.order, each.terms[2] or each.terms[1] or each.terms[0]
        total = sum((value for _, _, value in each.lines), Decimal(0)) * worth(order.company, order.currency)
        yield {
            "payment_allocation_id": key(each.client, order.company.code, f"51{index:08d}", "2026", "001"),
            "invoice_id": key(each.client, each.number, "2026"),
            "company_id": order.company.id,
            "allocation_kind": "payment" if each.settlement == "payment" else "credit_note",
            "paid_date": each.paid[1],
            "recorded_at": utc(each.paid[0]),
            "due_date": each.document_date + timedelta(days=days),
            "amount_company_currency": money(total, order.company.currency),
            "payer_id": key(each.client, group.PAYER),
        }


def sales_orders(world: World) -> Iterator[Row]:
    for sale in world.sales:
        client = sale.company.client
        total = sum((item.quantity * item.price for item in sale.items), Decimal(0))
        is_cancelled = all(item.is_rejected for item in sale.items)
        yield {
            "order_id": key(client, sale.number),
            "order_number": shown(sale.number),
            "status": "cancelled" if is_cancelled else "confirmed" if sale.category == "C" else "draft",
            "company_id": sale.company.id,
            "department_id": user_department(client, sale.seller),
            "salesperson_id": key(client, sale.seller),
            "customer_id": key(client, sale.customer),
            "document_currency": sale.currency,
            "amount_document_currency": total,
            "amount_company_currency": total * worth(sale.company, sale.currency),
            "entered_at": utc(sale.created),
            "confirmed_at": utc(sale.created) if sale.category == "C" else None,
            "requested_at": end_of(sale.requested),
        }


def sales_order_lines(world: World) -> Iterator[Row]:
    for sale in world.sales:
        client = sale.company.client
        is_cancelled = all(item.is_rejected for item in sale.items)
        for item in sale.items:
            open_status = "confirmed" if sale.category == "C" else "draft"
            yield {
                "order_line_id": key(client, sale.number, item.line),
                "order_id": key(client, sale.number),
                "status": "cancelled" if item.is_rejected or is_cancelled else open_status,
                "warehouse_id": key(client, item.plant),
                "item_id": key(client, item.item.number),
                "line_kind": "service" if item.item.is_service else "goods",
                "quantity_ordered_stock_unit": item.quantity,
                "amount_document_currency": item.quantity * item.price,
                "amount_company_currency": item.quantity * item.price * worth(sale.company, sale.currency),
                "created_at": utc(sale.created),
                "first_promised_at": end_of(item.schedule[0].first),
                "latest_promised_at": end_of(item.schedule[0].promised),
            }


def delivery_lines(world: World) -> Iterator[Row]:
    for sale in world.sales:
        client = sale.company.client
        for item in sale.items:
            for delivery in item.deliveries:
                if delivery.shipped:
                    yield {
                        "delivery_line_id": key(client, delivery.number, delivery.line),
                        "order_line_id": key(client, sale.number, item.line),
                        "delivery_id": key(client, delivery.number),
                        "company_id": sale.company.id,
                        "warehouse_id": key(client, item.plant),
                        "item_id": key(client, item.item.number),
                        "shipped_at": booked(*delivery.shipped),
                        "is_return": False,
                        "quantity_stock_unit": delivery.quantity,
                        "shipper_id": key(client, delivery.user),
                    }


def customer_invoice_lines(world: World) -> Iterator[Row]:
    for sale in world.sales:
        client = sale.company.client
        for billing in sale.billings:
            sign = -1 if billing.kind == "N" else 1
            for number, (item, quantity, value) in enumerate(billing.lines, 1):
                yield {
                    "invoice_line_id": key(client, billing.number, f"{number:06d}"),
                    "invoice_id": key(client, billing.number),
                    "invoice_number": shown(billing.number),
                    "order_line_id": key(client, sale.number, item.line),
                    "status": "cancelled" if billing.is_cancelled or billing.kind == "N" else "posted",
                    "is_credit_note": billing.kind == "N",
                    "company_id": sale.company.id,
                    "customer_id": key(client, sale.customer),
                    "invoice_date": billing.created.date(),
                    "created_at": utc(billing.created),
                    "posted_at": utc(billing.created),
                    "due_date": billing.created.date() + timedelta(days=30),
                    "is_paid": billing.paid is not None,
                    "quantity_document_unit": sign * quantity,
                    "amount_document_currency": sign * value,
                    "amount_company_currency": sign * value * worth(sale.company, sale.currency),
                    "issuer_id": key(client, sale.seller),
                }


def customer_receipts(world: World) -> Iterator[Row]:
    for sale in world.sales:
        client = sale.company.client
        for billing in sale.billings:
            if billing.paid and billing.kind == "M":
                total = sum((value for _, _, value in billing.lines), Decimal(0)) * worth(sale.company, sale.currency)
                yield {
                    "receipt_allocation_id": key(client, sale.company.code, billing.number, "2026", "001"),
                    "invoice_id": key(client, billing.number),
                    "company_id": sale.company.id,
                    "allocation_kind": "payment" if billing.settlement == "payment" else "credit_note",
                    "received_date": billing.paid[1],
                    "recorded_at": utc(billing.paid[0]),
                    "due_date": billing.created.date() + timedelta(days=30),
                    "amount_company_currency": money(total, sale.company.currency),
                }


def purchase_promise_changes(world: World) -> Iterator[tuple[str, datetime, str, str]]:
    """(line, stamp, old, new) of every promise that was moved."""
    for order in world.orders:
        for item in order.items:
            for line in item.schedule:
                for at, old, new in line.changes:
                    stamp = at - AHEAD_OF_UTC
                    yield key(order.client, order.number, item.line), stamp, f"{old:%Y%m%d}", f"{new:%Y%m%d}"
