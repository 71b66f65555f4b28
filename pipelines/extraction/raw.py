"""The raw tables: the latest version of every row that was ever landed, deleted ones kept with their stamp.

Belongs here: applying landing batches to `raw_<source>` in the warehouse, each batch in one transaction. Does not
belong here: reading the ERP, or any meaning of a column.

Beside the declared columns a raw table has `_batch_id` and `_extracted_at` (of the batch that brought this version)
and `_deleted_at` (when the row was found to be gone). Tables that declare `history` have a sister table
`<table>__history` with every landed version of those columns.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from pipelines.extraction.landing import BatchManifest, LandedTable, Landing
from pipelines.extraction.package import ErpPackage, Table
from pipelines.extraction.sql_text import quoted

BATCHES = "_batches"


@dataclass(frozen=True)
class AppliedTable:
    """What a batch changed in one raw table."""

    changed_rows: int
    deleted_rows: int
    live_rows: int


class RawTables:
    """The raw schema of one source in an open warehouse."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, source: str, package: ErpPackage) -> None:
        self._connection = connection
        self._package = package
        self.schema = f"raw_{source}"

    def prepare(self) -> None:
        """Create what is missing: the schema and every declared table and column, so that models always find them."""
        self._connection.execute(f"create schema if not exists {self.schema}")
        self._connection.execute(
            f"create table if not exists {self._name(BATCHES)}"
            " (batch_id varchar, extracted_at timestamp, changed_rows bigint, deleted_rows bigint)"
        )
        existing = self._existing_columns()
        for name, table in self._package.tables.items():
            wanted = {column: declared.type for column, declared in table.columns.items()}
            meta = {"_batch_id": "VARCHAR", "_extracted_at": "TIMESTAMP"}
            self._ensure(name, wanted | meta | {"_deleted_at": "TIMESTAMP"}, existing)
            if table.history:
                kept = {column: wanted[column] for column in [*table.version, *table.history]}
                self._ensure(f"{name}__history", kept | meta, existing)

    def drop(self) -> None:
        """Forget everything; a replay brings it back from landing."""
        self._connection.execute(f"drop schema if exists {self.schema} cascade")

    def live_keys(self, name: str) -> str:
        """A query for the keys of the rows of a table that are not deleted."""
        keys = ", ".join(quoted(column) for column in self._package.tables[name].key)
        return f"select {keys} from {self._name(name)} where _deleted_at is null"

    def live_versions(self, name: str) -> str:
        """A query for the keys and cursors of the rows of a table that are not deleted."""
        listed = ", ".join(quoted(column) for column in self._package.tables[name].version)
        return f"select {listed} from {self._name(name)} where _deleted_at is null"

    def live_rows(self, name: str) -> int:
        """How many rows of a table are not deleted."""
        row = self._connection.execute(f"select count(*) from ({self.live_keys(name)})").fetchone()
        return row[0] if row else 0

    def pending(self, landing: Landing) -> list[BatchManifest]:
        """Complete batches that raw does not hold yet, oldest first."""
        rows = self._connection.execute(f"select batch_id from {self._name(BATCHES)}").fetchall()
        applied = {row[0] for row in rows}
        return [
            manifest
            for manifest in landing.batches()
            if manifest.batch_id not in applied and not (manifest.replaces and applied.issuperset(manifest.replaces))
        ]

    def apply(self, landing: Landing, manifest: BatchManifest) -> dict[str, AppliedTable]:
        """Bring one batch into the raw tables, all of it or nothing.

        Raises:
            CockpitError: a landed file is missing or was changed.
        """
        if manifest.united:
            return self._apply_united(landing, manifest)
        files = {
            name: [str(landing.verified(manifest, file)) for file in landed.files]
            for name, landed in manifest.tables.items()
        }
        gone = {
            name: str(landing.verified(manifest, landed.deleted))
            for name, landed in manifest.tables.items()
            if landed.deleted
        }
        applied = {}
        with self._all_or_nothing():
            for name, landed in manifest.tables.items():
                if name in self._package.tables:
                    applied[name] = self._apply_table(manifest, name, landed, files[name], gone.get(name))
            self._connection.execute(
                f"insert into {self._name(BATCHES)} values (?, ?, ?, ?)",
                [
                    manifest.batch_id,
                    manifest.extracted_at.replace(tzinfo=None),
                    sum(table.changed_rows for table in applied.values()),
                    sum(table.deleted_rows for table in applied.values()),
                ],
            )
        return applied

    @contextlib.contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """One transaction of the warehouse."""
        self._connection.execute("BEGIN")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # a commit that the disk refused has ended its transaction already
            with contextlib.suppress(duckdb.Error):
                self._connection.execute("ROLLBACK")
            raise

    def _apply_united(self, landing: Landing, manifest: BatchManifest) -> dict[str, AppliedTable]:
        """Make raw what it was after the batches that a united one replaces, stamps and list of batches included."""
        paths = {name: landing.verified(manifest, table.file) for name, table in manifest.united.items()}
        with self._all_or_nothing():
            for name, table in manifest.united.items():
                self._ensure(name, table.columns, self._existing_columns())
                listed = ", ".join(quoted(column) for column in table.columns)
                self._connection.execute(f"delete from {self._name(name)}")
                self._connection.execute(
                    f"insert into {self._name(name)} ({listed}) select {listed} from read_parquet('{paths[name]}')"
                )
            # the declaration of today holds, as for every other batch
            self.prepare()
        known = [name for name in manifest.united if name in self._package.tables]
        return {name: AppliedTable(manifest.united[name].file.rows, 0, self.live_rows(name)) for name in known}

    def _apply_table(
        self, manifest: BatchManifest, name: str, landed: LandedTable, files: list[str], gone: str | None
    ) -> AppliedTable:
        table = self._package.tables[name]
        changed_rows = self._upsert(manifest, name, table, landed, files) if files else 0
        deleted_rows = 0
        extracted_at = manifest.extracted_at.replace(tzinfo=None)
        if gone:
            row = self._connection.execute(
                f"update {self._name(name)} as raw set _deleted_at = ? from read_parquet('{gone}') as gone"
                f" where {_same_key(table, 'raw', 'gone')} and raw._deleted_at is null",
                [extracted_at],
            ).fetchone()
            deleted_rows = row[0] if row else 0
        return AppliedTable(changed_rows, deleted_rows, self.live_rows(name))

    def _upsert(self, manifest: BatchManifest, name: str, table: Table, landed: LandedTable, files: list[str]) -> int:
        columns = [column for column in table.columns if column in landed.columns]
        # landed before the column's type was declared otherwise: what does not fit is null until it is read anew
        read = [
            quoted(column)
            if landed.columns[column] == table.columns[column].type
            else f"try_cast({quoted(column)} as {table.columns[column].type}) as {quoted(column)}"
            for column in columns
        ]
        taken = {column: kind for column, kind in landed.taken_columns.items() if column not in table.columns}
        if taken:
            self._ensure(name, taken, self._existing_columns())
        listed = ", ".join(quoted(column) for column in [*columns, *taken])
        picked = ", ".join([*read, *(quoted(column) for column in taken)])
        target = self._name(name)
        incoming = f"select {picked} from read_parquet({files})"
        if landed.is_resumed:
            incoming = self._latest_of(files, table, picked)
        is_first = self._is_empty(name)
        if is_first:
            self._connection.execute(f"create or replace temp view incoming as {incoming}")
        else:
            # overlap brings rows that raw already holds: only those that differ are written
            self._connection.execute(f"create or replace temp table arrived as {incoming}")
            self._connection.execute(
                f"create or replace temp table incoming as (from temp.arrived) except"
                f" (select {listed} from {target} as raw semi join temp.arrived as new"
                f" on {_same_key(table, 'raw', 'new')} where raw._deleted_at is null)"
            )
            self._connection.execute("drop table temp.arrived")
        stamp = f"'{manifest.batch_id}', timestamp '{manifest.extracted_at:%Y-%m-%d %H:%M:%S.%f}'"
        if table.history:
            self._keep_history(name, table, stamp)
        if not is_first:
            self._connection.execute(
                f"delete from {target} as raw using temp.incoming as new where {_same_key(table, 'raw', 'new')}"
            )
        row = self._connection.execute(
            f"insert into {target} ({listed}, _batch_id, _extracted_at) select {listed}, {stamp} from temp.incoming"
        ).fetchone()
        self._connection.execute(f"drop {'view' if is_first else 'table'} temp.incoming")
        return row[0] if row else 0

    def _is_empty(self, name: str) -> bool:
        return self._connection.execute(f"select 1 from {self._name(name)} limit 1").fetchone() is None

    @staticmethod
    def _latest_of(files: list[str], table: Table, picked: str) -> str:
        """The rows of files that overlap: of each key that of the last file."""
        keys = ", ".join(quoted(column) for column in table.key)
        numbered = " union all by name ".join(
            f"select *, {number} as _part from read_parquet('{file}')" for number, file in enumerate(files)
        )
        return (
            f"select {picked} from (select * from ({numbered})"
            f" qualify row_number() over (partition by {keys} order by _part desc) = 1)"
        )

    def _keep_history(self, name: str, table: Table, stamp: str) -> None:
        kept = [*table.version, *table.history]
        listed = ", ".join(quoted(column) for column in kept)
        picked = ", ".join(f"new.{quoted(column)}" for column in kept)
        same = " and ".join(f"raw.{quoted(c)} is not distinct from new.{quoted(c)}" for c in table.history)
        self._connection.execute(
            f"insert into {self._name(name + '__history')} ({listed}, _batch_id, _extracted_at)"
            f" select {picked}, {stamp} from temp.incoming as new where not exists"
            f" (select 1 from {self._name(name)} as raw where {_same_key(table, 'raw', 'new')} and {same})"
        )

    def _name(self, table: str) -> str:
        return f"{self.schema}.{quoted(table)}"

    def _existing_columns(self) -> dict[str, dict[str, str]]:
        rows = self._connection.execute(
            "select table_name, column_name, data_type from duckdb_columns() where schema_name = ?", [self.schema]
        ).fetchall()
        existing: dict[str, dict[str, str]] = {}
        for table, column, data_type in rows:
            existing.setdefault(table, {})[column] = data_type
        return existing

    def _ensure(self, name: str, columns: dict[str, str], existing: dict[str, dict[str, str]]) -> None:
        if name not in existing:
            declared = ", ".join(f"{quoted(column)} {kind}" for column, kind in columns.items())
            self._connection.execute(f"create table {self._name(name)} ({declared})")
            return
        for column, kind in columns.items():
            if column not in existing[name]:
                self._connection.execute(f"alter table {self._name(name)} add column {quoted(column)} {kind}")
            elif existing[name][column].replace(" ", "") != kind.replace(" ", ""):
                self._connection.execute(
                    f"alter table {self._name(name)} alter column {quoted(column)} set data type {kind}"
                    f" using try_cast({quoted(column)} as {kind})"
                )


def _same_key(table: Table, left: str, right: str) -> str:
    return " and ".join(
        f"{left}.{quoted(column)} is not distinct from {right}.{quoted(column)}" for column in table.key
    )
