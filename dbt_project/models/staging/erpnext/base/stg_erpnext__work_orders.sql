{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as work_order_id,
    name as document_number,
    docstatus,
    status as erp_status,
    {{ source_key(each, "nullif(company, '')") }} as company_id,
    {{ source_key(each, "nullif(production_item, '')") }} as item_id,
    {{ source_key(each, "nullif(fg_warehouse, '')") }} as warehouse_id,
    qty as quantity_planned_stock_unit,
    produced_qty as quantity_produced_stock_unit,
    process_loss_qty as quantity_lost_stock_unit,
    {{ source_stamp(each, 'planned_start_date') }} as planned_start_at,
    {{ source_stamp(each, 'planned_end_date') }} as planned_end_at,
    {{ source_stamp(each, end_of_day('expected_delivery_date')) }} as expected_at,
    {{ source_stamp(each, 'actual_start_date') }} as started_at,
    {{ source_stamp(each, 'actual_end_date') }} as ended_at,
    {{ source_key(each, "nullif(owner, '')") }} as creator_user_id,
    {{ source_stamp(each, 'creation') }} as created_at
from {{ raw(each, 'work_order') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
