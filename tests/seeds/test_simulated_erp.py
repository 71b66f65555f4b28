"""The demo ERP's database: complete, consistent like a real Odoo's, the same for the same seed, and with its story."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from statistics import median

import polars as pl
import psycopg
import pytest

from pipelines.extraction.package import load_package
from seeds.simulation import NotOurs, PostgresDatabase, SqliteFile, TruthNotWritable, write_demo_erp
from seeds.simulation.life import Life, live
from seeds.simulation.odoo.writer import frame_of
from seeds.simulation.records import Records
from seeds.simulation.reviews import APPROVED
from tests.acceptance.working_time import local, working_hours
from tests.support import PostgresServer

END = "2026-10-31 16:00:00"
SMALL = {"scale": 0.1, "months": 15}
LARGER = {"scale": 0.4, "months": 18}

# What may lie in the future: promises, plans and due dates
PLANNED = {
    ("purchase_order_line", "date_planned"),
    ("purchase_request_line", "date_required"),
    ("sale_order", "commitment_date"),
    ("stock_picking", "scheduled_date"),
    ("mrp_production", "date_start"),
    ("mrp_production", "date_finished"),
    ("res_currency_rate", "name"),
    ("account_move", "invoice_date_due"),
    ("account_move_line", "date_maturity"),
}

# Column → table its ids belong to; a table's own entries go before those for all tables
LINKS = {
    "company_id": "res_company",
    "currency_id": "res_currency",
    "partner_id": "res_partner",
    "author_id": "res_partner",
    "commercial_partner_id": "res_partner",
    "user_id": "res_users",
    "create_uid": "res_users",
    "invoice_user_id": "res_users",
    "write_uid": "res_users",
    "requested_by": "res_users",
    "done_by": "res_users",
    "reviewer_id": "res_users",
    "reviewer_group_id": "res_groups",
    "department_id": "hr_department",
    "product_id": "product_product",
    "product_tmpl_id": "product_template",
    "categ_id": "product_category",
    "product_uom": "uom_uom",
    "product_uom_id": "uom_uom",
    "uom_id": "uom_uom",
    "picking_type_id": "stock_picking_type",
    "picking_id": "stock_picking",
    "backorder_id": "stock_picking",
    "warehouse_id": "stock_warehouse",
    "location_id": "stock_location",
    "location_dest_id": "stock_location",
    "origin_returned_move_id": "stock_move",
    "stock_move_id": "stock_move",
    "purchase_line_id": "purchase_order_line",
    "purchase_order_line_id": "purchase_order_line",
    "purchase_request_line_id": "purchase_request_line",
    "sale_line_id": "sale_order_line",
    "request_id": "purchase_request",
    "definition_id": "tier_definition",
    "log_id": "auditlog_log",
    "mail_message_id": "mail_message",
    "field_id": "ir_model_fields",
    "move_id": "account_move",
    "debit_move_id": "account_move_line",
    "credit_move_id": "account_move_line",
    "invoice_line_id": "account_move_line",
    "production_id": "mrp_production",
    "raw_material_production_id": "mrp_production",
    "workcenter_id": "mrp_workcenter",
    "workorder_id": "mrp_workorder",
    "scrap_id": "stock_scrap",
    ("purchase_order_line", "order_id"): "purchase_order",
    ("sale_order_line", "order_id"): "sale_order",
    ("sale_order_line_invoice_rel", "order_line_id"): "sale_order_line",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`erp.sqlite`, without a mistake in it, and the truth about it."""
    folder = tmp_path_factory.mktemp("simulated")
    write_demo_erp(SqliteFile(folder / "erp.sqlite"), folder / "truth", **SMALL, with_defects=False)
    return folder


@pytest.fixture
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{folder / 'erp.sqlite'}?mode=ro", uri=True)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def story() -> Life:
    """A life large enough that its story stands out of chance."""
    return live(**LARGER)


def told(records: Records) -> list[dict]:
    return frame_of(records).to_dicts()


def columns(database: sqlite3.Connection, table: str) -> dict[str, str]:
    return {row[1]: row[2] for row in database.execute(f"pragma table_info({table})")}


# -- the database


def test_the_same_arguments_give_the_same_bytes_and_another_seed_gives_others(tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("same", 5), ("other", 7)):
        write_demo_erp(SqliteFile(tmp_path / f"{name}.sqlite"), tmp_path / name, **SMALL, seed=seed)
    assert (tmp_path / "one.sqlite").read_bytes() == (tmp_path / "same.sqlite").read_bytes()
    assert (tmp_path / "one.sqlite").read_bytes() != (tmp_path / "other.sqlite").read_bytes()
    tables = sorted(file.name for file in (tmp_path / "one").iterdir())
    assert "defects.parquet" in tables and len(tables) > 20
    for name in tables:
        assert pl.read_parquet(tmp_path / "same" / name).equals(pl.read_parquet(tmp_path / "one" / name)), name


