"""Rules on the quality of data find every defect that was seeded in a simulated company, and accuse nothing else."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from seeds.simulation.life import live
from seeds.simulation.odoo.targets import SqliteFile
from seeds.simulation.odoo.writer import write_odoo, write_truth
from tests.acceptance.working_time import local
from tests.dbt.test_data_quality_rules import named_rules
from tests.simulation.test_simulated_company import AS_OF
from tests.simulation.truth import FIRST_ITEM
from tests.support import Installation

Finding = tuple[str, str]  # rule and record
SOURCE = {"erp": "odoo", "version": "18"}
SETTINGS = {"as_of": AS_OF, "personal_data": {"mode": "keep"}}
# what only two sources can disagree about, and the moment a customer wants goods, which is no mistake of the records
BETWEEN_SOURCES = "_between_sources"
BY_LIFE = "sales_order_lines.promised_before_entry"
APPROVED = 1
PARTNERS = """
select mine.id, theirs.id from res_partner as mine join other.res_partner as theirs on theirs.ref = mine.ref
where replace(mine.vat, ' ', '') <> replace(theirs.vat, ' ', '') and mine.{rank} > 0
"""
DIFFERENT = {
    "suppliers.tax_number_differs_between_sources": PARTNERS.format(rank="supplier_rank"),
    "customers.tax_number_differs_between_sources": PARTNERS.format(rank="customer_rank"),
    "items.unit_differs_between_sources": """
        select mine.id, theirs.id from product_product as mine
        join other.product_product as theirs on theirs.default_code = mine.default_code
        join product_template as my_template on my_template.id = mine.product_tmpl_id
        join other.product_template as their_template on their_template.id = theirs.product_tmpl_id
        where my_template.uom_id <> their_template.uom_id
    """,
}


def folder_of(tmp_path_factory: pytest.TempPathFactory, name: str, *, with_defects: bool, **life: float) -> Path:
    """A simulated company's database and its truth."""
    folder = tmp_path_factory.mktemp(name)
    lived = live(with_defects=with_defects, **life)  # type: ignore[arg-type]
    write_odoo(lived, SqliteFile(folder / "erp.sqlite"), truth=folder / "truth")
    write_truth(lived, folder / "truth")
    return folder


def source(name: str, folder: Path) -> dict:
    return {"name": name, **SOURCE, "connection": {"kind": "sqlite", "path": str(folder / "erp.sqlite")}}


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
            key = f"{name}:{place['company'] + 1}:{name}:{place['warehouse'] + 1}:{name}:{place['item'] + FIRST_ITEM}"
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


@dataclass
class Companies:
    """A company with defects and one without, read as two sources of one warehouse."""

    installation: Installation
    wrong: Path
    sound: Path

    def findings(self, name: str) -> set[Finding]:
        with self.installation.warehouse() as warehouse:
            rows = warehouse.execute(
                "select rule_id, record_id from marts.mart_data_quality_findings where source_id = ?", [name]
            ).fetchall()
        return {row for row in rows if not row[0].endswith(BETWEEN_SOURCES)}


@pytest.fixture(scope="module", params=[(1, 0.15), (3, 0.4)], ids=lambda life: f"seed{life[0]}_scale{life[1]}")
def companies(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Companies:
    seed, scale = request.param
    wrong = folder_of(tmp_path_factory, "wrong", with_defects=True, seed=seed, scale=scale, months=14)
    # as large, so that both know the same codes
    sound = folder_of(tmp_path_factory, "sound", with_defects=False, seed=seed + 10, scale=scale, months=6)
    installation = Installation(wrong, [source("wrong", wrong), source("sound", sound)], settings=SETTINGS)
    installation.run()
    return Companies(installation, wrong, sound)


def test_every_seeded_defect_is_found_and_no_other_row_is_accused(companies: Companies) -> None:
    wanted = seeded(companies.wrong, "wrong") | promised_before_entry(companies.wrong, "wrong")
    by_rule: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for place, rows in enumerate((companies.findings("wrong"), wanted)):
        for rule, record in rows:
            by_rule[rule][place].add(record)
    # of what was made wrong the share that is found, and of what is accused the share that is wrong
    measured = {
        rule: (len(found & true) / max(len(true), 1), len(found & true) / max(len(found), 1))
        for rule, (found, true) in by_rule.items()
    }
    for rule, (recall, precision) in sorted(measured.items()):
        print(f"{rule}: {len(by_rule[rule][1])} wrong, recall {recall:.3f}, precision {precision:.3f}")
    assert {rule: each for rule, each in measured.items() if each != (1.0, 1.0)} == {}


def test_a_defect_of_every_rule_is_seeded(companies: Companies) -> None:
    rules = {rule["rule_id"] for rule in named_rules() if not rule["rule_id"].endswith(BETWEEN_SOURCES)}
    assert {rule for rule, _ in seeded(companies.wrong, "wrong")} == rules


def test_a_company_without_defects_is_accused_of_nothing_but_what_really_happened(companies: Companies) -> None:
    assert seeded(companies.sound, "sound") == set()
    assert companies.findings("sound") == promised_before_entry(companies.sound, "sound")


def test_every_rule_was_asked_of_the_company_without_defects(companies: Companies) -> None:
    with companies.installation.warehouse() as warehouse:
        asked = warehouse.execute(
            "select rule_id from marts.mart_data_quality_rules where source_id = 'sound' group by 1"
        ).fetchall()
    never_asked = {rule["rule_id"] for rule in named_rules()} - {rule for (rule,) in asked}
    # a company this small may have bought nothing abroad, and none of them sells there
    assert {rule.split(".")[1] for rule in never_asked} <= {"lacks_exchange_rate"}


def test_what_two_sources_say_of_one_code_is_compared(companies: Companies) -> None:
    with companies.installation.warehouse() as warehouse:
        found = warehouse.execute(
            "select rule_id, record_id from marts.mart_data_quality_findings where rule_id like '%between_sources'"
        ).fetchall()
    wanted = set()
    with closing(sqlite3.connect(companies.wrong / "erp.sqlite")) as erp:
        erp.execute("attach ? as other", [str(companies.sound / "erp.sqlite")])
        for rule, statement in DIFFERENT.items():
            for wrong, sound in erp.execute(statement):
                wanted |= {(rule, f"wrong:{wrong}"), (rule, f"sound:{sound}")}
    assert {rule for rule, _ in wanted} == DIFFERENT.keys()
    assert set(found) == wanted


def test_a_duplicate_names_the_record_that_was_there_first(companies: Companies) -> None:
    with companies.installation.warehouse() as warehouse:
        found = warehouse.execute(
            "select rule_id, record_id, original_id from marts.mart_data_quality_findings where original_id is not null"
        ).fetchall()
    defects = pl.read_parquet(companies.wrong / "truth" / "defects.parquet").drop_nulls("original_id").to_dicts()
    assert set(found) == {
        (row["rule_id"], f"wrong:{row['record_id']}", f"wrong:{row['original_id']}") for row in defects
    }
