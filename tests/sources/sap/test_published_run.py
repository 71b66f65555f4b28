"""A whole run on a simulated SAP extract, up to the published KPIs, which are what the simulation says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.sources.sap import truth, truth_events
from tests.sources.sap.extract import write_extract
from tests.sources.sap.world import World
from tests.stock_days import COLUMNS, Change, assert_every_day_ties_out
from tests.support import Installation

SEED = 3


@pytest.fixture(scope="module")
def world() -> World:
    return World(SEED)


@pytest.fixture(scope="module")
def published(world: World, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("sap_run")
    write_extract(world, folder / "extract")
    source = {
        "name": "erp",
        "erp": "sap_extract",
        "version": "ECC",
        "connection": {"kind": "folder", "path": str(folder / "extract")},
        "timezone": "Asia/Shanghai",
    }
    installation = Installation(folder / "installation", [source])
    installation.run("--as-of", "2026-10-31T16:00:00Z")
    return installation


def monthly(published: Installation, kpi_id: str) -> tuple[float, float, float]:
    """Numerator, denominator and measured cases over all months."""
    with published.snapshot() as snapshot:
        [row] = snapshot.execute(
            "select sum(numerator), sum(denominator), sum(case_count) from kpi_values where kpi_id = ?"
            " and period_type = 'month' and scope_type = 'company_group'",
            [kpi_id],
        ).fetchall()
    return row


def test_the_on_time_receipt_rate_is_that_of_the_simulation(published: Installation, world: World) -> None:
    expected = truth_events.timeliness(world)
    assert expected.on_time and expected.on_time < expected.due
    assert monthly(published, "p2p.on_time_receipt_rate") == (expected.on_time, expected.due, expected.due)


def test_every_order_line_of_goods_is_measured_open_or_excluded(published: Installation, world: World) -> None:
    expected = truth_events.timeliness(world)
    with published.snapshot() as snapshot:
        [(excluded,)] = snapshot.execute(
            "select count(distinct case_id) from exclusions where kpi_id = 'p2p.on_time_receipt_rate'"
        ).fetchall()
        [(still_open,)] = snapshot.execute(
            "select open_count from kpi_values where kpi_id = 'p2p.on_time_receipt_rate' and period_type = 'month'"
            " and scope_type = 'company_group' order by period_start desc limit 1"
        ).fetchall()
    measured = monthly(published, "p2p.on_time_receipt_rate")[2]
    assert excluded == expected.excluded
    assert measured + still_open + excluded == expected.lines


def test_every_decided_release_step_is_measured(published: Installation, world: World) -> None:
    decided = [row for row in truth.approvals(world) if row["decision"] in ("approved", "rejected")]
    assert monthly(published, "apr.step_duration")[2] == len(decided)


def test_stock_ties_out_on_every_day_and_with_what_sap_has_added_up(published: Installation, world: World) -> None:
    changes = [
        Change(
            truth.key(move.company.client, move.item.number),
            truth.key(move.company.client, move.plant),
            move.posted_on,
            **{"brought" if move.is_in else "took": float(move.quantity)},
        )
        for move in world.moves
        if move.reason is not None
    ]  # fmt: skip
    with published.warehouse() as warehouse:
        rows = warehouse.execute(f"select {COLUMNS} from core.fct_inventory_days").fetchall()
        [(compared, untied)] = warehouse.execute(
            "select count(*), count(*) filter (not is_quantity_equal or not is_value_equal) from marts.stock_ties_out"
        ).fetchall()
    assert assert_every_day_ties_out(rows, changes, date(2026, 10, 31)) > len(rows)
    places = {(change.item, change.warehouse) for change in changes}
    assert (compared, untied) == (len(places), 0)


def test_the_source_says_which_zone_its_stamps_are_in(tmp_path: Path) -> None:
    write_extract(World(SEED), tmp_path / "extract")
    connection = {"kind": "folder", "path": str(tmp_path / "extract")}
    source = {"name": "erp", "erp": "sap_extract", "version": "ECC", "connection": connection}
    outcome = Installation(tmp_path / "installation", [source]).cockpit("source", "check")
    assert outcome.code == 2
    assert "timezone" in outcome.complaint
