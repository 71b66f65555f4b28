"""The small ERP in a database of its own."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from tests.pipelines import small_erp
from tests.support import PostgresServer


@pytest.fixture
def small_dsn(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A fresh, empty small ERP in PostgreSQL; its package is installed and its address set."""
    name = f"small_{uuid.uuid4().hex[:8]}"
    postgres.execute("postgres", f"create database {name}")
    dsn = postgres.dsn(name)
    small_erp.execute(dsn, small_erp.SCHEMA)
    small_erp.install(tmp_path / "erp", monkeypatch)
    monkeypatch.setenv("SMALL_DSN", dsn)
    return dsn
