"""Event logs as a dialect: a folder of logs, or one log, attached as tables under a catalogue in memory.

Belongs here: what extraction asks of a source. Does not belong here: formats and mapping.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
import weakref
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.extraction.dialects import Dialect
from pipelines.extraction.event_logs.files import SECONDS_A_KILLED_RUN_MAY_BE_BACK, create_views, parse_logs
from pipelines.extraction.package import ErpPackage

PREFIX = "event_logs-"
# in the names of folders that are gone with the source's session
PASSING = "-passing-"


@dataclass(eq=False)
class EventLogFolder(Dialect):
    """The dialect of one source of event logs. Parsed logs are kept below the data folder's temporary directory, but
    not where the installation wants pseudonyms: they hold the names.
    """

    source: str
    temporary: Path
    keeps_parsed: bool = True

    def attach(
        self, connection: duckdb.DuckDBPyConnection, address: str, alias: str, timeout_seconds: int, package: ErpPackage
    ) -> None:
        """Parse what has changed and make a catalogue under the alias with one view per table.

        Raises:
            CockpitError: the mapping or a log is wrong.
        """
        folders = parse_logs(Path(address), self._cache(address))
        connection.execute(f"ATTACH ':memory:' AS {alias}")
        create_views(connection, f"{alias}.main", folders)

    def is_there(self, path: Path) -> bool:
        # a log may be named by itself
        return path.exists()

    def schema(self, connection: duckdb.DuckDBPyConnection, alias: str, declared: str) -> str:
        return "main"

    def _cache(self, address: str) -> Path:
        self.temporary.mkdir(parents=True, exist_ok=True)
        if self.keeps_parsed:
            place = hashlib.sha256(address.encode()).hexdigest()[:8]
            return self.temporary / f"{PREFIX}{self.source}-{place}"
        for left in self.temporary.glob(f"{PREFIX}*{PASSING}*"):
            if time.time() - left.stat().st_mtime > SECONDS_A_KILLED_RUN_MAY_BE_BACK:
                shutil.rmtree(left, ignore_errors=True)
        cache = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{self.source}{PASSING}", dir=self.temporary))
        weakref.finalize(self, shutil.rmtree, cache, ignore_errors=True)
        return cache
