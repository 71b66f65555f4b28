"""Suppliers' invoices: mostly after the goods, now and then before them or the order, or without any order.

Belongs here: what is billed, when it is entered and posted. Does not belong here: paying (`payments.py`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from seeds.demo_erp.documents import Invoice, InvoiceLine, OrderLine, PurchaseOrder, StatusChange
from seeds.demo_erp.generator import payments
from seeds.demo_erp.generator.chance import Chance
from seeds.demo_erp.generator.world import World
from seeds.demo_erp.goods import Transfer

BEFORE_RECEIPT_SHARE, BEFORE_ORDER_SHARE = 0.04, 0.03
OTHER_PRICE_SHARE, OTHER_QUANTITY_SHARE = 0.05, 0.015
NEVER_POSTED_SHARE = 0.012
OVERHEADS = {"电费": (9_500.0, 0.25), "水费": (1_600.0, 0.15)}


@dataclass(frozen=True)
class Billing:
    """An invoice in the making: when its cause arose, how long entering it takes, and what it is for."""

    key: str
    ready_at: datetime
    invoice_date: date
    lines: list[InvoiceLine]
    entry_hours: float = 11.0


def bill(world: World, orders: list[PurchaseOrder], transfers: list[Transfer]) -> list[Invoice]:
    """All supplier invoices and credit notes of the generated time."""
    chance = world.chance("bills")
    moved: dict[str, list[Transfer]] = defaultdict(list)
    for transfer in transfers:
        if transfer.kind in ("receipt", "supplier_return") and transfer.done_at:
            moved[transfer.order].append(transfer)
    invoices = []
    for order in orders:
        if order.status == "confirmed":
            for billing in _billings(world, chance, order, moved[order.key]):
                invoices.append(_invoice(world, chance, order, billing))
            invoices += _credits(world, chance, order, moved[order.key])
    return invoices + _overheads(world)


def _billings(world: World, chance: Chance, order: PurchaseOrder, moved: list[Transfer]) -> list[Billing]:
    receipts = sorted((t for t in moved if t.kind == "receipt"), key=lambda receipt: receipt.done_at)
    confirmed_at = order.reached("confirmed").at
    served = [line for line in order.lines if line.served_at]
    down = next((line for line in order.lines if line.kind == "down_payment"), None)
    billings = []
    if down:
        line = InvoiceLine(1.0, down.price, None, down.key, down.label)
        billings.append(Billing(f"{order.key}-down", confirmed_at, world.day(confirmed_at), [line]))
    if receipts and chance.happens(BEFORE_RECEIPT_SHARE):
        calendar = world.calendar
        half_way = (calendar.position(confirmed_at) + calendar.position(receipts[0].done_at)) / 2
        at = calendar.at(half_way)
        lines = [_ordered(order, line) for line in order.lines if line.kind == "item"]
        return [*billings, Billing(f"{order.key}-a", at, world.day(at), lines, 0.7)]
    groups = [[receipt] for receipt in receipts] if chance.happens(0.5) else [receipts] if receipts else []
    for position, group in enumerate(groups, 1):
        lines = _received(world, order, group)
        billings.append(_after(world, chance, f"{order.key}-{position}", group[-1].done_at, lines))
    if served:
        lines = [_ordered(order, line) for line in served]
        last = max(line.served_at for line in served)
        billings.append(_after(world, chance, f"{order.key}-s", last, lines))
    if down and len(billings) > 1:
        billings[-1].lines.append(InvoiceLine(-1.0, down.price, None, down.key, down.label))
    if len(billings) == 1 and chance.happens(BEFORE_ORDER_SHARE):
        early = world.day(order.created_at) - timedelta(days=chance.randint(1, 6))
        billings = [replace(billings[0], invoice_date=early)]
    return billings


def _after(world: World, chance: Chance, key: str, at: datetime, lines: list[InvoiceLine]) -> Billing:
    return Billing(key, at, world.day(at) + timedelta(days=chance.one_of([0, 1, 2], [5, 3, 2])), lines)


def _ordered(order: PurchaseOrder, line: OrderLine) -> InvoiceLine:
    return InvoiceLine(order.current(line, "quantity"), order.current(line, "price"), line.item, line.key)


def _received(world: World, order: PurchaseOrder, receipts: list[Transfer]) -> list[InvoiceLine]:
    quantities: dict[str, float] = defaultdict(float)
    for receipt in receipts:
        for line in receipt.lines:
            quantities[line.order_line] += line.done / world.company.items[line.item].purchase_factor
    return [
        InvoiceLine(round(quantities[line.key], 2), order.current(line, "price"), line.item, line.key)
        for line in order.lines
        if line.key in quantities
    ]


def _invoice(world: World, chance: Chance, order: PurchaseOrder, billing: Billing) -> Invoice:
    lines = billing.lines
    if chance.happens(OTHER_PRICE_SHARE) and lines[0].price > 0.5:
        lines[0] = replace(lines[0], price=round(lines[0].price * chance.uniform(1.02, 1.09), 2))
    if chance.happens(OTHER_QUANTITY_SHARE) and lines[0].quantity >= 10:
        lines[0] = replace(lines[0], quantity=round(lines[0].quantity * 1.1))
    created_at = world.after(billing.ready_at, chance.hours(billing.entry_hours, 0.7))
    clerk = chance.one_of(world.company.staff("payables")).login
    changes = ()
    if not chance.happens(NEVER_POSTED_SHARE):
        changes = (StatusChange("posted", world.after(created_at, chance.hours(2.5)), clerk),)
    supplier = world.company.suppliers[order.partner]
    invoice_date = min(billing.invoice_date, world.day(created_at))
    invoice = Invoice(
        key=f"bill-{billing.key}",
        created_at=created_at,
        created_by=clerk,
        changes=changes,
        kind="supplier",
        partner=order.partner,
        currency=order.currency,
        reference=f"{invoice_date:%y%m}{chance.randint(10000, 99999)}",
        invoice_date=invoice_date,
        due_date=invoice_date + timedelta(days=supplier.terms_days),
        lines=tuple(lines),
    )
    return payments.pay_supplier(world, chance, invoice)


def _credits(world: World, chance: Chance, order: PurchaseOrder, moved: list[Transfer]) -> list[Invoice]:
    """What went back is credited a while later."""
    credits = []
    for back in moved:
        if back.kind == "supplier_return":
            at = world.after(back.done_at, chance.hours(20.0))
            clerk = world.company.staff("payables")[0].login
            lines = []
            for line in back.lines:
                ordered = next(candidate for candidate in order.lines if candidate.key == line.order_line)
                quantity = round(line.done / world.company.items[line.item].purchase_factor, 2)
                lines.append(InvoiceLine(quantity, order.current(ordered, "price"), line.item, line.order_line))
            credits.append(
                Invoice(
                    key=f"credit-{back.key}",
                    created_at=at,
                    created_by=clerk,
                    changes=(StatusChange("posted", world.after(at, 0.5), clerk),),
                    kind="supplier_credit",
                    partner=order.partner,
                    currency=order.currency,
                    reference=None,
                    invoice_date=world.day(at),
                    due_date=world.day(at),
                    lines=tuple(lines),
                )
            )
    return credits


def _overheads(world: World) -> list[Invoice]:
    """Electricity and water, which nobody orders."""
    chance = world.chance("overheads")
    invoices = []
    for month in list(world.rates)[2:]:
        for label, (usual, spread) in OVERHEADS.items():
            received = world.calendar.some_moment(month + timedelta(days=chance.randint(1, 4)), chance)
            if received >= world.horizon:
                continue
            invoice = Invoice(
                key=f"overhead-{label}-{month:%Y-%m}",
                created_at=received,
                created_by="wu.ting",
                changes=(StatusChange("posted", world.after(received, chance.hours(3.0)), "wu.ting"),),
                kind="supplier",
                partner="POWER",
                currency="CNY",
                reference=f"{label}-{month:%Y%m}",
                invoice_date=world.day(received),
                due_date=world.day(received) + timedelta(days=15),
                lines=(InvoiceLine(1.0, round(chance.around(usual, spread), 2), label=label),),
            )
            invoices.append(payments.pay_supplier(world, chance, invoice))
    return invoices
