"""`make docs`: dbt's own documentation of the project, made from the warehouse and served on this machine."""

from __future__ import annotations

import json
import os
import sys

from cockpit.errors import CockpitError
from cockpit.language import translate
from cockpit.paths import DBT_PROJECT_DIRECTORY
from cockpit.progress import Progress
from cockpit.settings import Settings
from pipelines import dbt

PORT = "8580"


def main() -> None:
    progress = Progress()
    try:
        settings = Settings.load()
        variables = json.dumps(dbt.variables(settings, settings.as_of().strftime("%Y-%m-%d %H:%M:%S")))
        os.environ.update(dbt.environment(settings))
        os.chdir(DBT_PROJECT_DIRECTORY)
        with progress.step(translate("command.docs.generating")):
            dbt.invoke(settings, ["docs", "generate", "--vars", variables])
    except CockpitError as error:
        progress.warn(error.one_line())
        sys.exit(error.exit_code)
    progress.say(translate("command.docs.address", address=f"http://127.0.0.1:{PORT}"))
    command = [dbt.dbt_executable(), "docs", "serve", "--host", "127.0.0.1", "--port", PORT, "--no-browser"]
    os.execv(command[0], [*command, "--vars", variables])


if __name__ == "__main__":
    main()
