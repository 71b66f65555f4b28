"""How MariaDB is read, whatever the ERP: values of types that ERPNext lacks, and statements that take too long."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pymysql
import pytest

from cockpit.errors import CockpitError
from tests.pipelines import small_erp
from tests.pipelines.extracting import Reader
from tests.support import MariaDbServer

pytestmark = pytest.mark.mariadb

PACKAGE = """
erp: small
versions: ["1"]
timezone: UTC
schema: main
overlap_minutes: 60
tables:
  rates:
    strategy: full
    columns: {id: bigint, rate: varchar, ratio: double, amount: numeric, price: numeric, remark: varchar}
  remarks:
    strategy: full
    relation: remarks
    columns: {id: bigint, remark: varchar}
"""
SCHEMA = """
create table rates (id bigint primary key, rate decimal(30, 20), ratio decimal(30, 20),
    amount decimal(30, 20), price decimal(12, 2), remark text character set utf8mb4 collate utf8mb4_bin);
create table remarks (id bigint primary key, remark json);
insert into rates values (1, 0.14159265358979323846, 0.14159265358979323846, 0.14159265358979323846, 1.25, '汇率'),
    (2, -9999999999.99999999999999999999, 7.5, -9999999999.12345612345612345612, null, 'R'),
    (3, null, null, null, 0, null), (4, 0, 0, 0, -1.5, '');
insert into remarks values (1, '{"zh": "备注"}'), (2, null);
create table many as select seq as id, cast(seq as char) as remark from seq_1_to_20000;
create view slow_remarks as select id, if(sleep(0.001) = 0, remark, null) as remark from many;
create view slow_rates as select id, cast(id as decimal(30, 20)) as rate, 0.5 as ratio, 2 as amount, 1.0 as price,
    remark from slow_remarks;
"""


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDbServer]:
    server = MariaDbServer()
    server.execute("mysql", "create database small character set utf8mb4")
    server.execute("small", SCHEMA)
    yield server
    server.remove()


@pytest.fixture(scope="module")
def address(server: MariaDbServer) -> str:
    return server.create_reader("reader", "secret", "small")


@pytest.fixture(autouse=True)
def _configured(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_erp.install(tmp_path / "erp", monkeypatch, PACKAGE)
    monkeypatch.setenv("SMALL_DSN", address)


def reader(folder: Path, **source: object) -> Reader:
    return small_erp.reader(folder / "reader", connection={"kind": "mysql", "dsn_env": "SMALL_DSN"}, **source)


def slow(table: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the package read a table from a view that takes twenty seconds."""
    text = PACKAGE.replace("    relation: remarks\n", "")
    text = text.replace(
        f"  {table}:\n    strategy: full\n", f"  {table}:\n    strategy: full\n    relation: slow_{table}\n"
    )
    small_erp.install(folder / "slow", monkeypatch, text)


def asked(server: MariaDbServer) -> pymysql.Connection:
    return pymysql.connect(unix_socket=str(server.socket), user="root", database="small", charset="utf8mb4")


def test_long_decimals_and_texts_compared_by_their_bytes_arrive_as_they_are(
    server: MariaDbServer, tmp_path: Path
) -> None:
    read = reader(tmp_path)
    read.refresh()
    with asked(server) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select id, cast(rate as char), cast(ratio as double), round(amount, 6), price, remark from rates"
            " order by id"
        )
        assert read.live("rates") == list(cursor.fetchall())
        cursor.execute("select id, remark from remarks order by id")
        assert read.live("remarks") == list(cursor.fetchall())
    assert read.live("rates")[0] == (
        *(1, "0.14159265358979323846", 0.14159265358979323846, Decimal("0.141593"), Decimal("1.25"), "汇率"),
    )


@pytest.mark.parametrize("table", ["rates", "remarks"])
def test_a_statement_that_takes_too_long_is_ended(table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow(table, tmp_path, monkeypatch)
    read = reader(tmp_path, statement_timeout_seconds=1)
    with pytest.raises(CockpitError, match="a query on source erp took longer than statement_timeout_seconds"):
        read.refresh()
    assert read.landing.batches() == []


def test_a_connection_that_is_cut_is_no_timeout(
    server: MariaDbServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow("rates", tmp_path, monkeypatch)
    ended = threading.Event()

    def cut() -> None:
        with asked(server) as connection, connection.cursor() as cursor:
            while not ended.wait(0.1):
                cursor.execute(
                    "select id from information_schema.processlist where user = 'reader' and info like '%slow_rates%'"
                )
                for (session,) in cursor.fetchall():
                    cursor.execute(f"kill {session}")

    administrator = threading.Thread(target=cut)
    administrator.start()
    try:
        with pytest.raises(CockpitError, match="the connection to source erp was lost"):
            reader(tmp_path).refresh()
    finally:
        ended.set()
        administrator.join()


def test_whatever_reads_rows_carries_the_limit(server: MariaDbServer, tmp_path: Path) -> None:
    server.execute("small", "set global log_output = 'TABLE'; set global general_log = 1")
    reader(tmp_path, statement_timeout_seconds=77).refresh()
    with asked(server) as connection, connection.cursor() as cursor:
        cursor.execute("set global general_log = 0")
        cursor.execute(
            "select convert(argument using utf8mb4) from mysql.general_log"
            " where command_type = 'Execute' and user_host like '%reader%' and argument regexp 'rates`|remarks`'"
        )
        statements = [statement for (statement,) in cursor.fetchall()]
    assert len(statements) >= 4  # a lock and rows of each table
    for statement in statements:
        if "lock_wait_timeout" not in statement:
            assert "max_statement_time = 77" in statement and "MAX_EXECUTION_TIME(77000)" in statement
