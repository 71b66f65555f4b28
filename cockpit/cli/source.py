"""`cockpit source check`: can the configured sources be read, and is the account harmless."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import typer

from cockpit.cli.output import print_json, print_table
from cockpit.errors import EXIT_FAILED
from cockpit.language import number, translate
from cockpit.settings import Settings

if TYPE_CHECKING:
    from pipelines.extraction.check_report import CheckedTable, SourceReport


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
        else:
            for report in reports:
                _print_report(report)
        for report in reports:
            for problem in report.problems:
                typer.echo(f"✗ {problem}", err=True)
        if not all(report.can_be_read for report in reports):
            raise typer.Exit(EXIT_FAILED)


def _print_report(report: SourceReport) -> None:
    columns = [
        translate("command.source.table"),
        translate("command.source.rows"),
        translate("command.source.rows_read"),
        translate("command.source.cursor_coverage"),
        translate("command.source.cursor_index"),
        translate("command.source.note"),
    ]
    rows = [
        [
            table.name,
            _rows(table, table.rows),
            _rows(table, table.rows_read),
            _coverage(table),
            _index(table),
            table.note,
        ]
        for table in report.tables
    ]
    title = f"{report.source}: {report.erp} {report.version}"
    print_table(columns, rows, title=title, numbers=(1, 2, 3), whole=(0,))
    for remark in report.remarks:
        typer.echo(remark)


def _rows(table: CheckedTable, rows: int | None) -> str:
    written = number(rows, 0)
    return translate("check.about", rows=written) if table.rows_are_estimated and rows is not None else written


def _coverage(table: CheckedTable) -> str:
    """The share of rows that have a cursor; 100 % means all of them."""
    if table.cursor_null_rows is None or not table.rows_read:
        return ""
    share = 1 - table.cursor_null_rows / table.rows_read
    return f"{number(math.floor(share * 1000) / 10)} %"


def _index(table: CheckedTable) -> str:
    if table.has_cursor_index is None:
        return ""
    return translate("command.source.yes" if table.has_cursor_index else "command.source.no")
