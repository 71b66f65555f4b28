"""What every KPI value is compared with: the period before, and the same one of the year before.

Belongs here: which days are compared. Does not belong here: values of whole periods (`kpi_values.py`).

A running month or week is compared with the same stretch of the earlier one, its first days: the first ten days of
October with the first ten of September, never with all of it. What is observed at the end of a period, such as stock,
is compared with the earlier observation. The year before is twelve months back for months, and 52 weeks back for weeks
and days, so that a Monday is compared with a Monday.
"""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from kpis.cards import Card
from pipelines.kpi_queries import GROUP_SCOPE, run_metrics
from pipelines.metrics import OBSERVED_PERIOD_TYPES, KpiPlan, MetricLibrary

BASES = {
    "previous": {"day": "-1d", "week": "-1w", "month": "-1mo"},
    "year_ago": {"day": "-52w", "week": "-52w", "month": "-12mo"},
}
LENGTHS = {"day": "1d", "week": "1w", "month": "1mo"}
_SCOPE = ["kpi_id", "period_type", "scope_type", "scope_id"]
_COLUMNS = [*_SCOPE, "period_start", "basis", "compared_from", "compared_until", "value", "case_count"]


def kpi_comparisons(
    connection: duckdb.DuckDBPyConnection,
    library: MetricLibrary,
    plans: list[KpiPlan],
    values: pl.DataFrame,
    as_of_date: date,
) -> pl.DataFrame:
    """Earlier values beside those of `kpi_values`.

    Args:
        values: `kpi_values`.
        as_of_date: the first local day that the run does not see whole.

    Returns:
        The key of the value, `basis` (previous, year_ago), the days compared with (`compared_until` is the day after
        the last), their value and number of measured cases. Where there is nothing earlier there is no row, nor for a
        day that the run does not see whole.
    """
    observed = [plan.card.id for plan in plans if plan.period_types == OBSERVED_PERIOD_TYPES]
    is_whole = pl.col("is_complete_period") | pl.col("kpi_id").is_in(observed)
    frames = [_whole_periods(values, is_whole, basis) for basis in BASES]
    measured = [plan for plan in plans if plan.card.id not in observed]
    running = values.filter(~is_whole, pl.col("period_type") != "day")
    for basis in BASES:
        stretches = {
            period_type: _stretch(start, as_of_date, period_type, basis)
            for period_type, start in running.select("period_type", "period_start").unique().rows()
            if start < as_of_date
        }
        frames += _stretches(connection, library, measured, running, stretches, basis)
    return pl.concat(frames).sort(*_SCOPE, "period_start", "basis")


def _whole_periods(values: pl.DataFrame, is_whole: pl.Expr, basis: str) -> pl.DataFrame:
    frames = []
    for period_type, back in BASES[basis].items():
        of_type = values.filter(pl.col("period_type") == period_type)
        earlier = of_type.select(*_SCOPE, "value", "case_count", compared_from="period_start")
        frames.append(
            of_type.filter(is_whole)
            .select(*_SCOPE, "period_start", compared_from=pl.col("period_start").dt.offset_by(back))
            .join(earlier, on=[*_SCOPE, "compared_from"])
            .with_columns(
                basis=pl.lit(basis), compared_until=pl.col("compared_from").dt.offset_by(LENGTHS[period_type])
            )
            .select(_COLUMNS)
        )
    return pl.concat(frames)


def _stretch(start: date, as_of_date: date, period_type: str, basis: str) -> tuple[date, date]:
    """The days of the earlier period that were as far into it as the run is into the running one."""
    days = pl.Series([start])
    first = days.dt.offset_by(BASES[basis][period_type])[0]
    end = pl.Series([first]).dt.offset_by(LENGTHS[period_type])[0]
    return first, min(first + (as_of_date - start), end)


def _stretches(
    connection: duckdb.DuckDBPyConnection,
    library: MetricLibrary,
    plans: list[KpiPlan],
    running: pl.DataFrame,
    stretches: dict[str, tuple[date, date]],
    basis: str,
) -> list[pl.DataFrame]:
    results = run_metrics(connection, library, plans, stretches)
    frames = []
    for plan in plans:
        for period_type in stretches.keys() & set(plan.period_types):
            first, until = stretches[period_type]
            for scope_type in (GROUP_SCOPE, *plan.scope_types):
                earlier = results[plan.semantic_model, period_type, scope_type].select(
                    "scope_id",
                    value=pl.col(plan.card.metric),
                    case_count=pl.col(plan.measured).fill_null(0).cast(pl.Int64),
                )
                of_scope = running.filter(_is(plan.card, period_type, scope_type)).select(*_SCOPE, "period_start")
                frames.append(
                    of_scope.join(earlier, on="scope_id")
                    .with_columns(basis=pl.lit(basis), compared_from=pl.lit(first), compared_until=pl.lit(until))
                    .select(_COLUMNS)
                )
    return frames


def _is(card: Card, period_type: str, scope_type: str) -> pl.Expr:
    return (pl.col("kpi_id") == card.id) & (pl.col("period_type") == period_type) & (pl.col("scope_type") == scope_type)
