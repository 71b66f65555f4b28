"""What several tests need: an installation in a folder of its own, a PostgreSQL server, real databases.

A component that is missing on a user's machine skips its tests with the reason; where COCKPIT_CI is set, it fails them.
"""

from __future__ import annotations

import gzip
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parent.parent
SHARED_DATA = PROJECT.parent / "shared" / "data"
COCKPIT = Path(sys.executable).with_name("cockpit")
CHROMIUM = "/usr/bin/chromium"


def missing(reason: str) -> None:
    """End a test for want of a component."""
    if os.environ.get("COCKPIT_CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Outcome:
    """How a command ended."""

    code: int
    output: str
    errors: str

    @property
    def complaint(self) -> str:
        """The one line that an error is."""
        lines = [line for line in self.errors.splitlines() if line.startswith("✗ ")]
        assert len(lines) == 1, self.errors
        assert "Traceback" not in self.errors + self.output
        return lines[0].removeprefix("✗ ")


# the command line in the test's own process: installation, arguments, language
Run = Callable[..., Outcome]


@dataclass
class Installation:
    """A configuration with its own data directory, driven through the real command line."""

    folder: Path
    sources: list[dict]
    settings: dict = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        # JSON is YAML: a list of sources needs no writer of its own
        standard = {"language": "en", "data_directory": "data", "personal_data": {"mode": "keep"}}
        configuration = {**standard, **self.settings, "sources": self.sources}
        self.configuration_file.write_text(json.dumps(configuration, indent=2))

    @property
    def configuration_file(self) -> Path:
        return self.folder / "cockpit.yml"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def published(self) -> Path:
        return self.data / "published"

    def variables(self) -> dict[str, str]:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("COCKPIT_", "DAGSTER_", "DBT_"))
        }
        return inherited | {"COCKPIT_CONFIG": str(self.configuration_file), "COLUMNS": "400"} | self.environment

    def cockpit(self, *arguments: str, **environment: str) -> Outcome:
        """Run the command line and wait."""
        process = subprocess.run(
            [COCKPIT, *arguments],
            env=self.variables() | environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        return Outcome(process.returncode, process.stdout, process.stderr)

    def start(self, *arguments: str) -> subprocess.Popen:
        """Start the command line and go on."""
        return subprocess.Popen(
            [COCKPIT, *arguments],
            env=self.variables(),
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str) -> None:
        """`cockpit run`, which must succeed."""
        outcome = self.cockpit("run", *arguments)
        assert outcome.code == 0, outcome.errors

    def current(self) -> str | None:
        """What the pointer names."""
        pointer = self.published / "CURRENT"
        return pointer.read_text().strip() if pointer.exists() else None

    def snapshot(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(str(self.published / (self.current() or "nothing")), read_only=True)

    def warehouse(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(str(self.data / "warehouse.duckdb"), read_only=True)


class PostgresServer:
    """A PostgreSQL server of the machine's own packages, on a free port of 127.0.0.1, gone with the test."""

    def __init__(self) -> None:
        binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not binaries:
            missing("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
        self._bin = binaries[-1].parent
        # not below pytest's own folder, which other accounts may not enter
        self._folder = Path(tempfile.mkdtemp(prefix="erp-cockpit-postgres-"))
        self.port = free_port()
        # the server refuses to run as root
        self._prefix = []
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self._folder, account.pw_uid, account.pw_gid)
            self._prefix = [
                "setpriv",
                f"--reuid={account.pw_uid}",
                f"--regid={account.pw_gid}",
                "--clear-groups",
            ]
        self._call("initdb", "-D", self._data, "-U", "cockpit", "-A", "trust", "--encoding=UTF8", "--locale=C")
        self.start()

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _call(self, program: str, *arguments: str) -> None:
        # a server that inherits our pipes would keep them open for ever
        result = subprocess.run(
            [*self._prefix, self._bin / program, *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert result.returncode == 0, f"{program} failed"

    def stop(self) -> None:
        self._call("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off"
        options += f" -c unix_socket_directories={self._folder}"
        self._call("pg_ctl", "-D", self._data, "-o", options, "-l", str(self._folder / "log"), "-w", "start")

    def dsn(self, database: str, user: str = "cockpit") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def require_password(self, user: str, password: str) -> None:
        """An account that the server lets in with its password only."""
        self.execute("postgres", f"create role {user} login password '{password}'")
        rules = Path(self._data) / "pg_hba.conf"
        rules.write_text(f"host all {user} 127.0.0.1/32 scram-sha-256\n" + rules.read_text())
        self._call("pg_ctl", "-D", self._data, "reload")

    def execute(self, database: str, sql: str) -> None:
        psql = ["psql", "-q", "-v", "ON_ERROR_STOP=1", self.dsn(database), "-c", sql]
        result = subprocess.run(psql, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr

    def restore(self, database: str, dump: Path) -> None:
        """A new database from a gzipped plain SQL dump."""
        self.execute("postgres", f'create database "{database}"')
        self.execute(database, "create extension if not exists pg_trgm")
        with gzip.open(dump, "rb") as stream:
            result = subprocess.run(
                ["psql", "-q", self.dsn(database)],
                stdin=stream_to_pipe(stream),
                capture_output=True,
                check=False,
            )
        assert result.returncode == 0, result.stderr


class MariaDbServer:
    """A MariaDB server of the machine's own packages, on a free port of 127.0.0.1, gone with the test."""

    def __init__(self) -> None:
        if not shutil.which("mariadbd") or not shutil.which("mariadb-install-db"):
            missing("no MariaDB server is installed (Debian: apt-get install mariadb-server)")
        self._folder = Path(tempfile.mkdtemp(prefix="erp-cockpit-mariadb-"))
        self.port = free_port()
        self.socket = self._folder / "socket"
        account = pwd.getpwnam("mysql") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        os.chown(self._folder, account.pw_uid, account.pw_gid)
        options = [f"--datadir={self._folder / 'data'}", f"--user={account.pw_name}"]
        subprocess.run(
            ["mariadb-install-db", "--no-defaults", "--auth-root-authentication-method=normal", *options],
            check=True,
            capture_output=True,
        )
        self._process = subprocess.Popen(
            [
                "mariadbd",
                "--no-defaults",
                *options,
                f"--port={self.port}",
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                f"--socket={self.socket}",
                f"--pid-file={self._folder / 'pid'}",
                "--innodb-flush-log-at-trx-commit=0",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while subprocess.run([*self._client, "-e", "select 1"], capture_output=True, check=False).returncode:
            assert time.monotonic() < deadline, "MariaDB did not start"
            time.sleep(0.2)

    @property
    def _client(self) -> list[str]:
        return ["mariadb", "--no-defaults", f"--socket={self.socket}", "--user=root"]

    def execute(self, database: str, sql: str) -> None:
        result = subprocess.run([*self._client, database, "-e", sql], capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr

    def restore(self, database: str, dump: Path) -> None:
        """A new database from a gzipped plain SQL dump."""
        self.execute("mysql", f"create database `{database}` character set utf8mb4")
        with gzip.open(dump, "rb") as stream:
            result = subprocess.run(
                [*self._client, database], stdin=stream_to_pipe(stream), capture_output=True, check=False
            )
        assert result.returncode == 0, result.stderr

    def create_reader(self, user: str, password: str, database: str, rights: str = "select") -> str:
        """An account with rights on one database; returns its address."""
        self.execute("mysql", f"create user '{user}'@'127.0.0.1' identified by '{password}'")
        self.execute("mysql", f"grant {rights} on `{database}`.* to '{user}'@'127.0.0.1'")
        return f"mysql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def remove(self) -> None:
        self._process.terminate()
        self._process.wait(30)
        shutil.rmtree(self._folder)


def stream_to_pipe(stream: gzip.GzipFile) -> int:
    """A pipe's reading end that a thread fills with the unpacked stream."""
    reading, writing = os.pipe()

    def fill() -> None:
        with os.fdopen(writing, "wb") as target:
            shutil.copyfileobj(stream, target)

    threading.Thread(target=fill, daemon=True).start()
    return reading


def shared_database(name: str) -> Path:
    """A database, or a dump of one, of the shared test data."""
    path = SHARED_DATA / "erp" / name
    if not path.exists():
        missing(f"the shared test data is absent ({path.name})")
    return path
