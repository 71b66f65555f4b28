"""Databases that DuckDB has no scanner for (SQL Server, Oracle): read by ConnectorX, as a stream of record batches.

Belongs here: asking such a database, and its streams as relations that DuckDB reads once. Does not belong here: what
is asked. Their servers run in no test of ours: the path itself is tested with ConnectorX on PostgreSQL, which answers
the same standard SQL; the catalogue query of Oracle and both drivers' complaints are written from their manuals.
"""

from __future__ import annotations

import itertools
import os
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import duckdb

from pipelines.extraction.dialects import Causes, Dialect
from pipelines.extraction.package import ErpPackage
from pipelines.extraction.sql_text import literal

ROWS_IN_A_BATCH = 50_000
SECONDS_TO_CONNECT = 10
USUAL_PORTS = {"mssql": 1433, "oracle": 1521, "postgresql": 5432}
_numbers = itertools.count()


class StreamError(duckdb.Error):
    """What ConnectorX or the driver below it complained of."""


@dataclass(frozen=True)
class Streamed(Dialect):
    """A database behind ConnectorX. Every query is a session of its own: there is no snapshot over several tables, so
    rows that appear between two queries are taken by the next run. The account must be read-only, as sessions cannot
    be made so.
    """

    tables_query: str = "select table_name from information_schema.tables where table_schema = {schema}"
    causes: Causes = (
        (r"Login failed|invalid username/password|ORA-01017|password authentication failed", "source_password"),
        (r"ORA-28001|password has expired", "source_password"),
        (r"Cannot open database|ORA-12514|database .* does not exist", "source_database_missing"),
        (r"permission was denied|ORA-01031|permission denied", "source_permission"),
        (r"failed to lookup address|Name or service not known|ORA-12154", "source_host_unknown"),
        (r"Connection refused|timed out waiting|No route to host|ORA-1254\d", "source_unreachable"),
        (r"statement timeout|ORA-01013", "source_timeout"),
        (r"connection closed|ORA-03113|ORA-03135|terminating connection", "source_connection_lost"),
        (r"relative URL without a base|invalid port|not supported|parse", "source_address"),
    )

    def attach(
        self, connection: duckdb.DuckDBPyConnection, address: str, alias: str, timeout_seconds: int, package: ErpPackage
    ) -> None:
        _knock(address)
        connection.execute(f"ATTACH ':memory:' AS {alias}")
        schema = package.schema_name
        connection.execute(f'CREATE SCHEMA IF NOT EXISTS {alias}."{schema}"')
        connection.execute("SET VARIABLE streamed_address = ?", [address])
        tables = self.tables_query.format(schema=literal(schema))
        present = {row[0] for row in connection.execute(f"from {self.native(connection, alias, tables)}").fetchall()}
        for name, table in package.tables.items():
            relation = table.relation or name
            if relation in present:
                empty = self.native(connection, alias, f'select * from "{schema}"."{relation}" where 1 = 0')
                # without rows: its columns and types as they will be delivered
                connection.execute(f'CREATE TABLE {alias}."{schema}"."{relation}" AS FROM {empty}')

    def native(self, connection: duckdb.DuckDBPyConnection, alias: str, sql: str) -> str:
        # its pool of connections logs every attempt to standard error
        os.environ.setdefault("RUST_LOG", "off")
        import connectorx  # loads slowly, and only sites with such databases need it

        row = connection.execute("select getvariable('streamed_address')").fetchone()
        assert row is not None
        try:
            stream = connectorx.read_sql(row[0], sql, return_type="arrow_stream", batch_size=ROWS_IN_A_BATCH)
        except (RuntimeError, ValueError) as error:
            raise StreamError(str(error)) from None
        name = f"streamed_{next(_numbers)}"
        connection.register(name, stream)
        return name

    def reads_by_itself(self) -> bool:
        return True

    def knows_limit(self) -> bool:
        return False

    def can_write(self, connection: duckdb.DuckDBPyConnection, alias: str, schema: str) -> bool | None:
        return None


def _knock(address: str) -> None:
    """See whether there is a server at all: ConnectorX would try for half a minute.

    Raises:
        StreamError: the address names no server, or nobody answers there.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or USUAL_PORTS.get(parts.scheme.split("+")[0])
    except ValueError:
        raise StreamError("invalid port") from None
    if host is None or port is None:
        raise StreamError("relative URL without a base")
    try:
        socket.create_connection((host, port), timeout=SECONDS_TO_CONNECT).close()
    except socket.gaierror:
        raise StreamError("Name or service not known") from None
    except OSError:
        raise StreamError("Connection refused") from None


SQL_SERVER = Streamed()
ORACLE = Streamed(tables_query="select table_name from all_tables where owner = {schema}")
