"""What the landed batches tell about a source: how far each table was read, when its keys were compared last.

Belongs here: state derived from manifests, so that none is kept beside the data. Does not belong here: reading.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pipelines.extraction.landing import BatchManifest, LandedTable
from pipelines.extraction.slices import at_source


@dataclass(frozen=True)
class TableHistory:
    """What earlier batches know of one table.

    `cursor_to` is never later than the batch that saw it: one stamp from a wrong clock would otherwise hide every
    update until that time has come.
    """

    last: LandedTable
    cursor_to: int | datetime | None
    keys_compared_at: datetime | None


@dataclass
class SourceHistory:
    """The tables of one source that were ever landed."""

    tables: dict[str, TableHistory] = field(default_factory=dict)

    @classmethod
    def of(cls, batches: list[BatchManifest], source_zone: str) -> SourceHistory:
        """What batches, oldest first, tell; stamps of cursors are in the source's zone."""
        history = cls()
        for manifest in batches:
            latest = at_source(manifest.extracted_at, source_zone)
            for name, landed in manifest.tables.items():
                before = history.tables.get(name)
                reached = landed.cursor_to
                if isinstance(reached, datetime):
                    reached = min(reached, latest)
                compared = before.keys_compared_at if before else None
                history.tables[name] = TableHistory(
                    last=landed,
                    cursor_to=reached,
                    keys_compared_at=manifest.extracted_at if landed.keys_compared else compared,
                )
        return history
