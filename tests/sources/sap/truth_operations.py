"""What the canonical layer has to hold of a simulated world: production, stock, masters; and the list of all entities.

Belongs here: canonical rows computed from the documents. Does not belong here: buying and selling (`truth_trade.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal

from tests.sources.sap import company as group
from tests.sources.sap import truth, truth_trade
from tests.sources.sap.truth import AHEAD_OF_UTC, Row, booked, end_of, key, shown, user_department, utc
from tests.sources.sap.world import World


def production_orders(world: World) -> Iterator[Row]:
    for order in world.productions:
        client = order.company.client
        status = "confirmed" if order.released else "draft"
        if order.is_deleted:
            status = "cancelled"
        elif order.ended:
            status = "done"
        elif order.started:
            status = "in_progress"
        released: datetime | None = None
        if order.released:
            start = datetime.combine(order.released, datetime.min.time())
            released = utc(order.created if order.released == order.created.date() else start)
        yield {
            "production_order_id": key(client, order.number),
            "order_number": shown(order.number),
            "status": status,
            "company_id": order.company.id,
            "department_id": user_department(client, order.planner),
            "warehouse_id": key(client, order.plant),
            "item_id": key(client, order.item.number),
            "quantity_planned_stock_unit": order.quantity,
            "quantity_good_stock_unit": order.good,
            "quantity_scrapped_stock_unit": order.scrapped,
            "quantity_reworked_stock_unit": Decimal(0),
            "created_at": utc(order.created),
            "confirmed_at": released,
            "planned_start_at": utc(order.planned[0]),
            "planned_end_at": utc(order.planned[1]),
            "started_at": utc(order.started),
            "ended_at": utc(order.ended),
            "cancelled_at": utc(order.created.replace(hour=18, minute=0, second=0)) if order.is_deleted else None,
            "planner_id": key(client, order.planner),
        }


def production_operations(world: World) -> Iterator[Row]:
    for index, order in enumerate(world.productions, 1):
        yield {
            "production_operation_id": key(order.company.client, f"{index:010d}", "00000001"),
            "production_order_id": key(order.company.client, order.number),
            "operation_number": 10,
            "planned_minutes": 30 + 30 * order.quantity / 10,
            "setup_minutes": sum(s for s, _ in order.confirmations) if order.confirmations else None,
            "run_minutes": sum(r for _, r in order.confirmations) if order.confirmations else None,
            "quantity_good_stock_unit": order.good,
            "quantity_scrapped_stock_unit": order.scrapped,
            "started_at": utc(order.started),
            "ended_at": utc(order.ended),
        }


def stock_moves(world: World) -> Iterator[Row]:
    for move in world.moves:
        if move.reason is None:
            continue
        client, plant = move.company.client, move.plant
        location, warehouse = key(client, plant, move.location), key(client, plant)
        yield {
            "stock_move_id": key(client, move.number, move.year, move.line),
            "company_id": move.company.id,
            "item_id": key(client, move.item.number),
            "moved_at": booked(move.at, move.posted_on),
            "reason": move.reason,
            "from_location_id": None if move.is_in else location,
            "to_location_id": location if move.is_in else None,
            "from_warehouse_id": None if move.is_in else warehouse,
            "to_warehouse_id": warehouse if move.is_in else None,
            "quantity_stock_unit": move.quantity,
            "value_company_currency": move.value if move.is_in else -move.value,
            "mover_id": key(client, move.user),
        }
    for item in world.counts:
        if item.counted_on and not item.is_deleted and not item.move:
            client = item.company.client
            yield {
                "stock_move_id": key(client, item.number, "2026", item.line) + ":count",
                "company_id": item.company.id,
                "item_id": key(client, item.item.number),
                "moved_at": end_of(item.counted_on),
                "reason": "count",
                "from_location_id": None,
                "to_location_id": key(client, item.plant, "0001"),
                "from_warehouse_id": None,
                "to_warehouse_id": key(client, item.plant),
                "quantity_stock_unit": Decimal(0),
                "value_company_currency": Decimal(0),
                "mover_id": key(client, item.user),
            }


def stock_balances(world: World) -> Iterator[Row]:
    totals: dict[tuple[str, str, str], list[Decimal]] = {}
    for move in world.moves:
        if move.reason is not None:
            client = move.company.client
            place = (move.company.id, key(client, move.plant), key(client, move.item.number))
            total = totals.setdefault(place, [Decimal(0), Decimal(0)])
            total[0] += move.quantity if move.is_in else -move.quantity
            total[1] += move.value if move.is_in else -move.value
    for (company, warehouse, item), (quantity, value) in totals.items():
        yield {
            "stock_balance_id": f"{item}:{warehouse}",
            "company_id": company,
            "warehouse_id": warehouse,
            "item_id": item,
            "owner": "own",
            "balance_at": None,
            "quantity_stock_unit": quantity,
            "value_company_currency": value,
        }


def stock_counts(world: World) -> Iterator[Row]:
    for item in world.counts:
        if item.counted_on and not item.is_deleted:
            client, move = item.company.client, item.move
            difference = Decimal(0) if not move else move.value if move.is_in else -move.value
            counted = key(client, item.number, "2026", item.line) + ":count"
            yield {
                "stock_count_id": key(client, move.number, move.year, move.line) if move else counted,
                "company_id": item.company.id,
                "item_id": key(client, item.item.number),
                "location_id": key(client, item.plant, "0001"),
                "warehouse_id": key(client, item.plant),
                "counted_at": end_of(item.counted_on),
                "book_quantity_stock_unit": item.book,
                "counted_quantity_stock_unit": item.found,
                "difference_value_company_currency": difference,
                "counter_id": key(client, item.user),
            }


def items(world: World) -> Iterator[Row]:
    units = {"ST": ("个", "PC"), "KG": ("公斤", "KG")}
    for client in group.CLIENTS:
        for item in group.ITEMS:
            names = [item.zh, item.en, item.de]
            yield {
                "item_id": key(client, item.number),
                "item_code": shown(item.number),
                "item_name_zh": next(name for name in names if name),
                "item_name_en": item.en or item.zh or item.de,
                "is_service": item.is_service,
                "stock_unit_name_zh": units.get(item.unit, (item.unit, item.unit))[0],
                "stock_unit_name_en": units.get(item.unit, (item.unit, item.unit))[1],
                "created_at": datetime(2024, 1, 1) - AHEAD_OF_UTC,
            }


def users(world: World) -> Iterator[Row]:
    for client in group.CLIENTS:
        for user in (*group.USERS, "LEFT1"):
            is_known = user in group.USERS
            yield {
                "user_id": key(client, user),
                "login": user,
                "user_name": f"Name of {user}" if is_known else user,
                "department_id": user_department(client, user),
                "is_active": is_known and user != "CHIEF3",
                "is_automatic": user == group.PAYER,
            }


def warehouses(world: World) -> Iterator[Row]:
    for each in group.COMPANIES:
        for plant in each.plants:
            yield {
                "warehouse_id": key(each.client, plant),
                "warehouse_code": plant,
                "warehouse_name": f"Plant {plant}",
                "company_id": each.id,
            }


def suppliers(world: World) -> Iterator[Row]:
    for client in group.CLIENTS:
        for number in group.SUPPLIERS:
            yield {
                "supplier_id": key(client, number),
                "supplier_name": f"供应商 {number[-2:]} Co",
                "supplier_code": shown(number),
                "tax_number": f"91{number}",
                "is_active": not number.endswith("8"),
            }


def customers(world: World) -> Iterator[Row]:
    for client in group.CLIENTS:
        for number in group.CUSTOMERS:
            yield {
                "customer_id": key(client, number),
                "customer_name": f"客户 {number[-2:]}",
                "customer_code": shown(number),
                "is_active": not number.endswith("6"),
            }


def departments(world: World) -> Iterator[Row]:
    for client in group.CLIENTS:
        for number in group.GROUPS:
            yield {
                "department_id": key(client, "purchasing_group", number),
                "department_name_zh": f"Group {number}",
                "is_active": True,
            }
        for number in group.COST_CENTERS.values():
            yield {
                "department_id": key(client, "cost_center", "1000", number),
                "department_name_zh": f"部门{number[-4:]}",
                "is_active": True,
            }


def user_sessions(world: World) -> Iterator[Row]:
    for client in group.CLIENTS:
        for user in group.USERS:
            yield {"user_id": key(client, user), "logged_in_at": datetime(2026, 4, 1, 8, 30) - AHEAD_OF_UTC}


def companies(world: World) -> Iterator[Row]:
    for each in group.COMPANIES:
        yield {"company_id": each.id, "company_currency": each.currency, "company_name": f"Company {each.code}"}


def exchange_rates(world: World) -> Iterator[Row]:
    for each in group.COMPANIES:
        for (own, other), (_, _, _, value) in group.RATES.items():
            if own == each.currency:
                yield {
                    "exchange_rate_id": f"{each.id}:{other}:{group.RATES_SINCE.isoformat()}",
                    "company_id": each.id,
                    "currency_code": other,
                    "valid_from_date": group.RATES_SINCE,
                    "units_per_company_currency": 1 / value,
                }
            elif other == each.currency and own in {c.currency for c in group.COMPANIES if c.client == each.client}:
                # kept in the other direction by a company of the same client; its own direction goes before
                assert (each.currency, own) in group.RATES


ENTITIES: dict[str, Callable[[World], Iterator[Row]]] = {
    function.__name__: function
    for function in (
        truth.purchase_requisition_lines,
        truth.requisition_order_links,
        truth.purchase_orders,
        truth.purchase_order_lines,
        truth.goods_receipt_lines,
        truth.approvals,
        truth_trade.supplier_invoice_lines,
        truth_trade.supplier_payments,
        truth_trade.sales_orders,
        truth_trade.sales_order_lines,
        truth_trade.delivery_lines,
        truth_trade.customer_invoice_lines,
        truth_trade.customer_receipts,
        production_orders,
        production_operations,
        stock_moves,
        stock_balances,
        stock_counts,
        items,
        users,
        companies,
        warehouses,
        suppliers,
        customers,
        departments,
        user_sessions,
        exchange_rates,
    )
}
