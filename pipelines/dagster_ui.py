"""`make dagster`: Dagster's web UI and daemon on the instance that the command line writes to.

The port is the only argument: `python -m pipelines.dagster_ui 3000`.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from cockpit.errors import CockpitError
from cockpit.language import translate, use_language
from cockpit.paths import PROJECT_DIRECTORY
from cockpit.ports import require_free, say_when_it_answers
from cockpit.progress import Progress
from cockpit.settings import Settings, configured_language

HOST = "127.0.0.1"


def main(port: int) -> None:
    """Serve until interrupted."""
    use_language(configured_language())
    try:
        settings = Settings.load()
        require_free(HOST, port)
    except CockpitError as error:
        Progress().warn(error.one_line())
        sys.exit(error.exit_code)
    Progress().say(translate("command.dagster.starting"))
    # loading Dagster takes seconds
    import dagster as dg

    from pipelines.dagster_instance import end_dead_runs, prepare_dagster
    from pipelines.run_lock import run_lock

    prepare_dagster(settings.paths)
    # a run from the command line may be under way: then it clears up by itself
    with suppress(CockpitError), run_lock(settings.paths), dg.DagsterInstance.get() as instance:
        end_dead_runs(instance)
    os.environ["COCKPIT_CONFIG"] = str(settings.file)
    # Dagster's processes speak as this one does
    os.environ["COCKPIT_LANGUAGE"] = configured_language()
    # Dagster recommends its project tool `dg`, whose layout of a project this is not
    os.environ["PYTHONWARNINGS"] = "ignore"
    os.chdir(PROJECT_DIRECTORY)
    address = f"http://{HOST}:{port}"
    say_when_it_answers(HOST, port, translate("command.dagster.address", address=address))
    # a script's background job inherits Ctrl+C as ignored, and Dagster ends on a SIGTERM as it does on Ctrl+C
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    dagster = str(Path(sys.executable).with_name("dagster"))
    quiet = ["--log-level", "warning", "--code-server-log-level", "warning"]
    os.execv(
        dagster,
        [dagster, "dev", "--host", HOST, "--port", str(port), "--module-name", "pipelines.definitions", *quiet],
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
