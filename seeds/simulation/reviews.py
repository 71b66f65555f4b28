"""Approvals: who has to agree to a document, one level after the other, and what they decide.

Belongs here: rounds of steps over desks. Does not belong here: what the approved document does next.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seeds.simulation.chance import Chance
from seeds.simulation.desks import Done
from seeds.simulation.people import People
from seeds.simulation.records import Records

Ints = NDArray[np.int64]

OPEN, APPROVED, REJECTED, NOT_REACHED = range(4)
REQUISITION, ORDER = range(2)
REVIEW = 0


@dataclass(frozen=True)
class Level:
    """`from_amount`: in the manufacturer's currency; `by_warehouse`: one group a warehouse, else a company."""

    number: int
    role: str
    from_amount: float
    by_warehouse: bool
    median_seconds: float
    spread: float
    rejection_rate: float


LEVELS = {
    REQUISITION: (Level(1, "department_head", 0.0, True, 180.0, 0.7, 0.05),),
    ORDER: (
        Level(1, "purchasing_manager", 1_000.0, False, 200.0, 0.6, 0.06),
        Level(2, "plant_controller", 4_000.0, True, 900.0, 0.8, 0.05),
        Level(3, "finance_controller", 20_000.0, False, 420.0, 0.7, 0.04),
        Level(4, "general_manager", 60_000.0, False, 35.0, 0.2, 0.0),
    ),
}
# a second look rarely ends otherwise than the first correction wanted it
REPEATED_REJECTION_FACTOR = 0.2


@dataclass(frozen=True)
class Decisions:
    """Documents that were decided for good on a day, with the moments and the people."""

    document: Ints
    at: Ints
    by: Ints


class Reviews:
    """Steps of one type of document."""

    def __init__(self, document_type: int, people: People, chance: Chance) -> None:
        self._levels = LEVELS[document_type]
        self._name = f"review/{document_type}"
        self._people, self._chance = people, chance
        self.steps = Records(
            document=np.int64,
            round=np.int64,
            level=np.int64,
            group=np.int64,
            is_last=np.bool_,
            requested_at=np.int64,
            started_at=np.int64,
            decided_at=np.int64,
            decided_by=np.int64,
            decision=np.int8,
        )

    def request(
        self,
        document: Ints,
        round_number: Ints,
        at: Ints,
        amount: NDArray[np.float64],
        warehouse: Ints,
        company: Ints,
        is_dropped: NDArray[np.bool_],
    ) -> NDArray[np.bool_]:
        """Begin a round for documents; returns which of them need no approval at all.

        Args:
            is_dropped: documents × levels: levels that the company has given up for them.
        """
        needed = amount[:, None] >= np.array([level.from_amount for level in self._levels])
        needed &= ~is_dropped[:, : len(self._levels)]
        place, number = np.nonzero(needed)
        by_warehouse = np.array([level.by_warehouse for level in self._levels])
        is_first = np.r_[True, place[1:] != place[:-1]][: len(place)]
        is_last = np.r_[place[1:] != place[:-1], True][: len(place)]
        steps = self.steps.add(
            len(place),
            document=document[place],
            round=round_number[place],
            level=np.array([level.number for level in self._levels])[number],
            group=np.where(by_warehouse[number], warehouse[place], company[place]),
            is_last=is_last,
        )
        self._reach(steps[is_first], at[place][is_first])
        return ~needed.any(axis=1)

    def work(self, day: int) -> tuple[Decisions, Decisions]:
        """One day of all levels, the lower before the higher; documents that are approved and those rejected."""
        approved, rejected = [], []
        for level in self._levels:
            done = self._people.work(level.role, day)
            if len(done):
                passed, refused = self._decide(level, done)
                approved.append(passed)
                rejected.append(refused)
        return _united(approved), _united(rejected)

    def _decide(self, level: Level, done: Done) -> tuple[Decisions, Decisions]:
        steps, step = self.steps, done.subject
        by = self._people.ids(level.role, done.person)
        round_number = steps["round"][step]
        rate = level.rejection_rate * np.where(round_number > 1, REPEATED_REJECTION_FACTOR, 1.0)
        is_rejected = self._chance.happens(
            rate, f"{self._name}/rejected", steps["document"][step], round_number, level.number
        )
        steps["started_at"][step] = done.started_at
        steps["decided_at"][step] = done.done_at
        steps["decided_by"][step] = by
        steps["decision"][step] = np.where(is_rejected, REJECTED, APPROVED)
        goes_on = ~is_rejected & ~steps["is_last"][step]
        self._reach(step[goes_on] + 1, done.done_at[goes_on])
        left = step[is_rejected]
        while len(left := left[~steps["is_last"][left]]):
            left = left + 1
            steps["decision"][left] = NOT_REACHED
        is_through = ~is_rejected & steps["is_last"][step]
        document = steps["document"][step]
        return (
            Decisions(document[is_through], done.done_at[is_through], by[is_through]),
            Decisions(document[is_rejected], done.done_at[is_rejected], by[is_rejected]),
        )

    def _reach(self, step: Ints, at: Ints) -> None:
        """Lay steps onto the desks of their levels."""
        self.steps["requested_at"][step] = at
        for level in self._levels:
            mine = self.steps["level"][step] == level.number
            chosen, document = step[mine], self.steps["document"][step[mine]]
            if not len(chosen):
                continue
            group, round_number = self.steps["group"][chosen], self.steps["round"][chosen]
            subject = f"{self._name}/{level.number}"
            self._people.desks[level.role].put(
                self._people.someone(level.role, group, subject, document),
                at[mine],
                self._chance.around(level.median_seconds, level.spread, f"{subject}/time", document, round_number),
                REVIEW,
                chosen,
            )


def _united(parts: list[Decisions]) -> Decisions:
    if not parts:
        nothing = np.zeros(0, np.int64)
        return Decisions(nothing, nothing, nothing)
    return Decisions(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("document", "at", "by")))
