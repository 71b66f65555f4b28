"""Requisitions and purchase orders with their lines, tracked states and audit trail.

Belongs here: `purchase_request*` and `purchase_order*`. Does not belong here: reviews, receipts, bills.
"""

from __future__ import annotations

from datetime import datetime

from seeds.demo_erp.documents import FieldChange, OrderLine, PurchaseOrder, Requisition
from seeds.demo_erp.odoo.book import COMPANY_ID, CURRENCY_IDS, SYSTEM_PARTNER, Book
from seeds.demo_erp.odoo.journal import chosen, numbered
from seeds.demo_erp.odoo.odoo_settings import INCOMING_TYPE_IDS, UNIT_IDS
from seeds.demo_erp.odoo.tables import iso, micro, whole

REQUEST, ORDER, LINE = "purchase.request", "purchase.order", "purchase.order.line"
REQUEST_STATES = {
    "draft": "draft",
    "submitted": "to_approve",
    "approved": "approved",
    "rejected": "rejected",
    "ordered": "in_progress",
}
ORDER_STATES = {"draft": "draft", "sent": "sent", "confirmed": "purchase", "cancelled": "cancel"}
DISPLAY_TYPES = {"section": "line_section", "note": "line_note"}
FIELD_NAMES = {"price": "price_unit", "quantity": "product_qty", "promised_for": "date_planned"}


def write_purchasing(book: Book) -> None:
    """All requisitions and orders, oldest first."""
    requests = sorted(book.history.requisitions, key=lambda request: request.created_at)
    orders = sorted(book.history.purchase_orders, key=lambda order: order.created_at)
    book.tables.number("purchase_request", [request.key for request in requests])
    book.tables.number("purchase_request_line", [line.key for request in requests for line in request.lines])
    book.tables.number("purchase_order", [order.key for order in orders])
    book.tables.number("purchase_order_line", [line.key for order in orders for line in order.lines])
    for request in requests:
        _write_request(book, request)
    for order in orders:
        _write_order(book, order)


def _write_request(book: Book, request: Requisition) -> None:
    number = book.tables.id_of("purchase_request", request.key)
    user = book.user(request.created_by)
    touched = micro(book.last_touch(request))
    book.tables.add(
        "purchase_request",
        id=number,
        name=f"PR{number:05}",
        state=REQUEST_STATES[request.status],
        requested_by=user,
        company_id=COMPANY_ID,
        picking_type_id=INCOMING_TYPE_IDS[request.warehouse],
        date_start=iso(book.day(request.created_at)),
        create_uid=user,
        create_date=micro(request.created_at),
        write_date=touched,
    )
    for line in request.lines:
        book.tables.add(
            "purchase_request_line",
            id=book.tables.id_of("purchase_request_line", line.key),
            request_id=number,
            product_id=book.tables.id_of("product", line.item),
            product_uom_id=UNIT_IDS[book.company.items[line.item].unit],
            product_qty=line.quantity,
            name=book.item_name(line.item, request.created_by),
            date_required=iso(line.needed_by),
            cancelled=int(request.status == "rejected"),
            estimated_cost=line.estimated_cost,
            company_id=COMPANY_ID,
            create_date=micro(request.created_at),
            write_date=touched,
        )
    book.say(REQUEST, number, request.created_at, request.created_by)
    book.journal.audit(REQUEST, number, request.created_at, user, "create", ("description", None, None))
    state = "draft"
    for change in request.changes:
        new = REQUEST_STATES[change.status]
        book.say(
            REQUEST,
            number,
            change.at,
            change.by,
            chosen(REQUEST, "state", state, new, book.language(change.by)),
        )
        # a refusal is written twice, once by the button and once by its method
        for _ in range(2 if new == "rejected" else 1):
            book.journal.audit(REQUEST, number, change.at, book.user(change.by), "write", ("state", None, new))
        state = new


def _write_order(book: Book, order: PurchaseOrder) -> None:
    number = book.tables.id_of("purchase_order", order.key)
    user = book.user(order.created_by)
    confirmed = order.reached("confirmed")
    day = book.day(order.created_at)
    rate = book.history.rates[day.replace(day=1)] if order.currency == "USD" else 1.0
    lines = [line for line in order.lines if line.kind != "down_payment" or confirmed]
    stamps = [
        at for line in lines for at in (book.moved_at.get(line.key), book.invoiced_at.get(line.key), line.served_at)
    ]
    book.tables.add(
        "purchase_order",
        id=number,
        name=f"P{number:05}",
        state=ORDER_STATES[order.status],
        partner_id=book.tables.id_of("partner", order.partner),
        currency_id=CURRENCY_IDS[order.currency],
        currency_rate=rate,
        user_id=user,
        company_id=COMPANY_ID,
        picking_type_id=INCOMING_TYPE_IDS[order.warehouse],
        date_order=whole(order.created_at),
        date_approve=whole(confirmed.at) if confirmed else None,
        amount_untaxed=order.amount(),
        amount_total=order.amount(),
        receipt_status=_receipt_status(book, order),
        create_uid=user,
        create_date=micro(order.created_at),
        write_date=micro(book.last_touch(order, *stamps)),
    )
    for line in lines:
        _write_line(book, order, line, number)
    _trail(book, order, number)


