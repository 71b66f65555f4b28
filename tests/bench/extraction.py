"""How long it takes to read a large table, against what the wire alone takes and against other programs.

Belongs here: the course of the measurement and the goals. Does not belong here: the table (`purchase_lines.py`), a
step in a process of its own (`reading.py`, `plain_clients.py`), the peers (`peers.py`).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench import peers, purchase_lines
from tests.bench.figures import Figure, measured_program, say, seconds_of
from tests.support import MariaDbServer, PostgresServer

DATABASE = "bench"
MARIADB_SHARE = 5  # of the rows
PASSWORD = "reads-only"  # of an account on a server that lives as long as the measurement

WIRE = "wire: COPY … (FORMAT BINARY) to nowhere"
FULL = "full load to landing"
PLAIN = "MariaDB: mariadb --quick --batch to nowhere"
FULL_GOAL, MEMORY_GOAL, CHANGES_GOAL, KEYS_GOAL = 1.3, 500, 0.06, 0.25


def _ours(step: str, folder: Path, dsn: str, kind: str, *options: str) -> dict:
    measured = measured_program(
        [sys.executable, "-m", "tests.bench.reading", step, str(folder), kind, *options], {"BENCH_DSN": dsn}
    )
    if "failure" in measured:
        raise SystemExit(f"{step}: {measured['failure']}")
    return measured


def _plain(client: str, dsn: str) -> dict:
    return measured_program([sys.executable, "-m", "tests.bench.plain_clients", client, dsn])


def measure(rows: int, repetitions: int, *, memory: bool, with_peers: bool, mariadb: bool) -> list[Figure]:
    """All figures of the extraction, from one run on one machine."""
    server = PostgresServer()
    try:
        dsn = server.dsn(DATABASE)
        server.execute("postgres", f"create database {DATABASE}")
        say(f"PostgreSQL: {rows:,} purchase order lines")
        purchase_lines.fill_postgres(dsn, 1, rows)
        with tempfile.TemporaryDirectory(prefix="erp-cockpit-bench-") as folder:
            figures = _full_load(dsn, Path(folder), repetitions)
            # before anything changes: everybody reads the same table
            found = peers.measure(dsn, FULL) if with_peers else []
            figures += _changes(server, Path(folder), repetitions)
            figures += _key_comparison(server, Path(folder), repetitions)
            if memory:
                figures.append(_twice_as_many(dsn, Path(folder), rows))
        figures += found
    finally:
        server.remove()
    return figures + (_mariadb(rows // MARIADB_SHARE, repetitions) if mariadb else [])


def _full_load(dsn: str, folder: Path, repetitions: int) -> list[Figure]:
    wire = Figure(WIRE)
    full = Figure(FULL, of=WIRE, goal=FULL_GOAL, memory_goal=MEMORY_GOAL)
    applied = Figure("full load into raw", of=FULL)
    for run in range(repetitions):
        say(f"wire and full load, {run + 1} of {repetitions}")
        wire.add(_plain("copy", dsn))
        # an installation that knows nothing yet; the last one stays for what follows
        shutil.rmtree(folder / "site", ignore_errors=True)
        measured = _ours("land", folder / "site", dsn, "postgres")
        full.add(measured)
        full.note = f"{measured['bytes'] / 1e6:,.0f} MB of Parquet"
    applied.add(_ours("apply", folder / "site", dsn, "postgres"))
    return [wire, full, applied]


def _changes(server: PostgresServer, folder: Path, repetitions: int) -> list[Figure]:
    landed = Figure("1 % changed: to landing", of=FULL, goal=CHANGES_GOAL)
    applied = Figure("1 % changed: into raw", of=FULL)
    for run in range(repetitions):
        say(f"1 % changed, {run + 1} of {repetitions}")
        purchase_lines.change(server, DATABASE, run, repetitions)
        measured = _ours("land", folder / "site", server.dsn(DATABASE), "postgres")
        landed.add(measured)
        landed.note = f"{measured['rows']:,} rows"
        applied.add(_ours("apply", folder / "site", server.dsn(DATABASE), "postgres"))
    return [landed, applied]


def _key_comparison(server: PostgresServer, folder: Path, repetitions: int) -> list[Figure]:
    """What a run takes in which nothing changed, without and with the keys compared; the difference is theirs."""
    site, dsn = folder / "site", server.dsn(DATABASE)
    without = Figure("nothing changed: to landing", of=FULL)
    compared = Figure("nothing changed, keys compared: to landing", of=FULL)
    difference = Figure("key comparison alone", of=FULL, goal=KEYS_GOAL)
    for run in range(repetitions):
        say(f"key comparison, {run + 1} of {repetitions}")
        without.add(_ours("land", site, dsn, "postgres"))
        measured = _ours("land", site, dsn, "postgres", "--compare-keys")
        if not measured["keys_compared"]:
            raise SystemExit("the keys were not compared")
        compared.add(measured)
        difference.seconds.append(max(0.0, compared.seconds[-1] - without.seconds[-1]))
    return [without, compared, difference]


def _twice_as_many(dsn: str, folder: Path, rows: int) -> Figure:
    say(f"full load of {2 * rows:,} rows")
    purchase_lines.fill_postgres(dsn, rows + 1, 2 * rows)
    figure = Figure(f"full load of {2 * rows:,} rows", of=FULL, memory_goal=MEMORY_GOAL)
    figure.add(_ours("land", folder / "twice", dsn, "postgres"))
    return figure


def _mariadb(rows: int, repetitions: int) -> list[Figure]:
    server = MariaDbServer()
    try:
        say(f"MariaDB: {rows:,} purchase order lines")
        purchase_lines.fill_mariadb(server, DATABASE, rows)
        address = server.create_reader("cockpit_reader", PASSWORD, DATABASE)
        plain = Figure(PLAIN, note=f"{rows:,} rows")
        cursor = Figure("MariaDB: pymysql, unbuffered cursor", of=PLAIN)
        full = Figure("MariaDB: full load to landing", of=PLAIN, memory_goal=MEMORY_GOAL)
        parts = urlsplit(address)
        client = ["mariadb", "--no-defaults", f"--host={parts.hostname}", f"--port={parts.port}", "--quick", "--batch"]
        client += [f"--user={parts.username}", f"--password={PASSWORD}", "-e", purchase_lines.SELECT, DATABASE]
        for run in range(repetitions):
            say(f"MariaDB, {run + 1} of {repetitions}")
            plain.seconds.append(seconds_of(client))
            cursor.add(_plain("cursor", address))
            with tempfile.TemporaryDirectory(prefix="erp-cockpit-bench-") as folder:
                full.add(_ours("land", Path(folder), address, "mysql"))
    finally:
        server.remove()
    return [plain, cursor, full]
