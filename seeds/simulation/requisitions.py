"""From a shortage to an approved requisition.

Belongs here: what planners ask for, and its approval. Does not belong here: the order that follows (`purchasing.py`),
what is made instead of bought (`production.py`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seeds.simulation.calendar import HOUR
from seeds.simulation.desks import Done
from seeds.simulation.frame import Frame
from seeds.simulation.people import COMPANY_OF_WAREHOUSE
from seeds.simulation.records import Records
from seeds.simulation.reviews import LEVELS, REQUISITION, Decisions, Reviews
from seeds.simulation.stock import Stock

Ints = NDArray[np.int64]

# kinds of tasks of planners
WRITE, REVISE = 0, 1
PLANNING_HOUR = 7 * HOUR
PLANNING_WEEKDAYS = (0, 2, 4)  # Monday, Wednesday, Friday
LINES_IN_A_REQUISITION = 8
NEARLY = 0.5  # of a lot above the reorder point


class Requisitions:
    """Requisitions of all companies."""

    def __init__(self, frame: Frame, stock: Stock) -> None:
        self._frame, self._stock = frame, stock
        self.requisitions = Records(
            warehouse=np.int64,
            supplier=np.int64,
            planner=np.int64,
            requested_by=np.int64,
            round=np.int64,
            created_at=np.int64,
            submitted_at=np.int64,
            resubmitted_at=np.int64,
            approved_at=np.int64,
            ordered_at=np.int64,
        )
        self.lines = Records(
            requisition=np.int64, position=np.int64, quantity=np.int64, needed_at=np.int64, order_line=np.int64
        )
        self.reviews = Reviews(REQUISITION, frame.people, frame.chance)
        self.approved: Decisions  # today

    def plan(self, day: int) -> None:
        """In the morning: what has fallen to its reorder point is asked for, by supplier and warehouse."""
        frame, stock = self._frame, self._stock
        if not frame.calendar.is_working[day] or frame.calendar.weekday(day) not in PLANNING_WEEKDAYS:
            return
        positions = frame.masters.positions
        available = stock.on_hand - stock.reserved + stock.on_order
        is_bought = ~positions.is_made
        # what will soon be short comes along when the supplier is asked anyway
        group = positions.warehouse * len(frame.masters.suppliers.lead_days)
        group += frame.masters.items.supplier[positions.item]
        is_asked = np.isin(group, group[is_bought & (available <= positions.reorder_point)])
        is_low = available <= positions.reorder_point + NEARLY * positions.lot
        short = np.flatnonzero(is_bought & is_asked & is_low)
        missing = positions.reorder_point[short] + positions.lot[short] - available[short]
        lots = np.ceil(missing / positions.lot[short]).astype(np.int64)
        self._ask(day, short, lots * positions.lot[short], int(frame.calendar.midnight(day)) + PLANNING_HOUR)

    def _ask(self, day: int, position: Ints, quantity: Ints, at: int) -> None:
        if not len(position):
            return
        frame = self._frame
        positions, items = frame.masters.positions, frame.masters.items
        warehouse, supplier = positions.warehouse[position], items.supplier[positions.item[position]]
        order = np.lexsort((position, supplier, warehouse))
        position, quantity, warehouse, supplier = (a[order] for a in (position, quantity, warehouse, supplier))
        is_other = np.r_[True, (warehouse[1:] != warehouse[:-1]) | (supplier[1:] != supplier[:-1])]
        begin = np.maximum.accumulate(np.where(is_other, np.arange(len(position)), 0))
        is_head = (np.arange(len(position)) - begin) % LINES_IN_A_REQUISITION == 0
        head = np.cumsum(is_head) - 1
        subject = len(self.requisitions) + np.arange(is_head.sum())
        planner = frame.people.someone("planner", warehouse[is_head], "requisition/planner", subject)
        requisition = self.requisitions.add(
            int(is_head.sum()),
            warehouse=warehouse[is_head],
            supplier=supplier[is_head],
            planner=planner,
            requested_by=frame.people.ids("planner", planner),
            round=1,
        )
        lead = frame.masters.suppliers.lead_days[supplier]
        self.lines.add(
            len(position),
            requisition=requisition[head],
            position=position,
            quantity=quantity,
            needed_at=frame.end_of_work(day + lead + 8),
            order_line=-1,
        )
        np.add.at(self._stock.on_order, position, quantity)
        seconds = frame.chance.around(420.0, 0.5, "requisition/time", requisition)
        frame.people.desks["planner"].put(planner, np.full(len(requisition), at), seconds, WRITE, requisition)

    def write(self, done: Done) -> None:
        """Planners have written requisitions, and corrected those that were sent back."""
        if not len(done):
            return
        table, requisition = self.requisitions, done.subject
        is_new = done.kind == WRITE
        table["created_at"][requisition[is_new]] = done.started_at[is_new]
        table["submitted_at"][requisition[is_new]] = done.done_at[is_new]
        table["resubmitted_at"][requisition[~is_new]] = done.done_at[~is_new]
        table["round"][requisition[~is_new]] += 1
        warehouse = table["warehouse"][requisition]
        self.reviews.request(
            requisition,
            table["round"][requisition],
            done.done_at,
            np.ones(len(done)),
            warehouse,
            COMPANY_OF_WAREHOUSE[warehouse],
            np.zeros((len(done), len(LEVELS[REQUISITION])), bool),
        )

    def review(self, day: int) -> None:
        """What is approved waits to be ordered; what is not goes back to its planner."""
        frame, table = self._frame, self.requisitions
        self.approved, rejected = self.reviews.work(day)
        table["approved_at"][self.approved.document] = self.approved.at
        frame.people.desks["planner"].put(
            table["planner"][rejected.document],
            rejected.at,
            frame.chance.around(600.0, 0.5, "requisition/revision", rejected.document),
            REVISE,
            rejected.document,
        )
