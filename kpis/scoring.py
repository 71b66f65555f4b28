"""From values to scores: a KPI's score and status, a process' health.

Belongs here: the rules of the scale, vectorised over polars frames. Does not belong here: where values come from.

The scale: 100 at target or beyond, 70 at warning, 40 at critical, straight lines between, down to 0 as far beyond
critical as critical is beyond warning.
"""

from __future__ import annotations

import polars as pl

from kpis.cards import DIMENSIONS, Card

COVERAGE_NEEDED = 0.6
CAPPED_SCORE = 70.0
APPLICABLE_MONTHS = 12

_KEY = ["period_type", "period_start", "scope_type", "scope_id"]


def kpi_scores(
    values: pl.DataFrame, cards: list[Card], references: pl.DataFrame, histories: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Score and status of every KPI value.

    Args:
        values: `kpi_values`; value is a fraction for cards in percent.
        cards: the catalogue.
        references: metric, period_type, period_start, scope_type, scope_id, value of the metrics that cards'
            thresholds are relative to.
        histories: kpi_id, period_type, period_start, scope_type, scope_id, value: the days of records that values rest
            on, where the KPI knows them.

    Returns:
        kpi_id and the key of the period and scope, with target, warning, critical (in the card's unit), score 0–100
        (null where there is none), and status: on_target, off_target, warning, critical, too_few_cases,
        history_too_short, no_target, no_value.
    """
    frame = values.join(_thresholds(cards), on="kpi_id", how="inner").join(
        references.rename({"value": "reference"}),
        left_on=["relative_to", *_KEY],
        right_on=["metric", *_KEY],
        how="left",
    )
    # a reference of zero is no plan at all, such as a planned lead time that nobody maintains
    reference = pl.when(pl.col("reference") > 0).then(pl.col("reference"))
    factor = pl.when(pl.col("relative_to").is_null()).then(pl.lit(1.0)).otherwise(reference)
    frame = frame.with_columns(
        (pl.col(name) * factor).alias(name) for name in ("target", "warning", "critical")
    ).with_columns(measured=pl.col("value") * pl.col("scale"))
    enough = pl.col("case_count") >= pl.col("minimum_cases")
    if histories is None:
        frame = frame.with_columns(history=pl.lit(None, dtype=pl.Float64))
    else:
        frame = frame.join(histories.rename({"value": "history"}), on=["kpi_id", *_KEY], how="left")
    # a KPI that does not tell its history rests on no window of time
    lasting = (pl.col("history") >= pl.col("minimum_history_days")).fill_null(True)
    judged = pl.col("measured").is_not_null() & pl.col("target").is_not_null() & lasting & enough
    frame = frame.with_columns(
        score=pl.when(judged).then(_score()),
        status=pl.when(pl.col("measured").is_null())
        .then(pl.lit("no_value"))
        .when(pl.col("target").is_null())
        .then(pl.lit("no_target"))
        .when(~lasting)
        .then(pl.lit("history_too_short"))
        .when(~enough)
        .then(pl.lit("too_few_cases"))
        .when(_beyond("critical"))
        .then(pl.lit("critical"))
        .when(_beyond("warning"))
        .then(pl.lit("warning"))
        .when(_beyond("target"))
        .then(pl.lit("off_target"))
        .otherwise(pl.lit("on_target")),
    )
    return frame.select("kpi_id", *_KEY, "target", "warning", "critical", "score", "status")


def process_health(scores: pl.DataFrame, cards: list[Card], counts: pl.DataFrame) -> pl.DataFrame:
    """Weighted health of every process, month and scope.

    Args:
        scores: result of `kpi_scores`, months only.
        cards: the catalogue with weights, processes and dimensions.
        counts: kpi_id, period_start, scope_type, scope_id, case_count, open_count, excluded_count, months only. A KPI
            is expected of a scope that had a case of it, measured or not, in the last twelve months; the others cannot
            lower its coverage.

    Returns:
        process, month, scope_type, scope_id, score, coverage (share of the weight that was scored), is_capped, and a
        score for each dimension. Coverage under 60 % caps the score at 70.
    """
    weights = pl.DataFrame(
        {
            "kpi_id": [card.id for card in cards],
            "process": [card.process for card in cards],
            "dimension": [card.dimension for card in cards],
            "weight": [card.weight for card in cards],
        }
    )
    group = ["process", "period_start", "scope_type", "scope_id"]
    expected = _applicable(counts).join(weights, on="kpi_id").group_by(group).agg(expected=pl.col("weight").sum())
    scored = scores.filter(pl.col("score").is_not_null()).join(weights, on="kpi_id")
    weighted = (pl.col("score") * pl.col("weight")).sum() / pl.col("weight").sum()
    dimensions = [
        (
            (pl.col("score") * pl.col("weight")).filter(pl.col("dimension") == name).sum()
            / pl.col("weight").filter(pl.col("dimension") == name).sum()
        )
        .fill_nan(None)
        .alias(f"{name}_score")
        for name in DIMENSIONS
    ]
    health = (
        scored.sort("kpi_id")
        .group_by(group, maintain_order=True)
        .agg(weighted.alias("score"), pl.col("weight").sum().alias("scored"), *dimensions)
        .join(expected, on=group)
        .with_columns(coverage=pl.col("scored") / pl.col("expected"))
        .with_columns(is_capped=(pl.col("coverage") < COVERAGE_NEEDED) & (pl.col("score") > CAPPED_SCORE))
        .with_columns(score=pl.when("is_capped").then(pl.lit(CAPPED_SCORE)).otherwise(pl.col("score")))
    )
    names = [f"{name}_score" for name in DIMENSIONS]
    return health.select(
        "process",
        pl.col("period_start").alias("month"),
        "scope_type",
        "scope_id",
        "score",
        "coverage",
        "is_capped",
        *names,
    ).sort("process", "month", "scope_type", "scope_id")


def _applicable(counts: pl.DataFrame) -> pl.DataFrame:
    """kpi_id, period_start, scope_type, scope_id: KPIs the scope had a case of in that month or the eleven before."""
    seen = counts.filter(pl.sum_horizontal("case_count", "open_count", "excluded_count") > 0)
    key = ["kpi_id", "period_start", "scope_type", "scope_id"]
    later = [seen.with_columns(pl.col("period_start").dt.offset_by(f"{n}mo")) for n in range(APPLICABLE_MONTHS)]
    return pl.concat(frame.select(key) for frame in later).unique()


def _thresholds(cards: list[Card]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "kpi_id": [card.id for card in cards],
            "target": [card.target for card in cards],
            "warning": [card.warning for card in cards],
            "critical": [card.critical for card in cards],
            "relative_to": [card.relative_to for card in cards],
            "minimum_cases": [card.minimum_cases for card in cards],
            "minimum_history_days": [card.minimum_history_days for card in cards],
            "scale": [card.scale for card in cards],
            # +1 where more is worse, so that one formula serves both directions
            "worse": [1.0 if card.direction == "lower" else -1.0 for card in cards],
        },
        schema_overrides={"relative_to": pl.String},
    )


def _beyond(threshold: str) -> pl.Expr:
    return (pl.col("measured") - pl.col(threshold)) * pl.col("worse") > 0


def _score() -> pl.Expr:
    value, worse = pl.col("measured"), pl.col("worse")

    def along(start: str, end: str, high: float, low: float) -> pl.Expr:
        share = (value - pl.col(start)) / (pl.col(end) - pl.col(start))
        return high - share * (high - low)

    past_critical = ((value - pl.col("critical")) * worse) / ((pl.col("critical") - pl.col("warning")) * worse)
    return (
        pl.when((value - pl.col("target")) * worse <= 0)
        .then(pl.lit(100.0))
        .when((value - pl.col("warning")) * worse <= 0)
        .then(along("target", "warning", 100.0, 70.0))
        .when((value - pl.col("critical")) * worse <= 0)
        .then(along("warning", "critical", 70.0, 40.0))
        .otherwise((40.0 * (1.0 - past_critical)).clip(lower_bound=0.0))
    )
