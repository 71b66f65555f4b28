"""The record of every run: kept as files, newest beside the snapshots, all of them in the next snapshot."""

from __future__ import annotations

import duckdb
import polars as pl

from cockpit.paths import DataPaths
from cockpit.published import LAST_RUN, RunRecord, write_atomically

RUNS_SHOWN = 50


def keep(paths: DataPaths, record: RunRecord) -> None:
    """Write the record of a run that has ended."""
    text = record.model_dump_json(indent=2)
    for directory in (paths.runs, paths.published):
        directory.mkdir(parents=True, exist_ok=True)
    write_atomically(paths.runs / f"{record.run_id}.json", text)
    write_atomically(paths.published / LAST_RUN, text)


def newest(paths: DataPaths) -> list[RunRecord]:
    """The newest runs, last one first."""
    files = sorted(paths.runs.glob("*.json"), reverse=True)[:RUNS_SHOWN]
    return [RunRecord.model_validate_json(file.read_bytes()) for file in files]


def write_table(connection: duckdb.DuckDBPyConnection, records: list[RunRecord]) -> None:
    """Bring the records into `operations.runs`, stamps in UTC."""
    frame = pl.DataFrame(
        [
            record.model_dump(exclude={"tables_set_apart"}) | {
                name: getattr(record, name).replace(tzinfo=None) for name in ("started_at", "ended_at", "as_of")
            }
            for record in records
        ],
        schema={
            "run_id": pl.String, "started_at": pl.Datetime, "ended_at": pl.Datetime, "as_of": pl.Datetime,
            "status": pl.String, "step": pl.String, "code": pl.String, "message": pl.String,
            "rows_landed": pl.Int64, "snapshot": pl.String,
        },
    )  # fmt: skip
    connection.execute("create schema if not exists operations")
    connection.register("records", frame)
    connection.execute("create or replace table operations.runs as select * from records")
    connection.unregister("records")
