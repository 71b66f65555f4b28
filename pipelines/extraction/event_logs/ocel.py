"""OCEL 2.0, object-centric logs, as JSON and as SQLite: both come down to the same rows.

Belongs here: reading the two exchange formats as streams. Does not belong here: which objects are cases (the mapping
says it, the staging models do it).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import ijson

from cockpit.errors import CockpitError, ConfigurationError
from pipelines.extraction.dialects import load_scanner
from pipelines.extraction.event_logs.mapping import LogFile
from pipelines.extraction.event_logs.rows import EventRows
from pipelines.extraction.event_logs.tables import Writer
from pipelines.extraction.sql_text import literal

FETCHED_ROWS = 10_000


def read_ocel_json(file: LogFile, writer: Writer) -> int:
    """Write the rows of an OCEL 2.0 JSON log; returns the number of events. The file is read twice, never held.

    Raises:
        CockpitError: the file is no OCEL, or ends or breaks in the middle.
    """
    _needs_a_case(file)
    last = "–"
    rows = EventRows(file, writer, {}, lambda: last)
    try:
        for each in _items(file.path, "objects.item"):
            attributes: dict[str, list] = {}
            for attribute in each.get("attributes") or []:
                attributes.setdefault(attribute["name"], []).append([attribute.get("time"), attribute.get("value")])
            writer.add("objects", (file.name, each["id"], each["type"], rows.as_json(attributes)))
        for each in _items(file.path, "events.item"):
            last = each["id"]
            attributes = {attribute["name"]: attribute.get("value") for attribute in each.get("attributes") or []}
            rows.add(attributes, {}, event_key=each["id"], activity=each["type"], stamp=each["time"])
            for related in each.get("relationships") or []:
                writer.add("relations", (file.name, each["id"], related["objectId"], related.get("qualifier") or ""))
    except (ijson.JSONError, UnicodeDecodeError) as error:
        cause = " ".join(str(error).split())[:120]
        raise CockpitError("log_broken", file=file.path, place=last, cause=cause) from None
    except (KeyError, TypeError, AttributeError) as error:
        raise CockpitError("log_not_ocel", file=file.path, found=_what(error)) from None
    if not rows.count and not _has_section(file.path, "events"):
        raise CockpitError("log_not_ocel", file=file.path, found="events")
    rows.finish()
    return rows.count


def read_ocel_sqlite(file: LogFile, writer: Writer) -> int:
    """Write the rows of an OCEL 2.0 SQLite log; returns the number of events.

    Raises:
        CockpitError: the file is no SQLite database, or lacks the standard's tables.
    """
    _needs_a_case(file)
    connection = duckdb.connect()
    try:
        load_scanner(connection, "sqlite_scanner")
        # types of columns are what the log's writer made of them
        connection.execute("SET sqlite_all_varchar = true")
        connection.execute(f"ATTACH {literal(str(file.path))} AS ocel (TYPE sqlite, READ_ONLY)")
        last = "–"
        rows = EventRows(file, writer, {}, lambda: last)
        for kind, _, row in _typed_rows(connection, "object"):
            attributes = {name: [[None, value]] for name, value in row.items() if not name.startswith("ocel_")}
            writer.add("objects", (file.name, row["ocel_id"], kind, rows.as_json(attributes)))
        for kind, _, row in _typed_rows(connection, "event"):
            last = row["ocel_id"]
            attributes = {name: value for name, value in row.items() if name not in ("ocel_id", "ocel_time")}
            rows.add(attributes, {}, event_key=last, activity=kind, stamp=row["ocel_time"])
        for event_key, object_id, qualifier in _fetched(
            connection, "select ocel_event_id, ocel_object_id, ocel_qualifier from ocel.event_object order by 1, 2, 3"
        ):
            writer.add("relations", (file.name, event_key, object_id, qualifier or ""))
    except (duckdb.Error, KeyError) as error:
        raise CockpitError("log_not_ocel", file=file.path, found=_what(error)) from None
    finally:
        connection.close()
    rows.finish()
    return rows.count


def _needs_a_case(file: LogFile) -> None:
    if file.log.case_object_type is None:
        raise ConfigurationError("log_case_object_missing", **file.where("file"))


def _items(path: Path, prefix: str) -> Iterator[dict[str, Any]]:
    try:
        with path.open("rb") as stream:
            yield from ijson.items(stream, prefix, use_float=True)
    except OSError as error:
        raise CockpitError("log_unreadable", file=path, cause=error.strerror or str(error)) from None


def _has_section(path: Path, name: str) -> bool:
    with path.open("rb") as stream:
        return any((prefix, event, value) == ("", "map_key", name) for prefix, event, value in ijson.parse(stream))


def _typed_rows(connection: duckdb.DuckDBPyConnection, what: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Type, table and row of every event or object, from the table of its type.

    An object has a row for each change of its attributes; the first one, without `ocel_changed_field`, is the object.
    """
    maps = connection.execute(f"select ocel_type, ocel_type_map from ocel.{what}_map_type order by 1").fetchall()
    for kind, table in maps:
        quoted = f'ocel."{what}_{table}"'.replace("'", "")
        columns = [row[0] for row in connection.execute(f"describe {quoted}").fetchall()]
        where = " where ocel_changed_field is null" if "ocel_changed_field" in columns else ""
        for row in _fetched(connection, f"select * from {quoted}{where} order by ocel_id"):
            yield kind, table, dict(zip(columns, row, strict=True))


def _fetched(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple]:
    # the same connection: settings of how SQLite is read hold for it alone
    cursor = connection.execute(query)
    while rows := cursor.fetchmany(FETCHED_ROWS):
        yield from rows


def _what(error: Exception) -> str:
    return " ".join(str(error).split())[:160]
