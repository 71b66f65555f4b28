"""The figures of a check: rows, cursors, keys, clocks, and the time that a sample takes.

Belongs here: asking the source, and arithmetic with its answers. Does not belong here: which figures are worth a
remark (`check_report.py`), or the order of a check (`check.py`).
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

import duckdb

from cockpit.language import translate
from pipelines.extraction.check_report import CheckedTable, TimedSample
from pipelines.extraction.connection import SourceDatabase
from pipelines.extraction.package import ErpPackage, Table
from pipelines.extraction.personal_data import PersonalDataChoice
from pipelines.extraction.slices import cursor_of
from pipelines.extraction.sql_text import quoted
from pipelines.extraction.values import as_landed

# above, the source's own statistics are asked instead of its rows
ROWS_WORTH_AN_ESTIMATE = 1_000_000
MOST_ROWS_OF_A_SAMPLE = 50_000


def absent_table(name: str, table: Table) -> CheckedTable:
    """An optional table that the source lacks."""
    return CheckedTable(
        name=name, strategy=table.strategy, missing_columns=list(table.columns), note=translate("check.table_absent")
    )


def checked_table(database: SourceDatabase, name: str, table: Table) -> CheckedTable:
    """What the source has of a table.

    Raises:
        duckdb.Error: the source refuses.
    """
    present = database.present(name, table)
    relation = table.relation or name
    checked = CheckedTable(
        name=name,
        strategy=table.strategy,
        missing_columns=[column for column in table.columns if column not in present],
        personal_columns=[column for column in table.personal if column in present],
        cursor_columns=list(table.cursor) if table.has_cursor else [],
    )
    required = [column for column in checked.missing_columns if not table.columns[column].optional]
    optional = [column for column in checked.missing_columns if table.columns[column].optional]
    notes = [translate("check.read_in_part")] if table.where else []
    notes += [translate("check.required_columns_absent", columns=", ".join(required))] if required else []
    notes += [translate("check.columns_absent", columns=", ".join(optional))] if optional else []
    checked.note = "; ".join(notes)
    # of files and of databases that show no catalogue nobody can tell what is indexed
    if relation in database.estimated_rows:
        begins = {index.columns[0] for index in database.indexes.get(relation, [])}
        checked.has_cursor_index = set(table.cursor) <= begins if table.has_cursor else None
        checked.is_key_unique = any(
            index.is_unique and set(index.columns) <= set(table.key) for index in database.indexes.get(relation, [])
        )
    estimate = database.estimated_rows.get(relation, 0)
    checked.rows_are_estimated = estimate > ROWS_WORTH_AN_ESTIMATE
    # the package's condition may name a column that is missing
    _count(database, name, table.model_copy(update={"where": None}) if required else table, checked, estimate)
    if required:
        checked.rows_read = None
    return checked


def _count(database: SourceDatabase, name: str, table: Table, checked: CheckedTable, estimate: int) -> None:
    has_cursor = table.has_cursor and not set(table.cursor) & set(checked.missing_columns)
    if checked.rows_are_estimated:
        checked.rows = estimate
        checked.rows_read = None if table.where else estimate
        if has_cursor and checked.has_cursor_index:
            nothing = " and ".join(f"{quoted(column)} is null" for column in table.cursor)
            (checked.cursor_null_rows,) = database.aggregate(name, table, "count(*)", nothing)
        return
    counted = (
        f"count(*) as counted, count({cursor_of(table)}) as with_cursor"
        if has_cursor
        else "count(*) as counted, 0 as with_cursor"
    )
    read, with_cursor = database.aggregate(name, table, counted)
    everything = table.model_copy(update={"where": None})
    checked.rows = database.aggregate(name, everything, "count(*)")[0] if table.where else read
    checked.rows_read = read
    checked.cursor_null_rows = read - with_cursor if has_cursor else None


def clock_difference_seconds(database: SourceDatabase) -> float | None:
    """By how much the source's clock is ahead of this machine's; None where the source has none of its own."""
    # what the connection needs once is no difference of clocks
    database.now()
    before = datetime.now(UTC)
    there = database.now()
    after = datetime.now(UTC)
    if there is None:
        return None
    return round((there - (before + (after - before) / 2)).total_seconds(), 1)


def largest_table(
    database: SourceDatabase, package: ErpPackage, tables: list[CheckedTable], most_rows: int
) -> str | None:
    """The table a sample is read of; None where there is nothing to read.

    A limit reaches the source only in a plain query: tables that are read under a condition, and those of databases
    that DuckDB cannot scan, are candidates only while they are small.
    """

    def is_bounded(table: CheckedTable) -> bool:
        is_plain = database.can_limit and package.tables[table.name].where is None
        return is_plain or (table.rows or 0) <= most_rows

    candidates = [table for table in tables if table.rows_read and is_bounded(table)]
    return max(candidates, key=lambda table: table.rows_read or 0).name if candidates else None


def timed_sample(
    connection: duckdb.DuckDBPyConnection,
    database: SourceDatabase,
    package: ErpPackage,
    name: str,
    choice: PersonalDataChoice,
    most_rows: int,
) -> TimedSample:
    """Read rows of a table as a run reads them, into memory.

    Raises:
        duckdb.Error: the source refuses, or a value does not fit its declared type.
    """
    table = package.tables[name]
    present = database.present(name, table)
    database.expect_few_rows(False)
    started = time.monotonic()
    rows = database.rows(name, table, [column for column in table.columns if column in present], [], most_rows)
    wanted = {column: declared.type for column, declared in table.columns.items()}
    landed = as_landed(package, table, present, wanted, rows, choice)
    connection.execute(f"create temp table sample as {landed}")
    seconds = time.monotonic() - started
    row = connection.execute("select count(*) from temp.sample").fetchone()
    connection.execute("drop table temp.sample")
    assert row is not None
    return TimedSample(table=name, rows=row[0], seconds=round(seconds, 3))


def first_load_seconds(sample: TimedSample, tables: list[CheckedTable], rows_per_second: int | None) -> float | None:
    """About how long all rows take at the sample's pace, or at the pace that the configuration allows."""
    if not sample.rows:  # an estimate said that there are some
        return None
    rows = sum(table.rows_read if table.rows_read is not None else table.rows or 0 for table in tables)
    seconds = rows * sample.seconds / sample.rows
    return round(max(seconds, rows / rows_per_second) if rows_per_second else seconds, 1)
