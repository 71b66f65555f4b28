"""Publishing: the tables the cockpit needs, copied into a new versioned file that the pointer then turns to.

Belongs here: which tables are published, making and checking the file, turning the pointer, clearing old files. Does
not belong here: computing anything. A crash at any moment leaves the last snapshot served.
"""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from cockpit.errors import CockpitError
from cockpit.published import (
    CURRENT,
    LAST_RUN,
    SnapshotManifest,
    SourceState,
    manifest_path,
    sync_directory,
    write_atomically,
)
from cockpit.settings import Settings
from kpis.cards import Card
from pipelines.warehouse import STORAGE_VERSION

# Snapshot table → where it comes from in the warehouse.
PUBLISHED_TABLES = {
    "kpi_values": "marts.kpi_values",
    "kpi_value_variants": "marts.kpi_value_variants",
    "kpi_comparisons": "marts.kpi_comparisons",
    "kpi_scores": "marts.kpi_scores",
    "process_health": "marts.process_health",
    "health_bridges": "marts.health_bridges",
    "department_attainment": "marts.department_attainment",
    "kpi_availability": "marts.kpi_availability",
    "exclusions": "marts.exclusions",
    "approval_backlog": "marts.mart_approval_backlog",
    "work_in_process": "marts.mart_work_in_process",
    "open_case_ages": "marts.mart_open_case_ages",
    "median_durations": "marts.mart_median_durations",
    "data_quality_rules": "marts.mart_data_quality_rules",
    "data_quality_findings": "marts.mart_data_quality_findings",
    "fct_process_events": "core.fct_process_events",
    "fct_process_cases": "core.fct_process_cases",
    "fct_stage_durations": "core.fct_stage_durations",
    "fct_approval_steps": "core.fct_approval_steps",
    "processes": "core.named_processes",
    "stages": "core.named_stages",
    "activities": "core.named_activities",
    "exclusion_reasons": "core.exclusion_reasons",
    "document_types": "core.named_document_types",
    "working_days": "core.dim_working_days",
    "unofficial_years": "core.unofficial_years",
    "companies": "canonical.companies",
    "departments": "canonical.departments",
    "warehouses": "canonical.warehouses",
    "suppliers": "canonical.suppliers",
    "customers": "canonical.customers",
    "items": "canonical.items",
    "users": "canonical.users",
    "source_tables": "operations.source_tables",
    "runs": "operations.runs",
}


def publish(
    settings: Settings, run_id: str, as_of: datetime, cards: list[Card], sources: list[SourceState]
) -> SnapshotManifest:
    """Publish the warehouse's present state as the snapshot of a run.

    Raises:
        CockpitError: the copy does not hold what the warehouse holds, or the disk refuses. The pointer stays.
    """
    directory = settings.paths.published
    directory.mkdir(parents=True, exist_ok=True)
    _clear_leftovers(directory)
    snapshot = directory / f"cockpit-{run_id}.duckdb"
    building = snapshot.with_suffix(".building")
    try:
        tables = _copy(settings, building, cards)
        _sync(building)
        building.rename(snapshot)
        sync_directory(directory)
    except (OSError, duckdb.IOException) as error:
        building.unlink(missing_ok=True)
        raise CockpitError("disk", path=directory, cause=str(error).splitlines()[0]) from None
    configuration = settings.configuration
    manifest = SnapshotManifest(
        run_id=run_id,
        file=snapshot.name,
        published_at=datetime.now(UTC).replace(microsecond=0),
        as_of=as_of,
        company_name=configuration.company_name,
        company_timezone=configuration.company_timezone,
        stale_after_hours=configuration.stale_after_hours,
        bytes=snapshot.stat().st_size,
        sha256=_checksum(snapshot),
        tables=tables,
        sources=sources,
    )
    write_atomically(manifest_path(snapshot), manifest.model_dump_json(indent=2))
    write_atomically(directory / CURRENT, snapshot.name + "\n")
    _retire(directory, settings.configuration.keep_snapshots)
    return manifest


def _copy(settings: Settings, target: Path, cards: list[Card]) -> dict[str, int]:
    """Fill the new file; returns rows by table, compared with the warehouse's."""
    with duckdb.connect(str(settings.paths.warehouse), read_only=True) as connection:
        connection.execute(f"attach '{target}' as snapshot (read_write, storage_version '{STORAGE_VERSION}')")
        connection.register("cards", _card_frame(cards))
        tables = {}
        for name, origin in {**PUBLISHED_TABLES, "kpi_cards": "cards"}.items():
            connection.execute(f"create table snapshot.{name} as select * from {origin}")
            counts = connection.execute(
                f"select (select count(*) from {origin}), (select count(*) from snapshot.{name})"
            ).fetchone()
            assert counts is not None
            if counts[0] != counts[1]:
                raise CockpitError("check_failed", check=f"snapshot.{name}", cause=f"{counts[0]} ≠ {counts[1]}")
            tables[name] = counts[1]
        connection.execute("checkpoint snapshot")
        connection.execute("detach snapshot")
    return tables


def _card_frame(cards: list[Card]) -> pl.DataFrame:
    """The cards the values were computed with, so that a snapshot explains itself."""
    return pl.DataFrame(
        [
            {
                "kpi_id": card.id,
                "position": position,
                "version": card.version,
                "name_zh": card.name.zh,
                "name_en": card.name.en,
                "question_zh": card.question.zh,
                "question_en": card.question.en,
                "definition_zh": card.definition.zh,
                "definition_en": card.definition.en,
                "owner_role_zh": card.owner_role.zh,
                "owner_role_en": card.owner_role.en,
                "unit": card.unit,
                "cases_zh": card.cases.zh,
                "cases_en": card.cases.en,
                "direction": card.direction,
                "level": card.level,
                "dimension": card.dimension,
                "process": card.process,
                "weight": card.weight,
                "minimum_cases": card.minimum_cases,
                "valid_from": card.valid_from,
                "metric": card.metric,
                # values carry thresholds of their own; these are the card's, also of months without a value
                "card_target": card.target,
                "card_warning": card.warning,
                "card_critical": card.critical,
                "relative_to": card.relative_to,
                "relative_name_zh": card.relative_name.zh if card.relative_name else None,
                "relative_name_en": card.relative_name.en if card.relative_name else None,
                "sources": ", ".join(card.sources),
                "standard": card.standard,
            }
            for position, card in enumerate(cards)
        ],
        schema_overrides=dict.fromkeys(("standard", "relative_to", "relative_name_zh", "relative_name_en"), pl.String),
    )


def _clear_leftovers(directory: Path) -> None:
    """What killed runs left: files half written, snapshots that never got their manifest."""
    # small files are written under such a name first (`write_atomically`); only a run writes here, under its lock
    for pattern in ("*.building*", f".{CURRENT}.*", f".{LAST_RUN}.*", ".cockpit-*"):
        for file in directory.glob(pattern):
            file.unlink()
    for file in directory.glob("cockpit-*.duckdb"):
        if not manifest_path(file).exists():
            file.unlink()


def _retire(directory: Path, keep: int) -> None:
    """Remove the oldest snapshots beyond the number to keep, never the one that is served."""
    current = (directory / CURRENT).read_text(encoding="utf-8").strip()
    snapshots = sorted(directory.glob("cockpit-*.duckdb"), key=lambda file: file.name)
    for file in snapshots[:-keep]:
        if file.name != current:
            manifest_path(file).unlink(missing_ok=True)
            file.unlink()


def _checksum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
