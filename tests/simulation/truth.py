"""The cases of every KPI as the simulation knows them: from its own records, which the product never sees.

Belongs here: reading the truth beside the ERP and turning it into cases. Does not belong here: cases of order to cash
(`sales_truth.py`), the product's models, and how values are formed from cases (`tests/acceptance/test_kpis_on_odoo.py`
counts them).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

from tests.acceptance.truth import Case
from tests.acceptance.working_time import local, working_hours
from tests.simulation.recorded import RECEIPT, Defects, Row
from tests.stock_days import Change

# further reasons of moves
DELIVERY, CUSTOMER_RETURN, COUNT = 3, 4, 5
USD_PER_CNY = 0.14
# Odoo's ids of the first person and the first item: what every database begins with lies before them
FIRST_USER, FIRST_ITEM = 6, 41
# tables of what somebody did
ACTS = (
    "requisitions",
    "requisition_steps",
    "orders",
    "order_steps",
    "lines",
    "deliveries",
    "invoices",
    "sales_orders",
    "sales_deliveries",
    "returns",
    "counts",
    "operations",
    "production_orders",
    "moves",
)


class SimulatedTruth:
    """All cases of one simulated life, as of one moment (naive UTC)."""

    def __init__(self, folder: Path, as_of: datetime, source: str) -> None:
        # what a truth about other KPIs of the same life is made of
        self.life = folder, as_of, source
        self._source = source
        self.defects = Defects(folder)
        self._as_of = as_of
        self.today = local(as_of).date()

    def rows(self, name: str) -> list[Row]:
        """A table of the life as the ERP has it."""
        return self.defects.written(name)

    @cached_property
    def people(self) -> list[Row]:
        return self.rows("people")

    @cached_property
    def warehouses(self) -> list[Row]:
        return self.rows("warehouses")

    @cached_property
    def requisitions(self) -> list[Row]:
        return self.rows("requisitions")

    @cached_property
    def orders(self) -> list[Row]:
        return self.rows("orders")

    @cached_property
    def lines(self) -> list[Row]:
        return self.rows("lines")

    def _user(self, person: int) -> str:
        return f"{self._source}:{person + FIRST_USER}"

    def _item(self, item: int) -> str:
        return f"{self._source}:{item + FIRST_ITEM}"

    def _warehouse(self, warehouse: int) -> str:
        return f"{self._source}:{warehouse + 1}"

    def _company(self, warehouse: int) -> str:
        return f"{self._source}:{self.warehouses[warehouse]['company'] + 1}"

    def _department(self, person: int) -> str:
        return f"{self._source}:{self.people[person]['department'] + 1}"

    def case(self, number: str, opened: date, warehouse: int, person: int | None) -> Case:
        """An open case of a warehouse and its company, and of the department of who answers for it."""
        return Case(
            number,
            opened,
            company=self._company(warehouse),
            department="unassigned" if person is None else self._department(person),
            warehouse=self._warehouse(warehouse),
        )

    # -- procure to pay

    def requisition_to_order(self) -> list[Case]:
        cases = []
        for line in self.rows("requisition_lines"):
            requisition = self.requisitions[line["requisition"]]
            released = requisition["approved_at"]
            if released is None:
                continue
            case = self.case(
                str(line["id"]), local(released).date(), requisition["warehouse"], requisition["requested_by"]
            )
            if line["order_line"] >= 0:
                confirmed = self.orders[self.lines[line["order_line"]]["order"]]["confirmed_at"]
                if confirmed is not None:
                    case.measured, case.value = local(confirmed).date(), working_hours(released, confirmed)
            cases.append(case)
        return cases

    @cached_property
    def _receipts(self) -> dict[int, list[tuple[datetime, int]]]:
        """Order line → moments and quantities of what came."""
        found = defaultdict(list)
        for move in self.rows("moves"):
            if move["reason"] == RECEIPT:
                found[move["line"]].append((move["moved_at"], move["quantity"]))
        return {line: sorted(moves) for line, moves in found.items()}

    def _complete(self, line: Row) -> datetime | None:
        """When everything ordered had come. What inspection sends back is settled by credit, never sent again."""
        total = 0
        for moved_at, quantity in self._receipts.get(line["id"], []):
            total += quantity
            if total >= line["quantity"]:
                return moved_at
        return None

    @cached_property
    def _expecting(self) -> set[int]:
        """Orders of which something has not come yet."""
        return {row["order"] for row in self.rows("deliveries") if row["received_at"] is None}

    def _order_cases(self) -> list[tuple[Row, Row, Case]]:
        found = []
        for line in self.lines:
            order = self.orders[line["order"]]
            if order["confirmed_at"] is not None:
                opened = local(order["confirmed_at"]).date()
                found.append((line, order, self.case(str(line["id"]), opened, order["warehouse"], order["ordered_by"])))
        return found

    def supplier_lead_time(self) -> list[Case]:
        cases = []
        for line, order, case in self._order_cases():
            complete = self._complete(line)
            if line["quantity"] <= 0:
                case.excluded, case.reason = case.opened, "quantity_not_positive"
            elif order["cancelled_at"] is not None:
                case.excluded, case.reason = max(case.opened, local(order["cancelled_at"]).date()), "cancelled"
            elif complete is None and order["id"] not in self._expecting:
                reason = "closed_short" if line["id"] in self._receipts else "receipt_cancelled"
                case.excluded, case.reason = case.opened, reason
            elif complete is not None and complete < order["confirmed_at"]:
                case.excluded, case.reason = case.opened, "received_before_order"
            elif complete is not None:
                case.measured = local(complete).date()
                case.value = (complete - order["confirmed_at"]).total_seconds() / 86400
            cases.append(case)
        return cases

    def on_time_receipt_rate(self) -> list[Case]:
        cases = []
        for line, order, case in self._order_cases():
            promised = line["promised_at"] and local(line["promised_at"]).date()
            case.opened = min(case.opened, promised or case.opened)
            complete = self._complete(line)
            cancelled = order["cancelled_at"] and local(order["cancelled_at"]).date()
            if line["quantity"] <= 0:
                case.excluded, case.reason = case.opened, "quantity_not_positive"
            elif promised is None:
                case.excluded, case.reason = case.opened, "promise_missing"
            elif promised < (cancelled or self.today):
                case.measured = promised
                case.value = float(complete is not None and local(complete).date() <= promised)
            elif cancelled:
                case.excluded, case.reason = max(case.opened, cancelled), "cancelled"
            cases.append(case)
        return cases

    def maverick_rate(self) -> list[Case]:
        """What goes wrong: orders past the planners, invoices that come too early, what was written down wrongly."""
        invoices = defaultdict(list)
        delivered = defaultdict(list)
        for row in self.rows("delivered"):
            delivered[row["delivery"]].append(row["line"])
        cases = []
        without_order = self.defects.of("invoices", "supplier_invoice_lines.lacks_order")
        for invoice in self.rows("invoices"):
            if invoice["posted_at"] is None:
                continue
            for line in delivered[invoice["delivery"]]:
                if invoice["id"] not in without_order:
                    invoices[line].append(invoice)
                    continue
                # an invoice that names no order line is a case of its own, of nobody's warehouse
                day = local(invoice["entered_at"]).date()
                department = self._department(invoice["entered_by"])
                number = f"{invoice['id']}:{line}"
                company = f"{self._source}:{invoice['company'] + 1}"
                cases.append(Case(number, day, measured=day, value=1.0, company=company, department=department))
        for line, order, case in self._order_cases():
            case_invoices = invoices[line["id"]]
            entered = min((invoice["entered_at"] for invoice in case_invoices), default=None)
            dated = min((self._day(invoice["invoice_date"]) for invoice in case_invoices), default=None)
            first = min((moved_at for moved_at, _ in self._receipts.get(line["id"], [])), default=None)
            flags = [
                order["requisition"] < 0,
                entered is not None and (first is None or entered < first),
                dated is not None and dated < local(order["confirmed_at"]).date(),
                dated is not None and dated < local(order["approved_at"]).date(),
                first is not None and first < order["confirmed_at"],
            ]
            if order["cancelled_at"] is not None:
                case.excluded, case.reason = case.opened, "cancelled"
            else:
                case.measured, case.value = case.opened, float(any(flags))
            cases.append(case)
        return cases

    @cached_property
    def _first_day(self) -> date:
        return min(row["month"] for row in self.rows("rates"))

    def _day(self, number: int) -> date:
        return date.fromordinal(self._first_day.toordinal() + number)

    # -- approvals

    @cached_property
    def _steps(self) -> list[tuple[str, Row, Row]]:
        """Steps that a request has reached: type of document, document, step. Orders that ask for none have none."""
        found = [
            ("purchase_requisition", self.requisitions[step["document"]], step)
            for step in self.rows("requisition_steps")
        ]
        found += [("purchase_order", self.orders[step["document"]], step) for step in self.rows("order_steps")]
        return [each for each in found if each[2]["requested_at"] is not None]

    @staticmethod
    def _owner(kind: str, document: Row) -> int:
        return document["requested_by"] if kind == "purchase_requisition" else document["ordered_by"]

    def step_duration(self) -> list[Case]:
        cases = []
        for kind, document, step in self._steps:
            opened = local(step["requested_at"]).date()
            case = self.case(f"{kind}:{step['id']}", opened, document["warehouse"], self._decider(kind, step))
            if step["decided_at"] is not None and step["decided_at"] < step["requested_at"]:
                case.excluded, case.reason = opened, "decided_before_request"
            elif step["decided_at"] is not None:
                case.measured = local(step["decided_at"]).date()
                case.value = working_hours(step["requested_at"], step["decided_at"])
            cases.append(case)
        return cases

    @cached_property
    def _deciders(self) -> dict[tuple[str, int, int], int]:
        return {
            (kind, step["level"], step["group"]): step["decided_by"]
            for kind, _, step in self._steps
            if step["decided_by"] is not None
        }

    def _decider(self, kind: str, step: Row) -> int | None:
        """Who decided; of an open step somebody who decides such steps, where only one department ever does."""
        if step["decided_by"] is not None or kind == "purchase_requisition":
            return step["decided_by"]
        return self._deciders.get((kind, step["level"], step["group"]))

    def _documents(self) -> list[Case]:
        by_document = defaultdict(list)
        for kind, document, step in self._steps:
            by_document[kind, document["id"]].append((document, step))
        cases = []
        for (kind, number), pairs in by_document.items():
            document, steps = pairs[0][0], [step for _, step in pairs]
            submitted = min(step["requested_at"] for step in steps)
            case = self.case(
                f"{kind}:{number}", local(submitted).date(), document["warehouse"], self._owner(kind, document)
            )
            if all(step["decided_at"] is not None for step in steps):
                decided = max(step["decided_at"] for step in steps)
                if decided < submitted:
                    case.excluded, case.reason = case.opened, "decided_before_request"
                else:
                    case.measured, case.value = local(decided).date(), working_hours(submitted, decided)
                    case.steps = len(steps)
            cases.append(case)
        return cases

    document_duration = levels = _documents

    def backlog(self, month: date) -> list[Case]:
        """The steps open at the end of a month (or now, in the running one), with their age in working hours."""
        # midnight in Shanghai is eight hours before midnight UTC
        end = min(datetime.combine(following(month), time()) - timedelta(hours=8), self._as_of)
        cases = []
        for kind, document, step in self._steps:
            if step["requested_at"] < end and (step["decided_at"] is None or step["decided_at"] >= end):
                case = self.case(f"{kind}:{step['id']}", month, document["warehouse"], self._decider(kind, step))
                case.measured, case.value = month, working_hours(step["requested_at"], end)
                cases.append(case)
        return cases

    # -- people

    def users(self) -> set[str]:
        """Everybody who works there; the administrator has an account as well, and never does anything."""
        return {f"{self._source}:2"} | {self._user(person["id"]) for person in self.people}

    def deciders(self) -> set[tuple[str, date]]:
        """Who decided a step in which month."""
        return {
            (self._user(step["decided_by"]), month_of(step["decided_at"]))
            for _, _, step in self._steps
            if step["decided_at"] is not None
        }

    def anybody(self) -> set[tuple[str, date]]:
        """Whose name stands beside anything that has a moment in a month, whatever it was."""
        found = set()
        buyers = [order["ordered_by"] for order in self.orders]
        for name in ACTS:
            for row in self.rows(name):
                people = [row[column] for column in row if column.endswith("_by") and row[column] is not None]
                people += [buyers[row["order"]]] if name == "lines" else []
                moments = [row[column] for column in row if column.endswith("_at") and row[column] is not None]
                found |= {(self._user(who), month_of(moment)) for who in people for moment in moments}
        return found

    # -- inventory

    @cached_property
    def _valued_moves(self) -> dict[int, dict[tuple[date, bool], float]]:
        """Warehouse → (month, sold or returned) → value of what was moved, at standard cost in its own currency."""
        positions, items = self.rows("positions"), self.rows("items")
        found: dict[int, dict[tuple[date, bool], float]] = defaultdict(lambda: defaultdict(float))
        for move in self.rows("moves"):
            position = positions[move["position"]]
            company = self.warehouses[position["warehouse"]]["company"]
            cost = round(items[position["item"]]["cost_cny"] * (USD_PER_CNY if company else 1.0), 2)
            is_sale = move["reason"] in (DELIVERY, CUSTOMER_RETURN)
            found[position["warehouse"]][month_of(move["moved_at"]), is_sale] += round(move["quantity"] * cost, 2)
        return found

    def stock(self) -> dict[tuple[date, str, str], tuple[float, float, int]]:
        """Month and scope → annualised cost of goods issued, average month-end value, and number of positions.

        Amounts are in the manufacturer's currency, at the month's rate.
        """
        places = Counter(row["warehouse"] for row in self.rows("positions"))
        first = min(month for values in self._valued_moves.values() for month, _ in values)
        months = [first]
        while following(months[-1]) <= self.today.replace(day=1) - timedelta(days=1):
            months.append(following(months[-1]))
        found: dict[tuple[date, str, str], tuple[float, float, int]] = {}
        for number, month in enumerate(months):
            # the opening stock is of the first day, and no month is running: all of them are whole
            days = min((following(month) - months[max(number - 11, 0)]).days, 365)
            for warehouse, values in self._valued_moves.items():
                company = self.warehouses[warehouse]["company"]
                rate = self._yuan_for_a_dollar[month] if company else 1.0
                issued = -sum(values.get((each, True), 0.0) for each in months[max(number - 11, 0) : number + 1])
                closings = [
                    sum(value for (when, _), value in values.items() if when <= each)
                    for each in months[max(number - 12, 0) : number + 1]
                ]
                scopes = (
                    ("company_group", "*"),
                    ("company", self._company(warehouse)),
                    ("warehouse", self._warehouse(warehouse)),
                )
                for scope in scopes:
                    cost, average, count = found.get((month, *scope), (0.0, 0.0, 0))
                    cost += rate * issued * 365 / days
                    average += rate * sum(closings) / len(closings)
                    found[month, *scope] = (cost, average, count + places[warehouse])
        return found

    def stock_changes(self) -> list[Change]:
        """What each move did to its item and warehouse."""
        positions = self.rows("positions")
        changes = []
        for move in self.rows("moves"):
            position, quantity = positions[move["position"]], float(move["quantity"])
            changes.append(
                Change(
                    self._item(position["item"]),
                    self._warehouse(position["warehouse"]),
                    local(move["moved_at"]).date(),
                    brought=max(quantity, 0.0),
                    took=max(-quantity, 0.0),
                )
            )
        return changes

    def on_hand(self) -> dict[tuple[str, str], float]:
        """Warehouse and item → what lies there, as the simulation counts it while goods move."""
        return {
            (self._warehouse(row["warehouse"]), self._item(row["item"])): float(row["on_hand"])
            for row in self.rows("positions")
        }

    def counts(self) -> Counter[tuple[str, str, date, float, float]]:
        """What every count found: warehouse, item, day, quantity in the books, quantity on the shelf."""
        positions, found = self.rows("positions"), Counter()
        counts = {row["id"]: row for row in self.rows("counts")}
        books: dict[int, int] = defaultdict(int)
        for move in sorted(self.rows("moves"), key=lambda move: (move["moved_at"], move["id"])):
            book = books[move["position"]]
            books[move["position"]] += move["quantity"]
            if move["reason"] == COUNT:
                count = counts.pop(move["document"])
                position = positions[count["position"]]
                place = self._warehouse(position["warehouse"]), self._item(position["item"])
                counted_on = local(count["counted_at"]).date()
                found[(*place, counted_on, float(book), float(book + count["difference"]))] += 1
        assert not counts, "a count without its move"
        return found

    # -- receivables

    @cached_property
    def _claims(self) -> dict[int, list[tuple[date, date | None, float, int]]]:
        """Company → day booked, day settled, amount and customer of every invoice and, below zero, credit note."""
        orders, lines = self.rows("sales_orders"), self.rows("sales_lines")
        amounts: dict[int, float] = defaultdict(float)
        for line in lines:
            amounts[line["delivery"]] += round(line["quantity"] * line["price"], 2)
        claims = [
            (orders[delivery["order"]], delivery["invoiced_at"], delivery["booked_at"], amounts[delivery["id"]])
            for delivery in self.rows("sales_deliveries")
        ]
        for each in self.rows("returns"):
            line = lines[each["line"]]
            amount = -round(each["quantity"] * line["price"], 2)
            claims.append((orders[line["order"]], each["credited_at"], each["refunded_at"], amount))
        found = defaultdict(list)
        for order, booked, settled, amount in claims:
            if booked is not None:
                days = local(booked).date(), None if settled is None else local(settled).date()
                found[self.warehouses[order["warehouse"]]["company"]].append((*days, amount, order["customer"]))
        return found

    def receivables(self, month: date, company: int) -> tuple[float, float, int] | None:
        """Open receivables times the days billed, what was billed on them, in the group's currency; customers."""
        last, rows = following(month) - timedelta(days=1), self._claims[company]
        first = min(booked for booked, *_ in rows)
        months = [month]
        while len(months) < 12:
            months.append((months[-1] - timedelta(days=1)).replace(day=1))
        if first > last:
            return None
        days = (last - max(first, months[-1])).days + 1
        standing = [row for row in rows if row[0] <= last and (row[1] is None or row[1] > last)]
        billed = [row for row in rows if months[-1] <= row[0] <= last]
        rate = self._yuan_for_a_dollar[month] if company else 1.0
        customers = len({row[3] for row in standing + billed})
        return rate * sum(row[2] for row in standing) * days, rate * sum(row[2] for row in billed), customers

    @cached_property
    def _yuan_for_a_dollar(self) -> dict[date, float]:
        return {row["month"]: round(1 / row["usd_per_cny"], 6) for row in self.rows("rates")}


def month_of(moment: datetime) -> date:
    """The first day of its month in Shanghai."""
    return local(moment).date().replace(day=1)


def following(month: date) -> date:
    """The first day of the month after it."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)
