"""The events of the purchasing and selling processes in a simulated world, and what its KPIs ought to be.

Belongs here: events and cases computed from the documents. Does not belong here: canonical rows (`truth.py`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.sources.sap import truth, truth_trade
from tests.sources.sap.truth import AHEAD_OF_UTC
from tests.sources.sap.world import World

Event = tuple[str, str, datetime]
DECIDED = ("approved", "rejected")


def procure_to_pay_events(world: World) -> Counter[Event]:
    """(case, activity, stamp) of every event, as often as it happened."""
    orders = {str(row["order_id"]): row for row in truth.purchase_orders(world)}
    requisitions = {str(row["requisition_line_id"]): row for row in truth.purchase_requisition_lines(world)}
    steps: dict[Any, list[Any]] = defaultdict(list)
    for row in truth.approvals(world):
        if row["decision"] != "not_reached":
            steps[row["document_id"]].append(row)
    receipts = _by(truth.goods_receipt_lines(world), "order_line_id")
    invoices = _by(truth_trade.supplier_invoice_lines(world), "order_line_id")
    payments = _by(truth_trade.supplier_payments(world), "invoice_id")
    moved = defaultdict(list)
    for line, at, _, _ in truth_trade.purchase_promise_changes(world):
        moved[line].append(at)
    events: Counter[Event] = Counter()

    def release(case: str, document: Any, submitted: str, decided: str) -> None:
        for at in {row["round_number"]: row["submitted_at"] for row in steps[document]}.values():
            events[case, submitted, at] += 1
        for row in steps[document]:
            if row["decision"] in DECIDED:
                events[case, f"{decided}_{row['decision']}", row["decided_at"]] += 1

    def begin(case: str, requisition: Any) -> None:
        events[case, "requisition_created", requisition["created_at"]] += 1
        release(case, requisition["requisition_id"], "requisition_submitted", "requisition")

    ordered = set()
    for line in truth.purchase_order_lines(world):
        key = str(line["order_line_id"])
        case, order = f"{key}:order_line", orders[str(line["order_id"])]
        confirmed: Any = order["confirmed_at"]
        if line["requisition_line_id"]:
            ordered.add(line["requisition_line_id"])
            begin(case, requisitions[str(line["requisition_line_id"])])
        events[case, "order_created", line["created_at"]] += 1  # type: ignore[index]
        release(case, line["order_id"], "order_submitted", "order_step")
        for activity, stamp in (("order_confirmed", confirmed), ("order_cancelled", order["cancelled_at"])):
            if stamp:
                events[case, activity, stamp] += 1
        for at in moved[key]:
            if confirmed and at - confirmed >= timedelta(seconds=2):
                events[case, "order_changed", at] += 1
        for receipt in receipts[key]:
            events[case, "goods_returned" if receipt["is_return"] else "goods_received", receipt["received_at"]] += 1
        live = [row for row in invoices[key] if row["status"] != "cancelled"]
        for row in live:
            events[case, "invoice_received", row["received_at"]] += 1
            if row["posted_at"]:
                events[case, "invoice_posted", row["posted_at"]] += 1
        for invoice in {row["invoice_id"] for row in live}:
            for payment in payments[invoice]:
                if payment["allocation_kind"] == "payment":
                    events[case, "payment_made", payment["recorded_at"]] += 1
    for key, requisition in requisitions.items():
        if key not in ordered:
            begin(f"{key}:requisition_line", requisition)
    return events


def order_to_cash_events(world: World) -> Counter[Event]:
    """The same of selling."""
    events: Counter[Event] = Counter()
    orders = {row["order_id"]: row for row in truth_trade.sales_orders(world)}
    for line in truth_trade.sales_order_lines(world):
        case, order = f"{line['order_line_id']}:sales_order_line", orders[line["order_id"]]
        events[case, "order_entered", order["entered_at"]] += 1  # type: ignore[index]
        if order["confirmed_at"]:
            events[case, "order_confirmed", order["confirmed_at"]] += 1  # type: ignore[index]
    for row in truth_trade.delivery_lines(world):
        events[f"{row['order_line_id']}:sales_order_line", "goods_shipped", row["shipped_at"]] += 1  # type: ignore[index]
    return events


@dataclass
class Timeliness:
    """Order lines of goods: how many promises were kept, and how every line counts."""

    due: int = 0
    on_time: int = 0
    excluded: int = 0
    lines: int = 0


def timeliness(world: World) -> Timeliness:
    """Promises kept on the first promised date; every promise is over by the run's now."""
    orders = {row["order_id"]: row for row in truth.purchase_orders(world)}
    receipts = _by(truth.goods_receipt_lines(world), "order_line_id")
    found = Timeliness()
    for line in truth.purchase_order_lines(world):
        order: Any = orders[line["order_id"]]
        if line["line_kind"] == "service" or not (order["confirmed_at"] or line["status"] == "confirmed"):
            continue
        found.lines += 1
        promised = local(line["first_promised_at"])
        in_force = order["confirmed_at"] and line["quantity_ordered_stock_unit"] > 0  # type: ignore[operator]
        if line["status"] == "cancelled":
            cancelled = order["cancelled_at"]
            in_force = in_force and cancelled and promised < local(cancelled)
        elif line["status"] != "confirmed":
            in_force = False
        if not in_force:
            found.excluded += 1
            continue
        found.due += 1
        completed = _completed(line, receipts[line["order_line_id"]])
        found.on_time += completed is not None and local(completed) <= promised
    return found


def _completed(line: Any, receipts: list[Any]) -> datetime | None:
    """From when on the ordered quantity was there for good; what was sent back at the end for credit stays received."""
    receipts = sorted(receipts, key=lambda row: (row["received_at"], row["receipt_line_id"]))
    ordered = line["quantity_ordered_stock_unit"]
    wanted = ordered - min(Decimal("0.00005"), ordered / 10)
    counted = [row["quantity_stock_unit"] for row in receipts]
    if not line["is_receipt_expected"]:
        # what was sent back is owed again as far as it came again; what undoes a booking never came
        credits = [row["is_return"] and not row["is_reversal"] for row in receipts]
        again = sum(n for n, is_credit in zip(counted, credits, strict=True) if not is_credit) - ordered
        for place, is_credit in enumerate(credits):
            if is_credit:
                returned = -counted[place]
                counted[place] = -max(Decimal(0), min(returned, again))
                again -= returned
    so_far = [sum(counted[: place + 1]) for place in range(len(receipts))]
    for place, row in enumerate(receipts):
        if min(so_far[place:]) >= wanted:
            return row["received_at"]
    return None


def local(stamp: Any) -> date:
    return (stamp + AHEAD_OF_UTC).date()


def _by(rows: Iterator[dict[str, Any]], column: str) -> dict[Any, list[dict[str, Any]]]:
    grouped: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row[column]].append(row)
    return grouped
