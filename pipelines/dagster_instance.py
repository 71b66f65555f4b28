"""Dagster's instance in the data directory: pointing at it, and clearing up after runs that died.

A killed process cannot tell Dagster that it is gone: its run stays "started" and holds its place in the pool,
so that the next run would wait for ever. Whoever holds the run lock knows that no other run is alive.
"""

from __future__ import annotations

import os

import dagster as dg

from cockpit.paths import PROJECT_DIRECTORY, DataPaths

_ALIVE = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def prepare_dagster(paths: DataPaths) -> None:
    """Point Dagster at this project's instance and at the data directory."""
    paths.dagster.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DAGSTER_HOME", str(PROJECT_DIRECTORY))
    os.environ["COCKPIT_DAGSTER_DIRECTORY"] = str(paths.dagster)


def end_dead_runs(instance: dg.DagsterInstance) -> int:
    """Mark runs whose process is gone as failed and free their places. Call it only while holding the run lock."""
    dead = instance.get_runs(filters=dg.RunsFilter(statuses=_ALIVE))
    for run in dead:
        instance.report_run_failed(run, message="the process of this run is gone")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    return len(dead)
