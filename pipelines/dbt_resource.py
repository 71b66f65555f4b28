"""Dagster's dbt resource without what only its optional metadata needs.

Before each command Dagster's own resource asks `dbt --version` in a process of its own, and loads dbt a second time
into Dagster's process for a connection that row counts and column types would be fetched with. Nobody asks for them
here, and each costs seconds of a run. Belongs here: leaving these out, nothing else. Remove it when Dagster does so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version as installed_version
from typing import Any

from dagster_dbt import DbtCliResource
from packaging.version import Version


class DbtCommand(DbtCliResource):
    """dbt's command line of this Python, which the lock file pins."""

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:
        return None

    @cached_property
    def _cli_version(self) -> Version:
        return Version(installed_version("dbt-core"))
