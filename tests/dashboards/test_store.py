"""The cache before the snapshot gives every query its own result, and each snapshot its own."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from dashboards import store
from tests.support import Installation


@pytest.fixture
def served(demo: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COCKPIT_CONFIG", str(demo.configuration_file))
    store.settings.clear()
    store.follow_pointer()
    yield
    store.settings.clear()
    # one process opens a file in one way only: other tests open it in theirs
    store._connection.clear()


def module(file: Path, sql: str) -> ModuleType:
    """A module of queries with one function, `count`."""
    file.write_text(f'def count(cursor, *arguments):\n    return cursor.execute("{sql}", arguments).pl()\n')
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.mark.usefixtures("served")
def test_queries_of_one_name_in_two_modules_are_told_apart(demo: Installation, tmp_path: Path) -> None:
    cards = module(tmp_path / "first_queries.py", "select count(*) from kpi_cards")
    values = module(tmp_path / "second_queries.py", "select count(*) from kpi_values")
    with demo.snapshot() as snapshot:
        expected = [snapshot.execute(f"select count(*) from {name}").fetchone() for name in ("kpi_cards", "kpi_values")]
    assert expected[0] != expected[1]
    # read twice each: what the second reading finds is cached
    for _ in range(2):
        assert [store.read(queries.count).row(0) for queries in (cards, values)] == expected


@pytest.mark.usefixtures("served")
def test_another_argument_is_another_result(tmp_path: Path) -> None:
    echo = module(tmp_path / "echo_queries.py", "select ? as said")
    assert [store.read(echo.count, value)["said"].item() for value in ("one", "two", "one")] == ["one", "two", "one"]
