{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as work_order_operation_id,
    {{ source_key(each, "nullif(parent, '')") }} as work_order_id,
    coalesce(nullif(sequence_id, 0), idx) as operation_number,
    status as erp_status,
    operation as operation_name,
    {{ source_key(each, "nullif(workstation, '')") }} as workstation_id,
    nullif(workstation, '') as workstation_name,
    completed_qty as quantity_completed,
    {{ source_stamp(each, 'planned_start_time') }} as planned_start_at,
    {{ source_stamp(each, 'planned_end_time') }} as planned_end_at,
    time_in_mins as planned_minutes
from {{ raw(each, 'work_order_operation') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
