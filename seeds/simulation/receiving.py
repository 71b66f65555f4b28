"""From a confirmed order to goods on the shelf: deliveries of suppliers, receipts, inspection, returns.

Belongs here: what suppliers and storekeepers do with purchased goods. Does not belong here: what is sold (`sales.py`).
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from seeds.simulation.agenda import Agenda
from seeds.simulation.calendar import DAY, HOUR
from seeds.simulation.desks import Done
from seeds.simulation.frame import Frame
from seeds.simulation.purchasing import CANCELLED_SHARE, RESCHEDULED_SHARE, Purchasing
from seeds.simulation.records import NEVER, Records, rows_of
from seeds.simulation.stock import RECEIPT, SUPPLIER_RETURN, Stock

Ints = NDArray[np.int64]

RECEIVE = 0  # a kind of task of storekeepers
SPLIT_SHARE, SPLIT_FIRST, SPLIT_DAYS = 0.1, 0.6, 5
REJECTED_LINES, REJECTED_PART = 0.035, 0.25
CRISIS = (date(2026, 6, 1), date(2026, 9, 1))  # of promises: from, and before
CRISIS_FACTOR = 0.35


class Receiving:
    """Deliveries of suppliers and their receipts. A delivery brings all lines of an order, or a part of each."""

    def __init__(self, frame: Frame, stock: Stock, purchasing: Purchasing) -> None:
        self._frame, self._stock, self._purchasing = frame, stock, purchasing
        self._on_the_way = Agenda(frame.calendar)
        self._second_thoughts = Agenda(frame.calendar)
        self._given_up = Agenda(frame.calendar)
        self.deliveries = Records(
            order=np.int64,
            number=np.int64,
            of=np.int64,  # how many the order has
            arrived_at=np.int64,
            received_at=np.int64,
            received_by=np.int64,
            inspected_at=np.int64,
            inspected_by=np.int64,
        )
        self.delivered = Records(delivery=np.int64, line=np.int64, quantity=np.int64, rejected=np.int64, move=np.int64)
        self.packed: Ints = np.zeros(0, np.int64)  # rows of `delivered` that were planned today
        self.received: Ints = np.zeros(0, np.int64)

    def send(self) -> None:
        """Suppliers plan the deliveries of the orders that were confirmed today."""
        order = self._purchasing.confirmed
        self.packed = np.zeros(0, np.int64)
        if not len(order):
            return
        frame, orders, lines = self._frame, self._purchasing.orders, self._purchasing.lines
        chance, calendar = frame.chance, frame.calendar
        supplier = orders["supplier"][order]
        line = rows_of(self._purchasing.lines["order"], order)[0]
        first_line = np.searchsorted(lines["order"], order, side="left")
        promised_day = calendar.day_of(lines["promised_at"][first_line])
        suppliers = frame.masters.suppliers
        begin, end = ((moment - calendar.first).days for moment in CRISIS)
        is_crisis = (promised_day >= begin) & (promised_day < end) & suppliers.in_crisis[supplier]
        reliability = suppliers.reliability[supplier] * np.where(is_crisis, CRISIS_FACTOR, 1.0)
        is_late = ~chance.happens(reliability, "delivery/in_time", order)
        delay = np.ceil(chance.around(np.where(is_crisis, 9.0, 3.0), 0.7, "delivery/delay", order)).astype(np.int64)
        early = chance.between(0, 3, "delivery/early", order)
        earliest = calendar.day_of(orders["confirmed_at"][order]) + 1
        day = np.maximum(np.where(is_late, promised_day + delay, promised_day - early), earliest)
        at = calendar.midnight(calendar.next_working(day)) + chance.between(8 * HOUR, 15 * HOUR, "delivery/hour", order)
        is_split = chance.happens(SPLIT_SHARE, "delivery/split", order)
        counts = np.where(is_split, 2, 1)
        head = np.repeat(np.arange(len(order)), counts)
        number = np.arange(len(head)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
        second_day = calendar.next_working(calendar.day_of(at)[head] + SPLIT_DAYS)
        at_second = calendar.midnight(second_day) + chance.between(8 * HOUR, 15 * HOUR, "delivery/hour2", order[head])
        arrives_at = np.where(number == 1, at[head], at_second)
        delivery = self.deliveries.add(
            len(head), order=order[head], number=number, of=counts[head], arrived_at=arrives_at
        )
        self.packed = self._pack(delivery, number, counts[head], order[head])
        self._on_the_way.put(arrives_at, delivery)
        self._change_minds(order, line, at)

    def _pack(self, delivery: Ints, number: Ints, counts: Ints, order: Ints) -> Ints:
        lines = self._purchasing.lines
        line, head = rows_of(lines["order"], order)
        whole = lines["quantity"][line]
        first = np.maximum(np.floor(whole * SPLIT_FIRST), 1).astype(np.int64)
        quantity = np.where(counts[head] == 1, whole, np.where(number[head] == 1, first, whole - first))
        is_something = quantity > 0
        return self.delivered.add(
            int(is_something.sum()),
            delivery=delivery[head][is_something],
            line=line[is_something],
            quantity=quantity[is_something],
            move=-1,
        )

    def _change_minds(self, order: Ints, line: Ints, arrives_at: Ints) -> None:
        """Some promises are moved when the old one has nearly come, some orders are cancelled before anything came."""
        frame, lines = self._frame, self._purchasing.lines
        moved = line[frame.chance.happens(RESCHEDULED_SHARE, "order/rescheduled", line)]
        self._second_thoughts.put(lines["promised_at"][moved] - 3 * DAY, moved)
        cancelled = order[frame.chance.happens(CANCELLED_SHARE, "order/cancelled", order)]
        at = self._purchasing.orders["confirmed_at"][cancelled] + DAY
        is_before = at < arrives_at[np.isin(order, cancelled)] - DAY
        self._given_up.put(at[is_before], cancelled[is_before])

    def arrive(self, day: int) -> None:
        """Goods of the day come to the dock, promises are moved, orders given up."""
        frame, orders, lines = self._frame, self._purchasing.orders, self._purchasing.lines
        at, line = self._second_thoughts.of(day)
        still = orders["cancelled_at"][lines["order"][line]] == NEVER
        later = frame.chance.between(3, 10, "order/later_days", line)
        self._purchasing.reschedule(line[still], at[still], later[still])
        at, order = self._given_up.of(day)
        orders["cancelled_at"][order] = at
        gone = rows_of(self._purchasing.lines["order"], order)[0]
        np.subtract.at(self._stock.on_order, lines["position"][gone], lines["quantity"][gone])
        at, delivery = self._on_the_way.of(day)
        comes = orders["cancelled_at"][self.deliveries["order"][delivery]] == NEVER
        at, delivery = at[comes], delivery[comes]
        warehouse = orders["warehouse"][self.deliveries["order"][delivery]]
        _, head = rows_of(self.delivered["delivery"], delivery)
        line_count = np.bincount(head, minlength=len(delivery))
        frame.people.desks["storekeeper"].put(
            frame.people.someone("storekeeper", warehouse, "receipt/storekeeper", delivery),
            at,
            frame.chance.around(500.0 + 180.0 * line_count, 0.4, "receipt/time", delivery),
            RECEIVE,
            delivery,
        )

    def receive(self, done: Done) -> None:
        """Storekeepers have put goods of deliveries onto the shelves."""
        frame, table = self._frame, self.deliveries
        delivery = done.subject
        self.received = delivery
        if not len(delivery):
            return
        by = frame.people.ids("storekeeper", done.person)
        table["received_at"][delivery] = done.done_at
        table["received_by"][delivery] = by
        row, head = rows_of(self.delivered["delivery"], delivery)
        line, quantity = self.delivered["line"][row], self.delivered["quantity"][row]
        position = self._purchasing.lines["position"][line]
        self.delivered["move"][row] = self._stock.move(
            RECEIPT,
            position,
            quantity,
            document=delivery[head],
            line=line,
            created_at=table["arrived_at"][delivery[head]],
            moved_at=done.done_at[head],
            moved_by=by[head],
        )
        np.subtract.at(self._stock.on_order, position, quantity)
        self._hand_to_inspection(delivery, done.done_at, row, head)

    def _hand_to_inspection(self, delivery: Ints, at: Ints, row: Ints, head: Ints) -> None:
        frame = self._frame
        positions = frame.masters.positions
        position = self._purchasing.lines["position"][self.delivered["line"][row]]
        looked_at = frame.masters.items.needs_inspection[positions.item[position]]
        is_bad = looked_at & frame.chance.happens(REJECTED_LINES, "inspection/rejected", row)
        part = np.maximum(np.floor(self.delivered["quantity"][row] * REJECTED_PART), 1).astype(np.int64)
        self.delivered["rejected"][row] = np.where(is_bad, part, 0)
        needs = np.zeros(len(delivery), bool)
        np.logical_or.at(needs, head, looked_at)
        warehouse = self._purchasing.orders["warehouse"][self.deliveries["order"][delivery]]
        frame.people.desks["inspector"].put(
            frame.people.someone("inspector", warehouse, "inspection/inspector", delivery)[needs],
            at[needs],
            frame.chance.around(1500.0, 0.5, "inspection/time", delivery)[needs],
            0,
            delivery[needs],
        )

    def inspect(self, day: int) -> None:
        """Inspectors look at what came; what is not good goes back to the supplier."""
        frame, table = self._frame, self.deliveries
        done = frame.people.work("inspector", day)
        if not len(done):
            return
        by = frame.people.ids("inspector", done.person)
        table["inspected_at"][done.subject] = done.done_at
        table["inspected_by"][done.subject] = by
        row, head = rows_of(self.delivered["delivery"], done.subject)
        is_bad = self.delivered["rejected"][row] > 0
        row, head = row[is_bad], head[is_bad]
        line = self.delivered["line"][row]
        self._stock.move(
            SUPPLIER_RETURN,
            self._purchasing.lines["position"][line],
            self.delivered["rejected"][row],
            document=self.delivered["delivery"][row],
            line=line,
            created_at=done.done_at[head],
            moved_at=done.done_at[head],
            moved_by=by[head],
        )
