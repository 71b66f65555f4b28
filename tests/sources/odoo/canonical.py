"""One Odoo database as canonical tables: extracted and mapped, without the rest of a run.

Belongs here: what the tests of Odoo's versions share. Does not belong here: the versions' own layouts.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from pipelines.dbt import invoke, variables
from tests.pipelines.extracting import Reader


class CanonicalOdoo:
    """The canonical tables of one Odoo, built below a folder of its own."""

    def __init__(self, folder: Path, dsn: str, version: str, as_of: str) -> None:
        # no variable of the environment: the dumps' accounts need no password
        self._reader = Reader(
            folder, {"kind": "postgres", "dsn_env": "ODOO_VERSIONS_DSN"}, name="erp", version=version
        )
        self._as_of = as_of
        self._dsn = dsn
        self._warehouse = self._reader.settings.paths.warehouse

    def refresh(self) -> None:
        """Extract what changed."""
        self._reader.refresh()

    def build(self, *select: str) -> None:
        """Seeds and models up to the canonical layer."""
        passed = json.dumps(variables(self._reader.settings, self._as_of))
        resources = ["--resource-type", "model", "--resource-type", "seed"]
        invoke(self._reader.settings, ["build", *resources, "--select", *select, "--vars", passed])

    def rows(self, sql: str) -> list[tuple]:
        """A query on the warehouse."""
        with duckdb.connect(str(self._warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()
