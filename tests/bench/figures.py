"""What a measured part consists of, and how it is shown: as one table or as JSON.

Belongs here: figures, their ratios and goals, running a program in a process of its own. Does not belong here: what is
measured.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path


@dataclass
class Figure:
    """One measured thing: the seconds of each repetition and the highest resident memory of its process.

    `of` names the figure that the ratio refers to; `goal` is the highest ratio, `memory_goal` the most megabytes that
    are agreed. `failure` says why there is nothing to show.
    """

    name: str
    seconds: list[float] = field(default_factory=list)
    peak_megabytes: float | None = None
    of: str | None = None
    goal: float | None = None
    memory_goal: int | None = None
    note: str = ""
    failure: str = ""

    @property
    def median(self) -> float | None:
        return statistics.median(self.seconds) if self.seconds else None

    def add(self, measured: dict) -> None:
        """Take the answer of a measured program: its seconds, its peak, or why it failed."""
        if "failure" in measured:
            self.failure = measured["failure"]
            return
        self.seconds.append(measured["seconds"])
        say(f"    {self.name}: {measured['seconds']:.2f} s, {measured['peak_megabytes']:,.0f} MB")
        self.peak_megabytes = max(self.peak_megabytes or 0, measured["peak_megabytes"])


def peak_megabytes() -> float:
    """The highest resident memory of this very process; `getrusage` would count the one that started it, too."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise OSError("the kernel does not tell VmHWM")


def measured_program(command: Sequence[str | Path], environment: dict[str, str] | None = None) -> dict:
    """The last line a program prints, which is JSON; or its complaint as `failure`."""
    result = subprocess.run(command, env=os.environ | (environment or {}), capture_output=True, text=True, check=False)
    if result.returncode:
        lines = [line for line in result.stderr.splitlines() if line.strip()]
        return {"failure": lines[-1][:300] if lines else f"ended with code {result.returncode}"}
    return json.loads(result.stdout.splitlines()[-1])


def seconds_of(command: Sequence[str]) -> float:
    """How long a command takes whose output goes nowhere."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def say(text: str) -> None:
    """What is being done; apart from the figures, which go to standard output."""
    print(f"… {text}", file=sys.stderr, flush=True)


def as_json(figures: list[Figure], rows: int) -> str:
    """All figures with every repetition, and the machine they were measured on."""
    medians = {figure.name: figure.median for figure in figures}
    entries = []
    for figure in figures:
        ratio = _ratio(figure, medians)
        entries.append(asdict(figure) | {"median": figure.median, "ratio": ratio, "goals_met": _met(figure, ratio)})
    return json.dumps({"machine": machine(), "rows": rows, "figures": entries}, indent=2)


def as_table(figures: list[Figure], rows: int) -> str:
    """All figures as lines of text."""
    medians = {figure.name: figure.median for figure in figures}
    width = max(len(figure.name) for figure in figures)
    lines = [f"{rows:,} rows; {machine()}", f"{'':{width}}  seconds   ratio  goal     MB   runs"]
    for figure in figures:
        if figure.failure:
            lines.append(f"{figure.name:{width}}  not measured: {figure.failure}")
            continue
        ratio = _ratio(figure, medians)
        shown = f"{ratio:7.3f}" if ratio is not None else " " * 7
        goal = f"{figure.goal:5.2f}" if figure.goal else " " * 5
        memory = f"{figure.peak_megabytes:6,.0f}" if figure.peak_megabytes else " " * 6
        runs = " ".join(f"{seconds:.2f}" for seconds in figure.seconds)
        met = {True: "met", False: "MISSED", None: ""}[_met(figure, ratio)]
        lines.append(
            f"{figure.name:{width}} {figure.median:8.2f} {shown} {goal} {memory}   "
            + "  ".join(part for part in (runs, met, f"of: {figure.of}" if figure.of else "", figure.note) if part)
        )
    return "\n".join(lines)


def machine() -> str:
    """Where and when, in one line."""
    load = os.getloadavg()[0]
    kernel = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} cores, {kernel}, load {load:.1f}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


def _ratio(figure: Figure, medians: dict[str, float | None]) -> float | None:
    base = medians.get(figure.of or "")
    return figure.median / base if base and figure.median is not None else None


def _met(figure: Figure, ratio: float | None) -> bool | None:
    checks = []
    if figure.goal is not None and ratio is not None:
        checks.append(ratio <= figure.goal)
    if figure.memory_goal is not None and figure.peak_megabytes is not None:
        checks.append(figure.peak_megabytes <= figure.memory_goal)
    return all(checks) if checks else None
