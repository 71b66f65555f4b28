"""From a made item's shortage to goods on the shelf: production orders, components, operations, scrap, rework.

Belongs here: what planners release and operators do. Does not belong here: items that are bought (`requisitions.py`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seeds.simulation.calendar import HOUR
from seeds.simulation.desks import Done
from seeds.simulation.frame import Frame
from seeds.simulation.records import Records, rows_of
from seeds.simulation.stock import CONSUMPTION, OUTPUT, SCRAP, Stock

Ints = NDArray[np.int64]

RELEASE = 2  # a kind of task of planners, beside writing and revising requisitions
WORK_CENTRES = ("operator_machining", "operator_assembly", "operator_testing")
SET_UP_SECONDS, SET_UP_SPREAD = 1200.0, 0.4
PLANNED_DAYS = 5
SCRAP_SHARE, MOST_SCRAPPED = 0.3, 0.06
REWORK_SHARE = 0.06
REWORKED_AT, REWORK_FACTOR = 1, 0.4  # at assembly, again, before testing


class Production:
    """Production orders of the plants. An order passes the work centres one after the other."""

    def __init__(self, frame: Frame, stock: Stock) -> None:
        self._frame, self._stock = frame, stock
        self.orders = Records(
            position=np.int64,
            quantity=np.int64,
            planner=np.int64,
            planned_by=np.int64,
            created_at=np.int64,
            planned_start_at=np.int64,
            planned_end_at=np.int64,
            released_at=np.int64,
            started_at=np.int64,
            completed_at=np.int64,
            completed_by=np.int64,
            scrapped=np.int64,
            needs_rework=np.bool_,
        )
        self.components = Records(order=np.int64, position=np.int64, quantity=np.int64)
        self.operations = Records(
            order=np.int64,
            number=np.int64,
            centre=np.int64,
            is_rework=np.bool_,
            expected_seconds=np.int64,
            arrived_at=np.int64,
            started_at=np.int64,
            done_at=np.int64,
            done_by=np.int64,
        )
        self._waiting: Ints = np.zeros(0, np.int64)

    def plan(self, day: int) -> None:
        """In the morning: made items that have fallen to their reorder point are ordered, one lot or several."""
        frame, stock = self._frame, self._stock
        if not frame.calendar.is_working[day]:
            return
        positions = frame.masters.positions
        available = stock.on_hand - stock.reserved + stock.on_order
        short = np.flatnonzero(positions.is_made & (available <= positions.reorder_point))
        if not len(short):
            return
        missing = positions.reorder_point[short] + positions.lot[short] - available[short]
        quantity = np.ceil(missing / positions.lot[short]).astype(np.int64) * positions.lot[short]
        number = len(self.orders) + np.arange(len(short))
        planner = frame.people.someone("planner", positions.warehouse[short], "production/planner", number)
        chance = frame.chance
        scrapped = np.floor(quantity * MOST_SCRAPPED * chance.uniform("production/scrap", number)).astype(np.int64)
        at = int(frame.calendar.midnight(day)) + 7 * HOUR
        order = self.orders.add(
            len(short),
            position=short,
            quantity=quantity,
            planner=planner,
            planned_by=frame.people.ids("planner", planner),
            created_at=at,
            planned_start_at=frame.end_of_work(np.full(len(short), day + 1)) - 9 * HOUR,
            planned_end_at=frame.end_of_work(np.full(len(short), day + PLANNED_DAYS)),
            scrapped=np.where(chance.happens(SCRAP_SHARE, "production/has_scrap", number), scrapped, 0),
            needs_rework=chance.happens(REWORK_SHARE, "production/rework", number),
        )
        row, place = rows_of(frame.masters.recipes.position, short)
        self.components.add(
            len(row),
            order=order[place],
            position=frame.masters.recipes.component[row],
            quantity=quantity[place] * frame.masters.recipes.quantity[row],
        )
        np.add.at(stock.on_order, short, quantity)
        self._waiting = np.r_[self._waiting, order]

    def allocate(self, day: int) -> None:
        """Orders whose components are all there are handed to the planner, those first that have waited longest."""
        frame, stock = self._frame, self._stock
        if not len(self._waiting) or not frame.calendar.is_working[day]:
            return
        row, place = rows_of(self.components["order"], self._waiting)
        position, quantity = self.components["position"][row], self.components["quantity"][row]
        edges = np.searchsorted(place, np.arange(len(self._waiting) + 1))
        free = stock.on_hand - stock.reserved
        is_ready = np.zeros(len(self._waiting), bool)
        for number in range(len(self._waiting)):
            part = slice(edges[number], edges[number + 1])
            if (free[position[part]] >= quantity[part]).all():
                free[position[part]] -= quantity[part]
                is_ready[number] = True
        taken = is_ready[place]
        np.add.at(stock.reserved, position[taken], quantity[taken])
        ready, self._waiting = self._waiting[is_ready], self._waiting[~is_ready]
        at = np.full(len(ready), int(frame.calendar.midnight(day)) + 7 * HOUR + HOUR // 2)
        frame.people.desks["planner"].put(
            self.orders["planner"][ready],
            at,
            frame.chance.around(300.0, 0.4, "production/release", ready),
            RELEASE,
            ready,
        )

    def release(self, done: Done) -> None:
        """Planners have released orders to the shop floor."""
        self.orders["released_at"][done.subject] = done.done_at
        self._send(done.subject, np.zeros(len(done), np.int64), np.zeros(len(done), np.int64), done.done_at)

    def _send(self, order: Ints, centre: Ints, is_rework: Ints, at: Ints) -> None:
        """Lay the next operation of orders onto the desks of its work centre."""
        if not len(order):
            return
        frame, orders = self._frame, self.orders
        positions = frame.masters.positions
        position = orders["position"][order]
        seconds_a_unit = frame.masters.items.seconds_a_unit[positions.item[position]]
        factor = np.where(is_rework == 1, REWORK_FACTOR, 1.0)
        expected = SET_UP_SECONDS + orders["quantity"][order] * seconds_a_unit * factor
        # whoever was reworked comes to the last centre one operation later
        is_later = (is_rework == 1) | ((centre > REWORKED_AT) & orders["needs_rework"][order])
        number = centre + is_later
        operation = self.operations.add(
            len(order),
            order=order,
            number=number,
            centre=centre,
            is_rework=is_rework,
            expected_seconds=expected,
            arrived_at=at,
        )
        warehouse = positions.warehouse[position]
        for place, role in enumerate(WORK_CENTRES):
            mine = centre == place
            if mine.any():
                who = frame.people.someone(role, warehouse[mine], f"{role}/who", operation[mine])
                swing = frame.chance.around(1.0, SET_UP_SPREAD / 2, f"{role}/time", operation[mine])
                frame.people.desks[role].put(who, at[mine], expected[mine] * swing, 0, operation[mine])

    def work(self, day: int) -> None:
        """A day on the shop floor, work centre by work centre."""
        for centre, role in enumerate(WORK_CENTRES):
            done = self._frame.people.work(role, day)
            if len(done):
                self._finish(centre, role, done)

    def _finish(self, centre: int, role: str, done: Done) -> None:
        table, operation = self.operations, done.subject
        order, by = table["order"][operation], self._frame.people.ids(role, done.person)
        table["started_at"][operation] = done.started_at
        table["done_at"][operation] = done.done_at
        table["done_by"][operation] = by
        if centre == 0:
            self.orders["started_at"][order] = done.started_at
            self._consume(order, done.done_at, by)
        if centre == len(WORK_CENTRES) - 1:
            self._complete(order, done.done_at, by)
            return
        again = (centre == REWORKED_AT) & self.orders["needs_rework"][order] & ~table["is_rework"][operation]
        following = np.where(again, centre, centre + 1)
        self._send(order, following, again.astype(np.int64), done.done_at)

    def _consume(self, order: Ints, at: Ints, by: Ints) -> None:
        row, place = rows_of(self.components["order"], order)
        position, quantity = self.components["position"][row], self.components["quantity"][row]
        np.subtract.at(self._stock.reserved, position, quantity)
        self._move(CONSUMPTION, position, quantity, order[place], row, at[place], by[place])

    def _complete(self, order: Ints, at: Ints, by: Ints) -> None:
        table = self.orders
        table["completed_at"][order] = at
        table["completed_by"][order] = by
        position, quantity, scrapped = table["position"][order], table["quantity"][order], table["scrapped"][order]
        np.subtract.at(self._stock.on_order, position, quantity)
        self._move(OUTPUT, position, quantity, order, np.full(len(order), -1), at, by)
        bad = scrapped > 0
        self._move(SCRAP, position[bad], scrapped[bad], order[bad], np.full(bad.sum(), -1), at[bad], by[bad])

    def _move(self, reason: int, position: Ints, quantity: Ints, order: Ints, line: Ints, at: Ints, by: Ints) -> None:
        self._stock.move(reason, position, quantity, document=order, line=line, created_at=at, moved_at=at, moved_by=by)
