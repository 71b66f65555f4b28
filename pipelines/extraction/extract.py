"""Reading one source into one landing batch, all tables in one snapshot of the database.

Belongs here: the course of a batch: what is refused before anything is read, which tables are set apart, what the
manifest says. Does not belong here: which rows of a table are read (`table_reading.py`), connecting (`connection.py`),
files and manifests (`landing.py`), the raw tables (`raw.py`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from cockpit.errors import CockpitError
from cockpit.settings import Settings, Source
from pipelines.extraction.connection import SourceDatabase
from pipelines.extraction.history import SourceHistory
from pipelines.extraction.key_comparison import NotAsDeclaredError
from pipelines.extraction.landing import BatchManifest, LandedTable, Landing
from pipelines.extraction.pace import Pace
from pipelines.extraction.package import ErpPackage, source_timezone
from pipelines.extraction.personal_data import personal_data_choice
from pipelines.extraction.raw import RawTables
from pipelines.extraction.read_progress import ReadProgress
from pipelines.extraction.table_reading import TableReading
from pipelines.extraction.unfinished import JOURNAL, Unfinished, find_unfinished
from pipelines.warehouse import disk_full

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
    pace: Pace
    quarantined: dict[str, CockpitError] = field(default_factory=dict)

    def run(
        self, *, full_refresh: bool = False, on_progress: Callable[[ReadProgress], None] = lambda progress: None
    ) -> BatchManifest:
        """Land one batch and return its manifest.

        A table that is not as declared (a required column missing, a value of another type, a key twice) is set apart
        and named in the manifest, if earlier batches brought it: raw keeps what it has, the rest goes on.

        Raises:
            CockpitError: the source cannot be read, has another version, lacks a table, or most of its rows; or a
                table is not as declared at its first reading. Nothing is visible in landing then.
        """
        self.pace.check_window()
        choice = personal_data_choice(self.settings)
        choice.prepare(self.connection)
        zone = source_timezone(self.settings, self.source)
        history = SourceHistory.of(self.landing.batches(), zone)
        database = SourceDatabase(self.connection, self.settings, self.source, self.package)
        try:
            version = database.check_version()
            missing = database.check_tables()
            self._set_apart_what_lacks_columns(database, history, missing)
            extracted_at = datetime.now(UTC)
            resumed, journal = (None, Unfinished()) if full_refresh else find_unfinished(self.landing)
            with self._on_disk():
                batch_id, folder = self.landing.begin(extracted_at, resumed)
            reading = TableReading(
                connection=self.connection,
                source=self.source,
                package=self.package,
                database=database,
                raw=self.raw,
                history=history,
                full_refresh=full_refresh,
                folder=folder,
                journal=journal,
                choice=choice,
                pace=self.pace,
                zone=zone,
                extracted_at=extracted_at,
                on_progress=on_progress,
            )
            tables = self._read_in_one_snapshot(database, reading, missing, history)
            if not full_refresh:
                self._refuse_emptied(tables)
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
            quarantined={name: error.one_line() for name, error in self.quarantined.items()},
            new_columns={name: new for name, new in reading.new_columns.items() if name in tables},
            personal_data=choice.name,
        )
        with self._on_disk():
            (folder / JOURNAL).unlink(missing_ok=True)
            _remove_files_of_no_table(folder, manifest)
            self.landing.complete(manifest)
        return manifest

    @contextlib.contextmanager
    def _on_disk(self) -> Iterator[None]:
        """Whatever the landing folder refuses, in one line."""
        try:
            yield
        except OSError as error:
            raise CockpitError("disk", path=self.landing.directory, cause=error.strerror or str(error)) from None

    def _set_apart_what_lacks_columns(
        self, database: SourceDatabase, history: SourceHistory, missing: list[str]
    ) -> None:
        for name, table in self.package.tables.items():
            lack = None if name in missing else database.lacks(name, table)
            if lack is not None:
                self._set_apart(name, lack, history)

    def _set_apart(self, name: str, error: CockpitError, history: SourceHistory) -> None:
        """Leave a table out of this batch, unless nothing is known of it: models would find it empty."""
        if name not in history.tables:
            raise error
        self.quarantined[name] = error

    def _read_in_one_snapshot(
        self, database: SourceDatabase, reading: TableReading, missing: list[str], history: SourceHistory
    ) -> dict[str, LandedTable]:
        while True:
            wanted = [name for name in self.package.tables if name not in missing and name not in self.quarantined]
            try:
                with database.snapshot(), self._on_disk():
                    return {name: reading.land(name) for name in wanted}
            except NotAsDeclaredError as mistake:
                # the transaction is lost, and with it the snapshot: the other tables are read again without this one
                self._set_apart(mistake.table, mistake.error, history)
            except duckdb.Error as error:
                if (full := disk_full(error)) is not None:
                    raise CockpitError("disk", path=self.landing.directory, cause=full) from None
                raise database.explain(error) from None

    def _refuse_emptied(self, tables: dict[str, LandedTable]) -> None:
        """A source that has lost most of its rows is another database, a restored template or half a restore."""
        counted = {name: table.source_rows for name, table in tables.items() if table.source_rows is not None}
        known = sum(self.raw.live_rows(name) for name in counted)
        found = sum(counted.values())
        if known >= ROWS_WORTH_A_DOUBT and found < known * SHARE_THAT_MUST_REMAIN:
            raise CockpitError("source_emptied", source=self.source.name, found=f"{found:,}", known=f"{known:,}")


def _remove_files_of_no_table(folder: Path, manifest: BatchManifest) -> None:
    """Files that an earlier attempt left behind and nothing refers to."""
    named = {file.name for file in manifest.files}
    for file in folder.glob("*.parquet"):
        if file.name not in named:
            file.unlink()
