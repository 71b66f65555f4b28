"""What a large table's first reading has finished so far, so that a killed run goes on instead of beginning again.

Belongs here: the journal beside the files of a batch that is not complete yet. Does not belong here: reading, or
batches that are complete (`landing.py`).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ValidationError

from pipelines.extraction.landing import LandedFile, Landing, checksum

JOURNAL = "unfinished.json"


class UnfinishedTable(BaseModel):
    """The statements into which a table's reading was cut, and the files of those that have ended.

    `started_at` is when the first of them began: whatever changed since then is read again.
    """

    declaration: str
    started_at: datetime
    conditions: list[str]
    files: dict[int, LandedFile] = {}


class Unfinished(BaseModel):
    """The journal of one batch. Written anew, at once or not at all, whenever a statement has ended."""

    tables: dict[str, UnfinishedTable] = {}

    def write(self, folder: Path) -> None:
        temporary = folder / f"{JOURNAL}.part"
        temporary.write_text(self.model_dump_json(), encoding="utf-8")
        temporary.rename(folder / JOURNAL)

    def usable(self, name: str, declaration: str) -> UnfinishedTable | None:
        """What is there of a table, if it was read under the same declaration."""
        table = self.tables.get(name)
        return table if table is not None and table.declaration == declaration else None


def find_unfinished(landing: Landing) -> tuple[Path | None, Unfinished]:
    """The newest folder of a killed run with something worth keeping, and its journal; files that have changed or
    vanished since are struck out.
    """
    for folder in reversed(landing.leftovers()):
        try:
            journal = Unfinished.model_validate_json((folder / JOURNAL).read_bytes())
        except (OSError, ValidationError):
            continue
        for table in journal.tables.values():
            table.files = {number: file for number, file in table.files.items() if _is_whole(folder / file.name, file)}
        if any(table.files for table in journal.tables.values()):
            return folder, journal
    return None, Unfinished()


def _is_whole(path: Path, file: LandedFile) -> bool:
    try:
        return checksum(path) == file.sha256
    except OSError:
        return False
