"""What the data tests of every production run must cover, and what they may know."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from cockpit.paths import DBT_PROJECT_DIRECTORY

MODELS = DBT_PROJECT_DIRECTORY / "models"
TESTS = DBT_PROJECT_DIRECTORY / "tests"
SINGULAR = sorted(file for file in TESTS.rglob("*.sql") if "generic" not in file.parts)
KEYED = sorted(file for layer in ("canonical", "core", "marts") for file in (MODELS / layer).rglob("*.yml"))

# views whose keys are tested in the table that unites them
PARTS = {"order_to_cash_events", "procure_to_pay_events"}
PROJECT = yaml.load((DBT_PROJECT_DIRECTORY / "dbt_project.yml").read_text(encoding="utf-8"), yaml.CSafeLoader)
CANONICAL_VIEWS = {
    name
    for name, settings in PROJECT["models"]["erp_cockpit"]["canonical"].items()
    if isinstance(settings, dict) and settings.get("+materialized") == "view"
}


@pytest.mark.parametrize("file", KEYED, ids=lambda file: file.stem)
def test_every_key_is_tested_to_be_unique_and_present(file: Path) -> None:
    model = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)["models"][0]
    key = re.search(r"Key: ([\w, ]+)\.", model["description"])[1].split(", ")
    if len(key) == 1:
        column = next(column for column in model["columns"] if column["name"] == key[0])
        wanted = set() if file.stem in PARTS else {"unique", "not_null"}
        assert wanted <= {*data_tests_of(column), *constraints_of(column)}
    else:
        # unique_together refuses nulls as well
        together = [
            test["unique_together"]["arguments"]["columns"]
            for test in model.get("data_tests", [])
            if "unique_together" in test
        ]
        assert sorted(key) in [sorted(columns) for columns in together]


@pytest.mark.parametrize("file", KEYED, ids=lambda file: file.stem)
def test_what_is_never_missing_stands_in_the_contract_of_a_table(file: Path) -> None:
    """A constraint costs nothing and keeps the row out; a test is a query of its own in every run. Views have none."""
    model = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)["models"][0]
    is_under_contract = "core" not in file.parts and file.stem not in CANONICAL_VIEWS
    for column in model["columns"]:
        assert ("not_null" in constraints_of(column)) <= is_under_contract
        assert ("not_null" in data_tests_of(column)) <= (not is_under_contract)


def data_tests_of(column: dict[str, Any]) -> list[str]:
    return [test for test in column.get("data_tests", []) if isinstance(test, str)]


def constraints_of(column: dict[str, Any]) -> list[str]:
    return [constraint["type"] for constraint in column.get("constraints", [])]


@pytest.mark.parametrize("file", SINGULAR, ids=lambda file: file.stem)
def test_a_data_test_says_what_it_holds_and_belongs_to_an_asset(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.startswith("-- ")
    # without it Dagster would show the test's result nowhere
    assert re.search(r"meta=\{'dagster': \{'ref': \{'name': '\w+'\}\}\}", text)


@pytest.mark.parametrize("file", SINGULAR, ids=lambda file: file.stem)
def test_only_data_tests_of_staging_know_an_erp(file: Path) -> None:
    if "staging" not in file.parts:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\braw\(|\bsource\(|sources_of\(|odoo|erpnext", text, re.IGNORECASE)
