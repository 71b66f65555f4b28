"""Running the compiled metrics in bulk: one query for each semantic model, kind of period and kind of scope.

Belongs here: which queries there are, and their answers as frames. Does not belong here: compiling (`metrics.py`), what
the answers mean (`kpi_values.py`, `kpi_comparisons.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import duckdb
import polars as pl

from pipelines.metrics import KpiPlan, MetricLibrary

GROUP_SCOPE = "company_group"
WHOLE_GROUP = "*"

# semantic model, period type, scope type → period_start, scope_id, and a column a metric
Results = dict[tuple[str, str, str], pl.DataFrame]


def run_metrics(
    connection: duckdb.DuckDBPyConnection,
    library: MetricLibrary,
    plans: Iterable[KpiPlan],
    stretches: Mapping[str, tuple[date, date]] | None = None,
) -> Results:
    """All metrics of some KPIs by period and scope.

    Args:
        stretches: period type → first day and the day after the last: only these, and only those days of them.
    """
    groups: dict[tuple[str, str], list[KpiPlan]] = defaultdict(list)
    for plan in plans:
        for period_type in plan.period_types:
            if stretches is None or period_type in stretches:
                groups[plan.semantic_model, period_type].append(plan)
    results: Results = {}
    for (model, period_type), group in groups.items():
        metrics = list(dict.fromkeys(metric for plan in group for metric in plan.metrics))
        for scope_type in (GROUP_SCOPE, *group[0].scope_types):
            dimension = None if scope_type == GROUP_SCOPE else group[0].dimension(scope_type)
            only = group[0].group_filter if scope_type == GROUP_SCOPE else None
            days = stretches[period_type] if stretches else None
            frame = connection.execute(library.compile(metrics, period_type, dimension, only, days)).pl()
            scope = pl.lit(WHOLE_GROUP) if dimension is None else pl.col(dimension)
            results[model, period_type, scope_type] = (
                frame.with_columns(
                    pl.col(f"metric_time__{period_type}").cast(pl.Date).alias("period_start"),
                    scope.alias("scope_id"),
                )
                .filter(pl.col("period_start").is_not_null())
                # the last digits of a sum depend on its order, and a run must be repeatable to the digit
                .with_columns(pl.col(metric).cast(pl.Float64).round_sig_figs(13) for metric in metrics)
                .select("period_start", "scope_id", *metrics)
            )
    return results
