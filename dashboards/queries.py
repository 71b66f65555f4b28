"""What the pages read from the published snapshot: one function a question, each with plain SQL.

Belongs here: selecting, joining and grouping published tables. Does not belong here: any KPI's formula (they are
published as values), where the data came from (`provenance.py`), Streamlit, texts. Every function takes an open cursor
first and returns a polars frame.
"""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from dashboards.shared_names import DEPARTMENTS, NODES, WAREHOUSES, told_apart

TREND_MONTHS = 12
CASES_SHOWN = 500
# the column of stages that have not ended; by department, `open:<department_id>`
OPEN = "open"

Cursor = duckdb.DuckDBPyConnection

# Where a value is a share of a case: everything, one company, one department, one warehouse.
_SCOPED = "scope_type = ? and scope_id = ?"
_MEASURES = {"working": "working_hours", "elapsed": "elapsed_hours"}


def months(cursor: Cursor) -> pl.DataFrame:
    """month, is_complete: the months with values, newest first."""
    return cursor.execute(
        "select period_start as month, bool_and(is_complete_period) as is_complete from kpi_values"
        " where period_type = 'month' group by 1 order by 1 desc"
    ).pl()


def scopes(cursor: Cursor) -> pl.DataFrame:
    """scope_type, scope_id, name_zh, name_en of every scope that has values; the group first."""
    return cursor.execute(
        f"""
        with names as (
            select 'company' as scope_type, company_id as scope_id, company_name as name_zh, company_name as name_en
            from companies
            union all
            select 'department', key, name_zh, name_en from ({told_apart(DEPARTMENTS)})
            union all
            select 'warehouse', key, name_zh, name_en from ({told_apart(WAREHOUSES)})
        )
        select distinct kpi_values.scope_type, kpi_values.scope_id, names.name_zh, names.name_en
        from kpi_values
        left join names using (scope_type, scope_id)
        where kpi_values.scope_type in ('company_group', 'company', 'department', 'warehouse')
        order by
            array_position(['company_group', 'company', 'department', 'warehouse'], kpi_values.scope_type),
            kpi_values.scope_id = 'unassigned', names.name_zh, kpi_values.scope_id
        """
    ).pl()


def tiles(cursor: Cursor, month: date, scope_type: str, scope_id: str) -> pl.DataFrame:
    """One row a KPI of the scope: its card, value, thresholds, status, score, previous value, counts and trend.

    The trend is a list of the last `TREND_MONTHS` calendar months, null where a month has no value.
    """
    return cursor.execute(
        f"""
        with scoped as (
            select * from kpi_values
            left join kpi_scores using (kpi_id, period_type, period_start, scope_type, scope_id)
            where period_type = 'month' and {_SCOPED}
        ),
        available as (
            select distinct kpi_id from scoped
        ),
        calendar as (
            select cast(? - to_months(months_ago) as date) as month
            from unnest(range({TREND_MONTHS})) as ago(months_ago)
        ),
        trends as (
            select available.kpi_id, list(scoped.value order by calendar.month) as trend
            from available
            cross join calendar
            left join scoped on scoped.kpi_id = available.kpi_id and scoped.period_start = calendar.month
            group by available.kpi_id
        ),
        previous as (
            select kpi_id, value as previous_value from kpi_comparisons
            where basis = 'previous' and period_type = 'month' and period_start = ? and {_SCOPED}
        )
        select kpi_cards.*, processes.name_zh as process_zh, processes.name_en as process_en,
            scoped.* exclude (kpi_id), previous.previous_value, trends.trend
        from kpi_cards
        inner join available using (kpi_id)
        inner join processes using (process)
        left join (select * from scoped where period_start = ?) as scoped using (kpi_id)
        left join previous using (kpi_id)
        left join trends using (kpi_id)
        order by processes.position, kpi_cards.position
        """,
        [scope_type, scope_id, month, month, scope_type, scope_id, month],
    ).pl()


def variants(cursor: Cursor, kpi_id: str, month: date, scope_type: str, scope_id: str) -> pl.DataFrame:
    """variant, value: the further views on a KPI."""
    return cursor.execute(
        f"select variant, value from kpi_value_variants where kpi_id = ? and period_type = 'month'"
        f" and period_start = ? and {_SCOPED} order by variant",
        [kpi_id, month, scope_type, scope_id],
    ).pl()


