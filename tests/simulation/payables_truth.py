"""What the simulation owes its suppliers at every month's end, and what they invoiced.

Belongs here: suppliers' invoices in the amounts that the ERP books. Does not belong here: customers (`truth.py`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from tests.acceptance.working_time import local
from tests.simulation.truth import SimulatedTruth, following, month_of

DEARER, FACTOR = 2, 1.04  # a kind of invoice, and by how much its prices are higher


@dataclass(frozen=True)
class Bill:
    """A posted invoice of a supplier; cents and amount in the company's currency."""

    supplier: int
    booked: date
    dated: date
    paid: date | None
    claimed_cents: int
    settled_cents: int
    net: float

    def open_cents(self, day: date) -> int:
        """What is open when a day is over. Lines are booked one by one, a payment at once: cents may stay."""
        if self.booked > day:
            return 0
        return self.claimed_cents - (self.settled_cents if self.paid and max(self.paid, self.booked) <= day else 0)


class PayablesTruth(SimulatedTruth):
    """Payables of one simulated life, which ends with a month."""

    @cached_property
    def _bills(self) -> dict[int, list[Bill]]:
        """Company → its bills."""
        deliveries, delivered = self.rows("deliveries"), defaultdict(list)
        for row in self.rows("delivered"):
            delivered[row["delivery"]].append(row)
        rates = {row["month"]: row["usd_per_cny"] for row in self.rows("rates")}
        found = defaultdict(list)
        for invoice in self.rows("invoices"):
            if invoice["posted_at"] is None:
                continue
            order = self.orders[deliveries[invoice["delivery"]]["order"]]
            company = self.warehouses[order["warehouse"]]["company"]
            rate = rates[month_of(invoice["posted_at"])] if company == 0 and order["is_foreign"] else 1.0
            amounts = []
            for row in delivered[invoice["delivery"]]:
                price = self.lines[row["line"]]["price"]
                price = _cents(price * FACTOR) / 100 if invoice["kind"] == DEARER else price
                amounts.append(_cents(row["quantity"] * price) / 100)
            found[company].append(
                Bill(
                    order["supplier"],
                    booked=local(invoice["posted_at"]).date(),
                    dated=self._day(invoice["invoice_date"]),
                    paid=invoice["paid_at"] and local(invoice["paid_at"]).date(),
                    claimed_cents=sum(_cents(amount / rate) for amount in amounts),
                    settled_cents=_cents(sum(amounts) / rate),
                    net=sum(round(amount / rate, 6) for amount in amounts),
                )
            )
        return found

    def payables(self, month: date, company: int) -> tuple[float, float, int] | None:
        """Open payables times the days billed, what was billed on them, in the group's currency; suppliers."""
        last, bills = following(month) - timedelta(days=1), self._bills[company]
        first = min(bill.dated for bill in bills)
        begin = month
        for _ in range(11):
            begin = (begin - timedelta(days=1)).replace(day=1)
        standing = [bill for bill in bills if bill.open_cents(last)]
        billed = [bill for bill in bills if begin <= bill.dated <= last]
        if not standing and not billed:
            return None
        days = (last - max(first, begin)).days + 1
        rate = self._yuan_for_a_dollar[month] if company else 1.0
        owed = rate * sum(bill.open_cents(last) for bill in standing) / 100
        suppliers = len({bill.supplier for bill in standing + billed})
        return owed * days, rate * sum(bill.net for bill in billed), suppliers


def _cents(amount: float) -> int:
    """A positive amount as it is booked: halves go up."""
    return math.floor(amount * 100 + 0.5)
