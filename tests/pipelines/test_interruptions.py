"""Readings that are killed, and connections that are cut: nothing is lost, nothing doubled, no half batch visible."""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import psycopg
import pytest

from cockpit.errors import CockpitError
from tests.pipelines import small_erp
from tests.pipelines.extracting import Reader
from tests.support import PROJECT

ROWS = 20_000
# statements of this size make a first reading of several pieces, some of which a killed run has finished
ROWS_PER_STATEMENT = 2_000
KILLS = 50
CUTS = 20


class Child:
    """A process that reads the source when told to."""

    def __init__(self, reader: Reader, packages: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.pipelines.forked_refresh", str(reader.settings.file), str(packages)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self) -> int:
        """Start a reading; returns its process id."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def outcome(self) -> int:
        """How the reading ended: 0, 1 for a message, 9 for a kill."""
        assert self._process.stdout
        return int(self._process.stdout.readline())

    def end(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


@pytest.fixture
def filled(small_dsn: str) -> str:
    small_erp.execute(small_dsn, small_erp.fill(ROWS))
    return small_dsn


def change(dsn: str, number: int) -> None:
    """One of every kind of change."""
    stamp = f"timestamp '2026-02-01' + {number} * interval '1 hour'"
    small_erp.execute(
        dsn,
        f"insert into orders (id, name, write_date) select {100_000 + number * 100} + n, 'n', {stamp}"
        " from generate_series(1, 50) n",
        f"update orders set amount = {number}, write_date = {stamp} where id % 97 = {number % 97}",
        f"delete from orders where id % 499 = {number}",
        f"update notes set text = 'changed {number}', write_date = {stamp} where code like '%{number % 10}7'",
        f"insert into entries values ({100_000 + number}, 'e')",
        f"delete from pairs where a % 50 = {number}",
    )


def assert_no_half_batch_is_visible(reader: Reader) -> None:
    """Every batch in landing is whole, and raw holds rows of batches that were applied to their end, each once."""
    for manifest in reader.landing.batches():
        reader.landing.verify(manifest)
    if not reader.settings.paths.warehouse.exists():
        return
    with duckdb.connect(str(reader.settings.paths.warehouse)) as connection:
        names = {row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()}
        if "_batches" not in names:
            return
        landed = {manifest.batch_id for manifest in reader.landing.batches()}
        applied = {row[0] for row in connection.execute("select batch_id from raw_erp._batches").fetchall()}
        assert applied <= landed
        for name, table in reader.package.tables.items():
            if name not in names:
                continue
            brought = connection.execute(f"select distinct _batch_id from raw_erp.{name}").fetchall()
            assert {row[0] for row in brought} <= applied
            key = ", ".join(table.key)
            doubled = f"select {key} from raw_erp.{name} where _deleted_at is null group by all having count(*) > 1"
            assert connection.execute(doubled).fetchall() == []


@pytest.fixture
def child(reader: Reader, tmp_path: Path) -> Iterator[Child]:
    process = Child(reader, tmp_path / "erp")
    yield process
    process.end()


@pytest.fixture
def reader(filled: str, tmp_path: Path) -> Reader:
    return small_erp.reader(tmp_path / "reader", rows_per_statement=ROWS_PER_STATEMENT)


@pytest.mark.endurance
@pytest.mark.postgres
def test_fifty_kills_at_random_moments_lose_nothing_and_double_nothing(
    filled: str, reader: Reader, child: Child
) -> None:
    dice = random.Random(50)
    started = time.monotonic()
    child.begin()
    assert child.outcome() == 0
    whole = time.monotonic() - started
    killed = resumed = 0
    attempt = 0
    while killed < KILLS:
        attempt += 1
        if attempt % 6 == 1:  # a first reading again: landing and warehouse are gone
            shutil.rmtree(reader.settings.paths.root)
        change(filled, attempt)
        process = child.begin()
        time.sleep(dice.uniform(0, whole * 1.1))
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        outcome = child.outcome()
        assert outcome in (0, 9)
        killed += outcome == 9
        assert_no_half_batch_is_visible(reader)
        resumed += any((folder / "unfinished.json").exists() for folder in reader.landing.leftovers())
        if attempt % 6 == 5:
            child.begin()
            assert child.outcome() == 0
            small_erp.assert_raw_equals_source(reader, filled)
    # some of the kills hit a first reading that had finished a part
    assert resumed
    child.begin()
    assert child.outcome() == 0
    small_erp.assert_raw_equals_source(reader, filled)
    before = reader.everything()
    reader.refresh(replay=True)
    assert reader.everything() == before


@pytest.mark.postgres
def test_a_killed_first_reading_goes_on_where_it_stopped(filled: str, reader: Reader) -> None:
    class Killed(Exception):
        pass

    read = []

    def kill_late(table: str) -> None:
        read.append(table)
        if table == "pairs":
            raise Killed

    with pytest.raises(Killed):
        reader.land(on_table=kill_late)
    [left] = reader.landing.leftovers()
    finished = {file.name: file.stat().st_mtime_ns for file in left.glob("*.parquet")}
    parts = {name for name in finished if re.fullmatch(r"orders\.\d+\.parquet", name)}
    assert len(parts) == ROWS / ROWS_PER_STATEMENT
    # what happens between the two runs: changed, deleted and new rows, one of them long behind the first run's stamps
    small_erp.execute(
        filled,
        "update orders set name = 'changed', write_date = now() at time zone 'UTC' where id between 10 and 20",
        "delete from orders where id between 30 and 40",
        "insert into orders (id, name, write_date) values (900001, 'new', now() at time zone 'UTC'),"
        " (900002, 'backdated', '2020-01-01')",
    )
    reader.refresh()
    [batch] = reader.landing.batches()
    assert batch.tables["orders"].is_resumed
    assert parts < {file.name for file in batch.tables["orders"].files}
    folder = reader.landing.directory / batch.batch_id
    assert all((folder / name).stat().st_mtime_ns == finished[name] for name in parts)
    small_erp.assert_raw_equals_source(reader, filled)


@pytest.mark.endurance
@pytest.mark.postgres
def test_twenty_cut_connections_lose_nothing_and_double_nothing(filled: str, reader: Reader) -> None:
    dice = random.Random(20)
    started = time.monotonic()
    reader.refresh()
    whole = time.monotonic() - started
    cut = 0
    attempt = 0
    while cut < CUTS:
        attempt += 1
        if attempt % 4 == 1:
            shutil.rmtree(reader.settings.paths.root)
        change(filled, attempt)
        ended = threading.Event()
        sessions = []

        def cutter(delay: float, ended: threading.Event = ended, sessions: list[int] = sessions) -> None:
            time.sleep(delay)
            with psycopg.connect(filled, autocommit=True) as connection:
                while not ended.is_set() and not sessions:
                    sessions += connection.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'erp-cockpit'"
                    ).fetchall()

        thread = threading.Thread(target=cutter, args=(dice.uniform(0, whole * 0.8),))
        thread.start()
        try:
            reader.refresh()
        except CockpitError as error:
            assert "\n" not in error.one_line()
        finally:
            ended.set()
            thread.join()
        cut += bool(sessions)
        assert_no_half_batch_is_visible(reader)
        reader.refresh()
        small_erp.assert_raw_equals_source(reader, filled)
