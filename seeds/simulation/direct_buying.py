"""Orders without a requisition: somebody called a buyer, and the buyer ordered.

Belongs here: what is bought past the planners. Does not belong here: the order from then on (`purchasing.py`).
"""

from __future__ import annotations

import numpy as np

from seeds.simulation.calendar import HOUR
from seeds.simulation.frame import Frame
from seeds.simulation.people import COMPANY_OF_WAREHOUSE, WAREHOUSES
from seeds.simulation.purchasing import BUY, Purchasing
from seeds.simulation.records import NOBODY, Records
from seeds.simulation.stock import Stock

A_DAY = 0.12  # at each warehouse


class DirectBuying:
    """Calls, each for a lot of one item."""

    def __init__(self, frame: Frame, stock: Stock, purchasing: Purchasing) -> None:
        self._frame, self._stock, self._purchasing = frame, stock, purchasing
        self._calls = Records(position=np.int64)

    def call(self, day: int) -> None:
        """Somebody is in a hurry."""
        frame, chance = self._frame, self._frame.chance
        if not frame.calendar.is_working[day]:
            return
        positions = frame.masters.positions
        count = np.floor(A_DAY * frame.scale + chance.uniform("direct/count", day, np.arange(WAREHOUSES)))
        warehouse = np.repeat(np.arange(WAREHOUSES), count.astype(np.int64))
        call = len(self._calls) + np.arange(len(warehouse))
        is_bought = ~positions.is_made
        for place in range(WAREHOUSES):
            mine = call[warehouse == place]
            here = np.flatnonzero(is_bought & (positions.warehouse == place))
            if len(mine):
                self._calls.add(len(mine), position=here[chance.between(0, len(here) - 1, "direct/item", mine)])
        position = self._calls["position"][call]
        np.add.at(self._stock.on_order, position, positions.lot[position])
        at = int(frame.calendar.midnight(day)) + chance.between(9 * HOUR, 16 * HOUR, "direct/hour", call)
        buyer = frame.people.someone("buyer", COMPANY_OF_WAREHOUSE[warehouse], "direct/buyer", call)
        frame.people.desks["buyer"].put(buyer, at, chance.around(700.0, 0.5, "direct/time", call), BUY, call)

    def order(self) -> None:
        """Buyers have ordered what they were called for."""
        done = self._purchasing.buyers_done.of(BUY)
        if not len(done):
            return
        positions, items = self._frame.masters.positions, self._frame.masters.items
        position = self._calls["position"][done.subject]
        order, _ = self._purchasing.place(
            requisition=np.full(len(done), NOBODY),
            warehouse=positions.warehouse[position],
            supplier=items.supplier[positions.item[position]],
            buyer=done.person,
            started_at=done.started_at,
            done_at=done.done_at,
            position=position,
            quantity=positions.lot[position],
            head=np.arange(len(done)),
            luck=self._frame.chance.uniform("direct/price", done.subject),
        )
        self._purchasing.submit(order, done.done_at)
