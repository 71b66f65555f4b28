"""What pages make of frames: months shown, a backlog's age, the cell that is opened. All expectations are by hand."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from dashboards.summaries import AGE_BANDS, age_counts, age_p90, months_until, nearest_cell, slowest_cell


def test_months_go_back_over_the_year_oldest_first() -> None:
    assert months_until(date(2026, 2, 28), 4) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]
    assert months_until(date(2026, 2, 1), 1) == [date(2026, 2, 1)]


def backlog(*hours: float | None) -> pl.DataFrame:
    return pl.DataFrame({"hours": hours}, schema={"hours": pl.Float64})


def test_nine_tenths_of_a_backlog_wait_no_longer_than_its_p90() -> None:
    # eleven values: the tenth is exactly nine tenths of the way
    assert age_p90(backlog(*map(float, range(11)))) == 9.0
    # between two values, the share of the way
    assert age_p90(backlog(10.0, None, 20.0)) == pytest.approx(19.0)
    assert age_p90(backlog()) is None
    assert age_p90(backlog(None)) is None


@pytest.mark.parametrize(
    ("measure", "hours", "counts"),
    [
        # half a working day is 4 hours, a week 40
        ("working", (0.0, 3.9, 4.0, 8.0, 15.9, 16.0, 39.9, 40.0, 400.0), [2, 1, 2, 2, 2]),
        ("elapsed", (0.0, 11.9, 12.0, 24.0, 47.9, 48.0, 167.9, 168.0), [2, 1, 2, 2, 1]),
    ],
)
def test_a_backlog_falls_into_bands_of_age_without_gap_or_overlap(
    measure: str, hours: tuple[float, ...], counts: list[int]
) -> None:
    assert age_counts(backlog(*hours, None), measure) == counts
    assert len(AGE_BANDS) == len(counts)
    assert sum(counts) == len(hours)


def heatmap(*cells: tuple[str, str, float]) -> pl.DataFrame:
    return pl.DataFrame(cells, schema=["stage", "column_id", "hours"], orient="row")


MATRIX = heatmap(
    ("order", "2026-09", 5.0),
    ("order", "2026-10", 7.0),
    ("receipt", "2026-10", 30.0),
    ("receipt", "open", 900.0),
    ("posting", "open", 50.0),
)
FINISHED = ["2026-09", "2026-10"]


def test_the_slowest_cell_is_one_of_finished_work_where_there_is_any() -> None:
    assert slowest_cell(MATRIX, FINISHED) == ("receipt", "2026-10")
    assert slowest_cell(MATRIX.filter(pl.col("column_id") == "open"), []) == ("receipt", "open")


def test_of_equally_slow_cells_the_first_is_taken() -> None:
    assert slowest_cell(heatmap(*((f"stage {n}", "2026-10", 1.0) for n in range(50))), FINISHED)[0] == "stage 0"


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        # a cell that exists is kept, open or not
        (("order", "2026-09"), ("order", "2026-09")),
        (("posting", "open"), ("posting", "open")),
        # another column: the slowest finished one of its stage
        (("order", "open"), ("order", "2026-10")),
        (("receipt", "open:purchasing"), ("receipt", "2026-10")),
        # a stage in which nothing has finished, and one of another process: the slowest there is
        (("posting", "2026-10"), ("receipt", "2026-10")),
        (("delivery", "2026-10"), ("receipt", "2026-10")),
    ],
)
def test_a_choice_that_the_view_does_not_have_falls_back_within_its_stage(
    chosen: tuple[str, str], shown: tuple[str, str]
) -> None:
    assert nearest_cell(MATRIX, FINISHED, chosen) == shown
