"""`cockpit status`: what is served, how fresh it is, how the last run went."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from cockpit.cli.output import print_fields, print_json
from cockpit.language import number, stamp, translate
from cockpit.published import current_manifest, last_run
from cockpit.settings import Settings


def register(app: typer.Typer) -> None:
    @app.command(help=translate("command.status.help"))
    def status(
        as_json: Annotated[bool, typer.Option("--json", help=translate("command.json"))] = False,
    ) -> None:
        settings = Settings.load()
        manifest = current_manifest(settings.paths.published)
        run = last_run(settings.paths.published)
        if as_json:
            print_json(
                {
                    "snapshot": manifest.model_dump(mode="json"),
                    "last_run": run.model_dump(mode="json") if run else None,
                }
            )
            return
        zone = settings.timezone
        age_hours = (datetime.now(UTC) - manifest.published_at).total_seconds() / 3600
        fields: list[tuple[str, object]] = [
            (translate("command.status.snapshot"), settings.paths.published / manifest.file),
            (translate("command.status.published"), stamp(manifest.published_at.astimezone(zone))),
            (translate("command.status.age"), translate("command.status.hours", hours=number(age_hours, 1))),
            (translate("command.status.as_of"), stamp(manifest.as_of.astimezone(zone))),
            (translate("command.status.rows"), number(sum(manifest.tables.values()), 0)),
        ]
        fields += [
            (f"{source.name} ({source.erp} {source.version})", stamp(source.extracted_at.astimezone(zone)))
            for source in manifest.sources
        ]
        if run:
            outcome = translate(f"run.{run.status}") + (f": {run.message}" if run.message else "")
            fields.append((translate("command.status.last_run"), f"{stamp(run.ended_at.astimezone(zone))} {outcome}"))
        print_fields(fields)
