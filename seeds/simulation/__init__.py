"""A simulated company: who works there, what happens, and the truth about it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from seeds.simulation.life import live
from seeds.simulation.odoo.targets import NotOurs, PostgresDatabase, SqliteFile
from seeds.simulation.odoo.writer import write_odoo, write_truth

__all__ = ["NotOurs", "PostgresDatabase", "SqliteFile", "TruthNotWritable", "write_demo_erp"]


class TruthNotWritable(Exception):
    """The folder for the truth is a file or lies where nothing can be written; `__cause__` is the system's answer."""


def write_demo_erp(
    target: SqliteFile | PostgresDatabase,
    truth: Path | None = None,
    *,
    scale: float = 1.0,
    months: int = 24,
    seed: int = 20261101,
    with_defects: bool = True,
    on_month: Callable[[date], None] = lambda month: None,
    on_table: Callable[[str], None] = lambda table: None,
) -> dict[str, int]:
    """Simulate a company, write its ERP as an Odoo 18 database, and the truth about it beside.

    The life ends on 2026-10-31 in Asia/Shanghai. The same arguments give the same rows, byte for byte.

    Args:
        target: where the database goes; what was there stays until the new one is complete.
        truth: folder of Parquet files, or nothing.
        scale: multiplies the number of documents and people (1: some 175,000 process events in two years).
        months: how many months before the end the life covers.
        seed: another one, another life.
        with_defects: some of what is written down is wrong, and the truth knows which.
        on_month: hears of each simulated month as it begins.
        on_table: hears of each table as it is written.

    Returns:
        The rows written per table.

    Raises:
        NotOurs: the PostgreSQL database holds somebody else's tables.
        TruthNotWritable: the folder for the truth cannot be written.
        OSError, sqlite3.Error, duckdb.Error: the target cannot be written.
    """
    target.check()
    if truth is not None:
        _check(truth)
    life = live(scale=scale, months=months, seed=seed, with_defects=with_defects, on_month=on_month)
    rows = write_odoo(life, target, on_table, truth)
    if truth is not None:
        write_truth(life, truth)
    return rows


def _check(truth: Path) -> None:
    """Whether the folder can be written, before anything long begins."""
    try:
        truth.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=truth):
            pass
    except OSError as error:
        raise TruthNotWritable(str(truth)) from error
