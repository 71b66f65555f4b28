"""The same rows by a plain client, to nowhere: `python -m tests.bench.plain_clients copy|cursor ADDRESS`.

Belongs here: what reading costs at the least, which our figures are held against. The last line printed is JSON.
"""

from __future__ import annotations

import json
import sys
import time
from urllib.parse import urlsplit

import psycopg
import pymysql
from pymysql.cursors import SSCursor

from tests.bench.figures import peak_megabytes
from tests.bench.purchase_lines import SELECT


def copy(address: str) -> int:
    """PostgreSQL's own binary COPY over one session; returns bytes."""
    statement = f"copy ({SELECT}) to stdout (format binary)"
    with psycopg.connect(address) as connection, connection.cursor().copy(statement) as blocks:
        return sum(len(block) for block in blocks)


def cursor(address: str) -> int:
    """pymysql's unbuffered cursor; returns rows."""
    parts = urlsplit(address)
    with (
        pymysql.connect(
            host=parts.hostname,
            port=parts.port or 3306,
            user=parts.username,
            password=parts.password or "",
            database=parts.path.strip("/"),
            cursorclass=SSCursor,
        ) as connection,
        connection.cursor() as rows,
    ):
        rows.execute(SELECT)
        return sum(1 for _ in rows)


def main() -> None:
    client, address = sys.argv[1:]
    start = time.perf_counter()
    received = {"copy": copy, "cursor": cursor}[client](address)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "received": received, "peak_megabytes": peak_megabytes()}))


if __name__ == "__main__":
    main()
