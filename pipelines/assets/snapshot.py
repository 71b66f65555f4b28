"""The published snapshot as an asset: the last step of a run."""

import time
from datetime import UTC, datetime

import dagster as dg

from cockpit.language import translate
from cockpit.published import RunRecord
from kpis.cards import Catalogue
from pipelines import run_records
from pipelines.extraction.state import quarantined_tables, source_states
from pipelines.interrupts import raise_if_interrupted
from pipelines.publishing import publish
from pipelines.resources import WAREHOUSE_POOL, RunRequest
from pipelines.warehouse import open_warehouse
from pipelines.working_time import working_time_remarks

SNAPSHOT = dg.AssetKey(["published", "snapshot"])


def snapshot_asset(deps: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """The snapshot that the cockpit follows."""

    @dg.asset(key=SNAPSHOT, deps=deps, group_name="publication", kinds={"duckdb"}, pool=WAREHOUSE_POOL)
    def published_snapshot(context: dg.AssetExecutionContext, run_request: RunRequest) -> dg.MaterializeResult:
        raise_if_interrupted()
        started = time.monotonic()
        settings = run_request.settings
        run_id = run_request.run_id
        with run_request.progress.step(translate("progress.publishing")) as notes:
            with open_warehouse(settings) as connection:
                sources = source_states(connection, settings)
                set_apart = quarantined_tables(connection)
                remarks = working_time_remarks(connection, settings.configuration)
                record = RunRecord(
                    run_id=run_id,
                    started_at=run_request.started_at,
                    ended_at=datetime.now(UTC),
                    as_of=run_request.moment,
                    status="amber" if set_apart else "published",
                    message="; ".join([*set_apart.values(), *remarks]) or None,
                    tables_set_apart=list(set_apart),
                    rows_landed=sum(source.rows_landed for source in sources),
                    snapshot=f"cockpit-{run_id}.duckdb",
                )
                run_records.write_table(connection, [record, *run_records.newest(settings.paths)])
            manifest = publish(
                settings,
                run_id,
                run_request.moment,
                Catalogue(settings.catalogue_directory).cards,
                [source.state for source in sources],
            )
            run_records.keep(settings.paths, record)
            notes.rows = sum(manifest.tables.values())
        for remark in remarks:
            run_request.progress.warn(remark)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": sum(manifest.tables.values()),
                "bytes": manifest.bytes,
                "seconds": time.monotonic() - started,
                "file": manifest.file,
                "remarks": remarks,
            }
        )

    return published_snapshot
