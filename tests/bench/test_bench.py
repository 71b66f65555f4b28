"""The measurement itself runs: a figure that nobody can measure again is none."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.bench.event_log import difference_of


@pytest.mark.acceptance
@pytest.mark.postgres
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


@pytest.mark.acceptance
def test_a_volume_is_measured_from_the_simulation_to_the_run_of_the_day_after() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench", "volume", "--events", "4000", "--without-peers", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    figures = {figure["name"].split(": ")[1]: figure for figure in json.loads(run.stdout)["figures"]}
    assert not [name for name, figure in figures.items() if figure["failure"] or not figure["seconds"]]
    assert len(figures["simulated and written to SQLite"]["seconds"]) == 2
    assert "dbt: modelling and checks" in figures["full run, landing to publication"]["note"]
    # the two days have brought something, and far less than the life before
    landed = figures["daily run, 2 days new"]["note"].split(" rows landed")[0]
    written = figures["simulated and written to SQLite"]["note"].split(" rows")[0]
    assert 0 < int(landed.replace(",", "")) < int(written.replace(",", ""))


def test_two_answers_are_the_same_up_to_a_billionth() -> None:
    answer = {"graph": [["a", "b", 2, 3.0]], "variants": [["a>b", 2]], "quantiles": [3.0, 3.0]}
    nearly = {"graph": [["a", "b", 2, 3.0 + 1e-10]], "variants": [["a>b", 2]], "quantiles": [3.0, 3.0]}
    assert difference_of(answer, nearly) is None
    assert difference_of(answer, {**answer, "variants": [["a>b", 3]]}) is not None
    assert difference_of(answer, {**answer, "graph": []}) == "graph: 1 and 0"
