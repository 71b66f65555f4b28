"""A simulated life written down as Odoo would have it, into SQLite or PostgreSQL, and as it was, into Parquet.

Belongs here: handing the life to DuckDB, running the SQL beside this file, writing the tables. Does not belong here:
what happened.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
from duckdb_extensions import import_extension

from seeds.demo_erp.odoo.labels import FIELDS, TrackedField
from seeds.demo_erp.odoo.tables import SCHEMA
from seeds.simulation.defects import choose
from seeds.simulation.life import Life
from seeds.simulation.odoo.names import DEPARTMENTS, WAREHOUSES, item_names, partner_names, person_names, tiers
from seeds.simulation.records import NEVER, NOBODY, Records

# last of all, on finished tables
DEFECTS = ("defects_of_masters", "defects_of_documents")
STEPS = ("masters", "purchasing", "reviews", "stock", "production", "sales", "finance", "trails", *DEFECTS)
HERE = Path(__file__).parent
TRACKED = [
    *FIELDS,
    TrackedField(
        9801,
        "mrp.production",
        "state",
        "selection",
        {
            "draft": ("Draft", "草稿"),
            "confirmed": ("Confirmed", "已确认"),
            "progress": ("In Progress", "进行中"),
            "to_close": ("To Close", "待关闭"),
            "done": ("Done", "完成"),
            "cancel": ("Cancelled", "已取消"),
        },
    ),
]


def records(life: Life) -> dict[str, Records]:
    """Everything that was written down, by name."""
    purchasing, receiving, payables, sales = life.purchasing, life.receiving, life.payables, life.sales
    return {
        "requisitions": purchasing.requisitions,
        "requisition_lines": purchasing.requisition_lines,
        "requisition_steps": purchasing.requisition_reviews.steps,
        "orders": purchasing.orders,
        "lines": purchasing.lines,
        "order_steps": purchasing.order_reviews.steps,
        "deliveries": receiving.deliveries,
        "delivered": receiving.delivered,
        "invoices": payables.invoices,
        "sales_orders": sales.orders,
        "sales_lines": sales.lines,
        "sales_deliveries": sales.deliveries,
        "production_orders": life.production.orders,
        "production_components": life.production.components,
        "operations": life.production.operations,
        "moves": life.stock.moves,
    }


def frame_of(table: Records) -> pl.DataFrame:
    """A table with its ids; moments as stamps in UTC, those that have not come and people who were nobody as null."""
    columns = {"id": pl.Series(np.arange(len(table)))}
    for name in table.columns:
        values = pl.Series(name, table[name])
        if name.endswith("_at"):
            values = values.replace(NEVER, None).cast(pl.Int64)
            values = (values * 1_000_000).cast(pl.Datetime("us"))
        elif name.endswith("_by"):
            values = values.replace(NOBODY, None)
        columns[name] = values
    return pl.DataFrame(columns)


def write_truth(life: Life, folder: Path) -> None:
    """The life as it was, one Parquet file a table, with the masters it went by."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in _frames(life).items():
        table.write_parquet(folder / f"{name}.parquet")


