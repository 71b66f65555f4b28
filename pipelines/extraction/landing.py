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
    rows the source had in the snapshot that the batch was read from, null where nobody counted; `deleted` lists the
    keys that were gone from it, looked for where `keys_compared`; `cursor_to` is the watermark the next batch continues
    from. `known_columns` are the source's columns that nobody asked for when the table was first read, `taken_columns`
    those that have appeared since and were taken. Of `files` with the same key in several, later ones hold
    (`is_resumed`).
    """

    strategy: str
    declaration: str
    columns: dict[str, str]
    missing_columns: list[str] = []
    files: list[LandedFile] = []
    deleted: LandedFile | None = None
    taken_columns: dict[str, str] = {}
    known_columns: list[str] | None = None
    is_resumed: bool = False
    keys_compared: bool = True
    source_rows: int | None
    cursor_from: int | datetime | None = None
    cursor_to: int | datetime | None = None

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)


class UnitedTable(BaseModel):
    """A raw table as it was after the batches that a united one replaces: all its columns, and its rows."""

    columns: dict[str, str]
    file: LandedFile


class BatchManifest(BaseModel):
    """One extraction of one source. All tables were read in the same snapshot of the database.

    `quarantined` tables could not be read as they were (table → why); raw keeps what it held of them. `personal_data`
    says what became of columns that point to a person. A batch that `replaces` others is what raw was after them
    (`compaction.py`): its `united` tables stand for their files.
    """

    batch_id: str
    source: str
    erp: str
    version: str
    extracted_at: datetime
    tables: dict[str, LandedTable]
    missing_tables: list[str] = []
    quarantined: dict[str, str] = {}
    new_columns: dict[str, list[str]] = {}
    personal_data: str = "kept"
    replaces: list[str] = []
    united: dict[str, UnitedTable] = {}

    @property
    def files(self) -> list[LandedFile]:
        """All files of the batch."""
        landed = [file for table in self.tables.values() for file in [*table.files, table.deleted] if file is not None]
        return landed + [table.file for table in self.united.values()]


class Landing:
    """The batches of one source below the landing folder."""

    def __init__(self, directory: Path, source: str) -> None:
        self.directory = directory / source
        # manifests never change once they are there; a run asks for them several times
        self._read: dict[Path, BatchManifest] = {}

    def batches(self) -> list[BatchManifest]:
        """All complete batches, oldest first, without those that a united one replaces. Folders without a manifest are
        leftovers of a killed run.
        """
        paths = sorted(self.directory.glob(f"*/{MANIFEST}"))
        for path in paths:
            if path not in self._read:
                self._read[path] = BatchManifest.model_validate_json(path.read_bytes())
        manifests = [self._read[path] for path in paths]
        replaced = {batch_id for manifest in manifests for batch_id in manifest.replaces}
        return [manifest for manifest in manifests if manifest.batch_id not in replaced]

    def remove_replaced(self) -> None:
        """Remove the folders that a united batch stands for: the manifest first, so that none is without its files."""
        for manifest in self.batches():
            for batch_id in manifest.replaces:
                folder = self.directory / batch_id
                (folder / MANIFEST).unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)

    def begin_united(self, last: BatchManifest) -> Path:
        """An empty folder for the batch that stands for all up to `last`, and sorts right behind it."""
        folder = self.directory / f"{last.batch_id}-united"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def leftovers(self) -> list[Path]:
        """Folders of runs that ended before their batch was complete, oldest first."""
        return [
            folder
            for folder in sorted(self.directory.glob("*"))
            if folder.is_dir() and not (folder / MANIFEST).exists() and not (folder / SET_ASIDE).exists()
        ]

    def begin(self, extracted_at: datetime, resumed: Path | None = None) -> tuple[str, Path]:
        """A batch id and its folder: a new one, or that of a killed run which goes on. Other leftovers are removed."""
        for folder in self.leftovers():
            if folder != resumed:
                shutil.rmtree(folder)
        if resumed is not None:
            return resumed.name, resumed
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
        for file in manifest.files:
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
