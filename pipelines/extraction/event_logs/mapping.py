"""`mapping.yml` beside the logs: which attribute is the case, the activity, the stamp, and what activities mean.

Belongs here: the shape of the file, its defaults (the standards' own keys) and which log a file is. Does not belong
here: reading a log.
"""

from __future__ import annotations

import hashlib
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from cockpit.errors import ConfigurationError
from cockpit.language import translate
from cockpit.settings import Strict, TimeZoneName
from cockpit.yaml_source import YamlSource

MAPPING_FILE = "mapping.yml"
# how a file's name ends → its format
FORMATS = {
    ".xes": "xes",
    ".xes.gz": "xes",
    ".json": "ocel_json",
    ".jsonocel": "ocel_json",
    ".sqlite": "ocel_sqlite",
    ".csv": "csv_log",
    ".csv.gz": "csv_log",
}
# earlier stamps are slips of the keyboard or a system's zero, unless the mapping says otherwise
EARLIEST_DATE = date(1990, 1, 1)
IDENTIFIER = r"^[a-z][a-z0-9_]{0,60}$"


def _one_character(text: str) -> str:
    if len(text) != 1:
        raise ValueError(translate("reason.one_character"))
    return text


class Names(Strict):
    """What people read, in both languages; the log's own word where one is missing."""

    zh: str | None = None
    en: str | None = None


class ApprovalStep(Strict):
    """Activities (a pattern such as `* REJECTED by *`) that are a decision. Without a `role` the event's own counts."""

    activity: str
    decision: Literal["approved", "rejected"]
    role: str | None = None


class Approvals(Strict):
    """Which activities hand a document in and which decide it. The first pattern that fits an activity counts."""

    document_type: str = Field(pattern=IDENTIFIER)
    names: Names = Names()
    submitted: tuple[str, ...] = Field(min_length=1)
    steps: tuple[ApprovalStep, ...] = Field(min_length=1)


class Ends(Strict):
    """Activities that end a case, by what they mean: a case whose last event is none of them is still open."""

    completed: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()


class Company(Strict):
    """Whose log it is, and the currency it keeps its books in."""

    name: str
    currency: str = Field(pattern=r"^[A-Z]{3}$")


class Log(Strict):
    """One log: a file of the folder, or all files that fit a pattern (`orders-*.csv`).

    Attributes that are left out are those of the XES standard (`concept:name`, `time:timestamp`, …) and may be absent;
    what the mapping names must be in the log.
    """

    file: str
    process: str = Field(pattern=IDENTIFIER)
    names: Names = Names()
    format: Literal["xes", "ocel_json", "ocel_sqlite", "csv_log"] | None = None
    # OCEL: a case is everything that happened to one object of this type
    case_object_type: str | None = None
    case: str | None = None
    activity: str | None = None
    classifier: str | None = None
    stamp: str | None = None
    start_stamp: str | None = None
    resource: str | None = None
    role: str | None = None
    department: str | None = None
    amount: str | None = None
    currency: str | None = None
    lifecycle: str | None = None
    instance: str | None = None
    # of all amounts, where no attribute tells
    amount_currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    # CSV only
    delimiter: Annotated[str, AfterValidator(_one_character)] = ","
    encoding: str = "utf-8-sig"
    stamp_format: str | None = None
    # of stamps without a zone; the source's by default
    timezone: TimeZoneName | None = None
    earliest_date: date = EARLIEST_DATE
    # the last day (UTC) that the log can know of; by default the moment in which it is read
    latest_date: date | None = None
    # whether the order in the file tells the order of events, or only their stamps
    order: Literal["file", "stamps"] | None = None
    automatic: tuple[str, ...] = ()
    # attributes that are not to be kept, such as names of persons
    leave_out: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: Ends = Ends()
    may_repeat: tuple[str, ...] = ()
    activities: dict[str, Names] = Field(default_factory=dict)
    roles: dict[str, Names] = Field(default_factory=dict)
    approvals: Approvals | None = None

    @field_validator("latest_date")
    @classmethod
    def _is_not_before_the_earliest(cls, latest: date | None, fields: ValidationInfo) -> date | None:
        earliest = fields.data.get("earliest_date")
        if latest and earliest and latest < earliest:
            raise ValueError(translate("reason.latest_before_earliest", earliest=earliest))
        return latest

    @model_validator(mode="after")
    def _has_one_kind_of_activity(self) -> Log:
        if self.activity and self.classifier:
            raise ValueError(translate("reason.activity_and_classifier"))
        return self


