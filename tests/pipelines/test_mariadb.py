"""ERPNext in MariaDB: raw holds what the database holds, held against plain queries through another driver."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pymysql
import pytest

from cockpit.errors import CockpitError, ConfigurationError
from pipelines.extraction import mysql
from pipelines.extraction.check import check_source
from pipelines.extraction.package import Table
from tests.pipelines.extracting import Reader
from tests.support import MariaDbServer, shared_database

pytestmark = pytest.mark.mariadb

CONVERSIONS = {
    "BIGINT": int,
    "BOOLEAN": bool,
    "DECIMAL(28, 6)": lambda value: round(Decimal(value), 6),
    "DOUBLE": float,
    "VARCHAR": lambda value: time_of_day(value) if isinstance(value, timedelta) else str(value),
}


def time_of_day(since_midnight: timedelta) -> str:
    """A time as DuckDB writes it: fractions without zeros at their end."""
    written = f"{datetime.min + since_midnight:%H:%M:%S.%f}"
    return written.rstrip("0").rstrip(".")


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDbServer]:
    server = MariaDbServer()
    server.restore("erpnext", shared_database("erpnext14.sql.gz"))
    yield server
    server.remove()


@pytest.fixture(scope="module")
def address(server: MariaDbServer) -> str:
    return server.create_reader("cockpit_reader", "geheim-密", "erpnext")


@pytest.fixture
def reader(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.setenv("ERPNEXT_DSN", address)
    connection = {"kind": "mysql", "dsn_env": "ERPNEXT_DSN"}
    return Reader(tmp_path, connection, erp="erpnext", version="14", timezone="Asia/Shanghai")


def in_mariadb(server: MariaDbServer, table: Table) -> list[tuple]:
    """A table's rows by a plain query, as its declared types; what the database lacks is null, and its tables empty."""
    where = f" where {table.where}" if table.where else ""
    with (
        pymysql.connect(
            unix_socket=str(server.socket), user="root", database="erpnext", charset="utf8mb4"
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "select column_name from information_schema.columns where table_schema = 'erpnext' and table_name = %s",
            [table.relation],
        )
        present = {name for (name,) in cursor.fetchall()}
        if not present:
            assert table.optional, table.relation
            return []
        columns = ", ".join(f"`{column}`" if column in present else "null" for column in table.columns)
        cursor.execute(f"select {columns} from `{table.relation}`{where}")
        rows = cursor.fetchall()

    def converted(value: Any, kind: str) -> Any:
        return None if value is None else CONVERSIONS.get(kind, lambda same: same)(value)

    kinds = [column.type for column in table.columns.values()]
    return sorted(
        (tuple(converted(value, kind) for value, kind in zip(row, kinds, strict=True)) for row in rows),
        key=lambda row: row[0],
    )


def assert_equals_mariadb(reader: Reader, server: MariaDbServer) -> None:
    for name, table in reader.package.tables.items():
        wanted = in_mariadb(server, table)
        found = sorted(reader.live(name), key=lambda row: row[0])
        assert found == wanted, name


def test_raw_equals_the_database_and_follows_it(reader: Reader, server: MariaDbServer) -> None:
    refresh = reader.refresh()
    assert refresh.manifest.version == "14"
    assert_equals_mariadb(reader, server)
    assert len(reader.live("purchase_order")) == 30
    server.execute(
        "erpnext",
        "update `tabPurchase Order` set status = 'Closed', modified = now(6) where name = 'PUR-ORD-2026-00003';"
        "insert into `tabSupplier` (name, creation, modified, supplier_name)"
        " values ('深圳精电', now(6), now(6), '深圳精电');"
        "delete from `tabPurchase Order Item` where parent = 'PUR-ORD-2026-00004' limit 1;"
        # written long ago, committed only now: behind the watermark
        "insert into `tabCustomer` (name, creation, modified, customer_name)"
        " values ('旧客户', '2020-01-01', '2020-01-01', '旧客户')",
    )
    second = reader.refresh()
    assert_equals_mariadb(reader, server)
    deleted = {state.name: state.deleted_rows for state in second.tables if state.deleted_rows}
    assert deleted == {"purchase_order_item": 1}


def test_rows_of_one_stamp_are_neither_lost_nor_doubled(reader: Reader, server: MariaDbServer) -> None:
    """A whole document is saved with one stamp, and a transaction of that stamp may be committed after the others."""
    same = "modified = '2026-11-22 00:00:00.000000'"
    server.execute("erpnext", f"update `tabSales Order Item` set {same}; update `tabSales Order` set {same}")
    reader.refresh()
    server.execute(
        "erpnext",
        f"update `tabSales Order Item` set qty = qty + 1, {same} where parent = 'SAL-ORD-2026-00002';"
        f"insert into `tabSales Order Item` (name, creation, modified, parent, qty)"
        " values ('late01', '2026-11-22 00:00:00', '2026-11-22 00:00:00', 'SAL-ORD-2026-00003', 2.5)",
    )
    reader.refresh()
    assert_equals_mariadb(reader, server)
    assert len(reader.live("sales_order_item")) == 16
    reader.refresh()
    assert_equals_mariadb(reader, server)


def test_a_document_that_is_deleted_leaves_what_was_recorded_of_it(reader: Reader, server: MariaDbServer) -> None:
    reader.refresh()
    versions = len(reader.live("version"))
    server.execute(
        "erpnext",
        "delete from `tabPurchase Order Item` where parent = 'PUR-ORD-2026-00009';"
        "delete from `tabPurchase Order` where name = 'PUR-ORD-2026-00009';"
        "insert into `tabDeleted Document` (name, creation, modified, owner, deleted_name, deleted_doctype, data)"
        " values (77001, now(6), now(6), 'Administrator', 'PUR-ORD-2026-00009', 'Purchase Order', '{}');"
        # and a version of what happened meanwhile
        "insert into `tabVersion` (name, creation, modified, owner, ref_doctype, docname, data) values (77001, now(6),"
        " now(6), 'Administrator', 'Purchase Order', 'PUR-ORD-2026-00010', '{\"changed\":[]}')",
    )
    second = reader.refresh()
    assert_equals_mariadb(reader, server)
    deleted = {state.name: state.deleted_rows for state in second.tables if state.deleted_rows}
    assert deleted == {"purchase_order": 1, "purchase_order_item": 2}
    assert len(reader.live("version")) == versions + 1
    assert [row[5:7] for row in reader.live("deleted_document") if row[0] == "77001"] == [
        ("PUR-ORD-2026-00009", "Purchase Order")
    ]
    # raw keeps what the row last said
    kept = reader.query("select supplier from raw_erp.purchase_order where name = 'PUR-ORD-2026-00009'")
    assert kept[0][0].startswith("S")


def test_a_purged_comment_stays(reader: Reader, server: MariaDbServer) -> None:
    reader.refresh()
    before = reader.live("comment")
    assert before
    server.execute("erpnext", f"delete from `tabComment` where name = '{before[0][0]}'")
    reader.refresh()
    assert reader.live("comment") == before


def test_local_time_does_not_hide_what_changes(reader: Reader, server: MariaDbServer) -> None:
    """The site's clock is eight hours ahead of UTC: its stamps must not look like the future."""
    reader.refresh()
    [[stamp]] = reader.query("select max(modified) from raw_erp.purchase_order")
    assert isinstance(stamp, datetime)
    watermark = reader.landing.batches()[-1].tables["purchase_order"].cursor_to
    assert watermark is not None
    assert watermark.replace(tzinfo=None) == stamp


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda dsn: dsn.replace("geheim-密", "falsch"), "source_password"),
        (lambda dsn: dsn.replace("/erpnext", "/nowhere"), "source_database_missing"),
        (lambda dsn: re.sub(r":\d+/", ":1/", dsn), "source_unreachable"),
        (lambda dsn: dsn.replace("127.0.0.1", "no-such-host.invalid"), "source_host_unknown"),
    ],
    ids=["password", "database", "port", "host"],
)
def test_what_is_wrong_with_the_connection_is_told_without_the_password(
    reader: Reader, address: str, monkeypatch: pytest.MonkeyPatch, change: Callable[[str], str], code: str
) -> None:
    monkeypatch.setenv("ERPNEXT_DSN", change(address))
    with pytest.raises(CockpitError) as told:
        check_source(reader.settings, reader.source)
    assert told.value.code == code
    line = told.value.one_line("en")
    assert "geheim" not in line
    assert "falsch" not in line
    assert "127.0.0.1" not in line


