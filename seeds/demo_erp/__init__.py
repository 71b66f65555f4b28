"""The demo ERP: a year of a small Chinese manufacturer as an Odoo 18 database in one SQLite file.

Two halves that know only the `History` between them: `generator` invents what happened, `odoo` writes it down
as Odoo would. A fuller simulation replaces the first half and leaves the second alone.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from seeds.demo_erp.generator import generate
from seeds.demo_erp.odoo import odoo_tables
from seeds.demo_erp.odoo.tables import SCHEMA
from seeds.demo_erp.sqlite_writer import write_sqlite

__all__ = ["write_demo_erp"]


def write_demo_erp(
    out: Path,
    *,
    scale: float = 1.0,
    months: int = 12,
    seed: int = 20261101,
    on_step: Callable[[str], None] = lambda step: None,
) -> dict[str, int]:
    """Write the demo database and return the rows written per table.

    The history ends on 2026-10-31 in Asia/Shanghai. The same arguments give the same rows.

    Args:
        out: the file to write; what was there stays until the new one is complete.
        scale: multiplies the number of documents (1: about 1,100 purchase and 1,400 sales orders a year).
        months: how many months before the end the history covers.
        seed: another one, another company life.
        on_step: called with the name of each step as it begins.

    Raises:
        ValueError: scale or months is not positive.
    """
    if scale <= 0 or months < 1:
        raise ValueError(f"demo ERP: scale {scale} and months {months} must be positive; e.g. scale=1.0, months=12")
    history = generate(scale=scale, months=months, seed=seed, on_step=on_step)
    on_step("tables")
    rows = odoo_tables(history)
    on_step("file")
    return write_sqlite(out, SCHEMA, rows)
