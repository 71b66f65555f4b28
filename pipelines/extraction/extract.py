"""Reading one source into one landing batch, all tables in one snapshot of the database.

Belongs here: which rows are read (everything, or what changed behind the watermark), which keys are gone. Does not
belong here: connecting (`connection.py`), files and manifests (`landing.py`), the raw tables (`raw.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from cockpit.errors import CockpitError
from cockpit.settings import Settings, Source
from pipelines.extraction.connection import SourceDatabase
from pipelines.extraction.landing import BatchManifest, LandedFile, LandedTable, Landing, describe
from pipelines.extraction.package import ErpPackage, Table, source_timezone
from pipelines.extraction.raw import RawTables, quoted

ROWS_WORTH_A_DOUBT = 1000
SHARE_THAT_MUST_REMAIN = 0.5


@dataclass
class Extraction:
    """Extracts one source through one open connection to the warehouse.

    The raw tables are needed beside the source: rows that are in the one and not in the other tell what was deleted
    and what committed late.
    """

    connection: duckdb.DuckDBPyConnection
    settings: Settings
    source: Source
    package: ErpPackage
    landing: Landing
    raw: RawTables

    def run(self, *, full_refresh: bool = False, on_table: Callable[[str], None] = lambda name: None) -> BatchManifest:
        """Land one batch and return its manifest.

        Raises:
            CockpitError: the source cannot be read, has another version, lacks a table or column, or most of its
                rows. Nothing is visible in landing then.
        """
        database = SourceDatabase(self.connection, self.settings, self.source, self.package)
        try:
            version = database.check_version()
            missing = database.check_tables()
            extracted_at = datetime.now(UTC)
            batch_id, folder = self.landing.begin(extracted_at)
            watermarks = {} if full_refresh else self._watermarks(database)
            self.connection.execute("BEGIN")
            try:
                tables = {}
                for name, table in self.package.tables.items():
                    if name not in missing:
                        on_table(name)
                        tables[name] = self._land(database, folder, name, table, watermarks.get(name))
                if not full_refresh:
                    self._refuse_emptied(tables)
            except duckdb.ConversionException as error:
                raise CockpitError(
                    "source_column_type",
                    source=self.source.name,
                    table=name,
                    cause=str(error).splitlines()[0],
                ) from None
            except duckdb.Error as error:
                raise database.explain(error) from None
            finally:
                self.connection.execute("ROLLBACK")
        finally:
            database.detach()
        manifest = BatchManifest(
            batch_id=batch_id,
            source=self.source.name,
            erp=self.package.erp,
            version=version,
            extracted_at=extracted_at,
            tables=tables,
            missing_tables=missing,
        )
        self.landing.complete(manifest)
        return manifest

    def _refuse_emptied(self, tables: dict[str, LandedTable]) -> None:
        """A source that has lost most of its rows is another database, a restored template or half a restore."""
        known = sum(self.raw.live_rows(name) for name in tables)
        found = sum(table.source_rows for table in tables.values())
        if known >= ROWS_WORTH_A_DOUBT and found < known * SHARE_THAT_MUST_REMAIN:
            raise CockpitError("source_emptied", source=self.source.name, found=f"{found:,}", known=f"{known:,}")

    def _watermarks(self, database: SourceDatabase) -> dict[str, datetime]:
        """Where each incremental table was read up to, as the batches themselves tell.

        A table that was last read under another declaration, or that has gained a column it lacked, has none: it is
        read anew. A stamp later than the batch itself comes from a wrong clock and must not hide what changes until
        then.
        """
        watermarks = {}
        for manifest in self.landing.batches():
            for name, landed in manifest.tables.items():
                table = self.package.tables.get(name)
                if table is None:
                    watermarks.pop(name, None)
                    continue
                gained = set(landed.missing_columns) & database.present(name, table).keys()
                if landed.declaration != table.fingerprint() or gained:
                    watermarks.pop(name, None)
                elif landed.cursor_to is not None:
                    watermarks[name] = min(landed.cursor_to, self._at_source(manifest.extracted_at))
        return watermarks

    def _at_source(self, moment: datetime) -> datetime:
        """A moment as the source's clock shows it: cursors are compared as the source writes them."""
        return moment.astimezone(ZoneInfo(source_timezone(self.settings, self.source))).replace(tzinfo=UTC)

    def _land(
        self, database: SourceDatabase, folder: Path, name: str, table: Table, watermark: datetime | None
    ) -> LandedTable:
        present = database.present(name, table)
        origin = database.table(name, table)
        columns = ", ".join(
            f"{_cast(column, present.get(column), declared.type)} as {quoted(column)}"
            for column, declared in table.columns.items()
        )
        select = f"select {columns} from {origin}"
        conditions = [table.where] if table.where else []
        since = None
        if table.has_cursor and watermark is not None:
            since = watermark - timedelta(minutes=self.package.overlap_minutes)
            # whole seconds: SQLite compares texts, and "10:00:00" sorts before "10:00:00.000000"
            conditions.append(f"{table.cursor_sql} >= '{since:%Y-%m-%d %H:%M:%S}'")
        changed = self._copy(f"{select}{_where(conditions)}", folder / f"{name}.0.parquet")
        files = [changed] if changed.rows else []

        keys = ", ".join(quoted(column) for column in table.key)
        if since is None:
            present_keys = f"select {keys} from read_parquet('{folder / changed.name}')"
        else:
            casts = ", ".join(f"cast({quoted(key)} as {table.columns[key].type}) as {quoted(key)}" for key in table.key)
            self.connection.execute(
                f"create or replace temp table source_keys as select {casts} from {origin}{_where([table.where])}"
            )
            present_keys = f"select {keys} from temp.source_keys"
            behind = self._land_rows_behind_watermark(folder, name, table, select, changed, present_keys)
            files += [behind] if behind else []

        gone = f"select {keys} from ({self.raw.live_keys(name)}) except ({present_keys})"
        if table.strategy == "evidence":
            gone += " limit 0"
        deleted = self._copy(gone, folder / f"{name}.deleted.parquet")
        counted = self.connection.execute(f"select count(*) from ({present_keys})").fetchone()
        assert counted is not None
        return LandedTable(
            strategy=table.strategy,
            declaration=table.fingerprint(),
            columns={column: declared.type for column, declared in table.columns.items()},
            missing_columns=[column for column in table.columns if column not in present],
            files=files,
            deleted=deleted if deleted.rows else None,
            source_rows=counted[0],
            cursor_from=since,
            cursor_to=self._reached(folder, table, files, watermark),
        )

    def _land_rows_behind_watermark(
        self, folder: Path, name: str, table: Table, select: str, changed: LandedFile, present_keys: str
    ) -> LandedFile | None:
        """Rows that the source has and neither raw nor this batch: late commits, restored rows, null cursors."""
        keys = ", ".join(quoted(column) for column in table.key)
        self.connection.execute(
            f"create or replace temp table missed_keys as ({present_keys})"
            f" except ({self.raw.live_keys(name)})"
            f" except (select {keys} from read_parquet('{folder / changed.name}'))"
        )
        counted = self.connection.execute("select count(*) from temp.missed_keys").fetchone()
        if not counted or not counted[0]:
            return None
        condition = f"({keys}) in (select {keys} from temp.missed_keys)"
        return self._copy(
            f"select * from ({select}{_where([table.where])}) where {condition}", folder / f"{name}.1.parquet"
        )

    def _copy(self, query: str, path: Path) -> LandedFile:
        row = self.connection.execute(f"copy ({query}) to '{path}' (format parquet, compression zstd)").fetchone()
        assert row is not None
        return describe(path, row[0])

    def _reached(
        self, folder: Path, table: Table, files: list[LandedFile], watermark: datetime | None
    ) -> datetime | None:
        if not table.has_cursor:
            return None
        reached = watermark
        for file in files:
            row = self.connection.execute(
                f"select max({table.cursor_sql}) from read_parquet('{folder / file.name}')"
            ).fetchone()
            if row and row[0] is not None:
                stamp = row[0].replace(tzinfo=UTC)
                reached = stamp if reached is None else max(reached, stamp)
        return reached