def health(cursor: Cursor, scope_type: str, scope_id: str) -> pl.DataFrame:
    """process_health of a scope over all months, with the processes' names."""
    return cursor.execute(
        "select process_health.*, processes.name_zh, processes.name_en from process_health"
        f" inner join processes using (process) where {_SCOPED} order by processes.position, month",
        [scope_type, scope_id],
    ).pl()


def processes(cursor: Cursor) -> pl.DataFrame:
    """process, name_zh, name_en of the processes that have a value stream."""
    return cursor.execute(
        "select distinct processes.process, processes.name_zh, processes.name_en, processes.position"
        " from processes inner join fct_process_cases using (process) order by processes.position"
    ).pl()


def stage_departments(cursor: Cursor, process: str) -> pl.DataFrame:
    """department_id, name_zh, name_en of the departments that worked in a process."""
    return cursor.execute(
        f"select distinct department_id, name_zh, name_en from fct_stage_durations"
        f" inner join ({told_apart(DEPARTMENTS)}) on key = department_id where process = ? order by 2",
        [process],
    ).pl()


def _stage_rows(by: str, timezone: str) -> str:
    """Stages with the column they stand in: month in which they ended, or department; open ones apart from them."""
    closed = (
        f"strftime(timezone('{timezone}', timezone('UTC', left_at)), '%Y-%m')"
        if by == "month"
        else "coalesce(department_id, 'unassigned')"
    )
    is_open = f"'{OPEN}'" if by == "month" else f"'{OPEN}:' || coalesce(department_id, 'unassigned')"
    return f"""
        select *, case when is_open then {is_open} else {closed} end as column_id
        from fct_stage_durations
        where process = ? and not is_abandoned and (? is null or department_id = ?)
            and (is_open or timezone('{timezone}', timezone('UTC', left_at)) >= ?)
    """


def stage_matrix(
    cursor: Cursor,
    process: str,
    by: str,
    measure: str,
    quantile: float,
    department_id: str | None,
    since: date,
    timezone: str,
) -> pl.DataFrame:
    """stage, names, position, column_id, hours (the quantile), case_count: the value stream's heatmap.

    Args:
        by: month or department.
        measure: working or elapsed.
        since: first local day a closed stage may have ended; open stages are always in.
    """
    return cursor.execute(
        f"""
        with placed as ({_stage_rows(by, timezone)})
        select stages.stage, stages.position, stages.name_zh, stages.name_en, placed.column_id,
            quantile_cont(placed.{_MEASURES[measure]}, {float(quantile)}) as hours, count(*) as case_count
        from placed
        inner join stages on stages.process = placed.process and stages.stage = placed.stage
        where placed.{_MEASURES[measure]} is not null
        group by all
        order by stages.position, placed.column_id
        """,
        [process, department_id, department_id, since],
    ).pl()


def cases_of_cell(
    cursor: Cursor,
    process: str,
    stage: str,
    column_id: str,
    by: str,
    measure: str,
    department_id: str | None,
    since: date,
    timezone: str,
) -> pl.DataFrame:
    """The cases behind one cell of the heatmap, slowest first."""
    return cursor.execute(
        f"""
        with placed as ({_stage_rows(by, timezone)})
        select placed.case_id, cases.document_number, placed.{_MEASURES[measure]} as hours, placed.entered_at,
            placed.left_at, users.user_name as actor, items.item_name_zh, items.item_name_en,
            coalesce(suppliers.supplier_name, customers.customer_name) as partner, cases.amount_company_currency,
            companies.company_currency, cases.outcome
        from placed
        inner join fct_process_cases as cases using (process, case_id)
        left join companies on companies.company_id = cases.company_id
        left join users on users.user_id = placed.actor_id
        left join items on items.item_id = cases.item_id
        left join suppliers on suppliers.supplier_id = cases.partner_id
        left join customers on customers.customer_id = cases.partner_id
        where placed.stage = ? and placed.column_id = ? and placed.{_MEASURES[measure]} is not null
        order by hours desc, placed.case_id
        limit {CASES_SHOWN}
        """,
        [process, department_id, department_id, since, stage, column_id],
    ).pl()


