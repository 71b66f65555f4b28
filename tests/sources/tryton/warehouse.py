"""A Tryton database as the canonical layer shows it, and as plain SQL finds it.

Belongs here: extraction into a warehouse of its own, the models up to canonical and no further, plain queries through
sqlite3 and psycopg. Does not belong here: driving a Tryton (`real/`), what the answers should be (the tests).
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.dbt import invoke, variables
from pipelines.extraction.package import Table
from tests.pipelines.extracting import FROM_SQLITE, Reader

AS_OF = "2027-01-31 16:00:00"  # after everything in the databases


class TrytonWarehouse(Reader):
    """One Tryton source and its canonical entities below a folder."""

    def __init__(self, folder: Path, connection: dict) -> None:
        super().__init__(folder, connection, erp="tryton", version="8")

    def build(self, as_of: str = AS_OF, selection: str = "+path:models/canonical") -> None:
        """The models up to canonical, with the data tests on them."""
        arguments = ["build", "--select", selection, "--exclude-resource-type", "unit_test"]
        arguments += ["--indirect-selection", "cautious"]  # tests of what is built, not of what builds on it
        invoke(self.settings, [*arguments, "--vars", json.dumps(variables(self.settings, as_of))])

    def canonical(self, columns: str) -> list[tuple]:
        """`<columns> from <entity> …`, keys without the source's name; sorted."""
        rows = self.query(f"select {columns.replace(' from ', ' from canonical.', 1)}")
        return ordered(tuple(without_source(value) for value in row) for row in rows)

    def raw(self, name: str) -> list[tuple]:
        """The rows of a raw table that are not deleted, in the declared columns, by key."""
        table = self.package.tables[name]
        columns, keys = (", ".join(f'"{each}"' for each in names) for names in (table.columns, table.key))
        return self.query(f"select {columns} from raw_erp.{name} where _deleted_at is null order by {keys}")


def without_source(value: Any) -> Any:
    """A key without the name of its source; numbers as SQLite knows them."""
    if isinstance(value, str) and value.startswith("erp:"):
        value = value.removeprefix("erp:")
        return int(value) if value.isdigit() else value
    if isinstance(value, Decimal):
        return float(value)
    return value


def ordered(rows: Any) -> list[tuple]:
    """Rows in an order of their own, nulls first."""
    return sorted(rows, key=lambda row: [(value is not None, value) for value in row])


class TrytonInSqlite:
    """Plain queries on Tryton's own SQLite database."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def _opened(self) -> closing[sqlite3.Connection]:
        """A connection that is closed: DuckDB has a SQLite of its own in this process, and what stays open here would
        share a stale view of Tryton's write-ahead log with whoever asks next.
        """
        return closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True))

    def query(self, sql: str) -> list[tuple]:
        with self._opened() as connection:
            # decimals stand as text in BLOBs
            connection.create_function("number", 1, lambda value: None if value is None else float(value))
            return ordered(tuple(map(plain, row)) for row in connection.execute(sql))

    def raw(self, name: str, table: Table) -> list[tuple]:
        """The rows of a declared table in its declared columns, by key."""
        columns, keys = (", ".join(f'"{each}"' for each in names) for names in (table.columns, table.key))
        with self._opened() as connection:
            sql = f'select {columns} from "{table.relation or name}"'
            rows = connection.execute(
                f"{sql}{f' where {table.where}' if table.where else ''} order by {keys}"
            ).fetchall()
        # a rate is a decimal, which is text
        kinds = FROM_SQLITE | {"DOUBLE": lambda value: float(value if isinstance(value, str) else f"{value:.15g}")}
        convert = [kinds[column.type] for column in table.columns.values()]
        return [
            tuple(None if value is None else to(text(value)) for to, value in zip(convert, row, strict=True))
            for row in rows
        ]


def text(value: Any) -> Any:
    """What SQLite keeps as bytes is the text of a decimal."""
    return value.decode() if isinstance(value, bytes) else value


def plain(value: Any) -> Any:
    """A value of SQLite; stamps and days are recognised by their form."""
    value = text(value)
    if isinstance(value, str) and len(value) >= 19 and value[4] == value[7] == "-" and value[13] == ":":
        return datetime.fromisoformat(value)
    return value
