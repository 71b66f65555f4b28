"""ERP packages: which tables and columns of an ERP are read, by which key and cursor.

Belongs here: the shape of `pipelines/erp/<erp>/package.yml`. Does not belong here: reading a database.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from cockpit.errors import ConfigurationError
from cockpit.language import translate
from cockpit.paths import DBT_PROJECT_DIRECTORY, ERP_PACKAGES_DIRECTORY
from cockpit.settings import Settings, Source, Strict, TimeZoneName
from cockpit.yaml_source import YamlSource
from pipelines.extraction.file_format import FileFormat

# The types a package may name, and what DuckDB stores for them. numeric keeps six decimals, which is what
# quantities, prices and amounts of the supported ERPs carry; ratios (exchange rates, unit factors) are double.
TYPES = {
    "bigint": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "double": "DOUBLE",
    "numeric": "DECIMAL(28, 6)",
    "timestamp": "TIMESTAMP",
    "varchar": "VARCHAR",
}


class Column(Strict):
    """One declared column: its DuckDB type, and whether an installation may lack it."""

    type: str
    optional: bool = False


class Table(Strict):
    """One declared table. `where` restricts what is read; `history` names columns whose old values are kept,
    `relation` is the table's name in the database where it is not the declared one, `aliases` names what a column is
    called in other versions of the ERP: the declared name where the database has it, else the alias. `versions` are
    those that have the table, where not all have it, `varying` the optional columns that not all versions have: nobody
    is told of what another version would have. `personal` are the columns that point to a person, in all rows or in
    those that satisfy `personal_where` (SQL over the declared columns). Of a folder's tables `files` are the patterns
    that find their files, and `format` is how they are written.

    The strategies:
        full: read whole in every run.
        incremental: read by its cursor; deleted rows are found by comparing keys.
        evidence: as incremental, but what disappears stays: logs are purged, what they prove has happened.
        append_only: rows are only ever added. Read behind the highest cursor, which may be a number; nothing that
            was read changes or disappears.

    A cursor of several columns is the first of them that is not null.
    """

    strategy: Literal["full", "incremental", "evidence", "append_only"]
    relation: str | None = None
    columns: dict[str, Column]
    key: tuple[str, ...] = ("id",)
    cursor: tuple[str, ...] = ("write_date",)
    where: str | None = None
    history: tuple[str, ...] = ()
    aliases: dict[str, str] = Field(default_factory=dict)
    versions: tuple[str, ...] = ()
    varying: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    personal_where: str | None = None
    optional: bool = False
    files: tuple[Annotated[str, Field(pattern=r"^[^/]")], ...] = ()
    format: FileFormat | None = None

    @property
    def has_cursor(self) -> bool:
        """Whether only what changed is read after the first time."""
        return self.strategy != "full"

    @property
    def keeps_deleted(self) -> bool:
        """Whether rows that disappear from the source stay in raw."""
        return self.strategy in ("evidence", "append_only")

    @property
    def version(self) -> tuple[str, ...]:
        """The columns that tell one version of a row: its key and its cursor."""
        return tuple(dict.fromkeys([*self.key, *(self.cursor if self.has_cursor else ())]))

    @property
    def counts_by_number(self) -> bool:
        """Whether the cursor is a running number instead of a stamp."""
        return self.has_cursor and self.columns[self.cursor[0]].type == TYPES["bigint"]

    def is_of(self, version: str) -> bool:
        """Whether a version of the ERP has the table."""
        return not self.versions or version in self.versions

    def fingerprint(self, personal_data: str = "") -> str:
        """Changes whenever what is read of the table changes, or what becomes of its personal data."""
        unused = {name for name in ("aliases", "versions", "varying") if not getattr(self, name)}
        unused |= set() if self.files else {"files", "format"}
        unused |= set() if self.personal_where else {"personal_where"}
        declared = self.model_dump_json(exclude=unused) + (personal_data if self.personal else "")
        return hashlib.sha256(declared.encode()).hexdigest()[:16]

    @field_validator("cursor", mode="before")
    @classmethod
    def _one_or_several(cls, cursor: object) -> object:
        return (cursor,) if isinstance(cursor, str) else cursor

    @field_validator("files", mode="before")
    @classmethod
    def _one_pattern(cls, files: object) -> object:
        return (files,) if isinstance(files, str) else files

    @field_validator("columns", mode="before")
    @classmethod
    def _short_form(cls, columns: dict[str, str]) -> dict[str, object]:
        declared: dict[str, object] = {}
        for name, written in columns.items():
            short = written.removesuffix("?")
            if short not in TYPES:
                raise ValueError(translate("reason.column_type", name=name, type=short, known=", ".join(TYPES)))
            declared[name] = {"type": TYPES[short], "optional": written.endswith("?")}
        return declared

    @model_validator(mode="after")
    def _names_its_own_columns(self) -> Table:
        cursor = self.cursor if self.has_cursor else ()
        for name in [*self.key, *cursor, *self.history, *self.aliases, *self.varying, *self.personal]:
            if name not in self.columns:
                raise ValueError(translate("reason.column_not_declared", name=name))
        if not self.key:
            raise ValueError(translate("reason.table_without_key"))
        for name in self.personal:
            if self.columns[name].type != TYPES["varchar"]:
                raise ValueError(translate("reason.personal_not_text", name=name))
            if self.personal_where and name in self.version:
                raise ValueError(translate("reason.personal_key_in_some_rows", name=name))
        return self


class VersionFallback(Strict):
    """A version recognised by what it has: tables, or table.column."""

    version: str
    has: list[str]


class VersionCheck(Strict):
    query: str
    pattern: str
    fallback: tuple[VersionFallback, ...] = ()


class ErpPackage(Strict):
    """Everything extraction needs to know about one ERP.

    `key`, `cursor`, `format` and `files` hold for tables that name none; `{table}` in a pattern of `files` is then the
    table's own name. Without a `timezone` (stamps in the local time of
    whoever runs the ERP) every source must name its own; without a `version_check` (files say nothing of versions) the
    configured version holds. `personal` names columns that point to a person in every table that has them,
    `personal_exceptions` values of personal columns that are nobody's, such as an account of the ERP itself.
    `company_currencies` is a query for the codes of the currencies in which companies keep their books, with the names
    of tables in braces. A `reader` makes a folder's tables out of files that are no tables.
    """

    erp: str
    versions: list[str]
    timezone: TimeZoneName | None = None
    schema_name: str = Field(alias="schema")
    overlap_minutes: int = Field(ge=0)
    key: tuple[str, ...] = ("id",)
    cursor: str | tuple[str, ...] = "write_date"
    personal_exceptions: tuple[str, ...] = ()
    version_check: VersionCheck | None = None
    company_currencies: str | None = None
    reader: Literal["event_logs"] | None = None
    tables: dict[str, Table]

    @model_validator(mode="before")
    @classmethod
    def _hand_down(cls, package: dict[str, Any]) -> dict[str, Any]:
        handed = {name: package[name] for name in ("key", "cursor") if name in package}
        tables = {name: handed | table for name, table in (package.get("tables") or {}).items()}
        patterns = package.get("files") or []
        personal = package.get("personal") or []
        for name, table in tables.items():
            everywhere = [column for column in personal if column in (table.get("columns") or {})]
            if everywhere:
                tables[name] = table | {"personal": [*(table.get("personal") or []), *everywhere]}
        for name, table in tables.items():
            if patterns and "files" not in table:
                table["files"] = [pattern.replace("{table}", name) for pattern in patterns]
            if "files" in table:
                tables[name] = table | {"format": (package.get("format") or {}) | (table.get("format") or {})}
        handed_down = ("format", "files", "personal")
        return {key: written for key, written in package.items() if key not in handed_down} | {"tables": tables}


def package_file(erp: str) -> Path:
    """Where the package of an ERP stands."""
    return ERP_PACKAGES_DIRECTORY / erp / "package.yml"


@cache
def load_package(erp: str) -> ErpPackage:
    """The package of an ERP.

    Raises:
        ConfigurationError: the package file is wrong; the message names its line.
    """
    return YamlSource(package_file(erp)).parse(ErpPackage)


def source_timezone(settings: Settings, source: Source) -> str:
    """The zone of the stamps in a source: its own setting, else what its package says.

    Raises:
        ConfigurationError: neither says it.
    """
    zone = source.timezone or load_package(source.package_name).timezone
    if zone is None:
        line = settings.source_line(source.name)
        raise ConfigurationError(
            "source_timezone_missing", source=source.name, erp=source.package_name, file=settings.file, line=line
        )
    return zone


def canonical_entities() -> list[str]:
    """The entities that all ERPs are brought to."""
    return sorted(file.stem for file in (DBT_PROJECT_DIRECTORY / "models" / "canonical").glob("*.sql"))


def delivered_entities(erp: str) -> list[str]:
    """The canonical entities that the staging models of an ERP deliver: those with a model `int_<erp>__<entity>`."""
    prefix = f"int_{erp}__"
    staging = (DBT_PROJECT_DIRECTORY / "models" / "staging" / erp).rglob(f"{prefix}*.sql")
    return sorted({file.stem.removeprefix(prefix) for file in staging} & set(canonical_entities()))
