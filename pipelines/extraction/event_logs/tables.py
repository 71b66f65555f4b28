"""The tables that every reader writes, as Parquet files of a bounded number of rows each.

Belongs here: columns, their types, batches. Does not belong here: where the values come from.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

BATCH_ROWS = 20_000
STAMP = pl.Datetime("us")
TABLES: dict[str, dict[str, Any]] = {
    "events": {
        "log": pl.String,
        "event_number": pl.Int64,
        "event_key": pl.String,
        "case_key": pl.String,
        "activity": pl.String,
        "recorded_as": pl.String,
        "occurred_utc": STAMP,
        "occurred_local": STAMP,
        "started_utc": STAMP,
        "started_local": STAMP,
        "transition": pl.String,
        "instance": pl.String,
        "resource": pl.String,
        "role": pl.String,
        "department": pl.String,
        "amount": pl.String,
        "currency": pl.String,
        "is_automatic": pl.Boolean,
        "attributes": pl.String,
    },
    "cases": {"log": pl.String, "case_number": pl.Int64, "case_key": pl.String, "attributes": pl.String},
    "objects": {"log": pl.String, "object_id": pl.String, "object_type": pl.String, "attributes": pl.String},
    "relations": {"log": pl.String, "event_key": pl.String, "object_id": pl.String, "qualifier": pl.String},
    "activities": {
        "log": pl.String,
        "activity": pl.String,
        "name_zh": pl.String,
        "name_en": pl.String,
        "may_repeat": pl.Boolean,
        "is_start": pl.Boolean,
        "outcome": pl.String,
        "is_submission": pl.Boolean,
        "decision": pl.String,
        "decision_role": pl.String,
    },
    "roles": {"log": pl.String, "role": pl.String, "name_zh": pl.String, "name_en": pl.String},
    "logs": {
        "log": pl.String,
        "process": pl.String,
        "process_name_zh": pl.String,
        "process_name_en": pl.String,
        "case_object_type": pl.String,
        "is_ordered": pl.Boolean,
        "has_starts": pl.Boolean,
        "has_ends": pl.Boolean,
        "earliest_date": pl.Date,
        "latest_date": pl.Date,
        "amount_currency": pl.String,
        "document_type": pl.String,
        "document_type_name_zh": pl.String,
        "document_type_name_en": pl.String,
        "company_name": pl.String,
        "company_currency": pl.String,
        "event_count": pl.Int64,
    },
}


class Writer:
    """Parquet files `<table>.<number>.parquet` in one folder, at most `BATCH_ROWS` rows each."""

    def __init__(self, folder: Path, batch_rows: int = BATCH_ROWS) -> None:
        self._folder = folder
        self._batch_rows = batch_rows
        self._rows: dict[str, list[tuple]] = {name: [] for name in TABLES}
        self._written = dict.fromkeys(TABLES, 0)

    def add(self, table: str, row: tuple) -> None:
        """Take one row, in the order of the table's columns."""
        rows = self._rows[table]
        rows.append(row)
        if len(rows) >= self._batch_rows:
            self._flush(table)

    def close(self) -> None:
        """Write what is left; every table has at least one file, so that views find its columns."""
        for table in TABLES:
            if self._rows[table] or not self._written[table]:
                self._flush(table)

    def _flush(self, table: str) -> None:
        frame = pl.DataFrame(self._rows[table], schema=TABLES[table], orient="row")
        frame.write_parquet(self._folder / f"{table}.{self._written[table]:05d}.parquet", compression="zstd")
        self._rows[table] = []
        self._written[table] += 1
