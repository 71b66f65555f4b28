"""Rows into an SQLite file that appears only once it is complete.

Belongs here: the file. Does not belong here: what is in it.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from seeds.demo_erp.odoo.odoo_tables import Rows


def write_sqlite(out: Path, schema: str, tables: Rows) -> dict[str, int]:
    """Write all tables and return the rows of each. A killed run leaves `out` as it was."""
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f".{out.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    connection = sqlite3.connect(unfinished)
    try:
        connection.execute("pragma journal_mode = off")
        connection.execute("pragma synchronous = off")
        connection.executescript(schema)
        with connection:
            for name, rows in tables.items():
                if rows:
                    places = ", ".join("?" for _ in rows[0])
                    connection.executemany(f"insert into {name} values ({places})", rows)
    finally:
        connection.close()
    unfinished.replace(out)
    return {name: len(rows) for name, rows in tables.items()}
