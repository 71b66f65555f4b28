"""One run from the command line: checks before anything is read, the Dagster job, the record of how it went.

Belongs here: the order of a run and turning whatever fails into one line. Does not belong here: the steps themselves.
"""

from __future__ import annotations

import traceback
from datetime import UTC, datetime

import dagster as dg
from dagster._core.errors import DagsterAssetCheckFailedError

from cockpit.errors import CockpitError, ConfigurationError
from cockpit.published import RunRecord, SnapshotManifest, current_manifest
from cockpit.settings import Settings
from kpis.cards import Catalogue
from pipelines import dbt, run_records
from pipelines.dagster_instance import end_dead_runs, prepare_dagster
from pipelines.extraction.package import load_package
from pipelines.interrupts import noticed_interrupts
from pipelines.metrics import MetricLibrary
from pipelines.run_lock import run_lock
from pipelines.working_time import known_calendars


def check_cards(settings: Settings) -> Catalogue:
    """Read all cards and compare them with the metrics; nothing else is touched.

    Raises:
        ConfigurationError: a card or a metric's meta is wrong.
    """
    catalogue = Catalogue(settings.catalogue_directory)
    library = MetricLibrary(dbt.prepare_manifest(settings).parent)
    catalogue.check_metrics(library.names)
    for card in catalogue.cards:
        library.plan(card)
    return catalogue


def run(
    settings: Settings,
    *,
    sources: list[str],
    as_of: str | None = None,
    full_refresh: bool = False,
    replay: bool = False,
) -> SnapshotManifest:
    """Refresh the sources, build and check everything, publish.

    Args:
        sources: names of the sources to read; empty for all. The others stay as they were read last.

    Raises:
        CockpitError: what failed. The snapshot published before is still served then.
    """
    paths = settings.paths
    started_at = datetime.now(UTC)
    moment = settings.as_of(as_of)
    for name in sources:
        settings.source(name)
    with run_lock(paths), noticed_interrupts():
        try:
            _run_job(settings, sources, moment, full_refresh=full_refresh, replay=replay)
        except CockpitError as error:
            record = RunRecord(
                run_id=f"{started_at:%Y%m%dT%H%M%SZ}-failed",
                started_at=started_at,
                ended_at=datetime.now(UTC),
                as_of=moment,
                status="failed",
                code=error.code,
                message=error.one_line(),
            )
            run_records.keep(paths, record)
            raise
    return current_manifest(paths.published)


def _run_job(settings: Settings, sources: list[str], moment: datetime, *, full_refresh: bool, replay: bool) -> None:
    known = settings.configuration.company_calendar
    calendars = known_calendars(settings.configuration)
    if known not in calendars:
        raise ConfigurationError("calendar_unknown", file=settings.file, calendar=known, known=", ".join(calendars))
    check_cards(settings)
    prepare_dagster(settings.paths)
    # loading Dagster's dbt integration takes a second, which a wrong card should not wait for
    from pipelines.assets.sources import raw_asset_key
    from pipelines.definitions import JOB, build_definitions

    definitions = build_definitions(settings)
    job = definitions.resolve_job_def(JOB)
    request = {"as_of": moment.isoformat(), "full_refresh": full_refresh, "replay": replay, "is_quiet": True}
    run_config = {
        "resources": {"run_request": {"config": request}},
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
    }
    unread = {
        raw_asset_key(source.name, table)
        for source in settings.configuration.sources
        if sources and source.name not in sources
        for table in load_package(source.package_name).tables
    }
    selection = sorted(definitions.resolve_asset_graph().materializable_asset_keys - unread) if unread else None
    with dg.DagsterInstance.get() as instance:
        end_dead_runs(instance)
        try:
            result = job.execute_in_process(
                run_config=run_config, instance=instance, asset_selection=selection, raise_on_error=True
            )
        except CockpitError:
            raise
        except DagsterAssetCheckFailedError:
            raise _failed_check(instance, settings) from None
        except Exception as error:
            log = settings.paths.runs / "traceback.log"
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_text(traceback.format_exc(), encoding="utf-8")
            cause = f"{type(error).__name__}: {error}".splitlines()[0]
            raise CockpitError("step_failed", step=JOB, cause=cause[:300], log=log) from error
        if not result.success:
            raise CockpitError("step_failed", step=JOB, cause="–", log=settings.paths.dagster)


def _failed_check(instance: dg.DagsterInstance, settings: Settings) -> CockpitError:
    """The blocking check that ended the newest run, with the cause it recorded."""
    [run_record] = instance.get_run_records(limit=1)
    events = instance.all_logs(run_record.dagster_run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    for entry in events:
        evaluation = entry.asset_check_evaluation
        if evaluation is not None and not evaluation.passed:
            cause = evaluation.metadata.get("cause")
            return CockpitError(
                "check_failed",
                check=f"{evaluation.asset_key.to_user_string()}: {evaluation.check_name}",
                cause=cause.value if cause else "–",
            )
    return CockpitError("step_failed", step="checks", cause="–", log=settings.paths.dagster)
