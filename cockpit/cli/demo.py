"""`cockpit demo-erp`: write the demo company's ERP database."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Annotated

import typer

from cockpit.errors import CockpitError, ConfigurationError
from cockpit.language import number, translate
from cockpit.progress import Progress


def register(app: typer.Typer) -> None:
    @app.command("demo-erp", help=translate("command.demo.help"))
    def demo_erp(
        out: Annotated[Path, typer.Option(help=translate("command.demo.out"))],
        scale: Annotated[float, typer.Option(help=translate("command.demo.scale"))] = 1.0,
        months: Annotated[int, typer.Option(help=translate("command.demo.months"))] = 12,
        seed: Annotated[int, typer.Option(help=translate("command.demo.seed"))] = 20261101,
    ) -> None:
        from seeds.demo_erp import write_demo_erp

        if out.is_dir():
            raise ConfigurationError("demo_out_is_directory", path=out)
        if not 0.01 <= scale <= 1000:
            raise ConfigurationError("demo_value", option="--scale", value=scale, allowed="0.01 – 1000")
        if not 1 <= months <= 36:
            raise ConfigurationError("demo_value", option="--months", value=months, allowed="1 – 36")
        started = time.monotonic()
        progress = Progress()
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            with progress.step(translate("command.demo.writing", path=out)) as notes:
                rows = write_demo_erp(
                    out,
                    scale=scale,
                    months=months,
                    seed=seed,
                    on_step=lambda step: notes.update(translate(f"command.demo.step.{step}")),
                )
                notes.rows = sum(rows.values())
        except OSError as error:
            raise CockpitError("disk", path=out, cause=error.strerror) from None
        except sqlite3.Error as error:
            raise CockpitError("demo_out_not_writable", path=out, cause=error) from None
        progress.say(translate("command.demo.done", path=out, seconds=number(time.monotonic() - started, 1)))