def _cast(column: str, delivered: str | None, declared: str) -> str:
    """One column of the source as its declared type; null where the source lacks it (`delivered` is None)."""
    if delivered is None:
        return f"cast(null as {declared})"
    name = quoted(column)
    if delivered == "DOUBLE" and declared.startswith("DECIMAL"):
        return f"cast({_decimal(name)} as {declared})"
    return f"cast({name} as {declared})"


def _decimal(name: str) -> str:
    """A double as the decimal number it was written as, for up to 15 significant digits.

    DuckDB's scanner delivers PostgreSQL's unbounded `numeric` as double. Its cast to a decimal with six places
    multiplies by 10⁶, which from 2³² on invents digits: 1234567890123.45 became 1234567890123.449856. So as many
    places are kept as a double holds for certain.
    """
    steps = [f"when abs({name}) < 4294967296 then cast({name} as DECIMAL(28, 6))"]
    for digits in range(10, 15):
        places = 15 - digits
        unit = f"0.{1:0{places}d}"
        steps.append(f"when abs({name}) < 1e{digits} then cast(round({name} * 1e{places}) as BIGINT) * {unit}")
    return f"case {' '.join(steps)} else cast(round({name}) as HUGEINT) end"


def _where(conditions: list[str | None]) -> str:
    given = [f"({condition})" for condition in conditions if condition]
    return f" where {' and '.join(given)}" if given else ""
