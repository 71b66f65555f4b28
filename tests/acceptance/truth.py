"""What the ten KPIs ought to be on an Odoo database: plain SQL for the stamps, plain Python for the rest.

Written from the cards' definitions, and sharing nothing with the product: no model, no macro, no seed. Every KPI is a
list of `Case`; a case is measured at a date, or excluded at a date with a reason, or open.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import psycopg
from psycopg.rows import namedtuple_row

from tests.acceptance.working_time import local, working_hours

ROUNDING = timedelta(seconds=1)


def following_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


@dataclass
class Case:
    """One case of one KPI. `value` is what is measured: hours, days, or 0/1 for a rate."""

    id: str
    opened: date
    measured: date | None = None
    excluded: date | None = None
    reason: str | None = None
    value: float | None = None
    company: str = "unassigned"
    department: str = "unassigned"
    warehouse: str = "unassigned"
    # approval levels: decided steps of the document
    steps: int = 0
    # ratios of sums: what the value is a part of, such as a quantity ordered; where cases are counted, one
    out_of: float = 1.0


class Truth:
    """All cases of all KPIs of one Odoo database, as of one moment (naive UTC)."""

    def __init__(self, dsn: str, as_of: datetime, source: str = "erp") -> None:
        self.dsn = dsn
        self.source = source
        self.as_of = as_of
        self.today = local(as_of).date()
        with psycopg.connect(dsn, row_factory=namedtuple_row) as connection:
            self._query = connection.execute
            self._tables = {
                row[0] for row in self._query("select tablename from pg_tables where schemaname = 'public'")
            }
            self._read_masters()
            self._read_purchasing()
            self._read_stock()
            self._read_approvals()

    # -- reading -----------------------------------------------------------------------------------------------------

    def _rows(self, sql: str) -> list:
        return self._query(sql).fetchall()

    def _read_masters(self) -> None:
        self.department = {
            row.user_id: self.key(row.department_id)
            for row in self._rows(
                "select distinct on (e.user_id) e.user_id, e.department_id from hr_employee e join res_users u"
                " on u.id = e.user_id"
                " order by e.user_id, (e.company_id is distinct from u.company_id), not e.active, e.id"
            )
            if row.department_id
        }
        self.services = {
            row.id
            for row in self._rows(
                "select p.id from product_product p join product_template t on t.id = p.product_tmpl_id"
                " where t.type = 'service'"
            )
        }
        self.orders = {row.id: row for row in self._rows("select * from purchase_order")}
        self.order_lines = self._rows(
            "select l.*, pt.warehouse_id from purchase_order_line l join purchase_order o on o.id = l.order_id"
            " left join stock_picking_type pt on pt.id = o.picking_type_id"
            " where l.display_type is null and not coalesce(l.is_downpayment, false) order by l.id"
        )
        self.requests = {row.id: row for row in self._rows("select * from purchase_request")}
        self.request_changes = self._state_changes("purchase.request")
        self.order_changes = self._state_changes("purchase.order")

    def _read_purchasing(self) -> None:
        self.request_lines = self._rows("select * from purchase_request_line order by id")
        self.links = self._rows("select * from purchase_request_purchase_order_line_rel")
        self.receipts = self._rows(
            "select m.purchase_line_id, m.date, m.quantity / mu.factor * pu.factor"
            " * case when s.usage = 'supplier' then 1 else -1 end as quantity from stock_move m"
            " join stock_location s on s.id = m.location_id join stock_location d on d.id = m.location_dest_id"
            " join uom_uom mu on mu.id = m.product_uom join product_product p on p.id = m.product_id"
            " join product_template t on t.id = p.product_tmpl_id join uom_uom pu on pu.id = t.uom_id"
            " where m.state = 'done' and m.purchase_line_id is not null"
            " and (s.usage = 'supplier') <> (d.usage = 'supplier') order by m.date, m.id"
        )
        self.expected = {
            row[0]
            for row in self._query(
                "select distinct m.purchase_line_id from stock_move m join stock_location s on s.id = m.location_id"
                " join stock_location d on d.id = m.location_dest_id where m.purchase_line_id is not null"
                " and s.usage <> 'internal' and d.usage <> 'supplier' and (m.state not in ('done', 'cancel')"
                " or m.state = 'done' and m.date > %(now)s or m.state = 'cancel' and m.write_date > %(now)s)",
                {"now": self.as_of},
            ).fetchall()
        }
        self.ordered = {
            row.id: (float(row.quantity), float(row.rounding))
            for row in self._rows(
                "select l.id, l.product_qty / lu.factor * pu.factor as quantity, pu.rounding from purchase_order_line l"
                " join uom_uom lu on lu.id = l.product_uom join product_product p on p.id = l.product_id"
                " join product_template t on t.id = p.product_tmpl_id join uom_uom pu on pu.id = t.uom_id"
            )
        }
        self.promise_changes = (
            self._rows(
                "select l.res_id, l.create_date, f.old_value from auditlog_log l join auditlog_log_line f"
                " on f.log_id = l.id where l.model_model = 'purchase.order.line' and l.method = 'write'"
                " and f.field_name = 'date_planned' order by l.create_date, f.id"
            )
            if "auditlog_log" in self._tables
            else []
        )
        self.invoice_lines = self._rows(
            "select l.id, l.purchase_line_id, m.create_date, m.invoice_date, m.state, m.company_id, m.create_uid"
            " from account_move_line l join account_move m on m.id = l.move_id"
            " where m.move_type = 'in_invoice' and l.display_type = 'product' and m.state = 'posted'"
        )

    def _read_stock(self) -> None:
        # a layer without a quantity corrects a value on the day it is written, whatever it corrects
        self.layers = self._rows(
            "select v.company_id, v.product_id, v.value,"
            " case when v.quantity <> 0 then coalesce(m.date, v.create_date) else v.create_date end as at,"
            " s.usage as origin, d.usage as destination from stock_valuation_layer v"
            " left join stock_move m on m.id = v.stock_move_id left join stock_location s on s.id = m.location_id"
            " left join stock_location d on d.id = m.location_dest_id"
        )
        self.first_moves: dict[int, datetime] = {}
        moves = self._rows("select company_id, date as at from stock_move where state = 'done'")
        for each in [*moves, *self.layers]:
            self.first_moves[each.company_id] = min(each.at, self.first_moves.get(each.company_id, each.at))
        self.currencies = dict(
            self._rows("select c.id, y.name from res_company c join res_currency y on y.id = c.currency_id")
        )
        self.rates = self._rows(
            "select r.company_id, y.name as currency, r.name as since, r.rate from res_currency_rate r"
            " join res_currency y on y.id = r.currency_id order by r.name"
        )

    def _read_approvals(self) -> None:
        self.steps = self._approval_steps()
        self.approved = self._order_approvals()

    def key(self, number: int | None) -> str:
        return "unassigned" if number is None else f"{self.source}:{number}"

    def seen(self, stamp: datetime | None) -> datetime | None:
        """A stamp, unless it lies after the run's now."""
        return stamp if stamp is not None and stamp <= self.as_of else None

    def confirmed(self, order_id: int) -> datetime | None:
        return self.seen(self.orders[order_id].date_approve)

    def _state_changes(self, model: str) -> dict[int, list[tuple[datetime, str, int]]]:
        """(stamp, state, user) of every change of state in the audit log, repeats dropped."""
        changes = defaultdict(list)
        if "auditlog_log" in self._tables:
            rows = self._query(
                "select l.res_id, l.create_date, f.new_value, l.user_id from auditlog_log l"
                " join auditlog_log_line f on f.log_id = l.id where l.model_model = %s and l.method = 'write'"
                " and f.field_name = 'state' order by l.res_id, l.create_date, f.id",
                [model],
            ).fetchall()
            for row in rows:
                if not changes[row.res_id] or changes[row.res_id][-1][1] != row.new_value:
                    changes[row.res_id].append((row.create_date, row.new_value, row.user_id))
        return changes

    # -- approvals ---------------------------------------------------------------------------------------------------

    def _approval_steps(self) -> list[dict]:
        self.all_steps = self._tier_steps() + self._requisition_steps() + self._waiting_orders()
        return [step for step in self.all_steps if step["decision"] != "not_reached"]

    def _order_approvals(self) -> dict[int, datetime | None]:
        """Orders that need an approval → when the first round in which everybody agreed was over; None: never."""
        rounds = defaultdict(lambda: defaultdict(list))
        for step in self.all_steps:
            if step["type"] == "purchase_order" and (step["submitted"] is None or self.seen(step["submitted"])):
                rounds[step["document"]][step["submitted"] or datetime.min].append(step)
        approved: dict[int, datetime | None] = {}
        for document, submissions in rounds.items():
            approved[document] = None
            for _, steps in sorted(submissions.items(), key=lambda each: each[0]):
                if all(step["decision"] == "approved" for step in steps):
                    approved[document] = self.seen(max(step["decided"] for step in steps))
                    break
        return approved

    def _reviews(self) -> list[dict]:
        """Reviews there are, and reviews that only the audit log remembers."""
        reviews = [
            {
                "id": row.id,
                "model": row.model,
                "document": row.res_id,
                "definition": row.definition_id,
                "sequence": row.sequence,
                "status": row.status,
                "user": row.done_by,
                "decided": row.reviewed_date,
                "created": row.create_date,
                "deleted": None,
            }
            for row in self._rows("select * from tier_review")
        ]
        alive = {review["id"] for review in reviews}
        deleted = self._rows(
            "select l.res_id, l.create_date, json_object_agg(f.field_name, f.old_value) as fields from auditlog_log l"
            " join auditlog_log_line f on f.log_id = l.id where l.model_model = 'tier.review' and l.method = 'unlink'"
            " group by 1, 2"
        )
        created = {
            row.res_id: row.create_date
            for row in self._rows(
                "select res_id, create_date from auditlog_log where model_model = 'tier.review' and method = 'create'"
            )
        }
        for row in deleted:
            if row.res_id in alive:
                continue
            fields = row.fields
            decided = fields["reviewed_date"]
            reviews.append(
                {
                    "id": row.res_id,
                    "model": fields["model"],
                    "document": int(fields["res_id"]),
                    "definition": int(re.search(r"\d+", fields["definition_id"])[0]),
                    "sequence": int(fields["sequence"]),
                    "status": fields["status"],
                    "user": int(re.search(r"\d+", fields["done_by"])[0]) if fields["done_by"] else None,
                    "decided": datetime.fromisoformat(decided) if decided else None,
                    "created": created[row.res_id],
                    "deleted": row.create_date,
                }
            )
        return reviews

    def _tier_steps(self) -> list[dict]:
        rounds = defaultdict(list)
        for review in self._reviews():
            rounds[review["model"], review["document"], review["created"]].append(review)
        steps = []
        for (model, document, created), reviews in rounds.items():
            reached: datetime | None = created
            for review in sorted(reviews, key=lambda each: each["sequence"]):
                assert review["status"] != "forwarded", "these databases have no forwarded reviews"
                decision = {"approved": "approved", "rejected": "rejected", "pending": "pending"}.get(
                    review["status"], "not_reached"
                )
                if decision == "pending" and review["deleted"]:
                    decision = "withdrawn"
                steps.append(
                    self._step(
                        model.replace(".", "_"),
                        document,
                        f"tier:{review['definition']}",
                        created,
                        reached if decision != "not_reached" else None,
                        review["decided"] if decision in ("approved", "rejected") else None,
                        decision,
                        review["user"],
                        id=f"{self.source}:{review['id']}:review",
                    )
                )
                # all tiers of these databases are sequential: the next begins when this one has decided
                reached = review["decided"]
        return steps

    def _requisition_steps(self) -> list[dict]:
        steps = []
        for request in self.requests.values():
            history = self.request_changes[request.id]
            submissions = [position for position, change in enumerate(history) if change[1] == "to_approve"]
            for position in submissions:
                following = history[position + 1] if position + 1 < len(history) else None
                decision = {"approved": "approved", "rejected": "rejected"}.get(following[1] if following else "", "")
                if not following:
                    decision = "pending" if request.state == "to_approve" else "withdrawn"
                steps.append(
                    self._step(
                        "purchase_requisition",
                        request.id,
                        "requisition",
                        history[position][0],
                        history[position][0],
                        following[0] if following and decision in ("approved", "rejected") else None,
                        decision or "withdrawn",
                        following[2] if following else None,
                    )
                )
            if not submissions and request.state != "draft":
                decision = {"to_approve": "pending", "rejected": "rejected"}.get(request.state, "approved")
                steps.append(
                    self._step("purchase_requisition", request.id, "requisition", None, None, None, decision, None)
                )
        return steps

    def _waiting_orders(self) -> list[dict]:
        """Orders that wait in Odoo's own "to approve" state; these databases have no record of when it began."""
        return [
            self._step("purchase_order", order.id, "order", None, None, None, "pending", None)
            for order in self.orders.values()
            if order.state == "to approve"
        ]

    def _step(self, kind, document, node, submitted, reached, decided, decision, user, id=None) -> dict:
        return {
            "id": id,
            "type": kind,
            "document": document,
            "node": node,
            "submitted": submitted,
            "reached": reached,
            "decided": decided,
            "decision": decision,
            "user": user,
        }

    def _node_departments(self) -> dict[str, str]:
        """Nodes whose decisions all came from one department."""
        found = defaultdict(set)
        for step in self.steps:
            if step["user"] in self.department:
                found[step["node"]].add(self.department[step["user"]])
        return {node: next(iter(departments)) for node, departments in found.items() if len(departments) == 1}

    def _document(self, kind: str, number: int) -> tuple[str, str, datetime]:
        """Company, department and entry of a document."""
        if kind == "purchase_order":
            order = self.orders[number]
            return (
                self.key(order.company_id),
                self.department.get(order.user_id, "unassigned"),
                order.create_date,
            )
        row = self.requests[number]
        return self.key(row.company_id), self.department.get(row.requested_by, "unassigned"), row.create_date

    # -- procure to pay ----------------------------------------------------------------------------------------------

    def requisition_to_order(self) -> list[Case]:
        order_lines = {line.id: line for line in self.order_lines}
        cases = []
        for line in self.request_lines:
            if line.product_id in self.services:
                continue
            request = self.requests[line.request_id]
            is_cancelled = line.cancelled and request.state != "rejected"
            orders = [
                order_lines[link.purchase_order_line_id]
                for link in self.links
                if link.purchase_request_line_id == line.id and link.purchase_order_line_id in order_lines
            ]
            confirmed = min((stamp for stamp in map(self._on_order, orders) if stamp), default=None)
            unrecorded = any(self._is_unrecorded(each.order_id) for each in orders)
            history = self.request_changes[request.id]
            approved = None
            if confirmed:
                approved = self._release([change for change in history if change[0] <= confirmed])
            approved = approved or self._release(history)
            released = self.seen(approved)
            proven = approved is None and not is_cancelled and request.state in ("approved", "in_progress", "done")
            if released is None and not proven and not confirmed and not unrecorded:
                continue
            case = Case(
                self.key(line.id),
                local(released or request.create_date).date(),
                company=self.key(request.company_id),
                department=self.department.get(request.requested_by, "unassigned"),
            )
            if approved is None:
                case.reason = "release_not_recorded"
            elif released is None and confirmed:
                case.reason = "ordered_before_release"
            elif confirmed is None and unrecorded:
                case.reason = "confirmation_not_recorded"
            elif confirmed is None and (is_cancelled or request.state == "rejected"):
                case.reason = "cancelled"
            elif confirmed is not None and confirmed <= released - ROUNDING:
                case.reason = "ordered_before_release"
            elif confirmed is not None:
                case.measured = local(confirmed).date()
                case.value = working_hours(released, max(released, confirmed))
            if case.reason:
                case.excluded = case.opened
            cases.append(case)
        return cases

    @staticmethod
    def _release(history: list[tuple[datetime, str, int]]) -> datetime | None:
        """The first approval after everything that undid one."""
        resets = [stamp for stamp, state, _ in history if state in ("draft", "to_approve", "rejected")]
        approvals = [stamp for stamp, state, _ in history if state == "approved"]
        return min((stamp for stamp in approvals if not resets or stamp >= max(resets)), default=None)

    def _receipt_facts(self, line) -> tuple[datetime | None, datetime | None]:
        """First receipt, and the receipt from which the ordered quantity was there and stayed."""
        receipts = [row for row in self.receipts if row.purchase_line_id == line.id and row.date <= self.as_of]
        first = next((row.date for row in receipts if row.quantity > 0), None)
        ordered, step = self.ordered.get(line.id, (float(line.product_qty), 0.0001))
        enough = ordered - min(step / 2, ordered / 10)
        # once nothing is awaited, only what came a second time was owed again; the rest was settled by credit
        again = sum(float(row.quantity) for row in receipts if row.quantity > 0) - ordered
        complete, total = None, 0.0
        for row in receipts:
            quantity = float(row.quantity)
            if quantity < 0 and line.id not in self.expected:
                owed = max(0.0, min(-quantity, again))
                again -= -quantity
                quantity = -owed
            total += quantity
            if total < enough:
                complete = None
            elif complete is None:
                complete = row.date
        return first, complete

    def _promises(self, line) -> tuple[date | None, date | None]:
        """First and latest promise, as local days."""
        confirmed = self.confirmed(line.order_id)
        first = line.date_planned
        for change in self.promise_changes:
            if change.res_id == line.id and change.create_date >= confirmed + timedelta(seconds=2):
                first = datetime.fromisoformat(change.old_value)
                break
        return (local(first).date() if first else None), (
            local(line.date_planned).date() if line.date_planned else None
        )

    def _is_unrecorded(self, order_id: int) -> bool:
        """Confirmed, and nobody knows when."""
        order = self.orders[order_id]
        return order.state in ("purchase", "done") and order.date_approve is None

    def _on_order(self, line) -> datetime | None:
        """The order's confirmation, or the entry of a line that was added to the confirmed order."""
        confirmed = self.confirmed(line.order_id)
        if confirmed is None:
            return None
        was_there = self.orders[line.order_id].create_date < confirmed + ROUNDING
        return max(confirmed, line.create_date) if was_there else confirmed

    def _goods_lines(self) -> list:
        return [
            line
            for line in self.order_lines
            if line.product_id not in self.services
            and line.create_date <= self.as_of
            and (self.confirmed(line.order_id) or self._is_unrecorded(line.order_id))
        ]

    def _why_no_order(self, line) -> str | None:
        """Why the order of a line allows no judgement."""
        state = self.orders[line.order_id].state
        if self._is_unrecorded(line.order_id):
            return "confirmation_not_recorded"
        if line.product_qty <= 0:
            return "quantity_not_positive"
        if state == "cancel":
            cancelled = self._cancelled_at(line.order_id)
            return None if cancelled and cancelled > self.as_of else "cancelled"
        return "reopened" if state not in ("purchase", "done") else None

    def _order_case(self, line, opened: date) -> Case:
        order = self.orders[line.order_id]
        return Case(
            self.key(line.id),
            opened,
            company=self.key(order.company_id),
            department=self.department.get(order.user_id, "unassigned"),
            warehouse=self.key(line.warehouse_id),
        )

    def _cancelled_at(self, order_id: int) -> datetime | None:
        stamps = [stamp for stamp, state, _ in self.order_changes[order_id] if state == "cancel"]
        return max(stamps) if stamps and self.orders[order_id].state == "cancel" else None

    def _excluded_on(self, line, case: Case) -> date:
        """The day the line was cancelled, or else the day the case opened."""
        cancelled = self.seen(self._cancelled_at(line.order_id))
        return max(local(cancelled).date(), case.opened) if cancelled else case.opened

    def supplier_lead_time(self) -> list[Case]:
        cases = []
        for line in self._goods_lines():
            ordered = self._on_order(line)
            first, complete = self._receipt_facts(line)
            case = self._order_case(line, local(ordered or line.create_date).date())
            case.reason = self._why_no_order(line)
            if case.reason is None and complete and complete <= ordered - ROUNDING:
                case.reason = "received_before_order"
            elif case.reason is None and not complete and line.id not in self.expected:
                case.reason = "closed_short" if first else "receipt_cancelled"
            elif case.reason is None and complete:
                case.measured = local(complete).date()
                case.value = max((complete - ordered).total_seconds(), 0.0) / 86400
            if case.reason:
                case.excluded = self._excluded_on(line, case)
            cases.append(case)
        return cases

    def on_time_receipt_rate(self) -> list[Case]:
        cases = []
        for line in self._goods_lines():
            ordered = self._on_order(line)
            promised, _ = self._promises(line) if ordered else (None, None)
            _, complete = self._receipt_facts(line)
            ordered_on = local(ordered or line.create_date).date()
            case = self._order_case(line, min(ordered_on, promised) if promised else ordered_on)
            case.reason = self._why_no_order(line)
            cancelled = self.seen(self._cancelled_at(line.order_id))
            # what was due before it was cancelled counts: late, where nothing had come
            is_judged = promised is not None and promised < (local(cancelled).date() if cancelled else self.today)
            if case.reason == "cancelled" and cancelled and is_judged:
                case.reason = None
            if case.reason is None and promised is None:
                case.reason = "promise_missing"
            elif case.reason is None and is_judged:
                case.measured = promised
                case.value = float(complete is not None and local(complete).date() <= promised)
            if case.reason:
                case.excluded = self._excluded_on(line, case)
            cases.append(case)
        return cases

    def maverick_rate(self) -> list[Case]:
        linked = {link.purchase_order_line_id for link in self.links}
        cases = []
        for line in self.order_lines:
            order = self.orders[line.order_id]
            state = order.state
            if order.date_approve is None and state in ("purchase", "done"):
                case = self._order_case(line, local(order.create_date).date())
                case.reason, case.excluded = "confirmation_not_recorded", case.opened
                cases.append(case)
                continue
            confirmed = self.confirmed(line.order_id)
            if confirmed is None or line.create_date > self.as_of:
                continue
            # a line that came to a confirmed order was ordered when it came
            ordered = max(confirmed, line.create_date)
            case = self._order_case(line, local(ordered).date())
            if state not in ("purchase", "done"):
                case.reason = "cancelled" if state == "cancel" else "reopened"
                case.excluded = case.opened
                cases.append(case)
                continue
            first, _ = self._receipt_facts(line)
            invoices = [
                row for row in self.invoice_lines if row.purchase_line_id == line.id and row.create_date <= self.as_of
            ]
            invoiced = min((row.create_date for row in invoices), default=None)
            dated = min((row.invoice_date for row in invoices if row.invoice_date), default=None)
            # an approval that is needed and was never granted comes after everything
            approved = (self.approved[line.order_id] or datetime.max) if line.order_id in self.approved else None
            flags = [
                # a source that links no requisition to any order cannot tell
                bool(linked) and line.id not in linked,
                first is not None and first <= ordered - ROUNDING,
                first is not None and approved is not None and first <= approved - ROUNDING,
                line.product_id not in self.services and invoiced is not None and (first is None or invoiced < first),
                dated is not None and dated < local(ordered).date(),
                dated is not None
                and approved is not None
                and (approved == datetime.max or dated < local(approved).date()),
            ]
            case.measured, case.value = case.opened, float(any(flags))
            cases.append(case)
        for row in self.invoice_lines:
            if row.purchase_line_id is None and row.create_date <= self.as_of:
                on = local(row.create_date).date()
                department = self.department.get(row.create_uid, "unassigned")
                cases.append(
                    Case(
                        f"{self.key(row.id)}:invoice_line",
                        on,
                        measured=on,
                        value=1.0,
                        company=self.key(row.company_id),
                        department=department,
                    )
                )
        return cases

    # -- approvals ---------------------------------------------------------------------------------------------------

    def _seen_steps(self) -> list[dict]:
        """The steps as the run's now sees them."""
        seen = []
        for step in self.steps:
            if step["reached"] is not None and step["reached"] > self.as_of:
                continue
            late = step["decided"] is not None and step["decided"] > self.as_of
            seen.append(step | ({"decided": None, "decision": "pending"} if late else {}))
        return seen

    def step_duration(self) -> list[Case]:
        at_node = self._node_departments()
        cases = []
        for number, step in enumerate(self._seen_steps()):
            company, _, created = self._document(step["type"], step["document"])
            department = self.department.get(step["user"]) or at_node.get(step["node"], "unassigned")
            case = Case(
                step["id"] or str(number),
                local(step["reached"] or created).date(),
                company=company,
                department=department,
            )
            if step["reached"] is None:
                case.reason = "request_not_recorded"
            elif step["decision"] == "withdrawn":
                case.reason = "withdrawn"
            elif step["decision"] != "pending" and step["decided"] is None:
                case.reason = "decision_not_recorded"
            elif step["decided"] is not None:
                case.measured = local(step["decided"]).date()
                case.value = working_hours(step["reached"], max(step["reached"], step["decided"]))
            if case.reason:
                case.excluded = case.opened
            cases.append(case)
        return cases

    def _documents(self) -> list[Case]:
        grouped = defaultdict(list)
        for step in self._seen_steps():
            grouped[step["type"], step["document"]].append(step)
        cases = []
        for (kind, number), steps in grouped.items():
            company, department, created = self._document(kind, number)
            submissions = [step["submitted"] for step in steps if step["reached"] is not None]
            decisions = [step["decided"] for step in steps if step["decided"] is not None]
            first = min(submissions, default=None)
            case = Case(
                f"{kind}:{self.key(number)}",
                local(first or created).date(),
                company=company,
                department=department,
            )
            if first is None:
                case.reason = "request_not_recorded"
            elif any(step["decision"] == "pending" for step in steps):
                pass
            elif not decisions:
                case.reason = "withdrawn"
            else:
                case.measured = local(max(decisions)).date()
                case.value = working_hours(first, max(first, max(decisions)))
                case.steps = len(decisions)
            if case.reason:
                case.excluded = case.opened
            cases.append(case)
        return cases

    def document_duration(self) -> list[Case]:
        return self._documents()

    def levels(self) -> list[Case]:
        return self._documents()

    def backlog(self, month: date) -> list[Case]:
        """The steps open at the end of a month (or now, in the running one), with their age in working hours."""
        following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
        # midnight in Shanghai is eight hours before midnight UTC
        end = min(datetime.combine(following, datetime.min.time()) - timedelta(hours=8), self.as_of)
        at_node = self._node_departments()
        cases = []
        for step in self._seen_steps():
            if step["reached"] is None or step["decision"] == "withdrawn" or step["reached"] >= end:
                continue
            if step["decided"] is not None and step["decided"] < end:
                continue
            company, _, _ = self._document(step["type"], step["document"])
            department = self.department.get(step["user"]) or at_node.get(step["node"], "unassigned")
            age = working_hours(step["reached"], end)
            cases.append(
                Case(str(step["id"]), month, measured=month, value=age, company=company, department=department)
            )
        return cases

    # -- inventory ---------------------------------------------------------------------------------------------------

    def stock(self, month: date) -> tuple[float, float]:
        """Annualised cost of goods issued, and average month-end value, of the whole group in its currency."""
        parts = [
            (self._stock_of(company, month), self._rate(company, month))
            for company, first in self.first_moves.items()
            if local(first).date().replace(day=1) <= month
        ]
        return sum(cost * rate for (cost, _), rate in parts), sum(average * rate for (_, average), rate in parts)

    def _rate(self, company: int, month: date, group: str = "CNY") -> float:
        """What the company's currency is worth to the group on the month's last day, or now."""
        currency = self.currencies[company]
        if currency == group:
            return 1.0
        last = min(following_month(month) - timedelta(days=1), self.today)

        def units(keeper: int | None, name: str) -> float | None:
            """Units of a currency for one of the base, by the latest rate that a company keeps."""
            known = [
                float(rate.rate)
                for rate in self.rates
                if rate.company_id == keeper and rate.currency == name and rate.since <= last
            ]
            return known[-1] if known else 1.0 if keeper and self.currencies[keeper] == name else None

        for keeper in (company, None, *sorted(self.currencies)):
            ours, theirs = units(keeper, currency), units(keeper, group)
            if ours and theirs:
                return theirs / ours
        raise AssertionError(f"no rate of {currency} in {month}")

    def _stock_of(self, company: int, month: date) -> tuple[float, float]:
        """Annualised cost of goods issued, and average month-end value, of one company in its currency."""
        start = local(self.first_moves[company]).date()
        months = [start.replace(day=1)]
        while months[-1] < month:
            months.append(following_month(months[-1]))

        def month_of(layer) -> date:
            return local(layer.at).date().replace(day=1)

        layers = [layer for layer in self.layers if layer.at <= self.as_of and layer.company_id == company]
        closings = [float(sum(layer.value for layer in layers if month_of(layer) <= each)) for each in months]
        issues = [
            float(
                sum(
                    -layer.value
                    for layer in layers
                    if month_of(layer) == each
                    and layer.destination is not None
                    and (layer.destination == "customer") != (layer.origin == "customer")
                    and layer.origin != "supplier"
                )
            )
            for each in months
        ]
        # what was seen of the last twelve months stands for a year, of the running day what has passed of it
        begin = datetime.combine(max(start, months[-12] if len(months) >= 12 else start), time())
        end = min(datetime.combine(following_month(month), time()), local(self.as_of).replace(tzinfo=None))
        cost = sum(issues[-12:]) * 365.0 / min((end - begin) / timedelta(days=1), 365)
        shown = closings[-13:]
        return cost, sum(shown) / len(shown)
