"""Sales orders with their lines, tracked states and audit trail.

Belongs here: `sale_order` and `sale_order_line`. Does not belong here: deliveries, invoices.
"""

from __future__ import annotations

from datetime import datetime

from seeds.demo_erp.documents import OrderLine, SalesOrder
from seeds.demo_erp.odoo.book import COMPANY_ID, CURRENCY_IDS, SYSTEM_PARTNER, Book
from seeds.demo_erp.odoo.journal import chosen, numbered
from seeds.demo_erp.odoo.odoo_purchasing import DISPLAY_TYPES
from seeds.demo_erp.odoo.odoo_settings import UNIT_IDS, WAREHOUSE_IDS
from seeds.demo_erp.odoo.tables import micro, whole

ORDER, LINE = "sale.order", "sale.order.line"
STATES = {"draft": "draft", "sent": "sent", "confirmed": "sale", "cancelled": "cancel"}
SALES_TEAM = 1


def write_sales(book: Book) -> None:
    """All sales orders, oldest first."""
    orders = sorted(book.history.sales_orders, key=lambda order: order.created_at)
    book.tables.number("sale_order", [order.key for order in orders])
    book.tables.number("sale_order_line", [line.key for order in orders for line in order.lines])
    for order in orders:
        number = book.tables.id_of("sale_order", order.key)
        _write_order(book, order, number)
        for line in order.lines:
            _write_line(book, order, line, number)
        _trail(book, order, number)


def _write_order(book: Book, order: SalesOrder, number: int) -> None:
    user = book.user(order.created_by)
    confirmed = order.reached("confirmed")
    promised = [change.value for change in order.field_changes if change.line is None]
    stamps = [at for line in order.lines for at in _line_stamps(book, line)]
    book.tables.add(
        "sale_order",
        id=number,
        name=f"S{number:05}",
        state=STATES[order.status],
        partner_id=book.tables.id_of("partner", order.partner),
        currency_id=CURRENCY_IDS[order.currency],
        currency_rate=1.0,
        user_id=user,
        team_id=SALES_TEAM,
        company_id=COMPANY_ID,
        warehouse_id=WAREHOUSE_IDS[order.warehouse],
        # confirmation overwrites the date of the order
        date_order=whole(confirmed.at if confirmed else order.created_at),
        commitment_date=whole(promised[-1] if promised else order.requested_for),
        amount_untaxed=order.amount(),
        amount_total=order.amount(),
        create_uid=user,
        create_date=micro(order.created_at),
        write_date=micro(book.last_touch(order, *stamps)),
    )


def _line_stamps(book: Book, line: OrderLine) -> list[datetime]:
    return [at for at in (book.moved_at.get(line.key), book.invoiced_at.get(line.key)) if at]


def _write_line(book: Book, order: SalesOrder, line: OrderLine, number: int) -> None:
    tables = book.tables
    line_id = tables.id_of("sale_order_line", line.key)
    item = book.company.items.get(line.item)
    is_service = item is not None and item.category == "service"
    quantity = order.current(line, "quantity")
    stamps = [change.at for change in (*order.changes, *order.field_changes)] + _line_stamps(book, line)
    tables.add(
        "sale_order_line",
        id=line_id,
        order_id=number,
        product_id=tables.id_of("product", line.item),
        product_uom=UNIT_IDS[line.unit] if line.unit else None,
        display_type=DISPLAY_TYPES.get(line.kind),
        name=book.item_name(line.item, order.created_by) if item else line.label,
        product_uom_qty=quantity,
        price_unit=line.price,
        price_subtotal=order.line_amount(line),
        # services are entered as delivered when they are invoiced
        qty_delivered=book.invoiced[line.key] if is_service else book.moved[line.key],
        qty_invoiced=book.invoiced[line.key],
        customer_lead=5.0 if item and not is_service else 0.0,
        state=STATES[order.status],
        company_id=COMPANY_ID,
        create_date=micro(order.created_at),
        write_date=micro(max([order.created_at, *stamps])),
    )
    user = book.user(order.created_by)
    created = [
        ("product_uom_qty", None, line.quantity),
        ("price_unit", None, line.price),
        ("state", None, "draft"),
    ]
    book.journal.audit(LINE, line_id, order.created_at, user, "create", *created)
    for change in order.field_changes:
        if change.line == line.key:
            changed = ("product_uom_qty", line.quantity, change.value)
            book.journal.audit(LINE, line_id, change.at, book.user(change.by), "write", changed)


def _trail(book: Book, order: SalesOrder, number: int) -> None:
    """The audit log knows old and new values here; the message only the labels."""
    user = book.user(order.created_by)
    language = book.language(order.created_by)
    book.say(ORDER, number, order.created_at, order.created_by)
    created = [
        ("state", None, "draft"),
        ("date_order", None, whole(order.created_at)),
        ("commitment_date", None, whole(order.requested_for)),
    ]
    book.journal.audit(ORDER, number, order.created_at, user, "create", *created)
    state = "draft"
    for change in order.changes:
        new = STATES[change.status]
        book.say(ORDER, number, change.at, change.by, chosen(ORDER, "state", state, new, language))
        lines = [("state", state, new)]
        if new == "sale":
            lines.append(("date_order", whole(order.created_at), whole(change.at)))
        book.journal.audit(ORDER, number, change.at, user, "write", *lines)
        state = new
    for change in order.field_changes:
        if change.line is None:
            moved = ("commitment_date", whole(order.requested_for), whole(change.value))
            book.journal.audit(ORDER, number, change.at, user, "write", moved)
        else:
            amounts = numbered(ORDER, "amount_untaxed", order.amount(order.created_at), order.amount())
            book.journal.message(ORDER, number, change.at, SYSTEM_PARTNER, amounts)
