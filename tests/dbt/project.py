"""The dbt project in a throw-away warehouse, with raw tables as the ERP packages declare them and nothing in them.

Unit tests take the columns of a model's inputs from the database, so the inputs must exist; `--empty` builds them all
without reading a row.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from cockpit.paths import DBT_PROJECT_DIRECTORY
from pipelines.dbt import dbt_executable
from pipelines.extraction.package import delivered_entities, load_package
from pipelines.extraction.raw import RawTables

# a source of every supported ERP: the models of an ERP without one are disabled
SOURCES = [
    {"name": name, "erp": erp, "timezone": zone, "entities": delivered_entities(erp)}
    for name, erp, zone in [
        ("demo", "odoo", "UTC"),
        ("erpnext", "erpnext", "Asia/Shanghai"),
        ("sap_extract", "sap_extract", "Asia/Shanghai"),
        ("event_log", "event_log", "UTC"),
        ("adventureworks", "adventureworks", "America/Los_Angeles"),
        ("tryton", "tryton", "UTC"),
    ]
]


@dataclass
class ThrowAwayProject:
    """dbt's target `ci` in a folder of its own."""

    folder: Path
    # dbt variables beside the sources
    variables: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        with self.connection() as connection:
            for source in SOURCES:
                RawTables(connection, source["name"], load_package(source["erp"])).prepare()

    @property
    def warehouse(self) -> Path:
        return self.folder / "ci.duckdb"

    @property
    def target(self) -> Path:
        return self.folder / "target"

    def connection(self, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(str(self.warehouse), read_only=read_only)

    def dbt(self, *arguments: str, must_succeed: bool = True) -> str:
        """Run dbt; returns what it printed."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("COCKPIT_", "DBT_"))}
        environment |= {
            "COCKPIT_CI_WAREHOUSE": str(self.warehouse),
            "DBT_PROFILES_DIR": str(DBT_PROJECT_DIRECTORY),
            "DBT_TARGET_PATH": str(self.target),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "DO_NOT_TRACK": "1",
        }
        variables = json.dumps({"sources": SOURCES} | self.variables)
        process = subprocess.run(
            [dbt_executable(), "--quiet", *arguments, "--target", "ci", "--vars", variables],
            cwd=DBT_PROJECT_DIRECTORY,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert process.returncode == 0 or not must_succeed, process.stdout + process.stderr
        return process.stdout
