"""The Dagster code location: assets from extraction to publication, the job, the schedule, the resources."""

from __future__ import annotations

import os

import dagster as dg

from cockpit.paths import DBT_PROJECT_DIRECTORY
from cockpit.settings import Settings
from pipelines import dbt
from pipelines.assets.kpis import KPI_TABLES, kpi_assets
from pipelines.assets.models import model_assets
from pipelines.assets.snapshot import snapshot_asset
from pipelines.assets.sources import source_assets
from pipelines.dbt_resource import DbtCommand
from pipelines.resources import RunRequest

JOB = "refresh_and_publish"


def build_definitions(settings: Settings) -> dg.Definitions:
    """Everything Dagster needs to know, for one configuration."""
    manifest = dbt.prepare_manifest(settings)
    os.environ.update(dbt.environment(settings))
    configuration = settings.configuration
    models = model_assets(manifest, configuration.sources)
    marts = sorted(key for key in models.keys if key.path[0] == "marts")
    others = sorted(key for key in models.keys if key.path[0] in ("core", "canonical"))
    job = dg.define_asset_job(JOB, selection=dg.AssetSelection.all(), executor_def=dg.in_process_executor)
    return dg.Definitions(
        assets=[
            *(source_assets(source) for source in configuration.sources),
            models,
            kpi_assets(marts),
            snapshot_asset([*KPI_TABLES.values(), *marts, *others]),
        ],
        jobs=[job],
        schedules=[
            dg.ScheduleDefinition(
                name="nightly",
                job=job,
                cron_schedule=configuration.schedule,
                execution_timezone=configuration.company_timezone,
                default_status=dg.DefaultScheduleStatus.RUNNING,
            )
        ],
        resources={
            "run_request": RunRequest(),
            "dbt_cli": DbtCommand(
                project_dir=str(DBT_PROJECT_DIRECTORY),
                profiles_dir=str(DBT_PROJECT_DIRECTORY),
                dbt_executable=dbt.dbt_executable(),
            ),
        },
    )


@dg.definitions
def defs() -> dg.Definitions:
    return build_definitions(Settings.load())
