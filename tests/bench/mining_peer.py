"""pm4py on an event log, in the peers' environment: `python mining_peer.py LOG RESULT`. Imports nothing of the project.

The log is Parquet with case_id, activity, occurred_at, each case's events in their order. The result is JSON: the
directly-follows graph with counts and mean seconds, variants, quantiles of the throughput time. What it prints last are
seconds and megabytes.
"""

import json
import sys
import time
from pathlib import Path

import numpy
import pandas
import pm4py


def peak_megabytes() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise OSError("the kernel does not tell VmHWM")


def main() -> None:
    log, result = sys.argv[1:3]
    start = time.perf_counter()
    events = pandas.read_parquet(log, columns=["case_id", "activity", "occurred_at"])
    events = events.rename(
        columns={"case_id": "case:concept:name", "activity": "concept:name", "occurred_at": "time:timestamp"}
    )
    events["time:timestamp"] = pandas.to_datetime(events["time:timestamp"], utc=True)
    read = time.perf_counter()
    counts, _, _ = pm4py.discover_dfg(events)
    times, _, _ = pm4py.discover_performance_dfg(events)
    graphed = time.perf_counter()
    variants = pm4py.get_variants(events)
    varied = time.perf_counter()
    p50, p90 = numpy.percentile(pm4py.get_all_case_durations(events), [50, 90])
    measured = time.perf_counter()
    found = {
        "graph": sorted([*pair, int(count), float(times[pair]["mean"])] for pair, count in counts.items()),
        "variants": sorted([">".join(path), int(count)] for path, count in variants.items()),
        "quantiles": [float(p50), float(p90)],
    }
    Path(result).write_text(json.dumps(found), encoding="utf-8")
    parts = {"read": read - start, "graph": graphed - read, "variants": varied - graphed, "p50/p90": measured - varied}
    print(json.dumps({"seconds": measured - start, "parts": parts, "peak_megabytes": peak_megabytes()}))


if __name__ == "__main__":
    main()
