"""`make docs`: dbt's own documentation of the project, made from the warehouse and served on this machine.

The port is the only argument: `python -m pipelines.dbt_docs 8580`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from cockpit.errors import CockpitError
from cockpit.language import translate, use_language
from cockpit.ports import require_free
from cockpit.progress import Progress
from cockpit.settings import Settings, configured_language
from pipelines import dbt

HOST = "127.0.0.1"


def main(port: int) -> None:
    """Generate, then serve until interrupted."""
    # also as a script's background job, which inherits Ctrl+C as ignored
    signal.signal(signal.SIGINT, signal.default_int_handler)
    use_language(configured_language())
    progress = Progress()
    try:
        settings = Settings.load()
        require_free(HOST, port)
        os.environ[dbt.AS_OF] = settings.as_of().strftime("%Y-%m-%d %H:%M:%S")
        with progress.step(translate("command.docs.generating")):
            dbt.invoke(settings, ["docs", "generate", "--vars", json.dumps(dbt.variables(settings))])
    except CockpitError as error:
        progress.warn(error.one_line())
        sys.exit(error.exit_code)
    serve = partial(_Quiet, directory=str(settings.paths.dbt_target))
    with ThreadingHTTPServer((HOST, port), serve) as server, suppress(KeyboardInterrupt):
        progress.say(translate("command.docs.address", address=f"http://{HOST}:{port}"))
        server.serve_forever()


class _Quiet(SimpleHTTPRequestHandler):
    """The files that dbt has written. `dbt docs serve` does the same, with lines of its own for every request."""

    def log_message(self, format: str, *arguments: object) -> None:
        pass


if __name__ == "__main__":
    main(int(sys.argv[1]))
