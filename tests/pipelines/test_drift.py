"""An ERP that changes under our feet: what is new is taken, what no longer fits is set apart, and healed later."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from cockpit.errors import CockpitError, ConfigurationError
from cockpit.progress import Progress
from pipelines.extraction.package import load_package
from tests.pipelines import small_erp
from tests.pipelines.extracting import Reader
from tests.pipelines.odoo_database import BOLT, OdooDatabase
from tests.support import Installation, Run

ROWS = 200
LATER = "write_date = timestamp '2026-03-01'"


class Warnings(Progress):
    """Keeps the warnings of a refresh."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self.texts: list[str] = []

    def warn(self, text: str) -> None:
        self.texts.append(text)


def warnings_of(read: Reader, **options: bool) -> list[str]:
    """What a refresh warns of."""
    progress = Warnings()
    read.refresh(progress=progress, **options)
    return progress.texts


@pytest.fixture
def dsn(small_dsn: str) -> str:
    small_erp.execute(small_dsn, small_erp.fill(ROWS))
    return small_dsn


@pytest.fixture
def read(dsn: str, tmp_path: Path) -> Reader:
    """A reader that has read once."""
    reader = small_erp.reader(tmp_path / "reader")
    reader.refresh()
    return reader


def set_apart(read: Reader) -> dict[str, str]:
    """Tables that the warehouse says are set apart, with the reason."""
    return dict(
        read.query("select table_name, quarantined from operations.source_tables where quarantined is not null")
    )


# -- new columns


@pytest.mark.postgres
def test_a_new_column_is_taken_for_all_rows_and_survives_full_refresh_and_replay(dsn: str, read: Reader) -> None:
    small_erp.execute(
        dsn,
        "alter table orders add column priority integer, add column labels text[], add column rank numeric(8, 2)",
        # rows that no watermark would bring again
        "update orders set priority = id % 5, labels = array['a', id::text], rank = id / 4.0",
    )
    assert warnings_of(read) == ["erp: table orders has new columns, taken from now on: labels, priority, rank"]
    beyond = {"orders": ["priority", "rank"]}
    small_erp.assert_raw_equals_source(read, dsn, beyond)
    # what is no plain value is kept as text, in DuckDB's way of writing a list
    [(labels,)] = read.query("select labels from raw_erp.orders where id = 7")
    assert labels == "[a, 7]"
    assert read.landing.batches()[-1].new_columns == {"orders": ["labels", "priority", "rank"]}
    # known now: taken on, and not told again
    small_erp.execute(dsn, f"update orders set priority = 9, {LATER} where id < 5")
    assert warnings_of(read) == []
    assert read.landed_rows("orders") < ROWS
    small_erp.assert_raw_equals_source(read, dsn, beyond)
    assert warnings_of(read, full_refresh=True) == []
    small_erp.assert_raw_equals_source(read, dsn, beyond)
    before = read.everything()
    read.refresh(replay=True)
    assert read.everything() == before


@pytest.mark.postgres
def test_a_taken_column_follows_the_source_to_another_type_and_out_of_it(dsn: str, read: Reader) -> None:
    small_erp.execute(dsn, "alter table pairs add column extra integer", "update pairs set extra = a")
    read.refresh()
    small_erp.execute(dsn, "alter table pairs alter column extra type text using 'x' || extra")
    assert warnings_of(read) == []
    small_erp.assert_raw_equals_source(read, dsn, {"pairs": ["extra"]})
    small_erp.execute(dsn, "alter table pairs drop column extra")
    assert warnings_of(read) == ["erp: table pairs lacks extra: null from now on"]
    small_erp.assert_raw_equals_source(read, dsn, {"pairs": ["extra"]})
    before = read.everything()
    read.refresh(replay=True)
    assert read.everything() == before


@pytest.mark.postgres
def test_a_new_column_named_like_one_of_raws_own_is_left_aside(dsn: str, read: Reader) -> None:
    small_erp.execute(dsn, 'alter table orders add column "_batch_id" text, add column "_Deleted_At" text')
    assert warnings_of(read) == []
    small_erp.assert_raw_equals_source(read, dsn)


@pytest.mark.postgres
def test_a_new_column_is_only_reported_where_the_configuration_says_so(dsn: str, tmp_path: Path) -> None:
    read = small_erp.reader(tmp_path / "reader", new_columns="report")
    assert warnings_of(read) == []
    small_erp.execute(dsn, "alter table orders add column priority integer")
    assert warnings_of(read) == ["erp: table orders has new columns, not read: priority"]
    assert read.landing.batches()[-1].tables["orders"].taken_columns == {}
    assert "priority" not in [row[0] for row in read.query("select column_name from (describe raw_erp.orders)")]
    assert warnings_of(read) == []


# -- columns that vanish


