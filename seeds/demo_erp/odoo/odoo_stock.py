"""Transfers, moves and valuation layers.

Belongs here: `stock_picking`, `stock_move`, `stock_valuation_layer`. Does not belong here: quantities and
values themselves, which the history brings.
"""

from __future__ import annotations

from collections import Counter

from seeds.demo_erp.company import MAIN
from seeds.demo_erp.goods import StockMove, Transfer
from seeds.demo_erp.odoo.book import COMPANY_ID, Book
from seeds.demo_erp.odoo.journal import chosen
from seeds.demo_erp.odoo.odoo_settings import INCOMING_TYPE_IDS, LOCATION_IDS, PICKING_TYPES, UNIT_IDS
from seeds.demo_erp.odoo.tables import micro, whole

PICKING = "stock.picking"
PREFIXES = {number: prefix for number, *_, prefix in PICKING_TYPES}
SOUTH_TYPES = {"putaway": 17, "pick": 14, "delivery": 13, "supplier_return": 13}
MAIN_TYPES = {"internal": 7, "delivery": 2, "supplier_return": 2}


def write_stock(book: Book) -> None:
    """All transfers, moves and layers, oldest first."""
    transfers = sorted(book.history.transfers, key=lambda transfer: transfer.created_at)
    moves = sorted(book.history.moves, key=lambda move: move.created_at)
    productions = sorted(book.history.productions, key=lambda production: production.created_at)
    book.tables.number("stock_picking", [transfer.key for transfer in transfers])
    book.tables.number("stock_move", [move.key for move in moves])
    book.tables.number("production", [production.key for production in productions])
    book.tables.number("stock_valuation_layer", [entry.key for entry in book.history.values])
    counters: Counter[str] = Counter()
    names = {transfer.key: _name(transfer, counters) for transfer in transfers}
    for transfer in transfers:
        _write_transfer(book, transfer, names[transfer.key])
    for move in moves:
        _write_move(book, move, names.get(move.transfer), counters)
    _write_layers(book)


def _type_id(transfer: Transfer) -> int:
    if transfer.kind in ("receipt", "customer_return"):
        return INCOMING_TYPE_IDS[transfer.warehouse]
    return (MAIN_TYPES if transfer.warehouse == MAIN else SOUTH_TYPES)[transfer.kind]


def _name(transfer: Transfer, counters: Counter[str]) -> str:
    prefix = PREFIXES[_type_id(transfer)]
    counters[prefix] += 1
    return f"{prefix}/{counters[prefix]:05}"


def _write_transfer(book: Book, transfer: Transfer, name: str) -> None:
    number = book.tables.id_of("stock_picking", transfer.key)
    state = "done" if transfer.done_at else "cancel" if transfer.cancelled_at else "assigned"
    ended_at = transfer.done_at or transfer.cancelled_at
    book.tables.add(
        "stock_picking",
        id=number,
        name=name,
        state=state,
        picking_type_id=_type_id(transfer),
        backorder_id=book.tables.id_of("stock_picking", transfer.backorder_of),
        partner_id=book.tables.id_of("partner", transfer.partner),
        company_id=COMPANY_ID,
        scheduled_date=whole(transfer.scheduled_for),
        date_done=whole(transfer.done_at),
        create_date=micro(transfer.created_at),
        write_date=micro(ended_at or transfer.created_at),
    )
    book.say(PICKING, number, transfer.created_at, transfer.created_by)
    if ended_at:
        who = transfer.done_by if transfer.done_at else "system"
        book.say(PICKING, number, ended_at, who, chosen(PICKING, "state", "assigned", state, book.language(who)))


def _write_move(book: Book, move: StockMove, transfer_name: str | None, counters: Counter[str]) -> None:
    tables = book.tables
    is_done = move.at is not None
    is_sale = (move.order_line or "").startswith("sale-")
    production = tables.id_of("production", move.production)
    tables.add(
        "stock_move",
        id=tables.id_of("stock_move", move.key),
        name=_move_name(book, move, transfer_name, counters),
        state="done" if is_done else "cancel" if move.cancelled_at else "assigned",
        product_id=tables.id_of("product", move.item),
        product_uom=UNIT_IDS[book.company.items[move.item].unit],
        product_uom_qty=move.planned,
        # what is reserved stands in the same column as what has moved
        quantity=move.done if is_done else 0.0 if move.cancelled_at else move.planned,
        location_id=LOCATION_IDS[move.source],
        location_dest_id=LOCATION_IDS[move.destination],
        picking_id=tables.id_of("stock_picking", move.transfer),
        origin_returned_move_id=tables.id_of("stock_move", move.returns),
        is_inventory=1 if move.reason in ("opening", "count") else None if move.reason == "transfer" else 0,
        scrapped=int(move.reason == "scrap"),
        purchase_line_id=None if is_sale else tables.id_of("purchase_order_line", move.order_line),
        sale_line_id=tables.id_of("sale_order_line", move.order_line) if is_sale else None,
        raw_material_production_id=production if move.reason == "consumption" else None,
        production_id=production if move.reason == "output" else None,
        date=whole(move.at or move.scheduled_for),
        company_id=COMPANY_ID,
        create_uid=book.user(move.created_by),
        write_uid=book.user(move.by if is_done else move.created_by),
        create_date=micro(move.created_at),
        write_date=micro(move.at or move.cancelled_at or move.created_at),
    )


def _move_name(book: Book, move: StockMove, transfer_name: str | None, counters: Counter[str]) -> str:
    if move.reason == "opening":
        return f"更新的产品数量 ({book.company.person[move.by].name})"
    if move.reason == "count":
        return "更新的产品数量" if move.done else "确认的产品数量"
    if move.reason == "scrap":
        counters["SP"] += 1
        return f"SP/{counters['SP']:05}"
    if move.production:
        return f"WH/MO/{book.tables.id_of('production', move.production):05}"
    return transfer_name if move.returns else book.item_name(move.item, move.created_by)


def _write_layers(book: Book) -> None:
    tables = book.tables
    for entry in book.history.values:
        tables.add(
            "stock_valuation_layer",
            id=tables.id_of("stock_valuation_layer", entry.key),
            company_id=COMPANY_ID,
            product_id=tables.id_of("product", entry.item),
            quantity=entry.quantity,
            unit_cost=round(entry.unit_cost, 2),
            value=entry.value,
            stock_move_id=tables.id_of("stock_move", entry.move),
            stock_valuation_layer_id=tables.id_of("stock_valuation_layer", entry.corrects),
            create_uid=book.user(entry.by),
            create_date=micro(entry.at),
            write_date=micro(entry.at),
        )