class Mapping(Strict):
    """The whole of `mapping.yml`."""

    company: Company | None = None
    logs: tuple[Log, ...] = Field(min_length=1)


class LogFile:
    """One file to be read with its mapping; `name` is its path below the source's folder."""

    def __init__(self, path: Path, name: str, log: Log, source: YamlSource | None, position: int) -> None:
        self.path = path
        self.name = name
        self.log = log
        self.format = log.format or _format_of(path) or "csv_log"
        self._source = source
        self._position = position

    def where(self, key: str) -> dict[str, object]:
        """File and line for an error about a key of the mapping; without a mapping, the log itself."""
        if self._source is None:
            return {"file": self.path, "line": 1, "log": self.name}
        return {
            "file": self._source.path,
            "line": self._source.line(("logs", self._position, key)),
            "log": self.name,
        }


class Logs:
    """The logs of a folder, or of one file, with the mapping that stands beside them.

    Raises:
        ConfigurationError: the mapping is wrong, names a file that is not there, or leaves one unexplained.
    """

    def __init__(self, path: Path) -> None:
        self.folder = path if path.is_dir() else path.parent
        mapping_file = self.folder / MAPPING_FILE
        source = YamlSource(mapping_file) if mapping_file.is_file() else None
        mapping = source.parse(Mapping, source.data or {}) if source else None
        self.company = mapping.company if mapping else None
        self.mapping_file = mapping_file
        there = [path] if path.is_file() else sorted(file for file in self.folder.rglob("*") if file.is_file())
        self.files: list[LogFile] = []
        taken: set[Path] = set()
        for position, log in enumerate(mapping.logs if mapping else ()):
            fitting = [file for file in there if fnmatchcase(self._name(file), log.file)]
            fitting = [file for file in fitting if file not in taken and file != mapping_file]
            if not fitting and not path.is_file():
                assert source is not None
                line = source.line(("logs", position, "file"))
                raise ConfigurationError("log_file_missing", file=mapping_file, line=line, log=log.file)
            taken |= set(fitting)
            self.files += [LogFile(file, self._name(file), log, source, position) for file in fitting]
        for file in there:
            if file not in taken and (path.is_file() or _is_log(file)):
                self.files.append(self._unmapped(file, source))
        if not self.files:
            raise ConfigurationError("log_folder_empty", file=self.folder, known=", ".join(FORMATS))
        self.files.sort(key=lambda each: each.name)

    def _name(self, file: Path) -> str:
        return file.relative_to(self.folder).as_posix()

    def _unmapped(self, file: Path, source: YamlSource | None) -> LogFile:
        """A file the mapping does not name is read by its standard's own keys, if it has any."""
        kind = _format_of(file)
        if kind != "xes":
            raise ConfigurationError("log_unmapped", file=self.mapping_file, log=self._name(file))
        stem = file.name.split(".")[0]
        process = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in stem.lower())[:40]
        if process != stem.lower():  # two Chinese names must not become one
            process += f"_{hashlib.sha256(self._name(file).encode()).hexdigest()[:8]}"
        log = Log(file=self._name(file), process=f"log_{process}", names=Names(zh=stem, en=stem))
        return LogFile(file, self._name(file), log, None, 0)


def _is_log(file: Path) -> bool:
    return _format_of(file) is not None and not file.name.startswith(".")


def _format_of(file: Path) -> str | None:
    name = file.name.lower()
    return next((kind for ending, kind in FORMATS.items() if name.endswith(ending)), None)