@pytest.mark.postgres
def test_a_missing_optional_column_is_null_in_all_rows_until_it_returns(dsn: str, read: Reader) -> None:
    small_erp.execute(dsn, "alter table orders rename column state to status")
    assert "erp: table orders lacks state: null from now on" in warnings_of(read)
    assert read.query("select count(*) from raw_erp.orders where state is not null") == [(0,)]
    small_erp.assert_raw_equals_source(read, dsn)
    small_erp.execute(dsn, "alter table orders rename column status to state")
    # what was taken under its other name is what is missing now
    assert warnings_of(read) == ["erp: table orders lacks status: null from now on"]
    assert read.query("select count(*) from raw_erp.orders where state = 'draft'") == [(ROWS,)]
    small_erp.assert_raw_equals_source(read, dsn)


BROKEN = {
    "a required column is missing": (
        "orders",
        ["alter table orders rename column amount to amounts"],
        ["alter table orders rename column amounts to amount"],
        ["has no column amount", "amounts"],
    ),
    "values do not fit their type": (
        "orders",
        [
            "alter table orders alter column amount type text",
            f"update orders set amount = 'plenty', {LATER} where id = 3",
        ],
        [
            "update orders set amount = '7.5' where id = 3",
            "alter table orders alter column amount type numeric using amount::numeric",
        ],
        ["holds a value that does not fit its declared type", "plenty"],
    ),
    "a key stands twice": (
        "notes",
        [
            "alter table notes drop constraint notes_pkey",
            "insert into notes (code, text, write_date) values ('N5', 'again', timestamp '2026-03-01')",
        ],
        ["delete from notes where text = 'again'"],
        ["2 rows with code = N5"],
    ),
}


@pytest.mark.postgres
@pytest.mark.parametrize("case", BROKEN)
def test_a_table_that_is_not_as_declared_is_set_apart_and_healed(dsn: str, read: Reader, case: str) -> None:
    table, damage, repair, told = BROKEN[case]
    kept = small_erp.in_raw(read, table, list(read.package.tables[table].columns))
    small_erp.execute(dsn, *damage, "update entries set what = 'x' where false")
    small_erp.execute(dsn, "insert into entries values (9001, 'meanwhile')", "delete from pairs where a = 1")
    [warning] = [text for text in warnings_of(read) if "set apart" in text]
    batch = read.landing.batches()[-1]
    [cause] = batch.quarantined.values()
    assert warning == f"erp: table {table} was set apart, its last good rows stay: {cause}"
    assert all(words in cause for words in told), cause
    assert list(batch.quarantined) == [table]
    assert table not in batch.tables
    assert set_apart(read) == {table: cause}
    # raw keeps its rows, the others are up to date
    assert small_erp.in_raw(read, table, list(read.package.tables[table].columns)) == kept
    for other in read.package.tables.keys() - {table}:
        columns = list(read.package.tables[other].columns)
        assert small_erp.in_raw(read, other, columns) == small_erp.in_source(dsn, other, columns)
    # a second run says so again, a replay too
    assert set_apart(read) == {table: cause}
    before = read.everything()
    read.refresh(replay=True)
    assert read.everything() == before
    assert set_apart(read) == {table: cause}
    small_erp.execute(dsn, *repair, "delete from orders where id = 11", "delete from notes where code = 'N12'")
    assert not [text for text in warnings_of(read) if "set apart" in text]
    assert set_apart(read) == {}
    small_erp.assert_raw_equals_source(read, dsn)


@pytest.mark.postgres
def test_a_key_that_stands_twice_is_seen_even_where_keys_are_not_compared_yet(dsn: str, tmp_path: Path) -> None:
    read = small_erp.reader(tmp_path / "reader", compare_keys_up_to_rows=0, compare_keys_every_hours=1000)
    read.refresh()
    small_erp.execute(
        dsn,
        "alter table notes drop constraint notes_pkey",
        f"update notes set {LATER} where code = 'N5'",
        "insert into notes (code, text, write_date) values ('N5', 'again', timestamp '2026-03-01')",
    )
    read.refresh()
    assert list(set_apart(read)) == ["notes"]
    small_erp.execute(dsn, "delete from notes where text = 'again'")
    read.refresh()
    small_erp.assert_raw_equals_source(read, dsn)


@pytest.mark.postgres
def test_two_tables_are_set_apart_at_once(dsn: str, read: Reader) -> None:
    small_erp.execute(
        dsn,
        "alter table orders alter column amount type text",
        f"update orders set amount = 'plenty', {LATER} where id = 3",
        "alter table pairs drop column weight",
        "alter table entries drop constraint entries_pkey",
        "insert into entries values (5000, 'one'), (5000, 'two')",
        f"update notes set text = 'changed', {LATER} where code = 'N1'",
    )
    read.refresh()
    assert set(set_apart(read)) == {"orders", "pairs", "entries"}
    columns = list(read.package.tables["notes"].columns)
    assert small_erp.in_raw(read, "notes", columns) == small_erp.in_source(dsn, "notes", columns)


