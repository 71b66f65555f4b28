"""A source database, attached read-only to a DuckDB connection through DuckDB's own scanners.

Belongs here: attaching, what tables and columns there are, the version, and turning a driver's complaint into one
line without the address or password in it. Does not belong here: which rows are read.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import duckdb
from duckdb_extensions import import_extension

from cockpit.errors import CockpitError, ConfigurationError
from cockpit.settings import Settings, Source
from pipelines.extraction.package import ErpPackage

ALIAS = "source"
APPLICATION_NAME = "erp-cockpit"
_EXTENSIONS = {"postgres": "postgres_scanner", "sqlite": "sqlite_scanner"}

# What drivers say → the message of the catalogue. The first match counts.
_CAUSES = [
    # libpq quotes pieces of an address it cannot read, the password among them: none of its words are shown
    (
        r"missing \"=\" after|percent-encoded token|invalid integer value|invalid port number|invalid connection option"
        r"|unexpected spaces found|invalid URI|host address in URI|unterminated quoted string|invalid sslmode value",
        "source_address",
    ),
    (r"password authentication failed|no password supplied|authentication failed", "source_password"),
    (r"role .* does not exist|role .* is not permitted", "source_password"),
    (r"database .* does not exist", "source_database_missing"),
    (r"could not translate host name|Name or service not known", "source_host_unknown"),
    (
        r"Connection refused|No route to host|timeout expired|could not connect|Network is unreachable",
        "source_unreachable",
    ),
    (r"statement timeout|canceling statement", "source_timeout"),
    (r"permission denied", "source_permission"),
    (
        r"server closed the connection|SSL connection has been closed|terminating connection",
        "source_connection_lost",
    ),
    (r"file is not a database|not a database", "source_not_sqlite"),
]
# Causes that may pass by themselves: the run failed, but nothing is configured wrongly.
_OUTAGES = {"source_unreachable", "source_timeout", "source_connection_lost", "source_failed"}


class SourceDatabase:
    """One attached source. Names are `source.<schema>.<table>` in the DuckDB connection's SQL.

    Raises:
        CockpitError: the source cannot be reached, or its version is not the configured one.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, settings: Settings, source: Source, package: ErpPackage
    ) -> None:
        self._connection = connection
        self._settings = settings
        self._source = source
        self._package = package
        kind = source.connection.kind
        self._schema = package.schema_name if kind == "postgres" else "main"
        dsn = settings.dsn(source)
        if kind == "sqlite":
            if not Path(dsn).is_file():
                raise self._error("source_file_missing", path=dsn)
            # numbers stand as text in some SQLite databases; the package's types decide, not SQLite's
            connection.execute("SET sqlite_all_varchar = true")
        else:
            dsn = read_only_dsn(dsn, source.statement_timeout_seconds)
        try:
            import_extension(_EXTENSIONS[kind])
            connection.execute(f"LOAD {_EXTENSIONS[kind]}")
            literal = dsn.replace("'", "''")
            connection.execute(f"ATTACH '{literal}' AS {ALIAS} (TYPE {kind}, READ_ONLY)")
            self.columns = self._read_columns()
        except duckdb.Error as error:
            raise self.explain(error) from None

    def detach(self) -> None:
        """End the sessions at the source."""
        self._connection.execute(f"DETACH {ALIAS}")

    def table(self, name: str) -> str:
        """The qualified, quoted name of a table."""
        return f'{ALIAS}."{self._schema}"."{name}"'

    def version(self) -> str:
        """The ERP's major version as the database tells it.

        Raises:
            CockpitError: neither the version query nor the table signatures fit.
        """
        check = self._package.version_check
        asked = re.search(r"\bfrom (\w+)", check.query)
        if asked and asked[1] in self.columns:
            query = check.query.replace(f"from {asked[1]}", f"from {self.table(asked[1])}")
            try:
                row = self._connection.execute(query).fetchone()
            except duckdb.Error as error:
                raise self.explain(error) from None
            found = re.search(check.pattern, str(row[0])) if row and row[0] else None
            if found:
                return found[1]
        for fallback in check.fallback:
            if all(self._has(name) for name in fallback.has):
                return fallback.version
        raise self._error("source_version_unknown", erp=self._package.erp)

    def check_version(self) -> str:
        """The version, after comparing it with the configured and the supported ones.

        Raises:
            CockpitError: the database is of another version than `cockpit.yml` says, or of an unsupported one.
        """
        found = self.version()
        supported = ", ".join(self._package.versions)
        if found not in self._package.versions:
            raise self._error("source_version_unsupported", erp=self._package.erp, version=found, supported=supported)
        if found != self._source.version:
            raise self._error("source_version_differs", version=found, configured=self._source.version)
        return found

    def check_tables(self) -> list[str]:
        """Optional tables that the database lacks.

        Raises:
            CockpitError: a required table or column is missing.
        """
        missing = []
        for name, table in self._package.tables.items():
            if name not in self.columns:
                if not table.optional:
                    raise self._error("source_table_missing", table=name, erp=self._package.erp)
                missing.append(name)
                continue
            for column, declared in table.columns.items():
                if not declared.optional and column not in self.columns[name]:
                    raise self._error("source_column_missing", table=name, column=column, erp=self._package.erp)
        return missing

    def can_write(self) -> bool:
        """Whether the account could change rows of the source (it should not be able to)."""
        if self._source.connection.kind != "postgres":
            return False
        query = (
            "select bool_or(has_table_privilege(c.oid, ''insert'') or has_table_privilege(c.oid, ''update''))"
            " as can_write from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            f" where c.relkind = ''r'' and n.nspname = ''{self._schema}''"
        )
        row = self._connection.execute(f"select * from postgres_query('{ALIAS}', '{query}')").fetchone()
        return bool(row and row[0])

    def explain(self, error: duckdb.Error) -> CockpitError:
        """A driver's complaint as one line; addresses and passwords never appear in it."""
        text = re.sub(r'Unable to connect to Postgres at ".*": ', "", str(error), flags=re.DOTALL)
        for pattern, code in _CAUSES:
            if re.search(pattern, text, re.IGNORECASE):
                denied = re.search(r'permission denied for (?:\w+ )?"?(\w+)', text)
                return self._error(code, relation=denied[1] if denied else "–")
        return self._error("source_failed", cause=_without_address(text))

    def _error(self, code: str, **details: object) -> CockpitError:
        kind = CockpitError if code in _OUTAGES else ConfigurationError
        return kind(
            code,
            source=self._source.name,
            file=self._settings.file,
            line=self._settings.source_line(self._source.name),
            **details,
        )

    def _has(self, name: str) -> bool:
        table, _, column = name.partition(".")
        return table in self.columns and (not column or column in self.columns[table])

    def _read_columns(self) -> dict[str, dict[str, str]]:
        """table → column → the type in which DuckDB's scanner delivers it."""
        rows = self._connection.execute(
            "select table_name, column_name, data_type from duckdb_columns()"
            " where database_name = ? and schema_name = ?",
            [ALIAS, self._schema],
        ).fetchall()
        columns: dict[str, dict[str, str]] = {}
        for table, column, data_type in rows:
            columns.setdefault(table, {})[column] = data_type
        return columns


def read_only_dsn(dsn: str, statement_timeout_seconds: int) -> str:
    """A PostgreSQL address with the session settings that make reading harmless.

    Sessions are read-only on the server's side too, end statements that take too long, and carry the product's
    name, so that a database administrator sees who is asking.
    """
    options = (
        f"-c default_transaction_read_only=on -c statement_timeout={statement_timeout_seconds * 1000}"
        " -c idle_in_transaction_session_timeout=3600000"
    )
    if re.match(r"postgres(ql)?://", dsn):
        joint = "&" if "?" in dsn else "?"
        return f"{dsn}{joint}application_name={APPLICATION_NAME}&connect_timeout=10&options={quote(options)}"
    return f"{dsn} application_name={APPLICATION_NAME} connect_timeout=10 options='{options}'"


def _without_address(text: str) -> str:
    text = re.sub(r"postgres(ql)?://\S+", "…", text)
    text = re.sub(r"\b(password|user|host|hostaddr|port|dbname)\s*=\s*('[^']*'|\S+)", r"\1=…", text)
    return text.splitlines()[0][:300]
