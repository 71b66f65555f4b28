"""One step of our own extraction in a process of its own: `python -m tests.bench.reading land|apply FOLDER KIND …`.

The last line it prints is JSON: seconds, rows, bytes, peak megabytes. Starting Python is not part of the seconds. The
source's address stands in the environment variable BENCH_DSN.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from pipelines.extraction.extract import Extraction
from pipelines.extraction.pace import Pace
from pipelines.extraction.raw import RawTables
from pipelines.warehouse import open_warehouse
from tests.bench import purchase_lines
from tests.bench.figures import peak_megabytes
from tests.pipelines.extracting import Reader

NEVER = 1e6  # hours


def reader(folder: Path, kind: str, compares: bool) -> Reader:
    """A reader of the table, set up as a site with a large table would."""
    purchase_lines.install(folder / "packages")
    hours = 0 if compares else NEVER
    connection = {"kind": kind, "dsn_env": "BENCH_DSN"}
    return Reader(
        folder, connection, erp="bench", version="1", compare_keys_up_to_rows=0, compare_keys_every_hours=hours
    )


def land(read: Reader) -> dict:
    """`Extraction.run`: from connecting to the manifest, nothing else."""
    with open_warehouse(read.settings) as connection:
        raw = RawTables(connection, "erp", read.package)
        raw.prepare()
        extraction = Extraction(
            connection, read.settings, read.source, read.package, read.landing, raw, Pace(read.settings, read.source)
        )
        start = time.perf_counter()
        manifest = extraction.run()
        seconds = time.perf_counter() - start
    landed = manifest.tables[purchase_lines.TABLE]
    return {
        "seconds": seconds,
        "rows": landed.rows,
        "keys_compared": landed.keys_compared,
        "bytes": sum(file.bytes for file in landed.files),
    }


def apply(read: Reader) -> dict:
    """`RawTables.apply` of what is pending, and writing the warehouse file."""
    start = time.perf_counter()
    with open_warehouse(read.settings) as connection:
        raw = RawTables(connection, "erp", read.package)
        raw.prepare()
        changed = [raw.apply(read.landing, manifest) for manifest in raw.pending(read.landing)]
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "rows": sum(table.changed_rows for batch in changed for table in batch.values())}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("step", choices=["land", "apply"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("kind", choices=["postgres", "mysql"])
    parser.add_argument("--compare-keys", action="store_true")
    arguments = parser.parse_args()
    read = reader(arguments.folder, arguments.kind, arguments.compare_keys)
    measured = land(read) if arguments.step == "land" else apply(read)
    print(json.dumps(measured | {"peak_megabytes": peak_megabytes()}))


if __name__ == "__main__":
    main()
