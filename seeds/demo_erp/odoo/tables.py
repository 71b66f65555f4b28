"""Rows in the making: checked against `schema.sql`, with ids by key and values as Odoo stores them.

Belongs here: collecting and formatting. Does not belong here: which rows there are.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

SCHEMA = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")


def schema_columns() -> dict[str, list[str]]:
    """Table → column names of `schema.sql`."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(SCHEMA)
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        return {name: [row[1] for row in connection.execute(f"pragma table_info({name})")] for name in names}
    finally:
        connection.close()


class Tables:
    """Rows of all tables, as tuples in the order of the schema's columns."""

    def __init__(self) -> None:
        self._columns = schema_columns()
        self._ids: dict[str, dict[str, int]] = defaultdict(dict)
        self.rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in self._columns}

    def add(self, table: str, **values: object) -> None:
        """Add one row; columns that are not given are null.

        Raises:
            KeyError: the schema has no such table or column.
        """
        columns = self._columns[table]
        row = tuple(values.pop(column, None) for column in columns)
        if values:
            raise KeyError(f"{table} has no column {', '.join(values)}; add it to schema.sql")
        self.rows[table].append(row)

    def next_id(self, table: str) -> int:
        """The id of the next row of a table whose rows nothing else points to."""
        return len(self.rows[table]) + 1

    def give_id(self, kind: str, key: str, number: int | None = None) -> int:
        """Number a thing; without a number, one after the last of its kind."""
        ids = self._ids[kind]
        ids[key] = number or max(ids.values(), default=0) + 1
        return ids[key]

    def number(self, kind: str, keys: list[str]) -> None:
        """Number things from 1 in the given order."""
        self._ids[kind] = {key: position for position, key in enumerate(keys, 1)}

    def id_of(self, kind: str, key: str | None) -> int | None:
        """The id of a thing, none for none."""
        return None if key is None else self._ids[kind][key]


def micro(moment: datetime | None) -> str | None:
    """Stamps that the database sets: create_date, write_date."""
    return None if moment is None else f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def whole(moment: datetime | None) -> str | None:
    """Stamps that the application sets: cut to whole seconds."""
    return None if moment is None else f"{moment:%Y-%m-%d %H:%M:%S}"


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def translated(english: str, chinese: str | None = None) -> str:
    """A name with its translations; some of Odoo's own lack one."""
    names = {"en_US": english} if chinese is None else {"en_US": english, "zh_CN": chinese}
    return json.dumps(names, ensure_ascii=False)
