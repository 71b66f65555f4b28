"""One run at a time: the lock that a run holds on the data directory from its first step to its last.

The operating system releases it when the process ends, however it ends, so a killed run never blocks the next one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from cockpit.errors import CockpitError
from cockpit.paths import DataPaths


@contextmanager
def run_lock(paths: DataPaths) -> Iterator[None]:
    """Hold the lock; taking it again inside the same process is free.

    Raises:
        CockpitError: another process holds it; the message names the process and since when it runs.
    """
    paths.root.mkdir(parents=True, exist_ok=True)
    holder = paths.run_lock.with_suffix(".holder.json")
    # is_singleton: the command line takes it first, the Dagster resource then takes the same one again
    lock = FileLock(paths.run_lock, timeout=0, is_singleton=True)
    try:
        lock.acquire()
    except Timeout:
        raise CockpitError("run_locked", holder=_described(holder)) from None
    try:
        holder.write_text(json.dumps({"pid": os.getpid(), "since": datetime.now(UTC).isoformat("T", "seconds")}))
        yield
    finally:
        lock.release()


def _described(holder: Path) -> str:
    try:
        details = json.loads(holder.read_text(encoding="utf-8"))
        return f"pid {details['pid']}, {details['since']}"
    except (OSError, ValueError, KeyError):
        return "pid ?"
