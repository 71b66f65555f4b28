-- The median of durations with the open ones in it (Kaplan and Meier, 1958): whoever finishes when n are still there
-- takes 1/n of what is left, the product of 1 - 1/n is the share that lasts longer, and the median is the first hour at
-- which it is half or less. (d that finish together make 1 - d/n: the same product.) Open and cancelled ones are known to
-- have lasted at least as long as seen: they are among the n up to then, and never finish. Medians of the finished alone
-- are too short while a backlog grows.
with intervals as (
    select
        process,
        stage,
        company_id,
        cast({{ dbt.date_trunc('month', local_date('entered_at')) }} as date) as entered_month,
        ending,
        elapsed_hours,
        working_hours
    from {{ ref('fct_process_intervals') }}
),

counted as (
    select
        process,
        stage,
        case when grouping(company_id) = 1 then '*' else company_id end as company_id,
        entered_month,
        count(*) as cases,
        {%- for ending in ['finished', 'cancelled', 'open'] %}
        sum(case when ending = '{{ ending }}' then 1 else 0 end) as {{ ending }}_cases,
        {%- endfor %}
        sum(case when working_hours is null then 1 else 0 end) as cases_outside_calendar
    from intervals
    group by grouping sets ((process, stage, entered_month, company_id), (process, stage, entered_month))
),

-- windows over one number are several times as fast as over four names
cohorts as (
    select *, row_number() over (order by process, stage, entered_month, company_id) as cohort_number from counted
),

placed as (
    select
        cohorts.cohort_number,
        groups.cohort_number as group_cohort_number,
        case when intervals.ending = 'finished' then 1 else 0 end as is_finished,
        intervals.elapsed_hours,
        intervals.working_hours
    from intervals
    inner join cohorts
        on cohorts.process = intervals.process
        and cohorts.stage = intervals.stage
        and cohorts.entered_month = intervals.entered_month
        and cohorts.company_id = intervals.company_id
    inner join cohorts as groups
        on groups.process = intervals.process
        and groups.stage = intervals.stage
        and groups.entered_month = intervals.entered_month
        and groups.company_id = '*'
),

{%- for clock in ['elapsed', 'working'] %}
{{ clock }}_at_risk as (
    {%- for cohort in ['cohort_number', 'group_cohort_number'] %}
    select
        {{ cohort }} as cohort_number,
        is_finished,
        {{ clock }}_hours as hours,
        -- of those last seen at the same hour the unfinished were still there when the others finished
        row_number() over (partition by {{ cohort }} order by {{ clock }}_hours desc, is_finished) as cases_at_risk
    from placed
    where {{ clock }}_hours is not null
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

{{ clock }}_survival as (
    select
        cohort_number,
        hours,
        -- the logarithm of 0 is avoided: whoever is last to finish leaves nobody
        case
            when cases_at_risk = 1 then 0.0
            else exp(sum(case when cases_at_risk > 1 then ln(1.0 - 1.0 / cast(cases_at_risk as double)) end) over (
                partition by cohort_number order by cases_at_risk desc rows between unbounded preceding and current row
            ))
        end as share_lasting_longer
    from {{ clock }}_at_risk
    where is_finished = 1
),

{{ clock }}_quantiles as (
    select
        cohort_number,
        -- a billionth for what logarithms round
        min(case when share_lasting_longer <= 0.5 + 1e-9 then hours end) as hours_p50,
        min(case when share_lasting_longer <= 0.1 + 1e-9 then hours end) as hours_p90
    from {{ clock }}_survival
    group by cohort_number
){{ "," if not loop.last }}
{% endfor %}
select
    cohorts.process,
    cohorts.stage,
    cohorts.company_id,
    cohorts.entered_month,
    {%- for column in ['cases', 'finished_cases', 'cancelled_cases', 'open_cases', 'cases_outside_calendar'] %}
    cast(cohorts.{{ column }} as bigint) as {{ column }},
    {%- endfor %}
    cast(elapsed_quantiles.hours_p50 as double) as elapsed_hours_p50,
    cast(elapsed_quantiles.hours_p90 as double) as elapsed_hours_p90,
    cast(working_quantiles.hours_p50 as double) as working_hours_p50,
    cast(working_quantiles.hours_p90 as double) as working_hours_p90
from cohorts
left join elapsed_quantiles on elapsed_quantiles.cohort_number = cohorts.cohort_number
left join working_quantiles on working_quantiles.cohort_number = cohorts.cohort_number
