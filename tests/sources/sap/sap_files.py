"""How SAP writes values, and files of them: dates, times, signs, zeros, amounts, one CSV a table.

Belongs here: the writing of values and files, in the column layouts of real extracts where those are at hand. Does not
belong here: which rows there are (`extract.py`).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from tests.support import SHARED_DATA

LAYOUTS = SHARED_DATA / "sap" / "ecc_layouts"
NO_DATE = "00000000"


def day(value: date | None) -> str:
    return value.strftime("%Y%m%d") if value else NO_DATE


def hour(value: datetime | None) -> str:
    return value.strftime("%H%M%S") if value else "000000"


def number(value: Decimal | int, places: int = 3) -> str:
    """A number with SAP's minus at its end."""
    written = f"{abs(Decimal(value)):.{places}f}"
    return f"{written}-" if value < 0 else written


def amount(value: Decimal, currency: str) -> str:
    """An amount as it is stored: with two decimals, also where the currency has none."""
    return number(value / 100 if currency == "JPY" else value, 2)


def flag(value: object) -> str:
    return "X" if value else ""


class Tables:
    """Rows by table; written as the extractor of the layouts does, or as TABLE.csv."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, str]]] = defaultdict(list)

    def put(self, table: str, client: str | None = None, /, **fields: object) -> None:
        row = {name.rstrip("_"): "" if value is None else str(value) for name, value in fields.items()}
        if client is not None:
            row = {"mandt": client} | row
        self._rows[table].append(row)

    def rows(self, table: str) -> list[dict[str, str]]:
        return self._rows[table]

    def write(self, folder: Path, own_columns: set[str]) -> None:
        """Write all tables, those of `own_columns` with no other columns than their rows have."""
        folder.mkdir(parents=True, exist_ok=True)
        for table, rows in sorted(self._rows.items()):
            layout = LAYOUTS / f"sap_{table}_data.csv"
            if table in ("bsak", "bsad"):
                layout = LAYOUTS / f"sap_{table}_bck_data.csv"
            used = list(dict.fromkeys(name for row in rows for name in row))
            if layout.exists() and table not in own_columns:
                with layout.open(newline="", encoding="utf-8") as stream:
                    header = next(csv.reader(stream))
                assert set(used) <= set(header), (table, set(used) - set(header))
                self._write(folder / layout.name, header, rows)
            else:
                self._write(folder / f"{table.upper()}.csv", [name.upper() for name in used], rows)

    @staticmethod
    def _write(file: Path, header: list[str], rows: list[dict[str, str]]) -> None:
        with file.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(header)
            writer.writerows([row.get(name.lower(), "") for name in header] for row in rows)
