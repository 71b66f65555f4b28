"""Who works in the simulated company: roles, where they sit, and their desks.

Belongs here: people and the choice of who gets a task. Does not belong here: what the tasks are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seeds.simulation.calendar import HOUR, Calendar, leave, presence
from seeds.simulation.chance import Chance
from seeds.simulation.desks import Desk, Done, Presence
from seeds.simulation.records import Records

# Warehouse → company: two plants of the manufacturer, two stores of the trading company
COMPANY_OF_WAREHOUSE = np.array([0, 0, 1, 1])
WAREHOUSES, COMPANIES = 4, 2


# of a day: two times from and to
Windows = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Role:
    """`groups`: how the role's people are divided; `head_count`: of each group, at scale 1. `hours`: weekday → the two
    windows, in hours of the day, in which they look at their pile; the whole shift where nothing is said.
    """

    name: str
    department: str
    groups: int
    head_count: float
    hours: Mapping[int, Windows] | None = None


NEVER_THERE = ((0.0, 0.0), (0.0, 0.0))


def _daily(first: tuple[float, float], second: tuple[float, float]) -> dict[int, Windows]:
    return dict.fromkeys(range(7), (first, second))


ROLES = (
    Role("planner", "planning", WAREHOUSES, 2),
    Role("requester", "engineering", WAREHOUSES, 3),
    Role("department_head", "engineering", WAREHOUSES, 1, _daily((9.0, 9.7), (16.0, 16.7))),
    Role("buyer", "purchasing", COMPANIES, 5),
    Role("purchasing_manager", "purchasing", COMPANIES, 1, _daily((10.0, 11.2), (15.0, 16.2))),
    Role("plant_controller", "controlling", WAREHOUSES, 1, _daily((11.0, 12.0), (0.0, 0.0))),
    Role("finance_controller", "controlling", COMPANIES, 1, _daily((0.0, 0.0), (14.0, 15.0))),
    # signs on Tuesday mornings, and on Friday afternoons what has piled up since
    Role("general_manager", "management", COMPANIES, 1, {1: ((9.0, 9.5), (0, 0)), 4: ((0, 0), (15.5, 17.0))}),
    Role("storekeeper", "stores", WAREHOUSES, 4),
    Role("operator_machining", "machining", WAREHOUSES, 4),
    Role("operator_assembly", "assembly", WAREHOUSES, 3),
    Role("operator_testing", "assembly", WAREHOUSES, 2),
    Role("inspector", "quality", WAREHOUSES, 2),
    Role("payables_clerk", "finance", COMPANIES, 3),
    Role("payables_lead", "finance", COMPANIES, 1),
    Role("treasurer", "finance", COMPANIES, 1),
    Role("sales_clerk", "sales", COMPANIES, 6),
    Role("credit_controller", "finance", COMPANIES, 1),
    Role("receivables_clerk", "finance", COMPANIES, 3),
)


class People:
    """Everybody, and a desk for each role."""

    def __init__(self, calendar: Calendar, chance: Chance, scale: float) -> None:
        self._calendar, self._chance = calendar, chance
        self.table = Records(role=np.int64, group=np.int64, company=np.int64, warehouse=np.int64)
        self.desks: dict[str, Desk] = {}
        self._first: dict[str, NDArray[np.int64]] = {}
        self._count: dict[str, int] = {}
        self._hours = {role.name: role.hours for role in ROLES}
        for number, role in enumerate(ROLES):
            count = max(1, ceil(role.head_count * scale))
            group = np.repeat(np.arange(role.groups), count)
            is_by_warehouse = role.groups == WAREHOUSES
            ids = self.table.add(
                len(group),
                role=number,
                group=group,
                company=COMPANY_OF_WAREHOUSE[group] if is_by_warehouse else group,
                warehouse=group if is_by_warehouse else -1,
            )
            self.desks[role.name] = Desk(ids)
            self._count[role.name] = count
        self._away = leave(calendar, len(self.table), chance)

    def someone(self, role: str, group: ArrayLike, subject: str, *keys: ArrayLike) -> NDArray[np.int64]:
        """A place at the role's desk, one of the group's; the same keys always find the same person."""
        count = self._count[role]
        return np.asarray(group, np.int64) * count + self._chance.between(0, count - 1, subject, *keys)

    def ids(self, role: str, place: NDArray[np.int64]) -> NDArray[np.int64]:
        """The people behind places at a role's desk."""
        return self.desks[role].people[place]

    def work(self, role: str, day: int) -> Done:
        """A day's work of a role."""
        desk, hours = self.desks[role], self._hours[role]
        there = presence(self._calendar, day, self._away[desk.people, day])
        if hours is not None:
            there = self._within(there, hours.get(self._calendar.weekday(day)), day)
        return desk.work(there)

    def _within(self, there: Presence, hours: Windows | None, day: int) -> Presence:
        """Those hours of a day in which somebody who is there looks at the pile."""
        midnight = int(self._calendar.midnight(day))
        windows = midnight + np.round(np.array(hours or NEVER_THERE) * HOUR).astype(np.int64)
        starts = np.maximum(there.starts, windows[:, 0])
        return Presence(starts, np.maximum(starts, np.minimum(there.ends, windows[:, 1])))
