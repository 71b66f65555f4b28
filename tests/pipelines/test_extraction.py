"""Raw holds what the ERP holds, and what it held before: held against plain queries."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import psycopg
import pytest

from cockpit.errors import CockpitError, ConfigurationError
from pipelines.extraction import package as packages
from pipelines.extraction.connection import SourceDatabase
from pipelines.extraction.refresh import mismatch
from tests.pipelines.extracting import (
    FROM_SQLITE,
    Reader,
    assert_equals_postgres,
    assert_equals_sqlite,
    in_postgres,
    in_sqlite,
)
from tests.pipelines.odoo_database import SCHEMA, OdooDatabase
from tests.support import PostgresServer

LATEST = "2026-03-10 08:00:00.000000"

TABLES = {
    "account_move",
    "auditlog_log_line",
    "hr_department",
    "hr_employee",
    "mail_message",
    "product_category",
    "product_template",
    "purchase_order",
    "purchase_order_line",
    "purchase_request_purchase_order_line_rel",
    "res_company",
    "sale_order",
    "stock_picking",
    "stock_warehouse",
    "uom_uom",
}


class Company:
    """A small company's ERP in SQLite, written to and read by turns."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "erp.sqlite"
        self.erp = OdooDatabase(self.path)
        for number in range(1, 6):
            stamp = f"2026-03-0{number} 08:00:00"
            self.erp.order(number, stamp)
            self.erp.order_line(number, "2026-04-01 00:00:00", id=number * 10, create_date=f"{stamp}.250000")
        self.erp.order(6, LATEST)
        self.erp.commit()
        self.reader = Reader(folder / "reader", {"kind": "sqlite", "path": str(self.path)})

    def write(self, *statements: str) -> None:
        for statement in statements:
            self.erp.execute(statement)
        self.erp.commit()

    def count(self, condition: str) -> int:
        with sqlite3.connect(self.path) as connection:
            return connection.execute(f"select count(*) from {condition}").fetchone()[0]


@pytest.fixture(autouse=True)
def package_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The Odoo package as a file of this test's own, with the few tables that the scenarios use."""
    text = (packages.ERP_PACKAGES_DIRECTORY / "odoo" / "package.yml").read_text(encoding="utf-8")
    head, tables = text.split("\ntables:\n")
    kept = [block for block in re.findall(r"  \w+:\n(?:    .*\n?)+", tables) if block.split(":")[0].strip() in TABLES]
    assert len(kept) == len(TABLES)
    folder = tmp_path / "packages" / "odoo"
    folder.mkdir(parents=True)
    (folder / "package.yml").write_text(f"{head}\ntables:\n{''.join(kept)}", encoding="utf-8")
    monkeypatch.setattr(packages, "ERP_PACKAGES_DIRECTORY", folder.parent)
    packages.load_package.cache_clear()
    yield folder / "package.yml"
    packages.load_package.cache_clear()


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


@pytest.fixture
def read_company(company: Company) -> Company:
    company.reader.refresh()
    return company


# -- reading ---------------------------------------------------------------------------------------------------------


