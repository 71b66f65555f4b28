"""Rules on the quality of data find every defect that was seeded in a simulated company, and accuse nothing else."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

from seeds.simulation.life import live
from seeds.simulation.odoo.writer import write_sqlite, write_truth
from tests.acceptance.working_time import local
from tests.dbt.test_data_quality_rules import named_rules
from tests.simulation.test_simulated_company import AS_OF
from tests.support import Installation

Finding = tuple[str, str]  # rule and record
SOURCE = {"erp": "odoo", "version": "18"}
SETTINGS = {"as_of": AS_OF, "personal_data": {"mode": "keep"}}
# what only two sources can disagree about, and the moment a customer wants goods, which is no mistake of the records
BETWEEN_SOURCES = "_between_sources"
BY_LIFE = "sales_order_lines.promised_before_entry"
APPROVED = 1


def folder_of(tmp_path_factory: pytest.TempPathFactory, name: str, *, with_defects: bool, **life: float) -> Path:
    """A simulated company's database and its truth."""
    folder = tmp_path_factory.mktemp(name)
    lived = live(with_defects=with_defects, **life)  # type: ignore[arg-type]
    write_sqlite(lived, folder / "erp.sqlite", truth=folder / "truth")
    write_truth(lived, folder / "truth")
    return folder


def source(name: str, folder: Path) -> dict:
    return {"name": name, **SOURCE, "connection": {"kind": "sqlite", "path": str(folder / "erp.sqlite")}}


def findings(installation: Installation) -> set[Finding]:
    with installation.warehouse() as warehouse:
        return set(warehouse.execute("select rule_id, record_id from marts.mart_data_quality_findings").fetchall())


def seeded(folder: Path, name: str) -> set[Finding]:
    """Every row that was made wrong, by the key that the warehouse gives it."""
    truth = folder / "truth"
    positions = pl.read_parquet(truth / "positions.parquet").join(
        pl.read_parquet(truth / "warehouses.parquet"), left_on="warehouse", right_on="id"
    )
    places = {row["id"] + 1: row for row in positions.to_dicts()}
    approving = {
        step["document"] + 1: step["round"]
        for step in pl.read_parquet(truth / "requisition_steps.parquet").to_dicts()
        if step["decision"] == APPROVED
    }
    found = set()
    for row in pl.read_parquet(truth / "defects.parquet").to_dicts():
        number, key = row["record_id"], f"{name}:{row['record_id']}"
        if row["record_kind"] == "tier_review":
            key += ":review"
        elif row["record_kind"] == "purchase_request":
            # each round that failed has left three changes of status before the one that asks again
            key += f":purchase_requisition:{3 * approving[number] - 2}"
        elif row["record_kind"] == "stock_quant":
            place = places[number]
            key = f"{name}:{place['company'] + 1}:{name}:{place['warehouse'] + 1}:{name}:{place['item'] + 41}"
        found.add((row["rule_id"], key))
    return found


def promised_before_entry(folder: Path, name: str) -> set[Finding]:
    """Lines of orders that waited for a clerk until the day the customer wanted the goods was over."""
    orders = pl.read_parquet(folder / "truth" / "sales_orders.parquet").to_dicts()
    late = {
        order["id"]
        for order in orders
        if order["entered_at"] and local(order["requested_at"]).date() < local(order["entered_at"]).date()
    }
    lines = pl.read_parquet(folder / "truth" / "sales_lines.parquet").to_dicts()
    return {(BY_LIFE, f"{name}:{line['id'] + 1}") for line in lines if line["order"] in late}


@pytest.fixture(scope="module", params=[(1, 0.15), (3, 0.4)], ids=lambda life: f"seed{life[0]}_scale{life[1]}")
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Installation, Path]:
    seed, scale = request.param
    folder = folder_of(tmp_path_factory, "defects", with_defects=True, seed=seed, scale=scale, months=14)
    installation = Installation(folder, [source("sim", folder)], settings=SETTINGS)
    installation.run()
    return installation, folder


def test_every_seeded_defect_is_found_and_no_other_row_is_accused(company: tuple[Installation, Path]) -> None:
    installation, folder = company
    wanted = seeded(folder, "sim") | promised_before_entry(folder, "sim")
    by_rule: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for place, rows in enumerate((findings(installation), wanted)):
        for rule, record in rows:
            by_rule[rule][place].add(record)
    measured = {
        rule: (len(found & true) / len(true) if true else 1.0, len(found & true) / len(found) if found else 0.0)
        for rule, (found, true) in by_rule.items()
    }
    for rule, (recall, precision) in sorted(measured.items()):
        print(f"{rule}: {len(by_rule[rule][1])} seeded, recall {recall:.3f}, precision {precision:.3f}")
    assert {rule: each for rule, each in measured.items() if each != (1.0, 1.0)} == {}


def test_a_defect_of_every_rule_is_seeded(company: tuple[Installation, Path]) -> None:
    _, folder = company
    rules = {rule["rule_id"] for rule in named_rules() if not rule["rule_id"].endswith(BETWEEN_SOURCES)}
    assert {rule for rule, _ in seeded(folder, "sim")} == rules


def test_a_duplicate_names_the_record_that_was_there_first(company: tuple[Installation, Path]) -> None:
    installation, folder = company
    with installation.warehouse() as warehouse:
        found = warehouse.execute(
            "select rule_id, record_id, original_id from marts.mart_data_quality_findings where original_id is not null"
        ).fetchall()
    rows = pl.read_parquet(folder / "truth" / "defects.parquet").filter(pl.col("original_id").is_not_null()).to_dicts()
    assert set(found) == {(row["rule_id"], f"sim:{row['record_id']}", f"sim:{row['original_id']}") for row in rows}
