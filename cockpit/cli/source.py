"""`cockpit source check`: can the configured sources be read, and is the account harmless."""

from __future__ import annotations

from typing import Annotated

import typer

from cockpit.cli.output import print_json, print_table
from cockpit.language import number, translate
from cockpit.settings import Settings


def register(app: typer.Typer) -> None:
    group = typer.Typer(help=translate("command.source.help"), no_args_is_help=True)
    app.add_typer(group, name="source")

    @group.callback()
    def source() -> None:
        pass

    @group.command(help=translate("command.source.check.help"))
    def check(
        name: Annotated[str | None, typer.Argument(help=translate("command.source.check.name"))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=translate("command.json"))] = False,
    ) -> None:
        from pipelines.extraction.check import check_source

        settings = Settings.load()
        sources = [settings.source(name)] if name else settings.configuration.sources
        reports = [check_source(settings, source) for source in sources]
        if as_json:
            print_json([report.model_dump() for report in reports])
            return
        for report in reports:
            title = f"{report.source}: {report.erp} {report.version}"
            print_table(
                [
                    translate("command.source.table"),
                    translate("command.source.rows"),
                    translate("command.source.rows_read"),
                    translate("command.source.note"),
                ],
                [
                    [table.name, number(table.rows, 0), number(table.rows_read, 0), table.note]
                    for table in report.tables
                ],
                title=title,
                numbers=(1, 2),
                whole=(0,),
            )
            for remark in report.remarks:
                typer.echo(remark)
