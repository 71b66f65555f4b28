"""Tables of the pages: columns of numbers and stamps that sort as what they are, headings in the visit's language.

Belongs here: building `st.dataframe` arguments from named columns. Does not belong here: queries, texts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

ROW_HEIGHT = 35
HEADER_HEIGHT = 38
MOST_HEIGHT = 260
NOTHING = "–"


@dataclass(frozen=True)
class Column:
    """One column: its heading, its values, and for numbers the decimals they are shown with."""

    heading: str
    values: Sequence[Any]
    decimals: int | None = None
    unit: str = ""


def amounts(
    values: Sequence[Any], currencies: Sequence[str | None], plain: str, with_code: Callable[[str], str], code: str
) -> list[Column]:
    """Amounts in the currency of each row: its code in the heading where all share one, else in a column beside.

    Args:
        plain: heading of amounts without a code; with_code: with it; code: heading of the codes' column.
    """
    numbers = [None if value is None else float(value) for value in values]
    shared = set(currencies)
    if len(shared) == 1 and None not in shared:
        return [Column(with_code(shared.pop()), numbers, decimals=0)]
    return [Column(plain, numbers, decimals=0), Column(code, list(currencies))]


def table(columns: Sequence[Column], *, key: str | None = None, selectable: bool = False) -> int | None:
    """Show a table; returns the number of the chosen row where rows can be chosen, None where none is.

    Stamps are given in the zone they are to be shown in.
    """
    frame = pl.DataFrame(
        {column.heading: [_naive(value) for value in column.values] for column in columns}, strict=False
    )
    settings = {column.heading: _settings(column) for column in columns}
    height = min(HEADER_HEIGHT + ROW_HEIGHT * max(frame.height, 1), MOST_HEIGHT if selectable else 10_000)
    if not selectable:
        st.dataframe(frame, hide_index=True, height=height, column_config=settings, key=key, placeholder=NOTHING)
        return None
    chosen = st.dataframe(
        frame,
        hide_index=True,
        height=height,
        column_config=settings,
        key=key,
        placeholder=NOTHING,
        on_select="rerun",
        selection_mode="single-row",
    )
    rows = chosen.selection.rows
    return rows[0] if rows and rows[0] < frame.height else None


def _settings(column: Column) -> Any:
    if column.decimals is not None:
        percent = "%%" if column.unit == "%" else column.unit
        return st.column_config.NumberColumn(format=f"%,.{column.decimals}f {percent}".rstrip())
    if any(isinstance(value, datetime) for value in column.values):
        return st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm")
    return st.column_config.TextColumn()


def _naive(value: Any) -> Any:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
