"""Why a process' health changed from one month to the next: per KPI, by value, weight and coverage.

Belongs here: taking the change apart so that the parts add up to it exactly. Does not belong here: the health itself
(`scoring.py`).

A health is a weighted mean M = Σ w·s / Σ w of its KPIs' scores s. It is changed one thing after the other:

1. values: each score in both months becomes the new one, at the old weights: w (s' - s) / Σ w;
2. weights: each weight becomes the new one: (w' - w) (s' - M) / Σ w', as Σ w (s' - M) = 0;
3. coverage: KPIs that are scored no more leave, others come in: -w (s - M) / Σ w'' and w'' (s'' - M) / Σ w'';
4. cap: what the cap of a health with too little coverage takes away, or took away before.
"""

from __future__ import annotations

import polars as pl

from kpis.cards import Card

_GROUP = ["process", "month", "scope_type", "scope_id"]
COLUMNS = [*_GROUP, "kpi_id", "effect", "points"]


def health_bridges(scores: pl.DataFrame, cards: list[Card], health: pl.DataFrame) -> pl.DataFrame:
    """The parts of every change of health from a month to the next.

    Args:
        scores: result of `kpi_scores`, months only.
        cards: the catalogue with weights and processes.
        health: result of `process_health`.

    Returns:
        process, month (the later one), scope_type, scope_id, kpi_id (null for the cap), effect (value, weight,
        coverage, cap) and points. The points of a process, month and scope add up to the change of its score. Months
        whose month before has no health have no rows.
    """
    weights = pl.DataFrame({name: [getattr(card, name) for card in cards] for name in ("id", "process", "weight")})
    scored = (
        scores.filter(pl.col("score").is_not_null())
        .join(weights.rename({"id": "kpi_id"}), on="kpi_id")
        .select("process", pl.col("period_start").alias("month"), "scope_type", "scope_id", "kpi_id", "score", "weight")
    )
    return bridges(scored, health)


def bridges(scored: pl.DataFrame, health: pl.DataFrame) -> pl.DataFrame:
    """`health_bridges` of scores that carry the weights of their month: process … kpi_id, score, weight."""
    earlier = scored.with_columns(_next_month()).rename({"score": "old_score", "weight": "old_weight"})
    # both months have a health, or there is no change to explain
    changes = health.select(*_GROUP, "score").join(
        health.with_columns(_next_month()).select(*_GROUP, old_health="score"), on=_GROUP
    )
    stays, leaves, comes = (
        pl.col("score").is_not_null() & pl.col("old_score").is_not_null(),
        pl.col("score").is_null(),
        pl.col("old_score").is_null(),
    )
    parts = (
        scored.join(earlier, on=[*_GROUP, "kpi_id"], how="full", coalesce=True)
        .join(changes.select(_GROUP), on=_GROUP)
        .with_columns(
            # of what leaves the last that is known
            new_score=pl.coalesce("score", "old_score"),
            new_weight=pl.coalesce("weight", "old_weight"),
        )
        .with_columns(mean=_mean("old_score", "old_weight"))
        .with_columns(value=pl.when(stays).then(_share(pl.col("new_score") - pl.col("old_score"), "old_weight")))
        .with_columns(mean=pl.col("mean") + _sum("value"))
        .with_columns(weight_total=_sum(pl.when(~comes).then(pl.col("new_weight"))))
        .with_columns(
            weight_effect=pl.when(stays).then(
                (pl.col("new_weight") - pl.col("old_weight"))
                * (pl.col("new_score") - pl.col("mean"))
                / pl.col("weight_total")
            )
        )
        .with_columns(mean=pl.col("mean") + _sum("weight_effect"))
        .with_columns(
            coverage=pl.when(leaves | comes).then(
                pl.col("new_weight")
                * (pl.col("new_score") - pl.col("mean"))
                / _sum("weight")
                * pl.when(leaves).then(-1.0).otherwise(1.0)
            )
        )
    )
    of_kpis = [
        parts.filter(pl.col(column).is_not_null()).select(
            *_GROUP, "kpi_id", effect=pl.lit(effect), points=pl.col(column)
        )
        for effect, column in (("value", "value"), ("weight", "weight_effect"), ("coverage", "coverage"))
    ]
    uncapped = scored.group_by(_GROUP).agg(uncapped=(pl.col("score") * pl.col("weight")).sum() / pl.col("weight").sum())
    taken = health.join(uncapped, on=_GROUP).select(*_GROUP, cap=pl.col("score") - pl.col("uncapped"))
    of_caps = (
        taken.join(taken.with_columns(_next_month()).rename({"cap": "old_cap"}), on=_GROUP)
        .select(
            *_GROUP,
            kpi_id=pl.lit(None, dtype=pl.String),
            effect=pl.lit("cap"),
            points=pl.col("cap") - pl.col("old_cap"),
        )
        # a mean that was computed twice differs in its last digit
        .filter(pl.col("points").abs() > 1e-9)
    )
    rows = pl.concat([*of_kpis, of_caps])
    # weights rarely change; a change of nothing is no part of a bridge
    return rows.filter((pl.col("effect") != "weight") | (pl.col("points") != 0)).select(COLUMNS).sort(COLUMNS)


def _next_month() -> pl.Expr:
    return pl.col("month").dt.offset_by("1mo")


def _sum(of: str | pl.Expr) -> pl.Expr:
    return (pl.col(of) if isinstance(of, str) else of).sum().over(_GROUP)


def _mean(score: str, weight: str) -> pl.Expr:
    return _sum(pl.col(score) * pl.col(weight)) / _sum(weight)


def _share(change: pl.Expr, weight: str) -> pl.Expr:
    return change * pl.col(weight) / _sum(weight)
