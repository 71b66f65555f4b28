"""The guide to adding an ERP is walked in a copy of the project, with a few lines in AdventureWorks' layout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.support import COCKPIT, PROJECT, Outcome
from tests.test_documentation import blocks

GUIDE = PROJECT / "docs" / "adding-an-erp.md"
ORDER = "{0}\t5\t{1}\t258\t1580\t3\t2025-03-15 00:00:00\t2025-03-24 00:00:00\t{2}\t0\t0\t{2}\t2025-03-24 00:00:00"
LINE = "{0}\t{1}\t2025-03-29 00:00:00.000\t{2}\t1\t10.5000\t{3}\t{4}\t.00\t{4}\t2025-03-22 00:00:00.000"
FILES = {
    "PurchaseOrderHeader": [ORDER.format(1, 4, "42.0000"), ORDER.format(2, 2, "21.0000"), ORDER.format(3, 3, ".0000")],
    "PurchaseOrderDetail": [LINE.format(1, 1, 4, "42.00", "4.00"), LINE.format(2, 2, 2, "21.00", ".00")],
    "Vendor": ["1580\tLITWARE0001\tLitware, Inc.\t1\t1\t1\t\t2022-12-22 00:00:00.000"],
    "Product": ["1\tRace\tAR-1\t0\t0" + "\t" * 15 + "\t2019-04-30 00:00:00.000\t\t\tx\t2025-02-07 10:01:36.827"],
    "ProductSubcategory": ["1\t1\tBikes\tx\t2019-04-30 00:00:00.000"],
    "ProductVendor": ["1\t1580\t17\t47.87\t50.26\t2022-08-28 00:00:00.000\t1\t5\t3\tCS \t2022-08-28 00:00:00.000"],
    "Department": ["5\tPurchasing\tInventory Management\t2008-04-30 00:00:00.000"],
    "Employee": [
        "258\t1\tadventure-works\\erin2\t\t2\tBuyer\t1971-01-04\tS\tF\t2009-01-27\t0\t53\t46\t1\tx\t2014-06-30 00:00:00"
    ],
    "EmployeeDepartmentHistory": ["258\t5\t1\t2009-01-27\t\t2009-01-26 00:00:00.000"],
    "CurrencyRate": ["1\t2025-01-01 00:00:00.000\tUSD\tCNY\t7.2\t7.25\t2025-01-01 00:00:00.000"],
}
# a run as far as the canonical layer
BUILD = """
import json
from cockpit.progress import Progress
from cockpit.settings import Settings
from pipelines import dbt
from pipelines.extraction.refresh import refresh_source

settings = Settings.load()
refresh_source(settings, settings.configuration.sources[0], progress=Progress(quiet=True))
variables = json.dumps(dbt.variables(settings, "2025-10-01 00:00:00"))
dbt.invoke(settings, ["run", "--select", "+canonical", "--vars", variables])
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project after the steps of the guide, with its files and a configuration."""
    folder = tmp_path_factory.mktemp("guide") / "erp-cockpit"
    left_out = shutil.ignore_patterns(".git", ".venv", "data", "__pycache__", "target", "logs", "*.egg-info")
    shutil.copytree(PROJECT, folder, ignore=left_out, symlinks=True)

    copying, _ = blocks(GUIDE, "sh")
    subprocess.run(["bash", "-euc", copying], cwd=folder, check=True)

    switches = folder / "dbt_project" / "dbt_project.yml"
    text = switches.read_text(encoding="utf-8")
    block = re.compile(r"^( {6})adventureworks:\n(?:\1 +.*\n)+", re.MULTILINE)
    text, copied = block.subn(lambda found: found[0] + found[0].replace("adventureworks", "bikeworks"), text)
    assert copied == 2
    switches.write_text(text, encoding="utf-8")

    exports = folder / "exports"
    exports.mkdir()
    for name, lines in FILES.items():
        file = exports / f"{name}.csv"
        file.write_text("".join(f"{line}\n" for line in lines))
        os.utime(file, (0, 0))
    (source,) = blocks(GUIDE, "yaml")
    (folder / "cockpit.yml").write_text(f"language: en\n{source.replace('/srv/exports/works', str(exports))}")
    return folder


def call(folder: Path, *command: str) -> Outcome:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("COCKPIT_", "DBT_"))}
    process = subprocess.run(
        command,
        cwd=folder,
        env=inherited | {"PYTHONPATH": str(folder), "COLUMNS": "200", "COCKPIT_PSEUDONYM_KEY": "guide" * 8},
        capture_output=True,
        text=True,
        check=False,
    )
    return Outcome(process.returncode, process.stdout, process.stderr)


def test_nothing_of_the_copied_example_is_left_in_the_copy(copy: Path) -> None:
    for folder in ("pipelines/erp/bikeworks", "dbt_project/models/staging/bikeworks"):
        files = [file for file in (copy / folder).rglob("*") if file.is_file()]
        assert files
        for file in files:
            assert "adventureworks" not in file.name
            assert "adventureworks" not in file.read_text(encoding="utf-8")


def test_the_check_of_the_guide_counts_the_new_sources_rows(copy: Path) -> None:
    check = next(line for line in blocks(GUIDE, "sh")[1].splitlines() if "source check" in line)
    outcome = call(copy, str(COCKPIT), *check.split("#")[0].split()[1:])
    assert outcome.code == 0, outcome.errors
    assert re.search(r"purchase_order_header\W+3\b", outcome.output)


def test_the_new_erp_reaches_the_canonical_layer(copy: Path) -> None:
    outcome = call(copy, sys.executable, "-c", BUILD)
    assert outcome.code == 0, outcome.errors
    with duckdb.connect(str(copy / "data" / "warehouse.duckdb"), read_only=True) as connection:
        orders = connection.execute(
            "select order_id, status, amount_company_currency, created_at from canonical.purchase_orders order by all"
        ).fetchall()
        awaited = connection.execute(
            "select order_line_id from canonical.purchase_order_lines where is_receipt_expected"
        ).fetchall()
        received = connection.execute(
            "select order_line_id, quantity_stock_unit from canonical.goods_receipt_lines"
        ).fetchall()
    entered = datetime(2025, 3, 15, 7)  # midnight in the package's zone
    assert orders == [
        ("works:1", "confirmed", Decimal(42), entered),
        ("works:2", "confirmed", Decimal(21), entered),
        ("works:3", "cancelled", Decimal(0), entered),
    ]
    assert awaited == [("works:2",)]
    assert received == [("works:1", Decimal(4))]
