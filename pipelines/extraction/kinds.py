"""Which dialect reads which `connection.kind` of cockpit.yml."""

from __future__ import annotations

from pipelines.extraction.dialects import Dialect, MySql, Postgres, Sqlite
from pipelines.extraction.streamed import ORACLE, SQL_SERVER

DIALECTS: dict[str, Dialect] = {
    "postgres": Postgres(),
    "mysql": MySql(),
    "sqlite": Sqlite(),
    "sqlserver": SQL_SERVER,
    "oracle": ORACLE,
}
