"""Questions to one event log, by our SQL and by pm4py: how long each takes, and that both find the same.

Belongs here: handing out the log, starting both, comparing. Does not belong here: the questions (`mining.py`,
`mining_peer.py`).
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

from tests.bench import peers
from tests.bench.figures import Figure, measured_program, say
from tests.support import Installation

PEER = peers.PROCESS_MINING
PROGRAM = Path(__file__).with_name("mining_peer.py")
GOAL = 0.25  # of pm4py's time
TOLERANCE = 1e-9


def measure(installation: Installation, name: str, *, with_peers: bool) -> list[Figure]:
    """Directly-follows graph with times, variants, P50 and P90 of the throughput time of all published events."""
    log = installation.folder / "events.parquet"
    with installation.snapshot() as snapshot:
        snapshot.execute(
            "copy (select case_id, activity, occurred_at from fct_process_events"
            f" order by case_id, occurred_at, event_id) to '{log}' (format parquet)"
        )
    peer = Figure(f"{name}: graph, variants, quantiles by {PEER}")
    ours = Figure(f"{name}: graph, variants, quantiles by SQL", of=peer.name, goal=GOAL if with_peers else None)
    say(ours.name)
    results = {PEER: installation.folder / "peer.json", "SQL": installation.folder / "ours.json"}
    _add(ours, measured_program([sys.executable, "-m", "tests.bench.mining", str(log), str(results["SQL"])]))
    if ours.failure:
        raise SystemExit(ours.failure)
    if with_peers:
        failures = peers.prepare(["pyarrow", PEER])
        if failures:
            peer.failure = f"could not be installed: {', '.join(failures.values())}"
        else:
            say(peer.name)
            python = str(peers.ENVIRONMENT / "bin" / "python")
            _add(peer, measured_program([python, str(PROGRAM), str(log), str(results[PEER])], {"PYTHONPATH": ""}))
            if not peer.failure:
                difference = difference_of(*(json.loads(file.read_text()) for file in results.values()))
                ours.note += "; same result" if difference is None else f"; DIFFERS: {difference}"
    return [ours, peer] if with_peers else [ours]


def _add(figure: Figure, measured: dict) -> None:
    figure.add(measured)
    figure.note = ", ".join(f"{part} {seconds:.2f} s" for part, seconds in measured.get("parts", {}).items())


def difference_of(one: dict, other: dict) -> str | None:
    """The first thing in which two results differ; numbers may differ by a billionth."""
    for part in one:
        if len(one[part]) != len(other[part]):
            return f"{part}: {len(one[part])} and {len(other[part])}"
        for left, right in zip(one[part], other[part], strict=True):
            if not _same(left, right):
                return f"{part}: {left} and {right}"
    return None


def _same(left: object, right: object) -> bool:
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(_same(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return left == right
