"""What the terminal shows while a source is read: the table, its rows so far, and how long it will take.

Belongs here: words and the estimate. Does not belong here: reading.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cockpit.language import number, translate
from pipelines.extraction.read_progress import ReadProgress

SECONDS_BEFORE_AN_ESTIMATE = 3.0


@dataclass
class ProgressLine:
    """Turns progress into one line. The estimate is of the table that is being read, at the pace it has had so far."""

    show: Callable[[str], None]
    clock: Callable[[], float] = time.monotonic
    _table: str = ""
    _began: float = 0.0
    _rows_before: int = field(default=0)

    def __call__(self, progress: ReadProgress) -> None:
        if progress.table != self._table:
            self._table, self._began, self._rows_before = progress.table, self.clock(), progress.rows
        seconds = self.clock() - self._began
        rows = progress.rows - self._rows_before
        left = progress.expected_rows - progress.rows
        if seconds < SECONDS_BEFORE_AN_ESTIMATE or rows <= 0 or left <= 0:
            self.show(progress.table)
            return
        self.show(
            translate(
                "progress.reading",
                table=progress.table,
                rows=number(progress.rows, 0),
                expected=number(progress.expected_rows, 0),
                percent=number(100 * progress.rows / progress.expected_rows, 0),
                left=number(seconds * left / rows, 0),
            )
        )
