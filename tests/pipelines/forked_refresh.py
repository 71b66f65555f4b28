"""Readings of a source in processes that a test may kill: `python -m tests.pipelines.forked_refresh CONFIG PACKAGES`.

Imports everything once and forks a child for every line it is given, so that a reading begins at once. Prints the
child's process id, and its exit status (0: read, 1: a message, 9: killed) when it has ended.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cockpit import settings
from cockpit.errors import CockpitError
from cockpit.progress import Progress
from pipelines.extraction import package as packages
from pipelines.extraction.refresh import refresh_source


def read(configuration: Path) -> int:
    installed = settings.Settings(configuration)
    try:
        refresh_source(installed, installed.configuration.sources[0], progress=Progress(quiet=True))
    except CockpitError as error:
        print(error.one_line(), file=sys.stderr, flush=True)
        return 1
    return 0


def main() -> None:
    configuration, directory = Path(sys.argv[1]), Path(sys.argv[2])
    settings.ERP_PACKAGES_DIRECTORY = packages.ERP_PACKAGES_DIRECTORY = directory
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 2
            try:
                code = read(configuration)
            finally:
                os._exit(code)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(9 if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), flush=True)


if __name__ == "__main__":
    main()
