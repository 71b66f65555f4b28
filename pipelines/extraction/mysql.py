"""MySQL and MariaDB as a dialect: sessions, limits of time that the server keeps, what the driver's complaints mean.

Belongs here: what is said to these two only, and where they differ. Does not belong here: tables or rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from pipelines.extraction.dialects import (
    LOCK_TIMEOUT_SECONDS,
    Causes,
    Dialect,
    Index,
    attach_read_only,
    by_table,
    load_scanner,
)
from pipelines.extraction.package import ErpPackage
from pipelines.extraction.sql_text import literal


@dataclass(frozen=True)
class MySql(Dialect):
    """MySQL and MariaDB. One transaction reads all tables of a batch in one snapshot (InnoDB's repeatable read)."""

    extension: str = "mysql_scanner"
    causes: Causes = (
        (r"Access denied for user .* to database|Unknown database", "source_database_missing"),
        (r"Access denied", "source_password"),
        (r"command denied to user", "source_permission"),
        (r"Unknown (MySQL )?server host|Unknown server host", "source_host_unknown"),
        (r"Can't connect to|Connection refused|Connection timed out", "source_unreachable"),
        (r"Too many connections|max_user_connections", "source_connections_full"),
        (r"Lock wait timeout", "source_locked"),
        (r"password has expired|must reset your password", "source_password"),
        (r"maximum statement execution time|max_statement_time", "source_timeout"),
        # without a reason it was somebody there who ended it
        (r"Query execution was interrupted|Connection was killed", "source_connection_lost"),
        (r"server has gone away|Lost connection|Server closed", "source_connection_lost"),
        (r"Unrecognized (configuration )?parameter|Invalid dsn|expected .* found|Invalid URI", "source_address"),
    )

    def attach(
        self, connection: duckdb.DuckDBPyConnection, address: str, alias: str, timeout_seconds: int, package: ErpPackage
    ) -> None:
        load_scanner(connection, self.extension)
        # one connection: a second one would read another snapshot
        connection.execute("SET mysql_pool_size = 1")
        connection.execute("SET VARIABLE statement_timeout_seconds = ?", [timeout_seconds])
        # a date with month or day zero is no date
        connection.execute("SET mysql_incomplete_dates_as_nulls = true")
        # tinyint(1) and bit(1) hold counts as well as flags: the package's types decide
        connection.execute("SET mysql_tinyint1_as_boolean = false")
        attach_read_only(connection, self.extension, "mysql", address, alias)

    def schema(self, connection: duckdb.DuckDBPyConnection, alias: str, declared: str) -> str:
        row = connection.execute(f"select * from mysql_query('{alias}', 'select database()')").fetchone()
        assert row is not None
        return row[0]

    def wait_for_lock(self, connection: duckdb.DuckDBPyConnection, alias: str, relation: str) -> None:
        # sessions wait a day by default, and the scanner cannot set a session's variables: so a query of one row, with
        # a patience of its own, takes the lock that the transaction then keeps. MariaDB reads what stands in /*M! */,
        # MySQL the hint, and each takes the other's for a comment
        patience = f"lock_wait_timeout = {LOCK_TIMEOUT_SECONDS}"
        query = f"/*M! set statement {patience} for */ select /*+ SET_VAR({patience}) */ 1 from {relation} limit 1"
        connection.execute(f"select * from {self.native(connection, alias, query)}").fetchall()

    def native(self, connection: duckdb.DuckDBPyConnection, alias: str, sql: str) -> str | None:
        row = connection.execute("select getvariable('statement_timeout_seconds')").fetchone()
        if row and row[0] and sql.startswith("select "):
            hint = f"/*+ MAX_EXECUTION_TIME({row[0] * 1000}) */"
            sql = f"/*M! set statement max_statement_time = {row[0]} for */ select {hint} {sql.removeprefix('select ')}"
        return f"mysql_query('{alias}', {literal(sql.replace(chr(34), '`'))})"

    def reads_by_itself(self) -> bool:
        # what the scanner asks carries no limit of time (its own setting for one changes nothing in MariaDB), and takes
        # as long
        return True

    def delivered_as_bytes(self, connection: duckdb.DuckDBPyConnection, native: str) -> set[str]:
        # texts that are compared byte by byte (collation utf8mb4_bin), as MariaDB's JSON is
        described = connection.execute(f"describe from {native}").fetchall()
        return {column for column, kind, *_ in described if kind == "BLOB"}

    def cause(self, complaint: str, asked_for_seconds: float, timeout_seconds: int) -> str | None:
        # the query that is quoted names the limit itself; and once rows are coming, the scanner does not say why no
        # more of them do
        words = re.sub(r' (for )?MySQL query ".*": ?', "", complaint, flags=re.DOTALL).strip()
        if words.endswith("Failed to fetch result row"):
            return "source_timeout" if asked_for_seconds >= timeout_seconds else "source_connection_lost"
        return super().cause(words, asked_for_seconds, timeout_seconds)

    def reads_as_text(self, delivered: str) -> bool:
        # the scanner casts texts to long decimals itself, a hundred times slower than `sql_text.decimal_of`
        decimal = re.fullmatch(r"DECIMAL\((\d+),.*\)", delivered)
        return decimal is not None and int(decimal[1]) > 18

    def indexes(self, connection: duckdb.DuckDBPyConnection, alias: str, schema: str) -> dict[str, list[Index]]:
        query = (
            "select table_name, index_name, non_unique = 0 as is_unique, column_name from information_schema.statistics"
            f" where table_schema = {literal(schema)} order by 1, 2, seq_in_index"
        )
        return by_table(connection.execute(f"select * from {self.native(connection, alias, query)}").fetchall())

    def estimated_rows(self, connection: duckdb.DuckDBPyConnection, alias: str, schema: str) -> dict[str, int]:
        query = (
            "select table_name, cast(coalesce(table_rows, 0) as signed) from information_schema.tables"
            f" where table_schema = {literal(schema)}"
        )
        return dict(connection.execute(f"select * from {self.native(connection, alias, query)}").fetchall())

    def now(self, connection: duckdb.DuckDBPyConnection, alias: str) -> datetime | None:
        row = connection.execute(
            f"select * from {self.native(connection, alias, 'select utc_timestamp(6)')}"
        ).fetchone()
        return row[0].replace(tzinfo=UTC) if row else None

    def can_write(self, connection: duckdb.DuckDBPyConnection, alias: str, schema: str) -> bool:
        grants = connection.execute(f"select * from mysql_query('{alias}', 'show grants')").fetchall()
        # "GRANT SELECT, INSERT ON `erp`.* TO …"; rights on other databases (MariaDB's `test`) harm no ERP
        rights = re.compile(
            rf"GRANT .*\b(ALL PRIVILEGES|INSERT|UPDATE|DELETE|DROP|ALTER|CREATE)\b.* ON (\*|`{re.escape(schema)}`)\."
        )
        return any(rights.match(row[0]) for row in grants)
