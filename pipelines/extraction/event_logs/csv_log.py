"""Logs as CSV: a line an event, columns named by the first line, plain or gzipped.

Belongs here: lines to attributes. Does not belong here: what the columns mean (the mapping says).
"""

from __future__ import annotations

import csv
import io
import zlib

from cockpit.errors import CockpitError, ConfigurationError
from pipelines.extraction.event_logs.mapping import LogFile
from pipelines.extraction.event_logs.rows import EventRows
from pipelines.extraction.event_logs.tables import Writer
from pipelines.extraction.event_logs.xes import open_log

csv.field_size_limit(1 << 27)


def read_csv_log(file: LogFile, writer: Writer) -> int:
    """Write a log's rows; returns the number of events.

    Raises:
        CockpitError: the mapping leaves case, activity or stamp out or names a column that is not there; a line has
            more or fewer fields than the first; the file breaks off or is in another encoding.
    """
    log = file.log
    for part in ("case", "activity", "stamp"):
        if getattr(log, part) is None:
            raise ConfigurationError("log_part_missing", part=part, **file.where("file"))
    lines = None
    try:
        with io.TextIOWrapper(open_log(file.path), encoding=log.encoding, newline="") as stream:
            lines = csv.reader(stream, delimiter=log.delimiter, strict=True)
            header = next(lines, [])
            rows = EventRows(file, writer, {}, lambda: str(lines.line_num))
            rows.see(header)
            rows.count = 1  # a header alone shows whether the columns are there
            rows.finish()
            rows.count = 0
            for fields in lines:
                if not fields:
                    continue
                if len(fields) != len(header):
                    cause = f"{len(fields)} ≠ {len(header)}"
                    raise CockpitError("log_broken", file=file.path, place=lines.line_num, cause=cause)
                rows.add({name: value for name, value in zip(header, fields, strict=True) if value != ""}, {})
    except (csv.Error, UnicodeError, EOFError, LookupError, zlib.error, OSError) as error:
        line = lines.line_num if lines is not None else 1
        cause = " ".join(str(error).split())[:120]
        raise CockpitError("log_broken", file=file.path, place=line, cause=cause) from None
    return rows.count
