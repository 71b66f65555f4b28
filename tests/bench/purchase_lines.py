"""An ERP of one large table, shaped like Odoo's purchase_order_line, in PostgreSQL and in MariaDB.

Belongs here: its package, its rows, changing some of them. Does not belong here: reading it.
"""

from __future__ import annotations

from pathlib import Path

import psycopg

from cockpit import settings
from pipelines.extraction import package as packages
from tests.support import MariaDbServer, PostgresServer

TABLE = "purchase_order_line"
COLUMNS = {
    "id": "bigint",
    "order_id": "bigint",
    "product_id": "bigint",
    "product_uom": "bigint",
    "display_type": "varchar",
    "is_downpayment": "boolean",
    "name": "varchar",
    "product_qty": "numeric",
    "product_uom_qty": "double",
    "price_unit": "numeric",
    "price_subtotal": "numeric",
    "qty_received": "numeric",
    "qty_invoiced": "numeric",
    "date_planned": "timestamp",
    "state": "varchar",
    "company_id": "bigint",
    "create_date": "timestamp",
    "write_date": "timestamp",
}
# in no package, as in a real table: a part of what a row holds
UNREAD = {"sequence": "integer", "price_tax": "numeric", "price_total": "numeric", "propagate_cancel": "boolean"}
PACKAGE = f"""
erp: bench
versions: ["1"]
timezone: UTC
schema: public
overlap_minutes: 60
tables:
  {TABLE}:
    strategy: incremental
    columns: {{{", ".join(f"{column}: {kind}" for column, kind in COLUMNS.items())}}}
"""
SELECT = f"select {', '.join(COLUMNS)} from {TABLE}"
POSTGRES_TYPES = {
    "bigint": "integer",
    "varchar": "varchar",
    "double": "double precision",
    "timestamp": "timestamp without time zone",
}
MARIADB_TYPES = {"bigint": "int", "varchar": "varchar(200)", "numeric": "decimal(20, 6)", "timestamp": "datetime(6)"}
VALUES = {
    "id": "i",
    "order_id": "1 + {order}",
    "product_id": "i % 600",
    "product_uom": "1 + i % 3",
    "display_type": "null",
    "is_downpayment": "false",
    "name": "concat('[', 10000 + i % 600, '] Item ', i % 600, ' of the catalogue, delivered in boxes of ', i % 12)",
    "product_qty": "i % 100 + 0.5",
    "product_uom_qty": "i % 100 + 0.5",
    "price_unit": "round((i % 977) * 1.37, 2)",
    "price_subtotal": "round((i % 100 + 0.5) * (i % 977) * 1.37, 2)",
    "qty_received": "i % 100",
    "qty_invoiced": "i % 90",
    "date_planned": "{promised}",
    "state": "case when i % 20 = 0 then 'draft' else 'purchase' end",
    "company_id": "1 + i % 2",
    "create_date": "{written}",
    "write_date": "{written}",
    "sequence": "10",
    "price_tax": "round((i % 977) * 0.1781, 2)",
    "price_total": "round((i % 977) * 1.5481, 2)",
    "propagate_cancel": "true",
}
IN_POSTGRES = {
    "order": "i / 5",
    "promised": "timestamp '2024-01-01 12:00:00' + (i % 700) * interval '1 day'",
    "written": "timestamp '2024-01-01 00:00:00' + i * interval '5 seconds'",
}
IN_MARIADB = {
    "order": "i div 5",
    "promised": "timestamp '2024-01-01 12:00:00' + interval (i % 700) day",
    "written": "timestamp '2024-01-01 00:00:00' + interval (i * 5) second",
}
CHANGED_SHARE = 100  # one row of so many
HOURS_APART = 2  # of the changes of two runs


def install(folder: Path) -> None:
    """Make the package the only one there is for this process."""
    file = folder / "bench" / "package.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PACKAGE, encoding="utf-8")
    settings.ERP_PACKAGES_DIRECTORY = packages.ERP_PACKAGES_DIRECTORY = folder
    packages.load_package.cache_clear()


def fill_postgres(dsn: str, first: int, last: int) -> None:
    """Add rows, and the table with its indexes where it is not there yet; stamps lie five seconds apart."""
    values = ", ".join(VALUES.values()).format(**IN_POSTGRES)
    with psycopg.connect(dsn, autocommit=True) as connection:
        is_there = connection.execute("select to_regclass(%s)", [TABLE]).fetchone() != (None,)
        if not is_there:
            connection.execute(f"create table {TABLE} ({_declared(POSTGRES_TYPES)})")
        connection.execute(f"insert into {TABLE} select {values} from generate_series({first}, {last}) as i")
        if not is_there:
            connection.execute(f"alter table {TABLE} add primary key (id)")
            connection.execute(f"create index on {TABLE} (write_date)")
        connection.execute(f"vacuum analyze {TABLE}")


def fill_mariadb(server: MariaDbServer, database: str, rows: int) -> None:
    """The same rows in MariaDB."""
    values = ", ".join(VALUES.values()).format(**IN_MARIADB)
    server.execute("mysql", f"create database {database} character set utf8mb4")
    server.execute(database, f"create table {TABLE} ({_declared(MARIADB_TYPES)}, primary key (id))")
    server.execute(database, f"insert into {TABLE} select {values} from (select seq as i from seq_1_to_{rows}) as n")
    server.execute(database, f"create index written on {TABLE} (write_date); analyze table {TABLE}")


def change(server: PostgresServer, database: str, run: int, runs: int) -> None:
    """Change one row in a hundred, spread over the table, other ones in every run; the last run's are of two hours ago.

    A single row is written behind them by more than the overlap, or the next run would read all of them again.
    """
    stamp = f"write_date = now() at time zone 'utc' - interval '{(runs - run) * HOURS_APART} hours'"
    server.execute(
        database,
        f"update {TABLE} set qty_received = qty_received + 1, {stamp} where id % {CHANGED_SHARE} = {run + 2};"
        f" update {TABLE} set {stamp} + interval '61 minutes' where id = 1",
    )


def _declared(types: dict[str, str]) -> str:
    return ", ".join(f"{column} {types.get(kind, kind)}" for column, kind in {**COLUMNS, **UNREAD}.items())
