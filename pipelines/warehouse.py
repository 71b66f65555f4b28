"""Opening the warehouse file: one writing process at a time, bounded memory, temporary files beside the data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from cockpit.errors import CockpitError
from cockpit.settings import Settings

# of a new file: text compressed as this DuckDB can, instead of as every version since 0.10 can read it
STORAGE_VERSION = "v1.4.0"


@contextmanager
def open_warehouse(settings: Settings, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the warehouse.

    Raises:
        CockpitError: another process holds the file, it does not exist yet (read_only), or the disk refuses.
    """
    paths = settings.paths
    if read_only and not paths.warehouse.exists():
        raise CockpitError("warehouse_missing", file=paths.warehouse)
    try:
        paths.temporary.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(
            str(paths.warehouse),
            read_only=read_only,
            config={
                "memory_limit": settings.configuration.memory_limit,
                "temp_directory": str(paths.temporary),
                "preserve_insertion_order": False,
                "storage_compatibility_version": STORAGE_VERSION,
            },
        )
    except OSError as error:
        raise CockpitError("disk", path=paths.root, cause=error.strerror) from None
    except duckdb.IOException as error:
        if "lock" in str(error):
            raise CockpitError("warehouse_busy", file=paths.warehouse) from None
        if paths.warehouse.exists() and ("not a valid DuckDB" in str(error) or "Could not read" in str(error)):
            cause = str(error).splitlines()[0][:200]
            raise CockpitError("warehouse_unreadable", file=paths.warehouse, cause=cause) from None
        raise CockpitError("disk", path=paths.warehouse, cause=str(error).splitlines()[0]) from None
    try:
        yield connection
    except duckdb.Error as error:
        if (cause := disk_full(error)) is not None:
            raise CockpitError("disk", path=paths.warehouse, cause=cause) from None
        raise
    finally:
        connection.close()


def disk_full(error: duckdb.Error) -> str | None:
    """What DuckDB says where a disk is full; None for every other complaint."""
    text = str(error).splitlines()[0]
    return text if "No space left" in text or "Could not write" in text else None
