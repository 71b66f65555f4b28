"""Which dialect reads a source: by `connection.kind` of cockpit.yml, a folder by what its package makes of files."""

from __future__ import annotations

from cockpit.settings import Settings, Source
from pipelines.extraction.dialects import Dialect, Postgres, Sqlite
from pipelines.extraction.event_logs.folder import EventLogFolder
from pipelines.extraction.folder import Folder
from pipelines.extraction.mysql import MySql
from pipelines.extraction.package import ErpPackage
from pipelines.extraction.streamed import ORACLE, SQL_SERVER

DATABASES: dict[str, Dialect] = {
    "postgres": Postgres(),
    "mysql": MySql(),
    "sqlite": Sqlite(),
    "sqlserver": SQL_SERVER,
    "oracle": ORACLE,
}


def dialect_of(settings: Settings, source: Source, package: ErpPackage, zone: str) -> Dialect:
    """The dialect of a source whose stamps are in a zone."""
    if source.connection.kind != "folder":
        return DATABASES[source.connection.kind]
    temporary = settings.paths.temporary
    if package.reader == "event_logs":
        return EventLogFolder(source.name, temporary, settings.configuration.personal_data.mode == "keep")
    return Folder(source.name, temporary, zone)
