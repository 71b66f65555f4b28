"""Extraction alone, without models: refreshing the raw tables of one source, and holding them against the source.

What the source holds is always read by a plain query through another driver (sqlite3, psycopg), never through DuckDB.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import psycopg

from cockpit.progress import Progress
from cockpit.settings import Settings
from pipelines.extraction.extract import Extraction
from pipelines.extraction.landing import BatchManifest, Landing
from pipelines.extraction.pace import Pace
from pipelines.extraction.package import ErpPackage, Table, load_package
from pipelines.extraction.raw import RawTables
from pipelines.extraction.read_progress import ReadProgress
from pipelines.extraction.refresh import SourceRefresh, refresh_source
from pipelines.warehouse import open_warehouse

# A plain query's row values, by declared type; SQLite knows no dates, no decimals and no booleans.
FROM_SQLITE: dict[str, Callable] = {
    "BIGINT": int,
    "BOOLEAN": bool,
    "DATE": date.fromisoformat,
    # SQLite gives DuckDB the text of a number, which has 15 significant digits
    "DOUBLE": lambda value: float(f"{value:.15g}"),
    "DECIMAL(28, 6)": lambda value: Decimal(str(value)),
    "TIMESTAMP": datetime.fromisoformat,
    "VARCHAR": str,
}


class Reader:
    """One source and the raw tables below a folder."""

    def __init__(self, folder: Path, connection: dict, settings: dict | None = None, **source: object) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "cockpit.yml"
        source = {"name": "erp", "erp": "odoo", "version": "18", "connection": connection} | source
        settings = {"language": "en", "personal_data": {"mode": "keep"}} | (settings or {})
        file.write_text(json.dumps(settings | {"sources": [source]}))
        self.settings = Settings(file)
        self.source = self.settings.configuration.sources[0]
        self.landing = Landing(self.settings.paths.landing, "erp")

    @property
    def package(self) -> ErpPackage:
        return load_package(self.source.package_name)

    def refresh(
        self,
        *,
        full_refresh: bool = False,
        replay: bool = False,
        pace: Pace | None = None,
        progress: Progress | None = None,
    ) -> SourceRefresh:
        """What a run does with the source."""
        return refresh_source(
            self.settings,
            self.source,
            full_refresh=full_refresh,
            replay=replay,
            progress=progress or Progress(quiet=True),
            pace=pace,
        )

    def land(self, on_table: Callable[[str], None] = lambda name: None) -> BatchManifest:
        """Only the first half of a refresh: a batch that raw does not hold yet."""
        with open_warehouse(self.settings) as connection:
            raw = RawTables(connection, "erp", self.package)
            raw.prepare()
            extraction = Extraction(
                connection,
                self.settings,
                self.source,
                self.package,
                self.landing,
                raw,
                Pace(self.settings, self.source),
            )
            begun: set[str] = set()

            def on_progress(progress: ReadProgress) -> None:
                if progress.table not in begun:
                    begun.add(progress.table)
                    on_table(progress.table)

            return extraction.run(on_progress=on_progress)

    def query(self, sql: str) -> list[tuple]:
        with open_warehouse(self.settings, read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def live(self, table: str) -> list[tuple]:
        """The rows that are not deleted, in the declared columns, by key."""
        declared = self.package.tables[table]
        columns = ", ".join(declared.columns)
        return self.query(
            f"select {columns} from raw_erp.{table} where _deleted_at is null order by {', '.join(declared.key)}"
        )

    def everything(self) -> dict[str, list[tuple]]:
        """All raw tables with their stamps and the log of applied batches."""
        names = self.query("select table_name from duckdb_tables() where schema_name = 'raw_erp'")
        return {name: self.query(f"select * from raw_erp.{name} order by all") for (name,) in names}

    def landed_rows(self, table: str) -> int:
        """How many rows the newest batch brought of a table."""
        return self.landing.batches()[-1].tables[table].rows


def in_sqlite(path: Path, name: str, table: Table) -> list[tuple]:
    """The rows of a table as SQLite holds them, in the declared columns, by key; none of a table it lacks."""
    with sqlite3.connect(path) as connection:
        present = {row[1] for row in connection.execute(f"pragma table_info({name})")}
        if not present:
            return []
        columns = ", ".join(column if column in present else "null" for column in table.columns)
        where = f" where {table.where}" if table.where else ""
        rows = connection.execute(f"select {columns} from {name}{where} order by {', '.join(table.key)}").fetchall()
    convert = [FROM_SQLITE[column.type] for column in table.columns.values()]
    return [tuple(None if value is None else to(value) for to, value in zip(convert, row, strict=True)) for row in rows]


def in_postgres(dsn: str, name: str, table: Table) -> list[tuple]:
    """The rows of a table as PostgreSQL holds them, in the declared columns, by key; JSON as its text.

    Columns that the database lacks are null, and a table that it lacks has no rows.
    """
    where = f" where {table.where}" if table.where else ""
    with psycopg.connect(dsn) as connection:
        query = "select column_name from information_schema.columns where table_schema = 'public' and table_name = %s"
        present = {column for (column,) in connection.execute(query, [name])}
        if not present:
            return []
        columns = ", ".join(
            "null" if column not in present else f"{column}::text" if declared.type == "VARCHAR" else column
            for column, declared in table.columns.items()
        )
        return connection.execute(f"select {columns} from {name}{where} order by {', '.join(table.key)}").fetchall()


def assert_equals_sqlite(reader: Reader, path: Path) -> None:
    """Every raw table holds what the source holds, value by value."""
    for name, table in reader.package.tables.items():
        assert reader.live(name) == in_sqlite(path, name, table), name


def assert_equals_postgres(reader: Reader, dsn: str) -> None:
    """Every raw table holds what the source holds, value by value."""
    for name, table in reader.package.tables.items():
        assert reader.live(name) == in_postgres(dsn, name, table), name