def test_what_fails_while_it_is_written_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "erp.sqlite"
    out.write_text("the old one")

    def interrupted(table: str) -> None:
        if table == "stock_move":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_demo_erp(SqliteFile(out), scale=0.02, months=1, on_table=interrupted)
    assert out.read_text() == "the old one"
    assert [path.name for path in tmp_path.iterdir()] == ["erp.sqlite"]


def test_a_truth_that_cannot_be_written_ends_it_before_anything_is_simulated(tmp_path: Path) -> None:
    truth, months = tmp_path / "truth", []
    truth.write_text("a file")
    with pytest.raises(TruthNotWritable, match="truth"):
        write_demo_erp(SqliteFile(tmp_path / "erp.sqlite"), truth, scale=0.02, months=1, on_month=months.append)
    assert months == []
    assert [path.name for path in tmp_path.iterdir()] == ["truth"]


def test_postgresql_holds_the_same_rows_is_replaced_as_a_whole_and_never_somebody_elses(
    postgres: PostgresServer, folder: Path
) -> None:
    for name in ("simulated", "theirs"):
        postgres.execute("postgres", f"create database {name}")
    target = PostgresDatabase(postgres.dsn("simulated"))
    rows = write_demo_erp(target, **SMALL, with_defects=False)
    with (
        psycopg.connect(postgres.dsn("simulated")) as connection,
        sqlite3.connect(f"file:{folder / 'erp.sqlite'}?mode=ro", uri=True) as erp,
    ):
        assert sum(rows.values()) > 20_000
        for table, count in rows.items():
            assert connection.execute(f"select count(*) from {table}").fetchone() == (count,)
            assert erp.execute(f"select count(*) from {table}").fetchone() == (count,)
        query = "select id, quantity, cast(date as varchar) from stock_move order by id"
        theirs = [(number, float(q), moment[:19]) for number, q, moment in connection.execute(query).fetchall()]
        ours = [(number, float(q), moment[:19]) for number, q, moment in erp.execute(query).fetchall()]
        assert theirs == ours

    def interrupted(table: str) -> None:
        if table == "stock_move":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_demo_erp(target, scale=0.02, months=1, on_table=interrupted)
    with psycopg.connect(postgres.dsn("simulated")) as connection:
        assert connection.execute("select count(*) from stock_move").fetchone() == (rows["stock_move"],)

    postgres.execute("theirs", "create table invoices (id int)")
    with pytest.raises(NotOurs, match="invoices"):
        write_demo_erp(PostgresDatabase(postgres.dsn("theirs")), **SMALL)


def test_every_table_of_the_package_is_there_with_its_types(database: sqlite3.Connection) -> None:
    plain = {"BIGINT": "bigint", "BOOLEAN": "boolean", "DATE": "date", "DOUBLE": "double"}
    plain |= {"DECIMAL(28, 6)": "numeric", "TIMESTAMP": "timestamp", "VARCHAR": "varchar"}
    for name, table in load_package("odoo").tables.items():
        if not table.is_of("18"):
            continue
        expected = {column: plain[declared.type] for column, declared in table.columns.items()}
        found = columns(database, name)
        if table.optional and not found:
            continue
        assert found.items() <= expected.items(), name
        optional = {column for column, declared in table.columns.items() if declared.optional}
        assert expected.keys() - found.keys() <= optional, name
    version = database.execute("select state, latest_version from ir_module_module where name = 'base'")
    assert version.fetchall() == [("installed", "18.0.1.3")]


# -- consistency


def test_every_link_points_to_a_row(database: sqlite3.Connection) -> None:
    tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
    followed = 0
    for table in tables:
        for column in columns(database, table):
            target = LINKS.get((table, column), LINKS.get(column))
            if target is not None:
                followed += 1
                query = f"select count(*) from {table} where {column} not in (select id from {target})"
                assert database.execute(query).fetchone() == (0,), f"{table}.{column} → {target}"
    assert followed > 100


def test_chatter_and_reviews_point_to_their_documents(database: sqlite3.Connection) -> None:
    models = {"purchase.order", "purchase.request", "sale.order", "account.move", "stock.picking", "mrp.production"}
    assert {row[0] for row in database.execute("select distinct model from mail_message")} == models
    for model in models:
        query = f"select count(*) from mail_message where model = '{model}' and res_id not in (select id from "
        assert database.execute(query + model.replace(".", "_") + ")").fetchone() == (0,), model


def test_nothing_happens_after_the_end(database: sqlite3.Connection) -> None:
    for table in load_package("odoo").tables:
        for column, kind in columns(database, table).items():
            if kind not in ("timestamp", "date") or (table, column) in PLANNED:
                continue
            done = " where state = 'done'" if (table, column) == ("stock_move", "date") else ""
            latest = database.execute(f"select max({column}) from {table}{done}").fetchone()[0]
            assert latest is None or latest < END, f"{table}.{column}: {latest}"


