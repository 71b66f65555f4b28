"""Scores and health, against the scale as `kpis.md` words it and numbers worked out by hand."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from cockpit.paths import CATALOGUE_DIRECTORY
from kpis.cards import Card, Catalogue
from kpis.scoring import kpi_scores, process_health

MONTH = date(2026, 1, 1)
CARDS = {card.id: card for card in Catalogue(CATALOGUE_DIRECTORY).cards}
NO_REFERENCE = pl.DataFrame(
    schema={
        "metric": pl.String, "period_type": pl.String, "period_start": pl.Date, "scope_type": pl.String,
        "scope_id": pl.String, "value": pl.Float64,
    }
)  # fmt: skip


def values(*rows: tuple[str, float | None, int]) -> pl.DataFrame:
    """kpi_id, value, case_count as a frame of group values in one month."""
    return pl.DataFrame(
        [
            {
                "kpi_id": kpi_id, "period_type": "month", "period_start": MONTH, "scope_type": "company_group",
                "scope_id": "*", "value": value, "case_count": cases,
            }
            for kpi_id, value, cases in rows
        ],
        schema_overrides={"value": pl.Float64},
    )  # fmt: skip


def score(card: Card, value: float | None, cases: int = 100, references: pl.DataFrame = NO_REFERENCE) -> tuple:
    frame = kpi_scores(values((card.id, value, cases)), [card], references)
    return frame["score"][0], frame["status"][0]


@pytest.mark.parametrize(
    ("value", "wanted", "status"),
    [
        (0.0, 100, "on_target"),
        (16.0, 100, "on_target"),
        (20.0, 85, "off_target"),
        (24.0, 70, "off_target"),
        (32.0, 55, "warning"),
        (40.0, 40, "warning"),
        (48.0, 20, "critical"),
        (56.0, 0, "critical"),
        (999.0, 0, "critical"),
    ],
)
def test_lower_is_better_along_the_straight_lines(value: float, wanted: float, status: str) -> None:
    # target 16, warning 24, critical 40: zero is as far beyond critical as critical is beyond warning
    assert score(CARDS["p2p.requisition_to_order"], value) == (pytest.approx(wanted), status)


@pytest.mark.parametrize(
    ("value", "wanted", "status"),
    [
        (0.97, 100, "on_target"),
        (0.95, 100, "on_target"),
        (0.925, 85, "off_target"),
        (0.90, 70, "off_target"),
        (0.85, 55, "warning"),
        (0.80, 40, "warning"),
        (0.75, 20, "critical"),
        (0.70, 0, "critical"),
    ],
)
def test_higher_is_better_and_rates_are_stored_as_fractions(value: float, wanted: float, status: str) -> None:
    assert score(CARDS["p2p.on_time_receipt_rate"], value) == (pytest.approx(wanted, abs=1e-9), status)


def test_too_few_cases_and_no_value_have_no_score() -> None:
    card = CARDS["p2p.requisition_to_order"]
    assert score(card, 10.0, cases=card.minimum_cases - 1) == (None, "too_few_cases")
    assert score(card, None) == (None, "no_value")


def test_thresholds_relative_to_a_plan_follow_the_plan() -> None:
    card = CARDS["p2p.supplier_lead_time"]

    def planned(days: float) -> pl.DataFrame:
        return values((card.id, days, 1)).select(
            pl.lit(card.relative_to).alias("metric"), "period_type", "period_start", "scope_type", "scope_id", "value"
        )

    assert score(card, 10.0, references=planned(10.0)) == (100, "on_target")
    assert score(card, 12.5, references=planned(10.0)) == (pytest.approx(70), "off_target")
    # a plan of zero days is no plan
    assert score(card, 10.0, references=planned(0.0)) == (None, "no_target")
    assert score(card, 10.0) == (None, "no_target")


def test_a_short_history_is_shown_and_not_judged() -> None:
    card = CARDS["inv.turns"]

    def days(number: float) -> pl.DataFrame:
        return values((card.id, number, 1)).drop("case_count")

    # three weeks without a sale: no verdict; a year without one: the worst
    for history, wanted in ((21.0, (None, "history_too_short")), (89.9, (None, "history_too_short"))):
        frame = kpi_scores(values((card.id, 0.0, 50)), [card], NO_REFERENCE, days(history))
        assert (frame["score"][0], frame["status"][0]) == wanted
    for history in (90.0, 365.0):
        frame = kpi_scores(values((card.id, 0.0, 50)), [card], NO_REFERENCE, days(history))
        assert (frame["score"][0], frame["status"][0]) == (0, "critical")


def counts(*rows: tuple[str, date, int, int, int]) -> pl.DataFrame:
    """kpi_id, month, measured, open and excluded cases of the group."""
    return pl.DataFrame(
        [
            {
                "kpi_id": kpi_id, "period_start": month, "scope_type": "company_group", "scope_id": "*",
                "case_count": measured, "open_count": waiting, "excluded_count": excluded,
            }
            for kpi_id, month, measured, waiting, excluded in rows
        ]
    )  # fmt: skip


def health(*rows: tuple[str, float | None, int]) -> dict:
    cards = [
        CARDS[kpi_id] for kpi_id in ("apr.step_duration", "apr.document_duration", "apr.levels", "apr.backlog_age")
    ]
    scores = kpi_scores(values(*rows), cards, NO_REFERENCE)
    # every KPI had a case a year ago, the last month that still counts
    known = counts(*((card.id, date(2025, 2, 1), 1, 0, 0) for card in cards))
    return process_health(scores, cards, known).row(0, named=True)


def test_health_is_the_weighted_mean_with_its_dimensions() -> None:
    # weights 2, 2, 1, 1; scores 100, 70, 100, 40
    found = health(
        ("apr.step_duration", 2.0, 50),
        ("apr.document_duration", 8.0, 50),
        ("apr.levels", 1.5, 50),
        ("apr.backlog_age", 24.0, 5),
    )
    assert found["score"] == pytest.approx((2 * 100 + 2 * 70 + 100 + 40) / 6)
    assert found["coverage"] == pytest.approx(1.0)
    assert found["timeliness_score"] == pytest.approx((2 * 100 + 2 * 70 + 40) / 5)
    assert found["cost_score"] == pytest.approx(100)
    assert found["cash_score"] is None
    assert not found["is_capped"]


def test_a_kpi_without_enough_cases_lowers_coverage_and_little_coverage_caps_the_score() -> None:
    found = health(
        ("apr.step_duration", 2.0, 50),
        ("apr.document_duration", 8.0, 1),
        ("apr.levels", 1.5, 50),
        ("apr.backlog_age", None, 0),
    )
    assert found["coverage"] == pytest.approx(3 / 6)
    assert found["is_capped"]
    assert found["score"] == 70


def test_only_kpis_with_a_case_in_twelve_months_are_expected_of_a_scope() -> None:
    cards = [CARDS[name] for name in ("apr.step_duration", "apr.document_duration", "apr.levels", "apr.backlog_age")]
    scores = kpi_scores(values(("apr.levels", 1.5, 50)), cards, NO_REFERENCE)

    def found(*rows: tuple[str, date, int, int, int]) -> tuple:
        row = process_health(scores, cards, counts(("apr.levels", MONTH, 50, 0, 0), *rows)).row(0, named=True)
        return row["score"], row["coverage"], row["is_capped"]

    # weights: step and document duration 2 each, levels and backlog 1 each
    assert found() == (100, 1, False)
    # thirteen months ago, and next month: not of this scope
    assert found(("apr.step_duration", date(2025, 1, 1), 9, 0, 0)) == (100, 1, False)
    assert found(("apr.step_duration", date(2026, 2, 1), 9, 0, 0)) == (100, 1, False)
    # cases that wait or could not be measured are cases
    assert found(("apr.backlog_age", date(2025, 2, 1), 0, 1, 0)) == (70, pytest.approx(1 / 2), True)
    assert found(("apr.step_duration", date(2025, 2, 1), 0, 0, 1)) == (70, pytest.approx(1 / 3), True)
    # the cases of another scope are not this one's
    elsewhere = counts(("apr.step_duration", MONTH, 9, 0, 0)).with_columns(scope_id=pl.lit("d1"))
    row = process_health(scores, cards, pl.concat([counts(("apr.levels", MONTH, 50, 0, 0)), elsewhere])).row(
        0, named=True
    )
    assert (row["coverage"], row["is_capped"]) == (1, False)
