"""What a volume costs: the simulated company written, read, modelled and published, and the run of the day after.

Belongs here: the course of the measurement and the goals. Does not belong here: the company (`simulated.py`), questions
to the event log (`event_log.py`).
"""

from __future__ import annotations

import json
import math
import os
import re
import sys
import tempfile
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from seeds.simulation.life import LAST_DAY
from tests.bench import event_log
from tests.bench.figures import Figure, say, timed_command
from tests.support import COCKPIT, PROJECT, Installation

EVENTS_AT_SCALE_1 = 158_000  # of 24 months, at large scales
MONTHS = 24
NEW_DAYS = 2  # of some 730: 0.3 % of the life
AS_OF = "2026-10-31T16:00:00Z"
GOALS_FROM = 8_000_000  # events: the goals are agreed for ten million
WRITE_SECONDS, WRITE_MEGABYTES = 300, 4096
RUN_SECONDS, RUN_MEGABYTES = 180, 6144
DAILY_RATIO, GROWTH_GOAL = 0.25, 1.1
FULL_RUN = "full run, landing to publication"
STEP = re.compile(r"✓ (?P<title>.+?) \((?:.*, )?(?P<seconds>[\d.,]+) s\)")


def measure(volumes: list[int], *, with_peers: bool, folder: Path | None = None) -> list[Figure]:
    """All figures of some numbers of process events, smallest first, and how the full run grows between them."""
    figures, full = [], {}
    for events in sorted(volumes):
        with tempfile.TemporaryDirectory(prefix="erp-cockpit-bench-", dir=folder) as place:
            found, published_events = _one_volume(events, Path(place), with_peers=with_peers)
        figures += found
        full[published_events] = next(figure.median for figure in found if figure.name.endswith(FULL_RUN))
    growth = [Figure(f"growth from {a:,} to {b:,} events", note=_growth(a, b, full)) for a, b in pairwise(full)]
    return figures + growth


def _one_volume(events: int, folder: Path, *, with_peers: bool) -> tuple[list[Figure], int]:
    scale = events / EVENTS_AT_SCALE_1
    name = f"{events:,}"
    is_agreed = events >= GOALS_FROM
    source = {"name": "sim", "erp": "odoo", "version": "18", "connection": {"kind": "sqlite", "path": "erp.sqlite"}}
    installation = Installation(folder, [source], settings={"as_of": AS_OF, "personal_data": {"mode": "keep"}})
    written = Figure(
        f"{name}: simulated and written to SQLite",
        seconds_goal=WRITE_SECONDS if is_agreed else None,
        memory_goal=WRITE_MEGABYTES if is_agreed else None,
    )
    first = Figure(f"{name}: first run, with the first reading")
    full = Figure(
        f"{name}: {FULL_RUN}",
        seconds_goal=RUN_SECONDS if is_agreed else None,
        memory_goal=RUN_MEGABYTES if is_agreed else None,
    )
    daily = Figure(f"{name}: daily run, {NEW_DAYS} days new", of=full.name, goal=DAILY_RATIO if is_agreed else None)
    _write(written, installation, scale, days_before=NEW_DAYS)
    _run(first, installation)
    (installation.data / "warehouse.duckdb").unlink()
    _run(full, installation, "--replay")
    _write(written, installation, scale, days_before=0)
    _run(daily, installation)
    with installation.snapshot() as snapshot:
        (published,) = snapshot.execute("select count(*) from fct_process_events").fetchone()
        (new,) = snapshot.execute("select rows_landed from runs order by started_at desc limit 1").fetchone()
    daily.note = f"{new:,} rows landed; {daily.note}"
    size = (installation.published / (installation.current() or "")).stat().st_size
    full.note = f"{published:,} events, snapshot {size / 1e6:,.0f} MB; {full.note}"
    mined = event_log.measure(installation, name, with_peers=with_peers)
    return [written, first, full, daily, *mined], published


def _write(figure: Figure, installation: Installation, scale: float, days_before: int) -> None:
    say(f"{figure.name}, without the last {days_before} days")
    until = LAST_DAY - timedelta(days=days_before)
    out = installation.folder / "erp.sqlite"
    command = [sys.executable, "-m", "tests.bench.simulated", str(scale), str(MONTHS), out, "--until", str(until)]
    measured = timed_command(command, dict(os.environ) | {"PYTHONPATH": str(PROJECT)}, PROJECT)
    figure.add(_succeeded(measured))
    told = json.loads(measured["output"].splitlines()[-1])
    figure.note = f"{told['rows']:,} rows; simulated in {told['lived']:.1f} s, written in {told['written']:.1f} s"


def _run(figure: Figure, installation: Installation, *options: str) -> None:
    say(figure.name)
    measured = timed_command([COCKPIT, "run", *options], installation.variables(), installation.folder)
    figure.add(_succeeded(measured))
    figure.note = ", ".join(f"{step['title']} {step['seconds']} s" for step in STEP.finditer(measured["errors"]))


def _succeeded(measured: dict) -> dict:
    if "failure" in measured:
        raise SystemExit(measured["failure"])
    return measured


def _growth(fewer: int, more: int, seconds: dict[int, float]) -> str:
    exponent = math.log(seconds[more] / seconds[fewer]) / math.log(more / fewer)
    met = "met" if exponent <= GROWTH_GOAL else "MISSED"
    return f"full run: volume^{exponent:.2f}, goal volume^{GROWTH_GOAL}: {met}"
