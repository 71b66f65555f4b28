"""Departments by the share of their KPIs that are on target."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from kpis.attainment import department_attainment

MONTH = date(2026, 10, 1)


def scores(*rows: tuple[str, str, str]) -> pl.DataFrame:
    """(department, KPI, status) of one month, and the group's, which are nobody's."""
    return pl.DataFrame(
        [
            {"kpi_id": kpi, "period_start": MONTH, "scope_type": "department", "scope_id": department, "status": status}
            for department, kpi, status in rows
        ]
        + [{"kpi_id": "a", "period_start": MONTH, "scope_type": "company_group", "scope_id": "*", "status": "critical"}]
    )


def test_only_what_is_judged_counts_and_equals_share_a_rank() -> None:
    found = department_attainment(
        scores(
            ("buying", "a", "on_target"),
            ("buying", "b", "warning"),
            ("sales", "a", "on_target"),
            ("sales", "b", "off_target"),
            ("sales", "c", "too_few_cases"),
            ("works", "a", "critical"),
            ("works", "b", "no_value"),
            ("store", "a", "no_target"),
        )
    )
    assert found.select("department_id", "judged_kpis", "kpis_on_target", "attainment", "rank").rows() == [
        ("buying", 2, 1, 0.5, 1),
        ("sales", 2, 1, 0.5, 1),
        ("works", 1, 0, 0.0, 3),
    ]
    assert found["month"].unique().to_list() == [MONTH]


@pytest.mark.parametrize("rows", [[], [("buying", "a", "too_few_cases")]])
def test_a_month_without_anything_judged_has_no_ranks(rows: list[tuple[str, str, str]]) -> None:
    assert department_attainment(scores(*rows)).is_empty()
