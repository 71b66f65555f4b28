"""What is wrong in the simulated company's records: which of them carry which defect.

Belongs here: which records could carry which defect, and by how much they are off. Does not belong here: the drawing of
lots (`choice.py`), how a defect looks in an ERP's tables (`odoo/defects_of_*.sql`). The life itself goes on as if its
records were right.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seeds.simulation.calendar import DAY, HOUR
from seeds.simulation.choice import Choice
from seeds.simulation.life import Life
from seeds.simulation.payables import NORMAL
from seeds.simulation.people import COMPANY_OF_WAREHOUSE
from seeds.simulation.purchasing import PILOT_LEVEL
from seeds.simulation.records import NEVER, NOBODY, Records
from seeds.simulation.reviews import APPROVED

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

MASTER_SHARE = 0.02  # of suppliers and customers, half as many items
# what is usual of an item shows in so many lines. A quantity is made wrong where the right one is as close as this to
# the usual one (as a power of ten), also to what would be usual if a few other lines of the item were missing: nobody
# could take the wrong one for right
LINES_OF_AN_ITEM, USUAL, MISSING_LINES = 8, 0.09, 2
SETTLING_DAYS = 30  # no stamp is moved before the company's first day


def choose(life: Life) -> pl.DataFrame:
    """Defect, table of the life and number in it, and how it is off: a moment, day, quantity, factor or person."""
    choice = Choice(life.frame.chance)
    if life.has_defects:
        _masters(choice, life)
        _purchasing(choice, life)
        _sales(choice, life)
        _production(choice, life)
    return choice.table()


def _masters(choice: Choice, life: Life) -> None:
    masters = life.frame.masters
    for of, count in (("suppliers", len(masters.suppliers.lead_days)), ("customers", len(masters.customers.weight))):
        for defect in (
            *("lacks_name", "lacks_code", "lacks_tax_number", "tax_number_malformed"),
            # entered once more: as it is, under a name that is spelled wrongly, with a number that is not its own
            *("entered_twice", "shares_tax_number", "looks_like_another"),
        ):
            choice.pick(f"{of}.{defect}", of, np.ones(count, bool), share=MASTER_SHARE, least=1)
    every_item = np.ones(len(masters.items.cost_cny), bool)
    for defect in (
        *("lacks_code", "lacks_name", "lacks_unit", "lacks_category", "unit_unlike_its_category"),
        *("shares_code", "looks_like_another"),
    ):
        choice.pick(f"items.{defect}", "items", every_item, share=MASTER_SHARE / 2, least=1)
    on_hand = life.stock.on_hand
    choice.pick("stock_positions.is_negative", "positions", masters.positions.warehouse == 0, on_hand + 5, share=0.01)


def _purchasing(choice: Choice, life: Life) -> None:
    orders = life.purchasing.orders
    stands = (orders["confirmed_at"] < NEVER) & (orders["cancelled_at"] == NEVER)
    stands &= orders["created_at"] > life.start + SETTLING_DAYS * DAY
    # their invoices and receipts: of orders that came whole, were sent nothing back and invoiced once
    deliveries, delivered = life.receiving.deliveries, life.receiving.delivered
    whole = _all_of(deliveries["order"], (deliveries["of"] == 1) & (deliveries["received_at"] < NEVER), len(orders))
    whole &= _all_of(deliveries["order"][delivered["delivery"]], delivered["rejected"] == 0, len(orders)) & stands
    _supplier_invoices(choice, life, whole)
    _receipts(choice, life, whole)
    _approvals(choice, life, stands)
    _purchase_orders(choice, life, stands)


def _supplier_invoices(choice: Choice, life: Life, whole: Flags) -> None:
    invoices = life.payables.invoices
    order = life.receiving.deliveries["order"][invoices["delivery"]]
    is_plain = (invoices["kind"] == NORMAL) & (invoices["posted_at"] < NEVER) & whole[order]
    own = ("orders", order)
    entered_day = life.frame.calendar.day_of(np.where(is_plain, invoices["entered_at"], life.start))
    choice.pick("supplier_invoice_lines.lacks_order", "invoices", is_plain, family=own)
    choice.pick("supplier_invoice_lines.lacks_due_date", "invoices", is_plain, family=own)
    due = invoices["invoice_date"] - 10
    choice.pick("supplier_invoice_lines.due_before_invoice", "invoices", is_plain, due, family=own)
    # a day that nobody has seen yet would be another mistake
    is_past = is_plain & (entered_day + 5 < life.frame.days)
    choice.pick("supplier_invoice_lines.dated_after_entry", "invoices", is_past, entered_day + 5, family=own)
    is_own_currency = is_plain & ~life.purchasing.orders["is_foreign"][order]
    choice.pick("supplier_invoice_lines.lacks_exchange_rate", "invoices", is_own_currency, family=own)


def _receipts(choice: Choice, life: Life, whole: Flags) -> None:
    purchasing, order = life.purchasing, life.receiving.deliveries["order"]
    own = ("orders", order)
    choice.pick("goods_receipts.lacks_order", "deliveries", whole[order], family=own)
    before = purchasing.orders["confirmed_at"][order] - DAY - 6 * HOUR
    choice.pick("goods_receipts.received_before_order", "deliveries", whole[order], before, family=own)
    approver = _approvers(purchasing.reviews.steps, len(purchasing.orders))[order]
    has_approver = whole[order] & (approver != NOBODY)
    choice.pick("goods_receipts.received_by_approver", "deliveries", has_approver, approver, family=own)


def _purchase_orders(choice: Choice, life: Life, stands: Flags) -> None:
    orders, lines = life.purchasing.orders, life.purchasing.lines
    created = orders["created_at"]
    choice.pick("purchase_order_lines.lacks_supplier", "orders", stands, least=1)
    choice.pick("purchase_order_lines.lacks_exchange_rate", "orders", stands & ~orders["is_foreign"])
    # earlier by hours, and still after the requisition was released
    released = life.requisitions.requisitions["approved_at"][orders["requisition"]]
    late_enough = stands & (orders["requisition"] != NOBODY) & (created - np.minimum(released, created) > 4 * HOUR)
    choice.pick("purchase_order_lines.confirmed_before_entry", "orders", late_enough, created - 2 * HOUR)
    of_line = lines["order"]
    own = ("orders", of_line)
    choice.pick("purchase_order_lines.lacks_item", "lines", stands[of_line], family=own)
    # what was changed since stands in the audit log as well
    unchanged = stands[of_line] & (lines["changed_at"] == NEVER)
    choice.pick("purchase_order_lines.quantity_not_positive", "lines", unchanged, family=own)
    first_promise = stands[of_line] & (lines["rescheduled_at"] == NEVER)
    choice.pick("purchase_order_lines.lacks_promise", "lines", first_promise, family=own)
    days = life.frame.chance.between(3, 20, "defect/promised", np.arange(len(lines)))
    promised = created[of_line] - days * DAY
    choice.pick("purchase_order_lines.promised_before_entry", "lines", first_promise, promised, family=own)
    company = COMPANY_OF_WAREHOUSE[orders["warehouse"][of_line]]
    counted = (orders["cancelled_at"] == NEVER)[of_line]
    _outliers(choice, life, "purchase_order_lines", "lines", lines, company, unchanged, own, counted)


def _approvals(choice: Choice, life: Life, stands: Flags) -> None:
    purchasing = life.purchasing
    steps = purchasing.reviews.steps
    order = steps["document"]
    is_approved = stands[order] & (steps["decision"] == APPROVED)
    is_approved &= steps["round"] == purchasing.orders["round"][order]
    is_only = is_approved & steps["is_last"] & (purchasing.orders["submitted_at"][order] == steps["requested_at"])
    early = steps["requested_at"] - HOUR
    choice.pick("approval_steps.decided_before_request", "order_steps", is_only, early, family=("orders", order))
    buyer = purchasing.orders["ordered_by"][order]
    is_first_level = is_approved & (steps["level"] < PILOT_LEVEL)
    choice.pick("approval_steps.approver_is_requester", "order_steps", is_first_level, buyer, family=("orders", order))
    steps, asked = life.requisitions.reviews.steps, life.requisitions.requisitions
    by = asked["requested_by"][steps["document"]]
    is_approved = steps["decision"] == APPROVED
    choice.pick("approval_steps.approver_is_requester", "requisition_steps", is_approved, by)


def _sales(choice: Choice, life: Life) -> None:
    orders, lines = life.sales.orders, life.sales.lines
    entered, of_line = orders["entered_at"], lines["order"]
    stands = (orders["confirmed_at"] < NEVER) & (entered > life.start + SETTLING_DAYS * DAY)
    stands &= orders["requested_at"] > np.where(stands, entered, 0) + DAY
    own = ("sales_orders", of_line)
    choice.pick("sales_order_lines.lacks_exchange_rate", "sales_orders", stands)
    choice.pick("sales_order_lines.confirmed_before_entry", "sales_orders", stands, entered - 2 * HOUR)
    choice.pick("sales_order_lines.promised_before_entry", "sales_orders", stands, entered - 5 * DAY)
    choice.pick("sales_order_lines.lacks_item", "sales_lines", stands[of_line], family=own)
    choice.pick("sales_order_lines.quantity_not_positive", "sales_lines", stands[of_line], family=own)
    company = COMPANY_OF_WAREHOUSE[orders["warehouse"][of_line]]
    counted = (entered < NEVER)[of_line]
    _outliers(choice, life, "sales_order_lines", "sales_lines", lines, company, stands[of_line], own, counted)


def _outliers(
    choice: Choice,
    life: Life,
    records: str,
    of: str,
    lines: Records,
    company: Ints,
    may: Flags,
    family: tuple[str, Ints],
    counted: Flags,
) -> None:
    """Prices and quantities with the point in the wrong place, of items with enough lines to know better.

    Args:
        counted: of each line, whether it says something about what is usual.
    """
    number = np.arange(len(lines))
    group = life.frame.masters.positions.item[lines["position"]] * 2 + company
    frame = pl.DataFrame({"group": group, "quantity": lines["quantity"], "counted": counted})
    ordered, middle = pl.col("quantity").filter("counted").sort(), pl.col("counted").sum().cast(pl.Int64) // 2
    usual = frame.group_by("group").agg(
        lines=pl.col("counted").sum(),
        lowest=ordered.slice((middle - 1 - MISSING_LINES).clip(0), 1).first(),
        highest=ordered.slice(middle, 1 + MISSING_LINES).last(),
    )
    usual = frame.join(usual, on="group", how="left", maintain_order="left")
    is_known = may & (usual["lines"].to_numpy() >= LINES_OF_AN_ITEM)
    chance = life.frame.chance
    factor = np.array([0.1, 10.0, 100.0])[chance.between(0, 2, f"defect/{of}/price", number)]
    # of a few cents nothing is left of a tenth
    factor = np.where(lines["price"] < 5.0, 10.0, factor)
    choice.pick(
        f"{records}.price_off_by_power_of_ten", of, is_known & (lines["price"] > 0), factor, family=family, apart=group
    )
    size = np.log10(np.maximum(lines["quantity"], 1))
    is_usual = is_known.copy()
    for end in ("lowest", "highest"):
        is_usual &= np.abs(size - np.log10(usual[end].fill_null(1).clip(1).to_numpy())) <= USUAL
    factor = np.array([100.0, 1000.0])[chance.between(0, 1, f"defect/{of}/quantity", number)]
    choice.pick(f"{records}.quantity_off_by_hundreds", of, is_usual, factor, family=family, apart=group)


def _production(choice: Choice, life: Life) -> None:
    orders = life.production.orders
    is_open = (orders["released_at"] < NEVER) & (orders["started_at"] == NEVER)
    has_plan = is_open | (orders["released_at"] == NEVER)
    is_done = orders["completed_at"] < NEVER
    planned = orders["planned_start_at"] - 2 * DAY
    choice.pick("production_orders.planned_end_before_start", "production_orders", has_plan, planned, least=1)
    choice.pick("production_orders.ended_before_start", "production_orders", is_done, orders["started_at"] - DAY)
    choice.pick("production_orders.quantity_not_positive", "production_orders", orders["created_at"] < NEVER)


def _all_of(group: Ints, is_so: Flags, groups: int) -> Flags:
    """Groups with members, all of which are so."""
    members = np.bincount(group, minlength=groups)
    return (members > 0) & (members == np.bincount(group, is_so, groups))


def _approvers(steps: Records, orders: int) -> Ints:
    """Of each order somebody who approved it, NOBODY where nobody had to."""
    approver = np.full(orders, NOBODY)
    is_approved = steps["decision"] == APPROVED
    approver[steps["document"][is_approved]] = steps["decided_by"][is_approved]
    return approver
