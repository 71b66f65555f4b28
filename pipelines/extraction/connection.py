"""A source database, attached read-only to a DuckDB connection through DuckDB's own scanners.

Belongs here: attaching, what tables and columns there are, the version, and turning a driver's complaint into one
line without the address or password in it. Does not belong here: which rows are read.
"""

from __future__ import annotations

import contextlib
import difflib
import re
import time
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path

import duckdb

from cockpit.errors import CockpitError, ConfigurationError
from cockpit.settings import Settings, Source
from pipelines.extraction.dialects import Index
from pipelines.extraction.kinds import dialect_of
from pipelines.extraction.package import ErpPackage, Table, source_timezone
from pipelines.extraction.sql_text import decimal_of, quoted

ALIAS = "source"
# Causes that may pass by themselves: the run failed, but nothing is configured wrongly.
_OUTAGES = {
    "source_unreachable",
    "source_timeout",
    "source_connection_lost",
    "source_connections_full",
    "source_locked",
    "source_failed",
}


class SourceDatabase:
    """One attached source. Names are `source.<schema>.<table>` in the DuckDB connection's SQL.

    Raises:
        CockpitError: the source cannot be reached, or nobody says in which time zone its stamps are.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, settings: Settings, source: Source, package: ErpPackage
    ) -> None:
        self._connection = connection
        self._settings = settings
        self._source = source
        self._package = package
        kind = source.connection.kind
        # a zone that nobody named is told before anything is asked of the source
        zone = source_timezone(settings, source)
        self._dialect = dialect_of(settings, source, package, zone)
        self._asked_at = time.monotonic()
        dsn = settings.dsn(source)
        if kind == "sqlite" and not Path(dsn).is_file():
            raise self._error("source_file_missing", path=dsn)
        if kind == "folder" and not self._dialect.is_there(Path(dsn)):
            raise self._error("source_folder_missing", path=dsn)
        try:
            self._dialect.limit_connections(connection, source.max_connections)
            self._dialect.attach(connection, dsn, ALIAS, source.statement_timeout_seconds, package)
            self._schema = self._dialect.schema(connection, ALIAS, package.schema_name)
            self.columns = self._read_columns()
        except duckdb.Error as error:
            raise self.explain(error) from None

    def detach(self) -> None:
        """End the sessions at the source."""
        with contextlib.suppress(duckdb.Error):  # sessions that were cut have ended already
            self._connection.execute(f"DETACH {ALIAS}")
        self._connection.execute("RESET threads")

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """One transaction, in which all tables are seen as they were at one moment where the source has such a thing.
        Nothing of it stays.
        """
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            # a connection that was cut cannot end its transaction, which the server has ended by then
            with contextlib.suppress(duckdb.Error):
                self._connection.execute("ROLLBACK")

    def relation(self, name: str) -> str:
        """The qualified, quoted name of a relation of the database."""
        return f'{ALIAS}."{self._schema}"."{name}"'

    def present(self, name: str, table: Table) -> dict[str, str]:
        """The declared columns that a table has at this source, whatever this version calls them, with their types."""
        columns = self.columns.get(table.relation or name, {})
        return columns | {declared: columns[alias] for declared, alias in self._renamed(name, table).items()}

    def table(self, name: str, table: Table) -> str:
        """What stands behind `from` to read a declared table under its declared column names."""
        return self._as_declared(name, table, self.relation(table.relation or name))

    def rows(
        self, name: str, table: Table, columns: list[str], conditions: list[str], most_rows: int | None = None
    ) -> str:
        """A relation with the given columns of a declared table's rows; at most some, where the source `can_limit`.

        Rows satisfy `table.where` and any of the conditions, of which no two hold for one row: each is a query of its
        own, as only simple comparisons are left to the source.
        """
        present = self.present(name, table)
        as_text = {column: present[column] for column in columns if self._dialect.reads_as_text(present[column])}
        reads_natively = self._dialect.reads_by_itself()
        listed = ", ".join(
            f"cast({quoted(column)} as char) as {quoted(column)}" if column in as_text else quoted(column)
            for column in columns
        )
        origin = self.table(name, table)
        if reads_natively:  # Oracle knows no "as" before a table's alias
            origin = f"{self._as_declared(name, table, self._own_name(name, table))} declared"
        queries = [
            f"select {listed} from {origin}{_where([table.where, condition])}" for condition in conditions or [""]
        ]
        query = " union all ".join(queries)
        self._asked_at = time.monotonic()
        if most_rows is not None and self.can_limit:
            query += f" limit {most_rows}"
        if not reads_natively:
            return f"({query})"
        native = str(self._dialect.native(self._connection, ALIAS, query))
        typed = [f"{decimal_of(quoted(column), kind)} as {quoted(column)}" for column, kind in as_text.items()]
        for column in sorted(self._dialect.delivered_as_bytes(self._connection, native)):
            if present[column] == "VARCHAR":
                typed.append(f"decode({quoted(column)}) as {quoted(column)}")
        if not typed:
            return native
        return f"(select * replace ({', '.join(typed)}) from {native})"

    def aggregate(self, name: str, table: Table, expressions: str, condition: str = "") -> tuple:
        """One row of aggregates over a declared table, computed by the source where it can."""
        where = _where([table.where, condition])
        relation = self._as_declared(name, table, self._own_name(name, table))
        sql = f"select {expressions} from {relation} declared{where}"
        self._asked_at = time.monotonic()
        native = self._dialect.native(self._connection, ALIAS, sql)
        query = f"select * from {native}" if native else f"select {expressions} from {self.table(name, table)}{where}"
        row = self._connection.execute(query).fetchone()
        assert row is not None
        return row

    def wait_for_lock(self, name: str, table: Table) -> None:
        """Before a declared table is read: wait for whoever has locked it, but not for ever."""
        self._dialect.wait_for_lock(self._connection, ALIAS, self._own_name(name, table))

    def expect_few_rows(self, few: bool) -> None:
        """Whether the next reads want a few rows by an index, or whole tables."""
        self._dialect.expect_few_rows(self._connection, few)

    @property
    def can_limit(self) -> bool:
        """Whether a limit reaches the source, so that a part of a large table can be read for the price of a part."""
        return self._dialect.knows_limit()

    @cached_property
    def indexes(self) -> dict[str, list[Index]]:
        """table of the database → its indexes; empty where the kind of source cannot tell."""
        return self._dialect.indexes(self._connection, ALIAS, self._schema)

    @cached_property
    def estimated_rows(self) -> dict[str, int]:
        """table of the database → about how many rows it has; empty where the kind of source cannot tell."""
        return self._dialect.estimated_rows(self._connection, ALIAS, self._schema)

    def now(self) -> datetime | None:
        """The source's clock in UTC, where it has one."""
        return self._dialect.now(self._connection, ALIAS)

    def version(self) -> str:
        """The ERP's major version as the database tells it.

        Raises:
            CockpitError: neither the version query nor the table signatures fit.
        """
        check = self._package.version_check
        if check is None:
            return self._source.version
        asked = re.search(r'\bfrom (\w+|"[^"]+")', check.query)
        if asked and asked[1].strip('"') in self.columns:
            query = check.query.replace(f"from {asked[1]}", f"from {self.relation(asked[1].strip(chr(34)))}")
            try:
                if self._dialect.reads_by_itself():
                    query = f"from {self._dialect.native(self._connection, ALIAS, check.query)}"
                row = self._connection.execute(query).fetchone()
            except duckdb.Error as error:
                raise self.explain(error) from None
            found = re.search(check.pattern, str(row[0])) if row and row[0] else None
            if found:
                return found[1]
        for fallback in check.fallback:
            if all(self._has(name) for name in fallback.has):
                return fallback.version
        raise self._error("source_version_unknown", erp=self._package.erp)

    def check_version(self) -> str:
        """The version, after comparing it with the configured and the supported ones.

        Raises:
            CockpitError: the database is of another version than `cockpit.yml` says, or of an unsupported one.
        """
        found = self.version()
        supported = ", ".join(self._package.versions)
        if found not in self._package.versions:
            raise self._error("source_version_unsupported", erp=self._package.erp, version=found, supported=supported)
        if found != self._source.version:
            raise self._error("source_version_differs", version=found, configured=self._source.version)
        return found

    def check_tables(self) -> list[str]:
        """Tables that the database lacks: optional ones, and those of other versions.

        Raises:
            CockpitError: a required table is missing; a name that looks like it is offered.
        """
        missing = []
        for name, table in self._package.tables.items():
            if self.present(name, table):
                continue
            if not table.optional and table.is_of(self._source.version):
                wanted = table.relation or name
                alike = difflib.get_close_matches(wanted, self.columns, n=1, cutoff=0.75)
                code = "source_table_renamed" if alike else "source_table_missing"
                raise self._error(code, table=wanted, erp=self._package.erp, alike="".join(alike))
            missing.append(name)
        return missing

    def lacks(self, name: str, table: Table) -> CockpitError | None:
        """The complaint about a required column that a table lacks, None where it has all of them."""
        present = self.present(name, table)
        for column, declared in table.columns.items():
            if not declared.optional and column not in present:
                alike = difflib.get_close_matches(column, present, n=1, cutoff=0.75)
                code = "source_column_renamed" if alike else "source_column_missing"
                return self._error(code, table=name, column=column, erp=self._package.erp, alike="".join(alike))
        return None

    def can_write(self) -> bool | None:
        """Whether the account could change rows of the source (it should not be able to); None: it cannot be told."""
        return self._dialect.can_write(self._connection, ALIAS, self._schema)

    def explain(self, error: duckdb.Error) -> CockpitError:
        """A driver's complaint as one line; addresses and passwords never appear in it."""
        text = re.sub(r'Unable to connect to Postgres at ".*": ', "", str(error), flags=re.DOTALL)
        text = re.sub(r'Failed to connect to MySQL database with parameters ".*": ', "", text, flags=re.DOTALL)
        asked_for = time.monotonic() - self._asked_at
        code = self._dialect.cause(text, asked_for, self._source.statement_timeout_seconds)
        if code:
            denied = re.search(r'permission denied for (?:\w+ )?"?(\w+)', text)
            return self._error(code, relation=denied[1] if denied else "–")
        return self._error("source_failed", cause=_without_address(text))

    def _error(self, code: str, **details: object) -> CockpitError:
        kind = CockpitError if code in _OUTAGES else ConfigurationError
        return kind(
            code,
            source=self._source.name,
            file=self._settings.file,
            line=self._settings.source_line(self._source.name),
            **details,
        )

    def _own_name(self, name: str, table: Table) -> str:
        """A declared table as the source itself calls it."""
        return f"{quoted(self._schema)}.{quoted(table.relation or name)}"

    def _as_declared(self, name: str, table: Table, relation: str) -> str:
        """A relation of the database whose columns have the declared names as well."""
        renamed = "".join(
            f", {quoted(alias)} as {quoted(column)}" for column, alias in self._renamed(name, table).items()
        )
        return f"(select *{renamed} from {relation})" if renamed else relation

    def _renamed(self, name: str, table: Table) -> dict[str, str]:
        """Declared column → its alias, for the columns that this source knows by their alias only."""
        columns = self.columns.get(table.relation or name, {})
        return {column: alias for column, alias in table.aliases.items() if column not in columns and alias in columns}

    def _has(self, name: str) -> bool:
        table, _, column = name.partition(".")
        return table in self.columns and (not column or column in self.columns[table])

    def _read_columns(self) -> dict[str, dict[str, str]]:
        """table → column → the type in which DuckDB's scanner delivers it."""
        rows = self._connection.execute(
            "select table_name, column_name, data_type from duckdb_columns()"
            " where database_name = ? and schema_name = ?",
            [ALIAS, self._schema],
        ).fetchall()
        columns: dict[str, dict[str, str]] = {}
        for table, column, data_type in rows:
            columns.setdefault(table, {})[column] = data_type
        return columns


def _without_address(text: str) -> str:
    text = re.sub(r"\b[a-z][a-z0-9+.-]*://\S+", "…", text)
    text = re.sub(r"\b(password|user|host|hostaddr|port|dbname)\s*=\s*('[^']*'|\S+)", r"\1=…", text)
    return text.splitlines()[0][:300]


def _where(conditions: list[str | None]) -> str:
    given = [f"({condition})" for condition in conditions if condition]
    return f" where {' and '.join(given)}" if given else ""
