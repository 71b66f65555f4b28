"""The simulated company, written in a process of its own: `python -m tests.bench.simulated SCALE MONTHS OUT`.

The last line it prints is JSON: seconds of the simulation and of writing it, and rows.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from pathlib import Path

from seeds.simulation.life import LAST_DAY, live
from seeds.simulation.odoo.targets import SqliteFile
from seeds.simulation.odoo.writer import write_odoo


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("scale", type=float)
    parser.add_argument("months", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--until", type=date.fromisoformat, default=LAST_DAY)
    arguments = parser.parse_args()
    start = time.perf_counter()
    # which records are wrong goes by how many there are: another day would change old ones
    life = live(scale=arguments.scale, months=arguments.months, with_defects=False, until=arguments.until)
    lived = time.perf_counter()
    rows = write_odoo(life, SqliteFile(arguments.out))
    written = time.perf_counter()
    print(json.dumps({"lived": lived - start, "written": written - lived, "rows": sum(rows.values())}))


if __name__ == "__main__":
    main()
