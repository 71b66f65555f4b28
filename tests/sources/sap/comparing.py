"""Rows of the canonical layer held against those of the simulated world, value by value.

Belongs here: reading and comparing. Does not belong here: what is expected.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

# amounts pass through rates, which are binary numbers
AS_GOOD_AS_EQUAL = Decimal("0.0001")


def differences(warehouse: Path, entity: str, expected: Iterable[dict[str, Any]]) -> list[str]:
    """What an entity lacks, has too much, or has otherwise; the first row's columns decide which are compared."""
    rows = list(expected)
    assert rows, f"nothing is expected of {entity}"
    columns = list(rows[0])
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(f"select {', '.join(columns)} from canonical.{entity}").fetchall()
    keys = 2 if entity == "requisition_order_links" else 1
    here = {row[:keys]: dict(zip(columns, row, strict=True)) for row in found}
    wanted = {tuple(row[column] for column in columns[:keys]): row for row in rows}
    assert len(wanted) == len(rows), f"the simulation repeats a key of {entity}"
    told = [f"{entity}: {len(found)} rows, expected {len(rows)}"] if len(found) != len(rows) else []
    told += [f"{entity} lacks {each}" for each in wanted.keys() - here.keys()]
    told += [f"{entity} has also {each}" for each in here.keys() - wanted.keys()]
    for each in wanted.keys() & here.keys():
        for column in columns:
            if not _same(here[each][column], wanted[each][column]):
                told.append(
                    f"{entity}.{column} of {each[0]}: {here[each][column]!r}, expected {wanted[each][column]!r}"
                )
    return told


def _same(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, Decimal | int | float) and not isinstance(wanted, bool) and found is not None:
        return abs(Decimal(str(found)) - Decimal(wanted)) <= max(
            AS_GOOD_AS_EQUAL, abs(Decimal(wanted)) * Decimal("1e-9")
        )
    return found == wanted
