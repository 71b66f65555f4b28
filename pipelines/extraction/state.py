"""What raw knows of each source: when it was read last and how many rows it had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

import duckdb

from cockpit.published import SourceState
from cockpit.settings import Settings


@dataclass(frozen=True)
class RefreshedSource:
    state: SourceState
    rows_landed: int


def source_states(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[RefreshedSource]:
    """One entry a configured source that has been read at least once, as `operations.source_tables` tells."""
    states = []
    for source in settings.configuration.sources:
        row = connection.execute(
            "select max(extracted_at), sum(raw_rows), sum(landed_rows) from operations.source_tables"
            " where source_id = ?",
            [source.name],
        ).fetchone()
        if row and row[0] is not None:
            state = SourceState(
                name=source.name,
                erp=source.erp,
                version=source.version,
                extracted_at=row[0].replace(tzinfo=UTC),
                rows=row[1],
            )
            states.append(RefreshedSource(state, row[2]))
    return states


def quarantined_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Source and name of each table that the last reading of its source set apart → what is wrong, in a line."""
    rows = connection.execute(
        "select source_id || ': ' || table_name, quarantined from operations.source_tables"
        " where quarantined is not null order by source_id, table_name"
    ).fetchall()
    return dict(rows)
