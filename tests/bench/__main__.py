"""`python -m tests.bench [demo|extraction]`: the parts of the measurement and their options."""

from __future__ import annotations

import argparse
import signal
import sys

from tests.bench import demo, extraction
from tests.bench.figures import as_json, as_table


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("part", nargs="?", choices=["demo", "extraction"], help="one part alone; default: both")
    parser.add_argument("--rows", type=int, default=5_000_000, help="purchase order lines; MariaDB gets a fifth")
    parser.add_argument("--repetitions", type=int, default=3, help="medians of so many")
    parser.add_argument("--memory", action="store_true", help="also load twice as many rows: memory must not grow")
    parser.add_argument("--without-peers", action="store_true", help="install and measure no other programs")
    parser.add_argument("--without-mariadb", action="store_true")
    parser.add_argument("--json", action="store_true", help="the extraction's figures as JSON")
    arguments = parser.parse_args()
    # who ends it early leaves no database server behind
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if arguments.part != "extraction":
        demo.main()
    if arguments.part != "demo":
        figures = extraction.measure(
            arguments.rows,
            arguments.repetitions,
            memory=arguments.memory,
            with_peers=not arguments.without_peers,
            mariadb=not arguments.without_mariadb,
        )
        print((as_json if arguments.json else as_table)(figures, arguments.rows))


if __name__ == "__main__":
    main()
