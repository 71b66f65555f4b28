"""`cockpit source check`: a look at a source without reading its rows."""

from __future__ import annotations

import duckdb
from pydantic import BaseModel

from cockpit.language import translate
from cockpit.paths import PROJECT_DIRECTORY
from cockpit.settings import Settings, Source
from pipelines.extraction.connection import SourceDatabase
from pipelines.extraction.package import ErpPackage, load_package, package_file


class CheckedTable(BaseModel):
    """A table, its rows in the source, and how many of them the package's condition lets through."""

    name: str
    rows: int | None
    rows_read: int | None
    note: str


class SourceReport(BaseModel):
    """What a check found. `remarks` are what the operator should know, in the current language."""

    source: str
    erp: str
    version: str
    can_write: bool
    tables: list[CheckedTable]
    remarks: list[str]


def check_source(settings: Settings, source: Source) -> SourceReport:
    """Connect, compare version, tables and columns with the package, count rows, look at the account's rights.

    Raises:
        CockpitError: the source cannot be read as it is; the message says what to do.
    """
    package = load_package(source.package_name)
    with duckdb.connect() as connection:
        database = SourceDatabase(connection, settings, source, package)
        try:
            version = database.check_version()
            missing = database.check_tables()
            tables = []
            for name, table in package.tables.items():
                if name in missing:
                    absent = translate("check.table_absent")
                    tables.append(CheckedTable(name=name, rows=None, rows_read=None, note=absent))
                    continue
                lacking = [column for column in table.columns if column not in database.present(name, table)]
                notes = [translate("check.read_in_part")] if table.where else []
                notes += [translate("check.columns_absent", columns=", ".join(lacking))] if lacking else []
                count = f"select count(*) from {database.table(name, table)}"
                rows = _first(connection, count)
                read = _first(connection, f"{count} where {table.where}") if table.where else rows
                tables.append(CheckedTable(name=name, rows=rows, rows_read=read, note="; ".join(notes)))
            can_write = database.can_write()
            currencies = _company_currencies(connection, database, package)
        except duckdb.Error as error:
            raise database.explain(error) from None
        finally:
            database.detach()
    remarks = []
    if any(table.where for table in package.tables.values()):
        file = package_file(source.package_name).relative_to(PROJECT_DIRECTORY)
        remarks.append(translate("check.in_part_means", source=source.name, file=file))
    if can_write:
        remarks.append(translate("check.can_write", source=source.name))
    elif source.connection.kind == "postgres":  # a file has no accounts
        remarks.append(translate("check.read_only", source=source.name))
    group_currency = settings.configuration.group_currency
    if set(currencies) - {group_currency}:
        remarks.append(
            translate(
                "check.currency_differs",
                source=source.name,
                currencies=", ".join(currencies),
                file=settings.file.name,
                currency=group_currency,
            )
        )
    remarks.append(translate("check.fine", source=source.name))
    return SourceReport(
        source=source.name,
        erp=source.erp,
        version=version,
        can_write=can_write,
        tables=tables,
        remarks=remarks,
    )


def _first(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return row[0] if row else 0


def _company_currencies(
    connection: duckdb.DuckDBPyConnection, database: SourceDatabase, package: ErpPackage
) -> list[str]:
    if package.company_currencies is None:
        return []
    query = package.company_currencies.format_map(
        {name: database.table(name, table) for name, table in package.tables.items()}
    )
    return [row[0] for row in connection.execute(query).fetchall() if row[0]]
