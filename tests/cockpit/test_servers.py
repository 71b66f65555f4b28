"""The tools' own servers: what they say, when, and that they end when told to."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from cockpit.progress import Progress
from tests.support import COCKPIT, Installation, free_port

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@contextmanager
def served(installation: Installation, log: Path, command: list[str]) -> Iterator[subprocess.Popen]:
    """A server started as a script starts a background job: with Ctrl+C ignored."""
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            env=installation.variables() | {"COCKPIT_LANGUAGE": "zh-CN"},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        )
    try:
        yield process
    finally:
        # the process group is this test's own
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for_address(log: Path, address: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 120
    while address not in log.read_text():
        assert process.poll() is None and time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)


def group_members(leader: int) -> list[int]:
    members = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(group) == leader and state != "Z":
                members.append(int(stat.parent.name))
    return members


@pytest.mark.parametrize(("module", "path"), [("dagster_ui", "server_info"), ("dbt_docs", "catalog.json")])
def test_a_server_tells_its_address_once_it_answers_and_ends_when_told(
    demo: Installation, tmp_path: Path, module: str, path: str
) -> None:
    installation = Installation(tmp_path / "own", demo.sources, demo.settings)
    port, log = free_port(), tmp_path / "log"
    with served(installation, log, [sys.executable, "-m", f"pipelines.{module}", str(port)]) as process:
        wait_for_address(log, f"http://127.0.0.1:{port}", process)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}") as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        deadline = time.monotonic() + 20
        while group_members(process.pid) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert not group_members(process.pid)
    # no line of the tools themselves
    assert all(CHINESE.search(line) for line in log.read_text().splitlines()), log.read_text()


def test_the_cockpit_s_server_says_its_address_and_nothing_else(demo: Installation, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    with served(demo, log, [str(COCKPIT), "serve", "--port", str(port)]) as process:
        wait_for_address(log, f"http://127.0.0.1:{port}", process)
        deadline = time.monotonic() + 60
        while True:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health") as answer:
                assert answer.status == 200
                break
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert len(log.read_text().splitlines()) == 1, log.read_text()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def test_without_a_terminal_a_step_is_told_when_it_begins(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress().step("reading [all]"):
        assert capsys.readouterr().err == "→ reading [all]\n"
    assert capsys.readouterr().err.startswith("✓ reading [all] (")


def test_a_run_says_at_once_that_it_starts(fresh_run: list[tuple[float, str]]) -> None:
    seconds, first = fresh_run[0]
    assert first == "starting …"
    assert seconds < 3
    # the parsing of the project, which takes longest, is announced
    assert fresh_run[1][1] == "→ dbt: reading the project"


@pytest.fixture
def fresh_run(demo: Installation, tmp_path: Path) -> list[tuple[float, str]]:
    """The first lines of a run with the seconds after which they came."""
    installation = Installation(tmp_path / "own", demo.sources, demo.settings)
    started, lines = time.monotonic(), []
    process = installation.start("run")
    assert process.stderr
    try:
        for line in process.stderr:
            lines.append((time.monotonic() - started, line.rstrip("\n")))
            if len(lines) == 2:
                break
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
    return lines
