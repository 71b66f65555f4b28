"""The kinds of database that can be read: how each is attached read-only, and what its driver's complaints mean.

Belongs here: addresses, session settings, rights, the words of drivers. Does not belong here: tables or rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

import duckdb
from duckdb_extensions import import_extension

from pipelines.extraction.package import ErpPackage

APPLICATION_NAME = "erp-cockpit"

# What drivers say → the message of the catalogue. The first match counts.
Causes = list[tuple[str, str]]


class Dialect(Protocol):
    """One kind of database behind a DuckDB scanner."""

    extension: str
    causes: Causes

    def attach(
        self, connection: duckdb.DuckDBPyConnection, address: str, alias: str, timeout_seconds: int, package: ErpPackage
    ) -> None:
        """Attach the database read-only under an alias; files are laid out as the package says."""

    def schema(self, connection: duckdb.DuckDBPyConnection, alias: str, declared: str) -> str:
        """The schema that holds the ERP's tables; `declared` is what the package says."""

    def can_write(self, connection: duckdb.DuckDBPyConnection, alias: str, schema: str) -> bool:
        """Whether the account could change rows (it should not be able to)."""


def load_scanner(connection: duckdb.DuckDBPyConnection, extension: str) -> None:
    """Load a scanner from its package: nothing is downloaded."""
    import_extension(extension)
    connection.execute(f"LOAD {extension}")


def _attach(connection: duckdb.DuckDBPyConnection, extension: str, kind: str, address: str, alias: str) -> None:
    load_scanner(connection, extension)
    literal = address.replace("'", "''")
    connection.execute(f"ATTACH '{literal}' AS {alias} (TYPE {kind}, READ_ONLY)")


@dataclass(frozen=True)
class Postgres:
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
        (r"password authentication failed|no password supplied|authentication failed", "source_password"),
        (r"role .* does not exist|role .* is not permitted", "source_password"),
        (r"database .* does not exist", "source_database_missing"),
        (r"could not translate host name|Name or service not known", "source_host_unknown"),
        (
            r"Connection refused|No route to host|timeout expired|could not connect|Network is unreachable",
            "source_unreachable",
        ),
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
        _attach(connection, self.extension, "postgres", self._read_only(address, timeout_seconds), alias)

    def schema(self, connection: duckdb.DuckDBPyConnection, alias: str, declared: str) -> str:
        return declared

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
            " -c idle_in_transaction_session_timeout=3600000"
        )
        if re.match(r"postgres(ql)?://", address):
            joint = "&" if "?" in address else "?"
            return f"{address}{joint}application_name={APPLICATION_NAME}&connect_timeout=10&options={quote(options)}"
        return f"{address} application_name={APPLICATION_NAME} connect_timeout=10 options='{options}'"


@dataclass(frozen=True)
class MySql:
    """MySQL and MariaDB. One transaction reads all tables of a batch in one snapshot (InnoDB's repeatable read)."""

    extension: str = "mysql_scanner"
    causes: Causes = (
        (r"Access denied for user .* to database|Unknown database", "source_database_missing"),
        (r"Access denied", "source_password"),
        (r"command denied to user", "source_permission"),
        (r"Unknown (MySQL )?server host|Unknown server host", "source_host_unknown"),
        (r"Can't connect to|Connection refused|Connection timed out", "source_unreachable"),
        (r"maximum statement execution time|max_statement_time|Query execution was interrupted", "source_timeout"),
        (r"server has gone away|Lost connection|Server closed", "source_connection_lost"),
        (r"Unrecognized (configuration )?parameter|Invalid dsn|expected .* found|Invalid URI", "source_address"),
    )

    def attach(
        self, connection: duckdb.DuckDBPyConnection, address: str, alias: str, timeout_seconds: int, package: ErpPackage
    ) -> None:
        load_scanner(connection, self.extension)
        # one connection: a second one would read another snapshot
        connection.execute("SET mysql_pool_size = 1")
        connection.execute(f"SET mysql_query_timeout_max_ms = {timeout_seconds * 1000}")
        # a date with month or day zero is no date
        connection.execute("SET mysql_incomplete_dates_as_nulls = true")
        # tinyint(1) and bit(1) hold counts as well as flags: the package's types decide
        connection.execute("SET mysql_tinyint1_as_boolean = false")
        _attach(connection, self.extension, "mysql", address, alias)

    def schema(self, connection: duckdb.DuckDBPyConnection, alias: str, declared: str) -> str:
        row = connection.execute(f"select * from mysql_query('{alias}', 'select database()')").fetchone()
        assert row is not None
        return row[0]

    def can_write(self, connection: duckdb.DuckDBPyConnection, alias: str, schema: str) -> bool:
        grants = connection.execute(f"select * from mysql_query('{alias}', 'show grants')").fetchall()
        # "GRANT SELECT, INSERT ON `erp`.* TO …"; rights on other databases (MariaDB's `test`) harm no ERP
        rights = re.compile(
            rf"GRANT .*\b(ALL PRIVILEGES|INSERT|UPDATE|DELETE|DROP|ALTER|CREATE)\b.* ON (\*|`{re.escape(schema)}`)\."
        )
        return any(rights.match(row[0]) for row in grants)


@dataclass(frozen=True)
class Sqlite:
    """SQLite. Numbers stand as text in some databases: the package's types decide, not SQLite's."""

    extension: str = "sqlite_scanner"
    causes: Causes = ((r"file is not a database|not a database", "source_not_sqlite"),)

    def attach(
        self, connection: duckdb.DuckDBPyConnection, address: str, alias: str, timeout_seconds: int, package: ErpPackage
    ) -> None:
        # the setting is the scanner's own: without it DuckDB would look for the scanner on the internet
        load_scanner(connection, self.extension)
        connection.execute("SET sqlite_all_varchar = true")
        _attach(connection, self.extension, "sqlite", address, alias)

    def schema(self, connection: duckdb.DuckDBPyConnection, alias: str, declared: str) -> str:
        return "main"

    def can_write(self, connection: duckdb.DuckDBPyConnection, alias: str, schema: str) -> bool:
        return False


DIALECTS: dict[str, Dialect] = {"postgres": Postgres(), "mysql": MySql(), "sqlite": Sqlite()}
