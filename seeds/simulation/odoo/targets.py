"""Where the simulated ERP is written to: a SQLite file or a PostgreSQL database, through DuckDB.

Belongs here: empty tables, handing them to DuckDB, all or nothing. Does not belong here: what stands in the tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from duckdb_extensions import import_extension

HERE = Path(__file__).parent
SCHEMA = "".join((HERE / file).read_text(encoding="utf-8") for file in ("schema.sql", "further_tables.sql"))
# the name under which DuckDB sees the database
ERP = "erp"
# what tells a database that this program filled, and may fill again, from somebody's own
MARK = "erp_cockpit_demo"

Tables = dict[str, dict[str, str]]  # table → column → type, as the schema calls it


class NotOurs(Exception):
    """The database holds tables that this program did not write."""


class SqliteFile:
    """A file that is there as a whole or, if anything fails, as it was before."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.scratch: Path | None = path.parent  # has room for what it will hold

    def check(self) -> None:
        """Whether it can be written, before anything long begins.

        Raises:
            OSError: it cannot.
        """
        unfinished = self._unfinished
        unfinished.touch()
        unfinished.unlink()

    @property
    def _unfinished(self) -> Path:
        return self._path.with_name(f".{self._path.name}.unfinished")

    @contextmanager
    def opened(self, connection: duckdb.DuckDBPyConnection) -> Iterator[Tables]:
        """Empty tables under the name `erp`, kept if the block ends well.

        Raises:
            OSError, sqlite3.Error: the file cannot be written.
        """
        unfinished = self._unfinished
        unfinished.unlink(missing_ok=True)
        try:
            tables = _create_in_sqlite(unfinished)
            import_extension("sqlite_scanner")
            connection.execute("load sqlite_scanner")
            connection.execute(f"attach {_literal(str(unfinished))} as {ERP} (type sqlite)")
            yield tables
            connection.execute(f"detach {ERP}")
            unfinished.replace(self._path)
        finally:
            unfinished.unlink(missing_ok=True)


class PostgresDatabase:
    """A database of its own; everything is written in one transaction."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self.scratch: Path | None = None  # the system's own place for temporary files

    def check(self) -> None:
        """Whether it can be written, before anything long begins.

        Raises:
            NotOurs: the database holds somebody else's tables.
            duckdb.Error: no such server, database or right.
        """
        with duckdb.connect() as connection:
            self._attach(connection)

    @contextmanager
    def opened(self, connection: duckdb.DuckDBPyConnection) -> Iterator[Tables]:
        """Empty tables under the name `erp`, committed if the block ends well.

        Raises:
            NotOurs: the database holds somebody else's tables.
            duckdb.Error: no such server, database or right.
        """
        found = self._attach(connection)
        connection.execute("begin")
        try:
            for name in found:
                connection.execute(f"drop table {ERP}.public.{name}")
            connection.execute(f"create table {ERP}.public.{MARK} (written_by varchar)")
            for statement in _statements():
                connection.execute(f"call postgres_execute('{ERP}', {_literal(statement)})")
            yield _create_in_sqlite(":memory:")  # for what it says of the columns
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise
        finally:
            connection.execute(f"detach {ERP}")

    def _attach(self, connection: duckdb.DuckDBPyConnection) -> list[str]:
        """Attach the database as `erp` and return the tables it holds."""
        import_extension("postgres_scanner")
        connection.execute("load postgres_scanner")
        connection.execute(f"attach {_literal(self._dsn)} as {ERP} (type postgres)")
        rows = connection.execute(
            "select table_name from duckdb_tables() where database_name = ? and schema_name = 'public'", [ERP]
        ).fetchall()
        found = sorted(name for (name,) in rows)
        if found and MARK not in found:
            raise NotOurs(", ".join(found[:3]))
        return found


def _create_in_sqlite(path: Path | str) -> Tables:
    connection = sqlite3.connect(path)
    try:
        connection.executescript(SCHEMA)
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        return {name: {row[1]: row[2] for row in connection.execute(f"pragma table_info({name})")} for name in names}
    finally:
        connection.close()


def _statements() -> list[str]:
    """The schema for PostgreSQL, which calls its doubles otherwise."""
    lines = [line for line in SCHEMA.splitlines() if not line.startswith("--")]
    return [
        statement.strip().replace(" double", " double precision")
        for statement in "\n".join(lines).split(";")
        if statement.strip()
    ]


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
