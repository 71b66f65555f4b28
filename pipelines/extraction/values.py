"""Values of a source as they are landed: in the types that an ERP package declares, people as pseudonyms.

Belongs here: the SQL of columns. Does not belong here: which columns or rows are read.
"""

from __future__ import annotations

from pipelines.extraction.package import ErpPackage, Table
from pipelines.extraction.personal_data import PersonalDataChoice
from pipelines.extraction.sql_text import decimal_of, quoted


def as_landed(
    package: ErpPackage,
    table: Table,
    present: dict[str, str],
    wanted: dict[str, str],
    relation: str,
    choice: PersonalDataChoice,
) -> str:
    """The query for rows of a relation as they are landed.

    Args:
        present: columns of the relation with the types in which they are delivered.
        wanted: columns to land with their types; those that are not present are null.
    """
    listed = ", ".join(
        f"{_as_declared(column, present.get(column), declared)} as {quoted(column)}"
        for column, declared in wanted.items()
    )
    values = f"select {listed} from {relation}"
    personal = [quoted(column) for column in wanted if column in table.personal]
    if choice.key is None or not personal:
        return values
    nobodys, where = package.personal_exceptions, table.personal_where
    hidden = ", ".join(f"{choice.pseudonym(column, nobodys, where)} as {column}" for column in personal)
    return f"select * replace ({hidden}) from ({values})"


def _as_declared(column: str, delivered: str | None, declared: str) -> str:
    """One column of the source as its declared type; null where the source lacks it (`delivered` is None)."""
    if delivered is None:
        return f"cast(null as {declared})"
    name = quoted(column)
    if delivered == "DOUBLE" and declared.startswith("DECIMAL"):
        return _decimal(name, declared)
    if delivered == "VARCHAR" and declared.startswith("DECIMAL"):
        return decimal_of(name, declared)
    return name if delivered == declared else f"cast({name} as {declared})"


def _decimal(name: str, declared: str) -> str:
    """A double as the decimal number it was written as, for up to 15 significant digits.

    DuckDB's scanner delivers PostgreSQL's unbounded `numeric` as double. Its cast to a decimal with six places
    multiplies by 10⁶, which from 2³² on invents digits: 1234567890123.45 became 1234567890123.449856. So as many
    places are kept as a double holds for certain. Small numbers take the way through 64 bits, which is quicker.
    """
    steps = [f"when abs({name}) < 4294967296 then cast(cast({name} as DECIMAL(18, 6)) as {declared})"]
    for digits in range(10, 15):
        places = 15 - digits
        unit = f"0.{1:0{places}d}"
        number = f"cast(round({name} * 1e{places}) as BIGINT) * {unit}"
        steps.append(f"when abs({name}) < 1e{digits} then cast({number} as {declared})")
    return f"case {' '.join(steps)} else cast(cast(round({name}) as HUGEINT) as {declared}) end"
