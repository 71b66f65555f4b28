{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as job_card_id,
    docstatus,
    status as erp_status,
    {{ source_key(each, "nullif(work_order, '')") }} as work_order_id,
    {{ source_key(each, "nullif(operation_id, '')") }} as work_order_operation_id,
    nullif(sequence_id, 0) as operation_number,
    operation as operation_name,
    {{ source_key(each, "nullif(workstation, '')") }} as workstation_id,
    nullif(workstation, '') as workstation_name,
    for_quantity as quantity_planned,
    {{ source_stamp(each, 'expected_start_date') }} as planned_start_at,
    {{ source_stamp(each, 'expected_end_date') }} as planned_end_at,
    nullif(time_required, 0) as planned_minutes,
    total_completed_qty as quantity_completed,
    process_loss_qty as quantity_lost,
    total_time_in_mins as total_minutes,
    coalesce(is_corrective_job_card, false) as is_rework
from {{ raw(each, 'job_card') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
