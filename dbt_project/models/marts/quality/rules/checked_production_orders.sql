select
    source_id,
    production_order_id as record_id,
    order_number as record_name,
    {{ unassigned('company_id') }} as company_id,
    {{ unassigned('department_id') }} as department_id,
    {{ local_date('created_at') }} as entered_on,
    not coalesce(quantity_planned_stock_unit > 0, false) as quantity_not_positive,
    case when started_at is not null and ended_at is not null
        then {{ seconds_between('started_at', 'ended_at') }} <= -1 end as ended_before_start,
    case when planned_start_at is not null and planned_end_at is not null
        then {{ seconds_between('planned_start_at', 'planned_end_at') }} <= -1 end as planned_end_before_start,
    cast(null as {{ dbt.type_string() }}) as original_id
from {{ ref('production_orders') }}
where created_at <= {{ as_of() }} and status <> 'cancelled'
