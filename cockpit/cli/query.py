"""`cockpit query`: read-only SQL on the published snapshot, or on the warehouse while no run holds it."""

from __future__ import annotations

from typing import Annotated

import duckdb
import typer

from cockpit.cli.output import Format, print_rows
from cockpit.cli.snapshot import open_snapshot, open_warehouse_to_read
from cockpit.errors import CockpitError
from cockpit.language import translate
from cockpit.settings import Settings


def register(app: typer.Typer) -> None:
    @app.command(help=translate("command.query.help"))
    def query(
        sql: Annotated[str, typer.Argument(help=translate("command.query.sql"))],
        output: Annotated[Format, typer.Option("--format", help=translate("command.query.format"))] = Format.table,
        warehouse: Annotated[bool, typer.Option("--warehouse", help=translate("command.query.warehouse"))] = False,
    ) -> None:
        settings = Settings.load()
        try:
            with open_warehouse_to_read(settings) if warehouse else open_snapshot(settings) as connection:
                result = connection.execute(sql)
                columns = [column[0] for column in (result and result.description) or []]
                rows = result.fetchall() if columns else []
        except (duckdb.Error, UnicodeError) as error:
            raise CockpitError("query_failed", cause=" ".join(str(error).split())[:300]) from None
        if result is None:
            raise CockpitError("query_failed", cause=translate("reason.query_empty"))
        print_rows(output, columns, rows)
