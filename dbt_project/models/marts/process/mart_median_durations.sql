-- The median of durations with the open ones in it (Kaplan and Meier, 1958): of those still there after t hours, the share
-- d/n that finishes at t is lost; the product of the shares that stay is the share that lasts longer than t, and the median
-- is the first t at which it is half or less. Open and cancelled ones are known to have lasted at least as long as seen:
-- they count among n up to then, and never as finished. Medians of the finished alone are too short while a backlog grows.
with intervals as (
    select
        *,
        cast({{ dbt.date_trunc('month', local_date('entered_at')) }} as date) as entered_month
    from {{ ref('fct_process_intervals') }}
),

observed as (
    {%- for clock in ['elapsed', 'working'] %}
    {%- for company in ['company_id', "'*'"] %}
    select process, stage, {{ company }} as company_id, entered_month, '{{ clock }}' as clock, {{ clock }}_hours as hours,
        count(*) as cases, sum(case when ending = 'finished' then 1 else 0 end) as finished_cases
    from intervals
    where {{ clock }}_hours is not null
    group by process, stage, {{ "company_id, " if company == "company_id" }}entered_month, {{ clock }}_hours
    {{ "union all" if not loop.last }}
    {%- endfor %}
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

at_risk as (
    select
        *,
        -- who finishes and who is last seen at the same hour: the latter were still there
        sum(cases) over (
            partition by process, stage, company_id, entered_month, clock order by hours desc
            rows between unbounded preceding and current row
        ) as cases_at_risk
    from observed
),

survival as (
    select
        *,
        -- the logarithm of 0 is avoided: whoever is last to finish leaves nobody
        case
            when finished_cases = cases_at_risk then 0.0
            else exp(
                sum(case when finished_cases < cases_at_risk then ln(1.0 - finished_cases * 1.0 / cases_at_risk) end) over (
                    partition by process, stage, company_id, entered_month, clock order by hours
                    rows between unbounded preceding and current row
                )
            )
        end as share_lasting_longer
    from at_risk
    where finished_cases > 0
),

quantiles as (
    select
        process, stage, company_id, entered_month, clock,
        -- a billionth for what logarithms round
        min(case when share_lasting_longer <= 0.5 + 1e-9 then hours end) as hours_p50,
        min(case when share_lasting_longer <= 0.1 + 1e-9 then hours end) as hours_p90
    from survival
    group by process, stage, company_id, entered_month, clock
),

counted as (
    {%- for company in ['company_id', "'*'"] %}
    select process, stage, {{ company }} as company_id, entered_month,
        count(*) as cases,
        {%- for ending in ['finished', 'cancelled', 'open'] %}
        sum(case when ending = '{{ ending }}' then 1 else 0 end) as {{ ending }}_cases,
        {%- endfor %}
        sum(case when working_hours is null then 1 else 0 end) as cases_outside_calendar
    from intervals
    group by process, stage, {{ "company_id, " if company == "company_id" }}entered_month
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select
    counted.process,
    counted.stage,
    counted.company_id,
    counted.entered_month,
    {%- for column in ['cases', 'finished_cases', 'cancelled_cases', 'open_cases', 'cases_outside_calendar'] %}
    cast(counted.{{ column }} as bigint) as {{ column }},
    {%- endfor %}
    {%- for clock in ['elapsed', 'working'] %}
    {%- for percent in [50, 90] %}
    cast({{ clock }}.hours_p{{ percent }} as double) as {{ clock }}_hours_p{{ percent }}{{ "," if not (loop.last and clock == 'working') }}
    {%- endfor %}
    {%- endfor %}
from counted
{%- for clock in ['elapsed', 'working'] %}
left join quantiles as {{ clock }}
    on {{ clock }}.clock = '{{ clock }}'
    and {{ clock }}.process = counted.process
    and {{ clock }}.stage = counted.stage
    and {{ clock }}.company_id = counted.company_id
    and {{ clock }}.entered_month = counted.entered_month
{%- endfor %}
