{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as work_order_id,
    name as operation_name,
    state,
    sequence,
    id as number_in_source,
    {{ source_key(each, 'production_id') }} as production_order_id,
    {{ source_key(each, 'workcenter_id') }} as work_center_id,
    qty_produced as quantity_produced,
    duration_expected as planned_minutes,
    duration as worked_minutes,
    {{ source_stamp(each, 'date_planned_start') }} as recorded_planned_start_at,
    {{ source_stamp(each, 'date_planned_finished') }} as recorded_planned_end_at,
    {{ source_stamp(each, 'date_start') }} as start_at,
    {{ source_stamp(each, 'date_finished') }} as end_at
from {{ raw(each, 'mrp_workorder') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
