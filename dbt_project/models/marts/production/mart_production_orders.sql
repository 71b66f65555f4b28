-- Production orders that were released, or prove to have been: lead time, the plan they kept, what was scrapped, and what was
-- good at once. An ERP that writes the end over the plan leaves a plan to those alone that are late: where most completed
-- orders released in a month have none, the others of that month say nothing about keeping plans.
with orders as (
    select
        *,
        {{ by_as_of('confirmed_at') }} as released_at,
        {{ by_as_of('ended_at') }} as completed_at,
        {{ local_date('planned_end_at') }} as planned_end_on,
        -- as the run's "now" sees it: what was cancelled after it was not yet
        status = 'cancelled' and coalesce(cancelled_at, {{ as_of() }}) <= {{ as_of() }} as is_cancelled,
        {{ local_date(by_as_of('cancelled_at')) }} as cancelled_on
    from {{ ref('production_orders') }}
    where created_at <= {{ as_of() }}
        and (
            confirmed_at <= {{ as_of() }}
            or (confirmed_at is null and status in ('confirmed', 'in_progress', 'done'))
        )
),

timed as (
    select
        *,
        {{ local_date('coalesce(released_at, created_at)') }} as released_on,
        {{ local_date('completed_at') }} as completed_on,
        {{ hours_between('released_at', 'completed_at') }} as elapsed_hours,
        -- a plan is judged once its day is over, and of a cancelled order only if it was over by then
        case when is_cancelled then cancelled_on else {{ as_of_date() }} end as judged_until
    from orders
),

plans as (
    select
        company_id,
        {{ dbt.date_trunc('month', 'released_on') }} as released_month,
        count(*) - count(planned_end_on) as orders_without_plan,
        count(planned_end_on) as orders_with_plan
    from timed
    where completed_on is not null and company_id is not null
    group by company_id, {{ dbt.date_trunc('month', 'released_on') }}
),

judged as (
    select
        timed.*,
        case
            when released_at is null then 'order_release_not_recorded'
            when is_cancelled then 'cancelled'
            when status = 'done' and ended_at is null then 'completion_not_recorded'
            when completed_at is not null and elapsed_hours is null then 'completed_before_release'
        end as lead_time_exclusion_reason,
        case
            when is_cancelled and not coalesce(planned_end_on < judged_until, false) then 'cancelled'
            when not coalesce(quantity_planned_stock_unit > 0, false) then 'quantity_not_positive'
            when planned_end_on is null then 'plan_missing'
            when status = 'done' and ended_at is null then 'completion_not_recorded'
            when plans.orders_without_plan > plans.orders_with_plan then 'plans_of_most_missing'
        end as plan_exclusion_reason,
        case
            when is_cancelled then 'cancelled'
            when status = 'done' and ended_at is null then 'completion_not_recorded'
            when completed_at is not null and quantity_scrapped_stock_unit is null then 'scrap_not_recorded'
        end as scrap_exclusion_reason,
        case
            when is_cancelled then 'cancelled'
            when status = 'done' and ended_at is null then 'completion_not_recorded'
            when completed_at is not null and quantity_scrapped_stock_unit is null then 'scrap_not_recorded'
            when completed_at is not null and quantity_reworked_stock_unit is null then 'rework_not_recorded'
        end as yield_exclusion_reason,
        case when planned_end_on < released_on then planned_end_on else released_on end as plan_opened_on,
        case when completed_on < released_on then completed_on else released_on end as scrap_opened_on,
        planned_end_on < judged_until as is_plan_over
    from timed
    left join plans
        on plans.company_id = timed.company_id
        and plans.released_month = {{ dbt.date_trunc('month', 'timed.released_on') }}
)

select
    source_id,
    production_order_id,
    order_number,
    {{ unassigned('company_id') }} as company_id,
    {{ unassigned('department_id') }} as department_id,
    {{ unassigned('warehouse_id') }} as warehouse_id,
    item_id,
    released_on as lead_time_opened_on,
    case when lead_time_exclusion_reason is null then completed_on end as lead_time_measured_on,
    {%- for measure, opened in [
        ('lead_time', 'released_on'), ('plan', 'plan_opened_on'), ('scrap', 'scrap_opened_on'), ('yield', 'scrap_opened_on')
    ] %}
    case when {{ measure }}_exclusion_reason is not null
        then case when is_cancelled and cancelled_on > {{ opened }} then cancelled_on else {{ opened }} end end
        as {{ measure }}_excluded_on,
    {{ measure }}_exclusion_reason,
    {%- endfor %}
    case when lead_time_exclusion_reason is null then cast(elapsed_hours / 24.0 as double) end as lead_time_days,
    plan_opened_on,
    case when plan_exclusion_reason is null and is_plan_over then planned_end_on end as plan_measured_on,
    case when plan_exclusion_reason is null and is_plan_over
        then cast(
            case when completed_on <= planned_end_on and quantity_good_stock_unit >= quantity_planned_stock_unit - 0.005
                then 1 else 0 end as bigint
        ) end as is_as_planned_count,
    scrap_opened_on,
    case when scrap_exclusion_reason is null then completed_on end as scrap_measured_on,
    case when scrap_exclusion_reason is null and completed_on is not null
        then cast(coalesce(quantity_good_stock_unit, 0) + quantity_scrapped_stock_unit as double) end
        as quantity_produced_stock_unit,
    case when scrap_exclusion_reason is null and completed_on is not null
        then cast(quantity_scrapped_stock_unit as double) end as quantity_scrapped_stock_unit,
    scrap_opened_on as yield_opened_on,
    case when yield_exclusion_reason is null then completed_on end as yield_measured_on,
    case when yield_exclusion_reason is null and completed_on is not null
        then cast(coalesce(quantity_good_stock_unit, 0) + quantity_scrapped_stock_unit as double) end
        as quantity_inspected_stock_unit,
    -- what was reworked is good at last, but not at once
    case when yield_exclusion_reason is null and completed_on is not null
        then cast(greatest(coalesce(quantity_good_stock_unit, 0) - quantity_reworked_stock_unit, 0) as double) end
        as quantity_good_at_once_stock_unit
from judged
