"""How dbt opens the warehouse."""

from __future__ import annotations

import duckdb
import pytest
import yaml

from cockpit.paths import DBT_PROJECT_DIRECTORY


def test_the_folder_for_temporary_files_is_named_once_and_not_before_every_model(tmp_path) -> None:
    profile = yaml.safe_load((DBT_PROJECT_DIRECTORY / "profiles.yml").read_text(encoding="utf-8"))
    warehouse = profile["erp_cockpit"]["outputs"]["warehouse"]
    assert "temp_directory" in warehouse["config_options"]
    assert "temp_directory" not in warehouse.get("settings", {})
    # why: once a query did not fit into memory, DuckDB refuses to be told again, and every further model would fail
    with duckdb.connect(config={"memory_limit": "60MB", "temp_directory": str(tmp_path), "threads": 1}) as connection:
        connection.execute("create temp table large as select range, repeat('x', 40) || range from range(3000000)")
        with pytest.raises(duckdb.Error, match="temporary directory"):
            connection.execute(f"set temp_directory = '{tmp_path}'")
