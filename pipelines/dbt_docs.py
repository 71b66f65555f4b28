"""`make docs`: dbt's own documentation of the project, made from the warehouse and served on this machine.

The port is the only argument: `python -m pipelines.dbt_docs 8580`.
"""

from __future__ import annotations

import json
import os
import sys

from cockpit.errors import CockpitError
from cockpit.language import translate
from cockpit.paths import DBT_PROJECT_DIRECTORY
from cockpit.ports import require_free
from cockpit.progress import Progress
from cockpit.settings import Settings
from pipelines import dbt

HOST = "127.0.0.1"


def main(port: int) -> None:
    """Generate, then serve until interrupted."""
    progress = Progress()
    try:
        settings = Settings.load()
        require_free(HOST, port)
        variables = json.dumps(dbt.variables(settings, settings.as_of().strftime("%Y-%m-%d %H:%M:%S")))
        os.environ.update(dbt.environment(settings))
        os.chdir(DBT_PROJECT_DIRECTORY)
        with progress.step(translate("command.docs.generating")):
            dbt.invoke(settings, ["docs", "generate", "--vars", variables])
    except CockpitError as error:
        progress.warn(error.one_line())
        sys.exit(error.exit_code)
    progress.say(translate("command.docs.address", address=f"http://{HOST}:{port}"))
    command = [dbt.dbt_executable(), "docs", "serve", "--host", HOST, "--port", str(port), "--no-browser"]
    os.execv(command[0], [*command, "--vars", variables])


if __name__ == "__main__":
    main(int(sys.argv[1]))
