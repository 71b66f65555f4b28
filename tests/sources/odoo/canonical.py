"""Two Odoo databases side by side in one warehouse: the same company in two versions' layouts.

Belongs here: extracting and mapping both at once (one dbt build serves both), and comparing them. Does not belong
here: the layouts themselves, which are the SQL scripts beside this file.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import psycopg
import pytest

from cockpit.progress import Progress
from cockpit.settings import Settings
from pipelines.dbt import invoke, variables
from pipelines.extraction.package import delivered_entities
from pipelines.extraction.refresh import refresh_source
from tests.support import PostgresServer

SCRIPTS = Path(__file__).parent
UNTOUCHED, CHANGED = "untouched", "changed"
AS_OF = "2026-03-31 16:00:00"


def in_layout(postgres: PostgresServer, original: str, database: str, *versions: str) -> str:
    """A copy of a database of the server, brought into another version's layout; its address."""
    postgres.execute("postgres", f'create database "{database}" template "{original}"')
    for version in versions:
        with psycopg.connect(postgres.dsn(database)) as connection:
            connection.execute((SCRIPTS / f"odoo_{version}.sql").read_text(encoding="utf-8").encode())
    return postgres.dsn(database)


class TwoVersions:
    """The canonical tables of an Odoo 18 and of the same company in another version."""

    def __init__(self, folder: Path, untouched: str, changed: str, version: str) -> None:
        self.source = changed
        folder.mkdir(parents=True, exist_ok=True)
        addresses = {"ODOO_UNTOUCHED": untouched, "ODOO_CHANGED": changed}
        sources = [
            {"name": name, "erp": "odoo", "version": number, "connection": {"kind": "postgres", "dsn_env": variable}}
            for (name, number), variable in zip([(UNTOUCHED, "18"), (CHANGED, version)], addresses, strict=True)
        ]
        file = folder / "cockpit.yml"
        file.write_text(json.dumps({"language": "en", "personal_data": {"mode": "keep"}, "sources": sources}))
        with pytest.MonkeyPatch.context() as environment:
            for variable, address in addresses.items():
                environment.setenv(variable, address)
            settings = Settings(file)
            for source in settings.configuration.sources:
                refresh_source(settings, source, full_refresh=False, replay=False, progress=Progress(quiet=True))
        passed = json.dumps(variables(settings, AS_OF))
        # Odoo's own data tests go with it: everything the source holds must be there in every version
        select = ["+path:models/canonical", "+fct_inventory_months", "path:tests/staging/odoo"]
        command = ["build", "--exclude-resource-type", "unit_test", "--indirect-selection", "empty"]
        invoke(settings, [*command, "--select", *select, "--vars", passed])
        self._warehouse = settings.paths.warehouse

    def rows(self, sql: str) -> list[tuple]:
        """A query on the warehouse."""
        with duckdb.connect(str(self._warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def entities(self) -> list[str]:
        """The canonical tables."""
        tables = self.rows(
            "select table_name from information_schema.tables where table_schema = 'canonical' order by 1"
        )
        return [table for (table,) in tables]

    def differences(
        self, entity: str, but: tuple[str, ...] = (), rounded: tuple[str, ...] = (), where: str = "true"
    ) -> list[tuple]:
        """Rows that only one of the two has, keys without their source; `but` columns are left out."""
        columns = self.rows(
            f"select column_name, data_type from duckdb_columns() where schema_name = 'canonical'"
            f" and table_name = '{entity}' order by column_index"
        )
        compared = [(name, kind) for name, kind in columns if name not in ("source_id", *but)]

        def side(source: str) -> str:
            texts = {
                name: f"replace({name}, '{source}:', '')" if kind == "VARCHAR" else name for name, kind in compared
            } | {name: f"round({name}, 2)" for name in rounded}
            selected = ", ".join(f"{texts[name]} as {name}" for name, _ in compared)
            return f"select {selected} from canonical.{entity} where source_id = '{source}' and ({where})"

        one, other = side(UNTOUCHED), side(CHANGED)
        return self.rows(
            f"(select '{UNTOUCHED}', * from ({one} except all {other}))"
            f" union all (select '{CHANGED}', * from ({other} except all {one}))"
        )

    def count(self, entity: str) -> int:
        """How many rows the changed one has of an entity."""
        return self.rows(f"select count(*) from canonical.{entity} where source_id = '{CHANGED}'")[0][0]


ENTITIES = delivered_entities("odoo")
