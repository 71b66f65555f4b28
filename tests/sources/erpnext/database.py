"""A real ERPNext 14 in MariaDB, what its dump lacks, and the canonical layer built on it.

What the database holds is always read by a plain query through another driver (pymysql), never through DuckDB. The
site's clock is New York's, as its System Settings say.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pymysql

from cockpit.progress import Progress
from cockpit.settings import Settings
from pipelines.dbt import invoke, variables
from pipelines.extraction.refresh import refresh_source
from pipelines.warehouse import open_warehouse
from tests.support import MariaDbServer

ZONE = "America/New_York"
AS_OF = "2026-11-30T16:00:00Z"  # after everything in the database

STANDARD = (
    "name varchar(140) primary key, creation datetime(6), modified datetime(6), modified_by varchar(140),"
    " owner varchar(140), docstatus int(1) not null default 0, idx int(8) not null default 0"
)
CHILD = "parent varchar(140), parentfield varchar(140), parenttype varchar(140)"
COLLATED = "collate utf8mb4_unicode_ci"
# doctypes of every ERPNext 14 that the dump, which holds business tables only, leaves out
MISSING_TABLES = (
    f"create table `tabUOM` ({STANDARD}, uom_name varchar(140), must_be_whole_number int(1) not null default 0,"
    f" enabled int(1) not null default 1) {COLLATED};"
    f"create table `tabJournal Entry` ({STANDARD}, voucher_type varchar(140), company varchar(140), posting_date date,"
    f" total_debit decimal(21,9) not null default 0, amended_from varchar(140)) {COLLATED};"
    f"create table `tabJournal Entry Account` ({STANDARD}, {CHILD}, account varchar(140), party_type varchar(140),"
    " party varchar(140), debit decimal(21,9) not null default 0, credit decimal(21,9) not null default 0,"
    f" reference_type varchar(140), reference_name varchar(140), is_advance varchar(140)) {COLLATED};"
    f"create table `tabJob Card Time Log` ({STANDARD}, {CHILD}, employee varchar(140), from_time datetime(6),"
    " to_time datetime(6), time_in_mins decimal(21,9) not null default 0,"
    f" completed_qty decimal(21,9) not null default 0, operation varchar(140)) {COLLATED};"
)


def utc(local: datetime) -> datetime:
    """A stamp of the site in UTC, by Python's own time zones."""
    return local.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC).replace(tzinfo=None)


def inserted(table: str, *rows: dict[str, object]) -> str:
    """SQL: rows of a doctype, entered by Ann."""
    standard = {"creation": "2026-11-21 22:00:00", "modified": "2026-11-21 22:00:00", "owner": "ann@example.com"}
    statements = []
    for row in rows:
        full = standard | row
        columns = ", ".join(f"`{column}`" for column in full)
        values = ", ".join("null" if value is None else f"'{value}'" for value in full.values())
        statements.append(f"insert into `tab{table}` ({columns}) values ({values});")
    return "".join(statements)


def copied(table: str, source: str, /, **changes: object) -> str:
    """SQL: one more row like the named one, with other values."""
    written = ", ".join(f"`{column}` = '{value}'" for column, value in changes.items())
    return (
        f"create temporary table copied as select * from `tab{table}` where name = '{source}';"
        f"update copied set {written}; insert into `tab{table}` select * from copied; drop temporary table copied;"
    )


def version(doctype: str, document: str, local: str, changes: dict, user: str = "ann@example.com") -> str:
    """SQL: a saved version. `@line` in it is the SQL variable of that name."""
    data = json.dumps(changes, ensure_ascii=False, separators=(",", ":"))  # as Frappe writes it
    return (
        "insert into `tabVersion` (name, creation, modified, owner, modified_by, ref_doctype, docname, data) values"
        f" (crc32('{document}{local}'), '{local}', '{local}', '{user}', '{user}', '{doctype}', '{document}',"
        f" replace('{data}', '@line', coalesce(@line, '')));"
    )


def submitted(doctype: str, document: str, local: str) -> str:
    """SQL: the version that a submission leaves."""
    return version(doctype, document, local, {"changed": [["docstatus", 0, 1]]})


def in_source(server: MariaDbServer, sql: str, database: str = "erpnext") -> list[tuple]:
    connection = pymysql.connect(
        unix_socket=str(server.socket), user="root", database=database, charset="utf8mb4", autocommit=True
    )
    with connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def source(name: str = "erp", version: str = "14", zone: str | None = ZONE) -> dict[str, Any]:
    """An entry of `sources` in cockpit.yml; the variable ERP_DSN (or its name's) holds the address."""
    entry = {
        "name": name,
        "erp": "erpnext",
        "version": version,
        "connection": {"kind": "mysql", "dsn_env": f"{name.upper()}_DSN"},
    }
    return entry | ({"timezone": zone} if zone else {})


class CanonicalLayer:
    """Raw tables from databases, and the canonical layer on them: no KPIs. Needs the addresses' variables."""

    def __init__(self, folder: Path, sources: list[dict[str, Any]] | None = None, as_of: str = AS_OF) -> None:
        file = folder / "cockpit.yml"
        file.write_text(
            json.dumps({"language": "en", "personal_data": {"mode": "keep"}, "sources": sources or [source()]})
        )
        self.settings = Settings(file)
        self.as_of = datetime.fromisoformat(as_of).strftime("%Y-%m-%d %H:%M:%S")

    def refresh(self) -> None:
        """Raw tables as the databases are now; staging follows, being made of views."""
        for each in self.settings.configuration.sources:
            refresh_source(self.settings, each, full_refresh=False, replay=False, progress=Progress(quiet=True))

    def build(self, models: str = "+canonical") -> None:
        self.refresh()
        selection = ["--select", models, "--exclude-resource-type", "unit_test"]
        given = json.dumps(variables(self.settings, self.as_of))
        invoke(self.settings, ["build", *selection, "--indirect-selection", "buildable", "--vars", given])

    def query(self, sql: str) -> list[tuple]:
        with open_warehouse(self.settings, read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def asked(self, columns: str) -> list[tuple]:
        """`columns from entity …`, without repeats."""
        columns, entity = columns.split(" from ", 1)
        return self.query(f"select distinct {columns} from canonical.{entity}")


def without_source(value: Any) -> Any:
    """A key as the database has it."""
    return value.removeprefix("erp:") if isinstance(value, str) else value
