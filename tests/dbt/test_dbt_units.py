"""The dbt project's unit tests, each as a test of its own, and that no model with logic is without one; and that the
documentation (`make docs`) shows every model and column as it was built."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from cockpit.paths import DBT_PROJECT_DIRECTORY
from tests.dbt.project import ThrowAwayProject

MODELS = DBT_PROJECT_DIRECTORY / "models"
# models whose logic is not seen by a window function
ALSO = {
    "int_odoo__approvals",
    "int_erpnext__amendments",
    "int_erpnext__document_changes",
    "int_erpnext__purchase_orders",
    "int_erpnext__purchase_requisition_lines",
    "int_sap_extract__document_changes",
    "int_sap_extract__goods_receipt_lines",
    "int_sap_extract__order_items",
    "int_sap_extract__settlements",
    "int_sap_extract__stock_moves",
}


def declared_unit_tests() -> list[tuple[str, str, str]]:
    """Model, name and description of every unit test in the models' property files."""
    declared = []
    for file in sorted(MODELS.rglob("*.yml")):
        text = file.read_text(encoding="utf-8")
        if "\nunit_tests:" in text:
            for test in yaml.load(text, yaml.CSafeLoader)["unit_tests"]:
                assert test["model"] == file.stem, f"{test['name']} stands in {file.name}"
                declared.append((test["model"], test["name"], test.get("description", "")))
    return declared


DECLARED = declared_unit_tests()


def needs_a_unit_test(model: Path) -> bool:
    """Marts, facts and the calendar; and mapping models that order rows, where what was overwritten is recovered."""
    if "marts" in model.parts:
        return True
    if "core" in model.parts:
        return model.stem.startswith(("fct_", "dim_"))
    if "mapping" in model.parts:
        return model.stem in ALSO or bool(re.search(r"\bover\s*\(", model.read_text(encoding="utf-8")))
    return False


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> ThrowAwayProject:
    """All models of all ERPs, built without a row."""
    project = ThrowAwayProject(tmp_path_factory.mktemp("dbt_units"))
    project.dbt("build", "--empty", "--resource-type", "model", "--resource-type", "seed")
    return project


@pytest.fixture(scope="module")
def outcomes(project: ThrowAwayProject) -> dict[str, dict]:
    """dbt's results of one run of all unit tests, by `model.name`."""
    # a step of its own: with building in one, dbt would skip what stands behind a failing unit test
    output = project.dbt("test", "--select", "test_type:unit", must_succeed=False)
    results = project.target / "run_results.json"
    assert results.exists(), output
    return {each["unique_id"].split(".", 2)[2]: each for each in json.loads(results.read_bytes())["results"]}


@pytest.mark.parametrize(("model", "name"), [(model, name) for model, name, _ in DECLARED])
def test_unit(outcomes: dict[str, dict], model: str, name: str) -> None:
    outcome = outcomes[f"{model}.{name}"]
    if outcome["status"] != "pass":
        pytest.fail(outcome["message"] or outcome["status"], pytrace=False)


def test_dbt_ran_every_unit_test_that_is_declared(outcomes: dict[str, dict]) -> None:
    assert set(outcomes) == {f"{model}.{name}" for model, name, _ in DECLARED}


def test_every_model_with_logic_has_a_unit_test() -> None:
    tested = {model for model, _, _ in DECLARED}
    wanted = {model.stem for model in MODELS.rglob("*.sql") if needs_a_unit_test(model)}
    assert wanted <= tested, sorted(wanted - tested)


def test_every_unit_test_says_in_one_sentence_what_rule_it_protects() -> None:
    for model, name, description in DECLARED:
        assert re.fullmatch(r"[A-Z][^\n]{20,}\.", description), f"{model}.{name}"


def test_the_documentation_shows_every_model_and_describes_every_column_that_was_built(
    project: ThrowAwayProject,
) -> None:
    project.dbt("docs", "generate")
    built = json.loads((project.target / "catalog.json").read_bytes())["nodes"]
    told = json.loads((project.target / "manifest.json").read_bytes())["nodes"]
    assert {node.rsplit(".", 1)[1] for node in built if node.startswith("model.")} == {
        model.stem for model in MODELS.rglob("*.sql")
    }
    undescribed = []
    for node, found in built.items():
        assert told[node]["description"], node
        described = {name for name, column in told[node]["columns"].items() if column["description"]}
        undescribed += [f"{node}: {column}" for column in found["columns"] if column not in described]
        undescribed += [f"{node}: {column} is not there" for column in described if column not in found["columns"]]
    assert not undescribed
