"""KPI values by period and scope, from the metrics beside the marts and the exclusion ledger.

Belongs here: values from metrics, counting open and excluded cases, writing `marts.kpi_values` and its sister tables.
Does not belong here: formulas (dbt metrics), running them (`kpi_queries.py`), thresholds and scores (`kpis/`).

Counts of a period: `case_count` cases measured in it, `excluded_count` excluded in it, `open_count` neither measured
nor excluded by its end. Over all periods measured + open + excluded = all cases that were opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import duckdb
import polars as pl

from kpis.attainment import department_attainment
from kpis.bridge import health_bridges
from kpis.cards import Card
from kpis.scoring import kpi_scores, process_health
from pipelines.kpi_availability import kpi_availability
from pipelines.kpi_comparisons import LENGTHS, kpi_comparisons
from pipelines.kpi_queries import GROUP_SCOPE, WHOLE_GROUP, Results, run_metrics
from pipelines.metrics import SCOPE_DIMENSIONS, KpiPlan, MetricLibrary

# what keeps a case out of values of the whole group, and of no other scope
GROUP_REASONS = ("rate_missing",)

_VALUES_SCHEMA: dict[str, pl.DataType] = {
    "kpi_id": pl.String(),
    "kpi_version": pl.Int64(),
    "period_type": pl.String(),
    "period_start": pl.Date(),
    "scope_type": pl.String(),
    "scope_id": pl.String(),
    "value": pl.Float64(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "case_count": pl.Int64(),
    "open_count": pl.Int64(),
    "excluded_count": pl.Int64(),
    "coverage": pl.Float64(),
    "is_complete_period": pl.Boolean(),
    "is_estimated": pl.Boolean(),
}
_KEY = ["period_start", "scope_id"]


def write_kpi_tables(
    connection: duckdb.DuckDBPyConnection,
    library: MetricLibrary,
    cards: list[Card],
    as_of_date: date,
    delivered: Mapping[str, Iterable[str]],
) -> dict[str, int]:
    """Compute all KPIs and write `marts.kpi_values` and its sister tables.

    Args:
        connection: the warehouse, writable.
        as_of_date: the first local day that the run does not see whole; periods that reach it are incomplete.
        delivered: configured name of a source → canonical entities that it delivers.

    Returns:
        Rows written, by table.
    """
    plans = [library.plan(card) for card in cards]
    results = run_metrics(connection, library, plans)
    values = pl.concat(_values(connection, plan, results, as_of_date) for plan in plans).sort(
        "kpi_id", "period_type", "period_start", "scope_type", "scope_id"
    )
    variants = pl.concat(
        _long(plan, results, "variant", plan.variants).with_columns(kpi_id=pl.lit(plan.card.id)) for plan in plans
    ).sort("kpi_id", "variant", "period_type", "period_start", "scope_type", "scope_id")
    references = pl.concat(
        _long(plan, results, "metric", {plan.card.relative_to: plan.card.relative_to})
        for plan in plans
        if plan.card.relative_to
    )
    histories = pl.concat(
        _long(plan, results, "kpi_id", {plan.card.id: plan.history_days} if plan.history_days else {}) for plan in plans
    )
    comparisons = kpi_comparisons(connection, library, plans, values, as_of_date)
    library.keep_compiled()
    scores = kpi_scores(values, cards, references.unique(), histories)
    months = pl.col("period_type") == "month"
    monthly_scores = scores.filter(months)
    health = process_health(monthly_scores, cards, values.filter(months))
    tables = {
        "kpi_values": values,
        "kpi_value_variants": variants,
        "kpi_comparisons": comparisons,
        "kpi_scores": scores,
        "process_health": health,
        "health_bridges": health_bridges(monthly_scores, cards, health),
        "department_attainment": department_attainment(monthly_scores),
        "kpi_availability": kpi_availability(cards, delivered),
    }
    for name, frame in tables.items():
        connection.register("frame", frame)
        connection.execute(f"create or replace table marts.{name} as select * from frame")
        connection.unregister("frame")
    return {name: frame.height for name, frame in tables.items()}


def _values(connection: duckdb.DuckDBPyConnection, plan: KpiPlan, results: Results, as_of_date: date) -> pl.DataFrame:
    frames = []
    for period_type in plan.period_types:
        for scope_type in (GROUP_SCOPE, *plan.scope_types):
            frame = results[plan.semantic_model, period_type, scope_type]
            counted = _counted(plan, period_type, frame, _excluded(connection, plan.card.id, period_type, scope_type))
            frames.append(
                counted.with_columns(
                    kpi_id=pl.lit(plan.card.id),
                    kpi_version=pl.lit(plan.card.version),
                    period_type=pl.lit(period_type),
                    scope_type=pl.lit(scope_type),
                    coverage=pl.col("case_count") / (pl.col("case_count") + pl.col("excluded_count")),
                    is_complete_period=pl.col("period_start").dt.offset_by(LENGTHS[period_type]) <= as_of_date,
                )
                .with_columns(pl.col("coverage").fill_nan(None))
                .select(pl.col(name).cast(kind) for name, kind in _VALUES_SCHEMA.items())
            )
    return pl.concat(frames)


def _counted(plan: KpiPlan, period_type: str, frame: pl.DataFrame, excluded: pl.DataFrame) -> pl.DataFrame:
    """Value and counts of one KPI by period and scope; periods without any case are left out."""

    def column(metric: str | None) -> pl.Expr:
        return pl.col(metric) if metric else pl.lit(None, dtype=pl.Float64)

    rows = frame.select(
        *_KEY,
        value=column(plan.card.metric),
        numerator=column(plan.numerator),
        denominator=column(plan.denominator),
        case_count=column(plan.measured).fill_null(0),
        opened=column(plan.opened).fill_null(0),
        is_estimated=column(plan.estimated).fill_null(0) > 0,
    )
    rows = rows.join(excluded, on=_KEY, how="full", coalesce=True).with_columns(
        pl.col("case_count", "opened", "excluded_count").fill_null(0), pl.col("is_estimated").fill_null(False)
    )
    if plan.opened is None:
        return rows.with_columns(open_count=pl.lit(0)).filter(pl.col("case_count") + pl.col("excluded_count") > 0)
    # every scope gets every period, so that open cases are counted on Sundays, too, and where nothing else happened
    happened = rows.filter(pl.sum_horizontal("case_count", "opened", "excluded_count") > 0)["period_start"]
    if happened.is_empty():
        return rows.with_columns(open_count=pl.lit(0)).clear()
    periods = pl.date_range(happened.min(), happened.max(), LENGTHS[period_type], eager=True).alias("period_start")
    grid = rows.select("scope_id").unique().join(periods.to_frame(), how="cross")
    return (
        grid.join(rows, on=_KEY, how="left")
        .with_columns(
            pl.col("case_count", "opened", "excluded_count").fill_null(0),
            pl.col("is_estimated").fill_null(False),
        )
        .sort(*_KEY)
        .with_columns(
            open_count=(pl.col("opened") - pl.col("case_count") - pl.col("excluded_count")).cum_sum().over("scope_id")
        )
        .filter((pl.col("case_count") > 0) | (pl.col("excluded_count") > 0) | (pl.col("open_count") != 0))
    )


def _excluded(connection: duckdb.DuckDBPyConnection, kpi_id: str, period_type: str, scope_type: str) -> pl.DataFrame:
    scope = SCOPE_DIMENSIONS.get(scope_type, f"'{WHOLE_GROUP}'")
    ignored = () if scope_type == GROUP_SCOPE else GROUP_REASONS
    frame = connection.execute(
        f"select cast(date_trunc('{period_type}', excluded_on) as date) as period_start, {scope} as scope_id,"
        " count(*) as excluded_count from marts.exclusions where kpi_id = ? and not list_contains(?, reason)"
        " group by all",
        [kpi_id, list(ignored)],
    ).pl()
    return frame.with_columns(pl.col("excluded_count").cast(pl.Float64))


def _long(plan: KpiPlan, results: Results, label: str, metrics: dict[str, str]) -> pl.DataFrame:
    """Values of several metrics of one KPI as rows: `label` (the given name of each), period, scope, value."""
    columns = [label, "period_type", "period_start", "scope_type", "scope_id", "value"]
    frames = [
        results[plan.semantic_model, period_type, scope_type]
        .select(
            pl.lit(name).alias(label),
            pl.lit(period_type).alias("period_type"),
            "period_start",
            pl.lit(scope_type).alias("scope_type"),
            "scope_id",
            pl.col(metric).alias("value"),
        )
        .filter(pl.col("value").is_not_null())
        for name, metric in metrics.items()
        for period_type in plan.period_types
        for scope_type in (GROUP_SCOPE, *plan.scope_types)
    ]
    text = dict.fromkeys([label, "period_type", "scope_type", "scope_id"], pl.String())
    types = text | {"period_start": pl.Date(), "value": pl.Float64()}
    return pl.concat([pl.DataFrame(schema={column: types[column] for column in columns}), *frames])
