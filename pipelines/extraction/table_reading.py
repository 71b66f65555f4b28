"""Which rows of one table are read into a batch: everything, or what changed.

Belongs here: one table within an open snapshot. Does not belong here: the batch as a whole (`extract.py`), which
columns (`table_shape.py`), how a reading is cut into statements (`slices.py`), what comparing keys finds
(`key_comparison.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import duckdb

from cockpit.errors import CockpitError
from cockpit.settings import Source
from pipelines.extraction import slices
from pipelines.extraction.connection import SourceDatabase
from pipelines.extraction.history import SourceHistory, TableHistory
from pipelines.extraction.key_comparison import KeyComparison, NotAsDeclaredError, copy, count, is_due, paths
from pipelines.extraction.landing import LandedFile, LandedTable
from pipelines.extraction.pace import Pace
from pipelines.extraction.package import ErpPackage, Table
from pipelines.extraction.personal_data import PersonalDataChoice
from pipelines.extraction.raw import RawTables
from pipelines.extraction.read_progress import ReadProgress, watched
from pipelines.extraction.sql_text import quoted
from pipelines.extraction.table_shape import has_changed, shape_of
from pipelines.extraction.unfinished import Unfinished, UnfinishedTable
from pipelines.extraction.values import as_landed

# Numbers are given out before their rows commit: this many behind the highest are read again.
NUMBERS_READ_AGAIN = 10_000


@dataclass
class TableReading:
    """Reads tables of one source within one snapshot."""

    connection: duckdb.DuckDBPyConnection
    source: Source
    package: ErpPackage
    database: SourceDatabase
    raw: RawTables
    history: SourceHistory
    full_refresh: bool
    folder: Path
    journal: Unfinished
    choice: PersonalDataChoice
    pace: Pace
    zone: str
    extracted_at: datetime
    on_progress: Callable[[ReadProgress], None]
    new_columns: dict[str, list[str]] = field(default_factory=dict)

    def land(self, name: str) -> LandedTable:
        """Land one table.

        Raises:
            NotAsDeclaredError: a value does not fit its declared type, or a key stands twice.
            duckdb.Error, OSError: source or disk refuse.
        """
        table = self.package.tables[name]
        self.on_progress(ReadProgress(name, 0, self._expected(name, table)))
        self.database.wait_for_lock(name, table)
        try:
            return self._land(name, table)
        except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
            cause = str(error).splitlines()[0]
            complaint = CockpitError("source_column_type", source=self.source.name, table=name, cause=cause)
            raise NotAsDeclaredError(name, complaint) from None

    def _land(self, name: str, table: Table) -> LandedTable:
        known = self.history.tables.get(name)
        shape = shape_of(
            table,
            self.database.present(name, table),
            known.last if known else None,
            takes_new=self.source.new_columns == "take",
        )
        if shape.appeared:
            self.new_columns[name] = shape.appeared
        landed = LandedTable(
            strategy=table.strategy,
            declaration=table.fingerprint(self.choice.name),
            columns={column: declared.type for column, declared in table.columns.items()},
            missing_columns=shape.missing,
            taken_columns=shape.taken,
            known_columns=shape.left_aside,
            source_rows=None,
        )
        must_be_whole = self.full_refresh or not table.has_cursor
        if known is None or known.cursor_to is None or must_be_whole or has_changed(known.last, landed):
            self._read_all(name, table, landed)
        else:
            self._read_changes(name, table, landed, known)
        return landed

    def _select(self, name: str, table: Table, landed: LandedTable, conditions: list[str]) -> str:
        """The query for rows of a table as they are to be landed."""
        return self._values(name, table, {**landed.columns, **landed.taken_columns}, conditions)

    def _versions(self, name: str, table: Table) -> str:
        """The query for the keys and cursors that a table has in the source now, as they are landed."""
        return self._values(name, table, {column: table.columns[column].type for column in table.version}, [])

    def _values(self, name: str, table: Table, wanted: dict[str, str], conditions: list[str]) -> str:
        present = self.database.present(name, table)
        read = self.database.rows(name, table, [column for column in wanted if column in present], conditions)
        return as_landed(self.package, table, present, wanted, read, self.choice)

    def _read_all(self, name: str, table: Table, landed: LandedTable) -> None:
        """Read everything. A large table in several statements, of which a killed run has perhaps finished some."""
        self.database.expect_few_rows(False)
        # what was finished while a column was missing, or was not yet, lacks its values
        declaration = ":".join([landed.declaration, *landed.missing_columns])
        begun = self.journal.usable(name, declaration)
        if begun is None or landed.taken_columns:
            conditions = slices.first_reading(self.database, name, table, self.pace.rows_per_statement())
            begun = UnfinishedTable(declaration=declaration, started_at=self.extracted_at, conditions=conditions)
        elif begun.files and table.has_cursor:
            landed.is_resumed = True
        else:
            begun.files = {}
        for number, condition in enumerate(begun.conditions):
            if number not in begun.files:
                path = self.folder / f"{name}.{number}.parquet"
                with self._watched(name, table, begun):
                    begun.files[number] = self._copy(self._select(name, table, landed, [condition]), path)
                self._statement_ended(name, table, begun, begun.files[number].rows)
        landed.files = [begun.files[number] for number in range(len(begun.conditions))]
        keys = ", ".join(quoted(column) for column in table.key)
        if landed.is_resumed:
            # what was finished earlier is of another snapshot: whatever has changed since stands behind it
            start = slices.at_source(begun.started_at, self.zone) - self._overlap()
            if not table.counts_by_number:  # numbers say nothing of when: the comparison finds those rows
                changes = self._select(name, table, landed, slices.since(table, start))
                landed.files.append(self._copy(changes, self.folder / f"{name}.{len(begun.conditions)}.parquet"))
            self._compare_keys(name, table, landed)
        else:
            present = f"select {keys} from {self._batch(landed)}"
            comparison = self._keys(name, table, landed)
            comparison.refuse_twins(present)
            comparison.note_gone(present)
            landed.source_rows = count(self.connection, present)
        landed.files = [file for file in landed.files if file.rows]
        landed.cursor_to = self._reached(table, landed, None)

    def _read_changes(self, name: str, table: Table, landed: LandedTable, known: TableHistory) -> None:
        """Read what stands behind the watermark; compare keys where that is due."""
        reached = known.cursor_to
        assert reached is not None
        self.database.expect_few_rows(True)
        if isinstance(reached, datetime):
            landed.cursor_from = reached - self._overlap()
        else:
            landed.cursor_from = reached - NUMBERS_READ_AGAIN
        limit = self.pace.rows_per_statement()
        for number, condition in enumerate(slices.catching_up(self.database, name, table, landed.cursor_from, limit)):
            path = self.folder / f"{name}.{number}.parquet"
            landed.files.append(self._copy(self._select(name, table, landed, [condition]), path))
            self.pace.rest(landed.files[-1].rows)
        if is_due(self.source, self.raw, name, known, self.extracted_at):
            self._compare_keys(name, table, landed)
        else:
            landed.keys_compared = False
            keys = ", ".join(quoted(column) for column in table.key)
            self._keys(name, table, landed).refuse_twins(f"select {keys} from {self._batch(landed)}")
        landed.files = [file for file in landed.files if file.rows]
        landed.cursor_to = self._reached(table, landed, reached)

    def _keys(self, name: str, table: Table, landed: LandedTable) -> KeyComparison:
        return KeyComparison(self.connection, self.source, self.database, self.raw, self.folder, name, table, landed)

    def _compare_keys(self, name: str, table: Table, landed: LandedTable) -> None:
        select = partial(self._select, name, table, landed)
        self._keys(name, table, landed).take_missed_and_gone(self._versions(name, table), select)

    def _expected(self, name: str, table: Table) -> int:
        return self.database.estimated_rows.get(table.relation or name, 0)

    def _overlap(self) -> timedelta:
        return timedelta(minutes=self.package.overlap_minutes)

    def _statement_ended(self, name: str, table: Table, begun: UnfinishedTable, rows: int) -> None:
        if len(begun.conditions) > 1 and table.has_cursor:
            self.journal.tables[name] = begun
            self.journal.write(self.folder)
        done = sum(file.rows for file in begun.files.values())
        self.on_progress(ReadProgress(name, done, max(done, self._expected(name, table))))
        self.pace.rest(rows)

    def _watched(self, name: str, table: Table, begun: UnfinishedTable) -> AbstractContextManager[None]:
        """Report progress while a statement runs."""
        done = sum(file.rows for file in begun.files.values())
        expected = self._expected(name, table)
        return watched(self.connection, name, done, expected, expected / len(begun.conditions), self.on_progress)

    def _batch(self, landed: LandedTable) -> str:
        return f"read_parquet({paths(self.folder, landed)})"

    def _copy(self, query: str, path: Path) -> LandedFile:
        return copy(self.connection, query, path)

    def _reached(self, table: Table, landed: LandedTable, before: int | datetime | None) -> int | datetime | None:
        if not table.has_cursor or not landed.files:
            return before
        row = self.connection.execute(f"select max({slices.cursor_of(table)}) from {self._batch(landed)}").fetchone()
        highest = row[0] if row else None
        if isinstance(highest, datetime):
            highest = highest.replace(tzinfo=UTC)
        return max((value for value in (before, highest) if value is not None), default=None)