def test_the_check_tells_rights(reader: Reader, server: MariaDbServer, monkeypatch: pytest.MonkeyPatch) -> None:
    report = check_source(reader.settings, reader.source)
    assert (report.version, report.can_write) == ("14", False)
    lines = in_mariadb(server, reader.package.tables["purchase_order_item"])
    assert {table.name: table.rows for table in report.tables}["purchase_order_item"] == len(lines)
    # the dump holds business tables only: what it lacks is optional, and told
    assert [table.name for table in report.tables if table.rows is None] == [
        *("uom", "journal_entry", "journal_entry_account", "job_card_time_log"),
    ]
    monkeypatch.setenv("ERPNEXT_DSN", server.create_reader("writer", "x", "erpnext", "select, insert, update"))
    assert check_source(reader.settings, reader.source).can_write


def test_a_table_that_somebody_has_locked_is_not_waited_for_for_ever(
    reader: Reader, server: MariaDbServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.refresh()
    before = reader.everything()
    monkeypatch.setattr(mysql, "LOCK_TIMEOUT_SECONDS", 1)
    with pymysql.connect(unix_socket=str(server.socket), user="root", database="erpnext") as holder:
        with holder.cursor() as cursor:
            cursor.execute("lock tables `tabPurchase Order` write")
        with pytest.raises(CockpitError, match="a table is locked by somebody else"):
            reader.refresh()
    assert reader.everything() == before
    reader.refresh()
    assert reader.live("purchase_order") == in_mariadb(server, reader.package.tables["purchase_order"])


def test_another_version_is_refused(reader: Reader, server: MariaDbServer) -> None:
    server.execute(
        "erpnext",
        "create table `tabInstalled Application` (name varchar(140), app_name varchar(140), app_version varchar(140));"
        "insert into `tabInstalled Application` values ('a', 'frappe', '13.1.0'), ('b', 'erpnext', '13.55.2')",
    )
    try:
        with pytest.raises(ConfigurationError) as refusal:
            reader.refresh()
    finally:
        server.execute("erpnext", "drop table `tabInstalled Application`")
    assert refusal.value.code == "source_version_unsupported"
    assert "13" in refusal.value.one_line("en")
