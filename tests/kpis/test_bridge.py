"""The bridge of a health: its parts add up to the change, and each is what it is named after."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from kpis.bridge import bridges

BEFORE, AFTER = date(2026, 9, 1), date(2026, 10, 1)
SCHEMA = {
    "process": pl.String, "month": pl.Date, "scope_type": pl.String, "scope_id": pl.String, "kpi_id": pl.String,
    "score": pl.Float64, "weight": pl.Float64,
}  # fmt: skip
SCOPE = ("procure_to_pay", "company_group", "*")


def scored(months: dict[date, dict[str, tuple[float, float]]]) -> pl.DataFrame:
    """Month → KPI → score and weight, of one process and scope."""
    process, scope_type, scope_id = SCOPE
    rows = [
        (process, month, scope_type, scope_id, kpi, *pair)
        for month, kpis in months.items()
        for kpi, pair in kpis.items()
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def mean(kpis: dict[str, tuple[float, float]]) -> float:
    return sum(score * weight for score, weight in kpis.values()) / sum(weight for _, weight in kpis.values())


def health(scores: dict[date, float]) -> pl.DataFrame:
    process, scope_type, scope_id = SCOPE
    rows = [(process, month, scope_type, scope_id, score) for month, score in scores.items()]
    schema = {name: kind for name, kind in SCHEMA.items() if name not in ("kpi_id", "weight")}
    return pl.DataFrame(rows, schema=schema, orient="row")


def parts(months: dict[date, dict[str, tuple[float, float]]], scores: dict[date, float]) -> dict[tuple, float]:
    found = bridges(scored(months), health(scores))
    assert found["month"].unique().to_list() in ([], [AFTER])
    return {(row["kpi_id"], row["effect"]): row["points"] for row in found.to_dicts()}


def test_a_better_score_counts_with_its_weight() -> None:
    months = {BEFORE: {"a": (40.0, 3.0), "b": (80.0, 1.0)}, AFTER: {"a": (60.0, 3.0), "b": (70.0, 1.0)}}
    assert parts(months, {BEFORE: 50.0, AFTER: 62.5}) == {("a", "value"): 15.0, ("b", "value"): -2.5}


def test_a_new_weight_moves_the_mean_towards_its_kpi() -> None:
    months = {BEFORE: {"a": (40.0, 1.0), "b": (80.0, 1.0)}, AFTER: {"a": (40.0, 3.0), "b": (80.0, 1.0)}}
    assert parts(months, {BEFORE: 60.0, AFTER: 50.0}) == {
        ("a", "value"): 0.0,
        ("b", "value"): 0.0,
        ("a", "weight"): -10.0,
    }


def test_who_is_scored_no_more_or_for_the_first_time_is_coverage() -> None:
    months = {BEFORE: {"a": (50.0, 1.0), "b": (90.0, 1.0)}, AFTER: {"a": (50.0, 1.0), "c": (100.0, 1.0)}}
    assert parts(months, {BEFORE: 70.0, AFTER: 75.0}) == {
        ("a", "value"): 0.0,
        ("b", "coverage"): -10.0,
        ("c", "coverage"): 15.0,
    }


def test_what_the_cap_takes_stands_apart() -> None:
    months = {BEFORE: {"a": (60.0, 1.0)}, AFTER: {"a": (90.0, 1.0)}}
    assert parts(months, {BEFORE: 60.0, AFTER: 70.0}) == {("a", "value"): 30.0, (None, "cap"): -20.0}


def test_a_month_after_one_without_health_has_no_bridge() -> None:
    months = {date(2026, 8, 1): {"a": (60.0, 1.0)}, AFTER: {"a": (90.0, 1.0)}}
    assert bridges(scored(months), health({date(2026, 8, 1): 60.0, AFTER: 90.0})).is_empty()


scores = some.floats(0, 100)
weights = some.floats(0.1, 10)
of_a_month = some.dictionaries(some.sampled_from("abcdefgh"), some.tuples(scores, weights), min_size=1)


@given(of_a_month, of_a_month, some.floats(0, 100), some.floats(0, 100))
def test_the_parts_of_any_change_add_up_to_it(
    before: dict[str, tuple[float, float]], after: dict[str, tuple[float, float]], cap_before: float, cap_after: float
) -> None:
    """Whatever changes: scores, weights, which KPIs there are, and what a cap leaves."""
    changed = {BEFORE: min(mean(before), cap_before), AFTER: min(mean(after), cap_after)}
    found = parts({BEFORE: before, AFTER: after}, changed)
    assert sum(found.values()) == pytest.approx(changed[AFTER] - changed[BEFORE], abs=1e-7)
    kinds = defaultdict(set)
    for kpi, effect in found:
        kinds[effect].add(kpi)
    assert kinds["value"] == before.keys() & after.keys()
    assert kinds["coverage"] == before.keys() ^ after.keys()
