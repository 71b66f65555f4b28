{%- set schedule = schedule_of('orders.company_id', 'orders.department_id') %}
-- How long a sales order waits from its entry until it is confirmed and may be fulfilled.
with orders as (
    select *, {{ by_as_of('confirmed_at') }} as released_at
    from {{ ref('sales_orders') }}
    where entered_at <= {{ as_of() }}
),

timed as (
    select
        orders.*,
        {{ hours_between('orders.entered_at', 'orders.released_at') }} as elapsed_hours,
        {{ working_hours_between(
            working_position('start_day', 'orders.entered_at'), working_position('end_day', 'orders.released_at'),
            'orders.entered_at', 'orders.released_at'
        ) }} as working_hours
    from orders
    {{ join_working_day('start_day', 'orders.entered_at', schedule) }}
    {{ join_working_day('end_day', 'orders.released_at', schedule) }}
),

judged as (
    select
        *,
        case
            -- what had been confirmed stays measured, whatever became of it later
            when released_at is null and status = 'cancelled' then 'cancelled'
            when confirmed_at is null and status = 'confirmed' then 'confirmation_not_recorded'
            when released_at is not null and elapsed_hours is null then 'confirmed_before_entry'
            when released_at is not null and working_hours is null then 'outside_calendar'
        end as exclusion_reason
    from timed
)

select
    source_id,
    order_id,
    order_number,
    {{ unassigned('company_id') }} as company_id,
    {{ unassigned('department_id') }} as department_id,
    {{ local_date('entered_at') }} as opened_on,
    case when exclusion_reason is null then {{ local_date('released_at') }} end as measured_on,
    case when exclusion_reason is not null then {{ local_date('entered_at') }} end as excluded_on,
    exclusion_reason,
    case when exclusion_reason is null then cast(elapsed_hours as double) end as elapsed_hours,
    case when exclusion_reason is null then cast(working_hours as double) end as working_hours
from judged
