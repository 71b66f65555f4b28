"""ERP packages: which tables and columns of an ERP are read, by which key and cursor.

Belongs here: the shape of `pipelines/erp/<erp>/package.yml`. Does not belong here: reading a database.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from cockpit.errors import ConfigurationError
from cockpit.language import translate
from cockpit.paths import DBT_PROJECT_DIRECTORY, ERP_PACKAGES_DIRECTORY
from cockpit.settings import Settings, Source, Strict, TimeZoneName
from cockpit.yaml_source import YamlSource

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
    `relation` is the table's name in the database where it is not the declared one. `cursor_expression` stands in SQL
    for a cursor that one column alone does not hold (a stamp that is null until the first change).

    The strategies: `full` is read whole in every run, `incremental` by its cursor. `evidence` is read by its cursor
    too, and what disappears from it stays: logs are purged, what they prove has happened all the same.
    """

    strategy: Literal["full", "incremental", "evidence"]
    relation: str | None = None
    columns: dict[str, Column]
    key: tuple[str, ...] = ("id",)
    cursor: str = "write_date"
    cursor_expression: str | None = None
    where: str | None = None
    history: tuple[str, ...] = ()
    optional: bool = False

    @property
    def has_cursor(self) -> bool:
        """Whether only what changed is read after the first time."""
        return self.strategy != "full"

    @property
    def cursor_sql(self) -> str:
        """The cursor in SQL, over the source's columns as well as over the landed ones."""
        return self.cursor_expression or '"' + self.cursor + '"'

    def fingerprint(self) -> str:
        """Changes whenever what is read of the table changes."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

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
        cursor = [self.cursor] if self.has_cursor else []
        for name in [*self.key, *cursor, *self.history]:
            if name not in self.columns:
                raise ValueError(translate("reason.column_not_declared", name=name))
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

    `key`, `cursor` and its expression hold for tables that name none; without a `timezone` (stamps in the local time of
    whoever runs the ERP) every source must name its own; without a `version_check` (files say nothing of versions) the
    configured version holds. `company_currencies` is a query for the codes of the currencies in which companies keep
    their books, with the names of tables in braces.
    """

    erp: str
    versions: list[str]
    timezone: TimeZoneName | None = None
    schema_name: str = Field(alias="schema")
    overlap_minutes: int = Field(ge=0)
    key: tuple[str, ...] = ("id",)
    cursor: str = "write_date"
    cursor_expression: str | None = None
    version_check: VersionCheck | None = None
    company_currencies: str | None = None
    tables: dict[str, Table]

    @model_validator(mode="before")
    @classmethod
    def _hand_down(cls, package: dict[str, Any]) -> dict[str, Any]:
        handed = {name: package[name] for name in ("key", "cursor", "cursor_expression") if name in package}
        tables = {name: handed | table for name, table in (package.get("tables") or {}).items()}
        return package | {"tables": tables}


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


def delivered_entities(erp: str) -> list[str]:
    """The canonical entities that the staging models of an ERP deliver: those with a model `int_<erp>__<entity>`."""
    canonical = {file.stem for file in (DBT_PROJECT_DIRECTORY / "models" / "canonical").glob("*.sql")}
    prefix = f"int_{erp}__"
    staging = (DBT_PROJECT_DIRECTORY / "models" / "staging" / erp).rglob(f"{prefix}*.sql")
    return sorted({file.stem.removeprefix(prefix) for file in staging} & canonical)
