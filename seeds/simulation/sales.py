"""From a customer's order to the money: entry, credit, allocation, picking, invoicing, receipts.

Belongs here: what sales and receivables clerks do, and storekeepers with goods that are sold. Does not belong here:
replenishment (`requisitions.py`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seeds.simulation.agenda import Agenda
from seeds.simulation.calendar import HOUR
from seeds.simulation.desks import Done
from seeds.simulation.frame import Frame
from seeds.simulation.masters import standard_cost
from seeds.simulation.people import COMPANY_OF_WAREHOUSE, WAREHOUSES
from seeds.simulation.records import Records, rows_of
from seeds.simulation.stock import DELIVERY, Stock

Ints = NDArray[np.int64]

PICK = 1  # a kind of task of storekeepers, beside receiving
BILL, BOOK, CREDIT, REFUND = range(4)  # of receivables clerks
ORDERS_A_DAY = 6.0  # at each warehouse
LINE_WEIGHTS = (0.35, 0.3, 0.2, 0.15)
LINES_AN_ORDER = sum(weight * (place + 1) for place, weight in enumerate(LINE_WEIGHTS))
CREDIT_SHARE = 0.08
MARK_UP = 1.5


class Sales:
    """Sales orders of all companies."""

    def __init__(self, frame: Frame, stock: Stock) -> None:
        self._frame, self._stock = frame, stock
        self.orders = Records(
            warehouse=np.int64,
            customer=np.int64,
            clerk=np.int64,
            entered_by=np.int64,
            arrived_at=np.int64,
            entered_at=np.int64,
            confirmed_at=np.int64,
            confirmed_by=np.int64,
            requested_at=np.int64,
        )
        self.lines = Records(
            order=np.int64, position=np.int64, quantity=np.int64, price=np.float64, delivery=np.int64, move=np.int64
        )
        self.deliveries = Records(
            order=np.int64,
            allocated_at=np.int64,
            shipped_at=np.int64,
            shipped_by=np.int64,
            invoiced_at=np.int64,
            invoiced_by=np.int64,
            due_date=np.int64,
            paid_at=np.int64,
            booked_at=np.int64,
            booked_by=np.int64,
        )
        self._unallocated: Ints = np.zeros(0, np.int64)
        self._allocated: Ints = np.zeros(0, np.int64)  # lines, by delivery
        self._money = Agenda(frame.calendar)
        self.shipped: tuple[Ints, Ints] = (np.zeros(0, np.int64), np.zeros(0, np.int64))  # lines of the day, and when
        self.clerks_done: Done

    def take_orders(self, day: int) -> None:
        """Customers' orders of a day reach the clerks."""
        frame = self._frame
        if not frame.calendar.is_working[day]:
            return
        rate = ORDERS_A_DAY * frame.scale * frame.season(day)
        # a Poisson number by the inverse of its normal approximation, at least the rate's whole part at random
        for warehouse in range(WAREHOUSES):
            swing = frame.chance.around(1.0, 0.25, "sales/orders", day, warehouse)[0]
            lucky = frame.chance.uniform("sales/one_more", day, warehouse)[0]
            count = int(rate * swing + lucky)
            if count:
                self._take(day, warehouse, count)

    def _take(self, day: int, warehouse: int, count: int) -> None:
        frame, masters = self._frame, self._frame.masters
        chance = frame.chance
        first = len(self.orders)
        number = first + np.arange(count)
        at = int(frame.calendar.midnight(day)) + chance.between(30600, 63000, "sales/hour", number)
        order_by_time = np.argsort(at, kind="stable")
        at, number = at[order_by_time], first + np.arange(count)
        company = int(COMPANY_OF_WAREHOUSE[warehouse])
        weight = np.where(masters.customers.company == company, masters.customers.weight, 0.0)
        clerk = frame.people.someone("sales_clerk", np.full(count, company), "sales/clerk", number)
        wanted_day = day + chance.between(3, 14, "sales/wanted", number)
        order = self.orders.add(
            count,
            warehouse=warehouse,
            customer=chance.one_of(weight, "sales/customer", number),
            clerk=clerk,
            entered_by=frame.people.ids("sales_clerk", clerk),
            arrived_at=at,
            requested_at=frame.end_of_work(wanted_day),
        )
        line_count = chance.one_of(LINE_WEIGHTS, "sales/lines", number) + 1
        head = np.repeat(np.arange(count), line_count)
        place = np.arange(len(head)) - np.repeat(np.cumsum(line_count) - line_count, line_count)
        here = masters.positions.of_warehouse[warehouse]
        position = here[chance.one_of(masters.positions.share[here], "sales/item", number[head], place)]
        item = masters.positions.item[position]
        quantity = np.ceil(
            masters.items.typical_quantity[item] * chance.around(1.0, 0.5, "sales/quantity", number[head], place)
        )
        cost = standard_cost(masters.items, item, np.full(len(item), warehouse))
        self.lines.add(
            len(head),
            order=order[head],
            position=position,
            quantity=quantity.astype(np.int64),
            price=np.round(cost * MARK_UP, 2),
            delivery=-1,
            move=-1,
        )
        seconds = chance.around(300.0 + 120.0 * line_count, 0.4, "sales/time", number)
        frame.people.desks["sales_clerk"].put(clerk, at, seconds, 0, order)

    def enter(self, day: int) -> None:
        """Clerks enter and confirm orders; some need a word about credit first."""
        frame, table = self._frame, self.orders
        done = frame.people.work("sales_clerk", day)
        order = done.subject
        table["entered_at"][order] = done.started_at
        needs_credit = frame.chance.happens(CREDIT_SHARE, "sales/credit", order)
        self._confirm(order[~needs_credit], done.done_at[~needs_credit], table["entered_by"][order[~needs_credit]])
        company = COMPANY_OF_WAREHOUSE[table["warehouse"][order]]
        frame.people.desks["credit_controller"].put(
            frame.people.someone("credit_controller", company, "credit/controller", order)[needs_credit],
            done.done_at[needs_credit],
            frame.chance.around(1500.0, 0.6, "credit/time", order)[needs_credit],
            0,
            order[needs_credit],
        )
        done = frame.people.work("credit_controller", day)
        self._confirm(done.subject, done.done_at, frame.people.ids("credit_controller", done.person))

    def _confirm(self, order: Ints, at: Ints, by: Ints) -> None:
        self.orders["confirmed_at"][order] = at
        self.orders["confirmed_by"][order] = by
        line, place = rows_of(self.lines["order"], order)
        in_time = np.argsort(at[place], kind="stable")
        self._unallocated = np.r_[self._unallocated, line[in_time]]

    def allocate(self, day: int) -> None:
        """Before work begins, what is on the shelf is given to those who wait for it longest."""
        frame, stock, lines = self._frame, self._stock, self.lines
        waiting = self._unallocated
        if not len(waiting) or not frame.calendar.is_working[day]:
            return
        position, quantity = lines["position"][waiting], lines["quantity"][waiting]
        by_position = np.argsort(position, kind="stable")
        ordered = quantity[by_position]
        total = np.cumsum(ordered)
        is_first = np.r_[True, position[by_position][1:] != position[by_position][:-1]]
        before = np.maximum.accumulate(np.where(is_first, total - ordered, 0))
        free = (stock.on_hand - stock.reserved)[position[by_position]]
        is_given = np.empty(len(waiting), bool)
        is_given[by_position] = total - before <= free
        given, self._unallocated = waiting[is_given], waiting[~is_given]
        if not len(given):
            return
        np.add.at(stock.reserved, lines["position"][given], lines["quantity"][given])
        order, place = np.unique(lines["order"][given], return_inverse=True)
        at = np.full(len(order), int(frame.calendar.midnight(day)) + 6 * HOUR + 1800)
        delivery = self.deliveries.add(len(order), order=order, allocated_at=at)
        lines["delivery"][given] = delivery[place]
        by_delivery = np.argsort(place, kind="stable")
        self._allocated = np.r_[self._allocated, given[by_delivery]]
        warehouse = self.orders["warehouse"][order]
        frame.people.desks["storekeeper"].put(
            frame.people.someone("storekeeper", warehouse, "pick/storekeeper", delivery),
            at,
            frame.chance.around(240.0 + 100.0 * np.bincount(place), 0.4, "pick/time", delivery),
            PICK,
            delivery,
        )

    def ship(self, done: Done) -> None:
        """Storekeepers have picked deliveries and handed them to the carrier."""
        frame, table, lines = self._frame, self.deliveries, self.lines
        delivery = done.subject
        self.shipped = (np.zeros(0, np.int64), np.zeros(0, np.int64))
        if not len(delivery):
            return
        by = frame.people.ids("storekeeper", done.person)
        table["shipped_at"][delivery] = done.done_at
        table["shipped_by"][delivery] = by
        by_id = np.argsort(delivery)
        row, place = rows_of(lines["delivery"][self._allocated], delivery[by_id])
        line, head = self._allocated[row], by_id[place]
        self.shipped = (line, done.done_at[head])
        position, quantity = lines["position"][line], lines["quantity"][line]
        np.subtract.at(self._stock.reserved, position, quantity)
        lines["move"][line] = self._stock.move(
            DELIVERY,
            position,
            quantity,
            document=delivery[head],
            line=line,
            created_at=table["allocated_at"][delivery[head]],
            moved_at=done.done_at[head],
            moved_by=by[head],
        )
        company = COMPANY_OF_WAREHOUSE[self.orders["warehouse"][table["order"][delivery]]]
        frame.people.desks["receivables_clerk"].put(
            frame.people.someone("receivables_clerk", company, "bill/clerk", delivery),
            done.done_at,
            frame.chance.around(240.0, 0.4, "bill/time", delivery),
            BILL,
            delivery,
        )

    def bill(self, day: int) -> None:
        """Clerks write invoices of what was shipped, and book the money that came."""
        frame, table = self._frame, self.deliveries
        at, delivery = self._money.of(day)
        company = COMPANY_OF_WAREHOUSE[self.orders["warehouse"][table["order"][delivery]]]
        clerk = frame.people.someone("receivables_clerk", company, "money/clerk", delivery)
        frame.people.desks["receivables_clerk"].put(clerk, at, np.full(len(at), 120), BOOK, delivery)
        done = self.clerks_done = frame.people.work("receivables_clerk", day)
        billed, booked = done.of(BILL), done.of(BOOK)
        table["booked_at"][booked.subject] = booked.done_at
        table["booked_by"][booked.subject] = frame.people.ids("receivables_clerk", booked.person)
        delivery = billed.subject
        table["invoiced_at"][delivery] = billed.done_at
        table["invoiced_by"][delivery] = frame.people.ids("receivables_clerk", billed.person)
        customer = self.orders["customer"][table["order"][delivery]]
        customers = frame.masters.customers
        due = frame.calendar.day_of(billed.done_at) + customers.terms_days[customer]
        table["due_date"][delivery] = due
        late = np.round(
            frame.chance.around(np.maximum(customers.late_days[customer], 1), 0.5, "money/late", delivery)
        ).astype(np.int64)
        paid_day = np.maximum(due + late, frame.calendar.day_of(billed.done_at) + 1)
        at = frame.calendar.midnight(paid_day) + 10 * HOUR
        table["paid_at"][delivery] = at
        self._money.put(at, delivery)