def _receipt_status(book: Book, order: PurchaseOrder) -> str | None:
    """Odoo's summary of the order's transfers: pending, partial or full."""
    transfers = [
        transfer
        for transfer in book.transfers_of.get(order.key, [])
        if transfer.kind == "receipt" and transfer.cancelled_at is None
    ]
    if order.status != "confirmed" or not transfers:
        return None
    done = [transfer for transfer in transfers if transfer.done_at]
    if len(done) == len(transfers):
        return "full"
    return "partial" if done else "pending"


def _write_line(book: Book, order: PurchaseOrder, line: OrderLine, number: int) -> None:
    tables = book.tables
    line_id = tables.id_of("purchase_order_line", line.key)
    item = book.company.items.get(line.item)
    factor = item.purchase_factor if item else 1.0
    received = order.current(line, "quantity") if line.served_at else round(book.moved[line.key] / factor, 2)
    promised = order.current(line, "promised_for")
    stamps = [change.at for change in order.field_changes if change.line == line.key]
    stamps += [at for at in (book.moved_at.get(line.key), book.invoiced_at.get(line.key), line.served_at) if at]
    stamps += [change.at for change in order.changes]
    tables.add(
        "purchase_order_line",
        id=line_id,
        order_id=number,
        product_id=tables.id_of("product", line.item),
        product_uom=UNIT_IDS[line.unit] if line.unit else None,
        display_type=DISPLAY_TYPES.get(line.kind),
        is_downpayment=1 if line.kind == "down_payment" else None,
        name=book.item_name(line.item, order.created_by) if item else line.label,
        product_qty=order.current(line, "quantity"),
        product_uom_qty=round(order.current(line, "quantity") * factor, 2),
        price_unit=order.current(line, "price"),
        price_subtotal=order.line_amount(line) if item else 0.0,
        qty_received=received,
        qty_invoiced=book.invoiced[line.key],
        date_planned=whole(promised),
        state=ORDER_STATES[order.status],
        company_id=COMPANY_ID,
        create_date=micro(order.created_at),
        write_date=micro(max([order.created_at, *stamps])),
    )
    for requested in line.requisition_lines:
        tables.add(
            "purchase_request_purchase_order_line_rel",
            purchase_request_line_id=tables.id_of("purchase_request_line", requested),
            purchase_order_line_id=line_id,
        )
    _trail_line(book, order, line, line_id, factor)


def _trail_line(book: Book, order: PurchaseOrder, line: OrderLine, line_id: int, factor: float) -> None:
    """Fully audited: created, computed in the same transaction, then every change with old and new value."""
    user = book.user(order.created_by)
    created = [
        ("product_qty", None, line.quantity),
        ("product_uom_qty", None, 0.0),
        ("price_unit", None, line.price),
        ("date_planned", None, whole(line.promised_for)),
        ("state", None, None),
    ]
    computed = [
        ("product_uom_qty", 0.0, round(line.quantity * factor, 2)),
        ("price_subtotal", 0.0, round(line.quantity * line.price, 2)),
        ("state", None, "draft"),
    ]
    book.journal.audit(LINE, line_id, order.created_at, user, "create", *created)
    book.journal.audit(LINE, line_id, order.created_at, user, "write", *computed)
    values = {field: getattr(line, field) for field in FIELD_NAMES}
    for change in order.field_changes:
        if change.line == line.key:
            old, new = values[change.field], change.value
            values[change.field] = new
            book.journal.audit(LINE, line_id, change.at, book.user(change.by), "write", *_changed(change, old, factor))


def _changed(change: FieldChange, old: object, factor: float) -> list[tuple[str, object, object]]:
    new = change.value
    if isinstance(new, datetime):
        return [("date_planned", whole(old), whole(new))]
    lines = [(FIELD_NAMES[change.field], old, new)]
    if change.field == "quantity":
        lines.append(("product_uom_qty", round(old * factor, 2), round(new * factor, 2)))
    return lines


def _trail(book: Book, order: PurchaseOrder, number: int) -> None:
    user = book.user(order.created_by)
    language = book.language(order.created_by)
    book.say(ORDER, number, order.created_at, order.created_by)
    partner = book.tables.id_of("partner", order.partner)
    book.journal.audit(ORDER, number, order.created_at, user, "create", ("partner_id", None, partner))
    book.journal.audit(ORDER, number, order.created_at, user, "write", ("user_id", None, user))
    state = "draft"
    for change in order.changes:
        new = ORDER_STATES[change.status]
        book.say(ORDER, number, change.at, change.by, chosen(ORDER, "state", state, new, language))
        lines = [("date_approve", None, whole(change.at))] if new == "purchase" else []
        book.journal.audit(ORDER, number, change.at, user, "write", *lines, ("state", None, new))
        state = new
    amount = order.amount(order.created_at)
    for at in sorted({change.at for change in order.field_changes if change.field != "promised_for"}):
        new_amount = order.amount(at)
        book.journal.message(ORDER, number, at, SYSTEM_PARTNER, numbered(ORDER, "amount_untaxed", amount, new_amount))
        amount = new_amount
