"""Dagster's event log in one SQLite file, through one lasting connection pool.

Dagster's own SQLite storages open an engine for every event, which was a third of the time of a small run (12 of 32
seconds, DECISIONS.md); with a pool, statements are compiled once and files stay open. Nothing else differs: the schema,
the migrations and every query are Dagster's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from sqlalchemy import Connection, Engine, create_engine, event

BUSY_TIMEOUT_SECONDS = 30


class PooledSqliteEventLogStorage(ConsolidatedSqliteEventLogStorage):
    """`ConsolidatedSqliteEventLogStorage` that keeps its connections."""

    @cached_property
    def _engine(self) -> Engine:
        engine = create_engine(self._conn_string, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})

        @event.listens_for(engine, "connect")
        def _relax(connection, record) -> None:
            # with a write-ahead log this survives a killed process; only a power cut may lose the last events
            connection.execute("pragma synchronous = normal")

        return engine

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        with self._engine.connect() as connection, connection.begin():
            yield connection

    def dispose(self) -> None:
        super().dispose()
        self._engine.dispose()
