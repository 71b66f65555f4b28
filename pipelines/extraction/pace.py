"""How gently a source is read: the hours in which it may be, and how many rows a second.

Belongs here: waiting and refusing. Does not belong here: reading, or the limits that a database enforces by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cockpit.errors import CockpitError
from cockpit.settings import Settings, Source


@dataclass
class Pace:
    """The pace of one reading of one source. `clock` tells the hour, `seconds` and `sleep` measure and wait."""

    settings: Settings
    source: Source
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    seconds: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _started: float = field(init=False)
    _rows: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._started = self.seconds()

    def rows_per_statement(self) -> int:
        """How many rows a statement may read: fewer where the pace is limited, so that there is something to pace."""
        seconds_between_rests = 5
        limit = self.source.rows_per_second
        most = self.source.rows_per_statement
        return most if limit is None else min(most, limit * seconds_between_rests)

    def check_window(self) -> None:
        """Refuse to read outside of the hours that the source allows.

        Raises:
            CockpitError: the window is closed. What was read of a large table so far is kept for the next run.
        """
        window = self.source.read_between
        if window is None:
            return
        begins, ends = window.split("-")
        now = f"{self.clock().astimezone(self.settings.timezone):%H:%M}"
        inside = begins <= now < ends if begins < ends else now >= begins or now < ends
        if not inside:
            raise CockpitError(
                "source_window_closed",
                source=self.source.name,
                window=window,
                now=now,
                file=self.settings.file,
                line=self.settings.source_line(self.source.name),
            )

    def rest(self, rows: int) -> None:
        """After a statement: wait until its rows fit into the pace, and look at the clock.

        Raises:
            CockpitError: the window has closed meanwhile.
        """
        self._rows += rows
        if self.source.rows_per_second is not None:
            due = self._rows / self.source.rows_per_second
            self.sleep(max(0.0, due - (self.seconds() - self._started)))
        self.check_window()
