"""`cockpit run`: refresh the sources, build, check, publish."""

from __future__ import annotations

from typing import Annotated

import typer

from cockpit.errors import ConfigurationError
from cockpit.language import number, translate
from cockpit.progress import Progress
from cockpit.settings import Settings


def register(app: typer.Typer) -> None:
    @app.command(help=translate("command.run.help"))
    def run(
        source: Annotated[list[str] | None, typer.Option(help=translate("command.run.source"))] = None,
        full_refresh: Annotated[
            bool, typer.Option("--full-refresh", help=translate("command.run.full_refresh"))
        ] = False,
        as_of: Annotated[str | None, typer.Option(help=translate("command.run.as_of"))] = None,
        replay: Annotated[bool, typer.Option("--replay", help=translate("command.run.replay"))] = False,
    ) -> None:
        if full_refresh and replay:
            raise ConfigurationError("run_options_exclude")
        settings = Settings.load()
        settings.as_of(as_of)
        for name in source or []:
            settings.source(name)
        # what a person got wrong was told above; loading Dagster and dbt takes seconds
        Progress().say(translate("progress.starting"))
        from pipelines.run import run as run_pipeline

        manifest = run_pipeline(settings, sources=source or [], as_of=as_of, full_refresh=full_refresh, replay=replay)
        rows = number(sum(manifest.tables.values()), 0)
        Progress().say(translate("command.run.done", file=settings.paths.published / manifest.file, rows=rows))
