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
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path


@dataclass
class Figure:
    """One measured thing: the seconds of each repetition and the highest resident memory of its process.

    `of` names the figure that the ratio refers to; `goal` is the highest ratio, `seconds_goal` the most seconds,
    `memory_goal` the most megabytes that are agreed. `processor_seconds` are those of the last repetition with all its
    processes: others on the same machine change them little. `failure` says why there is nothing to show.
    """

    name: str
    seconds: list[float] = field(default_factory=list)
    peak_megabytes: float | None = None
    of: str | None = None
    goal: float | None = None
    seconds_goal: int | None = None
    memory_goal: int | None = None
    processor_seconds: float | None = None
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
        self.processor_seconds = measured.get("processor_seconds")


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
        return {"failure": _complaint(result.stderr, result.returncode)}
    return json.loads(result.stdout.splitlines()[-1])


def timed_command(command: Sequence[str | Path], environment: dict[str, str], folder: Path) -> dict:
    """A command from start to end: seconds, processor seconds of all its processes, megabytes of its largest process.

    Returns what it said (`output`, `errors`), too, and its complaint as `failure`.
    """
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=output, stderr=errors)
        # unlike getrusage, it tells of this child alone, with those that it waited for
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        measured = {
            "seconds": time.perf_counter() - start,
            "processor_seconds": usage.ru_utime + usage.ru_stime,
            "peak_megabytes": usage.ru_maxrss / 1024,
        }
        for stream, name in ((output, "output"), (errors, "errors")):
            stream.seek(0)
            measured[name] = stream.read()
    if process.returncode:
        measured["failure"] = _complaint(measured["errors"], process.returncode)
    return measured


def _complaint(errors: str, code: int) -> str:
    lines = [line for line in errors.splitlines() if line.strip()]
    return lines[-1][:300] if lines else f"ended with code {code}"


def seconds_of(command: Sequence[str]) -> float:
    """How long a command takes whose output goes nowhere."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def say(text: str) -> None:
    """What is being done; apart from the figures, which go to standard output."""
    print(f"… {text}", file=sys.stderr, flush=True)


def as_json(figures: list[Figure], volume: str) -> str:
    """All figures with every repetition, the volume and the machine they were measured on."""
    medians = {figure.name: figure.median for figure in figures}
    entries = []
    for figure in figures:
        ratio = _ratio(figure, medians)
        entries.append(asdict(figure) | {"median": figure.median, "ratio": ratio, "goals_met": _met(figure, ratio)})
    return json.dumps({"machine": machine(), "volume": volume, "figures": entries}, indent=2)


def as_table(figures: list[Figure], volume: str) -> str:
    """All figures as lines of text."""
    medians = {figure.name: figure.median for figure in figures}
    width = max(len(figure.name) for figure in figures)
    lines = [f"{volume}; {machine()}", f"{'':{width}}  seconds   ratio  goal     MB   runs"]
    for figure in figures:
        if figure.failure:
            lines.append(f"{figure.name:{width}}  not measured: {figure.failure}")
            continue
        if figure.median is None:
            lines.append(f"{figure.name:{width}}  {figure.note}")
            continue
        ratio = _ratio(figure, medians)
        shown = f"{ratio:7.3f}" if ratio is not None else " " * 7
        goal = f"{figure.goal:5.2f}" if figure.goal else " " * 5
        memory = f"{figure.peak_megabytes:6,.0f}" if figure.peak_megabytes else " " * 6
        runs = " ".join(f"{seconds:.2f}" for seconds in figure.seconds)
        met = {True: "met", False: "MISSED", None: ""}[_met(figure, ratio)]
        agreed = [f"goal {figure.seconds_goal} s" if figure.seconds_goal else ""]
        agreed += [f"goal {figure.memory_goal:,} MB" if figure.memory_goal else ""]
        processor = f"processor {figure.processor_seconds:,.0f} s" if figure.processor_seconds else ""
        lines.append(
            f"{figure.name:{width}} {figure.median:8.2f} {shown} {goal} {memory}   "
            + "  ".join(
                part
                for part in (runs, met, *agreed, f"of: {figure.of}" if figure.of else "", processor, figure.note)
                if part
            )
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
    if figure.seconds_goal is not None and figure.median is not None:
        checks.append(figure.median <= figure.seconds_goal)
    if figure.memory_goal is not None and figure.peak_megabytes is not None:
        checks.append(figure.peak_megabytes <= figure.memory_goal)
    return all(checks) if checks else None
