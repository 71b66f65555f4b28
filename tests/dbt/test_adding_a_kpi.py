"""The guide from a mart to a tile is walked in a copy of the project, with its own blocks, on hand-made orders."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.pipelines.odoo_database import OdooDatabase
from tests.support import COCKPIT, PROJECT, Outcome
from tests.test_documentation import section

GUIDES = {
    "docs/modelling.md": "A KPI from beginning to end",
    "docs/zh-CN/modelling.md": "从头到尾新增一个指标",
}
KPI = "p2p.small_order_rate"
# amount, confirmed (UTC): the last of January is February in Shanghai
ORDERS = [
    (499.99, "2026-01-05 02:00:00"),
    (500, "2026-01-06 02:00:00"),
    (12_000, "2026-01-07 02:00:00"),
    (20, "2026-01-31 16:30:00"),
    (30, "2026-02-10 02:00:00"),
    (700, "2026-02-11 02:00:00"),
    (None, "2026-02-12 02:00:00"),
    (10, None),
    # confirmed after the run's "now"
    (10, "2026-03-05 02:00:00"),
]
AS_OF = "2026-02-28T16:00:00Z"


def steps(guide: str, language: str) -> list[tuple[str, str, str]]:
    """File, where in it and text of every block that belongs into a file."""
    found = []
    for block in section(PROJECT / guide, GUIDES[guide], language):
        head, text = block.split("\n", 1)
        file, _, place = re.sub(r"^(--|#) ", "", head).partition(", ")
        found.append((file, place, text))
    return found


def call(folder: Path, *command: str, **environment: str) -> Outcome:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("COCKPIT_", "DBT_"))}
    process = subprocess.run(
        command,
        cwd=folder,
        env=inherited | {"PYTHONPATH": str(folder), "COLUMNS": "200"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return Outcome(process.returncode, process.stdout, process.stderr)


def perform(folder: Path, guide: str) -> None:
    for language in ("sql", "yaml", "csv"):
        for name, place, text in steps(guide, language):
            file = folder / name
            if not place:
                assert not file.exists(), name
                file.write_text(text, encoding="utf-8")
                continue
            before = file.read_text(encoding="utf-8")
            if place.startswith("before the bracket"):
                assert before.count("\n)\n\nselect ") == 1
                after = before.replace("\n)\n\nselect ", f"\n{text})\n\nselect ")
            elif place.startswith("among the inputs"):
                assert "    given:\n" in before
                after = before.replace("    given:\n", f"    given:\n{text}")
            else:
                assert place == "at the end"
                after = f"{before.rstrip()}\n{text}"
            file.write_text(after, encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project after the guide's steps, with an Odoo of nine orders behind it."""
    folder = tmp_path_factory.mktemp("guide") / "erp-cockpit"
    left_out = shutil.ignore_patterns(".git", ".venv*", "data", "__pycache__", "target", "logs", "*.egg-info")
    shutil.copytree(PROJECT, folder, ignore=left_out, symlinks=True)
    odoo = OdooDatabase(folder / "erp.sqlite")
    for number, (amount, confirmed) in enumerate(ORDERS, start=1):
        state = "purchase" if confirmed else "draft"
        order = odoo.order(number, "2026-01-02 02:00:00", confirmed, state, amount_untaxed=amount, amount_total=amount)
        odoo.order_line(order, "2026-03-01 02:00:00")
    odoo.commit()
    (folder / "cockpit.yml").write_text(
        f"language: en\nas_of: {AS_OF}\npersonal_data: {{mode: keep}}\nsources:\n  - name: erp\n    erp: odoo\n"
        "    version: '18'\n    connection: {kind: sqlite, path: erp.sqlite}\n"
    )
    perform(folder, "docs/modelling.md")
    return folder


def test_both_editions_have_the_same_blocks() -> None:
    english, chinese = ([steps(guide, language) for language in ("sql", "yaml", "csv")] for guide in GUIDES)
    assert english == chinese
    assert [len(each) for each in english] == [2, 3, 1]


def test_the_new_model_keeps_the_projects_rules(copy: Path) -> None:
    rules = ["tests/test_architecture.py", "tests/dbt/test_data_tests.py"]
    outcome = call(
        copy, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *rules, "-k", "mart_order_sizes"
    )
    assert outcome.code == 0, outcome.output
    assert re.search(r"\b[5-9] passed", outcome.output), outcome.output


def test_the_new_kpis_values_are_published_as_worked_out_by_hand(copy: Path) -> None:
    check, run, values = (
        line.split()[1:]
        for line in section(PROJECT / "docs/modelling.md", GUIDES["docs/modelling.md"], "sh")[0].splitlines()
    )
    for command in (check, run, values):
        outcome = call(copy, str(COCKPIT), *command)
        assert outcome.code == 0, outcome.errors + outcome.output
    assert "66.7" in outcome.output
    data = copy / "data"
    snapshot = data / "published" / (data / "published" / "CURRENT").read_text().strip()
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        found = connection.execute(
            "select period_start, value, numerator, denominator, case_count, open_count, excluded_count from kpi_values"
            " where kpi_id = ? and period_type = 'month' and scope_type = 'company_group' order by 1",
            [KPI],
        ).fetchall()
        excluded = connection.execute(
            "select case_id, reason, excluded_on from exclusions where kpi_id = ?", [KPI]
        ).fetchall()
    assert found == [
        (date(2026, 1, 1), pytest.approx(1 / 3), 1, 3, 3, 0, 0),
        (date(2026, 2, 1), pytest.approx(2 / 3), 2, 3, 3, 0, 1),
    ]
    assert excluded == [("erp:7", "amount_not_recorded", date(2026, 2, 12))]


def test_the_guides_unit_test_and_that_of_the_ledger_hold(copy: Path) -> None:
    variables = re.search(r"\{.*\}", call(copy, sys.executable, "-c", VARIABLES).output)
    assert variables
    outcome = call(
        copy,
        *(str(Path(sys.executable).with_name("dbt")), "test", "--project-dir", "dbt_project"),
        *("--select", "mart_order_sizes,test_type:unit", "exclusions,test_type:unit", "--vars", variables[0]),
        COCKPIT_WAREHOUSE=str(copy / "data" / "warehouse.duckdb"),
        DBT_PROFILES_DIR=str(copy / "dbt_project"),
    )
    assert outcome.code == 0, outcome.output
    assert "PASS=2" in outcome.output


VARIABLES = """
import json
from cockpit.settings import Settings
from pipelines import dbt
print(json.dumps(dbt.variables(Settings.load(), "2026-02-28 16:00:00")))
"""