def test_the_first_load_brings_every_row_of_every_table(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the whole package
    packages.load_package.cache_clear()
    refresh = company.reader.refresh()
    assert_equals_sqlite(company.reader, company.path)
    assert {state.name: state.raw_rows for state in refresh.tables} == {
        name: len(in_sqlite(company.path, name, table)) for name, table in company.reader.package.tables.items()
    }
    assert company.reader.query("select count(*) from raw_erp.purchase_order where _deleted_at is not null") == [(0,)]


def test_a_second_load_reads_only_what_changed_and_the_overlap(read_company: Company) -> None:
    read_company.write(
        "update purchase_order set state = 'cancel', write_date = '2026-03-12 00:00:00.5' where id = 2",
        "insert into purchase_order (id, name, write_date) values (7, '新订单', '2026-03-12 00:00:01')",
    )
    refresh = read_company.reader.refresh()
    assert_equals_sqlite(read_company.reader, read_company.path)
    # the watermark is the latest stamp of the first load; an hour before it is read once more
    reread = read_company.count("purchase_order where write_date >= '2026-03-10 07:00:00'")
    assert read_company.reader.landed_rows("purchase_order") == reread == 3
    [orders] = [state for state in refresh.tables if state.name == "purchase_order"]
    assert orders.changed_rows == 2


def test_nothing_new_changes_nothing(read_company: Company) -> None:
    before = read_company.reader.query("select * from raw_erp.purchase_order order by all")
    refresh = read_company.reader.refresh()
    assert sum(state.changed_rows + state.deleted_rows for state in refresh.tables) == 0
    assert read_company.reader.query("select * from raw_erp.purchase_order order by all") == before


def test_rows_with_the_very_stamp_of_the_watermark_are_not_missed(read_company: Company) -> None:
    read_company.write(
        f"insert into purchase_order (id, name, write_date) values (7, 'same stamp', '{LATEST}')",
        "update purchase_order set state = 'done' where id = 6",
    )
    read_company.reader.refresh()
    assert_equals_sqlite(read_company.reader, read_company.path)


def test_transactions_that_commit_within_the_overlap_are_not_missed(read_company: Company) -> None:
    # write_date is a transaction's start: an hour-long one commits behind the watermark. One stamp is at the edge of
    # the overlap and written without a fraction, which as a text sorts before the same second with one.
    read_company.write(
        "update purchase_order set state = 'done', write_date = '2026-03-10 07:00:00' where id = 1",
        "update purchase_order set state = 'done', write_date = '2026-03-10 07:30:00.1' where id = 2",
    )
    read_company.reader.refresh()
    assert_equals_sqlite(read_company.reader, read_company.path)


def test_new_rows_long_behind_the_watermark_or_without_a_stamp_are_found_by_their_keys(company: Company) -> None:
    company.write("insert into purchase_order (id, name) values (8, 'never stamped')")
    company.reader.refresh()
    assert_equals_sqlite(company.reader, company.path)
    company.write(
        "insert into purchase_order (id, name, write_date) values (9, 'backdated', '2019-01-01 00:00:00')",
        "insert into purchase_order (id, name) values (10, 'never stamped either')",
    )
    company.reader.refresh()
    assert_equals_sqlite(company.reader, company.path)


def test_a_stamp_from_a_wrong_clock_does_not_hide_later_changes(company: Company) -> None:
    company.write("update purchase_order set write_date = '2099-01-01 00:00:00' where id = 1")
    company.reader.refresh()
    now = (datetime.now(UTC) + timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M:%S")
    company.write(f"update purchase_order set state = 'cancel', write_date = '{now}' where id = 2")
    company.reader.refresh()
    assert_equals_sqlite(company.reader, company.path)


def test_tables_without_stamps_are_read_whole(read_company: Company) -> None:
    read_company.write(
        "update res_company set name = '改名公司' where id = 1",
        "update stock_warehouse set active = 0",
        "insert into product_category (id, name) values (3, '新类别')",
    )
    read_company.reader.refresh()
    assert_equals_sqlite(read_company.reader, read_company.path)


def test_a_full_refresh_sees_what_changed_without_a_new_stamp(read_company: Company) -> None:
    read_company.write("update purchase_order set amount_total = 12.5 where id = 1")
    read_company.reader.refresh()
    [seen] = read_company.reader.query("select amount_total from raw_erp.purchase_order where id = 1")
    assert float(seen[0]) == 100  # what write_date does not tell, an incremental run cannot know
    read_company.reader.refresh(full_refresh=True)
    assert_equals_sqlite(read_company.reader, read_company.path)


# -- what the source forgets -----------------------------------------------------------------------------------------


def test_deleted_rows_stay_with_their_stamp_and_come_back_when_restored(read_company: Company) -> None:
    whole = read_company.reader.live("purchase_order_line")
    with sqlite3.connect(read_company.path) as connection:
        [kept] = connection.execute("select * from purchase_order_line where id = 20").fetchall()
    read_company.write("delete from purchase_order_line where id in (20, 30)", "delete from hr_employee where id = 2")
    deletion = read_company.reader.refresh()
    assert_equals_sqlite(read_company.reader, read_company.path)
    gone = read_company.reader.query(
        "select id, product_qty, _deleted_at from raw_erp.purchase_order_line where _deleted_at is not null order by id"
    )
    stamp = deletion.manifest.extracted_at.replace(tzinfo=None)
    assert gone == [(20, 10, stamp), (30, 10, stamp)]
    assert read_company.reader.query("select id from raw_erp.hr_employee where _deleted_at is not null") == [(2,)]

    # a restored row carries its old stamp, far behind the watermark
    marks = ", ".join("?" for _ in kept)
    read_company.erp.execute(f"insert into purchase_order_line values ({marks})", *kept)
    read_company.erp.commit()
    read_company.reader.refresh()
    assert_equals_sqlite(read_company.reader, read_company.path)
    assert [row for row in whole if row[0] != 30] == read_company.reader.live("purchase_order_line")
    # the deletion of the other one is not stamped anew
    assert read_company.reader.query(
        "select id, _deleted_at from raw_erp.purchase_order_line where _deleted_at is not null"
    ) == [(30, stamp)]


def test_a_purged_log_keeps_what_it_has_proven(read_company: Company) -> None:
    lines = [(number, number, "state", "draft", "purchase", f"2026-0{number}-01 00:00:00") for number in range(1, 6)]
    for line in lines:
        read_company.erp.execute(
            "insert into auditlog_log_line (id, log_id, field_name, old_value, new_value, create_date)"
            " values (?, ?, ?, ?, ?, ?)",
            *line,
        )
    read_company.write("update auditlog_log_line set write_date = create_date")
    read_company.reader.refresh()
    whole = read_company.reader.live("auditlog_log_line")
    assert len(whole) == 5
    read_company.write("delete from auditlog_log_line where id < 4")
    refresh = read_company.reader.refresh()
    assert read_company.reader.live("auditlog_log_line") == whole
    [lines_state] = [state for state in refresh.tables if state.name == "auditlog_log_line"]
    assert (lines_state.source_rows, lines_state.raw_rows, mismatch(lines_state)) == (2, 5, None)
    read_company.reader.refresh(full_refresh=True)
    read_company.reader.refresh(replay=True)
    assert read_company.reader.live("auditlog_log_line") == whole


def test_a_source_that_has_lost_most_of_its_rows_is_doubted(read_company: Company) -> None:
    for number in range(1000):
        read_company.erp.execute(
            "insert into purchase_order (id, name, write_date) values (?, ?, ?)", 100 + number, f"P{number}", LATEST
        )
    read_company.erp.commit()
    read_company.reader.refresh()
    batches = len(read_company.reader.landing.batches())
    read_company.write("delete from purchase_order")
    with pytest.raises(CockpitError) as refusal:
        read_company.reader.refresh()
    assert refusal.value.code == "source_emptied"
    assert "--full-refresh" in refusal.value.one_line("en")
    assert len(read_company.reader.landing.batches()) == batches
    assert len(read_company.reader.live("purchase_order")) == 1006
    read_company.reader.refresh(full_refresh=True)
    assert read_company.reader.live("purchase_order") == []


def test_overwritten_promises_are_kept(read_company: Company) -> None:
    for stamp, promise in (("2026-03-11", "2026-04-20"), ("2026-03-12", "2026-05-05")):
        read_company.write(
            f"update purchase_order_line set date_planned = '{promise} 00:00:00', write_date = '{stamp} 00:00:00'"
            " where id = 10"
        )
        read_company.reader.refresh()
    # a change of another column is no new version, and neither is a deletion
    read_company.write(
        "update purchase_order_line set qty_received = 4, write_date = '2026-03-13 00:00:00' where id = 10",
        "delete from purchase_order_line where id = 50",
    )
    read_company.reader.refresh()
    versions = "select cast(date_planned as date)::varchar from raw_erp.purchase_order_line__history where id = "
    assert read_company.reader.query(f"{versions} 10 order by _extracted_at") == [
        ("2026-04-01",),
        ("2026-04-20",),
        ("2026-05-05",),
    ]
    assert read_company.reader.query(f"{versions} 50") == [("2026-04-01",)]


# -- landing, crashes, replay ----------------------------------------------------------------------------------------


def test_a_failed_extraction_leaves_no_batch_and_its_files_are_cleared_away(company: Company) -> None:
    reader = company.reader
    company.write("update uom_uom set factor = 'a dozen' where id = 2")
    with pytest.raises(CockpitError, match="table uom_uom holds a value that does not fit"):
        reader.refresh()
    [half] = reader.landing.directory.iterdir()
    assert (half / "purchase_order.0.parquet").exists()
    assert reader.landing.batches() == []
    assert not any(reader.live(name) for name in reader.package.tables)
    company.write("update uom_uom set factor = 12 where id = 2")
    reader.refresh()
    assert_equals_sqlite(reader, company.path)
    assert {folder.name for folder in reader.landing.directory.iterdir()} == {
        batch.batch_id for batch in reader.landing.batches()
    }


def test_a_batch_that_was_landed_but_not_applied_is_applied_first(read_company: Company) -> None:
    reader = read_company.reader
    read_company.write("update purchase_order_line set date_planned = '2026-04-09', write_date = '2026-03-12 00:00:00'")
    reader.land()  # and here the process dies
    read_company.write("update purchase_order_line set date_planned = '2026-04-30', write_date = '2026-03-13 00:00:00'")
    reader.refresh()
    assert_equals_sqlite(reader, read_company.path)
    # what only the orphaned batch saw is not lost
    assert reader.query(
        "select count(*) from raw_erp.purchase_order_line__history where date_planned = '2026-04-09'"
    ) == [(5,)]
    assert [row[0] for row in reader.query("select batch_id from raw_erp._batches order by all")] == [
        batch.batch_id for batch in reader.landing.batches()
    ]


@pytest.mark.parametrize("seed", [1])
def test_a_random_life_is_followed_step_by_step_and_replays_to_the_same_raw(company: Company, seed: int) -> None:
    life = random.Random(seed)
    moment = datetime(2026, 3, 11)
    company.reader.refresh()
    for step in range(5):
        for _ in range(life.randint(1, 6)):
            moment += timedelta(minutes=life.randint(0, 40), microseconds=life.randint(0, 999_999))
            behind = moment - timedelta(minutes=life.choice([0, 0, 1, 55]))
            number = life.randint(1, 12)
            company.write(
                life.choice(
                    [
                        f"insert or replace into purchase_order_line (id, product_qty, date_planned, write_date)"
                        f" values ({number * 10}, {life.randint(1, 3)}, '2026-05-0{life.randint(1, 9)}', '{behind}')",
                        f"delete from purchase_order_line where id = {number * 10}",
                        f"update purchase_order set amount_total = {life.random():.6f}, write_date = '{behind}'"
                        f" where id = {number}",
                        f"insert or replace into hr_department (id, name) values ({number}, '部门{life.random()}')",
                        f"delete from hr_department where id = {number}",
                    ]
                )
            )
        if step == 3:
            company.reader.land()
        company.reader.refresh(full_refresh=step == 4)
        assert_equals_sqlite(company.reader, company.path)
    before = company.reader.everything()
    company.path.rename(company.path.with_suffix(".away"))
    company.reader.refresh(replay=True)
    after = company.reader.everything()
    assert before.keys() == after.keys()
    for name, rows in after.items():
        assert rows == before[name], name
    # the warehouse itself is only a copy: without it the landed batches are enough as well
    company.reader.settings.paths.warehouse.unlink()
    company.reader.refresh(replay=True)
    assert company.reader.everything() == before


# -- declarations ----------------------------------------------------------------------------------------------------


def declare(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    packages.load_package.cache_clear()


def assert_replay_changes_nothing(reader: Reader, table: str) -> None:
    before = reader.live(table)
    reader.refresh(replay=True)
    assert reader.live(table) == before


def test_a_column_that_is_declared_later_is_filled_for_old_rows_too(company: Company, package_text: Path) -> None:
    declare(package_text, "state: varchar, partner_id: bigint, currency_id: bigint, currency_rate", "currency_rate")
    company.reader.refresh()
    assert "partner_id" not in {row[0] for row in company.reader.query("describe raw_erp.purchase_order")}
    declare(package_text, "currency_rate", "state: varchar, partner_id: bigint, currency_id: bigint, currency_rate")
    company.reader.refresh()
    assert_equals_sqlite(company.reader, company.path)
    assert company.reader.landed_rows("purchase_order") == company.count("purchase_order")
    # only the table whose declaration changed is read anew
    assert company.reader.landed_rows("purchase_order_line") < company.count("purchase_order_line")
    assert_replay_changes_nothing(company.reader, "purchase_order")


def test_a_column_that_the_source_gains_is_read_for_old_rows_too(company: Company) -> None:
    company.write("alter table purchase_order drop column receipt_status")
    company.reader.refresh()
    company.write(
        "alter table purchase_order add column receipt_status varchar",
        "update purchase_order set receipt_status = 'full' where id = 1",
    )
    company.reader.refresh()
    assert_equals_sqlite(company.reader, company.path)
    assert company.reader.query("select id from raw_erp.purchase_order where receipt_status = 'full'") == [(1,)]


@pytest.mark.parametrize(("old", "new"), [("varchar", "bigint"), ("bigint", "varchar"), ("numeric", "double")])
def test_a_column_of_another_type_is_read_anew(company: Company, package_text: Path, old: str, new: str) -> None:
    company.write("update purchase_order set partner_id = id * 7", "delete from purchase_order where id = 5")
    declare(package_text, "state: varchar, partner_id: bigint,", f"state: varchar, partner_id: {old},")
    company.reader.refresh()
    declare(package_text, f"state: varchar, partner_id: {old},", f"state: varchar, partner_id: {new},")
    if new == "varchar":
        company.write("update purchase_order set partner_id = 'A-' || id")
    company.reader.refresh()
    assert_equals_sqlite(company.reader, company.path)
    assert_replay_changes_nothing(company.reader, "purchase_order")


def test_rows_that_a_narrower_declaration_leaves_out_are_gone(company: Company, package_text: Path) -> None:
    company.reader.refresh()
    declare(package_text, "  purchase_order:\n    strategy:", "  purchase_order:\n    where: id <> 3\n    strategy:")
    company.reader.refresh()
    assert_equals_sqlite(company.reader, company.path)
    assert company.reader.query("select id from raw_erp.purchase_order where _deleted_at is not null") == [(3,)]


def test_a_table_that_is_declared_no_longer_does_not_stop_a_replay(company: Company, package_text: Path) -> None:
    company.reader.refresh()
    text = package_text.read_text(encoding="utf-8")
    package_text.write_text(re.sub(r"  hr_employee:\n(    .*\n)+", "", text), encoding="utf-8")
    packages.load_package.cache_clear()
    company.reader.refresh(replay=True)
    assert_equals_sqlite(company.reader, company.path)


# -- the count against the source ------------------------------------------------------------------------------------


def test_a_key_that_stands_twice_is_refused_and_named(company: Company) -> None:
    # a relation without a primary key may hold a pair twice; raw, which knows rows by their key, could hold it once
    relation = "purchase_request_purchase_order_line_rel"
    company.write(
        f"drop table {relation}",
        f"create table {relation} (purchase_request_line_id bigint, purchase_order_line_id bigint)",
        f"insert into {relation} values (1, 10), (1, 10), (2, 20)",
    )
    keys = "purchase_request_line_id, purchase_order_line_id"
    with pytest.raises(CockpitError, match=f"table {relation} has 2 rows with {keys} = 1, 10; name the columns"):
        company.reader.refresh()
    assert company.reader.landing.batches() == []


# -- PostgreSQL ------------------------------------------------------------------------------------------------------


@pytest.fixture
def odoo(postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty Odoo 18 database, names as Odoo's translated JSON; its address."""
    postgres.execute("postgres", "drop database if exists extraction with (force)")
    postgres.execute("postgres", "create database extraction")
    schema = re.sub(r"\bdouble\b", "double precision", SCHEMA.read_text(encoding="utf-8"))
    dsn = postgres.dsn("extraction")
    with psycopg.connect(dsn) as connection:
        connection.execute(schema)
        for table in ("product_template", "uom_uom", "hr_department"):
            connection.execute(f"alter table {table} alter column name type jsonb using name::jsonb")
        connection.execute("insert into ir_module_module (name, latest_version) values ('base', '18.0.1.3')")
    monkeypatch.setenv("EXTRACTION_DSN", dsn)
    yield dsn


@pytest.fixture
def reader(odoo: str, tmp_path: Path) -> Reader:
    return Reader(tmp_path / "reader", {"kind": "postgres", "dsn_env": "EXTRACTION_DSN"})


def execute(dsn: str, *statements: str) -> None:
    with psycopg.connect(dsn) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.postgres
def test_values_of_postgresql_survive_unchanged(odoo: str, reader: Reader) -> None:
    execute(
        odoo,
        """insert into purchase_order (id, name, state, amount_untaxed, amount_total, currency_rate, write_date) values
            (1, 'P1 采购订单 “引号” '' \\ % 😀', 'purchase', 0.1, 1234567890123.45, 6.123456789012345,
             '2026-03-01 23:59:59.999999'),
            (2, '', null, -0.000001, 99999999999999.9, 1e-17, '2026-03-01 00:00:00.000001'),
            (3, E'line\\nbreak\\ttab', 'x', 2147483648.123456, -9007199254.74, null, null),
            (4, null, null, null, null, null, '1999-12-31 16:00:00'),
            (5, 'P5', 'y', 123456789.123456, 12345678901.01, 0.3, '2026-03-02')""",
        """insert into product_template (id, name, active, type) values
            (1, '{"en_US": "Motor \\"X\\"", "zh_CN": "电机"}', true, 'consu'), (2, '{"zh_CN": "螺栓"}', false, null),
            (3, null, null, null)""",
        "insert into account_move (id, invoice_date, date) values (1, '2024-02-29', null), (2, null, '1970-01-01')",
    )
    reader.refresh()
    assert_equals_postgres(reader, odoo)


@pytest.mark.postgres
def test_postgresql_is_followed_like_any_source(odoo: str, reader: Reader) -> None:
    execute(
        odoo,
        "insert into purchase_order (id, name, write_date) select n, 'P' || n,"
        " timestamp '2026-01-01' + n * interval '1 minute' from generate_series(1, 3000) as n",
        "insert into res_company (id, name) values (1, '公司')",
    )
    reader.refresh()
    assert_equals_postgres(reader, odoo)
    execute(
        odoo,
        "update purchase_order set state = 'done', write_date = '2026-02-01 00:00:00.000001' where id % 500 = 0",
        "update purchase_order set state = 'late', write_date = '2026-01-03 01:30:00' where id = 7",
        "insert into purchase_order (id, name, write_date) values (5000, 'behind', '2025-01-01'), (5001, 'none', null)",
        "delete from purchase_order where id in (100, 200)",
        "update res_company set name = '新名'",
    )
    refresh = reader.refresh()
    assert_equals_postgres(reader, odoo)
    [orders] = [state for state in refresh.tables if state.name == "purchase_order"]
    assert (orders.changed_rows, orders.deleted_rows) == (6 + 1 + 2, 2)
    assert orders.landed_rows < 100


@pytest.mark.postgres
def test_all_tables_of_a_batch_are_of_one_moment(odoo: str, reader: Reader) -> None:
    names = list(reader.package.tables)
    early, late = "purchase_order", "sale_order"
    assert names.index(early) < names.index("stock_picking") < names.index(late)
    execute(
        odoo,
        # several parallel tasks of the scanner, which must share the moment too
        "insert into sale_order (id, name) select n, repeat('字', 300) from generate_series(1, 20000) as n",
        "insert into purchase_order (id, name) values (1, 'before')",
    )
    moment = {name: in_postgres(odoo, name, table) for name, table in reader.package.tables.items()}

    def change_meanwhile(name: str) -> None:
        if name == "stock_picking":
            execute(
                odoo,
                "update purchase_order set name = 'after'",
                "insert into sale_order (id, name) values (0, 'after')",
                "update sale_order set name = 'after' where id % 7 = 0",
                "delete from sale_order where id % 5 = 0",
                "insert into res_company (id, name) values (1, 'after')",
            )

    reader.land(on_table=change_meanwhile)
    assert in_postgres(odoo, late, reader.package.tables[late]) != moment[late]
    reader.refresh(replay=True)
    for name in names:
        assert reader.live(name) == moment[name], name
    # the next batch sees all of it
    reader.refresh(full_refresh=True)
    assert_equals_postgres(reader, odoo)


@pytest.mark.postgres
def test_the_source_cannot_be_written_to(odoo: str, reader: Reader) -> None:
    execute(odoo, "insert into purchase_order (id, name) values (1, 'untouched')")
    before = in_postgres(odoo, "purchase_order", reader.package.tables["purchase_order"])
    with duckdb.connect() as connection:
        database = SourceDatabase(connection, reader.settings, reader.source, reader.package)
        assert database.can_write()  # the account could; the session must not
        # DuckDB itself refuses
        for attempt in (
            "delete from {}",
            "update {} set name = 'x'",
            "insert into {} (id) values (2)",
            "drop table {}",
        ):
            with pytest.raises(duckdb.Error, match="read-only"):
                connection.execute(attempt.format(database.relation("purchase_order")))
        # and so does the server, for statements that DuckDB passes on unread
        for attempt in ("delete from purchase_order", "create table mark (id int)", "drop table purchase_order"):
            with pytest.raises(duckdb.Error, match="read-only transaction"):
                connection.execute(f"call postgres_execute('source', '{attempt}')")
        [session] = connection.execute(
            "select * from postgres_query('source', 'select current_setting(''default_transaction_read_only'') a,"
            " current_setting(''application_name'') b, current_setting(''statement_timeout'') c')"
        ).fetchall()
        database.detach()
    assert session == ("on", "erp-cockpit", "10min")
    assert in_postgres(odoo, "purchase_order", reader.package.tables["purchase_order"]) == before


@pytest.mark.postgres
def test_no_session_stays_behind(odoo: str, reader: Reader) -> None:
    reader.refresh()
    execute(odoo, "alter table sale_order rename column name to label")
    reader.refresh()  # sets the table apart
    execute(odoo, "alter table sale_order rename to orders_of_customers")
    with pytest.raises(ConfigurationError, match="source erp has no table sale_order"):
        reader.refresh()
    with psycopg.connect(odoo) as connection:
        sessions = "select count(*) from pg_stat_activity where application_name = 'erp-cockpit'"
        assert connection.execute(sessions).fetchone() == (0,)


def test_sqlite_cannot_be_written_to(company: Company) -> None:
    before = company.path.read_bytes()
    with duckdb.connect() as connection:
        database = SourceDatabase(connection, company.reader.settings, company.reader.source, company.reader.package)
        for attempt in ("delete from {}", "update {} set name = 'x'", "drop table {}"):
            with pytest.raises(duckdb.Error, match="read-only"):
                connection.execute(attempt.format(database.relation("purchase_order")))
        database.detach()
    company.reader.refresh()
    assert company.path.read_bytes() == before


def test_every_declared_type_is_compared() -> None:
    assert set(FROM_SQLITE) == set(packages.TYPES.values())
