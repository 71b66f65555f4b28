"""Invoices to customers: one a delivery, a credit note a return.

Belongs here: what is invoiced and when. Does not belong here: deliveries, and when customers pay
(`payments.py`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from seeds.demo_erp.documents import Invoice, InvoiceLine, OrderLine, SalesOrder, StatusChange
from seeds.demo_erp.generator import payments
from seeds.demo_erp.generator.chance import Chance
from seeds.demo_erp.generator.world import World
from seeds.demo_erp.goods import Transfer

FORGOTTEN_SHARE = 0.01


def invoice_sales(world: World, orders: list[SalesOrder], transfers: list[Transfer]) -> list[Invoice]:
    """All customer invoices and credit notes of the generated time."""
    chance = world.chance("customer invoices")
    by_key = {order.key: order for order in orders}
    invoices = []
    for transfer in transfers:
        is_credit = transfer.kind == "customer_return"
        if transfer.done_at is None or not (is_credit or transfer.kind == "delivery"):
            continue
        if chance.happens(FORGOTTEN_SHARE):
            continue
        order = by_key[transfer.order]
        lines = [
            InvoiceLine(line.done, ordered.price, line.item, line.order_line)
            for line in transfer.lines
            for ordered in [_line(order, line.order_line)]
        ]
        if not is_credit and transfer.backorder_of is None and transfer.key.endswith((".1", ".1s")):
            lines += [_service(line) for line in order.lines if line.item == "S-CAL"]
        median = 20.0 if is_credit else 7.0 - 2.0 * world.progress(transfer.done_at)
        at = world.after(transfer.done_at, chance.hours(median, 0.9))
        invoices.append(_invoice(world, chance, order, f"invoice-{transfer.key}", at, lines, is_credit))
    return invoices


def _line(order: SalesOrder, key: str) -> OrderLine:
    return next(line for line in order.lines if line.key == key)


def _service(line: OrderLine) -> InvoiceLine:
    return InvoiceLine(line.quantity, line.price, line.item, line.key)


def _invoice(
    world: World,
    chance: Chance,
    order: SalesOrder,
    key: str,
    at: datetime,
    lines: list[InvoiceLine],
    is_credit: bool,
) -> Invoice:
    clerk = world.company.staff("receivables")[0].login
    terms = timedelta(days=world.company.customers[order.partner].terms_days)
    invoice = Invoice(
        key=key,
        created_at=at,
        created_by=clerk,
        changes=(StatusChange("posted", world.after(at, chance.uniform(0.02, 0.6)), clerk),),
        kind="customer_credit" if is_credit else "customer",
        partner=order.partner,
        currency=order.currency,
        reference=None,
        invoice_date=world.day(at),
        due_date=world.day(at) + (timedelta() if is_credit else terms),
        lines=tuple(lines),
    )
    return invoice if is_credit else payments.collect(world, chance, invoice)
