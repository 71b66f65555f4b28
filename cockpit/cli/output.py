"""How commands print: tables for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text


class Format(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"


def print_rows(output: Format, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows in the chosen format."""
    if output is Format.json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif output is Format.csv:
        print_csv(columns, rows)
    else:
        print_table(columns, rows)


def print_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    title: str | None = None,
    numbers: Collection[int] = (),
    whole: Collection[int] = (),
) -> None:
    """A table for people; numbers stand right. Texts are shown as they are: a bracket is no markup.

    Args:
        numbers: positions of columns that hold numbers already written as text.
        whole: positions of columns that are copied from the screen and thus not broken into lines.
    """
    table = Table(
        title=Text(title) if title else None,
        title_justify="left",
        header_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        show_edge=False,
    )
    for position, column in enumerate(columns):
        numeric = position in numbers or any(isinstance(row[position], int | float | Decimal) for row in rows)
        justify = "right" if numeric else "left"
        table.add_column(Text(column), justify=justify, overflow="fold", no_wrap=position in whole)
    for row in rows:
        table.add_row(*(Text("" if value is None else _shown(value)) for value in row))
    Console().print(table)


def print_json(data: Any) -> None:
    """One JSON document on standard output."""
    print(json.dumps(_plain(data), ensure_ascii=False, indent=2, allow_nan=False))


def print_csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Comma-separated values with a header line."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_plain(value) if isinstance(value, date) else value for value in row] for row in rows)


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 100 else f"{value:,.1f}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return str(value)


def _plain(value: Any) -> Any:
    """A value as JSON knows it; what is no finite number becomes null."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else str(_plain(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
