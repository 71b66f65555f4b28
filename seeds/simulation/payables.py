"""Suppliers' invoices from the letter box to the bank: entering, matching, posting, paying.

Belongs here: what payables clerks and the treasurer do. Does not belong here: customers' invoices (`sales.py`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seeds.simulation.agenda import Agenda
from seeds.simulation.calendar import DAY, HOUR
from seeds.simulation.frame import Frame
from seeds.simulation.people import COMPANIES, COMPANY_OF_WAREHOUSE
from seeds.simulation.purchasing import Purchasing
from seeds.simulation.receiving import Receiving
from seeds.simulation.records import NEVER, Records

Ints = NDArray[np.int64]

NORMAL, EARLY, DEARER, DUPLICATE = range(4)
KIND_WEIGHTS = (0.89, 0.05, 0.045, 0.015)
PRICE_FACTOR = 1.04
PAY_DAY = 3  # Thursday
PAID_AHEAD_DAYS = 4


class Payables:
    """An invoice covers one delivery."""

    def __init__(self, frame: Frame, purchasing: Purchasing, receiving: Receiving) -> None:
        self._frame, self._purchasing, self._receiving = frame, purchasing, receiving
        self._in_the_mail = Agenda(frame.calendar)
        self._announced = 0
        self.invoices = Records(
            delivery=np.int64,
            kind=np.int8,
            company=np.int64,
            arrived_at=np.int64,
            invoice_date=np.int64,  # local day
            due_date=np.int64,
            entered_at=np.int64,
            entered_by=np.int64,
            posted_at=np.int64,
            posted_by=np.int64,
            paid_at=np.int64,
            paid_by=np.int64,
        )
        self._unpaid: Ints = np.zeros(0, np.int64)
        self._waits_for_goods: Ints = np.zeros(0, np.int64)

    def announce(self) -> None:
        """Suppliers write the invoices of deliveries that were planned today."""
        frame, table = self._frame, self._receiving.deliveries
        delivery = np.arange(self._announced, len(table))
        self._announced = len(table)
        if not len(delivery):
            return
        chance, calendar = frame.chance, frame.calendar
        order = table["order"][delivery]
        kind = chance.one_of(KIND_WEIGHTS, "invoice/kind", delivery)
        goods_day = calendar.day_of(table["arrived_at"][delivery])
        confirmed_day = calendar.day_of(self._purchasing.orders["confirmed_at"][order])
        days = np.where(
            kind == EARLY,
            -chance.between(2, 5, "invoice/early", delivery),
            chance.between(0, 6, "invoice/days", delivery),
        )
        day = np.maximum(goods_day + days, confirmed_day + 1)
        day = calendar.next_working(day)
        at = calendar.midnight(day) + chance.between(9 * HOUR, 17 * HOUR, "invoice/hour", delivery)
        self._write(delivery, kind, at, np.maximum(day - chance.between(0, 2, "invoice/post", delivery), 0))
        again = kind == DUPLICATE
        later = at[again] + 11 * DAY
        self._write(delivery[again], np.full(again.sum(), DUPLICATE), later, calendar.day_of(later))

    def _write(self, delivery: Ints, kind: Ints, at: Ints, invoice_date: Ints) -> None:
        orders = self._purchasing.orders
        order = self._receiving.deliveries["order"][delivery]
        invoice = self.invoices.add(
            len(delivery),
            delivery=delivery,
            kind=kind,
            company=COMPANY_OF_WAREHOUSE[orders["warehouse"][order]],
            arrived_at=at,
            invoice_date=invoice_date,
            due_date=invoice_date + self._frame.masters.suppliers.terms_days[orders["supplier"][order]],
        )
        self._in_the_mail.put(at, invoice)

    def open_mail(self, day: int) -> None:
        at, invoice = self._in_the_mail.of(day)
        order = self._receiving.deliveries["order"][self.invoices["delivery"][invoice]]
        exists = self._purchasing.orders["cancelled_at"][order] == NEVER
        at, invoice = at[exists], invoice[exists]
        frame = self._frame
        frame.people.desks["payables_clerk"].put(
            frame.people.someone("payables_clerk", self.invoices["company"][invoice], "invoice/clerk", invoice),
            at,
            frame.chance.around(420.0, 0.5, "invoice/time", invoice),
            0,
            invoice,
        )

    def enter(self, day: int) -> None:
        """Clerks enter invoices; what matches is posted at once, the rest is looked into."""
        frame, table = self._frame, self.invoices
        done = frame.people.work("payables_clerk", day)
        invoice, by = done.subject, frame.people.ids("payables_clerk", done.person)
        table["entered_at"][invoice] = done.done_at
        table["entered_by"][invoice] = by
        received_at = self._receiving.deliveries["received_at"][table["delivery"][invoice]]
        is_here = received_at <= done.done_at
        is_right = table["kind"][invoice] != DEARER
        matches = is_here & is_right
        self._post(invoice[matches], done.done_at[matches], by[matches])
        differs = is_here & ~is_right
        self._look_into(invoice[differs], done.done_at[differs])
        # those whose goods have not come are taken up again when they have
        waiting = np.r_[self._waits_for_goods, invoice[~is_here]]
        came_at = self._receiving.deliveries["received_at"][table["delivery"][waiting]]
        has_come = came_at != NEVER
        self._look_into(waiting[has_come], np.maximum(came_at, table["entered_at"][waiting])[has_come])
        self._waits_for_goods = waiting[~has_come]

    def _look_into(self, invoice: Ints, at: Ints) -> None:
        frame = self._frame
        frame.people.desks["payables_lead"].put(
            frame.people.someone("payables_lead", self.invoices["company"][invoice], "invoice/lead", invoice),
            at,
            frame.chance.around(1800.0, 0.6, "invoice/resolution", invoice),
            0,
            invoice,
        )

    def resolve(self, day: int) -> None:
        done = self._frame.people.work("payables_lead", day)
        self._post(done.subject, done.done_at, self._frame.people.ids("payables_lead", done.person))

    def _post(self, invoice: Ints, at: Ints, by: Ints) -> None:
        self.invoices["posted_at"][invoice] = at
        self.invoices["posted_by"][invoice] = by
        self._unpaid = np.r_[self._unpaid, invoice]

    def pay(self, day: int) -> None:
        """Once a week what falls due is paid."""
        frame, table = self._frame, self.invoices
        if frame.calendar.weekday(day) == PAY_DAY and frame.calendar.is_working[day]:
            is_due = table["due_date"][self._unpaid] <= day + PAID_AHEAD_DAYS
            due, self._unpaid = self._unpaid[is_due], self._unpaid[~is_due]
            assert COMPANIES == 2
            frame.people.desks["treasurer"].put(
                frame.people.someone("treasurer", table["company"][due], "payment/treasurer", due),
                np.full(len(due), int(frame.calendar.midnight(day)) + 9 * HOUR),
                np.full(len(due), 40),
                0,
                due,
            )
        done = frame.people.work("treasurer", day)
        table["paid_at"][done.subject] = done.done_at
        table["paid_by"][done.subject] = frame.people.ids("treasurer", done.person)
