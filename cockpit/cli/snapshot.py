"""Opening a DuckDB file for a command: read-only, and what is wrong with it in one line.

Belongs here: the connection. Does not belong here: what is asked of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import duckdb

from cockpit.errors import CockpitError
from cockpit.published import current_manifest
from cockpit.settings import Settings

# no other file may be read or written through a query
_LOCKED = {"enable_external_access": False, "lock_configuration": True}


def open_snapshot(settings: Settings) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """The published snapshot.

    Raises:
        CockpitError: nothing was published yet, or the file is damaged.
    """
    published = settings.paths.published
    return _open(published / current_manifest(published).file, "snapshot_unreadable")


def open_warehouse_to_read(settings: Settings) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """The warehouse, while no run holds it.

    Raises:
        CockpitError: there is none yet, a run holds it, or the file is damaged.
    """
    file = settings.paths.warehouse
    if not file.exists():
        raise CockpitError("warehouse_missing", file=file)
    return _open(file, "warehouse_unreadable")


@contextmanager
def _open(file: Path, code: str) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with duckdb.connect(str(file), read_only=True, config=_LOCKED) as connection:
            yield connection
    except (duckdb.IOException, duckdb.SerializationException) as error:
        if "lock" in str(error) and code == "warehouse_unreadable":
            raise CockpitError("warehouse_busy", file=file) from None
        raise CockpitError(code, file=file, cause=str(error).splitlines()[0][:200]) from None
