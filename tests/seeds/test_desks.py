"""Piles on desks, against a queue that is worked off task by task."""

from __future__ import annotations

import random

import numpy as np
import pytest

from seeds.simulation.desks import Desk, Presence
from seeds.simulation.records import NEVER

DAYS, PEOPLE = 12, 5
HOUR = 3600


class OneByOne:
    """One person with a pile, in seconds of the clock."""

    def __init__(self) -> None:
        self.pile: list[list[int]] = []

    def work(self, windows: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
        """Seconds one after the other; returns (subject, started, done)."""
        finished = []
        current = None
        for begin, end in windows:
            for second in range(begin, end):
                if current is None:
                    ready = [task for task in sorted(self.pile) if task[0] <= second]
                    if not ready:
                        continue
                    current = ready[0]
                    if current[3] < 0:
                        current[3] = second
                current[2] -= 1
                if current[2] == 0:
                    finished.append((current[1], current[3], second + 1))
                    self.pile.remove(current)
                    current = None
        return finished


@pytest.mark.parametrize("seed", range(8))
def test_piles_are_worked_off_as_one_task_after_the_other(seed: int) -> None:
    dice = random.Random(seed)
    desk = Desk(np.arange(PEOPLE))
    slowly = [OneByOne() for _ in range(PEOPLE)]
    subject = 0
    for day in range(DAYS):
        midnight = day * 24 * HOUR
        windows = []
        for _ in range(PEOPLE):
            first = midnight + dice.randint(0, 50)
            second = first + dice.randint(100, 200)
            is_there = dice.random() < 0.8
            windows.append([(first, first + 90 * is_there), (second, second + 60 * is_there)])
        arrivals = sorted(midnight + dice.randint(0, 400) for _ in range(dice.randint(0, 25)))
        for at in arrivals:
            person, seconds = dice.randrange(PEOPLE), dice.randint(1, 40)
            desk.put([person], np.array([at]), [seconds], 0, [subject])
            slowly[person].pile.append([at, subject, seconds, -1])
            subject += 1
        done = desk.work(Presence(np.array(windows)[:, :, 0], np.array(windows)[:, :, 1]))
        found = list(zip(done.subject.tolist(), done.started_at.tolist(), done.done_at.tolist(), strict=True))
        expected = [each for person, pile in enumerate(slowly) for each in pile.work(windows[person])]
        assert sorted(found) == sorted(expected)
    assert desk.waiting == sum(len(pile.pile) for pile in slowly)
    assert NEVER not in {started for _, started, _ in found}
