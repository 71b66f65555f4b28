"""The same rows into Parquet by other programs: `python peer_programs.py NAME ADDRESS QUERY TABLE FOLDER`.

Runs in `.venv-peers`, which holds nothing of this project: no import from it here. Each is used as its own
documentation shows it for a large table. The last line printed is JSON: seconds, peak megabytes.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path


def connectorx(address: str, query: str, table: str, folder: str) -> None:
    import connectorx
    import pyarrow.parquet

    arrow = connectorx.read_sql(
        address, query, return_type="arrow", partition_on="id", partition_num=os.cpu_count() or 1
    )
    pyarrow.parquet.write_table(arrow, f"{folder}/{table}.parquet", compression="zstd")


def connectorx_stream(address: str, query: str, table: str, folder: str) -> None:
    import connectorx
    import pyarrow.parquet

    stream = connectorx.read_sql(address, query, return_type="arrow_stream", batch_size=100_000)
    with pyarrow.parquet.ParquetWriter(f"{folder}/{table}.parquet", stream.schema, compression="zstd") as writer:
        for batch in stream:
            writer.write_batch(batch)


def adbc(address: str, query: str, table: str, folder: str) -> None:
    import adbc_driver_postgresql.dbapi
    import pyarrow.parquet

    with adbc_driver_postgresql.dbapi.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        stream = cursor.fetch_record_batch()
        with pyarrow.parquet.ParquetWriter(f"{folder}/{table}.parquet", stream.schema, compression="zstd") as writer:
            for batch in stream:
                writer.write_batch(batch)


def dlt(address: str, query: str, table: str, folder: str) -> None:
    import dlt
    from dlt.sources.sql_database import sql_table

    columns = query.removeprefix("select ").split(" from ")[0].split(", ")
    pipeline = dlt.pipeline(
        "bench", pipelines_dir=f"{folder}/state", destination=dlt.destinations.filesystem(f"file://{folder}/out")
    )
    rows = sql_table(credentials=address, table=table, backend="connectorx", included_columns=columns)
    pipeline.run(rows, loader_file_format="parquet", write_disposition="replace").raise_on_failed_jobs()


PEERS: dict[str, Callable[[str, str, str, str], None]] = {
    "connectorx": connectorx,
    "connectorx_stream": connectorx_stream,
    "adbc": adbc,
    "dlt": dlt,
}


def main() -> None:
    name, address, query, table, folder = sys.argv[1:]
    for module in {"connectorx_stream": ["connectorx"], "adbc": ["adbc_driver_postgresql"]}.get(name, [name]):
        __import__(module)  # not part of the seconds, as ours is not
    start = time.perf_counter()
    PEERS[name](address, query, table, folder)
    seconds = time.perf_counter() - start
    # dlt keeps a second copy with its state
    written = sum(file.stat().st_size for file in Path(folder).rglob("*.parquet") if "state" not in file.parts)
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    peak = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))
    print(json.dumps({"seconds": seconds, "peak_megabytes": peak, "bytes": written}))


if __name__ == "__main__":
    main()
