"""What is changed in an order after it was confirmed: a higher price, a larger quantity.

Belongs here: second thoughts about prices and quantities. Does not belong here: moved promises and cancellations,
which suppliers ask for (`receiving.py`).
"""

from __future__ import annotations

import numpy as np

from seeds.simulation.agenda import Agenda
from seeds.simulation.calendar import DAY
from seeds.simulation.frame import Frame
from seeds.simulation.purchasing import CHANGE, Purchasing
from seeds.simulation.receiving import Receiving
from seeds.simulation.records import NEVER, rows_of
from seeds.simulation.stock import Stock

DEARER_SHARE, MORE_SHARE = 0.04, 0.03  # of lines
PRICE_FACTOR, MORE_PART = 1.06, 0.25
TIME_SECONDS = 240


class OrderChanges:
    """Changes of lines of confirmed orders, written down by their buyers."""

    def __init__(self, frame: Frame, stock: Stock, purchasing: Purchasing, receiving: Receiving) -> None:
        self._frame, self._stock = frame, stock
        self._purchasing, self._receiving = purchasing, receiving
        self._second_thoughts = Agenda(frame.calendar)
        self._last_delivered: dict[int, int] = {}  # line that will be changed → row of its last delivery

    def consider(self) -> None:
        """Of the orders confirmed today, some lines will be changed in the next days."""
        order = self._purchasing.confirmed
        line, head = rows_of(self._purchasing.lines["order"], order)
        chance = self._frame.chance
        is_changed = self._is_dearer(line) | self._is_more(line)
        line, head = line[is_changed], head[is_changed]
        # found here, among what was packed today: on the day of the change it is one row of a table of years
        packed = self._receiving.packed
        packed = packed[np.isin(self._receiving.delivered["line"][packed], line)]
        self._last_delivered |= zip(self._receiving.delivered["line"][packed].tolist(), packed.tolist(), strict=True)
        at = self._purchasing.orders["confirmed_at"][order[head]] + chance.between(1, 4, "change/days", line) * DAY
        self._second_thoughts.put(at, line)

    def arrive(self, day: int) -> None:
        """Suppliers' letters and planners' calls reach the buyers."""
        at, line = self._second_thoughts.of(day)
        order = self._purchasing.lines["order"][line]
        buyer = self._purchasing.orders["buyer"][order]
        self._frame.people.desks["buyer"].put(buyer, at, np.full(len(line), TIME_SECONDS), CHANGE, line)

    def write(self) -> None:
        """Buyers have changed lines; nobody changes what is cancelled, or asks for more of what is all there."""
        purchasing, deliveries, delivered = self._purchasing, self._receiving.deliveries, self._receiving.delivered
        done = purchasing.buyers_done.of(CHANGE)
        if not len(done):
            return
        row = np.array([self._last_delivered.pop(each) for each in done.subject.tolist()])
        exists = purchasing.orders["cancelled_at"][purchasing.lines["order"][done.subject]] == NEVER
        done, row = done.where(exists), row[exists]
        lines, line = purchasing.lines, done.subject
        is_dearer = self._is_dearer(line)
        lines["confirmed_price"][line[is_dearer]] = lines["price"][line[is_dearer]]
        lines["price"][line[is_dearer]] = np.round(lines["price"][line[is_dearer]] * PRICE_FACTOR, 2)
        more = np.maximum(np.round(lines["quantity"][line] * MORE_PART), 1).astype(np.int64)
        # it comes with the last delivery, if that is still on its way
        comes_later = deliveries["arrived_at"][delivered["delivery"][row]] > done.done_at + DAY
        is_more = self._is_more(line) & ~is_dearer & comes_later
        lines["quantity"][line[is_more]] += more[is_more]
        delivered["quantity"][row[is_more]] += more[is_more]
        np.add.at(self._stock.on_order, lines["position"][line[is_more]], more[is_more])
        changed = is_dearer | is_more
        lines["changed_at"][line[changed]] = done.done_at[changed]

    def _is_dearer(self, line: np.ndarray) -> np.ndarray:
        return self._frame.chance.happens(DEARER_SHARE, "change/price", line)

    def _is_more(self, line: np.ndarray) -> np.ndarray:
        return self._frame.chance.happens(MORE_SHARE, "change/quantity", line)