@pytest.mark.postgres
@pytest.mark.parametrize("case", BROKEN)
def test_at_the_first_reading_it_is_an_error_and_nothing_is_landed(dsn: str, tmp_path: Path, case: str) -> None:
    _, damage, repair, told = BROKEN[case]
    small_erp.execute(dsn, *damage)
    read = small_erp.reader(tmp_path / "reader")
    with pytest.raises(CockpitError) as error:
        read.refresh()
    line = error.value.one_line()
    assert all(words in line for words in told)
    assert "\n" not in line
    assert read.landing.batches() == []
    small_erp.execute(dsn, *repair)
    read.refresh()
    small_erp.assert_raw_equals_source(read, dsn)


# -- what is refused before anything is read


@pytest.mark.postgres
def test_a_renamed_table_is_refused_and_its_lookalike_named(dsn: str, read: Reader) -> None:
    small_erp.execute(dsn, "alter table entries rename to entries_old")
    with pytest.raises(ConfigurationError) as error:
        read.refresh()
    assert "source erp has no table entries, but one called entries_old" in error.value.one_line()
    assert len(read.landing.batches()) == 1
    assert read.landing.leftovers() == []


@pytest.mark.postgres
def test_another_version_is_refused_before_anything_is_read(
    dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = "version_check: {query: select what from entries where id = 1, pattern: '(\\d+)'}\n"
    package = small_erp.PACKAGE.replace('versions: ["1"]', 'versions: ["1", "2"]')
    small_erp.install(tmp_path / "versioned", monkeypatch, package.replace("tables:\n", f"{check}tables:\n", 1))
    read = small_erp.reader(tmp_path / "reader")
    read.refresh()
    for version, told in (("2", 'is version 2, configured is 1; set version: "2"'), ("3", "is small 3, supported are")):
        small_erp.execute(dsn, f"update entries set what = 'entry {version}' where id = 1")
        with pytest.raises(ConfigurationError) as error:
            read.refresh()
        assert told in error.value.one_line()
    assert len(read.landing.batches()) == 1
    assert read.landing.leftovers() == []


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("    key: []\n", "key is empty: name the columns that tell rows apart"),
        ("    key: [number]\n", "number is not declared under columns"),
        ("", "id is not declared under columns"),
    ],
)
def test_a_package_whose_table_has_no_key_is_refused_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, told: str
) -> None:
    text = small_erp.PACKAGE.replace("    key: [code]\n", written)
    file = small_erp.install(tmp_path / "erp", monkeypatch, text)
    with pytest.raises(ConfigurationError) as error:
        load_package("small")
    lines = text.splitlines()
    begins = next(number for number, line in enumerate(lines, start=1) if line == "  notes:")
    line = error.value.one_line()
    assert line.startswith(f"{file}:")
    assert begins <= int(line.removeprefix(f"{file}:").split(":")[0]) <= begins + 4
    assert told in line


# -- a whole run


def test_a_run_with_a_table_set_apart_ends_amber_and_the_next_good_one_green(run: Run, tmp_path: Path) -> None:
    odoo = OdooDatabase(tmp_path / "erp.sqlite")
    for order in (1, 2):
        odoo.order(order, f"2026-01-0{order + 4} 01:00:00", f"2026-01-0{order + 4} 06:00:00")
        odoo.order_line(order, "2026-01-30 09:00:00", product=BOLT)
    odoo.commit()
    source = {"name": "erp", "erp": "odoo", "version": "18", "connection": {"kind": "sqlite", "path": "erp.sqlite"}}
    company = Installation(tmp_path, [source], settings={"as_of": "2026-03-31T16:00:00Z"})
    company.run()

    def last_run() -> dict:
        return json.loads((company.published / "LAST_RUN.json").read_text())

    def in_snapshot(sql: str) -> list[tuple]:
        with company.snapshot() as snapshot:
            return snapshot.execute(sql).fetchall()

    assert last_run()["status"] == "published"
    with sqlite3.connect(tmp_path / "erp.sqlite") as connection:
        connection.execute("alter table purchase_order rename column amount_total to amount_gross")
    outcome = company.cockpit("run")
    assert outcome.code == 0, outcome.errors
    assert "! erp: table purchase_order was set apart, its last good rows stay:" in outcome.errors
    record = last_run()
    assert record["status"] == "amber"
    assert record["tables_set_apart"] == ["erp: purchase_order"]
    assert "table purchase_order" in record["message"]
    assert "amount_total" in record["message"]
    assert in_snapshot("select count(*) from fct_process_events")[0][0] > 0
    shown = run(company, "status")
    assert "published, part of the data is older than the rest" in shown.output
    assert "amount_total" in shown.output
    told = in_snapshot("select table_name, quarantined from source_tables where quarantined is not null")
    assert told == [("purchase_order", record["message"])]
    assert in_snapshot("select status from runs order by started_at desc limit 1") == [("amber",)]
    with sqlite3.connect(tmp_path / "erp.sqlite") as connection:
        connection.execute("alter table purchase_order rename column amount_gross to amount_total")
    company.run()
    assert last_run()["status"] == "published"
    assert last_run()["message"] is None
    assert in_snapshot("select count(*) from source_tables where quarantined is not null") == [(0,)]
    assert in_snapshot("select status from runs order by started_at desc limit 1") == [("published",)]
