"""Uniting old landing batches into one, without changing what a replay gives.

Belongs here: making such a batch, checking it, removing what it stands for. Does not belong here: ordinary batches
(`landing.py`) or the raw tables themselves (`raw.py`).

A united batch holds the raw tables as they were after the last of the batches it replaces, with the stamps of every
row, old versions and the list of batches. It is made by replaying these into a scratch warehouse, so it cannot say
anything else than they do. The old folders go once the new manifest is in place; a crash in between is finished by the
next compaction.
"""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from cockpit.settings import Settings, Source
from pipelines.extraction.history import SourceHistory
from pipelines.extraction.landing import BatchManifest, LandedTable, Landing, UnitedTable, describe
from pipelines.extraction.package import ErpPackage, load_package, source_timezone
from pipelines.extraction.raw import RawTables
from pipelines.extraction.sql_text import quoted

# Fewer are not worth the work: nightly batches then cost one compaction a month.
BATCHES_WORTH_UNITING = 30


def compact(settings: Settings, source: Source, now: datetime) -> list[str]:
    """Unite the batches of a source that are older than configured; returns the ids of those that went.

    Raises:
        CockpitError: a landed file is missing or has changed. Nothing has gone then.
    """
    landing = Landing(settings.paths.landing, source.name)
    landing.remove_replaced()
    days = settings.configuration.landing.compact_after_days
    if days == 0:
        return []
    old = [manifest for manifest in landing.batches() if now - manifest.extracted_at > timedelta(days=days)]
    if len(old) < BATCHES_WORTH_UNITING:
        return []
    return unite(settings, landing, load_package(source.package_name), old, source_timezone(settings, source))


def unite(settings: Settings, landing: Landing, package: ErpPackage, old: list[BatchManifest], zone: str) -> list[str]:
    """Replace the given batches, which must be the oldest ones, by one. `zone` is that of the source's stamps."""
    last = old[-1]
    settings.paths.temporary.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=settings.paths.temporary) as scratch,
        duckdb.connect(str(Path(scratch) / "scratch.duckdb")) as connection,
    ):
        connection.execute(f"SET memory_limit = '{settings.configuration.memory_limit}'")
        raw = RawTables(connection, landing.directory.name, package)
        raw.prepare()
        for manifest in old:
            raw.apply(landing, manifest)
        folder = landing.begin_united(last)
        united = _export(connection, raw, folder)
    manifest = last.model_copy(
        update={
            "batch_id": folder.name,
            "united": united,
            "replaces": [batch for each in old for batch in [*each.replaces, each.batch_id]],
            "tables": _latest_states(old, zone),
        }
    )
    landing.complete(manifest)
    landing.verify(manifest)
    landing.remove_replaced()
    return [each.batch_id for each in old]


def _export(connection: duckdb.DuckDBPyConnection, raw: RawTables, folder: Path) -> dict[str, UnitedTable]:
    rows = connection.execute(
        "select table_name from duckdb_tables() where schema_name = ? order by 1", [raw.schema]
    ).fetchall()
    united = {}
    for (name,) in rows:
        path = folder / f"{name}.united.parquet"
        query = f"copy {raw.schema}.{quoted(name)} to '{path}' (format parquet, compression zstd)"
        row = connection.execute(query).fetchone()
        assert row is not None
        types = connection.execute(
            "select column_name, data_type from duckdb_columns() where schema_name = ? and table_name = ?",
            [raw.schema, name],
        ).fetchall()
        united[name] = UnitedTable(columns=dict(types), file=describe(path, row[0]))
    return united


def _latest_states(old: list[BatchManifest], zone: str) -> dict[str, LandedTable]:
    """What later readings go on from: of every table the state it was landed in last, without its files."""
    known = SourceHistory.of(old, zone).tables
    return {
        name: table.last.model_copy(update={"files": [], "deleted": None, "cursor_to": table.cursor_to})
        for name, table in known.items()
    }
