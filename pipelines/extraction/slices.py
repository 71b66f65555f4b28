"""Cutting the reading of a table into statements of bounded size, by its key or its cursor.

Belongs here: conditions that together hold for every row exactly once, and stamps as the source's clock shows them.
Does not belong here: running the statements.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from math import ceil
from zoneinfo import ZoneInfo

from pipelines.extraction.connection import SourceDatabase
from pipelines.extraction.package import TYPES, Table
from pipelines.extraction.sql_text import quoted


def at_source(moment: datetime, zone: str) -> datetime:
    """A moment as the source's clock shows it: cursors are compared as the source writes them."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=UTC)


def _written(value: int | datetime) -> str:
    """A cursor's value in SQL. Whole seconds: SQLite compares texts, and "10:00:00" sorts before "10:00:00.000000"."""
    return str(value) if isinstance(value, int) else f"'{value:%Y-%m-%d %H:%M:%S}'"


def since(table: Table, value: int | datetime) -> list[str]:
    """Conditions for the rows whose cursor is at or behind a value, none of which hold for the same row."""
    conditions = []
    for place, column in enumerate(table.cursor):
        earlier = [f"{quoted(other)} is null" for other in table.cursor[:place]]
        conditions.append(" and ".join([*earlier, f"{quoted(column)} >= {_written(value)}"]))
    return conditions


def cursor_of(table: Table) -> str:
    """The SQL of a row's cursor."""
    columns = ", ".join(quoted(column) for column in table.cursor)
    return f"coalesce({columns})" if len(table.cursor) > 1 else columns


def first_reading(database: SourceDatabase, name: str, table: Table, rows_per_statement: int) -> list[str]:
    """Conditions that cut a whole table into statements of about so many rows; one empty condition for a small one.

    A single whole-number key is cut by its range. Other keys sort differently in every database, so there the cursor's
    range is cut, rows without a cursor are a statement of their own.
    """
    if database.estimated_rows.get(table.relation or name, 0) <= rows_per_statement:
        return [""]
    column = table.key[0] if _has_whole_number_key(table) else None
    if column is None and table.has_cursor and len(table.cursor) == 1:
        column = table.cursor[0]
    if column is None:
        return [""]
    cut = quoted(column)
    low, high, rows = database.aggregate(name, table, f"min({cut}), max({cut}), count(*)")
    bounds = _bounds(low, high, ceil(rows / rows_per_statement))
    if not bounds:
        return [""]
    literals = [_written(bound) for bound in bounds]
    conditions = [f"{cut} < {literals[0]}"]
    conditions += [f"{cut} >= {a} and {cut} < {b}" for a, b in pairwise(literals)]
    conditions.append(f"{cut} >= {literals[-1]}")
    return conditions if column in table.key else [*conditions, f"{cut} is null"]


def catching_up(
    database: SourceDatabase, name: str, table: Table, start: int | datetime, rows_per_statement: int
) -> list[str]:
    """Conditions for all rows behind a watermark, cut into statements of about so many rows."""
    conditions = since(table, start)
    if len(conditions) > 1 or database.estimated_rows.get(table.relation or name, 0) <= rows_per_statement:
        return conditions
    cut = quoted(table.cursor[0])
    high, rows = database.aggregate(name, table, f"max({cut}), count(*)", conditions[0])
    bounds = _bounds(start, high, ceil(rows / rows_per_statement))
    if not bounds:
        return conditions
    edges = [_written(edge) for edge in [start, *bounds]]
    parts = [f"{cut} >= {a} and {cut} < {b}" for a, b in pairwise(edges)]
    return [*parts, f"{cut} >= {edges[-1]}"]


def _has_whole_number_key(table: Table) -> bool:
    return len(table.key) == 1 and table.columns[table.key[0]].type == TYPES["bigint"]


def _bounds(low: object, high: object, parts: int) -> list[int] | list[datetime]:
    """The inner edges of `parts` equal ranges from low to high; none where there is nothing to cut."""
    if parts <= 1 or low is None or high is None:
        return []
    if isinstance(low, datetime) and isinstance(high, datetime):
        begin, end = (stamp.replace(tzinfo=UTC, microsecond=0) for stamp in (low, high))
        step = (end - begin) / parts
        edges = [(begin + step * place).replace(microsecond=0) for place in range(1, parts)]
        return sorted({edge for edge in edges if edge > begin})
    if isinstance(low, int) and isinstance(high, int):
        return sorted({low + (high - low + 1) * place // parts for place in range(1, parts)} - {low})
    return []
