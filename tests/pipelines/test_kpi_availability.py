"""Which KPIs a source cannot serve, and why."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from cockpit.paths import CATALOGUE_DIRECTORY
from kpis.cards import Catalogue
from pipelines.extraction.package import delivered_entities
from pipelines.kpi_availability import kpi_availability
from tests.conftest import Run
from tests.support import Installation


def test_a_source_without_an_entity_says_which_one_is_missing() -> None:
    """SAP extracts have no open items; Odoo delivers everything that a card asks for today."""
    cards = Catalogue(CATALOGUE_DIRECTORY).cards
    delivered = {"old": delivered_entities("sap_extract"), "new": delivered_entities("odoo"), "log": []}
    found = {(row["kpi_id"], row["source_id"]): row for row in kpi_availability(cards, delivered).to_dicts()}
    assert len(found) == 3 * len(cards)
    assert found["o2c.dso", "old"]["missing_entities"] == ["booked_invoices"]
    assert not found["o2c.dso", "old"]["is_available"]
    assert found["p2p.maverick_rate", "old"]["is_available"]
    assert found["p2p.on_time_receipt_rate", "log"]["missing_entities"] == [
        "purchase_orders",
        "purchase_order_lines",
        "goods_receipt_lines",
    ]
    assert all(
        row["is_available"] and row["missing_entities"] == [] for row in found.values() if row["source_id"] == "new"
    )


def test_a_kpi_without_values_tells_what_no_source_delivers(run: Run, demo: Installation, tmp_path: Path) -> None:
    installation = Installation(tmp_path, demo.sources, demo.settings)
    shutil.copytree(demo.published, installation.published)
    with duckdb.connect(str(installation.published / (demo.current() or ""))) as snapshot:
        snapshot.execute("delete from kpi_values where kpi_id = 'apr.levels'")
        snapshot.execute(
            "update kpi_availability set is_available = false, missing_entities = ['approvals']"
            " where kpi_id = 'apr.levels'"
        )
    outcome = run(installation, "kpi", "values", "apr.levels")
    assert outcome.code == 2
    assert "KPI apr.levels has no values" in outcome.complaint
    assert "demo: approvals" in outcome.complaint
