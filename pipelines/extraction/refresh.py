"""Bringing one source up to date: what is pending in landing, then a new batch, then the count against the source.

Belongs here: the order of these steps and the record of what they did. Does not belong here: how each of them works.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

import duckdb

from cockpit.errors import CockpitError
from cockpit.language import number, translate
from cockpit.progress import Progress
from cockpit.settings import Settings, Source
from pipelines.extraction.compaction import compact
from pipelines.extraction.extract import Extraction
from pipelines.extraction.landing import BatchManifest, Landing
from pipelines.extraction.pace import Pace
from pipelines.extraction.package import ErpPackage, load_package
from pipelines.extraction.progress_line import ProgressLine
from pipelines.extraction.raw import AppliedTable, RawTables
from pipelines.warehouse import open_warehouse


@dataclass(frozen=True)
class TableState:
    """One raw table after a refresh. `source_rows` is what the source had in the snapshot that was read, None where
    nobody counted (the keys of a large table are compared on a schedule).
    """

    name: str
    strategy: str
    source_rows: int | None
    raw_rows: int
    landed_rows: int
    changed_rows: int
    deleted_rows: int
    landed_bytes: int
    missing_columns: list[str]
    cursor_to: datetime | None


@dataclass(frozen=True)
class SourceRefresh:
    """What a refresh of one source did."""

    manifest: BatchManifest
    tables: list[TableState]
    seconds: float


def refresh_source(
    settings: Settings,
    source: Source,
    *,
    full_refresh: bool = False,
    replay: bool = False,
    progress: Progress,
    pace: Pace | None = None,
) -> SourceRefresh:
    """Extract a source and bring its raw tables up to date; with `replay`, rebuild them from landing alone.

    Raises:
        CockpitError: the source or the disk refuses, or raw does not hold what the source held. What was complete
            before stays as it was.
    """
    started = time.monotonic()
    package = load_package(source.package_name)
    landing = Landing(settings.paths.landing, source.name)
    with open_warehouse(settings) as connection:
        raw = RawTables(connection, source.name, package)
        if replay:
            _verify_all(landing)
            raw.drop()
        raw.prepare()
        applied = {}
        for manifest in raw.pending(landing):
            if full_refresh and not _is_sound(landing, manifest, progress):
                continue
            with progress.step(translate("progress.applying", source=source.name, batch=manifest.batch_id)) as notes:
                applied = raw.apply(landing, manifest)
                notes.rows = sum(table.changed_rows for table in applied.values())
        if replay:
            manifest = landing.batches()[-1]
        else:
            with progress.step(translate("progress.extracting", source=source.name)) as notes:
                pace = pace or Pace(settings, source)
                extraction = Extraction(connection, settings, source, package, landing, raw, pace)
                manifest = extraction.run(full_refresh=full_refresh, on_progress=ProgressLine(notes.update))
                applied = raw.apply(landing, manifest)
                notes.rows = sum(table.rows for table in manifest.tables.values())
                changed = sum(table.changed_rows for table in applied.values())
                notes.remarks.append(translate("progress.changed", rows=number(changed, 0)))
        tables = _states(package, raw, manifest, applied)
        kept = {name: raw.live_rows(name) for name in manifest.missing_tables if name in package.tables}
        _record(connection, source, manifest, tables, raw)
    if not replay:
        _compact(settings, source, manifest.extracted_at, progress)
    _tell(progress, source, package, manifest, kept)
    return SourceRefresh(manifest, tables, time.monotonic() - started)


def _compact(settings: Settings, source: Source, now: datetime, progress: Progress) -> None:
    """Unite old batches. What is landed and applied holds whether that succeeds or not, so the run goes on."""
    try:
        united = compact(settings, source, now)
    except (CockpitError, OSError, duckdb.Error) as error:
        cause = error.one_line() if isinstance(error, CockpitError) else str(error).splitlines()[0]
        progress.warn(translate("progress.not_united", source=source.name, cause=cause))
        return
    if united:
        progress.say(translate("progress.united", source=source.name, batches=number(len(united), 0)))


def _tell(
    progress: Progress, source: Source, package: ErpPackage, manifest: BatchManifest, kept: dict[str, int]
) -> None:
    """What an operator should know of a batch; `kept` are rows that raw has of tables that are gone."""
    for name, columns in manifest.new_columns.items():
        listed = ", ".join(columns)
        progress.warn(
            translate(
                "progress.columns_taken" if source.new_columns == "take" else "progress.columns_new",
                source=source.name,
                table=name,
                columns=listed,
            )
        )
    for landed_name, landed in manifest.tables.items():
        varying = package.tables[landed_name].varying if landed_name in package.tables else ()
        lacking = [column for column in landed.missing_columns if column not in varying]
        if lacking:
            listed = ", ".join(lacking)
            progress.warn(translate("progress.columns_missing", source=source.name, table=landed_name, columns=listed))
    for name, cause in manifest.quarantined.items():
        progress.warn(translate("progress.quarantined", source=source.name, table=name, cause=cause))
    for name in manifest.missing_tables:
        if kept.get(name):
            progress.warn(translate("progress.table_gone", source=source.name, table=name, rows=number(kept[name], 0)))
        elif name not in package.tables or package.tables[name].is_of(manifest.version):
            progress.warn(translate("progress.table_missing", source=source.name, table=name))


def _verify_all(landing: Landing) -> None:
    """Look at every landed file before a replay forgets what raw holds."""
    batches = landing.batches()
    if not batches:
        raise CockpitError("landing_empty", directory=landing.directory)
    for manifest in batches:
        landing.verify(manifest)


def _is_sound(landing: Landing, manifest: BatchManifest, progress: Progress) -> bool:
    """Whether a pending batch may be applied; a full refresh does without a damaged one, and says so."""
    try:
        landing.verify(manifest)
    except CockpitError as error:
        progress.warn(f"{error.one_line()} ({translate('progress.set_aside', batch=manifest.batch_id)})")
        landing.set_aside(manifest)
        return False
    return True


def _states(
    package: ErpPackage, raw: RawTables, manifest: BatchManifest, applied: dict[str, AppliedTable]
) -> list[TableState]:
    states = []
    for name, landed in manifest.tables.items():
        if name not in package.tables:  # landed under an older package, replayed under this one
            continue
        change = applied.get(name) or AppliedTable(0, 0, raw.live_rows(name))
        states.append(
            TableState(
                name=name,
                strategy=landed.strategy,
                source_rows=landed.source_rows,
                raw_rows=change.live_rows,
                landed_rows=landed.rows,
                changed_rows=change.changed_rows,
                deleted_rows=change.deleted_rows,
                landed_bytes=sum(file.bytes for file in landed.files),
                missing_columns=landed.missing_columns,
                cursor_to=landed.cursor_to,
            )
        )
    return states


def mismatch(table: TableState) -> str | None:
    """What is wrong where a raw table does not hold as many rows as the source did, in words; else None."""
    if table.source_rows is None or table.raw_rows == table.source_rows:
        return None
    # evidence that was purged at the source stays in raw
    if table.strategy in ("evidence", "append_only") and table.raw_rows > table.source_rows:
        return None
    return translate("reason.rows_differ", source=table.source_rows, raw=table.raw_rows)


def _record(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    manifest: BatchManifest,
    tables: list[TableState],
    raw: RawTables,
) -> None:
    """Keep the state of every table for the Data page."""
    connection.execute("create schema if not exists operations")
    connection.execute(
        "create table if not exists operations.source_tables (source_id varchar, table_name varchar,"
        " strategy varchar, source_rows bigint, raw_rows bigint, landed_rows bigint, changed_rows bigint,"
        " deleted_rows bigint, missing_columns varchar, is_missing boolean, batch_id varchar, extracted_at timestamp,"
        " quarantined varchar)"
    )
    # a warehouse of before there was a quarantine
    connection.execute("alter table operations.source_tables add column if not exists quarantined varchar")
    connection.execute("delete from operations.source_tables where source_id = ?", [source.name])
    extracted_at = manifest.extracted_at.replace(tzinfo=None)
    rows = [
        [
            source.name, table.name, table.strategy, table.source_rows, table.raw_rows, table.landed_rows,
            table.changed_rows, table.deleted_rows, ", ".join(table.missing_columns), False, manifest.batch_id,
            extracted_at, None,
        ]
        for table in tables
    ]  # fmt: skip
    rows += [
        [source.name, name, None, 0, 0, 0, 0, 0, "", True, manifest.batch_id, extracted_at, None]
        for name in manifest.missing_tables
    ]
    rows += [
        [source.name, name, None, None, raw.live_rows(name), 0, 0, 0, "", False, manifest.batch_id, extracted_at, cause]
        for name, cause in manifest.quarantined.items()
    ]
    connection.executemany("insert into operations.source_tables values (?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)
