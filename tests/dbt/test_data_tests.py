"""What the data tests of every production run must cover, and what they may know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from cockpit.paths import DBT_PROJECT_DIRECTORY

MODELS = DBT_PROJECT_DIRECTORY / "models"
TESTS = DBT_PROJECT_DIRECTORY / "tests"
SINGULAR = sorted(file for file in TESTS.rglob("*.sql") if "generic" not in file.parts)
KEYED = sorted(file for layer in ("canonical", "core", "marts") for file in (MODELS / layer).rglob("*.yml"))

# views whose keys are tested to be unique in the table that unites them
PARTS = {"order_to_cash_events", "procure_to_pay_events"}


@pytest.mark.parametrize("file", KEYED, ids=lambda file: file.stem)
def test_every_key_is_tested_to_be_unique_and_present(file: Path) -> None:
    model = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)["models"][0]
    key = re.search(r"Key: ([\w, ]+)\.", model["description"])[1].split(", ")
    if len(key) == 1:
        tests = {column["name"]: column.get("data_tests", []) for column in model["columns"]}
        wanted = {"not_null"} if file.stem in PARTS else {"unique", "not_null"}
        assert wanted <= {test for test in tests[key[0]] if isinstance(test, str)}
    else:
        # unique_together refuses nulls as well
        together = [
            test["unique_together"]["arguments"]["columns"]
            for test in model.get("data_tests", [])
            if "unique_together" in test
        ]
        assert sorted(key) in [sorted(columns) for columns in together]


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
