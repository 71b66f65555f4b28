"""`make dagster`: Dagster's web UI and daemon on the instance that the command line writes to.

The port is the only argument: `python -m pipelines.dagster_ui 3000`.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import dagster as dg

from cockpit.errors import CockpitError
from cockpit.language import translate
from cockpit.paths import PROJECT_DIRECTORY
from cockpit.ports import require_free
from cockpit.progress import Progress
from cockpit.settings import Settings
from pipelines.dagster_instance import end_dead_runs, prepare_dagster
from pipelines.run_lock import run_lock

HOST = "127.0.0.1"


def main(port: int) -> None:
    """Serve until interrupted."""
    try:
        settings = Settings.load()
        require_free(HOST, port)
    except CockpitError as error:
        Progress().warn(error.one_line())
        sys.exit(error.exit_code)
    prepare_dagster(settings.paths)
    # a run from the command line may be under way: then it clears up by itself
    with suppress(CockpitError), run_lock(settings.paths), dg.DagsterInstance.get() as instance:
        end_dead_runs(instance)
    os.environ["COCKPIT_CONFIG"] = str(settings.file)
    os.chdir(PROJECT_DIRECTORY)
    Progress().say(translate("command.dagster.address", address=f"http://{HOST}:{port}"))
    dagster = str(Path(sys.executable).with_name("dagster"))
    os.execv(
        dagster,
        [dagster, "dev", "--host", HOST, "--port", str(port), "--module-name", "pipelines.definitions"],
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