def case_events(cursor: Cursor, case_id: str) -> pl.DataFrame:
    """The events of one case in their order."""
    return cursor.execute(
        "select occurred_at, activity, activity_zh, activity_en, actor_name, departments.department_name_zh,"
        " departments.department_name_en, is_automatic from fct_process_events"
        " left join departments using (department_id) where case_id = ? order by occurred_at, event_id",
        [case_id],
    ).pl()


def case_stages(cursor: Cursor, case_id: str) -> pl.DataFrame:
    """The stages of one case in their order, with their durations."""
    return cursor.execute(
        "select stages.position, stages.name_zh, stages.name_en, entered_at, left_at, is_open, working_hours,"
        " elapsed_hours from fct_stage_durations as durations inner join stages"
        " on stages.process = durations.process and stages.stage = durations.stage"
        " where case_id = ? and elapsed_hours is not null order by stages.position",
        [case_id],
    ).pl()


def _decided_steps(timezone: str) -> str:
    decided = f"timezone('{timezone}', timezone('UTC', decided_at))"
    return (
        f"select *, strftime({decided}, '%Y-%m') as month from fct_approval_steps where decided_at is not null"
        f" and working_hours is not null and (? is null or document_type = ?) and {decided} >= ?"
    )


def approval_nodes(cursor: Cursor, measure: str, document_type: str | None, since: date, timezone: str) -> pl.DataFrame:
    """One row an approval node: names, role (both languages), P50, P90, decisions, share of rejections."""
    return cursor.execute(
        f"""
        with steps as ({_decided_steps(timezone)}), names as ({told_apart(NODES)})
        select node, min(name_zh) as name_zh, min(name_en) as name_en, min(approver_role_zh) as role_zh,
            min(approver_role_en) as role_en, quantile_cont({_MEASURES[measure]}, 0.5) as p50,
            quantile_cont({_MEASURES[measure]}, 0.9) as p90,
            count(*) as decision_count, avg(case when decision = 'rejected' then 1.0 else 0.0 end) as rejected_share
        from steps inner join names on names.key = steps.node group by node order by p50 desc
        """,
        [document_type, document_type, since],
    ).pl()


def approval_trend(cursor: Cursor, measure: str, document_type: str | None, since: date, timezone: str) -> pl.DataFrame:
    """month, node, names, P50, decisions."""
    return cursor.execute(
        f"""
        with steps as ({_decided_steps(timezone)}), names as ({told_apart(NODES)})
        select month, node, min(name_zh) as name_zh, min(name_en) as name_en,
            quantile_cont({_MEASURES[measure]}, 0.5) as p50, count(*) as decision_count
        from steps inner join names on names.key = steps.node group by month, node order by month, node
        """,
        [document_type, document_type, since],
    ).pl()


def open_approvals(cursor: Cursor, measure: str, document_type: str | None) -> pl.DataFrame:
    """Every step that waits for a decision, with its hours of the measure, longest waiting first."""
    return cursor.execute(
        f"""
        select approval_id, document_type, document_id, document_number, node_name_zh, node_name_en,
            requested_at, {_MEASURES[measure]} as hours, amount_company_currency, companies.company_currency,
            departments.department_name_zh, departments.department_name_en
        from fct_approval_steps
        left join departments using (department_id)
        left join companies on companies.company_id = fct_approval_steps.company_id
        where is_open and (? is null or document_type = ?)
        order by hours desc nulls last, approval_id
        """,
        [document_type, document_type],
    ).pl()


def document_steps(cursor: Cursor, measure: str, document_type: str, document_id: str) -> pl.DataFrame:
    """All approval steps of one document in their order."""
    return cursor.execute(
        "select round_number, step_number, node_name_zh, node_name_en, approver_name, requested_at, decided_at,"
        f" decision, {_MEASURES[measure]} as hours from fct_approval_steps where document_type = ? and document_id = ?"
        " order by round_number, step_number, requested_at",
        [document_type, document_id],
    ).pl()


def document_types(cursor: Cursor) -> pl.DataFrame:
    """document_type, name_zh, name_en of the documents that need approval."""
    return cursor.execute(
        "select distinct document_type, name_zh, name_en from fct_approval_steps inner join document_types"
        " using (document_type) order by 1"
    ).pl()
