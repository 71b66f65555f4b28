"""Desks: people who work off a pile, first come first served, in the hours in which they are there.

Belongs here: waiting and working. Does not belong here: what the work is, and what follows from it.

A task waits until its person has done everything that arrived before it: a queue with one server and any service
times. Within a day the moment a task is done is D(i) = max(A(i), D(i-1)) + S(i) (Lindley 1952), here for all people at
once: with C the running total of service, D(i) = C(i) + max over j <= i of (A(j) - C(j-1)). Moments are counted on the
axis of a person's working seconds of that day. What the evening interrupts goes on the next time the person is there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seeds.simulation.records import NEVER

Moments = NDArray[np.int64]
# more seconds than any day's work with all its piles
FAR = np.int64(1) << np.int64(40)


@dataclass(frozen=True)
class Presence:
    """Who is there on one day, and when: two windows a person in UTC seconds, equal ends where there is none."""

    starts: Moments  # people × 2
    ends: Moments

    @property
    def seconds(self) -> Moments:
        return (self.ends - self.starts).sum(axis=1)


@dataclass(frozen=True)
class Done:
    """Tasks that were finished on a day, by the moment they were."""

    kind: NDArray[np.int8]
    subject: NDArray[np.int64]
    person: NDArray[np.int64]  # place among the desk's people
    arrived_at: Moments
    started_at: Moments
    done_at: Moments

    def of(self, kind: int) -> Done:
        """Those of one kind."""
        return self.where(self.kind == kind)

    def where(self, chosen: NDArray[np.bool_]) -> Done:
        fields = (self.kind, self.subject, self.person, self.arrived_at, self.started_at, self.done_at)
        return Done(*(field[chosen] for field in fields))

    def __len__(self) -> int:
        return len(self.subject)


class Desk:
    """One group of people, each with a pile of their own."""

    def __init__(self, people: NDArray[np.int64]) -> None:
        self.people = people
        self._pile = _empty_pile()

    def put(self, person: ArrayLike, arrived_at: Moments, seconds: ArrayLike, kind: int, subject: ArrayLike) -> None:
        """Lay tasks onto piles.

        Args:
            person: place among the desk's people.
            seconds: how long each takes.
            subject: the document it is about.
        """
        count = len(arrived_at)
        if not count:
            return
        added = _empty_pile(count)
        for name, value in {
            "person": person,
            "arrived_at": arrived_at,
            "seconds": np.maximum(np.asarray(seconds), 1).astype(np.int64),
            "kind": kind,
            "subject": subject,
            "started_at": NEVER,
        }.items():
            added[name] = value
        self._pile = np.concatenate([self._pile, added])

    @property
    def waiting(self) -> int:
        """How many tasks lie on the piles."""
        return len(self._pile)

    def work(self, presence: Presence) -> Done:
        """Work one day; what is not finished stays."""
        pile = self._pile
        capacity = presence.seconds[pile["person"]]
        # what arrives after the day's last minute is seen the next time
        is_here = (capacity > 0) & (pile["arrived_at"] < presence.ends[pile["person"]].max(axis=1, initial=0))
        if not is_here.any():
            return _done(pile[:0])
        today, rest = pile[is_here], pile[~is_here]
        today = today[np.lexsort((today["subject"], today["kind"], today["arrived_at"], today["person"]))]
        person, capacity = today["person"], presence.seconds[today["person"]]
        arrived = _position(presence, person, today["arrived_at"])
        done = _finished(person, arrived, today["seconds"])
        begun = done - today["seconds"]
        is_begun = begun < capacity
        first_started = np.where(today["started_at"] == NEVER, _moment(presence, person, begun, begins=True), NEVER)
        today["started_at"] = np.where(is_begun, np.minimum(today["started_at"], first_started), today["started_at"])
        is_done = done <= capacity
        today["seconds"] = np.where(is_begun & ~is_done, done - capacity, today["seconds"])
        finished = _done(today[is_done], _moment(presence, person[is_done], done[is_done], begins=False))
        self._pile = np.concatenate([rest, today[~is_done]])
        return finished


def _empty_pile(count: int = 0) -> NDArray[np.void]:
    names = ("person", "arrived_at", "seconds", "subject", "started_at")
    return np.zeros(count, [(name, np.int64) for name in names] + [("kind", np.int8)])


def _position(presence: Presence, person: Moments, at: Moments) -> Moments:
    starts, ends = presence.starts[person], presence.ends[person]
    return np.clip(at[:, None] - starts, 0, ends - starts).sum(axis=1)


def _moment(presence: Presence, person: Moments, position: Moments, *, begins: bool) -> Moments:
    """The moment of a position; where two windows meet, work ends in the one and begins in the other."""
    starts, ends = presence.starts[person], presence.ends[person]
    first = ends[:, 0] - starts[:, 0]
    is_in_first = position < first if begins else position <= first
    return np.where(is_in_first, starts[:, 0] + position, starts[:, 1] + position - first)


def _finished(person: Moments, arrived: Moments, seconds: Moments) -> Moments:
    """The positions at which tasks, sorted by person and arrival, are done."""
    is_first = np.r_[True, person[1:] != person[:-1]]
    group = np.cumsum(is_first) - 1
    total = np.cumsum(seconds)
    before_group = (total - seconds)[is_first][group]
    worked = total - before_group
    # people lie far apart, so that the running maximum of one does not reach the next
    latest = np.maximum.accumulate(arrived - (worked - seconds) + group * FAR) - group * FAR
    return worked + latest


def _done(tasks: NDArray[np.void], done_at: Moments | None = None) -> Done:
    done_at = np.zeros(0, np.int64) if done_at is None else done_at
    order = np.lexsort((tasks["subject"], done_at))
    tasks = tasks[order]
    return Done(
        tasks["kind"], tasks["subject"], tasks["person"], tasks["arrived_at"], tasks["started_at"], done_at[order]
    )
