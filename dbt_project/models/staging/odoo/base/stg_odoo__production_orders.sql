{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as production_order_id,
    name as order_number,
    state,
    {{ source_key(each, 'product_id') }} as product_id,
    {{ source_key(each, 'product_uom_id') }} as unit_id,
    product_qty as quantity,
    {{ source_key(each, 'user_id') }} as planner_user_id,
    {{ source_key(each, 'company_id') }} as company_id,
    {{ source_key(each, 'picking_type_id') }} as picking_type_id,
    {{ source_key(each, 'location_dest_id') }} as output_location_id,
    {{ source_stamp(each, 'date_planned_start') }} as recorded_planned_start_at,
    {{ source_stamp(each, 'date_planned_finished') }} as recorded_planned_end_at,
    {{ source_stamp(each, 'date_start') }} as start_at,
    {{ source_stamp(each, 'date_finished') }} as end_at,
    {{ source_stamp(each, 'create_date') }} as created_at
from {{ raw(each, 'mrp_production') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
