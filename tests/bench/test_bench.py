"""The measurement itself runs: a figure that nobody can measure again is none."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.acceptance, pytest.mark.postgres]


def test_the_extraction_is_measured_from_full_load_to_key_comparison() -> None:
    options = ["--rows", "2000", "--repetitions", "1", "--without-peers", "--without-mariadb", "--json"]
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench", "extraction", *options], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    figures = {figure["name"]: figure for figure in json.loads(run.stdout)["figures"]}
    assert not [name for name, figure in figures.items() if figure["failure"] or not figure["seconds"]]
    assert {"full load to landing", "1 % changed: to landing", "key comparison alone"} <= set(figures)
    # rows lie five seconds apart: the last hour is read again, with one in a hundred and the first
    changed = {row for row in range(1, 2001) if row * 5 >= 2000 * 5 - 3600 or row % 100 == 2 or row == 1}
    assert figures["1 % changed: to landing"]["note"] == f"{len(changed)} rows"
