"""How long the steps of a full-size demo company take, and how much memory they need. Runs in a throw-away folder."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from tests.conftest import demo_installation
from tests.support import COCKPIT, Installation

REPETITIONS = 3
MEGABYTE = 1024  # of the kilobytes in which Linux counts a child's memory


def timed(installation: Installation, *arguments: str) -> tuple[float, int]:
    """Seconds and peak megabytes of a command of `cockpit`; its peak is that of its largest process."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [COCKPIT, *arguments],
        env=installation.variables(),
        cwd=installation.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    _, errors = process.communicate()
    seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(errors)
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // MEGABYTE


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="erp-cockpit-bench-") as folder:
        erp = Path(folder) / "erp.sqlite"
        installation = demo_installation(Path(folder), erp)
        print(f"{os.cpu_count()} cores; medians of {REPETITIONS} where repeated")
        seconds, memory = timed(installation, "demo-erp", "--out", str(erp))
        print(f"demo ERP         {seconds:6.1f} s")
        first, memory = timed(installation, "run")
        with installation.snapshot() as snapshot:
            (rows,) = snapshot.execute("select sum(raw_rows) from source_tables").fetchone()
        print(f"first run        {first:6.1f} s   {rows:,} rows")
        repeated = []
        for _ in range(REPETITIONS):
            seconds, memory = timed(installation, "run")
            repeated.append(seconds)
        print(
            f"repeated run     {statistics.median(repeated):6.1f} s   {statistics.median(repeated) / first:.2f} × first"
        )
        size = (installation.published / (installation.current() or "")).stat().st_size
        print(f"largest process  {memory:6,} MB")
        print(f"snapshot         {size / 1e6:6.1f} MB")
