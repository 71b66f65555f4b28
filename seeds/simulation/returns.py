"""What customers send back: goods to the shelf, a credit note, the money.

Belongs here: returns of sold goods. Does not belong here: what goes back to suppliers (`receiving.py`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seeds.simulation.agenda import Agenda
from seeds.simulation.calendar import HOUR
from seeds.simulation.desks import Done
from seeds.simulation.frame import Frame
from seeds.simulation.people import COMPANY_OF_WAREHOUSE
from seeds.simulation.records import Records
from seeds.simulation.sales import CREDIT, REFUND, Sales
from seeds.simulation.stock import CUSTOMER_RETURN, Stock

Ints = NDArray[np.int64]

TAKE_BACK = 3  # a kind of task of storekeepers, beside receiving, picking and counting
RETURNED_SHARE = 0.02  # of delivered lines
DAMAGED, WRONG_ITEM, TOO_LATE, NOT_NEEDED = range(4)  # what the customer complains of
COMPLAINT_WEIGHTS = (0.45, 0.2, 0.2, 0.15)
REFUND_DAYS = 12


class Returns:
    """Returns of lines of sales orders, each with its complaint."""

    def __init__(self, frame: Frame, stock: Stock, sales: Sales) -> None:
        self._frame, self._stock, self._sales = frame, stock, sales
        self._on_the_way = Agenda(frame.calendar)
        self._promised_money = Agenda(frame.calendar)
        self.returns = Records(
            line=np.int64,
            quantity=np.int64,
            complaint=np.int8,
            arrived_at=np.int64,
            received_at=np.int64,
            received_by=np.int64,
            credited_at=np.int64,
            credited_by=np.int64,
            refunded_at=np.int64,
            refunded_by=np.int64,
        )

    def complain(self) -> None:
        """Some of what was shipped today will come back."""
        frame, chance = self._frame, self._frame.chance
        line, shipped_at = self._sales.shipped
        comes_back = chance.happens(RETURNED_SHARE, "return/happens", line)
        line, shipped_at = line[comes_back], shipped_at[comes_back]
        day = frame.calendar.day_of(shipped_at) + chance.between(4, 20, "return/days", line)
        at = frame.calendar.midnight(frame.calendar.next_working(day))
        at = at + chance.between(8 * HOUR, 15 * HOUR, "return/hour", line)
        share = chance.uniform("return/quantity", line)
        number = self.returns.add(
            len(line),
            line=line,
            quantity=np.ceil(self._sales.lines["quantity"][line] * share).clip(1).astype(np.int64),
            complaint=chance.one_of(COMPLAINT_WEIGHTS, "return/complaint", line),
            arrived_at=at,
        )
        self._on_the_way.put(at, number)

    def arrive(self, day: int) -> None:
        """Goods come back to the dock of the warehouse that sent them; money that was promised falls due."""
        at, number = self._on_the_way.of(day)
        warehouse = self._warehouse(number)
        people, chance = self._frame.people, self._frame.chance
        storekeeper = people.someone("storekeeper", warehouse, "return/storekeeper", number)
        seconds = chance.around(400.0, 0.4, "return/time", number)
        people.desks["storekeeper"].put(storekeeper, at, seconds, TAKE_BACK, number)
        at, number = self._promised_money.of(day)
        self._to_clerk(number, at, REFUND, 150.0)

    def receive(self, done: Done) -> None:
        """Storekeepers have put the goods back; the clerk is told."""
        number = done.subject
        by = self._frame.people.ids("storekeeper", done.person)
        self.returns["received_at"][number] = done.done_at
        self.returns["received_by"][number] = by
        line = self.returns["line"][number]
        self._stock.move(
            CUSTOMER_RETURN,
            self._sales.lines["position"][line],
            self.returns["quantity"][number],
            document=number,
            line=line,
            created_at=done.started_at,
            moved_at=done.done_at,
            moved_by=by,
        )
        self._to_clerk(number, done.done_at, CREDIT, 600.0)

    def settle(self) -> None:
        """Clerks have written credit notes, and paid back."""
        people = self._frame.people
        credited, refunded = self._sales.clerks_done.of(CREDIT), self._sales.clerks_done.of(REFUND)
        self.returns["credited_at"][credited.subject] = credited.done_at
        self.returns["credited_by"][credited.subject] = people.ids("receivables_clerk", credited.person)
        calendar = self._frame.calendar
        day = calendar.next_working(calendar.day_of(credited.done_at) + REFUND_DAYS)
        self._promised_money.put(calendar.midnight(day) + 10 * HOUR, credited.subject)
        self.returns["refunded_at"][refunded.subject] = refunded.done_at
        self.returns["refunded_by"][refunded.subject] = people.ids("receivables_clerk", refunded.person)

    def _to_clerk(self, number: Ints, at: Ints, kind: int, seconds: float) -> None:
        people, chance = self._frame.people, self._frame.chance
        company = COMPANY_OF_WAREHOUSE[self._warehouse(number)]
        clerk = people.someone("receivables_clerk", company, "return/clerk", number)
        time = chance.around(seconds, 0.4, "return/clerks_time", number, kind)
        people.desks["receivables_clerk"].put(clerk, at, time, kind, number)

    def _warehouse(self, number: Ints) -> Ints:
        return self._sales.orders["warehouse"][self._sales.lines["order"][self.returns["line"][number]]]
