"""What pages make of frames they have read: the months shown, how long a backlog waits, the cell that is opened.

Belongs here: pure functions on dates and frames. Does not belong here: queries, KPIs (they are published as values),
Streamlit, texts.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

AGE_BANDS = ("half_day", "day", "two_days", "week", "longer")
# where each band but the last ends; a working week has five days
BAND_ENDS = {"working": (4.0, 8.0, 16.0, 40.0), "elapsed": (12.0, 24.0, 48.0, 168.0)}


def months_until(last: date, count: int) -> list[date]:
    """First days of so many calendar months up to that of a day, oldest first."""
    months = [last.replace(day=1)]
    for _ in range(count - 1):
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


def age_p90(waiting: pl.DataFrame) -> float | None:
    """The 90th percentile of a backlog's hours; None where nothing waits for a time that is known."""
    return waiting["hours"].quantile(0.9, "linear")


def age_counts(waiting: pl.DataFrame, measure: str) -> list[int]:
    """How many of a backlog stand in each of `AGE_BANDS`; who waits exactly as long as a band's end is in the next.

    Args:
        waiting: a column `hours`; unknown ones are in no band.
        measure: working or elapsed, which the hours are of.
    """
    ages = waiting["hours"].drop_nulls()
    ends = (0.0, *BAND_ENDS[measure], float("inf"))
    return [int(((ages >= lower) & (ages < upper)).sum()) for lower, upper in pairwise(ends)]


def slowest_cell(matrix: pl.DataFrame, finished: Collection[str]) -> tuple[str, str]:
    """Stage and column of the slowest cell of a heatmap; open work counts only where nothing was finished.

    Args:
        matrix: stage, column_id, hours; at least one row.
        finished: the columns of work that has ended.
    """
    ended = matrix.filter(pl.col("column_id").is_in(list(finished)))
    return _slowest(matrix if ended.is_empty() else ended)


def nearest_cell(matrix: pl.DataFrame, finished: Collection[str], chosen: tuple[str, str]) -> tuple[str, str]:
    """The chosen cell; where the present view has no such cell, its stage's slowest finished one, else the slowest."""
    stage, column_id = chosen
    of_stage = matrix.filter(pl.col("stage") == stage)
    if column_id in of_stage["column_id"]:
        return chosen
    ended = of_stage.filter(pl.col("column_id").is_in(list(finished)))
    return slowest_cell(matrix, finished) if ended.is_empty() else _slowest(ended)


def _slowest(cells: pl.DataFrame) -> tuple[str, str]:
    # cells that are equally slow: the first of the frame, whatever the sort does
    row = cells.sort("hours", descending=True, maintain_order=True).row(0, named=True)
    return row["stage"], row["column_id"]
