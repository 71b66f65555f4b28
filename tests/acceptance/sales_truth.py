"""What the KPIs of order to cash ought to be on an Odoo database: plain SQL for the stamps, plain Python for the rest.

Written from the cards' definitions, and sharing nothing with the product; the cases of other areas are in `truth.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime

import psycopg
from psycopg.rows import namedtuple_row

from tests.acceptance.truth import ROUNDING, Case, Truth
from tests.acceptance.working_time import local, working_hours

ORDERS = """
select id, company_id, warehouse_id, user_id, state, create_date as entered, commitment_date as promised,
    case when state in ('sale', 'done') then date_order end as dated
from sale_order
"""
# an order was confirmed when that was first noted down, in whatever language, or on its own day, which confirming
# overwrites; without the table of labels nobody can read what was noted
NOTED = """
select m.res_id, min(m.date) from mail_message m join mail_tracking_value v on v.mail_message_id = m.id
join ir_model_fields f on f.id = v.field_id
where m.model = 'sale.order' and f.name = 'state' and v.new_value_char in (
    select translated.value from ir_model_fields_selection s join ir_model_fields f on f.id = s.field_id
    cross join lateral jsonb_each_text(s.name) as translated
    where f.model = 'sale.order' and f.name = 'state' and s.value in ('sale', 'done')
)
group by m.res_id
"""
# the same in the audit log, which is more exact
AUDITED = """
select l.res_id, min(l.create_date) from auditlog_log l join auditlog_log_line f on f.log_id = l.id
where l.model_model = 'sale.order' and l.method = 'write' and f.field_name = 'state' and f.new_value in ('sale', 'done')
group by l.res_id
"""
LINES = """
select l.id, l.order_id, l.create_date as entered, l.product_uom_qty / lu.factor * pu.factor as ordered
from sale_order_line l join product_product p on p.id = l.product_id
join product_template t on t.id = p.product_tmpl_id join uom_uom lu on lu.id = l.product_uom
join uom_uom pu on pu.id = t.uom_id
where l.display_type is null and not coalesce(l.is_downpayment, false) and t.type <> 'service'
"""
MOVES = """
select m.sale_line_id as line, m.date as at,
    case when d.usage = 'customer' then 1 else -1 end * m.quantity / mu.factor * pu.factor as quantity
