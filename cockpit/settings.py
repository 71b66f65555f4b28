"""`cockpit.yml`: what an installation decides, validated, with secrets taken from the environment.

Belongs here: the configuration's shape, its defaults and where it is found. Does not belong here: acting on it.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationInfo, field_validator, model_validator

from cockpit.errors import ConfigurationError
from cockpit.language import DEFAULT_LANGUAGE, LANGUAGES, translate
from cockpit.paths import CATALOGUE_DIRECTORY, ERP_PACKAGES_DIRECTORY, PROJECT_DIRECTORY, DataPaths
from cockpit.strict import Strict, TimeZoneName
from cockpit.working_time import WorkingTime
from cockpit.working_time_checks import check_working_time
from cockpit.yaml_source import YamlSource

CONFIGURATION_FILE = "cockpit.yml"
DEMO_CONFIGURATION_FILE = "cockpit.demo.yml"
# the `erp` of a source whose `package` says what its files are
FILES = "files"


class Connection(Strict):
    """How to reach a source. `dsn_env` names the environment variable that holds address and password."""

    kind: Literal["postgres", "mysql", "sqlite", "sqlserver", "oracle", "folder"]
    dsn_env: str | None = None
    path: Path | None = None

    @property
    def is_local(self) -> bool:
        """Whether the source lies in files of this machine instead of behind a server."""
        return self.kind in ("sqlite", "folder")

    @model_validator(mode="after")
    def _has_an_address(self) -> Connection:
        if self.is_local and self.path is None and self.dsn_env is None:
            raise ValueError(translate("reason.connection_without_path", kind=self.kind))
        if not self.is_local and self.dsn_env is None:
            raise ValueError(translate("reason.connection_without_dsn_env", kind=self.kind))
        return self


class PersonalData(Strict):
    """What becomes of columns that point to a person: pseudonyms under a key from the environment, or kept as is."""

    mode: Literal["pseudonymise", "keep"] = "pseudonymise"
    key_env: str = "COCKPIT_PSEUDONYM_KEY"


class Landing(Strict):
    """How long batches stay apart: older ones are united without changing what a replay gives (0: never)."""

    compact_after_days: int = Field(default=90, ge=0)


class Source(Strict):
    """One ERP database, folder of files or event log.

    `erp` names a folder of `pipelines/erp/`; `files` leaves that to `package`. `timezone` is that of the stamps in the
    source, by default what its package says.

    What it may cost the source: `statement_timeout_seconds` and `max_connections` bound its sessions, `read_between`
    ("22:00-06:00", in the company's zone) the hours, `rows_per_second` the pace, `rows_per_statement` what a single
    statement reads; a first load goes on where it stopped. Keys are compared in every run up to
    `compare_keys_up_to_rows` rows, in larger tables every `compare_keys_every_hours`. `new_columns` says whether a
    column that appears in the source is taken or only reported.
    """

    name: str
    erp: str
    package: str | None = None
    version: str
    connection: Connection
    timezone: TimeZoneName | None = None
    statement_timeout_seconds: int = Field(default=600, ge=1)
    max_connections: int = Field(default=4, ge=1, le=64)
    read_between: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")
    rows_per_second: int | None = Field(default=None, ge=1)
    rows_per_statement: int = Field(default=5_000_000, ge=1)
    compare_keys_up_to_rows: int = Field(default=500_000, ge=0)
    compare_keys_every_hours: float = Field(default=20, ge=0)
    new_columns: Literal["take", "report"] = "take"

    @field_validator("name")
    @classmethod
    def _is_an_identifier(cls, name: str) -> str:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name):
            raise ValueError(translate("reason.source_name", name=name))
        return name

    @property
    def package_name(self) -> str:
        """The ERP package that reads this source."""
        return self.package or self.erp

    @field_validator("erp", "package")
    @classmethod
    def _is_a_package(cls, name: str | None) -> str | None:
        known = sorted(file.parent.name for file in ERP_PACKAGES_DIRECTORY.glob("*/package.yml"))
        if name not in (None, FILES, *known):
            raise ValueError(translate("reason.erp_unknown", erp=name, known=", ".join([*known, FILES])))
        return name

    @model_validator(mode="after")
    def _files_name_their_package(self) -> Source:
        if self.erp == FILES and self.package is None:
            raise ValueError(translate("reason.files_without_package"))
        return self

    @field_validator("version", mode="before")
    @classmethod
    def _as_text(cls, version: object) -> object:
        return str(version) if isinstance(version, int | float) else version


class Configuration(Strict):
    """The whole of `cockpit.yml`."""

    language: Literal["zh-CN", "en"] = "zh-CN"
    company_name: str | None = None
    company_calendar: str = "CN"
    company_timezone: TimeZoneName = "Asia/Shanghai"
    group_currency: str = "CNY"
    data_directory: Path = Path("data")
    catalogue_directory: Path | None = None
    as_of: datetime | None = None
    schedule: str = "30 2 * * *"
    memory_limit: str = Field(default="4GB", pattern=r"^\d+(MB|GB)$")
    keep_snapshots: int = Field(default=60, ge=2)
    stale_after_hours: int = Field(default=36, ge=1)
    personal_data: PersonalData = PersonalData()
    landing: Landing = Landing()
    working_time: WorkingTime = WorkingTime()
    sources: list[Source] = Field(min_length=1)
    # ids of one company in several sources (`new:1`), the one it counts under first
    same_company: list[list[str]] = Field(default_factory=list)

    @field_validator("schedule")
    @classmethod
    def _is_a_cron_line(cls, schedule: str) -> str:
        if len(schedule.split()) != 5:
            raise ValueError(translate("reason.cron_line", schedule=schedule))
        return schedule

    @model_validator(mode="after")
    def _names_are_unique(self) -> Configuration:
        names = [source.name for source in self.sources]
        repeated = next((name for name in names if names.count(name) > 1), None)
        if repeated:
            raise ValueError(translate("reason.source_repeated", name=repeated))
        return self

    @field_validator("same_company")
    @classmethod
    def _companies_are_of_different_sources(
        cls, same_company: list[list[str]], told: ValidationInfo
    ) -> list[list[str]]:
        known = sorted(source.name for source in told.data.get("sources", []))
        named = [company for same in same_company for company in same]
        for same in same_company:
            if len({company.partition(":")[0] for company in same}) < max(len(same), 2):
                raise ValueError(translate("reason.same_company_sources"))
        for company in named:
            if company.partition(":")[0] not in known or named.count(company) > 1:
                raise ValueError(translate("reason.same_company_id", id=company, known=", ".join(known)))
        return same_company


def configuration_file() -> Path:
    """`COCKPIT_CONFIG`, else `cockpit.yml` in the current folder, else the demo company's configuration."""
    named = os.environ.get("COCKPIT_CONFIG")
    own = Path(CONFIGURATION_FILE)
    if named:
        return Path(named)
    return own if own.exists() else PROJECT_DIRECTORY / DEMO_CONFIGURATION_FILE


def configured_language() -> str:
    """COCKPIT_LANGUAGE, else the `language:` line of the configuration, read without judging the file."""
    if os.environ.get("COCKPIT_LANGUAGE") in LANGUAGES:
        return os.environ["COCKPIT_LANGUAGE"]
    try:
        text = configuration_file().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return DEFAULT_LANGUAGE
    found = re.search(r"^\s*[\"']?language[\"']?\s*:\s*[\"']?([A-Za-z-]+)", text, re.MULTILINE)
    return found[1] if found and found[1] in LANGUAGES else DEFAULT_LANGUAGE


class Settings:
    """The configuration of this process together with the file it came from and the paths it leads to.

    Raises:
        ConfigurationError: `cockpit.yml` is missing, unreadable or wrong; the message names the line.
    """

    def __init__(self, file: Path) -> None:
        self.file = file.resolve()
        self._source = YamlSource(self.file)
        self.configuration = self._source.parse(Configuration, self._source.data or {})
        check_working_time(self.configuration, self._source)
        data = os.environ.get("COCKPIT_DATA") or self.file.parent / self.configuration.data_directory
        self.paths = DataPaths(Path(data).resolve())

    @classmethod
    def load(cls) -> Settings:
        """Settings from the file that `configuration_file` finds."""
        return cls(configuration_file())

    @property
    def catalogue_directory(self) -> Path:
        """Where the KPI cards lie: the product's own, unless the configuration names another folder."""
        own = self.configuration.catalogue_directory
        return CATALOGUE_DIRECTORY if own is None else (self.file.parent / own).resolve()

    @property
    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.configuration.company_timezone)

    def source(self, name: str) -> Source:
        """The source of that name.

        Raises:
            ConfigurationError: no such source in the file.
        """
        for source in self.configuration.sources:
            if source.name == name:
                return source
        known = ", ".join(source.name for source in self.configuration.sources)
        raise ConfigurationError("source_unknown", file=self.file, source=name, known=known)

    def source_line(self, name: str) -> int:
        """The line of `cockpit.yml` at which a source begins."""
        position = [source.name for source in self.configuration.sources].index(name)
        return self._source.line(("sources", position))

    def dsn(self, source: Source) -> str:
        """The address of a source: the value of its environment variable, or its file.

        Raises:
            ConfigurationError: the variable that `cockpit.yml` names is not set.
        """
        connection = source.connection
        if connection.dsn_env is None:
            assert connection.path is not None
            return str((self.file.parent / connection.path).resolve())
        value = os.environ.get(connection.dsn_env)
        if not value:
            position = [each.name for each in self.configuration.sources].index(source.name)
            raise ConfigurationError(
                "variable_missing",
                file=self.file,
                line=self._source.line(("sources", position, "connection", "dsn_env")),
                variable=connection.dsn_env,
                source=source.name,
            )
        return value

    def as_of(self, stamp: str | None = None) -> datetime:
        """The run's "now" in UTC: the given stamp, else the configured one, else the clock.

        A stamp without a zone is taken in the company's zone.

        Raises:
            ConfigurationError: the stamp is not an ISO 8601 date or time.
        """
        if stamp is not None:
            try:
                moment = datetime.fromisoformat(stamp)
            except ValueError:
                raise ConfigurationError("as_of_invalid", stamp=stamp) from None
        elif self.configuration.as_of is not None:
            moment = self.configuration.as_of
        else:
            moment = datetime.now(UTC)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self.timezone)
        try:
            return moment.astimezone(UTC).replace(microsecond=0)
        except OverflowError:  # at the ends of the calendar another zone's day does not exist
            raise ConfigurationError("as_of_invalid", stamp=stamp or moment.isoformat()) from None
