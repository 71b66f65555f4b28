"""`cockpit source check`: every figure against plain SQL through another driver, every remark by what causes it."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pymysql
import pytest

from cockpit.paths import DBT_PROJECT_DIRECTORY
from pipelines.extraction import check_figures, check_report
from pipelines.extraction.check import check_source
from pipelines.extraction.check_report import CheckedTable, SourceReport, TimedSample
from tests.pipelines import small_erp
from tests.support import Installation, MariaDbServer, PostgresServer, Run

ROWS_WITHOUT_CURSOR = 7
# MySQL's and MariaDB's own words for the small ERP
MARIADB_SCHEMA = """
create table orders (id bigint primary key, name varchar(40), state varchar(40), amount decimal(20, 3), promised date,
    write_date datetime);
create table notes (code varchar(40) primary key, text varchar(40), author varchar(40), write_date datetime);
create table pairs (a bigint, b bigint, weight double, primary key (a, b));
create table entries (id bigint primary key, what varchar(40));
insert into orders select seq, 'O', 'draft', seq / 8, '2026-02-01',
    if(seq <= 7, null, '2026-01-01' + interval seq minute) from mysql.seq_1_to_300;
insert into notes select concat('N', seq), 'text', 'somebody', '2026-01-01' from mysql.seq_1_to_40;
create index by_change on notes (write_date, code);
"""


@pytest.fixture
def filled(small_dsn: str) -> str:
    """The small ERP with 400 rows, some of which have no cursor."""
    small_erp.execute(
        small_dsn,
        small_erp.fill(400),
        f"update orders set write_date = null where id <= {ROWS_WITHOUT_CURSOR}",
    )
    return small_dsn


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDbServer]:
    server = MariaDbServer()
    server.execute("mysql", "create database small")
    server.execute("small", MARIADB_SCHEMA)
    yield server
    server.remove()


def check(folder: Path, **source: object) -> SourceReport:
    reader = small_erp.reader(folder, **source)
    return check_source(reader.settings, reader.source)


def tables(report: SourceReport) -> dict[str, CheckedTable]:
    return {table.name: table for table in report.tables}


def told(report: SourceReport, *words: str) -> list[str]:
    """The remarks in which all of the words stand."""
    return [remark for remark in report.remarks if all(word in remark for word in words)]


def one(dsn: str, query: str) -> tuple:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row


def installation(folder: Path, dsn: str) -> Installation:
    source = {"name": "erp", "erp": "small", "version": "1", "connection": {"kind": "postgres", "dsn_env": "SMALL_DSN"}}
    return Installation(folder, [source], environment={"SMALL_DSN": dsn})


# -- figures ---------------------------------------------------------------------------------------------------------


def test_rows_and_rows_without_cursor_are_those_of_plain_sql(filled: str, tmp_path: Path) -> None:
    report = check(tmp_path)
    for name, table in tables(report).items():
        cursor = {"entries": "id", "pairs": "1"}.get(name, "write_date")
        rows, without = one(filled, f"select count(*), count(*) - count({cursor}) from {name}")
        assert (table.rows, table.rows_read, table.rows_are_estimated) == (rows, rows, False), name
        assert table.cursor_null_rows == (None if name == "pairs" else without), name
    assert tables(report)["orders"].cursor_null_rows == ROWS_WITHOUT_CURSOR
    assert told(report, f"orders ({ROWS_WITHOUT_CURSOR})", "--full-refresh")
    assert not told(report, "notes (")
    small_erp.execute(filled, "update orders set write_date = '2026-05-05' where write_date is null")
    assert not told(check(tmp_path), "--full-refresh")


def test_a_table_under_a_condition_shows_what_is_read_of_it(
    filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restricted = small_erp.PACKAGE.replace("    history: [promised]\n", "    history: [promised]\n    where: id > 5\n")
    monkeypatch.setattr("pipelines.extraction.check.PROJECT_DIRECTORY", tmp_path)
    small_erp.install(tmp_path / "restricted", monkeypatch, restricted)
    report = check(tmp_path)
    rows, read, without = one(
        filled,
        "select count(*), count(*) filter (where id > 5), count(*) filter (where id > 5 and write_date is null)"
        " from orders",
    )
    orders = tables(report)["orders"]
    assert (orders.rows, orders.rows_read, orders.cursor_null_rows) == (rows, read, without)
    assert without == ROWS_WITHOUT_CURSOR - 5
    assert told(report, "only the rows that KPIs need are read", "restricted/small/package.yml")


def test_large_tables_are_estimated_and_said_to_be(
    filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.setattr(check_figures, "ROWS_WORTH_AN_ESTIMATE", 300)
    # what nobody has analysed yet is in the table and not in the estimate
    small_erp.execute(
        filled,
        "alter table orders set (autovacuum_enabled = false)",
        "insert into orders (id) values (9001), (9002)",
    )
    (estimate,) = one(filled, "select reltuples::bigint from pg_class where oid = 'orders'::regclass")
    assert estimate == 400
    orders = tables(check(tmp_path))["orders"]
    assert (orders.rows, orders.rows_read, orders.rows_are_estimated) == (estimate, estimate, True)
    # counting them would read the whole table
    assert (orders.has_cursor_index, orders.cursor_null_rows) == (False, None)
    small_erp.execute(filled, "create index on orders (write_date)")
    assert tables(check(tmp_path))["orders"].cursor_null_rows == ROWS_WITHOUT_CURSOR + 2
    outcome = run(installation(tmp_path / "site", filled), "source", "check")
    # whoever makes an index has counted
    assert re.search(r"orders +about 402 +about 402 ", outcome.output)
    assert re.search(r"pairs +100 +100 ", outcome.output)


def test_a_large_table_without_an_index_on_its_cursor_is_told_until_there_is_one(
    small_dsn: str, tmp_path: Path
) -> None:
    small_erp.execute(small_dsn, small_erp.fill(check_report.ROWS_WORTH_AN_INDEX + 1))
    report = check(tmp_path)
    for name in ("orders", "notes"):
        assert tables(report)[name].has_cursor_index is False
    # a number that is the key has the key's index
    assert tables(report)["entries"].has_cursor_index is True
    assert tables(report)["pairs"].has_cursor_index is None
    assert told(report, "without an index on write_date every run reads the whole table: orders, notes")
    # second in an index is of no use
    small_erp.execute(small_dsn, "create index on orders (write_date)", "create index on notes (code, write_date)")
    assert told(check(tmp_path), "without an index on write_date every run reads the whole table: notes")
    small_erp.execute(small_dsn, "create index on notes (write_date, code)", "delete from notes where code = 'N1'")
    assert not told(check(tmp_path), "without an index")
    # a small table is read whole for little
    small_erp.execute(small_dsn, "drop index orders_write_date_idx", "delete from orders where id <= 2")
    report = check(tmp_path)
    assert tables(report)["orders"].has_cursor_index is False
    assert not told(report, "without an index")


def test_a_key_that_no_index_keeps_unique_is_told(filled: str, tmp_path: Path) -> None:
    report = check(tmp_path)
    assert all(table.is_key_unique for table in report.tables)
    assert not told(report, "no index keeps the key unique")
    small_erp.execute(
        filled,
        "alter table pairs drop constraint pairs_pkey",
        "alter table notes drop constraint notes_pkey",
        "create index on notes (code)",
        # of one half of a key alone nothing follows, and of some rows alone neither
        "create unique index on notes (code) where text <> ''",
    )
    report = check(tmp_path)
    assert {name for name, table in tables(report).items() if not table.is_key_unique} == {"pairs", "notes"}
    assert told(report, "no index keeps the key unique", "notes, pairs")
    small_erp.execute(filled, "create unique index on pairs (b, a)", "create unique index on notes (code)")
    assert all(table.is_key_unique for table in check(tmp_path).tables)


def test_the_first_load_is_extrapolated_from_a_sample_of_the_largest_table(
    filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_erp.execute(filled, "insert into entries select n, 'more' from generate_series(1001, 1600) n")
    report = check(tmp_path)
    sample = report.first_load_sample
    assert sample is not None
    assert (sample.table, sample.rows) == ("entries", 1000)
    total = sum(one(filled, f"select count(*) from {name}")[0] for name in tables(report))
    assert report.estimated_first_load_seconds == pytest.approx(total * sample.seconds / 1000, abs=0.06)
    assert told(report, "the first load takes about", "1,000 rows of entries")
    monkeypatch.setattr(check_figures, "MOST_ROWS_OF_A_SAMPLE", 300)
    part = check(tmp_path).first_load_sample
    assert part is not None
    assert (part.table, part.rows) == ("entries", 300)
    # where the configuration allows ten rows a second, no server is quicker
    slow = check(tmp_path, rows_per_second=10)
    assert slow.first_load_sample is not None
    assert slow.first_load_sample.rows == 50
    assert slow.estimated_first_load_seconds == total / 10
    assert told(slow, f"takes about {round(total / 10 / 60)} min")


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0.2, "1 s"), (45, "45 s"), (119, "119 s"), (120, "2 min"), (3600, "60 min"), (9000, "2.5 h")],
)
def test_durations_are_written_in_the_unit_that_is_understood(seconds: float, written: str) -> None:
    assert check_report.duration(seconds) == written


def test_an_empty_source_has_no_time_to_tell(small_dsn: str, tmp_path: Path) -> None:
    report = check(tmp_path)
    assert {table.rows for table in report.tables} == {0}
    assert (report.first_load_sample, report.estimated_first_load_seconds) == (None, None)
    assert told(report, "can be read")


def test_the_time_of_the_first_load_is_in_proportion_to_the_rows() -> None:
    read = [CheckedTable(name="a", strategy="full", rows=900, rows_read=600), CheckedTable(name="b", strategy="full")]
    # nobody counted what a condition lets through of an estimated table: all of it is the most it can be
    read.append(CheckedTable(name="c", strategy="full", rows=3400, rows_are_estimated=True))
    sample = TimedSample(table="c", rows=100, seconds=0.5)
    assert check_figures.first_load_seconds(sample, read, None) == 20.0
    assert check_figures.first_load_seconds(sample, read, 100) == 40.0


# -- clock -----------------------------------------------------------------------------------------------------------


def test_a_clock_that_is_right_is_not_worth_a_remark(filled: str, tmp_path: Path) -> None:
    report = check(tmp_path)
    assert report.clock_difference_seconds is not None
    assert abs(report.clock_difference_seconds) < 30
    assert not told(report, "its clock is")


@pytest.mark.parametrize(
    ("shift", "seconds", "words"),
    [
        ("'5 minutes'", 300, ("its clock is 5 min ahead of", "60 minutes, which covers it")),
        ("'-2 hours'", -7200, ("its clock is 2.0 h behind", "60 minutes only")),
    ],
)
def test_a_clock_that_is_wrong_is_told(
    filled: str,
    postgres: PostgresServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shift: str,
    seconds: int,
    words: tuple[str, str],
) -> None:
    """An account for which the server's clock is another: its own clock_timestamp() goes before the server's."""
    (database,) = one(filled, "select current_database()")
    user = f"late_{database}"
    small_erp.execute(
        filled,
        f"create role {user} login",
        "create schema shifted",
        "create function shifted.clock_timestamp() returns timestamptz language sql volatile"
        f" as $$ select pg_catalog.clock_timestamp() + interval {shift} $$",
        f"grant usage on schema shifted to {user}",
        f"grant select on all tables in schema public to {user}",
        f"alter role {user} in database {database} set search_path = shifted, public, pg_catalog",
    )
    monkeypatch.setenv("SMALL_DSN", postgres.dsn(database, user))
    report = check(tmp_path)
    assert report.clock_difference_seconds == pytest.approx(seconds, abs=30)
    assert told(report, *words)
    assert report.can_be_read


@pytest.mark.parametrize(("seconds", "is_told"), [(None, 0), (0, 0), (60, 0), (-60, 0), (60.1, 1), (-60.1, 1)])
def test_clocks_may_differ_by_a_minute(seconds: float | None, is_told: int) -> None:
    assert len(check_report.clock_remark("erp", seconds, 60)) == is_told


def test_the_overlap_covers_differences_up_to_itself() -> None:
    assert "which covers it" in check_report.clock_remark("erp", -3600, 60)[0]
    assert "60 minutes only" in check_report.clock_remark("erp", -3601, 60)[0]


# -- rights, personal data, entities ---------------------------------------------------------------------------------


def test_an_account_that_could_write_is_told_from_one_that_cannot(
    filled: str, postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = check(tmp_path)
    assert owner.can_write is True
    assert told(owner, "this account could write")
    database = one(filled, "select current_database()")[0]
    user = f"reader_{database}"
    small_erp.execute(filled, f"create role {user} login", f"grant select on all tables in schema public to {user}")
    monkeypatch.setenv("SMALL_DSN", postgres.dsn(database, user))
    reader = check(tmp_path)
    assert reader.can_write is False
    assert told(reader, "can only read")
    assert not told(reader, "could write")


def test_rights_that_cannot_be_told_are_said_to_be() -> None:
    [remark] = check_report.rights_remark("erp", "sqlserver", None)
    assert "cannot be told: use a read-only account" in remark
    assert check_report.rights_remark("erp", "sqlite", False) == []


def test_a_check_changes_nothing_in_the_source(filled: str, tmp_path: Path) -> None:
    state = (
        "select string_agg(o::text, '|' order by id), (select count(*) from pg_class where relpersistence = 't')"
        " from orders o"
    )
    before = one(filled, state)
    check(tmp_path)
    assert one(filled, state) == before
    waiting = one(filled, "select count(*) from pg_stat_activity where application_name = 'erp-cockpit'")
    assert waiting == (0,)
    assert not (tmp_path / "data").exists()


def test_what_becomes_of_personal_data_is_told(filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = check(tmp_path)
    assert (kept.personal_data, tables(kept)["notes"].personal_columns) == ("kept", ["author"])
    assert told(kept, "kept as it is", "notes.author")
    wanted = {"personal_data": {"mode": "pseudonymise", "key_env": "SMALL_KEY"}}
    reader = small_erp.reader(tmp_path / "pseudonyms", settings=wanted)
    monkeypatch.setenv("SMALL_KEY", "secret-of-the-test")
    hidden = check_source(reader.settings, reader.source)
    assert re.fullmatch(r"pseudonymised:[0-9a-f]{8}", hidden.personal_data or "")
    assert told(hidden, "becomes pseudonyms", "notes.author")
    monkeypatch.delenv("SMALL_KEY")
    without_key = check_source(reader.settings, reader.source)
    # nothing is wrong with the source, but a run would refuse
    assert (without_key.can_be_read, without_key.personal_data) == (True, None)
    assert told(without_key, "SMALL_KEY is not set")


def test_entities_that_an_erp_does_not_deliver_are_named() -> None:
    remark = check_report.entities_remark("erp", "some", ["stock_counts", "user_sessions"], delivers_any=True)
    assert remark == ["erp: some delivers no stock counts, user sessions; what needs them stays empty"]
    assert check_report.entities_remark("erp", "some", [], delivers_any=True) == []


def test_an_erp_without_models_delivers_nothing(filled: str, tmp_path: Path) -> None:
    report = check(tmp_path)
    canonical = {file.stem for file in (DBT_PROJECT_DIRECTORY / "models" / "canonical").glob("*.sql")}
    assert set(report.entities_not_delivered) == canonical
    assert told(report, "there are no models for small yet")


# -- what is missing -------------------------------------------------------------------------------------------------


def test_a_missing_required_column_is_a_note_a_line_and_exit_code_1(filled: str, tmp_path: Path, run: Run) -> None:
    site = installation(tmp_path / "site", filled)
    small_erp.execute(filled, "alter table orders drop column state")
    good = run(site, "source", "check")
    assert (good.code, good.errors) == (0, "")
    assert "optional columns absent: state" in good.output
    small_erp.execute(filled, "alter table orders drop column name", "alter table notes drop column write_date")
    outcome = run(site, "source", "check")
    assert outcome.code == 1
    lines = outcome.errors.splitlines()
    assert [re.search(r"table (\w+) of source erp has no column (\w+)", line).groups() for line in lines] == [
        ("orders", "name"),
        ("notes", "write_date"),
    ]
    assert all(line.startswith("✗ ") for line in lines)
    # the rest of the check is there nevertheless
    assert re.search(r"orders +400 .*required columns absent: name; optional columns absent: state", outcome.output)
    assert re.search(r"entries +400 +400 ", outcome.output)
    assert "can be read" not in outcome.output
    report = json.loads(run(site, "source", "check", "--json").output)[0]
    assert report["can_be_read"] is False
    assert len(report["problems"]) == 2
    missing = {table["name"]: table["missing_columns"] for table in report["tables"]}
    assert missing == {"orders": ["name", "state"], "notes": ["write_date"], "pairs": [], "entries": []}
    chinese = run(site, "source", "check", language="zh-CN")
    assert chinese.code == 1
    assert "缺少必需列：name" in chinese.output
    assert "缺少列 name" in chinese.errors


def test_a_missing_required_table_ends_the_check(filled: str, tmp_path: Path, run: Run) -> None:
    small_erp.execute(filled, "drop table pairs")
    outcome = run(installation(tmp_path / "site", filled), "source", "check")
    assert outcome.code == 2
    assert "has no table pairs" in outcome.complaint


def test_a_value_of_another_type_in_the_sample_is_told(filled: str, tmp_path: Path) -> None:
    small_erp.execute(
        filled,
        "alter table entries alter column id type text",
        "insert into entries select 'x' || n, 'wrong' from generate_series(1, 200) n",
    )
    report = check(tmp_path)
    assert not report.can_be_read
    [problem] = report.problems
    assert "table entries holds a value that does not fit its declared type" in problem


# -- the command -----------------------------------------------------------------------------------------------------


def test_json_carries_all_figures_and_the_screen_the_same(filled: str, tmp_path: Path, run: Run) -> None:
    site = installation(tmp_path / "site", filled)
    outcome = run(site, "source", "check", "--json")
    assert (outcome.code, outcome.errors) == (0, "")
    [report] = json.loads(outcome.output)
    assert {"source", "erp", "version", "can_be_read", "can_write", "clock_difference_seconds"} <= report.keys()
    assert {"estimated_first_load_seconds", "first_load_sample", "personal_data", "problems"} <= report.keys()
    [orders] = [table for table in report["tables"] if table["name"] == "orders"]
    assert orders == {
        "name": "orders",
        "strategy": "incremental",
        "rows": 400,
        "rows_are_estimated": False,
        "rows_read": 400,
        "cursor_columns": ["write_date"],
        "cursor_null_rows": 7,
        "has_cursor_index": False,
        "is_key_unique": True,
        "missing_columns": [],
        "personal_columns": [],
        "note": "",
    }
    shown = run(site, "source", "check").output
    # 393 of 400 rows, rounded down: 100 % would mean all
    assert re.search(r"orders +400 +400 +98\.2 % +no", shown)
    assert re.search(r"entries +400 +400 +100\.0 % +yes", shown)
    assert re.search(r"pairs +100 +100 *\n", shown)
    chinese = run(site, "source", "check", language="zh-CN").output
    assert re.search(r"orders +400 +400 +98\.2 % +无", chinese)
    assert "首次加载约需" in chinese


# -- other kinds of database -----------------------------------------------------------------------------------------


@pytest.mark.mariadb
def test_mariadb_tells_the_same(server: MariaDbServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = small_erp.PACKAGE.replace("schema: public", "schema: small")
    small_erp.install(tmp_path / "erp", monkeypatch, package)
    monkeypatch.setenv("SMALL_DSN", server.create_reader("small_reader", "x", "small"))
    mysql = {"kind": "mysql", "dsn_env": "SMALL_DSN"}
    report = check(tmp_path, connection=mysql)
    assert report.can_write is False
    assert told(report, "can only read")
    assert report.clock_difference_seconds is not None
    assert abs(report.clock_difference_seconds) < 30
    with (
        pymysql.connect(unix_socket=str(server.socket), user="root", database="small") as connection,
        connection.cursor() as cursor,
    ):
        for name, table in tables(report).items():
            column = {"entries": "id", "pairs": "1"}.get(name, "write_date")
            cursor.execute(f"select count(*), count(*) - count({column}) from {name}")
            rows, without = cursor.fetchone()
            assert (table.rows, table.cursor_null_rows) == (rows, None if name == "pairs" else without), name
    assert tables(report)["orders"].cursor_null_rows == ROWS_WITHOUT_CURSOR
    assert {name: table.has_cursor_index for name, table in tables(report).items()} == {
        "orders": False,
        "notes": True,
        "pairs": None,
        "entries": True,
    }
    assert all(table.is_key_unique for table in report.tables)
    assert report.first_load_sample is not None
    assert (report.first_load_sample.table, report.first_load_sample.rows) == ("orders", 300)
    monkeypatch.setenv("SMALL_DSN", server.create_reader("small_writer", "x", "small", "select, insert"))
    assert told(check(tmp_path, connection=mysql), "this account could write")


def test_a_file_tells_rows_and_cursors_but_neither_clock_nor_indexes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "erp.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(small_erp.SCHEMA)
        stamp = "'2026-01-01 10:00:00'"
        connection.executescript(
            f"insert into orders (id, name, write_date) values (1, 'a', {stamp}), (2, 'b', null), (3, 'c', null);"
            f"insert into notes values ('N1', 't', 'somebody', {stamp})"
        )
    small_erp.install(tmp_path / "erp", monkeypatch)
    report = check(tmp_path, connection={"kind": "sqlite", "path": str(path)})
    orders = tables(report)["orders"]
    assert (orders.rows, orders.cursor_null_rows) == (3, 2)
    assert (orders.has_cursor_index, orders.is_key_unique) == (None, None)
    assert (report.clock_difference_seconds, report.can_write) == (None, False)
    assert not told(report, "read-only") and not told(report, "can only read")
    assert report.first_load_sample is not None
    assert (report.first_load_sample.table, report.first_load_sample.rows) == ("orders", 3)
