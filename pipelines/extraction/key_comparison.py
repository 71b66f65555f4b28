"""One table's keys as the source has them now, held against what raw and a batch hold: missed rows, gone rows, twins.

Belongs here: what is found by comparing keys and cursors, and when that is worth its reading. Does not belong here:
which rows are read otherwise (`table_reading.py`), how keys are put into buckets (`buckets.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from cockpit.errors import CockpitError
from cockpit.settings import Source
from pipelines.extraction.buckets import bucket, unequal_buckets
from pipelines.extraction.connection import SourceDatabase
from pipelines.extraction.history import TableHistory
from pipelines.extraction.landing import LandedFile, LandedTable, describe
from pipelines.extraction.package import Table
from pipelines.extraction.raw import RawTables
from pipelines.extraction.sql_text import quoted

KEYS_WORTH_NAMING = 500


class NotAsDeclaredError(Exception):
    """A table holds what its declaration does not allow."""

    def __init__(self, table: str, error: CockpitError) -> None:
        super().__init__(error.one_line())
        self.table = table
        self.error = error


def is_due(source: Source, raw: RawTables, name: str, known: TableHistory, now: datetime) -> bool:
    """Whether the keys of a table are to be compared again: of a small table always, of a large one now and then."""
    if raw.live_rows(name) <= source.compare_keys_up_to_rows or known.keys_compared_at is None:
        return True
    return now - known.keys_compared_at >= timedelta(hours=source.compare_keys_every_hours)


@dataclass
class KeyComparison:
    """The keys of one table that is being landed into a batch."""

    connection: duckdb.DuckDBPyConnection
    source: Source
    database: SourceDatabase
    raw: RawTables
    folder: Path
    name: str
    table: Table
    landed: LandedTable

    def take_missed_and_gone(self, versions: str, select: Callable[[list[str]], str]) -> None:
        """Hold the source's keys and cursors against what raw and this batch have: rows that were missed are read,
        gone ones noted.

        Missed are late commits behind the watermark, restored and backdated rows, rows without a cursor.

        Args:
            versions: the query for the keys and cursors that the source has now, as they are landed.
            select: makes the query for rows as they are landed that satisfy any of the conditions.

        Raises:
            NotAsDeclaredError: a key stands twice.
        """
        self.database.expect_few_rows(False)
        version = ", ".join(quoted(column) for column in self.table.version)
        self.connection.execute(f"create or replace temp table source_versions as {versions}")
        present = f"select {self._keys} from temp.source_versions"
        self.refuse_twins(present)
        held = f"select {version} from {self._batch}"
        searched = ""
        if not self.landed.is_resumed:
            replaced = f"select {self._keys} from {self._batch}"
            kept = f"select * from ({self.raw.live_versions(self.name)}) anti join ({replaced}) using ({self._keys})"
            held = f"{kept} union all {held}"
            differing = unequal_buckets(self._keys, version, "from temp.source_versions", held)
            self.connection.execute(f"create or replace temp table differing as {differing}")
            searched = f"where {bucket(self._keys)} in (from temp.differing)"
        self.connection.execute(
            f"create or replace temp table missed_keys as select {self._keys} from"
            f" ((select {version} from temp.source_versions {searched}) except (select * from ({held}) {searched}))"
        )
        missed = count(self.connection, "from temp.missed_keys")
        if missed:
            path = self.folder / f"{self.name}.missed.parquet"
            self.landed.files.append(copy(self.connection, self._missed(missed, select), path))
        self.note_gone(present, searched)
        self.landed.source_rows = count(self.connection, present)
        self.connection.execute("drop table temp.source_versions")
        self.connection.execute("drop table if exists temp.differing")

    def note_gone(self, present: str, searched: str = "") -> None:
        """Keys that raw has, or a resumed batch has read, and the source (`present`) has no more; `searched` is where
        to look.
        """
        # of a first reading nothing can be gone, and comparing would hold all its keys in memory
        if self.table.keeps_deleted or (not self.landed.is_resumed and not self.raw.live_rows(self.name)):
            return
        held = self.raw.live_keys(self.name)
        if self.landed.is_resumed:
            held = f"{held} union select {self._keys} from {self._batch}"
        missing = f"(select * from ({held}) {searched}) except (select * from ({present}) {searched})"
        gone = copy(self.connection, missing, self.folder / f"{self.name}.deleted.parquet")
        self.landed.deleted = gone if gone.rows else None

    def refuse_twins(self, present: str) -> None:
        """Nothing to look for where the source itself forbids that a key stands twice.

        Raises:
            NotAsDeclaredError: a key stands twice.
        """
        indexes = self.database.indexes.get(self.table.relation or self.name, [])
        if any(index.is_unique and set(index.columns) <= set(self.table.key) for index in indexes):
            return
        row = self.connection.execute(
            f"select {self._keys}, count(*) from ({present}) group by all having count(*) > 1 order by all limit 1"
        ).fetchone()
        if row is not None:
            complaint = CockpitError(
                "source_key_repeated",
                source=self.source.name,
                table=self.name,
                key=", ".join(self.table.key),
                value=", ".join(str(part) for part in row[:-1]),
                times=row[-1],
            )
            raise NotAsDeclaredError(self.name, complaint)

    def _missed(self, missed: int, select: Callable[[list[str]], str]) -> str:
        """The rows of the missed keys; few whole-number keys are named to the source, which then need not read all."""
        key = self.table.key
        named = []
        if missed <= KEYS_WORTH_NAMING and len(key) == 1 and self.table.columns[key[0]].type == "BIGINT":
            rows = self.connection.execute("from temp.missed_keys where columns(*) is not null").fetchall()
            if len(rows) == missed:
                self.database.expect_few_rows(True)
                named = [f"{self._keys} in ({', '.join(str(row[0]) for row in rows)})"]
        return f"select * from ({select(named)}) where ({self._keys}) in (select {self._keys} from temp.missed_keys)"

    @property
    def _keys(self) -> str:
        return ", ".join(quoted(column) for column in self.table.key)

    @property
    def _batch(self) -> str:
        return f"read_parquet({paths(self.folder, self.landed)})"


def paths(folder: Path, landed: LandedTable) -> list[str]:
    """The files that a table has in a batch so far."""
    return [str(folder / file.name) for file in landed.files]


def count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """How many rows a query has."""
    row = connection.execute(f"select count(*) from ({query})").fetchone()
    assert row is not None
    return row[0]


def copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> LandedFile:
    """Write a query's rows as a file of a batch."""
    row = connection.execute(f"copy ({query}) to '{path}' (format parquet, compression zstd)").fetchone()
    assert row is not None
    return describe(path, row[0])
