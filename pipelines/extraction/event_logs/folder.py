"""Event logs as a dialect: a folder of logs, or one log, attached as tables under a catalogue in memory.

Belongs here: what extraction asks of a source. Does not belong here: formats and mapping.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipelines.extraction.event_logs.files import create_views, parse_logs
from pipelines.extraction.package import ErpPackage


@dataclass(eq=False)
class EventLogFolder:
    """The dialect of one source of event logs; parsed logs are kept below the data folder's temporary directory."""

    source: str
    temporary: Path
    extension: str = ""
    causes: list[tuple[str, str]] = field(default_factory=list)

    def attach(
        self, connection: duckdb.DuckDBPyConnection, address: str, alias: str, timeout_seconds: int, package: ErpPackage
    ) -> None:
        """Parse what has changed and make a catalogue under the alias with one view per table.

        Raises:
            CockpitError: the mapping or a log is wrong.
        """
        place = hashlib.sha256(address.encode()).hexdigest()[:8]
        folders = parse_logs(Path(address), self.temporary / f"event_logs-{self.source}-{place}")
        connection.execute(f"ATTACH ':memory:' AS {alias}")
        create_views(connection, f"{alias}.main", folders)

    def schema(self, connection: duckdb.DuckDBPyConnection, alias: str, declared: str) -> str:
        return "main"

    def can_write(self, connection: duckdb.DuckDBPyConnection, alias: str, schema: str) -> bool:
        return False
