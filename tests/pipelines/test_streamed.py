"""Databases behind ConnectorX: the whole way of reading, on PostgreSQL, which answers the same standard SQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from cockpit.errors import CockpitError
from pipelines.extraction.dialects import Dialect
from tests.pipelines import small_erp
from tests.pipelines.extracting import Reader
from tests.support import PostgresServer

pytestmark = pytest.mark.postgres
ROWS = 2000


@pytest.fixture
def dsn(small_dsn: str) -> str:
    small_erp.execute(small_dsn, small_erp.fill(ROWS))
    return small_dsn


def reader(folder: Path, **source: object) -> Reader:
    """A reader that takes the PostgreSQL server for an SQL Server."""
    return small_erp.reader(folder, connection={"kind": "sqlserver", "dsn_env": "SMALL_DSN"}, **source)


def complaint(read: Reader) -> str:
    with pytest.raises(CockpitError) as error:
        read.refresh()
    line = error.value.one_line()
    assert "\n" not in line
    assert "127.0.0.1" not in line
    assert "geheim" not in line
    return line


@pytest.mark.parametrize("rows_per_statement", [5_000_000, 150])
def test_first_reading_changes_deletions_and_missed_rows_end_as_the_source(
    dsn: str, tmp_path: Path, rows_per_statement: int
) -> None:
    read = reader(tmp_path / "reader", rows_per_statement=rows_per_statement)
    read.refresh()
    small_erp.assert_raw_equals_source(read, dsn)
    small_erp.execute(
        dsn,
        "update orders set amount = 1234567890.123456, name = '赵''敏', write_date = timestamp '2026-03-01 00:00:00.25'"
        " where id % 10 = 0",
        "update notes set text = null, author = '', write_date = timestamp '2026-03-02' where code like 'N1%'",
        "update pairs set weight = 0.1 where a = 4",
        "insert into entries values (9001, 'new')",
        "delete from orders where id % 7 = 0",
        "delete from notes where code like 'N9%'",
        "delete from pairs where a < 4",
        # committed late and backdated: behind the watermark
        "insert into orders (id, name, write_date) values (9001, 'late', timestamp '2026-01-01 00:00:01')",
        "insert into orders (id, name, write_date) values (9002, 'never', null)",
    )
    [orders] = [table for table in read.refresh().tables if table.name == "orders"]
    # 200 changed of which 28 are gone, and 2 missed; 285 of the first 2,000 are deleted
    assert (orders.changed_rows, orders.deleted_rows) == (174, 285)
    small_erp.assert_raw_equals_source(read, dsn)
    read.refresh(full_refresh=True)
    small_erp.assert_raw_equals_source(read, dsn)
    before = read.everything()
    read.refresh(replay=True)
    assert read.everything() == before


def test_a_large_first_reading_is_cut_and_keys_of_large_tables_are_compared_on_schedule(
    dsn: str, tmp_path: Path
) -> None:
    read = reader(tmp_path / "reader", compare_keys_up_to_rows=0, compare_keys_every_hours=1000)
    read.refresh()
    small_erp.execute(
        dsn,
        "update orders set name = 'n', write_date = timestamp '2026-03-01' where id = 5",
        "delete from orders where id = 6",
    )
    read.refresh()
    batch = read.landing.batches()[-1]
    assert not batch.tables["orders"].keys_compared
    names = dict(read.query("select id, name from raw_erp.orders where id in (5, 6) and _deleted_at is null"))
    assert names == {5: "n", 6: "O6"}


def test_new_and_missing_columns_and_a_table_set_apart(dsn: str, tmp_path: Path) -> None:
    read = reader(tmp_path / "reader")
    read.refresh()
    small_erp.execute(
        dsn,
        "alter table orders add column priority integer",
        "update orders set priority = id % 5",
        "alter table orders drop column state",
        "alter table pairs drop column weight",
    )
    read.refresh()
    batch = read.landing.batches()[-1]
    assert list(batch.quarantined) == ["pairs"]
    assert batch.new_columns == {"orders": ["priority"]}
    columns = ["id", "name", "amount", "promised", "write_date", "priority"]
    assert small_erp.in_raw(read, "orders", columns) == small_erp.in_source(dsn, "orders", columns)
    assert read.query("select count(*) from raw_erp.orders where state is not null") == [(0,)]
    small_erp.execute(dsn, "alter table pairs add column weight double precision")
    read.refresh()
    small_erp.assert_raw_equals_source(read, dsn, {"orders": ["priority"]})


def test_what_refuses_is_told_in_one_line_without_the_address(
    dsn: str,
    tmp_path: Path,
    postgres: PostgresServer,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    read = reader(tmp_path / "reader")
    account = f"reader_{dsn.rsplit('/', 1)[1]}"
    postgres.require_password(account, "geheim-7")
    wrong = dsn.replace("cockpit@", f"{account}:geheim-8@")
    small_erp.execute(dsn, f"grant select on all tables in schema public to {account}")
    for address, told in {
        wrong: "source erp refused the login",
        wrong.replace(str(postgres.port), "1"): "source erp cannot be reached",
        wrong.replace("127.0.0.1", "no-such-host.invalid"): "host name of source erp cannot be resolved",
        wrong.replace("postgresql://", ""): "the address of source erp cannot be understood",
    }.items():
        monkeypatch.setenv("SMALL_DSN", address)
        assert told in complaint(read), address
    assert "r2d2" not in capfd.readouterr().err
    monkeypatch.setenv("SMALL_DSN", dsn.replace("cockpit@", f"{account}:geheim-7@"))
    read.refresh()
    small_erp.execute(dsn, "drop table entries")
    assert "source erp has no table entries" in complaint(read)
    small_erp.execute(dsn, small_erp.SCHEMA.split(";")[3], f"grant select on entries to {account}")
    small_erp.execute(dsn, f"revoke select on notes from {account}")
    assert "source erp" in complaint(read)


def test_a_kind_of_source_that_says_not_how_it_is_attached_cannot_be_made() -> None:
    class Forgetful(Dialect):
        """A kind without `attach`."""

    with pytest.raises(TypeError, match="attach"):
        Forgetful()
