"""How long the steps of a full-size demo company take, and how much memory they need. Runs in a throw-away folder."""

from __future__ import annotations

import os
import statistics
import tempfile
from pathlib import Path

from tests.bench.figures import timed_command
from tests.conftest import demo_installation
from tests.support import COCKPIT, Installation

REPETITIONS = 3


def timed(installation: Installation, *arguments: str) -> tuple[float, float]:
    """Seconds of a command of `cockpit`, and megabytes of its largest process."""
    measured = timed_command([COCKPIT, *arguments], installation.variables(), installation.folder)
    if "failure" in measured:
        raise SystemExit(measured["failure"])
    return measured["seconds"], measured["peak_megabytes"]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="erp-cockpit-bench-") as folder:
        erp = Path(folder) / "erp.sqlite"
        installation = demo_installation(Path(folder), erp)
        print(f"{os.cpu_count()} cores; medians of {REPETITIONS} where repeated")
        seconds, memory = timed(installation, "demo-erp", "--out", str(erp))
        print(f"demo ERP         {seconds:6.1f} s   {memory:,.0f} MB")
        first, memory = timed(installation, "run")
        with installation.snapshot() as snapshot:
            (rows,) = snapshot.execute("select sum(raw_rows) from source_tables").fetchone()
        print(f"first run        {first:6.1f} s   {memory:,.0f} MB   {rows:,} rows")
        runs = [timed(installation, "run") for _ in range(REPETITIONS)]
        repeated = statistics.median(seconds for seconds, _ in runs)
        memory = max(memory for _, memory in runs)
        print(f"repeated run     {repeated:6.1f} s   {memory:,.0f} MB   {repeated / first:.2f} × first")
        size = (installation.published / (installation.current() or "")).stat().st_size
        print(f"snapshot         {size / 1e6:6.1f} MB")
