"""A simulated life written down as Odoo would have it, into SQLite or PostgreSQL, and as it was, into Parquet.

Belongs here: handing the life to DuckDB, running the SQL beside this file, writing the tables. Does not belong here:
what happened.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from seeds.simulation.defects import choose
from seeds.simulation.life import Life
from seeds.simulation.odoo.labels import FIELDS
from seeds.simulation.odoo.names import DEPARTMENTS, WAREHOUSES, item_names, partner_names, person_names, tiers
from seeds.simulation.odoo.targets import ERP, PostgresDatabase, SqliteFile, Tables
from seeds.simulation.records import NEVER, NOBODY, Records

# last of all, on finished tables
DEFECTS = ("defects_of_masters", "defects_of_documents")
STEPS = ("masters", "purchasing", "reviews", "stock", "production", "sales", "finance", "trails", *DEFECTS)
# of DuckDB's tables, the rest goes to disk; beside them stand the life itself and its frames
MEMORY = "1500MB"
HERE = Path(__file__).parent


def records(life: Life) -> dict[str, Records]:
    """Everything that was written down, by name."""
    requisitions, purchasing, receiving = life.requisitions, life.purchasing, life.receiving
    payables, sales = life.payables, life.sales
    return {
        "requisitions": requisitions.requisitions,
        "requisition_lines": requisitions.lines,
        "requisition_steps": requisitions.reviews.steps,
        "orders": purchasing.orders,
        "lines": purchasing.lines,
        "order_steps": purchasing.reviews.steps,
        "deliveries": receiving.deliveries,
        "delivered": receiving.delivered,
        "invoices": payables.invoices,
        "sales_orders": sales.orders,
        "sales_lines": sales.lines,
        "sales_deliveries": sales.deliveries,
        "production_orders": life.production.orders,
        "production_components": life.production.components,
        "operations": life.production.operations,
        "returns": life.returns.returns,
        "counts": life.counting.counts,
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


def write_odoo(
    life: Life,
    target: SqliteFile | PostgresDatabase,
    on_step: Callable[[str], None] = lambda step: None,
    truth: Path | None = None,
) -> dict[str, int]:
    """Write the life as an Odoo database and return the rows of each table; `on_step` hears of each table.

    Args:
        truth: folder for `defects.parquet`: which rows of the database are wrong, and which rule they break.

    Raises:
        NotOurs: the PostgreSQL database holds somebody else's tables.
        OSError, sqlite3.Error, duckdb.Error: the target cannot be written; it is as it was.
    """
    with (
        tempfile.TemporaryDirectory(prefix=".erp-cockpit-demo-", dir=target.scratch) as spilled,
        duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": spilled}) as connection,
    ):
        _build(connection, life, on_step)
        if truth is not None:
            _write_defects(connection, truth)
        with target.opened(connection) as tables:
            return _copy(connection, tables, on_step)


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
        "fields": pl.DataFrame([{"id": f.id, "model": f.model, "name": f.name, "kind": f.kind} for f in FIELDS]),
        "labels": pl.DataFrame(
            [
                {"field": f.id, "place": place, "value": value, "english": english, "label": chinese or english}
                for f in FIELDS
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


def _copy(connection: duckdb.DuckDBPyConnection, tables: Tables, on_step: Callable[[str], None]) -> dict[str, int]:
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
        picked = ", ".join(
            _stored(column, kind) if column in known else f'null as "{column}"' for column, kind in columns.items()
        )
        order = "id" if "id" in columns else "all"
        row = connection.execute(
            f"insert into {ERP}.{name} select {picked} from memory.{name} order by {order}"
        ).fetchone()
        assert row is not None
        rows[name] = row[0]
    return rows


def _stored(column: str, kind: str) -> str:
    """A column as it is written: amounts as short as people enter them, without a double's last digits."""
    return f'cast(cast("{column}" as decimal(28, 6)) as double)' if kind == "numeric" else f'"{column}"'
