"""What Dagster is told: one lineage from the ERP's tables to the snapshot, one pool, checks that block."""

from __future__ import annotations

import os
from collections.abc import Iterator

import dagster as dg
import pytest

from cockpit.settings import Settings
from pipelines.definitions import JOB, build_definitions
from pipelines.extraction.package import load_package
from tests.support import Installation


@pytest.fixture(scope="module")
def definitions(demo: Installation) -> Iterator[dg.Definitions]:
    # Dagster hands the environment on to dbt, so the product writes into it
    before = dict(os.environ)
    os.environ.update(demo.variables())
    yield build_definitions(Settings.load())
    os.environ.clear()
    os.environ.update(before)


def test_everything_loads(definitions: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(definitions)


def test_the_snapshot_descends_from_the_erps_tables_through_dbt(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    snapshot = next(key for key in graph.get_all_asset_keys() if key.path[-1] == "snapshot")
    ancestors = {key.to_user_string() for key in graph.get_ancestor_asset_keys(snapshot)}
    assert {
        f"raw_demo/{table}" for table in ("purchase_order", "stock_move", "tier_review", "auditlog_log")
    } <= ancestors
    assert {"canonical/purchase_order_lines", "core/fct_stage_durations", "marts/mart_purchase_receipts"} <= ancestors


def test_every_table_that_is_read_feeds_a_model(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for table in load_package("odoo").tables:
        assert graph.get(dg.AssetKey(["raw_demo", table])).child_keys, table


def test_the_job_covers_every_asset_and_runs_at_night_in_the_companys_zone(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def(JOB)
    assert job.asset_layer.selected_asset_keys == set(definitions.resolve_asset_graph().get_all_asset_keys())
    (schedule,) = definitions.schedules
    assert schedule.job_name == JOB
    assert schedule.execution_timezone == "Asia/Shanghai"


def test_whoever_writes_the_warehouse_stands_in_one_pool(definitions: dg.Definitions) -> None:
    pools = {node.name: node.definition.pools for node in definitions.resolve_job_def(JOB).graph.nodes}
    assert pools
    assert set(map(frozenset, pools.values())) == {frozenset({"warehouse"})}


def test_a_failing_check_of_data_keeps_the_snapshot_from_being_published(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    checks = [graph.get(key) for key in graph.asset_check_keys]
    of_extraction = [check for check in checks if check.key.name == "rows_equal_source"]
    assert len(of_extraction) == len(load_package("odoo").tables)
    assert all(check.blocking for check in of_extraction)
    of_kpis = [check for check in checks if check.key.asset_key.path[-1] == "kpi_values"]
    assert of_kpis
    assert all(check.blocking for check in of_kpis)
