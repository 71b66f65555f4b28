"""Landing: immutable batches of Parquet files, each visible only once its manifest is in place.

Layout: `landing/<source>/<batch_id>/<table>.<part>.parquet` and, written last, `manifest.json`. Batch ids sort by
time. Belongs here: manifests, checksums, listing and verifying batches. Does not belong here: reading an ERP, or
applying a batch to the raw tables.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel

from cockpit.errors import CockpitError

MANIFEST = "manifest.json"
SET_ASIDE = "damaged.manifest.json"


class LandedFile(BaseModel):
    """One Parquet file of a batch: its rows and the checksum it must still have when it is read."""

    name: str
    rows: int
    bytes: int
    sha256: str


class LandedTable(BaseModel):
    """What a batch holds of one table.

    `declaration` is the fingerprint of the package's declaration it was read under. `source_rows` is the number of
    rows the source had in the snapshot that the batch was read from; `deleted` lists the keys that were gone from it;
    `cursor_to` is the watermark the next batch continues from.
    """

    strategy: str
    declaration: str
    columns: dict[str, str]
    missing_columns: list[str] = []
    files: list[LandedFile] = []
    deleted: LandedFile | None = None
    source_rows: int
    cursor_from: datetime | None = None
    cursor_to: datetime | None = None

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)


class BatchManifest(BaseModel):
    """One extraction of one source. All tables were read in the same snapshot of the database."""

    batch_id: str
    source: str
    erp: str
    version: str
    extracted_at: datetime
    tables: dict[str, LandedTable]
    missing_tables: list[str] = []


class Landing:
    """The batches of one source below the landing folder."""

    def __init__(self, directory: Path, source: str) -> None:
        self.directory = directory / source

    def batches(self) -> list[BatchManifest]:
        """All complete batches, oldest first. Folders without a manifest are leftovers of a killed run."""
        manifests = sorted(self.directory.glob(f"*/{MANIFEST}"))
        return [BatchManifest.model_validate_json(path.read_bytes()) for path in manifests]

    def begin(self, extracted_at: datetime) -> tuple[str, Path]:
        """A new batch id and its empty folder; leftovers of killed runs are cleared away first."""
        for folder in self.directory.glob("*"):
            if folder.is_dir() and not (folder / MANIFEST).exists() and not (folder / SET_ASIDE).exists():
                shutil.rmtree(folder)
        batch_id = f"{extracted_at.astimezone(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}"
        folder = self.directory / batch_id
        folder.mkdir(parents=True)
        return batch_id, folder

    def complete(self, manifest: BatchManifest) -> None:
        """Make a batch visible: its files and folder are on disk before the manifest takes its name."""
        folder = self.directory / manifest.batch_id
        for file in folder.glob("*.parquet"):
            _sync(file)
        temporary = folder / f"{MANIFEST}.part"
        temporary.write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
        _sync(temporary)
        temporary.rename(folder / MANIFEST)
        _sync(folder)

    def set_aside(self, manifest: BatchManifest) -> None:
        """Take a damaged batch out of use; its folder and manifest stay for whoever wants to repair it."""
        folder = self.directory / manifest.batch_id
        (folder / MANIFEST).rename(folder / SET_ASIDE)

    def verify(self, manifest: BatchManifest) -> None:
        """Compare all files of a batch with their checksums.

        Raises:
            CockpitError: a file is missing or has changed since it was landed.
        """
        for table in manifest.tables.values():
            for file in [*table.files, *([table.deleted] if table.deleted else [])]:
                self.verified(manifest, file)

    def verified(self, manifest: BatchManifest, file: LandedFile) -> Path:
        """The path of a landed file, after its checksum was compared.

        Raises:
            CockpitError: the file is missing or has changed since it was landed.
        """
        path = self.directory / manifest.batch_id / file.name
        if not path.exists():
            raise CockpitError("landing_file_missing", file=path)
        if checksum(path) != file.sha256:
            raise CockpitError("landing_file_changed", file=path)
        return path


def describe(path: Path, rows: int) -> LandedFile:
    """The manifest's entry for a freshly written file."""
    return LandedFile(name=path.name, rows=rows, bytes=path.stat().st_size, sha256=checksum(path))


def checksum(path: Path) -> str:
    """SHA-256 of a file's bytes, as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
