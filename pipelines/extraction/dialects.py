"""The kinds of database that can be read: how each is attached read-only, and what its driver's complaints mean.

Belongs here: what a kind has to tell, and PostgreSQL and SQLite with their addresses, session settings, rights, the
words of drivers. Does not belong here: MySQL (`mysql.py`), what DuckDB has no scanner for (`streamed.py`), folders;
tables or rows.
"""

from __future__ import annotations

import os
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import duckdb
from duckdb_extensions import import_extension

from pipelines.extraction.package import ErpPackage
from pipelines.extraction.sql_text import literal

APPLICATION_NAME = "erp-cockpit"
# whoever has locked a table for themselves is waited for this long
LOCK_TIMEOUT_SECONDS = 30

# What drivers say → the message of the catalogue. The first match counts.
Causes = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Index:
    """An index of a source's table."""

    columns: tuple[str, ...]
    is_unique: bool


class Dialect(ABC):
    """One kind of source behind DuckDB. What a kind has no way to tell stays empty, what it has no need of does nothing
    (B027)."""

    extension: str = ""
    causes: Causes = ()

    @abstractmethod
    def attach(
        self, connection: duckdb.DuckDBPyConnection, address: str, alias: str, timeout_seconds: int, package: ErpPackage
    ) -> None:
        """Attach the database read-only under an alias; files are laid out as the package says."""

    def cause(self, complaint: str, asked_for_seconds: float, timeout_seconds: int) -> str | None:
        """The message of the catalogue for a driver's complaint about what it was asked so long ago; None: unknown."""
        return next((code for words, code in self.causes if re.search(words, complaint, re.IGNORECASE)), None)

    def limit_connections(self, connection: duckdb.DuckDBPyConnection, connections: int) -> None:  # noqa: B027
        """Open no more sessions at once; called before attaching."""

    def expect_few_rows(self, connection: duckdb.DuckDBPyConnection, few: bool) -> None:  # noqa: B027
        """Whether the next reads want a few rows by an index, or whole tables."""

    def is_there(self, path: Path) -> bool:
        """Whether a path of this machine is what the dialect reads."""
        return path.is_dir()

    def schema(self, connection: duckdb.DuckDBPyConnection, alias: str, declared: str) -> str:
        """The schema that holds the ERP's tables; `declared` is what the package says."""
        return declared

    def can_write(self, connection: duckdb.DuckDBPyConnection, alias: str, schema: str) -> bool | None:
        """Whether the account could change rows (it should not be able to); None where it cannot be told."""
        return False

    def native(self, connection: duckdb.DuckDBPyConnection, alias: str, sql: str) -> str | None:
        """A relation that has the source itself compute a query, where that is quicker than reading the rows."""
        return None

    def wait_for_lock(self, connection: duckdb.DuckDBPyConnection, alias: str, relation: str) -> None:  # noqa: B027
        """Before a relation (as the source calls it) is read: wait for whoever has locked it, but not for ever.

        Raises:
            duckdb.Error: the lock was not released in time.
        """

    def reads_by_itself(self) -> bool:
        """Whether rows, too, come through `native`: DuckDB then sees the tables' shape alone."""
        return False

    def knows_limit(self) -> bool:
        """Whether `limit` is a word of its SQL."""
        return True

    def delivered_as_bytes(self, connection: duckdb.DuckDBPyConnection, native: str) -> set[str]:
        """Columns of a native relation that come as bytes, whether they are texts or not."""
        return set()

    def reads_as_text(self, delivered: str) -> bool:
        """Whether values of a type are quicker read as texts through `native` than by DuckDB's scanner."""
        return False

    def indexes(self, connection: duckdb.DuckDBPyConnection, alias: str, schema: str) -> dict[str, list[Index]]:
        """table → its indexes."""
        return {}

    def estimated_rows(self, connection: duckdb.DuckDBPyConnection, alias: str, schema: str) -> dict[str, int]:
        """table → about how many rows it has, as the source's own statistics say."""
        return {}

    def now(self, connection: duckdb.DuckDBPyConnection, alias: str) -> datetime | None:
        """The source's clock in UTC."""
        return None


def by_table(rows: list[tuple]) -> dict[str, list[Index]]:
    """Indexes by table from rows of table, index, is unique, column, in the order of an index's columns."""
    columns: dict[tuple, list[str]] = {}
    for table, index, is_unique, column in rows:
        columns.setdefault((table, index, bool(is_unique)), []).append(column)
    indexes: dict[str, list[Index]] = {}
    for (table, _, is_unique), names in columns.items():
        indexes.setdefault(table, []).append(Index(tuple(names), is_unique))
    return indexes


def load_scanner(connection: duckdb.DuckDBPyConnection, extension: str) -> None:
    """Load a scanner from its package: nothing is downloaded."""
    import_extension(extension)
    connection.execute(f"LOAD {extension}")


def attach_read_only(
    connection: duckdb.DuckDBPyConnection, extension: str, kind: str, address: str, alias: str
) -> None:
    """Attach a database through DuckDB's scanner for its kind."""
    load_scanner(connection, extension)
    connection.execute(f"ATTACH {literal(address)} AS {alias} (TYPE {kind}, READ_ONLY)")


