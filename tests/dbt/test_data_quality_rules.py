"""Rules on the quality of data: what was seeded is found, nothing else is accused, a rule stands in three places."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator

import duckdb
import pytest
import yaml

from cockpit.paths import DBT_PROJECT_DIRECTORY, PROJECT_DIRECTORY
from tests.dbt.hand_made_company import Company, seed_defects, sound_company
from tests.dbt.project import ThrowAwayProject

RULES = DBT_PROJECT_DIRECTORY / "models" / "marts" / "quality" / "rules"
SEED = PROJECT_DIRECTORY / "seeds" / "reference" / "data_quality_rules.csv"
MARTS = ("mart_data_quality_rules", "mart_data_quality_findings")


def named_rules() -> list[dict[str, str]]:
    with SEED.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def listed_rules() -> dict[str, list[str]]:
    """The list of the macro: records and their rules."""
    text = (DBT_PROJECT_DIRECTORY / "macros" / "data_quality.sql").read_text(encoding="utf-8")
    body = text[text.index("return({") + 8 : text.index("}) }}")]
    return {records: re.findall(r"'(\w+)'", names) for records, names in re.findall(r"'(\w+)': \[(.*?)\]", body, re.S)}


def warning_tests() -> list[tuple[str, str]]:
    """The rules that `dbt test` knows, with the name that it gives them."""
    model = yaml.safe_load((RULES.parent / f"{MARTS[0]}.yml").read_text(encoding="utf-8"))["models"][0]
    tests = [test["nothing_breaks"] for test in model["data_tests"] if "nothing_breaks" in test]
    rules = [test["arguments"]["rule_id"] for test in tests]
    return [(rule, f"nothing_breaks_{MARTS[0]}_{rule.replace('.', '_')}") for rule in rules]


@pytest.fixture(scope="module")
def company() -> Company:
    made = sound_company()
    seed_defects(made)
    return made


def as_table(connection: duckdb.DuckDBPyConnection, entity: str) -> None:
    """Some canonical entities are views of staging; made records need a place."""
    [kind] = connection.execute(
        "select table_type from information_schema.tables where table_schema = 'canonical' and table_name = ?", [entity]
    ).fetchone()
    if kind == "VIEW":
        connection.execute(f"create table made as select * from canonical.{entity} limit 0")
        connection.execute(f"drop view canonical.{entity}")
        connection.execute(f"create table canonical.{entity} as from made")
        connection.execute("drop table made")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, company: Company) -> ThrowAwayProject:
    """The marts over the hand-made company, with the rules tested by dbt."""
    project = ThrowAwayProject(tmp_path_factory.mktemp("data_quality"))
    kinds = ("--resource-type", "model", "--resource-type", "seed")
    project.dbt("build", "--empty", *kinds, "--select", *(f"+{mart}" for mart in MARTS))
    with project.connection() as connection:
        for entity, rows in company.rows.items():
            as_table(connection, entity)
            for row in rows:
                marks = ", ".join("?" for _ in row)
                connection.execute(
                    f"insert into canonical.{entity} ({', '.join(row)}) values ({marks})", list(row.values())
                )
    project.dbt(
        "run", "--select", *(f"+{mart}" for mart in MARTS), "--exclude", "path:models/staging", "path:models/canonical"
    )
    project.dbt("test", "--select", "test_name:nothing_breaks")
    return project


@pytest.fixture(scope="module")
def judged(project: ThrowAwayProject) -> Iterator[duckdb.DuckDBPyConnection]:
    with project.connection(read_only=True) as connection:
        yield connection


def test_every_seeded_defect_is_found_and_nothing_else_is_accused(
    judged: duckdb.DuckDBPyConnection, company: Company
) -> None:
    found = set(judged.execute("select rule_id, record_id from marts.mart_data_quality_findings").fetchall())
    assert sorted(found - company.defects) == []
    assert sorted(company.defects - found) == []
    assert {rule for rule, _ in found} == {rule["rule_id"] for rule in named_rules()}


def test_every_rule_counts_its_findings_and_what_it_was_asked_of(
    judged: duckdb.DuckDBPyConnection, company: Company
) -> None:
    counted = {
        rule: (checked, broken)
        for rule, checked, broken in judged.execute(
            "select rule_id, sum(checked_records), sum(broken_records) from marts.mart_data_quality_rules group by 1"
        ).fetchall()
    }
    assert {rule: broken for rule, (_, broken) in counted.items()} == Counter(rule for rule, _ in company.defects)
    active = [row for row in company.rows["items"] if row["is_active"]]
    assert counted["items.lacks_unit"][0] == len(active)
    assert counted["items.shares_code"][0] == sum(1 for row in active if row["item_code"])
    ordered = [row for row in company.rows["purchase_order_lines"] if row["status"] != "cancelled"]
    assert counted["purchase_order_lines.quantity_not_positive"][0] == len(ordered)
    foreign = [row for row in ordered if row["document_currency"] == "USD"]
    assert counted["purchase_order_lines.lacks_exchange_rate"][0] == len(foreign)
    assert counted["production_orders.ended_before_start"][0] == len(company.rows["production_orders"])


def test_dbt_warns_of_every_broken_rule_and_how_many_records_break_it(
    project: ThrowAwayProject, company: Company
) -> None:
    results = json.loads((project.target / "run_results.json").read_text(encoding="utf-8"))["results"]
    found = {result["unique_id"].split(".")[2]: (result["status"], result["failures"]) for result in results}
    broken = Counter(rule for rule, _ in company.defects)
    assert found == {name: ("warn", broken[rule]) for rule, name in warning_tests()}


def test_a_duplicate_names_the_record_that_was_there_first(judged: duckdb.DuckDBPyConnection, company: Company) -> None:
    originals = judged.execute(
        "select distinct records, original_id from marts.mart_data_quality_findings where kind = 'unique'"
    ).fetchall()
    keys = {"items": "item_id", "suppliers": "supplier_id", "customers": "customer_id"}
    assert sorted(originals) == sorted((records, company.rows[records][0][key]) for records, key in keys.items())


def test_a_rule_stands_in_the_list_among_the_names_and_as_a_column() -> None:
    listed = {f"{records}.{rule}" for records, rules in listed_rules().items() for rule in rules}
    named = [rule["rule_id"] for rule in named_rules()]
    assert sorted(named) == sorted(listed)
    columns = set()
    for file in RULES.glob("checked_*.yml"):
        model = yaml.safe_load(file.read_text(encoding="utf-8"))["models"][0]
        records = model["name"].removeprefix("checked_")
        columns |= {f"{records}.{each['name']}" for each in model["columns"] if each["data_type"] == "boolean"}
    assert columns == listed
    assert sorted(rule for rule, _ in warning_tests()) == sorted(listed)


def test_every_rule_has_names_an_owner_a_kind_and_a_severity() -> None:
    kinds = {"required", "reference", "range", "format", "unique", "consistent", "order_of_dates", "segregation"}
    for rule in named_rules():
        assert all(rule.values()), rule
        assert rule["rule_id"].split(".")[0] == rule["records"]
        assert rule["kind"] in kinds
        assert rule["severity"] in {"high", "medium", "low"}
        assert re.search(r"[\u4e00-\u9fff]", rule["name_zh"] + rule["owner_role_zh"])
        assert not re.search(r"[\u4e00-\u9fff]", rule["name_en"] + rule["owner_role_en"])
