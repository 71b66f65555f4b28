"""Which columns of a table are read: those of the package, and those that have appeared in the source since.

Belongs here: comparing what a source has with what is declared and with what it had. Does not belong here: reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.extraction.landing import LandedTable
from pipelines.extraction.package import Table

# The types in which a taken column is kept. What is of another one (lists, documents, enumerations, a database's own
# identifiers) is kept as its text.
KEPT = re.compile(
    r"(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|FLOAT|DOUBLE|DECIMAL\(.*\)|BOOLEAN|DATE|TIME|TIMESTAMP|VARCHAR)"
)
# raw's own columns
STAMPS = {"_batch_id", "_extracted_at", "_deleted_at"}


@dataclass(frozen=True)
class TableShape:
    """The columns of one table in one batch.

    `taken` are undeclared columns that appeared after the first reading, with their types; `left_aside` those that
    nobody asked for when it was first read; `missing` are declared or taken ones that the source lacks now; `appeared`
    is new in this very batch.
    """

    taken: dict[str, str]
    left_aside: list[str]
    missing: list[str]
    appeared: list[str]


def shape_of(table: Table, present: dict[str, str], last: LandedTable | None, *, takes_new: bool) -> TableShape:
    """The shape of a table that has the `present` columns now, and had those of the `last` batch before.

    A package declares what models need, so what is undeclared at the first reading is left aside for good. What appears
    later is somebody's change of the ERP, and taken.
    """
    # names that differ in capitals only are one name to DuckDB
    taboo = STAMPS | {column.lower() for column in table.columns}
    undeclared = {column: _kept_as(kind) for column, kind in present.items() if column.lower() not in taboo}
    missing = [column for column in table.columns if column not in present]
    if last is None or last.known_columns is None:
        return TableShape({}, sorted(undeclared), missing, [])
    left_aside = set(last.known_columns) - table.columns.keys()
    # nobody has declared what a taken column is: it follows the source where its type changes
    taken = {
        column: undeclared.get(column, kind)
        for column, kind in last.taken_columns.items()
        if column.lower() not in taboo
    }
    appeared = sorted(undeclared.keys() - left_aside - taken.keys())
    if takes_new:
        taken |= {column: undeclared[column] for column in appeared}
    else:
        left_aside |= set(appeared)
    missing += sorted(taken.keys() - present.keys())
    return TableShape(taken, sorted(left_aside), missing, appeared)


def _kept_as(delivered: str) -> str:
    return delivered if KEPT.fullmatch(delivered) else "VARCHAR"


def has_changed(last: LandedTable, landed: LandedTable) -> bool:
    """Whether rows that were read earlier lack something: the table is then read anew."""
    return (
        last.declaration != landed.declaration
        or set(last.missing_columns) != set(landed.missing_columns)
        or last.taken_columns != landed.taken_columns
    )
