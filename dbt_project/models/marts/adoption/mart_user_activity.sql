-- Who used the ERP in which month. A user counts from the first month in which anything of theirs is on record (one that
-- never did anything: from the first month of the source's records), and until now or, once switched off, the last such
-- month. Events of processes and decisions are acts; to log in is none.
with acts as (
    select source_id, actor_id as user_id, occurred_at as acted_at, 1 as is_act
    from {{ ref('fct_process_events') }}
    where actor_id is not null and not is_impossible and occurred_at <= {{ as_of() }}
    union all
    select source_id, approver_id, decided_at, 1
    from {{ ref('fct_approval_steps') }}
    where approver_id is not null and decided_at <= {{ as_of() }}
    union all
    select source_id, user_id, logged_in_at, 0
    from {{ ref('user_sessions') }}
    where logged_in_at <= {{ as_of() }}
),

dated as (
    select source_id, user_id, acted_at, is_act,
        cast({{ dbt.date_trunc('month', local_date('acted_at')) }} as date) as month_start
    from acts
),

user_months as (
    select
        source_id, user_id, month_start, sum(is_act) as act_count, min(is_act) = 0 as has_logged_in,
        max(case when is_act = 1 then acted_at end) as last_acted_at
    from dated
    group by source_id, user_id, month_start
),

seen as (
    select user_id, min(month_start) as first_month, max(month_start) as last_month
    from user_months
    group by user_id
),

sources as (
    select source_id, min(month_start) as first_month from user_months group by source_id
),

months as (
    select distinct cast({{ dbt.date_trunc('month', 'calendar_date') }} as date) as month_start
    from {{ ref('dim_working_days') }}
    where {{ local_to_utc(dbt.date_trunc('month', 'calendar_date')) }} < {{ as_of() }}
)

select
    users.source_id,
    users.user_id || ':' || cast(months.month_start as {{ dbt.type_string() }}) as user_month_id,
    users.user_id,
    {{ unassigned('users.company_id') }} as company_id,
    {{ unassigned('users.department_id') }} as department_id,
    months.month_start as observed_on,
    cast(coalesce(user_months.act_count, 0) as {{ dbt.type_int() }}) as act_count,
    coalesce(user_months.act_count, 0) > 0 as has_acted,
    coalesce(user_months.has_logged_in, false) as has_logged_in,
    user_months.last_acted_at
from {{ ref('users') }} as users
inner join sources on sources.source_id = users.source_id
left join seen on seen.user_id = users.user_id
inner join months
    on months.month_start >= coalesce(seen.first_month, sources.first_month)
    and (users.is_active or months.month_start <= seen.last_month)
left join user_months
    on user_months.user_id = users.user_id and user_months.month_start = months.month_start
where not coalesce(users.is_external, false) and not coalesce(users.is_automatic, false)