from stock_move m join stock_location s on s.id = m.location_id join stock_location d on d.id = m.location_dest_id
join product_product p on p.id = m.product_id join product_template t on t.id = p.product_tmpl_id
join uom_uom mu on mu.id = m.product_uom join uom_uom pu on pu.id = t.uom_id
where m.state = 'done' and m.sale_line_id is not null and (s.usage = 'customer') <> (d.usage = 'customer')
order by m.date, m.id
"""


class SalesTruth:
    """Orders, lines and deliveries as the run's "now" sees them."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        with psycopg.connect(truth.dsn, row_factory=namedtuple_row) as connection:
            self._orders = {row.id: row for row in connection.execute(ORDERS) if row.entered <= truth.as_of}
            self._noted: dict[int, datetime] = {}
            for table, sql in (("ir_model_fields_selection", NOTED), ("auditlog_log", AUDITED)):
                [is_there] = connection.execute("select to_regclass(%s) is not null", [table]).fetchone()
                self._noted |= dict(connection.execute(sql).fetchall() if is_there else [])
            self._lines = [row for row in connection.execute(LINES) if row.entered <= truth.as_of]
            self._moves: dict[int, list[tuple[datetime, float]]] = defaultdict(list)
            for row in connection.execute(MOVES):
                if row.at <= truth.as_of:
                    self._moves[row.line].append((row.at, float(row.quantity)))

    def processing(self) -> list[Case]:
        cases = []
        for order in self._orders.values():
            confirmed = self._truth.seen(self._confirmed(order))
            case = self._case(order, order.id)
            if confirmed is not None and confirmed <= order.entered - ROUNDING:
                case.reason = "confirmed_before_entry"
            elif confirmed is not None:
                case.measured = local(confirmed).date()
                case.value = working_hours(order.entered, max(order.entered, confirmed))
            elif order.state == "cancel":
                case.reason = "cancelled"
            elif self._confirmed(order) is None and order.state in ("sale", "done"):
                case.reason = "confirmation_not_recorded"
            if case.reason:
                case.excluded = case.opened
            cases.append(case)
        return cases

    def fulfilment(self) -> list[Case]:
        cases = []
        for line, order, case in self._line_cases():
            complete = self._complete(line)
            if case.reason is None and complete is not None and complete <= order.entered - ROUNDING:
                case.reason = "delivered_before_order"
            elif case.reason is None and complete is not None:
                case.measured = local(complete).date()
                case.value = max((complete - order.entered).total_seconds(), 0.0) / 86400
            if case.reason:
                case.excluded = case.opened
            cases.append(case)
        return cases

    def on_time(self) -> list[Case]:
        def is_on_time(line, due: date) -> float:
            complete = self._complete(line)
            return float(complete is not None and local(complete).date() <= due)

        return self._due_cases(is_on_time, lambda line: 1.0)

    def filled(self) -> list[Case]:
        def filled(line, due: date) -> float:
            there = sum(quantity for at, quantity in self._moves[line.id] if local(at).date() <= due)
            return max(min(there, float(line.ordered)), 0.0)

        return self._due_cases(filled, lambda line: float(line.ordered))

    def _due_cases(self, value: Callable, out_of: Callable) -> list[Case]:
        cases = []
        for line, order, case in self._line_cases():
            due = order.promised and local(order.promised).date()
            case.opened = min(case.opened, due or case.opened)
            if case.reason is None and due is None:
                case.reason = "promise_missing"
            elif case.reason is None and due < self._truth.today:
                case.measured, case.value, case.out_of = due, value(line, due), out_of(line)
            if case.reason:
                case.excluded = case.opened
            cases.append(case)
        return cases

    def _confirmed(self, order) -> datetime | None:
        stamps = (self._noted.get(order.id), order.dated)
        return min((stamp for stamp in stamps if stamp), default=None)

    def _line_cases(self) -> list[tuple]:
        """Lines of goods of orders that were ever confirmed, with the reason why nothing can be said of some."""
        found = []
        for line in self._lines:
            order = self._orders.get(line.order_id)
            is_unrecorded = order is not None and self._confirmed(order) is None and order.state in ("sale", "done")
            if order is None or not (is_unrecorded or self._truth.seen(self._confirmed(order))):
                continue
            case = self._case(order, line.id)
            if is_unrecorded:
                case.reason = "confirmation_not_recorded"
            elif line.ordered <= 0:
                case.reason = "quantity_not_positive"
            elif order.state not in ("sale", "done"):
                case.reason = "cancelled" if order.state == "cancel" else "reopened"
            found.append((line, order, case))
        return found

    def _complete(self, line) -> datetime | None:
        total = 0.0
        for at, quantity in self._moves[line.id]:
            total += quantity
            if total >= float(line.ordered) - 0.005:
                return at
        return None

    def _case(self, order, number: int) -> Case:
        return Case(
            self._truth.key(number),
            local(order.entered).date(),
            company=self._truth.key(order.company_id),
            department=self._truth.department.get(order.user_id, "unassigned"),
            warehouse=self._truth.key(order.warehouse_id),
        )


CASES: dict[str, Callable[[Truth], list[Case]]] = {
    "o2c.order_processing": lambda truth: SalesTruth(truth).processing(),
    "o2c.order_fulfilment": lambda truth: SalesTruth(truth).fulfilment(),
    "o2c.on_time_delivery_rate": lambda truth: SalesTruth(truth).on_time(),
    "o2c.fill_rate": lambda truth: SalesTruth(truth).filled(),
}
