"""The dbt project as assets: every seed, model and test, with the raw tables behind the staging models."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets
from dagster_dbt.errors import DagsterDbtCliRuntimeError

from cockpit.language import translate
from cockpit.settings import Source
from pipelines import dbt
from pipelines.assets.sources import raw_asset_key
from pipelines.interrupts import raise_if_interrupted
from pipelines.resources import WAREHOUSE_POOL, RunRequest

UNIT_TESTS = "unit_test"


class Translator(DagsterDbtTranslator):
    """A dbt source stands for the same table of every configured source of its ERP."""

    def __init__(self, sources: list[Source]) -> None:
        super().__init__()
        self._sources = sources

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: Any) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        node = manifest["nodes"].get(unique_id) or manifest["sources"].get(unique_id)
        if node is None or node["resource_type"] == "source":
            return spec
        tables = [
            manifest["sources"][parent]
            for parent in node["depends_on"].get("nodes", [])
            if parent.startswith("source.")
        ]
        raw = [
            raw_asset_key(source.name, table["name"].removesuffix("__history"))
            for table in tables
            for source in self._sources
            if source.package_name == table["source_name"]
        ]
        other = [dep for dep in spec.deps if dep.asset_key.path[0] not in {table["source_name"] for table in tables}]
        return spec.replace_attributes(deps=[*other, *raw])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        return "reference" if dbt_resource_props["resource_type"] == "seed" else dbt_resource_props["fqn"][1]


def model_assets(manifest: Path, sources: list[Source]) -> dg.AssetsDefinition:
    """All of the dbt project, built and tested in one invocation; a failing test ends the run."""

    @dbt_assets(
        manifest=manifest,
        exclude=f"resource_type:{UNIT_TESTS}",
        name="dbt_models",
        dagster_dbt_translator=Translator(sources),
        pool=WAREHOUSE_POOL,
    )
    def dbt_models(
        context: dg.AssetExecutionContext, dbt_cli: DbtCliResource, run_request: RunRequest
    ) -> Iterator[Any]:
        raise_if_interrupted()
        settings = run_request.settings
        arguments = ["build", "--exclude-resource-type", UNIT_TESTS]
        arguments += ["--vars", json.dumps(dbt.variables(settings))]
        os.environ[dbt.AS_OF] = run_request.moment_text
        if run_request.full_refresh:
            arguments.append("--full-refresh")
        invocation = dbt_cli.cli(arguments, context=context, target_path=settings.paths.dbt_target)
        with run_request.progress.step(translate("progress.modelling")) as notes, run_request.quiet_output():
            counted = 0
            try:
                for event in invocation.stream():
                    counted += 1
                    notes.update(str(counted))
                    yield event
            except DagsterDbtCliRuntimeError as error:
                raise dbt.failure(settings, str(error)) from None
            notes.remarks.append(translate("progress.nodes", nodes=counted))

    return dbt_models
