"""Running dbt: its project, its variables, and its failures as one line.

Belongs here: what the product passes to dbt and how it reads dbt's results. Does not belong here: Dagster, models.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cockpit.errors import CockpitError
from cockpit.language import translate
from cockpit.paths import DBT_PROJECT_DIRECTORY, PROJECT_DIRECTORY
from cockpit.progress import Progress
from cockpit.settings import Settings
from pipelines.extraction.package import delivered_entities, source_timezone
from pipelines.metrics import COMPILED
from pipelines.timezones import settled_timezones
from pipelines.working_time import working_time_variable

FINGERPRINT = "project_fingerprint"
# Whatever changes among the variables makes dbt parse the whole project anew, and "now" changes with every run: where
# the variable `as_of` says this, macros take the stamp from the environment when a model is compiled.
AS_OF_IN_ENVIRONMENT = "environment"
AS_OF = "COCKPIT_AS_OF"
MANIFESTS = ("manifest.json", "semantic_manifest.json")


def dbt_executable() -> str:
    """The dbt that belongs to this Python."""
    return str(Path(sys.executable).with_name("dbt"))


def variables(settings: Settings, as_of: str = AS_OF_IN_ENVIRONMENT) -> dict[str, Any]:
    """The variables every model may read. `as_of` is the run's "now" in UTC, `YYYY-MM-DD HH:MM:SS`.

    Without one, whoever starts dbt puts it into the environment as `COCKPIT_AS_OF`.
    """
    configuration = settings.configuration
    sources = [
        {
            "name": source.name,
            "erp": source.package_name,
            "timezone": source_timezone(settings, source),
            "entities": delivered_entities(source.package_name),
        }
        for source in configuration.sources
    ]
    working_time = working_time_variable(configuration)
    places = [*sources, *working_time["schedules"]]
    return {
        "sources": sources,
        "as_of": as_of,
        "company_calendar": configuration.company_calendar,
        "company_timezone": configuration.company_timezone,
        "settled_timezones": settled_timezones(
            {configuration.company_timezone, *(place["timezone"] for place in places)}
        ),
        "group_currency": configuration.group_currency,
        "working_time": working_time,
        "same_company": configuration.same_company,
    }


def environment(settings: Settings) -> dict[str, str]:
    """What `profiles.yml` and dbt itself take from the environment."""
    paths = settings.paths
    for directory in (paths.dbt_target, paths.dbt_logs, paths.temporary):
        directory.mkdir(parents=True, exist_ok=True)
    return {
        "COCKPIT_WAREHOUSE": str(paths.warehouse),
        "COCKPIT_MEMORY_LIMIT": settings.configuration.memory_limit,
        "COCKPIT_TEMPORARY": str(paths.temporary),
        "DBT_PROFILES_DIR": str(DBT_PROJECT_DIRECTORY),
        "DBT_TARGET_PATH": str(paths.dbt_target),
        "DBT_LOG_PATH": str(paths.dbt_logs),
        "DBT_LOG_LEVEL_FILE": "info",
        "DO_NOT_TRACK": "1",
    }


def prepare_manifest(settings: Settings) -> Path:
    """Parse the project if it has changed since the last parse; returns the manifest's path.

    Raises:
        CockpitError: the project does not parse; the message carries dbt's own first line.
    """
    parsed = settings.paths.dbt_parsed
    fingerprint = _fingerprint(settings)
    known = parsed / FINGERPRINT
    if known.exists() and known.read_text() == fingerprint:
        return parsed / MANIFESTS[0]
    with Progress().step(translate("progress.parsing")):
        invoke(settings, ["parse", "--vars", json.dumps(variables(settings))])
    # dbt writes its own files anew in every run, and a killed one leaves them half written
    known.unlink(missing_ok=True)
    (parsed / COMPILED).unlink(missing_ok=True)
    parsed.mkdir(parents=True, exist_ok=True)
    for name in MANIFESTS:
        shutil.copyfile(settings.paths.dbt_target / name, parsed / name)
    known.write_text(fingerprint)
    return parsed / MANIFESTS[0]


def invoke(settings: Settings, arguments: list[str]) -> None:
    """Run dbt outside of Dagster.

    Raises:
        CockpitError: dbt failed; the message carries its own first complaint.
    """
    result = subprocess.run(
        [dbt_executable(), "--quiet", *arguments],
        cwd=DBT_PROJECT_DIRECTORY,
        env=os.environ | environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise CockpitError("dbt_failed", node=arguments[0], cause=_first_complaint(result.stdout + result.stderr))


def failure(settings: Settings, output: str) -> CockpitError:
    """The first thing that failed in the last invocation, as one line."""
    results_file = settings.paths.dbt_target / "run_results.json"
    try:
        results = json.loads(results_file.read_bytes())["results"]
    except (OSError, ValueError, KeyError):
        results = []
    for result in results:
        if result["status"] in ("error", "fail"):
            node = result["unique_id"].split(".", 2)[2].rsplit(".", 1)[0]
            cause = " ".join((result["message"] or result["status"]).split())
            return CockpitError("dbt_failed", node=node, cause=cause[:400])
    return CockpitError("dbt_crashed", cause=_first_complaint(output), log=settings.paths.dbt_logs / "dbt.log")


def _first_complaint(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    worded = [line for line in lines if "Error" in line or "error" in line] or lines or ["–"]
    position = lines.index(worded[0]) if worded[0] in lines else 0
    return " ".join(lines[position : position + 3])[:400]


def _fingerprint(settings: Settings) -> str:
    """Changes with every file that dbt parses, every configured source, and the programs that read them."""
    programs = [f"{name} {version(name)}" for name in ("dbt-core", "metricflow")]
    digest = hashlib.sha256(json.dumps([variables(settings), programs]).encode())
    roots = [DBT_PROJECT_DIRECTORY, PROJECT_DIRECTORY / "seeds" / "reference"]
    for root in roots:
        for file in sorted(root.rglob("*")):
            if file.suffix in (".sql", ".yml", ".csv") and "target" not in file.parts:
                state = file.stat()
                digest.update(f"{file}:{state.st_mtime_ns}:{state.st_size}".encode())
    return digest.hexdigest()