def write_sqlite(
    life: Life, out: Path, on_step: Callable[[str], None] = lambda step: None, truth: Path | None = None
) -> dict[str, int]:
    """Write the life as an Odoo database in one SQLite file, and return the rows of each table.

    A killed run leaves `out` as it was.

    Args:
        truth: folder for `defects.parquet`: which rows of the database are wrong, and which rule they break.
    """
    unfinished = out.with_name(f".{out.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    columns = _create_tables(unfinished)
    with duckdb.connect() as connection:
        _build(connection, life, on_step)
        if truth is not None:
            _write_defects(connection, truth)
        import_extension("sqlite_scanner")
        connection.execute("load sqlite_scanner")
        connection.execute(f"attach '{unfinished}' as erp (type sqlite)")
        rows = _copy(connection, columns, on_step)
        connection.execute("detach erp")
    unfinished.replace(out)
    return rows


def _frames(life: Life) -> dict[str, pl.DataFrame]:
    masters, people = life.frame.masters, life.frame.people
    suppliers, items, positions = masters.suppliers, masters.items, masters.positions
    return {name: frame_of(table) for name, table in records(life).items()} | {
        "people": frame_of(people.table).with_columns(**person_names(people)),
        "suppliers": pl.DataFrame(
            {
                "id": np.arange(len(suppliers.lead_days)),
                "lead_days": suppliers.lead_days,
                "is_foreign": suppliers.is_foreign,
                **partner_names("supplier", len(suppliers.lead_days)),
            }
        ),
        "customers": pl.DataFrame(
            {
                "id": np.arange(len(masters.customers.weight)),
                **partner_names("customer", len(masters.customers.weight)),
            }
        ),
        "items": pl.DataFrame(
            {
                "id": np.arange(len(items.cost_cny)),
                "cost_cny": items.cost_cny,
                "supplier": items.supplier,
                **item_names(len(items.cost_cny)),
            }
        ),
        "positions": pl.DataFrame(
            {
                "id": np.arange(len(positions.item)),
                "item": positions.item,
                "warehouse": positions.warehouse,
                "on_hand": life.stock.on_hand,
            }
        ),
        "warehouses": WAREHOUSES,
        "departments": DEPARTMENTS,
        "tiers": tiers(people),
        "rates": _rates(life),
        "seeded": choose(life),
        "fields": pl.DataFrame([{"id": f.id, "model": f.model, "name": f.name, "kind": f.kind} for f in TRACKED]),
        "labels": pl.DataFrame(
            [
                {"field": f.id, "place": place, "value": value, "english": english, "label": chinese or english}
                for f in TRACKED
                for place, (value, (english, chinese)) in enumerate((f.labels or {}).items())
            ]
        ),
    }


def _rates(life: Life) -> pl.DataFrame:
    months = pl.date_range(life.first, life.first.replace(year=life.first.year + 4), "1mo", eager=True)
    swing = life.frame.chance.uniform("rates", np.arange(len(months)))
    return pl.DataFrame({"month": months, "usd_per_cny": np.round(0.137 + 0.006 * swing, 4)})


def _build(connection: duckdb.DuckDBPyConnection, life: Life, on_step: Callable[[str], None]) -> None:
    for name, table in _frames(life).items():
        connection.register(f"given_{name}", table)
        connection.execute(f'create table "{name}" as from given_{name}')
        connection.unregister(f"given_{name}")
    connection.execute(f"create table period as select make_timestamp({life.start * 1_000_000}) as installed_at")
    # China's one offset, without asking a zone for every row
    connection.execute("create macro local_date(moment) as cast(moment + interval 8 hour as date)")
    connection.execute(f"create macro local_day(day) as date '{life.first}' + cast(day as integer)")
    connection.execute(
        "create macro standard_cost(cost, company) as round(cost * case company when 2 then 0.14 else 1 end, 2)"
    )
    for step in STEPS:
        on_step(step)
        connection.execute((HERE / f"{step}.sql").read_text(encoding="utf-8"))


def _write_defects(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    connection.sql("select * from defects order by all").write_parquet(str(folder / "defects.parquet"))


def _create_tables(path: Path) -> dict[str, list[str]]:
    """Write empty tables into a file; table → columns."""
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA)
        connection.executescript((HERE / "further_tables.sql").read_text(encoding="utf-8"))
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        columns = {name: [row[1] for row in connection.execute(f"pragma table_info({name})")] for name in names}
    connection.close()
    return columns


def _copy(
    connection: duckdb.DuckDBPyConnection, tables: dict[str, list[str]], on_step: Callable[[str], None]
) -> dict[str, int]:
    """Write the tables in the order of their ids; columns that Odoo has and the life does not know are null."""
    rows = {}
    for name, columns in tables.items():
        known = {
            row[0]
            for row in connection.execute(
                "select column_name from duckdb_columns() where table_name = ? and database_name = 'memory'", [name]
            ).fetchall()
        }
        if not known:
            rows[name] = 0
            continue
        on_step(name)
        picked = ", ".join(f'"{column}"' if column in known else f'null as "{column}"' for column in columns)
        order = "id" if "id" in columns else "all"
        row = connection.execute(
            f"insert into erp.{name} select {picked} from memory.{name} order by {order}"
        ).fetchone()
        assert row is not None
        rows[name] = row[0]
    return rows
