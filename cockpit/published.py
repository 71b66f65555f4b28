"""The published snapshot as its readers see it: the pointer, the manifest, the state of the last run.

Layout of `published/`: `cockpit-<run_id>.duckdb`, beside it `cockpit-<run_id>.manifest.json`, `CURRENT` with the name
of the snapshot that is served, `LAST_RUN.json`. Belongs here: reading them, and writing small files so that a reader
never sees half of one. Does not belong here: making a snapshot (`pipelines/publishing.py`), querying it.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from cockpit.errors import CockpitError

CURRENT = "CURRENT"
LAST_RUN = "LAST_RUN.json"


class SourceState(BaseModel):
    """What a run knew of one source: when it was read last, and how many rows it had."""

    name: str
    erp: str
    version: str
    extracted_at: datetime
    rows: int


class SnapshotManifest(BaseModel):
    """What a snapshot holds, written before the pointer turns to it.

    Keys that only older manifests carry are passed over, so that one can go back to their snapshots.
    """

    run_id: str
    file: str
    published_at: datetime
    as_of: datetime
    company_name: str | None
    company_timezone: str
    stale_after_hours: int
    bytes: int
    sha256: str
    tables: dict[str, int]
    sources: list[SourceState]


class RunRecord(BaseModel):
    """How a run went; kept for every run, the newest also beside the snapshots."""

    run_id: str
    started_at: datetime
    ended_at: datetime
    as_of: datetime
    status: Literal["published", "amber", "failed"]
    step: str | None = None
    code: str | None = None
    message: str | None = None
    # by source and name, for pages in any language; the message is in the installation's
    tables_set_apart: list[str] = []
    rows_landed: int = 0
    snapshot: str | None = None


def current_manifest(directory: Path) -> SnapshotManifest:
    """The manifest of the snapshot that is served.

    Raises:
        CockpitError: nothing was published yet, or the snapshot that the pointer names is gone or unreadable.
    """
    try:
        name = (directory / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise CockpitError("nothing_published", directory=directory) from None
    file = directory / name
    manifest_file = manifest_path(file)
    if not file.exists() or not manifest_file.exists():
        raise CockpitError("snapshot_missing", file=file)
    try:
        return SnapshotManifest.model_validate_json(manifest_file.read_bytes())
    except ValidationError as error:
        raise CockpitError("snapshot_unreadable", file=manifest_file, cause=error.errors()[0]["msg"]) from None


def manifest_path(snapshot: Path) -> Path:
    """The manifest that belongs to a snapshot file."""
    return snapshot.with_suffix(".manifest.json")


def last_run(directory: Path) -> RunRecord | None:
    """How the newest run went, None where there was none yet."""
    try:
        return RunRecord.model_validate_json((directory / LAST_RUN).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def write_atomically(path: Path, text: str) -> None:
    """Replace a small file so that every reader sees the old text or the new one, also after a power cut."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Bring a folder's list of names to disk."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
