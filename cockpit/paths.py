"""Where things lie on disk: the project's own files, and everything the product writes below `data/`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PROJECT_DIRECTORY = Path(__file__).resolve().parent.parent
DBT_PROJECT_DIRECTORY = PROJECT_DIRECTORY / "dbt_project"
CATALOGUE_DIRECTORY = PROJECT_DIRECTORY / "kpis" / "catalogue"
ERP_PACKAGES_DIRECTORY = PROJECT_DIRECTORY / "pipelines" / "erp"


@dataclass(frozen=True)
class DataPaths:
    """The folders and files below one data directory. All absolute: DuckDB resolves relative ones anew."""

    root: Path

    @property
    def landing(self) -> Path:
        return self.root / "landing"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        return self.root / "published"

    @property
    def runs(self) -> Path:
        return self.root / "runs"

    @property
    def dagster(self) -> Path:
        return self.root / "dagster"

    @property
    def dbt_target(self) -> Path:
        return self.root / "dbt" / "target"

    @property
    def dbt_parsed(self) -> Path:
        return self.root / "dbt" / "parsed"

    @property
    def dbt_logs(self) -> Path:
        return self.root / "dbt" / "logs"

    @property
    def temporary(self) -> Path:
        return self.root / "temporary"

    @property
    def run_lock(self) -> Path:
        return self.root / "run.lock"
