"""Checks on computed KPI values that must hold before anything is published."""

from __future__ import annotations

import duckdb

# A case belongs to exactly one company, one department, one warehouse: whichever way the group is split, the counts of
# the parts add up to the group's. And nothing can be measured or excluded that was never opened.
_INCONSISTENT = """
with parts as (
    select kpi_id, period_type, period_start, scope_type,
        sum(case_count) as cases, sum(open_count) as open, sum(excluded_count) as excluded
    from marts.kpi_values
    where scope_type <> 'company_group'
    group by all
),

groups as (
    select * from marts.kpi_values where scope_type = 'company_group'
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
