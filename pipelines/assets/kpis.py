"""KPI values, scores and process health as assets, with the check that must hold before anything is published."""

import time
from collections.abc import Iterator

import dagster as dg

from cockpit.language import translate
from kpis.cards import Catalogue
from pipelines.extraction.package import delivered_entities
from pipelines.interrupts import raise_if_interrupted
from pipelines.kpi_checks import inconsistent_counts
from pipelines.kpi_values import write_kpi_tables
from pipelines.metrics import MetricLibrary
from pipelines.resources import WAREHOUSE_POOL, RunRequest
from pipelines.warehouse import open_warehouse

KPI_TABLES = {
    name: dg.AssetKey(["marts", name])
    for name in (
        "kpi_values",
        "kpi_value_variants",
        "kpi_comparisons",
        "kpi_scores",
        "process_health",
        "health_bridges",
        "department_attainment",
        "kpi_availability",
    )
}
COUNTS_CHECK = "cases_add_up"


def kpi_assets(marts: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """The KPI tables, computed from the metrics beside the marts."""

    @dg.multi_asset(
        name="kpi_tables",
        specs=[
            dg.AssetSpec(key, deps=marts, group_name="kpis", kinds={"duckdb", "metricflow", "polars"})
            for key in KPI_TABLES.values()
        ],
        check_specs=[dg.AssetCheckSpec(COUNTS_CHECK, asset=KPI_TABLES["kpi_values"], blocking=True)],
        pool=WAREHOUSE_POOL,
    )
    def kpi_tables(run_request: RunRequest) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        raise_if_interrupted()
        started = time.monotonic()
        settings = run_request.settings
        library = MetricLibrary(settings.paths.dbt_parsed)
        with (
            run_request.progress.step(translate("progress.kpis")) as notes,
            open_warehouse(settings) as connection,
        ):
            cards = Catalogue(settings.catalogue_directory).cards
            sources = settings.configuration.sources
            delivered = {source.name: delivered_entities(source.package_name) for source in sources}
            rows = write_kpi_tables(connection, library, cards, run_request.local_moment.date(), delivered)
            findings = inconsistent_counts(connection)
            notes.rows = sum(rows.values())
        for name, key in KPI_TABLES.items():
            yield dg.MaterializeResult(
                asset_key=key,
                metadata={"dagster/row_count": rows[name], "seconds": time.monotonic() - started},
            )
        yield dg.AssetCheckResult(
            asset_key=KPI_TABLES["kpi_values"],
            check_name=COUNTS_CHECK,
            passed=not findings,
            metadata={"cause": findings[0] if findings else "", "findings": len(findings)},
        )

    return kpi_tables
