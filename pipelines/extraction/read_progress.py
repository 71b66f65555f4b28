"""How far the reading of a table has come, told while its statements run.

Belongs here: what is told, and looking at DuckDB from beside a running statement. Does not belong here: showing it
(`progress_line.py`), or reading.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

SECONDS_BETWEEN_LOOKS = 1.0


@dataclass(frozen=True)
class ReadProgress:
    """How far a batch has come: rows of the table read so far, of about so many."""

    table: str
    rows: int
    expected_rows: int


@contextmanager
def watched(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    done: int,
    expected: int,
    share: float,
    on_progress: Callable[[ReadProgress], None],
) -> Iterator[None]:
    """Report progress while a statement for `share` of the `expected` rows runs, as far as DuckDB can tell it."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(SECONDS_BETWEEN_LOOKS):
            percent = max(0.0, connection.query_progress())
            on_progress(ReadProgress(table, done + int(share * percent / 100), expected))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
