"""`cockpit query`: read-only SQL on the published snapshot, or on the warehouse while no run holds it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import duckdb
import typer

from cockpit.cli.output import print_csv, print_json, print_table
from cockpit.errors import CockpitError
from cockpit.language import translate
from cockpit.published import current_manifest
from cockpit.settings import Settings


class Format(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"


def register(app: typer.Typer) -> None:
    @app.command(help=translate("command.query.help"))
    def query(
        sql: Annotated[str, typer.Argument(help=translate("command.query.sql"))],
        output: Annotated[Format, typer.Option("--format", help=translate("command.query.format"))] = Format.table,
        warehouse: Annotated[bool, typer.Option("--warehouse", help=translate("command.query.warehouse"))] = False,
    ) -> None:
        settings = Settings.load()
        paths = settings.paths
        if warehouse:
            file = paths.warehouse
            if not file.exists():
                raise CockpitError("warehouse_missing", file=file)
        else:
            file = paths.published / current_manifest(paths.published).file
        # no other file may be read or written through a query
        locked = {"enable_external_access": False, "lock_configuration": True}
        try:
            with duckdb.connect(str(file), read_only=True, config=locked) as connection:
                result = connection.execute(sql)
                columns = [column[0] for column in result.description or []]
                rows = result.fetchall() if columns else []
        except duckdb.IOException as error:
            code = "warehouse_busy" if warehouse else "snapshot_unreadable"
            raise CockpitError(code, file=file, cause=str(error).splitlines()[0]) from None
        except duckdb.Error as error:
            raise CockpitError("query_failed", cause=" ".join(str(error).split())[:300]) from None
        if output is Format.json:
            print_json([dict(zip(columns, row, strict=True)) for row in rows])
        elif output is Format.csv:
            print_csv(columns, rows)
        else:
            print_table(columns, rows)
