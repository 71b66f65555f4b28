"""`python -m tests.bench [demo|extraction|volume]`: the parts of the measurement and their options."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from tests.bench import demo, extraction, volume
from tests.bench.figures import as_json, as_table


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "part", nargs="?", choices=["demo", "extraction", "volume"], help="one part alone; default: the first two"
    )
    parser.add_argument("--rows", type=int, default=5_000_000, help="purchase order lines; MariaDB gets a fifth")
    parser.add_argument("--repetitions", type=int, default=3, help="medians of so many")
    parser.add_argument("--memory", action="store_true", help="also load twice as many rows: memory must not grow")
    parser.add_argument("--without-peers", action="store_true", help="install and measure no other programs")
    parser.add_argument("--without-mariadb", action="store_true")
    parser.add_argument(
        "--events",
        type=int,
        nargs="+",
        default=[1_000_000, 10_000_000],
        help="volume: process events of each company; 30,000,000 take an hour and 60 GB",
    )
    parser.add_argument("--folder", type=Path, help="volume: where there is room for it")
    parser.add_argument("--json", action="store_true", help="figures of extraction and volume as JSON")
    arguments = parser.parse_args()
    # who ends it early leaves no database server behind
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    shown = as_json if arguments.json else as_table
    if arguments.part == "volume":
        figures = volume.measure(arguments.events, with_peers=not arguments.without_peers, folder=arguments.folder)
        print(shown(figures, f"up to {max(arguments.events):,} events"))
        return
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
        print(shown(figures, f"{arguments.rows:,} rows"))


if __name__ == "__main__":
    main()
