"""Every published value of a simulated company equals what the simulation knows to be true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from seeds.simulation.life import live
from seeds.simulation.odoo.writer import write_sqlite, write_truth
from tests.acceptance.test_kpis_on_odoo import assert_same, expected, values
from tests.acceptance.truth import Case
from tests.simulation.truth import SimulatedTruth
from tests.support import Installation

AS_OF = "2026-10-31T16:00:00Z"
CASES: dict[str, Callable[[SimulatedTruth], list[Case]]] = {
    "p2p.requisition_to_order": SimulatedTruth.requisition_to_order,
    "p2p.supplier_lead_time": SimulatedTruth.supplier_lead_time,
    "p2p.on_time_receipt_rate": SimulatedTruth.on_time_receipt_rate,
    "p2p.maverick_rate": SimulatedTruth.maverick_rate,
    "apr.step_duration": SimulatedTruth.step_duration,
    "apr.document_duration": SimulatedTruth.document_duration,
    "apr.levels": SimulatedTruth.levels,
}
LIVES = [(1, 0.15, 14), (2, 0.15, 14), (3, 0.4, 14)]


@pytest.fixture(scope="module", params=LIVES, ids=lambda life: f"seed{life[0]}_scale{life[1]}")
def published(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Installation, SimulatedTruth]:
    """A published simulated company, and the truth about it."""
    seed, scale, months = request.param
    folder = tmp_path_factory.mktemp("simulation")
    life = live(scale=scale, months=months, seed=seed)
    write_sqlite(life, folder / "erp.sqlite")
    write_truth(life, folder / "truth")
    source = {"name": "sim", "erp": "odoo", "version": "18", "connection": {"kind": "sqlite", "path": "erp.sqlite"}}
    installation = Installation(folder, [source], settings={"as_of": AS_OF, "personal_data": {"mode": "keep"}})
    installation.run()
    as_of = datetime.fromisoformat(AS_OF).replace(tzinfo=None)
    return installation, SimulatedTruth(Path(folder / "truth"), as_of, "sim")


@pytest.mark.parametrize("kpi_id", CASES)
def test_every_value_and_count_equals_the_truth(published: tuple[Installation, SimulatedTruth], kpi_id: str) -> None:
    installation, truth = published
    assert_same(values(installation, kpi_id), expected(kpi_id, CASES[kpi_id](truth)))
