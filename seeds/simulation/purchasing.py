"""From an approved requisition to a confirmed purchase order: orders and their approval.

Belongs here: what buyers do. Does not belong here: what planners ask for (`requisitions.py`), goods (`receiving.py`),
invoices (`payables.py`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seeds.simulation.desks import Done
from seeds.simulation.frame import Frame
from seeds.simulation.masters import USD_PER_CNY, standard_cost
from seeds.simulation.people import COMPANY_OF_WAREHOUSE
from seeds.simulation.records import NEVER, Records, rows_of
from seeds.simulation.requisitions import Requisitions
from seeds.simulation.reviews import LEVELS, ORDER, Reviews

Ints = NDArray[np.int64]

# kinds of tasks of buyers
PLACE, CONFIRM, CORRECT, RESCHEDULE, CHANGE, BUY = range(6)
RESCHEDULED_SHARE, CANCELLED_SHARE = 0.09, 0.012
PILOT_WAREHOUSE, PILOT_LEVEL = 0, 2
PRICE_CUT_AFTER_REJECTION = 0.97


class Purchasing:
    """Purchase orders of all companies."""

    def __init__(self, frame: Frame, requisitions: Requisitions) -> None:
        self._frame, self._requisitions = frame, requisitions
        self.orders = Records(
            requisition=np.int64,
            warehouse=np.int64,
            supplier=np.int64,
            buyer=np.int64,
            ordered_by=np.int64,
            is_foreign=np.bool_,
            round=np.int64,
            created_at=np.int64,
            submitted_at=np.int64,
            approved_at=np.int64,
            confirmed_at=np.int64,
            cancelled_at=np.int64,
        )
        self.lines = Records(
            order=np.int64,
            position=np.int64,
            quantity=np.int64,
            first_price=np.float64,
            price=np.float64,
            repriced_at=np.int64,
            confirmed_price=np.float64,
            first_quantity=np.int64,
            changed_at=np.int64,  # price or quantity, after confirmation
            promised_at=np.int64,
            rescheduled_at=np.int64,
            latest_promised_at=np.int64,
        )
        self.buyers_done: Done
        self.reviews = Reviews(ORDER, frame.people, frame.chance)
        self.confirmed: Ints = np.zeros(0, np.int64)

    def take_requisitions(self) -> None:
        """Requisitions that were approved today reach the buyers."""
        frame, table, approved = self._frame, self._requisitions.requisitions, self._requisitions.approved
        company = COMPANY_OF_WAREHOUSE[table["warehouse"][approved.document]]
        frame.people.desks["buyer"].put(
            frame.people.someone("buyer", company, "order/buyer", table["supplier"][approved.document]),
            approved.at,
            frame.chance.around(900.0, 0.5, "order/time", approved.document),
            PLACE,
            approved.document,
        )

    def order(self, day: int) -> None:
        """Buyers place orders, confirm those that are approved, correct those that are not, move promises."""
        frame = self._frame
        done = self.buyers_done = frame.people.work("buyer", day)
        self.confirmed = np.zeros(0, np.int64)
        if not len(done):
            return
        placed, confirmed, corrected = done.of(PLACE), done.of(CONFIRM), done.of(CORRECT)
        if len(placed):
            order = self._place(placed.subject, placed.person, placed.started_at, placed.done_at)
            self.submit(order, placed.done_at)
        if len(corrected):
            order = corrected.subject
            self.orders["round"][order] += 1
            line, place = rows_of(self.lines["order"], order)
            self.lines["price"][line] = np.round(self.lines["price"][line] * PRICE_CUT_AFTER_REJECTION, 2)
            self.lines["repriced_at"][line] = corrected.done_at[place]
            self.submit(order, corrected.done_at)
        if len(confirmed):
            self.orders["confirmed_at"][confirmed.subject] = confirmed.done_at
            self.confirmed = confirmed.subject
        moved = done.of(RESCHEDULE)
        if len(moved):
            self.lines["rescheduled_at"][moved.subject] = moved.done_at

    def review(self, day: int) -> None:
        """What is approved waits to be confirmed; what is not goes back to its buyer."""
        approved, rejected = self.reviews.work(day)
        self._approve(approved.document, approved.at)
        frame = self._frame
        frame.people.desks["buyer"].put(
            self.orders["buyer"][rejected.document],
            rejected.at,
            frame.chance.around(1500.0, 0.5, "order/correction", rejected.document),
            CORRECT,
            rejected.document,
        )

    def value_cny(self, order: Ints) -> NDArray[np.float64]:
        """Value of orders as first placed, in the manufacturer's currency at fixed rates: what approval levels go by.

        Whoever refused an order looks at it again, also when it has become cheaper.
        """
        line, place = rows_of(self.lines["order"], order)
        value = np.bincount(place, self.lines["quantity"][line] * self.lines["first_price"][line], len(order))
        return value / np.where(self.is_usd(order), USD_PER_CNY, 1.0)

    def is_usd(self, order: Ints) -> NDArray[np.bool_]:
        company = COMPANY_OF_WAREHOUSE[self.orders["warehouse"][order]]
        return (company == 1) | self.orders["is_foreign"][order]

    def _place(self, requisition: Ints, buyer: Ints, started_at: Ints, done_at: Ints) -> Ints:
        asked, table = self._requisitions.lines, self._requisitions.requisitions
        table["ordered_at"][requisition] = done_at
        wanted, head = rows_of(asked["requisition"], requisition)
        order, asked["order_line"][wanted] = self.place(
            requisition=requisition,
            warehouse=table["warehouse"][requisition],
            supplier=table["supplier"][requisition],
            buyer=buyer,
            started_at=started_at,
            done_at=done_at,
            position=asked["position"][wanted],
            quantity=asked["quantity"][wanted],
            head=head,
            luck=self._frame.chance.uniform("order/price", wanted),
        )
        return order

    def place(
        self,
        *,
        requisition: Ints,
        warehouse: Ints,
        supplier: Ints,
        buyer: Ints,
        started_at: Ints,
        done_at: Ints,
        position: Ints,
        quantity: Ints,
        head: Ints,
        luck: NDArray[np.float64],
    ) -> tuple[Ints, Ints]:
        """Write orders and their lines down and return both. `head`: line → place of its order; `luck`: its price's."""
        frame = self._frame
        is_foreign = frame.masters.suppliers.is_foreign[supplier]
        order = self.orders.add(
            len(requisition),
            requisition=requisition,
            warehouse=warehouse,
            supplier=supplier,
            buyer=buyer,
            ordered_by=frame.people.ids("buyer", buyer),
            is_foreign=is_foreign,
            round=1,
            created_at=started_at,
        )
        positions = frame.masters.positions
        cost = standard_cost(frame.masters.items, positions.item[position], positions.warehouse[position])
        in_usd = np.where((COMPANY_OF_WAREHOUSE[warehouse] == 0) & is_foreign, USD_PER_CNY, 1.0)
        price = np.maximum(np.round(cost * in_usd[head] * (0.94 + 0.12 * luck), 2), 0.01)
        lead = frame.masters.suppliers.lead_days[supplier][head]
        promised = frame.end_of_work(frame.calendar.day_of(done_at)[head] + lead + 2)
        line = self.lines.add(
            len(position),
            order=order[head],
            position=position,
            quantity=quantity,
            first_quantity=quantity,
            first_price=price,
            price=price,
            promised_at=promised,
            latest_promised_at=promised,
        )
        return order, line

    def submit(self, order: Ints, at: Ints) -> None:
        frame, orders = self._frame, self.orders
        is_first = orders["submitted_at"][order] == NEVER
        orders["submitted_at"][order[is_first]] = at[is_first]
        warehouse = orders["warehouse"][order]
        is_dropped = np.zeros((len(order), len(LEVELS[ORDER])), bool)
        is_dropped[:, PILOT_LEVEL - 1] = (warehouse == PILOT_WAREHOUSE) & (at >= frame.pilot_from)
        needs_none = self.reviews.request(
            order,
            orders["round"][order],
            at,
            self.value_cny(order),
            warehouse,
            COMPANY_OF_WAREHOUSE[warehouse],
            is_dropped,
        )
        self._approve(order[needs_none], at[needs_none])

    def _approve(self, order: Ints, at: Ints) -> None:
        frame = self._frame
        self.orders["approved_at"][order] = at
        seconds = frame.chance.around(240.0, 0.5, "order/confirmation", order)
        frame.people.desks["buyer"].put(self.orders["buyer"][order], at, seconds, CONFIRM, order)

    def reschedule(self, line: Ints, at: Ints, by_days: Ints) -> None:
        """The supplier asks for more time; the buyer writes the new promise down."""
        frame, order = self._frame, self.lines["order"][line]
        day = frame.calendar.day_of(self.lines["latest_promised_at"][line]) + by_days
        self.lines["latest_promised_at"][line] = frame.end_of_work(day)
        seconds = np.full(len(line), 180)
        frame.people.desks["buyer"].put(self.orders["buyer"][order], at, seconds, RESCHEDULE, line)
