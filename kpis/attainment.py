"""How many of its KPIs each department keeps on target, and its place among the departments.

Belongs here: counting and ranking. Does not belong here: whether a KPI is on target (`scoring.py`).
"""

from __future__ import annotations

import polars as pl

# what is not judged is neither kept nor missed
_JUDGED = ("on_target", "off_target", "warning", "critical")
_KEY = ["month", "department_id"]


def department_attainment(scores: pl.DataFrame) -> pl.DataFrame:
    """Share of each department's judged KPIs that are on target, by month.

    Args:
        scores: result of `kpi_scores`, months only.

    Returns:
        month, department_id, judged_kpis, kpis_on_target, attainment (share, 0–1), rank: 1 is best, equals share a rank
        and the next one follows at its place (1, 1, 3). Whoever has nothing judged in a month is not ranked. Records of
        no department are ranked with the others, as `unassigned`: they are somebody's.
    """
    return (
        scores.filter((pl.col("scope_type") == "department") & pl.col("status").is_in(_JUDGED))
        .rename({"period_start": "month", "scope_id": "department_id"})
        .group_by(_KEY)
        .agg(
            judged_kpis=pl.len().cast(pl.Int64),
            kpis_on_target=(pl.col("status") == "on_target").sum().cast(pl.Int64),
        )
        .with_columns(attainment=pl.col("kpis_on_target") / pl.col("judged_kpis"))
        .with_columns(rank=pl.col("attainment").rank("min", descending=True).over("month").cast(pl.Int64))
        .sort("month", "rank", "department_id")
    )
