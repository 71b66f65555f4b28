"""`cockpit source check`: a look at a source without reading its rows."""

from __future__ import annotations

import duckdb
from pydantic import BaseModel

from cockpit.language import translate
from cockpit.settings import Settings, Source
from pipelines.extraction.connection import SourceDatabase
from pipelines.extraction.package import load_package


class CheckedTable(BaseModel):
    name: str
    rows: int | None
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
    package = load_package(source.erp)
    with duckdb.connect() as connection:
        database = SourceDatabase(connection, settings, source, package)
        try:
            version = database.check_version()
            missing = database.check_tables()
            tables = []
            for name, table in package.tables.items():
                if name in missing:
                    tables.append(CheckedTable(name=name, rows=None, note=translate("check.table_absent")))
                    continue
                lacking = [column for column in table.columns if column not in database.present(name, table)]
                note = translate("check.columns_absent", columns=", ".join(lacking)) if lacking else ""
                row = connection.execute(f"select count(*) from {database.table(name, table)}").fetchone()
                tables.append(CheckedTable(name=name, rows=row[0] if row else 0, note=note))
            can_write = database.can_write()
        except duckdb.Error as error:
            raise database.explain(error) from None
        finally:
            database.detach()
    remarks = [translate("check.can_write", source=source.name)] if can_write else []
    remarks.append(translate("check.fine", source=source.name))
    return SourceReport(
        source=source.name,
        erp=source.erp,
        version=version,
        can_write=can_write,
        tables=tables,
        remarks=remarks,
    )
