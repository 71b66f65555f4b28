"""Extraction: one multi-asset a configured source, with every raw table as an asset of its own."""

from collections.abc import Iterator

import dagster as dg

from cockpit.settings import Source
from pipelines.extraction.package import load_package
from pipelines.extraction.refresh import TableState, mismatch, refresh_source
from pipelines.interrupts import raise_if_interrupted
from pipelines.resources import WAREHOUSE_POOL, RunRequest

ROWS_CHECK = "rows_equal_source"


def raw_asset_key(source: str, table: str) -> dg.AssetKey:
    """The asset of one raw table of one source."""
    return dg.AssetKey([f"raw_{source}", table])


def source_assets(source: Source) -> dg.AssetsDefinition:
    """The extraction of one source into landing and its raw tables."""
    keys = {table: raw_asset_key(source.name, table) for table in load_package(source.package_name).tables}

    @dg.multi_asset(
        name=f"extract_{source.name}",
        specs=[dg.AssetSpec(key, group_name="extraction", kinds={"duckdb", "parquet"}) for key in keys.values()],
        check_specs=[dg.AssetCheckSpec(ROWS_CHECK, asset=key, blocking=True) for key in keys.values()],
        pool=WAREHOUSE_POOL,
    )
    def extract(run_request: RunRequest) -> Iterator[dg.MaterializeResult]:
        raise_if_interrupted()
        refresh = refresh_source(
            run_request.settings,
            source,
            full_refresh=run_request.full_refresh,
            replay=run_request.replay,
            progress=run_request.progress,
        )
        states = {state.name: state for state in refresh.tables}
        for table, key in keys.items():
            cause = refresh.manifest.quarantined.get(table)
            if cause is not None:
                yield _set_apart(key, cause)
            else:
                yield _result(key, states.get(table), refresh.manifest.batch_id, refresh.seconds)

    return extract


def _set_apart(key: dg.AssetKey, cause: str) -> dg.MaterializeResult:
    """A table that stays as it was read last: a warning, so that the rest goes on."""
    check = dg.AssetCheckResult(
        asset_key=key,
        passed=False,
        severity=dg.AssetCheckSeverity.WARN,
        check_name=ROWS_CHECK,
        metadata={"cause": cause},
    )
    return dg.MaterializeResult(asset_key=key, check_results=[check])


def _result(key: dg.AssetKey, state: TableState | None, batch_id: str, seconds: float) -> dg.MaterializeResult:
    if state is None:
        check = dg.AssetCheckResult(asset_key=key, passed=True, check_name=ROWS_CHECK, metadata={"rows": "no table"})
        return dg.MaterializeResult(asset_key=key, check_results=[check])
    difference = mismatch(state)
    return dg.MaterializeResult(
        asset_key=key,
        metadata={
            "dagster/row_count": state.raw_rows,
            "rows_landed": state.landed_rows,
            "rows_changed": state.changed_rows,
            "rows_deleted": state.deleted_rows,
            "bytes_landed": state.landed_bytes,
            "seconds_of_source": seconds,
            "batch_id": batch_id,
            "strategy": state.strategy,
        },
        check_results=[
            dg.AssetCheckResult(
                asset_key=key,
                passed=difference is None,
                check_name=ROWS_CHECK,
                metadata={
                    "source_rows": "not counted" if state.source_rows is None else state.source_rows,
                    "raw_rows": state.raw_rows,
                    "cause": difference or "",
                },
            )
        ],
    )