def test_rows_are_never_written_before_they_are_created(database: sqlite3.Connection) -> None:
    for table in load_package("odoo").tables:
        if {"create_date", "write_date"} <= set(columns(database, table)):
            query = f"select count(*) from {table} where write_date < create_date or write_date is null"
            assert database.execute(query).fetchone() == (0,), table


def test_ids_follow_the_order_of_creation(database: sqlite3.Connection) -> None:
    for table in ("stock_move", "stock_picking", "account_move", "mail_message", "auditlog_log"):
        created = [row[0] for row in database.execute(f"select create_date from {table} order by id")]
        assert created == sorted(created), table


def test_layers_and_quants_add_up_to_what_the_moves_left(database: sqlite3.Connection) -> None:
    query = """
        select m.product_id, sum(m.quantity * ((d.usage = 'internal') - (s.usage = 'internal')))
        from stock_move m join stock_location s on s.id = m.location_id
        join stock_location d on d.id = m.location_dest_id where m.state = 'done' group by 1
    """
    on_hand = dict(database.execute(query).fetchall())
    layers = dict(database.execute("select product_id, sum(quantity) from stock_valuation_layer group by 1").fetchall())
    quants = dict(database.execute("select product_id, sum(quantity) from stock_quant group by 1").fetchall())
    assert on_hand == layers == quants
    query = """
        select count(*), count(l.id), count(distinct m.id) from stock_move m
        left join stock_valuation_layer l on l.stock_move_id = m.id where m.state = 'done' and m.quantity > 0
    """
    [moves, with_layer, distinct] = database.execute(query).fetchone()
    assert moves == with_layer == distinct > 2000


def test_steps_happen_in_order(database: sqlite3.Connection) -> None:
    disorder = {
        "order confirmed before it was created": "select count(*) from purchase_order where date_approve < create_date",
        "receipt before confirmation": "select count(*) from stock_move m"
        " join purchase_order_line l on l.id = m.purchase_line_id join purchase_order o on o.id = l.order_id"
        " where m.state = 'done' and m.date < o.date_approve",
        "delivery before confirmation": "select count(*) from stock_move m"
        " join sale_order_line l on l.id = m.sale_line_id join sale_order o on o.id = l.order_id"
        " where m.state = 'done' and m.date < o.date_order",
        "confirmed with an open review": "select count(*) from purchase_order o"
        " join tier_review r on r.model = 'purchase.order' and r.res_id = o.id"
        " where o.state = 'purchase' and (r.status <> 'approved' or r.reviewed_date > o.date_approve)",
        "return before what it returns": "select count(*) from stock_move r"
        " join stock_move m on m.id = r.origin_returned_move_id"
        " where r.date < m.date or r.quantity > m.quantity",
        "ordered before the requisition": "select count(*) from purchase_request_purchase_order_line_rel x"
        " join purchase_request_line q on q.id = x.purchase_request_line_id"
        " join purchase_order_line l on l.id = x.purchase_order_line_id where l.create_date < q.create_date",
    }
    for what, query in disorder.items():
        assert database.execute(query).fetchone() == (0,), what


def test_an_orders_state_is_the_last_one_tracked(database: sqlite3.Connection) -> None:
    for model, table in (("purchase.order", "purchase_order"), ("sale.order", "sale_order")):
        query = f"""
            select m.res_id, s.value from mail_tracking_value t
            join mail_message m on m.id = t.mail_message_id
            join ir_model_fields f on f.id = t.field_id and f.model = '{model}' and f.name = 'state'
            join ir_model_fields_selection s on s.field_id = f.id
                and t.new_value_char in (json_extract(s.name, '$.zh_CN'), json_extract(s.name, '$.en_US'))
            order by t.id
        """
        tracked = dict(database.execute(query).fetchall())
        for order, state in database.execute(f"select id, state from {table}"):
            assert state == tracked.get(order, "draft"), (table, order)


def test_changes_after_confirmation_keep_the_first_value_in_the_audit_log(database: sqlite3.Connection) -> None:
    query = """
        select x.field_name, l.date_planned, l.price_unit, l.product_qty, x.old_value, x.new_value, g.create_date,
            o.date_approve
        from auditlog_log_line x join auditlog_log g on g.id = x.log_id and g.method = 'write'
        join purchase_order_line l on l.id = g.res_id join purchase_order o on o.id = l.order_id
        where g.model_model = 'purchase.order.line' and g.create_date > o.date_approve
    """
    fields = defaultdict(int)
    for field, promise, price, quantity, old, new, changed_at, confirmed_at in database.execute(query):
        fields[field] += 1
        latest = {"date_planned": promise, "price_unit": price, "product_qty": quantity}[field]
        assert old != new and changed_at > confirmed_at
        assert latest == new if field == "date_planned" else latest == float(new)
    assert min(fields[field] for field in ("date_planned", "price_unit", "product_qty")) >= 3