@dataclass(frozen=True)
class Postgres(Dialect):
    """PostgreSQL. Sessions are read-only on the server's side too, end statements that take too long, and carry the
    product's name, so that a database administrator sees who is asking.
    """

    extension: str = "postgres_scanner"
    causes: Causes = (
        # libpq quotes pieces of an address it cannot read, the password among them: none of its words are shown
        (
            r"missing \"=\" after|percent-encoded token|invalid integer value|invalid port number"
            r"|invalid connection option|unexpected spaces found|invalid URI|host address in URI"
            r"|unterminated quoted string|invalid sslmode value",
            "source_address",
        ),
        (r"too many (connections|clients)|remaining connection slots", "source_connections_full"),
        (r"password authentication failed|no password supplied|authentication failed", "source_password"),
        (r"role .* does not exist|role .* is not permitted", "source_password"),
        (r"database .* does not exist", "source_database_missing"),
        (r"could not translate host name|Name or service not known", "source_host_unknown"),
        (
            r"Connection refused|No route to host|timeout expired|could not connect|Network is unreachable",
            "source_unreachable",
        ),
        (r"lock timeout", "source_locked"),
        (r"statement timeout|canceling statement", "source_timeout"),
        (r"permission denied", "source_permission"),
        (
            r"server closed the connection|SSL connection has been closed|terminating connection",
            "source_connection_lost",
        ),
    )

    def attach(
        self, connection: duckdb.DuckDBPyConnection, address: str, alias: str, timeout_seconds: int, package: ErpPackage
    ) -> None:
        attach_read_only(connection, self.extension, "postgres", self._read_only(address, timeout_seconds), alias)

    def limit_connections(self, connection: duckdb.DuckDBPyConnection, connections: int) -> None:
        connection.execute(f"SET pg_pool_max_connections = {connections}")
        # a parallel scan waits for a session instead of opening another one
        connection.execute("SET pg_pool_acquire_mode = 'wait'")
        connection.execute(f"SET threads = {max(1, min(connections - 1, os.cpu_count() or 1))}")

    def expect_few_rows(self, connection: duckdb.DuckDBPyConnection, few: bool) -> None:
        # a scan by pages reads the whole table whatever the condition; without it the server takes an index
        connection.execute(f"SET pg_use_ctid_scan = {str(not few).lower()}")

    def native(self, connection: duckdb.DuckDBPyConnection, alias: str, sql: str) -> str | None:
        return f"postgres_query('{alias}', {literal(sql)})"

    def indexes(self, connection: duckdb.DuckDBPyConnection, alias: str, schema: str) -> dict[str, list[Index]]:
        query = (
            "select t.relname as table_name, i.relname as index_name, x.indisunique and x.indpred is null as is_unique,"
            " a.attname as column_name from pg_index x"
            " join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid"
            " join pg_namespace n on n.oid = t.relnamespace"
            " cross join lateral unnest(x.indkey) with ordinality as k(attnum, place)"
            " join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum"
            # of an index on an expression, or with columns that are only carried along, the rest tells nothing
            f" where n.nspname = {literal(schema)} and x.indisvalid and 0 <> all(x.indkey)"
            " and k.place <= x.indnkeyatts order by 1, 2, k.place"
        )
        return by_table(connection.execute(f"select * from {self.native(connection, alias, query)}").fetchall())

    def estimated_rows(self, connection: duckdb.DuckDBPyConnection, alias: str, schema: str) -> dict[str, int]:
        query = (
            # never analysed: a row of 200 bytes is a guess that cuts rather too often than too seldom
            "select c.relname, (case when c.reltuples < 0 then pg_relation_size(c.oid) / 200 else c.reltuples end)"
            "::bigint from pg_class c join pg_namespace n"
            f" on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname = {literal(schema)}"
        )
        return dict(connection.execute(f"select * from {self.native(connection, alias, query)}").fetchall())

    def now(self, connection: duckdb.DuckDBPyConnection, alias: str) -> datetime | None:
        query = "select (clock_timestamp() at time zone 'UTC')::timestamp"
        row = connection.execute(f"select * from {self.native(connection, alias, query)}").fetchone()
        return row[0].replace(tzinfo=UTC) if row else None

    def can_write(self, connection: duckdb.DuckDBPyConnection, alias: str, schema: str) -> bool:
        query = (
            "select bool_or(has_table_privilege(c.oid, ''insert'') or has_table_privilege(c.oid, ''update''))"
            " as can_write from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            f" where c.relkind = ''r'' and n.nspname = ''{schema}''"
        )
        row = connection.execute(f"select * from postgres_query('{alias}', '{query}')").fetchone()
        return bool(row and row[0])

    @staticmethod
    def _read_only(address: str, timeout_seconds: int) -> str:
        options = (
            f"-c default_transaction_read_only=on -c statement_timeout={timeout_seconds * 1000}"
            f" -c lock_timeout={LOCK_TIMEOUT_SECONDS * 1000}"
            " -c idle_in_transaction_session_timeout=3600000"
        )
        if re.match(r"postgres(ql)?://", address):
            joint = "&" if "?" in address else "?"
            return f"{address}{joint}application_name={APPLICATION_NAME}&connect_timeout=10&options={quote(options)}"
        return f"{address} application_name={APPLICATION_NAME} connect_timeout=10 options='{options}'"


@dataclass(frozen=True)
class Sqlite(Dialect):
    """SQLite. Numbers stand as text in some databases: the package's types decide, not SQLite's."""

    extension: str = "sqlite_scanner"
    causes: Causes = ((r"file is not a database|not a database", "source_not_sqlite"),)

    def attach(
        self, connection: duckdb.DuckDBPyConnection, address: str, alias: str, timeout_seconds: int, package: ErpPackage
    ) -> None:
        # the setting is the scanner's own: without it DuckDB would look for the scanner on the internet
        load_scanner(connection, self.extension)
        connection.execute("SET sqlite_all_varchar = true")
        attach_read_only(connection, self.extension, "sqlite", address, alias)

    def schema(self, connection: duckdb.DuckDBPyConnection, alias: str, declared: str) -> str:
        return "main"
