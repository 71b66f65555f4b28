"""Checks on computed KPI values that must hold before anything is published."""

from __future__ import annotations

import duckdb

from pipelines.kpi_values import GROUP_REASONS
from pipelines.metrics import PERIOD_TYPES

# A case belongs to exactly one company, one department, one warehouse: whichever way the group is split, the counts of
# the parts add up to the group's, but for what only values of the whole group exclude. And nothing can be measured or
# excluded that was never opened.
_INCONSISTENT = f"""
with only_in_parts as (
    select kpi_id, period_type, cast(date_trunc(period_type, excluded_on) as date) as period_start, count(*) as cases
    from marts.exclusions, unnest({list(PERIOD_TYPES)}) as period_types (period_type)
    where reason in ({", ".join(f"'{reason}'" for reason in GROUP_REASONS)})
    group by all
),

parts as (
    select kpi_id, period_type, period_start, scope_type,
        sum(case_count) as cases, sum(open_count) as open, sum(excluded_count) as excluded
    from marts.kpi_values
    where scope_type <> 'company_group'
    group by all
),

groups as (
    select kpi_values.* exclude (case_count, excluded_count),
        case_count + coalesce(cases, 0) as case_count, excluded_count - coalesce(cases, 0) as excluded_count
    from marts.kpi_values left join only_in_parts using (kpi_id, period_type, period_start)
    where scope_type = 'company_group'
)

select 'negative open_count' as finding, kpi_id, period_start, scope_type
from marts.kpi_values
where open_count < 0
union all
select 'counts of the parts differ from the group', parts.kpi_id, parts.period_start, parts.scope_type
from parts
inner join groups using (kpi_id, period_type, period_start)
where parts.cases <> groups.case_count or parts.open <> groups.open_count or parts.excluded <> groups.excluded_count
order by all
"""


def inconsistent_counts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Findings in `marts.kpi_values`, each as one line; empty where measured, open and excluded cases add up."""
    return [", ".join(str(part) for part in row) for row in connection.execute(_INCONSISTENT).fetchall()]
