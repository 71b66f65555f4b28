"""What reading may cost an ERP: its sessions, its hours, its pace; and what a full disk costs us."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from cockpit.errors import CockpitError
from pipelines.extraction import dialects
from pipelines.extraction.pace import Pace
from tests.pipelines import small_erp
from tests.pipelines.extracting import Reader
from tests.support import PostgresServer, missing

pytestmark = pytest.mark.postgres
NOON, NIGHT = datetime(2026, 5, 4, 4, tzinfo=UTC), datetime(2026, 5, 4, 15, tzinfo=UTC)  # 12:00 and 23:00 in Shanghai


@pytest.fixture
def dsn(small_dsn: str) -> str:
    small_erp.execute(small_dsn, small_erp.fill(4000))
    return small_dsn


def complaint(read: Reader, pace: Pace | None = None) -> str:
    """The one line in which a refresh ends."""
    with pytest.raises(CockpitError) as error:
        read.refresh(pace=pace)
    line = error.value.one_line()
    assert "\n" not in line
    return line


def entries_from(view: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the package read its entries from a view."""
    package = small_erp.PACKAGE.replace("  entries:\n", f"  entries:\n    relation: {view}\n")
    small_erp.install(folder / "views", monkeypatch, package)


# -- sessions


def test_sessions_are_read_only_named_and_bounded(dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("default_transaction_read_only", "transaction_read_only", "application_name", "statement_timeout")
    seen = ", ".join(f"current_setting('{name}')" for name in (*names, "lock_timeout"))
    small_erp.execute(dsn, f"create view session as select 1::bigint as id, concat_ws(' ', {seen}) as what")
    entries_from("session", tmp_path, monkeypatch)
    read = small_erp.reader(tmp_path / "reader", statement_timeout_seconds=77)
    read.refresh()
    assert read.live("entries") == [(1, "on on erp-cockpit 77s 30s")]


@pytest.mark.parametrize("connections", [1, 2, 3])
def test_there_are_never_more_sessions_than_configured(dsn: str, tmp_path: Path, connections: int) -> None:
    read = small_erp.reader(tmp_path / "reader", max_connections=connections, rows_per_statement=300)
    ended = threading.Event()
    counts: list[int] = []

    def watch() -> None:
        with psycopg.connect(dsn, autocommit=True) as connection:
            while not ended.is_set():
                row = connection.execute(
                    "select count(*) from pg_stat_activity"
                    " where application_name = 'erp-cockpit' and datname = current_database()"
                ).fetchone()
                counts.append(row[0])

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        read.refresh()
        small_erp.execute(dsn, "update orders set name = 'n', write_date = timestamp '2026-03-01' where id % 2 = 0")
        read.refresh()
    finally:
        ended.set()
        watcher.join()
    assert 1 <= max(counts) <= connections
    small_erp.assert_raw_equals_source(read, dsn)


def test_a_table_that_somebody_has_locked_is_waited_for_and_then_told(
    dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialects, "LOCK_TIMEOUT_SECONDS", 1)
    read = small_erp.reader(tmp_path / "reader")
    with psycopg.connect(dsn) as other:
        other.execute("lock table notes in access exclusive mode")
        assert "source erp: a table is locked by somebody else" in complaint(read)
        assert read.landing.batches() == []
    read.refresh()
    small_erp.assert_raw_equals_source(read, dsn)


def test_a_statement_that_takes_too_long_is_ended(dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_erp.execute(dsn, "create view slow as select id, what from entries, (select pg_sleep(30)) as nap")
    entries_from("slow", tmp_path, monkeypatch)
    read = small_erp.reader(tmp_path / "reader", statement_timeout_seconds=1)
    assert "a query on source erp took longer than statement_timeout_seconds" in complaint(read)
    assert read.landing.batches() == []


@pytest.fixture
def account(dsn: str, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """An account of this database alone, by its name, which is told by its password."""
    name = f"reader_{psycopg.conninfo.conninfo_to_dict(dsn)['dbname']}"
    postgres.require_password(name, "geheim-7")
    small_erp.execute(dsn, f"grant select on all tables in schema public to {name}")
    monkeypatch.setenv("SMALL_DSN", dsn.replace("cockpit@", f"{name}:geheim-7@"))
    return name


def test_a_password_that_has_expired_is_told_without_showing_it(dsn: str, account: str, tmp_path: Path) -> None:
    read = small_erp.reader(tmp_path / "reader")
    read.refresh()
    small_erp.execute(dsn, f"alter role {account} valid until '2000-01-01'")
    line = complaint(read)
    assert "source erp refused the login" in line
    assert "geheim" not in line


@pytest.mark.parametrize(
    "written",
    [
        "postgresql://reader:geheim@7@127.0.0.1:x/db",
        "host=127.0.0.1 password='geheim",
        "postgresql://reader:geheim%zz@127.0.0.1/db",
        "geheim",
    ],
)
def test_an_address_that_cannot_be_understood_is_told_without_showing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_dsn: str, written: str
) -> None:
    monkeypatch.setenv("SMALL_DSN", written)
    read = small_erp.reader(tmp_path / "reader")
    line = complaint(read)
    assert "the address of source erp cannot be understood" in line
    assert "geheim" not in line


def test_a_server_that_takes_no_more_connections_is_told(dsn: str, account: str, tmp_path: Path) -> None:
    read = small_erp.reader(tmp_path / "reader", max_connections=1)
    small_erp.execute(dsn, f"alter role {account} connection limit 0")
    assert "the server takes no more connections; lower max_connections" in complaint(read)
    # one is enough
    small_erp.execute(dsn, f"alter role {account} connection limit 1")
    read.refresh()
    small_erp.assert_raw_equals_source(read, dsn)


# -- hours and pace


def test_outside_of_its_hours_a_source_is_not_even_connected_to(
    dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = small_erp.reader(tmp_path / "reader", read_between="22:00-06:00")
    monkeypatch.setenv("SMALL_DSN", "postgresql://127.0.0.1:1/nowhere")
    line = complaint(read, Pace(read.settings, read.source, clock=lambda: NOON))
    assert "source erp may be read between 22:00-06:00 only, and it is 12:00" in line
    assert line.startswith(f"{read.settings.file}:")
    assert not read.landing.directory.exists()


@pytest.mark.parametrize(
    ("window", "inside", "outside"),
    [
        ("22:00-06:00", ["22:00", "23:59", "00:00", "05:59"], ["06:00", "21:59", "12:00"]),
        ("01:30-05:00", ["01:30", "04:59"], ["01:29", "05:00", "23:00"]),
        ("00:00-00:00", ["00:00", "12:00"], []),
    ],
)
def test_hours_are_the_companys_and_may_span_midnight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, window: str, inside: list[str], outside: list[str]
) -> None:
    small_erp.install(tmp_path / "erp", monkeypatch)
    read = small_erp.reader(tmp_path / "reader", read_between=window)

    def pace(time: str) -> Pace:
        moment = datetime.fromisoformat(f"2026-05-04T{time}:00+08:00").astimezone(UTC)
        return Pace(read.settings, read.source, clock=lambda: moment)

    for time in inside:
        pace(time).check_window()
    for time in outside:
        with pytest.raises(CockpitError):
            pace(time).check_window()


def test_hours_that_end_during_a_first_reading_leave_what_was_read_for_the_next_night(dsn: str, tmp_path: Path) -> None:
    read = small_erp.reader(tmp_path / "reader", read_between="22:00-06:00", rows_per_statement=500)
    looks = 0

    def clock() -> datetime:
        nonlocal looks
        looks += 1
        return NIGHT if looks <= 6 else NOON

    assert "may be read between" in complaint(read, Pace(read.settings, read.source, clock=clock))
    assert read.landing.batches() == []
    [left] = read.landing.leftovers()
    finished = {file.name: file.stat().st_mtime_ns for file in left.glob("orders.*.parquet")}
    assert 3 <= len(finished) < 8
    small_erp.execute(dsn, "update orders set name = 'n', write_date = now() at time zone 'UTC' where id < 10")
    small_erp.execute(dsn, "delete from orders where id between 20 and 30")
    read.refresh(pace=Pace(read.settings, read.source, clock=lambda: NIGHT))
    [batch] = read.landing.batches()
    folder = read.landing.directory / batch.batch_id
    # the last of them was perhaps written, but not noted yet when the hours ended
    kept = [name for name in finished if (folder / name).stat().st_mtime_ns == finished[name]]
    assert len(kept) >= len(finished) - 1
    small_erp.assert_raw_equals_source(read, dsn)


def test_the_pace_is_what_was_configured(dsn: str, tmp_path: Path) -> None:
    read = small_erp.reader(tmp_path / "reader", rows_per_second=100)
    now = 0.0
    naps: list[float] = []

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        naps.append(seconds)

    read.refresh(pace=Pace(read.settings, read.source, seconds=lambda: now, sleep=sleep))
    rows = 3 * 4000 + 1000
    assert sum(naps) == pytest.approx(rows / 100)
    # in small steps: no statement reads what a minute may read
    assert max(naps) <= 11
    small_erp.assert_raw_equals_source(read, dsn)


# -- a full disk


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """A file system of its own at a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    options = ["-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(["mount", *options], capture_output=True, check=False).returncode:
        missing("a small file system cannot be mounted (needs root and CAP_SYS_ADMIN)")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def enlarge(folder: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=200m", str(folder)], check=True)


@pytest.fixture
def filling(dsn: str) -> str:
    """Texts that no compression makes small."""
    small_erp.execute(
        dsn,
        "update orders set name = (select string_agg(md5(random()::text || orders.id || n), '')"
        " from generate_series(1, 20) n)",
    )
    return dsn


def test_a_full_disk_under_landing_is_told_and_nothing_is_visible(filling: str, tmp_path: Path) -> None:
    read = small_erp.reader(tmp_path / "reader", rows_per_statement=500)
    landing = read.settings.paths.landing
    with small_disk(landing, "1m"):
        line = complaint(read)
        assert line.startswith(f"{landing}")
        assert "cannot be written" in line
        assert "check disk space" in line
        assert read.landing.batches() == []
        enlarge(landing)
        read.refresh()
        small_erp.assert_raw_equals_source(read, filling)


def test_a_disk_that_was_full_before_the_run_is_told(filling: str, tmp_path: Path) -> None:
    read = small_erp.reader(tmp_path / "reader")
    landing = read.settings.paths.landing
    with small_disk(landing, "64k"):
        (landing / "ballast").write_bytes(b"x" * 4096)
        while True:
            try:
                with (landing / "ballast").open("ab") as ballast:
                    ballast.write(b"x" * 4096)
            except OSError:
                break
        assert "cannot be written" in complaint(read)
        assert read.landing.batches() == []
        enlarge(landing)
        read.refresh()
        small_erp.assert_raw_equals_source(read, filling)


def test_a_full_disk_under_the_warehouse_is_told_and_the_batch_is_applied_later(filling: str, tmp_path: Path) -> None:
    read = small_erp.reader(tmp_path / "reader")
    data = read.settings.paths.root
    with small_disk(data, "2m"):
        # landing lies on another disk
        (tmp_path / "landing").mkdir()
        read.settings.paths.landing.symlink_to(tmp_path / "landing")
        line = complaint(read)
        assert line.startswith(f"{read.settings.paths.warehouse}")
        assert "cannot be written" in line
        [batch] = read.landing.batches()
        enlarge(data)
        read.refresh()
        assert read.query("select count(*) from raw_erp._batches where batch_id = '" + batch.batch_id + "'") == [(1,)]
        small_erp.assert_raw_equals_source(read, filling)
