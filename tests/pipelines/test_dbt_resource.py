"""What is left out of Dagster's dbt resource is still there to be left out, and what stands in its place is right."""

from __future__ import annotations

import subprocess

from dagster_dbt import DbtCliResource

from cockpit.paths import DBT_PROJECT_DIRECTORY
from pipelines.dbt import dbt_executable
from pipelines.dbt_resource import DbtCommand

LEFT_OUT = ("_cli_version", "_initialize_dbt_core_adapter")


def test_what_is_left_out_has_not_been_renamed() -> None:
    """A newer Dagster that calls it otherwise would do the work again, silently."""
    assert all(hasattr(DbtCliResource, name) and name in vars(DbtCommand) for name in LEFT_OUT)


def test_the_version_is_what_dbt_says_itself() -> None:
    command = DbtCommand(project_dir=str(DBT_PROJECT_DIRECTORY), dbt_executable=dbt_executable())
    told = subprocess.run([dbt_executable(), "--version"], capture_output=True, text=True, check=True).stdout
    assert f"installed: {command._cli_version}" in told.replace("  ", " ")
