"""A folder of logs as tables: each file parsed once, kept as Parquet until it or its mapping changes.

Belongs here: what is parsed anew, and the views that extraction reads. Does not belong here: any format.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from cockpit.errors import CockpitError
from pipelines.extraction.event_logs.csv_log import read_csv_log
from pipelines.extraction.event_logs.mapping import Company, LogFile, Logs
from pipelines.extraction.event_logs.ocel import read_ocel_json, read_ocel_sqlite
from pipelines.extraction.event_logs.tables import TABLES, Writer
from pipelines.extraction.event_logs.xes import read_xes
from pipelines.extraction.sql_text import literal

READERS: dict[str, Callable[[LogFile, Writer], int]] = {
    "xes": read_xes,
    "ocel_json": read_ocel_json,
    "ocel_sqlite": read_ocel_sqlite,
    "csv_log": read_csv_log,
}
DONE = "done"
SECONDS_A_KILLED_RUN_MAY_BE_BACK = 24 * 3600


def parse_logs(path: Path, cache: Path) -> list[Path]:
    """Parse every log of a folder (or one file) into a folder of Parquet files each; returns these folders.

    A log that was parsed before is not parsed again while its bytes, its mapping and the readers are the same. Folders
    of logs that are gone or have changed are removed.

    Raises:
        CockpitError: the mapping or a log is wrong. What was parsed before stays.
    """
    logs = Logs(path)
    cache.mkdir(parents=True, exist_ok=True)
    folders = [_parsed(file, logs.company, cache) for file in logs.files]
    for left in set(cache.iterdir()) - set(folders):
        # one that is still being built may be another process's, such as a check of the sources during a run
        if not left.suffix or time.time() - left.stat().st_mtime > SECONDS_A_KILLED_RUN_MAY_BE_BACK:
            shutil.rmtree(left, ignore_errors=True)
    return folders


def create_views(connection: duckdb.DuckDBPyConnection, schema: str, folders: list[Path]) -> None:
    """One view a table over the Parquet files of all logs."""
    for table in TABLES:
        files = sorted(str(file) for folder in folders for file in folder.glob(f"{table}.*.parquet"))
        listed = ", ".join(literal(file) for file in files)
        connection.execute(f'create view {schema}."{table}" as select * from read_parquet([{listed}])')


def _parsed(file: LogFile, company: Company | None, cache: Path) -> Path:
    folder = cache / _fingerprint(file, company)
    if (folder / DONE).exists():
        return folder
    building = folder.with_suffix(f".{os.getpid()}")
    shutil.rmtree(building, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    building.mkdir()
    try:
        writer = Writer(building)
        before = _state(file.path)
        count = READERS[file.format](file, writer)
        if _state(file.path) != before:
            raise CockpitError("source_file_changing", path=file.path)
        _describe(file, company, count, writer)
        writer.close()
        (building / DONE).touch()
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return folder


def _describe(file: LogFile, company: Company | None, count: int, writer: Writer) -> None:
    log, approvals = file.log, file.log.approvals
    is_ordered = log.order == "file" if log.order else file.format == "xes"
    writer.add(
        "logs",
        (
            file.name,
            log.process,
            log.names.zh or log.names.en or log.process,
            log.names.en or log.names.zh or log.process,
            log.case_object_type,
            is_ordered,
            bool(log.starts),
            bool(log.ends.completed or log.ends.cancelled),
            log.earliest_date,
            log.latest_date,
            log.amount_currency,
            approvals.document_type if approvals else None,
            (approvals.names.zh or approvals.names.en or approvals.document_type) if approvals else None,
            (approvals.names.en or approvals.names.zh or approvals.document_type) if approvals else None,
            company.name if company else None,
            company.currency if company else None,
            count,
        ),
    )
    for role, names in log.roles.items():
        writer.add("roles", (file.name, role, names.zh, names.en))


def _state(path: Path) -> tuple[int, int, int]:
    """What a writer cannot leave as it was."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _fingerprint(file: LogFile, company: Company | None) -> str:
    """Changes with the log's name and bytes, its mapping, and the code that reads it."""
    digest = hashlib.sha256()
    for code in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(code.read_bytes())
    digest.update(f"{file.name}\n{file.format}\n{file.log.model_dump_json()}\n".encode())
    digest.update((company.model_dump_json() if company else "").encode())
    with file.path.open("rb") as stream:
        digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:24]
