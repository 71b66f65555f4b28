{%- set schedule = schedule_of('lines.company_id', 'lines.department_id') %}
with lines as (
    select *, {{ by_as_of('approved_at') }} as released_at
    from {{ ref('purchase_requisition_lines') }}
    where created_at <= {{ as_of() }}
),

orders as (
    select
        links.requisition_line_id,
        min(order_lines.ordered_at) as confirmed_at,
        max(case when order_lines.status = 'confirmed' and order_lines.confirmed_at is null then 1 else 0 end) = 1
            as has_unrecorded_confirmation
    from {{ ref('requisition_order_links') }} as links
    inner join {{ ref('fct_purchase_order_lines') }} as order_lines on order_lines.order_line_id = links.order_line_id
    group by links.requisition_line_id
),

-- released lines, and lines whose order or status proves a release that nobody recorded, or that came after the order
timed as (
    select
        lines.*,
        orders.confirmed_at,
        coalesce(orders.has_unrecorded_confirmation, false) as has_unrecorded_confirmation,
        {{ hours_between('lines.released_at', 'orders.confirmed_at') }} as elapsed_hours,
        {{ working_hours_between(
            working_position('start_day', 'lines.released_at'), working_position('end_day', 'orders.confirmed_at'),
            'lines.released_at', 'orders.confirmed_at'
        ) }} as working_hours
    from lines
    left join orders on orders.requisition_line_id = lines.requisition_line_id
    {{ join_working_day('start_day', 'lines.released_at', schedule) }}
    {{ join_working_day('end_day', 'orders.confirmed_at', schedule) }}
    where lines.released_at is not null
        or orders.confirmed_at is not null
        or orders.has_unrecorded_confirmation
        or (lines.approved_at is null and lines.status in ('approved', 'ordered'))
),

judged as (
    select
        *,
        case
            when approved_at is null then 'release_not_recorded'
            when released_at is null and confirmed_at is not null then 'ordered_before_release'
            when confirmed_at is null and has_unrecorded_confirmation then 'confirmation_not_recorded'
            when confirmed_at is null and status in ('rejected', 'cancelled') then 'cancelled'
            when confirmed_at is not null and elapsed_hours is null then 'ordered_before_release'
            when confirmed_at is not null and working_hours is null then 'outside_calendar'
        end as exclusion_reason
    from timed
)

select
    source_id,
    requisition_line_id,
    requisition_number,
    {{ unassigned('company_id') }} as company_id,
    {{ unassigned('department_id') }} as department_id,
    line_kind,
    {{ local_date('coalesce(released_at, created_at)') }} as opened_on,
    case when exclusion_reason is null and confirmed_at is not null then {{ local_date('confirmed_at') }} end as measured_on,
    case when exclusion_reason is not null then {{ local_date('coalesce(released_at, created_at)') }} end as excluded_on,
    exclusion_reason,
    released_at,
    confirmed_at,
    case when exclusion_reason is null then cast(elapsed_hours as double) end as elapsed_hours,
    case when exclusion_reason is null then cast(working_hours as double) end as working_hours
from judged
