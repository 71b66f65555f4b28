"""The cases of order to cash as the simulation knows them: from its own records, which the product never sees.

Belongs here: sales orders, their lines, what was shipped of them and came back, as cases of KPIs. Does not belong here:
receivables and all other areas (`truth.py`), and how values are formed from cases.

Every line is shipped at once, or not yet; Odoo knows one day of an order, which was asked for and promised.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta

from tests.acceptance.truth import Case
from tests.acceptance.working_time import local, working_hours
from tests.simulation.recorded import EPOCH, Row
from tests.simulation.truth import SimulatedTruth

# what an order says wrongly, by the rule that it breaks
WRONG_STAMPS = {
    "sales_order_lines.confirmed_before_entry": "confirmed_at",
    "sales_order_lines.promised_before_entry": "requested_at",
}


def order_processing(truth: SimulatedTruth, hours: Callable[[datetime, datetime], float] = working_hours) -> list[Case]:
    """From the entry of an order to its confirmation; an order that waits for a word about credit is open."""
    cases = []
    for order in _orders(truth).values():
        entered, confirmed = order["entered_at"], order["confirmed_at"]
        case = truth.case(str(order["id"]), local(entered).date(), order["warehouse"], order["entered_by"])
        if confirmed is not None and confirmed < entered:
            case.excluded, case.reason = case.opened, "confirmed_before_entry"
        elif confirmed is not None:
            case.measured, case.value = local(confirmed).date(), hours(entered, confirmed)
        cases.append(case)
    return cases


def order_fulfilment(truth: SimulatedTruth) -> list[Case]:
    """Days from the entry of an order to the shipment of a line, where that was all that the order says."""
    cases = []
    for line, order, case in _line_cases(truth):
        shipped = line["shipped_at"]
        if line["ordered"] <= 0:
            case.excluded, case.reason = case.opened, "quantity_not_positive"
        elif shipped is not None and line["shipped"] >= line["ordered"]:
            case.measured = local(shipped).date()
            case.value = (shipped - order["entered_at"]).total_seconds() / 86400
        cases.append(case)
    return cases


def on_time_delivery_rate(truth: SimulatedTruth) -> list[Case]:
    return _due_cases(truth, _is_on_time, lambda line: 1.0)


def fill_rate(truth: SimulatedTruth) -> list[Case]:
    return _due_cases(truth, _filled, lambda line: float(line["ordered"]))


def _is_on_time(line: Row, due: date) -> float:
    return float(line["shipped_on"] is not None and line["shipped_on"] <= due and line["shipped"] >= line["ordered"])


def _filled(line: Row, due: date) -> float:
    """What the customer had on the evening of a day, and never more than ordered."""
    there = line["shipped"] if line["shipped_on"] is not None and line["shipped_on"] <= due else 0
    there -= sum(quantity for came_back, quantity in line["returns"] if came_back <= due)
    return float(max(min(there, line["ordered"]), 0))


def _due_cases(
    truth: SimulatedTruth, value: Callable[[Row, date], float], out_of: Callable[[Row], float]
) -> list[Case]:
    """Lines by the day they were promised, once it is over."""
    cases = []
    for line, order, case in _line_cases(truth):
        due = local(order["requested_at"]).date()
        case.opened = min(case.opened, due)
        if line["ordered"] <= 0:
            case.excluded, case.reason = case.opened, "quantity_not_positive"
        elif due < truth.today:
            case.measured, case.value, case.out_of = due, value(line, due), out_of(line)
        cases.append(case)
    return cases


def _line_cases(truth: SimulatedTruth) -> list[tuple[Row, Row, Case]]:
    """Lines of confirmed orders, the order, and a case that opens when it is entered."""
    orders, found = _orders(truth), []
    for line in _lines(truth):
        order = orders.get(line["order"])
        if order is not None and order["confirmed_at"] is not None:
            opened = local(order["entered_at"]).date()
            found.append((line, order, truth.case(str(line["id"]), opened, order["warehouse"], order["entered_by"])))
    return found


def _orders(truth: SimulatedTruth) -> dict[int, Row]:
    """Orders that were entered, as the ERP has them."""
    orders = {row["id"]: row for row in truth.rows("sales_orders") if row["entered_at"] is not None}
    for rule, column in WRONG_STAMPS.items():
        for number, seconds in truth.defects.of("sales_orders", rule).items():
            orders[number][column] = EPOCH + timedelta(seconds=seconds)
    return orders


def _lines(truth: SimulatedTruth) -> list[Row]:
    """Lines with the quantity that the order says, the one that was shipped, when, and what came back on which day."""
    deliveries = {row["id"]: row["shipped_at"] for row in truth.rows("sales_deliveries")}
    returns = defaultdict(list)
    for row in truth.rows("returns"):
        if row["received_at"] is not None:
            returns[row["line"]].append((local(row["received_at"]).date(), row["quantity"]))
    nothing = truth.defects.of("sales_lines", "sales_order_lines.quantity_not_positive")
    factors = truth.defects.of("sales_lines", "sales_order_lines.quantity_off_by_hundreds")
    lines = truth.rows("sales_lines")
    for line in lines:
        shipped_at = deliveries.get(line["delivery"])
        line["ordered"] = 0 if line["id"] in nothing else line["quantity"] * factors.get(line["id"], 1)
        line["shipped"] = line["quantity"] if shipped_at is not None else 0
        line["shipped_at"], line["shipped_on"] = shipped_at, shipped_at and local(shipped_at).date()
        line["returns"] = returns[line["id"]]
    return lines
