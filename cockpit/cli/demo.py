"""`cockpit demo-erp`: simulate a company and write its ERP database, and the truth beside it."""

from __future__ import annotations

import re
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
        out: Annotated[Path | None, typer.Option(help=translate("command.demo.out"))] = None,
        dsn: Annotated[str | None, typer.Option(envvar="COCKPIT_DEMO_DSN", help=translate("command.demo.dsn"))] = None,
        truth: Annotated[Path | None, typer.Option(help=translate("command.demo.truth"))] = None,
        scale: Annotated[float, typer.Option(help=translate("command.demo.scale"))] = 1.0,
        months: Annotated[int, typer.Option(help=translate("command.demo.months"))] = 24,
        seed: Annotated[int, typer.Option(help=translate("command.demo.seed"))] = 20261101,
    ) -> None:
        import duckdb

        from seeds.simulation import NotOurs, PostgresDatabase, SqliteFile, TruthNotWritable, write_demo_erp

        _check(out, dsn, scale, months)
        target = PostgresDatabase(dsn) if out is None else SqliteFile(out)
        place = out or translate("command.demo.database")
        started = time.monotonic()
        progress = Progress()
        try:
            if out is not None:
                out.parent.mkdir(parents=True, exist_ok=True)
            with progress.step(translate("command.demo.writing", place=place)) as notes:
                rows = write_demo_erp(
                    target,
                    truth or (out and out.with_suffix(".truth")),
                    scale=scale,
                    months=months,
                    seed=seed,
                    on_month=lambda month: notes.update(f"{month:%Y-%m}"),
                    on_table=notes.update,
                )
                notes.rows = sum(rows.values())
        except NotOurs as error:
            raise ConfigurationError("demo_database_not_ours", tables=error) from None
        except TruthNotWritable as error:
            cause = getattr(error.__cause__, "strerror", None)
            raise CockpitError("demo_truth_not_writable", path=error, cause=cause) from None
        except (OSError, sqlite3.Error, duckdb.Error) as error:
            raise _not_writable(out, error) from None
        progress.say(translate("command.demo.done", place=place, seconds=number(time.monotonic() - started, 1)))


def _check(out: Path | None, dsn: str | None, scale: float, months: int) -> None:
    if (out is None) == (dsn is None):
        raise ConfigurationError("demo_target")
    if out is not None and out.is_dir():
        raise ConfigurationError("demo_out_is_directory", path=out)
    if not 0.01 <= scale <= 1000:
        raise ConfigurationError("demo_value", option="--scale", value=scale, allowed="0.01 – 1000")
    if not 1 <= months <= 36:
        raise ConfigurationError("demo_value", option="--months", value=months, allowed="1 – 36")


def _not_writable(out: Path | None, error: Exception) -> CockpitError:
    # the first line says it; what follows repeats the address, and with it a password
    cause = error.strerror if isinstance(error, OSError) else str(error).partition("\n")[0]
    if out is None:
        return CockpitError("demo_dsn_not_writable", cause=re.split(r' at |"', cause or "")[0].strip(" :"))
    return CockpitError("demo_out_not_writable", path=out, cause=cause)
