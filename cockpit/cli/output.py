"""How commands print: tables for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import json
import math
import os
import re
import sys
from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

# sentences are hard to follow over longer lines
_READABLE = 100
_UNLIMITED = 10_000


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
        print_table(columns, rows, whole=range(len(columns)))


def print_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    title: str | None = None,
    numbers: Collection[int] = (),
    whole: Collection[int] = (),
) -> None:
    """A table for people; numbers stand right. Texts are shown as they are: a bracket is no markup.

    Words are never cut: a table that the terminal is too narrow for is written as one record after the other.

    Args:
        numbers: positions of columns that hold numbers already written as text.
        whole: positions of columns that are copied from the screen and thus not broken into lines.
    """
    console = Console(width=_width())
    texts = [["" if value is None else _shown(value) for value in row] for row in rows]
    table = Table(
        title=Text(title) if title else None,
        title_justify="left",
        header_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        show_edge=False,
    )
    needed = len(columns) - 1
    for position, column in enumerate(columns):
        numeric = position in numbers or any(isinstance(row[position], int | float | Decimal) for row in rows)
        is_whole = numeric or position in whole
        cells = [column, *(row[position] for row in texts)]
        narrowest = max(cell_len(piece) for cell in cells for piece in ([cell] if is_whole else _pieces(cell)))
        needed += narrowest
        justify = "right" if numeric else "left"
        table.add_column(
            Text(column), justify=justify, overflow="fold", no_wrap=is_whole, min_width=narrowest if is_whole else None
        )
    if needed > console.width:
        _print_records(columns, texts, title)
        return
    for text in texts:
        table.add_row(*map(Text, text))
    console.print(table)


def print_fields(fields: Sequence[tuple[str, Any]], prose: Collection[str] = ()) -> None:
    """One record, a line a field. Values are not broken, so that a path can be copied from the screen.

    Args:
        prose: labels of fields that are sentences, which are broken into lines at the terminal's width.
    """
    console = Console(width=min(_width(), _READABLE))
    indent = max(cell_len(label) for label, _ in fields) + 2
    for label, value in fields:
        text = Text("" if value is None else _shown(value))
        lines = text.wrap(console, max(console.width - indent, 20)) if label in prose else [text]
        for position, line in enumerate(lines):
            print(set_cell_size("" if position else label, indent) + line.plain.rstrip())


def _print_records(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str | None) -> None:
    if title:
        print(title)
    for position, row in enumerate(rows, start=1):
        print(f"── {position} ──")
        print_fields(list(zip(columns, row, strict=True)))


def _width() -> int:
    """The terminal's; without a terminal nothing needs to be cut."""
    is_known = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    return Console().width if is_known else _UNLIMITED


def _pieces(cell: str) -> list[str]:
    """What a line break may separate: words, and the characters of Chinese text."""
    return re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+", cell) or [""]


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
