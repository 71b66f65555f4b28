"""The snapshot behind the pages: following the pointer, and running queries with a cache.

Belongs here: everything about opening and caching. Does not belong here: any query (`queries.py`).

The pointer is read once at the beginning of every rerun: a new snapshot is served without a restart, and no page shows
two of them at once. A snapshot's file never changes, so what was read from it may be cached under its run id. What is
cached is shared by all users: whatever limits what one may see must be an argument.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import streamlit as st

from cockpit.published import RunRecord, SnapshotManifest, current_manifest, last_run
from cockpit.settings import Settings

SNAPSHOTS_OPEN = 3
_SERVED = "served_manifest"


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The installation's configuration, read once."""
    return Settings.load()


def published_manifest() -> SnapshotManifest:
    """The snapshot that the pointer names at this moment.

    Raises:
        CockpitError: nothing was published yet.
    """
    return current_manifest(settings().paths.published)


def follow_pointer() -> None:
    """Take the newest snapshot for this rerun of the page."""
    st.session_state[_SERVED] = published_manifest()


def manifest() -> SnapshotManifest:
    """The snapshot that this rerun of the page shows."""
    return st.session_state[_SERVED]


def newest_run() -> RunRecord | None:
    """How the newest run went, also when it published nothing."""
    return last_run(settings().paths.published)


@st.cache_resource(max_entries=SNAPSHOTS_OPEN, show_spinner=False, on_release=lambda connection: connection.close())
def _connection(file: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(file), read_only=True, config={"enable_external_access": False})


@st.cache_data(max_entries=500, show_spinner=False)
def _cached(run_id: str, file: Path, _query: Callable[..., pl.DataFrame], name: str, arguments: tuple) -> pl.DataFrame:
    # one cursor a query: a DuckDB connection is not safe to share between threads
    with _connection(file).cursor() as cursor:
        return _query(cursor, *arguments)


def read(query: Callable[..., pl.DataFrame], *arguments: Any) -> pl.DataFrame:
    """The result of a function of `queries.py` or `provenance.py` on the snapshot that this rerun shows."""
    current = manifest()
    file = settings().paths.published / current.file
    # functions of two modules may share a name
    return _cached(current.run_id, file, query, f"{query.__module__}.{query.__qualname__}", arguments)
