"""XES (IEEE 1849), plain or gzipped, read as a stream: one event in memory at a time.

Belongs here: XML events to attributes, with globals, classifiers and nested attributes. Does not belong here: what the
attributes mean. The standard library's expat is used bare: it fetches nothing, and a document that declares a type or
entities is refused, since no log needs them.
"""

from __future__ import annotations

import gzip
import shlex
import zlib
from math import isfinite
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from cockpit.errors import CockpitError
from pipelines.extraction.event_logs.mapping import LogFile
from pipelines.extraction.event_logs.rows import EventRows
from pipelines.extraction.event_logs.tables import Writer

# the standard extensions' keys
CASE_KEY = "concept:name"
KEYS = {
    "activity": "concept:name",
    "stamp": "time:timestamp",
    "resource": "org:resource",
    "role": "org:role",
    "lifecycle": "lifecycle:transition",
    "instance": "concept:instance",
    "amount": "cost:total",
    "currency": "cost:currency",
}
CHUNK_BYTES = 1 << 18
_ATTRIBUTES = {"string", "date", "int", "float", "boolean", "id", "list", "container"}


def read_xes(file: LogFile, writer: Writer) -> int:
    """Write a log's rows; returns the number of events.

    Raises:
        CockpitError: the file is no XES, or ends or breaks in the middle; the message names the place.
    """
    reader = _XesReader(file, writer)
    with open_log(file.path) as stream:
        reader.read(stream)
    reader.rows.finish()
    return reader.rows.count


def open_log(path: Path) -> IO[bytes]:
    """A log's bytes, unpacked where its name says that it is packed."""
    try:
        return gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb")
    except OSError as error:
        raise CockpitError("log_unreadable", file=path, cause=error.strerror or str(error)) from None


class _Refused(Exception):
    """The document is something else than a log; the argument says what was found."""


class _XesReader:
    def __init__(self, file: LogFile, writer: Writer) -> None:
        self._file = file
        self._writer = writer
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype
        self.rows = EventRows(file, writer, KEYS, self._place)
        self._depth = 0
        self._traces = 0
        # the element whose attributes are being read: None, "log", "global", "trace" or "event"
        self._scope: str | None = None
        self._defaults: dict[str, dict[str, Any]] = {"trace": {}, "event": {}}
        self._global_scope = "event"
        self._trace: dict[str, Any] = {}
        self._is_trace_written = False
        self._event: dict[str, Any] = {}
        # the attributes being read, outermost first: (key, kind, value, attributes of its own)
        self._open: list[tuple[str, str, Any, dict[str, Any]]] = []

    def read(self, stream: IO[bytes]) -> None:
        try:
            while chunk := stream.read(CHUNK_BYTES):
                self._parser.Parse(chunk, False)
            self._parser.Parse(b"", True)
        except _Refused as found:
            raise CockpitError("log_not_xes", file=self._file.path, found=str(found)) from None
        except expat.ExpatError as error:
            words = expat.ErrorString(error.code)
            if self._scope is None and not self._depth:
                raise CockpitError("log_not_xes", file=self._file.path, found=words) from None
            raise self._broken(words) from None
        except EOFError:
            raise self._broken("end of the packed file") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            if not self._depth:
                raise CockpitError("log_not_xes", file=self._file.path, found=str(error)) from None
            raise self._broken(str(error)) from None
        except OSError as error:
            raise CockpitError("log_unreadable", file=self._file.path, cause=error.strerror or str(error)) from None

    def _broken(self, cause: str) -> CockpitError:
        return CockpitError("log_broken", file=self._file.path, place=self._place(), cause=cause)

    def _place(self) -> str:
        return f"{self._parser.CurrentLineNumber}:{self._parser.CurrentColumnNumber + 1}"

    def _doctype(self, *_: object) -> None:
        raise _Refused("DOCTYPE")

    def _start(self, tag: str, given: dict[str, str]) -> None:
        tag = tag.rsplit(":", 1)[-1]
        self._depth += 1
        if self._depth == 1:
            if tag != "log":
                raise _Refused(f"<{tag}>")
            self._scope = "log"
        elif tag in _ATTRIBUTES:
            self._open.append((given.get("key", ""), tag, _value(tag, given.get("value")), {}))
        elif tag == "event":
            self._scope = "event"
            self._event = dict(self._defaults["event"])
            self._write_trace()
        elif tag == "trace":
            self._scope = "trace"
            self._trace = dict(self._defaults["trace"])
            self._traces += 1
            self._is_trace_written = False
        elif tag == "global":
            self._scope = "global"
            self._global_scope = "trace" if given.get("scope") == "trace" else "event"
        elif tag == "classifier":
            self._classifier(given.get("name", ""), given.get("keys", ""))

    def _classifier(self, name: str, keys: str) -> None:
        self.rows.see([name])
        if name == self._file.log.classifier:
            # keys with blanks stand in quotes
            self.rows.activity_keys = shlex.split(keys) if "'" in keys or '"' in keys else keys.split()

    def _end(self, tag: str) -> None:
        tag = tag.rsplit(":", 1)[-1]
        self._depth -= 1
        if tag in _ATTRIBUTES:
            self._close_attribute()
        elif tag == "event":
            self.rows.add(self._event, self._trace, case_key=self._case())
            # an event may stand outside of any trace: it then has no case, which add() has refused
            self._scope = "trace"
        elif tag == "trace":
            self._write_trace()
            self._scope = "log"
            self._trace = {}
        elif tag == "global":
            self._scope = "log"

    def _close_attribute(self) -> None:
        key, kind, value, own = self._open.pop()
        if kind in ("list", "container"):
            value = own
        elif own:
            value = {"value": value, "attributes": own}
        if self._open:
            outer = self._open[-1]
            # a list may hold the same key again and again
            if key in outer[3]:
                held = outer[3][key]
                outer[3][key] = [*held, value] if isinstance(held, list) else [held, value]
            else:
                outer[3][key] = value
        elif self._scope == "event":
            self._event[key] = value
        elif self._scope == "trace":
            self._trace[key] = value
        elif self._scope == "global":
            self._defaults[self._global_scope][key] = value

    def _case(self) -> str | None:
        """The trace's own attribute goes before an event's of the same name."""
        value = self._trace.get(self._file.log.case or CASE_KEY)
        if isinstance(value, dict):
            value = value.get("value")
        return None if value is None else str(value)

    def _write_trace(self) -> None:
        """A trace's attributes stand before its events; a trace without events is a case all the same."""
        if self._is_trace_written or not self._traces:
            return
        self._is_trace_written = True
        self.rows.see(self._trace.keys())
        self._writer.add("cases", (self._file.name, self._traces, self._case(), self.rows.as_json(self._trace)))


def _value(kind: str, text: str | None) -> Any:
    """An attribute's value as JSON knows it; what does not read as its kind stays the text it is."""
    try:
        if kind == "int" and text is not None:
            return int(text)
        if kind == "float" and text is not None:
            number = float(text)
            return number if isfinite(number) else text  # JSON has no NaN
    except ValueError:
        return text
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    return text