def test_entries_balance_and_payments_make_the_payment_state(database: sqlite3.Connection) -> None:
    query = "select move_id from account_move_line group by 1 having round(sum(balance), 2) <> 0"
    assert database.execute(query).fetchall() == []
    query = """
        select m.move_type, m.payment_state, m.amount_total, coalesce(sum(case p.debit_move_id
            when l.id then p.debit_amount_currency else p.credit_amount_currency end), 0)
        from account_move m join account_move_line l on l.move_id = m.id and l.display_type = 'payment_term'
        left join account_partial_reconcile p on l.id in (p.debit_move_id, p.credit_move_id)
        where m.move_type <> 'entry' group by m.id
    """
    states = defaultdict(int)
    for kind, state, amount, paid in database.execute(query):
        states[kind, state] += 1
        assert state == ("paid" if paid >= amount - 0.005 else "not_paid")
    assert {kind for kind, _ in states} == {"in_invoice", "out_invoice", "out_refund"}
    assert min(count for (kind, _), count in states.items() if kind != "out_refund") > 5


# -- the story


def decided_steps(life: Life) -> list[dict]:
    return [step for step in told(life.purchasing.reviews.steps) if step["decided_at"]]


def test_queues_arise_people_wait_longer_than_they_are_worked_on(story: Life) -> None:
    """Nothing draws a waiting time: it is the pile before a person, and the hours the person is there."""
    steps = decided_steps(story)
    waits = [working_hours(step["requested_at"], step["started_at"]) for step in steps]
    worked = [working_hours(step["started_at"], step["decided_at"]) for step in steps]
    assert median(waits) > 2 * median(worked) > 0
    by_level = defaultdict(list)
    for step, wait in zip(steps, waits, strict=True):
        by_level[step["level"]].append(wait)
    # the manager who signs twice a week keeps everybody waiting, though a signature takes half a minute
    assert median(by_level[4]) > 3 * median(by_level[1])


def test_the_general_manager_signs_in_batches_on_friday_afternoons_and_never_refuses(story: Life) -> None:
    steps = [step for step in decided_steps(story) if step["level"] == 4]
    signed = [local(step["decided_at"]) for step in steps]
    fridays = [moment for moment in signed if moment.weekday() == 4 and moment.hour >= 15]
    assert len(fridays) > 0.5 * len(signed) > 10
    assert {step["decision"] for step in steps} == {APPROVED}


def test_the_crisis_of_some_suppliers_shows_in_the_summer(story: Life) -> None:
    in_crisis = story.frame.masters.suppliers.in_crisis
    received, shares = defaultdict(list), defaultdict(list)
    for delivery in told(story.receiving.deliveries):
        received[delivery["order"]].append(delivery["received_at"])
    orders = story.purchasing.orders
    for line in told(story.purchasing.lines):
        promised = local(line["promised_at"]).date()
        moments = received[line["order"]]
        if moments and promised < date(2026, 10, 31) and in_crisis[orders["supplier"][line["order"]]]:
            in_time = all(at is not None and local(at).date() <= promised for at in moments)
            shares[date(2026, 6, 1) <= promised < date(2026, 9, 1)].append(in_time)
    usual, summer = (sum(shares[which]) / len(shares[which]) for which in (False, True))
    assert min(map(len, shares.values())) > 30
    assert summer < usual - 0.15


def test_the_pilot_changes_its_plant_alone_and_only_from_its_month_on(story: Life) -> None:
    """The same life with and without the pilot: what an approval level costs, known case by case."""
    with_it = frame_of(story.purchasing.orders)
    without = frame_of(live(**LARGER, with_pilot=False).purchasing.orders)
    begins = datetime(2026, 4, 30, 16)
    before = pl.col("approved_at") < begins
    assert (
        with_it.filter(before)
        .select("id", "submitted_at", "approved_at")
        .equals(without.filter(before).select("id", "submitted_at", "approved_at"))
    )

    def hours(orders: pl.DataFrame, warehouse: int) -> float:
        after = orders.filter(
            (pl.col("submitted_at") >= begins)
            & (pl.col("warehouse") == warehouse)
            & pl.col("approved_at").is_not_null()
        )
        assert after.height > 30
        return sum(working_hours(row["submitted_at"], row["approved_at"]) for row in after.to_dicts()) / after.height

    piloted, comparable = (hours(with_it, plant) - hours(without, plant) for plant in (0, 1))
    assert piloted < -0.8
    assert abs(comparable) < abs(piloted) / 3
