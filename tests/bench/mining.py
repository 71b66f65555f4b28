"""The questions of process mining by SQL, in a process of its own: `python -m tests.bench.mining LOG RESULT`.

Takes what `mining_peer.py` takes and writes what it writes, so that the two can be compared.
"""

from __future__ import annotations

import argparse
import json
import time
from itertools import pairwise
from pathlib import Path

import duckdb

from tests.bench.figures import peak_megabytes

# the order of the rows says which of two events at the same moment came first
GRAPH = """
with followed as (
    select activity, occurred_at,
        lead(activity) over following as next_activity, lead(occurred_at) over following as next_at
    from events
    window following as (partition by case_id order by occurred_at, event_number)
)
select activity, next_activity, count(*), avg(date_diff('microsecond', occurred_at, next_at)) / 1e6
from followed
where next_activity is not null
group by activity, next_activity
order by activity, next_activity
"""
VARIANTS = """
with paths as (
    select list_sort(list({'at': occurred_at, 'number': event_number, 'activity': activity})) as events
    from events
    group by case_id
)
select array_to_string(list_transform(events, event -> event.activity), '>') as path, count(*)
from paths
group by path
order by path
"""
QUANTILES = """
with cases as (
    select date_diff('microsecond', min(occurred_at), max(occurred_at)) / 1e6 as seconds from events group by case_id
)
select quantile_cont(seconds, 0.5), quantile_cont(seconds, 0.9) from cases
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("log", type=Path)
    parser.add_argument("result", type=Path)
    arguments = parser.parse_args()
    start = time.perf_counter()
    with duckdb.connect() as connection:
        connection.execute(
            "create table events as select case_id, activity, occurred_at, file_row_number as event_number"
            f" from read_parquet('{arguments.log}', file_row_number = true)"
        )
        marks, found = [start, time.perf_counter()], {}
        for name, question in (("graph", GRAPH), ("variants", VARIANTS), ("quantiles", QUANTILES)):
            found[name] = connection.execute(question).fetchall()
            marks.append(time.perf_counter())
    found["quantiles"] = found["quantiles"][0]
    arguments.result.write_text(json.dumps(found), encoding="utf-8")
    spans = [later - earlier for earlier, later in pairwise(marks)]
    parts = dict(zip(("read", "graph", "variants", "p50/p90"), spans, strict=True))
    print(json.dumps({"seconds": marks[-1] - start, "parts": parts, "peak_megabytes": peak_megabytes()}))


if __name__ == "__main__":
    main()
